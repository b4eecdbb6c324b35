"""What NXCloud finds out about a number: where it belongs, what its network says, how a call ends.

A `Batch` is one order, a `Row` one number of it. How they are told is in `nxcloud_shapes`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import phonenumbers

from sandbox.fates import Fate, fate_of
from sandbox.handsets import State
from sandbox.vendors.nxcloud_requests import NEW

BASIC, CALL, HLR = 1, 4, 5  # levels of a check
PRICES = {BASIC: Decimal("0.002"), CALL: Decimal("0.05"), HLR: Decimal("0.0123")}
CURRENCY = "USD"
IMPOSSIBLE = "PERHAPS"  # a word that no document knows


class Place(NamedTuple):
    """Where a number belongs."""

    region: str
    country_code: str
    national: str
    carrier: str
    mcc: str = ""
    mnc: str = ""


CARRIERS = {"VN": ("Viettel", "452", "04")}  # the document's example
HOME = ("Toytown Mobile", "234", "99")  # invented here, for everybody else
NOWHERE = Place("", "", "", "")


class Live(NamedTuple):
    """What the network says."""

    validity: str
    reachable: str
    roaming: str


LIVES = {
    Fate.HLR_ABSENT: Live("YES", "NO", "NO"),
    Fate.HLR_ROAMING: Live("YES", "YES", "YES"),
    Fate.HLR_UNKNOWN: Live("YES", "UNKNOWN", "UNKNOWN"),
    Fate.IMPOSSIBLE_STATUS: Live("YES", IMPOSSIBLE, "NO"),
}


class Dial(NamedTuple):
    """How a test call ends: whether it rang and was answered, and what the phone shows."""

    early: str
    answered: str
    response: str
    state: State


RANG = Dial("YES", "NO", "bell", "missed")
DIALS = {  # which of the document's words belongs to which fate is invented here
    Fate.BUSY: Dial("NO", "NO", "busy", "missed"),  # shown as a call waiting
    Fate.NO_ANSWER: Dial("YES", "NO", "no_response", "missed"),
    Fate.MACHINE: Dial("YES", "NO", "voicemail", "answered"),
    Fate.DECLINED: Dial("YES", "NO", "busy", "declined"),
    Fate.OPERATOR_REFUSES: Dial("NO", "NO", "not_available", "failed"),
    Fate.BILLING_FAILS: Dial("NO", "NO", "number_paused", "failed"),
    Fate.HLR_ABSENT: Dial("NO", "NO", "power_off", "failed"),
    Fate.HLR_UNKNOWN: Dial("UNKNOWN", "UNKNOWN", "others", "failed"),
    Fate.IMPOSSIBLE_STATUS: RANG._replace(response=IMPOSSIBLE),
}
BY_HAND = {  # where a person was quicker than fate
    "missed": RANG,
    "answered": Dial("YES", "YES", "bell", "answered"),
    "declined": DIALS[Fate.DECLINED],
}


class Failure(NamedTuple):
    """Why there is no result, as a callback says it; only the wording of 114 is the document's."""

    code: int
    words: str


BAD_FORMAT = Failure(114, "Invalid number format")
NOT_MOBILE = Failure(120, "Not a mobile number, the check is not supported")
NO_DEDUCTION = Failure(266, "Balance deduction failed")  # generation 2 alone knows it


@dataclass(slots=True)
class Row:
    """One number of a batch."""

    message_id: str
    phone: str
    place: Place | None  # None: no number looks like this
    failure: Failure | None
    dial: Dial
    is_settled: bool = False

    @property
    def number(self) -> str:
        """The number in E.164."""
        return f"+{self.phone}"

    @property
    def fate(self) -> Fate:
        """What happens to it."""
        return fate_of(self.number)


@dataclass(slots=True)
class Batch:
    """One submit."""

    generation: int
    message_id: str
    batch_no: str
    level: int
    fate: Fate  # of its first number
    appkey: str
    url: str  # of the callbacks; empty: the one in the console
    submitted: datetime
    rows: list[Row] = field(default_factory=list)
    was_asked: bool = False

    def cost(self, row: Row) -> dict[str, Any]:
        """Tell what a number costs."""
        price = Decimal(0) if row.failure else PRICES[self.level]
        return {"price": float(price), "currency": CURRENCY}


def find_place(phone: str) -> Place | None:
    """Tell where a number belongs; None where there is no such place, or too many digits."""
    try:
        number = phonenumbers.parse(f"+{phone}")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    code = number.country_code or 0
    region = phonenumbers.region_code_for_number(number) or first_region(code)
    national = phonenumbers.national_significant_number(number)
    return Place(region, str(code), national, *CARRIERS.get(region, HOME))


@cache
def first_region(code: int) -> str:
    """Name the main country of a dialling code, for numbers nobody was given."""
    return phonenumbers.region_code_for_country_code(code)


def find_failure(fate: Fate, place: Place | None, level: int, generation: int) -> Failure | None:
    """Tell why a number cannot be checked, if so."""
    if place is None:
        return BAD_FORMAT
    if fate is Fate.NOT_MOBILE and level != BASIC:
        return NOT_MOBILE
    return NO_DEDUCTION if fate is Fate.NO_FUNDS and generation == NEW else None
