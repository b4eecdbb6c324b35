"""Lists: read, stored and written in a process of its own; asked about, end to end, in a town's.

floor   phonenumbers' own parse and validate, the driver's own executemany, a bare aiohttp client
"""

import asyncio
import base64
import json
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, create_subprocess_exec
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from statistics import quantiles
from typing import Any

import aiohttp

from bot.app import App, open_app
from bot.flows.asking.asking import Asker
from bot.flows.batches import batches, quotes
from bot.logs import start_logging
from bot.pace import NO_LIMITS
from bot.running import leave_in_peace
from providers.contract.pace import ANY, Ceiling
from providers.lanck import Lanck
from sandbox.town import ANNA, BEN
from sandbox.vendors.lanck_door import TOKEN
from storage.people import Role

ASKED = 5000  # numbers, without a ceiling
AT_ONCE = 64
CEILING, SECONDS = 30, 12
FATES = 100  # of a thousand numbers, the first have one
HELP_EVERY = 0.2  # seconds between two /help


async def measured(module: str, folder: Path) -> dict[str, float]:
    """Have something measured by a process of its own, whose log nobody reads."""
    process = await create_subprocess_exec(
        sys.executable, "-m", module, str(folder), stdout=PIPE, stderr=DEVNULL
    )
    told, _ = await process.communicate()
    assert process.returncode == 0, f"{module} has failed"
    figures: dict[str, float] = json.loads(told.splitlines()[-1])
    return figures


async def asking(folder: Path) -> dict[str, float]:
    """Measure numbers a second, the share of a ceiling that is used, and /help meanwhile."""
    town = await create_subprocess_exec(sys.executable, "-m", "benchmarks.town", stdout=PIPE)
    ceilings = Lanck.ceilings
    try:
        assert town.stdout is not None
        said = json.loads(await town.stdout.readline())
        address = f"http://127.0.0.1:{said['port']}"
        environment = said["environment"] | {
            "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'lists.db'}",
            "OWNER_IDS": f"{ANNA} {BEN}",
        }
        figures = {"floor": await _bare(address)}
        Lanck.ceilings = {}
        async with _working(environment) as app:
            session_id, begun = await _started(app, 0, ASKED), time.monotonic()
            helping = asyncio.create_task(_helping(address))
            await _until(app, session_id, ASKED)
            figures["ours"] = ASKED / (time.monotonic() - begun)
            helping.cancel()
            figures["/help p95"] = quantiles(await helping, n=20)[18]
        Lanck.ceilings = {ANY: Ceiling(CEILING)}
        async with _working(environment) as app, aiohttp.ClientSession() as session:
            before, whole = await _charged(session, address), CEILING * (SECONDS + 2)
            session_id = await _started(app, ASKED, whole)
            await _until(app, session_id, whole)
            async with session.get(f"{address}/asked") as answer:
                times: list[float] = (await answer.json())[before:]
            figures["share of the ceiling"] = share_of_ceiling(times)
            figures["most in a second"] = most_in_a_second(times)
    finally:
        Lanck.ceilings = ceilings
        town.terminate()
        await town.wait()
    return figures


def share_of_ceiling(times: list[float]) -> float:
    """Say how much of a ceiling was used, by the provider's own clock.

    The first second, in which there is nothing to wait for, does not count, nor does what came
    after the last of SECONDS.
    """
    begun = times[0] + 1
    return sum(begun <= one < begun + SECONDS for one in times) / (CEILING * SECONDS)


def most_in_a_second(times: list[float]) -> float:
    """Count how many numbers came at most within any one second."""
    return max(
        sum(1 for later in times[at : at + 2 * CEILING] if later - begun < 1)
        for at, begun in enumerate(times)
    )


@asynccontextmanager
async def _working(environment: dict[str, str]) -> AsyncIterator[App]:
    """Open a desk whose lists are worked on, and which answers people."""
    async with open_app(environment, limits=NO_LIMITS) as app:
        await app.bot.initialize()
        leave_in_peace()  # as a desk does
        tasks = [
            asyncio.create_task(one)
            for one in (app.courier.run(), app.intake.poll_forever(), _ticking(app))
        ]
        try:
            yield app
        finally:
            app.conveyor.stop()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await app.desk.errands.finish(2)


async def _ticking(app: App) -> None:
    while True:
        await app.conveyor.tick()
        await asyncio.sleep(1)


async def _started(app: App, first: int, count: int) -> str:
    """Start a list of numbers without a fate of their own."""
    plain = [last for last in range(100_000) if last % 1000 >= FATES][first : first + count]
    content = "\n".join(f"+4477009{last:05}" for last in plain).encode()
    anna = Asker(ANNA, "Anna", ANNA, None, f"message:{first}", None, role=Role.OWNER)
    told = await quotes.quote(app.desk, anna, "list.txt", content, None)
    return await batches.start_approved(app.desk, anna, told.question_id, told.level)


async def _until(app: App, session_id: str, count: int) -> None:
    while True:
        async with app.desk.storage.reading() as work:
            counts = await work.batches.counts(session_id)
        if batches.settled(counts) >= count:
            return
        await asyncio.sleep(0.1)


async def _helping(address: str) -> list[float]:
    """Type /help again and again; gives the milliseconds until each answer."""
    took: list[float] = []
    with suppress(asyncio.CancelledError):
        async with aiohttp.ClientSession() as session:
            while True:
                async with session.get(f"{address}/help") as answer:
                    took.append(float(await answer.text()))
                await asyncio.sleep(HELP_EVERY)
    return took if len(took) > 1 else [*took, 0.0, 0.0]


async def _charged(session: aiohttp.ClientSession, address: str) -> int:
    async with session.get(f"{address}/charged") as answer:
        said: dict[str, Any] = await answer.json()
    assert said["count"] == said["distinct"], "every number is asked about once"
    return int(said["count"])


async def _bare(address: str) -> float:
    """Ask about numbers as fast as a bare client can; a connection each, as ours has."""
    left = iter(range(1000))
    token = base64.b64encode(TOKEN.encode()).decode()
    headers = {"Authorization": f"Basic {token}"}

    async def worker(session: aiohttp.ClientSession) -> None:
        for at in left:
            body = {"number": f"+4420794{at:05}"}
            async with session.post(f"{address}/lanck/v1/insight/hlr", json=body) as answer:
                assert answer.ok, await answer.text()

    connector = aiohttp.TCPConnector(force_close=True, limit=0)
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:
        begun = time.monotonic()
        await asyncio.gather(*(worker(session) for _ in range(AT_ONCE)))
        return 1000 / (time.monotonic() - begun)


if __name__ == "__main__":
    start_logging()
    print(json.dumps(asyncio.run(asking(Path(sys.argv[1])))))
