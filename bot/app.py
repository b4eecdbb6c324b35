"""The composition root: settings in, a running desk out, closed in the opposite order.

    settings ─▶ transport ─▶ bot, catalog ─┐
    vault ─▶ storage ──────────────────────┴▶ Desk ─▶ intake, courier, jobs, receiver

This is the only module that sees everything.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import structlog
from starlette.applications import Starlette
from telegram import Update
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter
from telegram.ext import Application, ExtBot

from bot.clock import Clock, SystemClock
from bot.commands.table import MENU, handlers
from bot.desk import Desk
from bot.errands import Errands
from bot.flows import health, intake, leasing, receiving, watching
from bot.flows.forgetting import forget
from bot.health import Health
from bot.hooks import Hooks
from bot.ids import Ids, RandomIds
from bot.jobs.conveyor import Conveyor
from bot.jobs.delivery import Courier
from bot.jobs.timetable import Job, schedule
from bot.pace import Limits, Pace
from bot.receiver import Receiver, port_is_free, server
from bot.settings import SettingsError, TelegramMode, read_settings
from bot.telegram_client import asked_wait, make_bot
from bot.updates import WANTED, Intake
from providers.catalog import Catalog
from providers.wire.client import make_transport, open_client
from providers.wire.shared_throttle import ThrottleError, open_windows
from storage.database import DatabaseError, Storage, open_storage
from storage.vault import UndecipherableError, Vault

log = structlog.get_logger()

GRACE = 8.0  # seconds for what is under way when the desk is told to stop
RETRY = 2.0  # seconds until Telegram is tried again at the start


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
    timetable: tuple[Job, ...]
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
        vault = Vault([key.get_secret_value() for key in settings.secrets_key])
        storage = await stack.enter_async_context(opened(settings.database_url, vault, bell.set))
        desk = Desk(
            settings,
            catalog,
            storage,
            clock,
            ids or RandomIds(),
            Errands(),
            watcher,
            Hooks(settings),
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

        timetable = (
            Job("delivery", timedelta(milliseconds=500), ring),
            Job("polling", timedelta(seconds=1), lambda: watching.look_at_due(desk)),
            Job("expiry", timedelta(seconds=1), lambda: watching.expire_overdue(desk)),
            Job("updates", timedelta(seconds=1), inbox.take_up),
            Job("leases", timedelta(seconds=1), lambda: leasing.expire_overdue(desk)),
            Job("untaken codes", timedelta(seconds=1), lambda: receiving.escalate(desk)),
            Job("batches", timedelta(seconds=1), conveyor.tick),
            Job("callbacks", timedelta(seconds=1), lambda: intake.try_again(desk)),
            Job("health", timedelta(seconds=2), lambda: health.watch(desk)),
            Job("learning", timedelta(seconds=5), lambda: health.learn(desk)),
            Job("forgetting", timedelta(minutes=10), lambda: forget(desk)),
        )
        yield App(desk, bot, application, inbox, courier, conveyor, bell, timetable)


@asynccontextmanager
async def opened(url: str, vault: Vault, bell: Callable[[], None]) -> AsyncIterator[Storage]:
    """Open the database; raises SettingsError where the settings about it cannot be right."""
    async with AsyncExitStack() as stack:
        try:
            storage = await stack.enter_async_context(open_storage(url, vault, bell=bell))
            await storage.check_keys()
        except DatabaseError as error:
            raise SettingsError(f"DATABASE_URL: {error}") from error
        except UndecipherableError as error:
            raise SettingsError(
                "SECRETS_KEY: none of these keys opens what the database holds; add the old one"
            ) from error
        yield storage


def dispatch(application: Application[Any, Any, Any, Any, Any, Any]) -> Any:  # noqa: ANN401 (a Handler)
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


async def run(variables: Mapping[str, str], stop: asyncio.Event) -> None:
    """Run the desk until `stop` is set. Raises SettingsError."""
    async with open_app(variables) as app:
        settings = app.desk.settings
        if not port_is_free(settings):
            where = f"{settings.receiver_host}:{settings.receiver_port}"
            raise SettingsError(f"RECEIVER_PORT: nobody can listen on {where}; is it taken?")
        web = server(settings, app.web())
        tasks = [asyncio.create_task(web.serve(), name="receiver")]
        stopping = asyncio.create_task(stop.wait(), name="stop")
        try:
            meeting = asyncio.create_task(_meet_telegram(app), name="telegram")
            await asyncio.wait({stopping, meeting}, return_when=asyncio.FIRST_COMPLETED)
            if not meeting.done():
                meeting.cancel()
                return
            meeting.result()
            queue = app.application.job_queue
            assert queue is not None
            schedule(queue, app.timetable)
            await queue.start()
            tasks.append(asyncio.create_task(app.courier.run(), name="courier"))
            if settings.telegram_mode is TelegramMode.POLLING:
                tasks.append(asyncio.create_task(app.intake.poll_forever(), name="polling"))
            log.info("the desk is open", providers=[one.name for one in app.desk.catalog])
            done, _ = await asyncio.wait({stopping, *tasks}, return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopping}:
                task.result()
                if not stop.is_set():
                    raise RuntimeError(f"{task.get_name()} ended by itself")
        finally:
            stopping.cancel()
            await _wind_down(app, web, tasks)


async def _meet_telegram(app: App) -> None:
    """Log in, name the commands, and choose how updates come; waits while Telegram is away."""
    settings = app.desk.settings
    while True:
        try:
            await app.bot.initialize()
            if settings.telegram_mode is TelegramMode.WEBHOOK:
                await app.bot.set_webhook(
                    app.desk.hooks.telegram_address(),
                    secret_token=app.desk.hooks.header_token(),
                    allowed_updates=WANTED,
                )
            else:
                await app.bot.delete_webhook()
            await app.bot.set_my_commands(MENU)
        except InvalidToken as error:
            raise SettingsError("TELEGRAM_BOT_TOKEN: Telegram does not know this token") from error
        except RetryAfter as error:
            await app.desk.clock.sleep(asked_wait(error).total_seconds())
        except BadRequest as error:  # it answers, and does not like what we ask for
            name = "PUBLIC_URL" if "webhook" in error.message.lower() else "TELEGRAM_API_URL"
            raise SettingsError(f"{name}: Telegram says: {error.message}") from error
        except NetworkError as error:
            log.warning("Telegram does not answer yet", error=error.message)
            await app.desk.clock.sleep(RETRY)
        else:
            app.met_telegram = True
            return


async def _wind_down(app: App, web: Any, tasks: list[asyncio.Task[Any]]) -> None:  # noqa: ANN401 (uvicorn's server)
    """Take nothing new, finish what is under way, and leave the rest to the next start."""
    log.info("closing")
    for task in tasks:
        if task.get_name() == "polling":
            task.cancel()
    queue = app.application.job_queue
    if queue is not None and queue.scheduler.running:
        queue.scheduler.shutdown(wait=False)
    app.conveyor.stop()
    await app.intake.finish(GRACE / 4)
    await app.desk.errands.finish(GRACE / 2)
    await app.courier.round()
    await app.courier.finish(GRACE / 4)
    web.should_exit = True
    for task in tasks:
        if task.get_name() != "receiver":
            task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    with contextlib.suppress(RuntimeError):
        await app.bot.shutdown()
    log.info("closed")
