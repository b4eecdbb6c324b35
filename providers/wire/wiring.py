"""What a provider is handed to do its work with: the client, the time, and chance."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import httpx


@dataclass(frozen=True, slots=True)
class Wiring:
    """Shared by all providers. The client belongs to whoever opened it."""

    client: httpx.AsyncClient
    now: Callable[[], datetime]  # aware, UTC
    sleep: Callable[[float], Awaitable[None]]  # seconds
    chance: Callable[[], float]  # evenly from [0, 1); spreads retries
