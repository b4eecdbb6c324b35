"""Words of `/oncall quiet`, as hurried people write them."""

from datetime import time
from zoneinfo import ZoneInfo

import pytest

from bot.commands.rota_words import read_quiet
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.oncall.oncall import WantedQuiet

NIGHT = WantedQuiet(time(22), time(7))
TOO = WantedQuiet(time(22), time(7), incidents=True)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("22:00-07:00", NIGHT),
        ("22:00 - 7:00", NIGHT),
        ("22-7", NIGHT),
        ("22h-7h", NIGHT),
        ("10pm-7am", NIGHT),
        ("from 10 PM until 7 am", NIGHT),
        ("between 22 and 7", NIGHT),
        ("22.00 \N{EN DASH} 07.00", NIGHT),
        ("midnight to 6:30", WantedQuiet(time(0), time(6, 30))),
        ("0-6", WantedQuiet(time(0), time(6))),
        ("22-24", WantedQuiet(time(22), time(0))),
        ("22-7 incidents", TOO),
        ("22-7 and incidents too", TOO),
        ("everything 22-7", TOO),
        ("22-7 London", WantedQuiet(time(22), time(7), ZoneInfo("Europe/London"))),
        ("22-7 europe/london", WantedQuiet(time(22), time(7), ZoneInfo("Europe/London"))),
    ],
)
def test_quiet_hours_are_read_as_people_write_them(text: str, wanted: WantedQuiet) -> None:
    assert wanted == read_quiet(text)


@pytest.mark.parametrize("text", ["", "22", "at night", "22-22", "22-7-9", "25-7", "22:61-7"])
def test_what_names_no_two_times_is_refused(text: str) -> None:
    with pytest.raises(RefusedRequest) as refused:
        read_quiet(text)

    assert refused.value.why in {Why.NOT_QUIET, Why.NO_SUCH_ZONE}
