"""Find the session a person means, and refuse somebody else's."""

from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.asking.rights import Right
from bot.ids import tidied
from storage.sessions import ChatSession, Kind
from storage.unit_of_work import UnitOfWork


async def seen_by(work: UnitOfWork, asker: Asker, session_id: str) -> ChatSession:
    """Find one this person may look at: their own, or any of the chat they are in."""
    session = await work.sessions.get(tidied(session_id))
    if session is None:
        raise RefusedRequest(Why.NO_SUCH_SESSION, session_id=tidied(session_id)[:12])
    if asker.person_id != session.person_id and asker.chat_id != session.chat_id:
        raise RefusedRequest(Why.NOT_YOURS, session_id=session.id)
    return session


async def mine(work: UnitOfWork, asker: Asker, session_id: str) -> ChatSession:
    """Find one this person may act on: their own, or as an administrator any of the chat."""
    session = await seen_by(work, asker, session_id)
    if asker.person_id != session.person_id and not asker.may(Right.MANAGE):
        raise RefusedRequest(Why.NOT_YOURS, session_id=session.id)
    return session


def over(session: ChatSession) -> RefusedRequest:
    """Refuse to act on one that has ended."""
    facts = {"kind": session.kind, "state": session.state}
    return RefusedRequest(Why.ALREADY_ENDED, session_id=session.id, facts=facts)


async def meant(
    work: UnitOfWork, asker: Asker, session_id: str | None, *, kind: Kind | None = None
) -> ChatSession:
    """Find the one named, or the only one this person is waiting for in this chat."""
    return await mine(work, asker, await named(work, asker, session_id, kind=kind))


async def named(
    work: UnitOfWork, asker: Asker, session_id: str | None, *, kind: Kind | None = None
) -> str:
    """Tell which one is meant, without holding it."""
    if session_id is not None:
        return tidied(session_id)
    waiting = await work.sessions.open_of(asker.chat_id, asker.person_id)
    waiting = [one for one in waiting if kind in {None, one.kind}]
    if not waiting:
        raise RefusedRequest(Why.NOTHING_OPEN)
    if len(waiting) > 1:
        raise RefusedRequest(Why.WHICH_SESSION, choices=tuple(one.id for one in waiting))
    return waiting[0].id
