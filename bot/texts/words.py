"""What a message is made of: HTML that is safe to send, and the buttons below it."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape, unescape

import phonenumbers
from telegram import ForceReply, InlineKeyboardMarkup

from storage.sessions import ChatSession

TIME_TAG = re.compile(r"</?tg-time[^>]*>")
TAG = re.compile(r"<[^>]+>")
STATE_WORDS = re.compile(
    "calling|in progress|waiting for the code|verified|code received|done|failed|expired|cancelled"
    "|outcome unknown",
    re.IGNORECASE,
)
COUNTED = 100  # of seconds and minutes people count up to about here
MENTION = '<a href="tg://user?id={person_id}">{name}</a>'
WORD_JOINER = "\u2060"  # not to be seen
ALERT_LENGTH = 200  # characters Telegram shows in an alert


@dataclass(frozen=True, slots=True)
class Words:
    """One message: `html` is Telegram HTML, escaped already."""

    html: str
    keyboard: InlineKeyboardMarkup | ForceReply | None = None


def plain(text: str) -> str:
    """Make somebody else's text safe inside HTML."""
    return escape(text, quote=False)


def person(name: str) -> str:
    """Write somebody's name on a card; nobody can pose as a state phrase by being called one."""
    return plain(STATE_WORDS.sub(lambda found: found[0][0] + WORD_JOINER + found[0][1:], name))


def mention(person_id: object, name: str) -> str:
    """Write somebody's name so that Telegram tells them."""
    return MENTION.format(person_id=person_id, name=plain(name))


def clock_time(moment: datetime) -> str:
    """Say a time of day: 14:05 UTC."""
    return f"{moment:%H:%M} UTC"


def countdown(moment: datetime) -> str:
    """Say when something ends; newer clients count down, older ones show the time of day."""
    unix = int(moment.timestamp())
    return f'ends <tg-time unix="{unix}" format="r">at {clock_time(moment)}</tg-time>'


def without_countdowns(html: str) -> str:
    """Leave only the words of countdowns, for a Telegram that does not know them."""
    return TIME_TAG.sub("", html)


def masked(session: ChatSession) -> str:
    """Say which number a session is about, so that it can be told from others and not called."""
    if session.number is not None:
        return session.number.masked
    return "no number" if session.state.is_final else "no number yet"


def beginning(prefix: str) -> str:
    """Write how numbers begin: +44 7700 900, as those are written."""
    if not prefix.isdecimal():
        return prefix
    formatter, written = phonenumbers.AsYouTypeFormatter("ZZ"), ""
    for sign in f"+{prefix}":
        written = formatter.input_digit(sign)
    return written


def duration(span: timedelta) -> str:
    """Say how long, in the words of a person in a hurry: 48 s, 3 min, 2 h."""
    seconds = max(1, round(span.total_seconds()))
    if seconds < COUNTED:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < COUNTED else f"{round(minutes / 60)} h"


def counted(count: int, noun: str) -> str:
    """Say how many: 1 line, 2 lines."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def tries(left: int) -> str:
    """Say how many tries are left."""
    return "1 try left" if left == 1 else f"{left} tries left"


def bare(html: str) -> str:
    """Take the markup off, for alerts, which know none."""
    return unescape(TAG.sub("", html))
