"""Calls and messages in our words: what was placed, how it went, and which report to believe.

Transport status (`CallOutcome`) is one thing, possession of the phone another: a flash call nobody
picked up has shown its number all the same. Only `VERIFIED` says both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from providers.contract.causes import Cause
from providers.contract.phone import PhoneNumber


class CallOutcome(StrEnum):
    """How a call, a message or a verification stands."""

    PENDING = "pending"  # accepted, nothing happened yet
    IN_PROGRESS = "in_progress"  # on its way, ringing included
    DELIVERED = "delivered"  # the network did its part: it rang, or the message arrived
    ANSWERED = "answered"  # picked up by a person or a machine
    VERIFIED = "verified"  # possession proven: the provider saw the person's own call
    NO_ANSWER = "no_answer"  # rang, or tried to, and nobody picked up
    BUSY = "busy"  # busy, or dismissed
    REJECTED = "rejected"  # declined or barred by the person or their operator
    UNREACHABLE = "unreachable"  # off, no coverage, suspended
    EXPIRED = "expired"  # time over
    FAILED = "failed"  # not performed, a technical failure, or no such number
    UNKNOWN = "unknown"  # contradictory, undocumented or lost; our deadline makes it final

    @property
    def is_terminal(self) -> bool:
        """Whether the provider has nothing more to say, save a correction."""
        return self not in RANKS


# What is not the end yet, from least to most known: none of it goes back.
RANKS = {CallOutcome.PENDING: 0, CallOutcome.UNKNOWN: 1, CallOutcome.IN_PROGRESS: 2}

# What a SIP status means where the provider says nothing clearer. 487, a call ended before an
# answer, is how a flash call should end: its vendor says DELIVERED then.
SIP_OUTCOMES = (
    dict.fromkeys((100, 180, 183), CallOutcome.IN_PROGRESS)
    | dict.fromkeys((200,), CallOutcome.ANSWERED)
    | dict.fromkeys((408, 487), CallOutcome.NO_ANSWER)
    | dict.fromkeys((486, 600), CallOutcome.BUSY)
    | dict.fromkeys((403, 603, 607, 608), CallOutcome.REJECTED)
    | dict.fromkeys((480,), CallOutcome.UNREACHABLE)
    | dict.fromkeys((404, 410, 484, 604), CallOutcome.FAILED)  # no such number
    | dict.fromkeys((400, 401, 402, 405, 407, 415, 488), CallOutcome.FAILED)  # not accepted
    | dict.fromkeys((500, 501, 502, 503, 504), CallOutcome.FAILED)  # a fault on the way
)


@dataclass(frozen=True, slots=True)
class PlacedCall:
    """A provider took the order for a call."""

    reference: (
        str | None
    )  # the provider's id; None where it gave none (MCN may), so nothing can ask
    caller: str | None = field(default=None, repr=False)  # digits; a secret until the code is typed
    code: str | None = field(default=None, repr=False)  # what the person must type, with its zeros
    is_forwarded: bool | None = None  # call forwarding is on; None where nobody asked
    raw: str = field(default="", repr=False)  # the reply, redacted


@dataclass(frozen=True, slots=True)
class CallReport:
    """What a provider says about a call or a message, asked or unasked."""

    reference: str
    outcome: CallOutcome
    cause: Cause | None = None  # why it ended, where the provider tells
    at: datetime | None = None  # the provider's own time of this state, where it tells
    billable: bool | None = None  # as the provider says now; its bill may differ
    is_our_fault: bool = (
        False  # the provider could not charge us: on-call's business, not the person's
    )
    raw: str = field(default="", repr=False)  # the reply or callback, redacted
    # what it says instead of an order by this capability, where the words depend on what was asked
    readings: Mapping[type, "CallReport"] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class ReservedDid:
    """A number that the person must call, from their own phone, to prove it is theirs."""

    reference: str
    did: PhoneNumber
    expires_at: datetime
    raw: str = field(default="", repr=False)


def supersedes(
    new: CallOutcome,
    old: CallOutcome,
    *,
    new_at: datetime | None = None,
    old_at: datetime | None = None,
) -> bool:
    """Whether a new status takes the place of the one we have.

    `VERIFIED` stays for good. The end is never followed by a beginning. Of two ends the later by
    the provider's clock wins; without times the first one stays, so a repeat changes nothing.
    """
    if CallOutcome.VERIFIED in {new, old}:
        return old is not CallOutcome.VERIFIED
    if new.is_terminal and old.is_terminal:
        return new_at is not None and (old_at is None or new_at > old_at)
    if new.is_terminal or old.is_terminal:
        return new.is_terminal
    return RANKS[new] > RANKS[old]
