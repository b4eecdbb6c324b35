"""The phones that LANCK rings and writes to, from the order to its last callback.

order ── a quarter of the time ──> SENT ── the rest, or a person is quicker ──> the end
"""

from collections.abc import Coroutine
from datetime import timedelta
from random import Random
from string import digits
from typing import Any

from sandbox.fates import Fate
from sandbox.handsets import Call
from sandbox.vendors.lanck_callbacks import (
    BY_HAND,
    DELIVERED,
    IMPOSSIBLE,
    MESSAGE_ENDS,
    SENT,
    Callbacks,
    End,
    Order,
    planned_end,
)
from sandbox.vendors.vendor import Premises

BLOCK = "+37282"  # as in the document's example, which has six more digits
FREE_DIGITS = 6
CODE_LENGTH = 4  # where no code was asked for; invented here
ARRIVE = {DELIVERED, IMPOSSIBLE}  # the ends of a message that somebody can read


class Phones:
    """Plays what happens to an order after it was taken."""

    def __init__(self, name: str, premises: Premises, callbacks: Callbacks) -> None:
        self._name = name
        self._clock = premises.clock
        self._handsets = premises.handsets
        self._callbacks = callbacks
        self._first = premises.settles_after / 4
        self._rest = premises.settles_after - self._first

    def ring(
        self,
        order: Order,
        kind: str,
        good: End,
        *,
        code: str | None,
        spoken: str | None = None,
        language: str | None = None,
    ) -> Coroutine[Any, Any, None]:
        """Ring at once; to follow the call is for whoever asks."""
        end = planned_end(order.fate, good)
        order.call = self._handsets.ring(
            order.number,
            order.sender or "",
            kind=kind,
            seconds=(self._first + self._rest).total_seconds(),
            ends=end.state,
            provider=self._name,
            code=code,
            spoken=spoken,
            language=language,
        )
        return self._follow(order, order.call, end)

    async def write(self, order: Order, text: str) -> None:
        """Send a message on its way, and follow it."""
        await self._set_out(order)
        await self._wait(self._rest)
        end = MESSAGE_ENDS.get(order.fate, DELIVERED)
        if end in ARRIVE:
            for _ in range(2 if order.fate is Fate.TWO_SMS else 1):
                self._handsets.receive(order.number, order.sender or "", text)
        self._callbacks.tell(order, end, self._clock.now())

    async def _follow(self, order: Order, call: Call, end: End) -> None:
        await self._set_out(order)
        if end.state == "failed":  # it is over before it began; the network takes its time
            await self._wait(self._rest)
        await call.over.wait()
        came = end if call.state == end.state else BY_HAND[call.state]
        self._callbacks.tell(order, came.status, self._clock.now(), came)

    async def _set_out(self, order: Order) -> None:
        await self._wait(self._first)
        self._callbacks.tell(order, SENT, self._clock.now())

    async def _wait(self, pause: timedelta) -> None:
        await self._clock.sleep(pause.total_seconds())


def pick_caller(chance: Random, wish: str, *, is_low: bool, is_honoured: bool) -> tuple[str, str]:
    """Pick a caller and its code: the one wished for, or one that is low, or one that is not."""
    length = len(wish) or CODE_LENGTH
    least = 10 ** (length - 1)
    first, end = (1, least) if is_low else (least, 10 * least)
    code = wish if wish and is_honoured else f"{chance.randrange(first, end):0{length}}"
    return BLOCK + "".join(chance.choices(digits, k=FREE_DIGITS - length)) + code, code
