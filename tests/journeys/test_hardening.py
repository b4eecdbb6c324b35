"""What nobody may get out of the desk: more calls than allowed, calls where none are wanted."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.town import ANNA, BEN, SUPPORT
from tests.journeys.stage import Stage, opened_stage, text_of

GOOD = "+447700900000"
DECLINING, OFF, BUSY = "+447700900023", "+447700900021", "+447700900020"


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Stage]:
    """A desk with an account everywhere, and the caps people get by default."""
    async with opened_stage(tmp_path, vendors=None) as stage:
        yield stage


@pytest.fixture
async def uncapped(tmp_path: Path) -> AsyncIterator[Stage]:
    """A desk on which a number may be called as often as one likes."""
    async with opened_stage(
        tmp_path, vendors=None, LIMIT_SECONDS_BETWEEN_CALLS="0", LIMIT_SENDS_PER_NUMBER="0"
    ) as stage:
        yield stage


@pytest.mark.parametrize("number", [DECLINING, OFF])
async def test_a_call_that_is_not_billed_counts_as_a_call(whole: Stage, number: str) -> None:
    """LANCK charges nothing for it, but the phone rang all the same."""
    await whole.says(f"/verify {number} pin")
    await whole.advance(15)
    await whole.taps("Call again", whole.card())
    await whole.says(f"/verify {number} pin")

    assert "called a moment ago" in text_of(whole.last())
    assert 1 == len(whole.handsets.calls_to(number))


async def test_a_lookup_is_no_call(whole: Stage) -> None:
    await whole.says(f"/hlr {GOOD}")
    await whole.says(f"/verify {GOOD} flash")

    assert "in progress" in text_of(whole.card())


async def test_the_desk_goes_on_by_itself_only_as_far_as_the_cap(tmp_path: Path) -> None:
    """MCN finds the line busy; the spoken PIN would be a second call to it."""
    async with opened_stage(tmp_path, vendors=("mcn", "lanck"), LIMIT_SENDS_PER_NUMBER="1") as one:
        await one.says("/prefer password pin")
        await one.says(f"/verify {BUSY} auto")
        await one.advance(60, step=2)

        assert ["password"] == [call.kind for call in one.handsets.calls_to(BUSY)]
        assert "failed" in text_of(one.card())


async def test_a_country_that_was_switched_off_is_not_called_again(uncapped: Stage) -> None:
    await uncapped.says(f"/verify {GOOD} flash")
    await uncapped.advance(10)
    await uncapped.says("/country GB off")
    told = await uncapped.taps("Call again", uncapped.card())

    assert told is not None
    assert "switched off" in told
    assert 1 == len(uncapped.handsets.calls_to(GOOD))


async def test_a_new_rule_asks_a_second_person_also_for_an_old_card(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, OWNER_IDS="1001 1002") as stage:
        await stage.says("/start", who=BEN)
        await stage.says(f"/verify {GOOD} flash")
        await stage.advance(61, step=5)
        await stage.says("/cancel")
        await stage.says("/country GB approval")
        await stage.taps("Call again", stage.card())
        assert "second person" in text_of(stage.last())
        assert 1 == len(stage.handsets.calls_to(GOOD))

        await stage.taps("Approve", stage.last(who=BEN), who=BEN)
        assert 2 == len(stage.handsets.calls_to(GOOD))


async def test_of_two_owners_the_first_answer_holds(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, OWNER_IDS="1001 1002 1003") as stage:
        await stage.says("/start", who=BEN)
        await stage.says("/start", who=1003)
        await stage.says("/country GB approval")
        await stage.says(f"/verify {GOOD}")
        asked = stage.last(who=1003)
        await stage.taps("Approve", stage.last(who=BEN), who=BEN)
        await stage.taps("Refuse", asked, who=1003)
        assert "Ben" in text_of(stage.last(who=1003))
        assert not any("said no" in text_of(one) for one in stage.seen(who=ANNA))

        await stage.says("/cancel")
        await stage.advance(61, step=5)
        await stage.says(f"/verify {GOOD}")
        asked = stage.last(who=1003)
        await stage.taps("Refuse", stage.last(who=BEN), who=BEN)
        await stage.taps("Approve", asked, who=1003)
        assert "Ben" in text_of(stage.last(who=1003))
        assert 1 == len(stage.handsets.calls_to(GOOD))


@pytest.mark.parametrize("prefix", ["+44 7700", "+44 7700 900", "0044 7700 9", GOOD])
async def test_whatever_is_blocked_is_not_called(uncapped: Stage, prefix: str) -> None:
    """A prefix of any length, as an administrator types it."""
    await uncapped.says(f"/guard block {prefix}")
    await uncapped.says(f"/verify {GOOD} flash")

    assert "blocked" in text_of(uncapped.last())
    assert [] == uncapped.handsets.calls


async def test_digits_for_something_else_are_answered(whole: Stage) -> None:
    await whole.says(f"/hlr {GOOD}")
    session_id = whole.session_id()
    await whole.says(f"/code {session_id} 1234")
    assert "is no verification" in text_of(whole.last())
    await whole.says("1234", reply_to=whole.card()["message_id"])
    assert "is no verification" in text_of(whole.last())


async def test_a_number_that_waits_for_codes_does_not_stand_in_the_way_of_digits(
    whole: Stage,
) -> None:
    await whole.says("/number GB")
    await whole.says("/verify +447700900001 flash")
    await whole.says(whole.code_on("+447700900001"))

    assert "is verified" in text_of(whole.last())


async def test_digits_for_what_is_over_are_told_how_it_ended(whole: Stage) -> None:
    await whole.says(f"/verify {GOOD} flash")
    code = whole.code_on(GOOD)
    await whole.says(f"{code}!")
    await whole.advance(700, step=50)
    await whole.says(f"/code {whole.session_id()} {code}")

    assert "ended already: verified" in text_of(whole.last())


async def test_no_way_beside_others_means_no_way(whole: Stage) -> None:
    await whole.says("/prefer none flash")
    await whole.says(f"/verify {GOOD}")

    assert "How shall" in text_of(whole.last())


async def test_guesses_are_counted_also_where_nobody_knows_of_the_call(tmp_path: Path) -> None:
    """The answer to this order comes late: in the meantime somebody guesses."""
    async with opened_stage(tmp_path, vendors=("mcn",)) as stage:
        await stage.says("/verify +447700900070 password")
        await stage.advance(9)
        assert "outcome unknown" in text_of(stage.card())
        for guess in ("0000", "0001", "0002", "0003", "0004"):
            await stage.says(f"/code {stage.session_id()} {guess}")
        assert "the last try" in text_of(stage.last())

        assert "failed" in text_of(stage.card())
        await stage.advance(30)
        assert "failed" in text_of(stage.card())


async def test_only_whoever_asked_is_offered_languages(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("lanck",)) as stage:
        await stage.says("/start")
        await stage.says("/start", who=BEN)
        await stage.taps("Ask for access", stage.last(who=BEN), who=BEN)
        await stage.taps("Operator", stage.last())
        await stage.says(f"/verify {GOOD} pin", where=SUPPORT)
        before = len(stage.seen(where=SUPPORT))
        card = stage.card(where=SUPPORT)
        told = await stage.taps("Other language", card, who=BEN, where=SUPPORT)

        assert told is not None
        assert "somebody else" in told
        assert before == len(stage.seen(where=SUPPORT))
