"""From a webhook to the code in its holder's chat: 1, 10, 100 a second, and 1,000 at once.

All stand in one process and take short turns, so that whatever disturbs one disturbs the others,
and none has to wait for another's work.
"""

import asyncio
import json
import re
import time
from collections.abc import Collection, Iterator
from contextlib import AsyncExitStack
from functools import partial
from itertools import count, islice
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import unquote_plus

import aiohttp

from benchmarks.hooks import NUMBER, SAID, floor, leanest, ours
from benchmarks.target import PEOPLE
from bot.running import leave_in_peace

RATES = {1: (3, 4), 10: (5, 100), 100: (3, 200)}  # arrivals a second; turns, arrivals in each
WARM_UP = 30  # arrivals that are not counted
BURST = 1000  # arrivals at once
AT_ONCE = 1_000_000  # a second
KEPT_ALIVE = 3  # seconds; the servers here close what is idle for five
PATIENCE = 60  # seconds for the last code to arrive
CODE = re.compile(r"\b1\d{5}\b")


async def arrivals(address: str, folder: Path) -> dict[str, float]:
    """Measure milliseconds; gives p50 and p99 by rate, as "ours 10/s p99", and the burst's last.

    p99 is the median of those of the turns: a disk or a machine that stands still for a tenth of a
    second does so in one or two of them.
    """
    figures: dict[str, float] = {}
    async with AsyncExitStack() as stack:
        fresh = aiohttp.TCPConnector(limit=BURST, keepalive_timeout=KEPT_ALIVE)
        session = await stack.enter_async_context(aiohttp.ClientSession(connector=fresh))
        hooks = {
            "floor": await stack.enter_async_context(floor(address, folder)),
            "leanest": await stack.enter_async_context(leanest(address, folder)),
            "ours": await stack.enter_async_context(ours(address, folder)),
        }
        async with session.get(f"{address}/bodies") as answer:
            await answer.read()  # what others have sent before
        measured = partial(_measured, session, address, hooks, count(100_000))
        await measured(50, 1, WARM_UP)
        leave_in_peace()  # as when the desk has opened
        for rate, (turns, each) in RATES.items():
            for name, spans in (await measured(rate, turns, each)).items():
                figures[f"{name} {rate}/s p50"] = median(_quantile(50, one) for one in spans) * 1000
                figures[f"{name} {rate}/s p99"] = median(_quantile(99, one) for one in spans) * 1000
        for name, spans in (await measured(AT_ONCE, 1, BURST)).items():
            figures[f"{name} burst"] = max(spans[0]) * 1000
    return figures


async def _measured(
    session: aiohttp.ClientSession,
    address: str,
    hooks: dict[str, str],
    codes: Iterator[int],
    rate: float,
    turns: int,
    each: int,
) -> dict[str, list[list[float]]]:
    """Send at a steady pace to each in turn; gives by turn how long each code took to its chat."""
    spans: dict[str, list[list[float]]] = {name: [] for name in hooks}
    for _ in range(turns):
        for name, hook in hooks.items():
            sent = {str(code): time.monotonic() for code in islice(codes, each)}
            posts = []
            begun = time.monotonic()
            for place, code in enumerate(sent):
                await asyncio.sleep(max(0.0, begun + place / rate - time.monotonic()))
                sent[code] = time.monotonic()
                posts.append(asyncio.create_task(_post(session, hook, place % PEOPLE, code)))
            await asyncio.gather(*posts)
            there = await _arrived(session, address, sent)
            spans[name].append([there[code] - at for code, at in sent.items()])
    return spans


def _quantile(percent: int, spans: list[float]) -> float:
    return quantiles(spans, n=100, method="inclusive")[percent - 1]


async def _post(session: aiohttp.ClientSession, hook: str, each: int, code: str) -> None:
    data = {
        "phone_number": NUMBER.format(each),
        "otp_code": code,
        "provider": "BENCH",
        "sms_text": SAID.format(code),
    }
    said = json.dumps({"event": "otp_received", "data": data}).encode()
    async with session.post(hook, data=said) as answer:
        await answer.read()
        assert answer.ok, answer.status


async def _arrived(
    session: aiohttp.ClientSession, address: str, codes: Collection[str]
) -> dict[str, float]:
    """Wait until the Bot API server has been told all of these; gives when."""
    found: dict[str, float] = {}
    patience = time.monotonic() + PATIENCE
    while not found.keys() >= set(codes):
        assert time.monotonic() < patience, f"{len(found)} of {len(codes)} arrived"
        await asyncio.sleep(0.05)
        async with session.get(f"{address}/bodies") as answer:
            for at, body in await answer.json():
                for code in CODE.findall(unquote_plus(body)):  # none in what the timetable says
                    found[code] = at
    return found
