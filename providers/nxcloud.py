"""NXCloud: checks long lists of numbers, by their form, by their network, or by calling them.

    nxcloud_asking   orders and questions, and what refusals mean
    nxcloud_signing  the signature of requests, and of callbacks that have one
    nxcloud_reading  answers and callbacks
    nxcloud_words    what its words mean, in both generations of its API

Results come by callback, number by number, and page by page to whoever asks.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import ClassVar, Literal, TypeVar

from pydantic import Field, ValidationInfo, field_validator

from providers.contract.capabilities import (
    BalanceReader,
    BatchInspector,
    BatchSubmitter,
    CallbackReader,
    NumberChecker,
)
from providers.contract.errors import CredentialsError, RefusedError, UnexpectedReplyError
from providers.contract.events import Callback, Event
from providers.contract.pace import Ceiling, Urgency
from providers.contract.phone import PhoneNumber
from providers.contract.provider import BaseUrl, Key, Provider, ProviderSettings
from providers.contract.reports import Balance, BatchPage, CheckedNumber, PlacedBatch
from providers.nxcloud_asking import (
    CEILINGS,
    CLOCK,
    balance_question,
    list_order,
    question,
    refusal,
    single_order,
)
from providers.nxcloud_reading import read_balance, read_news, read_page, read_placed, read_single
from providers.nxcloud_signing import SIGN, Signing, is_signed_well
from providers.nxcloud_words import BASIC, HIDDEN, HLR, NAME, TEST_CALL
from providers.wire.exchange import Reply, Request
from providers.wire.transport import Account, Transport
from providers.wire.wiring import Wiring

T = TypeVar("T")

NO_SUCH_BATCH = "no-such-batch"


class NxCloudSettings(ProviderSettings):
    """One customer with one application; the balance takes an SMS application as well."""

    access_key: Key = Field(description="Access key of the customer.")
    access_secret: Key = Field(description="Access secret that goes with the key.")
    appkey: Key = Field(description="Key of the application for number checks.")
    base_url: BaseUrl = Field(
        default="https://api2.nxcloud.com", description="Address of the API, without /api."
    )
    algorithm: Literal["md5", "sha256"] = Field(
        default="md5", description="How requests are signed: md5 or sha256."
    )
    allow_test_calls: bool = Field(
        default=False, description="Allow checks of level 4, which ring a person's phone."
    )
    sms_appkey: Key | None = Field(
        default=None, description="Key of any SMS application, to see the balance."
    )
    sms_secretkey: Key | None = Field(
        default=None, validate_default=True, description="Secret key of that SMS application."
    )
    balance_url: BaseUrl = Field(  # http in the document; https is our inference: it carries keys
        default="https://api.nxcloud.com", description="Address of the balance, without /api."
    )

    @field_validator("sms_secretkey")
    @classmethod
    def _goes_with_its_key(cls, value: Key | None, info: ValidationInfo) -> Key | None:
        key = info.data.get("sms_appkey", value)  # a wrong one is complained about already
        if (key is None) != (value is None):
            raise ValueError("should be set together with the SMS application's key, or neither")
        return value


class NxCloud(
    Provider, BatchSubmitter, BatchInspector, NumberChecker, BalanceReader, CallbackReader
):
    """The customer whose key is in NXCLOUD_ACCESS_KEY."""

    name: ClassVar[str] = NAME
    title: ClassVar[str] = "NXCloud"
    Settings: ClassVar[type[ProviderSettings]] = NxCloudSettings
    ceilings: ClassVar[Mapping[str, Ceiling]] = CEILINGS

    def __init__(self, settings: ProviderSettings, wiring: Wiring) -> None:
        assert isinstance(settings, NxCloudSettings)
        key = settings.access_key.get_secret_value()
        self._secret = settings.access_secret.get_secret_value()
        self._appkey = settings.appkey.get_secret_value()
        self._levels = {BASIC, HLR} | ({TEST_CALL} if settings.allow_test_calls else set())
        self._now = wiring.now
        self._sms_keys: dict[str, str] = {}
        if settings.sms_appkey and settings.sms_secretkey:
            self._sms_keys = {
                "appkey": settings.sms_appkey.get_secret_value(),
                "secretkey": settings.sms_secretkey.get_secret_value(),
            }
        secrets = (key, self._secret, self._appkey, *self._sms_keys.values())
        account = Account(
            provider=self.name,
            base_url=settings.base_url,
            auth=Signing(key, self._secret, algorithm=settings.algorithm, now=wiring.now),
            secrets=secrets,
            hidden=HIDDEN,
            ceilings=self.ceilings,
            judge=refusal,
        )
        till = Account(
            provider=self.name, base_url=settings.balance_url, secrets=secrets, judge=refusal
        )
        self._transport = Transport(account, wiring)
        self._till = Transport(till, wiring)

    async def place_batch(
        self,
        numbers: Sequence[PhoneNumber],
        *,
        batch: str,
        level: int,
        callback_url: str | None = None,
    ) -> PlacedBatch:
        """Hand in up to 5000 numbers (paid): level 1 looks at their form, 5 asks their networks.

        Level 4 rings the phones, and is refused unless NXCLOUD_ALLOW_TEST_CALLS is set. Accounts
        of generation 1 take numbers of one country at a time.
        """
        if level not in self._levels:
            raise RefusedError(f"level {level} is not allowed here", provider=self.name)
        request = list_order(
            numbers, batch=batch, level=level, url=callback_url, appkey=self._appkey
        )
        return await self._ask(request, lambda reply: read_placed(reply, batch))

    async def fetch_batch(
        self,
        batch: str | None,
        *,
        day: date,
        page: int = 1,
        reference: str | None = None,
        number: PhoneNumber | None = None,
        urgency: Urgency = Urgency.PERSON,
    ) -> BatchPage:
        """Ask for 100 results of a list, or for one by its id; once in three seconds.

        In which time zone NXCloud counts days is not documented, China's by all appearances: where
        a day has nothing, the next may.
        """
        request = question(
            batch,
            day=day,
            today=self._today(),
            page=page,
            reference=reference,
            number=number,
            urgency=urgency,
        )
        return await self._ask(
            request, lambda reply: read_page(reply, batch=batch, day=day, page=page)
        )

    async def check_number(self, number: PhoneNumber) -> CheckedNumber:
        """Check the form of one number (paid); accounts of generation 1 have no such method."""
        request = single_order(number, appkey=self._appkey)
        return await self._ask(request, lambda reply: read_single(reply, number))

    async def fetch_balance(self) -> Balance:
        """Ask what is left; RefusedError where no SMS application is set up."""
        return await self._till.ask(balance_question(self._sms_keys), read_balance)

    async def probe(self) -> None:
        """Ask for a list that cannot exist: a page, empty, is what we want.

        It shows the key, the secret, the clock and the appkey to be good. It tells nothing of
        money, nor of the keys for the balance.
        """
        today = self._today()
        request = question(NO_SUCH_BATCH, day=today, today=today, appkey=self._appkey)
        try:
            await self._ask(request, lambda reply: read_page(reply, batch=None, day=today, page=1))
        except RefusedError as refused:
            if not refused.code:  # some other server's 404: the address is wrong
                raise UnexpectedReplyError(refused.detail, provider=self.name) from None
            raise

    def read_callback(self, callback: Callback) -> Sequence[Event]:
        """Read the result of one number."""
        return read_news(callback, self._secret)

    def trusts(self, callback: Callback) -> bool:
        """Whether its signature is good, if it has one: for number checks none is documented."""
        is_signed = SIGN in callback.headers
        return not is_signed or is_signed_well(callback.headers, callback.body, self._secret)

    def _today(self) -> date:
        """Tell the day in UTC, so that China, which is ahead, has no earlier one."""
        return self._now().date()

    async def _ask(self, request: Request, read: Callable[[Reply], T]) -> T:
        """Ask, and once more where the timestamp was refused: nothing was done, even if paid."""
        try:
            return await self._transport.ask(request, read)
        except CredentialsError as refused:
            if refused.code != CLOCK:
                raise
        return await self._transport.ask(request, read)
