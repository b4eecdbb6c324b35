"""A list of 100,000 in a process of its own: read, stored, written; how long and how much memory.

`python -m benchmarks.long_list FOLDER` prints the figures as JSON.
"""

import asyncio
import json
import resource
import sqlite3
import sys
import time
from pathlib import Path

import phonenumbers
from cryptography.fernet import Fernet

from bot.app import App, open_app
from bot.flows.asking.asking import Asker
from bot.flows.batches import batch_loading, batches, quotes, results
from bot.logs import start_logging
from storage.people import Role

LINES = 100_000
SAMPLE = 5_000  # of them for the floor of reading, whose time is scaled
OWNERS = (1001, 1002)


def listed(lines: int) -> bytes:
    """Write a list."""
    rows = (f"person {at},+4477009{at:05},somewhere" for at in range(lines))
    return "\n".join(["name,phone,place", *rows]).encode()


async def main(folder: Path) -> dict[str, float]:
    """Measure."""
    start_logging()
    variables = {
        "TELEGRAM_BOT_TOKEN": "1:none",
        "OWNER_IDS": " ".join(map(str, OWNERS)),
        "SECRETS_KEY": Fernet.generate_key().decode(),
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'long.db'}",
        "LANCK_ACCESS_TOKEN": "a:b",
        "LANCK_BASE_URL": "http://127.0.0.1:9/v1",
    }
    figures: dict[str, float] = {}
    async with open_app(variables) as app:
        await _ours(app, figures)
    # kilobytes on Linux; before the floor of storing, which has memory of its own
    figures["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures["floor of storing"] = _inserting_alone(folder)
    return figures


async def _ours(app: App, figures: dict[str, float]) -> None:
    desk = app.desk
    anna = Asker(OWNERS[0], "Anna", OWNERS[0], None, "message:1:1", None, role=Role.OWNER)
    _parsing_alone()  # its tables are loaded
    floor = _parsing_alone()
    begun = time.monotonic()
    told = await quotes.quote(desk, anna, "list.csv", listed(LINES), None)
    figures["reading"] = time.monotonic() - begun
    floor += _parsing_alone()  # before and after, for others may be busy on this machine
    figures["floor of reading"] = floor * LINES / SAMPLE / 2
    assert told.valid == LINES
    assert await batches.start(desk, anna, told.question_id) is None
    session_id = await batches.start_approved(desk, anna, told.question_id, told.level)
    begun = time.monotonic()
    await batch_loading.load(desk, session_id)
    figures["storing"] = time.monotonic() - begun
    async with desk.storage.reading() as work:
        session = await work.sessions.get(session_id)
    assert session is not None
    for what in ("csv", "xlsx"):
        begun = time.monotonic()
        await results.made(desk, session, what, "")
        figures[f"writing {what}"] = time.monotonic() - begun


def _parsing_alone() -> float:
    begun = time.monotonic()
    for at in range(SAMPLE):
        number = phonenumbers.parse(f"+4477009{at:05}", None)
        phonenumbers.is_possible_number(number)
        phonenumbers.is_valid_number(number)
    return time.monotonic() - begun


def _inserting_alone(folder: Path) -> float:
    """Store rows as long as ours, with nothing around the driver."""
    database = sqlite3.connect(folder / "floor.db")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, row, cells, number, state)")
    database.execute("CREATE INDEX line_of_batch ON line (state, row)")
    rows = [(at, "c" * 160, f"{at:044}", "waiting") for at in range(LINES)]
    begun = time.monotonic()
    with database:
        database.executemany("INSERT INTO line (row, cells, number, state) VALUES (?,?,?,?)", rows)
    took = time.monotonic() - begun
    database.close()
    return took


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(Path(sys.argv[1])))))
