"""An application on a socket of the loopback, inside the running loop."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

NEIGHBOURS = 100  # ports tried after the one asked for
GOODBYE = 1  # seconds that open connections get at the end


def listen(host: str, port: int) -> socket.socket:
    """Take the port, or the next free one; port 0 takes any."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, min(port + NEIGHBOURS, 65536)):
        try:
            listener = socket.create_server((host, candidate), family=family)
        except OSError as refused:
            if refused.errno != errno.EADDRINUSE:
                raise
        else:
            # asyncio sets it for sockets it has made itself; else answers wait for a late ACK
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return listener
    raise OSError(errno.EADDRINUSE, f"No free port from {port} on.")


@asynccontextmanager
async def serving(
    app: ASGIApp, listener: socket.socket, *, verbose: bool = False
) -> AsyncIterator[int]:
    """Serve on an open socket while the block runs; yield the port."""
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="error" if verbose else "critical",  # a reply cut on purpose logs as an error
        access_log=False,
        timeout_graceful_shutdown=GOODBYE,
    )
    server = Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await task


class Server(uvicorn.Server):
    """Uvicorn that leaves signals alone; its own way would end the process before the bot."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield
