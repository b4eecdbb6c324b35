"""What speaks for a token being the code: the words around it, and what they are joined by."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import IntEnum

from bot.codes import lexicon
from bot.codes.gaps import NEARBY, Gap
from bot.codes.lexicon import Span, spans
from bot.codes.tokens import Token
from bot.codes.traps import BLOT

REACH = 120  # characters beyond which a code word says nothing
OFFERS = 2  # words of an offer that make the whole text one
TOUCH = 20  # between "enter" and what is to be entered


class Weight(IntEnum):
    """How sure a token is."""

    NOTHING = 0  # it belongs to an order, a room, an old code
    PLAIN = 1  # it only has the shape
    FAR = 2  # a code word in another sentence
    HINTED = 3  # the sentence is about logging in, or a code word follows somewhere
    NEAR = 4  # a code word before it in the same sentence
    SAID = 5  # "the code for your account is 1234", "enter 1234"
    JOINED = 6  # "code: 1234", "1234 is your code"


@dataclass(frozen=True, slots=True)
class Reading:
    """A token, its weight, and the code word that gave it."""

    token: Token
    weight: int
    owner: Span | None = None


class Row:
    """Spans in order, asked for the neighbours of a place."""

    def __init__(self, members: list[Span]) -> None:
        self.by_start = sorted(members, key=lambda span: span.start)
        self.by_end = sorted(members, key=lambda span: span.end)
        self._starts = [span.start for span in self.by_start]
        self._ends = [span.end for span in self.by_end]

    def before(self, place: int) -> Span | None:
        found = bisect_right(self._ends, place)
        return self.by_end[found - 1] if found else None

    def after(self, place: int) -> Span | None:
        found = bisect_left(self._starts, place)
        return self.by_start[found] if found < len(self.by_start) else None

    def apart_from(self, other: "Row") -> "Row":
        """Keep the members that share no character with another row's."""
        return Row([span for span in self.by_start if not other.touches(span)])

    def touches(self, span: Span) -> bool:
        last = self.before(span.end)
        following = self.after(span.start)
        return bool((last and last.end > span.start) or (following and following.start < span.end))


class Surroundings:
    """The telling words of one text, found once, then asked about each token."""

    def __init__(self, text: str) -> None:
        self.text = lexicon.lower(text)
        others = self._row(lexicon.OTHER_CODE)
        self.codes = self._row(lexicon.CODE).apart_from(others)
        hard = self._row(lexicon.HARD_LABEL).apart_from(self.codes)
        self.soft = self._row(lexicon.SOFT_LABEL).apart_from(self.codes)
        named = set(hard.by_start) - set(self.soft.by_start)  # a bare "Nummer" says less
        self.hard = Row([*named, *others.by_start])
        self.enters = self._row(lexicon.ENTER)
        self.entered = self._row(lexicon.ENTERED)
        self.hints = self._row(lexicon.HINT)
        self.offers = self._row(lexicon.OFFER)
        self.stale = self._row(lexicon.STALE_BEFORE)
        self.rivals = Row([])
        self.explains = False  # the text says what some other number of it is

    def weigh_all(self, tokens: list[Token]) -> list[Reading]:
        """Weigh every token; one that a label owns does not stand between the others and a word."""
        self.rivals = _rivals(tokens)
        free = [token for token in tokens if not self._owned(token)]
        self.explains = len(free) < len(tokens)
        self.rivals = _rivals(free)
        return [self.weigh(token) for token in free]

    def weigh(self, token: Token) -> Reading:
        """Take the best of what stands before a token and after it."""
        best = max(self.said_before(token), self._said_after(token), key=lambda one: one.weight)
        weight = max(best.weight, Weight.PLAIN, self._told(token))
        if self._is_stale(token, best.owner) or self._offered(token):
            return Reading(token, Weight.NOTHING)
        if weight < Weight.HINTED:
            hinted = self._near(self.hints, token)
            if self._has_hard_label(token) or (not hinted and self._has_soft_label(token)):
                return Reading(token, Weight.NOTHING)
            weight = Weight.HINTED if hinted else weight
        if weight == Weight.PLAIN and self._is_by_the_way(token):
            return Reading(token, Weight.NOTHING)
        return Reading(token, weight, best.owner)

    def said_before(self, token: Token) -> Reading:
        code = self.codes.before(token.start)
        if code is None:
            return Reading(token, Weight.NOTHING)
        gap = self._gap(code.end, token.start)
        if self._parted(code.end, token.start):
            stated = self._states_past_another(code, token)
            return Reading(token, Weight.SAID, code) if stated else Reading(token, Weight.NOTHING)
        if gap.joins:
            return Reading(token, Weight.JOINED, code)
        if len(gap.text) > REACH:
            return Reading(token, Weight.NOTHING)
        if gap.ends_sentence:
            return Reading(token, Weight.FAR, code)
        if gap.points_on:
            return Reading(token, Weight.SAID, code)
        return Reading(token, Weight.NEAR if len(gap.text) <= NEARBY else Weight.HINTED, code)

    def _said_after(self, token: Token) -> Reading:
        code = self.codes.after(token.end)
        if code is None or self._parted(token.end, code.start):
            return Reading(token, Weight.NOTHING)
        gap = self._gap(token.end, code.start)
        if len(gap.text) > REACH:
            return Reading(token, Weight.NOTHING)
        if gap.ends_sentence:
            return Reading(token, Weight.FAR, code)
        if gap.states and not gap.pauses:
            return Reading(token, Weight.JOINED, code)
        if gap.points_back:
            return Reading(
                token, Weight.SAID if token.written.isupper() or token.digits else Weight.NEAR, code
            )
        if gap.joins:
            return Reading(token, Weight.SAID if self._begins_line(token) else Weight.NEAR, code)
        return Reading(token, Weight.NEAR if self._begins_line(token) else Weight.HINTED, code)

    def _owned(self, token: Token) -> bool:
        """Tell whether a label stands right before a token: "order 483920"."""
        label = self.hard.before(token.start)
        if label is None:
            return False
        gap = self._gap(label.end, token.start)
        if not gap.fills_a_label or self._said_after(token).weight == Weight.JOINED:
            return False
        return not gap.has_colon or self.said_before(token).weight < Weight.HINTED

    def _is_by_the_way(self, token: Token) -> bool:
        """Tell whether a number that nothing speaks for is a detail of a notice, or a count."""
        if token.round or self._begins_line(token):
            return token.round
        ahead = Gap(self.text[max(0, token.start - TOUCH) : token.start])
        return self.explains or (BLOT in self.text and not ahead.points_on)

    def _has_soft_label(self, token: Token) -> bool:
        label = self.soft.before(token.start)
        return label is not None and self._gap(label.end, token.start).fills_a_label

    def _has_hard_label(self, token: Token) -> bool:
        """Tell whether a label elsewhere in the sentence explains the token."""
        label = self.hard.before(token.start)
        if label is not None:
            gap = self._gap(label.end, token.start)
            if len(gap.text) <= NEARBY and not gap.ends_sentence:
                return True
        label = self.hard.after(token.end)
        if label is None:
            return False
        gap = self._gap(token.end, label.start)
        return len(gap.text) <= NEARBY and not gap.ends_sentence and gap.points_back

    def _is_stale(self, token: Token, code: Span | None) -> bool:
        behind = self.text[token.end : token.end + TOUCH * 2]
        gone = lexicon.STALE_AFTER.search(behind)
        if gone and not Gap(behind[: gone.start()]).ends_sentence:
            return True
        if code is None:
            return False
        around = (self.stale.before(code.start), self.stale.after(code.end))
        gaps = [
            self.text[min(span.end, code.end) : max(span.start, code.start)]
            for span in around
            if span is not None
        ]
        return any(gap in {"", " "} for gap in gaps)

    def _offered(self, token: Token) -> bool:
        """Tell whether it opens a purse: its sentence is an offer, or with letters the whole text."""
        if token.digits or self.hints.by_start or len(self.offers.by_start) < OFFERS:
            return self._near(self.offers, token)
        return True

    def _told(self, token: Token) -> int:
        """Weigh "enter 1234", "1234 girin" and "login: 1234"."""
        for row, weight in ((self.enters, Weight.SAID), (self.hints, Weight.NEAR)):
            word = row.before(token.start)
            if word and token.start - word.end <= TOUCH:
                gap = self._gap(word.end, token.start)
                if gap.joins and not gap.ends_sentence:
                    return weight
        word = self.entered.after(token.end)
        if word and not self.text[token.end : word.start].strip(" \"'»”)"):
            return Weight.SAID
        return Weight.NOTHING

    def _near(self, row: Row, token: Token) -> bool:
        """Tell whether one of these words stands in the token's sentence."""
        ahead, behind = row.before(token.start), row.after(token.end)
        gaps = [
            self._gap(*places)
            for places in (
                (ahead.end if ahead else 0, token.start),
                (token.end, behind.start if behind else 0),
            )
        ]
        met = (ahead, behind)
        return any(
            word and len(gap.text) <= NEARBY and not gap.ends_sentence
            for word, gap in zip(met, gaps, strict=True)
        )

    def _begins_line(self, token: Token) -> bool:
        ahead = self.text[max(0, token.start - 4) : token.start]
        return token.start == 0 or not ahead.rsplit("\n", maxsplit=1)[-1].strip(" <#>*\"'[")

    def _states_past_another(self, code: Span, token: Token) -> bool:
        """Tell whether this is the code and the number before it is not: "code for 5000 is 1234"."""
        other = self.rivals.before(token.start)
        label = self.hard.before(token.start)
        if other is None or token.start - code.end > REACH or (label and label.start >= other.end):
            return False
        to_other = self._gap(code.end, other.start)
        onwards = self._gap(other.end, token.start)
        if to_other.joins or to_other.points_on or to_other.ends_sentence:
            return False
        return onwards.points_on and not onwards.ends_sentence and not onwards.pauses

    def _parted(self, start: int, end: int) -> bool:
        between = self.rivals.after(start)
        return between is not None and between.end <= end

    def _gap(self, start: int, end: int) -> Gap:
        return Gap(self.text[start:end])

    def _row(self, pattern: re.Pattern[str]) -> Row:
        return Row(spans(pattern, self.text))


def _rivals(tokens: list[Token]) -> Row:
    return Row(
        [
            Span(token.start, token.end)
            for token in tokens
            if token.digits and token.usual and not token.yearish
        ]
    )
