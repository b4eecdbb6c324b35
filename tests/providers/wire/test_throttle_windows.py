"""What a window's row says, and which addresses a window may have."""

import pytest
from pyrate_limiter import Rate

from providers.contract.pace import Urgency
from providers.wire.shared_throttle import Page, ThrottleError, open_windows


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("nonsense", "no address"),
        ("mysql+aiomysql://desk@db/desk", "must begin with one of: sqlite"),
        ("sqlite+aiosqlite://", "memory is not shared"),
        ("sqlite+aiosqlite:////nowhere/at/all/throttle.db", "cannot be opened: OperationalError"),
    ],
)
async def test_a_wrong_address_is_refused_at_the_start(address: str, reason: str) -> None:
    with pytest.raises(ThrottleError, match=reason) as refused:
        async with open_windows(address):
            pass

    assert address not in str(refused.value)


async def test_without_an_address_every_process_is_for_itself() -> None:
    async with open_windows("") as windows:
        assert windows is None


def test_a_page_promises_a_person_the_next_place() -> None:
    page, pause = Page((1000,), 0).ask(Rate(1, 1000), 1400, Urgency.PERSON, people_follow=False)

    assert 601 == pause
    assert Page((1000,), 2001) == page
    assert (page, 606) == page.ask(Rate(1, 1000), 1400, Urgency.BATCH, people_follow=False)
    assert (page, 5) == page.ask(Rate(1, 1000), 2001, Urgency.BATCH, people_follow=False)
    assert (Page((2001,), 0), None) == page.ask(
        Rate(1, 1000), 2001, Urgency.PERSON, people_follow=False
    )
