"""Go on without a topic that somebody deleted: its numbers are the group's from then on."""

from datetime import datetime

import structlog

from bot.flows.numbers import pool_news
from bot.flows.oncall import handing_over
from storage.outbox import Notice
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()


async def leave(work: UnitOfWork, notice: Notice, *, now: datetime) -> None:
    """Leave the topic a notice could not be delivered to; its rota and what it heard end."""
    if notice.topic_id is None:
        return
    chat_id, topic_id = notice.chat_id, notice.topic_id
    rota = await work.rotas.of(chat_id, topic_id)
    if rota is not None:
        await handing_over.tag(work, rota, on=None, off=rota.told_id, now=now)
        await work.rotas.drop(rota)
    await work.lost_topics.leave(chat_id, topic_id)
    await pool_news.refresh_pool(work, chat_id, None, now=now)
    log.warning("topic is gone; its group goes on", chat=chat_id, topic=topic_id)
