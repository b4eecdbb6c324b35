from datetime import timedelta

from storage.database import Storage
from storage.ledger import Charge, ChargeState
from storage.lifecycle import SessionState, Step
from tests.storage.rows import NOON, NUMBER, session

LEASE = timedelta(seconds=60)


async def test_a_taken_id_or_request_opens_nothing(storage: Storage) -> None:
    async with storage.begin() as work:
        assert await work.sessions.open(session())
        assert not await work.sessions.open(session(request="another"))
        assert not await work.sessions.open(session("8G4M", request=session().request))


async def test_a_session_that_is_due_is_given_to_one_worker(storage: Storage) -> None:
    async with storage.begin() as work:
        await work.sessions.open(session(next_poll_at=NOON))
        await work.sessions.open(session("8G4M", next_poll_at=NOON + timedelta(seconds=1)))

    async with storage.begin() as work:
        first = await work.sessions.claim_due(now=NOON, lease=LEASE, limit=9)
    async with storage.begin() as work:
        second = await work.sessions.claim_due(now=NOON, lease=LEASE, limit=9)
    async with storage.begin() as work:
        after = await work.sessions.claim_due(now=NOON + LEASE, lease=LEASE, limit=9)

    assert ["7F3K"] == [one.id for one in first]
    assert [] == list(second)
    assert {"7F3K", "8G4M"} == {one.id for one in after}


async def test_only_what_is_open_can_be_overdue(storage: Storage) -> None:
    async with storage.begin() as work:
        await work.sessions.open(session(state=SessionState.AWAITING_CODE))
        await work.sessions.open(session("8G4M", state=SessionState.SUCCEEDED))

    async with storage.begin() as work:
        overdue = await work.sessions.overdue(now=NOON + timedelta(minutes=10), limit=9)

    assert ["7F3K"] == [one.id for one in overdue]


async def test_codes_and_raw_replies_are_forgotten_and_the_session_stays(
    storage: Storage,
) -> None:
    async with storage.begin() as work:
        ended = session(state=SessionState.SUCCEEDED, expected_code="4953", ended_at=NOON)
        await work.sessions.open(ended)
        work.history.note(ended, Step.PROVEN, at=NOON, said="raw")
        await work.sessions.open(session("8G4M", expected_code="4953"))

    async with storage.begin() as work:
        await work.sessions.forget(before=NOON + timedelta(hours=24))
    async with storage.begin() as work:
        old, running = await work.sessions.get("7F3K"), await work.sessions.get("8G4M")

    assert old is not None
    assert old.expected_code is None
    assert running is not None
    assert "4953" == running.expected_code


async def test_released_charges_do_not_count_against_a_number(storage: Storage) -> None:
    def charge(order: int) -> Charge:
        return Charge(
            session_id="7F3K",
            order=order,
            provider="numcheck",
            capability="flash",
            number=NUMBER,
            person_id=1001,
            chat_id=1001,
            at=NOON + timedelta(seconds=order),
        )

    async with storage.begin() as work:
        await work.sessions.open(session())
        for order in (1, 2, 3):
            work.ledger.reserve(charge(order))
    async with storage.begin() as work:
        await work.ledger.settle("7F3K", 2, ChargeState.RELEASED)
        await work.ledger.settle("7F3K", 3, ChargeState.UNKNOWN)

    async with storage.begin() as work:
        calls = await work.ledger.calls_to(NUMBER, since=NOON)
        second = await work.ledger.latest_but(1, since=NOON, person_id=1001)
        third = await work.ledger.latest_but(2, since=NOON, person_id=1001)
    assert [1, 3] == [call.order for call in calls]
    assert NOON + timedelta(seconds=1) == second
    assert third is None
