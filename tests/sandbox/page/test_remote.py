"""The people's remote control, without a browser."""

import asyncio

from sandbox.town import ANNA, BOT_ID, CHIARA, SUPPORT
from tests.sandbox.page.visit import Visit


async def test_refusals_are_sentences(visit: Visit) -> None:
    absent = {"me": CHIARA, "chat_id": SUPPORT, "text": "hi"}
    no_text = {"me": ANNA, "chat_id": BOT_ID}
    nobody = {"me": "x", "chat_id": 1, "text": "t"}
    refused: tuple[object, ...] = (absent, no_text, [], nobody)
    for said in refused:
        refusal = await visit.client.post("/page/say", json=said)
        assert refusal.status_code == 400
        assert refusal.json()["error"]


async def test_a_page_elsewhere_gets_nothing(visit: Visit) -> None:
    for path in ("/", "/static/app.js", f"/page/state?me={ANNA}"):
        refusal = await visit.client.get(path, headers={"Host": "evil.example"})
        assert refusal.status_code == 403


async def test_a_file_comes_back_as_it_was_sent(visit: Visit) -> None:
    form = {"me": str(ANNA), "chat_id": str(BOT_ID), "caption": "The list"}
    file = {"file": ("Liste ä.csv", b"a,b\n", "text/csv")}
    sent = (await visit.client.post("/page/file", data=form, files=file)).json()["message"]
    where = {"me": ANNA, "file_id": sent["document"]["file_id"]}
    got = await visit.client.get("/page/download", params=where)

    assert (got.content, sent["caption"]) == (b"a,b\n", "The list")
    assert got.headers["content-disposition"].startswith("attachment")


async def test_pressing_from_outside_gives_the_answer(visit: Visit) -> None:
    visit.starts()
    keys = [[{"text": "Again", "callback_data": "again"}]]
    card = await visit.tells("Card", reply_markup={"inline_keyboard": keys})
    said = {"me": ANNA, "chat_id": BOT_ID, "message_id": card["message_id"], "button": "Again"}

    async def answer() -> None:
        query = await visit.hears("callback_query")
        await visit.bot("answerCallbackQuery", callback_query_id=query["id"], text="Calling")

    pressed, _ = await asyncio.gather(visit.client.post("/page/press", json=said), answer())
    assert pressed.json()["answer"]["text"] == "Calling"
