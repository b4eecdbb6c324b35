"""One transaction over all shelves; it commits when its block ends well."""

from collections.abc import Callable
from typing import Any, ClassVar

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel

from storage.agenda import Agenda
from storage.approvals import Approvals
from storage.audiences import Audiences
from storage.batches import Batches
from storage.budgets import Budgets
from storage.calls_for_help import CallsForHelp
from storage.chats import Chats
from storage.codes import Codes
from storage.columns import Encrypted
from storage.custody import Custody
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
from storage.price_readings import PriceReadings
from storage.protection import Protection
from storage.questions import Questions
from storage.rekeying import Rekeying
from storage.rotas import Rotas
from storage.rules import Rules
from storage.session_shelf import Sessions
from storage.templates import Templates

SENTINEL = "numdesk"


class Sentinel(SQLModel, table=True):
    """A known word under our key, by which a wrong key is noticed at the start."""

    __tablename__: ClassVar[Any] = "sentinel"

    name: str = Field(primary_key=True)
    word: str = Field(sa_type=Encrypted)


class UnitOfWork:
    """Every shelf, on one transaction. Whoever opened it commits; shelves and flows never do."""

    def __init__(self, database: AsyncSession) -> None:
        self.sessions = Sessions(database)
        self.history = History(database)
        self.outbox = Outbox(database)
        self.inbox = Inbox(database)
        self.people = People(database)
        self.grants = Grants(database)
        self.numbers = Numbers(database)
        self.codes = Codes(database)
        self.pools = Pools(database)
        self.lookups = Lookups(database)
        self.batches = Batches(database)
        self.line_prices = LinePrices(database)
        self.lists = Lists(database)
        self.findings = Findings(database)
        self.ledger = Ledger(database)
        self.figures = Figures(database)
        self.budgets = Budgets(database)
        self.approvals = Approvals(database)
        self.price_readings = PriceReadings(database)
        self.questions = Questions(database)
        self.health = Health(database)
        self.rules = Rules(database)
        self.protection = Protection(database)
        self.custody = Custody(database)
        self.erasing = Erasing(database)
        self.rotas = Rotas(database)
        self.calls_for_help = CallsForHelp(database)
        self.audiences = Audiences(database)
        self.days = Days(database)
        self.rekeying = Rekeying(database)
        self.templates = Templates(database)
        self.drills = Drills(database)
        self.chats = Chats(database)
        self.lost_topics = LostTopics(database)
        self.agenda = Agenda(database)

        self._database = database
        self._afterwards: list[Callable[[], None]] = []

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
