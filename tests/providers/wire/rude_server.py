"""A server on loopback that treats each request as it is told, and counts them."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Manners = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class RudeServer:
    """Reads a request to the end of its head, then lets `manners` do the rest."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self.requests: list[bytes] = []
        self.connections = 0
        self.port = 0
        self.scheme = "http"

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{self.scheme}://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        self.connections += 1
        try:
            while True:
                self.requests.append(await reader.readuntil(b"\r\n\r\n"))
                await self._manners(reader, writer)
                if writer.is_closing():
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client went away
        finally:
            writer.close()


@asynccontextmanager
async def rude_server(
    manners: Manners, *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[RudeServer]:
    """Run one on a free port."""
    server = RudeServer(manners)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
    server.scheme = "https" if tls else "http"
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


async def answers(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer well and keep the connection."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    await writer.drain()


async def hangs_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take the request and close without a word."""
    writer.close()


async def resets(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take the request and reset the connection."""
    writer.transport.abort()


async def cuts_the_body(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Promise a hundred bytes and send ten."""
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"callId":')
    await writer.drain()
    writer.close()


async def says_nothing(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Take the request and wait for the client to give up."""
    await reader.read()


async def stalls_in_the_body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Begin to answer and stop."""
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"callId":')
    await writer.drain()
    await reader.read()


async def speaks_gibberish(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer in another protocol."""
    writer.write(b"220 mail.example ESMTP\r\n\r\n")
    await writer.drain()
    writer.close()


async def never_ends(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send a body without end."""
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while not writer.is_closing():
        writer.write(b" " * 65536)
        await writer.drain()
