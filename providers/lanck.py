"""LANCK TELECOM: looks numbers up, sends messages, calls people and waits for their calls.

    lanck_asking   orders, and what refusals mean
    lanck_reading  answers and callbacks
    lanck_words    what its words mean, by product

How an order went comes by callback, to the address that went with it.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Annotated, ClassVar, TypeVar

from pydantic import AfterValidator, Field, SecretStr

from providers.contract.calls import CallOutcome, CallReport, PlacedCall, ReservedDid
from providers.contract.capabilities import (
    CallbackReader,
    CallTracker,
    FlashCaller,
    FraudChecker,
    IncomingCallVerifier,
    NumberLookup,
    PinSpeaker,
    SmsSender,
    SuccessListener,
    TextSpeaker,
)
from providers.contract.errors import NotFoundError, RefusedError, UnexpectedReplyError
from providers.contract.events import Callback, Event
from providers.contract.pace import ANY, Ceiling, PollPlan, Urgency
from providers.contract.phone import PhoneNumber
from providers.contract.provider import BaseUrl, Key, Provider, ProviderSettings
from providers.contract.reports import FraudReport, HlrReport, SentSms
from providers.lanck_asking import FRAUD_CHECK, HLR, REQUESTS, about, paid, refusal
from providers.lanck_reading import (
    read_did,
    read_flash,
    read_fraud,
    read_hlr,
    read_news,
    read_request,
    read_reservation,
    read_sent,
    read_spoken,
)
from providers.lanck_words import HIDDEN, LANGUAGES, NAME, PATHS, Product, marked
from providers.wire.exchange import Method, Reply, json_body
from providers.wire.transport import Account, Transport
from providers.wire.wiring import Wiring

T = TypeVar("T")

CODE_LENGTH = 4  # where none was wished for: our inference
NO_SUCH_REQUEST = "no-such-request"


def _of_two_parts(token: SecretStr) -> SecretStr:
    user, *rest = token.get_secret_value().split(":")
    if len(rest) != 1 or not user or not rest[0]:
        raise ValueError("should be user:password, with one colon")
    return token


AccessToken = Annotated[Key, AfterValidator(_of_two_parts)]


class LanckSettings(ProviderSettings):
    """One account."""

    access_token: AccessToken = Field(description="Access token of the account, user:password.")
    base_url: BaseUrl = Field(
        description="Address of the API with its version, like https://api.boomware.com/v1."
    )
    sender: str | None = Field(
        default=None, description="Caller and sender of ours, once LANCK's support has allowed it."
    )
    poll_requests: bool = Field(
        default=False,
        description="Also ask how calls went, by a method only older editions document.",
    )


class Lanck(
    Provider,
    NumberLookup,
    FraudChecker,
    SmsSender,
    FlashCaller,
    IncomingCallVerifier,
    PinSpeaker,
    TextSpeaker,
    SuccessListener,
    CallTracker,
    CallbackReader,
):
    """The account whose token is in LANCK_ACCESS_TOKEN."""

    name: ClassVar[str] = NAME
    title: ClassVar[str] = "LANCK"
    Settings: ClassVar[type[ProviderSettings]] = LanckSettings
    ceilings: ClassVar[Mapping[str, Ceiling]] = {ANY: Ceiling(30)}
    incoming_poll_plan: ClassVar[PollPlan] = PollPlan(
        first=timedelta(seconds=5), every=timedelta(seconds=5), until=timedelta(seconds=90)
    )
    pin_languages: ClassVar[frozenset[str]] = LANGUAGES
    text_languages: ClassVar[frozenset[str]] = frozenset({"en", "ru"})

    def __init__(self, settings: ProviderSettings, wiring: Wiring) -> None:
        assert isinstance(settings, LanckSettings)
        token = settings.access_token.get_secret_value()
        basic = b64encode(token.encode()).decode()
        account = Account(
            provider=self.name,
            base_url=settings.base_url,
            headers={"Authorization": f"Basic {basic}"},
            secrets=(token, basic, *token.split(":")),
            hidden=HIDDEN,
            ceilings=self.ceilings,
            judge=refusal,
        )
        self._transport = Transport(account, wiring)
        self._sender = settings.sender
        if settings.poll_requests:
            self.poll_plan = PollPlan(
                first=timedelta(seconds=20),
                every=timedelta(seconds=15),
                until=timedelta(seconds=180),
            )

    async def look_up(self, number: PhoneNumber, *, urgency: Urgency = Urgency.PERSON) -> HlrReport:
        """Look the number up (paid). POST, as the document's sample is; GET is an older form."""
        request = paid(HLR, number, urgency=urgency)
        return await self._transport.ask(request, lambda reply: read_hlr(reply, number))

    async def check_fraud(
        self, number: PhoneNumber, *, urgency: Urgency = Urgency.PERSON
    ) -> FraudReport:
        """Look the number up in the anti-fraud lists (paid)."""
        request = paid(FRAUD_CHECK, number, urgency=urgency)
        return await self._transport.ask(request, lambda reply: read_fraud(reply, number))

    async def place_sms(
        self,
        number: PhoneNumber,
        text: str,
        *,
        sender: str | None = None,
        callback_url: str | None = None,
    ) -> SentSms:
        """Send the message (paid). A sender that is no number must have been allowed by LANCK."""
        wishes = {"text": text, "from": sender or self._sender}
        return await self._place(Product.SMS, number, wishes, callback_url, read_sent)

    async def place_flash_call(
        self, number: PhoneNumber, *, code: str | None = None, callback_url: str | None = None
    ) -> PlacedCall:
        """Ring the phone (paid) from a number that ends in the wished code, if there is one."""
        length = len(code) if code else CODE_LENGTH
        wishes = {"code": code, "from": self._sender}
        return await self._place(
            Product.FLASH, number, wishes, callback_url, lambda reply: read_flash(reply, length)
        )

    async def place_pin_call(
        self,
        number: PhoneNumber,
        *,
        code: str,
        language: str = "en",
        callback_url: str | None = None,
    ) -> PlacedCall:
        """Call and speak four to six digits (paid)."""
        wishes = {"code": code, "language": language, "from": self._sender}
        return await self._place(
            Product.PIN, number, wishes, callback_url, lambda reply: read_spoken(reply, code)
        )

    async def place_text_call(
        self,
        number: PhoneNumber,
        *,
        text: str,
        language: str = "en",
        callback_url: str | None = None,
    ) -> PlacedCall:
        """Call and speak the text (paid)."""
        wishes = {"text": text, "language": language, "from": self._sender}
        return await self._place(Product.TEXT, number, wishes, callback_url, read_spoken)

    async def lease_did(
        self,
        number: PhoneNumber,
        *,
        confirm_by_key: bool = False,
        message: str | None = None,
        callback_url: str | None = None,
    ) -> ReservedDid:
        """Reserve a number for a minute (paid: our inference). Nobody tells us which key it is."""
        wishes = {"ivrConfirmation": confirm_by_key or None, "ivrMessage": message}
        return await self._place(Product.INCOMING, number, wishes, callback_url, read_did)

    async def fetch_incoming_call(self, reference: str) -> CallReport:
        """Ask whether the phone has called; what LANCK no longer knows has expired."""
        request = about(PATHS[Product.INCOMING], reference)
        try:
            return await self._transport.ask(
                request, lambda reply: read_reservation(reply, reference)
            )
        except NotFoundError as gone:
            if not gone.code:  # some other server's 404: the address is wrong
                raise UnexpectedReplyError(gone.detail, provider=self.name) from None
            return CallReport(reference=reference, outcome=CallOutcome.EXPIRED)

    async def fetch_call(self, reference: str) -> CallReport:
        """Ask how a call or message goes; only where LANCK_POLL_REQUESTS is set, see there."""
        request = about(REQUESTS, reference)
        return await self._transport.ask(request, lambda reply: read_request(reply, reference))

    async def report_success(self, reference: str) -> None:
        """Tell that the person was verified; a flash call still ringing ends. Free, repeatable."""
        body = json_body({"goal": "NUMBER_VERIFIED"})
        request = about(REQUESTS, reference, method=Method.POST, body=body)
        await self._transport.ask(request, lambda _: None)  # what a good answer says is not told

    async def probe(self) -> None:
        """Ask about a reservation that cannot exist: LANCK's own "not found" is what we want.

        It tells nothing of money, nor of which products the account may use.
        """
        try:
            await self.fetch_incoming_call(NO_SUCH_REQUEST)
        except RefusedError as refused:
            if not refused.code:
                raise UnexpectedReplyError(refused.detail, provider=self.name) from None

    def read_callback(self, callback: Callback) -> Sequence[Event]:
        """Read a status of a request, or a message to a number rented from LANCK."""
        return read_news(callback)

    async def _place(
        self,
        product: Product,
        number: PhoneNumber,
        wishes: Mapping[str, object],
        callback_url: str | None,
        read: Callable[[Reply], T],
    ) -> T:
        wishes = {**wishes, "callbackUrl": marked(callback_url, product)}
        return await self._transport.ask(paid(PATHS[product], number, wishes), read)
