"""Hold virtual numbers: ask the panel for one, keep it, hand it on, let it go.

start ──tx 1──▶ REQUESTED ─ ─ place ─ ─▶ panel ──tx 2──▶ a lease, "waiting for the code"
extend, hand_over, release: rows only; the panel has no method for any of them
"""

from datetime import timedelta
from typing import Any

import structlog

from bot.desk import Desk
from bot.flows.asking import permission
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.money import seconding, spending
from bot.flows.numbers import offers, passing, pool_news, pools
from bot.flows.running import health, limits
from bot.flows.sessions import moving
from bot.flows.sessions.leave_to_send import leave_for
from bot.flows.sessions.opening import opened
from bot.flows.sessions.whose import mine, seen_by
from bot.flows.telling import news
from bot.flows.telling.topics import Topic
from bot.ids import tidied
from providers.contract.capabilities import NumberLessor
from providers.contract.errors import NoStockError, OutcomeUnknownError, ProviderError
from providers.contract.reports import Country, LeasedNumber, Operator, Price
from storage.ledger import ChargeState
from storage.lifecycle import SessionState, Step
from storage.numbers import Lease
from storage.sessions import ChatSession, Kind, Reason
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

METHOD = "number"
LIFE = timedelta(minutes=20)  # of a lease; panels do not say how long theirs live
ANSWER_WITHIN = timedelta(seconds=30)  # the panel wants five seconds between two numbers
TURN_WITHIN = timedelta(seconds=25)  # of the order; the panel itself answers within five
REMIND_BEFORE = timedelta(minutes=2)
AT_ONCE = 100


async def start(
    desk: Desk,
    asker: Asker,
    country: Country,
    operator: Operator | None,
    *,
    is_approved: bool = False,
) -> str:
    """Order a number and give the session's id; its card follows. Raises RefusedRequest.

    `is_approved`: a second person has agreed to the price.
    """
    provider = offers.lessor(desk)
    now = desk.clock.now()
    if not is_approved and (costs := price(desk, country)) is not None:
        wish = {
            "country": [country.id, country.name, country.phone_code],
            "operator": None if operator is None else [operator.id, operator.name],
        }
        cost, about = {costs.currency: costs.amount}, {"country": country.name}
        await seconding.demand(desk, asker, seconding.NUMBER, wish, cost, about)
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker)
        await limits.alone(work, asker)
        known = await work.ledger.of_request(asker.request)
        if known is not None:
            return known.session_id
        await limits.check_counts(work, desk.settings, asker, now=now)
        session = await opened(
            work,
            desk,
            asker,
            kind=Kind.NUMBER,
            method=METHOD,
            provider=provider,
            deadline=now + LIFE,
        )
        session.orders = 1
        session.country_id, session.country = country.id, country.name
        session.operator_id = operator.id if operator else None
        session.operator = operator.name if operator else None
        session.next_poll_at = now + ANSWER_WITHIN
        charge = spending.charged(desk, session, provider, METHOD, session.orders)
        charge.request = asker.request
        await spending.reserve(work, desk, charge, digits=country.phone_code)
        await news.refresh_card(work, session, now=now)
        session_id = session.id
        work.afterwards(lambda: desk.errands.send(place(desk, session_id)))
        return session_id


def price(desk: Desk, country: Country) -> Price | None:
    """Tell what a number of a country costs; None where nobody knows. Raises RefusedRequest."""
    return desk.prices.now.price(offers.lessor(desk), METHOD, country.phone_code)


async def start_approved(desk: Desk, asker: Asker, wish: dict[str, Any]) -> str:
    """Order what a second person has agreed to. Raises RefusedRequest."""
    country = Country(*wish["country"])
    operator = None
    if wish["operator"] is not None:
        operator_id, name = wish["operator"]
        operator = Operator(operator_id, name, country.id)
    return await start(desk, asker, country, operator, is_approved=True)


async def place(desk: Desk, session_id: str) -> None:
    """Ask the panel for the number, and write down what it said."""
    async with desk.storage.reading() as work:
        session = await work.sessions.get(session_id)
    assert session is not None
    assert session.country_id is not None
    panel: object = desk.catalog.get(session.provider)
    assert isinstance(panel, NumberLessor), "it was chosen from those that do"
    try:
        with leave_for(desk, session, 1, within=TURN_WITHIN):
            leased = await panel.lease_number(session.country_id, operator_id=session.operator_id)
    except OutcomeUnknownError as error:
        log.warning("number without an answer", session=session_id, error=str(error))
        await moving.lose(desk, session_id, 1)
    except ProviderError as error:
        log.warning("number refused", session=session_id, error=str(error))
        await _refuse(desk, session_id, error)
    else:
        await _accept(desk, session_id, leased)


async def extend(desk: Desk, asker: Asker, session_id: str) -> None:
    """Hold a number for longer. Raises RefusedRequest."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        session, lease = await held_by(work, asker, session_id)
        lease.expires_at = max(lease.expires_at or now, now) + LIFE
        lease.reminded_at = None
        session.deadline = lease.expires_at
        await news.refresh_card(work, session, now=now)
        await pool_news.refresh_pool(work, lease.chat_id, lease.topic_id, now=now)


async def release(desk: Desk, asker: Asker, session_id: str) -> None:
    """Let a number go. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        _, lease = await held_by(work, asker, session_id)
        await passing.let_go(work, desk, lease)


async def another(desk: Desk, asker: Asker, session_id: str) -> str:
    """Ask for another number like one, once for each card, and let that one go.

    Raises RefusedRequest.
    """
    asker = asker.because(f"another:{session_id}")
    async with desk.storage.begin() as work:
        session = await mine(work, asker, session_id)
        charge = await work.ledger.of_request(asker.request)
        if charge is not None:
            other = charge.session_id
            raise RefusedRequest(Why.ANOTHER_ORDERED, session_id=session.id, detail=other)
        codes = await offers.dialling_codes(work, session.provider)
        code = codes.get(session.country_id or 0, "")
    assert session.country_id is not None
    country = Country(session.country_id, session.country or "", code)
    operator = None
    if session.operator_id is not None:
        operator = Operator(session.operator_id, session.operator or "", session.country_id)
    ordered = await start(desk, asker, country, operator)
    async with desk.storage.begin() as work:
        lease = await work.numbers.of_session(tidied(session_id))
        is_theirs = lease is not None and lease.holder_id == session.person_id  # still
        if lease is not None and lease.ended_at is None and is_theirs:
            await passing.let_go(work, desk, lease)
    return ordered


async def offer_hand_over(desk: Desk, asker: Asker, session_id: str) -> Lease | None:
    """Offer a number to the chat; None where the first in its queue has it now.

    Raises RefusedRequest.
    """
    async with desk.storage.begin() as work:
        _, lease = await held_by(work, asker, session_id)
        return lease if await pools.offer_in(work, desk, lease) else None


async def take_over(desk: Desk, asker: Asker, session_id: str) -> str:
    """Become the holder of a number that was offered; gives who held it. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker)
        lease = await work.numbers.of_session(tidied(session_id))
        await seen_by(work, asker, session_id)
        if lease is None or lease.ended_at is not None:
            raise RefusedRequest(Why.NUMBER_GONE, session_id=session_id)
        before = lease.holder_name or ""
        await pools.take_in(work, desk, asker, lease)
    return before


async def expire_overdue(desk: Desk) -> int:
    """Close the leases whose time is over, and remind holders before; gives how many closed."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        overdue = await work.numbers.overdue(now=now, limit=AT_ONCE)
        for lease in overdue:
            session = await work.sessions.get(lease.session_id or "")
            await passing.end(work, desk, lease, session, Step.TIME_OVER, with_codes=False)
        for lease in await work.numbers.unreminded(until=now + REMIND_BEFORE, limit=AT_ONCE):
            lease.reminded_at = now
            session = await work.sessions.get(lease.session_id or "")
            if session is not None:
                await news.tell(work, session, Topic.ENDING, now=now)
    return len(overdue)


async def held_by(work: UnitOfWork, asker: Asker, session_id: str) -> tuple[ChatSession, Lease]:
    """Find a number this person may act on, and its session. Raises RefusedRequest."""
    lease = await work.numbers.of_session(tidied(session_id))  # always before its session
    session = await mine(work, asker, session_id)
    if lease is None or lease.ended_at is not None:
        raise RefusedRequest(Why.NUMBER_GONE, session_id=session.id)
    return session, lease


async def _accept(desk: Desk, session_id: str, leased: LeasedNumber) -> None:
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        await work.ledger.settle(session_id, 1, ChargeState.COMMITTED)
        session = await work.sessions.get(session_id)
        assert session is not None
        session.number = leased.number
        lease = Lease(
            session_id=session.id,
            provider=session.provider,
            number=leased.number,
            country=session.country or "",
            operator=session.operator or "",
            chat_id=session.chat_id,
            topic_id=session.topic_id,
            holder_id=session.person_id,
            holder_name=session.person_name,
            leased_at=now,
            expires_at=now + LIFE,
        )
        work.numbers.put(lease)
        session.deadline = now + LIFE
        await moving.move(work, desk, session, Step.PLACED, said=leased.raw)
        await moving.move(work, desk, session, Step.RANG)
        if session.state is SessionState.CANCELLED:  # taken back while it was on its way
            lease.ended_at = now
        session.next_poll_at = None
        await pool_news.refresh_pool(work, lease.chat_id, lease.topic_id, now=now)


async def _refuse(desk: Desk, session_id: str, error: ProviderError) -> None:
    reason = moving.reason_of(error)
    async with desk.storage.begin() as work:
        await work.ledger.settle(session_id, 1, ChargeState.RELEASED)
        session = await work.sessions.get(session_id)
        if session is not None:
            if isinstance(error, NoStockError):
                reason = Reason.NO_STOCK
            await moving.move(work, desk, session, Step.REFUSED, reason=reason, said=str(error))
    await health.write_down(desk)
