"""Rotas, covers, audiences and names, on both databases."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from storage.audiences import Audience, Heard
from storage.calls_for_help import CallForHelp
from storage.codes import ReceivedCode
from storage.database import Storage
from storage.numbers import Lease
from storage.rotas import DESK, Cover, Rota, RotaKind, Shift
from tests.storage.rows import NOON, NUMBER

ANNA, BEN, CHIARA = 1001, 1002, 1003
GROUP = -1001000000001
HOUR = timedelta(hours=1)


async def put(storage: Storage, chat_id: int, topic_id: int = 0, *people: int) -> int:
    async with storage.begin() as work:
        rota = Rota(
            chat_id=chat_id, topic_id=topic_id, kind=RotaKind.TURNS, set_by=ANNA, set_at=NOON
        )
        await work.rotas.put(rota)
        assert rota.id is not None
        await work.rotas.fill(rota.id, people, ())
    return rota.id


async def test_the_nearest_rota_is_in_charge(storage: Storage) -> None:
    desk = await put(storage, DESK)
    group = await put(storage, GROUP)
    topic = await put(storage, GROUP, 3)

    async with storage.reading() as work:
        found = [
            await work.rotas.in_charge(*place)
            for place in ((GROUP, 3), (GROUP, 2), (GROUP, 0), (-5, 3), (DESK, 0))
        ]
    assert [topic, group, group, desk, desk] == [one.id if one else None for one in found]


async def test_a_place_has_one_rota(storage: Storage) -> None:
    await put(storage, GROUP)

    with pytest.raises(IntegrityError):
        await put(storage, GROUP)


async def test_an_order_keeps_its_places_and_is_replaced_whole(storage: Storage) -> None:
    rota = await put(storage, GROUP, 0, BEN, ANNA, BEN)
    async with storage.begin() as work:
        assert [BEN, ANNA, BEN] == await work.rotas.members(rota)
        shift = Shift(rota_id=rota, person_id=CHIARA, starts_at=NOON, ends_at=NOON + HOUR)
        await work.rotas.fill(rota, [CHIARA], [shift])

    async with storage.reading() as work:
        assert [CHIARA] == await work.rotas.members(rota)
        assert [CHIARA] == [one.person_id for one in await work.rotas.shifts(rota, since=NOON)]
        assert [] == list(await work.rotas.shifts(rota, since=NOON + HOUR))


async def test_the_same_tap_covers_once_even_at_the_same_moment(storage: Storage) -> None:
    rota = await put(storage, GROUP, 0, ANNA)

    async def cover() -> bool:
        async with storage.begin() as work:
            await work.alone(f"rota:{GROUP}")
            row = Cover(
                rota_id=rota,
                person_id=BEN,
                starts_at=NOON,
                ends_at=NOON + HOUR,
                set_by=BEN,
                request="tap:1",
            )
            return await work.rotas.cover(row)

    assert [False, True] == sorted(await asyncio.gather(cover(), cover()))
    async with storage.begin() as work:
        assert await work.rotas.uncover(rota, now=NOON)
        assert not await work.rotas.uncover(rota, now=NOON)
        assert [] == list(await work.rotas.covers(rota, since=NOON))


async def test_a_rota_goes_with_all_that_is_its_own(storage: Storage) -> None:
    rota = await put(storage, GROUP, 0, ANNA)
    async with storage.begin() as work:
        found = await work.rotas.of(GROUP)
        assert found is not None
        await work.rotas.drop(found)

    async with storage.reading() as work:
        assert await work.rotas.of(GROUP) is None
        assert [] == await work.rotas.members(rota)


async def test_a_due_rota_is_looked_at_by_one_worker(storage: Storage) -> None:
    await put(storage, GROUP)
    async with storage.begin() as work:
        rota = await work.rotas.of(GROUP)
        assert rota is not None
        rota.next_at = NOON

    async def look() -> int:
        async with storage.begin() as work:
            due = await work.rotas.due(now=NOON, limit=10)
            for one in due:
                one.next_at = None
            return len(due)

    assert 1 == sum(await asyncio.gather(look(), look(), look()))


async def test_a_person_is_told_of_a_code_once(storage: Storage) -> None:
    async with storage.begin() as work:
        lease = Lease(provider="lanck", number=NUMBER, country="GB", chat_id=GROUP, leased_at=NOON)
        work.numbers.put(lease)
        await work.numbers.flush()
        assert lease.id is not None
        code = ReceivedCode(lease_id=lease.id, text="123", received_at=NOON)
        work.codes.put(code)
        await work.numbers.flush()
        assert code.id is not None
        work.calls_for_help.put(CallForHelp(code_id=code.id, person_id=BEN, told_at=NOON))

    async def call_again() -> None:
        async with storage.begin() as work:
            assert code.id is not None
            work.calls_for_help.put(CallForHelp(code_id=code.id, person_id=BEN, told_at=NOON))

    with pytest.raises(IntegrityError):
        await call_again()
    async with storage.reading() as work:
        assert [BEN] == [one.person_id for one in await work.calls_for_help.of(code.id)]


async def test_an_audience_hears_what_it_chose(storage: Storage) -> None:
    async with storage.begin() as work:
        work.audiences.put(
            Audience(chat_id=GROUP, topic_id=3, hears_codes=True, set_by=ANNA, set_at=NOON)
        )
        work.audiences.put(
            Audience(chat_id=GROUP, topic_id=0, digest_at=NOON, set_by=ANNA, set_at=NOON)
        )

    async with storage.begin() as work:
        assert [(GROUP, 3)] == list(await work.audiences.listening(Heard.CODES))
        assert [] == list(await work.audiences.listening(Heard.RESULTS))
        assert [0] == [one.topic_id for one in await work.audiences.due(now=NOON, limit=9)]
        await work.chats.follow(GROUP, GROUP - 1)
        await work.audiences.drop(GROUP - 1, 3)
    async with storage.reading() as work:
        assert await work.audiences.get(GROUP - 1, 3) is None
        assert await work.audiences.get(GROUP - 1, 0) is not None


async def test_a_day_is_counted_from_what_is_remembered(storage: Storage) -> None:
    async with storage.begin() as work:
        await work.health.add_traffic("lanck", NOON, "ok", [8])
        await work.health.add_traffic("lanck", NOON, "FundsError", [2])
        await work.health.add_traffic("mcn", NOON, "ok", [100])
        await work.health.add_traffic("mcn", NOON, "FundsError", [3])

    async with storage.reading() as work:
        day = await work.days.count(since=NOON, until=NOON + HOUR)
        later = await work.days.count(since=NOON + HOUR, until=NOON + 2 * HOUR)
    assert ("lanck", 2, 10) == (day.worst, day.worst_failures, day.worst_requests)
    assert (None, 0, 0) == (later.worst, later.verified, later.codes)
