"""Find phone numbers in what people type or reply to, in any usual notation."""

import re

from providers.contract.phone import ImpossibleNumberError, NotANumberError, PhoneNumber

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
    for written in _pieces(text):
        try:
            valid[PhoneNumber.parse(written)] = None
        except ImpossibleNumberError as error:
            invalid[written] = str(error.reason)
        except NotANumberError:
            invalid[written] = "is not a phone number"
    return list(valid), list(invalid.items())


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
