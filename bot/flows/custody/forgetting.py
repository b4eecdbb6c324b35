"""Forget what has served its time."""

from datetime import timedelta

from bot.desk import Desk
from storage.custody import Act

HITS_KEPT = timedelta(days=30)  # what rules in shadow would have blocked
TRAFFIC_KEPT = timedelta(days=2)
SIGHTINGS_KEPT = timedelta(days=2)  # Telegram repeats an update for a day at most
GRANTS_KEPT = timedelta(days=2)  # after they have ended; who is in a group is asked anew


async def forget(desk: Desk) -> None:
    """Erase codes, raw replies, finished updates, buried notices and dead questions."""
    now = desk.clock.now()
    before = now - desk.settings.code_retention
    async with desk.storage.begin() as work:
        await work.sessions.forget(before=before)
        await work.history.forget(before=before)
        messages = await work.codes.forget(before=before)
        await work.lookups.forget(before=now - desk.settings.batch_retention)
        batches = await work.batches.forget(before=now - desk.settings.batch_retention)
        await work.outbox.forget(before=before)
        await work.inbox.forget_words(before=before)  # a code for a number nobody knew
        await work.inbox.forget(before=now - SIGHTINGS_KEPT)
        await work.questions.forget(before=now)
        await work.protection.forget(hits_before=now - HITS_KEPT, lifts_before=now - TRAFFIC_KEPT)
        await work.approvals.forget(before=now - desk.settings.batch_retention)
        await work.rotas.forget(before=before)
        await work.lists.forget(before=now)
        await work.health.forget(before=now - TRAFFIC_KEPT)
        await work.grants.forget(before=now - GRANTS_KEPT)
        for count, what in ((messages, "messages"), (batches, "lists")):
            if count:
                work.custody.note(Act.DELETED, at=now, words=f"{count} {what}, their time was over")


async def fade(desk: Desk) -> None:
    """Leave of old numbers only a digest and the last digits, some at a time."""
    now = desk.clock.now()
    before = now - desk.settings.number_retention
    while True:
        async with desk.storage.begin() as work:
            await work.erasing.blur(before=before)
            count = await work.erasing.fade(before=before)
            if not count:
                return
            work.custody.note(Act.DELETED, at=now, words=f"{count} numbers faded")
