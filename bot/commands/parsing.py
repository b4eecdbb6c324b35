"""From words to wishes: pure, and forgiving about everything but digits."""

import re
import unicodedata
from datetime import date

import phonenumbers

from bot.commands.numbers_in_text import read_numbers
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.batches.old_batches import OldBatch
from bot.flows.running.guard import SHORTEST
from bot.flows.running.ruling import GuardVerb
from bot.flows.sessions.languages import LANGUAGES
from bot.flows.verifying.choosing import AUTO
from bot.flows.verifying.preferring import Care
from bot.flows.verifying.proving import SEPARATORS, WHOLE_NUMBER
from bot.flows.verifying.wishes import Wish
from bot.ids import LENGTH, looks_like_session, tidied
from bot.texts.methods import METHODS
from providers.contract.phone import (
    LONGEST,
    Impossible,
    ImpossibleNumberError,
    NotANumberError,
    PhoneNumber,
)
from storage.rules import CountryState

BETWEEN = re.compile(r"[\s,;:]+")
COUNTRIES = frozenset(phonenumbers.SUPPORTED_REGIONS)
COUNTRY_WORDS = {
    "off": CountryState.OFF,
    "allow": CountryState.ALLOWED,
    "allowed": CountryState.ALLOWED,
    "on": CountryState.ALLOWED,
    "approval": CountryState.NEEDS_APPROVAL,
}
BATCH_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{5,63}")
MESSAGE_ID = re.compile(r"[0-9a-f]{32}(?:-\d+)?", re.IGNORECASE)  # NXCloud's id of one number
POLITE = frozenset({"by", "please", "with", "in", "call", "via", "to", "the", "number"})
LETTERS = re.compile(r"[^\W\d_]+")
NUMBER_SIGNS = frozenset("+-()./")
AFTER = ",;:!?"  # what people put behind a number
NO_WAY = "none"
LIFT = "lift"
LONGEST_ID = 10  # digits of a person's id at Telegram; numbers with their country have more
ON_OFF = {"on": True, "off": False}


def read_verify(text: str) -> Wish:
    """Read `+44 7700 900123 flash`, the way and a language anywhere. Raises RefusedRequest."""
    written, said = [], []
    for word in unicodedata.normalize("NFKC", text).split():
        if any(sign.isdecimal() for sign in word) or set(word) <= NUMBER_SIGNS:
            written.append(word.rstrip(AFTER))
        else:
            said += LETTERS.findall(word.lower())
    if sum(word.startswith("+") for word in written) > 1:
        raise RefusedRequest(Why.ONE_AT_A_TIME)
    try:
        number = read_number(" ".join(written))
    except RefusedRequest:
        if len(read_numbers(", ".join(written))[0]) > 1:
            raise RefusedRequest(Why.ONE_AT_A_TIME) from None
        raise
    method, language = None, None
    for word in said:
        if word in METHODS or word == AUTO:
            method = word
        elif word in LANGUAGES:
            language = word
        elif word not in POLITE:
            raise RefusedRequest(Why.NO_SUCH_METHOD, detail=word[:20], choices=(*METHODS, AUTO))
    return Wish(number, method, language)


def read_number(text: str) -> PhoneNumber:
    """Read a phone number. Raises RefusedRequest."""
    try:
        return PhoneNumber.parse(text)
    except NotANumberError:
        raise RefusedRequest(Why.NOT_A_NUMBER) from None
    except ImpossibleNumberError as error:
        is_local = error.reason is Impossible.NO_COUNTRY
        why = Why.NO_COUNTRY_CODE if is_local else Why.IMPOSSIBLE_NUMBER
        raise RefusedRequest(why, detail=error.reason) from None


def read_code(text: str) -> tuple[str | None, str]:
    """Read `7F3K 4953`, `4953, 7F3K` or `4953`: the session, if it is named, and the digits."""
    words = [word for word in BETWEEN.split(text) if word]
    named = next((word for word in words if looks_like_session(word) and has_digit(word)), None)
    if named is None:
        return None, text
    words.remove(named)
    if not words:
        raise RefusedRequest(Why.NOT_DIGITS)
    return tidied(named), " ".join(words)


def has_digit(word: str) -> bool:
    """Whether a word has one, as each of our ids has; `number` has none."""
    return any(sign.isdecimal() for sign in word)


def is_bare_code(text: str) -> bool:
    """Whether a message without a command can only be meant as a code."""
    digits = [sign for sign in text if sign.isdecimal()]
    try:
        _, said = read_code(text)
    except RefusedRequest:
        return False
    is_all = all(sign.isdecimal() or sign.isspace() or sign in SEPARATORS for sign in said)
    return is_all and 0 < len(digits) < WHOLE_NUMBER + LENGTH and "+" not in text


def is_national(text: str) -> bool:
    """Whether digits are as many as a phone number has at home: too many for a code."""
    return sum(sign.isdecimal() for sign in text) >= WHOLE_NUMBER


def named_session(text: str) -> str | None:
    """Read an optional session id: the first word."""
    words = text.split()
    return tidied(words[0]) if words else None


def read_preference(text: str) -> tuple[str, list[str]]:
    """Read `DE pin flash`: a country or none, and ways, best first. Raises RefusedRequest."""
    words = text.replace(",", " ").split()
    country = ""
    if words and is_country(words[0]):
        country = words.pop(0).upper()
    methods = [word.lower() for word in words]
    if methods in ([Care.FRAUD], [Care.KEY]):
        return country, []  # how it stands
    known = [*METHODS, NO_WAY, *(f"{care} on" for care in Care)]
    if unknown := [word for word in methods if word not in known]:
        raise RefusedRequest(Why.NO_SUCH_METHOD, detail=unknown[0][:20], choices=tuple(known))
    if NO_WAY in methods:
        methods = [NO_WAY]  # whatever else was said: nothing is preferred
    return country, list(dict.fromkeys(methods))


def read_care(text: str) -> tuple[Care, bool] | None:
    """Read `fraud on` or `key off`; None where it is about ways."""
    words = text.lower().split()
    if len(words) != len(("what", "on")) or words[0] not in set(Care) or words[1] not in ON_OFF:
        return None
    return Care(words[0]), ON_OFF[words[1]]


def is_country(word: str) -> bool:
    """Whether a word is an ISO 3166 country that has phone numbers."""
    return word.upper() in COUNTRIES


def read_country_rule(text: str) -> tuple[str, CountryState] | None:
    """Read `MV approval`; None where nothing is said. Raises RefusedRequest."""
    match text.split():
        case []:
            return None
        case [country, state] if is_country(country) and state.lower() in COUNTRY_WORDS:
            return country.upper(), COUNTRY_WORDS[state.lower()]
    raise RefusedRequest(Why.NOT_A_COUNTRY_RULE)


def read_batch_query(text: str) -> OldBatch | None:
    """Read `101713775788 2026-11-20`: the name of an old batch, or an id in it, and its day.

    Raises RefusedRequest where the day is none.
    """
    words = text.split()
    if not words or words[2:] or not BATCH_NAME.fullmatch(words[0]):  # a name, perhaps a day
        return None
    is_reference = MESSAGE_ID.fullmatch(words[0]) is not None
    if len(words) == 1:
        return OldBatch(words[0], None, is_reference)
    try:
        return OldBatch(words[0], date.fromisoformat(words[1]), is_reference)
    except ValueError:
        if any(sign.isalpha() for sign in words[0]) or BATCH_NAME.fullmatch(words[1]) is None:
            raise RefusedRequest(Why.NOT_A_BATCH) from None
        return None  # two numbers: a list


def read_lift(text: str) -> str | PhoneNumber | None:
    """Read `lift +44 7700 900123`, `lift @anna` or `lift chat`; None where nothing is lifted."""
    verb, _, whom = text.strip().partition(" ")
    if verb.lower() != LIFT:
        return None
    is_number = whom.startswith(("+", "00")) or sum(map(str.isdecimal, whom)) > LONGEST_ID
    return read_number(whom) if is_number else whom.strip()


def read_guard_rule(text: str) -> tuple[GuardVerb, str] | None:
    """Read `allow +44 7700 900`: verb and prefix in digits; None where nothing is said."""
    verb, _, written = text.strip().partition(" ")
    if not verb:
        return None
    digits = "".join(sign for sign in written if sign.isdecimal()).removeprefix("00")
    is_prefix = SHORTEST <= len(digits) <= LONGEST and set(written) <= set("+0123456789 -().")
    if verb.lower() not in set(GuardVerb) or not is_prefix:
        raise RefusedRequest(Why.NOT_A_GUARD_RULE)
    return GuardVerb(verb.lower()), digits
