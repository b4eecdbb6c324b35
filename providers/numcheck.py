"""NumCheck: rings a phone from a number it picks, whose last four digits are the code.

Both its methods are POSTs with everything in the query and an empty body. The document calls these
"GET parameters"; GET itself is not served.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import ClassVar

import structlog
from pydantic import Field

from providers.contract.calls import CallOutcome, CallReport, PlacedCall
from providers.contract.capabilities import CallTracker, FlashCaller
from providers.contract.errors import (
    CredentialsError,
    FundsError,
    NumberRefusedError,
    ProviderError,
    RefusedError,
    UnexpectedReplyError,
)
from providers.contract.pace import PollPlan
from providers.contract.phone import PhoneNumber
from providers.contract.provider import BaseUrl, Key, Provider, ProviderSettings
from providers.wire.exchange import Reply, Request, by_status
from providers.wire.transport import Account, Transport
from providers.wire.wiring import Wiring
from providers.wire.words import digits

log = structlog.get_logger()

INIT_CALL = "init-call"
GET_CALL_INFO = "get-call-info"
NO_SUCH_CALL = "0"
CODE_LENGTH = 4

OUTCOMES = {
    "0": CallOutcome.IN_PROGRESS,
    "1": CallOutcome.DELIVERED,  # never VERIFIED: that is for the person to prove
    "-1": CallOutcome.NO_ANSWER,  # the number was shown all the same
}

CREDENTIALS = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
NOT_ACCEPTED = {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}
MONEY = re.compile(r"balance|funds|средств|баланс", re.IGNORECASE)  # no error codes are published


class NumCheckSettings(ProviderSettings):
    """One *Service* of the dashboard."""

    secret_key: Key = Field(description="Secret key of the service, 32 characters.")
    base_url: BaseUrl = Field(
        default="https://api.numcheckapi.com/ru",
        description="Address of the API, with its language part.",
    )


class NumCheck(Provider, FlashCaller, CallTracker):
    """The account whose key is in NUMCHECK_SECRET_KEY."""

    name: ClassVar[str] = "numcheck"
    title: ClassVar[str] = "NumCheck"
    Settings: ClassVar[type[ProviderSettings]] = NumCheckSettings
    poll_plan = PollPlan(
        first=timedelta(seconds=3), every=timedelta(seconds=3), until=timedelta(seconds=90)
    )

    def __init__(self, settings: ProviderSettings, wiring: Wiring) -> None:
        assert isinstance(settings, NumCheckSettings)
        key = settings.secret_key.get_secret_value()
        account = Account(
            provider=self.name,
            base_url=settings.base_url,
            headers={"X-AUTH-Token": key},
            secrets=(key,),
            hidden=("callerId", "code"),
            ceilings=self.ceilings,
            judge=refusal,
        )
        self._transport = Transport(account, wiring)

    async def place_flash_call(
        self, number: PhoneNumber, *, code: str | None = None, callback_url: str | None = None
    ) -> PlacedCall:
        """Ring the phone (paid). NumCheck picks the code, and never calls back."""
        del code, callback_url
        request = Request(
            INIT_CALL, INIT_CALL, query={"phone": number.digits}, number=number, is_paid=True
        )
        return await self._transport.ask(request, read_placed)

    async def fetch_call(self, reference: str) -> CallReport:
        """Ask how the call goes; NotFoundError where NumCheck knows no such call."""
        request = Request(GET_CALL_INFO, GET_CALL_INFO, query={"callId": reference})
        return await self._transport.ask(request, lambda reply: read_report(reply, reference))

    async def probe(self) -> None:
        """Ask about a call that cannot exist: a refusal in NumCheck's own form is what we want."""
        try:
            await self.fetch_call(NO_SUCH_CALL)
        except RefusedError as refused:
            if not refused.code:  # some other server's 404: the address is wrong
                raise UnexpectedReplyError(refused.detail, provider=self.name) from None


def refusal(reply: Reply) -> ProviderError | None:
    """Judge a reply by the worse of its status and what its body says."""
    fields = reply.fields()
    statuses = {reply.status, _status_code(fields)}
    is_refused = fields.get("success") is False or str(fields.get("errorCode") or 0) != "0"
    if max(statuses) < HTTPStatus.BAD_REQUEST and not is_refused:
        return by_status(reply)
    message = str(fields.get("message") or "")
    if statuses & CREDENTIALS:
        error: ProviderError = CredentialsError(message)
    elif HTTPStatus.PAYMENT_REQUIRED in statuses or MONEY.search(message):
        error = FundsError(message)
    elif max(statuses) in NOT_ACCEPTED and fields and reply.endpoint == INIT_CALL:
        error = NumberRefusedError(message)
    else:
        error = by_status(reply, status=max(statuses), detail=message) or RefusedError(message)
    error.code = str(fields.get("errorCode", ""))
    return error


def read_placed(reply: Reply) -> PlacedCall:
    """Read the answer to init-call. The code comes as a number: its zeros are in `callerId`."""
    fields = reply.fields()
    reference, caller = digits(fields.get("callId")), digits(fields.get("callerId"))
    stated = digits(fields.get("code"))
    stated = stated and stated.zfill(CODE_LENGTH)
    code = caller[-CODE_LENGTH:] if caller and len(caller) >= CODE_LENGTH else stated
    if fields.get("success") is not True or not reference or not code:
        raise UnexpectedReplyError("the call was taken without an id or a code")
    if stated and stated != code:
        log.warning("code is not the end of the caller", provider=NumCheck.name)
    return PlacedCall(reference=reference, caller=caller, code=code, raw=reply.raw)


def read_report(reply: Reply, reference: str) -> CallReport:
    """Read the answer to get-call-info."""
    fields = reply.fields()
    if fields.get("success") is not True:
        raise UnexpectedReplyError("the answer does not say whether it is one")
    if digits(fields.get("callId")) not in {reference, None}:
        raise UnexpectedReplyError("the answer is about another call")
    status = fields.get("status")
    outcome = CallOutcome.PENDING if status is None else OUTCOMES.get(str(status))
    if outcome is None:
        log.warning("unknown status", provider=NumCheck.name, status=str(status)[:20])
        outcome = CallOutcome.UNKNOWN
    return CallReport(reference=reference, outcome=outcome, raw=reply.raw)


def _status_code(fields: Mapping[str, object]) -> int:
    code = digits(fields.get("statusCode"))
    return int(code) if code and len(code) == len("200") else 0
