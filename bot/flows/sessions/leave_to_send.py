"""Leave to send: an order may wait for its turn for a while, and only as long as it is wanted.

What its chat has been told is over, or that nobody knows, is not bought after all.
"""

from contextlib import AbstractContextManager
from datetime import timedelta

from bot.desk import Desk
from providers.contract.leave import leave
from storage.lifecycle import SessionState
from storage.sessions import ChatSession

TURN_WITHIN = timedelta(seconds=5)  # of the order of a call or a message; answers take two more


def leave_for(
    desk: Desk,
    session: ChatSession,
    number_of_order: int,
    *,
    within: timedelta = TURN_WITHIN,
) -> AbstractContextManager[None]:
    """Give leave for one order of a session; the time counts from when it was written."""

    async def is_wanted() -> bool:
        async with desk.storage.reading() as work:
            found = (await work.sessions.many([session.id])).get(session.id)
        return found is not None and (found.orders, found.state) == (
            number_of_order,
            SessionState.REQUESTED,
        )

    return leave(session.ordered_at + within, is_wanted)
