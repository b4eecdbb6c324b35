"""Whether a code that somebody names stands in a text, however it is spaced there.

"Your code is 123-456"      123456   yes
"Your code is 1234567"      123456   no: part of a longer one
"Your code is 123 456 789"  123456   no: the same
"""

import re
from collections.abc import Sequence

LONGEST = 64  # signs; no code is longer, and whoever sends more should not cost us time
WORD = re.compile(r"[^\W_]+")
INSIDE = re.compile(r"[\s-]")  # what may stand between the parts of one code
DIGIT_BEFORE, DIGIT_BEHIND = re.compile(r"\d[ -]"), re.compile(r"[ -]\d")  # of the same number


def stands_in(code: str, text: str) -> bool:
    """Whether the text says this code, in letters of any case, and not as part of another."""
    if len(code) > LONGEST:
        return False
    wanted = "".join(WORD.findall(code)).casefold()
    words = list(WORD.finditer(text))
    for first in range(len(words)):
        last = _last_of(wanted, text, words, first)
        if last is not None:
            begin, end = words[first].start(), words[last].end()
            is_part = DIGIT_BEFORE.fullmatch(text, max(0, begin - 2), begin)
            if not is_part and not DIGIT_BEHIND.match(text, end):
                return True
    return False


def _last_of(wanted: str, text: str, words: Sequence[re.Match[str]], first: int) -> int | None:
    """Give the word with which the code ends that begins with this one; None where none does."""
    said = ""
    for at in range(first, len(words)):
        if said and not INSIDE.fullmatch(text, words[at - 1].end(), words[at].start()):
            return None
        said += words[at][0].casefold()
        if said == wanted:
            return at
        if not wanted.startswith(said):
            return None
    return None
