"""Numbers that have been forgotten: the last three digits and a digest, or not even these.

~4f0c…91~000   faded: old; the same number can still be told again, by those who have the key
~              erased: somebody asked for it
"""

from dataclasses import dataclass

from providers.contract.phone import SHOWN_DIGITS, NumberKind, PhoneNumber

FADED = "~"  # never the first sign of a sealed number


@dataclass(frozen=True, slots=True, repr=False)
class FadedNumber(PhoneNumber):
    """What is left of a number. It can be shown, but not called nor looked for."""

    token: str = FADED  # as it is stored

    @classmethod
    def read(cls, token: str) -> "FadedNumber":
        """Read what is stored."""
        _, _, rest = token.partition(FADED)
        return cls(f"•••{rest.partition(FADED)[2]}" if rest else "forgotten number", token)

    @classmethod
    def of(cls, number: PhoneNumber, digest: str) -> "FadedNumber":
        """Fade a number."""
        return cls.read(f"{FADED}{digest}{FADED}{number.e164[-SHOWN_DIGITS:]}")

    @property
    def masked(self) -> str:
        """What may be shown: the same as everywhere else."""
        return self.e164

    @property
    def country_code(self) -> int:
        """Nobody knows any more."""
        return 0

    @property
    def region(self) -> str | None:
        """Nobody knows any more."""
        return None

    @property
    def kind(self) -> NumberKind:
        """Nobody knows any more."""
        return NumberKind.UNASSIGNED

    @property
    def is_assigned(self) -> bool:
        """It cannot be called, whatever it was."""
        return False

    @property
    def is_callable(self) -> bool:
        """It cannot be called, whatever it was."""
        return False
