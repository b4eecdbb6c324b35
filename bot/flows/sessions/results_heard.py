"""Let the chats that listen hear what became of a session in another chat."""

from bot.desk import Desk
from bot.flows.telling.listeners import tell_listeners
from bot.flows.telling.topics import Topic
from storage.audiences import Heard
from storage.lifecycle import SessionState
from storage.sessions import ChatSession
from storage.unit_of_work import UnitOfWork


async def tell(work: UnitOfWork, desk: Desk, session: ChatSession) -> None:
    """Tell who listens to results, once for each end a session comes to; withdrawals are none."""
    if not session.state.is_final or session.state is SessionState.CANCELLED:
        return
    await tell_listeners(
        work,
        desk,
        Heard.RESULTS,
        Topic.RESULT,
        key=f"{session.id}:{session.orders}:{session.state}",
        but=[(session.chat_id, session.topic_id)],
        session_id=session.id,
        kind=session.kind,
        state=session.state,
        number=session.number.masked if session.number is not None else None,
    )
