from datetime import timedelta
from functools import partial

from storage.database import Storage
from storage.inbox import Sighting
from tests.storage.rows import NOON

LEASE = timedelta(seconds=10)


def sighting(key: str = "1") -> Sighting:
    return Sighting(source="telegram", key=key, body="{}", seen_at=NOON, due_at=NOON)


async def test_the_same_update_is_seen_once(storage: Storage) -> None:
    async with storage.begin() as work:
        assert await work.inbox.put(sighting())
    async with storage.begin() as work:
        assert not await work.inbox.put(sighting())
        assert await work.inbox.put(sighting("2"))


async def test_what_nobody_finished_is_given_out_again_after_its_lease(storage: Storage) -> None:
    async with storage.begin() as work:
        await work.inbox.put(sighting())

    for start, found in ((timedelta(), 1), (timedelta(seconds=9), 0), (LEASE, 1)):
        async with storage.begin() as work:
            claimed = await work.inbox.claim_due(
                source="telegram", now=NOON + start, lease=LEASE, limit=9
            )
        assert found == len(claimed)


async def test_what_is_done_is_empty_and_stays_known_until_it_is_forgotten(
    storage: Storage,
) -> None:
    row = sighting()
    async with storage.begin() as work:
        await work.inbox.put(row)
    assert row.id is not None
    async with storage.begin() as work:
        await work.inbox.done(row.id)
    async with storage.begin() as work:
        assert not await work.inbox.put(sighting())
        await work.inbox.forget(before=NOON + timedelta(days=2))
    async with storage.begin() as work:
        assert await work.inbox.put(sighting())


async def test_what_is_done_can_come_anew_but_not_too_soon_nor_while_it_waits(
    storage: Storage,
) -> None:
    row, hour = sighting(), timedelta(hours=1)
    async with storage.begin() as work:
        await work.inbox.put(row)
    assert row.id is not None
    async with storage.begin() as work:
        again = partial(work.inbox.see_again, row.source, row.key, at=NOON + hour)
        assert await again(before=NOON + hour) is None
        await work.inbox.done(row.id)
        assert await again(before=NOON - hour) is None
        assert row.id == await again(before=NOON)
        assert await again(before=NOON) is None


async def test_what_is_in_hand_is_kept_and_what_is_done_stays_done(storage: Storage) -> None:
    rows = [sighting(), sighting("2")]
    async with storage.begin() as work:
        for row in rows:
            await work.inbox.put(row)
    ids = [row.id for row in rows if row.id is not None]
    async with storage.begin() as work:
        await work.inbox.done(ids[0])
        await work.inbox.hold(ids, until=NOON + LEASE)
        found = await work.inbox.claim_due(source="telegram", now=NOON, lease=LEASE, limit=9)
        later = await work.inbox.claim_due(
            source="telegram", now=NOON + LEASE, lease=LEASE, limit=9
        )

    assert [] == list(found)
    assert ids[1:] == [one.id for one in later]
