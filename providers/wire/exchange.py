"""One request and its reply, as values; and what an HTTP status means by itself."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from http import HTTPStatus

from providers.contract.errors import (
    BusyError,
    CredentialsError,
    FundsError,
    NotFoundError,
    ProviderError,
    RefusedError,
    UnexpectedReplyError,
    UnreachableError,
)
from providers.contract.pace import Urgency
from providers.contract.phone import PhoneNumber


class Method(StrEnum):
    """The two methods our vendors use."""

    GET = "GET"
    POST = "POST"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a provider. `is_paid` decides on repeats, not the method."""

    endpoint: str  # names it in logs and ceilings: "init-call"
    path: str = field(repr=False)  # under the base address; may hold a key
    method: Method = Method.POST
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)  # sent as it is: it may be signed
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    number: PhoneNumber | None = None  # whom it is about, for the log
    urgency: Urgency = Urgency.PERSON
    is_paid: bool = False


def json_body(fields: Mapping[str, object]) -> bytes:
    """Write a body, once, without what is None."""
    said = {name: value for name, value in fields.items() if value is not None}
    return json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whole and decoded, whatever the status."""

    endpoint: str
    status: int
    payload: object = field(repr=False)  # None where the body is no JSON
    raw: str = field(repr=False)  # redacted
    retry_after: timedelta | None = None

    def fields(self) -> Mapping[str, object]:
        """Give the payload where it is a JSON object, else nothing."""
        return self.payload if isinstance(self.payload, dict) else {}


# What a status says by itself. Any other 4xx is a refusal, any 5xx is trouble over there.
MEANINGS: Mapping[int, type[ProviderError]] = {
    HTTPStatus.UNAUTHORIZED: CredentialsError,
    HTTPStatus.PAYMENT_REQUIRED: FundsError,
    HTTPStatus.FORBIDDEN: CredentialsError,
    HTTPStatus.NOT_FOUND: NotFoundError,
    HTTPStatus.REQUEST_TIMEOUT: UnreachableError,  # a gateway gave up; what is behind it may not
    HTTPStatus.TOO_MANY_REQUESTS: BusyError,
}


def by_status(reply: Reply, *, status: int | None = None, detail: str = "") -> ProviderError | None:
    """Judge a reply by its status alone, or by a worse one found in its body."""
    status = reply.status if status is None else status
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    if status in MEANINGS:
        meaning = MEANINGS[status]
    elif HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        meaning = RefusedError
    elif status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        meaning = UnreachableError
    else:
        meaning = UnexpectedReplyError  # a redirect, say: following it could carry the key away
    return meaning(detail or f"status {status}", retry_after=reply.retry_after)
