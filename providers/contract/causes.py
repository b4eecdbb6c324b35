"""Why calls end: Q.850 causes and SIP statuses, each with a sentence and an advice for people.

RFC 3398 relates the two, but real gateways vary, so each table speaks for itself. A vendor that
bends a value (MCN's 41 is a billing failure) says so in its own module.
"""

from dataclasses import dataclass
from enum import StrEnum


class Advice(StrEnum):
    """Whether another try makes sense; the values finish a card."""

    NONE = ""  # it went as it should
    AGAIN = "try again"
    ONCE = "try once more"
    SOON = "try again in a moment"
    MINUTES = "try again in a few minutes"
    LATER = "try again later"
    MUCH_LATER = "try again much later"
    CHECK_NUMBER = "check the number"
    ALLOW_CALLS = "ask the person to allow calls"
    OTHER_PROVIDER = "try another provider"
    NO = "do not try again"


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason for the end of a call."""

    name: str  # as the trade says it
    sentence: str  # for the person who asked for the call
    advice: Advice


CONGESTED = "The network is overloaded."
AWAY = "The phone is off or out of coverage."
NO_ROUTE = "The number cannot be reached from the provider's network."
NO_SUCH_NUMBER = "The number does not exist."
INCOMPLETE = "The number is incomplete or wrong."
DECLINED = "The call was declined or blocked."
NOT_SUPPORTED = "The service is not supported there."
TECHNICAL = "There was a technical fault."

Q850 = {
    1: Cause("unallocated number", NO_SUCH_NUMBER, Advice.CHECK_NUMBER),
    2: Cause("no route to network", NO_ROUTE, Advice.OTHER_PROVIDER),
    3: Cause("no route to destination", NO_ROUTE, Advice.OTHER_PROVIDER),
    16: Cause("normal clearing", "The call ended normally.", Advice.NONE),
    17: Cause("user busy", "The line is busy.", Advice.MINUTES),
    18: Cause("no user responding", "The phone did not react.", Advice.LATER),
    19: Cause("no answer, user alerted", "It rang, and nobody answered.", Advice.AGAIN),
    20: Cause("subscriber absent", AWAY, Advice.LATER),
    21: Cause("call rejected", DECLINED, Advice.ALLOW_CALLS),
    22: Cause("number changed", "The number has changed.", Advice.NO),
    26: Cause("non-selected user clearing", "The call was taken elsewhere.", Advice.AGAIN),
    27: Cause("destination out of order", "The line is faulty.", Advice.LATER),
    28: Cause("invalid number format", INCOMPLETE, Advice.CHECK_NUMBER),
    29: Cause("facility rejected", NOT_SUPPORTED, Advice.NO),
    31: Cause("normal, unspecified", "The network ended the call without a reason.", Advice.ONCE),
    34: Cause("no circuit available", CONGESTED, Advice.MINUTES),
    38: Cause("network out of order", "The network is out of order.", Advice.MUCH_LATER),
    41: Cause("temporary failure", "The network had a short fault.", Advice.SOON),
    42: Cause("switching congestion", CONGESTED, Advice.MINUTES),
    44: Cause("requested channel not available", CONGESTED, Advice.MINUTES),
    47: Cause("resources unavailable", CONGESTED, Advice.LATER),
    55: Cause("incoming calls barred", "The line does not take such calls.", Advice.NO),
    57: Cause("bearer not authorised", "This type of call is not allowed there.", Advice.NO),
    58: Cause("bearer not available", "This type of call is not available now.", Advice.LATER),
    63: Cause("service or option unavailable", "The service is not available.", Advice.LATER),
    79: Cause("service not implemented", NOT_SUPPORTED, Advice.NO),
    88: Cause("incompatible destination", "The device cannot take this call.", Advice.NO),
    102: Cause("timer expired", "The network did not react in time.", Advice.AGAIN),
    111: Cause("protocol error", TECHNICAL, Advice.ONCE),
    127: Cause("interworking", "The foreign network gave no reason.", Advice.ONCE),
}

SIP = {
    100: Cause("trying", "The call is on its way.", Advice.NONE),
    180: Cause("ringing", "The phone is ringing.", Advice.NONE),
    183: Cause("session progress", "The call is on its way.", Advice.NONE),
    200: Cause("OK", "The call was answered.", Advice.NONE),
    400: Cause("bad request", TECHNICAL, Advice.ONCE),
    401: Cause("unauthorized", "The provider's network refused the call.", Advice.OTHER_PROVIDER),
    402: Cause(
        "payment required", "The provider's network refused the call.", Advice.OTHER_PROVIDER
    ),
    403: Cause("forbidden", DECLINED, Advice.ALLOW_CALLS),
    404: Cause("not found", NO_SUCH_NUMBER, Advice.CHECK_NUMBER),
    405: Cause("method not allowed", TECHNICAL, Advice.ONCE),
    407: Cause(
        "proxy authentication", "The provider's network refused the call.", Advice.OTHER_PROVIDER
    ),
    408: Cause("request timeout", "The phone did not react.", Advice.LATER),
    410: Cause("gone", "The number has changed.", Advice.NO),
    415: Cause("unsupported media type", "The device cannot take this call.", Advice.NO),
    480: Cause("temporarily unavailable", AWAY, Advice.LATER),
    484: Cause("address incomplete", INCOMPLETE, Advice.CHECK_NUMBER),
    486: Cause("busy here", "The line is busy.", Advice.MINUTES),
    487: Cause("request terminated", "It rang, and nobody answered.", Advice.AGAIN),
    488: Cause("not acceptable here", "The device cannot take this call.", Advice.NO),
    500: Cause("server internal error", TECHNICAL, Advice.ONCE),
    501: Cause("not implemented", NOT_SUPPORTED, Advice.NO),
    502: Cause("bad gateway", "The line is faulty.", Advice.LATER),
    503: Cause("service unavailable", CONGESTED, Advice.MINUTES),
    504: Cause("server timeout", "The network did not react in time.", Advice.AGAIN),
    600: Cause("busy everywhere", "The line is busy.", Advice.MINUTES),
    603: Cause("decline", DECLINED, Advice.ALLOW_CALLS),
    604: Cause("does not exist anywhere", NO_SUCH_NUMBER, Advice.CHECK_NUMBER),
    607: Cause("unwanted", DECLINED, Advice.ALLOW_CALLS),
    608: Cause("rejected by the network", DECLINED, Advice.ALLOW_CALLS),
}
