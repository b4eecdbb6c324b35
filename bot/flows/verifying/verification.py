"""Verify that a person holds a phone: what people do to it.

    request ──▶ a question (unassigned? which way? approval?) or
    start, again, another ──tx 1──▶ REQUESTED, cost reserved ─ ─ ▶ `placing.place`
    cancel ──tx────▶ CANCELLED

Digits are checked in `proving`; what becomes known by itself, from the provider or the clock, is in
`placing`, `watching` and `intake`.
"""

import json
from dataclasses import replace
from decimal import Decimal

from bot.desk import Desk
from bot.flows.asking import permission, questions
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.money import seconding
from bot.flows.money.seconding import Because
from bot.flows.running import guard, limits
from bot.flows.sessions.languages import SPEAK, read_way
from bot.flows.sessions.opening import opened
from bot.flows.sessions.whose import mine, over
from bot.flows.telling import news
from bot.flows.telling.topics import Json, Topic
from bot.flows.verifying import choosing, fraud_first, placing, preferring
from bot.flows.verifying.wishes import APPROVAL, LANGUAGE, UNASSIGNED, WAY, Asked, Started, Wish
from providers.contract.phone import PhoneNumber
from storage.approvals import Approval
from storage.lifecycle import SessionState, Step
from storage.money import Money
from storage.rules import CountryState
from storage.sessions import ChatSession, Kind
from storage.unit_of_work import UnitOfWork

RIVAL = "rivals told"  # in the inbox: who has heard of whom already


async def request(desk: Desk, asker: Asker, wish: Wish) -> Started | Asked:
    """Start, or ask what has to be known first. Raises RefusedRequest."""
    limits.check_kind(wish.number)
    async with desk.storage.begin() as work:
        known = await work.sessions.of_request(asker.request)
        if known is not None:
            return Started(known.id)
        running = await work.sessions.open_for(asker.chat_id, asker.person_id, wish.number)
        country = await limits.country_now(work, desk.settings, wish.number)
        options = await choosing.options(work, desk, asker.chat_id, wish.number)
        topic = None
        if not (wish.is_sure or wish.number.is_assigned or desk.settings.allow_unassigned_numbers):
            topic = UNASSIGNED
        elif wish.method is None and len(options) > 1:
            topic = WAY
        if topic is not None:
            question = questions.new(desk, asker, topic, wish.written())
            work.questions.put(question)
            check = await fraud_first.as_option(work, desk, asker.chat_id, wish.number)
            return Asked(topic, question.id, wish.number, tuple(options), check)
        method = wish.method or (options[0].method if options else "flash")
        wish = replace(wish, method=method)
        if not wish.is_approved:
            approval = await _ask_another(work, desk, asker, wish, country)
            if approval is not None:
                return Asked(APPROVAL, approval.id, wish.number)
    session_id = await start(desk, asker, wish.number, method, language=wish.language)
    return Started(session_id, goes_on=running is not None and running.id == session_id)


async def answer(desk: Desk, asker: Asker, question_id: str, word: str) -> Started | Asked | None:
    """Act on an answer; None where it was no. Raises RefusedRequest.

    The session's request is the question, so a second tap starts nothing.
    """
    question = await questions.asked_of(desk, asker, question_id, UNASSIGNED, WAY)
    wish = Wish.read(question.body)
    if word == "no":
        async with desk.storage.begin() as work:
            await questions.close(work, desk, question_id)
        return None
    if word == SPEAK:
        return Asked(LANGUAGE, question_id, wish.number)
    if question.topic == UNASSIGNED:
        wish = replace(wish, is_sure=True)
    else:
        method, language = read_way(word)
        wish = replace(wish, method=method, language=language or wish.language)
    return await request(desk, asker.because(f"question:{question_id}"), wish)


async def start(
    desk: Desk, asker: Asker, number: PhoneNumber, method: str, *, language: str | None = None
) -> str:
    """Order a call and give the session's id; its card follows through the outbox.

    A number this person is already verifying in this chat gets another call in the same session.
    Raises RefusedRequest.
    """
    try:
        async with desk.storage.begin() as work:
            await permission.demand(work, desk, asker)
            await limits.alone(work, asker, number)
            if (known := await _known(work, asker)) is not None:
                return known
            running = await work.sessions.open_for(asker.chat_id, asker.person_id, number)
            return await _set_out(work, desk, asker, number, method, running, language)
    except RefusedRequest as refused:
        if refused.why is Why.CALLED_FOR_ANOTHER:
            await _tell_of_rival(desk, asker, number)
        raise


async def again(
    desk: Desk, asker: Asker, session_id: str, method: str | None = None
) -> Started | Asked:
    """Call the same number once more: in the same session while it runs, else in a new one.

    `method`: another way than the last time, perhaps with a language. Raises RefusedRequest.
    """
    method, language = (None, None) if method is None else read_way(method)
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker)
        session = await mine(work, asker, session_id)
        assert session.number is not None
        await limits.alone(work, asker, session.number)
        if (known := await _known(work, asker)) is not None:
            return Started(known)
        if session.state is SessionState.SUCCEEDED:
            raise over(session)
        dearest = await _dearest(
            work, desk, session.chat_id, session.number, method or session.method
        )
        if seconding.is_dear(desk, dearest):
            raise RefusedRequest(Why.TOO_DEAR, facts=seconding.written(dearest))
        running = None if session.state.is_final else session
        if running is None:
            running = await work.sessions.open_for(session.chat_id, asker.person_id, session.number)
        language = session.language if method is None else language
        method = method or session.method
        country = await limits.country_now(work, desk.settings, session.number)
        if running or country is CountryState.ALLOWED:
            return Started(
                await _set_out(work, desk, asker, session.number, method, running, language)
            )
    wish = Wish(session.number, method, language, is_sure=True)
    return await request(desk, asker, wish)  # the rule may be newer than the session


async def _known(work: UnitOfWork, asker: Asker) -> str | None:
    """Find what this message or tap has ordered already."""
    charge = await work.ledger.of_request(asker.request)
    return charge.session_id if charge is not None else None


async def _set_out(
    work: UnitOfWork,
    desk: Desk,
    asker: Asker,
    number: PhoneNumber,
    method: str,
    running: ChatSession | None,
    language: str | None,
) -> str:
    """Plan a route and take its first step, in the session that runs or in a new one."""
    if running is not None and running.state is SessionState.REQUESTED:
        raise RefusedRequest(Why.BEING_CALLED, session_id=running.id)
    route = await choosing.route(work, desk, asker.chat_id, number, method)
    first = await fraud_first.look(work, desk, asker, number)
    now, requests = desk.clock.now(), 1 + first.is_to_be_asked
    await limits.check_country(work, desk.settings, asker, number, now=now)
    await limits.check_rates(work, desk.settings, asker, number, now=now, requests=requests)
    await guard.check(work, desk, asker, number)
    if running is None:
        method, provider = choosing.read_step(route[0])
        session = await opened(
            work,
            desk,
            asker,
            kind=Kind.VERIFICATION,
            method=method,
            provider=provider,
            deadline=now + desk.settings.code_life,
            number=number,
            prefix=guard.prefix_of(number),
            country=limits.country_of(number),
        )
        await _tell_each_other(work, desk, session)
    else:
        session = running
        session.take(Step.AGAIN, now=now)
    session.method, session.provider = choosing.read_step(route[0])
    session.route = " ".join(route[1:])
    session.own_steps = 0
    session.language = language
    session.risk = first.risk
    session.by_key = await preferring.is_by_key(work, desk, asker.chat_id)
    if first.is_to_be_asked:
        await fraud_first.begin(work, desk, session, first.provider, asker)
        return session.id
    await placing.order(work, desk, session, payer=asker.person_id, request=asker.request)
    placing.set_out(work, desk, session)
    return session.id


async def _tell_each_other(work: UnitOfWork, desk: Desk, session: ChatSession) -> None:
    """Tell those who verify the same number at the same time that they are not alone."""
    assert session.number is not None
    for other in await work.sessions.open_elsewhere(session.number, session.id):
        for one in (session, other):
            await news.tell(work, one, Topic.TWICE, now=desk.clock.now())


async def _tell_of_rival(desk: Desk, asker: Asker, number: PhoneNumber) -> None:
    """Tell those in other chats that somebody else would verify their number, too; once each."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        for session in await work.sessions.open_elsewhere(number, ""):
            if session.chat_id == asker.chat_id:
                continue  # where everybody reads the refusal
            key = f"{session.id}:{asker.person_id}"
            if await work.inbox.see(RIVAL, key, at=now) is not None:
                await news.tell(work, session, Topic.TWICE, now=now)


async def _ask_another(
    work: UnitOfWork, desk: Desk, asker: Asker, wish: Wish, country: CountryState
) -> Approval | None:
    """Ask for a second person's yes, where the country or the price needs one."""
    about: dict[str, Json] = {"number": wish.number.masked}
    if country is CountryState.NEEDS_APPROVAL:
        because, about["country"] = Because.COUNTRY, limits.country_of(wish.number)
    else:
        dearest = await _dearest(work, desk, asker.chat_id, wish.number, wish.method or "flash")
        if not seconding.is_dear(desk, dearest):
            return None
        because, about["cost"] = Because.PRICE, seconding.written(dearest)
    said = json.loads(wish.written())
    return await seconding.ask(
        work, desk, asker, seconding.VERIFY, said, because=because, about=about
    )


async def _dearest(
    work: UnitOfWork, desk: Desk, chat_id: int, number: PhoneNumber, method: str
) -> Money:
    """Tell the most that one step of the route may cost, by currency. Raises RefusedRequest."""
    most: dict[str, Decimal] = {}
    for written in await choosing.route(work, desk, chat_id, number, method):
        way, provider = choosing.read_step(written)
        price = desk.prices.now.price(provider, way, number.digits)
        if price is not None:
            most[price.currency] = max(price.amount, most.get(price.currency, price.amount))
    return most
