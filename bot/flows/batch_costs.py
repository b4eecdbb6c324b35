"""What a list costs: quoted before, reserved line by line or chunk by chunk, given back where due.

one by one    a charge for each question about each line, so that each is settled by itself
handed in     a charge for each chunk, or for each currency in it, known by the name of the chunk
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.desk import Desk
from bot.flows import levels, spending
from bot.flows.levels import LEVELS
from bot.flows.spending import IN_BATCH
from providers.contract.capabilities import BatchSubmitter, FraudChecker, NumberLookup
from providers.contract.phone import PhoneNumber
from storage.batches import BatchLine
from storage.ledger import Charge, ChargeState
from storage.sessions import ChatSession
from storage.unit_of_work import UnitOfWork

QUESTIONS = {NumberLookup: "hlr", FraudChecker: "fraud"}  # capabilities asked for one by one


@dataclass(frozen=True, slots=True)
class Cost:
    """What a list costs at most: paid requests, sums by currency, and how many have no price."""

    requests: int
    money: dict[str, Decimal]
    unknown: int = 0


def cost_of(desk: Desk, level: str, numbers: Iterable[str]) -> Cost:
    """Add up what a level asks about numbers (digits)."""
    digits = list(numbers)
    money: dict[str, Decimal] = {}
    requests = unknown = 0
    for provider, capability in _asked(desk, level):
        sums, without = desk.prices.now.total(provider, capability, digits)
        for currency, amount in sums.items():
            money[currency] = money.get(currency, Decimal()) + amount
        requests, unknown = requests + len(digits), unknown + without
    return Cost(requests, money, unknown)


async def reserve_lines(
    work: UnitOfWork, desk: Desk, session: ChatSession, level: str, lines: Sequence[BatchLine]
) -> list[int]:
    """Reserve the first question about each line; gives the orders. Raises RefusedRequest."""
    provider, capability = _asked(desk, level)[0]
    first = session.orders + 1
    charges = [
        _charge(desk, session, first + at, (provider, capability), [line.number])
        for at, line in enumerate(lines)
        if line.number is not None
    ]
    await spending.reserve_all(work, desk, charges)
    session.orders += len(charges)
    return [one.order for one in charges]


async def next_question(desk: Desk, line: BatchLine, answered: int) -> int:
    """Settle the first answer about a line and reserve the next question; gives its order.

    Raises RefusedRequest.
    """
    assert line.number is not None
    async with desk.storage.begin() as work:
        await work.ledger.settle(line.session_id, answered, ChargeState.COMMITTED)
    async with desk.storage.begin() as work:
        session = await work.sessions.get(line.session_id)
        assert session is not None
        order = session.orders + 1
        charge = _charge(desk, session, order, _asked(desk, "ladder")[1], [line.number])
        await spending.reserve_all(work, desk, [charge])
        session.orders = order
        return order


async def reserve_chunk(
    work: UnitOfWork,
    desk: Desk,
    session: ChatSession,
    level: str,
    lines: Sequence[BatchLine],
    name: str,
) -> None:
    """Reserve a chunk that is handed in under a name. Raises RefusedRequest."""
    asked = _asked(desk, level)[0]
    by_currency: dict[str | None, list[PhoneNumber]] = {}
    for line in lines:
        if line.number is not None:
            price = desk.prices.now.price(*asked, line.number.digits)
            by_currency.setdefault(price.currency if price else None, []).append(line.number)
    order = session.orders + 1
    charges = [_charge(desk, session, order, asked, numbers) for numbers in by_currency.values()]
    for one in charges:
        one.reference = name
    await spending.reserve_all(work, desk, charges)
    session.orders = order


async def give_back(work: UnitOfWork, desk: Desk, line: BatchLine) -> None:
    """Take a line off the bill of its chunk: the provider did not accept it, or did not charge."""
    batch = await work.batches.get(line.session_id)
    if batch is None or line.order_name is None or line.number is None:
        return
    provider, capability = _asked(desk, batch.level)[0]
    price = desk.prices.now.price(provider, capability, line.number.digits)
    currency, amount = (None, None) if price is None else (price.currency, price.amount)
    await work.ledger.give_back(provider, line.order_name, currency, amount)


def _charge(
    desk: Desk,
    session: ChatSession,
    order: int,
    asked: tuple[str, str],
    numbers: Sequence[PhoneNumber],
) -> Charge:
    """Make a charge for numbers whose prices have one currency."""
    provider, capability = asked
    sums, _ = desk.prices.now.total(provider, capability, (one.digits for one in numbers))
    currency = next(iter(sums), None)
    return Charge(
        session_id=session.id,
        order=order,
        provider=provider,
        capability=f"{IN_BATCH}{capability}",
        person_id=session.person_id,
        chat_id=session.chat_id,
        at=desk.clock.now(),
        units=len(numbers),
        price=sums.get(currency or ""),
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
