"""What was written long ago orders nothing now: whoever wrote it has long done something else.

Telegram keeps what people write while nobody fetches it, for a day. Calls of hours ago would ring
phones at night, and be paid for. A message that has ordered something before may come once more:
its answer is the same as then.
"""

from datetime import datetime, timedelta

from bot.desk import Desk
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from storage.unit_of_work import UnitOfWork

LATE = timedelta(minutes=15)  # a restart, or an update of the desk, takes less


async def check(desk: Desk, asker: Asker, written_at: datetime) -> None:
    """Refuse an order that is too old, unless it was taken in its time. Raises RefusedRequest."""
    age = desk.clock.now() - written_at
    if age <= LATE:
        return
    async with desk.storage.reading() as work:
        was_taken = await _was_taken(work, asker.request)
    if not was_taken:
        raise RefusedRequest(Why.TOO_LATE, wait=age)


async def _was_taken(work: UnitOfWork, request: str) -> bool:
    """Whether a message has led to anything before."""
    return (
        await work.sessions.of_request(request) is not None
        or await work.ledger.of_request(request) is not None
        or await work.approvals.of_request(request) is not None
        or await work.history.attempt(request) is not None
    )
