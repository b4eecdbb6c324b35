"""Whoever comes at the same moment: one result, one charge, on either database.

On PostgreSQL every unit of work has a transaction of its own, and rows and names are what is held.
"""

from collections import Counter

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.flows import watching
from sandbox.town import ANNA, BEN, BOT_ID, NIGHT_SHIFT, SUPPORT
from sandbox.vendors.lanck import Lanck
from storage.ledger import Charge, ChargeState
from tests.journeys.stage import Stage, text_of

GOOD = "+447700900000"
RENTED = "+447700900500"


async def charges(stage: Stage) -> Counter[ChargeState]:
    async with stage.app.desk.storage.reading() as work:
        rows = await work._database.scalars(select(col(Charge.state)))
        return Counter(rows)


async def test_a_phone_is_verified(both: Stage) -> None:
    await both.says(f"/verify {GOOD} flash")
    await both.advance(6, step=2)
    assert "waiting for the code" in text_of(both.card())

    await both.says(f"/code {both.code_on(GOOD)}")
    assert "verified" in text_of(both.card())
    assert {ChargeState.COMMITTED: 1} == await charges(both)


async def test_an_update_that_comes_three_times_is_one_call(both: Stage) -> None:
    both.telegram.say(ANNA, BOT_ID, f"/verify {GOOD} flash")
    both.telegram.redeliver_last_update(BOT_ID)
    both.telegram.redeliver_last_update(BOT_ID)
    await both.settle()
    both.telegram.redeliver_last_update(BOT_ID)
    await both.settle()

    assert 1 == len(both.handsets.calls_to(GOOD))
    assert 1 == sum(text_of(one).startswith("📞") for one in both.seen())


async def test_one_number_wanted_in_three_chats_at_once_rings_once(both: Stage) -> None:
    for who, where in ((ANNA, BOT_ID), (BEN, SUPPORT), (ANNA, NIGHT_SHIFT)):
        both.telegram.say(who, where, f"/verify {GOOD} flash")
    await both.settle()

    assert 1 == len(both.handsets.calls_to(GOOD))
    assert {ChargeState.COMMITTED: 1} == await charges(both)


async def test_a_flood_of_codes_proves_it_once(both: Stage) -> None:
    await both.says(f"/verify {GOOD} flash", where=SUPPORT)
    await both.advance(4, step=2)
    session_id = both.session_id(where=SUPPORT)
    for words in (both.code_on(GOOD), "0000", both.code_on(GOOD)):
        both.telegram.say(ANNA, SUPPORT, f"/code {session_id} {words}")
    await both.settle()

    assert "verified" in text_of(both.card(where=SUPPORT))
    said = [text_of(one) for one in both.seen(where=SUPPORT)]
    assert 1 == sum("is verified" in one for one in said)


@pytest.mark.parametrize("method", ["pin", "flash"])
async def test_polls_and_callbacks_at_once_come_to_one_result(both: Stage, method: str) -> None:
    await both.says(f"/verify {GOOD} {method}")
    await both.advance(4, step=1)
    card = text_of(both.card())
    desk = both.app.desk
    async with desk.storage.reading() as work:
        session = await work.sessions.get(both.session_id())
    assert session is not None
    assert session.reference is not None
    for _ in range(4):
        desk.errands.send(watching.look(desk, session, session.reference))
        for delivery in list(both.town.postman.deliveries):
            both.town.postman.send(delivery.vendor, delivery.url, body=delivery.body)
    await both.settle()

    assert "waiting for the code" in card
    assert card == text_of(both.card())
    assert {ChargeState.COMMITTED: 1} == await charges(both)


async def test_of_two_who_take_a_number_at_once_one_holds_it(both: Stage) -> None:
    await both.says(f"/pool add {RENTED}", where=SUPPORT)
    card = both.last(where=SUPPORT)
    for who in (BEN, ANNA):
        both.telegram.press(who, SUPPORT, card["message_id"], "Take …0500")
    await both.settle()
    await both.says("/pool", where=SUPPORT)

    shown = text_of(both.last(where=SUPPORT))
    assert 1 == sum(name in shown for name in ("Anna", "Ben"))


async def test_of_two_who_take_a_code_at_once_one_reads_it(both: Stage) -> None:
    await both.says(f"/pool add {RENTED}", where=SUPPORT)
    vendor = both.town.vendors["lanck"]
    assert isinstance(vendor, Lanck)
    vendor.receive(RENTED, "+447700900001", "Your code is 004217")
    await both.settle()
    news = both.last(where=SUPPORT)
    queries = [
        both.telegram.press(who, SUPPORT, news["message_id"], "Take the code")
        for who in (BEN, ANNA)
    ]
    await both.settle()
    answers = [await both.telegram.answer_to(query, timeout=0) for query in queries]

    assert 1 == sum("004217" in str(answer) for answer in answers)


async def test_a_number_is_ordered_once_however_often_yes_is_tapped(both: Stage) -> None:
    await both.says("/number")
    await both.taps("🇬🇧 United Kingdom", both.last())
    await both.taps("Any operator", both.last())
    question = both.last()
    for _ in range(3):
        both.telegram.press(ANNA, BOT_ID, question["message_id"], "Yes")
    await both.settle()
    await both.advance(20, step=4)

    assert 1 == len(both.town.vendors["virtual_numbers"].charged)


@pytest.mark.parametrize(
    ("command", "button", "vendor"),
    [
        ("/number gb", "Another number", "virtual_numbers"),
        (f"/hlr {GOOD}", "Ask again", "lanck"),
    ],
)
async def test_a_button_that_costs_money_does_so_once_on_each_card(
    both: Stage, command: str, button: str, vendor: str
) -> None:
    await both.says(command)
    await both.advance(6, step=2)
    card = both.card()
    for _ in range(2):
        both.telegram.press(ANNA, BOT_ID, card["message_id"], button)
    await both.settle()
    await both.advance(12, step=4)
    assert 2 == len(both.town.vendors[vendor].charged)

    assert "has ended already" in (await both.taps(button, card) or "")


async def test_a_release_and_got_it_at_once_end_the_delivery(both: Stage) -> None:
    await both.says(f"/pool add {RENTED}", where=SUPPORT)
    card = both.last(where=SUPPORT)
    await both.taps("Take …0500", card, where=SUPPORT)
    vendor = both.town.vendors["lanck"]
    assert isinstance(vendor, Lanck)
    for _ in range(5):
        vendor.receive(RENTED, "+447700900001", "Your code is 004217")
    await both.settle()
    news = [one for one in both.seen(where=SUPPORT) if "A code came" in text_of(one)]
    queries = [both.telegram.press(ANNA, SUPPORT, one["message_id"], "Got it") for one in news] + [
        both.telegram.press(ANNA, SUPPORT, card["message_id"], "Release …0500")
    ]
    await both.settle()
    answers = [await both.telegram.answer_to(query, timeout=0) for query in queries]
    await both.says("/numbers", where=SUPPORT)

    assert not any("went wrong" in str(answer) for answer in answers)
    assert "waiting" not in text_of(both.last(where=SUPPORT))


async def test_a_number_handed_to_two_teammates_at_once_is_held_by_one(both: Stage) -> None:
    both.telegram.add_person(1004, "Dora", username="dora")
    await both.says("/start", who=BEN)
    await both.says("/start")
    await both.says("/start", who=1004)
    await both.taps("Ask for access", both.last(who=1004), who=1004)
    await both.taps("Operator", both.last())
    await both.says("/number gb toy 010", who=BEN)
    await both.taps("Hand over", both.card(who=BEN), who=BEN)
    question = both.last(who=BEN)
    for name in ("Dora", "Anna"):
        both.telegram.press(BEN, BOT_ID, question["message_id"], name)
    await both.settle()
    async with both.app.desk.storage.reading() as work:
        (lease,) = await work.numbers.running(provider="virtual_numbers")

    assert lease.holder_id in {ANNA, 1004}
    assert lease.holder_id == lease.chat_id
    held = [who for who in (ANNA, 1004) if any("held by" in text_of(x) for x in both.seen(who=who))]
    assert [lease.holder_id] == held
