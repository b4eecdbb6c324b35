"""NXCloud's books: the batches that were ordered, what they cost, and the pages of the query."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from math import ceil
from typing import Any

from sandbox.fates import fate_of
from sandbox.vendors.nxcloud_requests import ID_FIELDS, NEW
from sandbox.vendors.nxcloud_results import (
    BASIC,
    DIALS,
    PRICES,
    RANG,
    Batch,
    Place,
    Row,
    find_failure,
)
from sandbox.vendors.nxcloud_shapes import queried
from sandbox.vendors.vendor import Vendor

CHINA = timezone(timedelta(hours=8))  # whose days a `date` means; presumed, the document is silent
OPENING = Decimal("3788.32")  # the balance in the document's example


def day_of(moment: datetime) -> date:
    """Tell the day of an order."""
    return moment.astimezone(CHINA).date()


class Books:
    """The books of one account."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor
        self._chance = vendor.premises.chance
        self._batches: list[Batch] = []
        self.balance = OPENING

    def enter(
        self, asked: Mapping[str, Any], places: Sequence[tuple[str, Place | None]], generation: int
    ) -> Batch:
        """Book a list and charge what can be checked of it; `places` tell where each number is."""
        batch = Batch(
            generation=generation,
            message_id=self.identifier(128),
            batch_no=asked.get("batchNo") or f"{self._chance.randrange(10**12):012}",
            level=asked.get("checkLevel", BASIC),
            fate=fate_of("+" + places[0][0]),
            appkey=asked["appkey"],
            url=asked.get("drUrl", ""),
            submitted=self._vendor.premises.clock.now(),
        )
        # Generation 2 names the numbers it rejects in its answer, and forgets them.
        kept = [(phone, place) for phone, place in places if place or generation != NEW]
        for ending, (phone, place) in zip(self._endings(len(places)), kept, strict=False):
            fate = fate_of(f"+{phone}")
            failure = find_failure(fate, place, batch.level, generation)
            row_id = batch.message_id + ending
            row = Row(row_id, phone, place, failure, DIALS.get(fate, RANG))
            batch.rows.append(row)
            if not failure:
                self._vendor.charged.append(row.number)
                self.balance -= PRICES[batch.level]
        self._batches.append(batch)
        return batch

    def identifier(self, bits: int) -> str:
        """Make up an id in hexadecimal."""
        return f"{self._chance.getrandbits(bits):0{bits // 4}x}"

    def find(self, asked: Mapping[str, Any], generation: int) -> list[Batch]:
        """Find the batches a query is about, in the order in which they came."""
        wanted = asked.get(ID_FIELDS[generation])
        found = [
            batch
            for batch in self._batches
            if asked["date"] == day_of(batch.submitted).isoformat()
            and asked.get("batchNo") in {None, "", batch.batch_no}
            and asked.get("appkey") in {None, batch.appkey}
        ]
        return [batch for batch in found if not wanted or rows_of(batch, wanted)]

    def page(
        self, batches: Sequence[Batch], asked: Mapping[str, Any], generation: int
    ) -> dict[str, Any]:
        """Build a page of the rows that have a result; there is none before that."""
        wanted = asked.get(ID_FIELDS[generation])
        rows = [
            (batch, row)
            for batch in batches
            for row in (rows_of(batch, wanted) if wanted else batch.rows)
            if row.is_settled and asked.get("phone") in {None, row.phone}
        ]
        number, size = asked["page"], asked["pageSize"]
        shown = rows[(number - 1) * size : number * size]
        return {
            "result": [queried(batch, row, generation) for batch, row in shown],
            "totalSize": len(rows),
            "totalPage": ceil(len(rows) / size),
            "pageSize": size,
            "page": number,
        }

    def _endings(self, count: int) -> list[str]:
        """Tell the ids of a list's rows apart; a single number has the id of its order."""
        if count == 1:
            return [""]
        if self._vendor.switches["six_digit_ids"]:
            return [f"-{ending:06}" for ending in self._chance.sample(range(10**6), count)]
        return [f"-{ending}" for ending in range(1, count + 1)]


def rows_of(batch: Batch, wanted: str) -> list[Row]:
    """Find rows by the id of their order, or their own."""
    if wanted == batch.message_id:
        return batch.rows
    return [row for row in batch.rows if row.message_id == wanted]
