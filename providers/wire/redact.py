"""What may be kept of what providers say: everything but keys, codes and full phone numbers."""

import json
import re
from collections.abc import Collection

MASK = "•••"
LONG = 1000  # characters kept of a reply
SENTENCE = 200  # characters kept of a vendor's sentence
DIGITS = re.compile(r"\+?\d(?:[ \-().]?\d){3,}")  # four and more: codes, numbers
NUMBER_DIGITS = re.compile(r"\+?\d(?:[ \-().]?\d){9,}")  # ten and more: phone numbers


def redacted_sentence(text: str, secrets: Collection[str]) -> str:
    """Mask keys and every longer run of digits, so that a vendor may quote what it likes."""
    return DIGITS.sub(MASK, _without(secrets, text))[:SENTENCE]


def redacted_reply(
    body: bytes, secrets: Collection[str], hidden: Collection[str], *, payload: object = None
) -> str:
    """Mask keys, phone numbers, and whatever stands in a field named in `hidden`.

    `payload` is the body where somebody has decoded it already.
    """
    try:
        payload = json.loads(body) if payload is None else payload
        text = json.dumps(_masked(payload, hidden), ensure_ascii=False)
    except (ValueError, RecursionError):
        text = DIGITS.sub(MASK, body.decode(errors="replace"))  # who knows what a field is here
    return NUMBER_DIGITS.sub(MASK, _without(secrets, text))[:LONG]


def _without(secrets: Collection[str], text: str) -> str:
    for secret in secrets:
        text = text.replace(secret, MASK)
    return text


def _masked(value: object, hidden: Collection[str]) -> object:
    if isinstance(value, dict):
        return {
            name: MASK if name in hidden and inner not in (None, "") else _masked(inner, hidden)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_masked(inner, hidden) for inner in value]
    return value
