"""What NXCloud finds out about a number, and how each generation of its pages says so.

    generation 1, pushed   {"messageId", "code", "msg", "batchNo", "phone",
                            "data": {"basic": {…}, "live" or "dial": {…}}, "cost": {…}}
    generation 2, pushed   {"requestId", "code", "message", "batchNo", "phone", "data": {…}, "cost"}

A row of the query has everything side by side. A check that failed is pushed with its code; as a
row it has empty fields and costs nothing, which is invented here.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import phonenumbers

from sandbox.fates import Fate, fate_of
from sandbox.handsets import State

BASIC, CALL, HLR = 1, 4, 5  # levels of a check
PRICES = {BASIC: Decimal("0.002"), CALL: Decimal("0.05"), HLR: Decimal("0.0123")}
CURRENCY = "USD"
IMPOSSIBLE = "PERHAPS"  # a word that no document knows
IMPOSSIBLE_TYPE = 77


class Place(NamedTuple):
    """Where a number belongs."""

    region: str
    country_code: str
    national: str
    calls_itself: str  # the carrier
    mcc: str = ""
    mnc: str = ""


CARRIERS = {"VN": ("Viettel", "452", "04")}  # the document's example
HOME = ("Toytown Mobile", "234", "99")  # invented here, for everybody else


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

    message_id: str
    batch_no: str
    level: int
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
    return NO_DEDUCTION if fate is Fate.NO_FUNDS and generation == 2 else None  # noqa: PLR2004


def pushed(batch: Batch, row: Row, generation: int) -> dict[str, Any]:
    """Build the body of a callback."""
    code, words = row.failure or (0, "success")
    about: dict[str, Any] = {"code": code, "batchNo": batch.batch_no, "phone": row.phone}
    found = {} if row.failure else {"cost": batch.cost(row)}
    if generation == 1:
        data = {} if row.failure else {"data": nested(batch.level, row)}
        return {"messageId": row.message_id, "msg": words} | about | data | found
    flat = None if row.failure else flattened(batch.level, row)
    return {"requestId": row.message_id, "message": words} | about | {"data": flat} | found


def queried(batch: Batch, row: Row, generation: int) -> dict[str, Any]:
    """Build a row of the query."""
    about = {"batchNo": batch.batch_no, "phone": row.phone, "checkLevel": batch.level}
    if generation == 1:
        parts = nested(batch.level, row)
        more = parts["basic"] | parts.get("dial", {}) | parts.get("live", live(row, is_empty=True))
        return {"messageId": row.message_id} | about | more | batch.cost(row)
    flat = flattened(batch.level, row)
    return {"requestId": row.message_id} | about | flat | batch.cost(row)


def nested(level: int, row: Row) -> dict[str, dict[str, Any]]:
    """Say it as generation 1 does; the basic part alone is a check of level 1."""
    place = row.place or Place("", "", "", "")
    basic = {
        "preCheck": "YES" if row.place else "NO",
        "regionCode": place.region,
        "countryCode": place.country_code,
        "nationalNumber": place.national,
        "standNumber": row.phone if row.place else "",
        "numberType": number_type(level, row),
        "carrier": place.calls_itself,
    }
    parts = {BASIC: {}, CALL: {"dial": dial(row)}, HLR: {"live": live(row)}}
    return {"basic": basic} | parts[level]


def number_type(level: int, row: Row) -> int:
    """Choose from the numbers 0 to 8, where 1 is fixed and 2 mobile."""
    if row.fate is Fate.IMPOSSIBLE_STATUS and level == BASIC:
        return IMPOSSIBLE_TYPE
    if row.fate is Fate.NOT_MOBILE:
        return 1
    return 2 if row.place else 0


def live(row: Row, *, is_empty: bool = False) -> dict[str, str]:
    """Tell what the network says; empty strings where it was not asked."""
    if is_empty or row.failure:
        return Live("", "", "")._asdict()
    return LIVES.get(row.fate, Live("YES", "YES", "NO"))._asdict()


def dial(row: Row) -> dict[str, str]:
    """Tell how the test call went."""
    how = row.dial._replace(early="", answered="", response="") if row.failure else row.dial
    return {"early": how.early, "answered": how.answered, "response": how.response}


TYPES = {1: "others", 2: "mobile", IMPOSSIBLE_TYPE: IMPOSSIBLE}


def flattened(level: int, row: Row) -> dict[str, str]:
    """Say it as generation 2 does."""
    place = row.place or Place("", "", "", "")
    flat = {
        "numberType": TYPES.get(number_type(level, row), "invalid"),
        "operator": place.calls_itself,
        "country": place.region,
    }
    if level == HLR:
        known = live(row)
        ported = "YES" if row.fate is Fate.HLR_PORTED else "NO"
        network = {"mcc": place.mcc, "mnc": place.mnc, "ported": ported}
        flat |= network | {"active": known["reachable"]}
    if level == CALL:  # ordered under generation 1, looked up under 2
        known = dial(row)
        flat |= {"ring": known["early"], "answer": known["answered"], "response": known["response"]}
    return flat
