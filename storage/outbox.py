"""The outbox: what is to be told, written with the state it tells about.

A row lives until Telegram has taken the message. Only the oldest row of a chat can be claimed, so
order is kept per chat; but nothing waits for a file to be made and sent. A card has at most one
waiting row; asking for it again while that row is being delivered raises its version, and it stays
for another round.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from operator import itemgetter
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Index,
    Select,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import Field, SQLModel, col

from storage.columns import Encrypted, UtcDateTime, Word
from storage.prepared import Prepared, entity, values_of


class NoticeKind(StrEnum):
    """What a notice tells."""

    CARD = "card"  # the session's one message, as it is when the notice is delivered
    NEWS = "news"  # something to hear about: a new message that replies to the card
    CODE = "code"  # a code that came to a number
    FILE = "file"  # results of a batch
    STATS = "stats"  # a picture or file of statistics
    HEARD = "heard"  # to a chat that listens, or about its rota
    TAG = "tag"  # no message: whom a group's member tag names from now on
    PRIVATE = "private"  # to one person or group, about no session: on-call, access, pools
    POOL = "pool"  # the living card of a pool; it waits for its pace and holds up nobody
    LATER = "later"  # to one person, who is left alone until then; it holds up nobody


SOON = timedelta(minutes=1)  # longer than any lease
PATIENT = (NoticeKind.POOL, NoticeKind.LATER)  # whoever waits behind these may go before them

SLOW = (NoticeKind.FILE, NoticeKind.STATS)  # they wait for what was before, and nobody for them


class Notice(SQLModel, table=True):
    """One message that waits for delivery."""

    __tablename__: ClassVar[Any] = "notice"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("key", name="one_waiting_notice_per_key"),
        Index("notice_order", "chat_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: NoticeKind = Field(sa_type=Word(NoticeKind))
    chat_id: int = Field(sa_type=BigInteger)
    topic_id: int | None = Field(default=None, sa_type=BigInteger)
    session_id: str | None = Field(default=None, foreign_key="chat_session.id")
    key: str | None = None  # notices with the same key are one
    version: int = 1
    topic: str | None = None  # which news, which incident
    body: str | None = Field(default=None, sa_type=Encrypted)  # what the words need, as JSON
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    tries: int = 0
    buried_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    buried_why: str | None = None


def _list(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)


# The statements of every notice, made once.
_WAITING = SQLModel.metadata.tables["notice"]
_CANDIDATE, _EARLIER = _WAITING.alias("candidate"), _WAITING.alias("earlier")
_IS_BEHIND = exists().where(
    _EARLIER.c.chat_id == _CANDIDATE.c.chat_id,
    _EARLIER.c.id < _CANDIDATE.c.id,
    _EARLIER.c.buried_at.is_(None),
    or_(_EARLIER.c.kind.not_in(PATIENT), _EARLIER.c.due_at <= bindparam("now")),
    or_(_EARLIER.c.kind.not_in(SLOW), _CANDIDATE.c.kind.in_(SLOW)),
)
_HEADS = (
    select(_CANDIDATE.c.id)
    .where(
        _CANDIDATE.c.buried_at.is_(None),
        _CANDIDATE.c.due_at <= bindparam("now"),
        ~_IS_BEHIND,
    )
    .order_by(_CANDIDATE.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_MAY_GO = or_(
    and_(_CANDIDATE.c.kind.not_in(SLOW), _CANDIDATE.c.chat_id.not_in(_list("busy"))),
    and_(_CANDIDATE.c.kind.in_(SLOW), _CANDIDATE.c.chat_id.not_in(_list("sending"))),
)


def _claiming(heads: Select[Any]) -> ReturningUpdate[Any]:
    return (
        update(_WAITING)
        .where(_WAITING.c.id.in_(heads.scalar_subquery()))
        .values(due_at=bindparam("until"))
        .returning(*_WAITING.c)
    )


CLAIM = _claiming(_HEADS.where(_MAY_GO))
CLAIM_ANY = Prepared(_claiming(_HEADS))  # while nothing is on its way, as most of the time
PUT = {
    name: Prepared(
        insert(_WAITING).on_conflict_do_update(
            index_elements=["key"], set_={"version": _WAITING.c.version + 1}
        )
    )
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
LET_GO = (
    delete(_WAITING)
    .where(tuple_(_WAITING.c.id, _WAITING.c.version).in_(bindparam("versions", expanding=True)))
    .returning(_WAITING.c.id)
)


class Outbox:
    """The shelf of notices."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database
        self.holds_news = False  # whether this unit of work has put anything

    async def put(self, notice: Notice) -> None:
        """Add a notice; one with a key that already waits is refreshed instead."""
        self.holds_news = True
        put = PUT[self._database.get_bind().dialect.name]
        await put.run(self._database, **values_of(notice))

    async def claim_heads(
        self,
        *,
        now: datetime,
        lease: timedelta,
        limit: int,
        busy_chats: Collection[int] = (),
        sending: Collection[int] = (),
    ) -> Sequence[Notice]:
        """Take the oldest waiting notice of each chat that is due, leased to this worker.

        `sending`: the chats that a file, or the like, is on its way to; they get other messages.
        """
        wanted = {"now": now, "until": now + lease, "most": limit}
        if busy_chats or sending:
            lists = {"busy": list(busy_chats), "sending": list(sending)}
            rows = (await self._database.execute(CLAIM, wanted | lists)).all()
        else:
            rows = await CLAIM_ANY.run(self._database, **wanted)
        return [entity(Notice, row) for row in sorted(rows, key=itemgetter(0))]

    async def delivered(self, notices: Collection[Notice], *, now: datetime) -> None:
        """Let notices go, but for those asked for again while they were on their way."""
        versions = [(notice.id, notice.version) for notice in notices]
        gone = await self._database.scalars(LET_GO, {"versions": versions})
        left = {notice.id for notice in notices} - set(gone)
        if left:
            self.holds_news = True
            await self._database.execute(
                update(Notice).where(col(Notice.id).in_(left)).values(due_at=now),
                execution_options={"synchronize_session": False},
            )

    async def hold_back(self, notice: Notice, *, until: datetime) -> None:
        """Let a notice that was asked for again wait, if it is still there."""
        await self._change(notice, due_at=until)

    async def hasten(self, key: str, *, now: datetime) -> None:
        """Let a notice wait no longer: somebody has just asked for it."""
        await self._database.execute(
            update(Notice).where(col(Notice.key) == key).values(due_at=now),
            execution_options={"synchronize_session": False},
        )

    async def hasten_all(self, beginning: str, *, now: datetime) -> None:
        """Let notices wait no longer whose keys begin like that; what is due soon may be leased."""
        hastened = await self._database.execute(
            update(Notice)
            .where(
                col(Notice.key).startswith(beginning, autoescape=True),
                col(Notice.due_at) > now + SOON,
            )
            .values(due_at=now)
            .returning(col(Notice.id)),
            execution_options={"synchronize_session": False},
        )
        self.holds_news = self.holds_news or hastened.first() is not None

    async def keep(self, notice: Notice, *, until: datetime) -> None:
        """Keep a notice whose delivery takes long."""
        await self._change(notice, due_at=until)

    async def postpone(self, notice: Notice, *, until: datetime) -> None:
        """Try again later."""
        await self._change(notice, due_at=until, tries=notice.tries + 1)

    async def leave_topic(self, notice: Notice, *, now: datetime) -> None:
        """Have a notice told in the whole group: its topic takes no messages."""
        await self._change(notice, topic_id=None, due_at=now)

    async def bury(self, notice: Notice, *, now: datetime, why: str) -> None:
        """Give up on a notice and keep it for whoever wants to know; its key is free again."""
        await self._change(notice, buried_at=now, buried_why=why, key=None)

    async def revive(self, chat_id: int, *, now: datetime) -> None:
        """Give what was buried another chance: the chat has opened itself to us."""
        await self._database.execute(
            update(Notice)
            .where(col(Notice.chat_id) == chat_id, col(Notice.buried_at).is_not(None))
            .values(buried_at=None, buried_why=None, due_at=now),
            execution_options={"synchronize_session": False},
        )
        self.holds_news = True

    async def recall(self, chat_id: int, kinds: Collection[NoticeKind]) -> None:
        """Take back what has not left yet: the chat may not read it any more."""
        await self._database.execute(
            delete(Notice).where(col(Notice.chat_id) == chat_id, col(Notice.kind).in_(kinds))
        )

    async def take_back(self, chat_id: int, kind: NoticeKind) -> Sequence[Notice]:
        """Take back what waits for a chat, to be told to somebody else."""
        rows = await self._database.scalars(
            delete(Notice)
            .where(
                col(Notice.chat_id) == chat_id,
                col(Notice.kind) == kind,
                col(Notice.buried_at).is_(None),
            )
            .returning(Notice),
            execution_options={"synchronize_session": False},
        )
        return rows.all()

    async def drop(self, keys: Collection[str]) -> None:
        """Take back what is no longer true."""
        await self._database.execute(delete(Notice).where(col(Notice.key).in_(keys)))

    async def waiting(self) -> int:
        """Count what waits."""
        found = await self._database.scalar(
            select(func.count()).select_from(Notice).where(col(Notice.buried_at).is_(None))
        )
        return found or 0

    async def oldest(self) -> datetime | None:
        """Tell since when the longest waiting one has waited that is not meant to."""
        return await self._database.scalar(
            select(col(Notice.created_at))
            .where(col(Notice.buried_at).is_(None), col(Notice.kind) != NoticeKind.LATER)
            .order_by(col(Notice.id))
            .limit(1)
        )

    async def buried(self) -> int:
        """Count what nobody could be told."""
        found = await self._database.scalar(
            select(func.count()).select_from(Notice).where(col(Notice.buried_at).is_not(None))
        )
        return found or 0

    async def forget(self, *, before: datetime) -> None:
        """Erase what was buried before that time."""
        await self._database.execute(delete(Notice).where(col(Notice.buried_at) < before))

    async def _change(self, notice: Notice, **values: object) -> None:
        await self._database.execute(
            update(Notice).where(col(Notice.id) == notice.id).values(**values),
            execution_options={"synchronize_session": False},
        )
