"""The whole suite: the longest tests first, and no test that fails because a machine is busy."""

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes is the machine's business, and this one may be busy.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

LONGEST = ("test_processes", "test_crowds", "test_pool_cards", "fates", "test_mutations")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first; the others keep their order."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    places = (place for place, name in enumerate(LONGEST) if name in item.nodeid)
    return next(places, len(LONGEST))
