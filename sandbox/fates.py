"""The magic numbers: the last three digits of +44 7700 900xxx decide what happens."""

import re
from enum import Enum


class Fate(Enum):
    """What happens to a number: the last three digits of +44 7700 900xxx."""

    GOOD = "000"  # all goes well, as for 001 to 009
    NO_SMS = "010"  # no SMS ever comes
    TWO_SMS = "011"  # two SMS
    WEBHOOK_TWICE = "012"  # webhook delivered twice
    WEBHOOK_FIRST = "013"  # webhook before the answer to the order
    WEBHOOK_LOST = "014"  # webhook lost; a poll would find it
    LEADING_ZEROS = "015"  # code with leading zeros
    TWO_CANDIDATES = "016"  # SMS text with two candidates for the code
    BUSY = "020"  # busy
    NO_ANSWER = "021"  # no answer
    MACHINE = "022"  # answered by a machine
    DECLINED = "023"  # declined
    OPERATOR_REFUSES = "024"  # refused by the operator (cause 31)
    BILLING_FAILS = "025"  # billing failure (cause 41)
    FORWARDED = "026"  # call forwarding is on
    HLR_ABSENT = "030"  # HLR: absent
    HLR_PORTED = "031"  # HLR: ported
    HLR_ROAMING = "032"  # HLR: roaming
    HLR_UNKNOWN = "033"  # HLR: unknown
    SUSPICIOUS = "040"  # fraud check: suspicious
    FRAUDULENT = "041"  # fraud check: fraudulent (in the misspelt form of the document)
    NOT_MOBILE = "042"  # not a mobile prefix
    CREDENTIALS_REFUSED = "050"  # credentials refused
    THROTTLED_ONCE = "051"  # throttled once, then fine
    SERVER_ERROR = "052"  # server error
    ANSWER_LOST = "053"  # time-out after the order was taken (the money trap)
    REPLY_CUT = "054"  # reply cut in the middle
    NO_STOCK = "055"  # no numbers in stock
    NO_FUNDS = "056"  # no funds
    CLOCK_REFUSED = "057"  # clock refused
    IMPOSSIBLE_STATUS = "060"  # impossible status value
    SLOW = "070"  # slow: everything takes 20 s


MAGIC = {f"{last:03}": Fate.GOOD for last in range(10)} | {fate.value: fate for fate in Fate}
DRAMA = re.compile(r"\+447700900(\d{3})")  # Ofcom's range for films; it belongs to nobody


def fate_of(number: str) -> Fate:
    """Read the fate of an E.164 number; whatever the table does not name goes well."""
    drama = DRAMA.fullmatch(number)
    return MAGIC.get(drama[1], Fate.GOOD) if drama else Fate.GOOD
