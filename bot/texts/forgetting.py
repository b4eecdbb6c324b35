"""Forgetting a number: the question, and what was erased where."""

from collections.abc import Mapping

from telegram import InlineKeyboardMarkup

from bot.buttons import Button
from bot.texts.keyboards import button
from bot.texts.words import Words
from providers.contract.phone import PhoneNumber

USAGE = "Write the number after the command: /forget +44 7700 900123"
KEPT = "All right, nothing is forgotten."
TABLES = {
    "chat_session": "sessions",
    "charge": "charges",
    "lookup": "lookups",
    "lease": "held numbers",
    "batch_line": "lines of lists",
    "batch": "lists",
    "list_part": "lists that were not started",
    "received_code": "messages",
    "session_step": "words of providers",
    "notice": "waiting messages",
    "sighting": "kept updates and callbacks",
    "question": "open questions",
    "guard_rule": "rules of the guard",
}


def question(question_id: str, number: PhoneNumber) -> Words:
    """Ask before what cannot be undone."""
    return Words(
        f"Forget {number.masked} everywhere on this desk: in sessions, charges, lookups, lists and "
        "whatever is kept beside them? It cannot be undone. What stands in Telegram's chats stays "
        "there, and so do files that were sent and backups made before; delete those where they "
        "are.",
        InlineKeyboardMarkup.from_row(
            [button("Yes, forget", Button.FORGET, question_id), button("No", Button.FORGET_NOTHING)]
        ),
    )


def begun(masked: str) -> Words:
    """Say that it has begun."""
    return Words(f"{masked} is being forgotten. I tell you when nothing is left of it.")


def erased(masked: str, counts: Mapping[str, int], searched: int) -> str:
    """Say what was erased, and that nothing was found any more."""
    told = [f"{TABLES.get(name, name)}: {count}" for name, count in sorted(counts.items())]
    body = "\n".join(told) or "It was nowhere."
    return (
        f"🧹 {masked} is forgotten.\n{body}\n"
        f"All {searched} places were searched once more: nothing is left. Backups made before "
        "still hold it, and so do messages and files in Telegram."
    )
