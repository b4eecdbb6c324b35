"""Word a message: fill a template, and see whether a text can be sent or spoken at all."""

import math
import re
import unicodedata
from collections.abc import Mapping

from bot.flows.asking.asking import RefusedRequest, Why

NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
FIELD = re.compile(r"\{([A-Za-z_]\w{0,31})\}")
GIVEN = re.compile(r'(?:^|\s)([A-Za-z_]\w*)=("[^"]*"|.*?)(?=\s+[A-Za-z_]\w*=|\s*$)', re.DOTALL)
LINK = re.compile(r"://|\bwww\.|\bt\.me/", re.IGNORECASE)
LONGEST_FIELD = 40  # characters; a field is a name or a time, never a message of its own
MOST_PARTS = 3
LONGEST_SPEECH = 500  # characters

# GSM 03.38: what a message of 160 signs can hold; the others cost two.
ONE = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWO = frozenset("^{}\\[~]|€")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")


def fields_of(body: str) -> list[str]:
    """List the fields of a template, in their order. Raises RefusedRequest."""
    if any(sign in FIELD.sub("", body) for sign in "{}"):
        raise RefusedRequest(Why.NOT_A_TEMPLATE)
    return list(dict.fromkeys(FIELD.findall(body)))


def read_fields(text: str) -> dict[str, str]:
    """Read `name=Ben time="10 am"`. Raises RefusedRequest where there is anything else."""
    if GIVEN.sub("", text).strip():
        raise RefusedRequest(Why.NOT_FIELDS, detail=GIVEN.sub("", text).strip()[:40])
    return {name: value.strip().strip('"').strip() for name, value in GIVEN.findall(text)}


def filled(body: str, given: Mapping[str, str]) -> str:
    """Fill a template. Raises RefusedRequest."""
    wanted = fields_of(body)
    if missing := tuple(name for name in wanted if not given.get(name)):
        raise RefusedRequest(Why.MISSING_FIELD, choices=missing)
    if unknown := next((name for name in given if name not in wanted), None):
        why = Why.NO_SUCH_FIELD if wanted else Why.NO_FIELDS
        raise RefusedRequest(why, detail=unknown, choices=tuple(wanted))
    for name, value in given.items():
        is_line = value.isprintable()
        if len(value) > LONGEST_FIELD or LINK.search(value) or not is_line:
            raise RefusedRequest(Why.BAD_FIELD, detail=name)
    return FIELD.sub(lambda found: given[found[1]], body)


def parts(text: str) -> int:
    """Count the messages a text is sent as."""
    if all(sign in ONE or sign in TWO for sign in text):
        length, single, part = sum(2 if sign in TWO else 1 for sign in text), 160, 153
    else:
        length, single, part = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= single else math.ceil(length / part)


def check_writable(text: str) -> None:
    """Refuse what no message can be. Raises RefusedRequest."""
    _check_signs(text)
    if parts(text) > MOST_PARTS:
        raise RefusedRequest(Why.TOO_LONG, detail=str(MOST_PARTS))


def check_speakable(text: str) -> None:
    """Refuse what no voice can say. Raises RefusedRequest."""
    _check_signs(text)
    for sign in text:
        category = unicodedata.category(sign)
        is_known = not category.startswith("L") or _script(sign) in {"LATIN", "CYRILLIC"}
        if not is_known or category in {"So", "Sk", "Co"}:
            raise RefusedRequest(Why.BAD_SIGNS, detail=sign)
    if len(text) > LONGEST_SPEECH:
        raise RefusedRequest(Why.TOO_LONG_TO_SAY, detail=str(LONGEST_SPEECH))


def language_of(text: str, known: frozenset[str]) -> str:
    """Say in which language a text is spoken, as far as its letters tell."""
    return "ru" if CYRILLIC.search(text) and "ru" in known else "en"


def _check_signs(text: str) -> None:
    if not text.strip():
        raise RefusedRequest(Why.NO_TEXT)
    for sign in text:
        if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Cn"} and sign not in "\n\u200d":
            raise RefusedRequest(Why.BAD_SIGNS, detail=f"U+{ord(sign):04X}")


def _script(sign: str) -> str:
    return unicodedata.name(sign, "").partition(" ")[0]
