"""Answers to pressed buttons and inline questions, and the files people sent."""

from typing import Any

from sandbox.telegram.methods.call import Call
from sandbox.telegram.refusals import bad_request

MAX_ALERT = 200  # characters
MAX_INLINE = 50  # answers to one inline question


def answer_callback_query(call: Call) -> bool:
    """Answer a pressed button, once: with nothing, a passing line, or an alert."""
    given = call.given
    text = given.text("text")
    if len(text) > MAX_ALERT:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {
        "text": text,
        "show_alert": given.flag("show_alert"),
        "url": given.text("url"),
    }
    query_id = given.text("callback_query_id")
    now = call.exchange.clock.now()
    query = call.exchange.queries.settle(call.bot.id, query_id, answer, now)
    call.exchange.announce(
        query.chat, "callback_answer", [query.person_id], query_id=query.id, **answer
    )
    return True


def answer_inline_query(call: Call) -> bool:
    """Answer what a person typed after the bot's name."""
    results = call.given.json("results", "inline query results")
    if not isinstance(results, list):
        raise bad_request("expected an Array of inline query results")
    if len(results) > MAX_INLINE:
        raise bad_request("too many inline query results specified")
    if not all(isinstance(found, dict) and found.get("id") for found in results):
        raise bad_request("can't parse inline query result: Can't find field \"id\"")
    now = call.exchange.clock.now()
    query_id = call.given.text("inline_query_id")
    answer = {"results": results, "is_personal": call.given.flag("is_personal")}
    call.exchange.queries.settle(call.bot.id, query_id, answer, now)
    return True


def get_file(call: Call) -> dict[str, Any]:
    """Say where to fetch a file."""
    return call.exchange.files.described(call.given.text("file_id"))
