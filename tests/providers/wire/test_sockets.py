"""The transport over real sockets: a paid request goes out once, whatever the other side does."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import closing

import httpx
import pytest

from providers.contract.errors import OutcomeUnknownError, UnreachableError
from providers.wire import transport as wire
from providers.wire.client import make_transport, open_client
from providers.wire.exchange import Method, Reply, Request
from providers.wire.transport import Account, Patience, Transport
from providers.wire.wiring import Wiring
from tests.providers.quick_clock import QuickClock
from tests.providers.wire.rude_server import (
    Manners,
    cuts_the_body,
    hangs_up,
    never_ends,
    resets,
    rude_server,
    says_nothing,
    speaks_gibberish,
    stalls_in_the_body,
)

LEASE = Request("get-number", "api/get-number/k3y", method=Method.GET, is_paid=True)
INIT = Request("init", "api/init/k3y", method=Method.GET)


def payload(reply: Reply) -> object:
    return reply.payload


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with open_client(make_transport()) as opened:
        yield opened


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten every patience to a blink."""
    blink = Patience(httpx.Timeout(0.2, connect=2, pool=2), total=1)
    monkeypatch.setattr(wire, "PATIENCE", {True: blink, False: blink})


def real(client: httpx.AsyncClient, url: str) -> Transport:
    clock = QuickClock()
    wiring = Wiring(client, now=clock.now, sleep=clock.sleep, chance=lambda: 0.5)
    return Transport(Account("vendor", url, secrets=("k3y",)), wiring)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    "manners",
    [
        hangs_up,
        resets,
        cuts_the_body,
        says_nothing,
        stalls_in_the_body,
        speaks_gibberish,
        never_ends,
    ],
)
async def test_a_paid_get_that_arrived_is_sent_once_whatever_the_server_does(
    client: httpx.AsyncClient, manners: Manners
) -> None:
    async with rude_server(manners) as server:
        with pytest.raises(OutcomeUnknownError):
            await real(client, server.url).ask(LEASE, payload)

        assert len(server.requests) == 1


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("manners", [hangs_up, cuts_the_body, says_nothing])
async def test_a_read_is_sent_until_the_attempts_are_used_up(
    client: httpx.AsyncClient, manners: Manners
) -> None:
    async with rude_server(manners) as server:
        with pytest.raises(UnreachableError):
            await real(client, server.url).ask(INIT, payload)

        assert len(server.requests) == 4


async def test_a_refused_port_is_known_not_to_have_been_paid(client: httpx.AsyncClient) -> None:
    with closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

        with pytest.raises(UnreachableError, match="ConnectError"):
            await real(client, f"http://127.0.0.1:{port}").ask(LEASE, payload)


@pytest.mark.usefixtures("hasty")
async def test_a_trickle_of_bytes_holds_nobody_for_ever(client: httpx.AsyncClient) -> None:
    async def trickle(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while not writer.is_closing():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.05)  # loopback takes real time, though little

    async with rude_server(trickle) as server:
        with pytest.raises(OutcomeUnknownError, match="TimeoutError"):
            await real(client, server.url).ask(LEASE, payload)
