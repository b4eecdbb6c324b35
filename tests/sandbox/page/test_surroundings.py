"""What stands around messages: pins, reactions, keyboards, files, and signs of life."""

import base64

from sandbox.town import ANNA, BEN, BOT_ID, BOT_TOKEN, NIGHT_SHIFT
from tests.sandbox.page.browser import Page
from tests.sandbox.page.visit import Visit

DOT = base64.b64decode(  # a PNG of one pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


async def test_a_key_below_the_line_is_said(page: Page, visit: Visit) -> None:
    visit.starts()
    await visit.hears("message")
    await visit.tells("Which?", reply_markup={"keyboard": [["Latvia", "Estonia"]]})
    await page.open(visit.place())
    await page.click("#keys .key", "Estonia")

    assert (await visit.hears("message"))["text"] == "Estonia"


async def test_a_pinned_message_stays_in_sight(page: Page, visit: Visit) -> None:
    visit.starts()
    card = await visit.tells("Rota of the week")
    await page.open(visit.place())
    await visit.bot("pinChatMessage", chat_id=ANNA, message_id=card["message_id"])

    await page.sees("Rota of the week", "#pinned")


async def test_a_reaction_is_shown_and_can_be_shared(page: Page, visit: Visit) -> None:
    said = visit.town.telegram.say(BEN, NIGHT_SHIFT, "Done for today")
    visit.town.telegram.react(BEN, NIGHT_SHIFT, said["message_id"], "👍")
    await page.open(visit.place(ANNA, NIGHT_SHIFT))
    await page.click(".reactions button", "👍 1")

    await page.sees("👍 2", ".reactions")


async def test_one_sees_that_the_bot_is_at_it(page: Page, visit: Visit) -> None:
    visit.starts()
    await page.open(visit.place())
    await page.sees("@numdesk_bot", "#subtitle")
    await visit.bot("sendChatAction", chat_id=ANNA, action="typing")

    await page.sees("is typing", "#subtitle")
    await visit.tells("Here it is")
    await page.sees("@numdesk_bot", "#subtitle")


async def test_a_draft_grows_and_gives_way_to_the_message(page: Page, visit: Visit) -> None:
    visit.starts()
    await page.open(visit.place())
    for text in ("Checking", "Checking 40 numbers"):
        await visit.bot("sendMessageDraft", chat_id=ANNA, draft_id=1, text=text)

    await page.sees("Checking 40 numbers", ".draft")
    await visit.tells("All 40 are clean")
    await page.sees("All 40 are clean", "#messages")
    await page.until("!document.querySelector('.draft')")


async def test_pictures_are_shown_and_files_offered(page: Page, visit: Visit) -> None:
    visit.starts()
    for method, file in (
        ("sendPhoto", {"photo": ("dot.png", DOT)}),
        ("sendDocument", {"document": ("checked.csv", b"a,b\n")}),
    ):
        await visit.client.post(f"/bot{BOT_TOKEN}/{method}", data={"chat_id": ANNA}, files=file)
    await page.open(visit.place())

    await page.until("document.querySelector('.picture').naturalWidth === 1")
    await page.sees("checked.csv", ".attachment")


async def test_a_file_is_sent_with_what_is_written_under_it(page: Page, visit: Visit) -> None:
    await page.open(visit.place())
    await page.js("""(() => {
        const box = new DataTransfer();
        box.items.add(new File(["+447700900000"], "list.txt", {type: "text/plain"}));
        const input = document.querySelector("#file");
        input.files = box.files;
        input.dispatchEvent(new Event("change"));
    })()""")
    await page.sees("list.txt", "#context")
    await page.write("/batch")

    sent = await visit.hears("message")
    assert (sent["document"]["file_name"], sent["caption"]) == ("list.txt", "/batch")


async def test_news_from_elsewhere_passes_by_and_silent_news_only_counts(
    page: Page, visit: Visit
) -> None:
    visit.starts()
    await page.open(visit.place(ANNA, NIGHT_SHIFT))
    await visit.tells("hush", disable_notification=True)
    await page.sees("1", ".badge.silent")
    assert await page.js("document.querySelectorAll('#toasts > *').length") == 0
    await visit.tells("A code has come")

    await page.sees("A code has come", "#toasts")
    await page.click("#toasts button", "A code has come")
    await page.sees("A code has come", "#messages")
    assert str(BOT_ID) in await page.js("location.hash")
