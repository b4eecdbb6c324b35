"""Find the phone number of every line of a list."""

from dataclasses import dataclass

from bot.sheets.reading import Sheet, looks_like_number
from providers.contract.phone import (
    Impossible,
    ImpossibleNumberError,
    NotANumberError,
    PhoneNumber,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line and its number."""

    row: int  # in the list, from 1
    written: str
    number: PhoneNumber | None  # None: no phone can have it
    is_duplicate: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A whole list."""

    lines: tuple[Line, ...]
    valid: int  # each number once
    invalid: int
    duplicates: int
    needs_region: int  # lines that look national, and nobody said of which country


def read_numbers(sheet: Sheet, region: str | None) -> Listed:
    """Read every line; `region` (ISO) is the country of numbers in national form."""
    lines: list[Line] = []
    known: dict[str, PhoneNumber | None] = {}
    seen: set[PhoneNumber] = set()
    needs_region = 0
    for row, cells in enumerate(sheet.rows, start=1):
        written = cells[sheet.number_column] if sheet.number_column < len(cells) else ""
        if written not in known:
            known[written], is_national = _read(written, region)
            needs_region += is_national
        number = known[written]
        is_duplicate = number is not None and number in seen
        if number is not None:
            seen.add(number)
        lines.append(Line(row, written, number, is_duplicate))
    return Listed(
        lines=tuple(lines),
        valid=len(seen),
        invalid=sum(line.number is None for line in lines),
        duplicates=sum(line.is_duplicate for line in lines),
        needs_region=needs_region,
    )


def _read(written: str, region: str | None) -> tuple[PhoneNumber | None, bool]:
    try:
        return PhoneNumber.parse(written, default_region=region), False
    except NotANumberError:
        return None, False
    except ImpossibleNumberError as error:
        is_national = error.reason is Impossible.NO_COUNTRY and looks_like_number(written)
        return None, is_national and region is None
