"""What people type after /number, and what is meant by it."""

import pytest

from bot.country_names import flag_of
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.numbers.offer_words import find_countries, region_of, understand
from providers.contract.reports import Country, Offer, Operator

COUNTRIES = (
    "United Kingdom 44",
    "Germany 49",
    "Poland 48",
    "Latvia 371",
    "Austria 43",
    "Sweden 46",
)
SHARED = ("Russia 7", "Kazakhstan 7", "USA 1", "Canada 1", "South Africa 27")
SELL = {
    "United Kingdom": ("Vodafone", "O2", "EE", "Three"),
    "Germany": ("Telekom", "Vodafone", "O2"),
    "Poland": ("Play", "T-Mobile", "Orange"),
    "Sweden": ("Telia", "Tele2", "Telenor"),
}


def the_offer() -> Offer:
    countries = [
        Country(at, *line.rsplit(" ", 1)) for at, line in enumerate((*COUNTRIES, *SHARED), 1)
    ]
    names = [(one.id, name) for one in countries for name in SELL.get(one.name, ())]
    operators = [Operator(at, name, country_id) for at, (country_id, name) in enumerate(names, 1)]
    return Offer(tuple(countries), tuple(operators))


@pytest.mark.parametrize(
    ("text", "country", "operator"),
    [
        ("de vodafone", "Germany", "Vodafone"),
        ("germany o2", "Germany", "O2"),
        ("poland play", "Poland", "Play"),  # not what only looks like Poland, with any operator
        ("vodafone germany", "Germany", "Vodafone"),
        ("de,telekom", "Germany", "Telekom"),
        ("poland t mobile", "Poland", "T-Mobile"),
        ("gb ee", "United Kingdom", "EE"),
        ("uk three", "United Kingdom", "Three"),
        ("UK", "United Kingdom", None),
        ("+49", "Germany", None),
        ("0049 vodaf", "Germany", "Vodafone"),
        ("\U0001f1e9\U0001f1ea telekom", "Germany", "Telekom"),
        ("Deutschland", "Germany", None),
        ("allemagne any", "Germany", None),
        ("Großbritannien", "United Kingdom", None),
        ("Австрия", "Austria", None),
        ("英国", "United Kingdom", None),
        ("Łotwa", "Latvia", None),
        ("kz", "Kazakhstan", None),
        ("south africa", "South Africa", None),
    ],
)
def test_what_is_clear_is_ordered_at_once(text: str, country: str, operator: str | None) -> None:
    choice = understand(the_offer(), text)

    assert choice.is_one
    assert not choice.is_guess
    assert [country] == [one.name for one in choice.countries]
    assert [operator] * (operator is not None) == [one.name for one in choice.operators]
    assert (operator is None) == choice.any_operator


@pytest.mark.parametrize(
    ("text", "country"),
    [("germny", "Germany"), ("ger", "Germany"), ("swedn tele2", "Sweden"), ("austr", "Austria")],
)
def test_what_only_looks_like_a_country_is_asked_about(text: str, country: str) -> None:
    choice = understand(the_offer(), text)

    assert choice.is_guess
    assert [country] == [one.name for one in choice.countries]


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("+7", {"Russia", "Kazakhstan"}),
        ("1", {"USA", "Canada"}),
        ("vodafone", {"United Kingdom", "Germany"}),
    ],
)
def test_what_several_countries_share_is_a_question(text: str, countries: set[str]) -> None:
    assert countries == {one.name for one in understand(the_offer(), text).countries}


def test_an_operator_that_several_fit_is_a_question() -> None:
    choice = understand(the_offer(), "sweden tel")

    assert {"Telia", "Tele2", "Telenor"} == {one.name for one in choice.operators}
    assert not choice.is_one


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("gb pigeonpost", Why.NO_SUCH_OPERATOR),
        ("de play", Why.NO_SUCH_OPERATOR),
        ("australia", Why.NO_SUCH_COUNTRY),  # known, and not Austria
        ("Ελλάδα", Why.NO_SUCH_COUNTRY),
        ("atlantis", Why.NO_SUCH_COUNTRY),
        ("any", Why.NO_SUCH_COUNTRY),
        ("+", Why.NO_SUCH_COUNTRY),
        (",", Why.NO_SUCH_COUNTRY),
        ("999", Why.NO_SUCH_COUNTRY),
        ("x" * 4000, Why.NO_SUCH_COUNTRY),
    ],
)
def test_what_is_not_offered_is_said(text: str, why: Why) -> None:
    with pytest.raises(RefusedRequest) as refused:
        understand(the_offer(), text)

    assert why is refused.value.why


def test_countries_that_share_a_dialling_code_have_their_own_flags() -> None:
    (_, (kazakhstan,)) = find_countries(the_offer(), "kazakhstan")

    assert "\U0001f1f0\U0001f1ff" == flag_of(region_of(kazakhstan))
