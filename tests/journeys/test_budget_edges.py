"""Budgets to the cent: just below, exactly at and just above, and the moment a day begins anew."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.flows.money import periods
from sandbox.town import BEN
from storage.budgets import Period
from tests.journeys.stage import Stage, opened_stage, text_of
from tests.journeys.test_access import makes

PRICES = """[numcheck]
flash = { "*" = "0.03 EUR", "4477009000" = "0.01 EUR", "4477009001" = "0.02 USD" }
"""


def number(last: int) -> str:
    return f"+447700900{last:03}"


@pytest.fixture
async def priced(tmp_path: Path) -> AsyncIterator[Stage]:
    """A desk that knows prices, with Ben as operator."""
    file = tmp_path / "prices.toml"
    file.write_text(PRICES)
    async with opened_stage(tmp_path, PRICES_FILE=str(file)) as stage:
        await stage.says("/start")
        await makes(stage, BEN, "operator")
        yield stage


async def opened(stage: Stage, *numbers: str) -> int:
    """Verify numbers one after the other; gives how many phones rang."""
    for one in numbers:
        await stage.says(f"/verify {one} flash", who=BEN)
    return len(stage.handsets.calls)


@pytest.mark.parametrize(
    ("limit", "rings"),
    [
        ("0.02 EUR/day", 2),  # one below
        ("0.03 EUR/day", 3),  # exactly at
        ("0.04 EUR/day", 3),  # one above
        ("2/day", 2),
        ("3/day", 3),
        ("4/month", 3),
        ("0.01 USD/day", 3),  # another currency is another budget
    ],
)
async def test_a_budget_lets_through_what_fits_to_the_cent(
    priced: Stage, limit: str, rings: int
) -> None:
    await priced.says(f"/budget set @ben {limit}")

    assert rings == await opened(priced, number(0), number(1), number(2))


async def test_currencies_are_never_mixed(priced: Stage) -> None:
    await priced.says("/budget set @ben 0.01 EUR/day")
    await priced.says("/budget set @ben 0.02 USD/day")
    assert 2 == await opened(priced, number(0), number(100))
    assert 2 == await opened(priced, number(1), number(101))
    assert "0 USD left, and this needs 0.02 USD" in text_of(priced.last(who=BEN))

    await priced.says("/budget", who=BEN)
    assert "0.01 EUR and 0.02 USD today" in text_of(priced.last(who=BEN))


async def test_a_day_begins_in_the_zone_of_the_desk(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, TIME_ZONE="Asia/Almaty") as stage:  # it is 17:00 there
        await stage.says("/start")
        await makes(stage, BEN, "operator")
        await stage.says("/budget set @ben 1/day")
        assert 1 == await opened(stage, number(0), number(1))
        assert "begins anew at 19:00 UTC, in 7 h" in text_of(stage.last(who=BEN))
        stage.clock.move(timedelta(hours=7) - timedelta.resolution)
        assert 1 == await opened(stage, number(2))
        stage.clock.move(timedelta.resolution)
        assert 2 == await opened(stage, number(3))

        await stage.says("/stats")
        said = text_of(next(one for one in reversed(stage.seen()) if "📊" in text_of(one)))
        assert "16 Nov to 22 Nov 00:00 +05" in said
        assert "2 requests" in said


@pytest.mark.parametrize(
    ("zone", "now", "day", "month"),
    [
        ("UTC", "2026-12-31T23:59", "2027-01-01T00:00", "2027-01-01T00:00"),
        ("UTC", "2027-01-01T00:00", "2027-01-02T00:00", "2027-02-01T00:00"),
        ("UTC", "2028-02-28T12:00", "2028-02-29T00:00", "2028-03-01T00:00"),
        ("Asia/Almaty", "2026-12-31T18:59", "2026-12-31T19:00", "2026-12-31T19:00"),
        ("Asia/Almaty", "2026-12-31T19:00", "2027-01-01T19:00", "2027-01-31T19:00"),
        ("Europe/London", "2026-03-29T00:30", "2026-03-29T23:00", "2026-03-31T23:00"),  # 23 hours
        ("Europe/London", "2026-10-25T00:30", "2026-10-26T00:00", "2026-11-01T00:00"),  # 25 hours
        ("America/St_Johns", "2026-11-21T03:29", "2026-11-21T03:30", "2026-12-01T03:30"),
    ],
)
def test_days_and_months_end_where_the_zone_says(zone: str, now: str, day: str, month: str) -> None:
    moment, where = datetime.fromisoformat(now).replace(tzinfo=UTC), ZoneInfo(zone)

    assert day == f"{periods.ends(Period.DAY, moment, where):%Y-%m-%dT%H:%M}"
    assert month == f"{periods.ends(Period.MONTH, moment, where):%Y-%m-%dT%H:%M}"
    assert periods.began(Period.DAY, moment, where) <= moment
    end = periods.ends(Period.DAY, moment, where)
    assert end == periods.began(Period.DAY, end, where)
