"""What somebody wants verified, and the questions that may have to be answered first."""

import json
from dataclasses import dataclass

from bot.flows.verifying.choosing import Option
from providers.contract.phone import PhoneNumber

UNASSIGNED, WAY, APPROVAL = "unassigned", "way", "approval"
LANGUAGE = "language"  # no question of its own: what the voice speaks, asked on the way


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants verified, and what they have already said to our questions."""

    number: PhoneNumber
    method: str | None = None  # None: not said; "auto": walk through several
    language: str | None = None
    is_sure: bool = False  # that the number exists
    is_approved: bool = False  # by a second person

    def written(self) -> str:
        """Write it down, for a question's row."""
        return json.dumps(
            {
                "number": self.number.e164,
                "method": self.method,
                "language": self.language,
                "is_sure": self.is_sure,
                "is_approved": self.is_approved,
            }
        )

    @classmethod
    def read(cls, written: str) -> "Wish":
        """Read it from a question's row."""
        words = json.loads(written)
        return cls(**{**words, "number": PhoneNumber.parse(words["number"])})


@dataclass(frozen=True, slots=True)
class Started:
    """The session runs; its card follows by itself, or stands above where it goes on."""

    session_id: str
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """The desk has to know something first; the answer carries the question's id."""

    topic: str
    question_id: str
    number: PhoneNumber
    options: tuple[Option, ...] = ()
    check: Option | None = None  # what comes before any of them: a question to fraud lists
