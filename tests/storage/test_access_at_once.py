"""People who act in the same moment, on a database that lets them."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest
from cryptography.fernet import Fernet

from bot.desk import Desk
from bot.errands import Errands
from bot.flows import withdrawing
from bot.flows.access import admission, granting, groups, inviting
from bot.flows.access.granting import Whom
from bot.flows.access.inviting import Entry
from bot.flows.access.meeting import Someone, recognise
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.numbers import leasing, pools, receiving
from bot.health import Health
from bot.hooks import Hooks
from bot.ids import RandomIds
from bot.prices import Prices
from bot.settings import read_settings
from providers.catalog import Catalog
from storage.codes import ReceivedCode
from storage.database import Storage
from storage.lifecycle import SessionState
from storage.numbers import Lease
from storage.people import Role, Standing
from storage.sessions import Kind
from tests.providers.quick_clock import QuickClock
from tests.storage.rows import NOON, NUMBER, session

ANNA, BEN, CHIARA = 1001, 1002, 1003
GROUP = -1001000000001
ROUNDS = 8

Turn = Callable[[Desk, int], Awaitable[None]]


@pytest.fixture
def desk(storage: Storage) -> Desk:
    settings = read_settings(
        {
            "TELEGRAM_BOT_TOKEN": "1:toy",
            "OWNER_IDS": str(ANNA),
            "SECRETS_KEY": Fernet.generate_key().decode(),
        }
    )
    clock = QuickClock()
    catalog = Catalog.open({}, client=httpx.AsyncClient(), now=clock.now, sleep=clock.sleep)
    return Desk(
        settings,
        catalog,
        storage,
        clock,
        RandomIds(),
        Errands(),
        Health(clock),
        Hooks(settings),
        Prices("", ()),
    )


def asker(person_id: int, role: Role | None, chat_id: int | None = None) -> Asker:
    where = chat_id or person_id
    return Asker(person_id, f"Person {person_id}", where, None, f"tap:{person_id}", 1, role)


ANNA_ASKS = asker(ANNA, Role.OWNER)


async def test_of_many_who_use_one_invitation_one_comes_in(desk: Desk) -> None:
    token = await inviting.invite(desk, ANNA_ASKS, Role.OPERATOR)
    entries = await asyncio.gather(
        *(inviting.enter(desk, asker(2000 + one, None), token) for one in range(ROUNDS))
    )

    assert 1 == entries.count(Entry.IN)
    assert ROUNDS - 1 == entries.count(Entry.NOT_VALID)


async def test_the_same_person_may_send_an_invitation_twice(desk: Desk) -> None:
    token = await inviting.invite(desk, ANNA_ASKS, Role.OPERATOR)
    entries = await asyncio.gather(
        *(inviting.enter(desk, asker(CHIARA, None), token) for _ in range(4))
    )

    assert [Entry.IN] * 4 == entries


async def test_of_two_administrators_who_decide_at_once_one_does(desk: Desk) -> None:
    for number in range(ROUNDS):
        who = 3000 + number
        await admission.ask(desk, asker(who, None))
        decisions = await asyncio.gather(
            admission.decide(desk, ANNA_ASKS, who, Role.OPERATOR),
            admission.decide(desk, asker(ANNA, Role.OWNER, GROUP), who, None),
        )
        standings = {one.person.standing for one in decisions}
        assert 1 == len(standings)


async def comes(desk: Desk, who: int) -> None:
    await groups.decide(desk, asker(ANNA, Role.OWNER, GROUP), Role.OPERATOR)
    await groups.came_or_went(desk, GROUP, who, is_member=True)


async def is_given(desk: Desk, who: int) -> None:
    await granting.give(desk, ANNA_ASKS, Whom(who), Role.OPERATOR)


async def is_removed(desk: Desk, who: int) -> None:
    await granting.take_back(desk, ANNA_ASKS, Whom(who))


async def leaves(desk: Desk, who: int) -> None:
    await groups.came_or_went(desk, GROUP, who, is_member=False)


async def sees_the_group_close(desk: Desk, _: int) -> None:
    await groups.decide(desk, asker(ANNA, Role.OWNER, GROUP), None)


async def sees_the_desk_thrown_out(desk: Desk, _: int) -> None:
    await groups.left(desk, GROUP, "Support")


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (is_given, is_removed),
        (comes, leaves),
        (comes, sees_the_group_close),
        (comes, sees_the_desk_thrown_out),
    ],
)
async def test_what_is_taken_while_the_right_ends_is_free_in_the_end(
    desk: Desk, begin: Turn, end: Turn
) -> None:
    for who in range(4000, 4000 + ROUNDS):
        await begin(desk, who)
        async with desk.storage.begin() as work:
            lease = free_number()
            work.numbers.put(lease)
            await work.numbers.flush()
        assert lease.id is not None
        await asyncio.gather(takes(desk, who, lease.id), end(desk, who))
        async with desk.storage.reading() as work:
            assert [] == list(await work.numbers.running(holder_id=who))


async def test_a_grant_that_waits_is_given_to_whoever_comes_first_and_once(desk: Desk) -> None:
    given = await granting.give(desk, ANNA_ASKS, Whom(username="chiara"), Role.VIEWER)
    assert given.is_waiting

    async def nobody_knows() -> None:
        return None

    someone = Someone(CHIARA, "Chiara", "chiara", CHIARA)
    roles = await asyncio.gather(*(recognise(desk, someone, nobody_knows) for _ in range(4)))

    assert {Role.VIEWER} == set(roles)
    async with desk.storage.reading() as work:
        assert [] == list(await work.grants.waiting())


async def test_who_was_removed_takes_nothing_that_waits_for_another_name(desk: Desk) -> None:
    await granting.give(desk, ANNA_ASKS, Whom(BEN), Role.OPERATOR)
    await granting.take_back(desk, ANNA_ASKS, Whom(BEN))
    await granting.give(desk, ANNA_ASKS, Whom(username="chiara"), Role.OPERATOR)

    async def member() -> bool:
        return True

    await groups.decide(desk, asker(ANNA, Role.OWNER, GROUP), Role.OPERATOR)
    renamed = Someone(BEN, "Ben", "chiara", GROUP)

    assert await recognise(desk, renamed, member) is None
    async with desk.storage.reading() as work:
        assert 1 == len(await work.grants.waiting())


async def test_a_guest_given_more_time_while_the_job_runs_stays(desk: Desk) -> None:
    await granting.give(desk, ANNA_ASKS, Whom(BEN), Role.OPERATOR, timedelta(microseconds=1))
    await desk.clock.sleep(1)
    await asyncio.gather(
        granting.end_guests(desk),
        granting.give(desk, ANNA_ASKS, Whom(BEN), Role.OPERATOR, timedelta(hours=1)),
    )
    async with desk.storage.reading() as work:
        ben = await work.people.find(BEN)

    assert ben is not None
    assert Standing.ALLOWED is ben.standing


async def takes(desk: Desk, who: int, lease_id: int) -> None:
    """Take a number of the pool, or be refused because the access has ended."""
    why = None
    try:
        await pools.take(desk, asker(who, Role.OPERATOR, GROUP), lease_id)
    except RefusedRequest as refused:
        why = refused.why

    assert why in {None, Why.ACCESS_ENDED, Why.NUMBER_GONE}


async def test_who_gets_a_code_and_lets_its_number_go_at_once_waits_in_no_ring(desk: Desk) -> None:
    await granting.give(desk, ANNA_ASKS, Whom(BEN), Role.OPERATOR)
    ben = asker(BEN, Role.OPERATOR, GROUP)
    for _ in range(ROUNDS):
        lease, code_id = await number_with_code(desk, permanent=True)
        assert lease.id is not None
        await asyncio.gather(
            receiving.got_it(desk, ben, code_id),
            pools.release(desk, ben, lease.id),
            receiving.got_it(desk, ben, code_id),
        )

        async with desk.storage.reading() as work:
            assert [] == list(await work.codes.waiting_for(BEN))


async def test_who_cancels_and_releases_a_number_at_once_waits_in_no_ring(desk: Desk) -> None:
    ben = asker(BEN, Role.OPERATOR)
    for number in range(ROUNDS):
        which = f"S{number:03}"
        async with desk.storage.begin() as work:
            held = session(which, kind=Kind.NUMBER, person_id=BEN, chat_id=BEN)
            held.state = SessionState.AWAITING_CODE
            await work.sessions.open(held)
        lease, _ = await number_with_code(desk, session_id=which)
        ways = (withdrawing.cancel(desk, ben, which), leasing.release(desk, ben, which))
        ended = await asyncio.gather(*ways, return_exceptions=True)

        assert {RefusedRequest} >= {type(one) for one in ended if isinstance(one, Exception)}
        async with desk.storage.reading() as work:
            assert lease.id is not None
            assert (await work.numbers.lease_as_it_is(lease.id)).ended_at is not None


async def number_with_code(
    desk: Desk, *, session_id: str | None = None, permanent: bool = False
) -> tuple[Lease, int]:
    """Let Ben hold a number, and a code come to it."""
    async with desk.storage.begin() as work:
        lease = free_number()
        lease.session_id, lease.is_permanent = session_id, permanent
        lease.holder_id, lease.holder_name = BEN, "Ben"
        work.numbers.put(lease)
        await work.numbers.flush()
        assert lease.id is not None
        code = ReceivedCode(lease_id=lease.id, code="0042", received_at=NOON, taker_id=BEN)
        code_id = await work.codes.receive(code, lease)
    return lease, code_id


def free_number() -> Lease:
    return Lease(
        provider="lanck",
        number=NUMBER,
        country="GB",
        chat_id=GROUP,
        is_permanent=True,
        leased_at=NOON,
    )
