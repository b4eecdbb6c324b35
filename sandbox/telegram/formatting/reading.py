"""From what a call says to the text and entities of a message."""

import re
from collections.abc import Callable

from sandbox.telegram.formatting.explicit import read_entities
from sandbox.telegram.formatting.found import find_entities
from sandbox.telegram.formatting.html_text import parse_html
from sandbox.telegram.formatting.markdown_text import parse_markdown_v2
from sandbox.telegram.formatting.old_markdown import parse_old_markdown
from sandbox.telegram.formatting.spans import Entity, Formatted, nested, trimmed
from sandbox.telegram.parameters import Parameters
from sandbox.telegram.refusals import bad_request

PARSERS: dict[str, Callable[[str], tuple[str, list[Entity]]]] = {
    "html": parse_html,
    "markdownv2": parse_markdown_v2,
    "markdown": parse_old_markdown,
}
MAX_TEXT, MAX_CAPTION = 4096, 1024  # characters, after parsing
CONTROL = re.compile(r"[\x00-\x08\x0b-\x0c\x0e-\x1f]")


def read_text(call: Parameters, name: str = "text") -> Formatted:
    """Read the text of a message; it may not be empty."""
    if not call.text(name):
        raise bad_request("message text is empty")
    formatted = _read(call, name, "entities")
    if not formatted.text:
        raise bad_request("text must be non-empty")
    if len(formatted.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return formatted


def read_draft(call: Parameters) -> Formatted:
    """Read a message that is still being written; it may be empty."""
    formatted = _read(call, "text", "entities")
    if len(formatted.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return formatted


def read_caption(call: Parameters) -> Formatted:
    """Read what stands under a file."""
    formatted = _read(call, "caption", "caption_entities")
    if len(formatted.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return formatted


def written(text: str) -> Formatted:
    """Take what a person typed."""
    return _composed(text, [])


def _read(call: Parameters, name: str, entities: str) -> Formatted:
    text, mode = call.text(name), call.text("parse_mode").lower()
    if not text:
        return Formatted("")
    if not mode or mode == "none":
        return _composed(text, read_entities(call.json(entities), text))
    if mode not in PARSERS:
        raise bad_request("unsupported parse_mode")
    return _composed(*PARSERS[mode](text))


def _composed(text: str, marked: list[Entity]) -> Formatted:
    if "\r" in text and not marked:
        text = text.replace("\r", "")
    text = CONTROL.sub(" ", text)
    return trimmed(text, nested([*marked, *find_entities(text)]))
