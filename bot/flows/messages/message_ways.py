"""What a message orders, and what the end of it means.

message   a text message; its receipt says whether it arrived
speech    a call in which a voice says the text
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.flows.messages.wording import check_speakable, check_writable, language_of
from providers.contract.calls import CallOutcome
from providers.contract.capabilities import SmsSender, TextSpeaker
from providers.contract.phone import PhoneNumber
from storage.lifecycle import Step

Placed = tuple[str | None, str]  # the provider's id, and what it said

NOT_BROUGHT = dict.fromkeys(
    (
        CallOutcome.BUSY,
        CallOutcome.REJECTED,
        CallOutcome.UNREACHABLE,
        CallOutcome.FAILED,
        CallOutcome.EXPIRED,
    ),
    Step.REFUSED,
)
BROUGHT = dict.fromkeys((CallOutcome.DELIVERED, CallOutcome.ANSWERED), Step.PROVEN)


@dataclass(frozen=True, slots=True)
class MessageWay:
    """One way of bringing a text to somebody."""

    capability: type
    place: Callable[[Any, PhoneNumber, str, str | None], Awaitable[Placed]]
    check: Callable[[str], None]
    ends: Mapping[CallOutcome, Step]
    life: timedelta  # after it no receipt is waited for


async def _write(
    provider: SmsSender, number: PhoneNumber, text: str, callback_url: str | None
) -> Placed:
    sent = await provider.place_sms(number, text, callback_url=callback_url)
    return sent.reference, sent.raw


async def _speak(
    provider: TextSpeaker, number: PhoneNumber, text: str, callback_url: str | None
) -> Placed:
    placed = await provider.place_text_call(
        number,
        text=text,
        language=language_of(text, provider.text_languages),
        callback_url=callback_url,
    )
    return placed.reference, placed.raw


MESSAGES: Mapping[str, MessageWay] = {
    "message": MessageWay(
        SmsSender, _write, check_writable, BROUGHT | NOT_BROUGHT, timedelta(hours=6)
    ),
    "speech": MessageWay(
        TextSpeaker,
        _speak,
        check_speakable,
        BROUGHT | NOT_BROUGHT | {CallOutcome.NO_ANSWER: Step.REFUSED},
        timedelta(minutes=10),
    ),
}
