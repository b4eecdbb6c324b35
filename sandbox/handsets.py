"""The phones of the town: they ring, are answered or declined, call back, and receive messages.

A phone exists from the first thing that happens to it. Each change is told to the feed as

    {"type": "handset",
     "handset": {"number": "+447700900000",
                 "calls": [{"caller": "+37166004953", "kind": "flash", "state": "ringing",
                            "spoken": null, "started": "2026-01-02T12:01:00+00:00",
                            "ended": null}],
                 "texts": [{"sender": "Numdesk", "text": "Hello", "at": "2026-01-02T12:01:00Z"}]}}

with the oldest first. `spoken` is what the call says, from the moment somebody listens. A call the
network gave up on never reaches its phone: it is in the log of calls placed, and nowhere else.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sandbox.clock import Clock
from sandbox.feed import Feed

State = Literal[
    "ringing",  # the phone rings and shows who calls
    "missed",  # it stopped; nobody took it
    "answered",  # a person or a machine took it
    "declined",  # the person pressed red
    "failed",  # the network gave up; the phone never knew
]
Line = Callable[[str], str]  # hears who calls, answers with what the caller is told


class Ending(asyncio.Event):
    """Set when a call has ended; `waiting` are the tasks that wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: set[asyncio.Task[Any] | None] = set()

    async def wait(self) -> Literal[True]:
        """Wait for the end of the call."""
        task = asyncio.current_task()
        self.waiting.add(task)
        try:
            return await super().wait()
        finally:
            self.waiting.discard(task)


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
    spoken: str | None = None  # said to whoever answers
    language: str | None = None  # of the voice, where the order named one
    ended: datetime | None = None
    state: State = "ringing"
    over: Ending = field(default_factory=Ending)

    def shown(self) -> dict[str, Any]:
        """Tell what the phone's own list of calls shows."""
        return {
            "caller": self.caller,
            "kind": self.kind,
            "state": self.state,
            "spoken": self.spoken if self.state == "answered" else None,
            "language": self.language,
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


@dataclass(frozen=True, slots=True)
class Text:
    """A message on a phone."""

    sender: str
    text: str = field(repr=False)
    at: datetime

    def shown(self) -> dict[str, Any]:
        """Tell what the phone shows."""
        return {"sender": self.sender, "text": self.text, "at": self.at.isoformat()}


class Phone:
    """One phone and what it remembers."""

    def __init__(self, number: str, memory: int) -> None:
        self.number = number
        self.calls: deque[Call] = deque(maxlen=memory)
        self.texts: deque[Text] = deque(maxlen=memory)

    @property
    def ringing(self) -> Call | None:
        """The call that can be taken right now, the latest of them."""
        return next((call for call in reversed(self.calls) if call.state == "ringing"), None)

    def shown(self) -> dict[str, Any]:
        """Tell all of it."""
        return {
            "number": self.number,
            "calls": [call.shown() for call in self.calls],
            "texts": [text.shown() for text in self.texts],
        }


class Handsets:
    """Every phone of the town, the log of every call placed, and the lines that can be called."""

    def __init__(self, clock: Clock, feed: Feed, *, memory: int = 20) -> None:
        self._clock = clock
        self._feed = feed
        self._memory = memory  # how many calls and messages one phone shows
        self._phones: dict[str, Phone] = {}
        self._lines: dict[str, Line] = {}
        self.ringing: set[asyncio.Task[None]] = set()
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
        spoken: str | None = None,
        language: str | None = None,
        charged: bool = True,
    ) -> Call:
        """Place a call: the phone rings that long (needs a running loop), then ends as told.

        A person may answer or decline it before. Wait for `call.over`, then read `call.state`.
        """
        now = self._clock.now()
        call = Call(number, caller_id, kind, provider, code, charged, now, spoken, language)
        self.calls.append(call)
        if ends == "failed":
            self._end(call, ends)
            return call
        phone = self._phone(number)
        phone.calls.append(call)
        self._tell(phone)
        hanging_up = asyncio.get_running_loop().create_task(self._hang_up(call, seconds, ends))
        self.ringing.add(hanging_up)
        hanging_up.add_done_callback(self.ringing.discard)
        return call

    def answer(self, number: str) -> Call:
        """Take the call that rings there; ValueError where none does."""
        return self._take(number, "answered")

    def decline(self, number: str) -> Call:
        """Press red on the call that rings there; ValueError where none does."""
        return self._take(number, "declined")

    def drop(self, call: Call) -> None:
        """Let the caller hang up."""
        self._end(call, "missed")

    def receive(self, number: str, sender: str, text: str) -> None:
        """Let a message arrive on a phone."""
        phone = self._phone(number)
        phone.texts.append(Text(sender, text, self._clock.now()))
        self._tell(phone)

    def open_line(self, did: str, line: Line) -> None:
        """Let a number be called; `line` hears who calls and answers with a sentence."""
        self._lines[did] = line

    def close_line(self, did: str) -> None:
        """Take a number out of service."""
        self._lines.pop(did, None)

    def dial(self, number: str, did: str) -> str:
        """Call a line from a phone; gives what the caller is told."""
        if did not in self._lines:
            raise ValueError("Nobody answers under that number.")
        return self._lines[did](number)

    def calls_to(self, number: str) -> list[Call]:
        """Give every call placed to that number, oldest first."""
        return [call for call in self.calls if call.number == number]

    def last_call(self, number: str) -> Call | None:
        """Give the latest call placed to that number."""
        return next((call for call in reversed(self.calls) if call.number == number), None)

    def texts_on(self, number: str) -> list[str]:
        """Give the messages a phone has, oldest first."""
        return [text.text for text in self._phone(number).texts]

    def snapshot(self) -> list[dict[str, Any]]:
        """Give every phone, in the order in which they first rang."""
        return [phone.shown() for phone in self._phones.values()]

    async def _hang_up(self, call: Call, seconds: float, ends: State) -> None:
        await self._clock.sleep(seconds)
        self._end(call, ends)

    def _take(self, number: str, state: State) -> Call:
        call = self._phone(number).ringing
        if call is None:
            raise ValueError("That phone does not ring.")
        self._end(call, state)
        return call

    def _end(self, call: Call, state: State) -> None:
        if call.over.is_set():
            return
        call.ended, call.state = self._clock.now(), state
        call.over.set()
        if call.number in self._phones:
            self._tell(self._phones[call.number])

    def _phone(self, number: str) -> Phone:
        return self._phones.setdefault(number, Phone(number, self._memory))

    def _tell(self, phone: Phone) -> None:
        self._feed.publish({"type": "handset", "handset": phone.shown()})


def use(handsets: Handsets, asked: Mapping[str, str]) -> str:
    """Do something with a phone; give what is heard."""
    number, what = asked["number"], asked["do"]
    if what == "dial":
        return handsets.dial(number, asked["to"])
    deeds = {"answer": handsets.answer, "decline": handsets.decline}
    if what not in deeds:
        raise ValueError("do must be answer, decline or dial.")
    return deeds[what](number).spoken or ""
