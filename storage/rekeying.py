"""Rekeying: what older keys have written is written anew under the first one, a bite at a time."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, literal, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.columns import Encrypted, Wrapped, vault_of
from storage.faded import FADED
from storage.places import SECRET, Place, places
from storage.vault import UndecipherableError, Vault

SENTINEL = "sentinel"  # the table
BITE = 500  # rows in one unit of work


@dataclass(frozen=True, slots=True)
class Renewed:
    """What came of one bite. `after` is where the next begins; None: the next place."""

    seen: int
    changed: int
    lost: int  # none of our keys opens them
    after: tuple[Any, ...] | None


class Rekeying:
    """The shelf that is every shelf. Doing it twice changes nothing."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    def places(self) -> list[Place]:
        """List every column that holds something sealed or encrypted.

        First the sentinel: should we die on the way, nobody without the new key opens the rest.
        """
        return sorted(places(*SECRET), key=lambda place: place.table.name != SENTINEL)

    async def bite(self, place: Place, after: tuple[Any, ...] | None) -> Renewed:
        """Write the next rows of a place anew."""
        vault, changed, lost = vault_of(self._database), 0, 0
        rows = (await self._database.execute(place.rows_after(after, BITE))).all()
        for *key, stored in rows:
            try:
                token = _renewed(vault, place, stored)
            except UndecipherableError:
                lost += 1
                continue
            if token is None:
                continue
            this = (*place.row(tuple(key)), place.raw == stored)
            values = {place.name: literal(token, Text)}  # as it is: it is sealed already
            await self._database.execute(update(place.table).where(*this).values(values))
            changed += 1
        more = tuple(rows[-1][:-1]) if len(rows) == BITE else None
        return Renewed(len(rows), changed, lost, more)


def _renewed(vault: Vault, place: Place, stored: str) -> str | None:
    """Give the value under the first key; None where it is."""
    kind = place.column.type
    if stored.startswith(FADED):
        return None
    if isinstance(kind, Encrypted):
        return vault.renew(stored)
    return vault.reseal(stored, kind.purpose if isinstance(kind, Wrapped) else "")
