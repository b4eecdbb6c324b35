"""The one HTTP client of the process, and how it tells "not sent" from "sent, no answer".

httpx speaks through aiohttp, which is several times faster, but three of aiohttp's ways would cost
money here and are turned off:

* it repeats a GET on its own when the connection dies before the answer;
* a connection kept alive may be dead already, which looks the same as an answer lost on the way:
  a request with FRESH in its extensions gets a connection of its own;
* httpx-aiohttp reports "server disconnected" as a connect timeout.
"""

import logging
import ssl
from collections.abc import Callable
from pathlib import Path

import aiohttp
import httpx
from aiohttp.client_middlewares import ClientHandlerType
from httpx_aiohttp import AiohttpTransport

FRESH = "numdesk.fresh"  # in a request's extensions: no second-hand connection
CONNECTIONS = 100
ORDERS = 400  # fresh connections at once; lists take up to 256, and people must find one free
KEPT_ALIVE = 20.0  # seconds, less than servers usually allow
TIMEOUT = httpx.Timeout(10, connect=5, pool=5)


async def send_once(
    request: aiohttp.ClientRequest, handler: ClientHandlerType
) -> aiohttp.ClientResponse:
    """Say what happened in httpx's words, which aiohttp neither repeats nor renames.

    The causes are cut off: aiohttp writes whole addresses into them, with keys and phone numbers.
    """
    try:
        return await handler(request)
    except aiohttp.ConnectionTimeoutError:
        raise httpx.ConnectTimeout("no connection in time") from None
    except aiohttp.ClientConnectorError as error:  # refused, unknown host, TLS; names the host
        raise httpx.ConnectError(str(error)) from None
    except aiohttp.SocketTimeoutError:
        raise httpx.ReadTimeout("no answer in time") from None
    except (aiohttp.ClientError, OSError) as error:
        raise httpx.RemoteProtocolError(f"no answer: {type(error).__name__}") from None


class HonestTransport(httpx.AsyncBaseTransport):
    """Two pools: one keeps connections alive, one opens a fresh one for each request."""

    def __init__(self, *, ca_bundle: Path | None = None) -> None:
        tls = httpx.create_ssl_context()  # heeds SSL_CERT_FILE; certificates are always checked
        if ca_bundle is not None:
            tls.load_verify_locations(ca_bundle)
        self._kept = AiohttpTransport(client=_session(tls, is_kept=True))
        self._fresh = AiohttpTransport(client=_session(tls, is_kept=False))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it once."""
        pool = self._fresh if request.extensions.get(FRESH) else self._kept
        return await pool.handle_async_request(request)

    async def aclose(self) -> None:
        """Close both pools."""
        await self._kept.aclose()
        await self._fresh.aclose()


class LeanClient(httpx.AsyncClient):
    """An httpx client that can also hand a finished request straight to what carries it.

    `send` looks for cookies, redirects, hooks and proxies at every request, which takes as long as
    sending it; providers want none of them.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        super().__init__(
            transport=transport,
            timeout=TIMEOUT,
            headers={"User-Agent": "numdesk", "Accept-Encoding": "identity"},
            follow_redirects=False,
            trust_env=False,
        )
        self._carrier = transport

    async def carry(self, request: httpx.Request) -> httpx.Response:
        """Send it once; the body is still to be read, and the answer to be closed."""
        return await self._carrier.handle_async_request(request)


def make_transport(*, ca_bundle: Path | None = None) -> httpx.AsyncBaseTransport:
    """Make what carries httpx; whoever takes it closes it.

    `ca_bundle` names a PEM file of authorities to trust beside the usual ones.
    """
    _hush()
    return HonestTransport(ca_bundle=ca_bundle)


def open_client(transport: httpx.AsyncBaseTransport) -> httpx.AsyncClient:
    """Make the client that providers share; to be closed by the caller."""
    _hush()
    return LeanClient(transport)


def _hush() -> None:
    """Keep httpx from writing down every address it sends to, which it does at INFO."""
    logging.getLogger("httpx").setLevel(logging.WARNING)


def _session(tls: ssl.SSLContext, *, is_kept: bool) -> Callable[[], aiohttp.ClientSession]:
    """Describe a session; aiohttp wants it made inside the loop, at the first request."""

    def make() -> aiohttp.ClientSession:
        connector = (
            aiohttp.TCPConnector(ssl=tls, limit=CONNECTIONS, keepalive_timeout=KEPT_ALIVE)
            if is_kept
            else aiohttp.TCPConnector(ssl=tls, limit=ORDERS, force_close=True)
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            middlewares=(send_once,),
        )

    return make
