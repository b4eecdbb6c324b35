"""Fraud lists asked before a number is called, where a chat wants it so."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from sandbox.town import ANNA, BEN
from storage.ledger import Charge
from storage.lookups import Lookup
from storage.sessions import Kind
from tests.journeys.stage import Stage, opened_stage, text_of

CLEAN, SUSPICIOUS, FRAUDULENT = "+447700900000", "+447700900040", "+447700900041"
LOST, REFUSED, SLOW, STRANGE = "+447700900053", "+447700900050", "+447700900070", "+447700900060"


@pytest.fixture
async def careful(tmp_path: Path) -> AsyncIterator[Stage]:
    """A chat that wants fraud lists asked first."""
    async with opened_stage(tmp_path, vendors=("numcheck", "lanck")) as stage:
        await stage.says("/prefer fraud on")
        assert "before a number is called: on" in text_of(stage.last())
        yield stage


async def charges(stage: Stage) -> list[tuple[str, str]]:
    async with stage.app.desk.storage.reading() as work:
        rows = await work._database.scalars(select(Charge).order_by(col(Charge.id)))
        return [(row.capability, row.state) for row in rows]


async def test_a_number_with_a_good_name_is_called(careful: Stage) -> None:
    await careful.says(f"/verify {CLEAN} flash")
    assert "in progress" in text_of(careful.card())
    assert "nothing against this number" in text_of(careful.card())
    await careful.says(careful.code_on(CLEAN))

    assert "verified" in text_of(careful.card())
    assert [("fraud", "committed"), ("flash", "committed")] == await charges(careful)


async def test_a_number_with_a_bad_name_is_never_called(careful: Stage) -> None:
    await careful.says(f"/verify {FRAUDULENT} flash")
    card = careful.card()
    assert "failed" in text_of(card)
    assert "know this number as fraudulent" in text_of(card)
    assert "rule fraud" in text_of(card)
    assert "reply_markup" not in card
    assert [("fraud", "committed"), ("flash", "released")] == await charges(careful)

    await careful.says(f"/verify {FRAUDULENT} flash")
    assert "as fraudulent, so it is not called (rule fraud)" in text_of(careful.last())
    assert [] == careful.handsets.calls
    assert 2 == len(await charges(careful))


async def test_a_doubtful_number_is_called_with_a_warning(careful: Stage) -> None:
    await careful.says(f"/verify {SUSPICIOUS} flash")

    assert "call this number suspicious" in text_of(careful.card())
    assert 1 == len(careful.handsets.calls_to(SUSPICIOUS))


async def test_what_is_known_is_not_asked_again_for_an_hour(careful: Stage) -> None:
    await careful.says(f"/fraud {CLEAN}")
    await careful.says(f"/verify {CLEAN} flash")
    assert [("fraud", "committed"), ("flash", "committed")] == await charges(careful)

    await careful.says("/cancel")
    await careful.advance(3600, step=600)
    await careful.says(f"/verify {CLEAN} flash")
    assert ["fraud", "flash", "fraud", "flash"] == [kind for kind, _ in await charges(careful)]


@pytest.mark.parametrize("number", [LOST, STRANGE])
async def test_nobody_is_called_while_nobody_knows(careful: Stage, number: str) -> None:
    await careful.says(f"/verify {number} flash")
    await careful.advance(120, step=2)

    assert "failed" in text_of(careful.card())
    assert "gave no clear answer, so the phone was not called" in text_of(careful.card())
    assert [] == careful.handsets.calls
    assert "released" == (await charges(careful))[1][1]


async def test_a_lost_question_stays_open_in_the_books_and_is_asked_again_by_a_person_only(
    careful: Stage,
) -> None:
    await careful.says(f"/verify {LOST} flash")
    await careful.advance(120, step=2)
    assert [("fraud", "unknown"), ("flash", "released")] == await charges(careful)

    await careful.taps("Call again", careful.card())
    assert [("fraud", "reserved"), ("flash", "reserved")] == (await charges(careful))[2:]


async def test_lists_that_cannot_be_asked_stop_the_call_and_cost_nothing(careful: Stage) -> None:
    await careful.says(f"/verify {REFUSED} flash")

    assert "could not be asked, so the phone was not called" in text_of(careful.card())
    assert [] == careful.handsets.calls
    assert [("fraud", "released"), ("flash", "released")] == await charges(careful)


async def test_the_card_says_what_goes_on_and_the_call_follows_a_slow_answer(
    careful: Stage,
) -> None:
    await careful.says(f"/verify {SLOW} flash")
    assert "in progress" in text_of(careful.card())
    assert "Fraud lists are asked first" in text_of(careful.card())
    await careful.advance(15)
    assert [] == careful.handsets.calls

    await careful.advance(30)
    assert 1 == len(careful.handsets.calls_to(SLOW))


async def test_whoever_cancels_meanwhile_is_not_called(careful: Stage) -> None:
    await careful.says(f"/verify {SLOW} flash")
    await careful.says("/cancel")
    assert "The phone is not called" in text_of(careful.card())
    await careful.advance(60)

    assert "cancelled" in text_of(careful.card())
    assert [] == careful.handsets.calls
    assert [("fraud", "committed"), ("flash", "released")] == await charges(careful)


async def test_a_desk_that_dies_meanwhile_calls_nobody_and_says_so(careful: Stage) -> None:
    await careful.says(f"/verify {SLOW} flash")
    await careful.lights_out()
    await careful.lights_on()
    await careful.advance(60)

    assert "gave no clear answer, so the phone was not called" in text_of(careful.card())
    assert [] == careful.handsets.calls
    assert [("fraud", "unknown"), ("flash", "released")] == await charges(careful)


async def test_the_same_message_twice_asks_and_calls_once(careful: Stage) -> None:
    await careful.says(f"/verify {CLEAN} flash")
    careful.telegram.redeliver_last_update(careful.bot_id)
    await careful.settle()

    assert 2 == len(await charges(careful))
    assert 1 == len(careful.handsets.calls)


async def test_a_second_call_that_may_not_go_leaves_the_first_code(careful: Stage) -> None:
    await careful.says(f"/fraud {CLEAN}")
    await careful.says(f"/verify {CLEAN} flash")
    code = careful.code_on(CLEAN)
    await careful.advance(61, step=5)
    async with careful.app.desk.storage.begin() as work:
        for row in await work._database.scalars(select(Lookup)):
            await work._database.delete(row)  # as after an hour, while the code still lives
    await careful.control("lanck", mode="no_funds")
    await careful.taps("Call again", careful.card())
    assert "waiting for the code" in text_of(careful.card())
    assert "Not called again" in text_of(careful.card())

    await careful.says(code)
    assert "verified" in text_of(careful.card())


async def test_an_administrator_can_vouch_for_a_number(careful: Stage) -> None:
    await careful.says("/guard allow +44 7700 900")
    await careful.says(f"/verify {FRAUDULENT} flash")
    assert "know this number as fraudulent" in text_of(careful.card())

    await careful.says(f"/guard allow {FRAUDULENT}")
    await careful.says(f"/verify {FRAUDULENT} flash")
    assert 1 == len(careful.handsets.calls_to(FRAUDULENT))
    assert ("flash", "committed") == (await charges(careful))[-1]


async def test_anybody_who_orders_switches_it_on_and_administrators_off(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("numcheck", "lanck")) as stage:
        await stage.says("/start")
        await stage.says("/start", who=BEN)
        await stage.taps("Ask for access", stage.last(who=BEN), who=BEN)
        await stage.taps("Operator", stage.last(who=ANNA), who=ANNA)
        await stage.says("/prefer fraud on", who=BEN)
        await stage.says("/prefer fraud off", who=BEN)
        assert "Only an owner or an administrator" in text_of(stage.last(who=BEN))
        await stage.says("/prefer", who=BEN)
        assert "before a number is called: on" in text_of(stage.last(who=BEN))

        await stage.says("/prefer fraud on")
        await stage.says("/prefer fraud off")
        assert "before a number is called: off" in text_of(stage.last())


async def test_it_needs_somebody_who_can_be_asked(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.says("/prefer fraud on")

        assert "No provider for this (fraud checks)" in text_of(stage.last())


async def test_in_shadow_it_stops_nobody_and_counts(tmp_path: Path) -> None:
    async with opened_stage(
        tmp_path, vendors=("numcheck", "lanck"), SHADOW_RULES="fraud, guard"
    ) as stage:
        await stage.says("/prefer fraud on")
        await stage.says(f"/verify {FRAUDULENT} flash")
        assert 1 == len(stage.handsets.calls_to(FRAUDULENT))

        await stage.says("/guard")
        assert "fraud: would have blocked 1" in text_of(stage.last())


async def test_lists_that_are_away_are_named_and_stop_the_call(careful: Stage) -> None:
    await careful.control("lanck", mode="bad_credentials")
    await careful.says(f"/verify {CLEAN} flash")
    assert "could not be asked, so the phone was not called" in text_of(careful.card())

    await careful.says(f"/verify {SUSPICIOUS} flash")
    assert "they cannot be asked just now (LANCK)" in text_of(careful.last())
    assert [] == careful.handsets.calls


async def test_the_question_says_that_lists_come_first(careful: Stage) -> None:
    await careful.says(f"/verify {CLEAN}")

    assert "Fraud lists are asked first." in text_of(careful.last())


async def test_a_number_the_lists_knew_lately_gets_no_message(careful: Stage) -> None:
    await careful.says("/sms enable")
    await careful.says("/sms template hello Hello")
    await careful.says(f"/fraud {FRAUDULENT}")
    await careful.says(f"/sms {FRAUDULENT} hello")

    assert "as fraudulent, so it is not called" in text_of(careful.last())
    assert [] == careful.handsets.texts_on(FRAUDULENT)


@pytest.mark.parametrize(
    ("fate", "words", "calls", "books"),
    [
        ("042", "say that this is no mobile number", 1, ["committed", "committed"]),
        ("051", "nothing against this number", 1, ["committed", "committed"]),
        ("052", "gave no clear answer", 0, ["unknown", "released"]),
        ("054", "gave no clear answer", 0, ["unknown", "released"]),
        ("056", "could not be asked", 0, ["released", "released"]),
    ],
)
async def test_every_other_fate_of_the_question(
    careful: Stage, fate: str, words: str, calls: int, books: list[str]
) -> None:
    number = f"+447700900{fate}"
    await careful.says(f"/verify {number} flash")
    await careful.advance(20, step=5)

    assert words in text_of(careful.card())
    assert calls == len(careful.handsets.calls_to(number))
    assert books == [state for _, state in await charges(careful)]


async def test_lists_that_are_away_close_no_range_of_numbers(tmp_path: Path) -> None:
    async with opened_stage(
        tmp_path, vendors=("numcheck", "lanck"), LIMIT_UNVERIFIED_PER_PREFIX="2"
    ) as stage:
        await stage.says("/prefer fraud on")
        for fate in ("052", "053", "054", "060"):
            await stage.says(f"/verify +447700900{fate} flash")
            await stage.advance(40, step=10)
        assert [] == stage.handsets.calls

        await stage.says(f"/verify {CLEAN} flash")
        assert 1 == len(stage.handsets.calls_to(CLEAN))


async def test_who_was_never_asked_to_call_is_blamed_for_nothing(careful: Stage) -> None:
    await careful.says(f"/verify {FRAUDULENT} flash")
    assert "failed" in text_of(careful.card())
    now = careful.clock.now()
    async with careful.app.desk.storage.reading() as work:
        begin = now - timedelta(days=1)
        ended = await work.figures.endings(Kind.VERIFICATION, since=begin, until=now)

    assert [] == list(ended)
