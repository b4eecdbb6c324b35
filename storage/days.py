"""Days in numbers: what the desk did within a span, counted from what is remembered anyway."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.codes import ReceivedCode
from storage.health import Traffic
from storage.lifecycle import SessionState
from storage.lookups import Lookup
from storage.sessions import ChatSession, Kind

OK = "ok"  # the ending of a request that went well


@dataclass(frozen=True, slots=True)
class Day:
    """What happened within a span."""

    verified: int
    failed: int  # verifications that ended in any other way but by a person's wish
    codes: int
    lookups: int
    worst: str | None = None  # the provider with the largest share of failed requests
    worst_failures: int = 0
    worst_requests: int = 0


class Days:
    """The shelf of days; it owns no table."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def count(self, *, since: datetime, until: datetime) -> Day:
        """Count what ended, came or was answered within a span."""
        ended = await self._database.execute(
            select(col(ChatSession.state), func.count())
            .where(
                col(ChatSession.kind) == Kind.VERIFICATION,
                col(ChatSession.ended_at) >= since,
                col(ChatSession.ended_at) < until,
            )
            .group_by(col(ChatSession.state))
        )
        by_state: dict[SessionState, int] = {row[0]: row[1] for row in ended.all()}
        codes = await self._database.scalar(
            select(func.count())
            .select_from(ReceivedCode)
            .where(col(ReceivedCode.received_at) >= since, col(ReceivedCode.received_at) < until)
        )
        lookups = await self._database.scalar(
            select(func.count())
            .select_from(Lookup)
            .where(col(Lookup.answered_at) >= since, col(Lookup.answered_at) < until)
        )
        worst, failures, requests = await self._worst(since, until)
        return Day(
            verified=by_state.pop(SessionState.SUCCEEDED, 0),
            failed=sum(
                count for state, count in by_state.items() if state is not SessionState.CANCELLED
            ),
            codes=codes or 0,
            lookups=lookups or 0,
            worst=worst,
            worst_failures=failures,
            worst_requests=requests,
        )

    async def _worst(self, since: datetime, until: datetime) -> tuple[str | None, int, int]:
        rows = await self._database.execute(
            select(
                col(Traffic.provider),
                func.sum(col(Traffic.count)).filter(col(Traffic.ending) != OK),
                func.sum(col(Traffic.count)),
            )
            .where(col(Traffic.hour) >= since, col(Traffic.hour) < until)
            .group_by(col(Traffic.provider))
        )
        shares = [(name, int(bad or 0), int(all_ or 0)) for name, bad, all_ in rows.all()]
        failing = [one for one in shares if one[1]]
        return max(failing, key=lambda one: (one[1] / one[2], one[1]), default=(None, 0, 0))
