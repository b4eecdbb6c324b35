r"""MarkdownV2, where eighteen characters must be escaped.

*bold* _italic_ __underline__ ~struck~ ||spoiler|| `code` ```language block```
[text](address) ![text](tg://time?unix=…) >quote, whose last line may end in || to fold it
"""

import re
from dataclasses import dataclass

from sandbox.telegram.formatting.spans import Entity, units
from sandbox.telegram.formatting.targets import addressed, linked
from sandbox.telegram.refusals import RefusedError, unparsable

RESERVED = set("_*[]()~`>#+-=|{}.!")
ESCAPE = re.compile(r"\\([\x01-\x7e])")
MARKS = {  # longest first; what opens also closes, but for brackets
    "```": "Pre",
    "__": "Underline",
    "||": "Spoiler",
    "![": "CustomEmoji",
    "*": "Bold",
    "_": "Italic",
    "~": "Strikethrough",
    "`": "Code",
    "[": "TextUrl",
}
ENTITY_OF = {
    "Bold": "bold",
    "Italic": "italic",
    "Underline": "underline",
    "Strikethrough": "strikethrough",
    "Spoiler": "spoiler",
    "Code": "code",
}
VERBATIM = {"Code", "Pre"}
LANGUAGE = re.compile(r"([^\s`]*)(?=\s)(?:\r\n|\n\r|\n|\r)?|")


@dataclass(slots=True)
class Opened:
    """An entity whose end has not come yet."""

    kind: str
    offset: int
    part: int  # index of the first piece of text inside
    begin: int  # where it began in the source
    language: str = ""


def parse_markdown_v2(text: str) -> tuple[str, list[Entity]]:
    """Split marked-up text into plain text and entities; refuse what Telegram cannot parse."""
    return _Reading(text).read()


class _Reading:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._out: list[str] = []
        self._offset = 0
        self._opened: list[Opened] = []
        self._line_begins = True
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        """Read all of it; refuse what Telegram cannot parse."""
        while self._at < len(self._source):
            self._step()
        if self._quote():
            self._end_quote()
        if self._opened:
            raise self._endless(self._opened[-1])
        return "".join(self._out), self.entities

    def _step(self) -> None:
        source, at = self._source, self._at
        if escaped := ESCAPE.match(source, at):
            self._at += 2
            self._add(escaped[1])
            return
        inner = self._opened[-1].kind if self._opened else ""
        mark = (
            "`" if inner in VERBATIM else next((m for m in MARKS if source.startswith(m, at)), "")
        )
        if inner in VERBATIM and not source.startswith("`" * (3 if inner == "Pre" else 1), at):
            self._plain()
        elif source[at] == "\n":
            self._new_line()
        elif self._closes(inner, mark):
            self._close()
        elif source[at] == ">" and self._line_begins:
            self._at += 1
            if not self._quote():
                self._open("BlockQuote", at)
        elif mark:
            self._at += len(mark)
            self._open(MARKS[mark], at)
        elif source[at] in RESERVED:
            raise unparsable(
                f"Character '{source[at]}' is reserved and must be escaped with the preceding '\\'"
            )
        else:
            self._plain()

    def _closes(self, inner: str, mark: str) -> bool:
        if inner in {"TextUrl", "CustomEmoji"}:
            return self._source[self._at] == "]"
        return inner in VERBATIM or (bool(mark) and MARKS[mark] == inner)

    def _plain(self) -> None:
        self._add(self._source[self._at])
        self._at += 1

    def _add(self, text: str) -> None:
        self._out.append(text)
        self._offset += units(text)
        self._line_begins = text == "\n"

    def _open(self, kind: str, begin: int) -> None:
        language = ""
        if kind == "Pre" and (found := LANGUAGE.match(self._source, self._at)):
            language, self._at = found[1] or "", found.end()
        self._opened.append(Opened(kind, self._offset, len(self._out), begin, language))
        self._line_begins = False

    def _close(self) -> None:
        opened = self._opened.pop()
        place = {"offset": opened.offset, "length": self._offset - opened.offset}
        self._at += {"Pre": 3, "Underline": 2, "Spoiler": 2}.get(opened.kind, 1)
        found: list[Entity] = []
        if opened.kind == "TextUrl":
            found = linked(self._address() or "".join(self._out[opened.part :]), place)
        elif opened.kind == "CustomEmoji":
            if not self._source.startswith("(", self._at):
                raise unparsable("The entity must contain a tg://emoji or tg://time URL")
            found = addressed(self._address(), place)
        elif opened.kind == "Pre":
            language = {"language": opened.language} if opened.language else {}
            found = [{"type": "pre", **place, **language}]
        else:
            found = [{"type": ENTITY_OF[opened.kind], **place}]
        if place["length"]:
            self.entities += found

    def _address(self) -> str:
        """Read what stands in parentheses, if anything does."""
        if not self._source.startswith("(", self._at):
            return ""
        begin = self._at + 1
        found = re.compile(r"(?:\\[\x01-\x7e]|[^)])*").match(self._source, begin)
        assert found, "the pattern matches nothing as well"
        if not self._source.startswith(")", found.end()):
            where = len(self._source[:begin].encode())
            raise unparsable(f"Can't find end of a URL at byte offset {where}")
        self._at = found.end() + 1
        return ESCAPE.sub(r"\1", found[0])

    def _quote(self) -> Opened | None:
        return next((opened for opened in self._opened if opened.kind == "BlockQuote"), None)

    def _new_line(self) -> None:
        quoting = self._quote() and not self._source.startswith(">", self._at + 1)
        if quoting:
            self._end_quote()
        self._plain()

    def _folded(self) -> bool:
        return self._opened[-1].part == len(self._out)

    def _end_quote(self) -> None:
        kind = "blockquote"
        if self._opened[-1].kind == "Spoiler" and self._folded():
            self._opened.pop()
            kind = "expandable_blockquote"
        opened = self._opened.pop()
        if opened.kind != "BlockQuote":
            raise self._endless(opened)
        length = self._offset - opened.offset
        self.entities.append({"type": kind, "offset": opened.offset, "length": length})

    def _endless(self, opened: Opened) -> RefusedError:
        where = len(self._source[: opened.begin].encode())
        return unparsable(f"Can't find end of {opened.kind} entity at byte offset {where}")
