"""What the panel lends: countries, their operators, and numbers that are free.

Operators called "Toy 011 two SMS" and so on lend exactly the number of that fate, at any time (the
document promises nobody a number of his own). All others lend the good numbers in turn, whatever
their country: only numbers that belong to nobody are lent here. All of it is invented here.
"""

from collections import deque
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sandbox.fates import Fate

LEASE = timedelta(minutes=20)
PREFIX = "+447700900"
COUNTRY_CODE = "+44"  # of every number that is lent
FIRST_OPERATOR, FIRST_TOY = 101, 1000


class Country(NamedTuple):
    """A country and who sells numbers there."""

    name: str
    phone_code: str
    operators: tuple[str, ...]


COUNTRIES = (
    Country("United Kingdom", "44", ("Vodafone", "O2", "EE", "Three")),
    Country("Germany", "49", ("Telekom", "Vodafone", "O2")),
    Country("France", "33", ("Orange", "SFR", "Bouygues Telecom", "Free")),
    Country("Spain", "34", ("Movistar", "Orange", "Vodafone")),
    Country("Italy", "39", ("TIM", "Vodafone", "WindTre", "Iliad")),
    Country("Netherlands", "31", ("KPN", "Odido", "Vodafone")),
    Country("Poland", "48", ("Play", "Orange", "Plus", "T-Mobile")),
    Country("Sweden", "46", ("Telia", "Tele2", "Telenor", "Tre")),
    Country("Portugal", "351", ("MEO", "NOS", "Vodafone")),
    Country("Austria", "43", ("A1", "Magenta", "Drei")),
    Country("Estonia", "372", ("Telia", "Elisa", "Tele2")),
    Country("Latvia", "371", ()),  # nobody says that a country has operators
)
TOYS = {
    Fate.GOOD: "all goes well",
    Fate.NO_SMS: "no SMS",
    Fate.TWO_SMS: "two SMS",
    Fate.WEBHOOK_TWICE: "webhook twice",
    Fate.WEBHOOK_FIRST: "webhook before the answer",
    Fate.WEBHOOK_LOST: "webhook lost",
    Fate.LEADING_ZEROS: "code with leading zeros",
    Fate.TWO_CANDIDATES: "two candidates for the code",
    Fate.CREDENTIALS_REFUSED: "key refused",
    Fate.THROTTLED_ONCE: "throttled once",
    Fate.SERVER_ERROR: "server error",
    Fate.ANSWER_LOST: "answer lost",
    Fate.REPLY_CUT: "reply cut",
    Fate.NO_STOCK: "no numbers",
    Fate.NO_FUNDS: "no funds",
    Fate.IMPOSSIBLE_STATUS: "impossible status",
    Fate.SLOW: "slow",
}
TOY_FATES = {FIRST_TOY + int(fate.value): fate for fate in TOYS}  # by operator

LENT_IN_TURN = [f"{PREFIX}{last:03}" for last in (*range(10), *range(100, 900))]


def countries() -> list[dict[str, Any]]:
    """List the countries, as `init` does."""
    return [
        {"id": number, "name": country.name, "phone_code": country.phone_code}
        for number, country in enumerate(COUNTRIES, 1)
    ]


def operators() -> list[dict[str, Any]]:
    """List the operators, as `init` does; the toys belong to the first country."""
    real = [
        (name, country_id)
        for country_id, country in enumerate(COUNTRIES, 1)
        for name in country.operators
    ]
    shown = [
        {"id": number, "name": name, "country_id": country_id}
        for number, (name, country_id) in enumerate(real, FIRST_OPERATOR)
    ]
    return shown + [
        {"id": number, "name": f"Toy {fate.value} {TOYS[fate]}", "country_id": 1}
        for number, fate in TOY_FATES.items()
    ]


COUNTRY_IDS = {country["id"] for country in countries()}
COUNTRY_OF = {operator["id"]: operator["country_id"] for operator in operators()}


class Stock:
    """Knows which numbers are out, and until when."""

    def __init__(self) -> None:
        self._turn = deque(LENT_IN_TURN)
        self._ends: dict[str, datetime] = {}

    def lend(self, toy: Fate | None, now: datetime) -> str | None:
        """Give out the number of that fate, or else the next one that is free, if any is."""
        number = f"{PREFIX}{toy.value}" if toy else self._next_free(now)
        if number:
            self._ends[number] = now + LEASE
        return number

    def is_lent(self, number: str, now: datetime) -> bool:
        """Whether somebody has that number."""
        return number in self._ends and now < self._ends[number]

    def _next_free(self, now: datetime) -> str | None:
        for _ in range(len(self._turn)):
            number = self._turn[0]
            self._turn.rotate(-1)
            if not self.is_lent(number, now):
                return number
        return None
