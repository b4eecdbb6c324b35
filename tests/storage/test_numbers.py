"""Leases on both databases."""

from datetime import datetime, timedelta

from providers.contract.phone import PhoneNumber
from storage.database import Storage
from storage.numbers import Lease
from tests.storage.rows import NOON


def lease(last: int, *, ends: datetime, reminded_at: datetime | None = None) -> Lease:
    return Lease(
        provider="lanck",
        number=PhoneNumber.parse(f"+447700900{last:03}"),
        country="GB",
        chat_id=1001,
        leased_at=NOON,
        expires_at=ends,
        reminded_at=reminded_at,
    )


async def test_who_was_reminded_already_hides_nobody_who_was_not(storage: Storage) -> None:
    async with storage.begin() as work:
        for each in range(5):
            work.numbers.put(lease(each, ends=NOON + timedelta(minutes=1), reminded_at=NOON))
        work.numbers.put(lease(7, ends=NOON + timedelta(minutes=2)))
        work.numbers.put(lease(8, ends=NOON + timedelta(minutes=9)))

    async with storage.begin() as work:
        found = await work.numbers.unreminded(until=NOON + timedelta(minutes=3), limit=5)

        assert ["+447700900007"] == [one.number.e164 for one in found]
