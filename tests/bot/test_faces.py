"""Whom a message points at: mentions without a username, and the author of what is replied to."""

from typing import Any

from telegram import Message

from bot.commands.asks import _faces
from bot.flows.asking.acquaintance import Face

CHAT = {"id": -1001000000001, "type": "supergroup", "title": "Support"}
CHIARA = {"id": 1003, "is_bot": False, "first_name": "Chiara", "last_name": "Rossi"}


def message(**fields: object) -> Message:
    body = {"message_id": 1, "date": 1795262400, "chat": CHAT, **fields}
    return Message.de_json(body, None)


def mention(offset: int, length: int, user: dict[str, Any]) -> dict[str, Any]:
    return {"type": "text_mention", "offset": offset, "length": length, "user": user}


def test_a_mention_is_a_face_with_the_words_that_name_it() -> None:
    text = "/oncall 🦊 Chiara Rossi daily 09:00"  # offsets count UTF-16 units
    found = _faces(message(text=text, entities=[mention(11, 12, CHIARA)]))

    assert (Face(1003, "Chiara Rossi", None, "Chiara Rossi"),) == found


def test_a_caption_can_mention_too_and_bots_are_nobody() -> None:
    bot = {"id": 7, "is_bot": True, "first_name": "Other"}
    entities = [mention(0, 6, CHIARA), mention(7, 5, bot)]
    found = _faces(message(caption="Chiara Other", caption_entities=entities))

    assert ["Chiara"] == [face.written for face in found]


def test_a_message_without_words_points_at_nobody() -> None:
    assert () == _faces(message())
