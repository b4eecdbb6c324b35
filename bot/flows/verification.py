"""Verify that a person holds a phone: what people do to it.

    request ──▶ a question (unassigned? which way? approval?) or
    start, again, another ──tx 1──▶ REQUESTED, cost reserved ─ ─ ▶ `placing.place`
    cancel ──tx────▶ CANCELLED

Digits are checked in `proving`; what becomes known by itself, from the provider or the clock, is in
`placing`, `watching` and `intake`.
"""

import json
from dataclasses import dataclass, replace

from bot.desk import Desk
from bot.flows import choosing, endings, guard, limits, news, placing, questions
from bot.flows.asking import Asker, RefusedRequest, Why
from bot.flows.languages import LANGUAGES, language_of, read_way
from bot.flows.news import Topic
from bot.flows.opening import opened
from bot.flows.whose import meant, mine
from providers.contract.phone import PhoneNumber
from storage.history import CodeAttempt
from storage.lifecycle import SessionState, Step
from storage.questions import Question
from storage.rules import CountryState
from storage.sessions import ChatSession, Kind
from storage.unit_of_work import UnitOfWork

SPEAK = "speak"  # in the place of a way: first say in which language
WITHDRAWN = "withdrawn"  # in the place of a verdict: the message took the session back
UNASSIGNED, WAY, APPROVAL = "unassigned", "way", "approval"
LANGUAGE = "language"  # no question of its own: what the voice speaks, asked on the way


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants verified, and what they have already said to our questions."""

    number: PhoneNumber
    method: str | None = None  # None: not said; "auto": walk through several
    language: str | None = None
    is_sure: bool = False  # that the number exists
    is_approved: bool = False  # by a second person

    def written(self) -> str:
        """Write it down, for a question's row."""
        return json.dumps(
            {
                "number": self.number.e164,
                "method": self.method,
                "language": self.language,
                "is_sure": self.is_sure,
                "is_approved": self.is_approved,
            }
        )

    @classmethod
    def read(cls, written: str) -> "Wish":
        """Read it from a question's row."""
        words = json.loads(written)
        return cls(**{**words, "number": PhoneNumber.parse(words["number"])})


@dataclass(frozen=True, slots=True)
class Started:
    """The session runs; its card follows by itself."""

    session_id: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The desk has to know something first; the answer carries the question's id."""

    topic: str
    question_id: str
    number: PhoneNumber
    options: tuple[choosing.Option, ...] = ()

    @property
    def language(self) -> str:
        """What a voice would speak if nobody chose."""
        return language_of(self.number, LANGUAGES)


async def request(desk: Desk, asker: Asker, wish: Wish) -> Started | Asked:
    """Start, or ask what has to be known first. Raises RefusedRequest."""
    limits.check_kind(wish.number)
    async with desk.storage.begin() as work:
        known = await work.sessions.of_request(asker.request)
        if known is not None:
            return Started(known.id)
        country = await limits.country_state(work, desk.settings, wish.number)
        if country is CountryState.OFF:
            raise RefusedRequest(Why.COUNTRY_OFF, detail=limits.country_of(wish.number))
        options = await choosing.options(work, desk, asker.chat_id, wish.number)
        topic = None
        if not (wish.is_sure or wish.number.is_assigned or desk.settings.allow_unassigned_numbers):
            topic = UNASSIGNED
        elif wish.method is None and len(options) > 1:
            topic = WAY
        elif country is CountryState.NEEDS_APPROVAL and not wish.is_approved:
            topic = APPROVAL
        if topic is not None:
            question = questions.new(desk, asker, topic, wish.written())
            work.questions.put(question)
            if topic is APPROVAL:
                await _ask_for_approval(work, desk, asker, question, wish)
            return Asked(topic, question.id, wish.number, tuple(options))
    method = wish.method or (options[0].method if options else "flash")
    return Started(await start(desk, asker, wish.number, method, language=wish.language))


async def answer(desk: Desk, asker: Asker, question_id: str, word: str) -> Started | Asked | None:
    """Act on an answer; None where it was no. Raises RefusedRequest.

    The session's request is the question, so a second tap starts nothing.
    """
    question = await questions.open_question(desk, question_id)
    wish = Wish.read(question.body)
    is_approval = question.topic == APPROVAL
    if is_approval and (asker.person_id == question.person_id or not asker.is_owner):
        raise RefusedRequest(Why.NEEDS_ANOTHER)
    if not is_approval and question.person_id != asker.person_id:
        raise RefusedRequest(Why.NOT_YOURS)
    whose = questions.asker_of(desk, question) if is_approval else asker
    if word == "no":
        await _close(desk, question, asker)
        return None
    if word == SPEAK:
        return Asked(LANGUAGE, question_id, wish.number)
    if is_approval:
        wish = replace(wish, is_approved=True)
    elif question.topic == UNASSIGNED:
        wish = replace(wish, is_sure=True)
    else:
        method, language = read_way(word)
        wish = replace(wish, method=method, language=language or wish.language)
    return await request(desk, whose.because(f"question:{question_id}"), wish)


async def start(
    desk: Desk, asker: Asker, number: PhoneNumber, method: str, *, language: str | None = None
) -> str:
    """Order a call and give the session's id; its card follows through the outbox.

    A number this person is already verifying in this chat gets another call in the same session.
    Raises RefusedRequest.
    """
    async with desk.storage.begin() as work:
        await limits.alone(work, asker, number)
        if (known := await _known(work, asker)) is not None:
            return known
        running = await work.sessions.open_for(asker.chat_id, asker.person_id, number)
        return await _set_out(work, desk, asker, number, method, running, language)


async def again(
    desk: Desk, asker: Asker, session_id: str, method: str | None = None
) -> Started | Asked:
    """Call the same number once more: in the same session while it runs, else in a new one.

    `method`: another way than the last time, perhaps with a language. Raises RefusedRequest.
    """
    method, language = (None, None) if method is None else read_way(method)
    async with desk.storage.begin() as work:
        session = await mine(work, asker, session_id)
        assert session.number is not None
        await limits.alone(work, asker, session.number)
        if (known := await _known(work, asker)) is not None:
            return Started(known)
        if session.state is SessionState.SUCCEEDED:
            raise RefusedRequest(Why.ALREADY_ENDED, session_id=session.id, detail="verified")
        running = None if session.state.is_final else session
        if running is None:
            running = await work.sessions.open_for(session.chat_id, asker.person_id, session.number)
        language = session.language if method is None else language
        method = method or session.method
        country = await limits.country_state(work, desk.settings, session.number)
        if country is CountryState.ALLOWED or (running and country is not CountryState.OFF):
            return Started(
                await _set_out(work, desk, asker, session.number, method, running, language)
            )
    wish = Wish(session.number, method, language, is_sure=True)
    return await request(desk, asker, wish)  # the rule may be newer than the session


async def cancel(desk: Desk, asker: Asker, session_id: str | None) -> ChatSession:
    """Withdraw a session; a call that is under way cannot be called back. Raises RefusedRequest.

    The same message again means the session it meant the first time.
    """
    async with desk.storage.begin() as work:
        before = await work.history.attempt(asker.request)
        session = await meant(work, asker, before.session_id if before else session_id)
        moved = await endings.withdraw(work, desk, session)
        if not moved and session.state is not SessionState.CANCELLED:
            raise RefusedRequest(Why.ALREADY_ENDED, session_id=session.id, detail=session.state)
        if before is None:
            work.history.put_attempt(
                CodeAttempt(
                    request=asker.request,
                    session_id=session.id,
                    at=desk.clock.now(),
                    verdict=WITHDRAWN,
                )
            )
    return session


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
    await limits.check_rates(work, desk.settings, asker, number, now=desk.clock.now())
    await guard.check(work, desk, number)
    if running is None:
        method, provider = choosing.read_step(route[0])
        session = await opened(
            work,
            desk,
            asker,
            kind=Kind.VERIFICATION,
            method=method,
            provider=provider,
            deadline=desk.clock.now() + desk.settings.code_life,
            number=number,
            prefix=guard.prefix_of(number),
        )
        await _tell_each_other(work, desk, session)
    else:
        session = running
        session.take(Step.AGAIN, now=desk.clock.now())
    session.method, session.provider = choosing.read_step(route[0])
    session.route = " ".join(route[1:])
    session.own_steps = 0
    session.language = language
    await placing.order(work, desk, session, payer=asker.person_id, request=asker.request)
    session_id, number_of_order = session.id, session.orders
    work.afterwards(lambda: desk.errands.send(placing.place(desk, session_id, number_of_order)))
    return session.id


async def _tell_each_other(work: UnitOfWork, desk: Desk, session: ChatSession) -> None:
    """Tell those who verify the same number at the same time that they are not alone."""
    assert session.number is not None
    for other in await work.sessions.open_elsewhere(session.number, session.id):
        for one in (session, other):
            await news.tell(work, one, Topic.TWICE, now=desk.clock.now())


async def _ask_for_approval(
    work: UnitOfWork, desk: Desk, asker: Asker, question: Question, wish: Wish
) -> None:
    await news.tell_on_call(
        work,
        desk,
        Topic.APPROVAL,
        key=question.id,
        but=asker.person_id,
        question=question.id,
        name=asker.name,
        number=wish.number.masked,
        country=limits.country_of(wish.number),
    )


async def _close(desk: Desk, question: Question, by: Asker) -> None:
    """Take a no: nobody can say yes any more. Raises RefusedRequest where somebody has."""
    async with desk.storage.begin() as work:
        await questions.close(work, desk, question.id)
        if question.topic != APPROVAL:
            return
        await news.tell_privately(
            work,
            question.person_id,
            Topic.NOT_APPROVED,
            now=desk.clock.now(),
            key=f"not approved:{question.id}",
            name=by.name,
            number=Wish.read(question.body).number.masked,
        )
