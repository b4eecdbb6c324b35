"""LANCK's answers and callbacks, read without I/O into values of ours.

Numbers and times come as JSON numbers or as strings, with or without a plus: the samples differ
from the text, so both are read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

import structlog

from providers.contract.calls import CallOutcome, CallReport, PlacedCall, ReservedDid
from providers.contract.causes import SIP, Cause
from providers.contract.errors import UnexpectedReplyError
from providers.contract.events import (
    Callback,
    CallEnded,
    Event,
    SmsReceipt,
    SmsReceived,
    UnreadableCallbackError,
)
from providers.contract.phone import PhoneNumber
from providers.contract.reports import FraudReport, HlrReport, Risk, SentSms, Verdict
from providers.lanck_words import (
    BY_SIP,
    CAPABILITIES,
    FRAUD,
    HIDDEN,
    MARK,
    MARKED,
    NAME,
    NAMED,
    OUTCOMES,
    PAYMENT_REQUIRED,
    RISKS,
    VERDICTS,
    Product,
)
from providers.wire.exchange import Reply
from providers.wire.redact import redacted_reply
from providers.wire.words import digits, phone, word

log = structlog.get_logger()

T = TypeVar("T")

MCC_LENGTH = 3
MCCMNC_LENGTHS = {5, 6}
MILLISECONDS = 100_000_000_000  # from here on; LANCK counts in both


def read_news(callback: Callback) -> Sequence[Event]:
    """Read a status, or a message that came to a number of ours."""
    fields = callback.json()
    if not isinstance(fields, dict):
        raise UnreadableCallbackError
    raw = redacted_reply(callback.body, (), HIDDEN)
    if "messageId" in fields and "requestId" not in fields:
        return (_message(fields, raw),)
    reference, status = word(fields.get("requestId")), word(fields.get("status"))
    if reference is None or status is None:
        raise UnreadableCallbackError("neither a status nor a message")
    product = MARKED.get(callback.query.get(MARK, "")) or _likely(fields)
    report = _report(fields, product, reference, raw)
    # the mark is lost where an address was pasted without it; what was ordered is known for sure
    readings = {CAPABILITIES[one]: _read_for(one, fields, report) for one in Product}
    report = replace(report, readings=readings)
    news = SmsReceipt if product is Product.SMS else CallEnded
    key = f"{reference}:{status}:{report.at.isoformat() if report.at else ''}"
    return (news(key=key, report=report, number=phone(fields.get("number"))),)


def read_flash(reply: Reply, length: int) -> PlacedCall:
    """Read the caller, whose end is the code, whatever was wished for."""
    fields = reply.fields()
    caller = digits(fields.get("from"))
    if caller is None or len(caller) < length:
        raise UnexpectedReplyError("the call was taken without a caller that holds the code")
    return PlacedCall(_reference(fields), caller=caller, code=caller[-length:], raw=reply.raw)


def read_spoken(reply: Reply, code: str | None = None) -> PlacedCall:
    """Read the answer to p2s and t2s, which the document does not show: our inference."""
    fields = reply.fields()
    caller = digits(fields.get("from"))
    return PlacedCall(_reference(fields), caller=caller, code=code, raw=reply.raw)


def read_sent(reply: Reply) -> SentSms:
    """Read the answer to sms, which the document does not show either."""
    return SentSms(_reference(reply.fields()), raw=reply.raw)


def read_did(reply: Reply) -> ReservedDid:
    """Read which number the person is to call, and until when."""
    fields = reply.fields()
    did, expires_at = phone(fields.get("didNumber")), _moment(fields.get("expiresAt"))
    if did is None or expires_at is None:
        raise UnexpectedReplyError("a reservation without a number or an end")
    return ReservedDid(_reference(fields), did=did, expires_at=expires_at, raw=reply.raw)


def read_reservation(reply: Reply, reference: str) -> CallReport:
    """Read whether the person has called."""
    fields = reply.fields()
    _must_be_about(reference, fields.get("requestId"))
    return _report(fields, Product.INCOMING, reference, reply.raw)


def read_request(reply: Reply, reference: str) -> CallReport:
    """Read the request info of older editions."""
    fields = reply.fields()
    _must_be_about(reference, fields.get("id"))
    product = NAMED.get(str(fields.get("product"))) or _likely(fields)
    return _report(fields, product, reference, reply.raw)


def read_hlr(reply: Reply, number: PhoneNumber) -> HlrReport:
    """Read what the network says."""
    fields = reply.fields()
    mccmnc = digits(fields.get("mccmnc"))
    mccmnc = mccmnc if mccmnc and len(mccmnc) in MCCMNC_LENGTHS else None
    return HlrReport(
        number=number,
        verdict=_meaning(VERDICTS, fields.get("status"), Verdict.UNKNOWN),
        reference=word(fields.get("id")),
        mcc=mccmnc and mccmnc[:MCC_LENGTH],
        mnc=mccmnc and mccmnc[MCC_LENGTH:],
        operator=word(fields.get("network")),
        region=word(fields.get("country")),
        is_ported=_flag(fields.get("ported")),
        is_roaming=_flag(fields.get("roaming")),
        at=_moment(fields.get("createdAt")),
        raw=reply.raw,
    )


def read_fraud(reply: Reply, number: PhoneNumber) -> FraudReport:
    """Read what the lists say. The prefix is another matter: the sample has both against it."""
    fields = reply.fields()
    status = fields.get("status")
    if str(status).startswith(FRAUD):
        status = "FRAUDULENT"
    return FraudReport(
        number=number,
        risk=_meaning(RISKS, status, Risk.UNKNOWN),
        is_mobile_prefix=_flag(fields.get("mobilePrefix")),
        raw=reply.raw,
    )


def _report(fields: Mapping[str, object], product: Product, reference: str, raw: str) -> CallReport:
    sip = _sip(fields)
    by_sip = BY_SIP[product].get(sip, CallOutcome.UNKNOWN)
    outcome = _meaning(OUTCOMES[product], fields.get("status"), by_sip)
    return CallReport(
        reference=reference,
        outcome=outcome,
        cause=_cause(outcome, sip),
        at=_moment(fields.get("timestamp")) or _moment(fields.get("callReceivedAt")),
        billable=_flag(fields.get("billable")),
        is_our_fault=sip == PAYMENT_REQUIRED,
        raw=raw,
    )


def _read_for(product: Product, fields: Mapping[str, object], report: CallReport) -> CallReport:
    """Read a report again as one about another product."""
    sip = _sip(fields)
    by_sip = BY_SIP[product].get(sip, CallOutcome.UNKNOWN)
    outcome = OUTCOMES[product].get(str(fields.get("status")), by_sip)
    return replace(report, outcome=outcome, cause=_cause(outcome, sip))


def _sip(fields: Mapping[str, object]) -> int:
    return int(digits(fields.get("sipStatus")) or 0)


def _cause(outcome: CallOutcome, sip: int) -> Cause | None:
    return None if outcome is CallOutcome.DELIVERED else SIP.get(sip)  # all went well


def _message(fields: Mapping[str, object], raw: str) -> SmsReceived:
    message = word(fields.get("messageId"))
    number, sender = word(fields.get("to")), word(fields.get("from"))
    text = fields.get("text")
    if not (message and number and sender and isinstance(text, str)):
        raise UnreadableCallbackError("a message without id, ends or text")
    return SmsReceived(
        key=f"sms:{message}",
        number=number,
        sender=sender,
        text=text.encode(errors="replace").decode(),  # half an emoji cannot be stored
        at=_moment(fields.get("timestamp")),
        parts=int(digits(fields.get("parts")) or 1),
        raw=raw,
    )


def _likely(fields: Mapping[str, object]) -> Product:
    """Guess the product from the fields, where nothing names it: our inference."""
    status = fields.get("status")
    if status in ("PENDING", "EXPIRED") or fields.keys() & {"callReceivedAt", "didNumber"}:
        return Product.INCOMING
    if status in ("DELIVERED", "UNDELIVERED") and fields.get("sipStatus") is None:
        return Product.SMS
    return Product.FLASH  # the one for which TERMINATED, alone ambiguous among calls, is good


def _meaning(table: Mapping[str, T], status: object, otherwise: T) -> T:
    if status is None:
        raise UnexpectedReplyError("the answer has no status")
    if (meaning := table.get(str(status))) is not None:
        return meaning
    log.warning("unknown status", provider=NAME, status=str(status)[:20])
    return otherwise


def _reference(fields: Mapping[str, object]) -> str:
    if (reference := word(fields.get("requestId"))) is None:
        raise UnexpectedReplyError("the order was taken without an id")
    return reference


def _must_be_about(reference: str, stated: object) -> None:
    if word(stated) not in {reference, None}:
        raise UnexpectedReplyError("the answer is about another request")


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _moment(value: object) -> datetime | None:
    """Read a time in seconds or milliseconds, a number or digits; None where it is none."""
    seconds = value if isinstance(value, float) else int(digits(value) or 0)
    try:
        seconds = seconds / 1000 if seconds > MILLISECONDS else seconds
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
