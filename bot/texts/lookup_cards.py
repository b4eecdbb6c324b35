"""What was found out about numbers: a card for one, a table for several."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from telegram import InlineKeyboardMarkup

from bot.buttons import Button
from bot.country_names import flag_of
from bot.flows.facts import LookupFacts
from bot.texts.cards import REASONS
from bot.texts.keyboards import button
from bot.texts.money import costs
from bot.texts.phrases import phrase
from bot.texts.words import Words, duration, masked, plain
from providers.contract.phone import NumberKind, PhoneNumber
from providers.contract.reports import Risk, Verdict
from storage.lookups import Lookup, LookupKind, LookupState
from storage.sessions import ChatSession, Reason

TITLES = {"hlr": "HLR", "fraud": "Fraud check", "check": "Check"}
VERDICTS = {
    Verdict.REACHABLE: "🟢 reachable",
    Verdict.UNREACHABLE: "🟠 absent (unreachable now)",
    Verdict.VALID: "🔵 valid, nobody asked the network",
    Verdict.INVALID: "🔴 invalid",
    Verdict.UNKNOWN: "⚪ unknown",
}
RISKS = {
    Risk.CLEAN: "🟢 clean",
    Risk.NOT_MOBILE: "🟡 not mobile",
    Risk.SUSPICIOUS: "🟠 suspicious",
    Risk.FRAUDULENT: "🔴 fraudulent",
    Risk.UNKNOWN: "⚪ unknown",
}
KINDS = {
    NumberKind.MOBILE: "mobile",
    NumberKind.FIXED: "fixed line",
    NumberKind.FIXED_OR_MOBILE: "fixed line or mobile",
    NumberKind.UNASSIGNED: "looks unassigned",
}
ALIVE = frozenset({Verdict.REACHABLE, Verdict.UNREACHABLE})
ISO = re.compile(r"[A-Z]{2}")  # a country, and no name of one
STATES = {
    LookupState.ASKED: "{whom}: asking …",
    LookupState.FAILED: "{whom} not asked. {said}",
    LookupState.UNKNOWN: "{whom}: no answer; it may have been charged",
}
ASKED = {LookupKind.HLR: "network", LookupKind.FRAUD: "fraud lists"}


def lookup_card(session: ChatSession, facts: LookupFacts) -> Words:
    """Draw a lookup as it is now."""
    wish = json.loads(session.wish or "{}")
    invalid: list[list[str]] = wish.get("invalid", [])
    by_number: dict[PhoneNumber, list[Lookup]] = {}
    for row in facts.rows:
        by_number.setdefault(row.number, []).append(row)
    count = len(by_number) + len(invalid)
    about = masked(session) if count == 1 and by_number else f"{count} numbers"
    lines = [
        f"🔎 {TITLES[session.method]} · <code>{session.id}</code>",
        f"{about} · <b>{phrase(session)}</b>",
        "",
    ]
    if len(by_number) == 1 and not invalid:
        ((number, rows),) = by_number.items()
        lines += _one(number, rows, facts, session)
    else:
        lines += [
            " · ".join(
                [
                    f"{flag_of(number.region)} {number.masked}".strip(),
                    _short(rows, facts.titles),
                    *disagreements(number, rows, facts.titles),
                ]
            )
            for number, rows in by_number.items()
        ]
        lines += [
            f"<code>{plain(said)}</code> · 🔴 invalid: it {plain(why)}" for said, why in invalid
        ]
    lines += filter(None, [costs(facts.cost)])
    keyboard = None
    if by_number and not any(row.state is LookupState.ASKED for row in facts.rows):
        keyboard = InlineKeyboardMarkup.from_button(
            button("Ask again", Button.LOOK_UP_AGAIN, session.id)
        )
    return Words("\n".join(lines), keyboard)


def _one(
    number: PhoneNumber, rows: Sequence[Lookup], facts: LookupFacts, session: ChatSession
) -> list[str]:
    lines = [" ".join(filter(None, [flag_of(number.region), number.region, "·", _kind(number)]))]
    lines += disagreements(number, rows, facts.titles)
    why = []
    for row in rows:
        lines.append(_said(row, facts.titles))
        if row.answered_at is not None:
            age = facts.now - row.answered_at
            old = "just now" if age.total_seconds() < 1 else f"{duration(age)} ago"
            title = facts.titles.get(row.provider, row.provider)
            why.append(f"{TITLES[row.kind]}: {title}, {old}")
    if session.method == "check" and not any(row.kind is LookupKind.FRAUD for row in rows):
        why.append(_not_asked(rows))
    if why:
        lines.append(f"<blockquote expandable>{plain(chr(10).join(why))}</blockquote>")
    return lines


def _kind(number: PhoneNumber) -> str:
    return KINDS.get(number.kind, str(number.kind).replace("_", " "))


def _not_asked(rows: Sequence[Lookup]) -> str:
    """Say why a ladder has stopped."""
    if any(row.state is LookupState.ASKED for row in rows):
        return "Fraud lists come next, if they are needed."
    if any(_known(row).get("verdict") == Verdict.INVALID for row in rows):
        return "Fraud lists were not asked: it is decided without them."
    return "Fraud lists were not asked: nobody can be asked just now, or a budget has no room."


def disagreements(
    number: PhoneNumber, rows: Sequence[Lookup], titles: Mapping[str, str]
) -> list[str]:
    """Show side by side what the numbering plan and the providers say where they differ."""
    kind, found = number.kind, []
    for row in rows:
        said, title = _known(row), plain(titles.get(row.provider, row.provider))
        verdict, region = _verdict(row), said.get("region") or ""
        if verdict == Verdict.INVALID and kind is not NumberKind.UNASSIGNED:
            found.append(f"numbering plan: {_kind(number)} · {title}: invalid")
        if verdict in ALIVE and kind is NumberKind.UNASSIGNED:
            found.append(f"numbering plan: unassigned · {title}: {verdict}")
        if ISO.fullmatch(region) and number.region and region != number.region:
            found.append(f"numbering plan: {number.region} · {title}: {region}")
        if said.get("risk") == Risk.NOT_MOBILE:
            others = ["numbering plan: mobile"] if kind is NumberKind.MOBILE else []
            others += [f"HLR: {one}" for one in map(_verdict, rows) if one in ALIVE]
            found += [f"{' · '.join(others)} · fraud lists: not mobile"] if others else []
    return [f"⚖️ {one}" for one in found]


def _known(row: Lookup) -> dict[str, Any]:
    known: dict[str, Any] = json.loads(row.facts or "{}")
    return known


def _verdict(row: Lookup) -> str | None:
    """Give what an HLR says of a number; other answers have none."""
    verdict: str | None = _known(row).get("verdict") if row.kind is LookupKind.HLR else None
    return verdict


def _unanswered(row: Lookup, titles: Mapping[str, str]) -> str:
    """Say why there is no answer; what the provider wrote is for the log."""
    written = row.said or ""
    reason = Reason(written) if written in set(Reason) else Reason.REFUSED
    title = titles.get(row.provider, row.provider)
    said = REASONS[reason].format(provider=plain(title))
    return STATES[row.state].format(whom=ASKED[row.kind], said=said)


def _said(row: Lookup, titles: Mapping[str, str]) -> str:
    if row.state in STATES:
        return _unanswered(row, titles)
    known = _known(row)
    if row.kind is LookupKind.FRAUD and known.get("risk"):
        return f"<b>{RISKS[Risk(known['risk'])]}</b>"
    line = f"<b>{VERDICTS[Verdict(known.get('verdict', Verdict.UNKNOWN))]}</b>"
    details = [plain(known["operator"])] if known.get("operator") else []
    if known.get("mcc"):
        details.append(f"MCC {known['mcc']} MNC {known.get('mnc') or '?'}")
    for fact, words in (("is_ported", "ported"), ("is_roaming", "roaming")):
        if known.get(fact) is not None:
            details.append(words if known[fact] else f"not {words}")
    return "\n".join([line, " · ".join(details)]) if details else line


def _short(rows: Sequence[Lookup], titles: Mapping[str, str]) -> str:
    said = []
    for row in rows:
        if row.state in STATES:
            said.append(_unanswered(row, titles))
            continue
        known = _known(row)
        if row.kind is LookupKind.FRAUD and known.get("risk"):
            said.append(RISKS[Risk(known["risk"])])
        else:
            operator = f", {plain(known['operator'])}" if known.get("operator") else ""
            said.append(f"{VERDICTS[Verdict(known.get('verdict', 'unknown'))]}{operator}")
    return " · ".join(said)
