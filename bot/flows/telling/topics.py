"""What news there is. `bot.texts.news` has words for each topic."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeAlias

# The facts that the words of a topic need, as they are kept.
Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | float | bool | None"


class Topic(StrEnum):
    """What news is about; `texts.news` has the words."""

    VERIFIED = "verified"  # by the person's own call
    FAILED = "failed"  # surely no code will come
    UNKNOWN = "unknown"  # the call may or may not have happened
    EXPIRED = "expired"  # nobody typed the code in time
    LATE = "late"  # what was unknown has turned out well after all
    UNDELIVERABLE = "undeliverable"  # on-call: a chat takes no messages
    TWICE = "twice"  # somebody else verifies the same number
    TROUBLE = "trouble"  # on-call: a provider cannot be used
    TROUBLE_OVER = "trouble_over"  # on-call: it can again
    UNPAID = "unpaid"  # on-call: a provider took an order and could not charge us for it
    ORPHAN = "orphan"  # on-call: a callback belongs to nothing we know
    LOW_FUNDS = "low_funds"  # on-call: an account will soon be empty
    PUMPING = "pumping"  # on-call: numbers that look like fraud are blocked
    APPROVAL = "approval"  # owners: somebody needs a second person's yes
    NOT_APPROVED = "not_approved"  # the one who needed it: no
    CODE = "code"  # a code came to a number: private
    CODE_IN_GROUP = "code_in_group"  # the same, without the code
    CODE_WAITS = "code_waits"  # its holder has not taken it
    CODE_UNTAKEN = "code_untaken"  # on-call: nobody holds its number
    BATCH_PAUSED = "batch_paused"  # a budget has no room for the rest of a list
    BUDGET_LOW = "budget_low"  # whoever it limits: 80 % of a budget are used
    BUDGET_MORE = "budget_more"  # owners: somebody asks for more
    BUDGET_DECIDED = "budget_decided"  # the one who asked: granted, or not
    APPROVED = "approved"  # the one who needed it: yes, and what came of it
    NOT_DECIDED = "not_decided"  # the one who needed it: nobody said anything
    CODE_UNHEARD = "code_unheard"  # on-call: whoever holds its number has not taken it
    CODE_WENT = "code_went"  # a group: to whom on call its code went
    ON_DUTY = "on_duty"  # the one who is on call from now on
    HAND_OVER = "hand_over"  # a group: who is on call from now on
    CODE_HEARD = "code_heard"  # listeners: a code came somewhere
    RESULT = "result"  # listeners: a session ended somewhere
    DIGEST = "digest"  # listeners: the last day in numbers
    ENDING = "ending"  # a number will soon be let go
    DRILL = "drill"  # on-call: a practice alarm
    DRILL_OVER = "drill_over"  # who began it: somebody has taken it
    DRILL_UNANSWERED = "drill_unanswered"  # who began it: nobody has
    IDLE = "idle"  # a pool: somebody holds a number and does not use it
    GIVEN = "given"  # the one who holds a number now: somebody has handed it to them
    YOUR_TURN = "your_turn"  # a pool: the first in a queue holds the number now
    ERASED = "erased"  # the owner who wanted it: a number is forgotten everywhere
    ASKS = "asks"  # administrators: somebody wants to be let in
    DECIDED = "decided"  # administrators: the request is answered
    CAME_IN = "came_in"  # the one who invited: somebody came
    TURNED_AWAY = "turned_away"  # the one who asked: no
    GROUP_LEFT = "group_left"  # administrators: the desk is no longer in a group
    UNANSWERED = "unanswered"  # the one who asked: nobody has said anything
    REMOVED = "removed"  # somebody's access was taken back
    GUEST_OVER = "guest_over"  # a guest's time is over
    ADMITTED = "admitted"  # the one who asked: yes


# What chats can listen to.
INCIDENTS = frozenset(
    {
        Topic.TROUBLE,
        Topic.TROUBLE_OVER,
        Topic.UNPAID,
        Topic.ORPHAN,
        Topic.PUMPING,
        Topic.LOW_FUNDS,
    }
)
# News to on-call that makes no sound in quiet hours; codes are not among it.
SOFT = INCIDENTS | {Topic.UNDELIVERABLE, Topic.ON_DUTY}
