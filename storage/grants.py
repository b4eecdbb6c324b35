"""Grants that are no person's yet: for a username, by a link, and to whoever is in a group."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import Sealed, UtcDateTime, Word
from storage.people import Role


class WaitingGrant(SQLModel, table=True):
    """A role for a username nobody has written under yet; it is given at their first word."""

    __tablename__: ClassVar[Any] = "waiting_grant"

    username: str = Field(primary_key=True, sa_type=Sealed)  # in lower case
    role: Role = Field(sa_type=Word(Role))
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)  # of a guest
    given_by: int = Field(sa_type=BigInteger)
    given_at: datetime = Field(sa_type=UtcDateTime)


class Invitation(SQLModel, table=True):
    """A link that lets one person in. Only the digest of its token is kept."""

    __tablename__: ClassVar[Any] = "invitation"

    digest: str = Field(primary_key=True)
    role: Role = Field(sa_type=Word(Role))
    made_by: int = Field(sa_type=BigInteger)
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_by: int | None = Field(default=None, sa_type=BigInteger)


class GroupGrant(SQLModel, table=True):
    """What the members of a group are to the desk, in that group only."""

    __tablename__: ClassVar[Any] = "group_grant"

    chat_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    role: Role | None = Field(default=None, sa_type=Word(Role))  # None: nothing any more
    set_by: int = Field(sa_type=BigInteger)
    set_at: datetime = Field(sa_type=UtcDateTime)
    menu: str = ""  # the role whose commands Telegram shows there


class Membership(SQLModel, table=True):
    """Whether somebody is in a group, as Telegram said last."""

    __tablename__: ClassVar[Any] = "membership"

    chat_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    person_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    is_member: bool
    seen_at: datetime = Field(sa_type=UtcDateTime)


class Grants:
    """The shelf of grants and memberships."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def waiting_for(self, username: str) -> WaitingGrant | None:
        """Find what waits for a username."""
        return await self._database.get(WaitingGrant, username, populate_existing=True)

    async def keep_for(self, grant: WaitingGrant) -> None:
        """Keep a grant until its username comes; the latest word counts."""
        await self._database.merge(grant)

    async def drop_for(self, username: str) -> bool:
        """Take a waiting grant away; False where there was none."""
        gone = await self._database.execute(
            delete(WaitingGrant)
            .where(col(WaitingGrant.username) == username)
            .returning(col(WaitingGrant.given_by))
        )
        return gone.first() is not None

    async def waiting(self) -> Sequence[WaitingGrant]:
        """List the grants that wait, oldest first."""
        query = select(WaitingGrant).order_by(col(WaitingGrant.given_at))
        return (await self._database.scalars(query)).all()

    def put_invitation(self, invitation: Invitation) -> None:
        """Keep a new invitation."""
        self._database.add(invitation)

    async def invitation(self, digest: str) -> Invitation | None:
        """Find an invitation and hold it until the unit of work ends."""
        return await self._database.get(
            Invitation, digest, with_for_update=True, populate_existing=True
        )

    async def of_group(self, chat_id: int) -> GroupGrant | None:
        """Find what a group's members are."""
        return await self._database.get(GroupGrant, chat_id, populate_existing=True)

    async def set_group(self, chat_id: int, role: Role | None, *, by: int, now: datetime) -> None:
        """Decide what a group's members are."""
        grant = await self.of_group(chat_id)
        if grant is None:
            self._database.add(GroupGrant(chat_id=chat_id, role=role, set_by=by, set_at=now))
        else:
            grant.role, grant.set_by, grant.set_at = role, by, now

    async def groups_with_old_menus(self, *, limit: int) -> Sequence[GroupGrant]:
        """List the groups that Telegram shows the commands of another role."""
        rows = await self._database.scalars(
            select(GroupGrant)
            .where(
                or_(
                    col(GroupGrant.role).is_not(None) & (col(GroupGrant.menu) != GroupGrant.role),
                    col(GroupGrant.role).is_(None) & (col(GroupGrant.menu) != ""),
                )
            )
            .limit(limit)
        )
        return rows.all()

    async def note_menu(self, chat_id: int, menu: str) -> None:
        """Remember whose commands a group is shown."""
        await self._database.execute(
            update(GroupGrant).where(col(GroupGrant.chat_id) == chat_id).values(menu=menu),
            execution_options={"synchronize_session": False},
        )

    async def forget_menus(self) -> None:
        """Have every group's commands shown anew."""
        await self._database.execute(
            update(GroupGrant).where(col(GroupGrant.menu) != "").values(menu="?"),
            execution_options={"synchronize_session": False},
        )

    async def membership(self, chat_id: int, person_id: int) -> Membership | None:
        """Find what was last said about somebody in a group."""
        return await self._database.get(Membership, (chat_id, person_id), populate_existing=True)

    async def note_membership(
        self, chat_id: int, person_id: int, *, is_member: bool, at: datetime, is_event: bool
    ) -> bool:
        """Remember whether somebody is in a group; gives what counts now.

        An event is told in order and always counts. An answer to our own question was true when we
        asked, so it does not undo that somebody has left since. Call it `alone`.
        """
        known = await self.membership(chat_id, person_id)
        if known is None:
            self._database.add(
                Membership(chat_id=chat_id, person_id=person_id, is_member=is_member, seen_at=at)
            )
            await self._database.flush()
            return is_member
        if is_event or known.seen_at < at or (known.is_member and known.seen_at == at):
            known.is_member, known.seen_at = is_member, at
        return known.is_member

    async def forget(self, *, before: datetime) -> None:
        """Erase what nobody can use any more."""
        await self._database.execute(delete(Invitation).where(col(Invitation.expires_at) < before))
        await self._database.execute(delete(WaitingGrant).where(col(WaitingGrant.until) < before))
        await self._database.execute(
            delete(Membership).where(
                col(Membership.is_member).is_(False), col(Membership.seen_at) < before
            )
        )
