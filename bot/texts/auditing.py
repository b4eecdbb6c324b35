"""The records of custody, as their owners read them."""

from telegram import InlineKeyboardMarkup

from bot.buttons import Button
from bot.flows.custody.auditing import Page
from bot.texts.keyboards import button
from bot.texts.words import Words, clock_time, mention, plain
from storage.custody import Checked, CustodyRecord, Flaw

NOTHING = "Nothing is recorded that fits."
CAPTION = "Records of custody. Each digest is made of the record and of the digest before it."
FILE = "custody.{what}"
SENT = "The file follows."
EMPTY = "Nothing is recorded yet, so there is nothing to check."
WHOLE = (
    "✅ All {count} records since {since} are whole and in order.\n"
    "Keep this elsewhere; it finds a database that was put back as a whole:\n"
    "<code>/audit verify {count} {digest}</code>"
)
FLAWS = {
    Flaw.CHANGED: "❌ Record {at} is not what was written. The {good} before it are whole.",
    Flaw.MISSING: "❌ Record {at} is gone. The {good} before it are whole.",
    Flaw.MOVED: (
        "❌ Record {at} does not follow the one before it: something was moved, or taken out. "
        "The {good} before it are whole."
    ),
    Flaw.HEAD: (
        "❌ The end of the chain is not as this desk wrote it: records may have been cut off, or "
        "the database was changed by somebody without our keys."
    ),
    Flaw.SURPLUS: "❌ Record {at} stands behind the end of the chain; this desk did not write it.",
}
SHOWN_DIGEST = 16


def page(shown: Page) -> Words:
    """Show a page, newest first."""
    if not shown.records:
        return Words(NOTHING)
    rows = [
        [
            button(what.upper(), Button.EXPORT_RECORDS, shown.question_id, what)
            for what in ("csv", "xlsx")
        ]
    ]
    if shown.has_more:
        last = str(shown.records[-1].seq)
        rows.insert(0, [button("Older", Button.OLDER_RECORDS, shown.question_id, last)])
    return Words("\n".join(_line(one) for one in shown.records), InlineKeyboardMarkup(rows))


def checked(found: Checked) -> Words:
    """Say whether the chain is whole."""
    if found.flaw is not None:
        good = found.count if found.at is None else found.at - 1
        return Words(FLAWS[found.flaw].format(at=found.at, good=good))
    if found.since is None:
        return Words(EMPTY)
    since = f"{found.since:%Y-%m-%d}"
    digest = found.digest[:SHOWN_DIGEST]
    return Words(WHOLE.format(count=found.count, since=since, digest=digest))


def _line(one: CustodyRecord) -> str:
    parts = [f"{one.seq}", f"{one.at:%d %b} {clock_time(one.at)}", f"<b>{_kind(one)}</b>"]
    if one.session_id:
        parts.append(f"<code>{plain(one.session_id)}</code>")
    if one.person_id is not None:
        parts.append(mention(one.person_id, str(one.person_id)))
    parts += [plain(said) for said in (one.number, one.words.replace("_", " ")) if said]
    return " · ".join(parts)


def _kind(one: CustodyRecord) -> str:
    return str(one.kind).replace("_", " ")
