"""The chat page in a real browser, with a real town behind it and a few lines for a bot."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from sandbox.serving import listen, serving
from sandbox.town import ANNA, BEN, BOT_ID, BOT_TOKEN, CODES, SUPPORT, Town
from tests.sandbox.chat.browser import CHROMIUM, PHONE, Page, browser

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


class Stand:
    """A page on a town, and a bot that says what the test tells it to."""

    def __init__(self, town: Town, page: Page, address: str, client: httpx.AsyncClient) -> None:
        self.town = town
        self.page = page
        self.address = address
        self._client = client

    async def bot(self, method: str, **given: object) -> dict[str, object]:
        """Call the Bot API as the bot."""
        answer = await self._client.post(f"/bot{BOT_TOKEN}/{method}", json=given)
        body = answer.json()
        assert body["ok"], body
        result: dict[str, object] = body["result"]
        return result

    async def bot_says(self, text: str, chat_id: int = ANNA, **more: object) -> dict[str, object]:
        """Send a message as the bot."""
        return await self.bot("sendMessage", chat_id=chat_id, text=text, parse_mode="HTML", **more)


@pytest.fixture
async def stand() -> AsyncIterator[Stand]:
    town = Town()
    listener = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with (
        serving(town.app, listener),
        browser() as page,
        httpx.AsyncClient(base_url=address) as client,
    ):
        town.telegram.say(ANNA, BOT_ID, "/start")
        await page.open(f"{address}/")
        yield Stand(town, page, address, client)
        assert [] == page.errors


async def test_what_a_person_types_and_the_bot_answers_is_on_the_page(stand: Stand) -> None:
    await stand.page.type("/verify <img src=x onerror=alert(1)>")
    await stand.page.sees("/verify <img src=x onerror=alert(1)>")
    await stand.bot_says("<b>bold</b> <code>7F3K</code> <tg-spoiler>secret</tg-spoiler>")
    await stand.page.sees("7F3K")

    page = stand.page
    assert 0 == await page.run("document.querySelectorAll('#messages img').length")
    assert "bold" == await page.run("document.querySelector('#messages strong').textContent")
    await page.run("document.querySelector('.spoiler').click()")
    assert await page.run("document.querySelector('.spoiler').classList.contains('shown')")


async def test_a_tap_shows_the_bots_alert(stand: Stand) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Call", "callback_data": "call"}]]}
    await stand.bot_says("Call?", reply_markup=keyboard)
    await stand.page.sees("Call?")
    await stand.page.click("Call")
    query = await _callback(stand)
    await stand.bot(
        "answerCallbackQuery", callback_query_id=query, text="Not today.", show_alert=True
    )

    await stand.page.until("document.getElementById('alert').open")
    await stand.page.sees("Not today.")


async def test_a_copy_button_copies_and_says_so(stand: Stand) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Copy", "copy_text": {"text": "0053"}}]]}
    await stand.bot_says("The code", reply_markup=keyboard)
    await stand.page.sees("The code")
    await stand.page.click("⧉ Copy")

    await stand.page.sees("Copied: 0053")


async def test_people_see_their_own_chats_and_topics(stand: Stand) -> None:
    await stand.page.click("Ben")
    await stand.page.until(f"document.body.dataset.ready === '{BEN}'")
    assert "/start" not in await stand.page.run("document.getElementById('messages').innerText")

    await stand.page.click("# Codes")
    await stand.bot_says("In the topic", SUPPORT, message_thread_id=CODES)
    await stand.page.sees("In the topic")


async def test_an_edit_changes_the_message_in_place(stand: Stand) -> None:
    sent = await stand.bot_says("calling")
    await stand.page.sees("calling")
    await stand.bot(
        "editMessageText", chat_id=ANNA, message_id=sent["message_id"], text="in progress"
    )

    await stand.page.sees("in progress")
    assert 2 == await stand.page.run("document.querySelectorAll('.message').length")


async def test_a_called_phone_rings_and_shows_who_calls(stand: Stand) -> None:
    stand.town.handsets.ring("+447700900000", "+37166004953", seconds=2, provider="numcheck")
    await stand.page.until("document.querySelector('.handset.ringing') !== null")
    assert "4953" == await stand.page.run("document.querySelector('.caller b').textContent")

    await stand.page.sees("missed call")


@pytest.mark.parametrize("dark", [False, True])
async def test_on_a_phone_one_pane_at_a_time_and_nothing_sticks_out(
    stand: Stand, dark: bool
) -> None:
    page = stand.page
    await page.open(f"{stand.address}/", size=PHONE, dark=dark)
    await stand.bot_says("A long word: " + "x" * 300)
    for pane in ("chats", "chat", "phones"):
        await page.run(f"document.body.dataset.pane = '{pane}'")
        width = await page.run("document.documentElement.scrollWidth")
        shown = await page.run(
            "['chats', 'chat', 'phones'].filter((one) =>"
            " getComputedStyle(document.querySelector('.' + one)).display !== 'none')"
        )
        assert PHONE[0] >= width
        assert [pane] == shown
    small = await page.run(
        "[...document.querySelectorAll('button')].filter((one) => one.offsetParent"
        " && one.getBoundingClientRect().height < 39 && !one.closest('.foot')"
        " && !one.matches('.quote-of')).map((one) => one.outerHTML)"
    )
    assert [] == small


async def _callback(stand: Stand) -> str:
    async with asyncio.timeout(5):
        while True:
            updates = await stand.bot("getUpdates", timeout=1)
            for update in updates:
                if "callback_query" in update:
                    return str(update["callback_query"]["id"])  # type: ignore[index]  # JSON
