import re
from typing import Any

import pytest

from tests.sandbox.telegram.scene import ANNA, BOT, Scene

BUTTON = "can't parse inline keyboard button: "


def inline(**button: object) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


@pytest.mark.parametrize(
    "button",
    [
        {"text": "Go", "callback_data": "x" * 64},
        {"text": "Go", "callback_data": "ä" * 32, "style": "danger"},
        {"text": "Open", "url": "https://example.org/a"},
        {"text": "Copy", "copy_text": {"text": "0053"}, "style": "primary"},
        {"text": "Stay", "disabled": {}, "icon_custom_emoji_id": "5368324170671202286"},
    ],
)
async def test_a_good_button_is_kept(scene: Scene, button: dict[str, object]) -> None:
    sent = await scene.call("sendMessage", chat_id=ANNA, text="a", reply_markup=inline(**button))

    assert sent["reply_markup"] == inline(**button)


@pytest.mark.parametrize(
    ("markup", "sentence"),
    [
        (inline(text="a", callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (inline(text="a", callback_data="ä" * 33), "BUTTON_DATA_INVALID"),
        (inline(text="a", callback_data=""), "BUTTON_DATA_INVALID"),
        (inline(text="a", copy_text={"text": "x" * 257}), "BUTTON_COPY_TEXT_INVALID"),
        (inline(text="a", copy_text={}), BUTTON + 'Can\'t find field "text"'),
        (
            inline(text="a", url="http://localhost/x"),
            "inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL",
        ),
        (inline(text="a"), BUTTON + "Text buttons are unallowed in the inline keyboard"),
        (inline(callback_data="a"), BUTTON + 'Can\'t find field "text"'),
        (inline(text=" ", callback_data="a"), "inline keyboard button text must be non-empty"),
        (
            inline(text="a", callback_data="a", style="pink"),
            BUTTON + "invalid button style specified",
        ),
        ({"inline_keyboard": [["a"]]}, BUTTON + "InlineKeyboardButton must be an Object"),
        (
            {"inline_keyboard": [{}]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ({"keyboard": "a"}, 'field "keyboard" must be an Array of Arrays'),
        (
            {"keyboard": [[5]]},
            "can't parse keyboard button: KeyboardButton must be a String or an Object",
        ),
        ({"keyboard": [[""]]}, "keyboard button text must be non-empty"),
        (["a"], "object expected as reply markup"),
        (inline(text="a" * 10_000, callback_data="a"), "reply markup is too long"),
    ],
)
async def test_a_bad_keyboard_is_refused(scene: Scene, markup: object, sentence: str) -> None:
    refusal = await scene.refusal("sendMessage", chat_id=ANNA, text="a", reply_markup=markup)

    assert refusal == f"Bad Request: {sentence}"


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        (
            {"force_reply": True, "input_field_placeholder": "4 digits", "selective": False},
            {"force_reply": True, "input_field_placeholder": "4 digits"},
        ),
        (
            {"keyboard": [["Yes", {"text": "No"}], []], "resize_keyboard": True},
            {"keyboard": [[{"text": "Yes"}, {"text": "No"}]], "resize_keyboard": True},
        ),
        ({"remove_keyboard": True}, {"remove_keyboard": True}),
    ],
)
async def test_other_keyboards_are_seen_by_people_only(
    scene: Scene, markup: dict[str, object], kept: dict[str, object]
) -> None:
    sent = await scene.call("sendMessage", chat_id=ANNA, text="a", reply_markup=markup)

    assert "reply_markup" not in sent
    assert scene.telegram.history(BOT, viewer=ANNA)[-1]["reply_markup"] == kept


@pytest.mark.parametrize("empty", [{}, {"inline_keyboard": [[]]}, {"keyboard": []}])
async def test_an_empty_keyboard_is_none(scene: Scene, empty: dict[str, object]) -> None:
    sent = await scene.call("sendMessage", chat_id=ANNA, text="a", reply_markup=empty)

    assert "reply_markup" not in sent
    assert "reply_markup" not in scene.telegram.history(BOT, viewer=ANNA)[-1]


async def test_a_button_is_pressed_by_its_text_or_its_place(scene: Scene) -> None:
    rows = [[{"text": "A", "callback_data": "1"}, {"text": "B", "callback_data": "2"}]]
    card = await scene.call(
        "sendMessage", chat_id=ANNA, text="a", reply_markup={"inline_keyboard": rows}
    )
    scene.telegram.press(ANNA, BOT, card["message_id"], "A")
    scene.telegram.press(ANNA, BOT, card["message_id"], (0, 1))
    queries = [update["callback_query"] for update in (await scene.updates())[1:]]

    assert [query["data"] for query in queries] == ["1", "2"]
    assert queries[0]["message"] == card
    assert queries[0]["from"]["first_name"] == "Anna"


@pytest.mark.parametrize(
    ("button", "sentence"),
    [
        ("C", "There is no button “C”; there are: A, Open."),
        ((3, 0), "There is no button in row 3, column 0."),
        ("Open", "“Open” does not ask the bot anything."),
    ],
)
async def test_a_button_that_cannot_be_pressed(
    scene: Scene, button: str | tuple[int, int], sentence: str
) -> None:
    rows = [[{"text": "A", "callback_data": "1"}], [{"text": "Open", "url": "https://x.org/"}]]
    card = await scene.call(
        "sendMessage", chat_id=ANNA, text="a", reply_markup={"inline_keyboard": rows}
    )

    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        scene.telegram.press(ANNA, BOT, card["message_id"], button)


async def test_an_answer_is_given_once_and_in_time(scene: Scene) -> None:
    markup = inline(text="A", callback_data="1")
    card = await scene.call("sendMessage", chat_id=ANNA, text="a", reply_markup=markup)
    first, late = (scene.telegram.press(ANNA, BOT, card["message_id"], "A") for _ in range(2))
    answer = {"callback_query_id": first, "text": "Done", "show_alert": True}
    await scene.call("answerCallbackQuery", **answer)
    again = await scene.refusal("answerCallbackQuery", **answer)
    await scene.clock.advance(61)
    too_late = await scene.refusal("answerCallbackQuery", callback_query_id=late)

    expected = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert (again, too_late) == (expected, expected)
    assert await scene.telegram.answer_to(first) == {"text": "Done", "show_alert": True, "url": ""}
    assert await scene.telegram.answer_to(late, timeout=0) is None
    assert await scene.telegram.answer_to("nothing") is None
    (event,) = scene.feed.of_type("callback_answer")
    assert (event["query_id"], event["text"], event["viewers"]) == (first, "Done", [ANNA])


async def test_an_alert_has_two_hundred_characters_at_most(scene: Scene) -> None:
    markup = inline(text="A", callback_data="1")
    card = await scene.call("sendMessage", chat_id=ANNA, text="a", reply_markup=markup)
    query = scene.telegram.press(ANNA, BOT, card["message_id"], "A")
    refusal = await scene.refusal("answerCallbackQuery", callback_query_id=query, text="x" * 201)

    assert refusal == "Bad Request: MESSAGE_TOO_LONG"
