"""The phones of the town, and the numbers whose last three digits decide what happens.

A phone exists from its first call on. Each change is told to the feed as

    {"type": "handset",
     "handset": {"number": "+447700900000",
                 "calls": [{"caller": "+37166004953", "kind": "flash", "state": "ringing",
                            "started": "2026-01-02T12:01:00+00:00", "ended": null}],
                 "sms": []}}

with the oldest call first. A call the network gave up on never reaches its phone: it is in the
log of calls placed, and nowhere else.
"""

import asyncio
import re
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Literal

from sandbox.clock import Clock
from sandbox.feed import Feed


class Fate(Enum):
    """What happens to a number: the last three digits of +44 7700 900xxx."""

    GOOD = "000"  # all goes well, as for 001 to 009
    NO_SMS = "010"  # no SMS ever comes
    TWO_SMS = "011"  # two SMS
    WEBHOOK_TWICE = "012"  # webhook delivered twice
    WEBHOOK_FIRST = "013"  # webhook before the answer to the order
    WEBHOOK_LOST = "014"  # webhook lost; a poll would find it
    LEADING_ZEROS = "015"  # code with leading zeros
    TWO_CANDIDATES = "016"  # SMS text with two candidates for the code
    BUSY = "020"  # busy
    NO_ANSWER = "021"  # no answer
    MACHINE = "022"  # answered by a machine
    DECLINED = "023"  # declined
    OPERATOR_REFUSES = "024"  # refused by the operator (cause 31)
    BILLING_FAILS = "025"  # billing failure (cause 41)
    FORWARDED = "026"  # call forwarding is on
    HLR_ABSENT = "030"  # HLR: absent
    HLR_PORTED = "031"  # HLR: ported
    HLR_ROAMING = "032"  # HLR: roaming
    HLR_UNKNOWN = "033"  # HLR: unknown
    SUSPICIOUS = "040"  # fraud check: suspicious
    FRAUDULENT = "041"  # fraud check: fraudulent (in the misspelt form of the document)
    NOT_MOBILE = "042"  # not a mobile prefix
    CREDENTIALS_REFUSED = "050"  # credentials refused
    THROTTLED_ONCE = "051"  # throttled once, then fine
    SERVER_ERROR = "052"  # server error
    ANSWER_LOST = "053"  # time-out after the order was taken (the money trap)
    REPLY_CUT = "054"  # reply cut in the middle
    NO_STOCK = "055"  # no numbers in stock
    NO_FUNDS = "056"  # no funds
    CLOCK_REFUSED = "057"  # clock refused
    IMPOSSIBLE_STATUS = "060"  # impossible status value
    SLOW = "070"  # slow: everything takes 20 s


MAGIC = {f"{last:03}": Fate.GOOD for last in range(10)} | {fate.value: fate for fate in Fate}
DRAMA = re.compile(r"\+447700900(\d{3})")  # Ofcom's range for films; it belongs to nobody

State = Literal[
    "ringing",  # the phone rings and shows who calls
    "missed",  # it stopped; nobody took it
    "answered",  # a person or a machine took it
    "declined",  # the person pressed red
    "failed",  # the network gave up; the phone never knew
]


def fate_of(number: str) -> Fate:
    """Read the fate of an E.164 number; whatever the table does not name goes well."""
    drama = DRAMA.fullmatch(number)
    return MAGIC.get(drama[1], Fate.GOOD) if drama else Fate.GOOD


@dataclass(slots=True)
class Call:
    """One call, as the town's operator books it."""

    number: str
    caller: str
    kind: str
    provider: str  # who was asked to place it; empty for a call out of nowhere
    code: str | None
    charged: bool
    started: datetime
    ended: datetime | None = None
    state: State = "ringing"

    def shown(self) -> dict[str, Any]:
        """Tell what the phone's own list of calls shows."""
        return {
            "caller": self.caller,
            "kind": self.kind,
            "state": self.state,
            "started": self.started.isoformat(),
            "ended": self.ended.isoformat() if self.ended else None,
        }

    def booked(self) -> dict[str, Any]:
        """Tell everything, as `/town/calls` does."""
        return self.shown() | {
            "number": self.number,
            "provider": self.provider,
            "code": self.code,
            "charged": self.charged,
        }


class Handsets:
    """Every phone that was ever called, and the log of every call placed."""

    def __init__(self, clock: Clock, feed: Feed, *, memory: int = 20) -> None:
        self._clock = clock
        self._feed = feed
        self._memory = memory  # how many calls one phone shows
        self._phones: dict[str, deque[Call]] = {}
        self._ringing: set[asyncio.Task[None]] = set()
        self.calls: list[Call] = []

    def ring(
        self,
        number: str,
        caller_id: str,
        *,
        kind: str = "flash",
        seconds: float = 4.0,
        ends: State = "missed",
        provider: str = "",
        code: str | None = None,
        charged: bool = True,
    ) -> Call:
        """Place a call: the phone rings that long (needs a running loop), then ends as told."""
        call = Call(number, caller_id, kind, provider, code, charged, self._clock.now())
        self.calls.append(call)
        if ends == "failed":
            call.ended, call.state = call.started, ends
            return call
        self._phones.setdefault(number, deque(maxlen=self._memory)).append(call)
        self._tell(number)
        hanging_up = asyncio.get_running_loop().create_task(self._hang_up(call, seconds, ends))
        self._ringing.add(hanging_up)
        hanging_up.add_done_callback(self._ringing.discard)
        return call

    def calls_to(self, number: str) -> list[Call]:
        """Give every call placed to that number, oldest first."""
        return [call for call in self.calls if call.number == number]

    def last_call(self, number: str) -> Call | None:
        """Give the latest call placed to that number."""
        return next((call for call in reversed(self.calls) if call.number == number), None)

    def snapshot(self) -> list[dict[str, Any]]:
        """Give every phone, in the order in which they first rang."""
        return [self._phone(number) for number in self._phones]

    async def _hang_up(self, call: Call, seconds: float, ends: State) -> None:
        await self._clock.sleep(seconds)
        call.ended, call.state = self._clock.now(), ends
        self._tell(call.number)

    def _tell(self, number: str) -> None:
        self._feed.publish({"type": "handset", "handset": self._phone(number)})

    def _phone(self, number: str) -> dict[str, Any]:
        calls = [call.shown() for call in self._phones[number]]
        return {"number": number, "calls": calls, "sms": []}
