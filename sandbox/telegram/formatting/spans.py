"""Text with entities, as values. Offsets and lengths count UTF-16 code units, as everywhere here.

How entities may nest, outermost first; what overlaps otherwise is cut:

    quotes > code and pre (which hold nothing) > links and what is found > bold … spoiler
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Entity = dict[str, Any]  # a MessageEntity

OUTERMOST_FIRST = {
    kind: rank
    for rank, kinds in enumerate(
        (
            ("blockquote", "expandable_blockquote"),
            ("pre", "code"),
            ("text_link", "text_mention", "date_time", "custom_emoji"),
            ("url", "email", "phone_number", "mention", "hashtag", "cashtag", "bot_command"),
            ("bold",),
            ("italic",),
            ("underline",),
            ("strikethrough",),
            ("spoiler",),
        )
    )
    for kind in kinds
}
STYLES = {"bold", "italic", "underline", "strikethrough", "spoiler"}  # may be cut in pieces
VERBATIM = {"pre", "code"}
QUOTES = {"blockquote", "expandable_blockquote"}


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and its entities, sorted."""

    text: str
    entities: tuple[Entity, ...] = ()

    def fields(self, name: str = "text") -> dict[str, Any]:
        """Give the fields of a message: text and entities, or caption and caption_entities."""
        if not self.text:
            return {}
        entities = "entities" if name == "text" else f"{name}_entities"
        fields: dict[str, Any] = {name: self.text}
        return fields | {entities: list(self.entities)} if self.entities else fields


def units(text: str) -> int:
    """Count UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def nested(entities: Iterable[Entity]) -> list[Entity]:
    """Sort, and cut what may not overlap."""
    given = sorted((entity for entity in entities if entity["length"] > 0), key=_place)
    styles = [entity for entity in given if entity["type"] in STYLES]
    blocks: list[Entity] = []
    for entity in given:
        if entity["type"] not in STYLES and not any(_forbids(block, entity) for block in blocks):
            blocks.append(entity)
    holes = [(block["offset"], _end(block)) for block in blocks if block["type"] in VERBATIM]
    pieces = (piece for style in _joined(styles) for piece in _around(style, holes))
    return sorted((*blocks, *pieces), key=_place)


def trimmed(text: str, entities: list[Entity]) -> Formatted:
    """Drop blank space at both ends; entities at the beginning keep theirs."""
    kept = text.rstrip()
    end = units(kept)
    entities = [
        entity | {"length": min(entity["length"], end - entity["offset"])}
        for entity in entities
        if entity["offset"] < end
    ]
    first = entities[0]["offset"] if entities else end
    blank = len(kept[:first]) - len(kept[:first].lstrip(" \n"))
    if blank:
        entities = [entity | {"offset": entity["offset"] - blank} for entity in entities]
    return Formatted(kept[blank:], tuple(entities))


def _place(entity: Entity) -> tuple[int, int, int]:
    return entity["offset"], -entity["length"], OUTERMOST_FIRST.get(entity["type"], 99)


def _end(entity: Entity) -> int:
    end: int = entity["offset"] + entity["length"]
    return end


def _forbids(block: Entity, later: Entity) -> bool:
    if later["offset"] >= _end(block):
        return False
    inside = _end(later) <= _end(block)
    return not (inside and block["type"] in QUOTES and later["type"] not in QUOTES)


def _joined(styles: list[Entity]) -> list[Entity]:
    """Make one of two that touch."""
    last: dict[str, Entity] = {}
    joined: list[Entity] = []
    for style in styles:
        before = last.get(style["type"])
        if before and style["offset"] <= _end(before):
            before["length"] = max(_end(before), _end(style)) - before["offset"]
        else:
            last[style["type"]] = dict(style)
            joined.append(last[style["type"]])
    return joined


def _around(style: Entity, holes: list[tuple[int, int]]) -> list[Entity]:
    pieces = []
    begin, end = style["offset"], _end(style)
    for left, right in holes:
        if left < end and right > begin:
            pieces.append(style | {"offset": begin, "length": left - begin})
            begin = right
    pieces.append(style | {"offset": begin, "length": end - begin})
    return [piece for piece in pieces if piece["length"] > 0]
