"""The one phrase that says where a session stands: a table, and what differs by kind."""

from storage.lifecycle import SessionState
from storage.sessions import ChatSession, Kind

PHRASES = {
    SessionState.REQUESTED: "calling",
    SessionState.PENDING: "in progress",
    SessionState.AWAITING_CODE: "waiting for the code",
    SessionState.SUCCEEDED: "done",
    SessionState.FAILED: "failed",
    SessionState.EXPIRED: "expired",
    SessionState.CANCELLED: "cancelled",
    SessionState.UNKNOWN: "outcome unknown",
}
BY_KIND = {
    (Kind.VERIFICATION, SessionState.SUCCEEDED): "verified",
    (Kind.NUMBER, SessionState.SUCCEEDED): "code received",
    (Kind.LOOKUP, SessionState.REQUESTED): "in progress",
    (Kind.BATCH, SessionState.REQUESTED): "in progress",
}


def phrase_of(kind: Kind, state: SessionState) -> str:
    """Say where a session of that kind stands."""
    return BY_KIND.get((kind, state), PHRASES[state])


def phrase(session: ChatSession) -> str:
    """Say where a session stands; nobody is being called while fraud lists are asked."""
    if session.is_checking and session.state is SessionState.REQUESTED:
        return PHRASES[SessionState.PENDING]
    return phrase_of(session.kind, session.state)
