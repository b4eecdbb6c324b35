"""Place an order: write the intention, act, write what came of it.

    order ──tx 1──▶ REQUESTED ─ ─ place ─ ─▶ provider
                                    │
            accepted ──tx 2──▶ PENDING, reference, code, next look
            refused  ──tx 2──▶ the next step of the route, or FAILED; cost released
            no answer ─tx 2──▶ UNKNOWN, cost open; never ordered again by code

Should the process die between the two, the row's next look finds it still REQUESTED and says that
nobody knows. An answer that comes after that look is still written down.
"""

from datetime import timedelta

import structlog

from bot.desk import Desk
from bot.flows import choosing, guard, health, limits, news, poll_plans, results_heard, spending
from bot.flows.leave_to_send import leave_for
from bot.flows.topics import Topic
from bot.flows.ways import WAYS, Order, Taken
from providers.contract.calls import CallOutcome
from providers.contract.errors import (
    BusyError,
    CredentialsError,
    FundsError,
    NumberRefusedError,
    OutcomeUnknownError,
    ProviderError,
    UnreachableError,
)
from storage.custody import Act
from storage.ledger import ChargeState
from storage.lifecycle import SessionState, Step
from storage.sessions import ChatSession, Reason
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

ANSWER_WITHIN = timedelta(seconds=7)  # after it the chat hears that the outcome is unknown
GRACE = timedelta(seconds=30)  # after the provider's own deadline, for its last word

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


async def order(
    work: UnitOfWork, desk: Desk, session: ChatSession, *, payer: int, request: str | None = None
) -> None:
    """Write down that something is about to be ordered, with its cost; in the caller's transaction.

    `payer`: the person whose daily count it goes to. `request`: the message or tap that wanted it;
    the same one orders nothing twice. Raises RefusedRequest where a budget has no room.
    """
    assert session.number is not None
    now = desk.clock.now()
    session.orders += 1
    session.ordered_at = now
    session.deadline = now + desk.settings.code_life
    session.next_poll_at = now + ANSWER_WITHIN
    session.reference = session.reason = session.cause = session.did = None
    session.outcome = CallOutcome.PENDING
    if WAYS[session.method].has_code:  # a retry speaks the same code where the provider lets us
        session.expected_code = session.expected_code or desk.ids.code()
    charge = spending.charged(desk, session, session.provider, session.method, session.orders)
    charge.number, charge.person_id, charge.request = session.number, payer, request
    await spending.reserve(work, desk, charge, digits=session.number.digits)
    await news.refresh_card(work, session, now=now)


def set_out(work: UnitOfWork, desk: Desk, session: ChatSession) -> None:
    """Have the session's latest order placed once all of this is written."""
    session_id, number_of_order = session.id, session.orders
    work.afterwards(lambda: desk.errands.send(place(desk, session_id, number_of_order)))


async def place(desk: Desk, session_id: str, number_of_order: int) -> None:
    """Have the provider carry out one order, and write down what it said."""
    async with desk.storage.reading() as work:
        session = await work.sessions.get(session_id)
    assert session is not None
    assert session.number is not None
    provider = desk.catalog.get(session.provider)
    way = WAYS[session.method]
    assert isinstance(provider, way.capability), "it was chosen from those that do"
    wish = Order(
        session.number,
        code=session.expected_code or "",
        language=session.language,
        callback_url=desk.hooks.address(session.provider),
        by_key=session.by_key,
    )
    try:
        with leave_for(desk, session, number_of_order):
            taken = await way.place(provider, wish)
    except OutcomeUnknownError as error:
        log.warning("order without an answer", session=session_id, error=str(error))
        await lose(desk, session_id, number_of_order)
    except ProviderError as error:
        log.warning("order refused", session=session_id, error=str(error))
        await _refuse(desk, session_id, number_of_order, error)
    else:
        log.info("order accepted", session=session_id, reference=taken.reference)
        await _accept(desk, session_id, number_of_order, taken)


async def lose(desk: Desk, session_id: str, number_of_order: int) -> None:
    """Write down that nobody knows what became of an order."""
    async with desk.storage.begin() as work:
        await lose_in(work, desk, session_id, number_of_order)


async def lose_in(work: UnitOfWork, desk: Desk, session_id: str, number_of_order: int) -> None:
    """Do the same inside the caller's transaction."""
    charge = await work.ledger.of_order(session_id, number_of_order)
    if charge is not None and charge.state is ChargeState.RESERVED:
        await work.ledger.settle(session_id, number_of_order, ChargeState.UNKNOWN)
    session = await _still(work, session_id, number_of_order)
    if session is not None and not await move(work, desk, session, Step.LOST):
        session.next_poll_at = None if session.state.is_final else session.next_poll_at


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


async def fail(
    work: UnitOfWork,
    desk: Desk,
    session: ChatSession,
    *,
    reason: Reason,
    said: str | None = None,
) -> bool:
    """Write down a sure failure; walks on along the route where it may. False: nothing changed."""
    if not session.state.is_final and await _walk_on(work, desk, session, reason, said):
        return True
    if session.state is SessionState.REQUESTED and session.coded_by is not None:
        return await _fall_back(work, desk, session, session.coded_by, reason, said)
    return await move(work, desk, session, Step.REFUSED, reason=reason, said=said)


async def _fall_back(
    work: UnitOfWork,
    desk: Desk,
    session: ChatSession,
    coded_by: int,
    reason: Reason,
    said: str | None,
) -> bool:
    """Go on with the code of an earlier order: a refusal takes back what was asked, not that."""
    earlier = await work.ledger.of_order(session.id, coded_by)
    assert earlier is not None
    session.method, session.provider = earlier.capability, earlier.provider
    session.reference = earlier.reference
    session.deadline = earlier.at + desk.settings.code_life
    moved = await move(work, desk, session, Step.FELL_BACK, reason=reason, said=said)
    session.next_poll_at = None
    return moved


async def _walk_on(
    work: UnitOfWork, desk: Desk, session: ChatSession, reason: Reason, said: str | None
) -> bool:
    """Take the next step of the route that can be taken now."""
    steps = [choosing.read_step(written) for written in session.route.split()]
    if reason in {Reason.NUMBER_REFUSED, Reason.CALL_FAILED}:
        steps = [one for one in steps if one[0] != session.method]  # it would end the same way
    steps = [one for one in steps if desk.health.is_usable(one[1])]
    limit = desk.settings.limit_own_steps
    if not steps or (limit and session.own_steps >= limit):
        return False
    now = desk.clock.now()
    assert session.number is not None
    if await limits.is_called_often(work, desk.settings, session.number, now=now):
        return False
    (method, provider), rest = steps[0], steps[1:]
    if not await spending.has_room(work, desk, session, step=(method, provider)):
        return False
    session.take(Step.NEXT_WAY, now=now)
    work.history.note(session, Step.NEXT_WAY, at=now, said=said)
    session.own_steps += 1
    session.method, session.provider = method, provider
    session.route = " ".join(choosing.step(*one) for one in rest)
    await order(work, desk, session, payer=session.person_id)
    session.reason = reason  # the card says why it goes on
    set_out(work, desk, session)
    return True


async def _accept(desk: Desk, session_id: str, number_of_order: int, taken: Taken) -> None:
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        await work.ledger.settle(
            session_id, number_of_order, ChargeState.COMMITTED, reference=taken.reference
        )
        session = await _still(work, session_id, number_of_order)
        if session is None:
            return
        session.reference = taken.reference
        session.is_forwarded = taken.is_forwarded
        session.did = taken.did
        session.expected_code = taken.code or session.expected_code
        session.coded_by = number_of_order if WAYS[session.method].has_code else None
        if taken.expires_at is not None:
            session.deadline = min(session.deadline, taken.expires_at + GRACE)
        await move(work, desk, session, Step.PLACED, said=taken.raw)
        if not session.state.is_final:
            session.next_poll_at = poll_plans.next_look(desk, session, now=now)
            await news.refresh_card(work, session, now=now)


async def _refuse(desk: Desk, session_id: str, number_of_order: int, error: ProviderError) -> None:
    reason = reason_of(error)
    async with desk.storage.begin() as work:
        await work.ledger.settle(session_id, number_of_order, ChargeState.RELEASED)
        session = await _still(work, session_id, number_of_order)
        if session is not None:
            await fail(work, desk, session, reason=reason, said=str(error))
    await health.write_down(desk)


def reason_of(error: ProviderError) -> Reason:
    """Say why a provider refused, in the words of our rows."""
    return next(reason for kind, reason in REASONS if isinstance(error, kind))


async def _still(work: UnitOfWork, session_id: str, number_of_order: int) -> ChatSession | None:
    """Find the session, unless another order has taken the place of this one."""
    session = await work.sessions.get(session_id)
    return session if session is not None and session.orders == number_of_order else None
