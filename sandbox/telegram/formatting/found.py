"""What Telegram finds by itself in a text: commands, mentions, hashtags, addresses, numbers."""

import re

from sandbox.telegram.formatting.spans import Entity, units

PATTERNS = {
    "url": r"(?<![\w@./-])(?:https?://[^\s<>\"]+|(?:[a-zA-Z0-9-]+\.)+(?:com|org|net|io|me|dev)\b"
    r"(?:/[^\s<>\"]*)?)",
    "email": r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}",
    "bot_command": r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])",
    "mention": r"(?<![\w`./])@[A-Za-z]\w{3,31}(?!\w)",
    "hashtag": r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}",
    "cashtag": r"(?<![\w$])\$[A-Z]{1,8}(?!\w)",
    "phone_number": r"(?<![\w+])\+\d(?:[ .()-]{0,2}\d){6,14}(?!\w)",
}
ANY = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in PATTERNS.items()))
HINT = re.compile(r"[/@#$+.]")
CLOSING = ".,:;!?'\")]}"


def find_entities(text: str) -> list[Entity]:
    """Find them, in order; none overlap."""
    if not HINT.search(text):
        return []
    entities: list[Entity] = []
    for match in ANY.finditer(text):
        kind = match.lastgroup or ""
        found = match[0].rstrip(CLOSING) if kind == "url" else match[0]
        place = {"offset": units(text[: match.start()]), "length": units(found)}
        entities.append({"type": kind, **place})
    return entities
