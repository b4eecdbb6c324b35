"""Who may use the desk: strangers ask, administrators answer, guests leave, links let in."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.town import ANNA, BEN, CHIARA, SUPPORT
from sandbox.vendors.virtual_numbers import VirtualNumbers
from tests.journeys.stage import Message, Stage, labels_of, opened_stage, text_of

GOOD = "+447700900000"
DAY = 24 * 60 * 60


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=("numcheck", "lanck")) as stage:
        await stage.says("/start")
        yield stage


async def knocks(stage: Stage, who: int) -> None:
    await stage.says("/start", who=who)
    await stage.taps("Ask for access", stage.last(who=who), who=who)


async def makes(stage: Stage, who: int, role: str) -> None:
    await stage.says(f"/access add {who} {role}")
    await stage.says("/start", who=who)


def token_in(message: Message) -> str:
    found = re.search(r"t\.me/numdesk_bot\?start=([\w-]+)", text_of(message))
    assert found is not None
    return found[1]


# Asking


async def test_a_request_offers_three_answers(desk: Stage) -> None:
    await knocks(desk, CHIARA)

    assert ["Operator", "Viewer", "Refuse"] == labels_of(desk.last())
    assert "Asked." in text_of(desk.last(who=CHIARA))


async def test_a_viewer_looks_and_orders_nothing(desk: Stage) -> None:
    await knocks(desk, CHIARA)
    await desk.taps("Viewer", desk.last())
    assert "as a viewer" in text_of(desk.last(who=CHIARA))
    await desk.says("/status", who=CHIARA)
    assert "Nothing is open" in text_of(desk.last(who=CHIARA))
    await desk.says(f"/verify {GOOD}", who=CHIARA)

    assert "You may look here" in text_of(desk.last(who=CHIARA))
    assert [] == desk.handsets.calls


async def test_who_is_refused_asks_again_only_after_a_day(desk: Stage) -> None:
    await knocks(desk, CHIARA)
    await desk.taps("Refuse", desk.last())
    assert "have said no" in text_of(desk.last(who=CHIARA))
    heard = len(desk.seen())
    await knocks(desk, CHIARA)
    assert "have said no" in text_of(desk.last(who=CHIARA))
    assert heard == len(desk.seen())

    await desk.advance(DAY + 1, step=DAY + 1)
    await knocks(desk, CHIARA)
    assert "Asked." in text_of(desk.last(who=CHIARA))
    assert heard < len(desk.seen())


async def test_asking_twice_tells_the_administrators_once(desk: Stage) -> None:
    await knocks(desk, CHIARA)
    heard = len(desk.seen())
    await knocks(desk, CHIARA)

    assert "Asked." in text_of(desk.last(who=CHIARA))
    assert heard == len(desk.seen())


async def test_only_so_many_may_ask_in_an_hour(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, LIMIT_REQUESTS_PER_HOUR="2") as stage:
        await stage.says("/start")
        people = range(2001, 2004)
        for person in people:
            stage.telegram.add_person(person, f"Stranger {person}")
            await stage.says("/start", who=person)
        alerts = [
            await stage.taps("Ask for access", stage.last(who=person), who=person)
            for person in people
        ]
        requests = [one for one in stage.seen() if "asks to use the desk" in text_of(one)]

    assert ["", ""] == alerts[:2]
    assert "try again in an hour" in (alerts[2] or "")
    assert 2 == len(requests)


async def test_the_first_of_two_administrators_decides_and_the_other_hears(desk: Stage) -> None:
    await makes(desk, BEN, "operator")
    await desk.says(f"/access add {BEN} admin")
    await knocks(desk, CHIARA)
    card = desk.last(who=BEN)
    assert ["Operator", "Viewer", "Refuse"] == labels_of(card)
    await desk.taps("Viewer", desk.last())
    assert "Chiara was let in as a viewer by Anna." == text_of(desk.last(who=BEN))

    assert card["message_id"] == desk.last(who=BEN)["message_id"]
    assert [] == labels_of(desk.last(who=BEN))


async def test_of_two_administrators_who_decide_at_once_one_does(desk: Stage) -> None:
    await makes(desk, BEN, "admin")
    await knocks(desk, CHIARA)
    desk.telegram.press(ANNA, desk.bot_id, desk.last()["message_id"], "Operator")
    desk.telegram.press(BEN, desk.bot_id, desk.last(who=BEN)["message_id"], "Refuse")
    await desk.settle()
    assert text_of(desk.last(who=BEN)).startswith("Chiara ")
    assert [] == labels_of(desk.last()) + labels_of(desk.last(who=BEN))
    answers = [
        text_of(one)
        for one in desk.seen(who=CHIARA)
        if "may use the desk" in text_of(one) or "have said no" in text_of(one)
    ]

    assert 1 == len(answers)


# Giving and taking back


async def test_somebody_met_is_given_access_by_name_and_by_id(desk: Stage) -> None:
    await knocks(desk, CHIARA)
    await desk.says("/access add @Chiara operator")
    assert "Chiara is an operator now." == text_of(desk.last())
    await desk.says(f"/access add {CHIARA} viewer")

    assert "Chiara is a viewer now." == text_of(desk.last())
    await desk.says("/help", who=CHIARA)
    assert "Numdesk" in text_of(desk.last(who=CHIARA))


async def test_by_a_reply_in_a_group(desk: Stage) -> None:
    said = await desk.says("/status", who=BEN, where=SUPPORT)
    await desk.says("/access add operator", where=SUPPORT, reply_to=said["message_id"])

    assert "Ben is an operator now." == text_of(desk.last(where=SUPPORT))


async def test_a_name_nobody_has_met_waits_for_its_first_word(desk: Stage) -> None:
    await desk.says("/access add @chiara operator")
    assert "as soon as they write" in text_of(desk.last())
    await desk.says("/access")
    assert "@chiara · operator, once they write" in text_of(desk.last())
    await desk.says(f"/verify {GOOD} flash", who=CHIARA)
    assert "in progress" in text_of(desk.card(who=CHIARA))

    await desk.says("/access")
    assert "once they write" not in text_of(desk.last())
    assert "Chiara (@chiara, 1003) · operator" in text_of(desk.last())


async def test_a_grant_that_waits_can_be_taken_back(desk: Stage) -> None:
    await desk.says("/access add @chiara operator")
    await desk.says("/access remove @chiara")
    await desk.says("/status", who=CHIARA)

    assert "@chiara has no access" in text_of(desk.last())
    assert 1 == len(desk.seen(who=CHIARA))


async def test_guests_leave_by_themselves(desk: Stage) -> None:
    await desk.says(f"/access add {CHIARA} operator 30m")
    assert "until 21 Nov 12:30 UTC" in text_of(desk.last())
    await desk.says(f"/verify {GOOD} flash", who=CHIARA)
    await desk.advance(29 * 60, step=60)
    await desk.says("/status", who=CHIARA)
    assert "Nothing is open" in text_of(desk.last(who=CHIARA))

    await desk.advance(65, step=13)
    assert "Your time as a guest" in text_of(desk.last(who=CHIARA))
    heard = len(desk.seen(who=CHIARA))
    await desk.says("/status", who=CHIARA)
    assert heard + 1 == len(desk.seen(who=CHIARA))


async def test_a_guest_whose_time_is_over_is_refused_before_any_job_has_run(desk: Stage) -> None:
    await desk.says(f"/access add {CHIARA} operator 30m")
    await desk.says("/start", who=CHIARA)
    heard = len(desk.seen(who=CHIARA))
    desk.clock.move(desk.clock.now() - desk.clock.now().replace(hour=11, minute=29))
    await desk.says("/status", who=CHIARA)

    assert heard + 1 == len(desk.seen(who=CHIARA))


async def test_what_was_going_on_ends_with_the_access(desk: Stage) -> None:
    await makes(desk, BEN, "operator")
    await desk.says(f"/verify {GOOD} flash", who=BEN)
    await desk.says("/access remove @ben")
    assert "Ben has no access any more, and holds nothing." == text_of(desk.last())
    assert "cancelled" in text_of(desk.card(who=BEN))
    assert "Your access to this desk has ended." in [text_of(one) for one in desk.seen(who=BEN)]

    alert = await desk.taps("Call again", desk.card(who=BEN), who=BEN)
    assert "ask to be let in" in (alert or "")
    assert 1 == len(desk.handsets.calls)


@pytest.mark.parametrize("ending", ["/access remove @ben", None], ids=["removed", "a guest"])
async def test_a_code_that_comes_after_the_access_has_ended_is_not_for_them(
    tmp_path: Path, ending: str | None
) -> None:
    async with opened_stage(tmp_path, vendors=("virtual_numbers",)) as stage:
        await stage.says("/start")
        await stage.says(f"/access add {BEN} operator 2m")
        await stage.says("/start", who=BEN)
        await stage.says("/number gb toy 010", who=BEN)
        (number,) = re.findall(r"\+4477009\d+", text_of(stage.card(who=BEN)))
        if ending is not None:
            await stage.says(ending)
        else:
            stage.clock.move(timedelta(minutes=2))  # before any job has run
        vendor = stage.town.vendors["virtual_numbers"]
        assert isinstance(vendor, VirtualNumbers)
        vendor.deliver(number, "Your code is 004217", "004217")
        await stage.advance(14)
        for_ben = [one for one in stage.seen(who=BEN) if text_of(one).startswith("🔑")]
        for_anna = [one for one in stage.seen() if text_of(one).startswith("🔑")]

    assert [] == for_ben
    assert [] != for_anna


async def test_the_list_changes_and_revokes_with_buttons(desk: Stage) -> None:
    await makes(desk, CHIARA, "operator")
    await desk.says("/access")
    await desk.taps("Change Chiara", desk.last())
    assert ["Viewer", "Administrator", "Revoke"] == labels_of(desk.last())
    await desk.taps("Administrator", desk.last())
    assert "Chiara is an administrator now." == text_of(desk.last())

    await desk.says("/access chi")
    await desk.taps("Revoke Chiara", desk.last())
    assert "Nobody but the owners" in text_of(desk.last())
    await desk.says("/access ben")
    assert "Nobody here is called ben" in text_of(desk.last())


async def test_administrators_make_no_administrators_and_touch_no_owner(desk: Stage) -> None:
    await makes(desk, BEN, "admin")
    for text, sentence in (
        (f"/access add {CHIARA} admin", "Only an owner can make an administrator"),
        ("/access invite admin", "Only an owner can make an administrator"),
        ("/access remove @anna", "Owners are named in the settings"),
        ("/access remove @ben", "Only an owner can make an administrator"),
    ):
        await desk.says(text, who=BEN)
        assert sentence in text_of(desk.last(who=BEN))
    await desk.says("/access add @chiara operator", who=BEN)

    assert "They are an operator" in text_of(desk.last(who=BEN))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("/access add @chiara", "Write /access"),
        ("/access add operator", "Say who"),
        ("/access add @chiara operator forever", "Write /access"),
        ("/access add @chiara operator 4x", "Write how long"),
        ("/access add @chiara operator 0m", "Write how long"),
        ("/access add @chiara operator 99999d", "Write how long"),
        ("/access add -100 operator", "Say who"),
        ("/access add chiara operator", "Say who"),
        ("/access add @other_bot operator", "That is no person"),
        ("/access add 1001 viewer", "Owners are named in the settings"),
        ("/access remove", "Say who"),
        ("/access remove @dora", "@dora has no access"),
        ("/access remove 1005", "1005 has no access"),
        ("/access invite", "Write /access"),
        ("/access invite owner", "Write /access"),
        ("/access here operator", "Send this in the group"),
    ],
)
async def test_hurried_words_get_one_helpful_sentence(
    desk: Stage, text: str, sentence: str
) -> None:
    await desk.says(text)

    assert sentence in text_of(desk.last())


async def test_names_and_links_are_not_shown_to_a_group(desk: Stage) -> None:
    for text in ("/access", "/access invite operator"):
        await desk.says(text, where=SUPPORT)
        assert "in our private chat" in text_of(desk.last(where=SUPPORT))


# Invitations


async def test_an_invitation_lets_one_person_in_once(desk: Stage) -> None:
    await desk.says("/access invite operator")
    token = token_in(desk.last())
    await desk.says(f"/start {token}", who=CHIARA)
    assert "Welcome, Chiara." in text_of(desk.last(who=CHIARA))
    assert "Chiara came in by your invitation, as an operator." == text_of(desk.last())
    await desk.says(f"/start {token}", who=BEN)

    assert "has been used or is too old" in text_of(desk.last(who=BEN))
    await desk.says("/status", who=CHIARA)
    assert "Nothing is open" in text_of(desk.last(who=CHIARA))


async def test_of_two_who_use_an_invitation_at_once_one_comes_in(desk: Stage) -> None:
    await desk.says("/access invite viewer")
    token = token_in(desk.last())
    for who in (BEN, CHIARA):
        desk.telegram.say(who, desk.bot_id, f"/start {token}")
    await desk.settle()
    answers = sorted(text_of(desk.last(who=who)).split()[0] for who in (BEN, CHIARA))

    assert ["This", "Welcome,"] == answers


async def test_an_invitation_dies_after_a_day_and_garbage_never_lived(desk: Stage) -> None:
    await desk.says("/access invite operator")
    token = token_in(desk.last())
    await desk.advance(DAY, step=DAY)
    for word in (token, "garbage", "x" * 64):
        await desk.says(f"/start {word}", who=CHIARA)
        assert "has been used or is too old" in text_of(desk.last(who=CHIARA))


async def test_who_is_in_already_does_not_use_an_invitation_up(desk: Stage) -> None:
    await desk.says("/access invite operator")
    token = token_in(desk.last())
    await desk.says(f"/start {token}")
    assert "Hello Anna" in text_of(desk.last())
    await desk.says(f"/start {token}", who=CHIARA)

    assert "Welcome, Chiara." in text_of(desk.last(who=CHIARA))


async def test_an_invitation_ends_with_the_rights_of_who_made_it(desk: Stage) -> None:
    await makes(desk, BEN, "admin")
    await desk.says("/access invite operator", who=BEN)
    token = token_in(desk.last(who=BEN))
    await desk.says("/access remove @ben")
    await desk.says(f"/start {token}", who=CHIARA)

    assert "has been used or is too old" in text_of(desk.last(who=CHIARA))


async def test_a_link_that_was_passed_on_undoes_no_decision(desk: Stage) -> None:
    await makes(desk, CHIARA, "operator")
    await desk.says("/access remove @chiara")
    await desk.says("/access invite operator")
    await desk.says(f"/start {token_in(desk.last())}", who=CHIARA)

    assert "has been used or is too old" in text_of(desk.last(who=CHIARA))
    await knocks(desk, CHIARA)
    assert "have said no" in text_of(desk.last(who=CHIARA))
