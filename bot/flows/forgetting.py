"""Forget what has served its time."""

from datetime import timedelta

from bot.desk import Desk

TRAFFIC_KEPT = timedelta(days=2)
SIGHTINGS_KEPT = timedelta(days=2)  # Telegram repeats an update for a day at most


async def forget(desk: Desk) -> None:
    """Erase codes, raw replies, finished updates, buried notices and dead questions."""
    now = desk.clock.now()
    before = now - desk.settings.code_retention
    async with desk.storage.begin() as work:
        await work.sessions.forget(before=before)
        await work.history.forget(before=before)
        await work.numbers.forget(before=before)
        await work.lookups.forget(before=now - desk.settings.batch_retention)
        await work.batches.forget(before=now - desk.settings.batch_retention)
        await work.outbox.forget(before=before)
        await work.inbox.forget(before=now - SIGHTINGS_KEPT)
        await work.questions.forget(before=now)
        await work.lists.forget(before=now)
        await work.health.forget(before=now - TRAFFIC_KEPT)
