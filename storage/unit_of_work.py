"""One transaction over all shelves; it commits when its block ends well."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel

from storage.approvals import Approvals
from storage.audiences import Audiences
from storage.batches import Batches
from storage.budgets import Budgets
from storage.calls_for_help import CallsForHelp
from storage.chats import Chats
from storage.codes import Codes
from storage.columns import Encrypted
from storage.custody import Custody
from storage.damaged import Damaged
from storage.days import Days
from storage.drills import Drills
from storage.erasing import Erasing
from storage.figures import Figures
from storage.findings import Findings
from storage.grants import Grants
from storage.health import Health
from storage.history import History
from storage.inbox import Inbox
from storage.ledger import Ledger
from storage.line_prices import LinePrices
from storage.lists import Lists
from storage.lookups import Lookups
from storage.lost_topics import LostTopics
from storage.numbers import Numbers
from storage.outbox import Outbox
from storage.people import People
from storage.pools import Pools
from storage.prepared import Prepared
from storage.price_readings import PriceReadings
from storage.protection import Protection
from storage.questions import Questions
from storage.rekeying import Rekeying
from storage.rotas import Rotas
from storage.rules import Rules
from storage.session_shelf import Sessions
from storage.templates import Templates

SENTINEL = "numdesk"

Kind = TypeVar("Kind")


class Sentinel(SQLModel, table=True):
    """A known word under our key, by which a wrong key is noticed at the start."""

    __tablename__: ClassVar[Any] = "sentinel"

    name: str = Field(primary_key=True)
    word: str = Field(sa_type=Encrypted)


class Shelf(Generic[Kind]):
    """A shelf of a unit of work, put up by the first who reaches for it: most reach for few."""

    def __init__(self, kind: Callable[[AsyncSession], Kind]) -> None:
        self._kind = kind

    def __set_name__(self, owner: type["UnitOfWork"], name: str) -> None:
        """Learn what it is called."""
        self._name = name

    def __get__(self, work: "UnitOfWork | None", owner: type["UnitOfWork"]) -> Kind:
        """Put it up; from then on it is found without asking here."""
        if work is None:
            raise AttributeError(self._name)
        shelf = vars(work)[self._name] = work.shelf(self._kind)
        return shelf


class UnitOfWork:
    """Every shelf, on one transaction. Whoever opened it commits; shelves and flows never do."""

    sessions = Shelf(Sessions)
    history = Shelf(History)
    outbox = Shelf(Outbox)
    inbox = Shelf(Inbox)
    people = Shelf(People)
    grants = Shelf(Grants)
    numbers = Shelf(Numbers)
    codes = Shelf(Codes)
    pools = Shelf(Pools)
    lookups = Shelf(Lookups)
    batches = Shelf(Batches)
    line_prices = Shelf(LinePrices)
    lists = Shelf(Lists)
    findings = Shelf(Findings)
    ledger = Shelf(Ledger)
    figures = Shelf(Figures)
    budgets = Shelf(Budgets)
    approvals = Shelf(Approvals)
    price_readings = Shelf(PriceReadings)
    questions = Shelf(Questions)
    health = Shelf(Health)
    rules = Shelf(Rules)
    protection = Shelf(Protection)
    damaged = Shelf(Damaged)
    custody = Shelf(Custody)
    erasing = Shelf(Erasing)
    rotas = Shelf(Rotas)
    calls_for_help = Shelf(CallsForHelp)
    audiences = Shelf(Audiences)
    days = Shelf(Days)
    rekeying = Shelf(Rekeying)
    templates = Shelf(Templates)
    drills = Shelf(Drills)
    chats = Shelf(Chats)
    lost_topics = Shelf(LostTopics)

    def __init__(self, database: AsyncSession) -> None:
        self._database = database
        self._afterwards: list[Callable[[], None]] = []

    def shelf(self, kind: Callable[[AsyncSession], Kind]) -> Kind:
        """Put up a shelf on this transaction."""
        return kind(self._database)

    async def ask(self, question: Prepared, values: dict[str, object]) -> Sequence[Any]:
        """Ask a question that belongs to no shelf; gives its rows."""
        return await question.run(self._database, **values)

    async def alone(self, *names: str) -> None:
        """Wait until no other unit of work holds any of these names; held until the end of this.

        SQLite has one writer, so there everybody is alone already.
        """
        if self._database.get_bind().dialect.name == "postgresql":
            for name in sorted(
                set(names)
            ):  # always in the same order, so that none waits in a ring
                await self._database.execute(
                    text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name}
                )

    async def sentinel(self) -> None:
        """See that our keys open what is here; raises UndecipherableError."""
        await self.custody.check_key()
        row = await self._database.get(Sentinel, SENTINEL)
        if row is None:
            self._database.add(Sentinel(name=SENTINEL, word=SENTINEL))

    async def seal(self) -> None:
        """Append what is to be recorded, last of all: the chain has one end, and all wait there."""
        if self.custody.has_notes:
            if self._database.in_transaction():
                await self._database.flush()
            await self.alone("custody")
            await self.custody.append()

    def afterwards(self, then: Callable[[], None]) -> None:
        """Have something done once all of this is committed, and not at all if it is not."""
        self._afterwards.append(then)

    def committed(self) -> None:
        """Do what was to be done afterwards."""
        for then in self._afterwards:
            then()
