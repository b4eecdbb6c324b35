"""The town hall's page: trouble switched on and off by hand, and what comes of it."""

import pytest

from sandbox.town import ANNA, BOT_ID
from sandbox.vendors.trouble import Mode
from tests.sandbox.page.browser import Page
from tests.sandbox.page.visit import Visit

FITS = "document.documentElement.scrollWidth <= innerWidth"
NUMCHECK, LANCK, MCN = (f"[aria-label='{name}']" for name in ("numcheck", "lanck", "mcn"))
TELEGRAM = "[aria-label='Telegram']"


def field(card: str, name: str) -> str:
    """Give an expression for a switch of a card."""
    return (
        f"""[...document.querySelectorAll("{card} .switches label")]"""
        f""".find((one) => one.textContent === "{name}").querySelector("input")"""
    )


async def write(page: Page, card: str, name: str, text: str) -> None:
    """Replace what a switch says."""
    await page.until(field(card, name))
    await page.js(f"{field(card, name)}.select()")
    await page.send("Input.insertText", text=text)
    await page.press("Enter")


@pytest.mark.parametrize(
    ("words", "mode"),
    [
        ("Down", Mode.DOWN),
        ("Slow", Mode.SLOW),
        ("No funds", Mode.NO_FUNDS),
        ("Bad credentials", Mode.BAD_CREDENTIALS),
    ],
)
async def test_a_provider_is_troubled_and_put_right(
    page: Page, visit: Visit, words: str, mode: Mode
) -> None:
    numcheck = visit.town.vendors["numcheck"]
    await page.open(f"{visit.address}/control")
    await page.click(f"{NUMCHECK} button", words)
    await page.sees(words, f"{NUMCHECK} [aria-pressed=true]")
    assert numcheck.mode is mode
    await page.click(f"{NUMCHECK} button", "Up")

    await page.sees("Works as documented.", NUMCHECK)
    assert numcheck.mode is Mode.UP


async def test_switches_are_of_the_kind_their_value_is(page: Page, visit: Visit) -> None:
    lanck, mcn = visit.town.vendors["lanck"], visit.town.vendors["mcn"]
    await page.open(f"{visit.address}/control")
    await page.click(f"{LANCK} label.checkbox", "string sip")
    await page.until(f"{field(LANCK, 'string sip')}.checked")
    await write(page, LANCK, "expires after", "90")
    await write(page, MCN, "method", "FORM")
    await page.click("h1")  # leaves the field, which then shows what the town says
    mcn.switches["envelope"] = "array"
    await page.until(f"{field(MCN, 'envelope')}.value === 'array'")

    assert (lanck.switches["string_sip"], lanck.switches["expires_after"]) == (True, 90)
    assert mcn.switches["method"] == "FORM"


async def test_a_number_of_nothing_switches_nothing(page: Page, visit: Visit) -> None:
    await page.open(f"{visit.address}/control")
    await write(page, LANCK, "expires after", "")
    await page.click("h1")

    await page.until(f"{field(LANCK, 'expires after')}.value === '60'")
    assert visit.town.vendors["lanck"].switches["expires_after"] == 60


async def test_complaints_and_webhooks_come_in_by_themselves(page: Page, visit: Visit) -> None:
    await page.open(f"{visit.address}/control")
    await page.sees("Every request was as documented.", "#complaints")
    await page.sees("No provider has sent a webhook yet.", "#webhooks")
    numcheck = visit.town.vendors["numcheck"]
    numcheck.complaints.append("GET instead of <b>POST</b>")
    numcheck.charged.append("+447700900000")
    visit.town.postman.post("lanck", "", {})  # there is nobody at that address
    visit.town.postman.post("mcn", "", {}).statuses.append(200)

    await page.sees("GET instead of <b>POST</b>", "#complaints")
    await page.sees("1 charged", NUMCHECK)
    await page.sees("1 complaint", NUMCHECK)
    await page.sees("no answer", "#webhooks .bad")
    await page.sees("200", "#webhooks .good")


async def test_telegram_goes_down_and_comes_back(page: Page, visit: Visit) -> None:
    await page.open(f"{visit.address}/control")
    await page.click(f"{TELEGRAM} button", "Down")
    await page.sees("Answers 502 to everything.", TELEGRAM)
    await page.click(f"{TELEGRAM} button", "Up")
    await page.sees("Works as documented.", TELEGRAM)

    assert (await visit.bot("getMe"))["id"] == BOT_ID


async def test_an_update_is_delivered_again(page: Page, visit: Visit) -> None:
    visit.starts()
    first = await visit.hears("message")
    await page.open(f"{visit.address}/control")
    await page.click(f"{TELEGRAM} button", "Deliver the last update again")
    await page.sees("Delivered once more.", "#toasts")
    (again,) = await visit.bot("getUpdates", offset=0, timeout=10)

    assert again["message"] == first


async def test_the_way_back_leads_to_the_chat_one_came_from(page: Page, visit: Visit) -> None:
    await page.open(visit.place(ANNA, BOT_ID))
    await page.click("#to-control")
    await page.sees("numcheck", "#cards")
    await page.click("#to-chat")
    await page.sees("Say hello", "#messages")

    assert await page.js("location.href") == visit.place(ANNA, BOT_ID)


@pytest.mark.parametrize("dark", [False, True])
async def test_on_a_phone_the_board_is_one_column(page: Page, visit: Visit, *, dark: bool) -> None:
    visit.town.vendors["mcn"].complaints.append("unbroken" * 40)
    await page.window(390, 844, dark=dark)
    await page.open(f"{visit.address}/control")
    await page.sees("unbroken", "#complaints")

    assert await page.js(FITS)
    assert (
        await page.js(
            "new Set([...document.querySelectorAll('.card')].map((c) => c.offsetLeft)).size"
        )
        == 1
    )
    small = "[...document.querySelectorAll('button')].filter((b) => b.checkVisibility() && "
    assert await page.js(f"{small} b.getBoundingClientRect().height < 40).length") == 0
