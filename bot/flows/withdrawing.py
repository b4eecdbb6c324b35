"""Withdraw a session of any kind: some have more to end than their own row."""

from bot.desk import Desk
from bot.flows.asking.asking import Asker
from bot.flows.batches import batches
from bot.flows.numbers import passing
from bot.flows.sessions import moving
from bot.flows.sessions.whose import mine, named, over
from storage.custody import Act
from storage.history import CodeAttempt
from storage.lifecycle import SessionState, Step
from storage.sessions import ChatSession, Kind
from storage.unit_of_work import UnitOfWork

WITHDRAWN = "withdrawn"  # in the place of a verdict: the message has cancelled already


async def cancel(desk: Desk, asker: Asker, session_id: str | None) -> ChatSession:
    """Withdraw a session; a call that is under way cannot be called back. Raises RefusedRequest.

    The same message again means the session it meant the first time.
    """
    async with desk.storage.begin() as work:
        before = await work.history.attempt(asker.request)
        which = await named(work, asker, before.session_id if before else session_id)
        await work.numbers.of_session(which)  # a number is held before its session
        session = await mine(work, asker, which)
        moved = await withdraw(work, desk, session)
        if not moved and session.state is not SessionState.CANCELLED:
            raise over(session)
        if before is None:
            now, who = desk.clock.now(), asker.person_id
            work.custody.note_of(session, Act.MOVED, "asked to cancel", at=now, who=who)
            work.history.put_attempt(
                CodeAttempt(
                    request=asker.request,
                    session_id=session.id,
                    at=desk.clock.now(),
                    verdict=WITHDRAWN,
                )
            )
    return session


async def withdraw(work: UnitOfWork, desk: Desk, session: ChatSession) -> bool:
    """End it where it is; in the caller's transaction. False: nothing changed."""
    if session.kind is Kind.NUMBER:
        lease = await work.numbers.of_session(session.id)
        if lease is not None and lease.ended_at is None:
            await passing.let_go(work, desk, lease)
            return True
    if session.kind is Kind.BATCH:
        batch = await work.batches.get(session.id)
        if batch is not None:
            batches.stop(batch)
    return await moving.move(work, desk, session, Step.WITHDRAWN)
