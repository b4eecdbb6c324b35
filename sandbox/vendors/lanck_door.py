"""LANCK's door: the token, the limit, the verb and the parameters, before a method answers."""

import base64
import re
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.vendors.lanck_requests import (
    AUTHENTICATION,
    LIMIT,
    NO_SUCH_METHOD,
    TOKEN_INACTIVE,
    UNAVAILABLE,
    WRONG_VERB,
    LanckError,
    Rules,
    read,
)
from sandbox.vendors.trouble import Mode
from sandbox.vendors.vendor import Vendor

TOKEN = "toytown:toy-town-password-0"  # noqa: S105 - it opens nothing outside the town
FORM = re.compile(r"[^:]+:[^:]+")  # exactly one colon
EVERY_VERB = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
PER_SECOND = 30
SECOND = timedelta(seconds=1)

Asked = Mapping[str, str]  # the parameters, and the id from the path


class Method(NamedTuple):
    """What is answered to a verb, and the parameters that come with it."""

    rules: Rules
    answer: Callable[[Asked], Awaitable[Response]]


class Door:
    """Lets documented requests in, turns the others away and notes them with the vendor."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor
        self._clock = vendor.premises.clock
        self._lately: deque[datetime] = deque()  # the requests of the last second

    def route(self, path: str, methods: Mapping[str, Method]) -> Route:
        """Build the way to the methods of one path, by verb."""

        async def endpoint(request: Request) -> Response:
            try:
                self._admit(request)
                method = find_method(request, methods)
                asked = await read(request, method.rules)
                return await method.answer(asked | request.path_params)
            except LanckError as refused:
                if refused.offence:
                    where = f"{request.method} {request.url.path}"
                    self._vendor.complaints.append(f"{where}: {refused.offence}")
                body = {"errorCode": refused.code, "errorReason": str(refused)}
                return JSONResponse(body, refused.status)

        return Route(f"/{self._vendor.name}/v1{path}", endpoint, methods=EVERY_VERB)

    def _admit(self, request: Request) -> None:
        if self._vendor.mode is Mode.DOWN:
            raise LanckError(UNAVAILABLE)
        token = read_token(request.headers.get("Authorization", ""))
        if self._vendor.mode is Mode.BAD_CREDENTIALS:
            raise LanckError(TOKEN_INACTIVE)
        if not compare_digest(token.encode(), TOKEN.encode()):
            raise LanckError(AUTHENTICATION)
        now = self._clock.now()
        while self._lately and now - self._lately[0] >= SECOND:
            self._lately.popleft()
        if len(self._lately) >= PER_SECOND:
            raise LanckError(LIMIT)
        self._lately.append(now)


def find_method(request: Request, methods: Mapping[str, Method]) -> Method:
    """Choose by the verb; without any methods the path leads nowhere."""
    if not methods:
        raise LanckError(NO_SUCH_METHOD, "no such method")
    if request.method not in methods:
        raise LanckError(WRONG_VERB, f"only {' and '.join(methods)} will do")
    return methods[request.method]


def read_token(header: str) -> str:
    """Read HTTP Basic; the token is `user:password`."""
    scheme, _, encoded = header.partition(" ")
    if scheme.casefold() != "basic":
        raise LanckError(AUTHENTICATION, "Authorization must be Basic")
    try:
        token = base64.b64decode(encoded, validate=True).decode()
    except ValueError:
        raise LanckError(AUTHENTICATION, "the token is not in base64") from None
    if not FORM.fullmatch(token):
        raise LanckError(AUTHENTICATION, "the token must be user:password, with one colon")
    return token
