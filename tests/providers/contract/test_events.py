"""Callbacks as values."""

from datetime import UTC, datetime

import pytest

from providers.contract.events import Callback, OtpReceived, UnreadableCallbackError

NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


def called_back(body: bytes) -> Callback:
    return Callback("POST", {"authorization": "secret"}, {"key": "secret"}, body, NOON)


def test_a_body_is_decoded() -> None:
    assert called_back(b'{"event": "otp_received"}').json() == {"event": "otp_received"}


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b"7" * 5000])
def test_a_body_that_cannot_be_decoded_is_one_error(body: bytes) -> None:
    with pytest.raises(UnreadableCallbackError):
        called_back(body).json()


def test_neither_a_callback_nor_an_event_shows_its_secrets() -> None:
    callback = called_back(b'{"otp_code": "0042", "x": "secret"}')
    otp = OtpReceived("key", number="+447700900000", code="0042", text="Your OTP is 0042.")

    assert "secret" not in repr(callback)
    assert "0042" not in f"{callback!r} {otp!r}"
    assert "7700" not in repr(otp)
