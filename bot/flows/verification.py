"""Verify that a person holds a phone: what people do to it.

    start, again ──tx 1──▶ REQUESTED, cost reserved ─ ─ ▶ `placing.place`
    submit       ──tx────▶ the digits are right: SUCCEEDED; five times wrong: FAILED
    cancel       ──tx────▶ CANCELLED

What becomes known by itself, from the provider or the clock, is in `placing` and `watching`.
"""

import hmac
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from bot.desk import Desk
from bot.flows import limits, news, placing
from bot.flows.asking import Asker, RefusedRequest, Why
from bot.flows.whose import meant, mine
from bot.ids import LENGTH
from providers.contract.capabilities import FlashCaller
from providers.contract.phone import PhoneNumber
from storage.lifecycle import SessionState, Step
from storage.sessions import ChatSession, CodeAttempt, Kind, Reason
from storage.unit_of_work import UnitOfWork

FLASH = "flash"
SEPARATORS = frozenset("-\u2013\u2014.\u00b7_,()#+")  # dashes and what else people put between
WHOLE_NUMBER = 7  # digits from which on somebody has typed the caller's whole number


class Verdict(StrEnum):
    """What the desk answers to digits."""

    RIGHT = "right"  # verified
    WRONG = "wrong"  # not these; tries are left
    SPENT = "spent"  # not these, and it was the last try
    TOO_LATE = "too_late"  # the code's life is over


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict, and what its sentence needs."""

    verdict: Verdict
    session: ChatSession
    tries_left: int | None = None  # None: as many as you like


async def start(desk: Desk, asker: Asker, number: PhoneNumber, method: str = FLASH) -> str:
    """Order a call and give the session's id; its card follows through the outbox.

    A number this person is already verifying in this chat gets another call in the same session.
    Raises RefusedRequest.
    """
    limits.check_number(desk.settings, number)
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        known = await work.sessions.of_request(asker.request)
        if known is not None:
            return known.id
        callers = [one.name for one in desk.catalog if isinstance(one, FlashCaller)]
        if not callers:
            raise RefusedRequest(Why.NO_PROVIDER)
        running = await work.sessions.open_for(asker.chat_id, number)
        if running is not None and running.state is SessionState.REQUESTED:
            raise RefusedRequest(Why.BEING_CALLED, session_id=running.id)
        await limits.check_rates(work, desk.settings, asker, number, running, now=now)
        if running is not None and running.person_id == asker.person_id:
            session = running
            session.take(Step.AGAIN, now=now)
        else:
            session = await _opened(work, desk, asker, number, method, callers[0])
        await placing.order(work, desk, session, asker)
    desk.errands.send(placing.place(desk, session.id, session.orders))
    return session.id


async def again(desk: Desk, asker: Asker, session_id: str) -> str:
    """Call the same number once more: in the same session while it runs, else in a new one."""
    async with desk.storage.begin() as work:
        known = await work.sessions.of_request(asker.request)
        session = known or await mine(work, asker, session_id)
        if known is None and session.state is SessionState.SUCCEEDED:
            raise RefusedRequest(Why.ALREADY_ENDED, session_id=session.id, detail="verified")
    return await start(desk, asker, session.number, session.method)


async def submit(desk: Desk, asker: Asker, session_id: str | None, text: str) -> Answer:
    """Hold the digits a person typed against the code. Raises RefusedRequest.

    The same message a second time is answered as it was the first time, and counts once.
    """
    digits = as_digits(text)
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        before = await work.sessions.attempt(asker.request)
        if before is not None:
            session = await mine(work, asker, before.session_id)
            return _answer(desk, session, Verdict(before.verdict))
        session = await meant(work, asker, session_id)
        verdict = _verdict(desk, session, digits)
        if verdict is Verdict.WRONG:
            session.wrong_tries += 1
            limit = desk.settings.limit_code_tries
            if limit and session.wrong_tries >= limit:
                verdict = Verdict.SPENT
        if verdict is Verdict.RIGHT:
            await placing.move(work, session, Step.PROVEN, now=now)
        elif verdict is Verdict.SPENT:
            await placing.move(work, session, Step.TRIES_SPENT, now=now, reason=Reason.TRIES)
        elif verdict is Verdict.TOO_LATE:
            await placing.move(work, session, Step.TIME_OVER, now=now)
        else:
            await news.refresh_card(work, session, now=now)
        work.sessions.put_attempt(
            CodeAttempt(request=asker.request, session_id=session.id, at=now, verdict=verdict)
        )
    return _answer(desk, session, verdict)


async def cancel(desk: Desk, asker: Asker, session_id: str | None) -> ChatSession:
    """Withdraw a session; a call that is under way cannot be called back. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        session = await meant(work, asker, session_id)
        moved = await placing.move(work, session, Step.WITHDRAWN, now=desk.clock.now())
        if not moved and session.state is not SessionState.CANCELLED:
            raise RefusedRequest(Why.ALREADY_ENDED, session_id=session.id, detail=session.state)
    return session


def as_digits(text: str) -> str:
    """Read digits as people type them, in any script and with whatever stands between them."""
    plain = [sign for sign in text if not sign.isspace() and sign not in SEPARATORS]
    if not plain or not all(sign.isdecimal() for sign in plain):
        raise RefusedRequest(Why.NOT_DIGITS)
    return "".join(str(unicodedata.decimal(sign)) for sign in plain)


def _verdict(desk: Desk, session: ChatSession, digits: str) -> Verdict:
    if session.state is SessionState.REQUESTED:
        raise RefusedRequest(Why.STILL_CALLING, session_id=session.id)
    if session.state is SessionState.EXPIRED or desk.clock.now() >= session.deadline:
        return Verdict.TOO_LATE
    if session.state.is_final:
        raise RefusedRequest(Why.ALREADY_ENDED, session_id=session.id, detail=session.state)
    expected = session.expected_code
    if expected is None:
        raise RefusedRequest(Why.NO_CODE, session_id=session.id)
    given = digits[-len(expected) :] if len(digits) >= WHOLE_NUMBER else digits
    if len(given) != len(expected):
        raise RefusedRequest(Why.CODE_LENGTH, session_id=session.id, detail=str(len(expected)))
    return Verdict.RIGHT if hmac.compare_digest(given, expected) else Verdict.WRONG


def _answer(desk: Desk, session: ChatSession, verdict: Verdict) -> Answer:
    limit = desk.settings.limit_code_tries
    return Answer(verdict, session, max(limit - session.wrong_tries, 0) if limit else None)


async def _opened(
    work: UnitOfWork, desk: Desk, asker: Asker, number: PhoneNumber, method: str, provider: str
) -> ChatSession:
    now = desk.clock.now()
    length = LENGTH
    while True:
        session = ChatSession(
            id=desk.ids.session(length),
            kind=Kind.VERIFICATION,
            chat_id=asker.chat_id,
            topic_id=asker.topic_id,
            person_id=asker.person_id,
            person_name=asker.name,
            request=asker.request,
            request_message_id=asker.message_id,
            number=number,
            method=method,
            provider=provider,
            created_at=now,
            ordered_at=now,
            deadline=now + desk.settings.code_life,
        )
        if await work.sessions.open(session):
            return session
        length += 1  # that id is taken; longer ones are free
