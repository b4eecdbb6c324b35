"""What comes in on a number that was lent, and how the panel writes it in its webhook.

{"event": "otp_received",
 "data": {"phone_number": "+1234567890", "otp_code": "123456",
          "provider": "SMS_GATEWAY_PROVIDER_NAME",
          "sms_text": "Your OTP is 123456. Do not share this code."}}
"""

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from sandbox.fates import Fate
from sandbox.vendors.virtual_numbers_stock import COUNTRY_CODE

GATEWAY = "TOY_TOWN_SMS"
SERVICES = ("Toymail", "Townbook", "Acme Rides", "Paper Bank")
USUAL = "Your {service} code is {code}. Do not share this code."
AMBIGUOUS = "Your {service} code is {code}. Your other {service} code is {other}."
COUNTS = {Fate.NO_SMS: 0, Fate.TWO_SMS: 2}

FORMATS: dict[str, Callable[[str], str]] = {
    "full": str,
    "national": lambda number: number.removeprefix(COUNTRY_CODE),  # invented here: no trunk 0
    "remove_plus": lambda number: number.removeprefix("+"),
}


class Message(NamedTuple):
    """A message, and the code that the panel found in it."""

    text: str
    code: str | None


def write_messages(fate: Fate, chance: Random) -> list[Message]:
    """Write all that will come; only fate 015 has codes that begin with a zero."""
    return [write_message(fate, chance) for _ in range(COUNTS.get(fate, 1))]


def write_message(fate: Fate, chance: Random) -> Message:
    """Write one message of a service that wants to know whether the number is real."""
    low, high = (1, 1000) if fate is Fate.LEADING_ZEROS else (100_000, 1_000_000)
    code, other = (f"{chance.randrange(low, high):06}" for _ in range(2))
    is_ambiguous = fate is Fate.TWO_CANDIDATES
    text = (AMBIGUOUS if is_ambiguous else USUAL).format(
        service=chance.choice(SERVICES), code=code, other=other
    )
    return Message(text, None if is_ambiguous else code)


def otp_received(phone_number: str, message: Message) -> dict[str, Any]:
    """Build the webhook; without a code its field is missing (invented here)."""
    found = {"otp_code": message.code} if message.code is not None else {}
    return {
        "event": "otp_received",
        "data": {
            "phone_number": phone_number,
            **found,
            "provider": GATEWAY,
            "sms_text": message.text,
        },
    }
