"""LANCK's words, and what they mean to us.

One word means different things of different products: DELIVERED is a message that arrived, or a
phone proven. An answer is asked for by product; a callback is read for each, because only the desk
knows what it ordered. Before it does, the query of its address tells, where `marked` has put it.
"""

from collections.abc import Mapping
from enum import StrEnum

from providers.contract.calls import SIP_OUTCOMES, CallOutcome
from providers.contract.capabilities import (
    FlashCaller,
    IncomingCallVerifier,
    PinSpeaker,
    SmsSender,
    TextSpeaker,
)
from providers.contract.reports import Risk, Verdict

NAME = "lanck"


class Product(StrEnum):
    """What was ordered; the values stand in the addresses of callbacks."""

    FLASH = "flash"
    INCOMING = "incoming"  # the person calls
    PIN = "pin"
    TEXT = "text"
    SMS = "sms"


PATHS = {
    Product.FLASH: "calls/flash",
    Product.INCOMING: "calls/incoming",
    Product.PIN: "calls/p2s",
    Product.TEXT: "calls/t2s",
    Product.SMS: "sms",
}
CAPABILITIES: Mapping[Product, type] = {
    Product.FLASH: FlashCaller,
    Product.INCOMING: IncomingCallVerifier,
    Product.PIN: PinSpeaker,
    Product.TEXT: TextSpeaker,
    Product.SMS: SmsSender,
}
MARK = "for"  # in the query of a callback's address
MARKED = {str(product): product for product in Product}
# The only product name ever printed is "insight.hlr", of /insight/hlr; the rest is our inference.
NAMED = {path.replace("/", "."): product for product, path in PATHS.items()}

ALWAYS = {
    "SENT": CallOutcome.IN_PROGRESS,  # handed to the carrier
    "REJECTED": CallOutcome.FAILED,  # by LANCK, not by the person; not billable
}
SPOKEN = ALWAYS | {
    "ANSWERED": CallOutcome.ANSWERED,
    "TERMINATED": CallOutcome.NO_ANSWER,  # ended by timeout
    "BUSY_HERE": CallOutcome.BUSY,  # or dismissed
    "UNAVAILABLE": CallOutcome.UNREACHABLE,
    "DECLINE": CallOutcome.REJECTED,
    "FORBIDDEN": CallOutcome.REJECTED,
    "FAILURE": CallOutcome.FAILED,  # the SIP status tells why
}
OUTCOMES: Mapping[Product, Mapping[str, CallOutcome]] = {
    Product.FLASH: SPOKEN | {"TERMINATED": CallOutcome.DELIVERED},  # rang and was dropped, as meant
    Product.PIN: SPOKEN,
    Product.TEXT: SPOKEN,
    Product.SMS: ALWAYS | {"DELIVERED": CallOutcome.DELIVERED, "UNDELIVERED": CallOutcome.FAILED},
    Product.INCOMING: ALWAYS
    | {
        "PENDING": CallOutcome.PENDING,
        "DELIVERED": CallOutcome.VERIFIED,  # LANCK saw the person's own call
        "EXPIRED": CallOutcome.EXPIRED,
    },
}
# For words we do not know. No message has a SIP status; the person's call proves nothing by its.
BY_SIP: Mapping[Product, Mapping[int, CallOutcome]] = {
    Product.FLASH: SIP_OUTCOMES | {487: CallOutcome.DELIVERED},
    Product.PIN: SIP_OUTCOMES,
    Product.TEXT: SIP_OUTCOMES,
    Product.SMS: {},
    Product.INCOMING: {},
}
PAYMENT_REQUIRED = 402  # in a SIP status: LANCK's carrier wants money, the person did nothing

VERDICTS = {
    "DELIVERED": Verdict.REACHABLE,
    "UNDELIVERED": Verdict.UNREACHABLE,  # our inference, as is the next
    "REJECTED": Verdict.UNKNOWN,  # not performed
}
RISKS = {
    "PASSED": Risk.CLEAN,
    "NOT_MOBILE_PREFIX": Risk.NOT_MOBILE,
    "SUSPICIOUS": Risk.SUSPICIOUS,
    "FRAUDULENT": Risk.FRAUDULENT,
}
FRAUD = "FRAUD"  # the list says FRAUDULENT, the sample FRAUDLENT

# What p2s speaks; t2s speaks two of them.
VOICES = (
    "am ar az bn de en es fa fr he hi hy id it ja ka kk km ky mg "
    "mn ms my ne ps pt ru si sn so sv sw ta tg tk uk ur uz vi zh"
)
LANGUAGES = frozenset(VOICES.split())

HIDDEN = ("number", "didNumber", "imsi", "from", "to", "sender", "code", "text", "payload")


def marked(callback_url: str | None, product: Product) -> str | None:
    """Name the product in the address. That LANCK keeps the query is our inference."""
    if callback_url is None:
        return None
    return f"{callback_url}{'&' if '?' in callback_url else '?'}{MARK}={product}"
