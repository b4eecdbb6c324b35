"""Which providers are on."""

import pytest

from providers.catalog import Catalog, ProviderSettingsError, Variable, find_providers
from providers.contract.capabilities import BalanceReader, CallTracker, FlashCaller
from providers.numcheck import NumCheck
from providers.wire.client import open_client
from tests.providers.quick_clock import QuickClock
from tests.providers.scripted import Script

KEY = "k3y0" * 8


def opened(**variables: str) -> Catalog:
    clock = QuickClock()
    client = open_client(Script())
    return Catalog.open(variables, client=client, now=clock.now, sleep=clock.sleep)


def test_vendor_modules_are_found_in_order() -> None:
    names = [kind.name for kind in find_providers()]

    assert "numcheck" in names
    assert names == sorted(set(names))


def test_a_provider_whose_variables_are_set_is_on() -> None:
    catalog = opened(NUMCHECK_SECRET_KEY=KEY)

    assert [provider.name for provider in catalog] == ["numcheck"]
    assert isinstance(catalog.get("numcheck"), NumCheck)


def test_without_variables_none_is_on() -> None:
    catalog = opened(PATH="/bin", NUMCHECK_SECRET_KEY=" ")

    assert len(catalog) == 0
    assert catalog.get("numcheck") is None


def test_it_tells_who_offers_what() -> None:
    catalog = opened(NUMCHECK_SECRET_KEY=KEY)

    assert [type(each) for each in catalog.offering(FlashCaller)] == [NumCheck]
    assert [type(each) for each in catalog.offering(CallTracker)] == [NumCheck]
    assert catalog.offering(BalanceReader) == ()


def test_half_set_variables_name_what_is_missing() -> None:
    with pytest.raises(ProviderSettingsError) as caught:
        opened(NUMCHECK_BASE_URL="https://api.numcheckapi.com/ru")

    assert str(caught.value) == "NUMCHECK_SECRET_KEY: is needed too, as NumCheck is half set up"


def test_a_wrong_variable_is_named_and_its_value_is_not_told() -> None:
    with pytest.raises(ProviderSettingsError) as caught:
        opened(NUMCHECK_SECRET_KEY=f"{KEY} {KEY}", NUMCHECK_BASE_URL="http://numcheck.example")

    assert str(caught.value).splitlines() == [
        "NUMCHECK_SECRET_KEY: should be plain letters, digits and signs without spaces",
        "NUMCHECK_BASE_URL: should begin with https:// (http is accepted for this machine only)",
    ]
    assert caught.value.__cause__ is None


def test_every_variable_is_described() -> None:
    variables = {variable.name: variable for variable in Catalog.variables()}

    assert variables["NUMCHECK_SECRET_KEY"].is_required
    assert variables["NUMCHECK_BASE_URL"] == Variable(
        name="NUMCHECK_BASE_URL",
        title="NumCheck",
        description="Address of the API, with its language part.",
        default="https://api.numcheckapi.com/ru",
    )
    assert all(variable.description for variable in variables.values())
