"""Leave to send a paid order: until when it may wait for its turn, and whether it is still wanted.

    order ─▶ queue of the throttle ─▶ still wanted? ─▶ sent
               │ no turn in time        │ no
               └────────────────────────┴─▶ BusyError: nothing was sent, nothing is to be paid

Whoever orders gives leave around the call; the transport reads it before it sends. An order
without one waits as long as it takes.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Leave:
    """What whoever orders allows."""

    until: datetime  # nobody waits for a turn beyond it
    is_wanted: Callable[[], Awaitable[bool]]  # asked once more of an order that had to wait


GIVEN: ContextVar[Leave | None] = ContextVar("leave", default=None)


@contextmanager
def leave(until: datetime, is_wanted: Callable[[], Awaitable[bool]]) -> Iterator[None]:
    """Give leave for the paid orders of this block."""
    token = GIVEN.set(Leave(until, is_wanted))
    try:
        yield
    finally:
        GIVEN.reset(token)
