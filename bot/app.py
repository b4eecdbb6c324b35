"""The composition root: settings in, a running desk out, closed in the opposite order.

    settings ─▶ transport ─▶ bot, catalog ─┐
    vault ─▶ storage ──────────────────────┴▶ Desk ─▶ intake, courier, jobs, receiver

This is the only module that sees everything.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import structlog
from starlette.applications import Starlette
from telegram import Update
from telegram.ext import Application, ExtBot

from bot import metrics
from bot.clock import Clock, SystemClock
from bot.commands.table import handlers
from bot.desk import Desk
from bot.errands import Errands
from bot.flows import approvals, intake, watching
from bot.flows.access import admission, granting
from bot.flows.custody import erasing
from bot.flows.custody.forgetting import fade, forget
from bot.flows.money import pricing
from bot.flows.numbers import leasing, pools
from bot.flows.oncall import audiences, drilling, escalation, handing_over
from bot.flows.running import funds, health
from bot.flows.verifying import success
from bot.health import Health
from bot.hooks import Hooks
from bot.ids import Ids, RandomIds
from bot.jobs import agenda, menus
from bot.jobs.conveyor import Conveyor
from bot.jobs.delivery import Courier
from bot.jobs.timetable import BEAT, Job, Timetable
from bot.pace import Limits, Pace
from bot.prices import Prices, PricesError
from bot.receiver import Receiver
from bot.settings import SettingsError, read_settings
from bot.telegram_client import make_bot
from bot.updates import Handler, Intake
from providers.catalog import Catalog, find_providers
from providers.wire.client import make_transport, open_client
from providers.wire.shared_throttle import ThrottleError, open_windows
from storage.agenda import Due
from storage.database import DatabaseError, Storage, open_storage
from storage.presence import Presence, PresenceError, present
from storage.vault import UndecipherableError, Vault

log = structlog.get_logger()


@dataclass
class App:
    """Everything that runs, put together and not started yet."""

    desk: Desk
    bot: ExtBot[Any]
    application: Application[Any, Any, Any, Any, Any, Any]
    intake: Intake
    courier: Courier
    conveyor: Conveyor
    bell: asyncio.Event
    timetable: Timetable
    met_telegram: bool = field(default=False)

    def web(self) -> Starlette:
        """Make the web application of this desk."""
        return Receiver(
            self.desk.hooks,
            self.bot,
            self.desk.clock,
            keep=self.intake.keep,
            hear=lambda name, callback: intake.hear(self.desk, name, callback),
            ready=self.ready,
            measure=lambda: metrics.page(self.desk),
        ).app

    async def ready(self) -> dict[str, bool]:
        """Name what works and what does not."""
        database = True
        try:
            await self.desk.storage.ping()
        except Exception:  # whatever it is, the answer is no
            log.exception("database does not answer")
            database = False
        return {"database": database, "telegram": self.met_telegram}


@asynccontextmanager
async def open_app(
    variables: Mapping[str, str],
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock | None = None,
    ids: Ids | None = None,
    limits: Limits | None = None,
) -> AsyncIterator[App]:
    """Put everything together; raises SettingsError. Tests bring a transport and a clock."""
    settings = read_settings(variables)
    clock = clock or SystemClock()
    bell = asyncio.Event()
    bell.set()  # whatever waits from before
    async with AsyncExitStack() as stack:
        if transport is None:
            transport = await stack.enter_async_context(make_transport())
        client = await stack.enter_async_context(open_client(transport))
        watcher = Health(clock)
        try:
            windows = await stack.enter_async_context(open_windows(settings.throttle_url))
        except ThrottleError as error:
            raise SettingsError(f"THROTTLE_URL: {error}") from error
        catalog = Catalog.open(
            variables,
            client=client,
            now=clock.now,
            sleep=clock.sleep,
            observe=watcher.observe,
            windows=windows,
        )
        watcher.unprobed = frozenset(one.name for one in catalog if not one.has_probe)
        vault = Vault([key.get_secret_value() for key in settings.secrets_key])
        try:
            storage = await stack.enter_async_context(
                opened(settings.database_url, vault, bell.set)
            )
        except PresenceError:
            raise SettingsError(
                "SECRETS_KEY: numdesk rotate is at work on this database; start again once it ends"
            ) from None
        prices = Prices(settings.prices_file, (kind.name for kind in find_providers()))
        try:
            prices.reload()
        except PricesError as error:
            raise SettingsError(f"PRICES_FILE: {error}") from error
        desk = Desk(
            settings,
            catalog,
            storage,
            clock,
            ids or RandomIds(),
            Errands(),
            watcher,
            Hooks(settings),
            prices,
        )
        await health.learn(desk)
        pace = Pace(limits or Limits())
        bot = make_bot(settings, transport, pace, clock)
        application = Application.builder().bot(bot).updater(None).build()
        application.add_handlers(handlers(desk))
        inbox = Intake(desk, bot, dispatch(application))
        courier = Courier(desk, bot, pace, bell)
        conveyor = Conveyor(desk)

        async def ring() -> None:
            bell.set()

        each = timedelta(seconds=1)
        jobs = (
            Job("delivery", BEAT, ring, Due.NOTICES),
            Job("polling", each, lambda: watching.look_at_due(desk), Due.POLLS),
            Job("expiry", each, lambda: watching.expire_overdue(desk), Due.DEADLINES),
            Job("updates", each, inbox.take_up, Due.SIGHTINGS),
            Job("leases", each, lambda: leasing.expire_overdue(desk), Due.LEASES),
            Job("idle numbers", each, lambda: pools.release_idle(desk), Due.IDLE_NUMBERS),
            Job("untaken codes", each, lambda: escalation.escalate(desk), Due.UNTAKEN_CODES),
            Job("hand-over", each, lambda: handing_over.hand_over_due(desk), Due.HAND_OVERS),
            Job("digests", timedelta(seconds=5), lambda: audiences.send_digests(desk), Due.DIGESTS),
            Job("batches", BEAT, conveyor.tick, Due.BATCHES, conveyor.is_behind),
            Job("approvals", each, lambda: approvals.look_at_due(desk), Due.APPROVALS),
            Job("successes", timedelta(seconds=5), lambda: success.tell_due(desk), Due.SIGHTINGS),
            Job("callbacks", each, lambda: intake.try_again(desk), Due.SIGHTINGS),
            Job("health", timedelta(seconds=2), lambda: health.watch(desk)),
            Job("learning", timedelta(seconds=5), lambda: health.learn(desk)),
            Job("funds", timedelta(minutes=15), lambda: funds.look(desk)),
            Job("guests", timedelta(seconds=2), lambda: granting.end_guests(desk), Due.GUESTS),
            Job("requests", timedelta(minutes=1), lambda: admission.expire(desk)),
            Job("prices", timedelta(seconds=5), lambda: pricing.follow(desk)),
            Job("menus", timedelta(seconds=5), lambda: menus.refresh(desk, bot)),
            Job("forgetting", timedelta(minutes=10), lambda: forget(desk)),
            Job("drills", timedelta(seconds=10), lambda: drilling.give_up(desk), Due.DRILLS),
            Job("fading", timedelta(hours=1), lambda: fade(desk)),
            Job("erasing", timedelta(seconds=5), lambda: erasing.go_on(desk), Due.ERASURES),
        )
        timetable = Timetable(jobs, lambda: agenda.read(desk), clock.now)
        yield App(desk, bot, application, inbox, courier, conveyor, bell, timetable)


@asynccontextmanager
async def opened(
    url: str, vault: Vault, bell: Callable[[], None], presence: Presence = Presence.DESK
) -> AsyncIterator[Storage]:
    """Open the database; raises SettingsError where the settings about it cannot be right.

    Raises PresenceError where somebody works on it under another key.
    """
    async with AsyncExitStack() as stack:
        try:
            storage = await stack.enter_async_context(open_storage(url, vault, bell=bell))
            await stack.enter_async_context(present(url, presence, vault.mark))
            await storage.check_keys()
        except DatabaseError as error:
            raise SettingsError(f"DATABASE_URL: {error}") from error
        except UndecipherableError as error:
            raise SettingsError(
                "SECRETS_KEY: none of these keys opens what the database holds; add the old one"
            ) from error
        yield storage


def dispatch(application: Application[Any, Any, Any, Any, Any, Any]) -> Handler:
    """Give an update to the first handler that wants it, and let its errors through.

    `Application.process_update` would swallow them, and the inbox has to know.
    """

    async def handle(update: Update) -> None:
        for handler in application.handlers.get(0, []):
            check = handler.check_update(update)
            if check is not None and check is not False:
                context = application.context_types.context.from_update(update, application)
                await handler.handle_update(update, application, check, context)
                return

    return handle
