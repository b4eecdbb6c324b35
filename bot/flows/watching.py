"""Learn how an order went: by asking, by being told, or by the clock.

    look (a poll that is due) ──CallReport──┐
    callback ───────────────────CallReport──┴─▶ settle ──tx 3──▶ new state, card, news

`settle` does nothing to a finished session, so either may come first, twice, or late.
"""

from datetime import timedelta

import structlog

from bot.desk import Desk
from bot.flows.lookups import lookup
from bot.flows.messages.message_ways import MESSAGES, MessageWay
from bot.flows.running import health
from bot.flows.sessions import moving, poll_plans
from bot.flows.sessions.ways import WAYS, Way
from bot.flows.telling import news
from bot.flows.verifying import fraud_first, placing
from providers.contract.calls import CallOutcome, CallReport
from providers.contract.capabilities import CallTracker, IncomingCallVerifier
from providers.contract.causes import Advice
from providers.contract.errors import ProviderError
from providers.contract.phone import PhoneNumber
from storage.ledger import Charge, ChargeState
from storage.lifecycle import SessionState, Step, advance
from storage.sessions import ChatSession, Kind, Reason
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

LEASE = timedelta(seconds=60)  # longer than one look takes, its retries included
AT_ONCE = 100  # rows in one bounded batch
UNANSWERED = frozenset({SessionState.REQUESTED, SessionState.CANCELLED})


async def look_at_due(desk: Desk) -> int:
    """Send an errand to every session whose time has come; gives how many."""
    async with desk.storage.begin() as work:
        due = await work.sessions.claim_due(now=desk.clock.now(), lease=LEASE, limit=AT_ONCE)
        for session in due:
            if session.kind is Kind.LOOKUP:
                await lookup.give_up(work, desk, session)
            elif session.is_checking:
                await fraud_first.give_up(work, desk, session)
            elif session.state in UNANSWERED:  # there should be an answer by now
                await moving.lose_in(work, desk, session.id, session.orders)
    for session in due:
        if session.reference is not None:
            desk.errands.send(look(desk, session, session.reference))
    return len(due)


async def look(desk: Desk, session: ChatSession, reference: str) -> None:
    """Ask the provider how an order goes."""
    try:
        report = await _fetched(desk, session, reference)
    except ProviderError as error:
        log.warning("call not found out", session=session.id, error=str(error))
        report = CallReport(reference, CallOutcome.UNKNOWN)
    if report is None:
        return
    async with desk.storage.begin() as work:
        await settle(work, desk, session.provider, report)


async def settle(
    work: UnitOfWork,
    desk: Desk,
    provider: str,
    report: CallReport,
    *,
    number: PhoneNumber | None = None,
) -> bool:
    """Write down what a provider says of an order, asked or unasked; False: nobody asked for it.

    A report that overtakes the answer to its order is matched by number and provider.
    """
    found = await _order_of(work, desk, provider, report.reference, number)
    if found is None:
        return False
    session, charge = found
    way = _way_of(charge)
    report = report.readings.get(way.capability, report)  # what was ordered is known now
    if report.outcome is CallOutcome.VERIFIED and number not in {None, session.number}:
        log.warning("proof from another phone", session=session.id, provider=provider)
        return True
    is_meant = report.outcome in way.ends or not report.outcome.is_terminal
    is_believed = is_meant and charge.hear(report)
    if is_believed and report.is_our_fault:
        await health.tell_unpaid(work, desk, provider)
    is_refused = is_believed and way.ends.get(report.outcome) is Step.REFUSED
    if is_refused and charge.order == session.coded_by:
        session.coded_by = None  # nobody has that code, so there is nothing to fall back to
    if charge.order != session.orders and charge.reference != session.reference:
        # the end of an earlier order says nothing about this one
        if is_believed and report.outcome is CallOutcome.VERIFIED:
            await _proven_after_all(work, desk, session, charge, report)
        return True
    moved = False
    if is_believed:
        session.outcome = report.outcome
        session.cause = report.cause.name if report.cause is not None else None
        await news.refresh_card(work, session, now=desk.clock.now())
        moved = await _step(work, desk, session, way, report)
    if moved or session.outcome.is_terminal or session.state.is_final:
        if session.state is not SessionState.REQUESTED:  # else a next order waits for its answer
            session.next_poll_at = None
    else:
        session.next_poll_at = poll_plans.next_look(desk, session, now=desk.clock.now())
    return True


async def _order_of(
    work: UnitOfWork, desk: Desk, provider: str, reference: str, number: PhoneNumber | None
) -> tuple[ChatSession, Charge] | None:
    """Find which order of which session it is about; the session is held."""
    charge = await work.ledger.of_reference(provider, reference)
    if charge is not None:
        session = await work.sessions.get(charge.session_id)
    elif number is not None:
        session = await work.sessions.without_reference(provider, number, now=desk.clock.now())
        if session is not None:
            session.reference = reference
            await work.ledger.settle(
                session.id, session.orders, ChargeState.COMMITTED, reference=reference
            )
    else:
        return None
    # once more, now that the session is held: two reports may have come at the same moment
    charge = await work.ledger.of_reference(provider, reference)
    return (session, charge) if session is not None and charge is not None else None


async def _proven_after_all(
    work: UnitOfWork, desk: Desk, session: ChatSession, charge: Charge, report: CallReport
) -> None:
    """Take the person's own call as the proof, though the chat had gone on to another way."""
    if advance(session.state, Step.PROVEN) is None:
        return
    session.method, session.provider = charge.capability, charge.provider
    session.outcome = report.outcome
    await moving.move(work, desk, session, Step.PROVEN, said=report.raw)


def _way_of(charge: Charge) -> Way | MessageWay:
    return MESSAGES.get(charge.capability) or WAYS[charge.capability]


async def _step(
    work: UnitOfWork, desk: Desk, session: ChatSession, way: Way | MessageWay, report: CallReport
) -> bool:
    step = way.ends.get(report.outcome)
    if step is None:
        return False
    if step is Step.REFUSED:
        if report.is_our_fault:
            reason = Reason.FUNDS
        else:
            reason = Reason.CALL_FAILED
            if report.cause is not None and report.cause.advice is Advice.CHECK_NUMBER:
                session.route = ""  # no way leads to a number that does not exist
        return await placing.fail(work, desk, session, reason=reason, said=report.raw)
    return await moving.move(work, desk, session, step, said=report.raw)


async def _fetched(desk: Desk, session: ChatSession, reference: str) -> CallReport | None:
    provider: object = desk.catalog.get(session.provider)
    if session.method == "incoming" and isinstance(provider, IncomingCallVerifier):
        return await provider.fetch_incoming_call(reference)
    if isinstance(provider, CallTracker):
        return await provider.fetch_call(reference)
    return None


async def expire_overdue(desk: Desk) -> int:
    """Close the sessions whose time is over; gives how many."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        overdue = await work.sessions.overdue(now=now, limit=AT_ONCE)
        for session in overdue:
            await moving.move(work, desk, session, Step.TIME_OVER)
    return len(overdue)
