"""Ask fraud lists before a number is called, where a chat wants it so.

    look ──known within the hour──▶ fraudulent: refused; else the call
      └──▶ begin ──tx 1──▶ REQUESTED; the question and the call reserved ─ ─ ask ─ ─▶ provider
                                                                                │
              nothing against it ──tx 2──▶ the call is placed                   │
              fraudulent         ──tx 2──▶ FAILED; the call released      ◀─────┘
              no clear answer    ──tx 2──▶ FAILED, or back to an earlier call's code; released

Both paid requests are rows of the same session before anything is sent. As long as the lists have
not answered, nobody is called; a question whose answer was lost is not repeated by the desk.
"""

from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.desk import Desk
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.lookups import known, lookup, lookup_asking
from bot.flows.money import spending
from bot.flows.running import blocking, guard, health, serving
from bot.flows.sessions import moving
from bot.flows.telling import news
from bot.flows.verifying import placing
from bot.flows.verifying.choosing import Option
from providers.contract.capabilities import FraudChecker
from providers.contract.phone import PhoneNumber
from providers.contract.reports import Risk
from storage.custody import Act
from storage.ledger import ChargeState
from storage.lifecycle import SessionState, Step
from storage.lookups import Lookup, LookupKind, LookupState
from storage.protection import Rule
from storage.sessions import ChatSession, Reason
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

USUAL = timedelta(seconds=1)  # until the lists have answered
ANSWER_WITHIN = timedelta(seconds=30)  # after it the chat hears that nobody knows


@dataclass(frozen=True, slots=True)
class First:
    """What is to be done before a number is called, or what is known already."""

    provider: str = ""  # whose lists are to be asked; empty: nobody's
    risk: Risk | None = None

    @property
    def is_to_be_asked(self) -> bool:
        """Whether the lists are to be asked now."""
        return bool(self.provider)


async def look(work: UnitOfWork, desk: Desk, asker: Asker, number: PhoneNumber) -> First:
    """Tell what comes first. Raises RefusedRequest, also where the lists knew the number."""
    if not await is_wanted(work, desk, asker.chat_id, number):
        return First()
    risk = await check_known(work, desk, asker, number)
    if risk is not Risk.UNKNOWN:
        return First(risk=risk)
    try:
        return First(lookup.provider_for(desk, LookupKind.FRAUD))
    except RefusedRequest as nobody:
        refused = RefusedRequest(Why.LISTS_AWAY, detail=nobody.detail)
        blocking.block(work, desk.settings, Rule.FRAUD, asker, refused, now=desk.clock.now())
    return First()


async def is_wanted(work: UnitOfWork, desk: Desk, chat_id: int, number: PhoneNumber) -> bool:
    """Whether a chat wants the lists asked about a number for which nobody vouches."""
    precaution = await work.protection.of_chat(chat_id)
    return precaution.checks_fraud and not await guard.is_vouched_for(work, desk, number)


async def as_option(
    work: UnitOfWork, desk: Desk, chat_id: int, number: PhoneNumber
) -> Option | None:
    """Tell what asking would cost; None where nobody is to be asked."""
    able = tuple(one.name for one in serving.set_up(desk, FraudChecker))
    if not able or not await is_wanted(work, desk, chat_id, number):
        return None
    price = desk.prices.now.price(able[0], LookupKind.FRAUD, number.digits)
    return Option(LookupKind.FRAUD, able, USUAL, price)


async def check_known(work: UnitOfWork, desk: Desk, asker: Asker, number: PhoneNumber) -> Risk:
    """Give what the lists have said lately; refuse a number they knew."""
    found = await known.found_out(work, desk, [number], [LookupKind.FRAUD])
    risk = Risk(found[LookupKind.FRAUD].get(number, {}).get("risk", Risk.UNKNOWN))
    if risk is Risk.FRAUDULENT:
        refused = RefusedRequest(Why.FRAUDULENT, detail=number.masked)
        blocking.block(work, desk.settings, Rule.FRAUD, asker, refused, now=desk.clock.now())
    return risk


async def begin(
    work: UnitOfWork, desk: Desk, session: ChatSession, provider: str, asker: Asker
) -> None:
    """Write the question down, and the call that is to follow it; in the caller's transaction."""
    assert session.number is not None
    now = desk.clock.now()
    session.orders += 1
    charge = spending.charged(desk, session, provider, LookupKind.FRAUD, session.orders)
    charge.number, charge.request = session.number, asker.request
    charge.person_id = asker.person_id
    await spending.reserve(work, desk, charge, digits=session.number.digits)
    row = Lookup(
        session_id=session.id,
        place=0,
        order=session.orders,
        kind=LookupKind.FRAUD,
        number=session.number,
        provider=provider,
    )
    work.lookups.put(row)
    await placing.order(work, desk, session, payer=asker.person_id)
    session.is_checking, session.next_poll_at = True, now + ANSWER_WITHIN
    await work.lookups.flush()
    assert row.id is not None
    session_id, lookup_id = session.id, row.id
    work.afterwards(lambda: desk.errands.send(ask(desk, session_id, lookup_id)))


async def ask(desk: Desk, session_id: str, lookup_id: int) -> None:
    """Ask the lists, and go on or stop."""
    async with desk.storage.reading() as work:
        row = await work.lookups.get(lookup_id)
    assert row is not None
    reply = await lookup_asking.ask(desk, row)
    async with desk.storage.begin() as work:
        session = await work.sessions.get(session_id)
        row = await work.lookups.get(lookup_id)
        assert session is not None
        assert row is not None
        await lookup_asking.write_down(work, desk, row, reply)
        if session.is_checking and session.orders == row.order + 1:
            session.risk = _risk_of(reply)
            await _settle(work, desk, session, _why_not(reply))
    await health.write_down(desk)


async def give_up(work: UnitOfWork, desk: Desk, session: ChatSession) -> None:
    """Write down that nobody knows what the lists say; should they answer yet, it is kept."""
    await work.lookups.lose(session.id)
    await work.ledger.settle(session.id, session.orders - 1, ChargeState.UNKNOWN)
    await _settle(work, desk, session, Reason.FRAUD_UNKNOWN)


async def _settle(
    work: UnitOfWork, desk: Desk, session: ChatSession, why_not: Reason | None
) -> None:
    """Go on to the call, or stop."""
    now = desk.clock.now()
    said = f"fraud lists: {session.risk or why_not}"
    work.custody.note_of(session, Act.MOVED, said, at=now)
    if why_not is not None and Rule.FRAUD in desk.settings.in_shadow:
        log.info("would have been blocked", rule=Rule.FRAUD, session=session.id, why=why_not)
        work.protection.count(
            Rule.FRAUD, at=now, person_id=session.person_id, chat_id=session.chat_id
        )
        why_not = None
    if why_not is None and session.state is SessionState.REQUESTED:
        session.is_checking = False
        charge = await work.ledger.of_order(session.id, session.orders)
        assert charge is not None
        charge.at = session.ordered_at = now  # the phone rings only now
        session.deadline = now + desk.settings.code_life
        session.next_poll_at = now + moving.ANSWER_WITHIN
        await news.refresh_card(work, session, now=now)
        placing.set_out(work, desk, session)
        return
    await work.ledger.settle(session.id, session.orders, ChargeState.RELEASED)
    session.next_poll_at = None
    if session.state is not SessionState.REQUESTED:  # withdrawn meanwhile
        return
    session.is_checking = False
    session.route = ""  # no other way leads past the lists
    if why_not is Reason.FRAUDULENT:
        await moving.move(work, desk, session, Step.REFUSED, reason=why_not)
    else:
        await placing.fail(work, desk, session, reason=why_not or Reason.NOT_CHECKED)


def _risk_of(reply: lookup_asking.Reply) -> Risk | None:
    said = (reply.facts or {}).get("risk")
    return None if said is None else Risk(said)


def _why_not(reply: lookup_asking.Reply) -> Reason | None:
    """Say why nobody may be called after this reply, if so."""
    risk = _risk_of(reply)
    if reply.state is LookupState.UNKNOWN or risk is Risk.UNKNOWN:
        return Reason.FRAUD_UNKNOWN
    if risk is None:
        return Reason.NOT_CHECKED
    return Reason.FRAUDULENT if risk is Risk.FRAUDULENT else None
