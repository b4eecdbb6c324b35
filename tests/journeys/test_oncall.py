"""/oncall: set in a line, read at a glance, handed over by the clock."""

from collections.abc import AsyncIterator
from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.flows.asking.acquaintance import Face
from bot.flows.asking.asking import Asker
from bot.flows.oncall import oncall
from bot.flows.oncall.oncall import WantedCover, WantedTurns
from sandbox.town import ANNA, BEN, BOT_ID, CHIARA, CODES, NIGHT_SHIFT, SUPPORT, VERIFICATIONS
from sandbox.vendors.nxcloud import NXCloud
from storage.people import Role
from tests.journeys.stage import Stage, opened_stage, text_of
from tests.journeys.test_escalation import let_in

SET = "/oncall anna ben chiara daily 09:00 Europe/London"


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path) as stage:
        await let_in(stage, BEN, CHIARA)
        yield stage


def told(stage: Stage, who: int, words: str) -> int:
    return sum(words in text_of(one) for one in stage.seen(who=who))


async def shown(stage: Stage, where: int = SUPPORT, who: int = ANNA) -> str:
    await stage.says("/oncall", who=who, where=where)
    return text_of(stage.last(who=who, where=where))


async def pass_time(stage: Stage, **span: float) -> None:
    """Let hours go by, and the desk look at its clock twice."""
    stage.clock.move(timedelta(**span) - timedelta(seconds=2))
    await stage.advance(2)


def tags(stage: Stage, chat_id: int) -> dict[int, str]:
    members = stage.telegram._exchange.groups[chat_id].members
    return {who: member.tag for who, member in members.items() if member.tag}


async def test_one_line_sets_it_and_one_word_shows_it(team: Stage) -> None:
    await team.says(SET, where=SUPPORT)
    said = text_of(team.last(where=SUPPORT))
    assert "Anna is on call until Sun 22 Nov 09:00." in said
    assert "Next: Ben from Sun 22 Nov 09:00, then Chiara from Mon 23 Nov 09:00." in said
    assert "Anna, Ben, Chiara: daily at 09:00, Europe/London." in said

    assert said == await shown(team, who=BEN)


async def test_who_is_nobody_yet_is_said_with_what_to_write(team: Stage) -> None:
    said = await shown(team)

    assert "for this chat: the owners hear of everything" in said
    assert "/oncall anna ben chiara daily 09:00 Europe/London" in said


async def test_a_hand_over_is_announced_once(team: Stage) -> None:
    await team.says(SET, where=NIGHT_SHIFT)
    await pass_time(team, hours=21)
    assert 1 == told(team, BEN, "You are on call for a group of yours")
    last = text_of(team.last(where=NIGHT_SHIFT))
    assert "Ben is on call now, until Mon 23 Nov 09:00 (Europe/London)." in last

    await team.lights_out()
    await team.lights_on()
    await team.advance(5)
    assert 1 == told(team, BEN, "You are on call for a group of yours")
    seen = team.seen(where=NIGHT_SHIFT)
    assert 1 == sum("is on call now" in text_of(one) for one in seen)


async def test_after_a_long_silence_only_what_holds_now_is_announced(team: Stage) -> None:
    await team.says(SET, where=NIGHT_SHIFT)
    await pass_time(team, days=2)

    announced = [one for one in team.seen(where=NIGHT_SHIFT) if "call now" in text_of(one)]
    assert ["Chiara"] == [text_of(one).split()[1] for one in announced]
    assert 0 == told(team, BEN, "You are on call for")


async def test_the_tag_goes_along_where_the_bot_may_set_it(team: Stage) -> None:
    team.telegram.promote(BOT_ID, NIGHT_SHIFT)
    team.telegram.join(CHIARA, NIGHT_SHIFT)
    await team.says("/oncall ben chiara daily 09:00 UTC", where=NIGHT_SHIFT)
    assert {BEN: "on-call"} == tags(team, NIGHT_SHIFT)
    await pass_time(team, hours=21)
    assert {CHIARA: "on-call"} == tags(team, NIGHT_SHIFT)
    await team.says("/oncall off", where=NIGHT_SHIFT)
    assert {} == tags(team, NIGHT_SHIFT)


async def test_the_tag_goes_when_the_last_topic_of_somebody_ends(team: Stage) -> None:
    team.telegram.promote(BOT_ID, SUPPORT)
    team.telegram.join(CHIARA, SUPPORT)
    topics = (VERIFICATIONS, CODES)
    for topic_id in topics:
        await team.says("/oncall ben daily 09:00 UTC", where=SUPPORT, topic_id=topic_id)
    assert {BEN: "on-call"} == tags(team, SUPPORT)

    await team.says("/oncall chiara daily 9:00 UTC", where=SUPPORT, topic_id=topics[0])
    assert {BEN: "on-call", CHIARA: "on-call"} == tags(team, SUPPORT)
    await team.says("/oncall off", where=SUPPORT, topic_id=topics[1])
    assert {CHIARA: "on-call"} == tags(team, SUPPORT)
    await team.says("/oncall ben daily 9:00 UTC", where=SUPPORT)
    await team.says("/oncall off", where=SUPPORT, topic_id=topics[0])
    assert {BEN: "on-call"} == tags(team, SUPPORT)


async def test_without_the_right_to_tag_all_else_goes_well(team: Stage) -> None:
    await team.says("/oncall ben chiara daily 09:00 UTC", where=NIGHT_SHIFT)
    await pass_time(team, hours=21)

    assert {} == tags(team, NIGHT_SHIFT)
    assert 1 == told(team, CHIARA, "You are on call")
    assert 0 == told(team, ANNA, "could not be delivered")


async def test_somebody_covers_for_a_while(team: Stage) -> None:
    await team.says(SET, where=SUPPORT)
    await team.says("/oncall cover @ben 4h", where=SUPPORT)
    said = text_of(team.last(where=SUPPORT))
    assert "Ben is on call until 16:00." in said
    assert "A cover for Anna." in said
    assert "Next: Anna from 16:00" in said
    assert 1 == told(team, BEN, "You are on call")

    await pass_time(team, hours=4)
    assert 1 == told(team, ANNA, "You are on call")
    assert "Anna is on call until Sun 22 Nov" in await shown(team)


async def test_a_reply_says_who_covers(team: Stage) -> None:
    await team.says(SET, where=SUPPORT)
    spoken = await team.says("I can do it", who=BEN, where=SUPPORT)
    await team.says("/oncall cover 2h", where=SUPPORT, reply_to=spoken["message_id"])

    assert "Ben is on call until 14:00." in text_of(team.last(where=SUPPORT))


async def test_a_button_covers_oneself_and_ends_it(team: Stage) -> None:
    await team.says(SET, where=SUPPORT)
    await team.taps("I cover 4 h", team.last(where=SUPPORT), who=BEN, where=SUPPORT)
    card = team.last(where=SUPPORT)
    assert "Ben is on call until 16:00." in text_of(card)
    await team.taps("End the cover", card, who=BEN, where=SUPPORT)

    assert "Anna is on call until" in text_of(team.last(where=SUPPORT))


async def test_only_owners_change_a_rota_and_only_its_people_cover(team: Stage) -> None:
    await team.says("/oncall anna daily 09:00 UTC", where=SUPPORT)
    card = team.last(where=SUPPORT)
    for words in ("/oncall ben daily 09:00 UTC", "/oncall cover ben 4h", "/oncall off"):
        await team.says(words, who=BEN, where=SUPPORT)
        assert "administrator" in text_of(team.last(where=SUPPORT))
    answer = await team.taps("I cover 4 h", card, who=BEN, where=SUPPORT)

    assert "Only people of this rota" in (answer or "")
    assert "Anna is on call" in await shown(team)


async def test_a_button_of_a_rota_that_is_gone_says_so(team: Stage) -> None:
    await team.says(SET, where=SUPPORT)
    card = team.last(where=SUPPORT)
    await team.says("/oncall off", where=SUPPORT)

    assert "too old" in (await team.taps("I cover 4 h", card, where=SUPPORT) or "")


WRONG = (
    ("off", "There is no rota here yet"),
    ("cover ben 4h", "There is no rota here yet"),
    ("anna ben daily 09:00 Mars/Base", "There is no time zone Mars/Base"),
    ("anna dora daily 09:00 UTC", "is called dora"),
    ("anna ben", "Say when they hand over"),
    ("anna ben 31:00", "Say when they hand over"),
    ("daily 09:00 UTC", "Say who"),
    (f"{'anna ' * 60} daily 09:00 UTC", "at most 50 places"),
    ("x<y daily 09:00 UTC", "is called x<y"),
    ("anna daily 09:00 UTC", "Anna is on call"),  # and now there is one
    ("cover @ben", "for how long"),
    ("cover @dora 4h", "is called @dora"),
    ("cover @ben 99d", "31 days at most"),
)


async def test_what_cannot_be_is_said_in_a_sentence(team: Stage) -> None:
    for words, sentence in WRONG:
        await team.says(f"/oncall {words}", where=SUPPORT)
        assert sentence in text_of(team.last(where=SUPPORT)), words


async def test_strangers_are_nobody_here(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.says("/start")
        await stage.says("/start", who=CHIARA)
        await stage.says("/oncall chiara daily 09:00 UTC")

        assert "Nobody who may use this desk is called chiara" in text_of(stage.last())


async def test_who_may_not_use_the_desk_any_more_is_no_secret(team: Stage) -> None:
    await team.says("/oncall anna ben daily 09:00 UTC", where=NIGHT_SHIFT)
    await team.says("/access")
    await team.taps("Revoke Ben", team.last())
    await pass_time(team, hours=21)

    assert "whoever comes next is called" in text_of(team.last(where=NIGHT_SHIFT))
    assert "whoever comes next is called" in await shown(team, NIGHT_SHIFT)
    assert 0 == told(team, BEN, "You are on call")


async def test_a_topic_has_its_own_rota_or_that_of_its_group(team: Stage) -> None:
    await team.says("/oncall anna daily 09:00 UTC", where=SUPPORT)
    await team.says("/oncall", where=SUPPORT, topic_id=VERIFICATIONS)
    assert "Anna is on call" in text_of(team.last(where=SUPPORT))
    assert "the rota of this group" in text_of(team.last(where=SUPPORT))

    await team.says("/oncall ben daily 09:00 UTC", where=SUPPORT, topic_id=VERIFICATIONS)
    assert "Ben is on call" in text_of(team.last(where=SUPPORT))
    assert "Anna is on call" in await shown(team)


async def test_a_rota_made_in_private_is_the_desks(team: Stage) -> None:
    await team.says("/oncall ben chiara weekly monday 09:00 Europe/London")
    assert "Ben is on call until Mon 23 Nov 09:00." in text_of(team.last())
    assert "Mondays at 09:00" in text_of(team.last())

    said = await shown(team, NIGHT_SHIFT)
    assert "Ben is on call" in said
    assert "the rota of the desk" in said


async def test_a_hand_over_keeps_its_wall_time_when_summer_ends(team: Stage) -> None:
    """From November the next change of the clocks in London is on 28 March 2027."""
    await pass_time(team, days=126)  # noon on Saturday 27 March
    await team.says("/oncall anna ben chiara daily 09:00 Europe/London", where=NIGHT_SHIFT)
    await pass_time(team, hours=19, minutes=59)
    assert "Anna is on call until 09:00." in await shown(team, NIGHT_SHIFT)
    await pass_time(team, minutes=1)
    assert "Ben is on call until Mon 29 Mar 09:00." in await shown(team, NIGHT_SHIFT)


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//shifts//EN
X-WR-TIMEZONE:Europe/London
BEGIN:VEVENT
UID:1
SUMMARY:On call: Ben
DTSTART:20261121T090000
DTEND:20261121T180000
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:Chiara
DTSTART:20261121T180000
DTEND:20261122T090000
RRULE:FREQ=WEEKLY;COUNT=4
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:Dora <night>
DTSTART:20261123T180000
DTEND:20261124T090000
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n").encode()


async def send(stage: Stage, content: bytes, caption: str = "/oncall") -> str:
    stage.telegram.send_file(ANNA, SUPPORT, "shifts.ics", content, caption=caption)
    await stage.settle()
    return text_of(stage.last(where=SUPPORT))


async def test_a_calendar_is_a_rota(team: Stage) -> None:
    said = await send(team, CALENDAR)
    assert "Ben is on call until 18:00." in said
    assert "Next: Chiara from 18:00, then nobody from Sun 22 Nov 09:00." in said
    assert "nobody here is called that: Dora <night>" in said

    await pass_time(team, hours=6)
    assert "Chiara is on call now" in text_of(team.last(where=SUPPORT))
    await pass_time(team, hours=15)
    assert "Nobody is on call now" in text_of(team.last(where=SUPPORT))


async def test_a_calendar_can_be_replied_to(team: Stage) -> None:
    file = team.telegram.send_file(BEN, SUPPORT, "shifts.ics", CALENDAR)
    await team.says("/oncall", where=SUPPORT, reply_to=file["message_id"])

    assert "Ben is on call until 18:00." in text_of(team.last(where=SUPPORT))


NO_ROTA = (
    (b"garbage", "it is not an iCalendar file"),
    (b"x" * 1024 * 1024, "it is larger than 256 KB"),
    (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "it has no event from now on"),
    (CALENDAR.replace(b"Ben", b"Xaver").replace(b"Chiara", b"Yves"), "nobody here is called"),
)


async def test_a_file_no_rota_can_be_made_of_gets_a_sentence_and_changes_nothing(
    team: Stage,
) -> None:
    await team.says(SET, where=SUPPORT)
    for content, sentence in NO_ROTA:
        assert sentence in await send(team, content)

    assert "Anna is on call" in await shown(team)


async def test_a_calendar_with_an_unknown_zone_or_of_somebody_else_is_refused(team: Stage) -> None:
    assert "There is no time zone Mars" in await send(team, CALENDAR, "/oncall Mars")

    team.telegram.send_file(BEN, SUPPORT, "shifts.ics", CALENDAR, caption="/oncall")
    await team.settle()
    assert "administrator" in text_of(team.last(where=SUPPORT))


async def test_the_same_command_twice_changes_things_once(team: Stage) -> None:
    """Updates come again after a kill, perhaps when the turn has changed meanwhile."""
    desk = team.app.desk
    owner = Asker(ANNA, "Anna", NIGHT_SHIFT, None, "message:1:1", 1, Role.OWNER)
    turns = WantedTurns(("ben", "chiara"), time(9))
    four_hours = WantedCover(("anna",), timedelta(hours=4))
    await oncall.set_turns(desk, owner, turns)
    await oncall.cover(desk, owner.because("message:1:2"), four_hours)
    await pass_time(team, hours=22)
    await oncall.set_turns(desk, owner, turns)
    await oncall.cover(desk, owner.because("message:1:2"), four_hours)

    assert "Chiara is on call until Mon 23 Nov 09:00." in await shown(team, NIGHT_SHIFT)


async def test_a_mention_names_somebody_without_a_username(team: Stage) -> None:
    desk = team.app.desk
    owner = Asker(ANNA, "Anna", NIGHT_SHIFT, None, "message:1:1", 1, role=Role.OWNER)
    face = Face(BEN, "Ben O. Ten", None, "Ben O. Ten")
    words = WantedTurns(("Ben", "O.", "Ten", "chiara"), time(9))
    await oncall.set_turns(desk, owner, words, [face])

    assert "Ben, Chiara: daily" in await shown(team, NIGHT_SHIFT)


async def test_two_of_one_name_are_told_apart_by_username(team: Stage) -> None:
    team.telegram.add_person(1005, "Ben", username="benny")
    await let_in(team, 1005)
    await team.says("/oncall ben daily 09:00 UTC", where=SUPPORT)
    assert "Several people here are called ben" in text_of(team.last(where=SUPPORT))

    await team.says("/oncall @benny daily 09:00 UTC", where=SUPPORT)
    assert "Ben is on call" in text_of(team.last(where=SUPPORT))


async def test_an_incident_reaches_on_call_once_and_once_when_it_is_over(team: Stage) -> None:
    await team.says("/oncall ben daily 09:00 UTC")
    await team.control("numcheck", mode="no_funds")
    await team.says("/verify +447700900000")
    await team.says("/verify +447700900001")
    assert (0, 1) == tuple(told(team, who, "account there is empty") for who in (ANNA, BEN))

    await team.control("numcheck", mode="up")
    await team.advance(20)
    await team.says("/verify +447700900002")
    await team.advance(3)
    assert (0, 1) == tuple(told(team, who, "NumCheck works again") for who in (ANNA, BEN))


async def test_on_call_hears_once_that_an_account_runs_low(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("nxcloud",), LOW_FUNDS="550") as stage:
        await let_in(stage, BEN)
        await stage.says("/oncall ben daily 09:00 UTC")
        vendor = stage.town.vendors["nxcloud"]
        assert isinstance(vendor, NXCloud)
        for left in ("3000", "12.50", "11", "3000", "40"):
            vendor._books.balance = Decimal(left)
            await pass_time(stage, minutes=16)

        said = [text_of(one) for one in stage.seen(who=BEN) if "is left" in text_of(one)]
        assert ["12.50 and 500 of credit", "40 and 500 of credit"] == [
            one.split("only ")[1].split(" is left")[0] for one in said
        ]
        assert 0 == told(stage, ANNA, "is left")


async def test_owners_hear_of_what_cannot_reach_on_call(team: Stage) -> None:
    await team.says("/oncall ben daily 09:00 UTC")
    team.telegram.block(BEN, BOT_ID)
    await team.control("numcheck", mode="no_funds")
    await team.says("/verify +447700900000")

    assert 1 == told(team, ANNA, "account there is empty")


async def test_what_only_owners_can_answer_goes_to_them(team: Stage) -> None:
    await team.says("/oncall ben daily 09:00 UTC")
    await team.says("/access")
    await team.taps("Revoke Chiara", team.last())
    team.telegram.add_person(1004, "Dora", username="dora")
    await team.says("/start", who=1004)
    await team.taps("Ask for access", team.last(who=1004), who=1004)

    assert 1 == told(team, ANNA, "Dora (1004) asks")
    assert 0 == told(team, BEN, "Dora")


async def test_quiet_hours_silence_incidents_but_no_code(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, QUIET_HOURS="11:00-13:00 Europe/London") as stage:
        await stage.says("/start")
        await stage.control("numcheck", mode="no_funds")
        await stage.says("/verify +447700900000")
        (quiet,) = [one for one in stage.seen() if "account there is empty" in text_of(one)]
        await stage.control("numcheck", mode="up")
        await pass_time(stage, hours=1)
        await stage.advance(20)
        await stage.says("/verify +447700900002")
        await stage.advance(3)
        (loud,) = [one for one in stage.seen() if "NumCheck works again" in text_of(one)]

        assert quiet.get("silent")
        assert not loud.get("silent")
