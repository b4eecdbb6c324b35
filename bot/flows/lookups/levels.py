"""The levels of a batch: what is asked about each number, of whom, and how fast."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.desk import Desk
from bot.flows.running import serving
from providers.contract.capabilities import BatchSubmitter, FraudChecker, NumberLookup
from providers.contract.pace import ANY
from providers.contract.provider import Provider
from storage.lookups import LookupKind


@dataclass(frozen=True, slots=True)
class Level:
    """One level. `per_second` is how fast it goes where its provider declares no ceiling."""

    title: str
    capabilities: tuple[type, ...]
    per_second: float
    nx_level: int | None = None  # handed in as a list of this level
    takes: timedelta = timedelta()  # besides, until the first results
    kinds: tuple[LookupKind, ...] = ()  # what it finds out, and need not where it is known


HLR, FRAUD = LookupKind.HLR, LookupKind.FRAUD
LEVELS: Mapping[str, Level] = {
    "hlr": Level("HLR", (NumberLookup,), 30, kinds=(HLR,)),
    "fraud": Level("Fraud check", (FraudChecker,), 30, kinds=(FRAUD,)),
    "ladder": Level("HLR, then fraud check", (NumberLookup, FraudChecker), 30, kinds=(HLR, FRAUD)),
    "basic": Level("Format and operator", (BatchSubmitter,), 500, 1, timedelta(minutes=1)),
    "live": Level("HLR in bulk", (BatchSubmitter,), 200, 5, timedelta(minutes=2), (HLR,)),
    "format": Level("Format only, free", (), 10_000),
}


def possible(desk: Desk) -> list[str]:
    """Name the levels that can be had now; the free one is always there."""
    return [name for name in LEVELS if missing(desk, name) is None]


def duration_of(desk: Desk, level: Level, count: int) -> timedelta:
    """Say how long a list takes at the provider's rate."""
    return level.takes + timedelta(seconds=count / per_second(desk, level))


def per_second(desk: Desk, level: Level) -> float:
    """Say how many numbers a second the provider allows; a ladder asks about each twice."""
    if level.nx_level is not None or not level.capabilities:
        return level.per_second
    ceiling = ceiling_of(desk, serving.first(desk, level.capabilities[0]))
    return (ceiling or level.per_second) / len(level.capabilities)


def ceiling_of(desk: Desk, provider: str | None) -> float | None:
    """Say how many requests a second a provider declares to allow in all; None: as many."""
    found: Provider | None = desk.catalog.get(provider or "")
    ceiling = found.ceilings.get(ANY) if found is not None else None
    return ceiling.count / ceiling.per.total_seconds() if ceiling is not None else None


def demand(desk: Desk, level: str) -> None:
    """Raise RefusedRequest where a level cannot be had now."""
    for capability in LEVELS[level].capabilities:
        serving.demand(desk, capability, LEVELS[level].title)


def missing(desk: Desk, level: str) -> str | None:
    """Name whom a level needs and cannot have just now; empty where nobody ever could."""
    for capability in LEVELS[level].capabilities:
        if not serving.usable(desk, capability):
            able = serving.set_up(desk, capability)
            return able[0].title if able else ""
    return None
