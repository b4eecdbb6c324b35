"""How a provider is asked. This is the one place that decides what a failure means.

    turn -> wanted? -> send -> whole body -> judge --ok--> read
                         |          |          |             |
                    not sent?     lost?     refused?     unreadable?

Before anything was sent, a failure is an UnreachableError. From then on a paid request without a
trustworthy answer is an OutcomeUnknownError, whatever went wrong, and is never repeated. What was
surely not carried out is repeated on a short schedule; reads on a longer one.

The log has the endpoint, the status and the masked number; our own id comes from structlog's
context, which the caller binds. Addresses, bodies, keys and codes are never logged, and errors
carry no causes, because an HTTP client's exceptions quote them.
"""

import asyncio
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TypeVar

import httpx
import structlog

from providers.contract.errors import (
    BusyError,
    OutcomeUnknownError,
    ProviderError,
    UnexpectedReplyError,
    UnreachableError,
)
from providers.contract.leave import GIVEN
from providers.contract.pace import ANY, Ceiling, Urgency
from providers.wire.client import FRESH, LeanClient
from providers.wire.exchange import Reply, Request, by_status
from providers.wire.redact import MASK, redacted_reply, redacted_sentence
from providers.wire.retry import PAID, READS, Backoff, read_retry_after
from providers.wire.throttle import Beat, OwnWindow, Throttle, Window
from providers.wire.wiring import Exchanged, Wiring

log = structlog.get_logger()

T = TypeVar("T")

LARGEST = 1 << 20  # bytes of a reply
LONGEST_CODE = 8
NOTICEABLE = timedelta(milliseconds=100)  # a wait in which somebody may have changed their mind
SECOND = timedelta(seconds=1)  # a ceiling over longer may be used up at once

# Nothing has left us yet when one of these is raised before the status line.
NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)

# A reader may simply index into what came: these say that it was not what the document promises.
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one attempt may take, in seconds."""

    timeout: httpx.Timeout
    total: float


PATIENCE = {
    True: Patience(httpx.Timeout(25, connect=5, pool=5), total=35),  # paid: a late answer is gold
    False: Patience(httpx.Timeout(10, connect=5, pool=5), total=10),
}


@dataclass(frozen=True, slots=True)
class Account:
    """Who is asked, and what goes with every request."""

    provider: str
    base_url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    auth: httpx.Auth | None = field(default=None, repr=False)  # signs each attempt anew
    secrets: Collection[str] = field(default=(), repr=False)  # masked wherever they turn up
    hidden: Collection[str] = ()  # fields of replies with codes, numbers or texts
    ceilings: Mapping[str, Ceiling] = field(default_factory=dict)
    judge: Callable[[Reply], ProviderError | None] = by_status
    paid: Backoff = PAID  # when a paid order that surely was not carried out is made again


@dataclass(frozen=True, slots=True)
class Headers:
    """What goes with requests that bring these headers of their own."""

    of: Mapping[str, str] | None = None
    headers: httpx.Headers = field(default_factory=httpx.Headers)


class Transport:
    """Asks one provider. The client is shared and stays open."""

    def __init__(self, account: Account, wiring: Wiring) -> None:
        self._account = account
        self._wiring = wiring
        self._latest = Headers()  # most requests bring the same ones
        self._throttles = {
            endpoint: Throttle(
                self._window(endpoint, ceiling),
                sleep=wiring.sleep,
                now=wiring.now,
                beat=Beat(ceiling, now=wiring.now) if ceiling.per <= SECOND else None,
            )
            for endpoint, ceiling in account.ceilings.items()
        }

    def _window(self, endpoint: str, ceiling: Ceiling) -> Window:
        if self._wiring.windows is None:
            return OwnWindow(ceiling, now=self._wiring.now)
        return self._wiring.windows(f"{self._account.provider} {endpoint}", ceiling)

    async def ask(self, request: Request, read: Callable[[Reply], T]) -> T:
        """Send a request and read its answer; raises the errors of `contract.errors` only."""
        return self._read(read, await self._answer(request), request)

    async def _answer(self, request: Request) -> Reply:
        backoff = self._account.paid if request.is_paid else READS
        started = self._wiring.now()
        attempt = 0
        while True:
            attempt += 1
            await self._turn(request, started)
            try:
                return await self._attempt(request)
            except (UnreachableError, BusyError) as error:
                pause = backoff.pause(
                    attempt,
                    spent=self._wiring.now() - started,
                    asked=error.retry_after,
                    chance=self._wiring.chance(),
                )
                if pause is None:
                    raise
            await self._wiring.sleep(pause.total_seconds())

    async def _turn(self, request: Request, started: datetime) -> None:
        """Wait until it may be sent; BusyError where leave for a paid order ends before."""
        given = GIVEN.get() if request.is_paid else None
        until = given.until if given is not None else None
        try:
            for endpoint in (ANY, request.endpoint):
                if endpoint in self._throttles:
                    await self._throttles[endpoint].turn(request.urgency, until=until)
        except BusyError as error:
            raise self._signed(error) from None
        has_waited = self._wiring.now() - started >= NOTICEABLE
        if given is not None and has_waited and not await given.is_wanted():
            raise self._signed(BusyError("not wanted any more; nothing was sent"))

    async def _attempt(self, request: Request) -> Reply:
        """Send once; an error raised here already means what its docstring says."""
        started = self._wiring.now()
        status: int | None = None
        failure: ProviderError | None = None
        try:
            reply = await self._exchange(request)
            status = reply.status
            if (refusal := self._read(self._account.judge, reply, request)) is not None:
                raise self._judged(refusal, request)
        except ProviderError as error:
            failure = error
            raise
        finally:
            took = self._wiring.now() - started
            self._wiring.observe(
                Exchanged(
                    provider=self._account.provider,
                    endpoint=request.endpoint,
                    is_paid=request.is_paid,
                    failure=type(failure) if failure is not None else None,
                    took=took,
                )
            )
            self._write_down(request, status, failure, took)
        return reply

    def _write_down(
        self, request: Request, status: int | None, failure: ProviderError | None, took: timedelta
    ) -> None:
        if request.urgency is Urgency.BATCH and failure is None:
            return  # nobody reads a hundred thousand lines that say that all is well
        log.info(
            "provider asked",
            provider=self._account.provider,
            endpoint=request.endpoint,
            number=request.number and request.number.masked,
            status=status,
            failure=failure and type(failure).__name__,
            seconds=round(took.total_seconds(), 3),
        )

    async def _exchange(self, request: Request) -> Reply:
        patience = PATIENCE[request.is_paid]
        try:
            async with asyncio.timeout(patience.total):
                response = await self._send(request, patience)
                try:
                    body = await _whole(response)
                finally:
                    await response.aclose()
        except (httpx.HTTPError, TimeoutError) as error:
            raise self._judged(UnreachableError(_sentence(error)), request) from None
        payload, account = _decoded(body), self._account
        return Reply(
            endpoint=request.endpoint,
            status=response.status_code,
            payload=payload,
            raw=redacted_reply(body, account.secrets, account.hidden, payload=payload),
            retry_after=read_retry_after(
                response.headers.get("Retry-After"), now=self._wiring.now()
            ),
        )

    async def _send(self, request: Request, patience: Patience) -> httpx.Response:
        client, auth = self._wiring.client, self._account.auth
        message = httpx.Request(
            request.method,
            _address(self._account.base_url, request.path),
            params=request.query or None,
            content=request.body,
            headers=self._headers(request),
            extensions={"timeout": patience.timeout.as_dict(), FRESH: request.is_paid},
        )
        try:
            if auth is None and isinstance(client, LeanClient):
                return await client.carry(message)
            return await client.send(message, auth=auth, stream=True, follow_redirects=False)
        except NOT_SENT as error:
            raise self._signed(UnreachableError(_sentence(error))) from None

    def _headers(self, request: Request) -> httpx.Headers:
        """Give what goes with a request: the client's, the account's, its own."""
        if request.headers is not self._latest.of:
            headers = httpx.Headers(self._wiring.client.headers)
            headers.update({**self._account.headers, **request.headers})
            self._latest = Headers(request.headers, headers)
        return self._latest.headers

    def _read(self, read: Callable[[Reply], T], reply: Reply, request: Request) -> T:
        try:
            return read(reply)
        except ProviderError as error:
            raise self._judged(error, request) from None
        except UNREADABLE as error:
            detail = f"the reply makes no sense: {type(error).__name__}"
            raise self._judged(UnexpectedReplyError(detail), request) from None

    def _judged(self, error: ProviderError, request: Request) -> ProviderError:
        """Say what a failure means once the request may have arrived."""
        if request.is_paid and isinstance(error, UnreachableError | UnexpectedReplyError):
            error = OutcomeUnknownError(error.detail, code=error.code)
        return self._signed(error)

    def _signed(self, error: ProviderError) -> ProviderError:
        error.provider = self._account.provider
        error.detail = redacted_sentence(error.detail, self._account.secrets)
        error.args = (error.detail,)
        error.code = error.code if len(error.code) <= LONGEST_CODE else MASK
        return error


async def _whole(response: httpx.Response) -> bytes:
    """Read the body to its end, or to the limit."""
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > LARGEST:
            raise httpx.ReadError(f"the reply is longer than {LARGEST} bytes")
    return bytes(body)


@lru_cache(maxsize=256)
def _address(base_url: str, path: str) -> httpx.URL:
    return httpx.URL(f"{base_url}/{path.lstrip('/')}")


def _decoded(body: bytes) -> object:
    try:
        decoded: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return decoded


def _sentence(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".removesuffix(": ")
