"""Ask about numbers: HLR, fraud lists, and the ladder that asks no more than it needs.

    start ──tx 1──▶ a row and a reserved charge per paid question ─ ─ ask ─ ─▶ provider
                                                        │
                        answered, failed, unknown ◀──tx 2┘   the card follows each

What was answered lately is not asked again: it is shown with its age.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from bot.desk import Desk
from bot.flows.asking import permission
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.lookups import lookup_asking, lookup_costs
from bot.flows.lookups.lookup_costs import CAPABILITIES
from bot.flows.money import spending
from bot.flows.running import health, limits, serving
from bot.flows.sessions import moving
from bot.flows.sessions.opening import opened
from bot.flows.telling import news
from providers.contract.phone import PhoneNumber
from providers.contract.reports import Verdict
from storage.faded import FadedNumber
from storage.lifecycle import Step
from storage.lookups import Lookup, LookupKind, LookupState
from storage.sessions import ChatSession, Kind
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

MOST = 20  # numbers in one command; more are a batch
LIFE = timedelta(minutes=2)
ANSWER_WITHIN = timedelta(seconds=45)
CHECK = "check"
FRESH = {LookupKind.HLR: timedelta(hours=24), LookupKind.FRAUD: timedelta(hours=1)}
WORDS = {LookupKind.HLR: "HLR", LookupKind.FRAUD: "fraud checks"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be found out; `written` keeps what could not be read as a number."""

    method: str  # hlr, fraud, check
    numbers: tuple[PhoneNumber, ...]
    invalid: tuple[tuple[str, str], ...] = ()  # as written, and why
    fresh: bool = False  # ask again, whatever is known
    is_approved: bool = False  # by a second person

    def written(self) -> dict[str, Any]:
        """Write it down, for a second person's yes."""
        return {
            "method": self.method,
            "numbers": [one.e164 for one in self.numbers],
            "invalid": [list(one) for one in self.invalid],
            "fresh": self.fresh,
        }


async def start(desk: Desk, asker: Asker, wanted: Wanted) -> str:
    """Ask and give the session's id; its card follows. Raises RefusedRequest."""
    now = desk.clock.now()
    if not wanted.is_approved:
        await lookup_costs.demand_second(desk, asker, wanted.written(), wanted.numbers)
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker)
        await limits.alone(work, asker)
        known = await work.sessions.of_request(asker.request)
        if known is not None:
            return known.id
        await limits.check_counts(work, desk.settings, asker, now=now)
        session = await opened(
            work,
            desk,
            asker,
            kind=Kind.LOOKUP,
            method=wanted.method,
            provider="",
            deadline=now + LIFE,
            number=wanted.numbers[0] if wanted.numbers else None,
            wish=json.dumps({"invalid": wanted.invalid, "count": len(wanted.numbers)}),
        )
        first = LookupKind.FRAUD if wanted.method == LookupKind.FRAUD else LookupKind.HLR
        await _check_room(work, desk, asker, wanted, first)
        for place, number in enumerate(wanted.numbers):
            await _question(
                work, desk, session, first, number, place, payer=asker, fresh=wanted.fresh
            )
        session.next_poll_at = now + ANSWER_WITHIN
        await _go_on(work, desk, session)
        await news.refresh_card(work, session, now=now)
        return session.id


async def _check_room(
    work: UnitOfWork, desk: Desk, asker: Asker, wanted: Wanted, kind: LookupKind
) -> None:
    """Refuse what no budget has room for as a whole; what is known costs nothing."""
    since = desk.clock.now() - FRESH[kind]
    asked = [
        one
        for one in wanted.numbers
        if wanted.fresh or await work.lookups.known(one, kind, since=since) is None
    ]
    cost = lookup_costs.cost_of(desk, [kind], asked)
    await spending.check(work, desk, asker.person_id, asker.chat_id, len(asked), cost)


async def start_approved(desk: Desk, asker: Asker, wish: dict[str, Any]) -> str:
    """Ask what a second person has agreed to. Raises RefusedRequest."""
    numbers = tuple(PhoneNumber(one) for one in wish["numbers"])
    invalid = tuple((said, why) for said, why in wish["invalid"])
    wanted = Wanted(wish["method"], numbers, invalid, wish["fresh"], is_approved=True)
    return await start(desk, asker, wanted)


async def again(desk: Desk, asker: Asker, session_id: str) -> str:
    """Ask once more about the numbers of a session, once for each card. Raises RefusedRequest."""
    asker = asker.because(f"again:{session_id}")
    async with desk.storage.reading() as work:
        known = await work.sessions.of_request(asker.request)
        if known is not None:
            raise RefusedRequest(Why.ASKED_AGAIN, session_id=session_id, detail=known.id)
        session = await work.sessions.get(session_id)
        if session is None or session.chat_id != asker.chat_id:
            raise RefusedRequest(Why.NO_SUCH_SESSION, session_id=session_id)
        rows = await work.lookups.of_session(session_id)
    numbers = tuple(dict.fromkeys(row.number for row in rows))
    if any(isinstance(number, FadedNumber) for number in numbers):
        raise RefusedRequest(Why.NUMBER_FORGOTTEN)
    return await start(desk, asker, Wanted(session.method, numbers, fresh=True))


async def ask(desk: Desk, lookup_id: int) -> None:
    """Ask a provider one question, and write down what it said."""
    async with desk.storage.reading() as work:
        row = await work.lookups.get(lookup_id)
    assert row is not None
    reply = await lookup_asking.ask(desk, row)
    async with desk.storage.begin() as work:
        row = await work.lookups.get(lookup_id)
        assert row is not None
        await lookup_asking.write_down(work, desk, row, reply)
        session = await work.sessions.get(row.session_id)
        assert session is not None
        await _climb(work, desk, session, row)
        await _go_on(work, desk, session)
        await news.refresh_card(work, session, now=desk.clock.now())
    await health.write_down(desk)


async def give_up(work: UnitOfWork, desk: Desk, session: ChatSession) -> None:
    """Write down that nobody knows about what a dead process was asking."""
    await work.lookups.lose(session.id)
    await work.ledger.lose(session.id)
    await _go_on(work, desk, session)
    await news.refresh_card(work, session, now=desk.clock.now())


async def _climb(work: UnitOfWork, desk: Desk, session: ChatSession, row: Lookup) -> None:
    """Take the next rung of the ladder, unless it is decided."""
    if session.method != CHECK or row.kind is not LookupKind.HLR or is_decided(row):
        return
    try:
        await _question(
            work,
            desk,
            session,
            LookupKind.FRAUD,
            row.number,
            row.place,
            payer=None,
            fresh=False,
        )
    except RefusedRequest as refused:  # what is known is shown without it
        log.info("fraud lists not asked", session=session.id, why=refused.why)


def is_decided(row: Lookup) -> bool:
    """Whether the answer about reachability leaves nothing to ask: there is no such number."""
    facts = json.loads(row.facts or "{}")
    return bool(facts.get("verdict") == Verdict.INVALID)


async def _question(
    work: UnitOfWork,
    desk: Desk,
    session: ChatSession,
    kind: LookupKind,
    number: PhoneNumber,
    place: int,
    *,
    payer: Asker | None,
    fresh: bool,
) -> None:
    now = desk.clock.now()
    known = None if fresh else await work.lookups.known(number, kind, since=now - FRESH[kind])
    provider = known.provider if known is not None else provider_for(desk, kind)
    row = Lookup(session_id=session.id, place=place, order=0, kind=kind, number=number,
                 provider=provider)  # fmt: skip
    if known is not None:
        row.state, row.facts = LookupState.CACHED, known.facts
        row.answered_at = known.answered_at
        work.lookups.put(row)
        await work.lookups.flush()
        await _climb(work, desk, session, row)
        return
    charge = spending.charged(desk, session, provider, kind, session.orders + 1)
    charge.number = number
    if payer is not None:
        charge.person_id = payer.person_id
    await spending.reserve(work, desk, charge, digits=number.digits)
    session.orders += 1
    row.order = session.orders
    work.lookups.put(row)
    await work.lookups.flush()
    assert row.id is not None
    lookup_id = row.id
    work.afterwards(lambda: desk.errands.send(ask(desk, lookup_id)))


async def _go_on(work: UnitOfWork, desk: Desk, session: ChatSession) -> None:
    """Say where the whole stands: under way while anything is being asked, else done."""
    rows = await work.lookups.of_session(session.id)
    if any(row.state is LookupState.ASKED for row in rows):
        return
    states = {row.state for row in rows}
    if states and states <= {LookupState.FAILED}:
        await moving.move(work, desk, session, Step.REFUSED, reason=None)
    elif states and states <= {LookupState.UNKNOWN}:
        await moving.move(work, desk, session, Step.LOST)
    else:
        await moving.move(work, desk, session, Step.PROVEN)


def provider_for(desk: Desk, kind: LookupKind) -> str:
    """Name who is asked. Raises RefusedRequest where nobody can be."""
    return serving.demand(desk, CAPABILITIES[kind], WORDS[kind])
