"""Rows for tests, with whatever a test does not care about filled in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from providers.contract.phone import PhoneNumber
from storage.outbox import Notice, NoticeKind
from storage.sessions import ChatSession, Kind

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
NUMBER = PhoneNumber.parse("+447700900000")


def session(session_id: str = "7F3K", **values: object) -> ChatSession:
    """Make a session."""
    given: dict[str, Any] = {
        "kind": Kind.VERIFICATION,
        "chat_id": 1001,
        "person_id": 1001,
        "request": f"message:1001:{session_id}",
        "number": NUMBER,
        "method": "flash",
        "provider": "numcheck",
        "created_at": NOON,
        "ordered_at": NOON,
        "deadline": NOON + timedelta(minutes=10),
    }
    return ChatSession(id=session_id, **{**given, **values})


def notice(chat_id: int = 1001, **values: object) -> Notice:
    """Make a notice."""
    given: dict[str, Any] = {"kind": NoticeKind.NEWS, "created_at": NOON, "due_at": NOON}
    return Notice(chat_id=chat_id, **{**given, **values})
