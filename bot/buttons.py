"""Every button the desk has made, by the first word of its callback data.

Buttons stay in old chats for years: a value is never changed, and none is used a second time.
What somebody needs to press them is in `flows.asking.rights`, what they do in `commands.table`.
"""

from enum import StrEnum


class Button(StrEnum):
    """First word of callback data; 64 bytes are all there is, and ids need their part of them."""

    # verifications
    ANSWER = "ask"  # a question the desk asked before it began
    ENTER_CODE = "enter"
    AGAIN = "again"
    WAYS = "ways"  # show the other ways
    WAY = "way"  # take one of them
    CANCEL = "cancel"  # any session
    USE_NUMBER = "do"  # what a bare number is for
    # numbers
    COUNTRIES = "np"  # turn the page
    COUNTRY = "nc"
    OPERATOR = "no"
    LEASE = "ny"
    NO = "nn"  # to any offer: the question goes
    EXTEND = "nx"
    RELEASE = "nr"
    ANOTHER_NUMBER = "nm"
    HAND_OVER = "nh"
    TAKE_OVER = "nt"
    GIVE = "ng"  # to a teammate
    GIVE_NOBODY = "nb"
    # codes
    SHOW_CODE = "show"
    TAKE_CODE = "take"
    GOT_CODE = "got"
    # pools
    POOL_TAKE = "pt"
    POOL_RELEASE = "pg"
    POOL_HAND_OVER = "ph"
    POOL_QUEUE = "pq"
    POOL_LEAVE_QUEUE = "pl"
    POOL_KEEP = "pk"  # a number that looks idle
    # lookups
    LOOK_UP_AGAIN = "la"
    # batches
    QUOTE = "bq"
    QUOTE_LEVEL = "bl"
    QUOTE_COLUMN = "bk"
    QUOTE_HEADER = "bh"
    QUOTE_COUNTRY = "bo"
    START_BATCH = "bs"
    PAUSE_BATCH = "bp"  # or let it go on
    CANCEL_BATCH = "bc"
    EXPORT_BATCH = "be"
    # money
    APPROVE = "ap"
    ASK_FOR_MORE = "bm"
    GRANT_MORE = "bg"
    STATS = "st"
    STATS_FILE = "se"
    # on call
    COVER = "rc"
    END_COVER = "re"
    REFRESH_ROTA = "rr"
    TAKE_HELPING = "ht"  # a code one was called for
    GOT_HELPING = "hg"
    GOT_DRILL = "dg"
    WATCH = "wt"
    # running the desk
    PROBE = "probe"
    SWITCH = "switch"
    LIFT_BLOCK = "lf"
    FORGET = "fy"
    FORGET_NOTHING = "fn"
    OLDER_RECORDS = "au"
    EXPORT_RECORDS = "ax"
    # people
    JOIN = "join"
    ADMIT = "admit"
    PERSON = "person"
    ROLE = "role"
    REVOKE = "revoke"
