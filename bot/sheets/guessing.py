"""Guess what nobody says about a list: encoding, delimiter, header, column with the numbers."""

import codecs
import csv
import re
from collections.abc import Sequence

from bot.sheets.sheet import Cells, UnreadableSheetError

SAMPLE = 200  # lines looked at
PIECE = 1 << 20  # bytes decoded at once
DELIMITERS = (",", ";", "\t", "|")
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
NUMBER = re.compile(r"^\s*(?:tel:)?\+?[\d\s().\-/·]{6,24}$")
EXPONENT = re.compile(r"\d(?:[.,]\d*)?[eE]\+\d{1,3}")  # what a spreadsheet made of a long number
DIGITS = re.compile(r"\d")
WRAPPED = re.compile(r"=?\"(.*)\"")  # ="+44 7700 900000" stays text in a spreadsheet
POINT_NOUGHT = re.compile(r"\+?\d{9,15}\.0+")  # a number that went through a program's decimals
DATE = re.compile(r"\d{4}-\d\d-\d\d.*|\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d")
AMONG_WORDS = re.compile(r"\+\d[\d ().\-]{6,22}\d")
FEWEST_ROWS = 2  # of a table; one line of numbers is a list in prose
MOST_DIGITS = 3  # in the name of a column, as in "phone 2"
HEADER_WORDS = re.compile(
    r"phone|number|msisdn|mobile|tel|cell|номер|телефон|nummer|numero|número|téléphone|电话"
    r"|号码|手机|telefon|τηλ|رقم|電話|전화",
    re.IGNORECASE,
)
CYRILLIC = re.compile(r"[\u0430-\u044f\u0451]{2}", re.IGNORECASE)
HIGH = re.compile(rb"[\x80-\xff]+")
RARE = 0xE0  # in GB 2312 the second half, in cp1251 the small letters
MOST_RARE = 0.4
BETWEEN = re.compile(r"[,;\t|]+")
SHORTEST, LONGEST = 6, 15  # digits of a number


def bare(cell: str) -> str:
    """Take away what programs put around a number so that others leave it alone."""
    plain = " ".join(cell.split()).lstrip("'`")
    if (wrapped := WRAPPED.fullmatch(plain)) is not None:
        plain = wrapped[1]
    return plain.partition(".")[0] if POINT_NOUGHT.fullmatch(plain) else plain


def looks_like_number(cell: str) -> bool:
    """Whether a cell is written like a phone number, national ones included."""
    plain = bare(cell)
    if DATE.fullmatch(plain) or NUMBER.match(plain) is None:
        return False
    return SHORTEST <= len(DIGITS.findall(plain)) <= LONGEST


def numbers_among(text: str) -> list[str]:
    """Find numbers with their plus between words."""
    return [found.strip() for found in AMONG_WORDS.findall(text)]


def lost_digits(cell: str) -> bool:
    """Whether a cell was a long number until a spreadsheet shortened it: 4.4E+11."""
    return EXPONENT.fullmatch(cell.strip()) is not None


def number_column(sample: Sequence[Cells]) -> int:
    """Find the column with the numbers. Raises UnreadableSheetError where nothing has digits."""
    width = max(len(row) for row in sample)

    def worth(column: int) -> tuple[int, int, int, int]:
        cells = [row[column] for row in sample if column < len(row)]
        named = bool(cells and HEADER_WORDS.search(cells[0]) and not DIGITS.search(cells[0]))
        like = sum(looks_like_number(cell) or lost_digits(cell) for cell in cells)
        return like, int(named), sum(map(_has_plus, cells)), -column

    best = max(range(width), key=worth)
    like, named, *_ = worth(best)
    if not like and not named and not any(DIGITS.search(cell) for row in sample for cell in row):
        raise UnreadableSheetError("There is no column with phone numbers in this file.")
    return best


def has_header(sample: Sequence[Cells], column: int) -> bool:
    """Whether the first line names the columns: a word, or nothing, is where the numbers are."""
    first = sample[0][column] if column < len(sample[0]) else ""
    digits = len(DIGITS.findall(first))
    is_name = not lost_digits(first) and any(map(str.isalpha, first)) and digits <= MOST_DIGITS
    return len(sample) > 1 and (not digits or is_name)


def encoding_of(content: bytes) -> str:
    """Tell how the text is encoded; one that is nothing else is read byte by byte."""
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return encoding
    head = content[:2000]
    if head[1::2].count(0) > len(head) / 4:
        return "utf-16-le"
    if head[::2].count(0) > len(head) / 4:
        return "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(content), PIECE):
            decoder.decode(content[at : at + PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        head = content[:PIECE]
        if _is_chinese(head):
            return "gb18030"
        cyrillic = head.decode("cp1251", errors="replace")
        return "cp1251" if CYRILLIC.search(cyrillic) else "cp1252"
    return "utf-8"


def _is_chinese(head: bytes) -> bool:
    """Whether signs of two bytes each are common Chinese ones; Russian words would be rare ones."""
    signs = HIGH.findall(head)
    if any(len(one) % 2 for one in signs):
        return False
    high = b"".join(signs)
    beyond = sum(byte >= RARE for byte in high)
    return beyond / len(high) < MOST_RARE


def delimiter_of(lines: Sequence[str]) -> str | None:
    """Find the sign that cuts most lines into the same number of cells; None: it is plain text."""
    best, most = None, 0.0
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        if len(widths) < len(lines):  # perhaps a quote was never closed, and swallowed the rest
            widths = [line.count(delimiter) + 1 for line in lines]
        usual = max(set(widths), key=widths.count, default=1)
        if usual <= 1:  # one cell is no table
            continue
        score = widths.count(usual) / len(widths) * min(usual, 4)
        if score > most:
            best, most = delimiter, score
    if best is not None and (_is_only_numbers(lines) or _is_prose(lines, best)):
        return None
    return best


def _is_prose(lines: Sequence[str], delimiter: str) -> bool:
    """Whether numbers stand between words only, and no cell would be one."""
    cells = (cell.strip().strip('"') for line in lines for cell in line.split(delimiter))
    return any(map(numbers_among, lines)) and not any(map(looks_like_number, cells))


def _is_only_numbers(lines: Sequence[str]) -> bool:
    """Whether every cell or every line is a number: then it is a list in prose, not a table."""
    if all(looks_like_number(line) for line in lines):
        return True
    rows = [[cell.strip() for cell in BETWEEN.split(line) if cell.strip()] for line in lines]
    cells = [cell for row in rows for cell in row]
    return bool(cells) and all(map(looks_like_number, cells)) and not _is_numbered(rows)


def _is_numbered(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the same one of several columns has a plus in every row: the others are no phones."""
    shapes = {tuple(map(_has_plus, row)) for row in rows}
    if len(rows) < FEWEST_ROWS or len(shapes) > 1:
        return False
    (shape,) = shapes
    return sum(shape) == 1 < len(shape)


def _has_plus(cell: str) -> bool:
    return bare(cell).removeprefix("tel:").startswith("+")
