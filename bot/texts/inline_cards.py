"""What a number looks like: format, type and country, as the numbering plan has them."""

from dataclasses import dataclass

from bot.country_names import flag_of
from bot.texts.lookup_cards import KINDS
from bot.texts.words import plain
from providers.contract.phone import NumberKind, PhoneNumber


@dataclass(frozen=True, slots=True)
class InlineRow:
    """One answer: `title` and `about` for the one who asks, `html` for the chat it is sent to."""

    title: str
    about: str
    html: str


def number(found: PhoneNumber) -> InlineRow:
    """Tell about a number that can exist."""
    kind = KINDS.get(found.kind, str(found.kind).replace("_", " "))
    form = "valid format" if found.kind is not NumberKind.UNASSIGNED else "possible format"
    about = " · ".join(
        filter(None, [form, kind, f"{flag_of(found.region)} {found.region or ''}".strip()])
    )
    return InlineRow(found.e164, about, f"<code>{found.masked}</code> · {about}")


def invalid(written: str, why: str) -> InlineRow:
    """Tell why something is no number."""
    about = f"invalid: it {why}"
    return InlineRow(written[:40], about, f"<code>{plain(written[:40])}</code> · {plain(about)}")
