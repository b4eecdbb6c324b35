"""Tell a provider that likes to hear it that a verification went well, also after a restart.

    proven ──the same tx──▶ a row of the inbox ─ ─ tell ─ ─▶ provider ──▶ done
                                  │ dead, or not reached
                                  └──▶ taken up by the timetable, a few times

It is free and may be repeated without effect; whatever comes of it changes nothing here.
"""

from datetime import timedelta

import structlog

from bot.desk import Desk
from providers.contract.capabilities import SuccessListener
from providers.contract.errors import (
    BusyError,
    OutcomeUnknownError,
    ProviderError,
    UnreachableError,
)
from storage.inbox import Sighting
from storage.sessions import ChatSession
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

SOURCE = "success"  # in the inbox: what is to be told to providers
LEASE = timedelta(seconds=30)  # longer than telling takes; then it is tried again
MOST_TRIES = 5
AT_ONCE = 50
AGAIN = (BusyError, OutcomeUnknownError, UnreachableError)


async def remember(work: UnitOfWork, desk: Desk, session: ChatSession) -> None:
    """Have the provider told; in the transaction of the proof."""
    provider: object = desk.catalog.get(session.provider)
    if session.reference is None or not isinstance(provider, SuccessListener):
        return
    now = desk.clock.now()
    row = Sighting(
        source=SOURCE,
        key=f"{session.provider}:{session.reference}",
        seen_at=now,
        due_at=now + LEASE,
        tries=1,
    )
    if await work.inbox.put(row):
        work.afterwards(lambda: desk.errands.send(_tell(desk, row)))


async def tell_due(desk: Desk) -> int:
    """Take up what a dead process or an outage left untold; gives how many."""
    async with desk.storage.begin() as work:
        due = await work.inbox.claim_due(
            source=SOURCE, now=desk.clock.now(), lease=LEASE, limit=AT_ONCE
        )
    for row in due:
        desk.errands.send(_tell(desk, row))
    return len(due)


async def _tell(desk: Desk, row: Sighting) -> None:
    name, _, reference = row.key.partition(":")
    provider: object = desk.catalog.get(name)
    if isinstance(provider, SuccessListener):
        try:
            await provider.report_success(reference)
        except AGAIN as error:
            log.warning("success not reported", provider=name, error=str(error))
            if row.tries < MOST_TRIES:
                return  # its time comes again
        except ProviderError as error:
            log.warning("success not reported", provider=name, error=str(error))
    assert row.id is not None
    async with desk.storage.begin() as work:
        await work.inbox.done(row.id)
