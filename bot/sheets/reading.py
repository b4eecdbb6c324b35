"""Read lists as people send them: CSV, TSV, XLSX, or text with numbers in it.

    bytes ──kind, encoding, delimiter──▶ lines of text ──header, number column──▶ Sheet

Every cell stays text exactly as it was typed; whatever cannot be read is refused with a sentence.
Nothing but the file itself is held in memory: its lines are made one by one.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
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
        return _recognised(workbooks.lines_of(content), "xlsx")
    encoding = guessing.encoding_of(content)
    head = _text(content, encoding).read(HEAD)
    if "\x00" in head or head.count("\ufffd") > len(head) / 10:
        raise UnreadableSheetError(f"This is no list. {NO_LIST}")
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
    reader = csv.reader(text, delimiter=delimiter)
    before = 0
    try:
        for row in reader:
            if reader.line_num - before > LONGEST_ROW:
                raise UnreadableSheetError("The quotes in this file do not match.")
            before = reader.line_num
            cells = tuple(cell.strip() for cell in row)
            if any(cells):
                yield cells
    except csv.Error:
        raise UnreadableSheetError("The quotes in this file do not match.") from None


def _loose(text: io.TextIOWrapper) -> Iterator[Cells]:
    """Give each number of a text a row of its own."""
    for line in text:
        for piece in APART.split(line):
            words = piece.split()
            if len(words) > 1 and all(WHOLE.fullmatch(word) for word in words):
                yield from ((word,) for word in words)
            elif words:
                yield (piece.strip(),)
