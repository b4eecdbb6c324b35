"""What is kept of what providers say."""

import json

import pytest

from providers.wire.redact import MASK, redacted_reply, redacted_sentence

KEY = "k3y0" * 8


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        ("Invalid phone", "Invalid phone"),
        ("Invalid phone +44 7700 900000!", f"Invalid phone {MASK}!"),
        (f"key {KEY} unknown", f"key {MASK} unknown"),
        ("code 0042 sent", f"code {MASK} sent"),
        ("error 114", "error 114"),
        ("x" * 500, "x" * 200),
    ],
)
def test_a_sentence_keeps_no_key_no_code_and_no_number(sentence: str, kept: str) -> None:
    assert redacted_sentence(sentence, [KEY]) == kept


def test_a_reply_keeps_its_shape() -> None:
    body = json.dumps(
        {
            "callId": 33168,
            "callerId": 37166004953,
            "code": 4953,
            "message": None,
            "data": [{"phone": "+447700900000", "code": "", "token": KEY}],
        }
    ).encode()

    assert json.loads(redacted_reply(body, [KEY], ["callerId", "code"])) == {
        "callId": 33168,
        "callerId": MASK,
        "code": MASK,
        "message": None,
        "data": [{"phone": MASK, "code": "", "token": MASK}],
    }


@pytest.mark.parametrize("body", [b"<p>Code 4953</p>", b'{"code": 4953, "ca', b"\xff4953"])
def test_what_is_no_json_keeps_no_digits_at_all(body: bytes) -> None:
    assert "4953" not in redacted_reply(body, [], ["code"])


def test_nothing_is_kept_at_length() -> None:
    assert len(redacted_reply(b"x" * 100_000, [], [])) == 1000
