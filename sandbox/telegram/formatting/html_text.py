"""Telegram's HTML: sixteen tags, four named entities, and an opinion about everything else."""

import re
from dataclasses import dataclass

from sandbox.telegram.formatting.spans import Entity, units
from sandbox.telegram.formatting.targets import dated, linked
from sandbox.telegram.refusals import unparsable

PLAIN = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",  # with its class; anything else is refused
    "code": "code",
    "pre": "pre",
}
TAGS = {*PLAIN, "a", "blockquote", "tg-emoji", "tg-time"}

NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#(\d{1,8})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
PART = re.compile(r"[^<&]+|[<&]")
TAG_NAME = re.compile(r"[^\s>]*")
ATTRIBUTE_NAME = re.compile(r"""[^\s=>/"']*""")
ATTRIBUTE_VALUE = re.compile(r"""\s*=\s*(?:"([^"]*)"?|'([^']*)'?|([a-zA-Z0-9.-]*)(?=[\s>]|$))""")
LAST_CHARACTER = 0x10FFFF


@dataclass(frozen=True, slots=True)
class OpenTag:
    """A tag whose end has not come yet."""

    name: str
    attributes: dict[str, str]
    offset: int
    part: int  # index of the first piece of text inside


def parse_html(text: str) -> tuple[str, list[Entity]]:
    """Split marked-up text into plain text and entities; refuse what Telegram cannot parse."""
    out: list[str] = []
    offset = position = 0
    entities: list[Entity] = []
    opened: list[OpenTag] = []
    while found := PART.match(text, position):
        begin, position = found.span()
        piece = found[0]
        if piece == "<" and text[position : position + 1] == "/":
            position = _close(text, begin, opened)
            if offset > opened[-1].offset:
                inside = "".join(out[opened[-1].part :])
                entities += _marked(opened[-1], inside, offset - opened[-1].offset)
            opened.pop()
        elif piece == "<":
            name, attributes, position = _open(text, begin)
            opened.append(OpenTag(name, attributes, offset, len(out)))
        else:
            if piece == "&":
                piece, position = _decoded(text, begin)
            out.append(piece)
            offset += units(piece)
    if opened:
        tag = opened[-1].name
        raise unparsable(f'Can\'t find end tag corresponding to start tag "{tag}"')
    return "".join(out), _code_blocks(entities)


def _open(text: str, begin: int) -> tuple[str, dict[str, str], int]:
    found = TAG_NAME.match(text, begin + 1)
    assert found, "the pattern matches nothing as well"
    name, position = found[0].lower(), found.end()
    where = f"at byte offset {_bytes(text, begin)}"
    if position == len(text):
        raise unparsable(f"Unclosed start tag {where}")
    if name not in TAGS:
        raise unparsable(f'Unsupported start tag "{name}" {where}')
    attributes: dict[str, str] = {}
    while (position := _skip_blank(text, position)) < len(text) and text[position] != ">":
        found = ATTRIBUTE_NAME.match(text, position)
        assert found, "the pattern matches nothing as well"
        if not found[0]:
            raise unparsable(f'Empty attribute name in the tag "{name}" {where}')
        attribute, position = found[0], found.end()
        attributes[attribute] = ""
        if text[_skip_blank(text, position) :].startswith("="):
            value = ATTRIBUTE_VALUE.match(text, position)
            if not value:
                token = _bytes(text, _skip_blank(text, text.index("=", position) + 1))
                raise unparsable(f"Unexpected end of name token at byte offset {token}")
            plain = next(group for group in (*value.groups(), "") if group is not None)
            attributes[attribute] = REFERENCE.sub(_character, plain)
            position = value.end()
    if position >= len(text):
        raise unparsable(f'Unclosed start tag "{name}" {where}')
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise unparsable(f'Tag "span" must have class "tg-spoiler" {where}')
    return name, attributes, position + 1


def _close(text: str, begin: int, opened: list[OpenTag]) -> int:
    where = f"at byte offset {_bytes(text, begin)}"
    if not opened:
        raise unparsable(f"Unexpected end tag {where}")
    found = TAG_NAME.match(text, begin + 2)
    assert found, "the pattern matches nothing as well"
    position = _skip_blank(text, found.end())
    if text[position : position + 1] != ">":
        raise unparsable(f"Unclosed end tag {where}")
    expected, name = opened[-1].name, found[0].lower()
    if name and name != expected:
        raise unparsable(f'Unmatched end tag {where}, expected "</{expected}>", found "</{name}>"')
    return position + 1


def _marked(tag: OpenTag, inside: str, length: int) -> list[Entity]:
    place = {"offset": tag.offset, "length": length}
    attributes = tag.attributes
    match tag.name:
        case "a":
            return linked(attributes.get("href") or inside, place)
        case "blockquote":
            kind = "expandable_blockquote" if "expandable" in attributes else "blockquote"
            return [{"type": kind, **place}]
        case "tg-emoji":
            emoji = attributes.get("emoji-id", "")
            if not emoji.isdecimal() or not int(emoji):
                raise unparsable("Invalid custom emoji identifier specified")
            return [{"type": "custom_emoji", **place, "custom_emoji_id": emoji}]
        case "tg-time":
            return dated(attributes.get("unix", ""), attributes.get("format", ""), place)
        case "code" if attributes.get("class", "").startswith("language-"):
            language = attributes["class"].removeprefix("language-")
            return [{"type": "code", **place, "language": language}]
        case name:
            return [{"type": PLAIN[name], **place}]


def _code_blocks(entities: list[Entity]) -> list[Entity]:
    """Make one entity of pre and code around the same text; only then the language counts."""
    languages = {
        (code["offset"], code["length"]): code.pop("language", "")
        for code in entities
        if code["type"] == "code"
    }
    for entity in entities:
        if entity["type"] == "pre":
            language = languages.get((entity["offset"], entity["length"]))
            if language:
                entity["language"] = language
    blocks = {
        (e["offset"], e["length"]) for e in entities if e["type"] == "pre" and "language" in e
    }
    return [e for e in entities if e["type"] != "code" or (e["offset"], e["length"]) not in blocks]


def _decoded(text: str, begin: int) -> tuple[str, int]:
    found = REFERENCE.match(text, begin)
    return (_character(found), found.end()) if found else ("&", begin + 1)


def _character(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if name:
        return NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if 0 < code <= LAST_CHARACTER else found[0]


def _skip_blank(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _bytes(text: str, position: int) -> int:
    return len(text[:position].encode(errors="surrogatepass"))
