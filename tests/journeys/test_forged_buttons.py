"""Every button, pressed with the ids of what is somebody else's.

Programs that look like Telegram may send any data below any message of ours, and ids of codes and
leases are small numbers. Whatever is sent: nothing is shown, and nothing changes.
"""

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.buttons import Button
from bot.texts import replies
from sandbox.town import BEN, BOT_ID, CHIARA, NIGHT_SHIFT, SUPPORT
from sandbox.vendors.lanck import Lanck
from tests.journeys.stage import Stage, opened_stage, text_of
from tests.journeys.test_batches import sends
from tests.journeys.test_escalation import let_in

RENTED = "+447700900500"
CODE = "482911"
LEASED_CODE = "771935"
PROVEN = "+447700900001"
ASKED = "+447700900002"
LISTED = "+447700900003"
SECRETS = (CODE, LEASED_CODE, RENTED, PROVEN, ASKED, LISTED)
SPANS = ("8h", "0", "1", "2", "any", "yes", "no", "flash", "check", "verify", "hlr", "all")

# Verbs, and what their buttons name: {session}, {question}, a row by its small number, a word.
SESSIONS = ("enter", "ways", "again", "cancel", "nx", "nr", "nm", "nh", "nt", "nb", "la", "bc")
ROWS = ("pt", "pg", "ph", "pq", "pl", "pk", "show", "take", "got", "ht", "hg", "re")
QUESTIONS = ("bq", "bs", "fy", "dg")
FORGED = {
    **dict.fromkeys(SESSIONS, ("{session}",)),
    **dict.fromkeys(ROWS, ("{row}",)),
    **dict.fromkeys(QUESTIONS, ("{question}",)),
    "way": ("{session}:sms", "{session}:speak"),
    "ng": ("{session}:1002", "{session}:1003"),
    "bp": ("{session}:yes", "{session}:no"),
    "be": ("{session}:all", "{session}:invalid"),
    "ask": ("{question}:flash", "{question}:no", "{question}:yes", "{question}:speak"),
    "do": ("{question}:verify", "{question}:hlr"),
    "bl": ("{question}:hlr", "{question}:format"),
    "bk": ("{question}:all", "{question}:0"),
    "bh": ("{question}:yes", "{question}:no"),
    "bo": ("{question}:GB",),
    "ap": ("{question}:yes", "{question}:no"),
    "bg": ("{question}:50", "{question}:no"),
    "au": ("{question}:1000",),
    "ax": ("{question}:csv",),
    "rc": ("{row}:8h",),
    "bm": ("person:1002:day:requests:1002", "chat:-1001000000001:day:requests:1003"),
    "lf": ("person:1002", "number:447700900001"),
    "admit": ("1002:no", "1003:admin"),
    "revoke": ("1002",),
    "person": ("1002",),
    "role": ("1002:viewer", "1003:admin"),
    "probe": ("lanck",),
    "switch": ("lanck:off",),
    "wt": ("codes:on",),
    "st": ("7",),
    "se": ("7:csv:1795262400",),
}
NOBODYS = {"np", "nc", "no", "ny", "nn", "rr", "fn", "join"}  # they name nothing that is anybody's

MINE = 'INSERT INTO "sighting"'  # every tap writes to this table


@dataclass
class Ids:
    """What there is, by its ids."""

    sessions: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    rows: range = range(1, 4)

    def all_data(self, verb: str) -> list[str]:
        """List the data a forger would try."""
        return [
            f"{verb}:{words.format(session=session, question=question, row=row)}"
            for words in FORGED[verb]
            for session in (self.sessions if "{session}" in words else [""])
            for question in (self.questions if "{question}" in words else [""])
            for row in (self.rows if "{row}" in words else [0])
        ]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Stage]:
    """Anna owns the desk, Ben is in Support with her, and Chiara in another group."""
    async with opened_stage(
        tmp_path, vendors=("lanck", "virtual_numbers"), ESCALATION_STEPS="6"
    ) as stage:
        await let_in(stage, BEN, CHIARA)
        stage.telegram.join(CHIARA, NIGHT_SHIFT)
        await stage.says("/oncall ben daily 9:00 UTC", where=SUPPORT)
        await stage.says(f"/pool add {RENTED}", where=SUPPORT)
        await stage.says("/number gb toy 010", who=BEN, where=SUPPORT)
        await stage.says(f"/verify {PROVEN} flash", who=BEN, where=SUPPORT)
        await stage.says(f"/verify {ASKED}", who=BEN)
        await stage.says(ASKED, who=BEN)
        await stage.says(f"/hlr {ASKED}", who=BEN, where=SUPPORT)
        await sends(stage, f"{LISTED}\n{ASKED}\n")
        await stage.taps("Start", stage.last())
        await sends(stage, f"{LISTED}\n{ASKED}\n")
        await stage.says("/drill")
        await stage.says("/audit")
        await stage.says(f"/forget {LISTED}")
        await stage.advance(3)
        lanck = stage.town.vendors["lanck"]
        assert isinstance(lanck, Lanck)
        lanck.receive(RENTED, "+447700900001", f"Your code is {CODE}")
        await stage.advance(8)
        yield stage


def written(file: Path) -> set[str]:
    """Read all the desk has written, but for the updates themselves."""
    with sqlite3.connect(file) as database:
        return {line for line in database.iterdump() if not line.startswith(MINE)}


def ids_in(file: Path) -> Ids:
    with sqlite3.connect(file) as database:
        sessions = database.execute("SELECT id FROM chat_session").fetchall()
        questions = database.execute("SELECT id FROM question UNION SELECT id FROM drill")
        return Ids([one for (one,) in sessions], [one for (one,) in questions])


async def forges(stage: Stage, every: list[str], *, where: int) -> str:
    """Press a button of our latest message, with other data each time; gives all that is shown."""
    message = stage.last(who=CHIARA, where=where)["message_id"]
    exchange = stage.telegram._exchange
    chat = exchange.private_chats[BOT_ID, CHIARA] if where == BOT_ID else exchange.groups[where]
    queries = []
    for data in every:
        button = {"text": "Forged", "callback_data": data}
        chat.posts[message].hang({"inline_keyboard": [[button]]})
        queries.append(stage.telegram.press(CHIARA, where, message, "Forged"))
    await stage.settle()
    alerts = [await stage.telegram.answer_to(one, timeout=0) for one in queries]
    seen = [text_of(one) for one in stage.seen(who=CHIARA, where=where)]
    return "\n".join([*((one or {}).get("text") or "" for one in alerts), *seen])


def test_every_verb_is_tried() -> None:
    assert set(Button) == FORGED.keys() | NOBODYS


@pytest.mark.parametrize("where", [BOT_ID, NIGHT_SHIFT])
async def test_a_forged_button_shows_and_changes_nothing(
    desk: Stage, tmp_path: Path, where: int
) -> None:
    ids = ids_in(tmp_path / "desk.db")
    await desk.says("/numbers", who=CHIARA, where=where)
    before = written(tmp_path / "desk.db")
    for verb in FORGED:
        shown = await forges(desk, ids.all_data(verb), where=where)

        assert [] == [one for one in SECRETS if one in shown], verb
        assert replies.OOPS not in shown, verb
        assert set() == written(tmp_path / "desk.db") ^ before, verb
