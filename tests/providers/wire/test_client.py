"""The client over real sockets: what was sent, and what the failure is called."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from providers.wire.client import FRESH, make_transport, open_client
from tests.providers.wire.rude_server import (
    Manners,
    answers,
    cuts_the_body,
    hangs_up,
    never_ends,
    resets,
    rude_server,
    says_nothing,
    speaks_gibberish,
    stalls_in_the_body,
)

SOON = httpx.Timeout(0.2, connect=2, pool=2)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with open_client(make_transport()) as opened:
        yield opened


@pytest.fixture
def certificate(tmp_path: Path) -> ssl.SSLContext:
    """A server's TLS with a certificate it signed itself, left in the test's directory."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "certificate.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    return tls


async def test_a_refused_connection_was_not_sent(client: httpx.AsyncClient) -> None:
    with closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

        with pytest.raises(httpx.ConnectError):
            await client.post(f"http://127.0.0.1:{port}/")


async def test_an_unknown_host_was_not_sent(client: httpx.AsyncClient) -> None:
    with pytest.raises(httpx.ConnectError):
        await client.post("http://nowhere.invalid/")


@pytest.mark.parametrize("is_fresh", [True, False])
async def test_a_certificate_nobody_vouches_for_stops_before_sending(
    client: httpx.AsyncClient, certificate: ssl.SSLContext, *, is_fresh: bool
) -> None:
    async with rude_server(answers, tls=certificate) as server:
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await client.post(server.url, extensions={FRESH: is_fresh})

        assert server.requests == []


async def test_an_authority_of_ones_own_can_be_named(
    certificate: ssl.SSLContext, tmp_path: Path
) -> None:
    async with (
        rude_server(answers, tls=certificate) as server,
        open_client(make_transport(ca_bundle=tmp_path / "certificate.pem")) as client,
    ):
        assert (await client.post(server.url)).status_code == 200


async def test_a_failed_handshake_was_not_sent(client: httpx.AsyncClient) -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    listening = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with listening:
        port = listening.sockets[0].getsockname()[1]
        with pytest.raises(httpx.ConnectError):
            await client.post(f"https://127.0.0.1:{port}/")


async def test_a_handshake_that_takes_too_long_was_not_sent(client: httpx.AsyncClient) -> None:
    async with rude_server(says_nothing) as server:
        with pytest.raises(httpx.ConnectTimeout):
            await client.post(
                f"https://127.0.0.1:{server.port}/", timeout=httpx.Timeout(2, connect=0.2, pool=0.2)
            )


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("is_fresh", [True, False])
@pytest.mark.parametrize("manners", [hangs_up, resets, speaks_gibberish])
async def test_a_connection_lost_after_sending_is_no_connect_error(
    client: httpx.AsyncClient, manners: Manners, method: str, *, is_fresh: bool
) -> None:
    async with rude_server(manners) as server:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.request(method, server.url, extensions={FRESH: is_fresh})

        assert len(server.requests) == 1


@pytest.mark.parametrize("manners", [says_nothing, stalls_in_the_body])
async def test_silence_after_sending_is_a_read_timeout(
    client: httpx.AsyncClient, manners: Manners
) -> None:
    async with rude_server(manners) as server:
        with pytest.raises(httpx.ReadTimeout):
            await client.get(server.url, timeout=SOON)

        assert len(server.requests) == 1


async def test_a_body_cut_short_is_an_error(client: httpx.AsyncClient) -> None:
    async with rude_server(cuts_the_body) as server:
        with pytest.raises(httpx.ReadError):
            await client.get(server.url)

        assert len(server.requests) == 1


async def test_a_get_on_a_connection_that_died_meanwhile_is_sent_once(
    client: httpx.AsyncClient,
) -> None:
    """The client below repeats it on its own unless told not to."""
    turn = iter([answers, hangs_up, answers])

    async def once_then_never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await next(turn)(reader, writer)

    async with rude_server(once_then_never) as server:
        await client.get(server.url)
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get(server.url)

        assert len(server.requests) == 2
        assert server.connections == 1


async def test_a_fresh_request_never_takes_a_used_connection(client: httpx.AsyncClient) -> None:
    async with rude_server(answers) as server:
        for is_fresh in (False, False, True, True):
            await client.get(server.url, extensions={FRESH: is_fresh})

        assert server.connections == 3


async def test_an_endless_body_can_be_left(client: httpx.AsyncClient) -> None:
    async with rude_server(never_ends) as server, client.stream("GET", server.url) as response:
        async for _ in response.aiter_bytes():
            break

    assert response.is_closed


async def test_failures_do_not_quote_the_address(client: httpx.AsyncClient) -> None:
    async with rude_server(says_nothing) as server:
        with pytest.raises(httpx.ReadTimeout) as caught:
            await client.get(f"{server.url}/key-in-the-path", timeout=SOON)

    assert "key-in-the-path" not in f"{caught.value!r} {caught.value.__cause__!r}"
