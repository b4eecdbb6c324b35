"""What lookups, batches, messages and leases come back as."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from providers.contract.calls import CallOutcome
from providers.contract.phone import PhoneNumber


class Verdict(StrEnum):
    """What a lookup found out about a number."""

    REACHABLE = "reachable"  # the network sees the phone now
    UNREACHABLE = "unreachable"  # the number lives, its phone is away
    VALID = "valid"  # well formed and of a known operator; nobody asked the network
    INVALID = "invalid"  # no such number
    UNKNOWN = "unknown"  # nothing found, not performed, or a word we do not know


class Risk(StrEnum):
    """What a fraud check found out about a number."""

    CLEAN = "clean"  # a mobile number, on no list
    NOT_MOBILE = "not_mobile"  # not a mobile prefix, on no list
    SUSPICIOUS = "suspicious"  # its traffic looks odd
    FRAUDULENT = "fraudulent"  # used for fraud lately; better not called
    UNKNOWN = "unknown"  # a word we do not know


@dataclass(frozen=True, slots=True)
class Price:
    """What one request cost."""

    amount: Decimal
    currency: str  # ISO, "EUR"


@dataclass(frozen=True, slots=True)
class HlrReport:
    """What the network says about a number. None means: not said."""

    number: PhoneNumber
    verdict: Verdict
    reference: str | None = None
    mcc: str | None = None  # country of the network, three digits
    mnc: str | None = None  # the network in it, two or three digits, zeros kept
    operator: str | None = None
    region: str | None = None  # ISO
    is_ported: bool | None = None
    is_roaming: bool | None = None
    at: datetime | None = None
    raw: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class FraudReport:
    """What the anti-fraud lists say about a number."""

    number: PhoneNumber
    risk: Risk
    is_mobile_prefix: bool | None = None  # independent of the risk
    raw: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CheckedNumber:
    """One row of a batch, or one pushed result."""

    reference: str | None  # the provider's id of the row; not unique without the number
    batch: str | None
    number: PhoneNumber | None  # None where it is no number at all
    verdict: Verdict
    submitted: str = field(default="", repr=False)  # the number as the provider echoes it
    level: int | None = None  # which kind of check, in the provider's count
    outcome: CallOutcome | None = None  # of a test call
    kind: str | None = None  # mobile, fixed and so on, in the provider's words
    mcc: str | None = None
    mnc: str | None = None
    operator: str | None = None
    region: str | None = None
    is_ported: bool | None = None
    is_roaming: bool | None = None
    price: Price | None = None
    said: str = ""  # why a check failed, in the provider's words
    is_our_fault: bool = False  # the provider could not charge us
    raw: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PlacedBatch:
    """A provider took a list to check. `batch` is the name we gave it."""

    batch: str
    reference: str | None
    refused: tuple[str, ...] = field(default=(), repr=False)  # numbers it will not check
    raw: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class BatchPage:
    """One page of a batch. No rows right after submitting means: not finished yet."""

    rows: tuple[CheckedNumber, ...]
    page: int  # from 1
    pages: int
    total: int
    day: date  # the day asked for
    raw: str = field(default="", repr=False)

    @property
    def is_last(self) -> bool:
        """Whether asking for the next page would bring nothing."""
        return not self.rows or self.page >= self.pages


@dataclass(frozen=True, slots=True)
class SentSms:
    """A provider took a message. Its delivery is told later."""

    reference: str
    raw: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Country:
    """A country that has numbers to lease."""

    id: int
    name: str
    phone_code: str  # digits, no plus


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator that has numbers to lease."""

    id: int
    name: str
    country_id: int


@dataclass(frozen=True, slots=True)
class Offer:
    """Where numbers can be leased at the moment."""

    countries: tuple[Country, ...]
    operators: tuple[Operator, ...]
    raw: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class LeasedNumber:
    """A number that is ours for a while; its messages come by callback."""

    number: PhoneNumber
    raw: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left on our account."""

    amount: Decimal
    credit: Decimal | None = None
    currency: str | None = None
