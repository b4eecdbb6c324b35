"""How each generation of NXCloud's pages tells a result.

    generation 1, pushed   {"messageId", "code", "msg", "batchNo", "phone",
                            "data": {"basic": {…}, "live" or "dial": {…}}, "cost": {…}}
    generation 2, pushed   {"requestId", "code", "message", "batchNo", "phone", "data": {…}, "cost"}

A row of the query has everything side by side. A check that failed is pushed with its code; as a
row it has empty fields and costs nothing, which is invented here.
"""

from typing import Any

from sandbox.fates import Fate
from sandbox.vendors.nxcloud_requests import OLD
from sandbox.vendors.nxcloud_results import (
    BAD_FORMAT,
    BASIC,
    CALL,
    HLR,
    IMPOSSIBLE,
    LIVES,
    NO_DEDUCTION,
    NOT_MOBILE,
    NOWHERE,
    Batch,
    Live,
    Row,
)

OTHER, FIXED, MOBILE = 0, 1, 2
IMPOSSIBLE_TYPE = 77
TYPES = {FIXED: "others", MOBILE: "mobile", IMPOSSIBLE_TYPE: IMPOSSIBLE}
FAILED_TYPES = {BAD_FORMAT: "invalid", NOT_MOBILE: "others", NO_DEDUCTION: ""}


def pushed(batch: Batch, row: Row) -> dict[str, Any]:
    """Build the body of a callback, in the generation of its order."""
    code, words = row.failure or (0, "success")
    about: dict[str, Any] = {"code": code, "batchNo": batch.batch_no, "phone": row.phone}
    found = {} if row.failure else {"cost": batch.cost(row)}
    if batch.generation == OLD:
        data = {} if row.failure else {"data": nested(batch.level, row)}
        return {"messageId": row.message_id, "msg": words} | about | data | found
    flat = None if row.failure else flattened(batch.level, row)
    return {"requestId": row.message_id, "message": words} | about | {"data": flat} | found


def queried(batch: Batch, row: Row, generation: int) -> dict[str, Any]:
    """Build a row of the query."""
    about = {"batchNo": batch.batch_no, "phone": row.phone, "checkLevel": batch.level}
    if generation == OLD:
        parts = nested(batch.level, row)
        more = parts["basic"] | parts.get("dial", {}) | parts.get("live", live(row, is_empty=True))
        return {"messageId": row.message_id} | about | more | batch.cost(row)
    flat = flattened(batch.level, row)
    return {"requestId": row.message_id} | about | flat | batch.cost(row)


def nested(level: int, row: Row) -> dict[str, dict[str, Any]]:
    """Say it as generation 1 does; the basic part alone is a check of level 1."""
    place = row.place or NOWHERE
    basic = {
        "preCheck": "YES" if row.place else "NO",
        "regionCode": place.region,
        "countryCode": place.country_code,
        "nationalNumber": place.national,
        "standNumber": row.phone if row.place else "",
        "numberType": number_type(level, row),
        "carrier": place.carrier,
    }
    parts: dict[int, dict[str, dict[str, Any]]] = {
        CALL: {"dial": dial(row)},
        HLR: {"live": live(row)},
    }
    return {"basic": basic} | parts.get(level, {})


def number_type(level: int, row: Row) -> int:
    """Choose from the numbers 0 to 8."""
    if row.fate is Fate.IMPOSSIBLE_STATUS and level == BASIC:
        return IMPOSSIBLE_TYPE
    if row.fate is Fate.NOT_MOBILE:
        return FIXED
    return MOBILE if row.place else OTHER


def live(row: Row, *, is_empty: bool = False) -> dict[str, str]:
    """Tell what the network says; empty strings where it was not asked."""
    if is_empty or row.failure:
        return Live("", "", "")._asdict()
    return LIVES.get(row.fate, Live("YES", "YES", "NO"))._asdict()


def dial(row: Row) -> dict[str, str]:
    """Tell how the test call went."""
    how = row.dial._replace(early="", answered="", response="") if row.failure else row.dial
    return {"early": how.early, "answered": how.answered, "response": how.response}


def flattened(level: int, row: Row) -> dict[str, str]:
    """Say it as generation 2 does."""
    place = row.place or NOWHERE
    flat = {
        "numberType": TYPES.get(number_type(level, row), ""),
        "operator": place.carrier,
        "country": place.region,
    }
    if level == HLR:
        ported = "YES" if row.fate is Fate.HLR_PORTED else "NO"
        network = {"mcc": place.mcc, "mnc": place.mnc, "ported": ported}
        flat |= network | {"active": live(row)["reachable"]}
    if level == CALL:  # ordered under generation 1, looked up under 2
        known = dial(row)
        flat |= {"ring": known["early"], "answer": known["answered"], "response": known["response"]}
    if row.failure:
        return dict.fromkeys(flat, "") | {"numberType": FAILED_TYPES[row.failure]}
    return flat
