"""Learn how a call went: by asking, by being told, or by the clock.

    look (a poll that is due) ──CallReport──┐
    callback ───────────────────CallReport──┴─▶ settle ──tx 3──▶ new state, card, news

`settle` does nothing to a finished session, so either may come first, twice, or late.
"""

from datetime import timedelta

import structlog

from bot.desk import Desk
from bot.flows import placing
from providers.contract.calls import CallOutcome, CallReport, supersedes
from providers.contract.capabilities import CallTracker
from providers.contract.errors import ProviderError
from storage.lifecycle import SessionState, Step
from storage.sessions import ChatSession, Reason

log = structlog.get_logger()

LEASE = timedelta(seconds=60)  # longer than one look takes, its retries included
AT_ONCE = 100  # rows in one bounded batch

# What the end of the call means for a flash call. Whoever saw the phone ring has seen the code, so
# a busy or declining phone leaves it to the person as well (our inference).
FLASH_STEPS: dict[CallOutcome, Step] = {
    CallOutcome.DELIVERED: Step.RANG,
    CallOutcome.ANSWERED: Step.RANG,
    CallOutcome.NO_ANSWER: Step.RANG,
    CallOutcome.BUSY: Step.RANG,
    CallOutcome.REJECTED: Step.RANG,
    CallOutcome.UNREACHABLE: Step.REFUSED,
    CallOutcome.FAILED: Step.REFUSED,
    CallOutcome.EXPIRED: Step.REFUSED,
}


async def look_at_due(desk: Desk) -> int:
    """Send an errand to every session whose time has come; gives how many."""
    async with desk.storage.begin() as work:
        due = await work.sessions.claim_due(now=desk.clock.now(), lease=LEASE, limit=AT_ONCE)
    for session in due:
        desk.errands.send(look(desk, session))
    return len(due)


async def look(desk: Desk, session: ChatSession) -> None:
    """See after one session: an order without an answer is lost, a placed call is asked about."""
    if session.state is SessionState.REQUESTED:
        await placing.lose(desk, session.id, session.orders)
        return
    tracker: object = desk.catalog.get(session.provider)
    if session.reference is None or not isinstance(tracker, CallTracker):
        return
    try:
        report = await tracker.fetch_call(session.reference)
    except ProviderError as error:
        log.warning("call not found out", session=session.id, error=str(error))
        report = CallReport(session.reference, CallOutcome.UNKNOWN)
    await settle(desk, session.provider, report)


async def settle(desk: Desk, provider: str, report: CallReport) -> None:
    """Write down what a provider says of a call, asked or unasked."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        session = await work.sessions.of_reference(provider, report.reference)
        if session is None:
            log.warning("report about an unknown call", provider=provider)
            return
        if supersedes(report.outcome, session.outcome):
            session.outcome = report.outcome
        step = FLASH_STEPS.get(report.outcome)
        moved = step is not None and await placing.move(
            work,
            session,
            step,
            now=now,
            reason=Reason.CALL_FAILED if step is Step.REFUSED else None,
            said=report.raw,
        )
        if moved or session.outcome.is_terminal or session.state.is_final:
            session.next_poll_at = None
        else:
            session.next_poll_at = placing.next_look(desk, session, now=now)


async def expire_overdue(desk: Desk) -> int:
    """Close the sessions whose time is over; gives how many."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        overdue = await work.sessions.overdue(now=now, limit=AT_ONCE)
        for session in overdue:
            await placing.move(work, session, Step.TIME_OVER, now=now)
    return len(overdue)
