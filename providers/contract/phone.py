"""Phone numbers: parsed once at the door, right by construction after that.

    text --parse--> PhoneNumber --.e164--> a provider, a row
                                --.masked, str(), repr()--> logs and cards

An impossible number has no value. A possible one that nobody was given yet has one, and says so
with `is_assigned`: numbering plans change faster than anybody's copy of them.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType, ValidationResult

LONGEST = 15  # digits, E.164
LONGEST_TEXT = 64  # what people write for one number, with room to spare
SHOWN_DIGITS = 3  # at the end of a masked number
INTERNATIONAL_DIGITS = 11  # from here on a number without plus can begin with its country code
WRITTEN = re.compile(
    r"[(\s]*\+?[\d\s().\-/·•~]*\d[\d\s().\-/·•~]*"
)  # digits, and what stands between them
NATIONAL = re.compile(r"0\d*|8\d{10}")  # with a trunk prefix: 0 nearly everywhere, 8 in Russia
NOT_DIGITS = re.compile(r"\D")


class NumberKind(StrEnum):
    """What the numbering plan says a number is for."""

    MOBILE = "mobile"  # a phone that travels
    FIXED = "fixed"  # a line in a house
    FIXED_OR_MOBILE = "fixed_or_mobile"  # the plan does not tell them apart, as in North America
    PREMIUM = "premium"  # the caller pays extra, the owner earns
    SHARED_COST = "shared_cost"  # caller and owner share a raised price
    TOLL_FREE = "toll_free"  # the owner pays
    VOIP = "voip"  # a line on the internet
    PERSONAL = "personal"  # follows a person at a price nobody can tell
    PAGER = "pager"  # shows digits, takes no calls
    ACCESS = "access"  # one number for all offices of a company
    VOICEMAIL = "voicemail"  # a mailbox
    SATELLITE = "satellite"  # satellite phones and international networks; dear, and no country's
    OTHER = "other"  # assigned, for something else
    UNASSIGNED = "unassigned"  # the plan has not given it to anybody


KINDS = {
    PhoneNumberType.MOBILE: NumberKind.MOBILE,
    PhoneNumberType.FIXED_LINE: NumberKind.FIXED,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: NumberKind.FIXED_OR_MOBILE,
    PhoneNumberType.PREMIUM_RATE: NumberKind.PREMIUM,
    PhoneNumberType.SHARED_COST: NumberKind.SHARED_COST,
    PhoneNumberType.TOLL_FREE: NumberKind.TOLL_FREE,
    PhoneNumberType.VOIP: NumberKind.VOIP,
    PhoneNumberType.PERSONAL_NUMBER: NumberKind.PERSONAL,
    PhoneNumberType.PAGER: NumberKind.PAGER,
    PhoneNumberType.UAN: NumberKind.ACCESS,
    PhoneNumberType.VOICEMAIL: NumberKind.VOICEMAIL,
}

# These codes belong to services, not countries; each tells the kind, assigned or not.
SERVICE_CODES = {
    800: NumberKind.TOLL_FREE,
    808: NumberKind.SHARED_COST,
    870: NumberKind.SATELLITE,  # Inmarsat
    878: NumberKind.PERSONAL,
    881: NumberKind.SATELLITE,  # Globalstar, Iridium
    882: NumberKind.SATELLITE,  # international networks, Thuraya among them
    883: NumberKind.SATELLITE,  # the same, continued
    979: NumberKind.PREMIUM,
}

NOT_CALLABLE = frozenset(
    {
        NumberKind.PREMIUM,
        NumberKind.SHARED_COST,
        NumberKind.SATELLITE,
        NumberKind.PERSONAL,
        NumberKind.PAGER,
        NumberKind.VOICEMAIL,
    }
)


class Impossible(StrEnum):
    """Why no such number can exist; the values are what to say after "The number"."""

    TOO_SHORT = "is too short"
    TOO_LONG = "is too long"
    WRONG_LENGTH = "has a length no number of that country has"
    UNKNOWN_COUNTRY = "begins with a country code that does not exist"
    NO_COUNTRY = "has no country code"  # national form, or too short to tell


REASONS = {
    ValidationResult.TOO_SHORT: Impossible.TOO_SHORT,
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: Impossible.TOO_SHORT,  # lacks its area code
    ValidationResult.TOO_LONG: Impossible.TOO_LONG,
    ValidationResult.INVALID_LENGTH: Impossible.WRONG_LENGTH,
    ValidationResult.INVALID_COUNTRY_CODE: Impossible.UNKNOWN_COUNTRY,
}

UNPARSED = {
    NumberParseException.TOO_SHORT_AFTER_IDD: Impossible.TOO_SHORT,
    NumberParseException.TOO_SHORT_NSN: Impossible.TOO_SHORT,
    NumberParseException.NOT_A_NUMBER: Impossible.TOO_SHORT,  # digits, but too few of them
    NumberParseException.TOO_LONG: Impossible.TOO_LONG,
    NumberParseException.INVALID_COUNTRY_CODE: Impossible.UNKNOWN_COUNTRY,
}


class NotANumberError(ValueError):
    """The text is not written like a phone number."""

    def __str__(self) -> str:
        return type(self).__doc__ or ""


class ImpossibleNumberError(ValueError):
    """Written like a phone number, but no phone can have it."""

    def __init__(self, reason: Impossible) -> None:
        super().__init__(f"the number {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True, repr=False)
class PhoneNumber:
    """A possible phone number of the world. Whatever prints it prints it masked."""

    e164: str  # "+447700900000"

    @classmethod
    def parse(cls, text: str, *, default_region: str | None = None) -> "PhoneNumber":
        """Read a number as people write it, or raise one of the two errors above.

        `default_region` (ISO, "GB") is the country of numbers in national form; without it they
        are refused rather than guessed.
        """
        written = _tidied(text)
        if not WRITTEN.fullmatch(written):
            raise NotANumberError
        if "+" in written:
            return cls(_e164(written, None))
        if default_region is None:
            return cls(_without_plus(written))
        try:
            return cls(_e164(written, default_region))
        except ImpossibleNumberError as national:
            try:
                return cls(_without_plus(written))
            except ImpossibleNumberError:
                raise national from None

    @property
    def digits(self) -> str:
        """The number as most providers want it: "447700900000"."""
        return self.e164[1:]

    @property
    def masked(self) -> str:
        """Country code and last three digits, fit for logs and groups: "+44•••••••000"."""
        country = f"+{self.country_code}"
        hidden = len(self.e164) - len(country) - SHOWN_DIGITS
        return f"{country}{'•' * hidden}{self.e164[-SHOWN_DIGITS:]}"

    @property
    def country_code(self) -> int:
        """The dialling code: 44."""
        return _parsed(self.e164).country_code or 0

    @property
    def region(self) -> str | None:
        """The ISO country, "GB"; of an unassigned number the main one of its dialling code."""
        number = _parsed(self.e164)
        region = phonenumbers.region_code_for_number(number)
        region = region or phonenumbers.region_code_for_country_code(self.country_code)
        return region if region.isalpha() else None  # "001" is the whole world

    @property
    def kind(self) -> NumberKind:
        """What the numbering plan says."""
        if self.country_code in SERVICE_CODES:
            return SERVICE_CODES[self.country_code]
        if not self.is_assigned:
            return NumberKind.UNASSIGNED
        return KINDS.get(phonenumbers.number_type(_parsed(self.e164)), NumberKind.OTHER)

    @property
    def is_assigned(self) -> bool:
        """Whether the numbering plan has given it to somebody, as far as our copy knows."""
        return phonenumbers.is_valid_number(_parsed(self.e164))

    @property
    def is_callable(self) -> bool:
        """Whether calling it costs what calls cost. Unassigned numbers are: ask first."""
        return self.kind not in NOT_CALLABLE

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"PhoneNumber({self.masked})"


def _tidied(text: str) -> str:
    """Take away what copying leaves around a number: links, odd digits, invisible marks."""
    if len(text) > LONGEST_TEXT:
        raise NotANumberError
    plain = (text if text.isascii() else _in_ascii(text)).strip()
    if plain[:4].lower() == "tel:":  # RFC 3966; its parameters are of no use to a caller
        plain = plain[4:].partition(";")[0].strip()
    digits = NOT_DIGITS.sub("", plain)
    return f"+{digits[2:]}" if WRITTEN.fullmatch(plain) and digits.startswith("00") else plain


def _in_ascii(text: str) -> str:
    """Write odd digits, dashes and brackets as usual ones, and leave invisible marks out."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    plain = "".join("-" if unicodedata.category(sign) == "Pd" else sign for sign in plain)
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in plain)


def _without_plus(written: str) -> str:
    digits = NOT_DIGITS.sub("", written)
    if len(digits) < INTERNATIONAL_DIGITS or NATIONAL.fullmatch(digits):
        raise ImpossibleNumberError(Impossible.NO_COUNTRY)
    return _e164(f"+{digits}", None)


@lru_cache(maxsize=4096)  # whoever is asked about is asked about again
def _e164(written: str, region: str | None) -> str:
    try:
        number = phonenumbers.parse(written, region)
    except NumberParseException as error:
        raise ImpossibleNumberError(UNPARSED[error.error_type]) from None  # its text has the number
    reason = REASONS.get(phonenumbers.is_possible_number_with_reason(number))
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if reason is None and len(e164) > LONGEST + 1:
        reason = Impossible.TOO_LONG
    if reason is not None:
        raise ImpossibleNumberError(reason)
    return e164 if e164 == written else _e164(e164, None)  # behind a trunk zero may stand another


@lru_cache(maxsize=4096)
def _parsed(e164: str) -> phonenumbers.PhoneNumber:
    return phonenumbers.parse(e164)
