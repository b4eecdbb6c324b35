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
from bot.flows.money import spending
from bot.flows.running import health, limits
from bot.flows.sessions import moving, poll_plans
from bot.flows.sessions.leave_to_send import leave_for
from bot.flows.sessions.ways import WAYS, Order, Taken
from bot.flows.telling import news
from bot.flows.verifying import choosing
from providers.contract.calls import CallOutcome
from providers.contract.errors import (
    OutcomeUnknownError,
    ProviderError,
)
from storage.ledger import ChargeState
from storage.lifecycle import SessionState, Step
from storage.sessions import ChatSession, Reason
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

GRACE = timedelta(seconds=30)  # after the provider's own deadline, for its last word


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
    session.next_poll_at = now + moving.ANSWER_WITHIN
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
        await moving.lose(desk, session_id, number_of_order)
    except ProviderError as error:
        log.warning("order refused", session=session_id, error=str(error))
        await _refuse(desk, session_id, number_of_order, error)
    else:
        log.info("order accepted", session=session_id, reference=taken.reference)
        await _accept(desk, session_id, number_of_order, taken)


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
    return await moving.move(work, desk, session, Step.REFUSED, reason=reason, said=said)


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
    moved = await moving.move(work, desk, session, Step.FELL_BACK, reason=reason, said=said)
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
        session = await moving.latest(work, session_id, number_of_order)
        if session is None:
            return
        session.reference = taken.reference
        session.is_forwarded = taken.is_forwarded
        session.did = taken.did
        session.expected_code = taken.code or session.expected_code
        session.coded_by = number_of_order if WAYS[session.method].has_code else None
        if taken.expires_at is not None:
            session.deadline = min(session.deadline, taken.expires_at + GRACE)
        await moving.move(work, desk, session, Step.PLACED, said=taken.raw)
        if not session.state.is_final:
            session.next_poll_at = poll_plans.next_look(desk, session, now=now)
            await news.refresh_card(work, session, now=now)


async def _refuse(desk: Desk, session_id: str, number_of_order: int, error: ProviderError) -> None:
    reason = moving.reason_of(error)
    async with desk.storage.begin() as work:
        await work.ledger.settle(session_id, number_of_order, ChargeState.RELEASED)
        session = await moving.latest(work, session_id, number_of_order)
        if session is not None:
            await fail(work, desk, session, reason=reason, said=str(error))
    await health.write_down(desk)
