"""Gather what a card shows beside its session; `bot.cards` draws it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.desk import Desk
from bot.flows.lookups import levels
from bot.flows.running.health import title_of
from bot.flows.verifying.choosing import has_another
from storage.batches import Batch, LineState
from storage.lookups import Lookup
from storage.money import Money
from storage.sessions import ChatSession


@dataclass(frozen=True, slots=True)
class VerificationFacts:
    """What a card shows beside its session."""

    provider: str  # its title, for people
    tries_allowed: int  # 0: as many as one likes
    has_other_ways: bool = True


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """What the card of a batch shows beside its session."""

    batch: Batch | None
    counts: Mapping[LineState, int] = field(default_factory=dict)
    verdicts: Mapping[str, int] = field(default_factory=dict)
    now: datetime | None = None
    cost: Money = field(default_factory=dict)  # so far
    waits_for: str | None = None  # a provider that cannot be used just now; empty: any


@dataclass(frozen=True, slots=True)
class LookupFacts:
    """What the card of a lookup shows beside its session."""

    rows: Sequence[Lookup]
    titles: dict[str, str]  # of providers, by name
    now: datetime
    cost: Money = field(default_factory=dict)


def facts_of_verification(desk: Desk, session: ChatSession) -> VerificationFacts:
    """Gather what the card of a verification shows."""
    return VerificationFacts(
        provider=title_of(desk, session.provider),
        tries_allowed=desk.settings.limit_code_tries,
        has_other_ways=has_another(desk, session.method),
    )


async def facts_of_batch(desk: Desk, session: ChatSession) -> BatchFacts:
    """Gather what the card of a batch shows."""
    async with desk.storage.reading() as work:
        batch = await work.batches.get(session.id)
        return BatchFacts(
            batch=batch,
            counts=await work.batches.counts(session.id),
            verdicts=await work.batches.verdicts(session.id),
            now=desk.clock.now(),
            cost=(await work.ledger.spent(session_id=session.id)).money,
            waits_for=levels.missing(desk, batch.level) if batch is not None else None,
        )


async def facts_of_lookup(desk: Desk, session: ChatSession) -> LookupFacts:
    """Gather what the card of a lookup shows."""
    async with desk.storage.reading() as work:
        rows = await work.lookups.of_session(session.id)
        cost = (await work.ledger.spent(session_id=session.id)).money
    titles = {row.provider: title_of(desk, row.provider) for row in rows}
    return LookupFacts(rows, titles, desk.clock.now(), cost)
