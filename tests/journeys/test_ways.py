"""Every way of verifying a phone, from the question to the proof."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.town import ANNA, BEN
from tests.journeys.stage import Stage, opened_stage, text_of

GOOD = "+447700900000"


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Stage]:
    """A desk with an account everywhere, and codes by SMS allowed."""
    async with opened_stage(tmp_path, vendors=None, ALLOW_SMS_CODES="true") as stage:
        yield stage


def number(fate: str) -> str:
    return f"+447700900{fate}"


def spoken(stage: Stage, to: str) -> str:
    """Hear what the voice says, as digits."""
    call = stage.handsets.last_call(to)
    assert call is not None
    assert call.spoken is not None
    return "".join(sign for sign in call.spoken if sign.isdigit())


@pytest.mark.parametrize("method", ["pin", "password"])
async def test_a_code_is_spoken_and_typed(whole: Stage, method: str) -> None:
    await whole.says(f"/verify {GOOD} {method}")
    await whole.advance(10)
    assert "waiting for the code" in text_of(whole.card())

    await whole.says(f"/code {spoken(whole, GOOD)}")
    assert "verified" in text_of(whole.card())
    assert "in progress" not in text_of(whole.card())


async def test_a_code_comes_by_sms(whole: Stage) -> None:
    await whole.says(f"/verify {GOOD} sms")
    await whole.advance(10)
    (text,) = whole.handsets.texts_on(GOOD)
    code = "".join(sign for sign in text if sign.isdigit())
    await whole.says(code)

    assert "verified" in text_of(whole.card())


async def test_codes_by_sms_are_off_unless_allowed(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=None) as stage:
        await stage.says(f"/verify {GOOD} sms")

        assert "Codes by SMS are off" in text_of(stage.last())
        assert [] == stage.handsets.texts_on(GOOD)


async def test_a_person_calls_the_number_shown(whole: Stage) -> None:
    await whole.says(f"/verify {GOOD} incoming")
    card = whole.card()
    assert "in progress" in text_of(card)
    (copy, *_), *_ = card["reply_markup"]["inline_keyboard"]
    assert copy["copy_text"]["text"] in text_of(card)
    await whole.advance(20)

    assert "verified" in text_of(whole.card())


async def test_a_call_from_another_phone_changes_nothing(whole: Stage) -> None:
    nobody = number("021")
    await whole.says(f"/verify {nobody} incoming")
    did = whole.card()["reply_markup"]["inline_keyboard"][0][0]["copy_text"]["text"]
    whole.handsets.dial("+447700900999", did)
    await whole.advance(30)
    assert "in progress" in text_of(whole.card())

    await whole.says("1234", reply_to=whole.card()["message_id"])
    assert "has no code" in text_of(whole.last())
    await whole.advance(120, step=5)
    assert "expired" in text_of(whole.card())


async def test_without_a_word_the_desk_offers_what_is_possible(whole: Stage) -> None:
    await whole.says(f"/verify {GOOD}")
    offer = whole.last()
    buttons = [row[0]["text"].split(" · ")[0] for row in offer["reply_markup"]["inline_keyboard"]]
    assert ["Flash call", "Spoken code", "Spoken PIN", "Call from the phone", "SMS"] == buttons[:5]
    assert [] == whole.handsets.calls

    button = offer["reply_markup"]["inline_keyboard"][2][0]["text"]
    await whole.taps(button, offer)
    await whole.taps(button, offer) if "inline_keyboard" in offer else None
    assert 1 == len(whole.handsets.calls_to(GOOD))


async def test_what_a_chat_prefers_is_offered_first(whole: Stage) -> None:
    await whole.says("/prefer GB pin flash")
    await whole.says(f"/verify {GOOD}")

    first = whole.last()["reply_markup"]["inline_keyboard"][0][0]["text"]
    assert first.startswith("Spoken PIN")
    await whole.says("/prefer GB none")
    assert "no way is preferred" in text_of(whole.last())


async def test_automatic_goes_on_after_sure_failures_to_the_last_way(whole: Stage) -> None:
    """Flash at both, the PIN at one of them: nothing was ordered, and MCN speaks the code."""
    await whole.control("numcheck", mode="no_funds")
    await whole.control("lanck", mode="no_funds")
    await whole.says(f"/verify {GOOD} auto")
    await whole.advance(10)

    (call,) = whole.handsets.calls_to(GOOD)
    assert ("mcn", "password") == (call.provider, call.kind)
    assert "Spoken code" in text_of(whole.card())
    assert "waiting for the code" in text_of(whole.card())


async def test_automatic_waits_where_the_phone_may_have_shown_who_rang(whole: Stage) -> None:
    """Somebody who declines has seen the digits."""
    await whole.says(f"/verify {number('023')} auto")
    await whole.advance(60, step=2)

    assert ["flash"] == [call.kind for call in whole.handsets.calls_to(number("023"))]
    assert "waiting for the code" in text_of(whole.card())


async def test_automatic_stops_where_nobody_knows(whole: Stage) -> None:
    await whole.says(f"/verify {number('053')} auto")
    await whole.advance(60, step=2)

    assert "outcome unknown" in text_of(whole.card())
    assert 1 == len(whole.handsets.calls_to(number("053")))


async def test_another_way_is_one_tap(whole: Stage) -> None:
    await whole.says(f"/verify {GOOD} flash")
    await whole.advance(61, step=5)
    await whole.taps("Try another way", whole.card())
    offer = whole.last()
    pin = next(
        row[0]["text"]
        for row in offer["reply_markup"]["inline_keyboard"]
        if row[0]["text"].startswith("Spoken PIN")
    )
    session_id = whole.session_id()
    await whole.taps(pin, offer)
    await whole.advance(10)

    assert f"Spoken PIN · {session_id}" in text_of(whole.card())
    await whole.says(spoken(whole, GOOD))
    assert "verified" in text_of(whole.card())


async def test_the_next_provider_takes_over_after_a_sure_refusal(whole: Stage) -> None:
    await whole.control("numcheck", mode="no_funds")
    await whole.says(f"/verify {GOOD} flash")
    await whole.advance(5)

    (call,) = whole.handsets.calls_to(GOOD)
    assert "lanck" == call.provider
    await whole.says(stage_code(whole, GOOD))
    assert "verified" in text_of(whole.card())


def stage_code(stage: Stage, to: str) -> str:
    return stage.code_on(to)


@pytest.mark.parametrize(
    ("fate", "method", "words"),
    [
        ("020", "pin", "The line is busy"),
        ("021", "pin", "off or out of coverage"),
        ("023", "pin", "declined or blocked"),
        ("020", "password", "The line is busy"),
        ("024", "password", "ended the call without a reason"),
    ],
)
async def test_a_failure_is_told_in_words_from_its_cause(
    whole: Stage, fate: str, method: str, words: str
) -> None:
    await whole.says(f"/verify {number(fate)} {method}")
    await whole.advance(10)

    assert "failed" in text_of(whole.card())
    assert words in text_of(whole.card())


async def test_forwarding_is_a_visible_warning(whole: Stage) -> None:
    await whole.says(f"/verify {number('026')} password")
    await whole.advance(3)

    assert "forwarded" in text_of(whole.card())


async def test_a_billing_failure_is_on_calls_business(whole: Stage) -> None:
    await whole.says(f"/verify {number('025')} password")
    await whole.advance(10)

    assert "Our account at MCN is empty" in text_of(whole.card())


@pytest.mark.parametrize("fate", ["012", "013", "014"])
@pytest.mark.parametrize("method", ["flash", "pin", "password"])
async def test_callbacks_twice_early_or_lost_make_one_result(
    whole: Stage, fate: str, method: str
) -> None:
    to = number(fate)
    await whole.says(f"/verify {to} {method}")
    await whole.advance(20)
    code = stage_code(whole, to) if method == "flash" else spoken(whole, to)
    await whole.says(f"/code {code}")

    assert "verified" in text_of(whole.card())
    assert 1 == len(whole.handsets.calls_to(to))


async def test_lanck_hears_that_it_went_well_and_its_failure_changes_nothing(
    whole: Stage,
) -> None:
    await whole.says(f"/verify {GOOD} pin")
    await whole.advance(10)
    await whole.control("lanck", mode="down")
    await whole.says(spoken(whole, GOOD))

    assert "verified" in text_of(whole.card())


async def test_a_proof_can_be_copied_and_quoted(whole: Stage) -> None:
    await whole.says(f"/verify {GOOD} flash")
    await whole.says(whole.code_on(GOOD))
    (copy,) = whole.card()["reply_markup"]["inline_keyboard"][0]

    session_id = whole.session_id()
    assert session_id in copy["copy_text"]["text"]
    assert "verified by flash call on 2026-11-21" in copy["copy_text"]["text"]
    await whole.says(f"/status {session_id}")
    assert "verified" in text_of(whole.last())


async def test_a_country_may_need_a_second_person(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, OWNER_IDS="1001 1002") as stage:
        await stage.says("/start", who=BEN)
        await stage.says("/country GB approval")
        await stage.says(f"/verify {GOOD}")
        assert "second person" in text_of(stage.last())
        assert [] == stage.handsets.calls
        assert not any("wants to verify" in text_of(one) for one in stage.seen(who=ANNA))

        await stage.taps("Approve", stage.last(who=BEN), who=BEN)
        assert "in progress" in text_of(stage.card())
        assert 1 == len(stage.handsets.calls_to(GOOD))


async def test_a_country_can_be_switched_off_in_chat(stage: Stage) -> None:
    await stage.says("/country GB off")
    await stage.says(f"/verify {GOOD}")
    assert "switched off" in text_of(stage.last())

    await stage.says("/country GB allow")
    await stage.says(f"/verify {GOOD}")
    assert "in progress" in text_of(stage.card())


async def test_numbers_that_are_never_verified_are_blocked_and_vouched_for(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, LIMIT_UNVERIFIED_PER_PREFIX="3") as stage:
        for last in ("000", "001", "002"):
            await stage.says(f"/verify {number(last)}")
        await stage.advance(700, step=50)
        assert any("looks like pumping" in text_of(one) for one in stage.seen())
        await stage.says(f"/verify {number('003')}")
        assert "looks like fraud" in text_of(stage.last())

        await stage.says("/guard allow +44 7700 900")
        await stage.says(f"/verify {number('003')}")
        assert "in progress" in text_of(stage.card())


async def test_the_language_of_the_voice_is_two_taps(whole: Stage) -> None:
    await whole.says(f"/verify {GOOD}")
    question = whole.last()
    assert "The voice speaks English · change" in str(question["reply_markup"])
    await whole.taps("The voice speaks English · change", question)
    await whole.taps("Deutsch", whole.last())
    await whole.advance(10)
    call = whole.handsets.last_call(GOOD)
    assert call is not None

    assert call.language == "de"
    assert "Other language" in str(whole.card()["reply_markup"])
    await whole.taps("Other language", whole.card())
    await whole.advance(61, step=5)
    await whole.taps("Español", whole.last())
    await whole.advance(10)
    call = whole.handsets.last_call(GOOD)
    assert call is not None
    assert call.language == "es"
    await whole.says(spoken(whole, GOOD))
    assert "verified" in text_of(whole.card())
