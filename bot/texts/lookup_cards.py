"""What was found out about numbers: a card for one, a table for several."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from telegram import InlineKeyboardMarkup

from bot.texts.cards import REASONS
from bot.texts.keyboards import button
from bot.texts.money import costs
from bot.texts.words import Words, duration, masked, plain
from providers.contract.phone import NumberKind, PhoneNumber
from providers.contract.reports import Risk, Verdict
from storage.lifecycle import SessionState
from storage.lookups import Lookup, LookupKind, LookupState
from storage.sessions import ChatSession, Reason

TITLES = {"hlr": "HLR", "fraud": "Fraud check", "check": "Check"}
PHRASES = {
    SessionState.REQUESTED: "in progress",
    SessionState.PENDING: "in progress",
    SessionState.AWAITING_CODE: "in progress",
    SessionState.SUCCEEDED: "done",
    SessionState.FAILED: "failed",
    SessionState.EXPIRED: "expired",
    SessionState.CANCELLED: "cancelled",
    SessionState.UNKNOWN: "outcome unknown",
}
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
STATES = {
    LookupState.ASKED: "asking …",
    LookupState.FAILED: "not asked: {said}",
    LookupState.UNKNOWN: "no answer; it may have been charged",
}


@dataclass(frozen=True, slots=True)
class LookupFacts:
    """What the card of a lookup shows beside its session."""

    rows: Sequence[Lookup]
    titles: dict[str, str]  # of providers, by name
    now: datetime
    cost: Mapping[str, Decimal] = field(default_factory=dict)


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
        f"{about} · <b>{PHRASES[session.state]}</b>",
        "",
    ]
    if len(by_number) == 1 and not invalid:
        ((number, rows),) = by_number.items()
        lines += _one(number, rows, facts, session)
    else:
        lines += [
            f"{number.masked} · {_short(rows, facts.titles)}" for number, rows in by_number.items()
        ]
        lines += [
            f"<code>{plain(said)}</code> · 🔴 invalid: it {plain(why)}" for said, why in invalid
        ]
    lines += filter(None, [costs(facts.cost)])
    keyboard = None
    if by_number and not any(row.state is LookupState.ASKED for row in facts.rows):
        keyboard = InlineKeyboardMarkup([[button("Ask again", "la", session.id)]])
    return Words("\n".join(lines), keyboard)


def _one(
    number: PhoneNumber, rows: Sequence[Lookup], facts: LookupFacts, session: ChatSession
) -> list[str]:
    lines = [f"{flag(number)} {KINDS.get(number.kind, str(number.kind).replace('_', ' '))}".strip()]
    why = []
    for row in rows:
        lines.append(_said(row, facts.titles))
        if row.answered_at is not None:
            age = facts.now - row.answered_at
            old = "just now" if age.total_seconds() < 1 else f"{duration(age)} ago"
            title = facts.titles.get(row.provider, row.provider)
            why.append(f"{TITLES[row.kind]}: {title}, {old}")
    if session.method == "check" and not any(row.kind is LookupKind.FRAUD for row in rows):
        why.append("Fraud lists were not asked: it is decided without them.")
    if why:
        lines.append(f"<blockquote expandable>{plain(chr(10).join(why))}</blockquote>")
    return lines


def _unanswered(row: Lookup, titles: Mapping[str, str]) -> str:
    """Say why there is no answer; what the provider wrote is for the log."""
    written = row.said or ""
    reason = Reason(written) if written in set(Reason) else Reason.REFUSED
    title = titles.get(row.provider, row.provider)
    return STATES[row.state].format(said=REASONS[reason].format(provider=plain(title)))


def _said(row: Lookup, titles: Mapping[str, str]) -> str:
    if row.state in STATES:
        return _unanswered(row, titles)
    known: dict[str, Any] = json.loads(row.facts or "{}")
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
        known = json.loads(row.facts or "{}")
        if row.kind is LookupKind.FRAUD and known.get("risk"):
            said.append(RISKS[Risk(known["risk"])])
        else:
            operator = f", {plain(known['operator'])}" if known.get("operator") else ""
            said.append(f"{VERDICTS[Verdict(known.get('verdict', 'unknown'))]}{operator}")
    return " · ".join(said)


def flag(number: PhoneNumber) -> str:
    """Give the flag of a number's country, where it has one."""
    region = number.region
    return "".join(chr(0x1F1E6 + ord(sign) - ord("A")) for sign in region) if region else ""
