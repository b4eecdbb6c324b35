"""An evening at one service: every magic number is asked about, and what came of each is noted.

    quiet fates    one stage for all of them, side by side
    trouble        a stage for each: it closes the way for whoever comes after

`then` is what a person sees on the card, phrase after phrase, to the very end: once the code is in
their hands they type it.
"""

import asyncio
import re
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Mapping,
    MutableMapping,
)
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select
from sqlmodel import col
from starlette.types import Receive, Scope, Send

from sandbox.fates import Fate
from sandbox.vendors.virtual_numbers_stock import TOYS
from storage.ledger import Charge
from tests.journeys.stage import CARD, Stage, opened_stage, text_of

LATE = 90  # seconds after which nothing more may happen to a call
PHRASE = re.compile(r" · (calling|in progress|waiting for the code|verified|failed|expired"
                    r"|cancelled|outcome unknown|done|code received)$", re.MULTILINE)  # fmt: skip
TROUBLE = frozenset(
    {
        Fate.CREDENTIALS_REFUSED,
        Fate.THROTTLED_ONCE,
        Fate.SERVER_ERROR,
        Fate.ANSWER_LOST,
        Fate.REPLY_CUT,
        Fate.NO_FUNDS,
        Fate.CLOCK_REFUSED,
        Fate.SLOW,
    }
)


@dataclass(frozen=True, slots=True)
class Tale:
    """What comes of one fate at one service."""

    then: str  # the phrases of the card, one after the other
    words: str = ""  # that stand on the card or in the news about it
    charged: int = 1  # by the vendor
    asked: int = 1  # paid requests the vendor saw
    ledger: str = "committed"  # what our own books say of it


@dataclass(frozen=True, slots=True)
class Seen:
    """The same as it was found, with all that was to be read."""

    then: str
    text: str
    charged: int
    asked: int
    ledger: str = ""  # what our own books say of it
    complaints: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()  # each text of the card


@dataclass(slots=True)
class Watch:
    """One number of an evening."""

    fate: Fate
    card: Callable[[], str]  # its text at the moment
    phrases: list[str] = field(default_factory=list)
    cards: list[str] = field(default_factory=list)  # each text of it
    verdict: str = ""  # what else was to be read about it

    def look(self) -> str:
        """Note the phrase that the card shows, where it is another one; give it."""
        shown = self.card()
        if shown not in self.cards[-1:]:
            self.cards.append(shown)
        found = PHRASE.search(shown)
        if found and found[1] not in self.phrases[-1:]:
            self.phrases.append(found[1])
        return self.phrases[-1] if self.phrases else ""


@dataclass(frozen=True, slots=True)
class Service:
    """One thing a vendor does for people, and how an evening there goes."""

    vendor: str
    order: str  # how the path of its paid requests ends
    play: Callable[[Stage, list[Fate]], Awaitable[list[Watch]]]
    tales: Mapping[Fate, Tale]
    alone: frozenset[Fate] = frozenset()  # those that would hold up all others
    switches: Mapping[str, object] = field(default_factory=dict)

    def can_be_played(self, fate: Fate) -> bool:
        """Whether there is a number of that fate to be had at all."""
        return self.vendor != "virtual_numbers" or fate in TOYS


def number(fate: Fate) -> str:
    """Give the number of a fate."""
    return f"+447700900{fate.value}"


def card_of(stage: Stage, mark: str) -> str:
    """Give the text of the latest card with a mark on it."""
    cards = [text_of(one) for one in stage.seen() if CARD.match(text_of(one))]
    return next((card for card in reversed(cards) if mark in card), "")


def id_on(card: str) -> str:
    """Read the session's id off a card."""
    return card.partition("\n")[0].rpartition(" · ")[2]


def told(stage: Stage, card: str) -> str:
    """Give everything that was said about the session of a card."""
    session_id = id_on(card)
    return "\n".join(text_of(one) for one in stage.seen() if session_id in str(one))


class Evenings:
    """Every evening is spent once, by whichever test needs it first.

    `more`: fates beside those of the service's own table, by the name of the service.
    """

    def __init__(self, more: Mapping[str, Collection[Fate]]) -> None:
        self._more = more
        self._spent: dict[str, dict[Fate, Seen]] = {}

    def seen(self, name: str, service: Service) -> dict[Fate, Seen]:
        """Tell what came of every fate at a service."""
        if name not in self._spent:
            fates = {*service.tales, *filter(service.can_be_played, self._more[name])}
            ordered = [fate for fate in Fate if fate in fates]
            self._spent[name] = asyncio.run(evening(service, ordered))
        return self._spent[name]


async def evening(service: Service, fates: Iterable[Fate]) -> dict[Fate, Seen]:
    """Spend an evening at a service."""
    found = {}
    alone = {fate for fate in TROUBLE | service.alone if fate in service.tales}
    quiet = [fate for fate in fates if fate not in alone]
    for company in [quiet, *([fate] for fate in fates if fate in alone)]:
        async with _raised(service) as (stage, orders):
            watches = await service.play(stage, company)
            vendor = stage.town.vendors[service.vendor]
            for watch in watches:
                to = number(watch.fate)
                card = watch.card()
                found[watch.fate] = Seen(
                    then=" > ".join(watch.phrases),
                    text=f"{told(stage, card) if card else ''}\n{watch.verdict}",
                    charged=vendor.charged.count(to),
                    asked=sum(order.count(mark_of(watch.fate, service)) for order in orders),
                    ledger=await ledger_of(stage, card),
                    complaints=tuple(vendor.complaints),
                    cards=tuple(watch.cards),
                )
    return found


async def ledger_of(stage: Stage, card: str) -> str:
    """Read from our books what became of each order of a card's session."""
    if not card:
        return ""
    session_id = id_on(card)
    async with stage.app.desk.storage.reading() as work:
        rows = await work._database.scalars(
            select(Charge).where(col(Charge.session_id) == session_id)
        )
        orders = {(row.order, row.state) for row in rows}  # one may have several currencies
        return " ".join(sorted(state for _, state in orders))


def mark_of(fate: Fate, service: Service) -> str:
    """Say what tells the orders of a fate apart: its number, or the panel's operator of it."""
    if service.vendor == "virtual_numbers":
        return f"operator_id={1000 + int(fate.value)}"
    return f"447700900{fate.value}"


@asynccontextmanager
async def _raised(service: Service) -> AsyncIterator[tuple[Stage, list[str]]]:
    """Open a stage on which paid requests to the vendor are noted."""
    with TemporaryDirectory() as folder:
        async with opened_stage(
            Path(folder),
            vendors=(service.vendor,),
            LIMIT_UNVERIFIED_PER_PREFIX="0",
            ALLOW_SMS_CODES="true",
        ) as stage:
            if service.switches:
                await stage.control(service.vendor, **service.switches)
            await stage.says("/start")
            yield stage, _noted(stage, f"/{service.vendor}/", service.order)


def _noted(stage: Stage, begin: str, order: str) -> list[str]:
    """Note the query and the body of every request to a path from now on."""
    notes: list[str] = []
    inner = stage.town.app.middleware_stack
    assert inner is not None

    async def listen(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if not path.startswith(begin) or order not in path:
            await inner(scope, receive, send)
            return
        place = len(notes)
        notes.append(scope["query_string"].decode())

        async def hear() -> MutableMapping[str, Any]:
            heard = await receive()
            notes[place] += heard.get("body", b"").decode()
            return heard

        await inner(scope, hear, send)

    stage.town.app.middleware_stack = listen
    return notes
