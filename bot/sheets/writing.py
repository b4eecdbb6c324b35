"""Write results so that no spreadsheet takes a cell for a formula or a number for arithmetic."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

FORMULA = ("=", "+", "-", "@", "\t", "\r")
E164 = re.compile(r"\+\d{7,15}")
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0 knows none of these
LONGEST_CELL = 32_000  # characters Excel takes
WIDTH = 18
TEXT = "@"  # Excel's format for text


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write UTF-8 with its mark, by which Excel knows it. E.164 numbers stay as they are."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([_harmless(cell) for cell in header])
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write a workbook in which every cell is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Results")
    assert isinstance(sheet, WriteOnlyWorksheet)
    sheet.freeze_panes = "A2"
    for at in range(1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(at)].width = WIDTH  # type: ignore[attr-defined]  # its stub forgets them
    top = []
    for cell in header:
        written = _text(sheet, cell)
        written.font = Font(bold=True)
        top.append(written)
    sheet.append(top)
    for row in rows:
        sheet.append([_text(sheet, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(sheet: WriteOnlyWorksheet, cell: str) -> Cell:
    written = WriteOnlyCell(sheet, value=None)
    written.value = ILLEGAL.sub("", cell)[:LONGEST_CELL]
    written.data_type = "s"
    written.number_format = TEXT
    return written


def _harmless(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would calculate; numbers are no danger."""
    if cell.startswith(FORMULA) and not E164.fullmatch(cell):
        return f"'{cell}"
    return cell
