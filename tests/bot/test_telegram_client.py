"""What stands between PTB and Telegram."""

import json

from telegram import Update

from bot.telegram_client import UpdatesRequest

GOOD = {
    "update_id": 8,
    "message": {
        "message_id": 1,
        "date": 1795262400,
        "chat": {"id": 1001, "type": "private"},
        "from": {"id": 1001, "is_bot": False, "first_name": "Anna"},
        "text": "/help",
    },
}
BAD = {"update_id": 7, "message": {"message_id": "one", "chat": 5}}


def test_an_update_nobody_can_read_holds_up_no_other() -> None:
    payload = json.dumps({"ok": True, "result": [BAD, GOOD]}).encode()
    answer = UpdatesRequest.parse_json_payload(payload)
    first, second = Update.de_list(answer["result"], None)

    assert 7 == first.update_id
    assert first.effective_message is None
    assert second.effective_message is not None
    assert "/help" == second.effective_message.text


def test_other_answers_pass_as_they_are() -> None:
    payload = b'{"ok":false,"error_code":409,"description":"Conflict"}'

    assert json.loads(payload) == UpdatesRequest.parse_json_payload(payload)
