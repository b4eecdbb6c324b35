import pytest

from tests.sandbox.telegram.scene import (
    ANNA,
    BEN,
    BOT,
    CHIARA,
    CODES,
    FORUM,
    SMALL,
    TEAM,
    TOKEN,
    Scene,
)

UPGRADED = -1001000000009
HEARD = [
    ("just talk", False),
    ("/help", True),
    ("/help@numdesk_bot now", True),
    ("/help@other_bot", False),
    ("say /help", False),
    ("say /help@NumDesk_bot", True),
    ("@numdesk_bot hello", True),
    ("@other_bot hello", False),
]


@pytest.mark.parametrize(("text", "heard"), HEARD)
async def test_in_privacy_mode_a_bot_hears_what_is_meant_for_it(
    scene: Scene, text: str, heard: bool
) -> None:
    await scene.updates()
    scene.telegram.say(BEN, TEAM, text)

    assert await scene.texts() == ([text] if heard else [])


async def test_replies_to_the_bot_and_captions_are_heard(scene: Scene) -> None:
    await scene.updates()
    card = await scene.call("sendMessage", chat_id=TEAM, text="Digits?")
    scene.telegram.say(BEN, TEAM, "4953", reply_to=card["message_id"])
    scene.telegram.say(BEN, FORUM, "talk in a topic", topic_id=CODES)
    scene.telegram.send_file(BEN, TEAM, "list.csv", b"1", caption="/batch")
    scene.telegram.send_file(BEN, TEAM, "other.csv", b"1")
    heard = [update["message"] for update in await scene.updates()]

    assert [message.get("text") or message["caption"] for message in heard] == ["4953", "/batch"]


@pytest.mark.parametrize("how", ["administrator", "open"])
async def test_administrators_and_open_bots_hear_everything(scene: Scene, how: str) -> None:
    await scene.updates()
    if how == "administrator":
        scene.telegram.promote(BOT, TEAM)
    else:
        scene.telegram.add_bot(TOKEN, user_id=BOT, username="open_bot", name="O", privacy=False)
    scene.telegram.say(BEN, TEAM, "just talk")
    (*_, last) = await scene.updates()

    assert last["message"]["text"] == "just talk"


async def test_coming_and_going_is_told_to_bots_and_people(scene: Scene) -> None:
    await scene.updates()
    scene.telegram.join(CHIARA, TEAM)
    scene.telegram.join(CHIARA, TEAM)  # she is there already
    scene.telegram.leave(CHIARA, TEAM)
    joined, left = [update["message"] for update in await scene.updates()]

    assert joined["new_chat_members"][0]["first_name"] == "Chiara"
    assert left["left_chat_member"]["id"] == CHIARA
    assert [event["status"] for event in scene.feed.of_type("member")] == ["member", "left"]
    assert scene.feed.of_type("member")[-1]["viewers"] == [ANNA, BEN, CHIARA]


async def test_changes_of_members_reach_administrators_that_asked(scene: Scene) -> None:
    kinds = ["chat_member", "my_chat_member", "message_reaction"]
    await scene.updates(allowed_updates=kinds)
    scene.telegram.join(CHIARA, TEAM)  # the bot is no administrator yet
    scene.telegram.promote(BOT, TEAM)
    scene.telegram.kick(CHIARA, TEAM)
    message = scene.telegram.say(BEN, TEAM, "fine")
    scene.telegram.react(ANNA, TEAM, message["message_id"], "👍")
    promoted, kicked, reaction = await scene.updates()

    assert promoted["my_chat_member"]["new_chat_member"]["status"] == "administrator"
    assert kicked["chat_member"]["old_chat_member"]["status"] == "member"
    assert kicked["chat_member"]["new_chat_member"] == {
        "status": "kicked",
        "user": {"id": CHIARA, "is_bot": False, "first_name": "Chiara", "language_code": "en"},
        "until_date": 0,
    }
    assert reaction["message_reaction"]["new_reaction"] == [{"type": "emoji", "emoji": "👍"}]


async def test_chats_and_members_are_described(scene: Scene) -> None:
    member = {"chat_id": TEAM, "user_id": BEN}

    assert (await scene.call("getChat", chat_id=TEAM))["type"] == "supergroup"
    assert (await scene.call("getChat", chat_id=SMALL))["type"] == "group"
    assert (await scene.call("getChat", chat_id=FORUM))["is_forum"]
    assert (await scene.call("getChat", chat_id=ANNA))["first_name"] == "Anna"
    assert (await scene.call("getChatMember", **member))["status"] == "member"
    assert (await scene.call("getChatMember", **member | {"user_id": CHIARA}))["status"] == "left"
    assert (await scene.call("getChatMember", chat_id=ANNA, user_id=ANNA))["status"] == "member"
    assert await scene.call("getChatMemberCount", chat_id=TEAM) == 3
    assert await scene.call("getChatMemberCount", chat_id=ANNA) == 2
    (admin,) = await scene.call("getChatAdministrators", chat_id=TEAM)
    assert (admin["user"]["id"], admin["can_manage_topics"]) == (ANNA, True)


@pytest.mark.parametrize(
    ("method", "parameters", "sentence"),
    [
        ("getChatMember", {"user_id": 42}, "PARTICIPANT_ID_INVALID"),
        ("getChatMember", {"user_id": "x"}, "invalid user_id specified"),
        (
            "getChatAdministrators",
            {"chat_id": ANNA},
            "there are no administrators in the private chat",
        ),
        ("getChat", {"chat_id": ""}, "chat_id is empty"),
        ("banChatMember", {"user_id": BEN}, "not enough rights"),
        ("banChatMember", {"user_id": CHIARA}, "PARTICIPANT_ID_INVALID"),
        ("leaveChat", {"chat_id": ANNA}, "chat member status can't be changed in private chats"),
        (
            "pinChatMessage",
            {"message_id": 2},
            "not enough rights to manage pinned messages in the chat",
        ),
    ],
)
async def test_what_a_regular_bot_may_not_do_in_a_group(
    scene: Scene, method: str, parameters: dict[str, object], sentence: str
) -> None:
    refusal = await scene.refusal(method, **({"chat_id": TEAM} | parameters))

    assert refusal == f"Bad Request: {sentence}"


async def test_an_administrator_bans_and_lets_come_back(scene: Scene) -> None:
    scene.telegram.promote(BOT, TEAM)
    await scene.call("banChatMember", chat_id=TEAM, user_id=BEN)
    banned = await scene.call("getChatMember", chat_id=TEAM, user_id=BEN)
    await scene.call("unbanChatMember", chat_id=TEAM, user_id=BEN, only_if_banned=True)
    scene.telegram.join(BEN, TEAM)

    assert banned["status"] == "kicked"
    assert await scene.refusal("banChatMember", chat_id=TEAM, user_id=ANNA) == (
        "Bad Request: user is an administrator of the chat"
    )
    assert (await scene.call("getChatMember", chat_id=TEAM, user_id=BEN))["status"] == "member"


async def test_a_bot_that_left_is_gone(scene: Scene) -> None:
    await scene.call("leaveChat", chat_id=TEAM)

    assert scene.telegram.history(TEAM, viewer=BEN)[-1]["left_chat_member"]["id"] == BOT


async def test_a_tag_stands_beside_what_the_member_writes(scene: Scene) -> None:
    scene.telegram.promote(BOT, TEAM)
    await scene.call("setChatMemberTag", chat_id=TEAM, user_id=BEN, tag="on call")
    said = scene.telegram.say(BEN, TEAM, "here")
    member = await scene.call("getChatMember", chat_id=TEAM, user_id=BEN)

    assert (said["sender_tag"], member["tag"]) == ("on call", "on call")


@pytest.mark.parametrize(
    ("user_id", "tag", "sentence"),
    [
        (BEN, "x" * 17, "TAG_INVALID"),
        (BEN, "☎", "TAG_EMOJI_NOT_ALLOWED"),
        (ANNA, "boss", "user is an administrator of the chat"),
    ],
)
async def test_a_tag_that_cannot_be(scene: Scene, user_id: int, tag: str, sentence: str) -> None:
    scene.telegram.promote(BOT, TEAM)
    refusal = await scene.refusal("setChatMemberTag", chat_id=TEAM, user_id=user_id, tag=tag)

    assert refusal == f"Bad Request: {sentence}"


async def test_a_basic_group_that_is_upgraded_has_another_id_and_says_so(scene: Scene) -> None:
    await scene.updates()
    scene.telegram.upgrade(ANNA, SMALL, UPGRADED)
    told = [update["message"] for update in await scene.updates()]
    refused = await scene.ask("sendMessage", chat_id=SMALL, text="Hello?")
    sent = await scene.call("sendMessage", chat_id=UPGRADED, text="Hello!")

    assert [SMALL, UPGRADED] == [message["chat"]["id"] for message in told]
    assert UPGRADED == told[0]["migrate_to_chat_id"]
    assert SMALL == told[1]["migrate_from_chat_id"]
    assert 400 == refused["error_code"]
    assert {"migrate_to_chat_id": UPGRADED} == refused["parameters"]
    assert "supergroup" == sent["chat"]["type"]
    with pytest.raises(ValueError, match="a supergroup already"):
        scene.telegram.upgrade(ANNA, UPGRADED, UPGRADED - 1)
