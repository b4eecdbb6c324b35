"""The timetable: what this desk does again and again, how often, and what says that it must."""

import asyncio
from datetime import timedelta

from telegram import Bot

from bot.desk import Desk
from bot.flows import approvals, intake, watching
from bot.flows.access import admission, granting
from bot.flows.custody import erasing, forgetting
from bot.flows.money import pricing
from bot.flows.numbers import leasing, pools
from bot.flows.oncall import audiences, drilling, escalation, handing_over
from bot.flows.running import funds, health
from bot.flows.verifying import success
from bot.jobs import menus
from bot.jobs.beat import BEAT, Job
from bot.jobs.conveyor import Conveyor
from bot.updates import Intake
from storage.agenda import Due

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def jobs(
    desk: Desk, bot: Bot, bell: asyncio.Event, updates: Intake, conveyor: Conveyor
) -> tuple[Job, ...]:
    """List the jobs: a name, how often at most, the work, and its word of the agenda."""

    async def ring() -> None:
        bell.set()

    return (
        Job("delivery", BEAT, ring, Due.NOTICES),
        Job("polling", SECOND, lambda: watching.look_at_due(desk), Due.POLLS),
        Job("expiry", SECOND, lambda: watching.expire_overdue(desk), Due.DEADLINES),
        Job("updates", SECOND, updates.take_up, Due.SIGHTINGS),
        Job("leases", SECOND, lambda: leasing.expire_overdue(desk), Due.LEASES),
        Job("idle numbers", SECOND, lambda: pools.release_idle(desk), Due.IDLE_NUMBERS),
        Job("untaken codes", SECOND, lambda: escalation.escalate(desk), Due.UNTAKEN_CODES),
        Job("hand-over", SECOND, lambda: handing_over.hand_over_due(desk), Due.HAND_OVERS),
        Job("digests", 5 * SECOND, lambda: audiences.send_digests(desk), Due.DIGESTS),
        Job("batches", BEAT, conveyor.tick, Due.BATCHES, conveyor.is_behind),
        Job("approvals", SECOND, lambda: approvals.look_at_due(desk), Due.APPROVALS),
        Job("successes", 5 * SECOND, lambda: success.tell_due(desk), Due.SIGHTINGS),
        Job("callbacks", SECOND, lambda: intake.try_again(desk), Due.SIGHTINGS),
        Job("health", 2 * SECOND, lambda: health.watch(desk)),
        Job("learning", 5 * SECOND, lambda: health.learn(desk)),
        Job("funds", 15 * MINUTE, lambda: funds.look(desk)),
        Job("guests", 2 * SECOND, lambda: granting.end_guests(desk), Due.GUESTS),
        Job("requests", MINUTE, lambda: admission.expire(desk)),
        Job("prices", 5 * SECOND, lambda: pricing.follow(desk)),
        Job("menus", 5 * SECOND, lambda: menus.refresh(desk, bot)),
        Job("forgetting", 10 * MINUTE, lambda: forgetting.forget(desk)),
        Job("drills", 10 * SECOND, lambda: drilling.give_up(desk), Due.DRILLS),
        Job("fading", 60 * MINUTE, lambda: forgetting.fade(desk)),
        Job("erasing", 5 * SECOND, lambda: erasing.go_on(desk), Due.ERASURES),
    )
