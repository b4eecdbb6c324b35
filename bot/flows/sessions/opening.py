"""Open a session: a row with a short id that nobody else has."""

from datetime import datetime

from bot.desk import Desk
from bot.flows.asking.asking import Asker
from bot.ids import LENGTH
from providers.contract.phone import PhoneNumber
from storage.sessions import ChatSession, Kind
from storage.unit_of_work import UnitOfWork

DRAWS = 8


async def opened(
    work: UnitOfWork,
    desk: Desk,
    asker: Asker,
    *,
    kind: Kind,
    method: str,
    provider: str,
    deadline: datetime,
    number: PhoneNumber | None = None,
    prefix: str | None = None,
    country: str | None = None,
    wish: str | None = None,
) -> ChatSession:
    """Open one for whoever asks, in the caller's transaction."""
    now = desk.clock.now()
    for length in range(LENGTH, LENGTH + DRAWS):  # longer where short ids are taken
        session = ChatSession(
            id=desk.ids.session(length),
            kind=kind,
            chat_id=asker.chat_id,
            topic_id=asker.topic_id,
            person_id=asker.person_id,
            person_name=asker.name,
            request=asker.request,
            request_message_id=asker.message_id,
            method=method,
            provider=provider,
            created_at=now,
            ordered_at=now,
            deadline=deadline,
            number=number,
            prefix=prefix,
            country=country,
            wish=wish,
        )
        if await work.sessions.open(session):
            return session
    raise RuntimeError("no id is free")  # beyond anything chance does
