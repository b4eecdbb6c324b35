"""The work between an order and its results: test calls are made, results are pushed.

There is one errand per batch, whatever its length. It pushes number by number, with so many
callbacks under way as `UNDER_WAY` allows, those that wait to be repeated included.
"""

import json
from collections.abc import Sequence

from sandbox.fates import Fate
from sandbox.handsets import Call
from sandbox.postman import Delivery
from sandbox.vendors.nxcloud_door import signed_headers
from sandbox.vendors.nxcloud_results import BY_HAND, CALL, Batch, Row
from sandbox.vendors.nxcloud_shapes import pushed
from sandbox.vendors.vendor import Vendor

AGAIN = (1.0,) * 5  # "every minute for up to 60 minutes"; in the town a minute is a second
COPIES = {Fate.WEBHOOK_TWICE: 2, Fate.WEBHOOK_LOST: 0}
UNDER_WAY = 50  # callbacks at once
RINGING = 50  # test calls at once
PAUSE = 0.05  # seconds until it is looked again whether a callback has arrived
CALLER = "+447700900999"  # invented here


class Checks:
    """Carries out batches for an account."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor
        self._premises = vendor.premises
        self._under_way: list[Delivery] = []

    async def carry_out(self, batch: Batch) -> None:
        """Settle all rows that are not, and push each of them."""
        waiting = [row for row in batch.rows if not row.is_settled]
        if batch.level == CALL:
            for first in range(0, len(waiting), RINGING):
                rows = waiting[first : first + RINGING]
                await self._call(rows)
                await self._tell(batch, rows)
            return
        await self._premises.clock.sleep(self._premises.settles_after.total_seconds())
        await self._tell(batch, waiting)

    async def hurry(self, batch: Batch) -> None:
        """Settle at once what is pushed before the order is answered."""
        early = [row for row in batch.rows if row.fate is Fate.WEBHOOK_FIRST]
        if batch.level == CALL:
            for row in early:
                self._ring(row)
        await self._tell(batch, early)
        if early:
            await self._premises.clock.sleep(1)

    async def _call(self, rows: Sequence[Row]) -> None:
        calls = [(row, self._ring(row)) for row in rows if not row.failure]
        for row, call in calls:
            await call.over.wait()
            if call.state != row.dial.state:
                row.dial = BY_HAND[call.state]

    def _ring(self, row: Row) -> Call:
        return self._premises.handsets.ring(
            row.number,
            CALLER,
            kind="test",
            seconds=self._premises.settles_after.total_seconds(),
            ends=row.dial.state,
            provider=self._vendor.name,
        )

    async def _tell(self, batch: Batch, rows: Sequence[Row]) -> None:
        for row in rows:
            row.is_settled = True
        for row in rows:
            for _ in range(COPIES.get(row.fate, 1)):
                if url := batch.url or self._vendor.hook:
                    await self._find_room()
                    self._under_way.append(self._push(url, batch, row))

    async def _find_room(self) -> None:
        while len(self._under_way) >= UNDER_WAY:
            self._under_way = [one for one in self._under_way if not is_done(one)]
            if len(self._under_way) >= UNDER_WAY:
                await self._premises.clock.sleep(PAUSE)

    def _push(self, url: str, batch: Batch, row: Row) -> Delivery:
        body = json.dumps(pushed(batch, row), ensure_ascii=False).encode()
        headers = {}
        if self._vendor.switches["sign_callbacks"]:
            headers = signed_headers(body, self._premises.clock.now())
        return self._premises.postman.send(
            self._vendor.name, url, body=body, headers=headers, again=AGAIN
        )


def is_done(delivery: Delivery) -> bool:
    """Whether a callback was taken or given up."""
    return delivery.is_accepted or len(delivery.statuses) > len(AGAIN)
