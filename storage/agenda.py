"""The agenda: which jobs have anything to do now. One statement tells, and it only reads.

    tick ──▶ one SELECT of EXISTS ──▶ jobs with work that is due ──▶ their units of work

It is a hint, never a claim: each job still takes its rows by itself, so any number of processes may
read the same agenda. What comes to be due a moment after it was read stands on the next one.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlmodel import col

from storage.approvals import Approval, ApprovalState
from storage.audiences import Audience
from storage.batches import Batch
from storage.codes import ReceivedCode
from storage.columns import UtcDateTime
from storage.drills import Drill
from storage.erasing import Erasure
from storage.inbox import Sighting
from storage.lifecycle import OPEN_STATES
from storage.numbers import Lease
from storage.outbox import Notice
from storage.people import Person, Standing
from storage.prepared import Prepared
from storage.rotas import Rota
from storage.sessions import ChatSession


class Due(StrEnum):
    """What there may be to do."""

    NOTICES = "notices"  # to be delivered
    POLLS = "polls"  # sessions to be looked at
    DEADLINES = "deadlines"  # of sessions, passed
    SIGHTINGS = "sightings"  # updates and callbacks that were left undone
    LEASES = "leases"  # over, or to be reminded of
    IDLE_NUMBERS = "idle numbers"  # of pools: to be let go, or to be reminded of
    UNTAKEN_CODES = "untaken codes"  # whose next step of escalation has come
    HAND_OVERS = "hand-overs"  # rotas to be looked at
    DIGESTS = "digests"
    BATCHES = "batches"  # that run, or are paused
    APPROVALS = "approvals"  # undecided in time, or agreed to and not carried out
    GUESTS = "guests"  # whose time is over
    DRILLS = "drills"  # unanswered
    ERASURES = "erasures"  # to go on with


# `ending`: by when a lease that ends is told of; `idle`: the same in a pool
NOW = bindparam("now", type_=UtcDateTime())
ENDING = bindparam("ending", type_=UtcDateTime())
IDLE = bindparam("idle", type_=UtcDateTime())

_UNANSWERED = (ApprovalState.OPEN, ApprovalState.APPROVED)
_RUNS = col(Lease.ended_at).is_(None)
_UNHEARD = (col(Lease.expires_at) <= NOW) | col(Lease.reminded_at).is_(None)

CONDITIONS: Mapping[Due, ColumnElement[bool]] = {
    Due.NOTICES: (col(Notice.due_at) <= NOW) & col(Notice.buried_at).is_(None),
    Due.POLLS: col(ChatSession.next_poll_at) <= NOW,
    Due.DEADLINES: (col(ChatSession.deadline) <= NOW) & col(ChatSession.state).in_(OPEN_STATES),
    Due.SIGHTINGS: col(Sighting.due_at) <= NOW,
    Due.LEASES: _RUNS
    & (col(Lease.expires_at) <= ENDING)
    & col(Lease.is_permanent).is_(False)
    & _UNHEARD,
    Due.IDLE_NUMBERS: _RUNS
    & (col(Lease.expires_at) <= IDLE)
    & col(Lease.is_permanent).is_(True)
    & _UNHEARD,
    Due.UNTAKEN_CODES: col(ReceivedCode.taken_at).is_(None)
    & (col(ReceivedCode.next_step_at) <= NOW),
    Due.HAND_OVERS: col(Rota.next_at) <= NOW,
    Due.DIGESTS: col(Audience.digest_at) <= NOW,
    Due.BATCHES: col(Batch.ended_at).is_(None),
    Due.APPROVALS: (col(Approval.next_step_at) <= NOW) & col(Approval.state).in_(_UNANSWERED),
    Due.GUESTS: (col(Person.until) <= NOW) & (col(Person.standing) == Standing.ALLOWED),
    Due.DRILLS: col(Drill.due_at) <= NOW,
    Due.ERASURES: col(Erasure.due_at) <= NOW,
}
QUESTION = Prepared(
    select(*(exists().where(one).label(due.name) for due, one in CONDITIONS.items()))
)


def named(answer: Sequence[object]) -> frozenset[Due]:
    """Read the one row that answers QUESTION."""
    return frozenset(due for due, is_due in zip(CONDITIONS, answer, strict=True) if is_due)
