"""What comes of every fate where a phone is verified."""

from collections.abc import Mapping

from sandbox.fates import Fate
from tests.journeys.fates.evening import Service, Tale
from tests.journeys.fates.playing import verify

VERIFIED = "in progress > waiting for the code > verified"
LATER = "calling > in progress > waiting for the code > verified"
OVERTAKEN = "calling > waiting for the code > verified"
NO_NEWS = "in progress > verified"
FAILED = "in progress > failed"
NOBODY_KNOWS = "calling > outcome unknown"

GOOD = Tale(VERIFIED, "is verified")
EARLY = Tale(OVERTAKEN, "is verified")
UNTOLD = Tale(NO_NEWS, "is verified")  # nobody says how the call went
KEY = Tale("failed", "refuses our key. Whoever is on call has been told.", 0, 1, "released")
EMPTY = Tale("failed", "is empty. Whoever is on call has been told.", 0, 1, "released")
THROTTLED = Tale(LATER, "is verified", asked=2)
SILENT = Tale("outcome unknown", "may or may not have been reached", 0, 1, "unknown")
LOST = Tale(NOBODY_KNOWS, "may or may not have been reached", ledger="unknown")
CUT = Tale("outcome unknown", "may or may not have been reached", ledger="unknown")
SLOW = Tale(f"calling > outcome unknown > {VERIFIED}", "answered after all")


def unbilled(then: str, words: str) -> Tale:
    """The vendor counts the order and does not bill it."""
    return Tale(then, words, ledger="released")


NUMCHECK_FLASH = Service(
    "numcheck",
    "/init-call",
    verify("flash"),
    {
        Fate.GOOD: GOOD,
        Fate.LEADING_ZEROS: GOOD,
        Fate.BUSY: GOOD,  # whoever saw it ring has seen the number
        Fate.NO_ANSWER: GOOD,
        Fate.MACHINE: GOOD,
        Fate.DECLINED: GOOD,
        # -1 is all NumCheck can say: that the phone never rang stays between it and the network
        Fate.OPERATOR_REFUSES: Tale("in progress > waiting for the code", "Nobody picked up"),
        Fate.BILLING_FAILS: Tale("in progress > waiting for the code", "Nobody picked up"),
        Fate.CREDENTIALS_REFUSED: KEY,
        Fate.THROTTLED_ONCE: THROTTLED,
        Fate.SERVER_ERROR: SILENT,
        Fate.ANSWER_LOST: LOST,  # its code was in the answer
        Fate.REPLY_CUT: CUT,
        Fate.NO_FUNDS: EMPTY,
        Fate.IMPOSSIBLE_STATUS: UNTOLD,
        Fate.SLOW: Tale("calling > outcome unknown > in progress > verified", "answered after all"),
    },
)

LANCK_FLASH = Service(
    "lanck",
    "/calls/flash",
    verify("flash"),
    {
        Fate.GOOD: GOOD,
        Fate.WEBHOOK_TWICE: GOOD,
        Fate.WEBHOOK_FIRST: EARLY,
        Fate.WEBHOOK_LOST: UNTOLD,
        Fate.BUSY: unbilled(VERIFIED, "is verified"),
        Fate.NO_ANSWER: unbilled(FAILED, "off or out of coverage"),
        Fate.MACHINE: GOOD,
        Fate.DECLINED: unbilled(VERIFIED, "is verified"),
        Fate.OPERATOR_REFUSES: unbilled("in progress > waiting for the code", "was declined"),
        Fate.BILLING_FAILS: unbilled(FAILED, "The network is overloaded."),
        Fate.CREDENTIALS_REFUSED: KEY,
        Fate.THROTTLED_ONCE: THROTTLED,
        Fate.SERVER_ERROR: SILENT,
        Fate.ANSWER_LOST: EARLY,  # the callback says what the answer did not
        Fate.REPLY_CUT: Tale(f"outcome unknown > {VERIFIED[14:]}", "answered after all"),
        Fate.NO_FUNDS: EMPTY,
        Fate.IMPOSSIBLE_STATUS: unbilled(VERIFIED, "is verified"),
        Fate.SLOW: EARLY,
    },
)

LANCK_PIN = Service(
    "lanck",
    "/calls/p2s",
    verify("pin"),
    {
        **LANCK_FLASH.tales,
        Fate.BUSY: unbilled(FAILED, "The line is busy."),
        Fate.DECLINED: unbilled(FAILED, "declined or blocked"),
        Fate.OPERATOR_REFUSES: unbilled(FAILED, "declined or blocked"),
    },
)

LANCK_SMS = Service(
    "lanck",
    "/sms",
    verify("sms"),
    {
        Fate.GOOD: GOOD,
        Fate.NO_SMS: unbilled(FAILED, "It did not reach the person."),
        Fate.TWO_SMS: GOOD,
        Fate.WEBHOOK_TWICE: GOOD,
        Fate.WEBHOOK_FIRST: EARLY,
        Fate.WEBHOOK_LOST: UNTOLD,
        Fate.OPERATOR_REFUSES: unbilled(FAILED, "It did not reach the person."),
        Fate.BILLING_FAILS: unbilled(FAILED, "It did not reach the person."),
        Fate.CREDENTIALS_REFUSED: KEY,
        Fate.THROTTLED_ONCE: THROTTLED,
        Fate.SERVER_ERROR: SILENT,
        Fate.ANSWER_LOST: EARLY,
        Fate.REPLY_CUT: Tale(f"outcome unknown > {VERIFIED[14:]}", "answered after all"),
        Fate.NO_FUNDS: EMPTY,
        Fate.IMPOSSIBLE_STATUS: UNTOLD,
        Fate.SLOW: EARLY,
    },
)

NOBODY_CALLED = unbilled("in progress > expired", "Nobody called from")

LANCK_INCOMING = Service(
    "lanck",
    "/calls/incoming",
    verify("incoming"),
    {
        Fate.GOOD: UNTOLD,
        Fate.WEBHOOK_TWICE: UNTOLD,
        Fate.WEBHOOK_FIRST: Tale("calling > in progress > verified"),
        Fate.WEBHOOK_LOST: UNTOLD,  # a poll finds it
        Fate.NO_ANSWER: NOBODY_CALLED,
        Fate.OPERATOR_REFUSES: NOBODY_CALLED,
        Fate.BILLING_FAILS: NOBODY_CALLED,
        Fate.CREDENTIALS_REFUSED: KEY,
        Fate.THROTTLED_ONCE: Tale("calling > in progress > verified", asked=2),
        Fate.SERVER_ERROR: SILENT,
        Fate.ANSWER_LOST: unbilled(NOBODY_KNOWS, "may or may not"),  # nobody was told the number
        Fate.REPLY_CUT: unbilled("outcome unknown", "may or may not"),
        Fate.NO_STOCK: Tale("failed", "refused the order. Nothing was charged.", 0, 1, "released"),
        Fate.NO_FUNDS: EMPTY,
        Fate.IMPOSSIBLE_STATUS: Tale("in progress > expired", "Nobody called from"),
        Fate.SLOW: Tale("calling > outcome unknown > in progress > verified", "answered after all"),
    },
)

MCN_PASSWORD = Service(
    "mcn",
    "/passwordcall",
    verify("password"),
    {
        Fate.GOOD: GOOD,
        Fate.WEBHOOK_TWICE: GOOD,
        Fate.WEBHOOK_FIRST: EARLY,
        Fate.WEBHOOK_LOST: UNTOLD,
        Fate.BUSY: Tale(FAILED, "The line is busy."),
        Fate.NO_ANSWER: Tale(FAILED, "It rang, and nobody answered."),
        Fate.MACHINE: GOOD,
        Fate.DECLINED: Tale(FAILED, "The line is busy."),
        Fate.OPERATOR_REFUSES: Tale(FAILED, "ended the call without a reason"),
        Fate.BILLING_FAILS: Tale(FAILED, "Our account at MCN is empty."),
        Fate.FORWARDED: Tale(VERIFIED, "is verified"),
        Fate.CREDENTIALS_REFUSED: KEY,
        Fate.THROTTLED_ONCE: THROTTLED,
        Fate.SERVER_ERROR: SILENT,
        Fate.ANSWER_LOST: Tale(f"{NOBODY_KNOWS} > verified", "may or may not"),
        Fate.REPLY_CUT: Tale("outcome unknown > verified", "may or may not"),
        Fate.NO_FUNDS: EMPTY,
        # any cause the document does not name is a number out of reach, says the document
        Fate.IMPOSSIBLE_STATUS: Tale(FAILED, "It did not reach the person."),
        Fate.SLOW: Tale(
            "calling > outcome unknown > waiting for the code > verified", "answered after all"
        ),
    },
)

# The same account, whose owner set the webhook up otherwise: the record says the same.
CDR_TALES = {
    fate: MCN_PASSWORD.tales[fate]
    for fate in (Fate.GOOD, Fate.BUSY, Fate.NO_ANSWER, Fate.OPERATOR_REFUSES, Fate.BILLING_FAILS)
}
CDR_SHAPES: Mapping[str, Mapping[str, object]] = {
    "an array": {"envelope": "array"},
    "a GET": {"method": "GET"},
    "a form": {"method": "FORM", "string_cause": True},
    "the other name of the id": {"uuid_name": "verification_call_uuid"},
}
MCN_SHAPES = {
    f"mcn password, {name}": Service(
        "mcn", "/passwordcall", verify("password"), CDR_TALES, switches=switches
    )
    for name, switches in CDR_SHAPES.items()
}
