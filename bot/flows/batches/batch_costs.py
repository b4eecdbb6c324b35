"""What a list costs: quoted before, reserved bite by bite or chunk by chunk, settled as it came.

one by one    a charge for each question a bite may ask; what was not asked is given back
handed in     a charge for each chunk, or for each currency in it, known by the name of the chunk
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bot.desk import Desk
from bot.flows.lookups.levels import LEVELS
from bot.flows.money import spending
from bot.flows.money.spending import IN_BATCH
from bot.flows.running import serving
from bot.prices import MOST
from providers.contract.capabilities import BatchSubmitter, FraudChecker, NumberLookup
from providers.contract.reports import Price
from storage.batches import ClaimedLine
from storage.ledger import Charge
from storage.money import ISO_CURRENCY, PLACES, Money, by_currency
from storage.sessions import ChatSession
from storage.unit_of_work import UnitOfWork

QUESTIONS: dict[type, str] = {
    NumberLookup: "hlr",
    FraudChecker: "fraud",
}  # capabilities asked for one by one


@dataclass(frozen=True, slots=True)
class Cost:
    """What a list costs at most: paid requests, sums by currency, and how many have no price."""

    requests: int = 0
    money: Money = field(default_factory=dict)
    unknown: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(
            self.requests + other.requests,
            by_currency([*self.money.items(), *other.money.items()]),
            self.unknown + other.unknown,
        )

    def written(self) -> list[Any]:
        """Write it down, for a question's row."""
        return [self.requests, {one: str(sum_) for one, sum_ in self.money.items()}, self.unknown]

    @classmethod
    def read(cls, written: list[Any]) -> "Cost":
        """Read it from a question's row."""
        requests, money, unknown = written
        return cls(requests, {one: Decimal(sum_) for one, sum_ in money.items()}, unknown)


@dataclass(frozen=True, slots=True)
class Part:
    """The charge of one question about some lines of a bite: what each line costs, by its id."""

    order: int
    question: int  # its place among those of the level
    prices: Mapping[int, Decimal | None]


def cost_of(desk: Desk, level: str, numbers: Iterable[str]) -> Cost:
    """Add up what a level asks about numbers (digits)."""
    digits = list(numbers)
    cost = Cost()
    for provider, capability in _asked(desk, level):
        sums: Money = {}
        unknown = len(digits)
        if desk.prices.now.prices:
            sums, unknown = desk.prices.now.total(provider, capability, digits)
        cost += Cost(len(digits), sums, unknown)
    return cost


async def reserve_bite(
    work: UnitOfWork, desk: Desk, session: ChatSession, level: str, lines: Sequence[ClaimedLine]
) -> list[Part]:
    """Reserve every question a level may ask about each line. Raises RefusedRequest."""
    parts, charges, order = [], [], session.orders
    for question, asked in enumerate(_asked(desk, level)):
        by_currency: dict[str | None, dict[int, Decimal | None]] = {}
        for line in lines:
            assert line.number is not None
            price = desk.prices.now.price(*asked, line.number.digits)
            currency, amount = (price.currency, price.amount) if price else (None, None)
            by_currency.setdefault(currency, {})[line.id] = amount
        for currency, prices in by_currency.items():
            order += 1
            parts.append(Part(order, question, prices))
            charges.append(_charge(desk, session, order, asked, prices.values(), currency))
    await spending.reserve_all(work, desk, charges)
    session.orders = order
    return parts


async def settle_bite(
    work: UnitOfWork,
    session_id: str,
    parts: Iterable[Part],
    asked: Mapping[int, int],
    *,
    is_known: bool,
) -> None:
    """Keep of a bite what was asked. `asked`: how many questions about each line, by its id."""
    for part in parts:
        paid = [price for line, price in part.prices.items() if asked.get(line, 0) > part.question]
        sum_ = None if None in paid else sum((one for one in paid if one is not None), Decimal())
        await work.ledger.settle_part(
            session_id, part.order, units=len(paid), price=sum_, is_known=is_known
        )


async def reserve_chunk(
    work: UnitOfWork,
    desk: Desk,
    session: ChatSession,
    level: str,
    lines: Sequence[ClaimedLine],
    name: str,
) -> int:
    """Reserve a chunk that is handed in under a name; gives the order. Raises RefusedRequest."""
    asked = _asked(desk, level)[0]
    prices: dict[int, Price] = {}
    by_currency: dict[str | None, list[Decimal | None]] = {}
    for line in lines:
        digits = line.number.digits if line.number is not None else ""
        price = desk.prices.now.price(*asked, digits)
        if price is not None:
            prices[line.id] = price
        currency, amount = (price.currency, price.amount) if price else (None, None)
        by_currency.setdefault(currency, []).append(amount)
    order = session.orders + 1
    charges = [
        _charge(desk, session, order, asked, amounts, currency)
        for currency, amounts in by_currency.items()
    ]
    for one in charges:
        one.reference = name
    await spending.reserve_all(work, desk, charges)
    await work.line_prices.put(name, prices)
    session.orders = order
    return order


async def give_back(work: UnitOfWork, provider: str, name: str, lines: Collection[int]) -> None:
    """Take lines (by id) off the bill of their chunk: not accepted, or not charged."""
    bill = Bill()
    for price in (await work.line_prices.of(name, lines)).values():
        bill.off(price)
    await bill.settle(work, provider, name)


async def rate(work: UnitOfWork, provider: str, name: str, reported: Mapping[int, Price]) -> None:
    """Put what a provider says that lines (by id) cost in the place of what our table says.

    A price of zero may mean that it is not rated yet (nxcloud.md), so there the table's stays.
    """
    said = {line: price for line, price in reported.items() if _is_rated(price)}
    bill = Bill()
    for line, price in (await work.line_prices.of(name, said)).items():
        bill.off(price)
        bill.on(said[line])
    await bill.settle(work, provider, name)


class Bill:
    """What changes about the charges of a chunk: units and money, by currency."""

    def __init__(self) -> None:
        self._units: Counter[str | None] = Counter()
        self._money: dict[str | None, Decimal] = {}

    def on(self, price: Price | None, units: int = 1) -> None:
        """Put one number on it."""
        currency, amount = (price.currency, price.amount) if price else (None, Decimal())
        self._units[currency] += units
        self._money[currency] = self._money.get(currency, Decimal()) + amount * units

    def off(self, price: Price | None) -> None:
        """Take one number off it."""
        self.on(price, -1)

    async def settle(self, work: UnitOfWork, provider: str, name: str) -> None:
        """Write it down; what is put on comes first, so that no charge is ever empty between."""
        for currency, units in sorted(self._units.items(), key=lambda one: -one[1]):
            amount = self._money[currency]
            if units or amount:
                await work.ledger.shift(provider, name, currency, units, amount)
        if len(self._units) > 1:
            await work.ledger.drop_empty(provider, name)


def _is_rated(price: Price) -> bool:
    """Whether a reported price can be one: above nothing, and in a currency."""
    is_currency = ISO_CURRENCY.fullmatch(price.currency) is not None
    return is_currency and 0 < price.amount <= MOST and price.amount == round(price.amount, PLACES)


def _charge(
    desk: Desk,
    session: ChatSession,
    order: int,
    asked: tuple[str, str],
    prices: Iterable[Decimal | None],
    currency: str | None,
) -> Charge:
    provider, capability = asked
    known = list(prices)
    charge = spending.charged(desk, session, provider, f"{IN_BATCH}{capability}", order)
    charge.units, charge.currency = len(known), currency
    if currency is not None:
        charge.price = sum((one or Decimal() for one in known), Decimal())
    return charge


def _asked(desk: Desk, level: str) -> list[tuple[str, str]]:
    """Name the providers and what they are asked about each number."""
    return [
        (
            serving.first(desk, it) or "",
            level if it is BatchSubmitter else QUESTIONS[it],
        )
        for it in LEVELS[level].capabilities
    ]
