"""People: who may use the desk. Owners come from the settings; their rows give them nothing."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import Encrypted, Sealed, UtcDateTime, Word


class Role(StrEnum):
    """What somebody is to the desk; `bot.flows.asking.rights` says what each may do."""

    OWNER = "owner"  # named in the settings
    ADMIN = "admin"  # runs the desk
    OPERATOR = "operator"  # orders
    VIEWER = "viewer"  # looks


class Standing(StrEnum):
    """What the desk thinks of a person."""

    MET = "met"  # has been seen, and was never given anything
    ASKING = "asking"  # asked to be let in; nobody has answered yet
    ALLOWED = "allowed"  # may use the desk, in their role
    REFUSED = "refused"  # asked and was refused
    ENDED = "ended"  # was a guest whose time is over
    REMOVED = "removed"  # an administrator took it back; no group gives it again
    RETURNING = "returning"  # was removed and asks to come back; no group helps them meanwhile


WAITING = (Standing.ASKING, Standing.RETURNING)  # for an answer of an administrator


class Person(SQLModel, table=True):
    """A Telegram user the desk has met, or was told about by id."""

    __tablename__: ClassVar[Any] = "person"

    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    name: str = Field(sa_type=Encrypted)
    username: str | None = Field(default=None, sa_type=Sealed, index=True)  # in lower case
    standing: Standing = Field(sa_type=Word(Standing))
    role: Role | None = Field(default=None, sa_type=Word(Role))  # of one who is allowed
    since: datetime = Field(sa_type=UtcDateTime)
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)  # of a guest
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: int | None = Field(default=None, sa_type=BigInteger)
    has_private_chat: bool = False  # has written to the desk there, so that it may answer
    menu: str = ""  # the role whose commands Telegram shows them; empty: a stranger's

    @property
    def is_asking(self) -> bool:
        """Whether they wait to be let in."""
        return self.standing in WAITING

    @property
    def is_shut_out(self) -> bool:
        """Whether only an administrator's word lets them in: no group, link or waiting grant."""
        return self.standing in {Standing.REMOVED, Standing.RETURNING}

    def role_at(self, now: datetime) -> Role | None:
        """Give the role this person has by themselves at that time."""
        if self.standing is not Standing.ALLOWED or (self.until is not None and self.until <= now):
            return None
        return self.role


class RequestCard(SQLModel, table=True):
    """The message in which an administrator was told of a request; it says once it is answered."""

    __tablename__: ClassVar[Any] = "request_card"

    person_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    admin_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    message_id: int = Field(sa_type=BigInteger)


class People:
    """The shelf of people."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def get(self, person_id: int) -> Person | None:
        """Find one and hold the row until the unit of work ends."""
        return await self._database.get(
            Person, person_id, with_for_update=True, populate_existing=True
        )

    async def find(self, person_id: int) -> Person | None:
        """Find one without holding it."""
        return await self._database.get(Person, person_id)

    def put(self, person: Person) -> None:
        """Add one."""
        self._database.add(person)

    async def named(self, username: str) -> Person | None:
        """Find whoever had this username when they last wrote."""
        rows = await self._database.scalars(
            select(Person).where(col(Person.username) == username).order_by(col(Person.id)).limit(1)
        )
        return rows.first()

    async def free_username(self, username: str, *, but: int) -> None:
        """Take a username from whoever had it before; it belongs to one person at a time."""
        await self._database.execute(
            update(Person)
            .where(col(Person.username) == username, col(Person.id) != but)
            .values(username=None),
            execution_options={"synchronize_session": False},
        )

    async def all(self) -> Sequence[Person]:
        """List everybody the desk has met."""
        return (await self._database.scalars(select(Person).order_by(col(Person.id)))).all()

    async def allowed(self) -> Sequence[Person]:
        """List who may use the desk, beside its owners."""
        rows = await self._database.scalars(
            select(Person)
            .where(col(Person.standing) == Standing.ALLOWED)
            .order_by(col(Person.since), col(Person.id))
        )
        return rows.all()

    async def admins(self) -> Sequence[Person]:
        """List those who run the desk beside its owners."""
        return [person for person in await self.allowed() if person.role is Role.ADMIN]

    async def asked_since(self, since: datetime) -> int:
        """Count the requests to be let in since then."""
        count = await self._database.scalar(
            select(func.count()).select_from(Person).where(col(Person.asked_at) > since)
        )
        return count or 0

    async def put_card(self, person_id: int, admin_id: int, message_id: int) -> None:
        """Remember where an administrator was told of a request."""
        await self._database.merge(
            RequestCard(person_id=person_id, admin_id=admin_id, message_id=message_id)
        )

    async def take_cards(self, person_id: int) -> dict[int, int]:
        """Give the messages about a request by administrator, and forget them."""
        rows = await self._database.execute(
            delete(RequestCard)
            .where(col(RequestCard.person_id) == person_id)
            .returning(col(RequestCard.admin_id), col(RequestCard.message_id))
        )
        return {row.admin_id: row.message_id for row in rows}

    async def overdue(self, *, now: datetime, limit: int) -> Sequence[int]:
        """List the guests whose time is over."""
        rows = await self._database.scalars(
            select(col(Person.id))
            .where(col(Person.standing) == Standing.ALLOWED, col(Person.until) <= now)
            .order_by(col(Person.until))
            .limit(limit)
        )
        return rows.all()

    async def unanswered(self, *, before: datetime, limit: int) -> Sequence[int]:
        """List those who asked to be let in before that time and still wait."""
        rows = await self._database.scalars(
            select(col(Person.id))
            .where(col(Person.standing).in_(WAITING), col(Person.asked_at) <= before)
            .order_by(col(Person.asked_at))
            .limit(limit)
        )
        return rows.all()

    async def with_old_menus(self, owners: Collection[int], *, limit: int) -> Sequence[Person]:
        """List those whom Telegram shows the commands of another role than they have."""
        is_owner = col(Person.id).in_(owners)
        is_in = col(Person.standing) == Standing.ALLOWED
        rows = await self._database.scalars(
            select(Person)
            .where(
                col(Person.has_private_chat).is_(True),
                or_(
                    and_(is_owner, col(Person.menu) != Role.OWNER.value),
                    and_(~is_owner, is_in, col(Person.menu) != col(Person.role)),
                    and_(~is_owner, ~is_in, col(Person.menu) != ""),
                ),
            )
            .order_by(col(Person.id))
            .limit(limit)
        )
        return rows.all()

    async def note_menu(self, person_id: int, menu: str) -> None:
        """Remember whose commands a person is shown."""
        await self._database.execute(
            update(Person).where(col(Person.id) == person_id).values(menu=menu),
            execution_options={"synchronize_session": False},
        )

    async def forget_menus(self) -> None:
        """Have everybody's commands shown anew: another release may have others."""
        await self._database.execute(
            update(Person).where(col(Person.menu) != "").values(menu="?"),
            execution_options={"synchronize_session": False},
        )
