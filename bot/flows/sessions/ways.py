"""The ways of verifying a phone: what each orders, and what the end of its call means.

flash      the phone rings; the last digits of the caller's number are the code
password   the phone rings; whoever answers hears the code, from the provider's own number
pin        the same, spoken by another provider in the language of the number's country
incoming   the person calls a number we show, within a minute
sms        a message with the code
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.flows.sessions.languages import language_of
from bot.texts.spoken import KEY_PROMPT, code_message
from providers.contract.calls import CallOutcome, PlacedCall
from providers.contract.capabilities import (
    FlashCaller,
    IncomingCallVerifier,
    PasswordCaller,
    PinSpeaker,
    SmsSender,
)
from providers.contract.phone import PhoneNumber
from storage.lifecycle import Step

# Whoever saw the phone ring has seen the code, so a busy or declining phone leaves it to the
# person as well (our inference).
SHOWN = {
    CallOutcome.DELIVERED: Step.RANG,
    CallOutcome.ANSWERED: Step.RANG,
    CallOutcome.NO_ANSWER: Step.RANG,
    CallOutcome.BUSY: Step.RANG,
    CallOutcome.REJECTED: Step.RANG,
    CallOutcome.UNREACHABLE: Step.REFUSED,
    CallOutcome.FAILED: Step.REFUSED,
    CallOutcome.EXPIRED: Step.REFUSED,
}
SPOKEN = {
    CallOutcome.DELIVERED: Step.RANG,
    CallOutcome.ANSWERED: Step.RANG,
    CallOutcome.NO_ANSWER: Step.REFUSED,
    CallOutcome.BUSY: Step.REFUSED,
    CallOutcome.REJECTED: Step.REFUSED,
    CallOutcome.UNREACHABLE: Step.REFUSED,
    CallOutcome.FAILED: Step.REFUSED,
    CallOutcome.EXPIRED: Step.REFUSED,
}
CALLED = {
    CallOutcome.VERIFIED: Step.PROVEN,
    CallOutcome.EXPIRED: Step.TIME_OVER,
    CallOutcome.REJECTED: Step.REFUSED,
    CallOutcome.UNREACHABLE: Step.REFUSED,
    CallOutcome.FAILED: Step.REFUSED,
}
WRITTEN = {
    CallOutcome.DELIVERED: Step.RANG,
    CallOutcome.REJECTED: Step.REFUSED,
    CallOutcome.UNREACHABLE: Step.REFUSED,
    CallOutcome.FAILED: Step.REFUSED,
    CallOutcome.EXPIRED: Step.REFUSED,
}


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of a provider. The desk makes every code; nobody can choose one."""

    number: PhoneNumber
    code: str
    language: str | None = None  # None: by the number's country
    callback_url: str | None = None
    by_key: bool = False  # who calls us presses a key as well


@dataclass(frozen=True, slots=True)
class Taken:
    """What a provider answered to an order."""

    reference: str | None
    code: str | None = None  # where the provider had the last word on it
    did: PhoneNumber | None = None
    expires_at: datetime | None = None
    is_forwarded: bool | None = None
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """One way. `ends` says what a report means; what it does not name changes nothing."""

    capability: type
    place: Callable[[Any, Order], Awaitable[Taken]]
    ends: Mapping[CallOutcome, Step]
    usual: timedelta  # from the order to the code in somebody's hands
    owns_code: bool = True  # the provider speaks or writes exactly our code
    has_code: bool = True


async def _flash(provider: FlashCaller, order: Order) -> Taken:
    return _call(
        await provider.place_flash_call(
            order.number, code=order.code, callback_url=order.callback_url
        )
    )


async def _password(provider: PasswordCaller, order: Order) -> Taken:
    return _call(
        await provider.place_password_call(order.number, code=order.code, check_forwarding=True)
    )


async def _pin(provider: PinSpeaker, order: Order) -> Taken:
    language = order.language or language_of(order.number, provider.pin_languages)
    return _call(
        await provider.place_pin_call(
            order.number, code=order.code, language=language, callback_url=order.callback_url
        )
    )


async def _incoming(provider: IncomingCallVerifier, order: Order) -> Taken:
    lease = await provider.lease_did(
        order.number,
        confirm_by_key=order.by_key,
        message=KEY_PROMPT if order.by_key else None,
        callback_url=order.callback_url,
    )
    return Taken(lease.reference, did=lease.did, expires_at=lease.expires_at, raw=lease.raw)


async def _sms(provider: SmsSender, order: Order) -> Taken:
    sent = await provider.place_sms(
        order.number, code_message(order.code), callback_url=order.callback_url
    )
    return Taken(sent.reference, raw=sent.raw)


def _call(placed: PlacedCall) -> Taken:
    return Taken(
        placed.reference, code=placed.code, is_forwarded=placed.is_forwarded, raw=placed.raw
    )


WAYS: Mapping[str, Way] = {
    "flash": Way(FlashCaller, _flash, SHOWN, timedelta(seconds=10), owns_code=False),
    "password": Way(PasswordCaller, _password, SPOKEN, timedelta(seconds=30)),
    "pin": Way(PinSpeaker, _pin, SPOKEN, timedelta(seconds=30)),
    "incoming": Way(
        IncomingCallVerifier, _incoming, CALLED, timedelta(seconds=40), False, has_code=False
    ),
    "sms": Way(SmsSender, _sms, WRITTEN, timedelta(seconds=20)),
}
