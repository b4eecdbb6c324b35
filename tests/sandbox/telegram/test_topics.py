"""Topics, and the marks on messages: pins and reactions."""

import pytest

from tests.sandbox.telegram.scene import ANNA, BEN, BOT, CODES, FORUM, TEAM, Scene


def topics(scene: Scene) -> list[str]:
    """Name the topics Ben sees in the forum."""
    (forum,) = [chat for chat in scene.telegram.chats(BEN) if chat["id"] == FORUM]
    return [topic["name"] for topic in forum["topics"]]


async def test_topics_are_opened_closed_and_taken_away(scene: Scene) -> None:
    scene.telegram.promote(BOT, FORUM)
    topic = await scene.call("createForumTopic", chat_id=FORUM, name="Night")
    where = {"chat_id": FORUM, "message_thread_id": topic["message_thread_id"]}
    await scene.call("editForumTopic", name="Day", icon_custom_emoji_id="5", **where)
    assert topics(scene) == ["General", "Codes", "Day"]
    await scene.call("closeForumTopic", **where)
    with pytest.raises(ValueError, match=r"This topic is closed\."):
        scene.telegram.say(BEN, FORUM, "too late", topic_id=topic["message_thread_id"])
    scene.telegram.say(ANNA, FORUM, "I may", topic_id=topic["message_thread_id"])
    assert await scene.refusal("closeForumTopic", **where) == "Bad Request: TOPIC_NOT_MODIFIED"
    await scene.call("reopenForumTopic", **where)
    await scene.call("deleteForumTopic", **where)

    assert topics(scene) == ["General", "Codes"]
    assert scene.telegram.history(FORUM, viewer=BEN) == []
    assert await scene.refusal("sendMessage", text="a", **where) == (
        "Bad Request: message thread not found"
    )


@pytest.mark.parametrize(
    ("method", "parameters", "sentence"),
    [
        ("createForumTopic", {"chat_id": TEAM, "name": "a"}, "the chat is not a forum"),
        ("createForumTopic", {"name": " "}, "name must be non-empty"),
        ("createForumTopic", {"name": "a", "icon_color": 1}, "invalid icon color specified"),
        ("editForumTopic", {"message_thread_id": 99}, "message thread not found"),
        (
            "createForumTopic",
            {"chat_id": ANNA, "name": "a"},
            "method is available only for supergroups",
        ),
    ],
)
async def test_topics_that_cannot_be(
    scene: Scene, method: str, parameters: dict[str, object], sentence: str
) -> None:
    scene.telegram.promote(BOT, FORUM)
    refusal = await scene.refusal(method, **({"chat_id": FORUM} | parameters))

    assert refusal == f"Bad Request: {sentence}"


async def test_a_topic_may_have_an_icon(scene: Scene) -> None:
    scene.telegram.promote(BOT, FORUM)
    icon = {"icon_color": 16766590, "icon_custom_emoji_id": "5"}
    topic = await scene.call("createForumTopic", chat_id=FORUM, name="Night", **icon)

    assert topic == {"message_thread_id": 3, "name": "Night", **icon}


async def test_a_regular_bot_runs_no_topics_and_stays_out_of_closed_ones(scene: Scene) -> None:
    where = {"chat_id": FORUM, "message_thread_id": CODES}
    assert await scene.refusal("closeForumTopic", **where) == (
        "Bad Request: not enough rights to close or open the topic"
    )
    scene.telegram.promote(BOT, FORUM)
    await scene.call("closeForumTopic", **where)
    scene.telegram.join(BOT, FORUM)  # as a regular member again

    assert await scene.refusal("sendMessage", text="a", **where) == "Bad Request: TOPIC_CLOSED"


async def test_pins_are_told_and_described(scene: Scene) -> None:
    first, second = [
        (await scene.call("sendMessage", chat_id=ANNA, text=text))["message_id"] for text in "ab"
    ]
    for message_id in (second, first, first):
        await scene.call("pinChatMessage", chat_id=ANNA, message_id=message_id)
    pinned = (await scene.call("getChat", chat_id=ANNA))["pinned_message"]

    assert pinned["message_id"] == second
    assert scene.telegram.pins(BOT, viewer=ANNA) == [first, second]
    service = [m for m in scene.telegram.history(BOT, viewer=ANNA) if "pinned_message" in m]
    assert len(service) == 2


async def test_pins_are_taken_away(scene: Scene) -> None:
    first, second = [
        (await scene.call("sendMessage", chat_id=ANNA, text=text))["message_id"] for text in "ab"
    ]
    for message_id in (first, second):
        await scene.call("pinChatMessage", chat_id=ANNA, message_id=message_id)
    await scene.call("unpinChatMessage", chat_id=ANNA)
    assert scene.telegram.pins(BOT, viewer=ANNA) == [first]
    await scene.call("deleteMessage", chat_id=ANNA, message_id=first)
    assert scene.telegram.pins(BOT, viewer=ANNA) == []
    assert await scene.refusal("unpinChatMessage", chat_id=ANNA) == (
        "Bad Request: message to unpin not found"
    )
    await scene.call("pinChatMessage", chat_id=ANNA, message_id=second)
    await scene.call("unpinAllChatMessages", chat_id=ANNA)

    assert "pinned_message" not in await scene.call("getChat", chat_id=ANNA)


async def test_reactions_are_counted_by_emoji(scene: Scene) -> None:
    said = scene.telegram.say(ANNA, BOT, "done")["message_id"]
    where = {"chat_id": ANNA, "message_id": said}
    await scene.call("setMessageReaction", reaction=[{"type": "emoji", "emoji": "👍"}], **where)
    scene.telegram.react(ANNA, BOT, said, "👍")
    seen = scene.telegram.history(BOT, viewer=ANNA)[-1]["reactions"]
    await scene.call("setMessageReaction", **where)
    scene.telegram.react(ANNA, BOT, said, "")

    assert seen == [{"emoji": "👍", "user_ids": [BOT, ANNA]}]
    assert "reactions" not in scene.telegram.history(BOT, viewer=ANNA)[-1]


@pytest.mark.parametrize(
    ("reaction", "sentence"),
    [
        ([{"type": "emoji", "emoji": "👍"}] * 2, "REACTIONS_TOO_MANY"),
        ([{"type": "emoji"}], "REACTION_INVALID"),
        ([{"type": "paid"}], "can't parse ReactionType: invalid reaction type specified"),
        (5, "expected an Array of ReactionType"),
    ],
)
async def test_a_reaction_that_cannot_be(scene: Scene, reaction: object, sentence: str) -> None:
    refusal = await scene.refusal(
        "setMessageReaction", chat_id=ANNA, message_id=1, reaction=reaction
    )

    assert refusal == f"Bad Request: {sentence}"
