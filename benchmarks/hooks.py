"""Three desks that a webhook brings a code to: the least there is, the fastest we know, and ours.

floor     a bare Starlette handler: one SQLite commit by aiosqlite, one post of the same message by
          httpx
leanest   the same with what is fastest here: sqlite3 in a thread, one hop; aiohttp below httpx
ours      the whole desk: read, find the holder, write it all down, bring the code, write that down
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiosqlite
import httpx
from cryptography.fernet import Fernet
from sqlalchemy import update
from sqlmodel import col
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import InlineKeyboardMarkup

from benchmarks.target import FIRST_PERSON, PEOPLE, TOKEN
from bot.app import App, open_app
from bot.jobs.beat import schedule
from bot.pace import NO_LIMITS
from bot.telegram_client import NO_PREVIEW
from bot.texts.number_cards import code_news
from providers.contract.phone import PhoneNumber
from providers.wire.client import make_transport, open_client
from sandbox.serving import listen, serving
from storage.codes import ReceivedCode
from storage.database import PRAGMAS
from storage.numbers import Lease
from storage.people import Person, Role, Standing

LONGEST_TAP = 30  # seconds until people have taken their codes
NUMBER = "+447700900{:03}"
SHOWN = "000000"  # for a code that is not known yet
SAID = "Your code is {}. Do not share it."
TABLE = "CREATE TABLE code (number TEXT, text TEXT)"
INSERT = "INSERT INTO code VALUES (?, ?)"
VARIABLES = {
    "OWNER_IDS": "1001",
    "TELEGRAM_BOT_TOKEN": TOKEN,
    "VIRTUAL_NUMBERS_API_KEY": "bench",
    "VIRTUAL_NUMBERS_BASE_URL": "http://127.0.0.1:9",  # nothing is asked of it
    "HOOK_SECRET": "bench",
    "PUBLIC_URL": "http://127.0.0.1:9",
}

Row = tuple[str, str]  # a number and a text


@asynccontextmanager
async def ours(address: str, folder: Path) -> AsyncIterator[str]:
    """Open a desk with numbers that people hold; gives the address of its webhook."""
    variables = VARIABLES | {
        "TELEGRAM_API_URL": address,
        "SECRETS_KEY": Fernet.generate_key().decode(),
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'bench.db'}",
    }
    async with open_app(variables, limits=NO_LIMITS) as app:
        await app.bot.initialize()
        await _lend(app)
        courier = asyncio.create_task(app.courier.run())
        queue = app.application.job_queue
        assert queue is not None
        schedule(queue, app.timetable)
        await queue.start()
        tapping = asyncio.create_task(_tap(app))
        hook = app.desk.hooks.address("virtual_numbers")
        assert hook is not None
        async with serving(app.web(), listen("127.0.0.1", 0)) as port:
            yield hook.replace(VARIABLES["PUBLIC_URL"], f"http://127.0.0.1:{port}")
        tapping.cancel()
        queue.scheduler.shutdown(wait=False)
        await app.timetable.finish(1)
        courier.cancel()
        await app.courier.finish(1)


async def _tap(app: App) -> None:
    """Take the codes as people would, before they are reminded of them."""
    while True:
        await asyncio.sleep(LONGEST_TAP)
        async with app.desk.storage.engine.begin() as database:
            await database.execute(
                update(ReceivedCode)
                .where(col(ReceivedCode.taken_at).is_(None))
                .values(taken_at=app.desk.clock.now(), next_step_at=None)
            )


async def _lend(app: App) -> None:
    now = app.desk.clock.now()
    async with app.desk.storage.begin() as work:
        for each in range(PEOPLE):
            person = FIRST_PERSON + each
            work.people.put(
                Person(
                    id=person,
                    name="Anna",
                    standing=Standing.ALLOWED,
                    role=Role.OPERATOR,
                    since=now,
                )
            )
            work.numbers.put(
                Lease(
                    provider="virtual_numbers",
                    number=PhoneNumber.parse(NUMBER.format(each)),
                    country="United Kingdom",
                    chat_id=person,
                    holder_id=person,
                    leased_at=now,
                )
            )


@asynccontextmanager
async def floor(address: str, folder: Path) -> AsyncIterator[str]:
    """Open the least that could do it, with the packages as they come; gives its address."""
    async with aiosqlite.connect(folder / "floor.db") as database, httpx.AsyncClient() as client:
        for statement in (*PRAGMAS, TABLE):
            await database.execute(statement)

        async def write(row: Row) -> None:
            await database.execute(INSERT, row)
            await database.commit()

        async with _handling(address, write, client) as hook:
            yield hook


@asynccontextmanager
async def leanest(address: str, folder: Path) -> AsyncIterator[str]:
    """Open the least that could do it, each part as fast as we know to make it."""
    database = sqlite3.connect(folder / "lean.db", isolation_level=None, check_same_thread=False)
    for statement in (*PRAGMAS, TABLE):
        database.execute(statement)

    async def write(row: Row) -> None:  # a statement of its own is a commit of its own
        await asyncio.to_thread(database.execute, INSERT, row)

    async with AsyncExitStack() as stack:
        stack.callback(database.close)
        transport = await stack.enter_async_context(make_transport())
        client = await stack.enter_async_context(open_client(transport))
        yield await stack.enter_async_context(_handling(address, write, client))


@asynccontextmanager
async def _handling(
    address: str, write: Callable[[Row], Awaitable[None]], client: httpx.AsyncClient
) -> AsyncIterator[str]:
    """Open a handler that writes down what comes and posts it; gives its address."""
    writing = asyncio.Lock()  # nobody may commit what another has begun
    message = _message()

    async def hook(request: Request) -> Response:
        told = (await request.json())["data"]
        async with writing:
            await write((told["phone_number"], told["sms_text"]))
        chat = FIRST_PERSON + int(told["phone_number"][-3:])
        said = {name: value.replace(SHOWN, told["otp_code"]) for name, value in message.items()}
        said["chat_id"] = str(chat)
        answer = await client.post(f"{address}/bot{TOKEN}/sendMessage", data=said)
        answer.raise_for_status()
        return Response()

    app = Starlette(routes=[Route("/", hook, methods=["POST"])])
    async with serving(app, listen("127.0.0.1", 0)) as port:
        yield f"http://127.0.0.1:{port}/"


def _message() -> dict[str, str]:
    """Give what the desk says to bring a code, but for the chat, with SHOWN for the code."""
    now = datetime.now(UTC)
    number = PhoneNumber.parse(NUMBER.format(0))
    lease = Lease(provider="", number=number, country="", chat_id=FIRST_PERSON, leased_at=now)
    row = ReceivedCode(
        id=1, lease_id=1, code=SHOWN, text=SAID.format(SHOWN), sender="BENCH", received_at=now
    )
    words = code_news(row, lease)
    assert isinstance(words.keyboard, InlineKeyboardMarkup)
    return {
        "text": words.html,
        "parse_mode": "HTML",
        "protect_content": "true",
        "reply_markup": words.keyboard.to_json(),
        "link_preview_options": NO_PREVIEW.to_json(),
    }
