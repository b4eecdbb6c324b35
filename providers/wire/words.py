"""Ids, names and digits, which vendors write as strings or as JSON numbers."""

import re

from providers.contract.phone import PhoneNumber

LONGEST = 128  # signs of an id or a name; the longest that is documented has 64
DIGITS = re.compile(r"\+?([0-9]{1,32})")


def word(value: object) -> str | None:
    """Read a short text; None where it is none, as is what lies below zero."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        value = str(value)
    value = value.strip() if isinstance(value, str) else ""
    return value if 0 < len(value) <= LONGEST and value.isprintable() else None


def digits(value: object) -> str | None:
    """Read digits, without the plus before them; None where they are none."""
    found = DIGITS.fullmatch(word(value) or "")
    return found[1] if found else None


def phone(value: object) -> PhoneNumber | None:
    """Read a number in international form; None where no phone can have it."""
    try:
        return PhoneNumber.parse(f"+{digits(value) or ''}")
    except ValueError:
        return None
