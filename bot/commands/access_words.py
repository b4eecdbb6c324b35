"""From words to wishes about access: pure, and forgiving about order and case."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from bot.commands.asks import Ask
from bot.commands.spans import read_span
from bot.flows.access.granting import Whom
from bot.flows.asking.asking import RefusedRequest, Why
from storage.people import Role

ROLES = {
    "operator": Role.OPERATOR,
    "operators": Role.OPERATOR,
    "viewer": Role.VIEWER,
    "viewers": Role.VIEWER,
    "admin": Role.ADMIN,
    "administrator": Role.ADMIN,
}
USERNAME = re.compile(r"(?:@|(?:https?://)?t\.me/)([a-z]\w{2,31})", re.IGNORECASE | re.ASCII)
LONGEST = timedelta(days=366)
HIGHEST_ID = 2**53  # Telegram promises fewer than 52 bits
OFF = "off"


class AccessVerb(Enum):
    """What can be done about access."""

    GIVE = auto()
    TAKE = auto()
    INVITE = auto()
    HERE = auto()  # a group's members, all of them or no more


VERBS = {
    "add": AccessVerb.GIVE,
    "allow": AccessVerb.GIVE,
    "change": AccessVerb.GIVE,
    "remove": AccessVerb.TAKE,
    "revoke": AccessVerb.TAKE,
    "invite": AccessVerb.INVITE,
    "here": AccessVerb.HERE,
}


@dataclass(frozen=True, slots=True)
class AccessCommand:
    """What an administrator wants; without a verb, to see who is there."""

    verb: AccessVerb | None = None
    whom: Whom | None = None
    role: Role | None = None
    span: timedelta | None = None
    sought: str = ""


def read_access(ask: Ask) -> AccessCommand:
    """Read what follows /access. Raises RefusedRequest."""
    words = ask.text.replace(",", " ").split()
    verb = VERBS.get(words[0].lower()) if words else None
    if verb is None:
        return AccessCommand(sought=" ".join(words))
    match verb:
        case AccessVerb.GIVE:
            return _read_gift(words[1:], ask)
        case AccessVerb.TAKE:
            whom = _whom(words[1:2], ask)
            if words[2:]:
                raise RefusedRequest(Why.NOT_AN_ACCESS_WORD)
            return AccessCommand(AccessVerb.TAKE, whom)
        case AccessVerb.HERE if [word.lower() for word in words[1:]] == [OFF]:
            return AccessCommand(AccessVerb.HERE)
        case _:
            match [word.lower() for word in words[1:]]:
                case [role] if role in ROLES:
                    return AccessCommand(verb, role=ROLES[role])
            raise RefusedRequest(Why.NOT_AN_ACCESS_WORD)


def _read_gift(words: list[str], ask: Ask) -> AccessCommand:
    role: Role | None = None
    span: timedelta | None = None
    named: list[str] = []
    for word in words:
        if word.lower() in ROLES and role is None:
            role = ROLES[word.lower()]
        elif span is None and (found := read_span(word)) is not None:
            span = found
        elif word.lower() not in {"as", "for", "an", "a"}:
            named.append(word)
    if len(named) > 1 or role is None:
        is_span = any(word[:1].isdigit() and not word.isdigit() for word in named)
        raise RefusedRequest(Why.NOT_A_SPAN if is_span else Why.NOT_AN_ACCESS_WORD)
    if span is not None and not timedelta() < span <= LONGEST:
        raise RefusedRequest(Why.NOT_A_SPAN)
    return AccessCommand(AccessVerb.GIVE, _whom(named, ask), role, span)


def _whom(words: list[str], ask: Ask) -> Whom:
    """Read who is meant: named, or the one whose message this replies to."""
    if not words:
        if ask.replied is None:
            raise RefusedRequest(Why.WHOM)
        if ask.author is None:
            raise RefusedRequest(Why.NOT_A_PERSON)
        return Whom(ask.author.person_id, ask.author.username, ask.author.name)
    (word,) = words
    if (found := USERNAME.fullmatch(word)) is not None:
        username = found[1].lower()
        if username.endswith("bot"):
            raise RefusedRequest(Why.NOT_A_PERSON)
        return Whom(username=username)
    if word.isascii() and word.isdigit():
        if not 0 < int(word) < HIGHEST_ID:
            raise RefusedRequest(Why.NOT_A_PERSON)
        return Whom(int(word))
    raise RefusedRequest(Why.WHOM)
