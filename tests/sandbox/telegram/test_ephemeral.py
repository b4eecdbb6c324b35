from typing import Any

import pytest

from tests.sandbox.telegram.scene import ANNA, BEN, BOT, CHIARA, FORUM, TEAM, Scene

KEYBOARD = {"inline_keyboard": [[{"text": "Show", "callback_data": "show"}]]}
TO_BEN = {"receiver_user_id": BEN}


async def whisper(scene: Scene, **more: object) -> dict[str, Any]:
    """Tell Ben alone."""
    sent: dict[str, Any] = await scene.call(
        "sendMessage", chat_id=TEAM, text="4953", ephemeral_message_parameters=TO_BEN, **more
    )
    return sent


def seen(scene: Scene, viewer: int) -> list[str]:
    """List the texts somebody sees in the group."""
    return [message["text"] for message in scene.telegram.history(TEAM, viewer=viewer)]


@pytest.mark.parametrize("way", [TO_BEN, {"ephemeral_message_parameters": TO_BEN}])
async def test_one_member_sees_it_and_nobody_else(scene: Scene, way: dict[str, object]) -> None:
    sent = await scene.call("sendMessage", chat_id=TEAM, text="4953", **way)

    assert (sent["message_id"], sent["ephemeral_message_id"]) == (0, 1)
    assert sent["receiver_user"]["id"] == BEN
    assert (seen(scene, BEN), seen(scene, ANNA)) == (["4953"], [])
    assert scene.feed.of_type("message")[-1]["viewers"] == [BEN]
    assert scene.telegram.history(TEAM, viewer=BEN)[0]["message_id"] == -1


async def test_it_is_changed_and_taken_back_by_its_own_methods(scene: Scene) -> None:
    sent = await whisper(scene, reply_markup=KEYBOARD)
    where = {"chat_id": TEAM, "ephemeral_message_id": sent["ephemeral_message_id"], **TO_BEN}
    assert await scene.call("editEphemeralMessageText", text="0053", **where)
    assert seen(scene, BEN) == ["0053"]
    assert await scene.call("editEphemeralMessageReplyMarkup", reply_markup=KEYBOARD, **where)
    assert await scene.call("deleteEphemeralMessage", **where)

    assert seen(scene, BEN) == []
    assert scene.feed.of_type("deleted")[-1]["message_ids"] == [-1]
    assert await scene.refusal("deleteEphemeralMessage", **where) == (
        "Bad Request: message to delete not found"
    )


@pytest.mark.parametrize(
    ("method", "parameters", "sentence"),
    [
        (
            "editEphemeralMessageCaption",
            {"caption": "a"},
            "there is no caption in the message to edit",
        ),
        (
            "editEphemeralMessageText",
            {"text": "a", "receiver_user_id": 0},
            "invalid receiver_user_id specified",
        ),
        (
            "editEphemeralMessageText",
            {"text": "a", "receiver_user_id": ANNA},
            "message to edit not found",
        ),
    ],
)
async def test_edits_that_are_refused(
    scene: Scene, method: str, parameters: dict[str, object], sentence: str
) -> None:
    await whisper(scene)
    where: dict[str, object] = {"chat_id": TEAM, "ephemeral_message_id": 1, **TO_BEN}

    assert await scene.refusal(method, **where | parameters) == f"Bad Request: {sentence}"


async def test_a_file_may_be_shown_to_one(scene: Scene) -> None:
    stored = scene.telegram.send_file(ANNA, BOT, "a.csv", b"1")["document"]["file_id"]
    sent = await scene.call(
        "sendDocument", chat_id=TEAM, document=stored, ephemeral_message_parameters=TO_BEN
    )
    where = {"chat_id": TEAM, "ephemeral_message_id": sent["ephemeral_message_id"], **TO_BEN}
    assert await scene.call("editEphemeralMessageCaption", caption="a", **where)

    assert scene.telegram.history(TEAM, viewer=BEN)[0]["caption"] == "a"
    assert await scene.refusal("editEphemeralMessageText", text="a", **where) == (
        "Bad Request: there is no text in the message to edit"
    )


async def test_its_buttons_work_for_who_sees_them(scene: Scene) -> None:
    await whisper(scene, reply_markup=KEYBOARD)
    scene.telegram.press(BEN, TEAM, -1, "Show")
    (*_, update) = await scene.updates()

    assert update["callback_query"]["message"]["ephemeral_message_id"] == 1
    with pytest.raises(ValueError, match=r"There is no message -1 here\."):
        scene.telegram.press(ANNA, TEAM, -1, "Show")


async def test_it_may_stand_in_place_of_the_message_whose_button_was_pressed(scene: Scene) -> None:
    card = await scene.call("sendMessage", chat_id=TEAM, text="A code", reply_markup=KEYBOARD)
    query = scene.telegram.press(BEN, TEAM, card["message_id"], "Show")
    instead = TO_BEN | {"callback_query_id": query, "replace_callback_query_message": True}
    message: dict[str, object] = {"chat_id": TEAM, "text": "4953"}
    await scene.call("sendMessage", ephemeral_message_parameters=instead, **message)
    to_anna = instead | {"receiver_user_id": ANNA}
    refusal = await scene.refusal("sendMessage", ephemeral_message_parameters=to_anna, **message)

    assert scene.telegram.history(TEAM, viewer=BEN)[-1]["replaces"] == card["message_id"]
    assert refusal == "Bad Request: QUERY_ID_INVALID"


@pytest.mark.parametrize(("chat_id", "receiver"), [(TEAM, CHIARA), (ANNA, ANNA), (TEAM, BOT)])
async def test_only_members_of_a_group_receive_it(
    scene: Scene, chat_id: int, receiver: int
) -> None:
    refusal = await scene.refusal(
        "sendMessage", chat_id=chat_id, text="a", receiver_user_id=receiver
    )

    assert refusal == "Bad Request: USER_NOT_PARTICIPANT"


async def test_a_command_may_be_declared_ephemeral(scene: Scene) -> None:
    command = {"command": "code", "description": "Enter a code", "is_ephemeral": True}
    await scene.call("setMyCommands", commands=[command])
    await scene.updates()
    said = scene.telegram.say(BEN, TEAM, "/code@numdesk_bot 4953")
    scene.telegram.say(BEN, TEAM, "/code@other_bot 4953")
    scene.telegram.say(BEN, FORUM, "/codes")
    first, _ = await scene.updates()
    reply = {"ephemeral_message_id": first["message"]["ephemeral_message_id"]}
    await whisper(scene, reply_parameters=reply)

    assert first["message"]["receiver_user"]["id"] == BOT
    assert said["message_id"] == -1
    assert seen(scene, ANNA) == ["/code@other_bot 4953"]
    answer = scene.telegram.history(TEAM, viewer=BEN)[-1]
    assert answer["reply_to_message"]["text"] == "/code@numdesk_bot 4953"
