"""Whole lists: a quote first, every line once, and the files in the end."""

import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.town import ANNA, BEN, BOT_ID
from tests.journeys.stage import Message, Stage, opened_stage, text_of

LIST = "name,phone\nAnna,+447700900000\nBen,+447700900030\nagain,+44 7700 900000\nnobody,12\n"


@pytest.fixture
async def lanck(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=("lanck",), OWNER_IDS="1001 1002") as stage:
        yield stage


async def sends(stage: Stage, content: str, caption: str = "/batch") -> Message:
    stage.telegram.send_file(ANNA, BOT_ID, "list.csv", content.encode(), caption=caption)
    await stage.settle()
    return stage.last()


def results(stage: Stage, kind: str = "csv") -> list[list[str]]:
    """Read the latest file of results."""
    for message in reversed(stage.seen()):
        document: dict[str, Any] = message.get("document", {})
        if document.get("file_name", "").endswith(kind):
            found = stage.telegram.file(document["file_id"])
            assert found is not None
            return list(csv.reader(io.StringIO(found[2].decode("utf-8-sig"))))
    raise AssertionError


async def test_a_list_is_quoted_checked_and_sent_back(lanck: Stage) -> None:
    quote = await sends(lanck, LIST)
    assert "4 lines, 2 numbers" in text_of(quote)
    assert "Not asked about: 1 duplicate, 1 invalid." in text_of(quote)
    assert [] == lanck.town.vendors["lanck"].charged

    await lanck.taps("Start", quote)
    await lanck.advance(10)
    assert "done" in text_of(lanck.card())
    header, *rows = results(lanck)
    assert ["name", "phone"] == header[:2]
    assert ["reachable", "unreachable", "reachable", "invalid"] == [row[3] for row in rows]
    assert "+447700900000" == rows[0][2]
    assert ["+447700900000", "+447700900030"] == sorted(lanck.town.vendors["lanck"].charged)
    assert any("photo" in one for one in lanck.seen())


async def test_another_level_is_one_tap(lanck: Stage) -> None:
    quote = await sends(lanck, LIST)
    await lanck.taps("Format only, free", quote)
    await lanck.taps("Start", lanck.last())
    await lanck.advance(5)

    assert "done" in text_of(lanck.card())
    assert [] == lanck.town.vendors["lanck"].charged


async def test_it_is_paused_resumed_and_survives_a_kill(lanck: Stage) -> None:
    many = "\n".join(f"+447700900{last:03}" for last in range(100, 300))
    await lanck.taps("Start", await sends(lanck, many))
    await lanck.advance(2)
    await lanck.taps("Pause", lanck.card())
    before = len(lanck.town.vendors["lanck"].charged)
    await lanck.advance(5)
    assert before >= len(lanck.town.vendors["lanck"].charged) - 30

    await lanck.taps("Resume", lanck.card())
    await lanck.advance(2)
    await lanck.lights_out()
    await lanck.lights_on()
    await lanck.advance(200, step=2)
    charged = lanck.town.vendors["lanck"].charged
    assert len(charged) == len(set(charged))
    assert "done" in text_of(lanck.card())
    assert 201 == len(results(lanck))


async def test_it_can_be_cancelled_and_keeps_what_is_known(lanck: Stage) -> None:
    many = "\n".join(f"+447700900{last:03}" for last in range(100, 400))
    await lanck.taps("Start", await sends(lanck, many))
    await lanck.advance(2)
    await lanck.taps("Cancel", lanck.card())
    await lanck.advance(5)

    assert "cancelled" in text_of(lanck.card())
    assert "not asked yet" in {row[-8] for row in results(lanck)}


async def test_a_second_tap_hears_how_a_list_has_ended(lanck: Stage) -> None:
    many = "\n".join(f"+447700900{last:03}" for last in range(100, 400))
    await lanck.taps("Start", await sends(lanck, many))
    card = lanck.card()
    taps = [lanck.telegram.press(ANNA, BOT_ID, card["message_id"], "Cancel") for _ in range(2)]
    await lanck.settle()
    answers = [await lanck.telegram.answer_to(one, timeout=0) or {} for one in taps]

    (told,) = [one["text"] for one in answers if one.get("text")]
    assert told.endswith("has ended already: cancelled.")


async def test_what_was_asked_before_a_cancel_is_in_the_files(lanck: Stage) -> None:
    many = "\n".join(f"+447700900{last:03}" for last in range(100, 400))
    await lanck.taps("Start", await sends(lanck, many))
    await lanck.advance(2)
    await lanck.taps("Cancel", lanck.card())
    await lanck.advance(5)

    told = {row[1] for row in results(lanck)[1:] if row[2] == "reachable"}
    assert set(lanck.town.vendors["lanck"].charged) == told
    assert {"reachable", "not asked yet"} == {row[2] for row in results(lanck)[1:]}


async def test_a_long_list_needs_a_second_person(lanck: Stage) -> None:
    await lanck.says("/start", who=BEN)
    many = "\n".join(f"+4477009{last:05}" for last in range(1001))
    quote = await sends(lanck, many)
    assert "second person" in text_of(quote)
    await lanck.taps("Start", quote)
    assert [] == lanck.town.vendors["lanck"].charged

    await lanck.taps("Approve", lanck.last(who=BEN), who=BEN)
    await lanck.advance(2)
    assert "in progress" in text_of(lanck.card())


async def test_a_list_in_text_or_in_a_reply_is_a_list_too(lanck: Stage) -> None:
    await lanck.says("/batch\n+447700900000\n+447700900001\n+447700900002")
    assert "3 numbers" in text_of(lanck.last())

    lanck.telegram.send_file(ANNA, BOT_ID, "list.csv", LIST.encode())
    await lanck.settle()
    file = next(one for one in reversed(lanck.seen()) if "document" in one)
    await lanck.says("/batch", reply_to=file["message_id"])
    assert "2 numbers" in text_of(lanck.last())


async def test_what_is_no_list_gets_a_sentence(lanck: Stage) -> None:
    assert "empty" in text_of(await sends(lanck, ""))
    await lanck.says("/batch")
    assert "No batch yet" in text_of(lanck.last())
    await lanck.says("/batch 101713775788 1999-01-01")
    assert "for 14 days only; 1999-01-01 is longer ago" in text_of(lanck.last())


async def test_an_old_list_has_no_bar_before_anybody_knows_how_long_it_is(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("nxcloud",)) as stage:
        await stage.says("/batch 101713775788")
        assert "list · in progress" in text_of(stage.card())
        await stage.advance(20)

        assert "list · failed" in text_of(stage.card())
        assert "0 of 0" not in text_of(stage.card())
