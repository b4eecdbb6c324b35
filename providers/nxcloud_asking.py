"""How NXCloud is asked, what is not even asked, and what its refusals mean.

Refusals come inside HTTP 200, with a `code` that is not 0.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from urllib.parse import urlencode

from providers.contract.errors import (
    BusyError,
    CredentialsError,
    FundsError,
    NumberRefusedError,
    ProviderError,
    RefusedError,
    UnexpectedReplyError,
    UnreachableError,
)
from providers.contract.pace import Ceiling, Urgency
from providers.contract.phone import PhoneNumber
from providers.nxcloud_words import BASIC, NAME, SUCCESS, TEXT, code_of, named
from providers.wire.exchange import Reply, Request, by_status, json_body

SUBMIT = "number/check"
SUBMIT_LONG = "number/check, long"
SINGLE = "number/check/get"
QUERY = "number/query"
BALANCE = "common/getBalance"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

MOST_NUMBERS = 5000  # in one list
LONG_LIST = 2000  # numbers; from here on fewer requests are allowed
LONGEST_NAME = 64  # of lists and ids
PAGE_SIZE = 100
KEPT = timedelta(days=14)

CEILINGS: Mapping[str, Ceiling] = {
    QUERY: Ceiling(1, per=timedelta(seconds=3)),
    SUBMIT: Ceiling(10),
    SUBMIT_LONG: Ceiling(1),
}

# By `code`; any other is a refusal. Of a paid request, UnreachableError comes out as
# OutcomeUnknownError: the list must be looked up before anybody hands it in again.
ERRORS: Mapping[str, type[ProviderError]] = {
    "88": RefusedError,  # the reason is in the text, see TOO_FAST
    "201": RefusedError,  # wrong or empty parameter
    "202": CredentialsError,  # unknown appkey
    "203": NumberRefusedError,  # country or operator not recognised
    "204": UnreachableError,  # the charging failed
    "205": FundsError,  # no price configured
    "206": UnreachableError,  # what stands behind NXCloud failed
    "207": RefusedError,  # invalid level
    "210": CredentialsError,  # another customer's appkey
    "211": FundsError,
    "212": RefusedError,  # the name of the list is too long
    "288": UnreachableError,  # request failed
    "299": UnreachableError,  # system error
    "1001": RefusedError,  # missing header
    "1002": RefusedError,  # wrong header or body
    "1003": CredentialsError,  # wrong signature
    "1004": CredentialsError,  # the timestamp is more than a minute off
    "1005": CredentialsError,  # unknown key, or no permission
}
CLOCK = "1004"
REASON_IN_TEXT = "88"
TOO_FAST = re.compile(r"too (frequent|fast|many|often)|(rate|frequency) limit|频繁", re.IGNORECASE)


def list_order(
    numbers: Sequence[PhoneNumber], *, batch: str, level: int, url: str | None, appkey: str
) -> Request:
    """Hand in a list (paid); RefusedError where the document says that it will not do."""
    if not 0 < len(numbers) <= MOST_NUMBERS:
        raise _refused(f"a list has 1 to {MOST_NUMBERS} numbers")
    order = {
        "phone": ",".join(number.digits for number in numbers),
        "batchNo": _fitting(batch),
        "checkLevel": level,
        "drUrl": url,
        "appkey": appkey,
    }
    return Request(
        SUBMIT if len(numbers) < LONG_LIST else SUBMIT_LONG,
        f"api/{SUBMIT}",
        body=json_body(order),
        headers=JSON,
        number=numbers[0] if len(numbers) == 1 else None,
        is_paid=True,
    )


def single_order(number: PhoneNumber, *, appkey: str) -> Request:
    """Have one number checked at once (paid)."""
    return Request(
        SINGLE,
        f"api/{SINGLE}",
        body=json_body({"phone": number.digits, "checkLevel": BASIC, "appkey": appkey}),
        headers=JSON,
        number=number,
        is_paid=True,
    )


def question(
    batch: str | None,
    *,
    day: date,
    today: date,
    page: int = 1,
    reference: str | None = None,
    number: PhoneNumber | None = None,
    appkey: str | None = None,
    urgency: Urgency = Urgency.PERSON,
) -> Request:
    """Ask for results; RefusedError where the document says that there can be none.

    The id goes by its name in generation 1: generation 2 calls it `requestId`.
    """
    if not batch and not reference:
        raise _refused("name a batch or an id")
    if day < today - KEPT:
        raise _refused(f"NXCloud keeps results for {KEPT.days} days")
    wishes = {
        "batchNo": _fitting(batch) if batch else None,
        "page": page,
        "date": day.isoformat(),
        "pageSize": PAGE_SIZE,
        "messageId": _fitting(reference) if reference else None,
        "phone": number and number.digits,
        "appkey": appkey,
    }
    body = json_body(wishes)
    return Request(QUERY, f"api/{QUERY}", body=body, headers=JSON, number=number, urgency=urgency)


def balance_question(keys: Mapping[str, str]) -> Request:
    """Ask what is left: a form, unsigned, with the keys of an SMS application."""
    if not keys:
        raise _refused("the balance is not configured")
    return Request(BALANCE, f"api/{BALANCE}", body=urlencode(keys).encode(), headers=FORM)


def refusal(reply: Reply) -> ProviderError | None:
    """Judge a reply by its code, then by its status."""
    fields = reply.fields()
    code, text = code_of(fields), named(fields, *TEXT) or ""
    error = by_status(reply, detail=text)
    if code is None:
        return error or UnexpectedReplyError("the answer has no code")
    if code == SUCCESS:
        return error
    if code == REASON_IN_TEXT and TOO_FAST.search(text):  # in which words is our inference
        error = BusyError(text, retry_after=reply.retry_after)
    elif code in ERRORS:
        error = ERRORS[code](text, retry_after=reply.retry_after)
    else:
        error = error or RefusedError(text)
    error.code = code
    return error


def _fitting(name: str) -> str:
    if not (0 < len(name) <= LONGEST_NAME and name.isprintable()):
        raise _refused(f"a batch or an id has 1 to {LONGEST_NAME} printable signs")
    return name


def _refused(detail: str) -> RefusedError:
    return RefusedError(detail, provider=NAME)
