"""A toy town in a process of its own, without floods and without LANCK's ceiling.

`python -m benchmarks.town` prints its port and the bot's environment; GET /help types /help and
gives the milliseconds until the answer; GET /charged says what LANCK was asked, and GET /asked
when.
"""

import asyncio
import json
import time
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from sandbox.serving import listen, serving
from sandbox.telegram.limits import Limits
from sandbox.town import ANNA, BOT_ID, Town
from sandbox.vendors import lanck_door

LIFE = 300  # seconds at most
LOOK = 0.01  # seconds; looking more often would take the processor from what is measured


class Timed(list[str]):
    """A bill that remembers when each of its numbers was charged."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []  # monotonic

    def append(self, number: str) -> None:
        """Charge."""
        self.times.append(time.monotonic())
        super().append(number)


async def main() -> None:
    """Serve until the process is ended, or too long."""
    lanck_door.PER_SECOND = 1_000_000
    town = Town(limits=Limits.none())
    bill = town.vendors["lanck"].charged = Timed()

    async def say_help(request: Request) -> Response:
        del request
        before = len(list(town.telegram.history(BOT_ID, viewer=ANNA)))
        begun = time.monotonic()
        town.telegram.say(ANNA, BOT_ID, "/help")
        while not _answered(town, before):  # noqa: ASYNC110 (the town has no event for one chat's next message)
            await asyncio.sleep(LOOK)
        return JSONResponse((time.monotonic() - begun) * 1000)

    async def charged(request: Request) -> Response:
        del request
        return JSONResponse({"count": len(bill), "distinct": len(set(bill))})

    async def asked(request: Request) -> Response:
        del request
        return JSONResponse(bill.times)

    app = Starlette(
        routes=[
            Route("/help", say_help),
            Route("/charged", charged),
            Route("/asked", asked),
            Mount("/", town.app),
        ]
    )
    async with serving(app, listen("127.0.0.1", 0)) as port:
        environment = town.environment(port, Path("bench.db"))
        print(json.dumps({"port": port, "environment": environment}), flush=True)
        await asyncio.sleep(LIFE)


def _answered(town: Town, before: int) -> bool:
    """Whether the desk has said what /help says; cards may come in between."""
    news = list(town.telegram.history(BOT_ID, viewer=ANNA))[before:]
    return any("/verify" in one.get("text", "") and "Ways:" in one["text"] for one in news)


if __name__ == "__main__":
    asyncio.run(main())
