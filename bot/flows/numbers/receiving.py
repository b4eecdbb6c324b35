"""Bring codes to the one person they are for.

otp_received, inbound SMS ──▶ whose number? ──▶ a row, and in the same transaction its notice:
    private chat        the code itself, to be copied with one tap
    group               that a code came, masked; the holder alone may have it shown
    nobody's number     whoever asked for one in vain, else on-call
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.codes.extractor import Found, find_codes
from bot.codes.standing import stands_in
from bot.desk import Desk
from bot.flows.asking import permission
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.asking.rights import Right, may
from bot.flows.numbers import passing, pool_news
from bot.flows.oncall import escalation
from bot.flows.telling import news
from bot.flows.telling.listeners import tell_listeners
from bot.flows.telling.topics import Topic
from providers.contract.events import OtpReceived, SmsReceived
from providers.contract.phone import ImpossibleNumberError, NotANumberError, PhoneNumber
from storage.audiences import Heard
from storage.codes import Addressee, ReceivedCode
from storage.custody import Act
from storage.lifecycle import Step
from storage.numbers import Lease
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

SAME_WITHIN = timedelta(minutes=1)  # two inlets may bring one message
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
    now = desk.clock.now()
    to = await _addressee(work, provider, event.number, now)
    if to is None or not _is_heard(desk, to, now):
        return False
    lease = to.lease
    assert lease.id is not None
    if event.text and to.heard_elsewhere:
        others = await work.codes.from_others(lease.id, provider, since=now - SAME_WITHIN)
        if event.text in others:
            log.info("message came by another inlet before", provider=provider)
            return True
    found = _found(event)
    row = ReceivedCode(
        lease_id=lease.id,
        code=found.code,
        candidates=" ".join(found.candidates) if found.code is None else None,
        text=event.text,
        sender=event.sender,
        received_at=now,
        inlet=provider,
        taker_id=lease.holder_id,
        next_step_at=escalation.first_step(desk, lease, now),
        taker_name=lease.holder_name,
    )
    await work.codes.receive(row, lease)
    session = await work.sessions.get(lease.session_id) if lease.session_id else None
    if session is not None:
        session.take(Step.PROVEN, now=now)
        await news.refresh_card(work, session, now=now)
    if lease.is_permanent and (held := await work.numbers.lease(lease.id)) is not None:
        passing.touch(desk, held)
    if lease.chat_id < 0 or lease.is_permanent:
        await pool_news.refresh_pool(work, lease.chat_id, lease.topic_id, now=now)
    await _tell(work, lease, row, desk)
    _note(work, desk, lease, Act.ARRIVED, f"message {row.id} through {provider}")
    await tell_listeners(
        work,
        desk,
        Heard.CODES,
        Topic.CODE_HEARD,
        key=str(row.id),
        but=[(lease.chat_id, lease.topic_id)],
        number=lease.number.masked,
        holder=lease.holder_name if lease.holder_id is not None else None,
    )
    return True


async def reveal(desk: Desk, asker: Asker, code_id: int) -> Revealed:
    """Show a code to the one it is for. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker)
        row, lease = await _code(work, code_id)
        if row.taker_id is None:
            raise RefusedRequest(Why.NOT_TAKEN)
        if row.taker_id != asker.person_id:
            raise RefusedRequest(Why.TAKEN, detail=await escalation.taker_name(work, row, lease))
        if row.text is None:
            raise RefusedRequest(Why.FORGOTTEN)
        log.info("code shown", code=row.id, to=asker.person_id, way="alert")
        _note(work, desk, lease, Act.REVEALED, f"message {row.id} by alert", asker)
        return _revealed(row)


async def bring_privately(desk: Desk, asker: Asker, code_id: int) -> None:
    """Bring a code to the private chat of the one it is for. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker)
        row, lease = await _code(work, code_id)
        if row.taker_id != asker.person_id:
            raise RefusedRequest(Why.TAKEN, detail=await escalation.taker_name(work, row, lease))
        await news.tell_of_code(
            work, lease, row, Topic.CODE, now=desk.clock.now(), to=asker.person_id
        )


async def take(desk: Desk, asker: Asker, code_id: int) -> tuple[Revealed, ReceivedCode, Lease]:
    """Take a code that nobody holds; the first tap wins. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker)
        row, lease = await _code(work, code_id)
        if row.taker_id not in {None, asker.person_id}:
            raise RefusedRequest(Why.TAKEN, detail=await escalation.taker_name(work, row, lease))
        _see_that_it_is_here(row, lease, asker)
        if row.text is None:
            raise RefusedRequest(Why.FORGOTTEN)
        row.taker_id, row.taker_name = asker.person_id, asker.name
        await escalation.stop(work, row)
        log.info("code taken", code=row.id, by=asker.person_id)
        _note(work, desk, lease, Act.REVEALED, f"message {row.id} taken, by alert", asker)
        return _revealed(row), row, lease


async def got_it(desk: Desk, asker: Asker, code_id: int) -> None:
    """End the delivery of a code: somebody has it. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker)
        row, lease = await _code(work, code_id)
        if row.taker_id not in {None, asker.person_id}:
            raise RefusedRequest(Why.TAKEN, detail=await escalation.taker_name(work, row, lease))
        _see_that_it_is_here(row, lease, asker)
        row.taker_id, row.taker_name = asker.person_id, asker.name
        if row.taken_at is None:
            _note(work, desk, lease, Act.TAKEN, f"message {row.id}", asker)
        row.taken_at = row.taken_at or desk.clock.now()
        await escalation.stop(work, row)
        session = await work.sessions.get(lease.session_id or "")
        if session is not None:
            await news.refresh_card(work, session, now=desk.clock.now())
        passing.touch(desk, lease)
        await pool_news.refresh_pool(work, lease.chat_id, lease.topic_id, now=desk.clock.now())


def _note(
    work: UnitOfWork, desk: Desk, lease: Lease, act: Act, words: str, who: Asker | None = None
) -> None:
    work.custody.note(
        act,
        at=desk.clock.now(),
        who=who.person_id if who is not None else None,
        chat=lease.chat_id,
        session=lease.session_id,
        number=lease.number,
        words=words,
    )


async def _tell(work: UnitOfWork, lease: Lease, row: ReceivedCode, desk: Desk) -> None:
    is_private = lease.chat_id > 0
    await news.tell_of_code(
        work,
        lease,
        row,
        Topic.CODE if is_private else Topic.CODE_IN_GROUP,
        now=desk.clock.now(),
    )


async def _addressee(
    work: UnitOfWork, provider: str, written: str, now: datetime
) -> Addressee | None:
    """Find whose a number is, as the provider writes it: with or without plus, or national."""
    digits = "".join(sign for sign in written if sign.isdigit())
    since = now - SAME_WITHIN
    with suppress(NotANumberError, ImpossibleNumberError):
        number = PhoneNumber.parse(f"+{digits}")
        found = await work.codes.addressee(number, provider, since=since)
        if found is not None:
            return found
    fitting = await known_as(work, provider, digits, since=now - LATE)
    fitting = [one for one in fitting if one.ended_at is None] or fitting
    if len(fitting) != 1:
        return None
    return await work.codes.addressee_of(fitting[0].id, provider, since=since)


async def known_as(work: UnitOfWork, provider: str, digits: str, *, since: datetime) -> list[Lease]:
    """List the leases of a provider whose numbers end in these digits, if they ran since then."""
    tail = digits.lstrip("0")
    if len(tail) < SHORTEST_TAIL:
        return []
    lately = await work.numbers.running(provider=provider, or_since=since)
    return [one for one in lately if one.number.digits.endswith(tail)]


def _is_heard(desk: Desk, to: Addressee, now: datetime) -> bool:
    """Whether somebody may still be told what comes to a number."""
    lease = to.lease
    is_lost = lease.holder_id is None and not lease.is_permanent  # its holder's access has ended
    if lease.ended_at is not None and (is_lost or now - lease.ended_at > LATE):
        return False
    if lease.chat_id < 0 or lease.holder_id is None:  # a group's, or on-call's
        return True
    return may(permission.role_of(desk, lease.holder_id, to.holder), Right.ORDER)


async def _code(work: UnitOfWork, code_id: int) -> tuple[ReceivedCode, Lease]:
    """Find a code and hold its number first, then itself, as whoever lets the number go does."""
    lease = await work.codes.lease_of(code_id)
    row = await work.codes.get(code_id)
    if lease is None or row is None:
        raise RefusedRequest(Why.FORGOTTEN)
    return row, lease


def _see_that_it_is_here(row: ReceivedCode, lease: Lease, asker: Asker) -> None:
    """Refuse to give a code that nobody has to somebody outside its group.

    No button of ours asks for that; programs that look like Telegram can press any.
    """
    if row.taker_id is None and asker.chat_id != lease.chat_id:
        raise RefusedRequest(Why.NOT_YOURS)


async def may_read(work: UnitOfWork, desk: Desk, person_id: int, chat_id: int) -> bool:
    """Whether somebody may still be brought a code."""
    return may(await permission.role_in(work, desk, person_id, chat_id), Right.ORDER)


def _found(event: OtpReceived | SmsReceived) -> Found:
    """Take the code from the provider's field; where it is not in the text, from the text."""
    said = event.code if isinstance(event, OtpReceived) else None
    if said is not None and stands_in(said, event.text):
        return Found(said)
    found = find_codes(event.text)
    is_likely = not event.text or any(sign.isdigit() for sign in said or "")  # not "n/a"
    return Found(said) if is_likely and found == Found() else found


def _revealed(row: ReceivedCode) -> Revealed:
    return Revealed(
        row.code, tuple((row.candidates or "").split()), row.text or "", row.sender or ""
    )
