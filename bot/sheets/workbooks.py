"""Read workbooks, after a look at how large they would become.

A workbook is an archive: a few kilobytes may unpack to gigabytes, and one cell far out on an
otherwise empty sheet may ask for as much memory. So it is unpacked once piece by piece and thrown
away, counting, before anything reads it.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

from python_calamine import CalamineError, CalamineSheet, SheetVisibleEnum, load_workbook

from bot.sheets.sheet import Cells, UnreadableSheetError

ARCHIVE = b"PK\x03\x04"
LEGACY = b"\xd0\xcf\x11\xe0"  # the old Office format, also of workbooks with a password
LOCKED = "EncryptedPackage".encode("utf-16-le")
MOST_UNPACKED = 200 * 1024 * 1024  # bytes
MOST_CELLS = 4_000_000  # of the rectangle around everything on a sheet
PIECE = 1 << 18  # bytes unpacked at once
OVERLAP = 64  # bytes, so that no cell's name is cut in two
CELL = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']")
BOOK = "xl/workbook.xml"
SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml")
LETTERS = 26

NO_WORKBOOK = "This archive is no Excel workbook. Send the list itself as CSV, XLSX or text."


def sheets_of(content: bytes) -> list[Callable[[], Iterator[Cells]]]:
    """Open every visible sheet with something on it. Raises UnreadableSheetError."""
    _weigh(content)
    try:
        book = load_workbook(io.BytesIO(content))
        seen = [one.name for one in book.sheets_metadata if one.visible is SheetVisibleEnum.Visible]
        found = [sheet for sheet in map(book.get_sheet_by_name, seen) if sheet.height]
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableSheetError(NO_WORKBOOK) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # Rust's, which is no Exception
            raise
        raise UnreadableSheetError(NO_WORKBOOK) from error
    if not found:
        raise UnreadableSheetError("The file is empty.")
    return [partial(_lines, sheet) for sheet in found]


def refuse_legacy(content: bytes) -> None:
    """Say what is wrong with a file in the old format. Raises UnreadableSheetError."""
    if LOCKED in content:
        raise UnreadableSheetError("This workbook has a password. Save it again without one.")
    raise UnreadableSheetError(
        "This is an old or locked Excel file. Save it as .xlsx without a password."
    )


def _lines(sheet: CalamineSheet) -> Iterator[Cells]:
    for row in sheet.iter_rows():
        cells = tuple(map(_cell, row))
        if any(cells):
            yield cells


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a number typed into Excel
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _weigh(content: bytes) -> None:
    """See that it unpacks to a size we can hold. What its index says is not believed."""
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if BOOK not in archive.namelist():
                raise UnreadableSheetError(NO_WORKBOOK)
            for part in archive.infolist():
                is_sheet = SHEETS.fullmatch(part.filename) is not None
                part.file_size = MOST_UNPACKED + 1
                width = height = 0
                with archive.open(part) as unpacking:
                    before = b""
                    while piece := unpacking.read(PIECE):
                        unpacked += len(piece)
                        if is_sheet:
                            found = CELL.findall(before + piece)
                            width = max([width, *map(_column, {name for name, _ in found})])
                            height = max([height, *(int(row) for _, row in found)])
                            before = piece[-OVERLAP:]
                        if unpacked > MOST_UNPACKED or width * height > MOST_CELLS:
                            raise UnreadableSheetError(
                                "This workbook is too large when unpacked. Keep only the column "
                                "with the numbers, or send it as CSV."
                            )
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise UnreadableSheetError(NO_WORKBOOK) from error


def _column(letters: bytes) -> int:
    """Read A, B, … Z, AA as 1, 2, … 26, 27."""
    place = 0
    for letter in letters:
        place = place * LETTERS + letter - ord("A") + 1
    return place
