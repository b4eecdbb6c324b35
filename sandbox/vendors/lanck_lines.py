"""The numbers LANCK lends for a minute: whoever ordered one has to call it from the right phone.

    PENDING ── the right phone calls in time ──> DELIVERED
       └────── the minute is over ─────────────> EXPIRED, and forgotten a minute later

One number serves many customers at once, since a call from any other phone is ignored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.fates import Fate
from sandbox.vendors.lanck_callbacks import (
    DELIVERED,
    EXPIRED,
    IMPOSSIBLE,
    PENDING,
    Callbacks,
    Order,
    seconds,
)
from sandbox.vendors.lanck_requests import INCOMING_NOT_FOUND, REJECTED, LanckError
from sandbox.vendors.vendor import Premises

POOL = tuple(f"+447700900{last}" for last in range(960, 980))
REMEMBERED = timedelta(minutes=1)  # invented here: how long an expired request is still known
NOBODY_CALLS = {Fate.NO_ANSWER, Fate.OPERATOR_REFUSES, Fate.BILLING_FAILS}
CALLED = {Fate.IMPOSSIBLE_STATUS: IMPOSSIBLE}
THANKS = "Thank you, your number is confirmed."  # invented here
IGNORED = "It rings, and nobody answers."


@dataclass(slots=True)
class Reservation:
    """A number lent to one phone."""

    order: Order
    did: str
    expires: datetime
    message: str
    called: datetime | None = None

    @property
    def is_pending(self) -> bool:
        """Whether the call is still waited for."""
        return self.order.status == PENDING


class Lines:
    """Every reservation, and the lines behind them."""

    def __init__(
        self, premises: Premises, callbacks: Callbacks, switches: Mapping[str, int | bool | str]
    ) -> None:
        self._premises = premises
        self._clock = premises.clock
        self._callbacks = callbacks
        self._switches = switches
        self._reservations: dict[str, Reservation] = {}

    def find_free(self, number: str, fate: Fate) -> str:
        """Find a number which that phone does not already have to call."""
        taken = {one.did for one in self._pending() if one.order.number == number}
        free = [did for did in POOL if did not in taken]
        if fate is Fate.NO_STOCK or not free:
            raise LanckError(REJECTED)
        return self._premises.chance.choice(free)

    def reserve(self, order: Order, did: str, asked: Mapping[str, str]) -> Reservation:
        """Wait for a call from now on."""
        message = asked.get("ivrMessage", THANKS)
        if asked.get("ivrConfirmation") == "true":
            message = f"{message} {self._premises.chance.randrange(10)}"
        life = timedelta(seconds=int(self._switches["expires_after"]))
        reservation = Reservation(order, did, self._clock.now() + life, message)
        self._reservations[order.request_id] = reservation
        self._premises.handsets.open_line(did, lambda caller: self._hear(did, caller))
        self._premises.errands.run(self._expire(reservation, life))
        return reservation

    def find(self, request_id: str) -> Reservation:
        """Find a reservation that is not forgotten."""
        reservation = self._reservations.get(request_id)
        now = self._clock.now()
        if reservation is None or (
            reservation.order.status == EXPIRED and now >= reservation.expires + REMEMBERED
        ):
            raise LanckError(INCOMING_NOT_FOUND)
        return reservation

    def shape(self, reservation: Reservation) -> dict[str, Any]:
        """Build the state; the answer to the order is the first three fields of it."""
        called = reservation.called
        return {
            "requestId": reservation.order.request_id,
            "didNumber": reservation.did.removeprefix("+"),
            "expiresAt": self._time(reservation.expires),
            "status": reservation.order.status,
            "callReceivedAt": self._time(called) if called else None,
        }

    async def let_person_call(self, reservation: Reservation) -> None:
        """Play the person who was told the number, unless they have called by then."""
        order = reservation.order
        if order.fate not in NOBODY_CALLS:
            await self._clock.sleep(self._premises.settles_after.total_seconds())
            if reservation.is_pending:
                self._premises.handsets.dial(order.number, reservation.did)

    def _hear(self, did: str, caller: str) -> str:
        for one in self._pending():
            if (one.did, one.order.number) == (did, caller):
                one.called = self._clock.now()
                self._end(one, CALLED.get(one.order.fate, DELIVERED))
                return one.message
        return IGNORED

    async def _expire(self, reservation: Reservation, life: timedelta) -> None:
        await self._clock.sleep(life.total_seconds())
        if reservation.is_pending:
            self._end(reservation, EXPIRED)

    def _end(self, reservation: Reservation, status: str) -> None:
        self._callbacks.tell(reservation.order, status, self._clock.now())
        if all(one.did != reservation.did for one in self._pending()):
            self._premises.handsets.close_line(reservation.did)

    def _pending(self) -> list[Reservation]:
        return [one for one in self._reservations.values() if one.is_pending]

    def _time(self, moment: datetime) -> int | str:
        """Tell a time as the sample does, or as the text beside it says."""
        return seconds(moment) if self._switches["numeric_times"] else str(seconds(moment))
