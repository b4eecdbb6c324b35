"""What LANCK tells its customer unasked: the status of each order, and messages that came in.

    {"requestId": "wp9RPWDGZkskBrVeTc4lgNCc4e79fc65", "number": "+37200911211",
     "status": "ANSWERED", "sipStatus": 200, "timestamp": 1656666364,
     "callCreatedAt": 1656666328, "callEndedAt": 1656666364, "billable": true}

An order for a call or a message is SENT, and then ends; a reservation only ends. The SIP status and
the end of a call are left out until there is one. A status is posted once, whatever the answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Any, NamedTuple

from sandbox.fates import Fate
from sandbox.handsets import Call, State
from sandbox.postman import Postman

IMPOSSIBLE = "VANISHED"  # a status that no document knows
SENT, PENDING, DELIVERED, EXPIRED = "SENT", "PENDING", "DELIVERED", "EXPIRED"
BILLABLE = {DELIVERED, "ANSWERED", "TERMINATED"}  # invented here; the document has one example
COPIES = {Fate.WEBHOOK_TWICE: 2, Fate.WEBHOOK_LOST: 0}
# Resent "during the next 24 hours"; in the town an hour is a second.
DAY = (1.0, 2.0, 3.0, 6.0, 12.0)


class End(NamedTuple):
    """How a call ends: what the callback says, and what the phone shows."""

    status: str
    sip: int
    state: State


RANG = End("TERMINATED", 487, "missed")  # a flash call is meant to be missed
SPOKE = End("ANSWERED", 200, "answered")
ENDS = {
    Fate.BUSY: End("BUSY_HERE", 486, "missed"),  # shown as a call waiting
    Fate.NO_ANSWER: End("UNAVAILABLE", 480, "missed"),
    Fate.MACHINE: SPOKE,
    Fate.DECLINED: End("DECLINE", 603, "declined"),
    Fate.OPERATOR_REFUSES: End("FORBIDDEN", 403, "failed"),
    Fate.BILLING_FAILS: End("FAILURE", 503, "failed"),
}
BY_HAND = {  # where a person, or the customer, was quicker than fate
    "missed": RANG,
    "answered": SPOKE,
    "declined": End("BUSY_HERE", 486, "declined"),  # "or the callee pressed reject"
}
MESSAGE_ENDS = {
    Fate.NO_SMS: "UNDELIVERED",
    Fate.OPERATOR_REFUSES: "REJECTED",
    Fate.BILLING_FAILS: "REJECTED",
    Fate.IMPOSSIBLE_STATUS: IMPOSSIBLE,
}


@dataclass(slots=True)
class Order:
    """Whatever was ordered and charged, and what is known of it."""

    request_id: str
    product: str
    number: str  # with its +
    fate: Fate
    placed: datetime
    callback_url: str
    sender: str | None = None
    payload: str | None = None
    status: str = SENT
    goals: list[str] = field(default_factory=list)
    call: Call | None = None
    held: dict[str, Any] | None = None  # a callback that shall be overtaken


def planned_end(fate: Fate, good: End) -> End:
    """Choose how a call ends where nobody interferes; `good` is what the customer hopes for."""
    end = ENDS.get(fate, good)
    return end._replace(status=IMPOSSIBLE) if fate is Fate.IMPOSSIBLE_STATUS else end


class Callbacks:
    """Posts to the address that each order brought along, if any."""

    def __init__(
        self, name: str, postman: Postman, switches: Mapping[str, int | bool | str]
    ) -> None:
        self._name = name
        self._postman = postman
        self._switches = switches

    def tell(self, order: Order, status: str, now: datetime, end: End | None = None) -> None:
        """Let an order have that status from now on, and say so."""
        order.status = status
        news = self._news(order, now, end)
        if status == SENT and self._switches["reordered"]:
            order.held = news
            return
        self._post(order, news)
        if order.held:
            self._post(order, order.held)
            order.held = None

    def _news(self, order: Order, now: datetime, end: End | None) -> dict[str, Any]:
        news: dict[str, Any] = {
            "requestId": order.request_id,
            "number": order.number,
            "status": order.status,
        }
        if end:
            news["sipStatus"] = str(end.sip) if self._switches["string_sip"] else end.sip
        news["timestamp"] = seconds(now)
        if order.call:
            news["callCreatedAt"] = seconds(order.call.started)
            if end:
                news["callEndedAt"] = seconds(order.call.ended or now)
        return news | {"billable": order.status in BILLABLE}

    def _post(self, order: Order, news: dict[str, Any]) -> None:
        if order.callback_url:
            for _ in range(COPIES.get(order.fate, 1)):
                self._postman.post(self._name, order.callback_url, news)


class Alphabet(NamedTuple):
    """How many characters a message has room for, alone and as one of several parts."""

    alone: int
    joined: int


PLAIN, WIDE = Alphabet(160, 153), Alphabet(70, 67)


def inbound(message_id: str, to: str, sender: str, text: str, now: datetime) -> dict[str, Any]:
    """Build the webhook about a message that came in; its numbers have no +."""
    room = PLAIN if text.isascii() else WIDE
    return {
        "from": sender.removeprefix("+"),
        "to": to.removeprefix("+"),
        "messageId": message_id,
        "text": text,
        "timestamp": seconds(now),
        "parts": 1 if len(text) <= room.alone else ceil(len(text) / room.joined),
    }


def seconds(moment: datetime) -> int:
    """Count as most of the document does."""
    return int(moment.timestamp())


def milliseconds(moment: datetime) -> int:
    """Count as `createdAt` does."""
    return seconds(moment) * 1000 + moment.microsecond // 1000
