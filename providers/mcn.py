"""MCN Telecom: calls a phone from a number of its own and speaks the code.

How the call went comes by a webhook that the owner of the account sets up in MCN's console, field
by field: its form is theirs to choose, so each form the console offers is read.
"""

import hmac
import json
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, ClassVar
from urllib.parse import parse_qsl

import structlog
from pydantic import Field, ValidationInfo, field_validator

from providers.contract.calls import CallOutcome, CallReport, PlacedCall
from providers.contract.capabilities import CallbackReader, PasswordCaller
from providers.contract.causes import Q850, Advice, Cause
from providers.contract.errors import (
    FundsError,
    NumberRefusedError,
    ProviderError,
    RefusedError,
    UnexpectedReplyError,
)
from providers.contract.events import Callback, CallEnded, Event, UnreadableCallbackError
from providers.contract.phone import PhoneNumber
from providers.contract.provider import BaseUrl, Key, Provider, ProviderSettings
from providers.wire.exchange import Reply, Request, by_status, json_body
from providers.wire.redact import MASK, redacted_reply
from providers.wire.transport import Account, Transport
from providers.wire.wiring import Wiring
from providers.wire.words import digits

log = structlog.get_logger()

CALL = "passwordcall"
PATH = "api/protected/api/auth/passwordcall"
JSON = {"Content-Type": "application/json", "Accept": "application/json"}
CODE_LENGTH = 4
LONGEST_REFERENCE = 128
MOST_FIELDS = 100  # of a form

UUID_FIELDS = ("verification_call_uuid", "verification_uuid")  # the document has both names
CAUSE_FIELD = "q931_status"
FINAL_FIELD = "final_status"
SHOWN = {*UUID_FIELDS, CAUSE_FIELD, FINAL_FIELD}  # what else the owner chose may be secret

# By cause, and what stands beside it; the document has the second for 16 and 17 only.
OUTCOMES = {
    (16, "ANSWER"): CallOutcome.ANSWERED,  # by voicemail, perhaps
    (16, "CANCEL"): CallOutcome.NO_ANSWER,
    (17, "CANCEL"): CallOutcome.BUSY,
    (17, ""): CallOutcome.BUSY,
}
NO_CAUSE = 0  # where it is no number
BY_CAUSE = {
    NO_CAUSE: CallOutcome.UNKNOWN,
    16: CallOutcome.UNKNOWN,  # never "answered" without the word for it
    17: CallOutcome.UNKNOWN,
    31: CallOutcome.REJECTED,
    41: CallOutcome.FAILED,
}
OTHERWISE = CallOutcome.UNREACHABLE  # any other cause: the number was not available
BILLING = 41  # MCN could not charge us; elsewhere a temporary fault of the network

CAUSES: Mapping[int, Cause] = Q850 | {
    31: Cause("normal, unspecified", "The receiving operator refused the call.", Advice.ONCE),
    BILLING: Cause("billing problem", "The call could not be made.", Advice.OTHER_PROVIDER),
}
NOT_ANSWERED = Q850[19]  # what 16 with CANCEL says in MCN's way

NOT_ACCEPTED = {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}
MONEY = re.compile(r"balance(?!r)|funds|средств|баланс", re.IGNORECASE)  # no codes are published

HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$")]


class McnSettings(ProviderSettings):
    """One account, and the webhook "Password call" of its console."""

    token: Key = Field(description='Token of the account, from "API" in the console.')
    base_url: BaseUrl = Field(
        default="https://paidmethods.mcn.ru", description="Address of the API in your region."
    )
    lang: str | None = Field(
        default=None, description="Language of the voice, like ru_RU; not in MCN's document."
    )
    hook_header_name: HeaderName | None = Field(
        default=None, description="Header that the console adds to its webhook, if it adds one."
    )
    hook_header_value: Key | None = Field(
        default=None, validate_default=True, description="What that header must say."
    )

    @field_validator("hook_header_value")
    @classmethod
    def _goes_with_its_name(cls, value: Key | None, info: ValidationInfo) -> Key | None:
        name = info.data.get("hook_header_name", value)  # a wrong one is complained about already
        if (name is None) != (value is None):
            raise ValueError("should be set together with the header's name, or neither")
        return value


class Mcn(Provider, PasswordCaller, CallbackReader):
    """The account whose token is in MCN_TOKEN."""

    name: ClassVar[str] = "mcn"
    title: ClassVar[str] = "MCN"
    has_probe: ClassVar[bool] = False
    Settings: ClassVar[type[ProviderSettings]] = McnSettings

    def __init__(self, settings: ProviderSettings, wiring: Wiring) -> None:
        assert isinstance(settings, McnSettings)
        token = settings.token.get_secret_value()
        self._settings = settings
        account = Account(
            provider=self.name,
            base_url=settings.base_url,
            headers={"Authorization": f"Bearer {token}"},
            secrets=(token,),
            hidden=("caller_number", "verification_code", "phone_number"),
            judge=refusal,
        )
        self._transport = Transport(account, wiring)

    async def place_password_call(
        self, number: PhoneNumber, *, code: str | None = None, check_forwarding: bool = False
    ) -> PlacedCall:
        """Call and speak four digits (paid), ours or MCN's own."""
        body = json_body(
            {
                "phone_number": number.digits,
                "verification_code": code or None,
                "is_with_redirect": check_forwarding or None,
                "lang": self._settings.lang or None,
            }
        )
        request = Request(CALL, PATH, body=body, headers=JSON, number=number, is_paid=True)
        return await self._transport.ask(
            request, lambda reply: read_placed(reply, code, check_forwarding=check_forwarding)
        )

    async def probe(self) -> None:
        """Send nothing: the one method MCN documents is a paid call."""

    def trusts(self, callback: Callback) -> bool:
        """Whether the header set up in the console is there, if we were told of one."""
        name, value = self._settings.hook_header_name, self._settings.hook_header_value
        if name is None or value is None:
            return True
        given = callback.headers.get(name.lower(), "")
        return hmac.compare_digest(given.encode(), value.get_secret_value().encode())

    def read_callback(self, callback: Callback) -> Sequence[Event]:
        """Read how calls went; an array may tell of several."""
        return [read_ended(record) for record in read_records(callback)]


def refusal(reply: Reply) -> ProviderError | None:
    """Judge a reply by its status, then by `ok`. How a failure looks is our inference."""
    fields = reply.fields()
    is_refused = fields.get("ok") is False
    message = fields.get("message")
    message = message if message and isinstance(message, str) else reply.raw
    error = by_status(reply, detail=message)
    if error is None and is_refused:
        error = RefusedError(message)
    if MONEY.search(message) and (is_refused or type(error) is RefusedError):
        return FundsError(message)
    if reply.status in NOT_ACCEPTED and fields and reply.endpoint == CALL:
        return NumberRefusedError(message)
    return error


def read_placed(reply: Reply, code: str | None, *, check_forwarding: bool) -> PlacedCall:
    """Read who calls and what is spoken; without an id the call goes on, and nobody can ask."""
    fields = reply.fields()
    spoken = _code(fields.get("verification_code")) or code
    if fields.get("ok") is not True or not spoken:
        raise UnexpectedReplyError("the call was not said to be taken, or has no code")
    is_redirect = fields.get("is_redirect")
    if not check_forwarding or not isinstance(is_redirect, bool):
        is_redirect = None  # whatever it says, nobody asked
    if (reference := _reference(fields)) is None:
        log.warning("call without an id", provider=Mcn.name)
    return PlacedCall(
        reference=reference,
        caller=digits(fields.get("caller_number")),
        code=spoken,
        is_forwarded=is_redirect,
        raw=reply.raw,
    )


def read_records(callback: Callback) -> Sequence[Mapping[str, object]]:
    """Find the records, one or many: in JSON, in a form, or in the query where there is no body."""
    if not callback.body:
        return [callback.query]
    try:
        told = callback.json()
    except UnreadableCallbackError:
        told = _form(callback.body)
    told = told if isinstance(told, list) else [told]
    records = [record for record in told if isinstance(record, dict)]
    if len(records) < len(told):
        raise UnreadableCallbackError("neither a record nor an array of records")
    return records


def read_ended(record: Mapping[str, object]) -> CallEnded:
    """Read one record. It is written after the call, so each is the end of one."""
    reference = _reference(record)
    if reference is None or CAUSE_FIELD not in record:
        raise UnreadableCallbackError("a record without an id or a cause")
    cause, final = int(digits(record[CAUSE_FIELD]) or NO_CAUSE), record.get(FINAL_FIELD)
    outcome = _outcome(cause, final if isinstance(final, str) else "")
    return CallEnded(
        key=f"{reference}:{cause}:{outcome}",
        report=CallReport(
            reference=reference,
            outcome=outcome,
            cause=NOT_ANSWERED if outcome is CallOutcome.NO_ANSWER else CAUSES.get(cause),
            is_our_fault=cause == BILLING,
            raw=_redacted(record),
        ),
    )


def _redacted(record: Mapping[str, object]) -> str:
    shown = {
        name: value if name in SHOWN and isinstance(value, str | int) else MASK
        for name, value in record.items()
    }
    return redacted_reply(json.dumps(shown).encode(), (), ())


def _outcome(cause: int, final: str) -> CallOutcome:
    outcome = OUTCOMES.get((cause, final)) or BY_CAUSE.get(cause, OTHERWISE)
    if outcome is CallOutcome.UNKNOWN:
        log.warning("unknown status", provider=Mcn.name, status=f"{cause} {final}"[:20])
    return outcome


def _form(body: bytes) -> Mapping[str, object]:
    try:
        return dict(parse_qsl(body.decode(errors="replace"), max_num_fields=MOST_FIELDS))
    except ValueError:
        raise UnreadableCallbackError("a form with too many fields") from None


def _reference(fields: Mapping[str, object]) -> str | None:
    for name in UUID_FIELDS:
        uuid = fields.get(name)
        if isinstance(uuid, str) and 0 < len(uuid) <= LONGEST_REFERENCE and uuid.isprintable():
            return uuid
    return None


def _code(value: object) -> str | None:
    """Read the code; a JSON number has lost its zeros."""
    code = digits(value)
    return code.zfill(CODE_LENGTH) if code and len(code) <= CODE_LENGTH else None
