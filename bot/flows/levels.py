"""The levels of a batch: what is asked about each number, of whom, and how fast."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.desk import Desk
from providers.contract.capabilities import BatchSubmitter, FraudChecker, NumberLookup


@dataclass(frozen=True, slots=True)
class Level:
    """One level. `per_second` is the provider's ceiling, for the quote."""

    title: str
    capabilities: tuple[Any, ...]
    per_second: float
    nx_level: int | None = None  # handed in as a list of this level
    takes: timedelta = timedelta()  # besides, until the first results


LEVELS: Mapping[str, Level] = {
    "hlr": Level("HLR", (NumberLookup,), 30),
    "fraud": Level("Fraud check", (FraudChecker,), 30),
    "ladder": Level("HLR, then fraud check", (NumberLookup, FraudChecker), 15),
    "basic": Level("Format and operator", (BatchSubmitter,), 500, 1, timedelta(minutes=1)),
    "live": Level("HLR in bulk", (BatchSubmitter,), 200, 5, timedelta(minutes=2)),
    "format": Level("Format only, free", (), 10_000),
}


def possible(desk: Desk) -> list[str]:
    """Name the levels that can be had now; the free one is always there."""
    return [
        name for name, level in LEVELS.items() if all(_able(desk, it) for it in level.capabilities)
    ]


def duration_of(level: Level, count: int) -> timedelta:
    """Say how long a list takes at the provider's rate."""
    return level.takes + timedelta(seconds=count / level.per_second)


def provider_of(desk: Desk, capability: Any) -> str | None:  # noqa: ANN401 (a protocol)
    """Name the provider that does it."""
    return next(
        (
            one.name
            for one in desk.catalog
            if isinstance(one, capability) and desk.health.is_usable(one.name)
        ),
        None,
    )


def _able(desk: Desk, capability: Any) -> bool:  # noqa: ANN401 (a protocol)
    return provider_of(desk, capability) is not None
