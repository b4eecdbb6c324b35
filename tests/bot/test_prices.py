"""The file of prices: the longest beginning wins, and what is wrong is named."""

from decimal import Decimal
from pathlib import Path

import pytest

from bot.prices import Prices, PricesError, read_prices
from providers.catalog import find_providers
from providers.contract.reports import Price

KNOWN = frozenset(kind.name for kind in find_providers())
EXAMPLE = Path(__file__).parents[2] / "docs" / "prices.example.toml"


def test_the_longest_beginning_wins() -> None:
    prices = read_prices(EXAMPLE.read_text(), "prices.toml", KNOWN)

    assert Price(Decimal("0.02"), "EUR") == prices.price("lanck", "flash", "447700900000")
    assert Price(Decimal("0.025"), "EUR") == prices.price("lanck", "flash", "447800900000")
    assert Price(Decimal("0.03"), "EUR") == prices.price("lanck", "flash", "49301234567")
    assert Price(Decimal("0.05"), "USD") == prices.price("mcn", "password", "7")
    assert prices.price("mcn", "pin", "7") is None


def test_sums_are_kept_apart_by_currency_and_what_has_no_price_is_counted() -> None:
    text = 'currency = "EUR"\n[lanck]\nhlr = { 44 = 0.1, 49 = "0.2 USD" }'
    prices = read_prices(text, "prices.toml", KNOWN)

    assert ({"EUR": Decimal("0.2"), "USD": Decimal("0.2")}, 1) == prices.total(
        "lanck", "hlr", ["447700900000", "447700900001", "4930123456", "33123456789"]
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[numcheck", "is not TOML"),
        ('currency = "eur"', "currency: should be three capital letters"),
        ("[pigeon]\nflash = 1", "pigeon: is no provider"),
        ("numcheck = 1", "numcheck: should be a table"),
        ('currency = "EUR"\n[numcheck]\nflahs = 1', "numcheck.flahs: has no price"),
        ('[numcheck]\nflash = "0.02"', "numcheck.flash.*: has no currency"),
        ('currency = "EUR"\n[numcheck]\nflash = "dear"', "numcheck.flash.*: dear is no amount"),
        ('currency = "EUR"\n[numcheck]\nflash = "-1"', "numcheck.flash.*: should be between"),
        ('currency = "EUR"\n[numcheck]\nflash = nan', "numcheck.flash.*: should be between"),
        ('currency = "EUR"\n[numcheck]\nflash = "0.0000001"', "more than 6 decimal places"),
        ('currency = "EUR"\n[numcheck]\nflash = true', "should be an amount"),
        ('currency = "EUR"\n[numcheck]\nflash = { DE = "1" }', "flash.DE: should be how numbers"),
        ('currency = "EUR"\n[numcheck]\nflash = "1 euro"', "should be three capital letters"),
    ],
)
def test_a_wrong_file_is_one_sentence_with_file_and_key(text: str, words: str) -> None:
    with pytest.raises(PricesError) as raised:
        read_prices(text, "prices.toml", KNOWN)

    said = str(raised.value)
    assert said.startswith("prices.toml: ")
    assert words in said
    assert "\n" not in said


def test_a_bad_new_file_leaves_the_old_prices(tmp_path: Path) -> None:
    file = tmp_path / "prices.toml"
    file.write_text('[numcheck]\nflash = "0.02 EUR"')
    prices = Prices(str(file), KNOWN)
    assert 1 == prices.reload()

    file.write_text("[numcheck")
    with pytest.raises(PricesError):
        prices.reload()
    assert Price(Decimal("0.02"), "EUR") == prices.now.price("numcheck", "flash", "44")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PricesError, match=r"nowhere\.toml: cannot be read: No such file"):
        Prices(str(tmp_path / "nowhere.toml"), KNOWN).reload()
