"""The composition root: settings in, a running desk out, closed in the opposite order.

    settings ─▶ transport ─▶ bot, catalog ─┐
    vault ─▶ storage ──────────────────────┴▶ Desk ─▶ intake, courier, jobs, receiver

This is the only module that sees everything.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import structlog
from starlette.applications import Starlette
from telegram.ext import ExtBot

from bot import metrics
from bot.clock import Clock, SystemClock
from bot.commands.table import handlers
from bot.desk import Desk
from bot.errands import Errands
from bot.flows import intake
from bot.flows.running import health
from bot.health import Health
from bot.hooks import Hooks
from bot.ids import RandomIds
from bot.jobs import agenda, timetable
from bot.jobs.beat import Timetable
from bot.jobs.conveyor import Conveyor
from bot.jobs.delivery import Courier
from bot.pace import Limits, Pace
from bot.prices import Prices, PricesError
from bot.receiver import Receiver
from bot.settings import SettingsError, read_settings
from bot.telegram_client import AnyApplication, dispatch, make_application, make_bot
from bot.updates import Intake
from providers.catalog import Catalog, find_providers
from providers.wire.client import make_transport, open_client
from providers.wire.shared_throttle import ThrottleError, open_windows
from storage.database import DatabaseError, Storage, open_storage
from storage.presence import Presence, PresenceError, present
from storage.vault import UndecipherableError, Vault

log = structlog.get_logger()

ROTATING = "numdesk rotate is at work on this database; start again once it ends"
OTHER_KEYS = "none of these keys opens what the database holds; add the old one"


@dataclass
class App:
    """Everything that runs, put together and not started yet."""

    desk: Desk
    bot: ExtBot[Any]
    application: AnyApplication
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
    limits: Limits | None = None,
) -> AsyncIterator[App]:
    """Put everything together; raises SettingsError. Tests bring a transport and a clock."""
    settings = read_settings(variables)
    clock = clock or SystemClock()
    bell = asyncio.Event()
    bell.set()  # whatever waits from before
    watcher = Health(clock)
    async with AsyncExitStack() as stack:
        if transport is None:
            transport = await stack.enter_async_context(make_transport())
        client = await stack.enter_async_context(open_client(transport))
        with blaming("THROTTLE_URL", ThrottleError):
            windows = await stack.enter_async_context(open_windows(settings.throttle_url))
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
        with blaming("SECRETS_KEY", PresenceError, ROTATING):
            storage = await stack.enter_async_context(
                opened(settings.database_url, vault, bell.set)
            )
        prices = Prices(settings.prices_file, (kind.name for kind in find_providers()))
        with blaming("PRICES_FILE", PricesError):
            prices.reload()
        desk = Desk(
            settings,
            catalog,
            storage,
            clock,
            RandomIds(),
            Errands(),
            watcher,
            Hooks(settings),
            prices,
        )
        await health.learn(desk)
        pace = Pace(limits or Limits())
        bot = make_bot(settings, transport, pace, clock)
        application = make_application(bot, handlers(desk))
        updates = Intake(desk, bot, dispatch(application))
        courier = Courier(desk, bot, pace, bell)
        conveyor = Conveyor(desk)
        jobs = timetable.jobs(desk, bot, bell, updates, conveyor)
        beat = Timetable(jobs, lambda: agenda.read(desk), clock.now)
        yield App(desk, bot, application, updates, courier, conveyor, bell, beat)


@asynccontextmanager
async def opened(
    url: str, vault: Vault, bell: Callable[[], None], presence: Presence = Presence.DESK
) -> AsyncIterator[Storage]:
    """Open the database; raises SettingsError where the settings about it cannot be right.

    Raises PresenceError where somebody works on it under another key.
    """
    async with AsyncExitStack() as stack:
        with (
            blaming("DATABASE_URL", DatabaseError),
            blaming("SECRETS_KEY", UndecipherableError, OTHER_KEYS),
        ):
            storage = await stack.enter_async_context(open_storage(url, vault, bell=bell))
            await stack.enter_async_context(present(url, presence, vault.mark))
            await storage.check_keys()
        yield storage


@contextmanager
def blaming(variable: str, kind: type[Exception], why: str = "") -> Iterator[None]:
    """Turn such an error into SettingsError about a variable: with its own words, or these."""
    try:
        yield
    except kind as error:
        raise SettingsError(f"{variable}: {why or error}") from error
