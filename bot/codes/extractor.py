"""Find the one-time code in a message, whatever its language.

    text -> plain -> without links, money, dates, phones ... -> groups of digits and letters
                                                             -> weighed by the words around them

One clear winner is the code; rivals of equal weight are shown to a person.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.codes.evidence import Reading, Surroundings, Weight
from bot.codes.gaps import Gap
from bot.codes.plain import plain
from bot.codes.tokens import LONGEST, SHORTEST, Token, read_tokens, read_words
from bot.codes.traps import blot
from bot.codes.words import NO_SPELLED_CODES

# The last line of a message bound to a web page, as browsers read it.
# https://wicg.github.io/sms-one-time-codes/
ORIGIN_BOUND = re.compile(
    r"(?<!\S)@(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63} #([A-Za-z0-9-]{3,14})(?![\w-])"
)
LINKED = re.compile(
    r"(?i)(?:(?:code|otp|pin|passcode)=|(?:whatsapp\.com|/login|/code|/verify|/otp|/confirm)/)"
    r"(\d{4,8})(?![\w-])"
)
YEAR_DOUBT = 3
SHARED_DOUBT = 2  # for the weaker of two tokens that draw on one code word
MARGIN = 1  # rivals this near are shown beside the best
ORNAMENT = 12  # characters that may adorn a code on its own line
OWN_LINE = re.compile(r"(?:^|\n)\W*$")
LINE_END = re.compile(r"[^\w\n]{0,12}(?:\n|$)")
WORD_END = re.compile(r"[\"'»”)\]]*[.!,;]?(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Found:
    """The code as it must be typed; or, where that is not clear, what it may be, best first."""

    code: str | None = None
    candidates: tuple[str, ...] = ()


def find_codes(text: str) -> Found:
    """Find the code in a message; it keeps its zeros and loses the spaces and dashes inside it."""
    message = plain(text)
    bound = [_typed(code) for code in ORIGIN_BOUND.findall(message)]
    if bound:
        return _decide(list(dict.fromkeys(bound)))
    bare = blot(message)
    surroundings = Surroundings(bare)
    tokens = read_tokens(bare)
    readings = [_doubted(one, bare) for one in surroundings.weigh_all(tokens)]
    readings = _shared(_chained(readings, bare))
    if not any(one.weight >= Weight.NEAR for one in readings):
        readings = [*_spelled(surroundings, bare), *readings]
    found = _best(readings)
    return found if found != Found() or tokens else _decide(LINKED.findall(message)[:1])


def _typed(written: str) -> str:
    tokens = read_tokens(written)
    return tokens[0].value if tokens else written


def _decide(values: list[str]) -> Found:
    if len(values) > 1:
        return Found(None, tuple(values))
    return Found(values[0]) if values else Found()


def _doubted(reading: Reading, text: str) -> Reading:
    """Ask more of a token that may be a year, has an odd length or has letters in it."""
    token, weight = reading.token, reading.weight
    if weight in {Weight.PLAIN, Weight.FAR} and _stands_alone(token, text):
        weight += 1
    if token.yearish and weight < Weight.SAID:
        weight -= YEAR_DOUBT
    needs_more = not token.usual or not token.digits
    if needs_more and weight < Weight.SAID:
        weight = Weight.NOTHING
    return replace(reading, weight=weight)


def _stands_alone(token: Token, text: str) -> bool:
    ahead = text[max(0, token.start - ORNAMENT) : token.start]
    if token.start > ORNAMENT and "\n" not in ahead:
        return False
    return bool(OWN_LINE.search(ahead) and LINE_END.match(text, token.end))


def _chained(readings: list[Reading], text: str) -> list[Reading]:
    """Let codes that stand in a row ("1234 or 5678") weigh the same."""
    chained = list(readings)
    for here, (one, other) in enumerate(pairwise(readings)):
        gap = Gap(text[one.token.end : other.token.start].lower())
        alike = len(one.token.value) == len(other.token.value) and (
            one.token.digits == other.token.digits
        )
        if alike and one.token.yearish == other.token.yearish and gap.chains:
            weight = max(chained[here].weight, other.weight)
            chained[here] = replace(chained[here], weight=weight, owner=None)
            chained[here + 1] = replace(other, weight=weight, owner=None)
    return chained


def _shared(readings: list[Reading]) -> list[Reading]:
    """Doubt a token whose code word belongs more to another."""
    strongest: dict[object, int] = {}
    for one in readings:
        strongest[one.owner] = max(one.weight, strongest.get(one.owner, 0))
    return [
        replace(one, weight=one.weight - SHARED_DOUBT)
        if one.owner is not None and one.weight < strongest[one.owner]
        else one
        for one in readings
    ]


def _spelled(surroundings: Surroundings, text: str) -> list[Reading]:
    """Read a word in capitals that a code word points at, if the text does not shout anyway."""
    if text.upper() == text and any(character.isalpha() for character in text):
        return []
    return [
        reading
        for word in read_words(text)
        if word.value not in NO_SPELLED_CODES and WORD_END.match(text, word.end)
        for reading in [surroundings.said_before(word)]
        if reading.weight == Weight.JOINED and SHORTEST <= len(word.value) <= LONGEST
    ]


def _best(readings: list[Reading]) -> Found:
    weights: dict[str, int] = {}
    for one in readings:
        if one.weight > Weight.NOTHING:
            weights[one.token.value] = max(one.weight, weights.get(one.token.value, 0))
    ranked = sorted(weights, key=lambda value: -weights[value])
    if not ranked:
        return Found()
    top = weights[ranked[0]]
    least = max(top - MARGIN, Weight.NEAR) if top >= Weight.NEAR else top
    return _decide([value for value in ranked if weights[value] >= least])
