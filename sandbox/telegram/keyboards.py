"""What may hang under a message: buttons in the message, or a keyboard in place of the letters."""

import json
from typing import Any

from sandbox.telegram.formatting.targets import checked_address
from sandbox.telegram.refusals import RefusedError, bad_request

Markup = dict[str, Any]

STYLES = {"primary", "success", "danger", ""}
PURPOSES = {  # an inline button has exactly one
    "url",
    "callback_data",
    "copy_text",
    "disabled",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "web_app",
    "login_url",
    "callback_game",
    "pay",
}
DECORATION = ("text", "icon_custom_emoji_id", "style")
MAX_CALLBACK = 64  # bytes
MAX_COPY = 256  # characters
MAX_MARKUP = 10_000  # bytes, all of it
OTHER_FIELDS = {
    "keyboard": ("is_persistent", "resize_keyboard", "one_time_keyboard"),
    "force_reply": (),
    "remove_keyboard": (),
}
SHARED_FIELDS = ("input_field_placeholder", "selective")


def read_markup(given: object) -> Markup | None:
    """Check a reply markup and give it back without what Telegram would not keep."""
    if given is None:
        return None
    if not isinstance(given, dict):
        raise bad_request("object expected as reply markup")
    if len(json.dumps(given)) > MAX_MARKUP:
        raise bad_request("reply markup is too long")
    if "inline_keyboard" in given:
        rows = [[_inline(button) for button in row] for row in _rows(given, "inline_keyboard")]
        kept = [row for row in rows if row]
        return {"inline_keyboard": kept} if kept else None
    if "keyboard" in given:
        rows = [[_plain(button) for button in row] for row in _rows(given, "keyboard")]
        kept = [row for row in rows if row]
        return {"keyboard": kept} | _rest(given, "keyboard") if kept else None
    for kind in ("force_reply", "remove_keyboard"):
        if given.get(kind):
            return {kind: True} | _rest(given, kind)
    return None


def is_inline(markup: Markup | None) -> bool:
    """Tell whether it is part of the message, and so can be edited."""
    return markup is not None and "inline_keyboard" in markup


def find_button(markup: Markup | None, button: str | tuple[int, int]) -> Markup:
    """Find an inline button by its text, or by row and column."""
    rows = markup.get("inline_keyboard", []) if markup else []
    if isinstance(button, tuple):
        row, column = button
        if 0 <= row < len(rows) and 0 <= column < len(rows[row]):
            found: Markup = rows[row][column]
            return found
        raise ValueError(f"There is no button in row {row}, column {column}.")
    for row_of_buttons in rows:
        for candidate in row_of_buttons:
            if candidate["text"] == button:
                return dict(candidate)
    there = ", ".join(candidate["text"] for row in rows for candidate in row) or "none"
    raise ValueError(f"There is no button “{button}”; there are: {there}.")


def _rows(given: Markup, name: str) -> list[list[object]]:
    rows = given[name]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        of = " of the InlineKeyboardMarkup" if name == "inline_keyboard" else ""
        raise bad_request(f'field "{name}"{of} must be an Array of Arrays')
    return rows


def _inline(button: object) -> Markup:
    if not isinstance(button, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise _unreadable('Can\'t find field "text"')
    if button.get("style", "") not in STYLES:
        raise _unreadable("invalid button style specified")
    purposes = [name for name in button if name in PURPOSES and button[name] is not None]
    if not purposes:
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    if not str(button["text"]).strip():
        raise bad_request("inline keyboard button text must be non-empty")
    purpose = purposes[0]
    _check(purpose, button[purpose])
    return {name: button[name] for name in DECORATION if button.get(name)} | {
        purpose: button[purpose]
    }


def _check(purpose: str, value: object) -> None:
    match purpose, value:
        case "callback_data", _:
            if not 0 < len(str(value).encode()) <= MAX_CALLBACK:
                raise bad_request("BUTTON_DATA_INVALID")
        case "url", _:
            if not checked_address(str(value)):
                raise bad_request(
                    f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL"
                )
        case "copy_text", {"text": str(text)}:
            if not 0 < len(text) <= MAX_COPY:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")
        case "copy_text", _:
            raise _unreadable('Can\'t find field "text"')


def _plain(button: object) -> Markup:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or "text" not in button:
        raise bad_request(
            "can't parse keyboard button: KeyboardButton must be a String or an Object"
        )
    if not str(button["text"]).strip():
        raise bad_request("keyboard button text must be non-empty")
    return {name: value for name, value in button.items() if value is not None}


def _rest(given: Markup, kind: str) -> Markup:
    names = (*OTHER_FIELDS[kind], *SHARED_FIELDS)
    return {name: given[name] for name in names if given.get(name)}


def _unreadable(sentence: str) -> RefusedError:
    return bad_request(f"can't parse inline keyboard button: {sentence}")
