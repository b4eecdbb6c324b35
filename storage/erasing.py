"""Erasing: one number taken out of every place, and old numbers faded to a digest."""

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CursorResult,
    Text,
    delete,
    func,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from providers.contract.phone import SHOWN_DIGITS, PhoneNumber
from storage.batches import Batch, BatchLine, LineState
from storage.codes import ReceivedCode
from storage.columns import Encrypted, Sealed, SealedNumber, UtcDateTime, vault_of
from storage.faded import FADED, FadedNumber
from storage.lifecycle import OPEN_STATES
from storage.lists import Lists
from storage.numbers import Lease
from storage.places import Place, older_than, places
from storage.questions import Question
from storage.sessions import ChatSession
from storage.vault import UndecipherableError

BITE = 500  # rows opened in one unit of work
SHORTEST = 7  # digits without the country's that tell a number apart
BETWEEN = r"[\s().\-/]*"
NOT_HERE = frozenset({"erasure", "sentinel"})  # the first is emptied last, by itself
WHOLE_ROW = frozenset({"question"})  # half of what was asked is no question
KEPT = "list_part"  # packed: it is looked into as a whole
WORKBOOK = b"PK"  # how a file begins that nobody can search without reading it as its reader does
BODIES = frozenset({"sighting"})  # half of an update is none


class Erasure(SQLModel, table=True):
    """One number that is being forgotten, and how far that has come."""

    __tablename__: ClassVar[Any] = "erasure"

    id: str = Field(primary_key=True)
    number: PhoneNumber = Field(sa_type=SealedNumber)
    masked: str
    person_id: int = Field(sa_type=BigInteger)  # who wanted it
    is_searching: bool = False  # erased; being looked for once more
    place: int = 0  # of all places, the one that is next
    after: str | None = None  # the last row that was looked at there, as JSON
    erased: str = "{}"  # how much, by table, as JSON
    found: int = 0  # what the search has found in spite of it
    begun_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # None: over


@dataclass(frozen=True, slots=True)
class Bite:
    """What came of one step: how many rows, and where the next begins (None: the next place)."""

    count: int
    after: tuple[Any, ...] | None


class Erasing:
    """The shelf of erasures."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    def put(self, erasure: Erasure) -> None:
        """Begin one."""
        self._database.add(erasure)

    async def get(self, erasure_id: str) -> Erasure | None:
        """Find one and hold it until the unit of work ends."""
        return await self._database.get(
            Erasure, erasure_id, with_for_update=True, populate_existing=True
        )

    async def due(self, *, now: datetime) -> Sequence[str]:
        """Name those that are not over and may go on."""
        rows = await self._database.scalars(
            select(col(Erasure.id)).where(col(Erasure.due_at) <= now).order_by(col(Erasure.id))
        )
        return rows.all()

    async def is_in_use(self, number: PhoneNumber) -> str | None:
        """Name the running session, or the running lease's, that needs the number; "" for none."""
        session = select(col(ChatSession.id)).where(
            col(ChatSession.number) == number, col(ChatSession.state).in_(OPEN_STATES)
        )
        lease = select(func.coalesce(Lease.session_id, "")).where(
            col(Lease.number) == number, col(Lease.ended_at).is_(None)
        )
        line = select(col(BatchLine.session_id)).where(
            col(BatchLine.number) == number,
            col(BatchLine.state).in_((LineState.WAITING, LineState.ASKED)),
        )
        for query in (session, lease, line):
            found = await self._database.scalar(query.limit(1))
            if found is not None:
                return str(found)
        return None

    async def is_reading_lists(self) -> bool:
        """Whether a list is being turned into rows just now: what is in it nobody knows yet."""
        query = select(col(Batch.session_id)).where(
            col(Batch.source).is_not(None), col(Batch.ended_at).is_(None)
        )
        return await self._database.scalar(query.limit(1)) is not None

    def places(self) -> list[Place]:
        """List where a number can be."""
        found = places(SealedNumber, Sealed, Encrypted)
        return [place for place in found if place.table.name not in NOT_HERE]

    async def bite(
        self, place: Place, number: PhoneNumber, after: tuple[Any, ...] | None, *, erase: bool
    ) -> Bite:
        """Erase the number from the next rows of a place, or only count where it is."""
        if place.table.name == KEPT:
            return await self._kept(number, erase=erase)
        if isinstance(place.column.type, Encrypted):
            return await self._opened(place, number, after, erase=erase)
        vault = vault_of(self._database)
        written = [number.e164] if isinstance(place.column.type, SealedNumber) else [number.digits]
        stored = [seal for one in written for seal in vault.seals(one)]
        stored += [FadedNumber.of(number, trace).token for trace in vault.traces(number.e164)]
        here = place.raw.in_(stored)
        if not erase:
            query = select(func.count()).select_from(place.table).where(here)
            return Bite(await self._database.scalar(query) or 0, None)
        if place.table.name == "lease":
            await self._forget_messages(here)
        if isinstance(place.column.type, Sealed):
            gone: Any = delete(place.table).where(here)
            if place.column.nullable:
                gone = update(place.table).where(here).values({place.name: None})
        else:
            values: dict[str, Any] = {place.name: FadedNumber(FADED, FADED)}
            if "prefix" in place.table.c:
                values["prefix"] = None
            gone = update(place.table).where(here).values(values)
        done = cast("CursorResult[Any]", await self._database.execute(gone))
        return Bite(done.rowcount, None)

    async def fade(self, *, before: datetime) -> int:
        """Fade the numbers of what was over before that time, a bounded part; gives how many."""
        vault, count = vault_of(self._database), 0
        for place in places(SealedNumber):
            is_old = older_than(place, before)
            if is_old is None:
                continue
            query = select(*place.keys, place.raw.label("stored"))
            query = query.where(is_old, place.raw.is_not(None), place.raw.not_like(f"{FADED}%"))
            for *key, stored in (await self._database.execute(query.limit(BITE))).all():
                token = FADED
                try:
                    number = PhoneNumber.parse(vault.unseal(stored))
                    token = FadedNumber.of(number, vault.traces(number.e164)[0]).token
                except (UndecipherableError, ValueError):
                    pass  # nobody will ever read it
                changed = update(place.table).where(*place.row(tuple(key)), place.raw == stored)
                await self._database.execute(changed.values({place.name: FadedNumber.read(token)}))
                count += 1
        return count

    async def blur(self, *, before: datetime) -> None:
        """Forget what else old sessions say about their numbers."""
        await self._database.execute(
            update(ChatSession)
            .where(
                col(ChatSession.ended_at) < before,
                or_(
                    type_coerce(ChatSession.prefix, Text).is_not(None),
                    type_coerce(ChatSession.wish, Text).is_not(None),
                ),
            )
            .values(prefix=None, wish=None),
            execution_options={"synchronize_session": False},
        )

    async def _forget_messages(self, of_lease: ColumnElement[bool]) -> None:
        leases = select(col(Lease.id)).where(of_lease)
        await self._database.execute(
            update(ReceivedCode)
            .where(col(ReceivedCode.lease_id).in_(leases.scalar_subquery()))
            .values(code=None, candidates=None, text=None, sender=None),
            execution_options={"synchronize_session": False},
        )

    async def _kept(self, number: PhoneNumber, *, erase: bool) -> Bite:
        """Look into the lists that were sent and not started; one with the number goes whole."""
        lists, pattern = Lists(self._database), written_as(number)
        found = [one for one in await lists.ids() if may_hold(pattern, await lists.get(one))]
        for one in found if erase else ():
            await lists.drop(one)
            await self._database.execute(delete(Question).where(col(Question.id) == one))
        return Bite(len(found), None)

    async def _opened(
        self, place: Place, number: PhoneNumber, after: tuple[Any, ...] | None, *, erase: bool
    ) -> Bite:
        """Open the next rows of a place and look inside."""
        vault, pattern, count = vault_of(self._database), written_as(number), 0
        rows = (await self._database.execute(place.rows_after(after, BITE))).all()
        for *key, stored in rows:
            try:
                text = vault.decrypt(stored)
            except UndecipherableError:
                continue
            if not is_in(pattern, text):
                continue
            count += 1
            if not erase:
                continue
            this = place.row(tuple(key))
            change: Any = update(place.table).where(*this)
            if place.table.name in WHOLE_ROW:
                change = delete(place.table).where(*this)
            elif place.table.name in BODIES:
                change = change.values({place.name: None, "due_at": None})
            else:
                change = change.values({place.name: without(pattern, text, number)})
            await self._database.execute(change)
        return Bite(count, tuple(rows[-1][:-1]) if len(rows) == BITE else None)


def written_as(number: PhoneNumber) -> re.Pattern[str]:
    """Match a number as people and providers write it: with or without its country."""
    country = str(number.country_code)
    national = number.digits.removeprefix(country)
    ours = national if len(national) >= SHORTEST else number.digits
    digits = BETWEEN.join(ours)
    return re.compile(rf"(?<!\d)(?:(?:\+|00)?{BETWEEN.join(country)}{BETWEEN})?0?{digits}(?!\d)")


def is_in(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a text has the number in it, also inside a kept callback."""
    if pattern.search(text):
        return True
    try:
        kept = json.loads(text)
        inside = base64.b64decode(kept["body"]).decode(errors="replace")
    except (ValueError, TypeError, KeyError):
        return False
    return pattern.search(inside) is not None


def may_hold(pattern: re.Pattern[str], content: bytes) -> bool:
    """Whether a file may have the number in it; of a workbook nobody can be sure."""
    text = content.replace(b"\0", b"").decode(errors="replace")  # also where it is UTF-16
    return content.startswith(WORKBOOK) or pattern.search(text) is not None


def without(pattern: re.Pattern[str], text: str, number: PhoneNumber) -> str:
    """Give the text with the number masked; JSON stays JSON."""
    masked = f"•••{number.e164[-SHOWN_DIGITS:]}"
    changed = pattern.sub(masked, text)
    try:
        json.loads(text)
    except ValueError:
        return changed
    try:
        json.loads(changed)
    except ValueError:
        return pattern.sub(f'"{masked}"', text)
    return changed
