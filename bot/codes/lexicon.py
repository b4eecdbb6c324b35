"""The tables of words, made into patterns, and where in a text they are met."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.codes import labels, words
from bot.codes.plain import plain

# Scripts in which words touch their neighbours, or are full of marks that are no letters to `re`.
UNSPACED = re.compile(
    "[\u0900-\u10ff\u1200-\u137f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
GEORGIAN = re.compile("[\u10a0-\u10ff]")
SIGNS = (
    "\u0900-\u0963\u0970-\u0e4e\u0eb1-\u0ecd\u1000-\u109f\u1780-\u17d3"  # vowel signs and the like
)
WORD = re.compile(f"(?:[^\\W\\d_]|[{SIGNS}])+")

BEGIN, END = r"(?<![^\W\d_])", r"(?![^\W\d_])"
ENDING = r"[^\W\d_]{0,14}"
ABBREVIATION = 4  # letters: a word this short may carry a full stop


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text."""

    start: int
    end: int


def lower(text: str) -> str:
    """Lower the case and keep the length, so that places stay places."""
    if text.isascii():
        return text.lower()
    return "".join(
        small if len(small := character.lower()) == 1 else character for character in text
    )


def spans(pattern: re.Pattern[str], text: str) -> list[Span]:
    """Find the words of a text."""
    return [Span(*found.span()) for found in pattern.finditer(text)]


def _words(*tables: str | Iterable[str]) -> Iterable[str]:
    for table in tables:
        for line in (table,) if isinstance(table, str) else table:
            yield from (word for word in map(str.strip, lower(plain(line)).split(",")) if word)


def _unspaced(word: str) -> bool:
    return bool(UNSPACED.search(word)) and not GEORGIAN.search(word)


def _begins_anywhere(word: str) -> bool:
    return _unspaced(word) or not word[0].isalpha()


def _pattern(word: str, *, abbreviated: bool) -> str:
    bare = word.strip("-")
    inside = r"[ -]{1,2}".join(
        re.escape(part.removesuffix("-")) + (ENDING if part.endswith("-") else "")
        for part in bare.split()
    )
    if _unspaced(bare):
        return inside
    end = ENDING if word.endswith("-") else END if bare[-1].isalpha() else ""
    last = bare.rsplit(maxsplit=1)[-1]
    stop = r"\.?" if abbreviated and len(last) <= ABBREVIATION else ""
    return f"{inside}{end}{stop}"


def _compile(*tables: str | Iterable[str], abbreviated: bool = False) -> re.Pattern[str]:
    """Join a table into one pattern, the longest words first; one look back serves most of them."""
    longest_first = sorted(set(_words(*tables)), key=lambda word: (-len(word), word))
    begun, anywhere = (
        "|".join(
            _pattern(word, abbreviated=abbreviated)
            for word in longest_first
            if _begins_anywhere(word) is freely
        )
        for freely in (False, True)
    )
    return re.compile(
        "|".join(part for part in (begun and f"{BEGIN}(?:{begun})", anywhere) if part)
    )


OTHER_CODE = _compile(words.OTHER_CODES.values())
CODE = _compile(words.CODE_WORDS.values())
HARD_LABEL = _compile(labels.HARD_LABELS.values(), abbreviated=True)
SOFT_LABEL = _compile(labels.SOFT_LABELS, abbreviated=True)
ENTER = _compile(words.ENTER_WORDS.values())
ENTERED = _compile(words.ENTERED_WORDS)
HINT = _compile(words.HINTS)
COPULA = _compile(words.COPULAS)
OFFER = _compile(labels.OFFERS)
STALE_BEFORE = _compile(labels.STALE_BEFORE)
STALE_AFTER = _compile(labels.STALE_AFTER)

JOINERS = frozenset(lower(plain(words.JOINERS)).split())
CONJUNCTIONS = frozenset(lower(plain(words.CONJUNCTIONS)).split())
ALTERNATIVES = frozenset(lower(plain(words.ALTERNATIVES)).split())
PURPOSES = frozenset(lower(plain(words.PURPOSES)).split())
LABEL_FILLERS = frozenset(lower(plain(labels.LABEL_FILLERS)).split())
