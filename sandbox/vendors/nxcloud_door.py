"""NXCloud's door: the signed headers of every call, and the form that asks for the balance.

    accessKey  toytownkey001      ts    1795219200000, at most a minute off
    bizType    1                  sign  lower-case hex of the digest
    action     numbercheck        algorithm  md5 or sha256; md5 if left out

What is signed are the bytes that were sent, never the JSON that is in them:

    accessKey=…&action=numbercheck&bizType=1&ts=…&body={"phone":"84981234567",…}&accessSecret=…
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from hmac import compare_digest
from urllib.parse import parse_qsl

from starlette.requests import Request

from sandbox.vendors.nxcloud_requests import (
    APPKEY_NOT_YOURS,
    APPKEY_UNKNOWN,
    BAD_CLOCK,
    BAD_KEY,
    BAD_SIGN,
    HEADER_MISSING,
    UNAVAILABLE,
    WRONG_CALL,
    WRONG_VERB,
    NXCloudError,
)
from sandbox.vendors.trouble import Mode
from sandbox.vendors.vendor import Vendor

ACCESS_KEY = "toytownkey001"
ACCESS_SECRET = "toytownsecret001"  # noqa: S105 - it opens nothing outside the town
APPKEY = "toytown1"
STRANGERS_APPKEY = "stranger"  # it exists, and belongs to somebody else
SMS_APPKEY = "toytown2"
SMS_SECRETKEY = "toytown3"

SIGNED = ("accessKey", "action", "bizType", "ts")  # sorted, and spelt thus whatever was sent
BIZ_TYPE, ACTION = "1", "numbercheck"
MILLISECONDS = re.compile(r"[0-9]{13}")
MOST_OFF = 60_000  # milliseconds
ALGORITHMS = {"md5", "sha256"}
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def sign(values: Mapping[str, str], body: bytes, secret: str, algorithm: str = "md5") -> str:
    """Compute the digest over the headers, the very bytes of the body, and the secret."""
    named = "&".join(f"{name}={values[name]}" for name in SIGNED).encode()
    text = named + (b"&body=" + body if body else b"") + b"&accessSecret=" + secret.encode()
    return hashlib.new(algorithm, text, usedforsecurity=False).hexdigest()


def signed_headers(body: bytes, now: datetime) -> dict[str, str]:
    """Sign a callback, as NXCloud does for its other products."""
    values = {"accessKey": ACCESS_KEY, "action": ACTION, "bizType": BIZ_TYPE, "ts": f"{stamp(now)}"}
    lowered = {name.lower(): value for name, value in values.items()}
    return lowered | {"sign": sign(values, body, ACCESS_SECRET)}


def stamp(now: datetime) -> int:
    """Count milliseconds."""
    return round(now.timestamp() * 1000)


class Door:
    """Lets documented requests in and turns the others away."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor

    async def admit(self, request: Request) -> bytes:
        """Check everything around the body, in the document's order; give the body."""
        self._check_call(request)
        given = {name: request.headers.get(name, "") for name in (*SIGNED, "sign")}
        for name, value in given.items():
            if not value:
                raise NXCloudError(HEADER_MISSING, f"the header {name} is missing")
        if (given["bizType"], given["action"]) != (BIZ_TYPE, ACTION):
            raise NXCloudError(WRONG_CALL, f"bizType must be {BIZ_TYPE} and action {ACTION}")
        if not self._knows(given["accessKey"], ACCESS_KEY):
            raise NXCloudError(BAD_KEY)
        self._check_clock(given["ts"])
        body = await request.body()
        algorithm = request.headers.get("algorithm", "md5")
        if algorithm not in ALGORITHMS:
            raise NXCloudError(WRONG_CALL, "algorithm must be md5 or sha256")
        if not same(given["sign"], sign(given, body, ACCESS_SECRET, algorithm)):
            raise NXCloudError(BAD_SIGN, "sign does not belong to these headers and this body")
        check_kind(request, JSON)
        return body

    async def admit_form(self, request: Request) -> None:
        """Check a form with the two keys of an SMS application, which is not signed."""
        self._check_call(request)
        check_kind(request, FORM)
        try:
            pairs = parse_qsl((await request.body()).decode(), strict_parsing=True)
        except ValueError:
            raise NXCloudError(WRONG_CALL, "the body is not a form") from None
        if sorted(name for name, _ in pairs) != ["appkey", "secretkey"]:
            raise NXCloudError(HEADER_MISSING, "the form must have appkey and secretkey alone")
        given = dict(pairs)
        knows_app = self._knows(given["appkey"], SMS_APPKEY)
        if not self._knows(given["secretkey"], SMS_SECRETKEY) or not knows_app:
            raise NXCloudError(BAD_KEY)

    def _check_call(self, request: Request) -> None:
        if self._vendor.mode is Mode.DOWN:
            raise NXCloudError(UNAVAILABLE)
        if request.method != "POST":
            raise NXCloudError(WRONG_VERB, f"{request.method} instead of POST")
        if request.url.query:
            raise NXCloudError(WRONG_CALL, "the parameters belong into the body")

    def _check_clock(self, ts: str) -> None:
        if not MILLISECONDS.fullmatch(ts):
            raise NXCloudError(BAD_CLOCK, "ts must be: 13 digits, in milliseconds")
        if abs(stamp(self._vendor.premises.clock.now()) - int(ts)) > MOST_OFF:
            raise NXCloudError(BAD_CLOCK, "ts is more than a minute off")

    def _knows(self, given: str, known: str) -> bool:
        return self._vendor.mode is not Mode.BAD_CREDENTIALS and same(given, known)


def check_kind(request: Request, kind: str) -> None:
    """Insist on a content type."""
    named = request.headers.get("Content-Type", "").partition(";")[0].strip().casefold()
    if named != kind:
        raise NXCloudError(WRONG_CALL, f"Content-Type must be {kind}")


def check_appkey(appkey: str) -> None:
    """Insist on the account's application; a wrong one may be a slip in the settings."""
    if appkey == STRANGERS_APPKEY:
        raise NXCloudError(APPKEY_NOT_YOURS)
    if not same(appkey, APPKEY):
        raise NXCloudError(APPKEY_UNKNOWN)


def same(given: str, known: str) -> bool:
    """Compare in constant time."""
    return compare_digest(given.encode(), known.encode())
