"""Messages that come to numbers rented from LANCK."""

from datetime import UTC, datetime

from providers.contract.events import SmsReceipt, SmsReceived
from tests.providers.test_lanck import MESSAGE, RECEIPT
from tests.providers.test_lanck_callbacks import news


def test_a_message_is_read_as_the_document_says() -> None:
    event = news(MESSAGE)

    assert isinstance(event, SmsReceived)
    assert event == SmsReceived(
        key="sms:fffeee-qqdqqq-gfrgrgr-vvvvvvv",
        number="447700900000",
        sender="447700900001",
        text="Hello world",
        at=datetime(2020, 1, 12, tzinfo=UTC),
        parts=1,
        raw=event.raw,
    )
    assert "Hello" not in event.raw
    assert "44770" not in event.raw


def test_a_message_may_be_empty_long_and_from_a_name() -> None:
    event = news(MESSAGE | {"from": "Bank", "text": "", "parts": "3", "timestamp": None})

    assert isinstance(event, SmsReceived)
    assert (event.sender, event.text, event.parts, event.at) == ("Bank", "", 3, None)


def test_half_an_emoji_does_not_keep_a_message_from_being_stored() -> None:
    event = news(MESSAGE | {"text": "0042 \ud83d", "parts": None})

    assert isinstance(event, SmsReceived)
    assert event.text == "0042 ?"
    assert event.parts == 1


def test_a_status_with_a_message_id_is_a_status() -> None:
    assert isinstance(news(RECEIPT | {"messageId": "m"}, "sms"), SmsReceipt)
