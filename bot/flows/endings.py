"""Withdraw a session of any kind: some have more to end than their own row."""

from bot.desk import Desk
from bot.flows import batches, passing, placing
from storage.lifecycle import SessionState, Step
from storage.sessions import ChatSession, Kind
from storage.unit_of_work import UnitOfWork

SUCCEEDED = {Kind.VERIFICATION: "verified", Kind.NUMBER: "code received"}  # of all others: done


def phrase(session: ChatSession) -> str:
    """Say how a session has ended, as its card does."""
    if session.state is SessionState.SUCCEEDED:
        return SUCCEEDED.get(session.kind, "done")
    return str(session.state)


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
    return await placing.move(work, desk, session, Step.WITHDRAWN)
