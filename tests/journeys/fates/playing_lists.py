"""How an evening goes where lists are checked, numbers are held, and messages come in."""

import csv
import io
import json
import re
from typing import Any

from sandbox.fates import Fate
from sandbox.town import ANNA, BOT_ID
from sandbox.vendors.lanck import Lanck
from tests.journeys.fates.evening import LATE, Watch, card_of, number
from tests.journeys.fates.playing import Play, follow
from tests.journeys.stage import Stage, text_of

COMPANY = "+447700900100"  # a good number, so that an order has the fate of no other
WHOLE_ORDER = {"014", "050", "051", "052", "053", "054", "056", "057", "070"}
GIVEN_UP = 31 * 60  # seconds after which results are no longer waited for
RENTED = "+447700900500"
CODE = re.compile("🔑 ([0-9]|One of these)")
USUAL = "Your Acme code is 734512."
TEXTS = {
    Fate.LEADING_ZEROS: "Your Acme code is 004217.",
    Fate.TWO_CANDIDATES: "Your Acme code is 734512. Your other Acme code is 918273.",
}


def check(level: str, *, pushed: bool) -> Play:
    """Have a list checked; the results come by callback, or only to whoever asks."""

    async def play(stage: Stage, fates: list[Fate]) -> list[Watch]:
        alone = {fate.value for fate in fates} <= WHOLE_ORDER
        if not pushed:
            stage.town.postman._client = None
        elif fates != [Fate.WEBHOOK_LOST]:  # whoever asks learns nothing
            await stage.control("nxcloud", empty_first_query=True, query_pause=10**6)
        numbers = [*([] if alone else [COMPANY]), *map(number, fates)]
        content = "\n".join(numbers).encode()
        stage.telegram.send_file(ANNA, BOT_ID, "list.csv", content, caption="/batch")
        await stage.settle()
        quote = stage.last()
        if f"▸ {level}" not in text_of(quote):
            await stage.taps(level, quote)
        watches = [Watch(fate, lambda: card_of(stage, "Batch · ")) for fate in fates]
        await stage.taps("Start", stage.last())
        await follow(stage, watches, 6, step=2)
        await follow(stage, watches, LATE, step=15)
        if watches[0].look() == "in progress":
            await follow(stage, watches, GIVEN_UP, step=180)
        for watch in watches:
            watch.verdict = verdict_of(stage, number(watch.fate))
        return watches

    return play


def verdict_of(stage: Stage, to: str) -> str:
    """Read what the latest file of results says of a number."""
    for message in reversed(stage.seen()):
        document: dict[str, Any] = message.get("document", {})
        if document.get("file_name", "").endswith("csv") and "results" in document["file_name"]:
            found = stage.telegram.file(document["file_id"])
            assert found is not None
            rows = csv.reader(io.StringIO(found[2].decode("utf-8-sig")))
            return next((" | ".join(row) for row in rows if to in row), "")
    return ""


async def hold(stage: Stage, fates: list[Fate]) -> list[Watch]:
    """Ask for one number after the other and wait for its code."""
    watches = []
    for fate in fates:
        before = {card["message_id"] for card in stage.seen()}
        await stage.says(f"/number gb toy {fate.value}")

        def card(before: set[int] = before) -> str:
            new = [one for one in stage.seen() if one["message_id"] not in before]
            return next((text_of(one) for one in new if text_of(one).startswith("📱")), "")

        watch = Watch(fate, card)
        await follow(stage, [watch], 32, step=4)
        watch.phrases += codes_since(stage, before)
        watches.append(watch)
    return watches


def codes_since(stage: Stage, before: set[int]) -> list[str]:
    """Say "a code" for each one that has come since."""
    new = [one for one in stage.seen() if one["message_id"] not in before]
    return ["a code" for one in new if CODE.match(text_of(one))]


async def receive(stage: Stage, fates: list[Fate]) -> list[Watch]:
    """Let a message come in from each number, for a number that is rented."""
    await stage.says(f"/pool add {RENTED}")
    vendor = stage.town.vendors["lanck"]
    assert isinstance(vendor, Lanck)
    watches = []
    for fate in fates:
        before = {one["message_id"] for one in stage.seen()}
        vendor.receive(RENTED, number(fate), TEXTS.get(fate, USUAL))
        await stage.advance(12, step=4)
        watch = Watch(fate, lambda: "")
        watch.phrases = codes_since(stage, before)
        new = [one for one in stage.seen() if one["message_id"] not in before]
        watch.verdict = "\n".join(json.dumps(one, ensure_ascii=False) for one in new)
        watches.append(watch)
    return watches
