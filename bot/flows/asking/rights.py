"""Rights: who may do what. One table of roles, one of commands, one of buttons.

A word that is missing here may be used by nobody, and a test says so before anybody notices.
"""

from enum import StrEnum

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
    "enter": Right.ORDER,
    "ways": Right.ORDER,
    "way": Right.ORDER,
    "probe": Right.MANAGE,
    "switch": Right.MANAGE,
    "lf": Right.MANAGE,
    "again": Right.ORDER,
    "cancel": Right.ORDER,
    "ask": Right.ORDER,
    "do": Right.ORDER,
    "np": Right.ORDER,
    "nc": Right.ORDER,
    "no": Right.ORDER,
    "ny": Right.ORDER,
    "nn": Right.ORDER,
    "nx": Right.ORDER,
    "nr": Right.ORDER,
    "nm": Right.ORDER,
    "nh": Right.ORDER,
    "nt": Right.ORDER,
    "ng": Right.ORDER,
    "nb": Right.ORDER,
    "pt": Right.ORDER,
    "pg": Right.ORDER,
    "la": Right.ORDER,
    "bl": Right.ORDER,
    "bs": Right.ORDER,
    "bp": Right.ORDER,
    "bc": Right.ORDER,
    "be": Right.ORDER,
    "ap": Right.MANAGE,
    "bh": Right.ORDER,
    "bo": Right.ORDER,
    "bk": Right.ORDER,
    "bq": Right.ORDER,
    "ph": Right.ORDER,
    "pk": Right.ORDER,
    "pl": Right.ORDER,
    "pq": Right.ORDER,
    "bm": Right.ORDER,
    "bg": Right.MANAGE,
    "st": Right.OWN,
    "se": Right.OWN,
    "dg": Right.LOOK,
    "rc": Right.ORDER,
    "re": Right.ORDER,
    "rr": Right.LOOK,
    "ht": Right.ORDER,
    "hg": Right.ORDER,
    "wt": Right.MANAGE,
    "fy": Right.OWN,
    "fn": Right.OWN,
    "au": Right.OWN,
    "ax": Right.OWN,
    "show": Right.ORDER,
    "take": Right.ORDER,
    "got": Right.ORDER,
    "join": Right.KNOCK,
    "admit": Right.MANAGE,
    "revoke": Right.MANAGE,
    "person": Right.MANAGE,
    "role": Right.MANAGE,
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
