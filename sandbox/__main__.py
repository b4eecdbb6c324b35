"""`python -m sandbox`: open the town, let the bot in, and say where to look."""

import asyncio
import shlex
import shutil
import signal
import socket
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from sandbox.bot_process import BotProcess, hooks_of
from sandbox.serving import listen, serving
from sandbox.town import Town

PATIENCE = 30.0  # seconds for a bot to begin polling

PORT = typer.Option(help="Where to listen; the next free port if taken, any if 0.")
HOST = typer.Option(help="127.0.0.1, or 0.0.0.0 inside a container.")
NO_BOT = typer.Option("--no-bot", help="Print the environment for a bot of your own instead.")
VERBOSE = typer.Option(help="Show the bot's log.")


def main(
    port: Annotated[int, PORT] = 8900,
    host: Annotated[str, HOST] = "127.0.0.1",
    no_bot: Annotated[bool, NO_BOT] = False,
    verbose: Annotated[bool, VERBOSE] = False,
) -> None:
    """Start the toy town and the bot in it; nothing leaves this machine."""
    home = Path(tempfile.mkdtemp(prefix="numdesk-town-"))
    with listen(host, port) as listener:
        code = asyncio.run(live(listener, home, with_bot=not no_bot, verbose=verbose))
    if code == 0:  # otherwise the log in it is of interest
        shutil.rmtree(home, ignore_errors=True)
    raise SystemExit(code)


async def live(listener: socket.socket, home: Path, *, with_bot: bool, verbose: bool) -> int:
    """Keep the town open until a signal comes or its bot dies; give the exit code."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(trust_env=False))
        town = Town(client=client)
        port = await stack.enter_async_context(serving(town.app, listener, verbose=verbose))
        environment = town.environment(port, home / "numdesk.db")
        if with_bot:
            town.paste(await hooks_of(environment, home))
            async with BotProcess(environment, home, verbose=verbose) as bot:
                return await watch(bot, town.polled, stopping, f"http://127.0.0.1:{port}")
        for name, value in environment.items():
            typer.echo(f"export {name}={shlex.quote(value)}")
        await stopping.wait()
        return 0


async def watch(
    bot: BotProcess, polled: asyncio.Event, stopping: asyncio.Event, address: str
) -> int:
    """Announce the town once the bot polls; tell what went wrong if it does not, or ends."""
    outcome = await first(
        stop=stopping.wait(),
        death=bot.ended(),
        ready=polled.wait(),
        patience=asyncio.sleep(PATIENCE),
    )
    if outcome == "ready":
        advice = "Anna owns the desk; type /verify +447700900000; Ctrl+C stops"
        typer.echo(f"Open {address}  ({advice})")
        outcome = await first(stop=stopping.wait(), death=bot.ended())
    if outcome == "stop":
        return 0
    typer.echo("The bot ended." if outcome == "death" else "The bot does not poll.", err=True)
    for line in bot.last_lines():
        typer.echo(f"  {line}", err=True)
    if bot.log:
        typer.echo(f"Its whole log: {bot.log}", err=True)
    return 1


async def first(**waits: Coroutine[Any, Any, object]) -> str:
    """Wait for several things at once; name the one that came first, and drop the others."""
    tasks = {name: asyncio.create_task(wait) for name, wait in waits.items()}
    try:
        await asyncio.wait(tasks.values(), return_when=asyncio.FIRST_COMPLETED)
        return next(name for name, task in tasks.items() if task.done())
    finally:
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)


if __name__ == "__main__":
    typer.run(main)
