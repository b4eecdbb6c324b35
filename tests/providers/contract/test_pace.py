"""When to ask again."""

from datetime import timedelta

from providers.contract.pace import PollPlan, Urgency


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


PLAN = PollPlan(first=seconds(3), every=seconds(3), until=seconds(90))


def test_a_call_is_asked_about_every_three_seconds_for_a_minute_and_a_half() -> None:
    asked = []
    age: timedelta | None = seconds(0)
    while age is not None and (age := PLAN.after(age)) is not None:
        asked.append(age)

    assert asked == [seconds(3 * turn) for turn in range(1, 31)]


def test_a_late_call_is_asked_about_from_where_it_is() -> None:
    assert PLAN.after(seconds(10)) == seconds(13)
    assert PLAN.after(seconds(88)) is None


def test_people_come_before_batches() -> None:
    assert sorted([Urgency.BATCH, Urgency.PERSON]) == [Urgency.PERSON, Urgency.BATCH]
