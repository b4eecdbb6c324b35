from typing import Any

import pytest

from tests.sandbox.telegram.scene import ANNA, BEN, BOT, TEAM, Scene

KEYBOARD = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are"
    " exactly the same as a current content and reply markup of the message"
)


@pytest.fixture
async def card(scene: Scene) -> dict[str, Any]:
    """Give where the bot's message with a button is."""
    sent = await scene.call("sendMessage", chat_id=ANNA, text="one", reply_markup=KEYBOARD)
    return {"chat_id": ANNA, "message_id": sent["message_id"]}


async def test_an_edit_is_dated_and_seen(scene: Scene, card: dict[str, Any]) -> None:
    await scene.clock.advance(60)
    edited = await scene.call("editMessageText", text="two", **card)
    (event,) = scene.feed.of_type("edited")

    assert edited["edit_date"] == edited["date"] + 60
    assert "reply_markup" not in edited  # what is not named again goes away
    assert event["message"]["text"] == "two"
    assert await scene.texts() == ["/start"]  # nobody is told of their own edits


async def test_the_same_again_is_refused(scene: Scene, card: dict[str, Any]) -> None:
    same = card | {"text": "one", "reply_markup": KEYBOARD}

    assert await scene.refusal("editMessageText", **same) == NOT_MODIFIED
    assert await scene.refusal("editMessageReplyMarkup", reply_markup=KEYBOARD, **card) == (
        NOT_MODIFIED
    )


async def test_the_same_words_with_other_marks_are_an_edit(
    scene: Scene, card: dict[str, Any]
) -> None:
    edited = await scene.call(
        "editMessageText", text="<b>one</b>", parse_mode="HTML", reply_markup=KEYBOARD, **card
    )
    back = await scene.call("editMessageText", text="one", reply_markup=KEYBOARD, **card)

    assert edited["entities"] == [{"type": "bold", "offset": 0, "length": 3}]
    assert "entities" not in back


async def test_an_update_keeps_the_message_as_it_was(scene: Scene) -> None:
    said = scene.telegram.say(ANNA, BOT, "before")
    scene.telegram.edit_own(ANNA, BOT, said["message_id"], "after")
    _, message, edited = await scene.updates()

    assert message["message"]["text"] == "before"
    assert edited["edited_message"]["text"] == "after"


@pytest.mark.parametrize(
    "markup", [{"force_reply": True}, {"keyboard": [["Yes"]]}, {"remove_keyboard": True}]
)
async def test_a_message_with_another_keyboard_cannot_be_edited(
    scene: Scene, markup: dict[str, object]
) -> None:
    sent = await scene.call("sendMessage", chat_id=ANNA, text="?", reply_markup=markup)
    where = {"chat_id": ANNA, "message_id": sent["message_id"]}
    refusal = await scene.refusal("editMessageText", text="!", **where)

    assert "reply_markup" not in sent
    assert refusal == "Bad Request: message can't be edited"


@pytest.mark.parametrize(
    ("method", "parameters", "sentence"),
    [
        ("editMessageText", {"message_id": 99, "text": "a"}, "message to edit not found"),
        ("editMessageText", {"message_id": 1, "text": "a"}, "message can't be edited"),
        ("editMessageText", {"text": "a"}, "message identifier is not specified"),
        ("editMessageText", {"message_id": 2}, "message text is empty"),
        ("editMessageText", {"inline_message_id": "x", "text": "a"}, "MESSAGE_ID_INVALID"),
        (
            "editMessageCaption",
            {"message_id": 2, "caption": "a"},
            "there is no caption in the message to edit",
        ),
        (
            "editMessageText",
            {"message_id": 2, "text": "a", "reply_markup": {"force_reply": True}},
            "inline keyboard expected",
        ),
        ("deleteMessage", {"message_id": 99}, "message to delete not found"),
    ],
)
@pytest.mark.usefixtures("card")
async def test_edits_that_are_refused(
    scene: Scene, method: str, parameters: dict[str, object], sentence: str
) -> None:
    assert await scene.refusal(method, chat_id=ANNA, **parameters) == f"Bad Request: {sentence}"


async def test_files_have_captions_not_texts(scene: Scene) -> None:
    stored = scene.telegram.send_file(ANNA, BOT, "a.csv", b"1")["document"]["file_id"]
    sent = await scene.call("sendDocument", chat_id=ANNA, document=stored, caption="one")
    where = {"chat_id": ANNA, "message_id": sent["message_id"]}
    edited = await scene.call("editMessageCaption", caption="two", **where)

    assert edited["caption"] == "two"
    assert await scene.refusal("editMessageText", text="a", **where) == (
        "Bad Request: there is no text in the message to edit"
    )
    assert await scene.refusal("editMessageCaption", caption="a" * 1025, **where) == (
        "Bad Request: message caption is too long"
    )


async def test_a_text_may_become_a_file(scene: Scene, card: dict[str, Any]) -> None:
    stored = scene.telegram.send_file(ANNA, BOT, "a.csv", b"1")["document"]["file_id"]
    media = {"type": "document", "media": stored, "caption": "c"}
    edited = await scene.call("editMessageMedia", media=media, **card)

    assert (edited["document"]["file_id"], edited["caption"]) == (stored, "c")
    assert "text" not in edited


async def test_what_is_deleted_is_gone_for_everybody(scene: Scene, card: dict[str, Any]) -> None:
    said = scene.telegram.say(ANNA, BOT, "oops")["message_id"]
    await scene.call("deleteMessage", **card)
    await scene.call("deleteMessages", chat_id=ANNA, message_ids=[said, 99])

    assert [message["text"] for message in scene.telegram.history(BOT, viewer=ANNA)] == ["/start"]
    assert [event["message_ids"] for event in scene.feed.of_type("deleted")] == [
        [card["message_id"]],
        [said],
    ]


async def test_only_administrators_delete_what_others_wrote_or_what_is_old(scene: Scene) -> None:
    theirs = scene.telegram.say(BEN, TEAM, "/talk")["message_id"]
    own = (await scene.call("sendMessage", chat_id=TEAM, text="a"))["message_id"]
    await scene.clock.advance(49 * 3600)
    sentence = "Bad Request: message can't be deleted"
    for message_id in (theirs, own):
        where = {"chat_id": TEAM, "message_id": message_id}
        assert await scene.refusal("deleteMessage", **where) == sentence
    both = {"chat_id": TEAM, "message_ids": [theirs, own]}
    assert await scene.refusal("deleteMessages", **both) == sentence
    scene.telegram.promote(BOT, TEAM)

    await scene.call("deleteMessages", **both)
