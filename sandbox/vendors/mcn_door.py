"""What MCN lets through its door: the token, the headers, and a body as documented."""

import re
from hmac import compare_digest
from typing import Any, NamedTuple

from starlette.requests import Request

from sandbox.vendors.bodies import members
from sandbox.vendors.trouble import Mode, RefusedError
from sandbox.vendors.vendor import Vendor

TOKEN = "toy-town-token-of-account-117793"  # noqa: S105 - it opens nothing outside the town
BEARER = re.compile(r"Bearer (\S+)")
JSON = "application/json"


class Rule(NamedTuple):
    """What a field must look like, as the document says it."""

    form: re.Pattern[str] | None  # of a string; None for true or false
    sentence: str
    is_required: bool = False


RULES = {
    "phone_number": Rule(re.compile(r"[1-9][0-9]{6,14}"), "digits only, no +", is_required=True),
    "verification_code": Rule(re.compile(r"[0-9]{4}"), "a string of 4 digits; left out for any"),
    "is_with_redirect": Rule(None, "true or false"),
    # Known from one integration only; its form is invented here.
    "lang": Rule(re.compile(r"[a-z]{2}_[A-Z]{2}"), "a locale such as ru_RU"),
}


class Door:
    """Lets documented requests in, turns the others away and notes them with the vendor."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor

    async def admit(self, request: Request) -> dict[str, Any]:
        """Check everything about a request; give its fields."""
        if self._vendor.mode is Mode.DOWN:
            raise RefusedError(503, "Service unavailable")
        if request.method != "POST":
            raise self.complaint(405, f"{request.method} instead of POST")
        self._authorize(request.headers.get("Authorization", ""))
        if media_types(request.headers.get("Content-Type", "")) != [JSON]:
            raise self.complaint(400, "Content-Type must be application/json")
        if JSON not in media_types(request.headers.get("Accept", "")):
            raise self.complaint(400, "Accept must be application/json")
        if request.url.query:
            raise self.complaint(400, "the parameters belong into the body")
        return self._read(await request.body())

    def complaint(self, status: int, sentence: str) -> RefusedError:
        """Note what the document does not allow, and refuse it."""
        self._vendor.complaints.append(sentence)
        return RefusedError(status, sentence)

    def _authorize(self, header: str) -> None:
        bearer = BEARER.fullmatch(header)
        if bearer is None:
            raise self.complaint(401, "Authorization must be: Bearer <TOKEN>")
        is_refused = self._vendor.mode is Mode.BAD_CREDENTIALS
        if is_refused or not compare_digest(bearer[1].encode(), TOKEN.encode()):
            raise RefusedError(401, "Unauthorized")

    def _read(self, body: bytes) -> dict[str, Any]:
        try:
            pairs = members(body.decode())
        except ValueError:
            raise self.complaint(400, "the body is not a JSON object") from None
        given = dict(pairs)
        if len(given) < len(pairs):
            raise self.complaint(400, "a field is given twice")
        allowed = RULES.keys() - (set() if self._vendor.switches["lang_allowed"] else {"lang"})
        for name in given.keys() - allowed:
            raise self.complaint(400, f"unknown field {name}")
        for name, rule in RULES.items():
            if name not in given and rule.is_required:
                raise self.complaint(400, f"{name} is missing")
            if name in given and not fits(given[name], rule):
                raise self.complaint(400, f"{name} must be: {rule.sentence}")
        return given


def fits(value: object, rule: Rule) -> bool:
    """Whether a field is as documented, in its type too."""
    if rule.form is None:
        return isinstance(value, bool)
    return isinstance(value, str) and bool(rule.form.fullmatch(value))


def media_types(header: str) -> list[str]:
    """List the media types in a header, without their parameters."""
    return [part.partition(";")[0].strip().casefold() for part in header.split(",")]
