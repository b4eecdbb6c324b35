"""The desk is thrown out of a group, comes back, or finds the group under another id."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.flows.access import groups
from sandbox.telegram.membership import upgrade
from sandbox.town import ANNA, BEN, BOT_ID, CHIARA, SUPPORT
from tests.journeys.stage import Stage, opened_stage, text_of

RENTED = "+447700900500"
GOOD = "+447700900000"
SMALL, SUPERGROUP = -4001, -1001000000009


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[Stage]:
    """A basic group that is open to its members, shares a number, listens and has a budget."""
    async with opened_stage(tmp_path, vendors=("numcheck", "lanck")) as stage:
        stage.telegram.add_group(SMALL, "Small", members=[ANNA, BEN], admins=[ANNA], bots=[BOT_ID])
        await stage.says("/start")
        for text in (
            "/access here operator",
            f"/pool add {RENTED}",
            "/prefer pin",
            "/sms enable",
            "/budget chat 100/day",
            "/watch",
        ):
            await stage.says(text, where=SMALL)
        await stage.taps("▫️ Results", stage.last(where=SMALL), where=SMALL)
        await stage.says("/oncall anna daily 09:00 Europe/London", where=SMALL)
        yield stage


async def rows(stage: Stage) -> dict[str, Any]:
    """Tell what is arranged for the group, under either id."""
    found: dict[str, Any] = {}
    async with stage.app.desk.storage.reading() as work:
        for name, chat in (("old", SMALL), ("new", SUPERGROUP)):
            grant = await work.grants.of_group(chat)
            audience = await work.audiences.get(chat, 0)
            found[name] = {
                "role": None if grant is None else grant.role,
                "numbers": len(await work.numbers.running(chat_id=chat)),
                "prefers": await work.rules.preferred(chat, "GB"),
                "texts": await work.templates.mode(chat),
                "budgets": len(await work.budgets.over(0, chat)),
                "hears": audience is not None,
                "rota": await work.rotas.of(chat) is not None,
                "sessions": len(await work.sessions.running_of(None, chat_id=chat)),
                "waiting": await work.outbox.waiting(),
            }
    return found


async def verifies(stage: Stage) -> None:
    await stage.says(f"/verify {GOOD} flash", who=BEN, where=SMALL)
    assert "in progress" in text_of(stage.card(where=SMALL))


async def test_everything_follows_a_group_that_becomes_a_supergroup(group: Stage) -> None:
    await verifies(group)
    before = await rows(group)
    group.telegram.upgrade(ANNA, SMALL, SUPERGROUP)
    await group.settle()
    after = await rows(group)

    assert before["old"] == after["new"]
    assert before["new"] == after["old"]
    assert "in progress" in text_of(group.card(where=SUPERGROUP))
    code = group.code_on(GOOD)
    await group.says(
        f"/code {group.session_id(where=SUPERGROUP)} {code}", who=BEN, where=SUPERGROUP
    )
    assert "verified" in text_of(group.card(where=SUPERGROUP))


async def test_to_be_told_twice_of_the_new_id_changes_nothing(group: Stage) -> None:
    group.telegram.upgrade(ANNA, SMALL, SUPERGROUP)
    await group.settle()
    before = await rows(group)
    await groups.moved(group.app.desk, SMALL, SUPERGROUP)
    group.telegram.redeliver_last_update(BOT_ID)
    await group.settle()

    assert before == await rows(group)


async def test_a_supergroup_nobody_told_of_is_found_by_sending(group: Stage) -> None:
    await verifies(group)
    exchange = group.telegram._exchange
    upgrade(exchange, exchange.groups[SMALL], SUPERGROUP, by={"id": ANNA, "is_bot": False})
    exchange.bots[BOT_ID].queue.clear()
    await group.advance(60 * 15, step=30)
    after = await rows(group)

    assert "expired" in text_of(group.card(where=SUPERGROUP))
    assert 1 == after["new"]["numbers"]
    assert after["old"]["role"] is None


async def test_a_command_from_before_is_answered_where_the_group_is_now(group: Stage) -> None:
    group.telegram.say(ANNA, SMALL, f"/verify {GOOD} flash")
    group.telegram.say(ANNA, SMALL, "/status")
    group.telegram.upgrade(ANNA, SMALL, SUPERGROUP)
    await group.settle()

    said = [text_of(one) for one in group.seen(where=SUPERGROUP)]
    assert "in progress" in text_of(group.card(where=SUPERGROUP))
    assert [] != [one for one in said if GOOD[-3:] in one]
    assert 1 == len(group.handsets.calls)


@pytest.mark.parametrize("how", ["kick", "leave"])
async def test_whoever_throws_the_desk_out_ends_what_the_group_had(group: Stage, how: str) -> None:
    await verifies(group)
    getattr(group.telegram, how)(BOT_ID, SMALL)
    await group.advance(3)
    after = await rows(group)

    expected = {
        "role": None,
        "numbers": 0,
        "prefers": (),
        "texts": None,
        "budgets": 1,
        "hears": False,
        "rota": False,
        "sessions": 0,
        "waiting": 0,
    }
    assert expected == after["old"]
    (said,) = [text_of(one) for one in group.seen() if "no longer in the group" in text_of(one)]
    assert (
        "I am no longer in the group Small. Its members are no operators any more; 1 number let "
        "go; 1 session cancelled; nothing there listens any more. Should I come back, /access "
        "here operator begins afresh."
    ) == said


async def test_coming_back_is_a_fresh_start(group: Stage) -> None:
    group.telegram.kick(BOT_ID, SMALL)
    await group.settle()
    group.telegram.join(BOT_ID, SMALL)
    await group.settle()
    heard = len(group.seen(where=SMALL))
    await group.says("/status", who=BEN, where=SMALL)
    assert heard + 1 == len(group.seen(where=SMALL))

    await group.says("/pool", where=SMALL)
    assert "This chat has no pool yet" in text_of(group.last(where=SMALL))
    await group.says("/access here operator", where=SMALL)
    await group.says(f"/pool add {RENTED}", where=SMALL)
    await group.says("/status", who=BEN, where=SMALL)
    assert "Nothing is open" in text_of(group.last(where=SMALL))


async def test_coming_back_at_once_is_a_fresh_start_too(group: Stage) -> None:
    group.telegram.kick(BOT_ID, SMALL)
    group.telegram.join(BOT_ID, SMALL)
    await group.settle()

    assert (await rows(group))["old"]["role"] is None


async def test_a_group_that_is_left_because_it_was_upgraded_loses_nothing(group: Stage) -> None:
    """Telegram may tell that we have left the old one before it tells of the new one."""
    before = await rows(group)
    exchange = group.telegram._exchange
    bot, old = exchange.bots[BOT_ID], exchange.groups[SMALL]
    group.telegram.upgrade(ANNA, SMALL, SUPERGROUP)
    bot.queue.clear()
    change = {
        "chat": old.chat,
        "from": exchange.people[ANNA].user,
        "date": int(group.clock.now().timestamp()),
        "old_chat_member": {"status": "member", "user": bot.user},
        "new_chat_member": {"status": "left", "user": bot.user},
    }
    exchange.tell(bot, "my_chat_member", change)
    await group.settle()

    assert before["old"] == (await rows(group))["new"]


async def test_that_the_desk_is_gone_is_found_by_sending_as_well(group: Stage) -> None:
    await verifies(group)
    group.telegram.kick(BOT_ID, SMALL)
    group.telegram._exchange.bots[BOT_ID].queue.clear()
    await group.advance(60 * 15, step=30)

    assert (await rows(group))["old"]["role"] is None
    said = [text_of(one) for one in group.seen() if "no longer in the group" in text_of(one)]
    assert 1 == len(said)


async def test_a_group_the_desk_had_nothing_in_is_left_in_silence(group: Stage) -> None:
    group.telegram.add_group(-4002, "Strangers", members=[CHIARA], bots=[BOT_ID])
    heard = len(group.seen())
    group.telegram.kick(BOT_ID, -4002)
    await group.settle()

    assert heard == len(group.seen())


async def test_the_rights_of_other_groups_stay(group: Stage) -> None:
    await group.says("/access here viewer", where=SUPPORT)
    group.telegram.kick(BOT_ID, SMALL)
    await group.settle()
    await group.says("/status", who=BEN, where=SUPPORT)

    assert "Nothing is open" in text_of(group.last(where=SUPPORT))
