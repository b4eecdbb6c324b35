"""The order of the whole suite: the longest first, so that no process waits for it at the end."""

import pytest

LONGEST = ("test_processes", "test_crowds", "test_pool_cards", "fates", "test_mutations")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first; the others keep their order."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    places = (place for place, name in enumerate(LONGEST) if name in item.nodeid)
    return next(places, len(LONGEST))
