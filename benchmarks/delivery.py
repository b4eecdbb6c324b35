"""From a notice in the outbox to Telegram: how many a second, and how late.

floor   a bare aiohttp client that posts the same bodies
ours    the real courier, on a real SQLite file, through the real bot
peer    python-telegram-bot with its stock transport
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median, quantiles

import aiohttp
from cryptography.fernet import Fernet
from telegram import Bot, LinkPreviewOptions
from telegram.request import HTTPXRequest

from benchmarks.target import FIRST_PERSON, PEOPLE, TOKEN
from bot.app import App, open_app
from bot.flows.telling import news
from bot.flows.telling.topics import Topic
from bot.pace import NO_LIMITS
from bot.texts.news import private_news

IN_FLIGHT = 64
MESSAGES = 1000
ROUNDS = 3
PER_SECOND, SECONDS = 10, 10
TEXT = private_news(Topic.ADMITTED, {}).html

Run = Callable[[], Awaitable[float]]


def recipients(count: int) -> list[int]:
    """Spread messages over the people."""
    return [FIRST_PERSON + each % PEOPLE for each in range(count)]


@asynccontextmanager
async def opened_desk(address: str, folder: Path) -> AsyncIterator[App]:
    """Open a desk that talks to the target."""
    variables = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": address,
        "OWNER_IDS": "1001",
        "SECRETS_KEY": Fernet.generate_key().decode(),
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'bench.db'}",
    }
    async with open_app(variables, limits=NO_LIMITS) as app:
        await app.bot.initialize()
        yield app


async def throughput(address: str, folder: Path) -> dict[str, float]:
    """Measure messages a second, three times each in turn; gives the medians."""
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(opened_desk(address, folder))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        peer = Bot(
            TOKEN,
            base_url=f"{address}/bot",
            request=HTTPXRequest(connection_pool_size=IN_FLIGHT, pool_timeout=60),
        )
        await peer.initialize()
        stack.push_async_callback(peer.shutdown)
        runs: dict[str, Run] = {
            "floor": lambda: _floor(session, address),
            "ours": lambda: _ours(app),
            "peer": lambda: _peer(peer),
        }
        seconds: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(ROUNDS):
            for name, run in runs.items():
                seconds[name].append(await run())
    return {name: MESSAGES / median(times) for name, times in seconds.items()}


async def latency(address: str, folder: Path) -> dict[str, float]:
    """Measure milliseconds from commit to arrival at a calm pace, and those of a bare post."""
    async with opened_desk(address, folder) as app, aiohttp.ClientSession() as session:
        courier = asyncio.create_task(app.courier.run())
        try:
            ours = await _paced(session, address, lambda each: _notice(app, each))
            floor = await _paced(
                session, address, lambda each: _post(session, address, FIRST_PERSON + each)
            )
        finally:
            courier.cancel()
            await app.courier.finish(1)
    figures: dict[str, float] = {}
    for name, late in (("ours", ours), ("floor", floor)):
        cuts = quantiles(late, n=100)
        figures |= {f"{name} p50": cuts[49] * 1000, f"{name} p99": cuts[98] * 1000}
    return figures


async def _floor(session: aiohttp.ClientSession, address: str) -> float:
    return await _at_once(lambda chat: _post(session, address, chat))


async def _peer(bot: Bot) -> float:
    async def send(chat: int) -> float:
        await bot.send_message(
            chat,
            TEXT,
            parse_mode="HTML",
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        return 0

    return await _at_once(send)


async def _ours(app: App) -> float:
    now = app.desk.clock.now()
    async with app.desk.storage.begin() as work:
        for chat in recipients(MESSAGES):
            await news.tell_privately(work, chat, Topic.ADMITTED, now=now)
    begun = time.monotonic()
    courier = asyncio.create_task(app.courier.run())
    while True:
        await asyncio.sleep(0.01)
        if not app.courier.carrying and not await _waiting(app):
            break
    took = time.monotonic() - begun
    courier.cancel()
    await app.courier.finish(1)
    return took


async def _waiting(app: App) -> int:
    async with app.desk.storage.reading() as work:
        return await work.outbox.waiting()


async def _at_once(send: Callable[[int], Awaitable[float]]) -> float:
    chats = iter(recipients(MESSAGES))

    async def worker() -> None:
        for chat in chats:
            await send(chat)

    begun = time.monotonic()
    await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))
    return time.monotonic() - begun


async def _post(session: aiohttp.ClientSession, address: str, chat: int) -> float:
    begun = time.monotonic()
    body = {
        "chat_id": chat,
        "text": TEXT,
        "parse_mode": "HTML",
        "link_preview_options": '{"is_disabled": true}',
    }
    async with session.post(f"{address}/bot{TOKEN}/sendMessage", data=body) as answer:
        await answer.read()
        assert answer.ok
    return begun


async def _notice(app: App, each: int) -> float:
    now = app.desk.clock.now()
    async with app.desk.storage.begin() as work:
        await news.tell_privately(work, FIRST_PERSON + each, Topic.ADMITTED, now=now)
    return time.monotonic()


async def _paced(
    session: aiohttp.ClientSession, address: str, send: Callable[[int], Awaitable[float]]
) -> list[float]:
    """Send ten a second, and give how long each took to arrive."""
    async with session.get(f"{address}/arrivals") as answer:
        await answer.read()
    begun = []
    for each in range(PER_SECOND * SECONDS):
        begun.append(await send(each % PEOPLE))
        await asyncio.sleep(1 / PER_SECOND)
    await asyncio.sleep(0.5)
    async with session.get(f"{address}/arrivals") as answer:
        arrived = await answer.json()
    assert len(begun) == len(arrived), "every message arrives once"
    return [max(there - here, 0.0) for here, there in zip(begun, arrived, strict=True)]
