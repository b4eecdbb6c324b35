"""NXCloud's answers and callbacks, read without I/O into values of ours."""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from providers.contract.calls import CallOutcome
from providers.contract.errors import UnexpectedReplyError
from providers.contract.events import Callback, NumberChecked, UnreadableCallbackError
from providers.contract.phone import PhoneNumber
from providers.contract.reports import Balance, BatchPage, CheckedNumber, PlacedBatch, Verdict
from providers.nxcloud_words import (
    ANSWERED,
    BASIC,
    CARRIER,
    FAILURES,
    HIDDEN,
    ID,
    INVALID_KIND,
    INVALID_RESPONSE,
    KINDS,
    LIVE,
    LIVE_FIELDS,
    NOT_CHARGED,
    OUTCOMES,
    RANG,
    REGION,
    RESPONSE,
    SUCCESS,
    TEXT,
    amount,
    code_of,
    count,
    flag,
    flat,
    meaning,
    named,
    price,
)
from providers.wire.exchange import Reply
from providers.wire.redact import redacted_reply, redacted_sentence
from providers.wire.words import phone, word


def read_placed(reply: Reply, batch: str) -> PlacedBatch:
    """Read the answer to a list; only generation 2 names the numbers it will not check."""
    told = _told(reply)
    reference, refused = named(told, *ID), _refused(told)
    if reference is None and not refused:
        raise UnexpectedReplyError("the list was taken without an id")
    if named(told, "batchNo") not in {batch, None}:
        raise UnexpectedReplyError("the answer is about another list")
    return PlacedBatch(batch, reference, refused=refused, raw=reply.raw)


def read_single(reply: Reply, number: PhoneNumber) -> CheckedNumber:
    """Read the check of one number; a bad one has `failNumber` in the place of `basic`."""
    told = _told(reply)
    fields = flat(told)
    is_checked, is_refused = isinstance(told.get("basic"), dict), bool(_refused(told))
    if not is_checked and not is_refused:
        raise UnexpectedReplyError("the answer has no result")
    if phone(fields.get("phone")) not in {number, None}:
        raise UnexpectedReplyError("the answer is about another number")
    checked = _checked(fields, reply.raw)
    return replace(
        checked,
        number=number,
        verdict=checked.verdict if is_checked else Verdict.INVALID,
        submitted=number.digits,
        level=BASIC,
        said=redacted_sentence(named(fields, "failReason") or "", ()),
    )


def read_page(reply: Reply, *, batch: str | None, day: date, page: int) -> BatchPage:
    """Read one page. No rows is an answer too: nothing is finished yet."""
    told = _told(reply)
    rows, pages, total = told["result"], count(told["totalPage"]), count(told["totalSize"])
    if not isinstance(rows, list) or pages is None or total is None:
        raise UnexpectedReplyError("a page without rows or without its counts")
    checked = tuple(_row(row) for row in rows)
    if batch and any(row.batch not in {batch, None} for row in checked):
        raise UnexpectedReplyError("the answer is about another list")
    return BatchPage(checked, page=page, pages=pages, total=total, day=day, raw=reply.raw)


def read_balance(reply: Reply) -> Balance:
    """Read what is left; in which currency is not said."""
    fields = reply.fields()
    left = amount(fields.get("balance"))
    if left is None:
        raise UnexpectedReplyError("the answer has no balance")
    return Balance(left, credit=amount(fields.get("credit_balance")))


def read_news(callback: Callback, secret: str) -> Sequence[NumberChecked]:
    """Read the result of one number."""
    fields = callback.json()
    if not isinstance(fields, dict):
        raise UnreadableCallbackError
    reference, submitted = named(fields, *ID), word(fields.get("phone"))
    code = code_of(fields)
    if reference is None or submitted is None or code is None:
        raise UnreadableCallbackError("a result without id, number or code")
    checked = _checked(flat(fields), redacted_reply(callback.body, (secret,), HIDDEN))
    facts = [reference, submitted.lstrip("+")]
    if code != SUCCESS:
        facts.append(code)
        checked = _failed(checked, code, named(fields, *TEXT) or f"code {code}")
    elif not isinstance(fields.get("data"), dict):
        raise UnreadableCallbackError("a good result with nothing in it")
    return (NumberChecked(key=_fact_key(secret, facts), row=checked),)


def _told(reply: Reply) -> Mapping[str, object]:
    told = reply.fields().get("data")
    if not isinstance(told, dict):
        raise UnexpectedReplyError("a good answer with nothing in it")
    return told


def _refused(told: Mapping[str, object]) -> tuple[str, ...]:
    """Read `failNumber`: objects, whose `number` alone is documented."""
    listed = told.get("failNumber")
    entries = listed if isinstance(listed, list) else [listed]
    numbers = (word(each.get("number") if isinstance(each, dict) else each) for each in entries)
    return tuple(number for number in numbers if number is not None)


def _row(row: object) -> CheckedNumber:
    if not isinstance(row, dict):
        raise UnexpectedReplyError("a row that is no object")
    return _checked(row, redacted_reply(json.dumps(row).encode(), (), HIDDEN))


def _checked(fields: Mapping[str, object], raw: str) -> CheckedNumber:
    kind = meaning(KINDS, named(fields, "numberType"))
    return CheckedNumber(
        reference=named(fields, *ID),
        batch=named(fields, "batchNo"),
        number=phone(fields.get("phone")) or phone(fields.get("standNumber")),
        verdict=_verdict(fields, kind),
        submitted=named(fields, "phone") or "",
        level=count(fields.get("checkLevel")),
        outcome=_outcome(fields),
        kind=kind,
        mcc=named(fields, "mcc"),
        mnc=named(fields, "mnc"),
        operator=named(fields, *CARRIER),
        region=named(fields, *REGION),
        is_ported=flag(fields, "ported"),
        is_roaming=flag(fields, "roaming"),
        price=price(fields),
        raw=raw,
    )


def _failed(checked: CheckedNumber, code: str, said: str) -> CheckedNumber:
    return replace(
        checked,
        verdict=meaning(FAILURES, code) or Verdict.UNKNOWN,
        outcome=CallOutcome.FAILED,  # not performed; whether it was a test call is not told
        said=redacted_sentence(said, ()),
        is_our_fault=code == NOT_CHARGED,
    )


def _verdict(fields: Mapping[str, object], kind: str | None) -> Verdict:
    """Judge by the network where it was asked, else by the form of the number."""
    is_formed, is_valid = flag(fields, "preCheck"), flag(fields, "validity")
    is_nobodys = (named(fields, *RESPONSE) or "").lower() == INVALID_RESPONSE
    if False in {is_formed, is_valid} or kind == INVALID_KIND or is_nobodys:
        return Verdict.INVALID
    if named(fields, "active"):
        return LIVE[flag(fields, "active")]
    if named(fields, *LIVE_FIELDS):
        return LIVE[flag(fields, "reachable") if is_valid else None]
    is_good = is_formed if named(fields, "preCheck") else bool(kind)  # the latter our inference
    return Verdict.VALID if is_good else Verdict.UNKNOWN


def _outcome(fields: Mapping[str, object]) -> CallOutcome | None:
    """Read how the test call went; None where there was none. Being answered comes first."""
    if not named(fields, *RANG, *ANSWERED, *RESPONSE):
        return None
    if flag(fields, *ANSWERED):
        return CallOutcome.ANSWERED
    response = named(fields, *RESPONSE)
    return meaning(OUTCOMES, response and response.lower()) or CallOutcome.UNKNOWN


def _fact_key(secret: str, facts: Sequence[str]) -> str:
    """Tell facts apart without showing the number, which is one of them."""
    return hmac.digest(secret.encode(), json.dumps(facts).encode(), "sha256").hex()
