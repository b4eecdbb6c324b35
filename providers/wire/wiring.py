"""What a provider is handed to do its work with: the client, the time, and chance."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from providers.wire.throttle import Windows


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One request and how it ended, for whoever watches over the providers."""

    provider: str
    endpoint: str
    is_paid: bool
    failure: type[Exception] | None  # one of `contract.errors`; None: it was answered well
    took: timedelta


def _nobody(_: Exchanged) -> None:
    """Watch nothing."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """Shared by all providers. The client belongs to whoever opened it."""

    client: httpx.AsyncClient
    now: Callable[[], datetime]  # aware, UTC
    sleep: Callable[[float], Awaitable[None]]  # seconds
    chance: Callable[[], float]  # evenly from [0, 1); spreads retries
    observe: Callable[[Exchanged], None] = _nobody
    windows: Windows | None = None  # shared with other processes; None: this process only
