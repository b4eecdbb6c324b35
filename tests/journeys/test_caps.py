"""Every cap, below it, at it and above it: which rule it is, and when it ends."""

from pathlib import Path
from typing import Any

import pytest

from tests.journeys.stage import opened_stage, text_of

MOST = 3
SAME = ["+447700900000"] * (MOST + 1)
OTHERS = [f"+44770090000{last}" for last in range(MOST + 1)]
NO_PAUSE: dict[str, Any] = {"LIMIT_SECONDS_BETWEEN_CALLS": "0"}

CAPS = [
    ("LIMIT_SENDS_PER_NUMBER", SAME, "This number was called too often", 10 * 60),
    ("LIMIT_PERSON_PER_DAY", OTHERS, f"You have used your {MOST} paid requests", 24 * 3600),
    ("LIMIT_CHAT_PER_DAY", OTHERS, f"This chat has used its {MOST} paid requests", 24 * 3600),
]


@pytest.mark.parametrize(("cap", "numbers", "rule", "ends"), CAPS)
async def test_a_cap_lets_exactly_so_many_through_until_it_ends(
    tmp_path: Path, cap: str, numbers: list[str], rule: str, ends: int
) -> None:
    async with opened_stage(tmp_path, **(NO_PAUSE | {cap: str(MOST)})) as stage:
        for number in numbers[:MOST]:
            await stage.says(f"/verify {number}")
            await stage.says("/cancel")
        assert MOST == len(stage.handsets.calls)

        await stage.says(f"/verify {numbers[MOST]}")
        assert rule in text_of(stage.last())
        assert MOST == len(stage.handsets.calls)

        await stage.advance(ends - 1, step=ends - 1)
        await stage.says(f"/verify {numbers[MOST]}")
        assert rule in text_of(stage.last())

        await stage.advance(1)
        await stage.says(f"/verify {numbers[MOST]}")
        assert MOST + 1 == len(stage.handsets.calls)


@pytest.mark.parametrize("cap", [cap for cap, *_ in CAPS])
async def test_a_cap_of_none_is_none(tmp_path: Path, cap: str) -> None:
    async with opened_stage(tmp_path, **(NO_PAUSE | {cap: "0"})) as stage:
        for number in [*OTHERS, *OTHERS]:
            await stage.says(f"/verify {number}")

        assert 2 * len(OTHERS) == len(stage.handsets.calls)


@pytest.mark.parametrize(
    ("vendor", "method", "fate"),
    [("numcheck", "flash", "000"), ("lanck", "flash", "000"), ("lanck", "pin", "020")],
)
async def test_the_pause_between_calls_is_kept_to_the_second_billed_or_not(
    tmp_path: Path, vendor: str, method: str, fate: str
) -> None:
    """LANCK bills no call to a busy phone, which rang all the same."""
    number = f"+447700900{fate}"
    async with opened_stage(tmp_path, vendors=(vendor,)) as stage:
        await stage.says(f"/verify {number} {method}")
        await stage.advance(10, step=5)
        await stage.says("/cancel")
        await stage.advance(49, step=49)
        await stage.says(f"/verify {number} {method}")
        assert "Try again in 1 s" in text_of(stage.last())
        assert 1 == len(stage.handsets.calls_to(number))

        await stage.advance(1)
        await stage.says(f"/verify {number} {method}")
        assert 2 == len(stage.handsets.calls_to(number))


async def test_the_last_of_five_codes_may_be_right_and_a_sixth_is_not_looked_at(
    tmp_path: Path,
) -> None:
    number = OTHERS[0]
    async with opened_stage(tmp_path) as stage:
        await stage.says(f"/verify {number}")
        for _ in range(4):
            await stage.says("/code 0000")
        await stage.says(f"/code {stage.code_on(number)}")
        assert "verified" in text_of(stage.card())

        await stage.advance(60, step=60)
        await stage.says(f"/verify {number}")
        for _ in range(5):
            await stage.says("/code 0000")
        session_id = stage.session_id()
        await stage.says(f"/code {session_id} {stage.code_on(number)}")
        assert "ended already" in text_of(stage.last())
        assert "failed" in text_of(stage.card())


async def test_a_blocked_beginning_says_for_how_long_and_opens_by_itself(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.says("/guard block +44 7700 900")
        await stage.says(f"/verify {OTHERS[0]}")
        assert "blocked for 12 h" in text_of(stage.last())

        await stage.advance(12 * 3600, step=6 * 3600)
        await stage.says(f"/verify {OTHERS[0]}")
        assert 1 == len(stage.handsets.calls)
