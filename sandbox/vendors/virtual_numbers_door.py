"""The door of the panel: the key in the path, the parameters, and the sentences of its errors."""

import re
from collections.abc import Mapping
from hmac import compare_digest
from typing import NamedTuple

from starlette.requests import Request

from sandbox.vendors.trouble import Mode, RefusedError
from sandbox.vendors.vendor import Vendor
from sandbox.vendors.virtual_numbers_stock import COUNTRY_IDS, COUNTRY_OF

KEY = "7009001c-70f0-4000-8000-447700900000"
PASSED_THROUGH = 502  # "XXX": a sentence of the main server, which the document does not know

UNAUTHORIZED = "Unauthorized"
INVALID_KEY = "Invalid api_key"
NO_KEY = "Missing or invalid credentials"
NO_COUNTRY = "country_id is required"
NO_NUMBER = "No number received"
UNABLE = "Unable to get number"
NO_FUNDS = "Insufficient balance"
THROTTLED = "Too many requests"
TIMED_OUT = "Gateway timeout"
DOWN = "Service unavailable"

SENTENCES = {
    UNAUTHORIZED: 401,
    INVALID_KEY: 401,
    NO_KEY: 401,
    "Manager inactive. Contact support.": 403,
    NO_COUNTRY: 400,
    "user_id is required with api_key": 400,
    "Target user not found or inactive": 404,
    NO_NUMBER: 404,
    "System configuration error": 500,
    "Service fetch failed": 500,
    "Could not fetch service data": 500,
    UNABLE: 500,
    # Invented here, as a main server might say them:
    NO_FUNDS: 402,
    THROTTLED: 429,
    TIMED_OUT: 504,
    DOWN: 503,
}


class Rule(NamedTuple):
    """What a parameter must look like, as the document says it."""

    form: re.Pattern[str]
    sentence: str
    missing: str = ""  # what is said where it is left out; empty: it may be


ID = re.compile(r"[0-9]{1,9}")


class Way(NamedTuple):
    """One of the two methods, and what it says to whom it does not know."""

    path: str
    rules: Mapping[str, Rule]
    no_key: str
    wrong_key: str
    switch: str  # holds the sentence with which everything is refused, if any


INIT = Way("/api/init", {}, UNAUTHORIZED, UNAUTHORIZED, "init_says")
GET_NUMBER = Way(
    "/api/get-number",
    {
        "country_id": Rule(ID, "an id from init", NO_COUNTRY),
        "operator_id": Rule(ID, "an id from init; left out for any"),
        "number_format": Rule(
            re.compile("full|national|remove_plus"), "full, national or remove_plus"
        ),
    },
    NO_KEY,
    INVALID_KEY,
    "get_number_says",
)


def refusal(sentence: str, headers: dict[str, str] | None = None) -> RefusedError:
    """Refuse with a sentence; the status follows from it."""
    return RefusedError(SENTENCES.get(sentence, PASSED_THROUGH), sentence, headers)


class Door:
    """Lets documented requests in, turns the others away and notes them with the vendor."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor

    async def admit(self, request: Request, way: Way) -> dict[str, str]:
        """Check everything about a request; give its parameters."""
        if self._vendor.mode is Mode.DOWN:
            raise refusal(DOWN)
        if request.method != "GET":
            raise self.complaint(405, f"{request.method} instead of GET")
        key = request.path_params["key"]
        if not key:
            raise self.complaint(SENTENCES[way.no_key], "the key is missing", way.no_key)
        is_refused = self._vendor.mode is Mode.BAD_CREDENTIALS
        if is_refused or not compare_digest(key.encode(), KEY.encode()):
            raise refusal(way.wrong_key)
        if await request.body() or "Content-Type" in request.headers:
            raise self.complaint(400, "there must be no body and no content type")
        asked = self._read(request, way.rules)
        if self._vendor.switches[way.switch]:
            raise refusal(str(self._vendor.switches[way.switch]))
        return asked

    def complaint(self, status: int, sentence: str, message: str = "") -> RefusedError:
        """Note what the document does not allow, and refuse it, in its own words if it has any."""
        self._vendor.complaints.append(sentence)
        return RefusedError(status, message or sentence)

    def _read(self, request: Request, rules: Mapping[str, Rule]) -> dict[str, str]:
        """Read the query string, in which everything must be as documented."""
        pairs = request.query_params.multi_items()
        given = dict(pairs)
        if len(given) < len(pairs):
            raise self.complaint(400, "a parameter is given twice")
        for name in given.keys() - rules.keys():
            raise self.complaint(400, f"unknown parameter {name}")
        for name, rule in rules.items():
            if name not in given and rule.missing:
                raise self.complaint(400, f"{name} is missing", rule.missing)
            if name in given and not rule.form.fullmatch(given[name]):
                raise self.complaint(400, f"{name} must be: {rule.sentence}")
        self._check_ids(given)
        return given

    def _check_ids(self, given: Mapping[str, str]) -> None:
        if "country_id" in given and int(given["country_id"]) not in COUNTRY_IDS:
            raise self.complaint(400, "country_id is not one from init")
        if "operator_id" in given:
            country = COUNTRY_OF.get(int(given["operator_id"]))
            if country != int(given["country_id"]):
                raise self.complaint(400, "operator_id is not one of that country")
