"""What lies between a word and a number: a joint, half a sentence, or the end of one."""

import re
from dataclasses import dataclass

from bot.codes import lexicon
from bot.codes.traps import BLOT

NEARBY = 60  # characters within which a word still speaks of a number
SHORT = 40  # characters a row of joints may take
UNSPACED_JOINT = 3  # characters: a Chinese or Korean word this short is a joint

SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[。！？।！]|\n")
POINTING = re.compile(r"[:=>→»]\W*$|\s-+\W*$")
COLON = re.compile(r"[:=]")
LISTED = re.compile(r"^[^,;]+[,;][^\w]*(?:\w{1,3} )?$")  # one thing said, and a comma
OPENING = re.compile(r"\W*?[-:=|→]")


@dataclass(frozen=True, slots=True)
class Gap:
    """The text between a word and a number, in lower case."""

    text: str

    @property
    def words(self) -> list[str]:
        return lexicon.WORD.findall(self.text)

    @property
    def ends_sentence(self) -> bool:
        """Tell whether a sentence ends inside; a line break right before the number does not count."""
        return bool(SENTENCE_END.search(self.text.strip()))

    @property
    def joins(self) -> bool:
        """Tell whether there are only joints: "is", "your", quotes, a colon."""
        if len(self.text) > SHORT or BLOT in self.text:
            return False
        words = lexicon.WORD.findall(lexicon.HINT.sub(" ", self.text))
        return all(_joint(word) for word in words)

    @property
    def points_on(self) -> bool:
        """Tell whether it ends by pointing at what follows."""
        if POINTING.search(self.text):
            return True
        tail = self.text.rstrip(" \n\"'«“„([{*#")
        return any(found.end() == len(tail) for found in lexicon.COPULA.finditer(tail))

    @property
    def points_back(self) -> bool:
        """Tell whether it begins by saying what the number before it is."""
        return bool(OPENING.match(self.text)) or self.states

    @property
    def states(self) -> bool:
        """Tell whether it begins with "is"."""
        return bool(lexicon.COPULA.match(self.text.lstrip(" \n\"'»”“)]}*")))

    @property
    def pauses(self) -> bool:
        """Tell whether a new clause begins inside."""
        return bool(re.search(r"[,;] ", self.text))

    @property
    def fills_a_label(self) -> bool:
        """Tell whether a label before it speaks of the number after it."""
        if (
            len(self.text) > SHORT
            or BLOT in self.text
            or re.search(r"[.!?,;]\s|\n\s*\n", self.text)
        ):
            return False
        return all(word in lexicon.LABEL_FILLERS for word in self.words)

    @property
    def has_colon(self) -> bool:
        return bool(COLON.search(self.text)) or self.points_on

    @property
    def chains(self) -> bool:
        """Tell whether it joins one code to another."""
        words = self.words
        if words and words[-1] in lexicon.ALTERNATIVES and not self.ends_sentence:
            return len(self.text) <= NEARBY
        if words and words[0] in lexicon.PURPOSES and LISTED.search(self.text):
            return len(self.text) <= SHORT
        return len(self.text) <= SHORT and all(
            word in lexicon.CONJUNCTIONS for word in self.text.split() if word not in ",;/|&\"'"
        )


def _joint(word: str) -> bool:
    unspaced = bool(lexicon.UNSPACED.match(word)) and len(word) <= UNSPACED_JOINT
    return unspaced or word in lexicon.JOINERS
