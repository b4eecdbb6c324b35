"""The town's pages have no lock, so they answer only a browser that asked this machine by name.

A page elsewhere can point its own name at 127.0.0.1 (DNS rebinding); its requests then arrive
with that name in the Host header, and are refused.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def names_this_machine(host: str) -> bool:
    """Tell whether a Host header, with or without a port, means the loopback."""
    try:
        return urlsplit(f"//{host}").hostname in THIS_MACHINE
    except ValueError:  # half a bracket
        return False


class LoopbackOnly:
    """Let through what asks for this machine; answer 403 to the rest."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Be an ASGI application around another."""
        if names_this_machine(Headers(scope=scope).get("host", "")):
            await self._app(scope, receive, send)
            return
        refusal = JSONResponse({"error": "The town answers on this machine only."}, 403)
        await refusal(scope, receive, send)
