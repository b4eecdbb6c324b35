"""Bring codes to the one person they are for.

otp_received, inbound SMS ──▶ whose number? ──▶ a row, and in the same transaction its notice:
    private chat        the code itself, to be copied with one tap
    group               that a code came, masked; the holder alone may have it shown
    nobody's number     whoever asked for one in vain, else on-call
"""

from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.codes.extractor import find_codes
from bot.desk import Desk
from bot.flows import news
from bot.flows.asking import Asker, RefusedRequest, Why
from bot.flows.news import Topic
from providers.contract.events import OtpReceived, SmsReceived
from providers.contract.phone import ImpossibleNumberError, NotANumberError, PhoneNumber
from storage.ledger import ChargeState
from storage.lifecycle import SessionState, Step
from storage.numbers import Lease, ReceivedCode
from storage.sessions import ChatSession, Kind
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

REMIND_AFTER = timedelta(seconds=90)  # a code somebody holds and has not taken
ON_CALL_AFTER = timedelta(seconds=30)  # a code nobody holds; then every so often
MOST_STEPS = 3
SHORTEST_TAIL = 6  # digits of a national form that tell numbers apart
LATE = timedelta(minutes=10)  # a code for a number that was let go a moment ago is still told


@dataclass(frozen=True, slots=True)
class Revealed:
    """A code, for the eyes of one person."""

    code: str | None
    candidates: tuple[str, ...]
    text: str
    sender: str


async def take_message(
    work: UnitOfWork, desk: Desk, provider: str, event: OtpReceived | SmsReceived
) -> bool:
    """Write down a message and whom it is for; False where the number is nobody's."""
    lease = await _lease_of(work, provider, event.number)
    if lease is None:
        return False
    now = desk.clock.now()
    if lease.ended_at is not None and now - lease.ended_at > LATE:
        return False
    found = find_codes(event.text)
    said = event.code if isinstance(event, OtpReceived) else None
    code = said if said is not None and _agrees(said, event.text) else found.code
    if code is None and not found.candidates:
        code = said
    assert lease.id is not None
    row = ReceivedCode(
        lease_id=lease.id,
        code=code,
        candidates=" ".join(found.candidates) if code is None else None,
        text=event.text,
        sender=event.sender,
        received_at=now,
        taker_id=lease.holder_id,
        next_step_at=now + (REMIND_AFTER if lease.holder_id else ON_CALL_AFTER),
    )
    work.numbers.put(row)
    await work.numbers.flush()
    session = await work.sessions.get(lease.session_id or "")
    if session is not None:
        session.take(Step.PROVEN, now=now)
        await news.refresh_card(work, session, now=now)
    await _tell(work, lease, row, desk)
    return True


async def reveal(desk: Desk, asker: Asker, code_id: int) -> Revealed:
    """Show a code to the one it is for. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        row, lease = await _code(work, code_id)
        if row.taker_id is None:
            raise RefusedRequest(Why.NOT_TAKEN)
        if row.taker_id != asker.person_id:
            raise RefusedRequest(Why.TAKEN, detail=lease.holder_name or "somebody else")
        if row.text is None:
            raise RefusedRequest(Why.FORGOTTEN)
        log.info("code shown", code=row.id, to=asker.person_id, way="alert")
        return _revealed(row)


async def take(desk: Desk, asker: Asker, code_id: int) -> Revealed:
    """Take a code that nobody holds; the first tap wins. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        row, lease = await _code(work, code_id)
        if row.taker_id not in {None, asker.person_id}:
            raise RefusedRequest(Why.TAKEN, detail=lease.holder_name or "somebody else")
        row.taker_id, lease.holder_name = asker.person_id, asker.name
        if row.text is None:
            raise RefusedRequest(Why.FORGOTTEN)
        log.info("code taken", code=row.id, by=asker.person_id)
        return _revealed(row)


async def got_it(desk: Desk, asker: Asker, code_id: int) -> None:
    """End the delivery of a code: somebody has it. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        row, lease = await _code(work, code_id)
        if row.taker_id not in {None, asker.person_id}:
            raise RefusedRequest(Why.TAKEN, detail=lease.holder_name or "somebody else")
        row.taker_id = asker.person_id
        row.taken_at, row.next_step_at = row.taken_at or desk.clock.now(), None
        session = await work.sessions.get(lease.session_id or "")
        if session is not None:
            await news.refresh_card(work, session, now=desk.clock.now())


async def escalate(desk: Desk) -> int:
    """Remind whoever has not taken a code, and call on-call where nobody holds it."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        waiting = await work.numbers.untaken(now=now, limit=100)
        for row in waiting:
            lease = await work.numbers.lease(row.lease_id)
            assert lease is not None
            row.steps += 1
            is_last = row.steps >= MOST_STEPS or row.taker_id is not None
            row.next_step_at = None if is_last else now + ON_CALL_AFTER
            if row.taker_id is not None:
                await news.tell_privately(
                    work,
                    row.taker_id,
                    Topic.CODE_WAITS,
                    now=now,
                    key=f"code waits:{row.id}",
                    number=lease.number.masked,
                )
            else:
                await news.tell_on_call(
                    work,
                    desk,
                    Topic.CODE_UNTAKEN,
                    key=f"code:{row.id}:{row.steps}",
                    code_id=row.id,
                    number=lease.number.masked,
                )
    return len(waiting)


async def _tell(work: UnitOfWork, lease: Lease, row: ReceivedCode, desk: Desk) -> None:
    is_private = lease.chat_id > 0
    await news.tell_of_code(
        work,
        lease,
        row,
        Topic.CODE if is_private else Topic.CODE_IN_GROUP,
        now=desk.clock.now(),
    )


async def _lease_of(work: UnitOfWork, provider: str, written: str) -> Lease | None:
    """Find the lease of a number as the provider writes it: with or without plus, or national."""
    digits = "".join(sign for sign in written if sign.isdigit())
    try:
        found = await work.numbers.held(PhoneNumber.parse(f"+{digits}"))
    except (NotANumberError, ImpossibleNumberError):
        found = None
    if found is not None:
        return found
    tail = digits.lstrip("0")
    if len(tail) < SHORTEST_TAIL:
        return None
    running = await work.numbers.running(provider=provider)
    fitting = [one for one in running if one.number.digits.endswith(tail)]
    return fitting[0] if len(fitting) == 1 else None


async def _code(work: UnitOfWork, code_id: int) -> tuple[ReceivedCode, Lease]:
    row = await work.numbers.code(code_id)
    if row is None:
        raise RefusedRequest(Why.FORGOTTEN)
    lease = await work.numbers.lease(row.lease_id)
    assert lease is not None
    return row, lease


def _agrees(code: str, text: str) -> bool:
    """Whether a code stands in the text, however it is spaced there."""
    bare = "".join(sign for sign in text if sign.isalnum())
    return "".join(sign for sign in code if sign.isalnum()).casefold() in bare.casefold()


def _revealed(row: ReceivedCode) -> Revealed:
    return Revealed(
        row.code, tuple((row.candidates or "").split()), row.text or "", row.sender or ""
    )


async def orphaned(
    work: UnitOfWork, desk: Desk, provider: str, event: OtpReceived | SmsReceived
) -> None:
    """Bring a message for a number we cannot place to whoever's lost order fits, or to on-call."""
    now = desk.clock.now()
    lost = await work.sessions.lost(provider, Kind.NUMBER, since=now - LATE)
    whose: ChatSession | None = lost[0] if len(lost) == 1 else None
    try:
        digits = "".join(sign for sign in event.number if sign.isdigit())
        number = PhoneNumber.parse(f"+{digits}")
    except (NotANumberError, ImpossibleNumberError):
        return
    lease = Lease(
        session_id=whose.id if whose else None,
        provider=provider,
        number=number,
        country=(whose.country or "") if whose else "",
        chat_id=whose.chat_id if whose else min(desk.settings.owner_ids),
        holder_id=whose.person_id if whose else None,
        holder_name=whose.person_name if whose else None,
        leased_at=now,
        expires_at=now + LATE,
    )
    work.numbers.put(lease)
    await work.numbers.flush()
    if whose is not None and whose.state is SessionState.UNKNOWN:
        whose.number = number
        await work.ledger.settle(whose.id, whose.orders, ChargeState.COMMITTED)  # it was taken
    await take_message(work, desk, provider, event)
