"""Every command and every button, pressed by everybody, everywhere."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, cast

import pytest
from telegram import Update

from bot.buttons import Button
from bot.commands import asks
from bot.commands.asks import Ask
from bot.commands.door import Tap, Tapped, action_door, command_door
from bot.commands.table import ACTIONS, COMMANDS
from bot.desk import Desk
from bot.flows.asking import rights
from bot.flows.asking.rights import Right, may
from bot.texts import replies
from bot.texts.help import help_for
from bot.texts.words import Words
from storage.people import Role

CHATS = {"private": {"id": 1001, "type": "private"}, "group": {"id": -1001, "type": "supergroup"}}
ROLES = (None, *Role)

LOOKING = {"help", "status", "history", "numbers", "budget", "oncall", "watch"}
ORDERING = {"verify", "code", "cancel", "number", "pool", "hlr", "fraud", "check", "batch"}
ORDERING |= {"prefer", "sms", "say"}


@dataclass
class Line:
    """A bot that only writes down what it was to say."""

    said: list[str] = field(default_factory=list)
    id: int = 7
    username: str = "numdesk_bot"

    async def send_message(self, _: int, text: str, **__: object) -> None:
        """Write down a message."""
        self.said.append(text)

    async def answer_callback_query(self, *, text: str | None, **_: object) -> None:
        """Write down an alert."""
        self.said.append(text or "")


@dataclass
class Watch:
    """A clock that stands where the messages were written."""

    def now(self) -> datetime:
        """Tell the time."""
        return datetime.fromtimestamp(1, UTC)


@dataclass
class Idle:
    """A desk that does nothing but know the time."""

    clock: Watch = field(default_factory=Watch)


@dataclass
class Context:
    """What PTB hands to a handler."""

    bot: Line


def recognised_as(monkeypatch: pytest.MonkeyPatch, role: Role | None) -> None:
    async def recognise(*_: object) -> Role | None:
        return role

    monkeypatch.setattr(asks, "recognise", recognise)


def message(chat: dict[str, Any], text: str) -> dict[str, Any]:
    person = {"id": 1001, "is_bot": False, "first_name": "Anna"}
    return {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": text}


@pytest.mark.parametrize("kind", CHATS)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("word", [listed.word for listed in COMMANDS])
async def test_a_command_works_for_those_who_have_its_right(
    monkeypatch: pytest.MonkeyPatch, word: str, role: Role | None, kind: str
) -> None:
    async def done(_: Desk, __: Ask) -> Words:
        return Words("done")

    recognised_as(monkeypatch, role)
    line = Line()
    body = {"update_id": 1, "message": message(CHATS[kind], f"/{word}")}
    update = Update.de_json(body, cast("Any", line))
    await command_door(cast("Any", Idle()), done, rights.COMMANDS[word])(
        update, cast("Any", Context(line))
    )

    if may(role, rights.COMMANDS[word]):
        assert ["done"] == line.said
    elif role is None:
        assert [] == line.said
    else:
        assert 1 == len(line.said)
        assert "done" not in line.said


@pytest.mark.parametrize("kind", CHATS)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("button", Button)
async def test_a_button_works_for_those_who_have_its_right(
    monkeypatch: pytest.MonkeyPatch, button: Button, role: Role | None, kind: str
) -> None:
    async def done(_: Desk, __: Tap) -> Tapped:
        return Tapped("done")

    recognised_as(monkeypatch, role)
    line = Line()
    person = {"id": 1002, "is_bot": False, "first_name": "Ben"}
    query = {"id": "1", "from": person, "chat_instance": "1", "data": f"{button}:1:2"}
    card = {"message": message(CHATS[kind], "a card")}
    update = Update.de_json({"update_id": 1, "callback_query": query | card}, cast("Any", line))
    await action_door(cast("Any", None), {button: done})(update, cast("Any", Context(line)))

    (said,) = line.said
    assert may(role, rights.BUTTONS[button]) == (said == "done")
    if role is None and said != "done":
        assert replies.STRANGER == said


def test_every_command_and_every_button_names_the_right_it_needs_and_no_other_does() -> None:
    assert {listed.word for listed in COMMANDS} == set(rights.COMMANDS)
    assert set(Button) == set(ACTIONS) == set(rights.BUTTONS)


def test_roles_are_steps_of_one_ladder() -> None:
    ladder = [rights.ROLES[role] for role in (None, *reversed(list(Role)))]

    assert all(below < above for below, above in pairwise(ladder))


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (None, {"start"}),
        (Role.VIEWER, {"start"} | LOOKING),
        (Role.OPERATOR, {"start"} | LOOKING | ORDERING),
    ],
)
def test_what_people_may_do_who_run_nothing(role: Role | None, words: set[str]) -> None:
    """A new command that they may use is written down here on purpose."""
    assert words == {word for word, right in rights.COMMANDS.items() if may(role, right)}


@pytest.mark.parametrize("role", Role)
def test_the_help_shows_what_somebody_may_do(role: Role) -> None:
    shown = re.findall(r"^/(\w+)", help_for(role).html, flags=re.MULTILINE)

    assert all(may(role, rights.COMMANDS[word]) for word in shown)
    assert ("access" in shown) == may(role, Right.MANAGE)


def test_only_owners_make_owners_and_administrators() -> None:
    assert {Role.ADMIN: Right.OWN} == {
        role: right for role, right in rights.TO_GIVE.items() if right is not Right.MANAGE
    }
    assert Role.OWNER not in rights.TO_GIVE
