"""What a group must never read: any code the vendors sent, or spoke, or showed as a caller.

The town's own feed is the witness: every message and every edit it showed to a group. What one
member alone sees (ephemeral) is theirs; what people write themselves is their own business.
"""

import asyncio
import json
import re
from typing import Any

from sandbox.town import BOT_ID, Town

DIGITS = re.compile(r"(?<![\d+])\d{4,10}(?!\d)")
TIMES = re.compile(r"\b20\d\d-\d\d-\d\d\b|\b\d\d:\d\d\b")  # days and hours are no codes


class Witness:
    """Remembers everything groups were shown."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._seen: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        town.feed._listeners.add(self._seen)

    def leaks(self) -> list[str]:
        """List what groups could read and must not; asked once, in the end."""
        codes = self._codes()
        found = []
        while not self._seen.empty():
            event = self._seen.get_nowait()
            shown = readable(event)
            found += [f"{code} in {shown!r}" for code in codes & words(shown)]
        return found

    def _codes(self) -> set[str]:
        """Gather the codes that vendors sent to the desk and to phones."""
        codes = set()
        for delivery in self._town.postman.deliveries:
            for text in _texts(delivery.body):
                codes |= set(DIGITS.findall(text))
        for call in self._town.handsets.calls:
            codes |= {call.code} if call.code else set()
        for phone in self._town.handsets.snapshot():
            for text in phone["texts"]:
                codes |= set(DIGITS.findall(text["text"]))
        return codes


def readable(event: dict[str, Any]) -> str:
    """Give everything a group can read in an event: texts, captions, buttons, copy texts."""
    message = event.get("message")
    if message is None or message["from"]["id"] != BOT_ID:
        return ""
    if event["chat_id"] >= 0 or "receiver_user" in message:
        return ""
    parts = [message.get("text", ""), message.get("caption", "")]
    parts += [
        json.dumps(message.get(name), ensure_ascii=False)
        for name in ("reply_markup", "document", "poll")
    ]
    parts += [one.get("url", "") for one in message.get("entities", ())]
    return " ".join(parts)


def words(shown: str) -> set[str]:
    """Give every run of digits that could be a code, also one written with spaces or dashes."""
    plain = TIMES.sub(" ", shown)
    return set(DIGITS.findall(plain)) | set(DIGITS.findall(re.sub(r"(?<=\d)[ -](?=\d)", "", plain)))


def _texts(body: bytes) -> list[str]:
    """Find the fields of a webhook that may hold a code."""
    try:
        said = json.loads(body)
    except ValueError:
        return []
    told = said.get("data", said) if isinstance(said, dict) else {}
    if not isinstance(told, dict):
        return []
    return [str(told[name]) for name in ("otp_code", "sms_text", "text") if told.get(name)]
