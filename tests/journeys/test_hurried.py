"""What hurried people type: codes in sentences, numbers without a word, replies instead of text."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import Update

from sandbox.town import ANNA, BOT_ID, SUPPORT
from tests.journeys.stage import Stage, opened_stage, text_of

GOOD, OTHER = "+447700900000", "+447700900001"


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Stage]:
    """A desk with an account everywhere."""
    async with opened_stage(tmp_path, vendors=None) as stage:
        yield stage


@pytest.mark.parametrize(
    "words", ["it is {}", "code {}", "the number says: {}!", "It ended in {spaced}.", "{spaced}"]
)
async def test_a_code_in_a_sentence_is_a_code(stage: Stage, words: str) -> None:
    await stage.says(f"/verify {GOOD}")
    code = stage.code_on(GOOD)
    await stage.says(words.format(code, spaced=" ".join(code)))

    assert "verified" in text_of(stage.card())


async def test_the_same_in_a_reply_in_a_group(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}", where=SUPPORT)
    card = stage.card(where=SUPPORT)
    await stage.says("I call her at 5 or 6", where=SUPPORT, reply_to=card["message_id"])
    assert "5 tries left" in text_of(stage.card(where=SUPPORT))

    said = f"she says it is {stage.code_on(GOOD)}"
    await stage.says(said, where=SUPPORT, reply_to=card["message_id"])
    assert "verified" in text_of(stage.card(where=SUPPORT))


async def test_a_code_needs_no_id_where_only_one_session_awaits_it(whole: Stage) -> None:
    await whole.says(f"/verify {OTHER} incoming")
    await whole.says(f"/verify {GOOD} flash")
    await whole.says(f"/code {whole.code_on(GOOD)}")

    assert "is verified" in text_of(whole.last())


async def test_a_sentence_is_no_code_where_none_is_awaited(stage: Stage) -> None:
    await stage.says("see you in 2027")

    assert "I did not understand" in text_of(stage.last())


async def test_tries_are_shown_before_the_first_wrong_code(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}")

    assert "5 tries left" in text_of(stage.card())


async def test_a_bare_number_is_asked_about(whole: Stage) -> None:
    await whole.says("+44 7700 900000")
    offer = whole.last()
    assert "What shall be done?" in text_of(offer)
    assert GOOD not in text_of(offer)
    rows = offer["reply_markup"]["inline_keyboard"]
    assert ["Verify", "Ask its network", "Ask fraud lists", "Both"] == [
        one["text"] for row in rows for one in row
    ]
    await whole.taps("Verify", offer)
    assert "How shall" in text_of(whole.last())

    await whole.taps(whole.last()["reply_markup"]["inline_keyboard"][0][0]["text"], whole.last())
    assert 1 == len(whole.handsets.calls_to(GOOD))


async def test_a_bare_number_can_be_looked_up_once(whole: Stage) -> None:
    await whole.says("please look at +447700900041")
    offer = whole.last()
    await whole.taps("Ask fraud lists", offer)
    whole.telegram.redeliver_last_update(whole.bot_id)
    await whole.settle()

    assert "fraudulent" in text_of(whole.card())
    assert 1 == whole.town.vendors["lanck"].charged.count("+447700900041")


async def test_several_bare_numbers_are_sent_to_the_commands(whole: Stage) -> None:
    await whole.says(f"{GOOD} {OTHER}")

    assert "several numbers" in text_of(whole.last())


async def test_verify_as_a_reply_takes_the_number_of_that_message(stage: Stage) -> None:
    message = await stage.says("my phone is +44 7700 900000, call me", where=SUPPORT)
    await stage.says("/verify flash", where=SUPPORT, reply_to=message["message_id"])

    assert 1 == len(stage.handsets.calls_to(GOOD))


async def test_verify_as_a_reply_to_a_card_takes_its_number(whole: Stage) -> None:
    await whole.says(f"/hlr {GOOD}")
    await whole.says("/verify flash", reply_to=whole.card()["message_id"])

    assert 1 == len(whole.handsets.calls_to(GOOD))


async def test_verify_as_a_reply_to_two_numbers_asks_for_one(stage: Stage) -> None:
    message = await stage.says(f"{GOOD}, {OTHER}", where=SUPPORT)
    await stage.says("/verify", where=SUPPORT, reply_to=message["message_id"])
    assert "more than one number" in text_of(stage.last(where=SUPPORT))

    message = await stage.says("no number here", where=SUPPORT)
    await stage.says("/verify", where=SUPPORT, reply_to=message["message_id"])
    assert "Write the number after the command" in text_of(stage.last(where=SUPPORT))


async def test_a_copy_of_a_card_says_when_it_was_made(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}")
    session_id = stage.session_id()
    await stage.says(f"/status {session_id}")
    assert "As of 12:00:00 UTC" in text_of(stage.last())

    await stage.says(f"/code {session_id} {stage.code_on(GOOD)}")
    await stage.says(f"/status {session_id}")
    assert "As of" not in text_of(stage.last())


async def test_a_lookup_that_is_over_was_never_verified(whole: Stage) -> None:
    await whole.says(f"/hlr {GOOD}")
    session_id = whole.session_id()
    await whole.says(f"/cancel {session_id}")

    assert "has ended already: done" in text_of(whole.last())


async def test_two_voices_are_told_apart_on_their_buttons(whole: Stage) -> None:
    await whole.says(f"/verify {GOOD}")
    buttons = [row[0]["text"] for row in whole.last()["reply_markup"]["inline_keyboard"]]

    assert "Spoken code · ~30 s · sees forwarding" in buttons
    assert "Spoken PIN · ~30 s · any language" in buttons


async def test_a_number_without_its_plus_is_no_code_where_none_is_awaited(stage: Stage) -> None:
    await stage.says("447700900000")
    assert "What shall be done?" in text_of(stage.last())


async def test_a_national_number_is_asked_for_with_its_country(stage: Stage) -> None:
    for written in ("07700 900000", "7700900000"):
        await stage.says(written)
        assert "has no country code" in text_of(stage.last())
    await stage.says("+44 7700 900000 1234")
    assert "invalid: it is too long" in text_of(stage.last())

    await stage.says("4953")
    assert "Nothing is open here" in text_of(stage.last())


async def test_a_file_without_a_word_is_a_list_as_soon_as_somebody_says_so(whole: Stage) -> None:
    whole.telegram.send_file(ANNA, BOT_ID, "list.csv", f"{GOOD}\n{OTHER}".encode())
    await whole.settle()
    assert "Reply to the file with /batch" in text_of(whole.last())

    file = next(one for one in whole.seen() if "document" in one)
    await whole.says("/batch", reply_to=file["message_id"])
    assert "2 lines, 2 numbers" in text_of(whole.last())


async def test_a_contact_is_its_number(whole: Stage) -> None:
    await hears(whole, contact={"phone_number": GOOD[1:], "first_name": "Zoe"})
    assert "What shall be done?" in text_of(whole.last())

    await whole.taps("Verify", whole.last())
    assert "How shall +44•••••••000 be verified?" in text_of(whole.last())


async def test_what_says_nothing_is_told_what_to_write(stage: Stage) -> None:
    voice = {"file_id": "1", "file_unique_id": "1", "duration": 2}
    await hears(stage, voice=voice)
    assert "A voice message tells me nothing. /help" in text_of(stage.last())

    await hears(stage, location={"latitude": 59.4, "longitude": 24.7})
    assert "I read only text. /help" in text_of(stage.last())


async def hears(stage: Stage, **what: object) -> None:
    """Let the desk hear from Anna what no telephone of the town can send."""
    number = 900_000_000 + len(stage.seen())
    words = {
        "message_id": number,
        "date": int(stage.clock.now().timestamp()),
        "chat": {"id": ANNA, "type": "private", "first_name": "Anna"},
        "from": {"id": ANNA, "is_bot": False, "first_name": "Anna"},
    }
    await stage.says("/start")  # a chat begins with a word of hers
    update = Update.de_json({"update_id": number, "message": words | what}, stage.app.bot)
    await stage.app.intake.keep([update])
    await stage.settle()


async def test_a_call_that_is_cancelled_while_it_rings_may_go_on_ringing(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD} flash")
    await stage.taps("Cancel", stage.card())
    assert "the phone may still ring" in text_of(stage.card())

    await stage.says(f"/verify {OTHER} flash")
    await stage.advance(8)
    await stage.taps("Cancel", stage.card())
    assert "Nothing more will happen here." in text_of(stage.card())


async def test_a_code_that_comes_too_late_is_told_so_without_a_name(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD}")
    code = stage.code_on(GOOD)
    await stage.advance(700, step=10)
    await stage.says(code)
    assert "too late, the code has expired" in text_of(stage.last())

    await stage.advance(3600, step=60)
    await stage.says(code)
    assert "Nothing is open here" in text_of(stage.last())


async def test_a_code_of_a_call_nobody_knows_about_needs_no_name_either(stage: Stage) -> None:
    lost = "+447700900053"
    await stage.says(f"/verify {lost} password")
    await stage.says(f"/verify {lost} flash")
    await stage.advance(15)
    assert "outcome unknown" in text_of(stage.card())
    await stage.says("4953")

    assert "Nothing is open here" not in text_of(stage.last())
    assert stage.session_id() in text_of(stage.last())


async def test_another_call_in_a_session_that_runs_is_said_where_it_was_asked_for(
    whole: Stage,
) -> None:
    await whole.says(f"/verify {GOOD} flash")
    await whole.advance(65, step=5)
    await whole.says(f"/verify {GOOD} password")

    assert f"{whole.session_id()} goes on: its card above" in text_of(whole.last())
    assert 1 == sum("Spoken code" in text_of(one) for one in whole.seen())
    assert "Spoken code" in text_of(whole.card())


async def test_a_lookup_as_a_reply_to_a_card_asks_about_its_number_alone(whole: Stage) -> None:
    for order in (f"/verify {GOOD} flash", "/number gb"):
        await whole.says(order)
        await whole.advance(5)
        card = whole.card()
        await whole.says("/hlr", reply_to=card["message_id"])
        await whole.advance(2)

        assert "HLR" in text_of(whole.card())
        assert "invalid" not in text_of(whole.card())
        assert "numbers" not in text_of(whole.card())


async def test_a_number_that_got_its_code_is_let_go_and_not_cancelled(whole: Stage) -> None:
    await whole.says("/number gb")
    await whole.advance(15)
    await whole.says("/cancel", reply_to=whole.card()["message_id"])

    assert text_of(whole.last()).endswith(": the number has been let go.")
