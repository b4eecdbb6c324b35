"""Find the phone number of every line of a list, line by line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from bot.sheets.guessing import bare, looks_like_number, lost_digits
from bot.sheets.sheet import Cells, Sheet
from providers.contract.phone import (
    Impossible,
    ImpossibleNumberError,
    NotANumberError,
    PhoneNumber,
)

MANY = re.compile(r"\+?\d[\d ().\-]{5,}\d\s*[/,;|&\n]\s*\+?\d[\d ().\-]{5,}\d")


class Trouble(StrEnum):
    """What keeps a line from having a number."""

    NO_NUMBER = "no_number"  # no phone can be called that
    NATIONAL = "national"  # without a country, and nobody said which
    LOST_DIGITS = "lost_digits"  # 4.4E+11: a spreadsheet has cut it
    TWO = "two"  # two numbers in one cell


@dataclass(frozen=True, slots=True)
class Line:
    """One line and its number."""

    row: int  # in the list, from 1, the header not counted
    cells: Cells
    written: str
    number: PhoneNumber | None
    is_duplicate: bool
    trouble: Trouble | None = None


@dataclass(slots=True)
class Tally:
    """What a list comes to, counted line by line."""

    lines: int = 0
    valid: int = 0  # each number once
    duplicates: int = 0
    troubles: dict[Trouble, int] = field(default_factory=dict)
    regions: dict[str, int] = field(default_factory=dict)  # of the first numbers, for a guess
    national: list[str] = field(default_factory=list)  # some that lack a country

    @property
    def invalid(self) -> int:
        """How many lines have no number."""
        return sum(self.troubles.values())

    @property
    def needs_region(self) -> int:
        """How many lines would have a number if their country were known."""
        return self.troubles.get(Trouble.NATIONAL, 0)

    def add(self, lines: Iterable[Line]) -> None:
        """Count some more."""
        for line in lines:
            self.lines += 1
            if line.trouble is not None:
                self.troubles[line.trouble] = self.troubles.get(line.trouble, 0) + 1
                if line.trouble is Trouble.NATIONAL and len(self.national) < EXAMPLES:
                    self.national.append(line.written)
            elif line.is_duplicate:
                self.duplicates += 1
            else:
                self.valid += 1
                if line.number is not None and self.valid <= EXAMPLES:
                    region = line.number.region or ""
                    self.regions[region] = self.regions.get(region, 0) + 1


EXAMPLES = 20


def numbered(sheet: Sheet, region: str | None) -> Iterator[Line]:
    """Read every line; `region` (ISO) is the country of numbers in national form."""
    seen: set[int] = set()
    for row, cells in enumerate(sheet.rows(), start=1):
        written = cells[sheet.number_column] if sheet.number_column < len(cells) else ""
        number, trouble = _read(written, region)
        is_duplicate = False
        if number is not None:
            key = int(number.digits)
            is_duplicate = key in seen
            seen.add(key)
        yield Line(row, cells, written, number, is_duplicate, trouble)


def read_numbers(sheet: Sheet, region: str | None) -> Tally:
    """Count a whole list."""
    tally = Tally()
    tally.add(numbered(sheet, region))
    return tally


def _read(written: str, region: str | None) -> tuple[PhoneNumber | None, Trouble | None]:
    if lost_digits(written):
        return None, Trouble.LOST_DIGITS
    if MANY.search(written):
        return None, Trouble.TWO
    try:
        return PhoneNumber.parse(bare(written), default_region=region), None
    except NotANumberError:
        return None, Trouble.NO_NUMBER
    except ImpossibleNumberError as error:
        is_national = error.reason is Impossible.NO_COUNTRY and looks_like_number(written)
        return None, Trouble.NATIONAL if is_national and region is None else Trouble.NO_NUMBER
