"""A toy town in a process of its own, without floods and without LANCK's ceiling.

`python -m benchmarks.town` prints its port and the bot's environment; GET /help types /help and
gives the milliseconds until the answer; GET /charged says what LANCK was asked, and GET /asked
when.
"""

import asyncio
import json
import time
from contextlib import aclosing
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
        answer = asyncio.create_task(_answer(town))
        await asyncio.sleep(0)  # it listens from now on
        begun = time.monotonic()
        town.telegram.say(ANNA, BOT_ID, "/help")
        await answer
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


async def _answer(town: Town) -> None:
    """Wait until the desk says what /help says; cards may come in between."""
    async with aclosing(town.feed.listen()) as events:
        async for event in events:
            if event["type"] == "message" and "Ways:" in event["message"].get("text", ""):
                return


if __name__ == "__main__":
    asyncio.run(main())
