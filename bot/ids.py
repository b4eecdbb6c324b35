"""Chance, as an argument: whatever flows draw is drawn here, from the system's random source."""

import secrets
from typing import Protocol

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing a person could misread: no 0 O, 1 I L
CODE_LENGTH = 4  # what every provider can speak; with five tries a guess succeeds 1 in 2000
LENGTH = 4  # 900,000 of them; longer ones are drawn where short ones run out


class Ids(Protocol):
    """Whatever draws ids."""

    def session(self, length: int = LENGTH) -> str:
        """Draw a short id for people to say aloud, like 7F3K."""

    def question(self) -> str:
        """Draw an id nobody can guess."""

    def code(self, length: int = CODE_LENGTH) -> str:
        """Draw the digits a person must prove to have seen or heard."""


class RandomIds:
    """Ids from the system's secure random source."""

    def session(self, length: int = LENGTH) -> str:
        """Draw a short id for people to say aloud, like 7F3K.

        It always has a digit and a letter, so that it is neither a word nor a code.
        """
        while True:
            drawn = "".join(secrets.choice(ALPHABET) for _ in range(length))
            if any(sign.isdigit() for sign in drawn) and any(sign.isalpha() for sign in drawn):
                return drawn

    def question(self) -> str:
        """Draw an id nobody can guess."""
        return secrets.token_urlsafe(12)

    def code(self, length: int = CODE_LENGTH) -> str:
        """Draw the digits a person must prove to have seen or heard."""
        return "".join(secrets.choice("0123456789") for _ in range(length))


def tidied(text: str) -> str:
    """Read an id as people type it: any case, with a leading # or quotes."""
    return text.strip("#'\"` .()[]").upper()


def looks_like_session(text: str) -> bool:
    """Whether a word could be a session's id, so that `/code 7F3K 4953` can be told apart."""
    word = tidied(text)
    return (
        LENGTH <= len(word) <= LENGTH + 4
        and all(sign in ALPHABET for sign in word)
        and any(sign.isalpha() for sign in word)
    )
