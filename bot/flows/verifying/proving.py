"""Hold the digits a person typed against the code."""

import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.desk import Desk
from bot.flows.asking import permission
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.sessions import moving
from bot.flows.sessions.ways import WAYS
from bot.flows.sessions.whose import meant, mine, over
from bot.flows.telling import news
from bot.flows.verifying import success
from bot.ids import CODE_LENGTH
from storage.custody import Act
from storage.history import CodeAttempt
from storage.ledger import ChargeState
from storage.lifecycle import SessionState, Step
from storage.sessions import ChatSession, Kind, Reason
from storage.unit_of_work import UnitOfWork

SEPARATORS = frozenset("!?:;-\u2013\u2014.\u00b7_,()#+")  # dashes and what else people put between
RUN = re.compile(r"(?<!\w)\d(?:[ .\u00b7_-]{0,2}\d)*(?!\w)")  # digits in a sentence
WHOLE_NUMBER = 7  # digits from which on somebody has typed the caller's whole number
OVER = frozenset({SessionState.SUCCEEDED, SessionState.FAILED, SessionState.CANCELLED})
MISSED = frozenset({SessionState.EXPIRED, SessionState.UNKNOWN})  # somebody may still have a code
LATEST, LATELY = 20, timedelta(minutes=30)  # sessions looked at, and how long a code may be missed
ORDERING = timedelta(seconds=10)  # an order's answer, and with it the code, is here by then


class CodeVerdict(StrEnum):
    """What the desk answers to digits."""

    RIGHT = "right"  # verified
    WRONG = "wrong"  # not these; tries are left
    SPENT = "spent"  # not these, and it was the last try
    TOO_LATE = "too_late"  # the code's life is over


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict, and what its sentence needs."""

    verdict: CodeVerdict
    session: ChatSession
    tries_left: int | None = None  # None: as many as you like


async def submit(desk: Desk, asker: Asker, session_id: str | None, text: str) -> Answer:
    """Hold the digits a person typed against the code. Raises RefusedRequest.

    The same message a second time is answered as it was the first time, and counts once.
    """
    digits = as_digits(text)
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker)
        before = await work.history.attempt(asker.request)
        if before is not None:
            session = await mine(work, asker, before.session_id)
            return _answer(desk, session, CodeVerdict(before.verdict))
        if session_id is None:
            session_id = await _which(work, asker, now)
        session = await meant(work, asker, session_id, kind=Kind.VERIFICATION)
        verdict = _verdict(desk, session, digits)
        if verdict is CodeVerdict.WRONG:
            session.wrong_tries += 1
            limit = desk.settings.limit_code_tries
            if limit and session.wrong_tries >= limit:
                verdict = CodeVerdict.SPENT
        if verdict is CodeVerdict.RIGHT:
            await moving.move(work, desk, session, Step.PROVEN)
            await _was_made(work, session)
            await success.remember(work, desk, session)
        elif verdict is CodeVerdict.SPENT:
            await moving.move(work, desk, session, Step.TRIES_SPENT, reason=Reason.TRIES)
        elif verdict is CodeVerdict.TOO_LATE:
            await moving.move(work, desk, session, Step.TIME_OVER)
        else:
            await news.refresh_card(work, session, now=now)
        said = f"digits typed: {verdict}"
        work.custody.note_of(session, Act.MOVED, said, at=now, who=asker.person_id)
        work.history.put_attempt(
            CodeAttempt(request=asker.request, session_id=session.id, at=now, verdict=verdict)
        )
    return _answer(desk, session, verdict)


def as_digits(text: str) -> str:
    """Read digits as people type them, in any script and with whatever stands between them."""
    plain = [sign for sign in text if not sign.isspace() and sign not in SEPARATORS]
    if not all(sign.isdecimal() for sign in plain) and has_code(text):
        plain = [sign for sign in RUN.findall(text)[0] if sign.isdecimal()]
    if not plain or not all(sign.isdecimal() for sign in plain):
        raise RefusedRequest(Why.NOT_DIGITS)
    return "".join(str(unicodedata.decimal(sign)) for sign in plain)


def has_code(text: str) -> bool:
    """Whether a sentence has one run of digits, and it is as long as a code: `it is 49 53`."""
    runs = RUN.findall(text)
    return len(runs) == 1 and sum(sign.isdecimal() for sign in runs[0]) == CODE_LENGTH


async def awaits(desk: Desk, asker: Asker) -> bool:
    """Whether exactly one session of this person here awaits a code."""
    async with desk.storage.reading() as work:
        return len(await work.sessions.awaiting(asker.chat_id, asker.person_id)) == 1


async def _which(work: UnitOfWork, asker: Asker, now: datetime) -> str | None:
    """Tell which session digits without a name are for: the one that awaits them, or just did."""
    awaiting = await work.sessions.awaiting(asker.chat_id, asker.person_id)
    if len(awaiting) == 1:
        return awaiting[0].id
    open_ones = await work.sessions.open_of(asker.chat_id, asker.person_id)
    latest = await work.sessions.recent(asker.chat_id, limit=LATEST)
    mine_here = [one for one in (*open_ones, *latest) if one.person_id == asker.person_id]
    last = next((one for one in mine_here if one.kind is Kind.VERIFICATION), None)
    if last is None or last.state not in MISSED or last.ended_at is None:
        return None
    return last.id if now - last.ended_at < LATELY else None


def _verdict(desk: Desk, session: ChatSession, digits: str) -> CodeVerdict:
    if session.kind is not Kind.VERIFICATION:
        raise RefusedRequest(Why.NOT_A_VERIFICATION, session_id=session.id)
    if session.state in OVER:
        raise over(session)
    way = WAYS[session.method]
    now = desk.clock.now()
    if not way.has_code:
        raise RefusedRequest(Why.CALL_INSTEAD, session_id=session.id)
    if session.state is SessionState.REQUESTED:
        raise RefusedRequest(Why.STILL_CALLING, session_id=session.id)
    if session.state is SessionState.EXPIRED or now >= session.deadline:
        return CodeVerdict.TOO_LATE
    # nobody but whoever heard it can know a code of ours, even if no provider answered us
    has_known_code = way.owns_code or session.coded_by is not None
    if session.state is SessionState.UNKNOWN and not has_known_code:
        raise over(session)
    expected = session.expected_code
    if expected is None:
        is_young = session.reference is None and now - session.ordered_at < ORDERING
        raise RefusedRequest(Why.STILL_CALLING if is_young else Why.NO_CODE, session_id=session.id)
    given = digits[-len(expected) :] if len(digits) >= WHOLE_NUMBER else digits
    if len(given) != len(expected):
        raise RefusedRequest(Why.CODE_LENGTH, session_id=session.id, detail=str(len(expected)))
    return CodeVerdict.RIGHT if hmac.compare_digest(given, expected) else CodeVerdict.WRONG


async def _was_made(work: UnitOfWork, session: ChatSession) -> None:
    """Count an order whose answer was lost: who knows the code was reached by it."""
    order = session.coded_by or session.orders
    charge = await work.ledger.of_order(session.id, order)
    if charge is not None and charge.state is ChargeState.UNKNOWN:
        await work.ledger.settle(session.id, order, ChargeState.COMMITTED)


def _answer(desk: Desk, session: ChatSession, verdict: CodeVerdict) -> Answer:
    limit = desk.settings.limit_code_tries
    return Answer(verdict, session, max(limit - session.wrong_tries, 0) if limit else None)
