"""Look at what is held: lists, facts for cards, and what was asked for lately."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.desk import Desk
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.numbers.offers import offer_of
from bot.flows.running.health import title_of
from providers.contract.reports import Country, Offer, Operator
from storage.codes import Counts, ReceivedCode
from storage.lifecycle import SessionState
from storage.money import Money
from storage.numbers import Lease
from storage.sessions import ChatSession, Kind, Reason

RECENT = 4
NEAREST = 3
RECENTLY = timedelta(days=7)  # how far back success counts
ELSEWHERE = frozenset({Reason.NO_STOCK, Reason.REFUSED})  # another operator may have one


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """What the card of a number shows beside its session."""

    provider: str
    lease: Lease | None
    codes: int = 0  # received so far
    waiting: int = 0  # of them not taken
    nearest: tuple[Operator, ...] = field(default=())  # where there may be one instead
    cost: Money = field(default_factory=dict)


async def held(desk: Desk, asker: Asker) -> list[tuple[Lease, int]]:
    """List the numbers of a person, or of a group, with how many codes wait."""
    async with desk.storage.reading() as work:
        if asker.chat_id > 0:
            leases = await work.numbers.running(holder_id=asker.person_id)
        else:
            leases = await work.numbers.running(chat_id=asker.chat_id)
        counts = await work.codes.counts(leases)
    return [(lease, counts.get(lease.id, Counts()).waiting) for lease in leases]


async def waiting(desk: Desk, asker: Asker) -> list[tuple[ReceivedCode, Lease]]:
    """List the codes that wait for a person's *Got it*, in their private chat only."""
    if asker.chat_id < 0:
        return []
    async with desk.storage.reading() as work:
        found = []
        for row in await work.codes.waiting_for(asker.person_id):
            lease = await work.numbers.lease(row.lease_id)
            if lease is not None:
                found.append((row, lease))
    return found


async def facts_of_number(desk: Desk, session: ChatSession) -> NumberFacts:
    """Gather what the card of a number shows."""
    async with desk.storage.reading() as work:
        lease = await work.numbers.of_session(session.id)
        counts = await work.codes.counts([lease] if lease is not None else [])
        cached = await work.numbers.offer(session.provider)
        cost = (await work.ledger.spent(session_id=session.id)).money
    nearest: tuple[Operator, ...] = ()
    is_elsewhere = session.state is SessionState.FAILED and session.reason in ELSEWHERE
    if is_elsewhere and cached is not None:
        nearest = await _nearest(desk, session)
    counted = counts.get(lease.id, Counts()) if lease is not None else Counts()
    return NumberFacts(
        provider=title_of(desk, session.provider),
        lease=lease,
        codes=counted.came,
        waiting=counted.waiting,
        nearest=nearest,
        cost=cost,
    )


async def _nearest(desk: Desk, session: ChatSession) -> tuple[Operator, ...]:
    """Name other operators of the country, best recent success first."""
    try:
        offer = await offer_of(desk, session.provider)
    except RefusedRequest:
        return ()
    others = [
        one
        for one in offer.operators
        if one.country_id == session.country_id and one.id != session.operator_id
    ]
    async with desk.storage.reading() as work:
        served = await work.sessions.served(
            session.provider, session.country_id or 0, since=desk.clock.now() - RECENTLY
        )
    others.sort(key=lambda one: -_success(*served.get(one.id, (0, 0))))
    return tuple(others[:NEAREST])


def _success(good: int, ordered: int) -> float:
    """Estimate how likely an order there ends well; one half where nothing is known yet."""
    return (good + 1) / (ordered + 2)


async def recent_countries(desk: Desk, asker: Asker, offer: Offer) -> Sequence[Country]:
    """List the countries this chat asked for lately."""
    async with desk.storage.reading() as work:
        latest = await work.sessions.recent(asker.chat_id, limit=50)
    ids = dict.fromkeys(one.country_id for one in latest if one.kind is Kind.NUMBER)
    by_id = {one.id: one for one in offer.countries}
    return [by_id[one] for one in ids if one in by_id][:RECENT]


def country_of(offer: Offer, country_id: int) -> Country:
    """Find a country of the offer. Raises RefusedRequest."""
    for one in offer.countries:
        if one.id == country_id:
            return one
    raise RefusedRequest(Why.NO_SUCH_COUNTRY, detail=str(country_id))


def operator_of(offer: Offer, operator_id: int) -> Operator:
    """Find an operator of the offer. Raises RefusedRequest."""
    for one in offer.operators:
        if one.id == operator_id:
            return one
    raise RefusedRequest(Why.NO_SUCH_OPERATOR, detail=str(operator_id))
