"""Sessions: one thing asked for in one chat whose answer comes later."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, UniqueConstraint, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from providers.contract.calls import CallOutcome
from providers.contract.phone import PhoneNumber
from storage.columns import Encrypted, Sealed, SealedNumber, UtcDateTime, Word
from storage.lifecycle import OPEN_STATES, SessionState, Step, advance

MOST_SHOWN = 20  # in one list, which has to fit into one message


class Kind(StrEnum):
    """What a session is about."""

    VERIFICATION = "verification"  # does this person hold this phone?
    NUMBER = "number"  # a leased number, and the codes that come to it
    LOOKUP = "lookup"  # what is known about some numbers
    BATCH = "batch"  # the same about a whole list
    MESSAGE = "message"  # a text sent or spoken


class Reason(StrEnum):
    """Why a session ended as it did, where the state alone does not say it."""

    TRIES = "tries"  # too many wrong codes
    NUMBER_REFUSED = "number_refused"  # the provider does not accept this number
    REFUSED = "refused"  # the provider refused for another reason
    BUSY = "busy"  # the provider asked us to slow down, more than once
    UNREACHABLE = "unreachable"  # the provider could not be reached; nothing was sent
    CREDENTIALS = "credentials"  # our key is wrong: on-call's business
    FUNDS = "funds"  # our account is empty: on-call's business
    CALL_FAILED = "call_failed"  # the call ended in a way that showed no code
    SWITCHED_OFF = "switched_off"  # nobody who could do it is at work just now


class ChatSession(SQLModel, table=True):
    """One row for one wish, from the command to its final state."""

    __tablename__: ClassVar[Any] = "chat_session"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("request", name="one_session_for_one_request"),
        Index("session_due", "next_poll_at"),
        Index("session_deadline", "deadline"),
        Index("session_card", "chat_id", "card_message_id"),
        Index("session_of_number", "number"),
        Index("session_of_person", "person_id", "created_at"),
        Index("session_reference", "provider", "reference"),
        Index("session_of_prefix", "prefix", "created_at"),
    )

    id: str = Field(primary_key=True)  # short and readable, like 7F3K
    kind: Kind = Field(sa_type=Word(Kind))
    state: SessionState = Field(default=SessionState.REQUESTED, sa_type=Word(SessionState))

    chat_id: int = Field(sa_type=BigInteger)
    topic_id: int | None = Field(default=None, sa_type=BigInteger)
    person_id: int = Field(sa_type=BigInteger)  # who asked
    person_name: str | None = Field(default=None, sa_type=Encrypted)
    request: str  # the message or tap that asked; the same one starts nothing twice
    request_message_id: int | None = Field(default=None, sa_type=BigInteger)
    card_message_id: int | None = Field(default=None, sa_type=BigInteger)

    number: PhoneNumber | None = Field(default=None, sa_type=SealedNumber)
    prefix: str | None = Field(default=None, sa_type=Sealed)  # without its last three digits
    method: str  # the word people type: flash
    provider: str
    route: str = ""  # what may be tried after it, in order: "flash@lanck pin@lanck"
    own_steps: int = 0  # ways taken since a person last asked for one
    language: str | None = None  # of what is spoken, where somebody chose it
    reference: str | None = None  # the provider's id of the latest order
    did: PhoneNumber | None = Field(
        default=None, sa_type=SealedNumber
    )  # to be called by the person
    expected_code: str | None = Field(default=None, sa_type=Encrypted)
    coded_by: int | None = None  # the order that was taken and carries this code
    outcome: CallOutcome = Field(default=CallOutcome.PENDING, sa_type=Word(CallOutcome))
    cause: str | None = None  # why the call ended, by the trade's name for it
    is_forwarded: bool | None = None  # call forwarding is on; None where nobody asked
    reason: Reason | None = Field(default=None, sa_type=Word(Reason))
    wrong_tries: int = 0
    orders: int = 0  # paid requests made for it
    is_late: bool = False  # proven after it had ended without a result

    created_at: datetime = Field(sa_type=UtcDateTime)
    ordered_at: datetime = Field(sa_type=UtcDateTime)  # when the latest order was written
    deadline: datetime = Field(sa_type=UtcDateTime)  # after it nothing is accepted
    next_poll_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def take(self, step: Step, *, now: datetime) -> bool:
        """Move along the lifecycle table; False where the step changes nothing."""
        after = advance(self.state, step)
        if after is None:
            return False
        before, self.state = self.state, after
        self.is_late = self.is_late or before is SessionState.EXPIRED
        self.ended_at = now if after.is_final else None
        if after.is_final:
            self.next_poll_at = None
        return True


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

    async def put_card(self, session_id: str, message_id: int | None) -> None:
        """Remember which message is the card; None where it is gone from the chat."""
        await self._database.execute(
            update(ChatSession)
            .where(col(ChatSession.id) == session_id)
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

    async def of_reference(self, provider: str, reference: str) -> ChatSession | None:
        """Find the one whose latest order a provider knows by this id."""
        return await self._one(
            col(ChatSession.provider) == provider, col(ChatSession.reference) == reference
        )

    async def without_reference(
        self, provider: str, number: PhoneNumber, *, now: datetime
    ) -> ChatSession | None:
        """Find the one whose order to this provider has no answer, or none we could trust."""
        return await self._one(
            col(ChatSession.provider) == provider,
            col(ChatSession.number) == number,
            col(ChatSession.reference).is_(None),
            col(ChatSession.state).in_((SessionState.REQUESTED, SessionState.UNKNOWN)),
            col(ChatSession.deadline) > now,
        )

    async def open_elsewhere(self, number: PhoneNumber, session_id: str) -> Sequence[ChatSession]:
        """List the others that are running about this number, wherever."""
        rows = await self._database.scalars(
            select(ChatSession).where(
                col(ChatSession.number) == number,
                col(ChatSession.id) != session_id,
                col(ChatSession.state).in_(OPEN_STATES),
            )
        )
        return rows.all()

    async def open_for(
        self, chat_id: int, person_id: int, number: PhoneNumber
    ) -> ChatSession | None:
        """Find the running one of this person about this number in this chat."""
        return await self._one(
            col(ChatSession.chat_id) == chat_id,
            col(ChatSession.person_id) == person_id,
            col(ChatSession.number) == number,
            col(ChatSession.state).in_(OPEN_STATES),
        )

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

    async def recent(
        self, chat_id: int, *, person_id: int | None, limit: int
    ) -> Sequence[ChatSession]:
        """List the latest of a chat, or of one person in it, newest first."""
        query = select(ChatSession).where(col(ChatSession.chat_id) == chat_id)
        if person_id is not None:
            query = query.where(col(ChatSession.person_id) == person_id)
        rows = await self._database.scalars(
            query.order_by(col(ChatSession.created_at).desc(), col(ChatSession.id)).limit(limit)
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

    async def move_chat(self, old: int, new: int) -> None:
        """Follow a chat to its new id; its old messages cannot be edited from there."""
        await self._database.execute(
            update(ChatSession)
            .where(col(ChatSession.chat_id) == old)
            .values(chat_id=new, card_message_id=None, request_message_id=None),
            execution_options={"synchronize_session": False},
        )

    async def forget(self, *, before: datetime) -> None:
        """Erase the codes of sessions that ended before that time."""
        await self._database.execute(
            update(ChatSession)
            .where(col(ChatSession.ended_at) < before, col(ChatSession.expected_code).is_not(None))
            .values(expected_code=None)
        )

    async def _one(self, *conditions: Any) -> ChatSession | None:  # noqa: ANN401 (SQLAlchemy conditions)
        row = await self._database.scalars(
            select(ChatSession)
            .where(*conditions)
            .order_by(col(ChatSession.created_at).desc())
            .limit(1)
            .with_for_update()
            .execution_options(populate_existing=True)  # it may have changed while we waited for it
        )
        return row.first()
