"""Block an order by a rule, or only count it where the rule is in shadow.

A rule says who it is and when it ends. Administrators can lift what it has counted so far; the
subjects of that are numbers and prefixes in digits, and people and chats by id.
"""

from collections.abc import Mapping
from datetime import datetime

import structlog

from bot.flows.asking.asking import Asker, RefusedRequest
from bot.flows.asking.rights import Right
from bot.settings import Settings
from storage.protection import Rule
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()


def person(person_id: int) -> str:
    """Name somebody as a subject."""
    return f"person:{person_id}"


def chat(chat_id: int) -> str:
    """Name a chat as a subject."""
    return f"chat:{chat_id}"


def block(
    work: UnitOfWork,
    settings: Settings,
    rule: Rule,
    asker: Asker,
    refused: RefusedRequest,
    *,
    now: datetime,
) -> None:
    """Raise the refusal, or count what it would have been where the rule is in shadow."""
    if rule not in settings.in_shadow:
        raise refused
    work.protection.count(rule, at=now, person_id=asker.person_id, chat_id=asker.chat_id)
    work.afterwards(
        lambda: log.info(
            "would have been blocked", rule=rule, person=asker.person_id, chat=asker.chat_id
        )
    )


def button(asker: Asker, kind: str, whose: str) -> str:
    """Name a block for its button, where an administrator reads it or may come by."""
    is_seen = asker.may(Right.MANAGE) or asker.chat_id < 0
    return f"{kind}:{whose}" if is_seen else ""


def since(lifted: Mapping[str, datetime], subject: str, begin: datetime) -> datetime:
    """Tell from when on something is counted."""
    return max(begin, lifted.get(subject, begin))
