"""Messages: their card, and what may be sent."""

import json
from collections.abc import Sequence

from bot.flows.messages.wording import fields_of
from bot.texts.cards import why_failed
from bot.texts.phrases import phrase
from bot.texts.words import Words, masked, person, plain
from storage.lifecycle import SessionState
from storage.sessions import ChatSession
from storage.templates import FreeText, MessageTemplate

TITLES = {"message": "✉️ Message", "speech": "📣 Spoken text"}
COMMANDS = {"message": "sms", "speech": "say"}
STORIES = {
    SessionState.REQUESTED: "Handing it to {provider}.",
    SessionState.PENDING: "{provider} has it; its receipt follows.",
    SessionState.AWAITING_CODE: "{provider} has it; its receipt follows.",
    SessionState.SUCCEEDED: "It has arrived, says {provider}.",
    SessionState.EXPIRED: "{provider} took it and never said whether it arrived.",
    SessionState.CANCELLED: "It was on its way already and may arrive.",
    SessionState.UNKNOWN: (
        "{provider} gave no answer: it may have been sent and charged. It is not repeated."
    ),
}
MODES = {
    FreeText.OFF: "Nothing can be sent from this chat. An owner allows it: /{command} enable.",
    FreeText.TEMPLATES: "This chat may send the templates below.",
    FreeText.FREE: "This chat may send the templates below, and any text.",
}
SHOWN = 80  # characters of a template in a list
LONGEST_LIST = 3000  # characters; a message has 4096
TEMPLATE_USAGE = (
    "Write a name and the text with its fields in braces: "
    "<code>/sms template reminder Hello {name}, see you at {time}.</code> "
    "<code>/sms template reminder off</code> removes it."
)


def message_card(session: ChatSession, provider: str) -> Words:
    """Draw a message as it is now. The text itself stays between the sender and the phone."""
    name = json.loads(session.wish or "{}").get("template")
    what = f"Template <b>{plain(name)}</b>" if name else "A free text"
    asked = f", asked by {person(session.person_name)}" if session.person_name else ""
    if session.state is SessionState.FAILED:
        story = why_failed(session, provider)
    else:
        story = STORIES[session.state].format(provider=plain(provider))
    return Words(
        f"{TITLES[session.method]} · <code>{session.id}</code>\n"
        f"{masked(session)} · <b>{phrase(session)}</b>\n\n{what}{asked}\n{story}"
    )


def shortened(text: str) -> str:
    """Cut a long text for a list."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def overview(method: str, mode: FreeText, templates: Sequence[MessageTemplate]) -> Words:
    """Say what may be sent from here, and how."""
    command = COMMANDS[method]
    lines = [MODES[mode].format(command=command)]
    for at, one in enumerate(templates):
        fields = "".join(f" {name}=…" for name in fields_of(one.body))
        line = f"<code>{one.name}{fields}</code>: {plain(shortened(one.body))}"
        if sum(map(len, lines)) + len(line) > LONGEST_LIST:
            lines.append(f"… and {len(templates) - at} more.")
            break
        lines.append(line)
    if not templates:
        lines.append(f"No template yet. {TEMPLATE_USAGE}")
    elif mode is not FreeText.OFF:
        example = templates[0]
        fields = "".join(f" {name}=…" for name in fields_of(example.body))
        lines.append(f"Send one: <code>/{command} +447700900123 {example.name}{fields}</code>")
    return Words("\n".join(lines))
