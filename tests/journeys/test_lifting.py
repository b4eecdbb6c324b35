"""Every block names its rule and its end, and administrators lift it, on record."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from bot.settings import SettingsError
from sandbox.town import ANNA, BEN, SUPPORT
from tests.journeys.stage import Stage, opened_stage, text_of

NUMBER, OTHER = "+447700900000", "+447700900001"
LIFT = "Lift (administrators)"


async def let_in(stage: Stage) -> None:
    """Let Ben in as an operator."""
    await stage.says("/start")
    await stage.says("/start", who=BEN)
    await stage.taps("Ask for access", stage.last(who=BEN), who=BEN)
    await stage.taps("Operator", stage.last())


async def recorded(stage: Stage, words: str) -> bool:
    await stage.says("/audit rule")
    return words in text_of(stage.last())


async def test_the_pause_is_lifted_by_a_tap(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.says(f"/verify {NUMBER}")
        await stage.says(f"/verify {NUMBER}")
        assert "Try again in 60 s (rule pause: 60 s between" in text_of(stage.last())
        await stage.advance(1)
        await stage.taps(LIFT, stage.last())
        assert "Lifted: calls to +44•••••••000 are counted" in text_of(stage.last())

        await stage.says(f"/verify {NUMBER}")
        assert 2 == len(stage.handsets.calls_to(NUMBER))
        assert await recorded(stage, "lifted: pause and cap of a number")


async def test_the_cap_of_a_number_is_lifted_by_words(tmp_path: Path) -> None:
    async with opened_stage(
        tmp_path, LIMIT_SECONDS_BETWEEN_CALLS="0", LIMIT_SENDS_PER_NUMBER="1"
    ) as stage:
        await stage.says(f"/verify {NUMBER}")
        await stage.says(f"/verify {NUMBER}")
        assert "(rule number: 1 calls in 10 min)" in text_of(stage.last())
        await stage.advance(1)
        await stage.says(f"/guard lift {NUMBER}")

        await stage.says(f"/verify {NUMBER}")
        assert 2 == len(stage.handsets.calls_to(NUMBER))


async def test_somebodys_cap_is_lifted_by_their_name_and_not_by_themselves(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, LIMIT_PERSON_PER_DAY="1") as stage:
        await let_in(stage)
        await stage.says(f"/verify {NUMBER}", who=BEN)
        await stage.says(f"/verify {OTHER}", who=BEN)
        refusal = stage.last(who=BEN)
        assert "The next may go in 24 h (rule person)" in text_of(refusal)
        assert "reply_markup" not in refusal
        await stage.says("/guard lift me", who=BEN)
        assert "Only an owner or an administrator" in text_of(stage.last(who=BEN))

        await stage.advance(1)
        await stage.says("/guard lift Ben")
        assert "Lifted: the paid requests of Ben" in text_of(stage.last())
        await stage.says(f"/verify {OTHER}", who=BEN)
        assert 1 == len(stage.handsets.calls_to(OTHER))
        assert await recorded(stage, f"lifted: cap of person:{BEN}")


async def test_the_cap_of_a_chat_is_lifted_where_it_is(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, LIMIT_CHAT_PER_DAY="1") as stage:
        await stage.says(f"/verify {NUMBER}")
        await stage.says(f"/verify {OTHER}")
        assert "(rule chat)" in text_of(stage.last())
        await stage.advance(1)
        await stage.says("/guard lift chat")

        await stage.says(f"/verify {OTHER}")
        assert 1 == len(stage.handsets.calls_to(OTHER))


async def test_in_a_group_the_button_is_there_and_works_for_administrators_only(
    tmp_path: Path,
) -> None:
    async with opened_stage(tmp_path) as stage:
        await let_in(stage)
        await stage.says(f"/verify {NUMBER}", where=SUPPORT)
        await stage.says(f"/verify {NUMBER}", who=BEN, where=SUPPORT)
        refusal = stage.last(where=SUPPORT)
        assert "Somebody else had this number called a moment ago" in text_of(refusal)
        assert "Try again in 60 s" in text_of(refusal)
        alert = await stage.taps(LIFT, refusal, who=BEN, where=SUPPORT)
        assert alert is not None
        assert "Only an owner or an administrator" in alert

        await stage.advance(1)
        await stage.taps(LIFT, refusal, who=ANNA, where=SUPPORT)
        await stage.says(f"/verify {NUMBER}", who=BEN, where=SUPPORT)
        assert 2 == len(stage.handsets.calls_to(NUMBER))


async def test_somebody_elses_pause_is_told_across_chats(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        await let_in(stage)
        await stage.says(f"/verify {NUMBER}")
        await stage.says(f"/verify {NUMBER}", who=BEN)

        assert "Somebody else had this number called a moment ago" in text_of(stage.last(who=BEN))
        assert stage.session_id() not in text_of(stage.last(who=BEN))


async def test_whoever_is_first_hears_once_that_somebody_else_tries(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        await let_in(stage)
        await stage.says(f"/verify {NUMBER}")
        for _ in range(3):
            await stage.says(f"/verify {NUMBER}", who=BEN)
            await stage.advance(1)
        told = [
            text_of(one) for one in stage.seen() if "somebody else is verifying" in text_of(one)
        ]

        assert 1 == len(told)


async def test_on_call_lifts_the_guard_from_the_news(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, LIMIT_UNVERIFIED_PER_PREFIX="2") as stage:
        for last in range(2):
            await stage.says(f"/verify +44770090000{last}")
        await stage.advance(700, step=50)
        news = next(one for one in stage.seen() if "looks like pumping" in text_of(one))
        await stage.taps(LIFT, news)

        await stage.says("/verify +447700900003")
        assert 3 == len(stage.handsets.calls)


async def test_a_lifted_guard_counts_anew_and_does_not_close_at_once(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, LIMIT_UNVERIFIED_PER_PREFIX="3") as stage:
        for last in range(3):
            await stage.says(f"/verify +44770090000{last}")
        await stage.advance(700, step=50)
        assert "begin with +44 7700 900 are blocked" in text_of(stage.last())
        await stage.says("/verify +447700900003")
        assert "Numbers that begin with +44 7700 900 are blocked for" in text_of(stage.last())
        assert "(rule guard)" in text_of(stage.last())
        await stage.taps(LIFT, stage.last())
        assert "begin with +44 7700 900 may be called again" in text_of(stage.last())

        for last in (3, 4):
            await stage.says(f"/verify +44770090000{last}")
        await stage.advance(700, step=50)
        await stage.says("/verify +447700900005")
        assert 6 == len(stage.handsets.calls)


async def test_a_guard_in_shadow_tells_and_blocks_nothing(tmp_path: Path) -> None:
    async with opened_stage(
        tmp_path, LIMIT_UNVERIFIED_PER_PREFIX="3", SHADOW_RULES="guard"
    ) as stage:
        for last in range(3):
            await stage.says(f"/verify +44770090000{last}")
        await stage.advance(700, step=50)
        assert "would be blocked for 12 h, were the rule not in shadow" in text_of(stage.last())

        await stage.says("/verify +447700900003")
        await stage.says("/guard")
        assert 4 == len(stage.handsets.calls)
        assert "guard: would have blocked 1" in text_of(stage.last())


@pytest.mark.parametrize(
    ("rule", "limit", "most"),
    [
        ("pause", "LIMIT_SECONDS_BETWEEN_CALLS", "60"),
        ("number", "LIMIT_SENDS_PER_NUMBER", "1"),
        ("person", "LIMIT_PERSON_PER_DAY", "1"),
        ("chat", "LIMIT_CHAT_PER_DAY", "1"),
        ("country", "ALLOWED_COUNTRIES", "FR"),
    ],
)
async def test_a_rule_in_shadow_only_counts(
    tmp_path: Path, rule: str, limit: str, most: str
) -> None:
    others = dict.fromkeys(("LIMIT_SECONDS_BETWEEN_CALLS", "LIMIT_SENDS_PER_NUMBER"), "0")
    settings = {**others, limit: most, "SHADOW_RULES": rule}
    opening: Callable[..., AbstractAsyncContextManager[Stage]] = opened_stage
    async with opening(tmp_path, **settings) as stage:
        await stage.says(f"/verify {NUMBER}")
        await stage.says(f"/verify {NUMBER}")
        assert 2 == len(stage.handsets.calls_to(NUMBER))

        await stage.says("/guard")
        counted = 2 if rule == "country" else 1
        assert f"{rule}: would have blocked {counted} in the last 7 days" in text_of(stage.last())


async def test_a_shadow_of_a_rule_that_is_none_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SHADOW_RULES: gard is no rule; there are pause"):
        async with opened_stage(tmp_path, SHADOW_RULES="gard"):
            pass


async def test_nobody_of_that_name_is_said_plainly(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        for words in ("/guard lift", "/guard lift zacharias"):
            await stage.says(words)
            assert "Write what to lift" in text_of(stage.last())
