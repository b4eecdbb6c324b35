"""What a list costs: quoted before, reserved bite by bite or chunk by chunk, settled as it came.

one by one    a charge for each question a bite may ask; what was not asked is given back
handed in     a charge for each chunk, or for each currency in it, known by the name of the chunk
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bot.desk import Desk
from bot.flows import levels, spending
from bot.flows.levels import LEVELS
from bot.flows.spending import IN_BATCH
from providers.contract.capabilities import BatchSubmitter, FraudChecker, NumberLookup
from providers.contract.phone import PhoneNumber
from storage.batches import Taken
from storage.ledger import Charge
from storage.sessions import ChatSession
from storage.unit_of_work import UnitOfWork

QUESTIONS = {NumberLookup: "hlr", FraudChecker: "fraud"}  # capabilities asked for one by one


@dataclass(frozen=True, slots=True)
class Cost:
    """What a list costs at most: paid requests, sums by currency, and how many have no price."""

    requests: int = 0
    money: Mapping[str, Decimal] = field(default_factory=dict)
    unknown: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        both = self.money.keys() | other.money.keys()
        return Cost(
            self.requests + other.requests,
            {one: self.money.get(one, Decimal()) + other.money.get(one, Decimal()) for one in both},
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
        sums: Mapping[str, Decimal] = {}
        unknown = len(digits)
        if desk.prices.now.prices:
            sums, unknown = desk.prices.now.total(provider, capability, digits)
        cost += Cost(len(digits), sums, unknown)
    return cost


async def reserve_bite(
    work: UnitOfWork, desk: Desk, session: ChatSession, level: str, lines: Sequence[Taken]
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
    numbers: Iterable[PhoneNumber],
    name: str,
) -> int:
    """Reserve a chunk that is handed in under a name; gives the order. Raises RefusedRequest."""
    asked = _asked(desk, level)[0]
    by_currency: dict[str | None, list[Decimal | None]] = {}
    for number in numbers:
        price = desk.prices.now.price(*asked, number.digits)
        currency, amount = (price.currency, price.amount) if price else (None, None)
        by_currency.setdefault(currency, []).append(amount)
    order = session.orders + 1
    charges = [
        _charge(desk, session, order, asked, prices, currency)
        for currency, prices in by_currency.items()
    ]
    for one in charges:
        one.reference = name
    await spending.reserve_all(work, desk, charges)
    session.orders = order
    return order


async def give_back(
    work: UnitOfWork, desk: Desk, level: str, name: str, number: PhoneNumber
) -> None:
    """Take a number off the bill of its chunk: it was not accepted, or not charged."""
    provider, capability = _asked(desk, level)[0]
    price = desk.prices.now.price(provider, capability, number.digits)
    currency, amount = (None, None) if price is None else (price.currency, price.amount)
    await work.ledger.give_back(provider, name, currency, amount)


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
    return Charge(
        session_id=session.id,
        order=order,
        provider=provider,
        capability=f"{IN_BATCH}{capability}",
        person_id=session.person_id,
        chat_id=session.chat_id,
        at=desk.clock.now(),
        units=len(known),
        price=None if currency is None else sum((one or Decimal() for one in known), Decimal()),
        currency=currency,
    )


def _asked(desk: Desk, level: str) -> list[tuple[str, str]]:
    """Name the providers and what they are asked about each number."""
    return [
        (
            levels.provider_of(desk, it) or "",
            level if it is BatchSubmitter else QUESTIONS[it],
        )
        for it in LEVELS[level].capabilities
    ]
