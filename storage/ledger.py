"""The ledger: every paid request, written before it is made.

A charge is *reserved* first, then *committed* (the provider took the order) or *released* (surely
not carried out). One whose outcome is unknown stays *unknown*, and counts, until it is settled.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Index,
    UniqueConstraint,
    case,
    delete,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from providers.contract.calls import CallOutcome, CallReport, supersedes
from providers.contract.phone import PhoneNumber
from storage.columns import SealedNumber, UtcDateTime, Word
from storage.money import Exact, Money, by_currency

QUESTIONS = ("hlr", "fraud")  # capabilities that ask about a number and do not call it


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
        Index("charge_at", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    session_id: str = Field(foreign_key="chat_session.id", index=True)
    order: int  # 1 for the first paid request of its session
    request: str | None = None  # the message or tap that wanted it; orders nothing twice
    provider: str
    capability: str
    number: PhoneNumber | None = Field(default=None, sa_type=SealedNumber)
    person_id: int = Field(sa_type=BigInteger)
    chat_id: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcDateTime)
    units: int = 1  # numbers in it; a chunk of a batch has many
    price: Decimal | None = Field(default=None, sa_type=Exact)  # of all units; None: not known
    currency: str | None = None
    reference: str | None = None  # the provider's id of it
    state: ChargeState = Field(default=ChargeState.RESERVED, sa_type=Word(ChargeState))
    outcome: CallOutcome = Field(default=CallOutcome.PENDING, sa_type=Word(CallOutcome))
    outcome_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # by the provider

    def hear(self, report: CallReport) -> bool:
        """Believe a report, its word on the bill included; False where what is known stands."""
        if not supersedes(report.outcome, self.outcome, new_at=report.at, old_at=self.outcome_at):
            return False
        self.outcome, self.outcome_at = report.outcome, report.at
        if report.billable:
            self.state = ChargeState.COMMITTED
        elif report.billable is False and report.outcome.is_terminal:
            self.state = ChargeState.RELEASED
        return True


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent: paid requests, and money by currency."""

    requests: int
    money: Money


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
        """Write down what became of it, and the provider's id where that is new.

        An answer that comes after the word that it is not billed takes nothing back, and one that
        never comes makes nothing unknown that was settled before.
        """
        values: dict[str, Any] = {"state": state}
        stronger = {
            ChargeState.COMMITTED: (ChargeState.RELEASED,),
            ChargeState.UNKNOWN: (ChargeState.RELEASED, ChargeState.COMMITTED),
        }.get(state)
        if stronger is not None:
            settled = col(Charge.state).in_(stronger)
            values["state"] = case((settled, col(Charge.state)), else_=state)
        if reference is not None:
            values["reference"] = reference
        await self._database.execute(
            update(Charge)
            .where(col(Charge.session_id) == session_id, col(Charge.order) == order)
            .values(**values),
            execution_options={"synchronize_session": False},
        )

    async def settle_part(
        self, session_id: str, order: int, *, units: int, price: Decimal | None, is_known: bool
    ) -> None:
        """Write down of how many numbers something had to be paid, and how much for them."""
        state = ChargeState.COMMITTED if is_known else ChargeState.UNKNOWN
        values: dict[str, Any] = {"state": state, "units": units, "price": price}
        if not units:
            values = {"state": ChargeState.RELEASED}
        await self._database.execute(
            update(Charge)
            .where(col(Charge.session_id) == session_id, col(Charge.order) == order)
            .values(**values),
            execution_options={"synchronize_session": False},
        )

    async def lose(self, session_id: str, *, before: datetime | None = None) -> None:
        """Write down that nobody knows what became of orders, or of those made before a time."""
        await self._database.execute(
            update(Charge)
            .where(
                col(Charge.session_id) == session_id,
                col(Charge.state) == ChargeState.RESERVED,
                col(Charge.at) < before if before is not None else true(),
            )
            .values(state=ChargeState.UNKNOWN),
            execution_options={"synchronize_session": False},
        )

    async def confirm(self, provider: str, reference: str) -> None:
        """Write down that an order known by this name was taken after all: results have come."""
        await self._database.execute(
            update(Charge)
            .where(
                col(Charge.provider) == provider,
                col(Charge.reference) == reference,
                col(Charge.state).in_((ChargeState.UNKNOWN, ChargeState.RESERVED)),
            )
            .values(state=ChargeState.COMMITTED),
            execution_options={"synchronize_session": False},
        )

    async def shift(
        self, provider: str, reference: str, currency: str | None, units: int, amount: Decimal
    ) -> None:
        """Put units and money on an order of many, or take them off (below zero).

        The order gets another charge where it has none in that currency yet.
        """
        values: dict[str, Any] = {"units": col(Charge.units) + units}
        if currency is not None:
            values["price"] = col(Charge.price) + amount
        found = await self._database.execute(
            update(Charge)
            .where(
                col(Charge.provider) == provider,
                col(Charge.reference) == reference,
                col(Charge.currency).is_not_distinct_from(currency),
                col(Charge.units) + units >= 0,
            )
            .values(**values)
            .returning(col(Charge.id)),
            execution_options={"synchronize_session": False},
        )
        if found.first() is not None or units <= 0:
            return
        first = await self.of_reference(provider, reference)
        if first is not None:
            new: dict[str, Any] = {"units": units, "price": amount, "currency": currency}
            kept: dict[str, Any] = first.model_dump(exclude={"id", "request", *new})
            self._database.add(Charge(**kept, **new))
            await self._database.flush()

    async def drop_empty(self, provider: str, reference: str) -> None:
        """Drop the charges of an order of many whose units have all gone to another of its own."""
        mine = (col(Charge.provider) == provider, col(Charge.reference) == reference)
        full = select(col(Charge.id)).where(*mine, col(Charge.units) > 0)
        if await self._database.scalar(full.limit(1)) is not None:
            await self._database.execute(delete(Charge).where(*mine, col(Charge.units) == 0))

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
            .execution_options(populate_existing=True)  # another report may have come
        )
        return rows.first()

    async def calls_to(self, number: PhoneNumber, *, since: datetime) -> list[Charge]:
        """List the calls to this number, made or perhaps made, oldest first.

        A call that costs nothing in the end has rung all the same; a lookup rings nowhere.
        """
        rows = await self._database.scalars(
            select(Charge)
            .where(
                col(Charge.number) == number,
                col(Charge.at) > since,
                col(Charge.capability).not_in(QUESTIONS),
                or_(
                    col(Charge.state) != ChargeState.RELEASED,
                    col(Charge.reference).is_not(None),  # placed, and not billed
                ),
            )
            .order_by(col(Charge.at))
        )
        return list(rows.all())

    async def latest_but(
        self,
        others: int,
        *,
        since: datetime,
        person_id: int | None = None,
        chat_id: int | None = None,
    ) -> datetime | None:
        """Tell when a person's or a chat's latest paid request was made, but for so many later."""
        query = select(col(Charge.at)).where(
            col(Charge.at) > since,
            col(Charge.state) != ChargeState.RELEASED,
            col(Charge.capability).not_like("batch%"),  # quoted and agreed to by themselves
        )
        if person_id is not None:
            query = query.where(col(Charge.person_id) == person_id)
        if chat_id is not None:
            query = query.where(col(Charge.chat_id) == chat_id)
        query = query.order_by(col(Charge.at).desc()).offset(others).limit(1)
        found: datetime | None = await self._database.scalar(query)
        return found

    async def spent(
        self,
        *,
        since: datetime | None = None,
        person_id: int | None = None,
        chat_id: int | None = None,
        session_id: str | None = None,
    ) -> Spent:
        """Add up what was spent, or may have been, by whoever is named."""
        query = select(
            col(Charge.currency), func.sum(col(Charge.units)), func.sum(col(Charge.price))
        ).where(col(Charge.state) != ChargeState.RELEASED)
        if since is not None:
            query = query.where(col(Charge.at) >= since)
        if person_id is not None:
            query = query.where(col(Charge.person_id) == person_id)
        if chat_id is not None:
            query = query.where(col(Charge.chat_id) == chat_id)
        if session_id is not None:
            query = query.where(col(Charge.session_id) == session_id)
        query = query.group_by(col(Charge.currency)).having(func.sum(col(Charge.units)) > 0)
        rows = (await self._database.execute(query)).all()
        return Spent(
            sum(int(units) for _, units, _ in rows),
            by_currency((currency, price) for currency, _, price in rows),
        )
