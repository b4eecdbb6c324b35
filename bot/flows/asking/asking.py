"""Who asks, and what a flow answers when it will not do it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from bot.flows.asking.rights import Right, may
from storage.people import Role


@dataclass(frozen=True, slots=True)
class Asker:
    """A person in a chat, and the message or tap with which they ask.

    `request` is the same whenever the same message or tap comes again, and of no other.
    """

    person_id: int
    name: str
    chat_id: int
    topic_id: int | None
    request: str
    message_id: int | None
    role: Role | None = None  # here; None: a stranger
    username: str | None = None  # in lower case

    def may(self, right: Right) -> bool:
        """Whether they have a right, as far as was known when they came."""
        return may(self.role, right)

    def demand(self, right: Right, why: "Why | None" = None) -> None:
        """Refuse them where they had no such right when they came. Raises RefusedRequest.

        Whatever orders, takes or reveals looks again in its transaction: `permission.demand`.
        """
        if not self.may(right):
            raise RefusedRequest(why or REFUSALS[right])

    def because(self, request: str) -> "Asker":
        """The same person, asking through something that was asked before."""
        return replace(self, request=request)


class Why(StrEnum):
    """Why the desk will not do what was asked; `texts.refusals` has a sentence for each."""

    NOT_A_NUMBER = "not_a_number"
    IMPOSSIBLE_NUMBER = "impossible_number"
    NO_COUNTRY_CODE = "no_country_code"
    NOT_CALLABLE = "not_callable"  # premium rate, shared cost, satellite
    NO_SUCH_METHOD = "no_such_method"
    COUNTRY_OFF = "country_off"
    NO_PROVIDER = "no_provider"  # nobody who could do it is set up
    PROVIDER_OFF = "provider_off"  # an administrator switched it off
    PROVIDER_IN_TROUBLE = "provider_in_trouble"  # its circuit is open
    NO_FREE_TEST = "no_free_test"  # only a paid order shows whether it works
    NO_SUCH_PROVIDER = "no_such_provider"
    SMS_OFF = "sms_off"
    NO_OFFER = "no_offer"  # the panel does not say where it has numbers
    NO_SUCH_COUNTRY = "no_such_country"
    NO_SUCH_OPERATOR = "no_such_operator"
    NUMBER_GONE = "number_gone"
    IN_A_POOL = "in_a_pool"  # registered already
    TAKEN = "taken"  # by somebody else
    NOBODY_ELSE = "nobody_else"  # who could have it
    FREE = "free"  # a number that nobody holds
    NOT_TAKEN = "not_taken"  # by anybody
    FORGOTTEN = "forgotten"  # its retention is over
    TOO_MANY = "too_many"  # numbers in one command
    NOT_A_BATCH = "not_a_batch"
    NOT_A_FILE = "not_a_file"  # a picture, a voice message
    NOT_A_LIST = "not_a_list"  # a text without a number
    UNREADABLE_LIST = "unreadable_list"
    LOST_DIGITS = "lost_digits"  # a spreadsheet has cut every number of a list
    NOTHING_TO_CHECK = "nothing_to_check"  # no number in a list
    BATCH_TOO_OLD = "batch_too_old"  # its provider has forgotten it
    BATCH_TO_COME = "batch_to_come"  # its day has not come yet
    LINES_FORGOTTEN = "lines_forgotten"  # of a batch; only its counts are left
    OWNERS_ONLY = "owners_only"
    ADMINS_ONLY = "admins_only"
    ONLY_LOOKING = "only_looking"  # a viewer wants more
    TOO_LATE = "too_late"  # written long ago, while nobody fetched it
    ACCESS_ENDED = "access_ended"  # while they were at it
    MEMBERSHIP_UNKNOWN = "membership_unknown"  # Telegram does not say who is in the group
    NOT_AN_ACCESS_WORD = "not_an_access_word"
    WHOM = "whom"  # nobody was named
    NOT_A_PERSON = "not_a_person"  # a bot, a channel, a group
    NOBODY_THERE = "nobody_there"  # no such person has access
    OWNER_STAYS = "owner_stays"  # owners come from the settings
    HIGHER_UP = "higher_up"  # only an owner changes an administrator
    NOT_A_SPAN = "not_a_span"
    IN_PRIVATE = "in_private"  # what others in the chat should not read
    IN_A_GROUP = "in_a_group"
    ASKED_OFTEN = "asked_often"  # LIMIT_REQUESTS_PER_HOUR
    NOT_A_COUNTRY_RULE = "not_a_country_rule"
    NOT_A_GUARD_RULE = "not_a_guard_rule"
    NO_OTHER_WAY = "no_other_way"
    NEEDS_ANOTHER = "needs_another"  # a second person has to decide
    GUARDED = "guarded"  # the pumping guard blocks these numbers
    FRAUDULENT = "fraudulent"  # fraud lists, asked first, knew the number
    LISTS_AWAY = "lists_away"  # fraud lists are to be asked first, and nobody can ask them
    NOT_TO_BE_LIFTED = "not_to_be_lifted"  # no number, person or chat
    CALL_INSTEAD = "call_instead"  # there is no code: the person has to call
    CALLED_JUST_NOW = "called_just_now"  # within LIMIT_SECONDS_BETWEEN_CALLS
    CALLED_FOR_ANOTHER = "called_for_another"  # the same, and somebody else had it called
    CALLED_OFTEN = "called_often"  # LIMIT_SENDS_PER_NUMBER in ten minutes
    PERSON_SPENT = "person_spent"  # LIMIT_PERSON_PER_DAY
    CHAT_SPENT = "chat_spent"  # LIMIT_CHAT_PER_DAY
    BUDGET_SPENT = "budget_spent"  # a budget has no room for it
    NOT_A_BUDGET = "not_a_budget"
    NOBODY_CALLED = "nobody_called"  # whose budget is it?
    SEVERAL_CALLED = "several_called"  # by that name
    NO_SUCH_BUDGET = "no_such_budget"
    BAD_PRICES = "bad_prices"  # the new file is wrong
    ANOTHER_ASKED = "another_asked"  # the owners were asked for a second person's yes
    NO_SECOND = "no_second"  # there is no other owner to say it
    TOO_DEAR = "too_dear"  # to be repeated by a tap: APPROVAL_ABOVE
    NO_SUCH_SESSION = "no_such_session"
    NOT_YOURS = "not_yours"
    WHICH_SESSION = "which_session"  # several are open and none was named
    NOTHING_OPEN = "nothing_open"
    NOT_DIGITS = "not_digits"
    CODE_LENGTH = "code_length"
    NO_CODE = "no_code"  # the provider gave none
    STILL_CALLING = "still_calling"  # the order has no answer yet
    ALREADY_ENDED = "already_ended"
    ASKED_AGAIN = "asked_again"  # another lookup has taken its place
    ANOTHER_ORDERED = "another_ordered"  # another number has
    QUESTION_GONE = "question_gone"  # a stale button
    MESSAGES_OFF = "messages_off"
    WHICH_TEMPLATE = "which_template"  # none was named
    NO_SUCH_TEMPLATE = "no_such_template"
    NOT_A_TEMPLATE = "not_a_template"
    MISSING_FIELD = "missing_field"
    NO_FIELDS = "no_fields"  # the template has none to put anything in
    NO_SUCH_FIELD = "no_such_field"
    BAD_FIELD = "bad_field"  # too long, a link, or several lines
    NOT_FIELDS = "not_fields"
    NO_TEXT = "no_text"
    TOO_LONG = "too_long"  # to be written
    TOO_LONG_TO_SAY = "too_long_to_say"
    BAD_SIGNS = "bad_signs"  # characters that cannot be sent or spoken
    NUMBER_IN_ONE = "number_in_one"  # a number with blanks before a free text
    UNASSIGNED = "unassigned"
    NOT_AN_AUDIT = "not_an_audit"
    NUMBER_FORGOTTEN = "number_forgotten"  # nobody knows it any more
    IN_USE = "in_use"  # a number that something needs just now
    ANSWERED = "answered"  # with a yes, and the order is out
    NOT_A_VERIFICATION = "not_a_verification"  # digits for something else
    ONE_AT_A_TIME = "one_at_a_time"  # several numbers where one is meant
    BEING_CALLED = "being_called"  # another call was just ordered in this session
    CODE_OVER = "code_over"  # its number was let go
    NO_SUCH_PERSON = "no_such_person"  # among those who may use the desk
    WHICH_PERSON = "which_person"  # several are called that
    EMPTY_ROTA = "empty_rota"  # nobody is named
    LONG_ROTA = "long_rota"
    NO_HAND_OVER = "no_hand_over"  # no time of day
    NO_SUCH_ZONE = "no_such_zone"
    NO_ROTA = "no_rota"
    NOT_QUIET = "not_quiet"  # no two times of day
    NO_SUCH_SPAN = "no_such_span"  # of statistics
    NOT_A_COVER = "not_a_cover"  # no time for how long
    COVER_ONLY_YOURSELF = "cover_only_yourself"
    UNREADABLE_CALENDAR = "unreadable_calendar"
    EMPTY_CALENDAR = "empty_calendar"  # nothing in it from now on
    NOBODY_IN_CALENDAR = "nobody_in_calendar"  # whom we know


REFUSALS = {  # to somebody who has no such right
    Right.KNOCK: Why.ACCESS_ENDED,
    Right.LOOK: Why.ACCESS_ENDED,
    Right.ORDER: Why.ONLY_LOOKING,
    Right.MANAGE: Why.ADMINS_ONLY,
    Right.OWN: Why.OWNERS_ONLY,
}


class RefusedRequest(Exception):  # noqa: N818 (it is an answer for people, no error)
    """The desk will not do this, and `why` says so; the rest fills the sentence.

    `facts`: of what the sentence is made where a name or a number is not enough, as rows keep them.
    """

    def __init__(
        self,
        why: Why,
        *,
        detail: str = "",
        session_id: str = "",
        choices: tuple[str, ...] = (),
        wait: timedelta = timedelta(),
        more: str = "",
        lift: str = "",
        facts: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(why)
        self.why = why
        self.detail = detail
        self.session_id = session_id
        self.choices = choices
        self.wait = wait
        self.more = more  # the budget that more can be asked of
        self.lift = lift  # the block, as its button names it, where an administrator may read this
        self.facts = facts or {}
