"""Turns, covers and shifts, on days that have 23 and 25 hours too."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.rota.turns import Plan, Span, Turns, hand_over, next_time, started_on

ANNA, BEN, CHIARA = 1001, 1002, 1003
LONDON = ZoneInfo("Europe/London")
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
KATHMANDU = ZoneInfo("Asia/Kathmandu")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
APIA = ZoneInfo("Pacific/Apia")
ZONES = (UTC, LONDON, BERLIN, NEW_YORK, KATHMANDU, LORD_HOWE, APIA)
NINE = time(9)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def daily(*people: int, zone: ZoneInfo = LONDON, when: time = NINE, days: int = 1) -> Turns:
    return Turns(people, date(2026, 3, 27), when, zone, days)


@pytest.mark.parametrize(
    ("moment", "person"),
    [
        ("2026-03-27T09:00", ANNA),  # a Friday, in winter time
        ("2026-03-28T08:59", ANNA),
        ("2026-03-28T09:00", BEN),
        ("2026-03-29T07:59", BEN),  # summer time began at 01:00: nine is an hour earlier
        ("2026-03-29T08:00", CHIARA),
        ("2026-03-30T07:59", CHIARA),
        ("2026-03-30T08:00", ANNA),
        ("2026-10-24T08:00", BEN),
        ("2026-10-25T08:30", BEN),  # winter time began: nine is an hour later
        ("2026-10-25T09:00", CHIARA),
    ],
)
def test_a_daily_rota_keeps_its_wall_time(moment: str, person: int) -> None:
    assert person == Plan(daily(ANNA, BEN, CHIARA)).on_call(at(moment))


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-28", 23), ("2026-03-29", 24), ("2026-10-24", 25)]
)
def test_a_turn_over_a_change_of_the_clocks_is_shorter_or_longer(day: str, hours: int) -> None:
    moment = hand_over(date.fromisoformat(day), NINE, LONDON)
    span = daily(ANNA, BEN).span(moment)

    assert timedelta(hours=hours) == span.ends_at - span.starts_at


def test_a_time_the_clock_skips_still_happens_once() -> None:
    """At 02:30 on that night there is no 02:30 in Berlin."""
    plan = Plan(daily(ANNA, BEN, zone=BERLIN, when=time(2, 30)))

    changes = [plan.stretch(at("2026-03-28T12:00")).until]
    for _ in range(2):
        assert changes[-1] is not None
        changes.append(plan.stretch(changes[-1]).until)
    assert [at("2026-03-29T01:30"), at("2026-03-30T00:30"), at("2026-03-31T00:30")] == changes


def test_a_time_that_comes_twice_counts_the_first_time() -> None:
    plan = Plan(daily(ANNA, BEN, zone=BERLIN, when=time(2, 30)))

    assert at("2026-10-25T00:30") == plan.stretch(at("2026-10-24T12:00")).until
    assert at("2026-10-26T01:30") == plan.stretch(at("2026-10-25T01:00")).until


def test_a_weekly_rota_changes_on_its_weekday() -> None:
    plan = Plan(daily(ANNA, BEN, days=7))

    assert ANNA == plan.on_call(at("2026-04-03T07:59"))
    assert BEN == plan.on_call(at("2026-04-03T08:00"))
    assert at("2026-04-10T08:00") == plan.stretch(at("2026-04-03T08:00")).until


def test_one_person_alone_is_on_call_for_good() -> None:
    stretch = Plan(daily(ANNA)).stretch(at("2026-04-01T12:00"))

    assert (ANNA, None) == (stretch.person_id, stretch.until)


def test_somebody_who_has_two_places_in_a_row_hands_over_once() -> None:
    plan = Plan(daily(ANNA, ANNA, BEN))

    assert at("2026-03-29T08:00") == plan.stretch(at("2026-03-27T12:00")).until


def test_the_latest_cover_counts_while_it_holds() -> None:
    noon = at("2026-04-01T12:00")
    first = Span(BEN, noon, noon + timedelta(hours=4))
    later = Span(CHIARA, noon + timedelta(hours=1), noon + timedelta(hours=2))
    plan = Plan(daily(ANNA), covers=(first, later))

    told = [plan.on_call(noon + timedelta(hours=hour)) for hour in range(5)]
    assert [BEN, CHIARA, BEN, BEN, ANNA] == told
    assert noon + timedelta(hours=1) == plan.stretch(noon).until


def test_whoever_is_covered_for_is_called_last() -> None:
    noon = at("2026-03-27T12:00")
    plan = Plan(daily(ANNA, BEN, CHIARA), covers=(Span(CHIARA, noon, noon + timedelta(hours=4)),))

    assert (CHIARA, BEN, ANNA) == plan.ladder(noon)
    assert (ANNA, BEN, CHIARA) == plan.ladder(noon + timedelta(hours=4))


def test_a_calendar_has_gaps_and_overlaps() -> None:
    noon, hour = at("2026-04-01T12:00"), timedelta(hours=1)
    plan = Plan(
        shifts=(
            Span(ANNA, noon, noon + 2 * hour),
            Span(BEN, noon + hour, noon + 3 * hour),
            Span(CHIARA, noon + 5 * hour, noon + 6 * hour),
        )
    )

    told = [plan.on_call(noon + at_hour * hour) for at_hour in range(7)]
    assert [ANNA, BEN, BEN, None, None, CHIARA, None] == told
    assert (ANNA, BEN, CHIARA) == plan.ladder(noon)
    coming = [(since - noon, one.person_id) for since, one in plan.following(noon, 3)]
    assert [(hour, BEN), (3 * hour, None), (5 * hour, CHIARA)] == coming


def test_nobody_is_on_call_where_nothing_is_planned() -> None:
    stretch = Plan().stretch(at("2026-04-01T12:00"))

    assert (None, None, ()) == (stretch.person_id, stretch.until, Plan().ladder(at("2026-04-01")))


moments = some.datetimes(
    datetime.fromisoformat("2011-01-01"),  # hypothesis gives them a zone
    datetime.fromisoformat("2035-01-01"),
    timezones=some.just(UTC),
)


@given(moments, some.sampled_from(ZONES), some.times())
def test_the_last_hand_over_is_never_later_than_now_and_the_next_always_is(
    moment: datetime, zone: ZoneInfo, when: time
) -> None:
    when = when.replace(tzinfo=None)
    day = started_on(moment, when, zone)

    assert hand_over(day, when, zone) <= moment < next_time(moment, when, zone)
    assert timedelta(hours=50) > next_time(moment, when, zone) - hand_over(day, when, zone)


@given(
    moments,
    some.sampled_from(ZONES),
    some.times(),
    some.lists(some.integers(1, 9), min_size=1, max_size=6),
    some.sampled_from([1, 7]),
)
def test_every_moment_lies_in_exactly_one_turn(
    moment: datetime, zone: ZoneInfo, when: time, people: list[int], days: int
) -> None:
    turns = Turns(tuple(people), date(2020, 2, 29), when.replace(tzinfo=None), zone, days)
    span = turns.span(moment)

    assert span.holds(moment)
    assert people[(people.index(span.person_id)) % len(people)] == span.person_id
    assert turns.turn(span.ends_at) > turns.turn(moment)


@given(moments, some.lists(some.integers(1, 4), min_size=1, max_size=5), some.sampled_from(ZONES))
def test_a_stretch_ends_where_somebody_else_begins(
    moment: datetime, people: list[int], zone: ZoneInfo
) -> None:
    cover = Span(9, moment + timedelta(hours=5), moment + timedelta(hours=30))
    plan = Plan(Turns(tuple(people), date(2020, 2, 29), NINE, zone), covers=(cover,))
    stretch = plan.stretch(moment)

    assert stretch.person_id == plan.on_call(moment)
    assert stretch.until is not None
    assert stretch.until > moment
    assert plan.on_call(stretch.until) != stretch.person_id
    assert plan.on_call(stretch.until - timedelta(seconds=1)) == stretch.person_id
    assert {*people} <= {*plan.ladder(moment)}
