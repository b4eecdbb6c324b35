"""Topics that are gone: what was theirs goes on in the group around them."""

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.approvals import Approval
from storage.audiences import Audience
from storage.numbers import Lease
from storage.outbox import Notice, NoticeKind
from storage.pools import Pool
from storage.questions import Question
from storage.sessions import ChatSession


class LostTopics:
    """The shelf of nothing: it only moves what other shelves hold."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def leave(self, chat_id: int, topic_id: int) -> None:
        """Have everything go on in the whole chat, but what only the topic would have heard."""
        await self._database.execute(
            delete(Notice).where(
                col(Notice.chat_id) == chat_id,
                col(Notice.topic_id) == topic_id,
                col(Notice.kind) == NoticeKind.HEARD,
            )
        )
        for table in (Audience, Pool):
            await self._database.execute(
                delete(table).where(col(table.chat_id) == chat_id, col(table.topic_id) == topic_id)
            )
        for moved in (ChatSession, Lease, Notice, Approval, Question):
            await self._database.execute(
                update(moved)
                .where(col(moved.chat_id) == chat_id, col(moved.topic_id) == topic_id)
                .values(topic_id=None),
                execution_options={"synchronize_session": False},
            )
