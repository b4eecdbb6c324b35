"""Money where two act in the same moment, on SQLite and PostgreSQL."""

import asyncio
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, cast

import pytest
from cryptography.fernet import Fernet

from bot.desk import Desk
from bot.errands import Errands
from bot.flows import approvals
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.money import budgets, seconding, spending
from bot.flows.money.seconding import Because
from bot.health import Health
from bot.hooks import Hooks
from bot.ids import RandomIds
from bot.prices import PriceList, Prices
from bot.settings import read_settings
from providers.contract.calls import CallOutcome, CallReport
from providers.contract.reports import Price
from storage.approvals import ApprovalState
from storage.budgets import Budget, Period, Scope
from storage.codes import ReceivedCode
from storage.database import Storage
from storage.figures import Ended, Took
from storage.ledger import Charge, ChargeState
from storage.lifecycle import SessionState
from storage.numbers import Lease
from storage.people import Role
from storage.sessions import Kind
from tests.storage.rows import NOON, NUMBER, session

SETTINGS = {
    "TELEGRAM_BOT_TOKEN": "1:x",
    "OWNER_IDS": "1001, 1002, 1003",
    "SECRETS_KEY": Fernet.generate_key().decode(),
    "APPROVAL_ABOVE": "5 EUR",
}


class HeldClock:
    """It is noon."""

    def now(self) -> datetime:
        """Tell the time."""
        return NOON

    async def sleep(self, seconds: float) -> None:
        """Wait for nothing."""
        del seconds


@pytest.fixture
def desk(storage: Storage) -> Desk:
    settings = read_settings(SETTINGS)
    prices = Prices("", ())
    prices.now = PriceList({("numcheck", "flash"): {"*": Price(Decimal("0.10"), "EUR")}})
    nobody = cast("Any", {})
    clock = HeldClock()
    return Desk(
        settings, nobody, storage, clock, RandomIds(), Errands(), Health(clock), Hooks(settings),
        prices,
    )  # fmt: skip


def charge(order: int, **values: object) -> Charge:
    given: dict[str, Any] = {
        "session_id": "7F3K",
        "order": order,
        "provider": "numcheck",
        "capability": "flash",
        "person_id": 1001,
        "chat_id": 1001,
        "at": NOON,
    }
    return Charge(**{**given, **values})


def budget(scope: Scope, whose: int, amount: str, unit: str = "EUR") -> Budget:
    return Budget(
        scope=scope, whose=whose, period=Period.DAY, unit=unit, amount=Decimal(amount),
        set_by=1001, set_at=NOON,
    )  # fmt: skip


def asker(person_id: int) -> Asker:
    return Asker(
        person_id, f"Person {person_id}", person_id, None, f"tap:{person_id}", 7, Role.OWNER
    )


async def try_to_spend(desk: Desk, order: int, **values: object) -> bool:
    try:
        async with desk.storage.begin() as work:
            one = charge(order, **values)
            await spending.reserve(work, desk, one, digits="447700900000")
    except RefusedRequest as refused:
        return refused.why is not Why.BUDGET_SPENT
    return True


async def test_of_two_spends_at_the_edge_one_wins(desk: Desk) -> None:
    async with desk.storage.begin() as work:
        await work.sessions.open(session())
        await work.budgets.put(budget(Scope.DESK, 0, "0.35"))
        await work.budgets.put(budget(Scope.PERSON, 1001, "1"))

    spent = await asyncio.gather(
        *(try_to_spend(desk, at, person_id=1001 + at % 2) for at in range(8))
    )

    assert 3 == sum(spent)
    async with desk.storage.begin() as work:
        assert {"EUR": Decimal("0.30")} == (await work.ledger.spent()).money


async def test_what_is_released_can_be_spent_again_and_what_is_unknown_cannot(desk: Desk) -> None:
    async with desk.storage.begin() as work:
        await work.sessions.open(session())
        await work.budgets.put(budget(Scope.CHAT, 1001, "2", "requests"))
    assert await try_to_spend(desk, 1)
    assert await try_to_spend(desk, 2)
    async with desk.storage.begin() as work:
        await work.ledger.settle("7F3K", 1, ChargeState.UNKNOWN)
    assert not await try_to_spend(desk, 3)

    async with desk.storage.begin() as work:
        await work.ledger.settle("7F3K", 2, ChargeState.RELEASED)
    assert await try_to_spend(desk, 4)


async def hear(desk: Desk, report: CallReport) -> int:
    """Have a charge hear a report; gives how many requests count then."""
    async with desk.storage.begin() as work:
        heard = await work.ledger.of_reference("numcheck", report.reference)
        assert heard is not None
        heard.hear(report)
    async with desk.storage.begin() as work:
        return (await work.ledger.spent()).requests


async def test_a_late_answer_takes_back_no_release(desk: Desk) -> None:
    later = NOON + timedelta(seconds=3)
    async with desk.storage.begin() as work:
        await work.sessions.open(session())
        work.ledger.reserve(charge(1, reference="r1"))
    unbilled = CallReport("r1", CallOutcome.BUSY, at=NOON, billable=False)
    assert 0 == await hear(desk, unbilled)
    async with desk.storage.begin() as work:
        await work.ledger.settle("7F3K", 1, ChargeState.COMMITTED, reference="r1")

    assert 0 == await hear(desk, unbilled)
    assert 1 == await hear(desk, CallReport("r1", CallOutcome.ANSWERED, at=later, billable=True))
    assert 1 == await hear(desk, unbilled), "an older word on the bill comes too late"


async def test_of_two_approvals_one_counts(desk: Desk) -> None:
    async with desk.storage.begin() as work:
        wish = await seconding.ask(
            work, desk, asker(1001), seconding.NUMBER, {}, because=Because.PRICE, about={}
        )

    came = await asyncio.gather(
        approvals.decide(desk, asker(1002), wish.id, agrees=False),
        approvals.decide(desk, asker(1003), wish.id, agrees=False),
    )

    assert [False, True] == sorted(one.is_late for one in came)
    deciders = {one.approval.decided_by for one in came}
    assert 1 == len(deciders)
    async with desk.storage.begin() as work:
        kept = await work.approvals.get(wish.id)
    assert kept is not None
    assert ApprovalState.REFUSED is kept.state


async def test_nobody_agrees_with_themselves_and_the_same_wish_asks_once(desk: Desk) -> None:
    async def ask() -> str:
        async with desk.storage.begin() as work:
            wish = await seconding.ask(
                work, desk, asker(1001), seconding.NUMBER, {}, because=Because.PRICE, about={}
            )
            return wish.id

    first, second = await asyncio.gather(ask(), ask())
    assert first == second
    with pytest.raises(RefusedRequest) as raised:
        await approvals.decide(desk, asker(1001), first, agrees=True)
    assert Why.NEEDS_ANOTHER is raised.value.why


async def test_of_two_grants_one_counts(desk: Desk) -> None:
    async with desk.storage.begin() as work:
        await work.budgets.put(budget(Scope.PERSON, 1001, "1"))
    key = (Scope.PERSON, 1001, Period.DAY, "EUR")
    wish = await budgets.ask_more(desk, asker(1001), key, 1001)

    await asyncio.gather(
        budgets.grant(desk, asker(1002), wish.id, "1"),
        budgets.grant(desk, asker(1003), wish.id, "1"),
    )

    async with desk.storage.begin() as work:
        found = await spending.usages(work, desk, 1001, 1001)
    assert [Decimal(2)] == [one.amount for _, one in found]


async def test_figures_are_the_same_on_both_databases(storage: Storage) -> None:
    late, second = NOON + timedelta(days=1), timedelta(seconds=1)
    async with storage.begin() as work:
        await work.sessions.open(
            session(country="GB", state=SessionState.SUCCEEDED, ended_at=NOON + 12 * second)
        )
        await work.sessions.open(session("8G4M", country="GB", state=SessionState.EXPIRED))
        await work.sessions.open(session("9H5N", country="GB", state=SessionState.CANCELLED))
        for order, at in ((1, NOON), (2, NOON), (3, late)):
            work.ledger.reserve(charge(order, at=at, price=Decimal("0.1"), currency="EUR"))
        work.ledger.reserve(charge(4, at=late, state=ChargeState.RELEASED))
        lease = Lease(session_id="8G4M", provider="panel", number=NUMBER, country="Toyland",
                      chat_id=1001, leased_at=NOON)  # fmt: skip
        work.numbers.put(lease)
        await work.numbers.flush()
        for after in (9, 7):
            work.codes.put(ReceivedCode(lease_id=lease.id or 0, received_at=NOON + after * second))

    span = {"since": NOON - timedelta(hours=12), "until": late}
    async with storage.reading() as work:
        rows = await work.figures.spent(**span)
        endings = await work.figures.endings(Kind.VERIFICATION, **span)
        proofs = await work.figures.proofs(**span)
        codes = await work.figures.first_codes(**span)
    found = [(one.day.day, one.requests, one.amount) for one in rows]
    assert [(21, 2, Decimal("0.2")), (22, 1, Decimal("0.1"))] == found
    assert [Ended("numcheck", "GB", 2, 1)] == endings
    assert [Took("numcheck", "GB", 12 * second)] == proofs
    assert [Took("panel", "Toyland", 7 * second)] == codes


async def test_sums_are_exact(desk: Desk) -> None:
    async with desk.storage.begin() as work:
        await work.sessions.open(session())
        for order in range(1, 11):
            work.ledger.reserve(charge(order, price=Decimal("0.1"), currency="EUR"))
        work.ledger.reserve(charge(11, price=Decimal("0.000001"), currency="USD"))
        work.ledger.reserve(charge(12, at=NOON - timedelta(days=40)))

    async with desk.storage.begin() as work:
        spent = await work.ledger.spent(since=NOON - timedelta(days=1))
    assert {"EUR": Decimal(1), "USD": Decimal("0.000001")} == spent.money
    assert 11 == spent.requests
