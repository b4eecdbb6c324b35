"""What NXCloud lets through: the codes of its errors, and the fields of each body.

Errors come as HTTP 200 with a code. The numbers are the document's, most of the wording is
invented here; a refusal without words says what is wrong with the request instead.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from sandbox.vendors.bodies import members
from sandbox.vendors.trouble import RefusedError

OLD, NEW = 1, 2  # the generations of the document


class Refusal(NamedTuple):
    """One row of the lists of codes."""

    code: int
    words: str = ""
    status: int = 200
    headers: dict[str, str] | None = None


FAILED = Refusal(88)  # of a query; the reason is in the text
QUERY_TOO_FREQUENT = Refusal(88, "Requests are too frequent, please try again later")
BAD_DATE = Refusal(88, "Incorrect date format [yyyy-MM-dd]")
BAD_PARAMETER = Refusal(201)
APPKEY_UNKNOWN = Refusal(202, "The appkey does not exist or is not available")
BAD_LEVEL = Refusal(207, "Invalid check type")
APPKEY_NOT_YOURS = Refusal(210, "The appkey does not belong to the access key")
NO_FUNDS = Refusal(211, "Insufficient balance")
LONG_BATCH = Refusal(212, "The batchNo is longer than 64 characters")
HEADER_MISSING = Refusal(1001, "Missing public parameter")
WRONG_CALL = Refusal(1002)
BAD_SIGN = Refusal(1003, "Signature error")
BAD_CLOCK = Refusal(1004, "The timestamp is out of range")
BAD_KEY = Refusal(1005, "The accessKey does not exist or has no permission")
# HTTP has a say in these; which codes come with them is invented here:
SUBMIT_TOO_FREQUENT = Refusal(88, "Requests are too frequent", 429, {"Retry-After": "1"})
NO_SUCH_METHOD = Refusal(1002, status=404)
WRONG_VERB = Refusal(1002, status=405)
SYSTEM_ERROR = Refusal(299, "System error", 500)
UNAVAILABLE = Refusal(299, "Service unavailable", 503)
TIMED_OUT = Refusal(299, "Gateway timeout", 504)


class NXCloudError(RefusedError):
    """The request is refused; `offence` says what the document does not allow in it, if so."""

    def __init__(self, refusal: Refusal, offence: str = "") -> None:
        super().__init__(refusal.status, refusal.words or offence, refusal.headers)
        self.code = refusal.code
        self.offence = offence


class Rule(NamedTuple):
    """What a field must look like, as the document says it."""

    kind: type
    allows: Callable[[Any], object]
    sentence: str
    refusal: Refusal | None = None  # None: the usual one of the method
    required: bool = False


def is_day(text: str) -> bool:
    """Whether this is a day of the calendar, as yyyy-MM-dd."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


NUMBERS = Rule(str, re.compile(r"[0-9]+(,[0-9]+)*").fullmatch, "digits, split by commas alone")
NUMBER = Rule(str, re.compile(r"[0-9]+").fullmatch, "digits only")
BATCH = Rule(str, re.compile(r"(?s).{0,64}").fullmatch, "at most 64 characters")
WORD = Rule(str, re.compile(r"\S+").fullmatch, "a word")
ADDRESS = Rule(str, re.compile(r"https?://[^\s/?#]\S*").fullmatch, "an absolute http(s) address")
DAY = Rule(str, is_day, "yyyy-MM-dd", BAD_DATE)
FROM_1 = Rule(int, lambda page: page >= 1, "at least 1")
TO_100 = Rule(int, range(1, 101).__contains__, "1 to 100")
LEVELS = {  # by generation
    OLD: Rule(int, {1, 4, 5}.__contains__, "1, 4 or 5", BAD_LEVEL),
    NEW: Rule(int, {1, 5}.__contains__, "1 or 5", BAD_LEVEL),
}
BASIC_ONLY = Rule(int, {1}.__contains__, "1", BAD_LEVEL)
ID_FIELDS = {OLD: "messageId", NEW: "requestId"}

Rules = dict[str, Rule]


def needed(rule: Rule) -> Rule:
    """Make a field required."""
    return rule._replace(required=True)


def check_now_rules() -> Rules:
    """Give the fields of /check/get."""
    return {
        "phone": needed(NUMBER),
        "batchNo": BATCH._replace(refusal=LONG_BATCH),
        "checkLevel": BASIC_ONLY,
        "appkey": needed(WORD),
    }


def submit_rules(generation: int) -> Rules:
    """Give the fields of /check."""
    return check_now_rules() | {
        "phone": needed(NUMBERS),
        "checkLevel": LEVELS[generation],
        "drUrl": ADDRESS,
    }


def query_rules(generation: int) -> Rules:
    """Give the fields of /query."""
    return {
        "page": needed(FROM_1),
        "pageSize": needed(TO_100),
        "date": needed(DAY),
        ID_FIELDS[generation]: BATCH,
        "batchNo": BATCH,
        "phone": NUMBER,
        "appkey": WORD,
    }


def read(body: bytes, rules: Rules, usual: Refusal) -> dict[str, Any]:
    """Read the fields, in which everything must be as documented."""
    try:
        pairs = members(body.decode())
    except ValueError:
        raise NXCloudError(usual, "the body is not a JSON object") from None
    given = dict(pairs)
    if len(given) < len(pairs):
        raise NXCloudError(usual, "a field is given twice")
    for name in given.keys() - rules.keys():
        raise NXCloudError(usual, f"unknown field {name}")
    for name, rule in rules.items():
        if name not in given and rule.required:
            raise NXCloudError(usual, f"{name} is missing")
        if name in given and not fits(given[name], rule):
            raise NXCloudError(rule.refusal or usual, f"{name} must be: {rule.sentence}")
    return given


def fits(value: object, rule: Rule) -> bool:
    """Whether a field is as documented; true is no number, and "5" is none either."""
    return type(value) is rule.kind and bool(rule.allows(value))
