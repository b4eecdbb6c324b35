"""How a session moves: states, steps, and the one table that joins them.

    REQUESTED ──PLACED──▶ PENDING ──RANG──▶ AWAITING_CODE ──PROVEN──▶ SUCCEEDED
        │                    │                    │
        ├─REFUSED─▶ FAILED   ├─ AGAIN, NEXT_WAY: another order in the same session, REQUESTED again
        ├─LOST────▶ UNKNOWN  └─ WITHDRAWN ▶ CANCELLED, TIME_OVER ▶ EXPIRED, TRIES_SPENT ▶ FAILED

A step that is not in the table changes nothing: that is how a poll and a callback about the same
call, in either order, twice or late, come to one result. The right-hand states are final, except
that a later proof may say what really happened to UNKNOWN and EXPIRED.
"""

from enum import StrEnum


class SessionState(StrEnum):
    """Where a session stands."""

    REQUESTED = "requested"  # the intention is written; the provider is being asked
    PENDING = "pending"  # the provider took the order and gave a reference
    AWAITING_CODE = "awaiting_code"  # the phone rang; now a person has to act
    SUCCEEDED = "succeeded"  # proven, received or answered
    FAILED = "failed"  # surely not done, or the tries are spent
    EXPIRED = "expired"  # time ran out before anybody acted
    CANCELLED = "cancelled"  # a person withdrew it
    UNKNOWN = "unknown"  # asked for, and no trustworthy answer came

    @property
    def is_final(self) -> bool:
        """Whether nothing but a later proof can change it."""
        return self not in OPEN_STATES


class Step(StrEnum):
    """What can happen to a session."""

    PLACED = "placed"  # the provider accepted the order
    RANG = "rang"  # the provider says its part is over
    PROVEN = "proven"  # the person showed the right code
    REFUSED = "refused"  # surely not carried out
    LOST = "lost"  # sent, and nobody can say what became of it
    TRIES_SPENT = "tries_spent"  # too many wrong codes
    TIME_OVER = "time_over"  # the deadline passed
    WITHDRAWN = "withdrawn"  # somebody cancelled it
    AGAIN = "again"  # somebody asked for one more call
    FELL_BACK = "fell_back"  # another order was refused; the code of the one before still counts
    NEXT_WAY = "next_way"  # the desk goes on along the route, after a sure failure


_S = SessionState

OPEN_STATES = frozenset({_S.REQUESTED, _S.PENDING, _S.AWAITING_CODE})

TRANSITIONS: dict[tuple[SessionState, Step], SessionState] = {
    (_S.REQUESTED, Step.PLACED): _S.PENDING,
    (_S.REQUESTED, Step.RANG): _S.AWAITING_CODE,  # a callback may overtake the answer
    (_S.REQUESTED, Step.REFUSED): _S.FAILED,
    (_S.REQUESTED, Step.LOST): _S.UNKNOWN,
    (_S.REQUESTED, Step.TIME_OVER): _S.UNKNOWN,  # nobody knows whether it was placed
    (_S.REQUESTED, Step.WITHDRAWN): _S.CANCELLED,
    (_S.REQUESTED, Step.PROVEN): _S.SUCCEEDED,  # so may the person's own call
    (_S.REQUESTED, Step.NEXT_WAY): _S.REQUESTED,
    (_S.REQUESTED, Step.FELL_BACK): _S.AWAITING_CODE,
    (_S.PENDING, Step.RANG): _S.AWAITING_CODE,
    (_S.PENDING, Step.PROVEN): _S.SUCCEEDED,
    (_S.PENDING, Step.REFUSED): _S.FAILED,
    (_S.PENDING, Step.TRIES_SPENT): _S.FAILED,
    (_S.PENDING, Step.TIME_OVER): _S.EXPIRED,
    (_S.PENDING, Step.WITHDRAWN): _S.CANCELLED,
    (_S.PENDING, Step.AGAIN): _S.REQUESTED,
    (_S.PENDING, Step.NEXT_WAY): _S.REQUESTED,
    (_S.AWAITING_CODE, Step.PROVEN): _S.SUCCEEDED,
    (_S.AWAITING_CODE, Step.REFUSED): _S.FAILED,
    (_S.AWAITING_CODE, Step.TRIES_SPENT): _S.FAILED,
    (_S.AWAITING_CODE, Step.TIME_OVER): _S.EXPIRED,
    (_S.AWAITING_CODE, Step.WITHDRAWN): _S.CANCELLED,
    (_S.AWAITING_CODE, Step.AGAIN): _S.REQUESTED,
    (_S.AWAITING_CODE, Step.NEXT_WAY): _S.REQUESTED,
    (_S.UNKNOWN, Step.PLACED): _S.PENDING,  # the answer came after all
    (_S.UNKNOWN, Step.RANG): _S.AWAITING_CODE,
    (_S.UNKNOWN, Step.PROVEN): _S.SUCCEEDED,
    (_S.UNKNOWN, Step.REFUSED): _S.FAILED,
    (_S.UNKNOWN, Step.TRIES_SPENT): _S.FAILED,  # it was called, and somebody guesses
    (_S.EXPIRED, Step.PROVEN): _S.SUCCEEDED,  # shown as late
}


def advance(state: SessionState, step: Step) -> SessionState | None:
    """Give the next state, or None where the step changes nothing."""
    return TRANSITIONS.get((state, step))
