"""The groups of digits and letters that could be typed as a code."""

import re
from dataclasses import dataclass

SHORTEST, LONGEST = 3, 10  # characters of any code
USUAL = range(4, 9)  # lengths that need no better reason
ENOUGH = range(min(USUAL), 32)  # digits that can be a code without the letters before them
YEARS = range(1900, 2100)

A_YEAR = 4  # digits
A_PAIR = 2  # groups; more of them are a card, a phone, or ABC-123-XYZ
GROUPED = 4  # digits at most in one group of a code written with spaces
PAIRS = {
    (2, 3),
    (3, 2),
    (3, 4),
    (4, 3),
    (3, 3, 2),
}  # groups of different length that still are one code

CHAIN = re.compile(
    r"(?<![A-Za-z0-9_@])(?<!\d[.,])(?<!\w[!$%&^*+~#])"
    r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![A-Za-z0-9]|[!$%&^*+~#]\w)"
)
SPACED = re.compile(r"(?<![\w.,-])\d{1,4}(?:(?: {1,2}| ?[-_] ?)\d{1,4}){1,9}(?![\w]|[-]\w|[.,]\d)")
SPACED_LETTERS = re.compile(r"(?<![\w-])[A-Z0-9]{3,4}(?: [A-Z0-9]{3,4}){1,2}(?![\w-]| \d)")
SUFFIXED = re.compile(
    r"(\d{4,8})(?:[dt][iuıü]r|ni|ga|n|nin)"
)  # "123456dir", as Turks write in a hurry
SHORT_DATE = re.compile(r"(?:[0-2]\d|3[01])-(?:0\d|1[0-2])-\d\d")
FOREIGN = re.compile(r"(?i)(?:ord|order|inv|ref|tkt|id|no|nr|bk|rma|po|case|sr|awb|crm|req|inc)-")
ONLY_LETTERS = re.compile(r"(?<![\w-])[A-Z]{4,8}(?![\w-])|(?<![\w-])[A-Z]{3,4}-[A-Z]{3,4}(?![\w-])")


@dataclass(frozen=True, slots=True)
class Token:
    """What would be typed, and where in the text it stands."""

    value: str
    start: int
    end: int
    written: str

    @property
    def digits(self) -> bool:
        return self.value.isdigit()

    @property
    def yearish(self) -> bool:
        """Tell whether it may as well be a year or a day."""
        if len(self.value) == A_YEAR:
            return self.digits and int(self.value) in YEARS
        if SHORT_DATE.fullmatch(self.written):
            return True
        return bool(re.fullmatch(r"20[0-4]\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])", self.value))

    @property
    def round(self) -> bool:
        """Tell whether it looks like an amount or a count."""
        return self.digits and self.value.endswith("00" if len(self.value) == A_YEAR else "000")

    @property
    def usual(self) -> bool:
        return len(self.value) in USUAL


def read_tokens(text: str) -> list[Token]:
    """List what has the shape of a code, from left to right."""
    tokens: list[Token] = []
    taken = 0
    pieces = sorted(
        [*SPACED.finditer(text), *SPACED_LETTERS.finditer(text), *CHAIN.finditer(text)],
        key=lambda found: (found.start(), -found.end()),
    )
    for found in pieces:
        if found.start() < taken:
            continue
        value = _spaced(found.group()) if " " in found.group() else _chained(found.group())
        if value is None:
            continue
        taken = found.end()
        if SHORTEST <= len(value) <= LONGEST:
            tokens.append(Token(value, *found.span(), found.group()))
    return tokens


def read_words(text: str) -> list[Token]:
    """List the words in capitals: in a few messages one of them is the code."""
    return [
        Token(found.group().replace("-", ""), *found.span(), found.group())
        for found in ONLY_LETTERS.finditer(text)
    ]


def _spaced(written: str) -> str | None:
    """Join "12 34 56"; None where the groups are numbers of their own."""
    groups = re.split(r"[ _-]+", written)
    sizes = tuple(len(group) for group in groups)
    if " - " in written and len(set(groups)) == 1 and sizes[0] == GROUPED:
        return groups[0]  # said twice
    if not written.replace(" ", "").replace("-", "").replace("_", "").isdigit():
        mixed = all(re.search(r"\d", group) and re.search("[A-Z]", group) for group in groups)
        return "".join(groups) if mixed and len(set(sizes)) == 1 else None
    if sum(sizes) > LONGEST:
        return "".join(groups) if len(groups) > A_PAIR and max(sizes) <= GROUPED else None
    alike = len(set(sizes)) == 1 and (sizes[0] > 1 or len(sizes) >= min(USUAL))
    return "".join(groups) if alike or sizes in PAIRS else None


def _chained(written: str) -> str | None:
    """Read what hyphens hold together.

    A prefix of letters before plain digits is the sender's sign and is not typed ("G-123456"),
    unless too few are left without it ("ABC-123"); between groups that mix letters and digits the
    hyphen is only for the eye ("AB-12CD").
    """
    if suffixed := SUFFIXED.fullmatch(written):
        return suffixed.group(1)
    if FOREIGN.match(written):
        return ""
    groups = written.split("-")
    if not any(character.isdigit() for character in written):
        return ""
    if len(groups) == 1:
        return written
    numbers = [group for group in groups if group.isdigit()]
    signs = [group for group in groups if group.isalpha()]
    if len(numbers) + len(signs) == len(groups) and len("".join(numbers)) in ENOUGH:
        alike = len({len(group) for group in groups}) == 1 and len(groups) > A_PAIR
        whole = alike and written.isupper() and len("".join(groups)) <= LONGEST
        return "".join(groups if whole else numbers)
    return "".join(groups) if written == written.upper() else ""
