"""How LANCK is asked, and what its refusals mean. Bodies are JSON, numbers have their plus."""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote

from providers.contract.errors import (
    BusyError,
    CredentialsError,
    FundsError,
    NotFoundError,
    NumberRefusedError,
    ProviderError,
    RefusedError,
    UnreachableError,
)
from providers.contract.pace import Urgency
from providers.contract.phone import PhoneNumber
from providers.wire.exchange import Method, Reply, Request, by_status, json_body

HLR = "insight/hlr"
FRAUD_CHECK = "insight/fraudcheck"
REQUESTS = "requests"
JSON = {"Content-Type": "application/json"}
NO_WISHES: Mapping[str, object] = MappingProxyType({})

# By errorCode; any other is judged by its HTTP status. Those without one in the document are known
# from LANCK's own Go client.
ERRORS: Mapping[str, type[ProviderError]] = {
    "1": CredentialsError,  # authentication required
    "2": CredentialsError,  # account inactive
    "4": BusyError,  # more than 30 in a second; not executed
    "5": CredentialsError,  # token inactive
    "6": FundsError,  # see NOT_LIVE
    "7": CredentialsError,  # forbidden
    "8": CredentialsError,  # account misconfigured
    "9": RefusedError,
    "10": RefusedError,  # malformed request
    "11": NumberRefusedError,
    "16": RefusedError,  # the sender is not allowed
    "20": NotFoundError,
    "22": NotFoundError,  # expired
    "25": RefusedError,  # method not allowed
    "99": UnreachableError,  # internal error
    "404": NotFoundError,  # or expired
}
NOT_LIVE = "account not live yet, or out of money (the document's editions differ)"


def paid(
    path: str,
    number: PhoneNumber,
    wishes: Mapping[str, object] = NO_WISHES,
    *,
    urgency: Urgency = Urgency.PERSON,
) -> Request:
    """Make an order; wishes that are None are left out."""
    return Request(
        path,
        path,
        body=json_body({"number": number.e164, **wishes}),
        headers=JSON,
        number=number,
        urgency=urgency,
        is_paid=True,
    )


def about(
    path: str, reference: str, *, method: Method = Method.GET, body: bytes | None = None
) -> Request:
    """Make a request, free of charge, about an earlier one."""
    return Request(
        f"{path}/id",
        f"{path}/{quote(reference, safe='')}",
        method=method,
        body=body,
        headers=JSON if body else {},
    )


def refusal(reply: Reply) -> ProviderError | None:
    """Judge a reply: any 2xx is good, a failure is what its errorCode says, then its status."""
    fields = reply.fields()
    code, reason = str(fields.get("errorCode") or ""), str(fields.get("errorReason") or "")
    error = by_status(reply, detail=reason)
    if error is not None and code in ERRORS:
        detail = f"{NOT_LIVE}: {reason}" if ERRORS[code] is FundsError else reason
        error = ERRORS[code](detail, retry_after=reply.retry_after)
    if error is not None:
        error.code = code
    return error
