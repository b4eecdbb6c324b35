"""The shelf of sessions."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from providers.contract.phone import PhoneNumber
from storage.lifecycle import OPEN_STATES, SessionState
from storage.sessions import ChatSession, Kind

MOST_SHOWN = 20  # in one list, which has to fit into one message
# Endings that say something about who was asked; a withdrawal does not.
JUDGED = (
    SessionState.SUCCEEDED,
    SessionState.FAILED,
    SessionState.EXPIRED,
    SessionState.UNKNOWN,
)


class Sessions:
    """The shelf of sessions."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def open(self, session: ChatSession) -> bool:
        """Put a new session; False where its id is taken, so that the caller draws another."""
        try:
            async with self._database.begin_nested():
                self._database.add(session)
        except IntegrityError:
            return False
        return True

    async def get(self, session_id: str) -> ChatSession | None:
        """Find one by id and hold it until the unit of work ends."""
        return await self._one(col(ChatSession.id) == session_id)

    async def many(self, session_ids: Collection[str]) -> dict[str, ChatSession]:
        """Find several by id, without holding them."""
        rows = await self._database.scalars(
            select(ChatSession).where(col(ChatSession.id).in_(session_ids))
        )
        return {session.id: session for session in rows}

    async def put_card(self, session_id: str, message_id: int | None, *, chat_id: int) -> None:
        """Remember which message of a chat is the card; nothing where it has gone to another."""
        await self._database.execute(
            update(ChatSession)
            .where(col(ChatSession.id) == session_id, col(ChatSession.chat_id) == chat_id)
            .values(card_message_id=message_id),
            execution_options={"synchronize_session": False},
        )

    async def of_request(self, request: str) -> ChatSession | None:
        """Find the one this message or tap has started."""
        return await self._one(col(ChatSession.request) == request)

    async def of_card(self, chat_id: int, message_id: int) -> ChatSession | None:
        """Find the one whose card this message is."""
        return await self._one(
            col(ChatSession.chat_id) == chat_id, col(ChatSession.card_message_id) == message_id
        )

    async def without_reference(
        self, provider: str, number: PhoneNumber, *, now: datetime
    ) -> ChatSession | None:
        """Find the one whose order to this provider has no answer, or none we could trust."""
        return await self._one(
            col(ChatSession.provider) == provider,
            col(ChatSession.number) == number,
            col(ChatSession.reference).is_(None),
            col(ChatSession.is_checking).is_(False),  # nobody has been called yet
            col(ChatSession.state).in_((SessionState.REQUESTED, SessionState.UNKNOWN)),
            col(ChatSession.deadline) > now,
        )

    async def lost(self, provider: str, kind: Kind, *, since: datetime) -> Sequence["ChatSession"]:
        """List those of a kind whose order to this provider was never answered."""
        rows = await self._database.scalars(
            select(ChatSession).where(
                col(ChatSession.provider) == provider,
                col(ChatSession.kind) == kind,
                col(ChatSession.state) == SessionState.UNKNOWN,
                col(ChatSession.ordered_at) > since,
            )
        )
        return rows.all()

    async def is_asking(self, provider: str, kind: Kind, *, since: datetime) -> bool:
        """Whether an order of a kind to this provider waits for its answer since then or before."""
        found = await self._database.scalars(
            select(col(ChatSession.id))
            .where(
                col(ChatSession.provider) == provider,
                col(ChatSession.kind) == kind,
                col(ChatSession.state) == SessionState.REQUESTED,
                col(ChatSession.ordered_at) <= since,
            )
            .limit(1)
        )
        return found.first() is not None

    async def served(
        self, provider: str, country_id: int, *, since: datetime
    ) -> dict[int, tuple[int, int]]:
        """Count the numbers that got a code, and all that were ordered, by operator."""
        rows = await self._database.execute(
            select(
                col(ChatSession.operator_id),
                func.sum(case((col(ChatSession.state) == SessionState.SUCCEEDED, 1), else_=0)),
                func.count(),
            )
            .where(
                col(ChatSession.provider) == provider,
                col(ChatSession.country_id) == country_id,
                col(ChatSession.state).in_(JUDGED),
                col(ChatSession.operator_id).is_not(None),
                col(ChatSession.created_at) >= since,
            )
            .group_by(col(ChatSession.operator_id))
        )
        return {operator: (int(good), all_) for operator, good, all_ in rows.all()}

    async def open_elsewhere(self, number: PhoneNumber, session_id: str) -> Sequence[ChatSession]:
        """List the others in which this number is being verified, wherever."""
        rows = await self._database.scalars(
            select(ChatSession).where(
                col(ChatSession.kind) == Kind.VERIFICATION,
                col(ChatSession.number) == number,
                col(ChatSession.id) != session_id,
                col(ChatSession.state).in_(OPEN_STATES),
            )
        )
        return rows.all()

    async def open_for(
        self, chat_id: int, person_id: int, number: PhoneNumber
    ) -> ChatSession | None:
        """Find the one in which this person is verifying this number in this chat."""
        return await self._one(
            col(ChatSession.kind) == Kind.VERIFICATION,
            col(ChatSession.chat_id) == chat_id,
            col(ChatSession.person_id) == person_id,
            col(ChatSession.number) == number,
            col(ChatSession.state).in_(OPEN_STATES),
        )

    async def awaiting(self, chat_id: int, person_id: int) -> Sequence[ChatSession]:
        """List those of a person in a chat whose code may be typed now."""
        rows = await self._database.scalars(
            select(ChatSession).where(
                col(ChatSession.kind) == Kind.VERIFICATION,
                col(ChatSession.chat_id) == chat_id,
                col(ChatSession.person_id) == person_id,
                col(ChatSession.expected_code).is_not(None),
                col(ChatSession.state).in_((SessionState.PENDING, SessionState.AWAITING_CODE)),
            )
        )
        return rows.all()

    async def open_here(self, chat_id: int, number: PhoneNumber) -> ChatSession | None:
        """Find a running one about this number in this chat, whoever asked."""
        return await self._one(
            col(ChatSession.chat_id) == chat_id,
            col(ChatSession.number) == number,
            col(ChatSession.state).in_(OPEN_STATES),
        )

    async def open_of(self, chat_id: int, person_id: int) -> Sequence[ChatSession]:
        """List what a person is waiting for in a chat, newest first."""
        rows = await self._database.scalars(
            select(ChatSession)
            .where(
                col(ChatSession.chat_id) == chat_id,
                col(ChatSession.person_id) == person_id,
                col(ChatSession.state).in_(OPEN_STATES),
            )
            .order_by(col(ChatSession.created_at).desc())
            .limit(MOST_SHOWN)
        )
        return rows.all()

    async def running_of(
        self, person_id: int | None, *, chat_id: int | None
    ) -> Sequence[ChatSession]:
        """List what is running for a person, or for anybody in a chat, without holding it."""
        query = select(ChatSession).where(col(ChatSession.state).in_(OPEN_STATES))
        if person_id is not None:
            query = query.where(col(ChatSession.person_id) == person_id)
        if chat_id is not None:
            query = query.where(col(ChatSession.chat_id) == chat_id)
        return (await self._database.scalars(query.order_by(col(ChatSession.id)))).all()

    async def recent(self, chat_id: int, *, limit: int) -> Sequence[ChatSession]:
        """List the latest of a chat, newest first."""
        rows = await self._database.scalars(
            select(ChatSession)
            .where(col(ChatSession.chat_id) == chat_id)
            .order_by(col(ChatSession.created_at).desc(), col(ChatSession.id))
            .limit(limit)
        )
        return rows.all()

    async def claim_due(
        self, *, now: datetime, lease: timedelta, limit: int
    ) -> Sequence[ChatSession]:
        """Take those whose time to be looked at has come, each for one worker.

        The claim is the next time itself, moved forward by the lease: a worker that dies leaves the
        row to whoever comes after the lease.
        """
        due = (
            select(col(ChatSession.id))
            .where(col(ChatSession.next_poll_at) <= now)
            .order_by(col(ChatSession.next_poll_at))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = await self._database.scalars(
            update(ChatSession)
            .where(col(ChatSession.id).in_(due.scalar_subquery()))
            .values(next_poll_at=now + lease)
            .returning(ChatSession),
            execution_options={"synchronize_session": False},
        )
        return rows.all()

    async def overdue(self, *, now: datetime, limit: int) -> Sequence[ChatSession]:
        """Take those whose deadline has passed while they were running."""
        rows = await self._database.scalars(
            select(ChatSession)
            .where(col(ChatSession.deadline) <= now, col(ChatSession.state).in_(OPEN_STATES))
            .order_by(col(ChatSession.deadline))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return rows.all()

    async def tally(self) -> Sequence[tuple[Kind, SessionState, int]]:
        """Count by kind and state."""
        rows = await self._database.execute(
            select(col(ChatSession.kind), col(ChatSession.state), func.count()).group_by(
                col(ChatSession.kind), col(ChatSession.state)
            )
        )
        return [(kind, state, count) for kind, state, count in rows]

    async def forget(self, *, before: datetime) -> None:
        """Erase the codes and texts of sessions that ended before that time."""
        await self._database.execute(
            update(ChatSession)
            .where(col(ChatSession.ended_at) < before, col(ChatSession.expected_code).is_not(None))
            .values(expected_code=None)
        )
        await self._database.execute(
            update(ChatSession)
            .where(
                col(ChatSession.ended_at) < before,
                col(ChatSession.kind) == Kind.MESSAGE,
                col(ChatSession.wish).is_not(None),
            )
            .values(wish=None)
        )

    async def _one(self, *conditions: ColumnElement[bool]) -> ChatSession | None:
        row = await self._database.scalars(
            select(ChatSession)
            .where(*conditions)
            .order_by(col(ChatSession.created_at).desc())
            .limit(1)
            .with_for_update()
            .execution_options(populate_existing=True)  # it may have changed while we waited for it
        )
        return row.first()
