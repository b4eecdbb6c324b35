"""From words to wishes: pure, and forgiving about everything but digits."""

from dataclasses import dataclass

from bot.flows.asking import RefusedRequest, Why
from bot.ids import looks_like_session, tidied
from bot.texts.cards import METHODS
from providers.contract.phone import ImpossibleNumberError, NotANumberError, PhoneNumber


@dataclass(frozen=True, slots=True)
class VerifyWords:
    """A number to verify, and how."""

    number: PhoneNumber
    method: str


def read_verify(text: str) -> VerifyWords:
    """Read `+44 7700 900123 flash`, the method anywhere or nowhere. Raises RefusedRequest."""
    words = text.split()
    methods = [word.lower() for word in words if word.isalpha()]
    unknown = [word for word in methods if word not in METHODS]
    if unknown:
        raise RefusedRequest(Why.NO_SUCH_METHOD, detail=", ".join(METHODS))
    number = read_number(" ".join(word for word in words if not word.isalpha()))
    return VerifyWords(number, methods[0] if methods else next(iter(METHODS)))


def read_number(text: str) -> PhoneNumber:
    """Read a phone number. Raises RefusedRequest."""
    try:
        return PhoneNumber.parse(text)
    except NotANumberError:
        raise RefusedRequest(Why.NOT_A_NUMBER) from None
    except ImpossibleNumberError as error:
        raise RefusedRequest(Why.IMPOSSIBLE_NUMBER, detail=error.reason) from None


def read_code(text: str) -> tuple[str | None, str]:
    """Read `7F3K 4953` or `4953`: the session, if it is named, and the digits."""
    first, *rest = text.split(maxsplit=1) or [""]
    if not looks_like_session(first):
        return None, text
    if not rest:
        raise RefusedRequest(Why.NOT_DIGITS)
    return tidied(first), rest[0]


def named_session(text: str) -> str | None:
    """Read an optional session id: the first word."""
    words = text.split()
    return tidied(words[0]) if words else None
