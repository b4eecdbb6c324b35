"""Sessions: one thing asked for in one chat whose answer comes later."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from providers.contract.calls import CallOutcome
from providers.contract.phone import PhoneNumber
from providers.contract.reports import Risk
from storage.columns import Encrypted, Sealed, SealedNumber, UtcDateTime, Word
from storage.lifecycle import SessionState, Step, advance


class Kind(StrEnum):
    """What a session is about."""

    VERIFICATION = "verification"  # does this person hold this phone?
    NUMBER = "number"  # a leased number, and the codes that come to it
    LOOKUP = "lookup"  # what is known about some numbers
    BATCH = "batch"  # the same about a whole list
    MESSAGE = "message"  # a text sent or spoken


class Reason(StrEnum):
    """Why a session ended as it did, where the state alone does not say it."""

    TRIES = "tries"  # too many wrong codes
    NUMBER_REFUSED = "number_refused"  # the provider does not accept this number
    REFUSED = "refused"  # the provider refused for another reason
    BUSY = "busy"  # the provider asked us to slow down, more than once
    UNREACHABLE = "unreachable"  # the provider could not be reached; nothing was sent
    CREDENTIALS = "credentials"  # our key is wrong: on-call's business
    FUNDS = "funds"  # our account is empty: on-call's business
    CALL_FAILED = "call_failed"  # the call ended in a way that showed no code
    NO_STOCK = "no_stock"  # the panel has no such number just now
    NOT_FOUND = "not_found"  # the provider has nothing under that name
    FRAUDULENT = "fraudulent"  # fraud lists, asked first, know the number
    NOT_CHECKED = "not_checked"  # fraud lists could not be asked first
    FRAUD_UNKNOWN = "fraud_unknown"  # fraud lists were asked first and gave no clear answer


# Fraud lists, asked first, were the end of it: no provider of calls had a part in that.
STOPPED_FIRST = (Reason.FRAUDULENT, Reason.NOT_CHECKED, Reason.FRAUD_UNKNOWN)
# Nobody was called, and the number has no part in that.
NEVER_CALLED = (
    Reason.NOT_CHECKED,
    Reason.FRAUD_UNKNOWN,
    Reason.BUSY,
    Reason.UNREACHABLE,
    Reason.CREDENTIALS,
    Reason.FUNDS,
)


class ChatSession(SQLModel, table=True):
    """One row for one wish, from the command to its final state."""

    __tablename__: ClassVar[Any] = "chat_session"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("request", name="one_session_for_one_request"),
        Index("session_due", "next_poll_at"),
        Index("session_deadline", "state", "deadline"),
        Index("session_card", "chat_id", "card_message_id"),
        Index("session_of_number", "number"),
        Index("session_of_person", "person_id", "created_at"),
        Index("session_reference", "provider", "reference"),
        Index("session_of_prefix", "prefix", "created_at"),
    )

    id: str = Field(primary_key=True)  # short and readable, like 7F3K
    kind: Kind = Field(sa_type=Word(Kind))
    state: SessionState = Field(default=SessionState.REQUESTED, sa_type=Word(SessionState))

    chat_id: int = Field(sa_type=BigInteger)
    topic_id: int | None = Field(default=None, sa_type=BigInteger)
    person_id: int = Field(sa_type=BigInteger)  # who asked
    person_name: str | None = Field(default=None, sa_type=Encrypted)
    request: str  # the message or tap that asked; the same one starts nothing twice
    request_message_id: int | None = Field(default=None, sa_type=BigInteger)
    card_message_id: int | None = Field(default=None, sa_type=BigInteger)

    number: PhoneNumber | None = Field(default=None, sa_type=SealedNumber)
    prefix: str | None = Field(default=None, sa_type=Sealed)  # without its last three digits
    method: str  # the word people type: flash
    provider: str
    route: str = ""  # what may be tried after it, in order: "flash@lanck pin@lanck"
    own_steps: int = 0  # ways taken since a person last asked for one
    language: str | None = None  # of what is spoken, where somebody chose it
    reference: str | None = None  # the provider's id of the latest order
    did: PhoneNumber | None = Field(
        default=None, sa_type=SealedNumber
    )  # to be called by the person
    country_id: int | None = None  # of a leased number, as its panel counts
    country: str | None = None
    operator_id: int | None = None
    operator: str | None = None
    wish: str | None = Field(default=None, sa_type=Encrypted)  # what else was asked for, as JSON
    expected_code: str | None = Field(default=None, sa_type=Encrypted)
    coded_by: int | None = None  # the order that was taken and carries this code
    outcome: CallOutcome = Field(default=CallOutcome.PENDING, sa_type=Word(CallOutcome))
    cause: str | None = None  # why the call ended, by the trade's name for it
    is_forwarded: bool | None = None  # call forwarding is on; None where nobody asked
    is_checking: bool = False  # fraud lists were asked first, and nobody is called before that
    risk: Risk | None = Field(default=None, sa_type=Word(Risk))  # what they said
    by_key: bool = False  # who calls us presses a key as well
    reason: Reason | None = Field(default=None, sa_type=Word(Reason))
    wrong_tries: int = 0
    orders: int = 0  # paid requests made for it
    is_late: bool = False  # proven after it had ended without a result

    created_at: datetime = Field(sa_type=UtcDateTime)
    ordered_at: datetime = Field(sa_type=UtcDateTime)  # when the latest order was written
    deadline: datetime = Field(sa_type=UtcDateTime)  # after it nothing is accepted
    next_poll_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def take(self, step: Step, *, now: datetime) -> bool:
        """Move along the lifecycle table; False where the step changes nothing."""
        after = advance(self.state, step)
        if after is None:
            return False
        before, self.state = self.state, after
        self.is_late = self.is_late or before is SessionState.EXPIRED
        self.ended_at = now if after.is_final else None
        if after.is_final:
            self.next_poll_at = None
        return True
