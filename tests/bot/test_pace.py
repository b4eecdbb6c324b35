from datetime import UTC, datetime, timedelta

from bot.pace import NO_LIMITS, Limits, Pace

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PERSON, GROUP = 1001, -1001000000001


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_a_chat_rests_for_a_second_after_each_message() -> None:
    pace = Pace()
    pace.record(PERSON, NOON)

    assert {PERSON: after(1)} == pace.resting(after(0.5))
    assert {} == pace.resting(after(1))


def test_a_group_takes_only_so_many_in_any_minute() -> None:
    pace = Pace(Limits(group_per_minute=3))
    for second in (0, 2, 4):
        pace.record(GROUP, after(second))

    assert {GROUP: after(60)} == pace.resting(after(10))
    assert {} == pace.resting(after(60))


def test_the_whole_desk_takes_only_so_many_in_any_second() -> None:
    pace = Pace(Limits(overall_per_second=2))
    for chat in (1, 2):
        pace.record(chat, NOON)

    assert 0 == pace.room(after(0.9))
    assert 2 == pace.room(after(1))


def test_somebody_who_keeps_the_desk_answering_cannot_keep_news_away() -> None:
    pace = Pace()
    pace.tell(PERSON, NOON)
    for tenth in range(60):
        pace.record(PERSON, after(tenth / 10))

    assert {} == pace.resting(after(5.9))


def test_a_chat_is_left_alone_as_long_as_telegram_says() -> None:
    pace = Pace()
    pace.hold(PERSON, after(35))

    assert {PERSON: after(35)} == pace.resting(after(34))
    assert {} == pace.resting(after(35))


def test_without_limits_nothing_rests() -> None:
    pace = Pace(NO_LIMITS)
    pace.record(GROUP, NOON)

    assert {} == pace.resting(NOON)
    assert pace.room(NOON) is None
