"""Figures: what was spent by day, how sessions ended, and how long codes took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import String, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.codes import ReceivedCode
from storage.ledger import Charge, ChargeState
from storage.lifecycle import OPEN_STATES, SessionState
from storage.numbers import Lease
from storage.sessions import STOPPED_FIRST, ChatSession, Kind


@dataclass(frozen=True, slots=True)
class SpentOn:
    """What was spent on one day, at one provider, on one thing, with one outcome."""

    day: date
    provider: str
    capability: str
    state: ChargeState
    currency: str | None  # None: nobody knows the price
    requests: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Ended:
    """How many sessions of a kind ended at a provider for a country, and how many well."""

    provider: str
    country: str
    ended: int
    succeeded: int


@dataclass(frozen=True, slots=True)
class Took:
    """How long one code took, from the order to the proof or the message."""

    provider: str
    country: str
    span: timedelta


class Figures:
    """The shelf of figures; it only reads."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def spent(self, *, since: datetime, until: datetime) -> Sequence[SpentOn]:
        """Add up the ledger, oldest day first; what was released is left out."""
        day = func.date(col(Charge.at), type_=String)
        keys = (
            day,
            col(Charge.provider),
            col(Charge.capability),
            col(Charge.state),
            col(Charge.currency),
        )
        rows = await self._database.execute(
            select(*keys, func.sum(col(Charge.units)), func.sum(col(Charge.price)))
            .where(
                col(Charge.at) >= since,
                col(Charge.at) <= until,
                col(Charge.state) != ChargeState.RELEASED,
            )
            .group_by(*keys)
            .having(func.sum(col(Charge.units)) > 0)
        )
        found = [
            SpentOn(
                date.fromisoformat(str(on)),  # a text on SQLite, a date on PostgreSQL
                provider,
                capability,
                state,
                currency,
                int(units),
                amount or Decimal(),
            )
            for on, provider, capability, state, currency, units, amount in rows.all()
        ]
        return sorted(found, key=lambda one: (one.day, one.provider, one.capability, one.state))

    async def endings(self, kind: Kind, *, since: datetime, until: datetime) -> Sequence[Ended]:
        """Count the sessions that ended, but for those somebody withdrew."""
        succeeded = func.count().filter(col(ChatSession.state) == SessionState.SUCCEEDED)
        rows = await self._database.execute(
            select(col(ChatSession.provider), col(ChatSession.country), func.count(), succeeded)
            .where(
                col(ChatSession.kind) == kind,
                col(ChatSession.created_at) >= since,
                col(ChatSession.created_at) <= until,
                col(ChatSession.state).not_in((*OPEN_STATES, SessionState.CANCELLED)),
                or_(
                    col(ChatSession.reason).is_(None),
                    col(ChatSession.reason).not_in(STOPPED_FIRST),
                ),
            )
            .group_by(col(ChatSession.provider), col(ChatSession.country))
        )
        return [Ended(name, country or "?", ended, well) for name, country, ended, well in rows]

    async def proofs(self, *, since: datetime, until: datetime) -> Sequence[Took]:
        """Tell how long each verification took, from its last order to the proof."""
        rows = await self._database.execute(
            select(
                col(ChatSession.provider),
                col(ChatSession.country),
                col(ChatSession.ordered_at),
                col(ChatSession.ended_at),
            ).where(
                col(ChatSession.kind) == Kind.VERIFICATION,
                col(ChatSession.state) == SessionState.SUCCEEDED,
                col(ChatSession.created_at) >= since,
                col(ChatSession.created_at) <= until,
            )
        )
        return [
            Took(name, country or "?", ended - ordered)
            for name, country, ordered, ended in rows.all()
            if ended is not None
        ]

    async def first_codes(self, *, since: datetime, until: datetime) -> Sequence[Took]:
        """Tell how long the first code took to come to each number that was leased."""
        rows = await self._database.execute(
            select(
                col(Lease.provider),
                col(Lease.country),
                col(Lease.leased_at),
                func.min(col(ReceivedCode.received_at)),
            )
            .join(ReceivedCode, col(ReceivedCode.lease_id) == col(Lease.id))
            .where(
                col(Lease.session_id).is_not(None),
                col(Lease.leased_at) >= since,
                col(Lease.leased_at) <= until,
            )
            .group_by(col(Lease.id), col(Lease.provider), col(Lease.country), col(Lease.leased_at))
        )
        return [
            Took(name, country or "?", first - leased)
            for name, country, leased, first in rows.all()
        ]
