"""What stands between a well-formed order and the books: limits, money, and the fates of it.

An order has the fate of its first number; those of the others concern them alone.
"""

from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sandbox.fates import Fate, fate_of
from sandbox.vendors.nxcloud_books import Books
from sandbox.vendors.nxcloud_door import check_appkey
from sandbox.vendors.nxcloud_requests import (
    BAD_CLOCK,
    BAD_KEY,
    BAD_PARAMETER,
    NO_FUNDS,
    OLD,
    SUBMIT_TOO_FREQUENT,
    SYSTEM_ERROR,
    NXCloudError,
)
from sandbox.vendors.nxcloud_results import BAD_FORMAT, Batch, find_place
from sandbox.vendors.trouble import Mode
from sandbox.vendors.vendor import Vendor

MOST_NUMBERS = 5000  # of one order; the pages of generation 2 say so
LONG = 2000  # numbers that make an order a long one
SHORT_A_SECOND, LONG_A_SECOND = 10, 1
SECOND = timedelta(seconds=1)

REFUSED = {
    Fate.CREDENTIALS_REFUSED: BAD_KEY,
    Fate.SERVER_ERROR: SYSTEM_ERROR,
    Fate.NO_FUNDS: NO_FUNDS,
}
REFUSED_ONCE = {Fate.THROTTLED_ONCE: SUBMIT_TOO_FREQUENT, Fate.CLOCK_REFUSED: BAD_CLOCK}


class Orders:
    """Takes the orders of one account."""

    def __init__(self, vendor: Vendor, books: Books) -> None:
        self._vendor = vendor
        self._books = books
        self._refused_once: set[Fate] = set()
        self._lately: deque[datetime] = deque()  # the orders of the last second

    def take(self, asked: Mapping[str, Any], generation: int) -> tuple[Batch, list[dict[str, str]]]:
        """Book a list; give its batch, and the numbers that generation 2 rejects."""
        check_appkey(asked["appkey"])
        phones = asked["phone"].split(",")
        if len(phones) > MOST_NUMBERS:
            raise NXCloudError(BAD_PARAMETER, f"phone must be: at most {MOST_NUMBERS} numbers")
        places = [(phone, find_place(phone)) for phone in phones]
        countries = {place.country_code for _, place in places if place}
        if generation == OLD and len(countries) > 1:
            raise NXCloudError(BAD_PARAMETER, "phone must be: numbers of one country")
        self._pace(len(phones))
        self._try(fate_of(f"+{phones[0]}"))
        # The fields beside `number` are invented here.
        wrong = [
            {"number": phone, "failReason": BAD_FORMAT.words}
            for phone, place in places
            if not place
        ]
        return self._books.enter(asked, places, generation), wrong

    def _pace(self, numbers: int) -> None:
        now = self._vendor.premises.clock.now()
        while self._lately and now - self._lately[0] >= SECOND:
            self._lately.popleft()
        if len(self._lately) >= (SHORT_A_SECOND if numbers < LONG else LONG_A_SECOND):
            raise NXCloudError(SUBMIT_TOO_FREQUENT)
        self._lately.append(now)

    def _try(self, fate: Fate) -> None:
        if self._vendor.mode is Mode.NO_FUNDS:
            raise NXCloudError(NO_FUNDS)
        if fate in REFUSED:
            raise NXCloudError(REFUSED[fate])
        if fate in REFUSED_ONCE and fate not in self._refused_once:
            self._refused_once.add(fate)
            raise NXCloudError(REFUSED_ONCE[fate])
