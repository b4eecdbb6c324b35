"""The chat page in a real browser, with a toy bot at the other end."""

import os
from pathlib import Path

import pytest

from sandbox.town import ANNA, BEN, BOT_ID, CODES, SUPPORT, VERIFICATIONS
from tests.sandbox.page.browser import Page
from tests.sandbox.page.visit import Visit

PHONE, CALLER = "+447700900000", "+37166004953"
SCREENSHOT = Path(__file__).parents[3] / "docs" / "chat.png"
FITS = "document.documentElement.scrollWidth <= innerWidth"


async def test_what_people_write_reaches_the_bot_and_its_answer_the_page(
    page: Page, visit: Visit
) -> None:
    await page.open(visit.place())
    await page.write("hello")
    heard = await visit.hears("message")
    await visit.tells("<b>Good</b> <i>day</i> <code>7F3K</code> <u>Anna</u>")

    await page.sees("Good day 7F3K Anna", "#messages")
    assert heard["text"] == "hello"
    assert await page.js("document.querySelector('.text strong').textContent") == "Good"
    assert await page.js("document.querySelector('.text code').textContent") == "7F3K"


async def test_markup_that_people_write_stays_text(page: Page, visit: Visit) -> None:
    attack = "<img src=x onerror=\"document.title='owned'\">"
    await page.open(visit.place())
    await page.write(attack)

    await page.sees(attack, "#messages")
    assert await page.js("document.querySelector('#messages img')") is None


async def test_a_spoiler_opens_when_tapped_and_a_moment_counts_down(
    page: Page, visit: Visit
) -> None:
    visit.starts()
    soon = await page.js("Math.floor(Date.now() / 1000) + 300")
    await visit.tells(
        f'<tg-spoiler>4953</tg-spoiler> <tg-time unix="{soon}" format="r">soon</tg-time>'
    )
    await page.open(visit.place())
    await page.until(r"/^in [45]:\d\d$/.test(document.querySelector('.text time').textContent)")
    await page.click(".spoiler")

    await page.until("document.querySelector('.spoiler').matches('.revealed')")


async def test_a_button_asks_the_bot_and_shows_its_alert(page: Page, visit: Visit) -> None:
    visit.starts()
    keys = [[{"text": "Enter code", "callback_data": "enter:7F3K"}]]
    await visit.tells("Card", reply_markup={"inline_keyboard": keys})
    await page.open(visit.place())
    await page.click(".key", "Enter code")
    query = await visit.hears("callback_query")
    await visit.bot(
        "answerCallbackQuery", callback_query_id=query["id"], text="Two tries left", show_alert=True
    )

    await page.sees("Two tries left", "#alert")
    assert query["data"] == "enter:7F3K"
    await page.press("Enter")
    await page.until("!document.querySelector('#alert').open")


async def test_a_copy_button_copies_and_says_so(page: Page, visit: Visit) -> None:
    visit.starts()
    keys = [[{"text": "Copy the id", "copy_text": {"text": "7F3K"}}]]
    await visit.tells("Card", reply_markup={"inline_keyboard": keys})
    await page.open(visit.place())
    await page.click(".key", "Copy the id")

    await page.sees("Copied: 7F3K", "#toasts")


async def test_edits_replace_and_deleted_messages_vanish(page: Page, visit: Visit) -> None:
    visit.starts()
    card = await visit.tells("calling")
    other = await visit.tells("gone soon")
    await page.open(visit.place())
    await page.sees("gone soon", "#messages")
    await visit.bot("editMessageText", chat_id=ANNA, message_id=card["message_id"], text="verified")
    await visit.bot("deleteMessage", chat_id=ANNA, message_id=other["message_id"])

    await page.sees("verified", "#messages")
    await page.until("!document.querySelector('#messages').innerText.includes('gone soon')")
    await page.sees("edited", "#messages")


async def test_a_reply_quotes_its_message_and_a_forced_one_is_ready(
    page: Page, visit: Visit
) -> None:
    visit.starts()
    await visit.tells("Which digits?", reply_markup={"force_reply": True})
    await page.open(visit.place())
    await page.sees("Which digits?", "#context")
    await page.write("4953")

    await visit.hears("message")
    answer = await visit.hears("message")
    assert answer["reply_to_message"]["text"] == "Which digits?"
    await page.sees("Which digits?", ".quoted")
    await page.until("document.querySelector('#context').hidden")


async def test_each_person_sees_their_own_chats(page: Page, visit: Visit) -> None:
    visit.starts(BEN)
    await visit.tells("Only for Ben", BEN)
    await page.open(visit.place(ANNA))
    await page.sees("Say hello", "#messages")
    await page.click("#people button", "Ben")
    await page.sees("Only for Ben", "#messages")
    await page.click("#people button", "Chiara")

    await page.until("!document.querySelector('#chats').innerText.includes('Support')")
    assert "Only for Ben" not in await page.js("document.querySelector('#messages').innerText")


async def test_the_address_of_a_forum_alone_opens_its_first_topic(page: Page, visit: Visit) -> None:
    visit.town.telegram.say(BEN, SUPPORT, "in general")
    await page.open(visit.place(ANNA, SUPPORT))

    await page.sees("in general", "#messages")


async def test_topics_are_apart_and_count_what_is_unread(page: Page, visit: Visit) -> None:
    await page.open(visit.place(ANNA, SUPPORT, VERIFICATIONS))
    await page.click("#text")
    visit.town.telegram.say(BEN, SUPPORT, "in codes", topic_id=CODES)

    await page.sees("1", ".topic .badge")
    assert "in codes" not in await page.js("document.querySelector('#messages').innerText")
    await page.click(".topic", "Codes")
    await page.sees("in codes", "#messages")
    await page.until("!document.querySelector('.topic .badge')")


async def test_an_ephemeral_message_shows_to_its_receiver_alone(page: Page, visit: Visit) -> None:
    visit.town.telegram.promote(BOT_ID, SUPPORT)
    await visit.bot("sendMessage", chat_id=SUPPORT, text="For your eyes", receiver_user_id=BEN)
    visit.town.telegram.say(BEN, SUPPORT, "for all")
    await page.open(visit.place(ANNA, SUPPORT, 1))
    await page.sees("for all", "#messages")
    assert "For your eyes" not in await page.js("document.querySelector('#messages').innerText")
    await page.click("#people button", "Ben")

    await page.sees("only you see this", ".ephemeral")
    await page.sees("For your eyes", ".ephemeral")


async def test_a_called_phone_rings_and_remembers_who_it_was(page: Page, visit: Visit) -> None:
    await page.open(visit.place())
    visit.town.handsets.ring(PHONE, CALLER, seconds=1)

    await page.until("document.querySelector('.handset.ringing .caller')")
    assert await page.js("document.querySelector('.caller').textContent") == CALLER
    await page.sees("Missed call", ".handset.missed")


async def test_a_slash_offers_the_commands(page: Page, visit: Visit) -> None:
    commands = [
        {"command": "verify", "description": "ring a phone"},
        {"command": "status", "description": "what is open"},
    ]
    await visit.bot("setMyCommands", commands=commands)
    await page.open(visit.place())
    await page.write("/", enter=False)
    await page.sees("what is open", "#commands")
    await page.press("ArrowDown")
    await page.press("Enter")

    assert await page.js("document.querySelector('#text').value") == "/status "


@pytest.mark.parametrize("dark", [False, True])
async def test_on_a_phone_there_is_one_pane_and_nothing_sticks_out(
    page: Page, visit: Visit, *, dark: bool
) -> None:
    visit.starts()
    await visit.tells(f"<pre>{'long ' * 60}</pre>{'unbroken' * 40}")
    await page.window(390, 844, dark=dark)
    await page.open(visit.place())
    await page.sees("unbroken", "#messages")
    assert await page.js(FITS)
    await page.click("#back")
    await page.until("!document.querySelector('#text').checkVisibility()")
    assert await page.js(FITS)
    paper = await page.js("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(16, 20, 22)") is dark
    small = "[...document.querySelectorAll('button')].filter((b) => b.checkVisibility() && "
    assert await page.js(f"{small} b.getBoundingClientRect().height < 40).length") == 0


async def test_the_picture_for_the_readme(page: Page, visit: Visit, tmp_path: Path) -> None:
    say = visit.town.telegram.say
    say(ANNA, BOT_ID, f"/verify {PHONE}")
    visit.town.handsets.ring(PHONE, CALLER, seconds=600)
    card = await visit.tells(
        "📞 Flash call · <code>7F3K</code>\n+44 7700 •••000 · <b>waiting for the code</b>\n\n"
        "The phone rang. Reply here with the <b>last 4 digits</b> of the number that rang."
    )
    say(ANNA, BOT_ID, "4953", reply_to=card["message_id"])
    await visit.tells(
        "✅ Flash call · <code>7F3K</code>\n+44 7700 •••000 · <b>verified</b>\n\n"
        "by flash call, asked by Anna"
    )
    await page.open(visit.place())
    await page.sees("verified", "#messages")
    wanted = bool(os.environ.get("NUMDESK_SCREENSHOT"))
    picture = SCREENSHOT if wanted else tmp_path / "chat.png"
    await page.picture(picture)

    assert picture.read_bytes().startswith(b"\x89PNG")
