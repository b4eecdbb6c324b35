"""What a provider can do, one small protocol each.

A vendor inherits those it offers, so its class line is its feature list; a method it forgets keeps
it from being made. Every method raises the errors of `contract.errors`; those marked as paid are
never repeated once they may have arrived.

`callback_url` is where the provider should report, if it takes an address with the order at all.
"""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Protocol, runtime_checkable

from providers.contract.calls import CallReport, PlacedCall, ReservedDid
from providers.contract.events import Callback, Event
from providers.contract.pace import PollPlan, Urgency
from providers.contract.phone import PhoneNumber
from providers.contract.reports import (
    Balance,
    BatchPage,
    CheckedNumber,
    FraudReport,
    HlrReport,
    LeasedNumber,
    Offer,
    PlacedBatch,
    SentSms,
)


@runtime_checkable
class FlashCaller(Protocol):
    """Rings a phone from a number whose last digits are the code."""

    @abstractmethod
    async def place_flash_call(
        self, number: PhoneNumber, *, code: str | None = None, callback_url: str | None = None
    ) -> PlacedCall:
        """Ring the phone (paid). `code` is a wish: the truth is in the answer, always there."""


@runtime_checkable
class PasswordCaller(Protocol):
    """Calls a phone from the provider's own number and speaks the code."""

    @abstractmethod
    async def place_password_call(
        self, number: PhoneNumber, *, code: str | None = None, check_forwarding: bool = False
    ) -> PlacedCall:
        """Call and speak four digits (paid)."""


@runtime_checkable
class PinSpeaker(Protocol):
    """Calls a phone and speaks digits of ours."""

    pin_languages: ClassVar[frozenset[str]]  # ISO 639-1: those it can speak

    @abstractmethod
    async def place_pin_call(
        self,
        number: PhoneNumber,
        *,
        code: str,
        language: str = "en",
        callback_url: str | None = None,
    ) -> PlacedCall:
        """Call and speak the digits (paid)."""


@runtime_checkable
class TextSpeaker(Protocol):
    """Calls a phone and speaks a text of ours."""

    text_languages: ClassVar[frozenset[str]]  # ISO 639-1: those it can speak

    @abstractmethod
    async def place_text_call(
        self,
        number: PhoneNumber,
        *,
        text: str,
        language: str = "en",
        callback_url: str | None = None,
    ) -> PlacedCall:
        """Call and speak the text (paid)."""


@runtime_checkable
class IncomingCallVerifier(Protocol):
    """Waits for the person to call a number of the provider's."""

    incoming_poll_plan: ClassVar[PollPlan]

    @abstractmethod
    async def lease_did(
        self,
        number: PhoneNumber,
        *,
        confirm_by_key: bool = False,
        message: str | None = None,
        callback_url: str | None = None,
    ) -> ReservedDid:
        """Reserve a number that this phone should call (paid).

        `message` is spoken to the caller; with `confirm_by_key` they must press a digit as well.
        """

    @abstractmethod
    async def fetch_incoming_call(self, reference: str) -> CallReport:
        """Ask whether the phone has called."""


@runtime_checkable
class CallTracker(Protocol):
    """Tells how a call goes when asked."""

    @abstractmethod
    async def fetch_call(self, reference: str) -> CallReport:
        """Ask how the call goes; NotFoundError where the provider knows no such call."""


@runtime_checkable
class SuccessListener(Protocol):
    """Likes to hear that a verification went well."""

    @abstractmethod
    async def report_success(self, reference: str) -> None:
        """Tell it. A failure here never undoes the verification."""


@runtime_checkable
class NumberLookup(Protocol):
    """Asks a number's home network about it."""

    @abstractmethod
    async def look_up(self, number: PhoneNumber, *, urgency: Urgency = Urgency.PERSON) -> HlrReport:
        """Look the number up (paid)."""


@runtime_checkable
class FraudChecker(Protocol):
    """Knows numbers with a bad name."""

    @abstractmethod
    async def check_fraud(
        self, number: PhoneNumber, *, urgency: Urgency = Urgency.PERSON
    ) -> FraudReport:
        """Check the number (paid)."""


@runtime_checkable
class SmsSender(Protocol):
    """Sends text messages."""

    @abstractmethod
    async def place_sms(
        self,
        number: PhoneNumber,
        text: str,
        *,
        sender: str | None = None,
        callback_url: str | None = None,
    ) -> SentSms:
        """Send the message (paid)."""


@runtime_checkable
class NumberChecker(Protocol):
    """Tells format and operator of one number at once, without asking its network."""

    @abstractmethod
    async def check_number(self, number: PhoneNumber) -> CheckedNumber:
        """Check the number (paid)."""


@runtime_checkable
class BatchSubmitter(Protocol):
    """Checks long lists in its own time."""

    @abstractmethod
    async def place_batch(
        self,
        numbers: Sequence[PhoneNumber],
        *,
        batch: str,
        level: int,
        callback_url: str | None = None,
    ) -> PlacedBatch:
        """Hand in a list under a fresh name of ours, by which a lost answer is found (paid)."""


@runtime_checkable
class BatchInspector(Protocol):
    """Shows the results of a list."""

    @abstractmethod
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
        """Ask for one page of the list handed in on that day.

        `reference`, the provider's id of a row, finds it without its list; `number` narrows.
        """


@runtime_checkable
class NumberLessor(Protocol):
    """Leases numbers that receive messages."""

    @abstractmethod
    async def fetch_offer(self) -> Offer:
        """Ask which countries and operators have numbers."""

    @abstractmethod
    async def lease_number(
        self, country_id: int, *, operator_id: int | None = None
    ) -> LeasedNumber:
        """Take a number; NoStockError where there is none (paid)."""


@runtime_checkable
class CallbackReader(Protocol):
    """Calls us back."""

    @abstractmethod
    def read_callback(self, callback: Callback) -> Sequence[Event]:
        """Read what it says, without I/O; raises UnreadableCallbackError."""


@runtime_checkable
class BalanceReader(Protocol):
    """Tells what is left on our account."""

    @abstractmethod
    async def fetch_balance(self) -> Balance:
        """Ask for it."""
