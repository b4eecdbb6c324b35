"""The local Bot API server, in a process of its own: the sandbox's, without flood limits.

A message is answered after a while, as if there were a network in between (our assumption): nobody
has many messages in flight to a server that answers at once.

`python -m benchmarks.target` prints its port; GET /arrivals gives the monotonic times at which the
messages since the last question stood in their chats, GET /bodies the same beside what was sent.
"""

import asyncio
import time

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import Message, Receive, Scope, Send

from sandbox.clock import WallClock
from sandbox.feed import Feed
from sandbox.serving import listen, serving
from sandbox.telegram.limits import Limits
from sandbox.telegram.world import Telegram

BOT, FIRST_PERSON, PEOPLE = 7000000001, 2001, 256
TOKEN = f"{BOT}:TOY-TOWN-TOKEN-THAT-OPENS-NO-DOOR-0"
ANSWER = 0.04  # seconds until a message is answered; it has arrived before
LIFE = 300  # seconds at most


async def main() -> None:
    """Serve until the process is ended, or too long."""
    telegram = Telegram(WallClock(), Feed(), limits=Limits.none())
    telegram.add_bot(TOKEN, user_id=BOT, username="bench_bot", name="Bench")
    for person in range(FIRST_PERSON, FIRST_PERSON + PEOPLE):
        telegram.add_person(person, "Anna")
        telegram.say(person, BOT, "/start")
    arrivals: list[float] = []
    bodies: list[tuple[float, str]] = []

    async def noted(scope: Scope, receive: Receive, send: Send) -> None:
        body = bytearray()

        async def overheard() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                at = time.monotonic()
                arrivals.append(at)
                bodies.append((at, body.decode()))
                await asyncio.sleep(ANSWER)
            await send(message)

        is_message = scope["path"].endswith("/sendMessage")
        await telegram.app(scope, overheard, answered if is_message else send)

    async def told(request: Request) -> Response:
        del request
        times = list(arrivals)
        arrivals.clear()
        return JSONResponse(times)

    async def quoted(request: Request) -> Response:
        del request
        said = list(bodies)
        bodies.clear()
        return JSONResponse(said)

    app = Starlette(routes=[Route("/arrivals", told), Route("/bodies", quoted), Mount("/", noted)])
    async with serving(app, listen("127.0.0.1", 0)) as port:
        print(port, flush=True)
        await asyncio.sleep(LIFE)


if __name__ == "__main__":
    asyncio.run(main())
