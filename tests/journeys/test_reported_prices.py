"""What a provider says that it cost is what the ledger says, and the prices of all are the same."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from bot.flows.money import pricing
from bot.prices import Prices
from providers.contract.reports import Price
from storage.ledger import Spent
from tests.journeys.stage import Stage, opened_stage, text_of
from tests.journeys.test_batches import sends

REPORTED = Decimal("0.0123")  # by the town's NXCloud, in USD, for each number
LIST = "+447700900000\n+447700900030\n+447700900001\n"


async def spent(stage: Stage) -> Spent:
    async with stage.app.desk.storage.reading() as work:
        return await work.ledger.spent()


async def checks(stage: Stage, numbers: str = LIST) -> None:
    quote = await sends(stage, numbers)
    await stage.taps("HLR in bulk", quote)
    await stage.taps("Start", stage.last())
    await stage.advance(40)
    assert "done" in text_of(stage.card())


def priced(folder: Path, price: str) -> str:
    file = folder / "prices.toml"
    file.write_text(f'[nxcloud]\nlive = "{price}"\n')
    return str(file)


@pytest.mark.parametrize("generation", [1, 2])
@pytest.mark.parametrize("price", ["0.0035 USD", "0.01 EUR", ""])
async def test_the_reported_price_takes_the_place_of_the_tables(
    tmp_path: Path, price: str, generation: int
) -> None:
    file = priced(tmp_path, price) if price else ""
    async with opened_stage(tmp_path, vendors=("nxcloud",), PRICES_FILE=file) as stage:
        await stage.control("nxcloud", generation=generation)
        await checks(stage)
        charged = len(stage.town.vendors["nxcloud"].charged)
        found = await spent(stage)

        assert 3 == charged == found.requests
        assert charged * REPORTED == found.money["USD"]
        assert not found.money.get("EUR")


async def test_a_result_that_is_told_twice_is_paid_once(tmp_path: Path) -> None:
    file = priced(tmp_path, "0.01 EUR")
    async with opened_stage(tmp_path, vendors=("nxcloud",), PRICES_FILE=file) as stage:
        await checks(stage, "+447700900012\n+447700900000\n+447700900001\n")
        await stage.advance(120, step=5)
        found = await spent(stage)

        charged = len(stage.town.vendors["nxcloud"].charged)
        assert charged == found.requests
        assert charged * REPORTED == found.money["USD"]


async def test_new_prices_while_a_list_is_out_leave_its_bill_alone(tmp_path: Path) -> None:
    file = priced(tmp_path, "0.01 EUR")
    async with opened_stage(tmp_path, vendors=("nxcloud",), PRICES_FILE=file) as stage:
        await stage.says("/start")
        quote = await sends(stage, LIST)
        await stage.taps("HLR in bulk", quote)
        await stage.taps("Start", stage.last())
        await stage.advance(2)
        priced(tmp_path, "0.5 EUR")
        await stage.says("/budget reload")
        await stage.advance(40)
        found = await spent(stage)

        assert 3 * REPORTED == found.money["USD"]
        assert not found.money.get("EUR")


async def test_every_process_goes_by_the_prices_somebody_had_read_anew(tmp_path: Path) -> None:
    file = priced(tmp_path, "0.01 EUR")
    async with opened_stage(tmp_path, vendors=("nxcloud",), PRICES_FILE=file) as stage:
        other = replace(stage.app.desk, prices=Prices(file, ["nxcloud"]))
        other.prices.reload()
        await stage.says("/start")
        priced(tmp_path, "0.02 EUR")
        await pricing.follow(other)
        assert Price(Decimal("0.01"), "EUR") == other.prices.now.price("nxcloud", "live", "44")

        await stage.says("/budget reload")
        await pricing.follow(other)
        assert Price(Decimal("0.02"), "EUR") == other.prices.now.price("nxcloud", "live", "44")

        (tmp_path / "prices.toml").write_text("[nxcloud]\nlive = dear\n")
        await stage.says("/budget reload")
        assert "the old ones stay" in text_of(stage.last())
        await pricing.follow(other)
        assert Price(Decimal("0.02"), "EUR") == other.prices.now.price("nxcloud", "live", "44")


async def test_the_desk_itself_hears_of_prices_another_process_has_read(tmp_path: Path) -> None:
    file = priced(tmp_path, "0.01 EUR")
    async with opened_stage(tmp_path, vendors=("nxcloud",), PRICES_FILE=file) as stage:
        desk = stage.app.desk
        priced(tmp_path, "0.03 EUR")
        async with desk.storage.begin() as work:
            await work.price_readings.put("another process", now=desk.clock.now())
        await stage.advance(6)

        assert Price(Decimal("0.03"), "EUR") == desk.prices.now.price("nxcloud", "live", "44")
