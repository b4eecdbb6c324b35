"""Find phone numbers in what people type or reply to, in any usual notation."""

import re

from providers.contract.phone import (
    Impossible,
    ImpossibleNumberError,
    NotANumberError,
    PhoneNumber,
)

BREAKS = re.compile(r"[,;\n\t|]+|(?<=\d)\s+(?=\+)|(?<=\d)\s+(?=00[1-9])")
BLANKS = re.compile(r"\s+")
WHOLE = re.compile(r"\+?\d{9,15}")
LETTER = re.compile(r"[^\W\d_]")
AMONG_WORDS = re.compile(r"\+?\(?\d[\d ().\-/]{6,20}\d")
DIGIT = re.compile(r"\d")


def read_numbers(text: str) -> tuple[list[PhoneNumber], list[tuple[str, str]]]:
    """Read every number once; what looks like one and is none comes back with the reason."""
    valid: dict[PhoneNumber, None] = {}
    invalid: dict[str, str] = {}
    for piece in _pieces(text):
        for written in _apart(piece):
            read = _read(written)
            if isinstance(read, PhoneNumber):
                valid[read] = None
            else:
                invalid[written] = read
    return list(valid), list(invalid.items())


def _read(written: str) -> PhoneNumber | str:
    """Give the number, or why it is none."""
    try:
        return PhoneNumber.parse(written)
    except ImpossibleNumberError as error:
        return str(error.reason)
    except NotANumberError:
        return "is not a phone number"


def _apart(piece: str) -> list[str]:
    """Cut a number off what stands behind it, where both together are too long for one."""
    first, *others = BLANKS.split(piece)
    if others and _read(piece) == Impossible.TOO_LONG and isinstance(_read(first), PhoneNumber):
        return [first, *_apart(" ".join(others))]
    return [piece]


def _pieces(text: str) -> list[str]:
    """Cut at signs that stand between numbers; blanks only where each part is a whole number."""
    pieces = []
    for piece in BREAKS.split(text):
        if LETTER.search(piece) and (inside := AMONG_WORDS.findall(piece)):
            pieces += [one.strip() for one in inside]
            continue
        words = [word for word in BLANKS.split(piece.strip()) if word]
        if len(words) > 1 and all(WHOLE.fullmatch(word) for word in words):
            pieces += words
        elif words:
            pieces.append(" ".join(words))
    return [piece for piece in pieces if DIGIT.search(piece)] or [
        piece[:30] for piece in pieces[:1]
    ]
