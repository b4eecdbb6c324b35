"""@bot and a number: what the numbering plan says, for those who may use the desk."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.town import ANNA, BOT_ID, CHIARA
from tests.journeys.stage import Stage, opened_stage


@pytest.fixture
async def lanck(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=("lanck",)) as stage:
        yield stage


async def typed(stage: Stage, text: str, who: int = ANNA) -> dict[str, Any]:
    query = stage.telegram.ask_inline(who, BOT_ID, text)
    await stage.settle()
    answer = await stage.telegram.answer_to(query, timeout=0)
    assert answer is not None
    return answer


async def test_format_type_and_country_cost_nothing(lanck: Stage) -> None:
    answer = await typed(lanck, "+44 7700 900123")
    (row,) = answer["results"]

    assert answer["is_personal"]
    assert "+447700900123" == row["title"]
    assert "GB" in row["description"]
    assert "900" not in row["input_message_content"]["message_text"]
    assert [] == lanck.town.vendors["lanck"].charged


@pytest.mark.parametrize(
    ("text", "words"), [("+4412", ["too short"]), ("", []), ("hello", []), ("+", [])]
)
async def test_what_is_no_number_says_why_or_nothing(
    lanck: Stage, text: str, words: list[str]
) -> None:
    answer = await typed(lanck, text)

    assert len(words) == len(answer["results"])
    assert all(
        word in row["description"] for word, row in zip(words, answer["results"], strict=True)
    )


async def test_strangers_see_nothing(lanck: Stage) -> None:
    assert [] == (await typed(lanck, "+44 7700 900123", who=CHIARA))["results"]
