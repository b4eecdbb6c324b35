"""Run the desk: open, meet Telegram, work until told to stop, and finish what is under way."""

import asyncio
import contextlib
import gc
from collections.abc import Mapping
from typing import Any

import structlog
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter

from bot.app import App, open_app
from bot.jobs import menus
from bot.jobs.beat import schedule
from bot.receiver import QuietServer, port_is_free, server
from bot.settings import SettingsError, TelegramMode
from bot.telegram_client import asked_wait
from bot.updates import WANTED

log = structlog.get_logger()

GRACE = 8.0  # seconds for what is under way when the desk is told to stop
RETRY = 2.0  # seconds until Telegram is tried again at the start
RARELY = (20_000, 20, 20)  # objects made until the collector looks, and how often it looks at more


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
            leave_in_peace()
            log.info("the desk is open", providers=[one.name for one in app.desk.catalog])
            done, _ = await asyncio.wait({stopping, *tasks}, return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopping}:
                task.result()
                if not stop.is_set():
                    raise RuntimeError(f"{task.get_name()} ended by itself")
        finally:
            stopping.cancel()
            await _wind_down(app, web, tasks)


def leave_in_peace() -> None:
    """Have the collector of garbage pass by what was opened and stays.

    To look through all of it stops everybody for a fifth of a second, every few thousand requests.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RARELY)


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
            await menus.show_all(app.desk, app.bot)
            await app.courier.porter.ephemeral.probe()
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


async def _wind_down(app: App, web: QuietServer, tasks: list[asyncio.Task[Any]]) -> None:
    """Take nothing new, finish what is under way, and leave the rest to the next start."""
    log.info("closing")
    for task in tasks:
        if task.get_name() == "polling":
            task.cancel()
    queue = app.application.job_queue
    if queue is not None and queue.scheduler.running:
        queue.scheduler.shutdown(wait=False)
    app.conveyor.stop()
    await app.timetable.finish(GRACE / 4)
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
