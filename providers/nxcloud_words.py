"""NXCloud's words: what they are called, what they mean, and how one field is read.

Two generations of the API live at the same addresses, and nothing tells which one an account sees.
They differ in names and in nesting: a result is laid flat first, and names have their aliases.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

import structlog

from providers.contract.calls import CallOutcome
from providers.contract.reports import Price, Verdict
from providers.wire.words import word

log = structlog.get_logger()

T = TypeVar("T")

NAME = "nxcloud"
SUCCESS = "0"
BASIC, TEST_CALL, HLR = 1, 4, 5  # levels; 2 came before 5, and 3 was never explained
HIDDEN = ("phone", "standNumber", "nationalNumber", "number")

# First the name of generation 1, then that of generation 2, of which one had an older name.
ID = ("messageId", "requestId")
TEXT = ("msg", "message")
CARRIER = ("carrier", "operator")
REGION = ("regionCode", "country")
RANG = ("early", "ring")
ANSWERED = ("answered", "answer")
RESPONSE = ("response", "responseStatus")
LAYERS = ("data", "basic", "live", "dial", "cost")  # from the outside in

FLAGS = {"YES": True, "NO": False, "UNKNOWN": None}

KINDS = {
    "0": "other",  # these nine are generation 1's
    "1": "fixed",
    "2": "mobile",
    "3": "toll-free",
    "4": "VoIP",
    "5": "corporate",
    "6": "private special",
    "7": "voicemail",
    "8": "restricted special",
    "mobile": "mobile",  # these three are generation 2's
    "others": "other",
    "invalid": "invalid",
}
INVALID_KIND = "invalid"
INVALID_RESPONSE = "invalid_number"

OUTCOMES = {
    "bell": CallOutcome.NO_ANSWER,  # it rang; "answered" is a field of its own, and comes first
    "music": CallOutcome.NO_ANSWER,  # it rang, with a melody
    "busy": CallOutcome.BUSY,
    "no_response": CallOutcome.NO_ANSWER,
    INVALID_RESPONSE: CallOutcome.FAILED,
    "not_available": CallOutcome.UNREACHABLE,
    "number_paused": CallOutcome.UNREACHABLE,
    "power_off": CallOutcome.UNREACHABLE,
    "power_off_or_out_of_service": CallOutcome.UNREACHABLE,
    "voicemail": CallOutcome.NO_ANSWER,
    "others": CallOutcome.UNKNOWN,  # cannot be connected for the moment
}

# Of the network's own word on whether it sees the phone.
LIVE = {True: Verdict.REACHABLE, False: Verdict.UNREACHABLE, None: Verdict.UNKNOWN}
LIVE_FIELDS = ("validity", "reachable", "active")

# What is left of a check that failed, by the `code` of its callback.
FAILURES = {
    "103": Verdict.UNKNOWN,  # internal error
    "108": Verdict.UNKNOWN,  # invalid value in the request
    "112": Verdict.UNKNOWN,  # what stands behind NXCloud failed
    "114": Verdict.INVALID,  # invalid number format
    "120": Verdict.UNKNOWN,  # not a mobile number: cannot be checked
    "121": Verdict.UNKNOWN,  # unknown error
    "122": Verdict.UNKNOWN,  # nothing found
    "266": Verdict.UNKNOWN,  # NXCloud could not charge us
}
NOT_CHARGED = "266"

COUNT = re.compile(r"[0-9]{1,9}")
AMOUNT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?")


def flat(fields: Mapping[str, object]) -> Mapping[str, object]:
    """Lay the nested parts of a result side by side."""
    laid = dict(fields)
    for layer in LAYERS:
        inner = laid.pop(layer, None)
        if isinstance(inner, dict):
            laid |= inner
    return laid


def named(fields: Mapping[str, object], *names: str) -> str | None:
    """Find the first of these fields that says something."""
    words = (word(fields.get(name)) for name in names)
    return next((each for each in words if each is not None), None)


def meaning(table: Mapping[str, T], said: str | None) -> T | None:
    """Look a word up; what no document knows is logged."""
    if said is not None and said not in table:
        log.warning("unknown status", provider=NAME, status=said[:20])
    return table.get(said or "")


def flag(fields: Mapping[str, object], *names: str) -> bool | None:
    """Read YES or NO; None where it says neither, or nothing."""
    said = named(fields, *names)
    return meaning(FLAGS, said and said.upper())


def price(fields: Mapping[str, object]) -> Price | None:
    """Read what it cost; zero may mean free or not yet rated."""
    paid, currency = amount(fields.get("price")), word(fields.get("currency"))
    return None if paid is None or currency is None else Price(paid, currency)


def amount(value: object) -> Decimal | None:
    """Read money. JSON's numbers come as floats, whose shortest form is what was written."""
    said = repr(value) if isinstance(value, int | float) else word(value) or ""
    return Decimal(said) if AMOUNT.fullmatch(said) else None


def code_of(fields: Mapping[str, object]) -> str | None:
    """Read `code`, a number or digits; None where there is none."""
    code = count(fields.get("code"))
    return None if code is None else str(code)


def count(value: object) -> int | None:
    """Read a number that may come as digits."""
    said = word(value) or ""
    return int(said) if COUNT.fullmatch(said) else None
