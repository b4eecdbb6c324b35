"""Gather what administrators look at: the providers and how they are doing."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.desk import Desk
from bot.flows.sessions.ways import WAYS
from bot.health import BOUNDS, percentile
from providers.catalog import find_providers
from providers.contract import capabilities
from providers.contract.capabilities import BalanceReader
from providers.contract.errors import ProviderError
from providers.contract.reports import Balance
from storage.health import Trouble

DAY = timedelta(days=1)
PATIENCE = 3.0  # seconds for a balance

ABILITIES: dict[str, Any] = {
    **{method: way.capability for method, way in WAYS.items()},
    "spoken text": capabilities.TextSpeaker,
    "HLR": capabilities.NumberLookup,
    "fraud check": capabilities.FraudChecker,
    "number check": capabilities.NumberChecker,
    "batches": capabilities.BatchSubmitter,
    "virtual numbers": capabilities.NumberLessor,
    "balance": capabilities.BalanceReader,
}


@dataclass(frozen=True, slots=True)
class ProviderReport:
    """One provider, as `/providers` shows it."""

    name: str
    title: str
    abilities: tuple[str, ...]  # names of capabilities
    is_configured: bool
    has_probe: bool = True
    is_switched_off: bool = False
    trouble: Trouble | None = None
    since: datetime | None = None
    requests: int = 0  # since midnight UTC
    median: float | None = None  # seconds
    slowest: float | None = None  # seconds, p95
    failures: tuple[tuple[str, int], ...] = ()  # classes in the last day, most frequent first
    balance: Balance | None = None


async def providers(desk: Desk) -> list[ProviderReport]:
    """Look at every provider there is, set up or not."""
    now = desk.clock.now()
    async with desk.storage.reading() as work:
        traffic = await work.health.traffic(since=now - DAY)
    reports = []
    for kind in find_providers():
        abilities = tuple(name for name, it in ABILITIES.items() if it in kind.__mro__)
        provider = desk.catalog.get(kind.name)
        if provider is None:
            reports.append(ProviderReport(kind.name, kind.title, abilities, is_configured=False))
            continue
        rows = [row for row in traffic if row.provider == kind.name]
        buckets = [0] * (len(BOUNDS) + 1)
        failures: dict[str, int] = {}
        for row in rows:
            buckets = [a + int(b) for a, b in zip(buckets, row.seconds.split(), strict=True)]
            if row.ending != "ok":
                failures[row.ending] = failures.get(row.ending, 0) + row.count
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        circuit = desk.health.circuits[kind.name]
        reports.append(
            ProviderReport(
                kind.name,
                kind.title,
                abilities,
                is_configured=True,
                has_probe=kind.has_probe,
                is_switched_off=circuit.is_switched_off,
                trouble=circuit.trouble,
                since=circuit.since,
                requests=sum(row.count for row in rows if row.hour >= midnight),
                median=percentile(buckets, 0.5),
                slowest=percentile(buckets, 0.95),
                failures=tuple(sorted(failures.items(), key=lambda one: -one[1])),
                balance=None if circuit.trouble is not None else await _balance(provider),
            )
        )
    return reports


async def _balance(provider: object) -> Balance | None:
    """Ask what is left on our account, but not for long: the table is worth more than one cell."""
    if not isinstance(provider, BalanceReader):
        return None
    try:
        async with asyncio.timeout(PATIENCE):
            return await provider.fetch_balance()
    except (ProviderError, TimeoutError):
        return None
