"""/sms and /say: off by default, then templates, then whatever an owner lets people write."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.town import BEN, SUPPORT
from tests.journeys.stage import Stage, opened_stage, text_of

GOOD = "+447700900000"
REMINDER = "/sms template reminder Hello {name}, see you at {time}."


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Stage]:
    """Anna owns a desk with an account at LANCK; Ben may use it; templates may be sent."""
    async with opened_stage(tmp_path, vendors=("lanck",), OWNER_IDS="1001") as stage:
        await stage.says("/start")
        await stage.says("/start", who=BEN)
        await stage.taps("Ask for access", stage.last(who=BEN), who=BEN)
        await stage.taps("Operator", stage.last())
        await stage.says(REMINDER)
        await stage.says("/sms enable")
        yield stage


async def test_it_is_off_until_an_owner_enables_it_here(desk: Stage) -> None:
    await desk.says(f"/sms {GOOD} reminder name=Ben time=10", where=SUPPORT)
    assert "Messages are off in this chat" in text_of(desk.last(where=SUPPORT))
    await desk.says("/sms enable", who=BEN, where=SUPPORT)
    assert "Only an owner" in text_of(desk.last(where=SUPPORT))
    await desk.says("/sms enable", where=SUPPORT)
    await desk.says(f"/sms {GOOD} reminder name=Ben time=10", who=BEN, where=SUPPORT)

    assert "in progress" in text_of(desk.card(where=SUPPORT))


async def test_a_template_is_filled_sent_and_its_receipt_comes_to_the_card(desk: Stage) -> None:
    await desk.says(f'/sms {GOOD} reminder name=Ben time="10 am"')
    assert "in progress" in text_of(desk.card())
    await desk.advance(3)

    assert ["Hello Ben, see you at 10 am."] == desk.handsets.texts_on(GOOD)
    assert "done" in text_of(desk.card())
    assert "Ben" not in text_of(desk.card())
    await desk.says("/audit ordered")
    assert "message, reminder, through lanck" in text_of(desk.last())
    assert "see you" not in text_of(desk.last())


async def test_a_text_is_spoken(desk: Stage) -> None:
    await desk.says(f"/say {GOOD} reminder name=Ben time=10")
    await desk.advance(5)
    call = desk.handsets.last_call(GOOD)

    assert call is not None
    assert "Hello Ben, see you at 10." == call.spoken
    assert "done" in text_of(desk.card())


async def test_a_template_without_fields_takes_none(desk: Stage) -> None:
    await desk.says("/sms template hello Hello there")
    await desk.says(f"/sms {GOOD} hello name=Ben")

    assert "This template has no fields. Send it without name." == text_of(desk.last())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (f"{GOOD} reminder name=Ben", "Say what to put in: time"),
        (f"{GOOD} reminder name=Ben time=10 place=here", "no field place"),
        (f"{GOOD} reminder hello name=Ben time=10", "what hello is for"),
        (f"{GOOD} nothing", "There is no template nothing. There are: reminder."),
        (f"{GOOD}", "Write a template after the number: reminder."),
        (f"{GOOD} reminder name=http://evil.example time=10", "name should be one short line"),
        (f"{GOOD} reminder name={'B' * 41} time=10", "name should be one short line"),
        ("12 reminder", "has no country code"),
        ("Ben reminder", "not a phone number"),
        ("template Wrong!", "Write a name and the text"),
        ("template wrong! Hello", "cannot be a template"),
        ("template half Hello {name", "cannot be a template"),
        ("template gone off", "There is no template gone"),
        ("+8835100000000 reminder name=Ben time=10", "never called"),
    ],
)
async def test_what_cannot_be_sent_is_said_clearly_and_sends_nothing(
    desk: Stage, words: str, said: str
) -> None:
    await desk.says(f"/sms {words}")
    await desk.advance(3)

    assert said in text_of(desk.last())
    assert [] == desk.handsets.texts_on(GOOD)


async def test_free_text_is_for_chats_where_an_owner_says_so(desk: Stage) -> None:
    await desk.says(f"/sms {GOOD} Come at ten")
    assert "There is no template Come" in text_of(desk.last())
    await desk.says("/sms free")
    await desk.says(f"/sms {GOOD} Come at ten, {{really}}")
    await desk.advance(3)
    assert ["Come at ten, {really}"] == desk.handsets.texts_on(GOOD)

    for words, said in (
        ("+44 7700 900001 Come", "cannot tell where the number ends"),
        (f"{GOOD} 10 is fine", "cannot tell where the number ends"),
        (f"+447700900001 {'long ' * 100}", "too long"),
        ("+447700900001 \u202eodd", "cannot be brought to a phone"),
    ):
        await desk.says(f"/sms {words}")
        assert said in text_of(desk.last())
    await desk.says("/say +447700900001 好")
    assert "cannot be brought to a phone" in text_of(desk.last())


async def test_messages_count_against_the_limits_of_calls(desk: Stage) -> None:
    await desk.says(f"/sms {GOOD} reminder name=Ben time=10")
    await desk.advance(3)
    await desk.says(f"/sms {GOOD} reminder name=Ben time=11")
    assert "called a moment ago" in text_of(desk.last())
    await desk.says(f"/verify {GOOD} flash")
    assert "called a moment ago" in text_of(desk.last())
    await desk.says("/country GB off")
    await desk.says("/sms +447700900001 reminder name=Ben time=11")
    assert "switched off on this desk" in text_of(desk.last())


async def test_the_same_command_twice_sends_once(desk: Stage) -> None:
    await desk.says(f"/sms {GOOD} reminder name=Ben time=10")
    desk.telegram.redeliver_last_update(desk.bot_id)
    await desk.advance(3)

    assert 1 == len(desk.handsets.texts_on(GOOD))


async def test_a_lost_answer_is_never_sent_again(desk: Stage) -> None:
    trap = "+447700900053"
    await desk.says(f"/sms {trap} reminder name=Ben time=10")
    await desk.advance(120, step=2)
    card = desk.card()

    assert 1 == len(desk.handsets.texts_on(trap))
    assert "It has arrived, says LANCK" in text_of(card)
    assert "reply_markup" not in card


async def test_a_desk_killed_in_between_says_that_nobody_knows(tmp_path: Path) -> None:
    """Without a public address no receipt can come and tell."""
    async with opened_stage(
        tmp_path, vendors=("lanck",), FREE_TEXT="free", PUBLIC_URL="", TELEGRAM_MODE=""
    ) as desk:
        await desk.says("/sms +447700900053 Hello")
        assert "calling" in text_of(desk.card())
        await desk.lights_out()
        await desk.lights_on()
        await desk.advance(10)

        assert "outcome unknown" in text_of(desk.card())
        assert "may or may not arrive" in text_of(desk.last())
        assert 1 == len(desk.handsets.texts_on("+447700900053"))


async def test_a_message_that_did_not_arrive_fails_with_the_reason(desk: Stage) -> None:
    await desk.says("/say +447700900021 reminder name=Ben time=10")
    await desk.advance(40, step=2)

    assert "failed" in text_of(desk.card())
    assert any("the message to" in text_of(one) for one in desk.seen())


async def test_nobody_who_could_send_it_is_said(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, FREE_TEXT="free") as stage:
        await stage.says(f"/sms {GOOD} hello")
        assert "No provider for this (text messages)" in text_of(stage.last())
        await stage.says("/say")
        assert "and any text" in text_of(stage.last())


async def test_a_code_for_a_message_is_answered_sensibly(desk: Stage) -> None:
    await desk.says(f"/sms {GOOD} reminder name=Ben time=10")
    await desk.says(f"/code {desk.session_id()} 1234")

    assert "is no verification" in text_of(desk.last())


async def test_a_message_under_way_is_not_taken_for_a_verification(desk: Stage) -> None:
    """Its receipt is lost, so it stays open."""
    lost = "+447700900014"
    await desk.says(f"/sms {lost} reminder name=Ben time=10")
    await desk.advance(62, step=31)
    message = desk.card()
    await desk.says(f"/verify {lost} flash")

    assert "Flash call" in text_of(desk.card())
    assert "in progress" in text_of(message)
    assert "Message" in text_of(
        next(one for one in desk.seen() if one["message_id"] == message["message_id"])
    )


async def test_many_long_templates_still_fit_into_one_message(desk: Stage) -> None:
    for at in range(45):
        await desk.says(f"/sms template name-{at} {'Hello {somebody} & all ' * 15}")
    await desk.says("/sms")

    assert "more." in text_of(desk.last())
    assert "name-0" in text_of(desk.last())
