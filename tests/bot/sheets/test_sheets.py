"""Nasty files, read; results, written."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from PIL import Image

from bot.sheets import lettering
from bot.sheets.numbers import read_numbers
from bot.sheets.picture import Summary, draw_summary
from bot.sheets.reading import read_sheet
from bot.sheets.sheet import UnreadableSheetError
from bot.sheets.writing import write_csv, write_xlsx

CYRILLIC = "имя,телефон\nАнна,+447700900000\n"  # noqa: RUF001 (Cyrillic letters are what is read here)
NUMBERS = ["+447700900000", "+447700900001", "+447700900002"]


def workbook(*rows: tuple[str | float, ...]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind", "delimiter", "column"),
    [
        (b"name,phone\nAnna,+447700900000\nBen,+447700900001\n", "csv", ",", 1),
        (b"phone;name\n+447700900000;Anna\n+447700900001;Ben", "csv", ";", 0),
        (b"price;tel\n1,50;+447700900000\n2,75;+447700900001\n", "csv", ";", 1),
        (b"a\tb\n1\t+447700900000\n2\t+447700900001\n", "tsv", "\t", 1),
        (b"x|+447700900000\ny|+447700900001\n", "csv", "|", 1),
        (b"\xef\xbb\xbfphone,x\n+447700900000,a\n", "csv", ",", 0),
        (CYRILLIC.encode("cp1251"), "csv", ",", 1),
        ("name,phone\nAnna,+447700900000\n".encode("utf-16"), "csv", ",", 1),
        (b'n,p\n"two\nlines",+447700900000\nx,+447700900001\n\n\n', "csv", ",", 1),
        (b"100017,+447700900000\n100018,+447700900001\n", "csv", ",", 1),
        (b"+447700900000;20240117\n+447700900001;20240118\n", "csv", ";", 0),
        (b"+447700900000, 447700900001\n", "text", None, 0),
        (b"+447700900000\n+447700900001\n", "text", None, 0),
        (b"+447700900000, +447700900001; +447700900002", "text", None, 0),
        (b"+447700900000 +447700900001\n447700900002", "text", None, 0),
        (b"+44 7700 900000\n", "text", None, 0),
    ],
)
def test_a_list_is_recognised(
    content: bytes, kind: str, delimiter: str | None, column: int
) -> None:
    sheet = read_sheet("list", content)
    listed = read_numbers(sheet, None)

    assert (kind, delimiter, column) == (sheet.kind, sheet.delimiter, sheet.number_column)
    assert listed.valid >= 1
    assert 0 == listed.invalid


def test_a_workbook_keeps_long_numbers_whole() -> None:
    content = workbook(("name", "mobile"), ("Anna", 447700900000), ("Ben", 447700900001.0))
    sheet = read_sheet("list.xlsx", content)

    assert ("name", "mobile") == sheet.header
    assert ["447700900000", "447700900001"] == [row[1] for row in sheet.rows()]
    assert 2 == read_numbers(sheet, None).valid


def test_duplicates_invalid_and_national_numbers_are_counted() -> None:
    content = b"+447700900000\n+44 7700 900000\n07700 900001\n12\n"
    without = read_numbers(read_sheet("l", content), None)
    within = read_numbers(read_sheet("l", content), "GB")

    assert (1, 1, 2, 1) == (
        without.valid,
        without.duplicates,
        without.invalid,
        without.needs_region,
    )
    assert (2, 1, 1, 0) == (within.valid, within.duplicates, within.invalid, within.needs_region)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n \n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old or locked"),
        (b"\x89PNG\r\n", "picture and no list"),
        (b"PK\x03\x04nonsense", "no Excel workbook"),
        (b"name,colour\nAnna,red\n", "no column"),
        (bytes(range(256)) * 20, "no list|no column"),
    ],
)
def test_what_is_no_list_gets_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableSheetError, match=words):
        read_sheet("file", content)


def test_no_cell_is_taken_for_a_formula() -> None:
    row = ["=1+1", "@x", "-5", "+cmd", "+447700900000", "\tx", "fine"]
    (_, written) = csv.reader(io.StringIO(write_csv(["a"] * 7, [row]).decode("utf-8-sig")))
    book = load_workbook(io.BytesIO(write_xlsx(["a"] * 7, [[*row, "\x00bell\x07"]])))
    assert book.active is not None
    cells = next(iter(book.active.iter_rows(min_row=2)))

    assert ["'=1+1", "'@x", "'-5", "'+cmd", "+447700900000", "'\tx", "fine"] == written
    assert {"s"} == {cell.data_type for cell in cells}
    assert "=1+1" == cells[0].value
    assert "bell" == cells[-1].value


@given(st.lists(st.lists(st.text("abc,;\"' \n"), min_size=3, max_size=3), max_size=5))
def test_what_is_written_is_read_again(rows: list[list[str]]) -> None:
    content = write_csv(["x", "y", "phone"], rows)
    again = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))

    assert rows == again[1:]


def test_the_picture_holds_long_names_and_large_counts() -> None:
    summary = Summary(
        "a list with a very long name that does not fit on the width of a phone.csv",
        100_000,
        [("reachable", 91_234), ("unreachable", 8_700), ("invalid", 66), ("unknown", 0)],
        [("Vodafone Global Enterprise and Friends International Limited", 50_000), ("O2", 1)],
        [("GB", 99_999)],
        "HLR",
    )
    picture = Image.open(io.BytesIO(draw_summary(summary)))
    empty = Image.open(io.BytesIO(draw_summary(Summary("x", 0, [], [], [], ""))))

    assert (1080, 1080) == (picture.width, empty.width)
    assert picture.height < 2000


def test_a_picture_never_shows_boxes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The font that is always there knows no accents, and none knows everything."""
    monkeypatch.setattr(lettering, "FAMILIES", ())
    for remembered in (lettering.font, lettering.is_known):
        remembered.cache_clear()

    try:
        assert "Telefonica, Turk" == lettering.drawable("Telefónica, Türk")
        assert "??.csv" == lettering.drawable("電話.csv\n\u200b")
    finally:
        for remembered in (lettering.font, lettering.is_known):
            remembered.cache_clear()
