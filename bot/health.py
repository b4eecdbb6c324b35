"""How the providers are doing, as this process sees it: circuits and counts.

    transport ──Exchanged──▶ observe ──▶ counts, circuit ──(flows.running.health)──▶ rows, on-call

A circuit opens when a provider refuses our key, has no money left for us, or leaves several
requests in a row without an answer. While it is open nothing new is ordered there; other providers
take over where they can. It closes with the first request that shows that the trouble is over: a
probe, or the next order, which is let through after a while: for money, and where nothing is free.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from providers.contract.errors import (
    CredentialsError,
    FundsError,
    OutcomeUnknownError,
    UnreachableError,
)
from providers.wire.wiring import Exchanged
from storage.health import ProviderHealth, Trouble

IN_A_ROW = 5  # requests without an answer that open the circuit
PAUSES = {
    Trouble.UNREACHABLE: timedelta(seconds=10),  # until the next probe
    Trouble.CREDENTIALS: timedelta(seconds=10),
    Trouble.FUNDS: timedelta(seconds=15),  # until an order is let through
}
OPENING: dict[type[Exception], Trouble] = {
    CredentialsError: Trouble.CREDENTIALS,
    FundsError: Trouble.FUNDS,
}
SILENT = (UnreachableError, OutcomeUnknownError)

LATELY = 0.1  # how much the latest request says of how long answers take
BOUNDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20)  # seconds, upper ones


@dataclass(slots=True)
class Circuit:
    """One provider's."""

    failures: int = 0  # in a row, without an answer
    trouble: Trouble | None = None
    since: datetime | None = None
    try_again_at: datetime | None = None
    is_switched_off: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """Requests of one provider in one hour that ended alike, by how long they took."""

    provider: str
    hour: datetime
    ending: str
    buckets: tuple[int, ...]


@dataclass(slots=True)
class Health:
    """All circuits. `changed` names those whose row is to be written."""

    clock: Clock
    unprobed: frozenset[str] = frozenset()  # those of whom nothing can be asked for nothing
    circuits: defaultdict[str, Circuit] = field(default_factory=lambda: defaultdict(Circuit))
    changed: set[str] = field(default_factory=set)
    took: dict[str, float] = field(default_factory=dict)  # seconds an answer takes lately, about
    turns: int = 0  # how often anything here has turned; what was read before a turn is stale
    _counts: dict[tuple[str, datetime, str], list[int]] = field(default_factory=dict)

    def observe(self, exchanged: Exchanged) -> None:
        """Learn from a request that has ended."""
        self._count(exchanged)
        circuit = self.circuits[exchanged.provider]
        failure = exchanged.failure
        if failure is not None and issubclass(failure, SILENT):
            circuit.failures += 1
            if circuit.failures >= IN_A_ROW:
                self._open(exchanged.provider, Trouble.UNREACHABLE)
            return
        circuit.failures = 0
        trouble = OPENING.get(failure) if failure is not None else None
        if trouble is not None:
            self._open(exchanged.provider, trouble)
        elif circuit.trouble is not None and _shows_recovery(circuit.trouble, exchanged):
            circuit.trouble = circuit.since = circuit.try_again_at = None
            self._turned(exchanged.provider)

    def is_usable(self, provider: str) -> bool:
        """Whether something new may be ordered there."""
        circuit = self.circuits[provider]
        if circuit.is_switched_off:
            return False
        if circuit.trouble is None or not self._waits_for_an_order(provider, circuit.trouble):
            return circuit.trouble is None
        assert circuit.try_again_at is not None
        return self.clock.now() >= circuit.try_again_at

    def to_probe(self) -> list[str]:
        """Name the providers a read could show to be well again."""
        now = self.clock.now()
        due = []
        for provider, circuit in self.circuits.items():
            trouble = circuit.trouble
            if trouble is not None and not self._waits_for_an_order(provider, trouble):
                assert circuit.try_again_at is not None
                if now >= circuit.try_again_at:
                    circuit.try_again_at = now + PAUSES[trouble]
                    due.append(provider)
        return due

    def learn(self, rows: Sequence[ProviderHealth]) -> None:
        """Take over what was written before this process began, or by another one."""
        for row in rows:
            circuit = self.circuits[row.provider]
            circuit.is_switched_off = row.is_switched_off
            if row.provider not in self.changed and circuit.trouble is not row.trouble:
                circuit.trouble, circuit.since = row.trouble, row.since
                circuit.try_again_at = row.try_again_at or row.since

    def counted(self) -> list[Counted]:
        """Hand out what was counted since the last time."""
        counts, self._counts = self._counts, {}
        return [Counted(*key, tuple(buckets)) for key, buckets in counts.items()]

    def _open(self, provider: str, trouble: Trouble) -> None:
        circuit = self.circuits[provider]
        now = self.clock.now()
        waits_for_an_order = self._waits_for_an_order(provider, trouble)
        if circuit.trouble is None:
            circuit.since = now
            # the first probe at once: the refusal may have been about that one request
            circuit.try_again_at = now + (PAUSES[trouble] if waits_for_an_order else timedelta())
        elif waits_for_an_order:
            circuit.try_again_at = now + PAUSES[trouble]
        if circuit.trouble is not trouble:
            circuit.trouble = trouble
            self._turned(provider)

    def _waits_for_an_order(self, provider: str, trouble: Trouble) -> bool:
        """Whether only an order can show that the trouble is over."""
        return trouble is Trouble.FUNDS or provider in self.unprobed

    def _turned(self, provider: str) -> None:
        self.changed.add(provider)
        self.turns += 1

    def _count(self, exchanged: Exchanged) -> None:
        hour = self.clock.now().replace(minute=0, second=0, microsecond=0)
        ending = exchanged.failure.__name__ if exchanged.failure is not None else "ok"
        buckets = self._counts.setdefault(
            (exchanged.provider, hour, ending), [0] * (len(BOUNDS) + 1)
        )
        took = exchanged.took.total_seconds()
        before = self.took.get(exchanged.provider, took)
        self.took[exchanged.provider] = before + (took - before) * LATELY
        buckets[next((at for at, most in enumerate(BOUNDS) if took <= most), len(BOUNDS))] += 1


def _shows_recovery(trouble: Trouble, exchanged: Exchanged) -> bool:
    """Whether this request could not have ended so if the trouble were still there."""
    if trouble is Trouble.FUNDS:
        return exchanged.is_paid and exchanged.failure is None
    return True


def percentile(buckets: Sequence[int], share: float) -> float | None:
    """Give the bound in seconds below which that share of requests ended; None: none was made."""
    total = sum(buckets)
    if not total:
        return None
    seen = 0
    for count, bound in zip(buckets, (*BOUNDS, BOUNDS[-1]), strict=True):
        seen += count
        if seen >= share * total:
            return bound
    return BOUNDS[-1]
