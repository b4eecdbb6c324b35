"""Pages of a batch."""

from datetime import date

from providers.contract.phone import PhoneNumber
from providers.contract.reports import BatchPage, CheckedNumber, Verdict

DAY = date(2026, 11, 21)
ROW = CheckedNumber("33f7", "bot-1", PhoneNumber.parse("+84981234567"), Verdict.REACHABLE)


def test_the_last_page_is_known_by_its_number_or_by_being_empty() -> None:
    assert not BatchPage((ROW,), page=1, pages=2, total=101, day=DAY).is_last
    assert BatchPage((ROW,), page=2, pages=2, total=101, day=DAY).is_last
    assert BatchPage((), page=1, pages=2, total=101, day=DAY).is_last
