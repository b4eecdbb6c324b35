"""Place a call: write the intention, act, write what came of it.

    order ──tx 1──▶ REQUESTED ─ ─ place ─ ─▶ provider
                                    │
            accepted ──tx 2──▶ PENDING, reference, code, next look
            refused  ──tx 2──▶ FAILED, cost released
            no answer ─tx 2──▶ UNKNOWN, cost open; never dialled again by code

Should the process die between the two, the row's next look finds it still REQUESTED and says that
nobody knows. An answer that comes after that look is still written down.
"""

from datetime import datetime, timedelta

import structlog

from bot.desk import Desk
from bot.flows import news
from bot.flows.asking import Asker
from bot.flows.news import Topic
from providers.contract.calls import CallOutcome, PlacedCall
from providers.contract.capabilities import FlashCaller
from providers.contract.errors import (
    BusyError,
    CredentialsError,
    FundsError,
    NumberRefusedError,
    OutcomeUnknownError,
    ProviderError,
    UnreachableError,
)
from storage.ledger import Charge, ChargeState
from storage.lifecycle import SessionState, Step
from storage.sessions import ChatSession, Reason
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

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
ON_CALL = frozenset({Reason.CREDENTIALS, Reason.FUNDS})

# News about a step that nobody in the chat has just caused.
NEWS = {
    Step.REFUSED: Topic.FAILED,
    Step.LOST: Topic.UNKNOWN,
    Step.TIME_OVER: Topic.EXPIRED,
}


async def order(work: UnitOfWork, desk: Desk, session: ChatSession, asker: Asker) -> None:
    """Write down that a call is about to be ordered, with its cost, in the caller's transaction."""
    now = desk.clock.now()
    session.orders += 1
    session.ordered_at = now
    session.deadline = now + desk.settings.code_life
    session.next_poll_at = now + ANSWER_WITHIN
    session.reference = session.expected_code = session.reason = None
    work.ledger.reserve(
        Charge(
            session_id=session.id,
            order=session.orders,
            provider=session.provider,
            capability=session.method,
            number=session.number,
            person_id=asker.person_id,
            chat_id=session.chat_id,
            at=now,
        )
    )
    await news.refresh_card(work, session, now=now)


async def place(desk: Desk, session_id: str, number_of_order: int) -> None:
    """Have the provider place the call of one order, and write down what it said."""
    async with desk.storage.reading() as work:
        session = await work.sessions.get(session_id)
    assert session is not None
    caller: object = desk.catalog.get(session.provider)
    assert isinstance(caller, FlashCaller), "it was chosen from those that do"
    try:
        placed = await caller.place_flash_call(session.number)
    except OutcomeUnknownError as error:
        log.warning("order without an answer", session=session_id, error=str(error))
        await lose(desk, session_id, number_of_order)
    except ProviderError as error:
        log.warning("order refused", session=session_id, error=str(error))
        await _refuse(desk, session_id, number_of_order, error)
    else:
        log.info("order accepted", session=session_id, reference=placed.reference)
        await _accept(desk, session_id, number_of_order, placed)


async def lose(desk: Desk, session_id: str, number_of_order: int) -> None:
    """Write down that nobody knows what became of an order."""
    async with desk.storage.begin() as work:
        session = await _still(work, session_id, number_of_order)
        if session is not None and await move(work, session, Step.LOST, now=desk.clock.now()):
            await work.ledger.settle(session_id, number_of_order, ChargeState.UNKNOWN)


async def move(
    work: UnitOfWork,
    session: ChatSession,
    step: Step,
    *,
    now: datetime,
    reason: Reason | None = None,
    said: str | None = None,
) -> bool:
    """Take a step with all that belongs to it: record, card, news. False: nothing changed."""
    before = session.state
    if not session.take(step, now=now):
        return False
    session.reason = reason
    work.sessions.note(session, step, at=now, said=said)
    await news.refresh_card(work, session, now=now)
    topic = Topic.LATE if before is SessionState.UNKNOWN else NEWS.get(step)
    if before is SessionState.REQUESTED and step is Step.TIME_OVER:
        topic = Topic.UNKNOWN
    if topic is not None:
        await news.tell(work, session, topic, now=now)
    return True


async def _accept(desk: Desk, session_id: str, number_of_order: int, placed: PlacedCall) -> None:
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        await work.ledger.settle(session_id, number_of_order, ChargeState.COMMITTED)
        session = await _still(work, session_id, number_of_order)
        if session is None:
            return
        session.reference = placed.reference
        session.expected_code = placed.code
        session.outcome = CallOutcome.PENDING
        if await move(work, session, Step.PLACED, now=now, said=placed.raw):
            session.next_poll_at = next_look(desk, session, now=now)


async def _refuse(desk: Desk, session_id: str, number_of_order: int, error: ProviderError) -> None:
    now = desk.clock.now()
    reason = next(reason for kind, reason in REASONS if isinstance(error, kind))
    async with desk.storage.begin() as work:
        await work.ledger.settle(session_id, number_of_order, ChargeState.RELEASED)
        session = await _still(work, session_id, number_of_order)
        if session is None:
            return
        await move(work, session, Step.REFUSED, now=now, reason=reason, said=str(error))
        if reason in ON_CALL:
            await news.tell_on_call(
                work,
                desk,
                Topic.ACCOUNT,
                key=f"{session.provider}:{reason}",
                provider=session.provider,
                reason=reason,
                session=session.id,
            )


async def _still(work: UnitOfWork, session_id: str, number_of_order: int) -> ChatSession | None:
    """Find the session, unless another order has taken the place of this one."""
    session = await work.sessions.get(session_id)
    return session if session is not None and session.orders == number_of_order else None


def next_look(desk: Desk, session: ChatSession, *, now: datetime) -> datetime | None:
    """Tell when the provider is to be asked next about this call, or never again."""
    provider = desk.catalog.get(session.provider)
    if provider is None or provider.poll_plan is None or session.reference is None:
        return None
    delay = provider.poll_plan.after(now - session.ordered_at)
    return None if delay is None else session.ordered_at + delay
