"""Rights: who may do what. One table of roles, one of commands, one of buttons.

A word that is missing here may be used by nobody, and a test says so before anybody notices.
"""

from enum import StrEnum

from bot.buttons import Button
from storage.people import Role


class Right(StrEnum):
    """What can be allowed."""

    KNOCK = "knock"  # say hello and ask to be let in
    LOOK = "look"  # see what goes on here; numbers stay masked
    ORDER = "order"  # ask for things, act on them, see codes that are one's own
    MANAGE = "manage"  # people, countries, the guard, providers, pools
    OWN = "own"  # make administrators


ROLES: dict[Role | None, frozenset[Right]] = {
    None: frozenset({Right.KNOCK}),
    Role.VIEWER: frozenset({Right.KNOCK, Right.LOOK}),
    Role.OPERATOR: frozenset({Right.KNOCK, Right.LOOK, Right.ORDER}),
    Role.ADMIN: frozenset({Right.KNOCK, Right.LOOK, Right.ORDER, Right.MANAGE}),
    Role.OWNER: frozenset(Right),
}

COMMANDS = {
    "verify": Right.ORDER,
    "code": Right.ORDER,
    "cancel": Right.ORDER,
    "status": Right.LOOK,
    "history": Right.LOOK,
    "number": Right.ORDER,
    "numbers": Right.LOOK,
    "pool": Right.ORDER,
    "hlr": Right.ORDER,
    "fraud": Right.ORDER,
    "check": Right.ORDER,
    "batch": Right.ORDER,
    "prefer": Right.ORDER,
    "access": Right.MANAGE,
    "providers": Right.MANAGE,
    "country": Right.MANAGE,
    "guard": Right.MANAGE,
    "budget": Right.LOOK,
    "stats": Right.OWN,
    "oncall": Right.LOOK,
    "watch": Right.LOOK,
    "sms": Right.ORDER,
    "say": Right.ORDER,
    "drill": Right.OWN,
    "audit": Right.OWN,
    "forget": Right.OWN,
    "help": Right.LOOK,
    "start": Right.KNOCK,
}

BUTTONS = {
    Button.ANSWER: Right.ORDER,
    Button.ENTER_CODE: Right.ORDER,
    Button.AGAIN: Right.ORDER,
    Button.WAYS: Right.ORDER,
    Button.WAY: Right.ORDER,
    Button.CANCEL: Right.ORDER,
    Button.USE_NUMBER: Right.ORDER,
    Button.COUNTRIES: Right.ORDER,
    Button.COUNTRY: Right.ORDER,
    Button.OPERATOR: Right.ORDER,
    Button.LEASE: Right.ORDER,
    Button.NO: Right.ORDER,
    Button.EXTEND: Right.ORDER,
    Button.RELEASE: Right.ORDER,
    Button.ANOTHER_NUMBER: Right.ORDER,
    Button.HAND_OVER: Right.ORDER,
    Button.TAKE_OVER: Right.ORDER,
    Button.GIVE: Right.ORDER,
    Button.GIVE_NOBODY: Right.ORDER,
    Button.SHOW_CODE: Right.ORDER,
    Button.TAKE_CODE: Right.ORDER,
    Button.GOT_CODE: Right.ORDER,
    Button.POOL_TAKE: Right.ORDER,
    Button.POOL_RELEASE: Right.ORDER,
    Button.POOL_HAND_OVER: Right.ORDER,
    Button.POOL_QUEUE: Right.ORDER,
    Button.POOL_LEAVE_QUEUE: Right.ORDER,
    Button.POOL_KEEP: Right.ORDER,
    Button.LOOK_UP_AGAIN: Right.ORDER,
    Button.QUOTE: Right.ORDER,
    Button.QUOTE_LEVEL: Right.ORDER,
    Button.QUOTE_COLUMN: Right.ORDER,
    Button.QUOTE_HEADER: Right.ORDER,
    Button.QUOTE_COUNTRY: Right.ORDER,
    Button.START_BATCH: Right.ORDER,
    Button.PAUSE_BATCH: Right.ORDER,
    Button.CANCEL_BATCH: Right.ORDER,
    Button.EXPORT_BATCH: Right.ORDER,
    Button.APPROVE: Right.MANAGE,
    Button.ASK_FOR_MORE: Right.ORDER,
    Button.GRANT_MORE: Right.MANAGE,
    Button.STATS: Right.OWN,
    Button.STATS_FILE: Right.OWN,
    Button.COVER: Right.ORDER,
    Button.END_COVER: Right.ORDER,
    Button.REFRESH_ROTA: Right.LOOK,
    Button.TAKE_HELPING: Right.ORDER,
    Button.GOT_HELPING: Right.ORDER,
    Button.GOT_DRILL: Right.LOOK,
    Button.WATCH: Right.MANAGE,
    Button.PROBE: Right.MANAGE,
    Button.SWITCH: Right.MANAGE,
    Button.LIFT_BLOCK: Right.MANAGE,
    Button.FORGET: Right.OWN,
    Button.FORGET_NOTHING: Right.OWN,
    Button.OLDER_RECORDS: Right.OWN,
    Button.EXPORT_RECORDS: Right.OWN,
    Button.JOIN: Right.KNOCK,
    Button.ADMIT: Right.MANAGE,
    Button.PERSON: Right.MANAGE,
    Button.ROLE: Right.MANAGE,
    Button.REVOKE: Right.MANAGE,
}

TO_GIVE = {  # what somebody needs to give a role, or to take it away
    Role.VIEWER: Right.MANAGE,
    Role.OPERATOR: Right.MANAGE,
    Role.ADMIN: Right.OWN,
}


def may(role: Role | None, right: Right) -> bool:
    """Whether a role has a right."""
    return right in ROLES[role]


def higher(one: Role | None, other: Role | None) -> Role | None:
    """Give the role that allows more."""
    return max(one, other, key=lambda role: len(ROLES[role]))
