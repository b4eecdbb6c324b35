"""The ledger: every paid request, written before it is made.

A charge is *reserved* first, then *committed* (the provider took the order) or *released* (surely
not carried out). One whose outcome is unknown stays *unknown*, and counts, until it is settled.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, UniqueConstraint, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from providers.contract.phone import PhoneNumber
from storage.columns import SealedNumber, UtcDateTime, Word


class ChargeState(StrEnum):
    """What became of a paid request."""

    RESERVED = "reserved"  # about to be made
    COMMITTED = "committed"  # made, and to be paid for
    RELEASED = "released"  # not made, or not to be paid for
    UNKNOWN = "unknown"  # perhaps made


class Charge(SQLModel, table=True):
    """One paid request."""

    __tablename__: ClassVar[Any] = "charge"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("request", name="one_charge_for_one_request"),
        Index("charge_of_number", "number", "at"),
        Index("charge_of_person", "person_id", "at"),
        Index("charge_of_chat", "chat_id", "at"),
        Index("charge_reference", "provider", "reference"),
    )

    id: int | None = Field(default=None, primary_key=True)
    session_id: str = Field(foreign_key="chat_session.id", index=True)
    order: int  # the how manieth paid request of its session
    request: str | None = None  # the message or tap that wanted it; orders nothing twice
    provider: str
    capability: str
    number: PhoneNumber | None = Field(default=None, sa_type=SealedNumber)
    person_id: int = Field(sa_type=BigInteger)
    chat_id: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcDateTime)
    units: int = 1  # numbers in it; a chunk of a batch has many
    reference: str | None = None  # the provider's id of it
    state: ChargeState = Field(default=ChargeState.RESERVED, sa_type=Word(ChargeState))


class Ledger:
    """The shelf of charges."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    def reserve(self, charge: Charge) -> None:
        """Write down a paid request that is about to be made."""
        self._database.add(charge)

    async def settle(
        self, session_id: str, order: int, state: ChargeState, *, reference: str | None = None
    ) -> None:
        """Write down what became of it, and the provider's id where that is new."""
        values = {"state": state} | ({} if reference is None else {"reference": reference})
        await self._database.execute(
            update(Charge)
            .where(col(Charge.session_id) == session_id, col(Charge.order) == order)
            .values(**values),
            execution_options={"synchronize_session": False},
        )

    async def settle_units(
        self, session_id: str, order: int, state: ChargeState, units: int
    ) -> None:
        """Write down what became of it, and of how many numbers."""
        await self._database.execute(
            update(Charge)
            .where(col(Charge.session_id) == session_id, col(Charge.order) == order)
            .values(state=state, units=units),
            execution_options={"synchronize_session": False},
        )

    async def lose(self, session_id: str, *, before: datetime) -> None:
        """Write down that nobody knows what became of orders made before that time."""
        await self._database.execute(
            update(Charge)
            .where(
                col(Charge.session_id) == session_id,
                col(Charge.state) == ChargeState.RESERVED,
                col(Charge.at) < before,
            )
            .values(state=ChargeState.UNKNOWN),
            execution_options={"synchronize_session": False},
        )

    async def units(self, session_id: str) -> int:
        """Count the numbers of a session that were or may be paid for."""
        found = await self._database.scalar(
            select(func.sum(col(Charge.units))).where(
                col(Charge.session_id) == session_id, col(Charge.state) != ChargeState.RELEASED
            )
        )
        return int(found or 0)

    async def of_request(self, request: str) -> Charge | None:
        """Find what this message or tap has ordered already."""
        rows = await self._database.scalars(select(Charge).where(col(Charge.request) == request))
        return rows.first()

    async def of_order(self, session_id: str, order: int) -> Charge | None:
        """Find one of a session's paid requests."""
        rows = await self._database.scalars(
            select(Charge).where(col(Charge.session_id) == session_id, col(Charge.order) == order)
        )
        return rows.first()

    async def of_reference(self, provider: str, reference: str) -> Charge | None:
        """Find the paid request a provider knows by this id."""
        rows = await self._database.scalars(
            select(Charge)
            .where(col(Charge.provider) == provider, col(Charge.reference) == reference)
            .order_by(col(Charge.id).desc())
            .limit(1)
        )
        return rows.first()

    async def calls_to(self, number: PhoneNumber, *, since: datetime) -> list[datetime]:
        """Tell when this number was called, or may have been, oldest first."""
        rows = await self._database.scalars(
            select(col(Charge.at))
            .where(
                col(Charge.number) == number,
                col(Charge.at) > since,
                col(Charge.state) != ChargeState.RELEASED,
            )
            .order_by(col(Charge.at))
        )
        return list(rows.all())

    async def count(
        self, *, since: datetime, person_id: int | None = None, chat_id: int | None = None
    ) -> int:
        """Count the paid requests of a person or of a chat."""
        query = (
            select(func.count())
            .select_from(Charge)
            .where(
                col(Charge.at) > since,
                col(Charge.state) != ChargeState.RELEASED,
                col(Charge.capability).not_like("batch%"),  # quoted and agreed to by themselves
            )
        )
        if person_id is not None:
            query = query.where(col(Charge.person_id) == person_id)
        if chat_id is not None:
            query = query.where(col(Charge.chat_id) == chat_id)
        return await self._database.scalar(query) or 0
