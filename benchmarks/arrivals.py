"""From a webhook to the code in its holder's chat, at 1, 10 and 100 arrivals a second.

floor   a bare Starlette handler: one SQLite commit, one HTTP post of the same size
ours    the whole desk: read, find the holder, write it all down, bring the code, write that down

Both stand in one process and take turns, so that whatever disturbs one disturbs the other.
"""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import quantiles
from urllib.parse import unquote_plus

import aiohttp
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.target import FIRST_PERSON, PEOPLE, TOKEN
from bot.app import App, open_app
from bot.pace import NO_LIMITS
from providers.contract.phone import PhoneNumber
from providers.wire.client import make_transport, open_client
from sandbox.serving import listen, serving
from storage.database import PRAGMAS
from storage.numbers import Lease
from storage.people import Person, Role, Standing

RATES = {1: 5, 10: 10, 100: 3}  # arrivals a second, and for how many seconds
WARM_UP = 30  # arrivals that are not counted
KEPT_ALIVE = 3  # seconds; the servers here close what is idle for five
PATIENCE = 10  # seconds for the last code to arrive
CODE = re.compile(r"\b[12]\d{5}\b")
NUMBER = "+447700900{:03}"
VARIABLES = {
    "OWNER_IDS": "1001",
    "TELEGRAM_BOT_TOKEN": TOKEN,
    "VIRTUAL_NUMBERS_API_KEY": "bench",
    "VIRTUAL_NUMBERS_BASE_URL": "http://127.0.0.1:9",  # nothing is asked of it
    "HOOK_SECRET": "bench",
    "PUBLIC_URL": "http://127.0.0.1:9",
}


async def arrivals(address: str, folder: Path) -> dict[str, float]:
    """Measure milliseconds; gives p50 and p99 by rate, as "ours 10/s p99"."""
    figures: dict[str, float] = {}
    async with AsyncExitStack() as stack:
        fresh = aiohttp.TCPConnector(keepalive_timeout=KEPT_ALIVE)
        session = await stack.enter_async_context(aiohttp.ClientSession(connector=fresh))
        hooks = {
            "floor": await stack.enter_async_context(_floor(address, folder)),
            "ours": await stack.enter_async_context(_ours(address, folder)),
        }
        async with session.get(f"{address}/bodies") as answer:
            await answer.read()  # what others have sent before
        await _measured(session, address, hooks, 50, WARM_UP)
        for rate, seconds in RATES.items():
            late = await _measured(session, address, hooks, rate, rate * seconds)
            for name, spans in late.items():
                cuts = quantiles(spans, n=100, method="inclusive")
                figures[f"{name} {rate}/s p50"] = cuts[49] * 1000
                figures[f"{name} {rate}/s p99"] = cuts[98] * 1000
    return figures


@asynccontextmanager
async def _ours(address: str, folder: Path) -> AsyncIterator[str]:
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
        ringing = asyncio.create_task(_ring(app))
        hook = app.desk.hooks.address("virtual_numbers")
        assert hook is not None
        async with serving(app.web(), listen("127.0.0.1", 0)) as port:
            yield hook.replace(VARIABLES["PUBLIC_URL"], f"http://127.0.0.1:{port}")
        courier.cancel()
        ringing.cancel()
        await app.courier.finish(1)


async def _ring(app: App) -> None:
    """Ring as the timetable does, for what was postponed."""
    while True:
        app.bell.set()
        await asyncio.sleep(0.5)


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
async def _floor(address: str, folder: Path) -> AsyncIterator[str]:
    """Open the least that could do it with the same libraries; gives its address."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{folder / 'floor.db'}")
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.dispose)
        client = await stack.enter_async_context(
            open_client(await stack.enter_async_context(make_transport()))
        )
        database = await stack.enter_async_context(engine.connect())
        for pragma in PRAGMAS:
            await database.exec_driver_sql(pragma)
        await database.exec_driver_sql("CREATE TABLE code (number TEXT, text TEXT)")
        await database.commit()
        writing = asyncio.Lock()

        async def hook(request: Request) -> Response:
            told = (await request.json())["data"]
            async with writing:
                await database.execute(
                    text("INSERT INTO code VALUES (:number, :text)"),
                    {"number": told["phone_number"], "text": told["sms_text"]},
                )
                await database.commit()
            chat = FIRST_PERSON + int(told["phone_number"][-3:])
            said = {"chat_id": chat, "text": told["sms_text"]}
            answer = await client.post(f"{address}/bot{TOKEN}/sendMessage", data=said)
            answer.raise_for_status()
            return Response()

        app = Starlette(routes=[Route("/", hook, methods=["POST"])])
        async with serving(app, listen("127.0.0.1", 0)) as port:
            yield f"http://127.0.0.1:{port}/"


async def _measured(
    session: aiohttp.ClientSession, address: str, hooks: dict[str, str], rate: int, count: int
) -> dict[str, list[float]]:
    """Send at a steady pace to each in turn, and give how long each code took to its chat."""
    await _arrived(session, address)
    sent: dict[str, tuple[str, float]] = {}  # by code: to whom, when
    tasks = []
    begun = time.monotonic()
    for each in range(count):
        for place, (name, hook) in enumerate(hooks.items()):
            at = begun + (each + place / len(hooks)) / rate
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            code = f"{place + 1}{rate * 100 + each:05}"  # the same code is taken in once only
            sent[code] = (name, time.monotonic())
            tasks.append(asyncio.create_task(_post(session, hook, each % PEOPLE, code)))
    await asyncio.gather(*tasks)
    there = await _arrived(session, address)
    patience = time.monotonic() + PATIENCE
    while len(there) < len(sent):
        late = f"{len(there)} of {len(sent)} arrived at {rate} a second"
        assert time.monotonic() < patience, late
        await asyncio.sleep(0.1)
        there |= await _arrived(session, address)
    spans: dict[str, list[float]] = {name: [] for name in hooks}
    for code, (name, at) in sent.items():
        spans[name].append(there[code] - at)
    return spans


async def _post(session: aiohttp.ClientSession, hook: str, each: int, code: str) -> None:
    data = {
        "phone_number": NUMBER.format(each),
        "otp_code": code,
        "provider": "BENCH",
        "sms_text": f"Your code is {code}. Do not share it.",
    }
    said = json.dumps({"event": "otp_received", "data": data}).encode()
    async with session.post(hook, data=said) as answer:
        await answer.read()
        assert answer.ok, answer.status


async def _arrived(session: aiohttp.ClientSession, address: str) -> dict[str, float]:
    """Ask the Bot API server when which code came since the last question."""
    async with session.get(f"{address}/bodies") as answer:
        bodies = await answer.json()
    found = {}
    for at, body in bodies:
        code = CODE.search(unquote_plus(body))
        assert code is not None
        found[code[0]] = at
    return found
