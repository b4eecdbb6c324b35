"""Every service of every vendor with its evening, and the pairs that cannot happen, with why."""

from collections.abc import Mapping

from sandbox.fates import Fate
from tests.journeys.fates import calls, lists
from tests.journeys.fates.evening import Service

SERVICES: Mapping[str, Service] = {
    "numcheck flash": calls.NUMCHECK_FLASH,
    "lanck flash": calls.LANCK_FLASH,
    "lanck pin": calls.LANCK_PIN,
    "lanck incoming": calls.LANCK_INCOMING,
    "lanck sms": calls.LANCK_SMS,
    "lanck hlr": lists.LANCK_HLR,
    "lanck fraud": lists.LANCK_FRAUD,
    "lanck inbound sms": lists.LANCK_INBOUND,
    "mcn password": calls.MCN_PASSWORD,
    "nxcloud basic, generation 1, pushed": lists.NXCLOUD_BASIC,
    "nxcloud basic, generation 2, polled": lists.NXCLOUD_BASIC_NEW,
    "nxcloud live, generation 1, polled": lists.NXCLOUD_LIVE,
    "nxcloud live, generation 2, pushed": lists.NXCLOUD_LIVE_NEW,
    "virtual numbers": lists.VIRTUAL_NUMBERS,
}
MORE = calls.MCN_SHAPES  # the same again, told in other shapes

# Which service of the table shows which promise of a provider's class line.
SHOWN_BY = {
    ("numcheck", "FlashCaller"): "numcheck flash",
    ("numcheck", "CallTracker"): "numcheck flash",
    ("lanck", "FlashCaller"): "lanck flash",
    ("lanck", "PinSpeaker"): "lanck pin",
    ("lanck", "IncomingCallVerifier"): "lanck incoming",
    ("lanck", "SuccessListener"): "lanck flash",
    ("lanck", "NumberLookup"): "lanck hlr",
    ("lanck", "FraudChecker"): "lanck fraud",
    ("lanck", "SmsSender"): "lanck sms",
    ("lanck", "CallbackReader"): "lanck inbound sms",
    ("mcn", "PasswordCaller"): "mcn password",
    ("mcn", "CallbackReader"): "mcn password",
    ("nxcloud", "BatchSubmitter"): "nxcloud basic, generation 1, pushed",
    ("nxcloud", "BatchInspector"): "nxcloud live, generation 1, polled",
    ("nxcloud", "CallbackReader"): "nxcloud live, generation 2, pushed",
    ("virtual_numbers", "NumberLessor"): "virtual numbers",
    ("virtual_numbers", "CallbackReader"): "virtual numbers",
}
NOT_SHOWN = {
    ("lanck", "TextSpeaker"): "free text is told by its own journeys, behind its own switch",
    ("lanck", "CallTracker"): "off unless LANCK_POLL_REQUESTS: the newer document lacks it",
    ("nxcloud", "NumberChecker"): "no command asks NXCloud about a number that is not in a list",
    ("nxcloud", "BalanceReader"): "free, and about no number",
}

MESSAGES = {Fate.NO_SMS, Fate.TWO_SMS, Fate.TWO_CANDIDATES}
WEBHOOKS = {Fate.WEBHOOK_TWICE, Fate.WEBHOOK_FIRST, Fate.WEBHOOK_LOST}
RINGING = {Fate.BUSY, Fate.MACHINE, Fate.DECLINED, Fate.FORWARDED}
NETWORK = {Fate.OPERATOR_REFUSES, Fate.BILLING_FAILS}
CALLS = RINGING | NETWORK | {Fate.NO_ANSWER}
HLR = {Fate.HLR_ABSENT, Fate.HLR_PORTED, Fate.HLR_ROAMING, Fate.HLR_UNKNOWN}
LISTS = {Fate.SUSPICIOUS, Fate.FRAUDULENT}
FRAUD = LISTS | {Fate.NOT_MOBILE}
TROUBLE = {fate for fate in Fate if fate.value >= Fate.CREDENTIALS_REFUSED.value}


def because(reason: str, *groups: set[Fate]) -> dict[Fate, str]:
    """Give one reason for groups of fates."""
    return {fate: reason for fate in Fate if any(fate in group for group in groups)}


NO_MESSAGE = because("nothing is written or received by messages here", MESSAGES)
NO_CALLBACK = because("this is answered at once, or asked about, and never called back", WEBHOOKS)
NO_CALL = because("nobody's phone rings", CALLS)
NO_LOOKUP = because("the network is not asked about the number", HLR)
NO_FRAUD = because("no fraud list is asked", FRAUD)
NO_FORWARDING = because("only MCN looks at forwarding", {Fate.FORWARDED})
NO_STOCK = because("nothing is lent that could run out", {Fate.NO_STOCK})
NO_CLOCK = because("only NXCloud looks at our clock", {Fate.CLOCK_REFUSED})
OUR_CODE = because("the code is the desk's own, or there is none", {Fate.LEADING_ZEROS})
NO_ORDER = because("nothing is ordered: a message comes in", TROUBLE)
BEFORE = because("there is no order that a webhook could overtake", {Fate.WEBHOOK_FIRST})
IN_TURN = because("an operator of the panel lends good numbers only", CALLS, HLR, FRAUD)
NO_TRAIT = "this edition has no field for it"

LENT = NO_MESSAGE | NO_LOOKUP | NO_FRAUD | NO_CLOCK
SPOKEN = LENT | NO_STOCK
ASKED = NO_MESSAGE | NO_CALLBACK | NO_CALL | NO_STOCK | NO_CLOCK | OUR_CODE
LISTED = NO_MESSAGE | NO_CALL | NO_STOCK | OUR_CODE | because("no fraud list is asked", LISTS)

CANNOT: Mapping[str, Mapping[Fate, str]] = {
    "numcheck flash": SPOKEN | NO_CALLBACK | NO_FORWARDING,
    "lanck flash": SPOKEN | NO_FORWARDING | OUR_CODE,
    "lanck pin": SPOKEN | NO_FORWARDING | OUR_CODE,
    "lanck incoming": LENT | OUR_CODE | because("it is the person who calls", RINGING),
    "lanck sms": NO_LOOKUP
    | NO_FRAUD
    | NO_STOCK
    | NO_CLOCK
    | OUR_CODE
    | because("a message does not ring", RINGING | {Fate.NO_ANSWER})
    | because("the text is the desk's own", {Fate.TWO_CANDIDATES}),
    "lanck hlr": ASKED | NO_FRAUD,
    "lanck fraud": ASKED | NO_LOOKUP,
    "lanck inbound sms": NO_CALL | NO_LOOKUP | NO_FRAUD | NO_ORDER | BEFORE,
    "mcn password": SPOKEN | OUR_CODE,
    "nxcloud basic, generation 1, pushed": LISTED
    | NO_LOOKUP
    | because("the kind of line is a detail of no verdict", {Fate.NOT_MOBILE})
    | because("an unknown kind of line is no verdict either", {Fate.IMPOSSIBLE_STATUS}),
    "nxcloud basic, generation 2, polled": LISTED
    | NO_LOOKUP
    | because("the kind of line is a detail of no verdict", {Fate.NOT_MOBILE}),
    "nxcloud live, generation 1, polled": LISTED | because(NO_TRAIT, {Fate.HLR_PORTED}),
    "nxcloud live, generation 2, pushed": LISTED | because(NO_TRAIT, {Fate.HLR_ROAMING}),
    "virtual numbers": IN_TURN | NO_CLOCK,
}
