"""What the courier has in hand: a notice, and what it tells about, as it is when it leaves."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.flows.telling.news import code_of
from storage.codes import ReceivedCode
from storage.numbers import Lease
from storage.outbox import Notice
from storage.sessions import ChatSession
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Parcel:
    """One notice on its way."""

    notice: Notice
    session: ChatSession | None = None
    code: tuple[ReceivedCode, Lease] | None = None  # and the number it came to


async def packed(work: UnitOfWork, notices: Sequence[Notice]) -> list[Parcel]:
    """Put notices and what they tell about together, in as few questions as there are tables."""
    session_ids = {notice.session_id for notice in notices if notice.session_id is not None}
    code_ids = {code_id for notice in notices if (code_id := code_of(notice)) is not None}
    sessions = await work.sessions.many(session_ids) if session_ids else {}
    codes = await work.codes.with_leases(code_ids) if code_ids else {}
    return [
        Parcel(notice, sessions.get(notice.session_id or ""), codes.get(code_of(notice)))
        for notice in notices
    ]
