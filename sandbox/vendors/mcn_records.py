"""The record of a call, which MCN posts when it is over to the webhook set up in the console.

    {"verification_call_uuid": "fa278be48dc2_117793", "q931_status": 16, "final_status": "ANSWER"}

The customer chooses how it is written; here the switches do. It is repeated until somebody says
2xx, with pauses that are invented here.
"""

import json
from typing import Any, NamedTuple
from urllib.parse import urlencode

from sandbox.fates import Fate
from sandbox.handsets import State
from sandbox.vendors.vendor import Vendor

AGAIN = (1.0, 2.0, 4.0, 8.0)  # seconds before each repeat
COPIES = {Fate.WEBHOOK_TWICE: 2, Fate.WEBHOOK_LOST: 0}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class End(NamedTuple):
    """How a call ends: the cause of Q.850, the status beside it, and what the phone shows."""

    cause: int
    final_status: str | None
    state: State


SPOKE = End(16, "ANSWER", "answered")
ENDS = {
    Fate.BUSY: End(17, "CANCEL", "missed"),  # shown as a call waiting
    Fate.NO_ANSWER: End(16, "CANCEL", "missed"),
    Fate.MACHINE: SPOKE,  # a voicemail counts as an answer
    Fate.DECLINED: End(17, None, "declined"),  # the other way to say busy
    Fate.OPERATOR_REFUSES: End(31, None, "failed"),
    Fate.BILLING_FAILS: End(41, None, "failed"),
    Fate.IMPOSSIBLE_STATUS: End(999, None, "answered"),  # Q.850 ends at 127
}
BY_HAND = {  # where a person was quicker than fate
    "answered": SPOKE,
    "declined": End(17, "CANCEL", "declined"),
    "missed": End(16, "CANCEL", "missed"),
}


class Records:
    """Writes and posts the records of one account."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor

    def post(self, uuid: str, fate: Fate, end: End) -> None:
        """Post a record as often as fate wants it."""
        if self._vendor.hook:
            for _ in range(COPIES.get(fate, 1)):
                self._send(self._record(uuid, end))

    def _record(self, uuid: str, end: End) -> dict[str, Any]:
        is_string = self._vendor.switches["string_cause"]
        record: dict[str, Any] = {
            "verification_call_uuid": uuid,
            "q931_status": str(end.cause) if is_string else end.cause,
        }
        if end.final_status and not self._vendor.switches["missing_final_status"]:
            record["final_status"] = end.final_status
        return record

    def _send(self, record: dict[str, Any]) -> None:
        name, hook, switches = self._vendor.name, self._vendor.hook, self._vendor.switches
        postman = self._vendor.premises.postman
        if switches["method"] == "GET":
            joint = "&" if "?" in hook else "?"
            postman.send(name, f"{hook}{joint}{urlencode(record)}", method="GET", again=AGAIN)
        elif switches["method"] == "FORM":
            postman.send(name, hook, body=urlencode(record).encode(), headers=FORM, again=AGAIN)
        else:
            content = [record] if switches["envelope"] == "array" else record
            postman.send(name, hook, body=json.dumps(content).encode(), again=AGAIN)
