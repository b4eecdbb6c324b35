import asyncio

import pytest

from sandbox.fates import MAGIC, Fate, fate_of
from sandbox.feed import Feed
from sandbox.handsets import Handsets
from tests.sandbox.held_clock import HeldClock

ANNAS = "+447700900000"
CALLER = "+37166004953"


@pytest.mark.parametrize(
    ("number", "fate"),
    [
        ("+447700900000", Fate.GOOD),
        ("+447700900009", Fate.GOOD),
        ("+447700900010", Fate.NO_SMS),
        ("+447700900015", Fate.LEADING_ZEROS),
        ("+447700900053", Fate.ANSWER_LOST),
        ("+447700900070", Fate.SLOW),
        ("+447700900123", Fate.GOOD),
        ("+79991234567", Fate.GOOD),
        ("+4477009000530", Fate.GOOD),
    ],
)
def test_the_last_three_digits_choose_the_fate(number: str, fate: Fate) -> None:
    assert fate_of(number) is fate


def test_every_row_of_the_table_has_its_own_number() -> None:
    assert len(MAGIC) == len(Fate) + 9
    assert set(MAGIC.values()) == set(Fate)


async def test_a_called_phone_rings_and_then_shows_a_missed_call() -> None:
    clock = HeldClock()
    handsets = Handsets(clock, Feed())

    handsets.ring(ANNAS, CALLER, seconds=4)
    await clock.advance(3)
    (ringing,) = handsets.snapshot()
    await clock.advance(1)
    (missed,) = handsets.snapshot()

    call = {
        "caller": CALLER,
        "kind": "flash",
        "state": "ringing",
        "spoken": None,
        "language": None,
        "started": "2026-01-02T12:00:00+00:00",
        "ended": None,
    }
    assert ringing == {"number": ANNAS, "calls": [call], "texts": []}
    call |= {"state": "missed", "ended": "2026-01-02T12:00:04+00:00"}
    assert missed == {"number": ANNAS, "calls": [call], "texts": []}


async def test_the_feed_hears_when_a_phone_starts_and_stops_ringing() -> None:
    clock, feed = HeldClock(), Feed()
    handsets = Handsets(clock, feed)
    heard = feed.listen()
    first = asyncio.ensure_future(anext(heard))
    await clock.advance(0)

    handsets.ring(ANNAS, CALLER, seconds=4, ends="declined")
    await clock.advance(5)
    events = [await first, await anext(heard)]

    assert [event["type"] for event in events] == ["handset", "handset"]
    states = [event["handset"]["calls"][0]["state"] for event in events]
    assert states == ["ringing", "declined"]


async def test_a_call_the_network_gave_up_on_is_booked_but_never_rings() -> None:
    handsets = Handsets(HeldClock(), Feed())

    handsets.ring(ANNAS, CALLER, ends="failed", provider="numcheck", code="4953")

    assert handsets.snapshot() == []
    (call,) = handsets.calls_to(ANNAS)
    assert call.state == "failed"
    booked = call.booked()
    assert (
        booked["number"],
        booked["provider"],
        booked["code"],
        booked["charged"],
    ) == (ANNAS, "numcheck", "4953", True)


async def test_calls_are_counted_per_number_and_the_latest_is_at_hand() -> None:
    handsets = Handsets(HeldClock(), Feed())

    handsets.ring(ANNAS, "+37166000001")
    handsets.ring("+447700900001", "+37166000002")
    handsets.ring(ANNAS, "+37166000003")

    assert [c.caller for c in handsets.calls_to(ANNAS)] == ["+37166000001", "+37166000003"]
    last = handsets.last_call(ANNAS)
    assert last
    assert last.caller == "+37166000003"
    assert handsets.last_call("+447700900009") is None


async def test_a_phone_remembers_its_latest_calls_and_the_log_all_of_them() -> None:
    handsets = Handsets(HeldClock(), Feed(), memory=2)

    for last in range(3):
        handsets.ring(ANNAS, f"+3716600000{last}")

    (phone,) = handsets.snapshot()
    assert [call["caller"] for call in phone["calls"]] == ["+37166000001", "+37166000002"]
    assert len(handsets.calls_to(ANNAS)) == 3


async def test_a_person_answers_and_hears_what_is_said() -> None:
    clock = HeldClock()
    handsets = Handsets(clock, Feed())
    call = handsets.ring(ANNAS, CALLER, kind="pin", spoken="0 0 5 3")
    silent = call.shown()["spoken"]
    handsets.answer(ANNAS)
    await clock.advance(60)

    assert call.over.is_set()
    assert (silent, call.shown()["spoken"], call.state) == (None, "0 0 5 3", "answered")


async def test_what_does_not_ring_cannot_be_taken() -> None:
    handsets = Handsets(HeldClock(), Feed())
    handsets.drop(handsets.ring(ANNAS, CALLER))

    with pytest.raises(ValueError, match="does not ring"):
        handsets.decline(ANNAS)


def test_a_phone_receives_messages() -> None:
    handsets = Handsets(HeldClock(), Feed())
    handsets.receive(ANNAS, "Numdesk", "Hello")

    assert ["Hello"] == handsets.texts_on(ANNAS)


def test_a_line_is_called_while_it_is_open() -> None:
    handsets = Handsets(HeldClock(), Feed())
    handsets.open_line(CALLER, lambda caller: f"Welcome, {caller}.")

    assert f"Welcome, {ANNAS}." == handsets.dial(ANNAS, CALLER)
    handsets.close_line(CALLER)
    with pytest.raises(ValueError, match="Nobody answers"):
        handsets.dial(ANNAS, CALLER)
