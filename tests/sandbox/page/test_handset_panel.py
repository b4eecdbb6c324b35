"""The phones beside the chat: taken, declined, written to, and used to call a number."""

import json

import pytest

from sandbox.town import ANNA
from tests.sandbox.page.browser import Page
from tests.sandbox.page.visit import Visit

ANNAS, BENS = "+447700900000", "+447700900001"
CALLER, DID = "+447700900950", "+447700900960"
FITS = "document.documentElement.scrollWidth <= innerWidth"
TOO_SMALL = """[...document.querySelectorAll('button, input, a')]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 40).length"""


def on(phone: str) -> str:
    """Give the selector of a phone."""
    return f"[aria-label='Phone {phone}']"


async def fill(page: Page, selector: str, text: str) -> None:
    """Type into a field and press Enter."""
    await page.click(selector)
    await page.send("Input.insertText", text=text)
    await page.press("Enter")


async def test_whoever_answers_reads_what_the_call_says(page: Page, visit: Visit) -> None:
    await page.open(visit.place())
    visit.town.handsets.ring(ANNAS, CALLER, kind="p2s", seconds=60, spoken="0 0 5 3")
    await page.sees("Incoming call", on(ANNAS))
    assert "0 0 5 3" not in await page.js("document.body.innerText")
    await page.click(f"{on(ANNAS)} .answer")

    await page.sees("0 0 5 3", f"{on(ANNAS)} .caption")
    await page.sees("Answered", on(ANNAS))
    assert not await page.js("document.querySelector('.choices')")


async def test_a_flash_call_can_be_answered_and_says_nothing(page: Page, visit: Visit) -> None:
    await page.open(visit.place())
    visit.town.handsets.ring(ANNAS, CALLER, seconds=60)
    await page.click(f"{on(ANNAS)} .answer")

    await page.sees("The line is silent.", on(ANNAS))


async def test_a_call_can_be_declined(page: Page, visit: Visit) -> None:
    await page.open(visit.place())
    call = visit.town.handsets.ring(ANNAS, CALLER, seconds=60)
    await page.click(f"{on(ANNAS)} .decline")

    await page.sees("Declined", on(ANNAS))
    assert call.state == "declined"


async def test_messages_are_bubbles_with_their_sender_and_stay_text(
    page: Page, visit: Visit
) -> None:
    await page.open(visit.place())
    visit.town.handsets.receive(ANNAS, "Numdesk", "Your code: <b>0053</b>")

    await page.sees("Your code: <b>0053</b>", f"{on(ANNAS)} .sms")
    await page.sees("Numdesk", f"{on(ANNAS)} .sms strong")


async def test_a_phone_out_of_sight_makes_itself_known(page: Page, visit: Visit) -> None:
    await page.window(390, 844)
    await page.open(visit.place())
    visit.town.handsets.receive(ANNAS, "Numdesk", "Your code: 0053")

    await page.click("#toasts button", "Your code: 0053")
    await page.sees("Your code: 0053", f"{on(ANNAS)} .sms")


async def test_a_number_called_from_the_right_phone_and_from_a_wrong_one(
    page: Page, visit: Visit
) -> None:
    visit.town.handsets.open_line(DID, lambda caller: "Thank you." if caller == BENS else "Who?")
    visit.town.handsets.ring(ANNAS, CALLER, seconds=0)
    await page.open(visit.place())
    await fill(page, f"{on(ANNAS)} .dial input", "+44 7700 900960")
    await page.sees("Who?", f"{on(ANNAS)} output")
    await fill(page, "#another input", "+44 7700 900001")
    await fill(page, f"{on(BENS)} .dial input", DID.removeprefix("+"))

    await page.sees("Thank you.", f"{on(BENS)} output.caption")


async def test_a_number_nobody_has_is_answered_in_a_sentence(page: Page, visit: Visit) -> None:
    visit.town.handsets.receive(ANNAS, "Numdesk", "Hello")
    await page.open(visit.place())
    await fill(page, f"{on(ANNAS)} .dial input", DID)

    await page.sees("Nobody answers under that number.", f"{on(ANNAS)} .wrong")
    page.complaints.clear()  # the browser notes every 400


@pytest.mark.parametrize("typed", ["Anna", "07700 900123", "+44"])
async def test_what_is_no_number_is_neither_called_nor_added(
    page: Page, visit: Visit, typed: str
) -> None:
    visit.town.handsets.receive(ANNAS, "Numdesk", "Hello")
    await page.open(visit.place())
    await fill(page, f"{on(ANNAS)} .dial input", typed)
    await fill(page, "#another input", typed)

    await page.sees("Write the number like +447700900123.", f"{on(ANNAS)} .wrong")
    await page.sees("Write the number like +447700900123.", "#toasts")
    assert await page.js("document.querySelectorAll('.handset').length") == 1


async def test_an_added_phone_is_still_there_after_a_reload(page: Page, visit: Visit) -> None:
    await page.open(visit.place())
    await page.sees("No phone has rung yet", "#handsets")
    await fill(page, "#another input", BENS)
    await page.sees("No calls and no messages yet", on(BENS))
    await page.open(visit.place(ANNA))

    await page.sees("No calls and no messages yet", on(BENS))


async def test_what_is_being_typed_survives_a_call(page: Page, visit: Visit) -> None:
    visit.town.handsets.receive(ANNAS, "Numdesk", "Hello")
    await page.open(visit.place())
    await page.click(f"{on(ANNAS)} .dial input")
    await page.send("Input.insertText", text="+447700")
    visit.town.handsets.ring(BENS, CALLER, seconds=60)
    visit.town.handsets.ring(ANNAS, CALLER, seconds=60)
    await page.sees("Incoming call", on(ANNAS))
    await page.send("Input.insertText", text="900960")

    field = json.dumps(f"{on(ANNAS)} .dial input")
    assert await page.js(f"document.querySelector({field}).value") == DID


@pytest.mark.parametrize("dark", [False, True])
async def test_on_a_phone_everything_fits_and_can_be_touched(
    page: Page, visit: Visit, *, dark: bool
) -> None:
    handsets = visit.town.handsets
    handsets.ring(BENS, CALLER, kind="t2s", seconds=60, spoken="unbroken" * 20)
    handsets.receive(BENS, "Numdesk", "unbroken" * 20)
    handsets.answer(BENS)
    handsets.ring(ANNAS, CALLER, seconds=60)
    await page.window(390, 844, dark=dark)
    await page.open(visit.place())
    await page.click("#phones")

    await page.sees("Decline", on(ANNAS))
    assert await page.js(FITS)
    assert await page.js(TOO_SMALL) == 0
