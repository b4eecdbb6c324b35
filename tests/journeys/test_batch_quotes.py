"""The quote of a list: what was recognised, and what people can say about it."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from sandbox.town import ANNA, BEN, BOT_ID
from tests.journeys.stage import Message, Stage, buttons_of, opened_stage, text_of
from tests.journeys.test_batches import results, sends

TWO_COLUMNS = "work phone,mobile\n+447700900100,+447700900000\n+447700900101,+447700900001\n"
NATIONAL = "name;phone\nAnna;07700 900000\nBen;07700 900001\nChiara;+447700900002\n"


@pytest.fixture
async def lanck(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=("lanck",), OWNER_IDS="1001 1002") as stage:
        yield stage


async def sends_file(
    stage: Stage, content: bytes, caption: str = "/batch", name: str = "list.xlsx"
) -> Message:
    stage.telegram.send_file(ANNA, BOT_ID, name, content, caption=caption)
    await stage.settle()
    return stage.last()


async def test_it_says_how_the_list_was_read_and_what_each_level_asks(lanck: Stage) -> None:
    quote = text_of(await sends(lanck, NATIONAL))

    assert (
        "Read as CSV, with semicolons, UTF-8, with a header, numbers in column 2 (phone)" in quote
    )
    assert "Fraud check: 1 to check, about" in quote
    assert "Format only, free: 1 free" in quote


async def test_another_column_is_two_taps(lanck: Stage) -> None:
    quote = await sends(lanck, TWO_COLUMNS)
    assert "numbers in column 1 (work phone)" in text_of(quote)

    await lanck.taps("Other column", quote)
    await lanck.taps("2: mobile", lanck.last())
    assert "numbers in column 2 (mobile)" in text_of(lanck.last())

    await lanck.taps("Start", lanck.last())
    await lanck.advance(3)
    assert ["+447700900000", "+447700900001"] == [row[2] for row in results(lanck)[1:]]


async def test_the_first_line_can_be_data(lanck: Stage) -> None:
    quote = await sends(lanck, TWO_COLUMNS)
    await lanck.taps("First line is data", quote)
    assert "3 lines, 2 numbers" in text_of(lanck.last())

    await lanck.taps("First line is a header", lanck.last())
    assert "2 lines, 2 numbers" in text_of(lanck.last())


@pytest.mark.parametrize("way", ["tap", "type", "caption"])
async def test_national_numbers_ask_for_their_country(lanck: Stage, way: str) -> None:
    quote = await sends(lanck, NATIONAL, "/batch gb" if way == "caption" else "/batch")
    if way != "caption":
        assert "2 are in national form" in text_of(quote)
        assert "3 lines, 1 number\n" in text_of(quote)
    if way == "tap":
        await lanck.taps("🇬🇧 GB", quote)
    if way == "type":
        await lanck.says("/batch gb")

    assert "3 lines, 3 numbers" in text_of(lanck.last())
    assert "national ones of GB" in text_of(lanck.last())


async def test_buttons_of_somebody_else_and_of_long_ago_answer(lanck: Stage) -> None:
    quote = await sends(lanck, TWO_COLUMNS)
    await lanck.taps("Start", quote)
    await lanck.advance(2)
    data = quote["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert len(data.encode()) <= 64

    again = await sends(lanck, TWO_COLUMNS)
    await lanck.advance(3700, step=600)
    assert "too old" in (await lanck.taps("Other column", again) or "")
    assert 2 == len(lanck.town.vendors["lanck"].charged)


async def test_a_list_waiting_for_a_second_person_stays_as_it_is(lanck: Stage) -> None:
    await lanck.says("/start", who=BEN)
    many = "\n".join(f"+4477009{last:05}" for last in range(1001))
    quote = await sends(lanck, many)
    level = next(
        one["callback_data"] for one in buttons_of(quote) if one["text"] == "HLR, then fraud check"
    )
    await lanck.taps("Start", quote)

    assert level.startswith("bl:")
    assert "Approve" in str(lanck.last(who=BEN))
    assert "HLR" in text_of(lanck.last(who=BEN))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n\x1a\n....", "a picture and no list"),
        (b"%PDF-1.7", "a PDF and no list"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"n;phone\n1;4.4E+11\n2;4.5E+11\n", "their digits are gone"),
        (b"x" * (20 * 2**20 + 1), "up to 20 MB"),
        (b"+447700900000\n" * 200_001, "may have 200,000 lines"),
    ],
)
async def test_what_cannot_be_read_gets_one_sentence_and_leaves_nothing(
    lanck: Stage, content: bytes, words: str
) -> None:
    told = await sends_file(lanck, content)

    assert words in text_of(told)
    assert "reply_markup" not in told
    await lanck.says("/batch")
    assert "No batch yet" in text_of(lanck.last())


async def test_a_workbook_is_read_and_its_caption_may_shout(lanck: Stage) -> None:
    book = Workbook()
    assert book.active is not None
    for row in (("name", "phone"), ("Anna", 447700900000), ("Ben", "+447700900001")):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    told = await sends_file(lanck, out.getvalue(), "/BATCH")

    assert "2 lines, 2 numbers" in text_of(told)
    assert "Excel workbook" in text_of(told)


async def test_replying_with_batch(lanck: Stage) -> None:
    said = await lanck.says("call +447700900000 or +447700900001\n+447700900002")
    await lanck.says("/batch", reply_to=said["message_id"])
    assert "numbers" in text_of(lanck.last())

    said = await lanck.says("hello there")
    await lanck.says("/batch", reply_to=said["message_id"])
    assert "no phone number in that message" in text_of(lanck.last())

    await lanck.says("/batch please check")
    assert "/batch" in text_of(lanck.last())


async def test_a_list_sent_twice_is_noticed(lanck: Stage) -> None:
    many = "\n".join(f"+4477009{last:05}" for last in range(100, 400))
    await lanck.taps("Start", await sends(lanck, many))
    await lanck.advance(2)
    again = await sends(lanck, many)

    assert f"A list like this is being checked already: {lanck.session_id()}" in text_of(again)


async def test_sheets_that_are_not_read_are_told_of(lanck: Stage) -> None:
    book = Workbook()
    for number in ("+447700900000", "+447700900001"):
        book.create_sheet().append((number,))
    out = io.BytesIO()
    book.save(out)
    quote = text_of(await sends_file(lanck, out.getvalue()))

    assert "1 line, 1 number\n" in quote
    assert "1 more sheets of this workbook have numbers and are not read" in quote
