"""What people can do, and what they are told when they cannot."""

import re
from collections.abc import Callable

import pytest

from sandbox.telegram.world import Telegram
from tests.sandbox.telegram.scene import ANNA, BEN, BOT, CHIARA, CODES, FORUM, TEAM, Scene

IMPOSSIBLE: list[tuple[Callable[[Telegram], object], str]] = [
    (lambda t: t.say(42, BOT, "a"), "There is nobody with the id 42."),
    (lambda t: t.say(ANNA, 42, "a"), "Anna knows no chat 42."),
    (lambda t: t.say(CHIARA, TEAM, "a"), "Chiara is not in “Team”."),
    (lambda t: t.say(ANNA, BOT, " \n"), "An empty message cannot be sent."),
    (lambda t: t.say(ANNA, BOT, "a" * 4097), "That is too long; 4096 characters are the most."),
    (lambda t: t.say(ANNA, BOT, "a", reply_to=99), "There is no message 99 here."),
    (lambda t: t.say(ANNA, FORUM, "a", topic_id=99), "There is no topic 99 here."),
    (
        lambda t: t.send_file(ANNA, BOT, "a", b"", caption="a" * 1025),
        "That is too long; 1024 characters are the most.",
    ),
    (lambda t: t.edit_own(ANNA, BOT, 99, "a"), "There is no message 99 here."),
    (lambda t: t.edit_own(ANNA, BOT, 1, " "), "An empty message cannot be sent."),
    (lambda t: t.block(ANNA, TEAM), "Only bots can be blocked."),
    (lambda t: t.join(ANNA, -42), "There is no such group, or nobody with that id."),
    (lambda t: t.redeliver_last_update(42), "There is no such bot."),
    (lambda t: t.redeliver_last_update("42:x"), "There is no such bot."),
    (lambda t: t.add_group(-1, "a", members=[42]), "There is nobody with the id 42."),
]


@pytest.mark.parametrize(("act", "sentence"), IMPOSSIBLE)
async def test_what_cannot_be_done_is_refused_in_a_sentence(
    scene: Scene, act: Callable[[Telegram], object], sentence: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        act(scene.telegram)


async def test_the_private_chat_goes_by_either_id(scene: Scene) -> None:
    scene.telegram.say(ANNA, ANNA, "by her own id")

    assert await scene.texts() == ["/start", "by her own id"]
    texts = [message["text"] for message in scene.telegram.history(BOT, viewer=ANNA)]
    assert texts == ["/start", "by her own id"]


async def test_everybody_sees_their_own_chats(scene: Scene) -> None:
    titles = [chat["title"] for chat in scene.telegram.chats(BEN)]

    assert titles == ["Numdesk", "Team", "Forum", "Small"]
    assert [chat["title"] for chat in scene.telegram.chats(CHIARA)] == ["Numdesk"]
    assert scene.telegram.chats(BEN)[2]["topics"] == [
        {"id": 1, "name": "General", "closed": False},
        {"id": CODES, "name": "Codes", "closed": False},
    ]
    assert [person["first_name"] for person in scene.telegram.people] == ["Anna", "Ben", "Chiara"]
    assert [bot["username"] for bot in scene.telegram.bots] == ["numdesk_bot"]


async def test_a_topic_is_written_in_by_its_id_general_by_one(scene: Scene) -> None:
    general = scene.telegram.say(BEN, FORUM, "a", topic_id=1)
    codes = scene.telegram.say(BEN, FORUM, "b", topic_id=CODES)
    reply = scene.telegram.say(ANNA, FORUM, "c", reply_to=codes["message_id"])

    assert "message_thread_id" not in general
    assert (codes["message_thread_id"], reply["message_thread_id"]) == (CODES, CODES)


async def test_private_chats_are_private(scene: Scene) -> None:
    scene.telegram.say(BEN, BOT, "/start")

    assert len(scene.telegram.history(BOT, viewer=BEN)) == 1
    assert scene.feed.of_type("message")[-1]["viewers"] == [BEN]
    assert scene.feed.of_type("message")[-1]["chat_id"] == BOT


async def test_blocking_is_told_and_writing_starts_the_bot_again(scene: Scene) -> None:
    await scene.updates()
    scene.telegram.block(ANNA, BOT)
    scene.telegram.block(ANNA, BOT)
    scene.telegram.say(ANNA, BOT, "sorry")
    blocked, unblocked, message = await scene.updates()

    assert blocked["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert unblocked["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert message["message"]["text"] == "sorry"
    assert [event["status"] for event in scene.feed.of_type("member")] == ["kicked", "member"]


async def test_only_ones_own_texts_can_be_changed(scene: Scene) -> None:
    sent = await scene.call("sendMessage", chat_id=ANNA, text="a")

    with pytest.raises(ValueError, match=r"That is not a text of yours\."):
        scene.telegram.edit_own(ANNA, BOT, sent["message_id"], "b")


LISTS: list[tuple[str, dict[str, object] | None, str]] = [
    ("everywhere", None, ""),
    ("private", {"type": "all_private_chats"}, ""),
    ("privat", {"type": "all_private_chats"}, "de"),
    ("groups", {"type": "all_group_chats"}, ""),
    ("admins", {"type": "all_chat_administrators"}, ""),
    ("team", {"type": "chat", "chat_id": TEAM}, ""),
    ("ben", {"type": "chat_member", "chat_id": TEAM, "user_id": BEN}, ""),
    ("run", {"type": "chat_administrators", "chat_id": FORUM}, ""),
]
OFFERED = [
    (ANNA, BOT, "private"),
    (BEN, BOT, "privat"),  # his language is German
    (ANNA, TEAM, "team"),
    (BEN, TEAM, "ben"),
    (ANNA, FORUM, "run"),
    (BEN, FORUM, "groups"),
]


@pytest.fixture
async def commanded(scene: Scene) -> Scene:
    """Give a scene whose bot has set a list in every scope."""
    for name, scope, language in LISTS:
        commands = [{"command": name, "description": "…"}]
        await scene.call("setMyCommands", commands=commands, scope=scope, language_code=language)
    return scene


@pytest.mark.parametrize(("viewer", "chat_id", "name"), OFFERED)
async def test_commands_are_offered_by_the_narrowest_scope_and_language(
    commanded: Scene, viewer: int, chat_id: int, name: str
) -> None:
    offered = commanded.telegram.commands(chat_id, viewer=viewer)

    assert [command["command"] for command in offered] == [name]


async def test_without_its_list_a_wider_scope_counts(commanded: Scene) -> None:
    await commanded.call("deleteMyCommands", scope={"type": "all_private_chats"})
    everywhere = [{"command": "everywhere", "description": "…"}]

    assert commanded.telegram.commands(BOT, viewer=ANNA) == everywhere
    assert await commanded.call("getMyCommands") == everywhere
    assert {event["chat_id"] for event in commanded.feed.of_type("commands")} >= {BOT, TEAM, FORUM}


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"commands": [{"command": "Big", "description": "a"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        (
            {"commands": [{"command": "a"}]},
            "can't parse BotCommand: Can't find field \"description\"",
        ),
        ({"commands": ["a"]}, "can't parse BotCommand: expected an Object"),
        ({"commands": "5"}, "expected an Array of BotCommand"),
        ({"commands": [{"command": "a", "description": "a"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"scope": {"type": "moon"}}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"scope": {"type": "chat"}}, "can't parse BotCommandScope: Empty chat_id specified"),
        ({"scope": []}, "can't parse BotCommandScope: BotCommandScope must be an Object"),
    ],
)
async def test_commands_that_cannot_be_set(
    scene: Scene, parameters: dict[str, object], sentence: str
) -> None:
    assert await scene.refusal("setMyCommands", **parameters) == f"Bad Request: {sentence}"
