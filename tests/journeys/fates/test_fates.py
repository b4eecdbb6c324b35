"""Every magic number at every service: what a person sees, what is charged, how often it is asked.

The pairs of `table.CANNOT` are played along: nothing but what 000 shows may come of them.
"""

import pytest

from sandbox.fates import Fate
from tests.journeys.fates.evening import Evenings, Seen, Service
from tests.journeys.fates.table import CANNOT, MORE, SERVICES

EVERY = {**SERVICES, **MORE}
PAIRS = [(name, fate) for name, service in EVERY.items() for fate in service.tales]
EXEMPT = [
    (name, fate)
    for name, service in SERVICES.items()
    for fate in CANNOT[name]
    if fate not in service.tales and service.can_be_played(fate)
]


def named(name: str, fate: Fate) -> object:
    """Name a test by its service and the end of its number."""
    return pytest.param(name, fate, id=f"{name}-{fate.value}")


@pytest.fixture(scope="module")
def evenings() -> Evenings:
    return Evenings({name: set(CANNOT.get(name, ())) for name in EVERY})


def played(evenings: Evenings, name: str, fate: Fate) -> tuple[Service, Seen]:
    service = EVERY[name]
    return service, evenings.seen(name, service)[fate]


@pytest.mark.parametrize(("name", "fate"), [named(*pair) for pair in PAIRS])
def test_a_fate_is_told_as_it_is_and_paid_once(evenings: Evenings, name: str, fate: Fate) -> None:
    service, seen = played(evenings, name, fate)
    tale = service.tales[fate]

    assert tale.then == seen.then
    assert tale.words in seen.text
    assert (tale.charged, tale.asked, tale.ledger) == (seen.charged, seen.asked, seen.ledger)


@pytest.mark.parametrize(("name", "fate"), [named(*pair) for pair in EXEMPT])
def test_a_fate_that_means_nothing_here_changes_nothing(
    evenings: Evenings, name: str, fate: Fate
) -> None:
    service, seen = played(evenings, name, fate)
    good = service.tales[Fate.GOOD]

    assert good.then == seen.then
    assert good.words in seen.text
    assert (good.charged, good.asked, good.ledger) == (seen.charged, seen.asked, seen.ledger)


@pytest.mark.parametrize("name", EVERY)
def test_no_vendor_sees_a_request_that_is_not_documented(evenings: Evenings, name: str) -> None:
    every = evenings.seen(name, EVERY[name]).values()

    assert [] == [complaint for seen in every for complaint in seen.complaints]


def test_forwarding_is_a_warning_while_the_code_is_awaited(evenings: Evenings) -> None:
    _, seen = played(evenings, "mcn password", Fate.FORWARDED)

    assert any("forwarded" in shown for shown in seen.cards)
