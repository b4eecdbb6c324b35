"""Entities that a bot names itself instead of using a parse mode."""

from sandbox.telegram.formatting.spans import OUTERMOST_FIRST, Entity, units
from sandbox.telegram.formatting.targets import checked_address, dated
from sandbox.telegram.refusals import RefusedError, bad_request

FOUND_ANYWAY = {"url", "email", "phone_number", "mention", "hashtag", "cashtag", "bot_command"}
KEPT = {"pre": ("language",), "custom_emoji": ("custom_emoji_id",), "text_mention": ("user",)}


def read_entities(given: object, text: str) -> list[Entity]:
    """Check each; what Telegram finds by itself is left to it."""
    if not isinstance(given, list):
        return []
    length = units(text) if given else 0
    return [read for entity in given for read in _read(entity, length)]


def _read(entity: object, length: int) -> list[Entity]:  # noqa: C901 (one check per line of the document)
    if not isinstance(entity, dict):
        raise _unreadable("expected an Object")
    for field in ("offset", "length"):
        if not isinstance(entity.get(field), int):
            raise _unreadable(f'Can\'t find field "{field}"')
    offset, size, kind = entity["offset"], entity["length"], entity.get("type")
    if kind not in OUTERMOST_FIRST:
        raise _unreadable("Unsupported type specified" if kind else "Type is not specified")
    if kind in FOUND_ANYWAY or size == 0:
        return []
    if offset < 0:
        raise bad_request(f"receive an entity with incorrect offset {offset}")
    if size < 0:
        raise bad_request(f"receive an entity with incorrect length {size}")
    if offset > length:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset + size > length:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text"
            f" at UTF-16 offset {offset + size}"
        )
    place = {"offset": offset, "length": size}
    if kind == "date_time":
        return dated(str(entity.get("unix_time", "")), entity.get("date_time_format") or "", place)
    if kind == "text_link":
        url = checked_address(str(entity.get("url", "")))
        return [{"type": kind, **place, "url": url}] if url else []
    kept = {name: entity[name] for name in KEPT.get(kind, ()) if entity.get(name)}
    return [{"type": kind, **place, **kept}]


def _unreadable(sentence: str) -> RefusedError:
    return bad_request(f"can't parse MessageEntity: {sentence}")
