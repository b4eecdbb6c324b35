"""NXCloud's signature: a plain digest over four headers, the body as it is sent, and the secret.

    accessKey=...&action=...&bizType=...&ts=... [&body=...] &accessSecret=...

Names keep this spelling and order, however the headers are spelt on the wire; values are raw. One
space more in the body is another signature, so what is signed is what is sent.
"""

import hashlib
import hmac
from collections.abc import Callable, Generator, Mapping
from datetime import UTC, datetime, timedelta

import httpx

SIGNED = ("accessKey", "action", "bizType", "ts")  # in ASCII order
SIGN = "sign"
ALGORITHM = "algorithm"
MD5, SHA256 = "md5", "sha256"

ACTION = "numbercheck"
BIZ_TYPE = "1"  # number check

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


class Signing(httpx.Auth):
    """Signs each attempt anew: a timestamp is good for a minute."""

    requires_request_body = True

    def __init__(
        self, access_key: str, access_secret: str, *, algorithm: str, now: Callable[[], datetime]
    ) -> None:
        self._access_key = access_key
        self._access_secret = access_secret
        self._algorithm = algorithm
        self._now = now

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign the very bytes of the body."""
        named = {
            "accessKey": self._access_key,
            "action": ACTION,
            "bizType": BIZ_TYPE,
            "ts": str((self._now() - EPOCH) // MILLISECOND),
        }
        sign = signature(named, request.content, self._access_secret, algorithm=self._algorithm)
        request.headers.update(named | {SIGN: sign})
        if self._algorithm != MD5:
            request.headers[ALGORITHM] = self._algorithm
        yield request


def signature(named: Mapping[str, str], body: bytes, secret: str, *, algorithm: str) -> str:
    """Compute the signature, in lower-case hex. An empty body leaves its part out."""
    headers = "&".join(f"{name}={named[name]}" for name in SIGNED).encode()
    said = b"&body=" + body if body else b""
    return hashlib.new(algorithm, headers + said + f"&accessSecret={secret}".encode()).hexdigest()


def is_signed_well(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """Whether a signed callback is NXCloud's own; its header names are in lower case."""
    named = {name: headers.get(name.lower(), "") for name in SIGNED}
    algorithm = SHA256 if headers.get(ALGORITHM, "").lower() == SHA256 else MD5
    sign = signature(named, body, secret, algorithm=algorithm)
    return hmac.compare_digest(sign.encode(), headers.get(SIGN, "").lower().encode())
