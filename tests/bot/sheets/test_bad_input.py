"""Files as hurried people and bad tools make them: each is read, or refused with one sentence."""

import contextlib
import io
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.sheets import workbooks
from bot.sheets.countries import likely
from bot.sheets.numbers import Tally, Trouble, numbered, read_numbers
from bot.sheets.reading import read_sheet
from bot.sheets.sheet import UnreadableSheetError
from bot.sheets.writing import write_csv, write_xlsx
from providers.contract.phone import PhoneNumber

LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")
FAR_OUT = '<c r="XFD1048576" t="n"><v>447700900000</v></c>'


def tally(content: bytes, region: str | None = None) -> Tally:
    return read_numbers(read_sheet("list", content), region)


def archive(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook_with(sheet: str) -> bytes:
    """Make a workbook whose only sheet is this text."""
    whole = write_xlsx(["phone"], [["+447700900000"]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as before, zipfile.ZipFile(out, "w", 8) as after:
        for name in before.namelist():
            is_sheet = name.endswith("sheet1.xml")
            after.writestr(name, sheet if is_sheet else before.read(name))
    return out.getvalue()


def bomb(*, lying: bool) -> bytes:
    """Make a workbook that unpacks to more than we hold, and perhaps says it does not."""
    whole = bytearray(workbook_with(" " * (workbooks.MOST_UNPACKED + 1)))
    if lying:
        huge = (workbooks.MOST_UNPACKED + 1).to_bytes(4, "little")
        while (at := whole.find(huge)) >= 0:
            whole[at : at + 4] = (99).to_bytes(4, "little")
    return bytes(whole)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n....", "a picture and no list"),
        (b"\xff\xd8\xff\xe0....", "a picture and no list"),
        (b"%PDF-1.7 ....", "a PDF and no list"),
        (b"\x1f\x8b\x08....", "an archive"),
        (archive(readme="hello"), "no Excel workbook"),
        (archive(**{"word/document.xml": "<w/>"}), "no Excel workbook"),
        (archive(**{"xl/workbook.xml": "no xml"}), "no Excel workbook"),
        (LOCKED, "has a password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old or locked"),
        (b"phone\n+447700\x0000900000\n", "no list"),
        (b'a,"phone\n' + b"x,+447700900000\n" * 100, "quotes"),
        (b"name,phone\n" + b"x,+447700900000\n" * 300 + b'"y,+447700900001\nz,12\n', "quotes"),
        (b'name,phone\n"x",+447700900000\n"y,+447700900001\n"z",+447700900002\n', "quotes"),
        (b"name;colour\nAnna;red\n", "no column"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableSheetError, match=words):
        tally(content)


@pytest.mark.parametrize("lying", [False, True])
def test_a_bomb_is_not_unpacked(lying: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 3_000_000)
    with pytest.raises(UnreadableSheetError, match=r"too large when unpacked|no Excel workbook"):
        read_sheet("list.xlsx", bomb(lying=lying))


def test_one_cell_far_out_does_not_take_all_memory() -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="1"><c r="A1" t="n"><v>1</v></c></row><row r="1048576">{FAR_OUT}</row>'
        "</sheetData></worksheet>"
    )
    with pytest.raises(UnreadableSheetError, match="too large"):
        read_sheet("list.xlsx", workbook_with(sheet))


@pytest.mark.parametrize("between", [b"\n", b","])
def test_a_million_lines_are_too_many(between: bytes) -> None:
    content = (b"+447700900000" + between) * 200_001
    with pytest.raises(UnreadableSheetError, match="200,000 lines; this has more"):
        for _ in read_sheet("list", content).rows():
            pass


def test_digits_a_spreadsheet_has_cut_are_told_from_nonsense() -> None:
    found = tally(b"n;phone\n1;4.477E+11\n2;+447700900001\n3;4,4E+11\n4;12\n")

    assert 1 == found.valid
    assert {Trouble.LOST_DIGITS: 2, Trouble.NO_NUMBER: 1} == found.troubles


@pytest.mark.parametrize(
    "cell",
    ["+447700900000, +447700900001", "07700 900000 / 07700 900001", "+447700900000\n+447700900001"],
)
def test_two_numbers_in_one_cell_are_neither(cell: str) -> None:
    content = write_csv(["name", "phone"], [["Anna", cell], ["Ben", "+447700900002"]])

    assert {Trouble.TWO: 1} == tally(content).troubles


@pytest.mark.parametrize(
    ("content", "valid"),
    [
        ("姓名,电话号码\n安娜,+447700900000\n本,+447700900001\n".encode(), 2),
        ("姓名,电话号码\n安娜,+447700900000\n".encode("utf-16"), 1),
        (b"phone\n447700900000\n447700900001\n", 2),  # lost their plus
        ("имя;тел\nАнна;+447700900000\n".encode("cp1251") + "Ž;+447700900001\n".encode(), 2),  # noqa: RUF001 (two encodings in one file)
        (b"phone\r+447700900000\r+447700900001\r", 2),
        (b"name,phone\nAnna\nBen,+447700900000,more,cells\n", 1),
        (b"name;phone\nAnna;+44\t7700\t900000\n", 1),
        (b"+44\t7700\t900000\n+44\t7700\t900001\n", 2),
        (b"sep=;\r\nname;phone\r\nAnna;+447700900000\r\n", 1),
        (b'phone\n\'+447700900000\n="+447700900001"\n447700900002.0\n', 3),
        (b"please check +447700900000 and +44 7700 900001, thanks\n", 2),
        (b'size,phone\n5" pipe,+447700900000\n6" pipe,+447700900001\n', 2),
        (b"name;price;phone\nAnna;1,50;447700900000\nBen;2,25;447700900001\n", 2),
        (b"phone,phone,phone\n+447700900000,+447700900001,x\n", 1),
        (b"name,,phone\nAnna,x,+447700900000\n", 1),
    ],
)
def test_odd_lists_are_read(content: bytes, valid: int) -> None:
    assert valid == tally(content).valid


@pytest.mark.parametrize(
    ("content", "header"),
    [
        (";".join(f"c{at}" for at in range(300)) + "\n" + "x;" * 299 + "+447700900000\n", "c299"),
        ("phone 2\n+447700900000\n", "phone 2"),
    ],
)
def test_a_name_with_a_digit_is_still_a_header(content: str, header: str) -> None:
    sheet = read_sheet("list", content.encode())

    assert sheet.header is not None
    assert header == sheet.header[sheet.number_column]
    assert 1 == read_numbers(sheet, None).lines


def test_chinese_of_older_programs_is_told_from_russian() -> None:
    chinese = read_sheet("list", "姓名,电话\n张三,+447700900000\n".encode("gb18030"))
    russian = read_sheet("list", "имя,тел\nЩит,+447700900000\n".encode("cp1251"))

    assert ("姓名", "电话") == chinese.header
    assert ("имя", "тел") == russian.header


def test_a_date_is_no_number() -> None:
    found = tally(b"day,phone\n2026-01-02,07700900000\n02.01.2026,+447700900001\n", "GB")

    assert 2 == found.valid
    assert {Trouble.NO_NUMBER: 2} == tally(b"phone\n2026-01-02\n12/11/2026\n").troubles


def test_the_first_sheet_with_numbers_is_read_and_others_are_told_of() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(("Read me",))
    for number in ("+447700900000", "+447700900001"):
        page = book.create_sheet()
        page.append(("phone",))
        page.append((number,))
    out = io.BytesIO()
    book.save(out)
    sheet = read_sheet("list.xlsx", out.getvalue())

    assert 1 == sheet.others
    assert ["+447700900000"] == [line.written for line in numbered(sheet, None)]


def test_formulas_are_read_by_their_values_and_never_run() -> None:
    book = Workbook()
    assert book.active is not None
    for row in (("name", "phone"), ('=HYPERLINK("x")', "+447700900000"), ("Ben", "=A1")):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    sheet = read_sheet("list.xlsx", out.getvalue())

    assert 1 == read_numbers(sheet, None).valid
    assert not any("HYPERLINK" in cell for row in sheet.rows() for cell in row)


def test_long_numbers_typed_into_a_workbook_keep_their_digits() -> None:
    book = Workbook()
    assert book.active is not None
    for number in ("phone", 447700900000, 447700900001.0, "+447700900002"):
        book.active.append((number,))
    out = io.BytesIO()
    book.save(out)

    assert 3 == tally(out.getvalue()).valid


def test_the_likely_country_comes_first() -> None:
    assert "GB" in likely(["020 7946 0018", "07400 123456"], [], [])[:2]
    assert "DE" in likely(["030 123456"], ["DE"], [])
    assert [] == likely([], [], [])


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_file_does_more_than_be_refused(content: bytes) -> None:
    with contextlib.suppress(UnreadableSheetError):
        lines = list(numbered(read_sheet("list", content), "GB"))
        assert list(range(1, len(lines) + 1)) == [line.row for line in lines]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32), st.sampled_from([";", ",", "\t"]), st.booleans(), st.booleans())
def test_every_number_is_found_however_the_list_is_written(
    seed: int, delimiter: str, has_header: bool, wide: bool
) -> None:
    chance = random.Random(seed)
    numbers = [f"+4477009{chance.randrange(100_000):05}" for _ in range(chance.randrange(2, 30))]
    before = ["Anna", "x y"] if wide else ["Anna"]
    rows = [[*before, number, "note"] for number in numbers]
    if has_header:
        rows.insert(0, [*(["name"] * len(before)), "phone", "about"])
    content = "\r\n".join(delimiter.join(row) for row in rows).encode(
        chance.choice(["utf-8", "utf-8-sig", "utf-16"])
    )
    lines = list(numbered(read_sheet("list", content), None))

    assert numbers == [line.number.e164 for line in lines if line.number is not None]
    assert len(numbers) - len(set(numbers)) == sum(line.is_duplicate for line in lines)
    assert {PhoneNumber(number) for number in numbers} == {line.number for line in lines}
