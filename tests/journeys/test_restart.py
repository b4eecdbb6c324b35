"""Dying at any line, hearing things twice, and a Telegram that is away."""

from datetime import timedelta
from pathlib import Path

from bot.pace import Limits
from sandbox.telegram.limits import Limits as Floods
from sandbox.town import BOT_ID
from tests.journeys.stage import Stage, labels_of, opened_stage, text_of

GOOD, LOST = "+447700900000", "+447700900053"


async def test_a_call_whose_desk_died_is_unknown_and_never_dialled_again(stage: Stage) -> None:
    await stage.says(f"/verify {LOST}")
    assert "calling" in text_of(stage.card())
    await stage.lights_out()
    await stage.lights_on()
    await stage.settle()
    await stage.advance(10)

    assert "outcome unknown" in text_of(stage.card())
    assert 1 == len(stage.handsets.calls_to(LOST))
    assert ["Try again"] == labels_of(stage.card())


async def test_a_restart_in_the_middle_changes_nothing_for_the_person(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}")
    await stage.lights_out()
    await stage.lights_on()
    await stage.advance(61, step=5)
    assert "waiting for the code" in text_of(stage.card())

    await stage.says(f"/code {stage.code_on(GOOD)}")
    assert "verified" in text_of(stage.card())
    assert 1 == len(stage.handsets.calls_to(GOOD))


async def test_the_same_command_twice_starts_one_session(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}")
    stage.telegram.redeliver_last_update(BOT_ID)
    await stage.settle()

    assert 1 == len(stage.handsets.calls_to(GOOD))
    assert 1 == sum("Flash call · " in text_of(message) for message in stage.seen())


async def test_the_same_wrong_code_twice_costs_one_try(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}")
    await stage.says("/code 0000")
    stage.telegram.redeliver_last_update(BOT_ID)
    await stage.settle()

    assert "4 tries left" in text_of(stage.card())


async def test_an_answer_that_was_lost_is_given_again_and_nothing_counts_twice(
    stage: Stage,
) -> None:
    """The reply to a wrong code could not be sent; the update runs again and answers the same."""
    await stage.says(f"/verify {GOOD}")
    stage.telegram.say(1001, BOT_ID, "/code 0000")
    await stage.app.intake.poll(timedelta())
    stage.telegram.go_down()
    await stage._rest()
    stage.telegram.come_back()
    await stage.advance(15)

    assert any("4 tries left" in text_of(message) for message in stage.seen())
    assert not any("3 tries left" in text_of(message) for message in stage.seen())


async def test_news_waits_while_telegram_is_away(stage: Stage) -> None:
    await stage.says(f"/verify {LOST}")
    stage.telegram.go_down()
    stage.telegram_is_away = True
    await stage.advance(30, step=5)
    assert "calling" in text_of(stage.card())

    stage.telegram.come_back()
    stage.telegram_is_away = False
    await stage.advance(60, step=5)
    assert "outcome unknown" in text_of(stage.card())
    assert 1 == sum(
        "may or may not have been" in text_of(one) and "outcome unknown." in text_of(one)
        for one in stage.seen()
    )


async def test_news_arrives_although_telegram_throttles(tmp_path: Path) -> None:
    """As strict as Telegram: five sessions at once in one chat, every card and result arrives."""
    async with opened_stage(tmp_path, pace=Limits(), floods=Floods.telegram()) as stage:
        for last in range(5):
            await stage.says(f"/verify +44770090000{last}")
        await stage.advance(60, step=1)

        cards = [text_of(one) for one in stage.seen() if "Flash call · " in text_of(one)]
        assert 5 == len(cards)
        assert all("waiting for the code" in card for card in cards)


async def test_a_person_who_blocked_the_bot_does_not_hold_up_the_desk(stage: Stage) -> None:
    await stage.says(f"/verify {LOST}")
    stage.telegram.block(1001, BOT_ID)
    await stage.advance(10)

    async with stage.app.desk.storage.reading() as work:
        assert 0 == await work.outbox.waiting()


async def test_a_deleted_card_is_sent_anew(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}")
    first = stage.card()["message_id"]
    await stage.app.bot.delete_message(1001, first)
    await stage.advance(5)

    assert first != stage.card()["message_id"]
    assert "waiting for the code" in text_of(stage.card())
