"""Groups: their members are somebody there while they are members, and nobody elsewhere."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from telegram import ChatMemberRestricted, Update
from telegram.error import TimedOut

from sandbox.town import ANNA, BEN, BOT_ID, CHIARA, NIGHT_SHIFT, SUPPORT
from sandbox.vendors.lanck import Lanck
from tests.journeys.stage import Stage, opened_stage, text_of

RENTED = "+447700900500"
GOOD = "+447700900000"
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
CHANNEL = {"id": 136817688, "is_bot": True, "first_name": "Channel"}


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[Stage]:
    """A group whose members are operators; the bot runs it, so it hears who comes and goes."""
    async with opened_stage(tmp_path, vendors=("numcheck", "lanck")) as stage:
        stage.telegram.promote(BOT_ID, SUPPORT)
        await stage.says("/start")
        await stage.says("/access here operator", where=SUPPORT)
        yield stage


async def hears(stage: Stage, text: str, **more: object) -> None:
    """Let the desk hear a message that no telephone of the town can send."""
    number = 900_000_000 + len(stage.seen(where=SUPPORT))
    words = {
        "message_id": number,
        "date": int(stage.clock.now().timestamp()),
        "chat": {"id": SUPPORT, "type": "supergroup", "title": "Support"},
        "from": {"id": ANNA, "is_bot": False, "first_name": "Anna"},
        "text": text,
        "entities": [
            {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
        ],
    }
    update = Update.de_json({"update_id": number, "message": words | more}, stage.app.bot)
    await stage.app.intake.keep([update])
    await stage.settle()


async def test_members_of_an_open_group_order_there_and_only_there(group: Stage) -> None:
    assert "Whoever is in this group is an operator here" in text_of(group.last(where=SUPPORT))
    await group.says(f"/verify {GOOD} flash", who=BEN, where=SUPPORT)
    assert "in progress" in text_of(group.card(where=SUPPORT))
    await group.says("/status", who=BEN)
    await group.says("/status", who=BEN, where=NIGHT_SHIFT)

    assert 1 == len(group.seen(who=BEN))
    assert 1 == len(group.seen(who=BEN, where=NIGHT_SHIFT))


async def test_viewers_of_a_group_only_look(group: Stage) -> None:
    await group.says("/access here viewer", where=SUPPORT)
    await group.says(f"/verify {GOOD} flash", who=BEN, where=SUPPORT)
    assert "You may look here" in text_of(group.last(where=SUPPORT))
    await group.says(f"/pool add {RENTED}", where=SUPPORT)
    await group.says("/numbers", who=BEN, where=SUPPORT)

    assert "+44•••••••500" in text_of(group.last(where=SUPPORT))
    assert RENTED not in text_of(group.last(where=SUPPORT))


async def test_a_group_that_is_closed_again_gives_nothing(group: Stage) -> None:
    await group.says(f"/verify {GOOD} flash", who=BEN, where=SUPPORT)
    await group.says("/access here off", where=SUPPORT)
    assert "gives no access any more" in text_of(group.last(where=SUPPORT))
    assert "cancelled" in text_of(group.card(where=SUPPORT))
    heard = len(group.seen(where=SUPPORT))
    await group.says("/status", who=BEN, where=SUPPORT)

    assert heard + 1 == len(group.seen(where=SUPPORT))


async def test_a_code_taken_in_a_group_that_is_closed_is_looked_after_by_others(
    group: Stage,
) -> None:
    """Whoever took it may not tap *Got it* any more, and has perhaps never seen it."""
    await group.says(f"/pool add {RENTED}", where=SUPPORT)
    vendor = group.town.vendors["lanck"]
    assert isinstance(vendor, Lanck)
    vendor.receive(RENTED, GOOD, "Your code is 004217")
    await group.advance(3)
    await group.taps("Take the code", group.last(where=SUPPORT), who=BEN, where=SUPPORT)
    await group.says("/access here off", where=SUPPORT)
    await group.advance(3)
    assert "nobody has taken it" in text_of(group.last())

    await group.taps("Take the code", group.last())
    await group.settle()
    assert any("004217" in text_of(one) for one in group.seen())


@pytest.mark.parametrize("way", ["leave", "kick"])
async def test_whoever_is_gone_has_nothing_in_that_second(group: Stage, way: str) -> None:
    await group.says(f"/pool add {RENTED}", where=SUPPORT)
    pool = group.last(where=SUPPORT)
    await group.taps("Take …0500", pool, who=BEN, where=SUPPORT)
    getattr(group.telegram, way)(BEN, SUPPORT)
    await group.settle()
    await group.says("/numbers", where=SUPPORT)
    assert "free" in text_of(group.last(where=SUPPORT))
    group.telegram.join(BEN, SUPPORT)
    await group.settle()
    await group.says("/pool", who=BEN, where=SUPPORT)
    await group.taps("Take …0500", group.last(where=SUPPORT), who=BEN, where=SUPPORT)
    await group.says("/numbers", where=SUPPORT)

    assert "Ben" in text_of(group.last(where=SUPPORT))


async def test_somebody_restricted_who_goes_has_nothing_either(group: Stage) -> None:
    """Though he may use the desk elsewhere, the group's number is free."""
    await group.says(f"/access add {BEN} operator")
    await group.says(f"/pool add {RENTED}", where=SUPPORT)
    await group.taps("Take …0500", group.last(where=SUPPORT), who=BEN, where=SUPPORT)
    ben = {"id": BEN, "is_bot": False, "first_name": "Ben"}
    rights = dict.fromkeys(ChatMemberRestricted.__slots__, False)  # nor is he a member
    change = {
        "chat": {"id": SUPPORT, "type": "supergroup", "title": "Support"},
        "from": ben,
        "date": int(group.clock.now().timestamp()),
        "old_chat_member": {"status": "member", "user": ben},
        "new_chat_member": rights | {"status": "restricted", "user": ben, "until_date": 0},
    }
    update = Update.de_json({"update_id": 900_000_001, "chat_member": change}, group.app.bot)
    await group.app.intake.keep([update])
    await group.settle()
    await group.says("/numbers", where=SUPPORT)

    assert "free" in text_of(group.last(where=SUPPORT))


async def test_a_bot_that_does_not_run_the_group_asks_who_is_in_it(group: Stage) -> None:
    """It hears the chat's own message at once, and asks again after a short time anyway."""
    await group.says("/access here operator", where=NIGHT_SHIFT)
    await group.says("/status", who=BEN, where=NIGHT_SHIFT)
    assert "Nothing is open" in text_of(group.last(where=NIGHT_SHIFT))
    members = group.telegram._exchange.groups[NIGHT_SHIFT].members
    members[BEN].status = "left"
    await group.advance(61, step=61)
    heard = len(group.seen(where=NIGHT_SHIFT))
    member = {"id": BEN, "is_bot": False, "first_name": "Ben"}
    await hears(
        group, "/status", chat={"id": NIGHT_SHIFT, "type": "supergroup"}, **{"from": member}
    )

    assert heard == len(group.seen(where=NIGHT_SHIFT))


async def test_where_telegram_does_not_say_who_is_there_the_answer_is_no(
    group: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise TimedOut

    monkeypatch.setattr(type(group.app.bot), "get_chat_member", away)
    await group.says(f"/verify {GOOD} flash", who=BEN, where=SUPPORT)

    assert "does not say just now" in text_of(group.last(where=SUPPORT))
    assert [] == group.handsets.calls


async def test_what_people_say_to_each_other_is_none_of_our_business(
    group: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot that runs a group hears all of it; it neither answers nor asks who they are."""

    async def asked(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(type(group.app.bot), "get_chat_member", asked)
    said = await group.says("4953 is nice", where=SUPPORT)
    heard = len(group.seen(where=SUPPORT))
    await group.says("1234", who=BEN, where=SUPPORT, reply_to=said["message_id"])

    assert heard + 1 == len(group.seen(where=SUPPORT))


async def test_who_was_thrown_out_gets_nothing_back_by_being_in_a_group(group: Stage) -> None:
    said = await group.says("/status", who=BEN, where=SUPPORT)
    await group.says("/access remove", where=SUPPORT, reply_to=said["message_id"])
    assert "Ben has no access any more" in text_of(group.last(where=SUPPORT))
    heard = len(group.seen(where=SUPPORT))
    await group.says("/status", who=BEN, where=SUPPORT)

    assert heard + 1 == len(group.seen(where=SUPPORT))


async def test_only_administrators_open_groups(group: Stage) -> None:
    await group.says("/access here operator", who=BEN, where=SUPPORT)

    assert "Only an owner or an administrator" in text_of(group.last(where=SUPPORT))
    await group.says("/access here admin", where=SUPPORT)
    assert "Write /access" in text_of(group.last(where=SUPPORT))


async def test_whoever_hides_behind_the_group_is_asked_to_step_forward(group: Stage) -> None:
    chat = {"id": SUPPORT, "type": "supergroup", "title": "Support"}
    await hears(group, f"/verify {GOOD} flash", sender_chat=chat, **{"from": ANONYMOUS})

    assert "post as yourself" in text_of(group.last(where=SUPPORT))
    assert [] == group.handsets.calls


@pytest.mark.parametrize(
    "more",
    [
        {
            "from": CHANNEL,
            "sender_chat": {"id": -1001999999999, "type": "channel", "title": "News"},
        },
        {"from": {"id": 7000000002, "is_bot": True, "first_name": "Other"}},
    ],
    ids=["a channel", "a bot"],
)
async def test_channels_and_bots_get_silence(group: Stage, more: dict[str, Any]) -> None:
    heard = len(group.seen(where=SUPPORT))
    await hears(group, f"/verify {GOOD} flash", **more)

    assert heard == len(group.seen(where=SUPPORT))


@pytest.mark.parametrize(
    "more",
    [
        {
            "forward_origin": {
                "type": "user",
                "date": 1,
                "sender_user": {"id": CHIARA, "is_bot": False, "first_name": "Chiara"},
            }
        },
        {"via_bot": {"id": 7000000002, "is_bot": True, "first_name": "Other"}},
    ],
    ids=["forwarded", "made by another bot"],
)
async def test_a_command_at_second_hand_starts_nothing(group: Stage, more: dict[str, Any]) -> None:
    await hears(group, f"/verify {GOOD} flash", **more)

    assert "type it yourself" in text_of(group.last(where=SUPPORT))
    assert [] == group.handsets.calls


async def test_nobody_gives_access_to_a_bot_or_to_the_group_itself(group: Stage) -> None:
    ours = group.last(where=SUPPORT)
    await group.says("/access add operator", where=SUPPORT, reply_to=ours["message_id"])

    assert "That is no person" in text_of(group.last(where=SUPPORT))


async def test_take_and_take_back_at_once_leave_nothing_behind(group: Stage) -> None:
    await group.says(f"/access add {BEN} operator")
    await group.says("/start", who=BEN)
    await group.says(f"/pool add {RENTED}", where=SUPPORT)
    pool = group.last(where=SUPPORT)
    group.telegram.press(BEN, SUPPORT, pool["message_id"], "Take …0500")
    group.telegram.say(ANNA, BOT_ID, "/access remove @ben")
    await group.settle()
    await group.says("/numbers", where=SUPPORT)

    assert "free" in text_of(group.last(where=SUPPORT))


async def test_menus_follow_the_role(group: Stage) -> None:
    def menu(who: int, where: int = BOT_ID) -> set[str]:
        return {one["command"] for one in group.telegram.commands(where, viewer=who)}

    await group.advance(5, step=5)
    assert {"access", "verify", "guard"} <= menu(ANNA)
    assert "verify" in menu(BEN, SUPPORT)
    assert "access" not in menu(BEN, SUPPORT)
    await group.says(f"/access add {CHIARA} viewer")
    await group.says("/start", who=CHIARA)
    await group.advance(5, step=5)
    looking = {"start", "help", "status", "history", "numbers", "budget", "oncall", "watch"}
    assert looking == menu(CHIARA)

    await group.says("/access remove @chiara")
    await group.advance(5, step=5)
    assert "status" not in menu(CHIARA)
