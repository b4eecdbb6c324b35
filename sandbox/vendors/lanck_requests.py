"""What LANCK lets through its door: the errors it knows, and the parameters of each method.

Bodies are JSON or a form, both everywhere; a GET has its parameters in the query string.
"""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl

from starlette.requests import Request

from sandbox.vendors.bodies import members
from sandbox.vendors.trouble import RefusedError


class Error(NamedTuple):
    """One row of the document's list of errors; the wording of most is invented here."""

    status: int
    code: int
    reason: str


AUTHENTICATION = Error(401, 1, "Authentication required")
LIMIT = Error(429, 4, "Too many requests")
TOKEN_INACTIVE = Error(401, 5, "Token is inactive")
NO_FUNDS = Error(403, 6, "Insufficient funds")  # "account is not live" in the newer edition
REJECTED = Error(400, 9, "Rejected: no number is free")  # the HTTP status is invented here
MALFORMED = Error(400, 10, "Malformed request")
NO_SUCH_METHOD = Error(404, 10, "No such method")  # invented here
WRONG_VERB = Error(405, 10, "Method not allowed")  # invented here
INVALID_NUMBER = Error(400, 11, "Invalid number")
SENDER = Error(400, 16, "Sender is not allowed")
REQUEST_NOT_FOUND = Error(404, 20, "Request not found")  # the HTTP status is invented here
INCOMING_NOT_FOUND = Error(404, 404, "Request not found or expired")
INTERNAL = Error(500, 99, "Internal error")
UNAVAILABLE = Error(503, 99, "Service unavailable")
TIMED_OUT = Error(504, 99, "Gateway timeout")


class LanckError(RefusedError):
    """The request is refused; `offence` says what the document does not allow in it, if so."""

    def __init__(self, error: Error, offence: str = "") -> None:
        super().__init__(error.status, error.reason)
        self.code = error.code
        self.offence = offence


class Rule(NamedTuple):
    """What a parameter must look like, as the document says it."""

    form: re.Pattern[str]
    sentence: str
    error: Error = MALFORMED
    required: bool = False
    is_flag: bool = False  # true or false in JSON, these words in a form


TEXT = Rule(re.compile(r"(?s).*\S.*"), "a text that is not empty")
NUMBER = Rule(re.compile(r"\+?[1-9][0-9]{6,14}"), "a number in E.164", INVALID_NUMBER)
CODE = Rule(re.compile(r"[0-9]{4,6}"), "a string of 4 to 6 digits")
FLAG = Rule(re.compile(r"true|false"), "true or false", is_flag=True)
ADDRESS = Rule(re.compile(r"https?://[^\s/?#]\S*"), "an absolute http(s) address")
GOAL = Rule(re.compile("NUMBER_VERIFIED"), "NUMBER_VERIFIED")
PIN_LANGUAGE = Rule(
    re.compile(
        "am|ar|az|bn|de|en|es|fa|fr|he|hi|hy|id|it|ja|ka|kk|km|ky|mg|mn|ms|my|ne|ps|pt|ru|si|sn|so"
        "|sv|sw|ta|tg|tk|uk|ur|uz|vi|zh"
    ),
    "one of the 40 languages",
)
TEXT_LANGUAGE = Rule(re.compile("en|ru"), "en or ru")

Rules = dict[str, Rule]


def needed(rule: Rule) -> Rule:
    """Make a parameter required."""
    return rule._replace(required=True)


ANY: Rules = {"callbackUrl": ADDRESS}  # every method accepts it, listed or not
LOOKUP = ANY | {"number": needed(NUMBER)}
SMS = LOOKUP | {"text": needed(TEXT), "from": TEXT}
FLASH = LOOKUP | {"code": CODE, "from": NUMBER}
INCOMING = LOOKUP | {"ivrConfirmation": FLAG, "ivrMessage": TEXT}
PIN = LOOKUP | {"code": needed(CODE), "from": NUMBER, "language": PIN_LANGUAGE}
SPEECH = LOOKUP | {"text": needed(TEXT), "from": NUMBER, "language": TEXT_LANGUAGE}
REPORT = ANY | {"goal": needed(GOAL)}


def e164(number: str) -> str:
    """Write a number with its +, which the document puts now and then."""
    return "+" + number.removeprefix("+")


async def read(request: Request, rules: Rules) -> dict[str, str]:
    """Read the parameters, in which everything must be as documented."""
    pairs, is_typed = await _pairs(request)
    given = dict(pairs)
    if len(given) < len(pairs):
        raise LanckError(MALFORMED, "a parameter is given twice")
    for name in given.keys() - rules.keys():
        raise LanckError(MALFORMED, f"unknown parameter {name}")
    asked = {}
    for name, rule in rules.items():
        if name not in given and rule.required:
            raise LanckError(MALFORMED, f"{name} is missing")
        if name in given:
            word = _word(given[name], rule, is_typed)
            if word is None or not rule.form.fullmatch(word):
                raise LanckError(rule.error, f"{name} must be: {rule.sentence}")
            asked[name] = word
    return asked


async def _pairs(request: Request) -> tuple[list[tuple[str, object]], bool]:
    """Give the parameters in their order, and whether they came with JSON's types."""
    body = await request.body()
    in_query: list[tuple[str, object]] = [*request.query_params.multi_items()]
    if request.method == "GET":
        if body:
            raise LanckError(MALFORMED, "a GET has no body")
        return in_query, False
    if in_query:
        raise LanckError(MALFORMED, "the parameters belong into the body")
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().casefold()
    try:
        if kind == "application/json":
            return members(body.decode()), True
        if kind == "application/x-www-form-urlencoded":
            form = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body))
            return [*form], False
    except ValueError:
        raise LanckError(MALFORMED, f"the body is not {kind}") from None
    raise LanckError(MALFORMED, "the body must be JSON or a form, and say so")


def _word(value: object, rule: Rule, is_typed: bool) -> str | None:
    if is_typed and rule.is_flag:
        return str(value).casefold() if isinstance(value, bool) else None
    return value if isinstance(value, str) else None
