"""/watch: what a chat, or a topic of it, hears about; and the digest it gets once a day."""

from dataclasses import asdict
from datetime import timedelta

from bot.desk import Desk
from bot.flows.asking import permission
from bot.flows.asking.asking import Asker
from bot.flows.asking.rights import Right
from bot.flows.running import health
from bot.flows.telling.listeners import may_listen
from bot.flows.telling.notices import heard
from bot.flows.telling.topics import Topic
from bot.rota.turns import next_time
from storage.audiences import Audience, Heard
from storage.rotas import WHOLE_CHAT

AT_ONCE = 50
DAY = timedelta(days=1)


async def heard_here(desk: Desk, asker: Asker) -> frozenset[Heard]:
    """Tell what the chat of somebody listens to."""
    async with desk.storage.reading() as work:
        audience = await work.audiences.get(asker.chat_id, asker.topic_id or WHOLE_CHAT)
    return audience.heard if audience is not None else frozenset()


async def listen(desk: Desk, asker: Asker, what: Heard, *, on: bool) -> frozenset[Heard]:
    """Let the chat listen to something, or no more. Raises RefusedRequest."""
    now = desk.clock.now()
    place = (asker.chat_id, asker.topic_id or WHOLE_CHAT)
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker, Right.MANAGE)
        await work.alone(f"audience:{place}")
        audience = await work.audiences.get(*place)
        if audience is None:
            audience = Audience(
                chat_id=place[0], topic_id=place[1], set_by=asker.person_id, set_at=now
            )
            work.audiences.put(audience)
        match what:
            case Heard.CODES:
                audience.hears_codes = on
            case Heard.RESULTS:
                audience.hears_results = on
            case Heard.INCIDENTS:
                audience.hears_incidents = on
            case Heard.DIGEST if on != (audience.digest_at is not None):
                settings = desk.settings
                at = next_time(now, settings.digest_time, settings.zone)
                audience.digest_at = at if on else None
        audience.set_by, audience.set_at = asker.person_id, now
    return audience.heard


async def send_digests(desk: Desk) -> int:
    """Send the digests that are due; gives how many. What was missed is not made up for."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        due = await work.audiences.due(now=now, limit=AT_ONCE)
        if not due:
            return 0
        day = await work.days.count(since=now - DAY, until=now)
        facts = asdict(day) | {
            "worst": health.title_of(desk, day.worst) if day.worst is not None else None
        }
        for audience in due:
            audience.digest_at = next_time(now, desk.settings.digest_time, desk.settings.zone)
            if may_listen(desk, audience.chat_id):
                await work.outbox.put(
                    heard(
                        audience.chat_id,
                        audience.topic_id,
                        Topic.DIGEST,
                        key=f"{now:%Y-%m-%d}",
                        now=now,
                        facts=facts,
                    )
                )
    return len(due)
