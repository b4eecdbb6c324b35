"""Verify by flash call, from the first word to the last."""

from pathlib import Path

import pytest

from sandbox.town import ANNA, BEN, CHIARA, SUPPORT, VERIFICATIONS
from tests.journeys.stage import Stage, opened_stage, text_of

GOOD = "+447700900000"


async def test_a_phone_is_verified(stage: Stage) -> None:
    await stage.says("/verify +44 7700 900000")
    assert "in progress" in text_of(stage.card())

    await stage.advance(5)
    assert "waiting for the code" in text_of(stage.card())

    await stage.says(f"/code {stage.session_id()} {stage.code_on(GOOD)}")
    assert "verified" in text_of(stage.card())
    assert "verified" in text_of(stage.last())
    assert 1 == len(stage.handsets.calls_to(GOOD))


async def test_digits_are_accepted_while_the_phone_still_rings(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}")
    await stage.says(stage.code_on(GOOD), reply_to=stage.card()["message_id"])

    assert "verified" in text_of(stage.card())


async def test_bare_digits_in_private_are_a_code(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}")
    await stage.says(stage.code_on(GOOD))

    assert "verified" in text_of(stage.card())


async def test_a_wrong_code_costs_a_try_and_the_right_one_still_counts(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}")
    await stage.says("/code 0000")
    assert "wrong code. 4 tries left" in text_of(stage.last())
    assert "4 tries left" in text_of(stage.card())

    await stage.says(f"/code {stage.code_on(GOOD)}")
    assert "verified" in text_of(stage.card())


async def test_the_fifth_wrong_code_is_the_last(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}")
    for _ in range(5):
        await stage.says("/code 0000")
    assert "failed" in text_of(stage.card())

    await stage.says(f"/code {stage.session_id()} {stage.code_on(GOOD)}")
    assert "failed" in text_of(stage.card())
    assert "ended already" in text_of(stage.last())


async def test_nobody_types_the_code_in_time(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}")
    code = stage.code_on(GOOD)
    await stage.advance(5)
    await stage.advance(600, step=100)
    assert "expired" in text_of(stage.card())
    assert "expired" in text_of(stage.last())

    await stage.says(f"/code {stage.session_id()} {code}")
    assert "too late" in text_of(stage.last())
    assert "expired" in text_of(stage.card())


async def test_cancelling_by_button_and_by_command(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}")
    await stage.taps("Cancel", stage.card())
    assert "cancelled" in text_of(stage.card())

    await stage.says("/verify +447700900001")
    await stage.says("/cancel")
    assert "cancelled" in text_of(stage.card())


async def test_calling_again_waits_its_minute_and_stays_one_session(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}")
    session_id = stage.session_id()
    alert = await stage.taps("Call again", stage.card())
    assert alert is not None
    assert "Try again in 60 s" in alert

    await stage.advance(60, step=5)
    await stage.taps("Call again", stage.card())
    assert 2 == len(stage.handsets.calls_to(GOOD))
    assert session_id == stage.session_id()

    await stage.says(f"/code {stage.code_on(GOOD)}")
    assert "verified" in text_of(stage.card())


async def test_calling_again_after_the_end_is_a_new_session(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}")
    first = stage.card()
    await stage.says("/cancel")
    await stage.advance(60, step=5)
    await stage.taps("Call again", stage.card())

    assert first["message_id"] != stage.card()["message_id"]
    assert "in progress" in text_of(stage.card())


async def test_enter_code_asks_with_the_keyboard_open(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}")
    await stage.taps("Enter code", stage.card())
    prompt = stage.last()
    assert prompt["reply_markup"]["force_reply"]

    await stage.says(stage.code_on(GOOD), reply_to=prompt["message_id"])
    assert "verified" in text_of(stage.card())


async def test_what_is_asked_in_a_topic_is_answered_there(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}", where=SUPPORT, topic_id=VERIFICATIONS)

    card = stage.card(where=SUPPORT)
    assert VERIFICATIONS == card["message_thread_id"]


async def test_nobody_else_can_act_on_a_session(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, OWNER_IDS="1001 1002") as stage:
        await stage.says(f"/verify {GOOD}")
        session_id = stage.session_id()
        await stage.says("/start", who=BEN)
        for text in (f"/code {session_id} {stage.code_on(GOOD)}", f"/cancel {session_id}"):
            await stage.says(text, who=BEN)
            assert "somebody else's" in text_of(stage.last(who=BEN))

    assert "in progress" in text_of(stage.card())


async def test_strangers_get_silence_until_somebody_lets_them_in(stage: Stage) -> None:
    await stage.says("/start")
    await stage.says(f"/verify {GOOD}", who=CHIARA)
    assert 1 == len(stage.seen(who=CHIARA))

    await stage.says("/start", who=CHIARA)
    await stage.taps("Ask for access", stage.last(who=CHIARA), who=CHIARA)
    request = stage.last(who=ANNA)
    assert "Chiara" in text_of(request)

    await stage.taps("Operator", request)
    assert "You may use the desk now" in text_of(stage.last(who=CHIARA))
    await stage.says(f"/verify {GOOD}", who=CHIARA)
    assert "in progress" in text_of(stage.card(who=CHIARA))


async def test_what_an_owner_could_not_be_told_waits_for_their_first_hello(stage: Stage) -> None:
    """A bot cannot write first; news for somebody who never said hello must not be lost."""
    await stage.says("/start", who=CHIARA)
    await stage.taps("Ask for access", stage.last(who=CHIARA), who=CHIARA)
    await stage.says("/start")

    assert any("Chiara" in text_of(message) for message in stage.seen())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("/verify", "Write the number after the command"),
        ("/verify hello", "not a phone number"),
        ("/verify +4412", "is too short"),
        ("/verify 12", "has no country code"),
        ("/verify +44770090000000000", "is too long"),
        ("/verify +99912345678", "country code that does not exist"),
        ("/verify +44 909 8790000", "never called"),
        ("/verify +881612345678", "never called"),
        ("/code", "Write the digits"),
        ("/code 1234", "Nothing is open"),
        ("/code ZZZ9 1234", "There is no session ZZZ9"),
        ("/code 7F3K", "not a code"),
        ("/cancel", "Nothing is open"),
        ("/status 7F3K", "There is no session 7F3K"),
        ("/status", "Nothing is open"),
        ("/history", "Nothing yet"),
        ("what is this", "I did not understand"),
    ],
)
async def test_every_bad_input_gets_one_helpful_sentence(
    stage: Stage, text: str, sentence: str
) -> None:
    await stage.says(text)

    assert sentence in text_of(stage.last())
    assert [] == stage.handsets.snapshot()


async def test_a_number_nobody_was_given_is_asked_about(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, ALLOW_UNASSIGNED_NUMBERS="false") as stage:
        await stage.says(f"/verify {GOOD}")
        question = stage.last()
        assert "looks unassigned" in text_of(question)
        assert 0 == len(stage.handsets.calls_to(GOOD))

        await stage.taps("Call", question)
        assert "in progress" in text_of(stage.card())
        assert 1 == len(stage.handsets.calls_to(GOOD))


async def test_without_a_provider_the_desk_says_so(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, NUMCHECK_SECRET_KEY="", NUMCHECK_BASE_URL="") as stage:
        await stage.says(f"/verify {GOOD}")

        assert "No provider" in text_of(stage.last())


async def test_history_and_status_tell_what_was(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}")
    session_id = stage.session_id()
    await stage.says("/status")
    assert f"{session_id} +44•••••••000 · in progress" in text_of(stage.last())

    await stage.says(f"/code {stage.code_on(GOOD)}")
    await stage.says("/history")
    assert f"{session_id} +44•••••••000 · verified" in text_of(stage.last())
    await stage.says(f"/status {session_id.lower()}")
    assert "verified" in text_of(stage.last())
