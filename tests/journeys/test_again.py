"""The same message again, rivals at the same moment, and calls that end in the middle."""

from pathlib import Path

from sandbox.town import ANNA, BEN, SUPPORT
from tests.journeys.stage import Stage, opened_stage, text_of

GOOD, NO_FUNDS, SLOW = "+447700900000", "+447700900056", "+447700900070"


async def test_a_tap_whose_answer_was_lost_is_not_another_call(stage: Stage) -> None:
    """Telegram takes the tap again from the inbox for minutes; each time could have dialled."""
    await stage.says(f"/verify {GOOD}")
    await stage.advance(61, step=5)
    card = stage.card()
    stage.telegram.press(ANNA, stage.bot_id, card["message_id"], "Call again")
    await stage.app.intake.poll(stage.no_patience)
    stage.telegram.go_down()
    stage.telegram_is_away = True
    await stage.advance(100, step=5)
    stage.telegram.come_back()
    stage.telegram_is_away = False
    await stage.advance(100, step=5)

    assert 2 == len(stage.handsets.calls_to(GOOD))


async def test_a_cancel_whose_answer_was_lost_takes_back_the_same_session(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}")
    stage.telegram.lose_answers(1)
    stage.telegram.say(ANNA, stage.bot_id, "/cancel")
    await stage.app.intake.poll(stage.no_patience)
    await stage.says("/verify +447700900001")
    await stage.advance(20)

    assert "cancelled" not in text_of(stage.card())


async def test_call_again_means_the_card_it_is_on(tmp_path: Path) -> None:
    """Anna and Ben verify one number in one group; each button stays with its own card."""
    async with opened_stage(tmp_path, OWNER_IDS="1001 1002") as stage:
        await stage.says(f"/verify {GOOD}", where=SUPPORT)
        first = stage.card(where=SUPPORT)
        await stage.advance(61, step=5)
        await stage.says(f"/verify {GOOD}", who=BEN, where=SUPPORT)
        assert any(
            "somebody else is verifying" in text_of(one) for one in stage.seen(where=SUPPORT)
        )

        await stage.advance(61, step=5)
        await stage.taps("Call again", first, where=SUPPORT)
        cards = [one for one in stage.seen(where=SUPPORT) if "Flash call · " in text_of(one)]
        assert 2 == len(cards)


async def test_a_refused_second_call_leaves_the_first_code_alone(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}")
    code = stage.code_on(GOOD)
    await stage.advance(61, step=5)
    await stage.control("numcheck", mode="no_funds")
    await stage.taps("Call again", stage.card())
    assert "waiting for the code" in text_of(stage.card())

    await stage.says(f"/code {code}")
    assert "verified" in text_of(stage.card())


async def test_cancelling_while_the_order_is_on_its_way_says_what_may_still_happen(
    stage: Stage,
) -> None:
    await stage.says(f"/verify {SLOW}")
    await stage.says("/cancel")
    await stage.advance(30)

    assert "may still ring" in text_of(stage.card())
    assert "cancelled" in text_of(stage.card())


async def test_answers_keep_the_order_of_the_questions(stage: Stage) -> None:
    """Somebody who types fast has both messages fetched in one poll."""
    stage.telegram.say(ANNA, stage.bot_id, f"/verify {GOOD}")
    stage.telegram.say(ANNA, stage.bot_id, "/status")
    await stage.settle()

    card, listed = stage.seen()[-2:]
    assert stage.session_id() in text_of(card)
    assert stage.session_id() in text_of(listed)


async def test_a_reply_to_a_list_asks_which_one_is_meant(stage: Stage) -> None:
    await stage.says("/verify +447700900001")
    await stage.says("/verify +447700900002")
    await stage.says("/status")
    await stage.says("1234", reply_to=stage.last()["message_id"])

    assert "Several are open" in text_of(stage.last())


async def test_what_is_edited_or_below_a_file_is_answered_too(stage: Stage) -> None:
    said = await stage.says("hello")
    stage.telegram.edit_own(ANNA, stage.bot_id, said["message_id"], f"/verify {GOOD}")
    await stage.settle()
    assert "Please send it anew" in text_of(stage.last())
    assert [] == stage.handsets.calls

    stage.telegram.send_file(ANNA, SUPPORT, "a.txt", b"a", caption=f"/verify {GOOD}")
    await stage.settle()
    assert "in progress" in text_of(stage.card(where=SUPPORT))


async def test_a_number_after_any_blank_is_read_whole(stage: Stage) -> None:
    await stage.says("/verify\u00a0+44 7700 900000")

    assert 1 == len(stage.handsets.calls_to(GOOD))


async def test_somebody_who_was_refused_hears_so(stage: Stage) -> None:
    await stage.says("/start")
    await stage.says("/start", who=1003)
    await stage.taps("Ask for access", stage.last(who=1003), who=1003)
    await stage.taps("Refuse", stage.last())
    await stage.says("/start", who=1003)
    await stage.taps("Ask for access", stage.last(who=1003), who=1003)

    assert "have said no" in text_of(stage.last(who=1003))
