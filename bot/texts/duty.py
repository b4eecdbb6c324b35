"""Words about being on call: rotas, calls for help, and what listening chats hear."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardMarkup

from bot.buttons import Button
from bot.flows.oncall.escalation import Answered
from bot.flows.oncall.rota_view import RotaView
from bot.flows.telling.topics import Topic
from bot.texts.keyboards import button
from bot.texts.phrases import phrase_of
from bot.texts.words import Words, mention, plain
from storage.audiences import Heard
from storage.lifecycle import SessionState
from storage.sessions import Kind

Facts = Mapping[str, Any]

USAGE = (
    "<code>/oncall anna ben chiara daily 09:00 Europe/London</code> makes a rota, and so does a "
    "calendar file (.ics) with the caption <code>/oncall</code>.\n"
    "<code>/oncall cover @ben 4h</code> lets somebody stand in.\n"
    "<code>/oncall quiet 22-7</code> keeps what can wait until the morning.\n"
    "<code>/oncall off</code> ends it."
)
WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
COVERS = (("I cover 4 h", "4h"), ("I cover 12 h", "12h"))
PASSED_OVER = "They may not use this desk any more, so whoever comes next is called."
MOST_UNKNOWN = 5

LISTENED = {
    Heard.CODES: ("Codes", "that a code came, masked"),
    Heard.RESULTS: ("Results", "what became of sessions anywhere on the desk"),
    Heard.INCIDENTS: ("Incidents", "providers in trouble, and well again"),
    Heard.DIGEST: ("Daily digest", "the last day in numbers"),
}
KINDS = {
    Kind.VERIFICATION: "Verification",
    Kind.NUMBER: "Number",
    Kind.LOOKUP: "Lookup",
    Kind.BATCH: "Batch",
    Kind.MESSAGE: "Message",
}


def rota(view: RotaView, unknown: Sequence[str] = ()) -> Words:
    """Show who is on call here, until when, and who comes next."""
    if view.rota_id is None or view.now is None:
        place = "the desk" if view.is_desk else "this chat"
        return Words(f"📟 Nobody is on call for {place}: the owners hear of everything.\n\n{USAGE}")
    lines = [f"📟 {_who_is_on_call(view)}"]
    if view.is_cover:
        lines.append(f"A cover{f' for {plain(view.covers_for)}' if view.covers_for else ''}.")
    if view.coming:
        coming = (
            f"{plain(one.name or 'nobody')} from {_moment(one.since, view.zone, view.now)}"
            for one in view.coming
        )
        lines.append(f"Next: {', then '.join(coming)}.")
    lines.append(_order(view))
    lines += _quiet(view)
    if not view.is_here:
        lines.append(f"<i>This is the rota of {'the desk' if view.is_desk else 'this group'}.</i>")
    if unknown:
        names = ", ".join(plain(one) or "(no name)" for one in unknown[:MOST_UNKNOWN])
        more = f" and {len(unknown) - MOST_UNKNOWN} more" if len(unknown) > MOST_UNKNOWN else ""
        lines.append(f"Left out, for nobody here is called that: {names}{more}.")
    return Words("\n".join(lines), _rota_buttons(view))


def taken(answered: Answered) -> Words:
    """Say that a code is somebody's now."""
    return Words(f"🔑 The code for {answered.number} is yours; it follows here.")


def noted(answered: Answered) -> Words:
    """Say that nobody else is called."""
    if answered.is_theirs:
        return Words(f"🔑 Noted: you have the code for {answered.number}.")
    return Words(
        f"🔑 Noted: you look after the code for {answered.number}, and nobody else is called.",
        InlineKeyboardMarkup.from_button(
            button("Take the code", Button.TAKE_HELPING, str(answered.code_id))
        ),
    )


def listening(heard: Collection[Heard]) -> Words:
    """Show what a chat listens to; a button turns each on or off."""
    rows = [
        [
            button(
                f"{'✅' if one in heard else '▫️'} {name}",
                Button.WATCH,
                str(one),
                "off" if one in heard else "on",
            )
        ]
        for one, (name, _) in LISTENED.items()
    ]
    lines = (f"<b>{name}</b>: {about}" for name, about in LISTENED.values())
    return Words(
        "👂 What this chat hears about; tap to switch\n\n" + "\n".join(lines),
        InlineKeyboardMarkup(rows),
    )


def _call_for_help(facts: Facts) -> Words:
    code_id = str(facts["code_id"])
    holder = facts.get("holder")
    whose = ", and nobody has taken it"
    if holder is not None:
        whose = f" for {plain(holder or 'somebody')}, who has not taken it"
    return Words(
        f"🔑 A code came to {plain(facts['number'])}{whose}.",
        InlineKeyboardMarkup.from_row(
            [
                button("Take the code", Button.TAKE_HELPING, code_id),
                button("Got it", Button.GOT_HELPING, code_id),
            ]
        ),
    )


def _reminder(facts: Facts) -> Words:
    number = plain(facts["number"])
    text = f"A code for {number} still waits. Tap <i>Got it</i> once you have it."
    if "code_id" not in facts:
        return Words(text)
    code_id = str(facts["code_id"])
    return Words(
        text,
        InlineKeyboardMarkup.from_row(
            [button("Show", Button.SHOW_CODE, code_id), button("Got it", Button.GOT_CODE, code_id)]
        ),
    )


def _went(facts: Facts) -> Words:
    whom = mention(facts["person_id"], facts["name"])
    return Words(f"🔑 The code for {plain(facts['number'])} went to {whom}, who is on call.")


def _on_duty(facts: Facts) -> Words:
    where = "the desk" if facts["is_desk"] else "a group of yours"
    return Words(f"📟 You are on call for {where} from now on{_until(facts)}.")


def _hand_over(facts: Facts) -> Words:
    if facts["person_id"] is None:
        return Words(
            f"📟 Nobody is on call now{_until(facts)}; what nobody takes goes to the owners."
        )
    whom = mention(facts["person_id"], facts["name"] or "Somebody")
    passed_over = "" if facts["is_allowed"] else f" {PASSED_OVER}"
    return Words(f"📟 {whom} is on call now{_until(facts)}.{passed_over}")


def _code_heard(facts: Facts) -> Words:
    whom = f" for {plain(facts['holder'])}" if facts.get("holder") else ", which nobody holds"
    return Words(f"🔑 A code came to {plain(facts['number'])}{whom}.")


def _result(facts: Facts) -> Words:
    kind = Kind(facts["kind"])
    about = f" · {plain(facts['number'])}" if facts["number"] else ""
    where = f"{KINDS[kind]} <code>{plain(facts['session_id'])}</code>{about}"
    return Words(f"{where} · <b>{phrase_of(kind, SessionState(facts['state']))}</b>")


def _digest(facts: Facts) -> Words:
    worst = "No provider failed."
    if facts["worst"]:
        worst = (
            f"Worst provider: {plain(facts['worst'])}, {facts['worst_failures']} of "
            f"{facts['worst_requests']} requests failed."
        )
    return Words(
        "📊 The last 24 hours\n"
        f"Verifications: <b>{facts['verified']}</b> verified, {facts['failed']} not\n"
        f"Codes received: <b>{facts['codes']}</b>\n"
        f"Lookups: <b>{facts['lookups']}</b>\n{worst}"
    )


DUTY_NEWS: dict[Topic, Callable[[Facts], Words]] = {
    Topic.CODE_WAITS: _reminder,
    Topic.CODE_UNTAKEN: _call_for_help,
    Topic.CODE_UNHEARD: _call_for_help,
    Topic.CODE_WENT: _went,
    Topic.ON_DUTY: _on_duty,
    Topic.HAND_OVER: _hand_over,
    Topic.CODE_HEARD: _code_heard,
    Topic.RESULT: _result,
    Topic.DIGEST: _digest,
}


def _who_is_on_call(view: RotaView) -> str:
    assert view.now is not None
    until = f" until {_moment(view.until, view.zone, view.now)}" if view.until else ""
    if view.on_call is None:
        return f"Nobody is on call{until}: the owners hear of everything."
    passed_over = f" {PASSED_OVER}" if view.is_passed_over else ""
    return f"<b>{plain(view.on_call)}</b> is on call{until}.{passed_over}"


def _order(view: RotaView) -> str:
    assert view.now is not None
    if view.calendar_ends is not None:
        ends = _moment(view.calendar_ends, view.zone, view.now)
        return f"From a calendar, which ends on {ends} ({view.zone.key})."
    when = "daily" if view.days == 1 else WEEKDAYS[view.weekday]
    return f"{', '.join(map(plain, view.people))}: {when} at {view.at}, {view.zone.key}."


def _quiet(view: RotaView) -> list[str]:
    """Say when its people are left alone, and with what."""
    if view.quiet is None:
        return []
    place = "" if view.quiet.zone == view.zone else f", {view.quiet.zone.key}"
    hours = f"{view.quiet.starts:%H:%M} to {view.quiet.ends:%H:%M}{place}"
    waits = "incidents wait as well" if view.quiet_incidents else "codes and incidents do not"
    codes = ", codes never do" if view.quiet_incidents else ""
    return [f"🌙 Quiet {hours}: what can wait does; {waits}{codes}."]


def _rota_buttons(view: RotaView) -> InlineKeyboardMarkup:
    rota_id = str(view.rota_id)
    covers = [button(text, Button.COVER, rota_id, span) for text, span in COVERS]
    again = [button("Refresh", Button.REFRESH_ROTA)]
    if not view.is_here and view.is_desk:  # it is changed in private
        return InlineKeyboardMarkup([again])
    if view.is_cover:
        return InlineKeyboardMarkup(
            [covers, [button("End the cover", Button.END_COVER, rota_id), *again]]
        )
    return InlineKeyboardMarkup([covers, again])


def _until(facts: Facts) -> str:
    if facts["until"] is None:
        return ""
    zone = ZoneInfo(facts["zone"])
    until = datetime.fromisoformat(facts["until"]).astimezone(zone)
    return f", until {until:%a %d %b %H:%M} ({zone.key})"


def _moment(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Say a wall time, with its day unless that is today."""
    local = moment.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return f"{local:%H:%M}"
    return f"{local:%a %d %b %H:%M}"
