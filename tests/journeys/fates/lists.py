"""What comes of every fate where numbers are asked about, held, or checked by the list."""

from sandbox.fates import Fate
from tests.journeys.fates.calls import EMPTY, KEY
from tests.journeys.fates.evening import Service, Tale
from tests.journeys.fates.playing import look_up
from tests.journeys.fates.playing_lists import check, hold, receive

ASKED_TWICE = Tale("in progress > done", "reachable", asked=2)
NOT_ASKED = Tale("failed", "Whoever is on call has been told.", 0, 1, "released")

LANCK_HLR = Service(
    "lanck",
    "/insight/hlr",
    look_up("hlr"),
    {
        Fate.GOOD: Tale("done", "🟢 reachable"),
        Fate.HLR_ABSENT: Tale("done", "absent (unreachable now)"),
        Fate.HLR_PORTED: Tale("done", "· ported · not roaming"),
        Fate.HLR_ROAMING: Tale("done", "· not ported · roaming"),
        Fate.HLR_UNKNOWN: Tale("done", "⚪ unknown"),
        Fate.CREDENTIALS_REFUSED: Tale("failed", "LANCK refuses our key", 0, 1, "released"),
        Fate.THROTTLED_ONCE: ASKED_TWICE,
        Fate.SERVER_ERROR: Tale("outcome unknown", "no answer", 0, 1, "unknown"),
        Fate.ANSWER_LOST: Tale("in progress > outcome unknown", "no answer", ledger="unknown"),
        Fate.REPLY_CUT: Tale("outcome unknown", "no answer", ledger="unknown"),
        Fate.NO_FUNDS: Tale("failed", "Our account at LANCK is empty", 0, 1, "released"),
        Fate.IMPOSSIBLE_STATUS: Tale("done", "⚪ unknown"),
        Fate.SLOW: Tale("in progress > done", "🟢 reachable"),
    },
)

LANCK_FRAUD = Service(
    "lanck",
    "/insight/fraudcheck",
    look_up("fraud"),
    {
        **{
            fate: tale for fate, tale in LANCK_HLR.tales.items() if not fate.name.startswith("HLR_")
        },
        Fate.GOOD: Tale("done", "🟢 clean"),
        Fate.SUSPICIOUS: Tale("done", "🟠 suspicious"),
        Fate.FRAUDULENT: Tale("done", "🔴 fraudulent"),
        Fate.NOT_MOBILE: Tale("done", "🟡 not mobile"),
        Fate.THROTTLED_ONCE: Tale("in progress > done", "🟢 clean", asked=2),
        Fate.SLOW: Tale("in progress > done", "🟢 clean"),
    },
)


def heard(words: str) -> Tale:
    """One message that came in, which nobody had ordered."""
    return Tale("a code", words, charged=0, asked=0, ledger="")


LANCK_INBOUND = Service(
    "lanck",
    "/nothing is ordered",
    receive,
    {
        Fate.GOOD: heard("734512"),
        Fate.NO_SMS: Tale("", "", charged=0, asked=0, ledger=""),
        Fate.TWO_SMS: Tale("a code > a code", "734512", charged=0, asked=0, ledger=""),
        Fate.WEBHOOK_TWICE: heard("734512"),
        Fate.WEBHOOK_LOST: Tale("", "", charged=0, asked=0, ledger=""),  # for good: no poll
        Fate.LEADING_ZEROS: heard("🔑 004217"),
        Fate.TWO_CANDIDATES: heard("One of these: 734512 or 918273"),
    },
)

CAME = "waiting for the code > code received > a code"

VIRTUAL_NUMBERS = Service(
    "virtual_numbers",
    "/get-number",
    hold,
    {
        Fate.GOOD: Tale(CAME, "🔑"),
        Fate.NO_SMS: Tale("waiting for the code", "ends at"),
        Fate.TWO_SMS: Tale(f"{CAME} > a code", "Messages so far: 2"),
        Fate.WEBHOOK_TWICE: Tale(CAME, "Messages so far: 1"),
        Fate.WEBHOOK_FIRST: Tale("calling > code received > a code", "Messages so far: 1"),
        Fate.WEBHOOK_LOST: Tale("waiting for the code", "ends at"),  # for good: no poll
        Fate.LEADING_ZEROS: Tale(CAME, "🔑 000"),
        Fate.TWO_CANDIDATES: Tale(CAME, "🔑 One of these: "),
        Fate.CREDENTIALS_REFUSED: KEY,
        Fate.THROTTLED_ONCE: Tale(f"calling > {CAME}", "Messages so far: 1", asked=2),
        Fate.SERVER_ERROR: Tale("outcome unknown", "may or may not", 0, 1, "unknown"),
        Fate.ANSWER_LOST: Tale(
            "calling > code received > a code", "may or may not have been taken"
        ),
        Fate.REPLY_CUT: Tale("outcome unknown > code received > a code", "may or may not"),
        Fate.NO_STOCK: Tale("failed", "There is no such number just now.", 0, 1, "released"),
        Fate.NO_FUNDS: EMPTY,
        Fate.IMPOSSIBLE_STATUS: Tale("outcome unknown > code received > a code", "may or may not"),
        Fate.SLOW: Tale("calling > code received > a code", "Messages so far: 1"),
    },
)

DONE = "in progress > done"
LIST = "/number/check"
PUSHED_ALONE = frozenset({Fate.WEBHOOK_LOST})


def order_tales(words: str) -> dict[Fate, Tale]:
    """What comes of the fates of a whole order, where a good number ends with these words."""
    good = Tale(DONE, words)
    return {
        Fate.GOOD: good,
        Fate.WEBHOOK_TWICE: good,
        Fate.WEBHOOK_FIRST: good,
        Fate.WEBHOOK_LOST: good,
        Fate.CREDENTIALS_REFUSED: Tale(DONE, "| not asked |", 0, 1, "released"),
        Fate.THROTTLED_ONCE: Tale(DONE, words, asked=2),
        Fate.SERVER_ERROR: Tale(DONE, "| unknown |", 0, 1, "unknown"),
        Fate.ANSWER_LOST: good,  # found by the name we gave it
        Fate.REPLY_CUT: good,
        Fate.NO_FUNDS: Tale(DONE, "| not asked |", 0, 1, "released"),
        Fate.CLOCK_REFUSED: Tale(DONE, words, asked=2),
        Fate.SLOW: good,
    }


BASIC = order_tales("| valid |")
LIVE = order_tales("| reachable |") | {
    Fate.HLR_ABSENT: Tale(DONE, "| unreachable |"),
    Fate.HLR_UNKNOWN: Tale(DONE, "| unknown |"),
    Fate.IMPOSSIBLE_STATUS: Tale(DONE, "| unknown |"),
}

NXCLOUD_BASIC = Service(
    "nxcloud",
    LIST,
    check("Format and operator", pushed=True),
    BASIC,
    alone=PUSHED_ALONE,
    switches={"generation": 1},
)
NXCLOUD_BASIC_NEW = Service(
    "nxcloud",
    LIST,
    check("Format and operator", pushed=False),
    BASIC | {Fate.IMPOSSIBLE_STATUS: Tale(DONE, "| unknown |")},  # a word, no longer a number
    switches={"generation": 2},
)
NXCLOUD_LIVE = Service(
    "nxcloud",
    LIST,
    check("HLR in bulk", pushed=False),
    LIVE
    | {
        Fate.HLR_ROAMING: Tale(DONE, "| GB |  | yes"),
        Fate.NOT_MOBILE: Tale(DONE, "| valid |", charged=0),
    },
    switches={"generation": 1},
)
NXCLOUD_LIVE_NEW = Service(
    "nxcloud",
    LIST,
    check("HLR in bulk", pushed=True),
    LIVE
    | {
        Fate.HLR_PORTED: Tale(DONE, "| GB | yes |"),
        Fate.NOT_MOBILE: Tale(DONE, "| unknown |", charged=0),
    },
    alone=PUSHED_ALONE,
    switches={"generation": 2},
)
