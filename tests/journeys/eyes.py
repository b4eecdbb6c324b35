"""What nobody may find, looked for when the lights of a stage go out.

    an expected code     in anything said to Telegram, in a log line, in the database as it lies
    a full number        in a log line, in the database
    a key or a token     in all three
    a message's text     in a log line, in the database

What the town knows is what is looked for: the codes of its calls, the texts that it has carried.
"""

import json
import logging
import re
import traceback
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, MutableMapping
from typing import Any

import structlog
from sqlalchemy import text
from sqlmodel import SQLModel

from bot.app import App
from sandbox.town import ANNA, BEN, CHIARA, Town
from storage.database import READING

NUMBER = re.compile(r"7700\s?900\s?\d{3}")  # the range for films, however it is begun
SAID = ("text", "caption", "reply_markup")  # what a request to Telegram lets people read
TEXTS = ("sms_text", "text", "otp_code")  # of vendors' webhooks
SECRETS = re.compile("TOKEN|KEY|SECRET")
SHORT = 6  # signs of a secret or a text, below which it says nothing
# Years, people and the example of a number stand everywhere, and chance may draw them.
EVERYWHERE = {"2026", "2027", "7700", *map(str, (ANNA, BEN, CHIARA))}
VERIFYING = {"flash", "password", "p2s"}  # calls that carry a code


class Ears(logging.Handler):
    """Hear every line that is logged, from our loggers and from the libraries'."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def open(self) -> None:
        """Listen from now on."""
        structlog.configure(processors=[self.hear, *structlog.get_config()["processors"]])
        logging.getLogger().addHandler(self)

    def shut(self) -> None:
        """Listen no more."""
        others = [one for one in structlog.get_config()["processors"] if one != self.hear]
        structlog.configure(processors=others)
        logging.getLogger().removeHandler(self)

    def hear(self, _: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Note a line of ours, with its traceback where it brings one."""
        raised = traceback.format_exc() if event.get("exc_info") else ""
        self.lines.append(f"{dict(event)} {raised}")
        return event

    def emit(self, record: logging.LogRecord) -> None:
        """Note a line of a library."""
        self.lines.append(record.getMessage())


async def look(town: Town, app: App, ears: Ears, settings: Mapping[str, str]) -> list[str]:
    """Find what should not be there; gives a sentence for each."""
    codes, texts = set(_codes(town)) - EVERYWHERE, set(_texts(town))
    keys = {
        value for name, value in settings.items() if SECRETS.search(name) and len(value) >= SHORT
    }
    keys |= {vendor.hook.rpartition("/")[2] for vendor in town.vendors.values()} - {""}
    rows = [line async for line in _rows(app)]
    places = {
        "said to Telegram": list(_said(town)),
        "in the log": ears.lines,
        "in the database": rows,
    }
    found = []
    for place, lines in places.items():
        everywhere = "\n".join(lines)
        private = place != "said to Telegram"
        found += [f"an expected code {place}" for code in codes if _stands(code, everywhere)]
        found += [f"a key {place}" for key in keys if key in everywhere]
        if private:
            found += [f"a number {place}: {one}" for one in set(NUMBER.findall(everywhere))]
            found += [f"a text {place}" for words in texts if words in everywhere]
    return found


def _codes(town: Town) -> Iterator[str]:
    """Give the codes that people were to read out."""
    for call in town.handsets.calls:
        if call.kind in VERIFYING and call.code:
            yield call.code
    for phone in town.handsets.snapshot():
        for message in phone["texts"]:
            yield from re.findall(r"\b\d{4,8}\b", message["text"])


def _texts(town: Town) -> Iterator[str]:
    """Give the texts that came to a phone or were passed on by a vendor."""
    for phone in town.handsets.snapshot():
        yield from (message["text"] for message in phone["texts"])
    for delivery in town.postman.deliveries:
        try:
            body = json.loads(delivery.body or b"{}")
        except ValueError:
            continue
        yield from (one for one in _values(body, TEXTS) if len(one) >= SHORT)


def _values(body: object, names: Collection[str]) -> Iterator[str]:
    if isinstance(body, dict):
        for name, value in body.items():
            if name in names and isinstance(value, str):
                yield value
            yield from _values(value, names)
    elif isinstance(body, list):
        for value in body:
            yield from _values(value, names)


def _said(town: Town) -> Iterator[str]:
    """Give what people could read of every request to Telegram."""
    for call in town.telegram.calls:
        yield from (str(call.given[name]) for name in SAID if call.given.get(name))


async def _rows(app: App) -> AsyncIterator[str]:
    """Give every row of every table as it lies there, past our own column types."""
    async with app.desk.storage.engine.connect() as connection:
        await connection.execution_options(**{READING: True})
        for table in SQLModel.metadata.sorted_tables:
            found = await connection.execute(text(f'SELECT * FROM "{table.name}"'))  # noqa: S608 (a table's name out of our own models)
            for row in found:
                yield f"{table.name} {_plain(row)}"


def _plain(row: Iterable[object]) -> str:
    return " | ".join(str(value) for value in row if isinstance(value, str))


def _stands(code: str, everywhere: str) -> bool:
    """Whether a code stands somewhere by itself; within an id or a longer number it is none."""
    return bool(re.search(rf"(?<![0-9A-Za-z:]){code}(?![0-9A-Za-z])", everywhere))
