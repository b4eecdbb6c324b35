"""`numdesk init`: the few questions that make a good `.env`."""

import secrets
from collections.abc import Callable

from cryptography.fernet import Fernet

from bot.settings import SettingsError, read_settings
from providers.catalog import Catalog

Ask = Callable[[str, bool], str]  # the question, and whether the answer stays hidden


def ask_settings(ask: Ask, say: Callable[[str], object]) -> str:
    """Ask until the answers are good, and give the text of the file."""
    lines = {
        "SECRETS_KEY": Fernet.generate_key().decode(),
        "HOOK_SECRET": secrets.token_urlsafe(32),
    }
    questions = (
        ("TELEGRAM_BOT_TOKEN", "Bot token from @BotFather", True),
        ("OWNER_IDS", "Telegram user ids of the owners (ask @userinfobot)", False),
        ("PUBLIC_URL", "Public https address of this machine (empty: none)", False),
    )
    for name, question, hidden in questions:
        while True:
            answer = ask(question, hidden).strip()
            if complaint := _complaint(name, {**lines, name: answer}):
                say(complaint)
                continue
            if answer:
                lines[name] = answer
            break
    for variable in Catalog.variables():
        if variable.is_required:
            answer = ask(f"{variable.title}: {variable.description} (empty: not used)", True)
            if answer.strip():
                lines[variable.name] = answer.strip()
    return "".join(f"{name}={_quoted(value)}\n" for name, value in lines.items())


def _complaint(name: str, given: dict[str, str]) -> str:
    """Say what is wrong with this answer, whatever is still missing."""
    try:
        read_settings(given)
    except SettingsError as error:
        ours = [line for line in str(error).splitlines() if line.startswith(f"{name}:")]
        return "\n".join(ours)
    return ""


def _quoted(value: str) -> str:
    return f"'{value}'" if any(sign in value for sign in ' #"$') else value
