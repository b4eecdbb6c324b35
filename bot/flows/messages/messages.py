"""Send or speak a text: where a chat may, from a template unless an owner lets it be free.

start ──tx 1──▶ REQUESTED, cost reserved, recorded ─ ─ place ─ ─▶ provider
                                  taken ──tx 2──▶ PENDING ── receipt ──▶ SUCCEEDED, "done"
                                  no answer ─tx 2─▶ UNKNOWN; never sent again by code
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from bot.desk import Desk
from bot.flows.asking import permission
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.asking.rights import Right
from bot.flows.messages import wording
from bot.flows.messages.message_ways import MESSAGES
from bot.flows.money import spending
from bot.flows.running import guard, health, limits, serving
from bot.flows.sessions import moving, poll_plans
from bot.flows.sessions.leave_to_send import leave_for
from bot.flows.sessions.opening import opened
from bot.flows.telling import news
from bot.flows.verifying import fraud_first, placing
from providers.contract.errors import OutcomeUnknownError, ProviderError
from providers.contract.phone import PhoneNumber
from storage.custody import Act
from storage.ledger import ChargeState
from storage.lifecycle import Step
from storage.rules import CountryState
from storage.sessions import Kind
from storage.templates import FreeText, MessageTemplate
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

MOST_TEMPLATES = 50
WORDS = {"message": "text messages", "speech": "spoken texts"}


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants sent: the words after the number are a template, or a text."""

    method: str
    number: PhoneNumber
    words: str
    is_one_word: bool  # the number; with blanks in it nobody knows where a free text begins


async def start(desk: Desk, asker: Asker, draft: Draft) -> str:
    """Send it and give the session's id; its card follows. Raises RefusedRequest."""
    limits.check_kind(draft.number)
    way, now = MESSAGES[draft.method], desk.clock.now()
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker)
        await limits.alone(work, asker, draft.number)
        known = await work.sessions.of_request(asker.request)
        if known is not None:
            return known.id
        template, text = await _worded(work, desk, asker, draft)
        way.check(text)
        provider = serving.demand(desk, way.capability, WORDS[draft.method])
        await _check_number(work, desk, asker, draft.number)
        session = await opened(
            work,
            desk,
            asker,
            kind=Kind.MESSAGE,
            method=draft.method,
            provider=provider,
            deadline=now + way.life,
            number=draft.number,
            wish=json.dumps({"text": text, "template": template}),
        )
        session.orders, session.next_poll_at = 1, now + moving.ANSWER_WITHIN
        charge = spending.charged(desk, session, provider, draft.method, session.orders)
        charge.number, charge.request = draft.number, asker.request
        what = template or "free text"
        await spending.reserve(work, desk, charge, digits=draft.number.digits, what=what)
        await news.refresh_card(work, session, now=now)
        session_id = session.id
        work.afterwards(lambda: desk.errands.send(place(desk, session_id)))
    return session_id


async def place(desk: Desk, session_id: str) -> None:
    """Have the provider send it, once, and write down what it said."""
    async with desk.storage.reading() as work:
        session = await work.sessions.get(session_id)
    assert session is not None
    assert session.number is not None
    way, text = MESSAGES[session.method], json.loads(session.wish or "{}").get("text", "")
    provider = desk.catalog.get(session.provider)
    callback_url = desk.hooks.address(session.provider)
    try:
        with leave_for(desk, session, 1):
            reference, said = await way.place(provider, session.number, text, callback_url)
    except OutcomeUnknownError as error:
        log.warning("message without an answer", session=session_id, error=str(error))
        await moving.lose(desk, session_id, 1)
    except ProviderError as error:
        log.warning("message refused", session=session_id, error=str(error))
        async with desk.storage.begin() as work:
            await work.ledger.settle(session_id, 1, ChargeState.RELEASED)
            session = await work.sessions.get(session_id)
            if session is not None:
                reason = moving.reason_of(error)
                await placing.fail(work, desk, session, reason=reason, said=str(error))
        await health.write_down(desk)
    else:
        await _accept(desk, session_id, reference, said)


async def mode_of(work: UnitOfWork, desk: Desk, chat_id: int) -> FreeText:
    """Tell what a chat may have sent: what was decided there outranks the settings."""
    return await work.templates.mode(chat_id) or desk.settings.free_text


async def look(desk: Desk, asker: Asker) -> tuple[FreeText, Sequence[MessageTemplate]]:
    """Tell what this chat may have sent, and the templates there are."""
    async with desk.storage.reading() as work:
        return await mode_of(work, desk, asker.chat_id), await work.templates.all()


async def switch(desk: Desk, asker: Asker, mode: FreeText) -> None:
    """Decide what this chat may have sent. Raises RefusedRequest."""
    asker.demand(Right.OWN)
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        await work.templates.decide(asker.chat_id, mode, by=asker.person_id, now=now)
        said = f"messages in this chat: {mode}"
        work.custody.note(Act.RULE, at=now, who=asker.person_id, chat=asker.chat_id, words=said)


async def word(desk: Desk, asker: Asker, name: str, body: str | None) -> None:
    """Add a template, word it anew, or remove it. Raises RefusedRequest."""
    asker.demand(Right.OWN)
    now = desk.clock.now()
    if not wording.NAME.fullmatch(name):
        raise RefusedRequest(Why.NOT_A_TEMPLATE)
    async with desk.storage.begin() as work:
        known = await work.templates.all()
        if body is None:
            if not await work.templates.remove(name):
                raise _no_such_template(name, known)
        else:
            wording.fields_of(body)
            wording.check_writable(body)
            if len(known) >= MOST_TEMPLATES and name not in {one.name for one in known}:
                raise RefusedRequest(Why.NOT_A_TEMPLATE)
            await work.templates.put(name, body, by=asker.person_id, now=now)
        said = f"template {name} {'removed' if body is None else 'worded'}"
        work.custody.note(Act.RULE, at=now, who=asker.person_id, words=said)


async def _worded(work: UnitOfWork, desk: Desk, asker: Asker, draft: Draft) -> tuple[str, str]:
    """Give the template's name, empty for a free text, and the text."""
    mode = await mode_of(work, desk, asker.chat_id)
    if mode is FreeText.OFF:
        raise RefusedRequest(Why.MESSAGES_OFF)
    name, rest = (*draft.words.split(maxsplit=1), "", "")[:2]
    template = await work.templates.get(name.lower())
    if template is not None:
        return template.name, wording.filled(template.body, wording.read_fields(rest))
    if mode is not FreeText.FREE:
        raise _no_such_template(name, await work.templates.all())
    if not draft.is_one_word:
        raise RefusedRequest(Why.NUMBER_IN_ONE)
    return "", draft.words


async def _check_number(work: UnitOfWork, desk: Desk, asker: Asker, number: PhoneNumber) -> None:
    """Hold a message against the same rules as a call. Raises RefusedRequest."""
    now = desk.clock.now()
    if await limits.country_now(work, desk.settings, number) is not CountryState.ALLOWED:
        raise RefusedRequest(Why.COUNTRY_OFF, detail=limits.country_of(number))
    await limits.check_country(work, desk.settings, asker, number, now=now)
    if not (number.is_assigned or desk.settings.allow_unassigned_numbers):
        raise RefusedRequest(Why.UNASSIGNED)
    await limits.check_rates(work, desk.settings, asker, number, now=now)
    await guard.check(work, desk, asker, number)
    if await fraud_first.is_wanted(work, desk, asker.chat_id, number):
        await fraud_first.check_known(work, desk, asker, number)


async def _accept(desk: Desk, session_id: str, reference: str | None, said: str) -> None:
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        await work.ledger.settle(session_id, 1, ChargeState.COMMITTED, reference=reference)
        session = await work.sessions.get(session_id)
        if session is None:
            return
        session.reference = reference
        await moving.move(work, desk, session, Step.PLACED, said=said)
        if not session.state.is_final:
            session.next_poll_at = poll_plans.next_look(desk, session, now=now)


def _no_such_template(name: str, known: Sequence[MessageTemplate]) -> RefusedRequest:
    names = tuple(one.name for one in known)
    why = Why.NO_SUCH_TEMPLATE if name else Why.WHICH_TEMPLATE
    return RefusedRequest(why, detail=name[:40], choices=names)
