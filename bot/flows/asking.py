"""Who asks, and what a flow answers when it will not do it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum


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
    is_owner: bool = False

    def because(self, request: str) -> "Asker":
        """The same person, asking through something that was asked before."""
        return replace(self, request=request)


class Why(StrEnum):
    """Why the desk will not do what was asked; `texts.refusals` has a sentence for each."""

    NOT_A_NUMBER = "not_a_number"
    IMPOSSIBLE_NUMBER = "impossible_number"
    NOT_CALLABLE = "not_callable"  # premium rate, shared cost, satellite
    NO_SUCH_METHOD = "no_such_method"
    COUNTRY_OFF = "country_off"
    NO_PROVIDER = "no_provider"  # nobody who could do it is set up
    PROVIDER_OFF = "provider_off"  # an administrator switched it off
    PROVIDER_IN_TROUBLE = "provider_in_trouble"  # its circuit is open
    NO_SUCH_PROVIDER = "no_such_provider"
    SMS_OFF = "sms_off"
    NO_OFFER = "no_offer"  # the panel does not say where it has numbers
    NO_SUCH_COUNTRY = "no_such_country"
    NO_SUCH_OPERATOR = "no_such_operator"
    NUMBER_GONE = "number_gone"
    IN_A_POOL = "in_a_pool"  # registered already
    TAKEN = "taken"  # by somebody else
    NOT_TAKEN = "not_taken"  # by anybody
    FORGOTTEN = "forgotten"  # its retention is over
    TOO_MANY = "too_many"  # numbers in one command
    NOT_A_BATCH = "not_a_batch"
    NOT_A_FILE = "not_a_file"  # a picture, a voice message
    NOT_A_LIST = "not_a_list"  # a text without a number
    UNREADABLE_LIST = "unreadable_list"
    NO_SUCH_BATCH = "no_such_batch"
    LINES_FORGOTTEN = "lines_forgotten"  # of a batch; only its counts are left
    OWNERS_ONLY = "owners_only"
    NOT_A_COUNTRY_RULE = "not_a_country_rule"
    NOT_A_GUARD_RULE = "not_a_guard_rule"
    NO_OTHER_WAY = "no_other_way"
    NEEDS_ANOTHER = "needs_another"  # a second person has to decide
    GUARDED = "guarded"  # the pumping guard blocks these numbers
    CALL_INSTEAD = "call_instead"  # there is no code: the person has to call
    CALLED_JUST_NOW = "called_just_now"  # within LIMIT_SECONDS_BETWEEN_CALLS
    CALLED_OFTEN = "called_often"  # LIMIT_SENDS_PER_NUMBER in ten minutes
    PERSON_SPENT = "person_spent"  # LIMIT_PERSON_PER_DAY
    CHAT_SPENT = "chat_spent"  # LIMIT_CHAT_PER_DAY
    NO_SUCH_SESSION = "no_such_session"
    NOT_YOURS = "not_yours"
    WHICH_SESSION = "which_session"  # several are open and none was named
    NOTHING_OPEN = "nothing_open"
    NOT_DIGITS = "not_digits"
    CODE_LENGTH = "code_length"
    NO_CODE = "no_code"  # the provider gave none
    STILL_CALLING = "still_calling"  # the order has no answer yet
    ALREADY_ENDED = "already_ended"
    QUESTION_GONE = "question_gone"  # a stale button
    BEING_CALLED = "being_called"  # another call was just ordered in this session


class RefusedRequest(Exception):  # noqa: N818 (it is an answer, not a failure)
    """The desk will not do this, and `why` says so; the rest fills the sentence."""

    def __init__(
        self,
        why: Why,
        *,
        detail: str = "",
        session_id: str = "",
        choices: tuple[str, ...] = (),
        wait: timedelta = timedelta(),
    ) -> None:
        super().__init__(why)
        self.why = why
        self.detail = detail
        self.session_id = session_id
        self.choices = choices
        self.wait = wait
