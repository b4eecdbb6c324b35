"""What links, mentions and times inside a text point to."""

import re
from urllib.parse import parse_qs, urlsplit

from sandbox.telegram.formatting.spans import Entity
from sandbox.telegram.refusals import bad_request

USER_LINK = re.compile(r"tg://user\?id=(\d+)", re.IGNORECASE)
SCHEMES = {"http", "https", "ftp", "tg", "ton", "tonsite"}
DATE_PARTS = {"t": "time", "T": "time", "d": "date", "D": "date", "w": "day", "W": "day"}


def linked(address: str, place: dict[str, int]) -> list[Entity]:
    """Make a link or a mention; text that is no address stays plain."""
    if user := USER_LINK.fullmatch(address):
        return [{"type": "text_mention", **place, "user": {"id": int(user[1])}}]
    checked = checked_address(address)
    return [{"type": "text_link", **place, "url": checked}] if checked else []


def checked_address(address: str) -> str:
    """Complete an address the way Telegram does; empty if it is none."""
    if "://" not in address:
        address = f"http://{address}"
    try:
        parts = urlsplit(address)
    except ValueError:  # half a bracket
        return ""
    if parts.scheme not in SCHEMES or not parts.netloc or re.search(r"\s", address):
        return ""
    if parts.scheme in {"http", "https"}:
        if "." not in (parts.hostname or ""):
            return ""
        return address if parts.path else f"{parts.scheme}://{parts.netloc}/{_tail(address)}"
    return address


def dated(unix: str, form: str, place: dict[str, int]) -> list[Entity]:
    """Make a moment that each reader sees in their own zone and language."""
    if form not in {"r", "R"} and set(form) - set(DATE_PARTS):
        raise bad_request("can't parse entities: Invalid date format used")
    if not unix.isdecimal() or not int(unix):
        return []
    parts = {DATE_PARTS[letter]: letter for letter in form if letter in DATE_PARTS}
    shown = parts.get("day", "").lower() + parts.get("date", "") + parts.get("time", "")
    if form in {"r", "R"}:
        shown = "r"
    return [{"type": "date_time", **place, "unix_time": int(unix), "date_time_format": shown}]


def addressed(url: str, place: dict[str, int]) -> list[Entity]:
    """Read `tg://emoji?id=…` and `tg://time?unix=…`, the addresses behind an exclamation mark."""
    parts = urlsplit(url)
    values = parse_qs(parts.query)
    emoji, unix = values.get("id", [""])[0], values.get("unix", [""])[0]
    if parts.scheme == "tg" and parts.netloc == "emoji" and emoji.isdecimal():
        return [{"type": "custom_emoji", **place, "custom_emoji_id": emoji}]
    if parts.scheme == "tg" and parts.netloc == "time" and unix.isdecimal() and int(unix):
        return dated(unix, values.get("format", [""])[0], place)
    raise bad_request("can't parse entities: Invalid tg://emoji or tg://time URL specified")


def _tail(address: str) -> str:
    parts = urlsplit(address)
    query = f"?{parts.query}" if parts.query else ""
    return query + (f"#{parts.fragment}" if parts.fragment else "")
