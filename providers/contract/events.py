"""What providers tell us unasked: raw HTTP comes in as a `Callback`, events come out.

    bytes -> Callback --(vendor.read_callback, pure)--> CallEnded | OtpReceived | SmsReceived
                                                        | SmsReceipt | NumberChecked

Two deliveries of one fact have the same `key`, and nothing else has; the receiver drops the second.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from providers.contract.calls import CallReport
from providers.contract.phone import PhoneNumber
from providers.contract.reports import CheckedNumber


class UnreadableCallbackError(ValueError):
    """The body is not what this vendor sends; answer 400."""


@dataclass(frozen=True, slots=True)
class Callback:
    """One HTTP request that came to our door, unread. It is secret from end to end."""

    method: str  # "POST"
    headers: Mapping[str, str] = field(repr=False)  # names in lower case
    query: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    received_at: datetime

    def json(self) -> object:
        """Decode the body, or raise UnreadableCallbackError."""
        try:
            decoded: object = json.loads(self.body)
        except (ValueError, RecursionError):
            raise UnreadableCallbackError from None  # the cause would quote the body
        return decoded


@dataclass(frozen=True, slots=True)
class CallEnded:
    """News of a call; in spite of the name it may also say that the call goes on."""

    key: str
    report: CallReport
    number: PhoneNumber | None = None  # finds the session where the reference is not known yet


@dataclass(frozen=True, slots=True)
class OtpReceived:
    """A one-time code came to a leased number."""

    key: str
    number: str = field(repr=False)  # as the provider writes it; compare by digits
    code: str | None = field(repr=False)  # None: look at the text, do not guess
    text: str = field(repr=False)
    sender: str | None = None  # the gateway it came through
    raw: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SmsReceived:
    """A message came to a number of our own."""

    key: str
    number: str = field(repr=False)  # ours, as the provider writes it
    sender: str = field(repr=False)
    text: str = field(repr=False)
    at: datetime | None = None
    parts: int = 1
    raw: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SmsReceipt:
    """What became of a message we sent."""

    key: str
    report: CallReport
    number: PhoneNumber | None = None


@dataclass(frozen=True, slots=True)
class NumberChecked:
    """One result of a batch."""

    key: str
    row: CheckedNumber


Event = CallEnded | OtpReceived | SmsReceived | SmsReceipt | NumberChecked
