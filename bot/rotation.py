"""`numdesk rotate`: a new key in front, and everything written anew under it.

    one key    ─▶ a new one is put before it in .env ─┐
    several    ─▶ the first is the new one ───────────┴─▶ every value under the first key

It may be killed at any line and run again: what is under the first key is left alone. Which keys
there are is in the settings alone, so nothing half done has to be remembered.
"""

import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.fernet import Fernet

from storage.custody import Act
from storage.database import Storage

LINE = re.compile(r"^(?:export\s+)?SECRETS_KEY\s*=.*$", re.MULTILINE)
MOST_PASSES = 5  # a desk that runs with the new key in second place writes under the old one


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """What came of it."""

    seen: int
    changed: int
    lost: int
    is_complete: bool  # a whole pass found nothing under another key


def new_key_in(file: Path, keys: list[str]) -> str | None:
    """Put a new key in front of those in `.env`; None where the keys are not from that file."""
    if not file.is_file():
        return None
    written = file.read_text()
    found = LINE.findall(written)
    if len(found) != 1 or any(key not in found[0] for key in keys):
        return None
    fresh = Fernet.generate_key().decode()
    joined = ",".join([fresh, *keys])
    beside = file.with_name(f"{file.name}.new")
    beside.touch(mode=0o600)
    beside.chmod(0o600)
    with beside.open("w") as out:
        out.write(LINE.sub(lambda _: f"SECRETS_KEY={joined}", written))
        out.flush()
        os.fsync(out.fileno())
    beside.replace(file)  # all of it or nothing: a key that is lost loses the database
    return fresh


async def rekey(storage: Storage, *, now: datetime) -> Rekeyed:
    """Write everything anew that is not under the first key, in bounded units of work."""
    seen = changed = lost = 0
    is_complete = False
    for _ in range(MOST_PASSES):
        seen, renewed, lost = await _pass(storage)
        changed += renewed
        if not renewed:
            is_complete = True
            break
    if changed:
        async with storage.begin() as work:
            work.custody.note(Act.KEYS, at=now, words=f"{changed} values under the first key")
    return Rekeyed(seen, changed, lost, is_complete)


async def _pass(storage: Storage) -> tuple[int, int, int]:
    seen = changed = lost = 0
    async with storage.reading() as work:
        places = work.rekeying.places()
    for place in places:
        after = None
        while True:
            async with storage.begin() as work:
                bite = await work.rekeying.bite(place, after)
            seen, changed, lost = seen + bite.seen, changed + bite.changed, lost + bite.lost
            after = bite.after
            if after is None:
                break
    return seen, changed, lost
