"""The receiver: the desk's own small web server.

POST /hooks/{provider}/{token}   callbacks; GET as well, for vendors that may be set up so
POST /telegram/{token}           updates, in webhook mode
GET  /healthz                    the process lives
GET  /readyz                     it can work: the database answers, Telegram has been reached
GET  /metrics                    counts for Prometheus

404 is all a stranger learns; 500 only where the sender should try again.
"""

import json
import socket
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import Any

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from telegram import Bot, Update

from bot.clock import Clock
from bot.flows.intake import NobodyHomeError, UntrustedError
from bot.hooks import Hooks
from bot.metrics import CONTENT_TYPE
from bot.settings import Settings
from providers.contract.events import Callback, UnreadableCallbackError

log = structlog.get_logger()

LARGEST_UPDATE = 1024 * 1024  # bytes
LARGEST_CALLBACK = 64 * 1024
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (a header's name)

NOT_FOUND = PlainTextResponse("not found\n", status_code=404)
TOO_LARGE = PlainTextResponse("too large\n", status_code=413)
UNTRUSTED = PlainTextResponse("not trusted\n", status_code=403)
UNREADABLE = PlainTextResponse("not readable\n", status_code=400)


class Receiver:
    """The doors.

    `keep` makes updates durable, `hear` takes in a provider's callback and raises the errors of
    `flows.intake`, `ready` names what works, `measure` gives the page of figures.
    """

    def __init__(
        self,
        hooks: Hooks,
        bot: Bot,
        clock: Clock,
        *,
        keep: Callable[[list[Update]], Awaitable[None]],
        hear: Callable[[str, Callback], Awaitable[None]],
        ready: Callable[[], Awaitable[dict[str, bool]]],
        measure: Callable[[], Awaitable[bytes]],
    ) -> None:
        self._hooks = hooks
        self._bot = bot
        self._clock = clock
        self._keep = keep
        self._hear = hear
        self._ready = ready
        self._measure = measure
        self.app = Starlette(
            routes=[
                Route("/healthz", self._healthz),
                Route("/readyz", self._readyz),
                Route("/metrics", self._metrics),
                Route("/telegram/{token}", self._telegram, methods=["POST"]),
                Route("/hooks/{provider}/{token}", self._callback, methods=["GET", "POST"]),
            ]
        )

    async def _healthz(self, _: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def _readyz(self, _: Request) -> Response:
        works = await self._ready()
        return JSONResponse(works, status_code=200 if all(works.values()) else 503)

    async def _metrics(self, _: Request) -> Response:
        return Response(await self._measure(), media_type=CONTENT_TYPE)

    async def _telegram(self, request: Request) -> Response:
        shown = request.headers.get(SECRET_HEADER, "")
        token = request.path_params["token"]
        if not (self._hooks.opens("telegram", token) and self._hooks.shows(shown)):
            return NOT_FOUND
        body = await _body(request, LARGEST_UPDATE)
        if body is None:
            return TOO_LARGE
        update = _read_update(body, self._bot)
        if update is None:
            return UNREADABLE
        await self._keep([update])
        return Response()

    async def _callback(self, request: Request) -> Response:
        name = request.path_params["provider"]
        if not self._hooks.opens(name, request.path_params["token"]):
            return NOT_FOUND
        body = await _body(request, LARGEST_CALLBACK)
        if body is None:
            return TOO_LARGE
        came = Callback(
            method=request.method,
            headers={key.lower(): value for key, value in request.headers.items()},
            query=dict(request.query_params),
            body=body,
            received_at=self._clock.now(),
        )
        try:
            await self._hear(name, came)
        except NobodyHomeError:
            return NOT_FOUND
        except UntrustedError:
            log.warning("callback not signed by its vendor", provider=name)
            return UNTRUSTED
        except UnreadableCallbackError as error:
            log.warning("unreadable callback", provider=name, error=str(error))
            return UNREADABLE
        return Response()


async def _body(request: Request, largest: int) -> bytes | None:
    """Read the body; None where it is longer than that."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            return None
    return bytes(body)


def _read_update(body: bytes, bot: Bot) -> Update | None:
    try:
        said: Any = json.loads(body)
        return Update.de_json(said, bot)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        log.warning("unreadable update", error=type(error).__name__)
        return None


class QuietServer(uvicorn.Server):
    """Uvicorn without signal handlers: it would raise SIGTERM again before the bot has stopped."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave signals to whoever started us."""
        yield


def port_is_free(settings: Settings) -> bool:
    """Whether the receiver can listen where it is told to."""
    try:
        with socket.create_server((settings.receiver_host, settings.receiver_port)):
            return True
    except OSError:
        return False


def server(settings: Settings, app: Starlette) -> QuietServer:
    """Make the server; `serve()` runs it until `should_exit`."""
    return QuietServer(
        uvicorn.Config(
            app,
            host=settings.receiver_host,
            port=settings.receiver_port,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=5,
        )
    )
