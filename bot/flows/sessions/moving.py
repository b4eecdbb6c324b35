"""Move a session of any kind a step on: its record, its card and its news go with it.

A step that the lifecycle does not know from where it stands changes nothing, and says so.
"""

from datetime import timedelta

from bot.desk import Desk
from bot.flows.running import guard
from bot.flows.sessions import results_heard
from bot.flows.sessions.ways import WAYS
from bot.flows.telling import news
from bot.flows.telling.topics import Topic
from providers.contract.errors import (
    BusyError,
    CredentialsError,
    FundsError,
    NumberRefusedError,
    ProviderError,
    UnreachableError,
)
from storage.custody import Act
from storage.ledger import ChargeState
from storage.lifecycle import SessionState, Step
from storage.sessions import ChatSession, Reason
from storage.unit_of_work import UnitOfWork

ANSWER_WITHIN = timedelta(seconds=7)  # after it the chat hears that the outcome is unknown

# The first class that fits gives the reason.
REASONS: tuple[tuple[type[ProviderError], Reason], ...] = (
    (NumberRefusedError, Reason.NUMBER_REFUSED),
    (BusyError, Reason.BUSY),
    (CredentialsError, Reason.CREDENTIALS),
    (FundsError, Reason.FUNDS),
    (UnreachableError, Reason.UNREACHABLE),
    (ProviderError, Reason.REFUSED),
)
UNPROVEN = frozenset({SessionState.FAILED, SessionState.EXPIRED, SessionState.UNKNOWN})

# News about a step that nobody in the chat has just caused.
NEWS = {
    Step.REFUSED: Topic.FAILED,
    Step.LOST: Topic.UNKNOWN,
    Step.TIME_OVER: Topic.EXPIRED,
}


async def move(
    work: UnitOfWork,
    desk: Desk,
    session: ChatSession,
    step: Step,
    *,
    reason: Reason | None = None,
    said: str | None = None,
) -> bool:
    """Take a step with all that belongs to it: record, card, news. False: nothing changed."""
    before, now = session.state, desk.clock.now()
    if not session.take(step, now=now):
        return False
    session.reason = reason
    if before is SessionState.REQUESTED and step is Step.WITHDRAWN:
        session.next_poll_at = now + ANSWER_WITHIN  # its charge waits for an answer all the same
    work.history.note(session, step, at=now, said=said)
    work.custody.note_of(session, Act.MOVED, f"{step}: {session.state}", at=now)
    await news.refresh_card(work, session, now=now)
    is_late = before is SessionState.UNKNOWN and step is not Step.TRIES_SPENT
    topic = Topic.LATE if is_late else NEWS.get(step)
    if before is SessionState.REQUESTED and step is Step.TIME_OVER:
        topic = Topic.UNKNOWN
    way = WAYS.get(session.method)
    if step is Step.PROVEN and way is not None and not way.has_code:
        topic = Topic.VERIFIED  # nobody here has just typed anything
    if topic is not None:
        await news.tell(work, session, topic, now=now)
    if session.state in UNPROVEN:
        await guard.watch(work, desk, session.prefix)
    await results_heard.tell(work, desk, session)
    return True


async def lose(desk: Desk, session_id: str, order: int) -> None:
    """Write down that nobody knows what became of an order."""
    async with desk.storage.begin() as work:
        await lose_in(work, desk, session_id, order)


async def lose_in(work: UnitOfWork, desk: Desk, session_id: str, order: int) -> None:
    """Do the same inside the caller's transaction."""
    charge = await work.ledger.of_order(session_id, order)
    if charge is not None and charge.state is ChargeState.RESERVED:
        await work.ledger.settle(session_id, order, ChargeState.UNKNOWN)
    session = await latest(work, session_id, order)
    if session is not None and not await move(work, desk, session, Step.LOST):
        session.next_poll_at = None if session.state.is_final else session.next_poll_at


async def latest(work: UnitOfWork, session_id: str, order: int) -> ChatSession | None:
    """Find the session, unless another order has taken the place of this one."""
    session = await work.sessions.get(session_id)
    return session if session is not None and session.orders == order else None


def reason_of(error: ProviderError) -> Reason:
    """Say why a provider refused, in the words of our rows."""
    return next(reason for kind, reason in REASONS if isinstance(error, kind))
