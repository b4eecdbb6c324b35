"""Copy a running SQLite database, consistently."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url


def back_up(database_url: str, file: Path) -> None:
    """Copy the database into a new file. ValueError where that is not possible."""
    url = make_url(database_url)
    if not url.drivername.startswith("sqlite"):
        raise ValueError("DATABASE_URL: only SQLite is copied; use pg_dump for PostgreSQL")
    if not url.database or not Path(url.database).exists():
        raise ValueError("DATABASE_URL: there is no database yet")
    if file.exists():
        raise ValueError(f"{file} exists already")
    with closing(sqlite3.connect(url.database)) as source, closing(sqlite3.connect(file)) as copy:
        source.backup(copy)
    file.chmod(0o600)
