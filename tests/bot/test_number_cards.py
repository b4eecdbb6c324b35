"""What is offered before a number is ordered."""

from bot.texts import number_cards
from bot.texts.words import Words
from providers.contract.reports import Country

MANY = [Country(at, f"Land {at}", "999") for at in range(1, 31)]


def offered(words: Words) -> list[str]:
    assert words.keyboard is not None
    return [one["text"] for row in words.keyboard.to_dict()["inline_keyboard"] for one in row]


def test_all_countries_are_offered_page_by_page() -> None:
    assert ["Land 1", "Land 2"] == offered(number_cards.countries(MANY, 0, ()))[:2]
    assert ["Back", "More"] == offered(number_cards.countries(MANY, 1, ()))[-2:]
    assert "Back" == offered(number_cards.countries(MANY, 2, ()))[-1]


def test_what_somebody_may_have_meant_is_offered_at_once() -> None:
    """A second page would be one of all countries."""
    assert [one.name for one in MANY] == offered(number_cards.some_countries(MANY))
