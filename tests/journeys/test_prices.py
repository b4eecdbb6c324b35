"""What a request costs is on its button, on its card, and in the ledger."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from bot.settings import SettingsError
from sandbox.town import BEN
from tests.journeys.stage import Stage, labels_of, opened_stage, text_of

GOOD = "+447700900000"
PRICES = """currency = "EUR"
[numcheck]
flash = { "*" = "0.09", "44" = "0.02" }
[lanck]
hlr = "0.004"
fraud = "0.006 USD"
pin = "0.04"
[virtual_numbers]
number = { "*" = "0.5", "44" = "0.35" }
[nxcloud]
live = "0.0035"
"""


def priced(folder: Path, text: str = PRICES) -> str:
    file = folder / "prices.toml"
    file.write_text(text)
    return str(file)


async def spent(stage: Stage) -> Mapping[str, Decimal]:
    async with stage.app.desk.storage.reading() as work:
        return (await work.ledger.spent()).money


async def test_each_way_says_what_it_costs(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=None, PRICES_FILE=priced(tmp_path)) as stage:
        await stage.says(f"/verify {GOOD}")
        shown = labels_of(stage.last())

        assert "Spoken PIN · 0.04 EUR · ~30 s · any language" in shown
        assert "Spoken code · ~30 s · sees forwarding" in shown


async def test_a_call_is_paid_once_and_a_refused_one_not_at_all(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, PRICES_FILE=priced(tmp_path)) as stage:
        await stage.says(f"/verify {GOOD}")
        assert {"EUR": Decimal("0.02")} == await spent(stage)

        await stage.says("/verify +447700900056")
        assert {"EUR": Decimal("0.02")} == await spent(stage)


async def test_an_outcome_nobody_knows_stays_reserved(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, PRICES_FILE=priced(tmp_path)) as stage:
        await stage.says("/verify +447700900053")
        await stage.advance(80, step=5)

        assert "outcome unknown" in text_of(stage.card())
        assert {"EUR": Decimal("0.02")} == await spent(stage)


async def test_currencies_are_never_added_up(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("lanck",), PRICES_FILE=priced(tmp_path)) as stage:
        await stage.says(f"/check {GOOD}")

        assert "0.004 EUR and 0.006 USD" in text_of(stage.card())


async def test_a_number_says_its_price_before_yes(tmp_path: Path) -> None:
    async with opened_stage(
        tmp_path, vendors=("virtual_numbers",), PRICES_FILE=priced(tmp_path)
    ) as stage:
        await stage.says("/number")
        country = next(name for name in labels_of(stage.last()) if "United Kingdom" in name)
        await stage.taps(country, stage.last())
        await stage.taps("Any operator", stage.last())
        assert "It costs 0.35 EUR." in text_of(stage.last())

        await stage.taps("Yes", stage.last())
        assert "0.35 EUR" in text_of(stage.card())
        await stage.advance(10)
        await stage.taps("Another number", stage.card())
        await stage.advance(10)
        assert {"EUR": Decimal("0.70")} == await spent(stage)


async def test_a_list_is_quoted_and_paid_line_by_line(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("lanck",), PRICES_FILE=priced(tmp_path)) as stage:
        await stage.says("/batch\n+447700900000\n+447700900001\n+447700900056")
        assert "3 paid requests for 0.012 EUR at most" in text_of(stage.last())

        await stage.taps("Start", stage.last())
        await stage.advance(10)
        assert "0.008 EUR so far" in text_of(stage.card())
        assert {"EUR": Decimal("0.008")} == await spent(stage)


async def test_a_list_that_is_handed_in_is_paid_for_what_was_taken(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("nxcloud",), PRICES_FILE=priced(tmp_path)) as stage:
        await stage.says("/batch\n+447700900000\n+447700900001\n+447700900002")
        await stage.taps("HLR in bulk", stage.last())
        await stage.taps("Start", stage.last())
        await stage.advance(120, step=5)

        assert "done" in text_of(stage.card())
        taken = len(stage.town.vendors["nxcloud"].charged)
        assert {"USD": taken * Decimal("0.0123")} == await spent(stage)  # as NXCloud says itself


async def test_a_wrong_file_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"PRICES_FILE: .*prices\.toml: numcheck\.flash"):
        async with opened_stage(
            tmp_path, PRICES_FILE=priced(tmp_path, '[numcheck]\nflash = "0.02"')
        ):
            pass


async def test_a_list_whose_answer_was_lost_is_paid_once_its_results_come(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("nxcloud",), PRICES_FILE=priced(tmp_path)) as stage:
        await stage.says("/batch\n+447700900053\n+447700900001\n+447700900002")
        await stage.taps("HLR in bulk", stage.last())
        await stage.taps("Start", stage.last())
        await stage.advance(180, step=5)

        assert 3 == len(stage.town.vendors["nxcloud"].charged)
        async with stage.app.desk.storage.reading() as work:
            rows = await work.figures.spent(
                since=stage.clock.now().replace(hour=0), until=stage.clock.now()
            )
        assert [("committed", 3)] == [(str(one.state), one.requests) for one in rows]


async def test_a_price_above_what_one_may_spend_alone_stops_a_list(tmp_path: Path) -> None:
    async with opened_stage(
        tmp_path,
        vendors=("lanck",),
        PRICES_FILE=priced(tmp_path),
        APPROVAL_ABOVE="0.005 EUR",
        OWNER_IDS="1001 1002",
    ) as stage:
        await stage.says("/start", who=BEN)
        await stage.says("/batch\n+447700900000\n+447700900001\n+447700900002")
        assert "second person" in text_of(stage.last())
        await stage.taps("Start", stage.last())
        await stage.taps("Approve", stage.last(who=BEN), who=BEN)
        await stage.advance(10)

        assert "done" in text_of(stage.card())
        assert 3 == len(stage.town.vendors["lanck"].charged)
