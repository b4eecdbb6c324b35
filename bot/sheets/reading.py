"""Read lists as people send them: CSV, TSV, XLSX, or text with numbers in it.

    bytes ──kind, encoding, delimiter──▶ lines of text ──header, number column──▶ Sheet

Every cell stays text exactly as it was typed; whatever cannot be read is refused with a sentence.
Nothing but the file itself is held in memory: its lines are made one by one.
"""

import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from bot.sheets import guessing, workbooks
from bot.sheets.sheet import Cells, Sheet, UnreadableSheetError

STRANGERS = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"RIFF": "a picture or a film",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "an archive",
    b"Rar!": "an archive",
    b"7z\xbc\xaf": "an archive",
}
NO_LIST = "Send a CSV, TSV, XLSX or text file."
HEAD = 1 << 16  # characters looked at
SEPARATOR = re.compile(r"sep=.?", re.IGNORECASE)  # what Excel writes into a first line of its own
NO_MATCH = "The quotes in this file do not match."
LONGEST_ROW = 50  # physical lines one row may go over: more, and a quote was never closed
APART = re.compile(r"[,;\t|]+|(?<=\d)\s+(?=\+)")
WHOLE = re.compile(r"\+?\d{9,15}")


def read_sheet(name: str, content: bytes) -> Sheet:
    """Recognise a file. Raises UnreadableSheetError."""
    if not content.strip():
        raise UnreadableSheetError("The file is empty.")
    if content.startswith(workbooks.LEGACY):
        workbooks.refuse_legacy(content)
    for magic, what in STRANGERS.items():
        if content.startswith(magic):
            raise UnreadableSheetError(f"This is {what} and no list. {NO_LIST}")
    if content.startswith(workbooks.ARCHIVE):
        return _first_with_numbers(workbooks.sheets_of(content))
    encoding = guessing.encoding_of(content)
    head = _text(content, encoding).read(HEAD)
    if "\x00" in head or head.count("\ufffd") > len(head) / 10:
        raise UnreadableSheetError(f"This is no list. {NO_LIST}")
    if len(head) == HEAD:  # the last line is cut, or the last cell of the only one
        head = (
            head[: max(head.rfind("\n"), head.rfind("\r"))]
            if "\n" in head or "\r" in head
            else (head[: max(map(head.rfind, guessing.DELIMITERS))])
        )
    some = [line for line in head.splitlines() if line.strip()][: guessing.SAMPLE]
    delimiter = guessing.delimiter_of(some)
    if delimiter is None:
        return _recognised(lambda: _loose(_text(content, encoding)), "text", encoding=encoding)
    kind = "tsv" if delimiter == "\t" or name.lower().endswith(".tsv") else "csv"
    return _recognised(
        lambda: _table(_text(content, encoding), delimiter),
        kind,
        delimiter=delimiter,
        encoding=encoding,
    )


def _first_with_numbers(sheets: Sequence[Callable[[], Iterator[Cells]]]) -> Sheet:
    """Take the first sheet of a workbook with numbers on it, and count those that are left out."""
    found, refused = [], UnreadableSheetError(workbooks.NO_WORKBOOK)
    for lines in sheets:
        try:
            found.append(_recognised(lines, "xlsx"))
        except UnreadableSheetError as error:
            refused = error
    if not found:
        raise refused
    return replace(found[0], others=len(found) - 1)


def _recognised(
    lines: Callable[[], Iterator[Cells]],
    kind: str,
    *,
    delimiter: str | None = None,
    encoding: str | None = None,
) -> Sheet:
    sample = tuple(islice(lines(), guessing.SAMPLE))
    if not sample:
        raise UnreadableSheetError("The file is empty.")
    column = guessing.number_column(sample)
    return Sheet(
        lines=lines,
        first=sample[0],
        sample=sample,
        has_header=guessing.has_header(sample, column),
        number_column=column,
        kind=kind,
        delimiter=delimiter,
        encoding=encoding,
    )


def _text(content: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding, errors="replace", newline="")


def _table(text: io.TextIOWrapper, delimiter: str) -> Iterator[Cells]:
    seen: deque[str] = deque(maxlen=LONGEST_ROW)  # the physical lines of the row being read
    reader = csv.reader(_remembered(text, seen), delimiter=delimiter)
    before = height = 0
    try:
        for row in reader:
            height, before = reader.line_num - before, reader.line_num
            if height > LONGEST_ROW or (height > 1 and _has_swallowed(row, delimiter)):
                raise UnreadableSheetError(NO_MATCH)
            cells = tuple(cell.strip() for cell in row)
            if any(cells) and not (before == 1 and SEPARATOR.fullmatch(delimiter.join(cells))):
                yield cells
    except csv.Error:
        raise UnreadableSheetError(NO_MATCH) from None
    if _is_open(list(seen)[-height:], delimiter):
        raise UnreadableSheetError(NO_MATCH)


def _remembered(text: io.TextIOWrapper, seen: deque[str]) -> Iterator[str]:
    for line in text:
        seen.append(line)
        yield line


def _is_open(last: list[str], delimiter: str) -> bool:
    """Whether the last row ends inside of quotes."""
    try:
        list(csv.reader(last, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "end of data" in str(error)
    return False


def _has_swallowed(row: list[str], delimiter: str) -> bool:
    """Whether one cell holds a line with a number: a quote before them was never closed."""
    return any(
        delimiter in line and any(map(guessing.looks_like_number, line.split(delimiter)))
        for cell in row
        if "\n" in cell or "\r" in cell
        for line in cell.splitlines()
    )


def _loose(text: io.TextIOWrapper) -> Iterator[Cells]:
    """Give each number of a text a row of its own."""
    for line in text:
        whole = line.strip()
        parts = [part for part in APART.split(whole) if part.strip()]
        if not all(map(guessing.looks_like_number, parts)) and guessing.looks_like_number(whole):
            parts = [whole]  # only its groups stand apart
        for piece in parts:
            words = piece.split()
            if len(words) > 1 and all(WHOLE.fullmatch(word) for word in words):
                yield from ((word,) for word in words)
            elif not guessing.looks_like_number(piece) and (found := guessing.numbers_among(piece)):
                yield from ((one,) for one in found)
            elif words:
                yield (piece.strip(),)
