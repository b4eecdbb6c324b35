"""Read lists as people send them: CSV, TSV, XLSX, or text with numbers in it.

    bytes ──kind, encoding, delimiter──▶ rows of text ──header, number column──▶ Sheet

Every cell stays text exactly as it was typed; whatever cannot be read is refused with a sentence.
"""

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_ROWS = 200_000
MOST_UNPACKED = 200 * 1024 * 1024  # bytes of a workbook, unpacked
SAMPLE = 200  # rows looked at to find the column with numbers
DELIMITERS = (",", ";", "\t", "|")
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SINGLE_BYTE = ("cp1251", "cp1252", "latin-1")
LEGACY = b"\xd0\xcf\x11\xe0"  # the old Office format, also of workbooks with a password
ARCHIVE = b"PK\x03\x04"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")
NUMBER = re.compile(r"^\s*(?:tel:)?\+?[\d\s().\-/·]{6,24}$")
DIGITS = re.compile(r"\d")
HEADER_WORDS = re.compile(
    r"phone|number|msisdn|mobile|tel|cell|номер|телефон|nummer|numero|número|téléphone|电话"
    r"|号码|手机|telefon|τηλ|رقم|電話|전화",
    re.IGNORECASE,
)
CYRILLIC = re.compile(r"[\u0430-\u044f\u0451]{2}", re.IGNORECASE)
BETWEEN = re.compile(r"[,;\t|]+")
SHORTEST, LONGEST = 6, 15  # digits of a number


class UnreadableSheetError(ValueError):
    """The list cannot be read; the text is a sentence for whoever sent it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list, read."""

    rows: tuple[tuple[str, ...], ...]
    header: tuple[str, ...] | None
    number_column: int
    kind: str  # csv, tsv, xlsx, text
    delimiter: str | None = None
    encoding: str | None = None


def read_sheet(name: str, content: bytes) -> Sheet:
    """Read a file. Raises UnreadableSheetError."""
    if not content.strip():
        raise UnreadableSheetError("The file is empty.")
    if content.startswith(LEGACY):
        raise UnreadableSheetError(
            "This is an old or locked Excel file. Save it as .xlsx without a password."
        )
    if content.startswith(PICTURES):
        raise UnreadableSheetError("This is no list. Send a CSV, TSV, XLSX or text file.")
    if content.startswith(ARCHIVE):
        return _sheet(_workbook(content), "xlsx")
    encoding = _encoding(content)
    text = content.decode(encoding, errors="replace")
    if text.count("\x00") or text.count("\ufffd") > len(text) / 10:
        raise UnreadableSheetError("This is no list. Send a CSV, TSV, XLSX or text file.")
    delimiter = _delimiter(text)
    if delimiter is None:
        return _sheet(_loose(text), "text", encoding=encoding)
    kind = "tsv" if delimiter == "\t" or name.lower().endswith(".tsv") else "csv"
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        cells = [tuple(cell.strip() for cell in row) for row in rows]
    except csv.Error:
        raise UnreadableSheetError("The quotes in this file do not match.") from None
    return _sheet(cells, kind, delimiter=delimiter, encoding=encoding)


def _sheet(
    cells: Sequence[tuple[str, ...]],
    kind: str,
    *,
    delimiter: str | None = None,
    encoding: str | None = None,
) -> Sheet:
    rows = [row for row in cells if any(cell for cell in row)]
    if not rows:
        raise UnreadableSheetError("The file is empty.")
    if len(rows) > MOST_ROWS:
        raise UnreadableSheetError(f"A list may have {MOST_ROWS:,} lines; this has {len(rows):,}.")
    column = _number_column(rows)
    first = rows[0][column] if column < len(rows[0]) else ""
    has_header = len(rows) > 1 and not DIGITS.search(first)
    header = rows[0] if has_header else None
    return Sheet(tuple(rows[1:] if has_header else rows), header, column, kind, delimiter, encoding)


def looks_like_number(cell: str) -> bool:
    """Whether a cell is written like a phone number, national ones included."""
    return NUMBER.match(cell) is not None and SHORTEST <= len(DIGITS.findall(cell)) <= LONGEST


def _number_column(rows: Sequence[tuple[str, ...]]) -> int:
    sample = rows[:SAMPLE]
    width = max(len(row) for row in sample)

    def worth(column: int) -> tuple[int, int, int]:
        cells = [row[column] for row in sample if column < len(row)]
        named = bool(cells and HEADER_WORDS.search(cells[0]) and not DIGITS.search(cells[0]))
        return sum(map(looks_like_number, cells)), int(named), -column

    best = max(range(width), key=worth)
    like, named, _ = worth(best)
    if not like and not named and not any(DIGITS.search(cell) for row in sample for cell in row):
        raise UnreadableSheetError("There is no column with phone numbers in this file.")
    return best


def _encoding(content: bytes) -> str:
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return encoding
    head = content[:2000]
    if head[1::2].count(0) > len(head) / 4:
        return "utf-16-le"
    if head[::2].count(0) > len(head) / 4:
        return "utf-16-be"
    try:
        content.decode()
    except UnicodeDecodeError:
        cyrillic = content.decode("cp1251", errors="replace")
        return "cp1251" if CYRILLIC.search(cyrillic) else "cp1252"
    return "utf-8"


def _delimiter(text: str) -> str | None:
    """Find the sign that cuts most lines into the same number of cells; None: it is plain text."""
    lines = [line for line in text.splitlines() if line.strip()][:SAMPLE]
    best, most = None, 0.0
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        usual = max(set(widths), key=widths.count, default=1)
        if usual < 2:  # noqa: PLR2004 (one cell is no table)
            continue
        score = widths.count(usual) / len(widths) * min(usual, 4)
        if score > most:
            best, most = delimiter, score
    if best is not None and _is_only_numbers(lines):
        return None
    return best


def _is_only_numbers(lines: Sequence[str]) -> bool:
    """Whether every cell is a number: then it is a list in prose, not a table."""
    cells = [cell.strip() for line in lines for cell in BETWEEN.split(line) if cell.strip()]
    return bool(cells) and all(looks_like_number(cell) for cell in cells)


def _loose(text: str) -> list[tuple[str, ...]]:
    """Give each number of a text a row of its own."""
    rows: list[tuple[str, ...]] = []
    for line in text.splitlines():
        for piece in re.split(r"[,;\t|]+|(?<=\d)\s+(?=\+)", line):
            words = piece.split()
            if len(words) > 1 and all(re.fullmatch(r"\+?\d{9,15}", word) for word in words):
                rows += [(word,) for word in words]
            elif piece.strip():
                rows.append((piece.strip(),))
    return rows


def _workbook(content: bytes) -> list[tuple[str, ...]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise UnreadableSheetError("This workbook is too large when unpacked.")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        if isinstance(error, UnreadableSheetError):
            raise
        raise UnreadableSheetError("This archive is no Excel workbook.") from None
    sheet = book.worksheets[0] if book.worksheets else None
    if sheet is None:
        raise UnreadableSheetError("The workbook has no sheet.")
    rows = []
    for row in sheet.iter_rows(values_only=True):
        rows.append(tuple(_cell(value) for value in row))
        if len(rows) > MOST_ROWS + 1:
            break
    book.close()
    return rows


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a number typed into Excel
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).strip()
