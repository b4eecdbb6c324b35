"""Text as the bot marks it up."""

import pytest

from sandbox.town import ANNA
from tests.sandbox.page.browser import Page
from tests.sandbox.page.visit import Visit

LONG = "\n".join(f"line {number}" for number in range(12))


async def test_a_block_leaves_no_empty_line_behind(page: Page, visit: Visit) -> None:
    visit.starts()
    await visit.tells("<blockquote>quoted</blockquote>\n<pre>code</pre>\nends")
    await page.open(visit.place())
    await page.sees("ends", "#messages")

    assert await page.js("document.querySelector('.text:has(pre)').textContent") == "quotedcodeends"


async def test_a_short_quote_has_nothing_to_unfold(page: Page, visit: Visit) -> None:
    visit.starts()
    await visit.tells("<blockquote expandable>one line</blockquote>")
    await page.open(visit.place())
    await page.sees("one line", "#messages")

    await page.until("document.querySelector('.unfold').hidden")


async def test_a_long_quote_unfolds_and_folds_again(page: Page, visit: Visit) -> None:
    visit.starts()
    await visit.tells(f"<blockquote expandable>{LONG}</blockquote>")
    await page.open(visit.place())
    await page.until("document.querySelector('blockquote.folded')")
    height = "document.querySelector('blockquote').offsetHeight"
    folded = await page.js(height)
    await page.click(".unfold", "more")

    await page.until(f"{height} > {folded}")
    await page.click(".unfold", "less")
    await page.until(f"{height} === {folded}")


async def test_offsets_count_emoji_as_two(page: Page, visit: Visit) -> None:
    """Telegram counts UTF-16 units, and so must the page."""
    visit.starts()
    await visit.tells("📞📞 <b>7F3K <i>now</i></b> 📞")
    await page.open(visit.place())
    await page.sees("7F3K", "#messages")

    assert await page.js("document.querySelector('.text strong').textContent") == "7F3K now"
    assert await page.js("document.querySelector('.text strong em').textContent") == "now"


async def test_links_lead_out_without_saying_where_from(page: Page, visit: Visit) -> None:
    visit.starts()
    await visit.tells('<a href="https://example.org/list">the list</a>')
    await page.open(visit.place())
    await page.until("document.querySelector('.text a')")

    assert await page.js("document.querySelector('.text a').href") == "https://example.org/list"
    assert "noreferrer" in await page.js("document.querySelector('.text a').rel")


@pytest.mark.parametrize(("protect", "selectable"), [(False, True), (True, False)])
async def test_protected_text_cannot_be_selected(
    page: Page, visit: Visit, *, protect: bool, selectable: bool
) -> None:
    visit.starts()
    await visit.tells("4953", ANNA, protect_content=protect)
    await page.open(visit.place())
    await page.sees("4953", "#messages")
    style = "getComputedStyle([...document.querySelectorAll('.text')].at(-1)).userSelect"

    assert (await page.js(style) != "none") is selectable
