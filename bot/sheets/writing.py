"""Write results line by line, so that no spreadsheet takes a cell for a formula or for arithmetic.

A file that would grow larger than it may be is continued in another one.
"""

import csv
import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import IO, Protocol

from openpyxl.utils import get_column_letter

from bot.sheets.workbook_parts import BOLD, HEAD, PARTS, TAIL, TEXT

FORMULA = ("=", "+", "-", "@", "\t", "\r")
E164 = re.compile(r"\+\d{7,15}")
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # not in XML 1.0
LONGEST_CELL = 32_000  # characters Excel takes
WIDTH = 18
IN_MEMORY = 1 << 22  # bytes; what is longer goes to a nameless file
ROOM = 1 << 20  # bytes left for what closes a file and for the next lines

Row = Sequence[str]


class Written(Protocol):
    """A file being written."""

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows."""

    def size(self) -> int:
        """Tell how many bytes there are already."""

    def close(self) -> bytes:
        """Finish, and give the whole."""


class CsvFile:
    """UTF-8 with its mark, by which Excel knows it. E.164 numbers stay as they are."""

    def __init__(self, header: Row) -> None:
        self._out = _nameless()
        self._text = io.TextIOWrapper(self._out, "utf-8-sig", newline="", write_through=True)
        self._writer = csv.writer(self._text, quoting=csv.QUOTE_ALL)
        self.write([header])

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows."""
        self._writer.writerows([_harmless(cell) for cell in row] for row in rows)

    def size(self) -> int:
        """Tell how many bytes there are already."""
        return self._out.tell()

    def close(self) -> bytes:
        """Finish, and give the whole."""
        self._text.detach()
        return _whole(self._out)


class XlsxFile:
    """A workbook in which every cell is text, the first line stays in sight and filters."""

    def __init__(self, header: Row) -> None:
        self._out = _nameless()
        self._archive = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED, compresslevel=4)
        for name, content in PARTS.items():
            self._archive.writestr(name, content)
        self._sheet = self._archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True)
        self._columns = len(header)
        self._rows = 1
        self._sheet.write((HEAD % (self._columns, WIDTH)).encode())
        self._sheet.write(_xml([header], BOLD))

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows."""
        several = list(rows)
        self._rows += len(several)
        self._sheet.write(_xml(several, TEXT))

    def size(self) -> int:
        """Tell how many bytes there are already."""
        return self._out.tell()

    def close(self) -> bytes:
        """Finish, and give the whole."""
        whole = f"A1:{get_column_letter(self._columns)}{self._rows}"
        self._sheet.write((TAIL % whole).encode())
        self._sheet.close()
        self._archive.close()
        return _whole(self._out)


class Parts:
    """One file, or as many as it takes for none to be larger than `largest` bytes."""

    def __init__(self, begin: Callable[[], Written], largest: int) -> None:
        self._begin = begin
        self._largest = largest
        self._room = min(ROOM, largest // 4)
        self._done: list[bytes] = []
        self._open = begin()
        self._is_fresh = True

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows."""
        if not self._is_fresh and self._open.size() > self._largest - self._room:
            self._done.append(self._open.close())
            self._open = self._begin()
        self._open.write(rows)
        self._is_fresh = False

    def close(self) -> list[bytes]:
        """Finish, and give all parts in order."""
        return [*self._done, self._open.close()]


def write_csv(header: Row, rows: Iterable[Row]) -> bytes:
    """Write a CSV file."""
    file = CsvFile(header)
    file.write(rows)
    return file.close()


def write_xlsx(header: Row, rows: Iterable[Row]) -> bytes:
    """Write a workbook."""
    file = XlsxFile(header)
    file.write(rows)
    return file.close()


def _nameless() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(IN_MEMORY)


def _whole(out: IO[bytes]) -> bytes:
    with out:
        out.seek(0)
        return out.read()


def _harmless(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would calculate; numbers are no danger."""
    if cell.startswith(FORMULA) and not E164.fullmatch(cell):
        return f"'{cell}"
    return cell


def _xml(rows: Iterable[Row], style: int) -> bytes:
    before = f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">'
    after = "</t></is></c>"
    lines = (
        f"<row>{before}{f'{after}{before}'.join(map(_safe, row))}{after}</row>" for row in rows
    )
    return "".join(lines).encode()


def _safe(cell: str) -> str:
    if not cell.isprintable():
        cell = ILLEGAL.sub("", cell)
    cell = cell[:LONGEST_CELL]
    return cell.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
