"""Access: who may use the desk, and what becomes of requests and invitations."""

from datetime import datetime
from typing import Any

from telegram import InlineKeyboardMarkup

from bot.buttons import Button
from bot.flows.access.admission import Answer, Decision
from bot.flows.access.granting import Given, Members
from bot.flows.asking.rights import TO_GIVE, may
from bot.texts.keyboards import button
from bot.texts.words import Words, clock_time, plain
from storage.people import Person, Role, Standing

SHOWN = 15  # people in one message
LONGEST_LABEL = 40
LONGEST_NAME = 40
ROLES = {
    Role.OWNER: "owner",
    Role.ADMIN: "administrator",
    Role.OPERATOR: "operator",
    Role.VIEWER: "viewer",
}
ABILITIES = {
    Role.ADMIN: "You may run this desk now, as an administrator. /help shows what it does.",
    Role.OPERATOR: "You may use the desk now, as an operator. Send /help to see what it does.",
    Role.VIEWER: "You may use the desk now to look, as a viewer: /status, /history and /numbers.",
}
UNANSWERED = "was not answered in time, and may ask again"
ASKED = "Asked. You will hear from the desk when somebody has answered."
NO = "The administrators of this desk have said no."
STANDINGS = {
    Standing.ASKING: ASKED,
    Standing.RETURNING: ASKED,
    Standing.ALLOWED: "You may use the desk. Send /help to see what it does.",
    Standing.REFUSED: NO,
    Standing.REMOVED: NO,
}
POST_AS_YOURSELF = "I cannot see who you are. Please post as yourself and send it again."
SECOND_HAND = "A forwarded command starts nothing here. Please type it yourself."


def members(found: Members, sought: str) -> Words:
    """List who may use the desk."""
    if not found.people and not found.waiting:
        if sought:
            return Words(f"Nobody here is called {plain(sought)}. /access lists everybody.")
        return Words(
            "Nobody but the owners may use this desk. /start lets people ask, and "
            "<code>/access invite operator</code> makes a link."
        )
    shown = found.people[:SHOWN]
    lines = [_line(one) for one in shown]
    if len(found.people) > SHOWN:
        lines.append(f"And {len(found.people) - SHOWN} more: search with /access and a name.")
    lines += [
        f"@{plain(one.username)} · {ROLES[one.role]}{_until(one.until)}, once they write"
        for one in found.waiting[:SHOWN]
    ]
    rows = [
        [
            button(f"Change {one.name}"[:LONGEST_LABEL], Button.PERSON, str(one.id)),
            button(f"Revoke {one.name}"[:LONGEST_LABEL], Button.REVOKE, str(one.id)),
        ]
        for one in shown
    ]
    return Words("\n".join(lines), InlineKeyboardMarkup(rows) if rows else None)


def person(found: Person, asked_by: Role | None) -> Words:
    """Show one person, with what they could be instead."""
    others = [one for one in TO_GIVE if one is not found.role and may(asked_by, TO_GIVE[one])]
    row = [button(ROLES[one].capitalize(), Button.ROLE, str(found.id), one) for one in others]
    revoke = button("Revoke", Button.REVOKE, str(found.id))
    return Words(_line(found), InlineKeyboardMarkup([row, [revoke]]))


def given(gift: Given) -> Words:
    """Say what somebody is now."""
    what = f"{_article(gift.role)}{_until(gift.until)}"
    if gift.is_waiting:
        return Words(
            f"I have not met {plain(gift.name)} yet. They are {what} as soon as they write to me."
        )
    return Words(f"<b>{plain(gift.name)}</b> is {what} now.")


def taken_back(name: str) -> Words:
    """Say whose access has ended."""
    return Words(f"<b>{plain(name)}</b> has no access any more, and holds nothing.")


def here(role: Role | None) -> Words:
    """Say what the members of a group are."""
    if role is None:
        return Words("Being in this group gives no access any more.")
    return Words(
        f"Whoever is in this group is {_article(role)} here, and nowhere else. "
        "<code>/access here off</code> ends it."
    )


def invitation(bot: str, token: str, role: Role) -> Words:
    """Give the link of an invitation."""
    link = f"https://t.me/{bot}?start={token}"
    return Words(
        f"This link makes one person {_article(role)}. It works once, for a day:\n"
        f"<code>{plain(link)}</code>"
    )


def came_in(name: str) -> Words:
    """Greet somebody who came by an invitation."""
    return Words(f"Welcome, {plain(name)}. You may use the desk now; /help shows what it does.")


def no_such_invitation() -> Words:
    """Say that an invitation does not work; which of the reasons it is, is nobody's business."""
    return Words(
        "This invitation has been used or is too old. Ask whoever sent it for a new one.",
        InlineKeyboardMarkup.from_button(button("Ask for access", Button.JOIN)),
    )


def answered(answer: Answer) -> Words:
    """Say to somebody at the door how they stand, and from when a no may be asked about again."""
    said = STANDINGS[answer.standing]
    if said is NO and answer.again_at is not None:
        said += f" You may ask again from {answer.again_at:%d %b} {clock_time(answer.again_at)}."
    return Words(said)


def request_keyboard(person_id: str) -> InlineKeyboardMarkup:
    """Offer what can be answered to a request."""
    return InlineKeyboardMarkup.from_row(
        [
            button("Operator", Button.ADMIT, person_id, Role.OPERATOR),
            button("Viewer", Button.ADMIT, person_id, Role.VIEWER),
            button("Refuse", Button.ADMIT, person_id, "no"),
        ]
    )


def decided(decision: Decision) -> Words:
    """Say what became of a request, whoever has answered it."""
    found = decision.person
    by = f" by {plain(decision.by)}" if decision.by and not decision.is_ours else ""
    match found.standing:
        case Standing.ALLOWED if found.role is not None:
            became = f"may use the desk now as {_article(found.role)}{_until(found.until)}"
            return Words(f"<b>{plain(found.name)}</b> {became}{', let in' + by if by else ''}.")
        case Standing.REFUSED:
            return Words(f"<b>{plain(found.name)}</b> was refused{by}.")
        case Standing.REMOVED if decision.is_ours:
            return Words(f"<b>{plain(found.name)}</b> was refused.")
        case Standing.MET:
            return Words(f"<b>{plain(found.name)}</b> {UNANSWERED}.")
        case _:
            return Words(f"<b>{plain(found.name)}</b> has no access any more.")


def group_in_words(facts: dict[str, Any]) -> dict[str, str]:
    """Say what has ended in a group, and how it begins anew."""
    role = Role(facts["role"]) if facts["role"] else None
    ended = [f"its members are no {ROLES[role]}s any more"] if role is not None else []
    for what, one in (("numbers", "number let go"), ("sessions", "session cancelled")):
        if count := int(facts[what]):
            ended.append(f"{count} {one if count == 1 else one.replace(' ', 's ', 1)}")
    said = "; ".join([*ended, "nothing there listens any more"])
    again = f"<code>/access here {role or Role.OPERATOR}</code>"
    return {"ended": f"{said[:1].upper()}{said[1:]}. Should I come back, {again} begins afresh."}


def facts_in_words(facts: dict[str, Any]) -> dict[str, str]:
    """Word what news about access carries as codes."""
    role = Role(facts["role"]) if facts.get("role") else None
    until = datetime.fromisoformat(facts["until"]) if facts.get("until") else None
    became = f"let in as {_article(role)}" if role else "refused"
    return {
        "became": f"was {became} by {plain(facts['by'])}" if facts.get("by") else UNANSWERED,
        "role": _article(role) if role else "",
        "abilities": ABILITIES.get(role or Role.OPERATOR, ""),
        "until": f" It lasts{_until(until)}." if until else "",
    }


def _line(one: Person) -> str:
    username = f"@{plain(one.username)}, " if one.username else ""
    name = f"{plain(one.name[:LONGEST_NAME])} ({username}<code>{one.id}</code>)"
    what = f"{ROLES[one.role or Role.VIEWER]}{_until(one.until)}"
    return f"{name} · {what}, since {one.since:%d %b %Y}"


def _until(moment: datetime | None) -> str:
    return f" until {moment:%d %b} {clock_time(moment)}" if moment is not None else ""


def _article(role: Role) -> str:
    return f"{'a' if role is Role.VIEWER else 'an'} {ROLES[role]}"
