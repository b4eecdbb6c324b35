"""The receiver: the desk's own small web server.

POST /telegram/{token}   updates, in webhook mode
GET  /healthz            the process lives
GET  /readyz             it can work: the database answers, Telegram has been reached
"""

import hmac
import json
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from telegram import Bot, Update

from bot.settings import Settings
from providers.catalog import Catalog
from providers.contract.capabilities import CallbackReader

log = structlog.get_logger()

LARGEST = 1024 * 1024  # bytes of one update
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (a header's name)


def path_token(settings: Settings, door: str) -> str:
    """Derive the secret part of a door's address; the token of one opens no other."""
    assert settings.hook_secret is not None
    key = settings.hook_secret.get_secret_value().encode()
    return hmac.new(key, f"path:{door}".encode(), sha256).hexdigest()


def header_token(settings: Settings) -> str:
    """Derive what Telegram has to show beside the address."""
    assert settings.hook_secret is not None
    key = settings.hook_secret.get_secret_value().encode()
    return hmac.new(key, b"header:telegram", sha256).hexdigest()


def hook_addresses(settings: Settings, catalog: Catalog) -> list[tuple[str, str]]:
    """List title and address of every configured provider that calls back."""
    return [
        (one.title, f"{settings.public_url}/hooks/{one.name}/{path_token(settings, one.name)}")
        for one in catalog
        if isinstance(one, CallbackReader)
    ]


def receiver(
    settings: Settings,
    bot: Bot,
    *,
    keep: Callable[[list[Update]], Awaitable[None]],
    ready: Callable[[], Awaitable[dict[str, bool]]],
) -> Starlette:
    """Make the application. `keep` makes updates durable; `ready` names what works."""

    async def healthz(request: Request) -> Response:
        del request
        return PlainTextResponse("ok\n")

    async def readyz(request: Request) -> Response:
        del request
        works = await ready()
        return JSONResponse(works, status_code=200 if all(works.values()) else 503)

    async def telegram(request: Request) -> Response:
        token = request.path_params["token"]
        shown = request.headers.get(SECRET_HEADER, "")
        if settings.hook_secret is None or not (
            hmac.compare_digest(token.encode(), path_token(settings, "telegram").encode())
            and hmac.compare_digest(shown.encode(), header_token(settings).encode())
        ):
            return PlainTextResponse("not found\n", status_code=404)
        body = await _body(request)
        if body is None:
            return PlainTextResponse("too large\n", status_code=413)
        update = _read_update(body, bot)
        if update is None:
            return PlainTextResponse("not an update\n", status_code=400)
        await keep([update])
        return Response()

    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/telegram/{token}", telegram, methods=["POST"]),
        ]
    )


async def _body(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
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
