"""A panel that leases numbers and passes on the codes that come to them. Several sites run it.

Both its methods are GETs, yet one of them costs money, and the key stands in their path. The codes
come to one address per user, typed into the panel's profile page by hand.
"""

import hmac
import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import ClassVar
from urllib.parse import quote

import structlog
from pydantic import ConfigDict, Field, TypeAdapter

from providers.contract.capabilities import CallbackReader, NumberLessor
from providers.contract.errors import (
    CredentialsError,
    FundsError,
    NoStockError,
    OutcomeUnknownError,
    ProviderError,
    RefusedError,
    UnexpectedReplyError,
)
from providers.contract.events import Callback, Event, OtpReceived, UnreadableCallbackError
from providers.contract.pace import Ceiling
from providers.contract.phone import Impossible, ImpossibleNumberError, PhoneNumber
from providers.contract.provider import BaseUrl, Key, Provider, ProviderSettings
from providers.contract.reports import Country, LeasedNumber, Offer, Operator
from providers.wire.exchange import Method, Reply, Request, by_status
from providers.wire.redact import redacted_reply
from providers.wire.retry import PAID
from providers.wire.transport import Account, Transport
from providers.wire.wiring import Wiring
from providers.wire.words import word

log = structlog.get_logger()

INIT = "init"
GET_NUMBER = "get-number"
FULL = "full"  # always asked for: without it the form of a number depends on somebody's profile
OTP_RECEIVED = "otp_received"
HIDDEN = ("phone_number", "otp_code", "sms_text")
REASON_FIELDS = ("message", "error", "detail")  # our inference: no failing answer is shown

# By endpoint, status and text, as the document lists them; anything else is judged by its status.
REFUSALS: Mapping[tuple[str, int, str], type[ProviderError]] = {
    (GET_NUMBER, 400, "country_id is required"): RefusedError,
    (GET_NUMBER, 400, "user_id is required with api_key"): CredentialsError,  # a system's key
    (GET_NUMBER, 404, "target user not found or inactive"): CredentialsError,
    (GET_NUMBER, 404, "no number received"): NoStockError,
    (INIT, 500, "system configuration error"): CredentialsError,  # the panel's owner must act
}

MONEY = re.compile(r"\b(balance|funds)\b", re.IGNORECASE)  # our inference: no such text is listed
NOT_DIGITS = re.compile(r"[^0-9]")
GROUP = re.compile(r"[0-9]{1,32}")

# Dialling codes are strings in the sample, and may be numbers.
NUMBERS_TOO = ConfigDict(coerce_numbers_to_str=True)
COUNTRIES = TypeAdapter(tuple[Country, ...], config=NUMBERS_TOO)
OPERATORS = TypeAdapter(tuple[Operator, ...], config=NUMBERS_TOO)


class VirtualNumbersSettings(ProviderSettings):
    """One user of one site."""

    api_key: Key = Field(description="Key of the user (not the system's), as the panel shows it.")
    base_url: BaseUrl = Field(
        description="Address of the site, like https://panel.example; /api/... is added."
    )
    seconds_between_numbers: int = Field(
        default=5, ge=1, le=3600, description="Least time between two numbers taken, in seconds."
    )


class VirtualNumbers(Provider, NumberLessor, CallbackReader):
    """The user whose key is in VIRTUAL_NUMBERS_API_KEY."""

    name: ClassVar[str] = "virtual_numbers"
    title: ClassVar[str] = "Virtual numbers"
    Settings: ClassVar[type[ProviderSettings]] = VirtualNumbersSettings

    def __init__(self, settings: ProviderSettings, wiring: Wiring) -> None:
        assert isinstance(settings, VirtualNumbersSettings)
        self._key = settings.api_key.get_secret_value()
        self._key_in_path = quote(self._key, safe="")
        spacing = timedelta(seconds=settings.seconds_between_numbers)
        account = Account(
            provider=self.name,
            base_url=settings.base_url,
            secrets=(self._key, self._key_in_path),
            hidden=HIDDEN,
            ceilings={GET_NUMBER: Ceiling(1, per=spacing)},
            judge=refusal,
            paid=replace(PAID, budget=PAID.budget + spacing),  # it says: come back after that
        )
        self._transport = Transport(account, wiring)

    async def fetch_offer(self) -> Offer:
        """Ask for all countries and operators: free, long, seldom new; worth keeping."""
        request = Request(INIT, f"api/{INIT}/{self._key_in_path}", method=Method.GET)
        return await self._transport.ask(request, read_offer)

    async def lease_number(
        self, country_id: int, *, operator_id: int | None = None
    ) -> LeasedNumber:
        """Take a number (paid: our inference). How long it stays ours is not documented."""
        query = {"country_id": str(country_id), "number_format": FULL}
        if operator_id is not None:
            query["operator_id"] = str(operator_id)
        path = f"api/{GET_NUMBER}/{self._key_in_path}"
        request = Request(GET_NUMBER, path, method=Method.GET, query=query, is_paid=True)
        number, raw = await self._transport.ask(
            request, lambda reply: (read_number(reply), reply.raw)
        )
        if isinstance(number, str):
            number = await self._in_full(number, country_id)
        return LeasedNumber(number, raw=raw)

    async def probe(self) -> None:
        """Ask for the offer. It tells nothing of money, nor of the address for callbacks."""
        await self.fetch_offer()

    def read_callback(self, callback: Callback) -> Sequence[Event]:
        """Read a code that came to a number; whether the number is ours is not checked here."""
        return read_otp(callback, self._key)

    async def _in_full(self, national: str, country_id: int) -> PhoneNumber:
        """Put the country's dialling code before a number that came without, against our wish."""
        try:
            return read_national(national, await self.fetch_offer(), country_id)
        except (ProviderError, ValueError):
            detail = "a number was taken, and its country cannot be told"
            raise OutcomeUnknownError(detail, provider=self.name) from None


def refusal(reply: Reply) -> ProviderError | None:
    """Judge a reply by its status first, then by its text, as the document asks."""
    text = " ".join((_reason(reply) or reply.raw).split())
    error = by_status(reply, detail=text)
    if error is None:
        return None
    meaning = REFUSALS.get((reply.endpoint, reply.status, text.lower()))
    if meaning is None and isinstance(error, RefusedError):
        if MONEY.search(text):
            meaning = FundsError
        elif (reply.endpoint, reply.status) == (GET_NUMBER, HTTPStatus.NOT_FOUND):
            log.warning("unknown refusal counts as out of stock", provider=VirtualNumbers.name)
            meaning = NoStockError
    return meaning(error.detail) if meaning else error


def read_offer(reply: Reply) -> Offer:
    """Read the answer to init; fields it has beside the documented ones are left alone."""
    told = _told(reply)
    return Offer(
        countries=COUNTRIES.validate_python(told["countries"]),
        operators=OPERATORS.validate_python(told["operators"]),
        raw=reply.raw,
    )


def read_number(reply: Reply) -> PhoneNumber | str:
    """Read the answer to get-number; a number in national form stays a text."""
    written = word(_told(reply)["phone_number"])
    if written is None:
        raise UnexpectedReplyError("the answer has no number")
    try:
        return PhoneNumber.parse(written)
    except ImpossibleNumberError as error:
        if error.reason is not Impossible.NO_COUNTRY:
            raise
        return written


def read_national(national: str, offer: Offer, country_id: int) -> PhoneNumber:
    """Complete a number; ValueError where its country is not in the offer, or does not fit."""
    digits = NOT_DIGITS.sub("", national)
    codes = [country.phone_code for country in offer.countries if country.id == country_id]
    if not codes:
        raise ValueError("no such country")
    if digits.startswith(codes[0]):  # whole, perhaps, and too short to tell without the country
        with suppress(ValueError):
            return PhoneNumber.parse(f"+{digits}")
    return PhoneNumber.parse(f"+{codes[0]}{digits}")


def read_otp(callback: Callback, key: str) -> Sequence[OtpReceived]:
    """Read a code. Other events may come, says the document; they are no news to us."""
    fields = callback.json()
    if not isinstance(fields, dict) or not isinstance(fields.get("event"), str):
        raise UnreadableCallbackError("no event")
    if fields["event"] != OTP_RECEIVED:
        log.warning("unknown status", provider=VirtualNumbers.name, status=fields["event"][:20])
        return ()
    told = fields.get("data")
    number = word(told.get("phone_number")) if isinstance(told, dict) else None
    if not isinstance(told, dict) or number is None or not GROUP.search(number):
        raise UnreadableCallbackError("a code without a number")
    text = told.get("sms_text")
    text = text.encode(errors="replace").decode() if isinstance(text, str) else ""  # half an emoji
    code = _code(told.get("otp_code"), text)
    if code is None and not text:
        raise UnreadableCallbackError("neither a code nor a text")
    return (
        OtpReceived(
            key=_fact_key(key, NOT_DIGITS.sub("", number), code or "", text),
            number=number,
            code=code,
            text=text,
            sender=word(told.get("provider")),
            raw=redacted_reply(callback.body, (key,), HIDDEN),
        ),
    )


def _fact_key(key: str, *facts: str) -> str:
    """Tell facts apart, for there is no id and no time. Who lacks our key cannot guess the code."""
    return hmac.digest(key.encode(), json.dumps(facts).encode(), "sha256").hex()


def _code(value: object, text: str) -> str | None:
    """Read a code, a string by the document; a JSON number has its zeros in the text, if at all."""
    if isinstance(value, int) and not isinstance(value, bool):  # our inference
        groups: set[str] = {group for group in GROUP.findall(text) if int(group) == value}
        return groups.pop() if len(groups) == 1 else word(value)
    return word(value)


def _reason(reply: Reply) -> str:
    fields = reply.fields()
    told = (fields.get(name) for name in REASON_FIELDS)
    return next((text for text in told if text and isinstance(text, str)), "")


def _told(reply: Reply) -> Mapping[str, object]:
    fields = reply.fields()
    told = fields.get("data")
    if fields.get("status") != "success" or not isinstance(told, dict):
        raise UnexpectedReplyError(reply.raw or "an empty answer")
    return told
