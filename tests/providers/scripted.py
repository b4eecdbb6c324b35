"""A provider's side of the wire, played from a script: no socket, no time."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

import httpx

from providers.wire.client import open_client
from providers.wire.wiring import Wiring
from tests.providers.quick_clock import QuickClock


@dataclass(frozen=True)
class Answer:
    """What comes back; `is_cut` breaks the connection after the body."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    is_cut: bool = False


def said(payload: object, status: int = 200, **headers: str) -> Answer:
    """Answer with JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, json.dumps(payload).encode(), named)


class Script(httpx.AsyncBaseTransport):
    """Answers one request after the other; the last answer is given for good."""

    def __init__(self, *steps: Answer | Exception) -> None:
        self._steps = steps
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Play the next step."""
        await request.aread()
        step = self._steps[min(len(self.requests), len(self._steps) - 1)]
        self.requests.append(request)
        if isinstance(step, Exception):
            raise step
        return httpx.Response(step.status, headers=dict(step.headers), stream=_Body(step))


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._answer.body), 65536):
            yield self._answer.body[start : start + 65536]
        if self._answer.is_cut:
            raise httpx.ReadError("cut")


def wired(script: Script, clock: QuickClock) -> Wiring:
    """Make what a provider is opened with."""
    return Wiring(client=open_client(script), now=clock.now, sleep=clock.sleep, chance=lambda: 0.5)
