"""The Markdown of the first years: four marks, no nesting.

*bold* _italic_ `code` ```language block``` [text](address)
"""

import re

from sandbox.telegram.formatting.spans import Entity, units
from sandbox.telegram.formatting.targets import linked
from sandbox.telegram.refusals import bad_request

TOKEN = re.compile(
    r"""
      \\(?P<escaped>[_*`\[])
    | ```(?:(?P<language>[^\s`]+)(?=\s))?(?:\r\n|\n\r|\n|\r)?(?P<pre>.*?)```
    | `(?P<code>[^`]*)`
    | \*(?P<bold>[^*]*)\*
    | _(?P<italic>[^_]*)_
    | \[(?P<link>[^\]]*)\](?:\((?P<address>[^)]*)\)?)?
    | (?P<endless>[_*`\[])
    | (?P<plain>\\|[^\\_*`\[]+)
    """,
    re.VERBOSE | re.DOTALL,
)
MARKED = ("pre", "code", "bold", "italic", "link")


def parse_old_markdown(text: str) -> tuple[str, list[Entity]]:
    """Split marked-up text into plain text and entities; refuse what Telegram cannot parse."""
    out: list[str] = []
    offset = 0
    entities: list[Entity] = []
    for token in TOKEN.finditer(text):
        found = {name: inside for name, inside in token.groupdict().items() if inside is not None}
        if "endless" in found:
            where = len(text[: token.start()].encode())
            raise bad_request(
                "can't parse entities:"
                f" Can't find end of the entity starting at byte offset {where}"
            )
        kind = next((name for name in MARKED if name in found), "")
        inside = found[kind] if kind else found.get("escaped") or found["plain"]
        place = {"offset": offset, "length": units(inside)}
        if kind == "link":
            entities += linked(found.get("address") or inside, place)
        elif kind:
            language = {"language": found["language"]} if "language" in found else {}
            entities.append({"type": kind, **place, **language})
        out.append(inside)
        offset += place["length"]
    return "".join(out), entities
