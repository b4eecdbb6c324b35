"""NXCloud: it checks lists of numbers, and tells the results later.

    POST /nxcloud/api/number/check        paid: takes up to 5000 numbers, answers with an id
    POST /nxcloud/api/number/query        free: the results so far, by pages, once in 3 s
    POST /nxcloud/api/number/check/get    paid: one number, answered at once; generation 2 only
    POST /nxcloud/api/common/getBalance   free: a form with the keys of an SMS application

All but the last are signed (see `nxcloud_door`). Each result is pushed to the `drUrl` of its order
or to the address in the console (see `nxcloud_checks`), and can be queried from the same moment.
The switch "generation" chooses between the two editions of the document (see `nxcloud_results`).
Fates 050 to 057 and 070 apply to a whole order, if its first number carries them (see
`nxcloud_orders`).
"""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.fates import Fate
from sandbox.vendors.nxcloud_books import Books, day_of
from sandbox.vendors.nxcloud_checks import Checks
from sandbox.vendors.nxcloud_door import (
    ACCESS_KEY,
    ACCESS_SECRET,
    APPKEY,
    SMS_APPKEY,
    SMS_SECRETKEY,
    Door,
    check_appkey,
)
from sandbox.vendors.nxcloud_orders import Orders
from sandbox.vendors.nxcloud_requests import (
    BAD_PARAMETER,
    FAILED,
    ID_FIELDS,
    NEW,
    NO_SUCH_METHOD,
    OLD,
    QUERY_TOO_FREQUENT,
    TIMED_OUT,
    NXCloudError,
    check_now_rules,
    query_rules,
    read,
    submit_rules,
)
from sandbox.vendors.nxcloud_results import BASIC, Batch
from sandbox.vendors.nxcloud_shapes import flattened
from sandbox.vendors.trouble import Mode
from sandbox.vendors.vendor import Premises, Vendor

EVERY_VERB = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
KEPT = timedelta(days=14)
CREDIT = "500"
Answer = Callable[[Request], Awaitable[Response]]
Failure = Callable[[NXCloudError], dict[str, Any]]


class NXCloud(Vendor):
    """One account at NXCloud."""

    name: ClassVar[str] = "nxcloud"

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
        self.switches = {
            "generation": OLD,  # 2: the fields and shapes of the newer pages
            "sign_callbacks": False,
            "six_digit_ids": True,  # of the rows of a list; otherwise -1, -2 as in the sample
            "empty_first_query": False,  # the first query for a batch finds nothing
            "query_pause": 3,  # seconds between queries
        }
        self._clock = premises.clock
        self._door = Door(self)
        self._books = Books(self)
        self._orders = Orders(self, self._books)
        self._checks = Checks(self)
        self._queried: datetime | None = None

    @property
    def routes(self) -> list[BaseRoute]:
        """Where it is reached."""
        return [
            self._route("/api/number/check", self._submit, self._submit_failed),
            self._route("/api/number/query", self._query, query_failed),
            self._route("/api/number/check/get", self._check_now, self._submit_failed),
            self._route("/api/common/getBalance", self._get_balance, balance_failed),
            self._route("/{rest:path}", self._nowhere, query_failed),
        ]

    def environment(self, here: str) -> dict[str, str]:
        """Name what a customer sets."""
        return {
            "NXCLOUD_ACCESS_KEY": ACCESS_KEY,
            "NXCLOUD_ACCESS_SECRET": ACCESS_SECRET,
            "NXCLOUD_APPKEY": APPKEY,
            "NXCLOUD_BASE_URL": f"{here}/{self.name}",
            "NXCLOUD_SMS_APPKEY": SMS_APPKEY,
            "NXCLOUD_SMS_SECRETKEY": SMS_SECRETKEY,
            "NXCLOUD_BALANCE_URL": f"{here}/{self.name}",
        }

    @property
    def _generation(self) -> int:
        return NEW if self.switches["generation"] == NEW else OLD

    async def _submit(self, request: Request) -> Response:
        body = await self._door.admit(request)
        asked = read(body, submit_rules(self._generation), BAD_PARAMETER)
        batch, wrong = self._orders.take(asked, self._generation)
        answer = self._shape(0, "success", batch)
        if batch.generation == NEW:
            answer["data"]["failNumber"] = wrong
        await self._checks.hurry(batch)
        self.premises.errands.run(self._checks.carry_out(batch))
        return await self._answer(batch.fate, answer)

    async def _check_now(self, request: Request) -> Response:
        body = await self._door.admit(request)
        if self._generation == OLD:
            raise NXCloudError(NO_SUCH_METHOD, "generation 1 has no such method")
        asked = read(body, check_now_rules(), BAD_PARAMETER)
        batch, wrong = self._orders.take(asked, self._generation)
        answer = self._shape(0, "success", batch)
        if wrong:
            answer["data"]["failNumber"] = wrong
        for row in batch.rows:
            row.is_settled = True
            reason = row.failure.words if row.failure else ""
            basic = {"phone": row.phone} | flattened(BASIC, row) | {"failReason": reason}
            answer["data"] |= {"basic": basic, "cost": batch.cost(row)}
        return await self._answer(batch.fate, answer)

    async def _query(self, request: Request) -> Response:
        body = await self._door.admit(request)
        now, generation = self._clock.now(), self._generation
        pause = timedelta(seconds=int(self.switches["query_pause"]))
        if self._queried and now - self._queried < pause:
            raise NXCloudError(QUERY_TOO_FREQUENT)
        self._queried = now
        asked = read(body, query_rules(generation), FAILED)
        if not asked.get("batchNo") and not asked.get(ID_FIELDS[generation]):
            raise NXCloudError(
                FAILED, f"batchNo and {ID_FIELDS[generation]} must not both be empty"
            )
        if date.fromisoformat(asked["date"]) < day_of(now) - KEPT:
            raise NXCloudError(FAILED, "date must be at most 14 days back")
        if "appkey" in asked:
            check_appkey(asked["appkey"])
        found = self._books.find(asked, generation)
        shown = [one for one in found if one.was_asked or not self.switches["empty_first_query"]]
        for batch in found:
            batch.was_asked = True
        page = self._books.page(shown, asked, generation)
        is_slow = any(batch.fate is Fate.SLOW for batch in found)
        answer = {"msg": "Request successful", "code": 0, "data": page}
        return await self._answer(Fate.SLOW if is_slow else Fate.GOOD, answer)

    async def _get_balance(self, request: Request) -> Response:
        await self._door.admit_form(request)
        balance = "0" if self.mode is Mode.NO_FUNDS else str(self._books.balance)
        answer = {"code": "0", "balance": balance, "credit_balance": CREDIT}
        return await self._answer(Fate.GOOD, answer)

    async def _nowhere(self, request: Request) -> Response:
        await self._door.admit(request)
        raise NXCloudError(NO_SUCH_METHOD, "no such method")

    async def _answer(self, fate: Fate, content: dict[str, Any]) -> Response:
        return await self.answer(fate, content, lost=NXCloudError(TIMED_OUT))

    def _shape(self, code: int, words: str, batch: Batch | None = None) -> dict[str, Any]:
        """Build the answer to an order; the ids are empty where there is no batch."""
        ids = (batch.message_id, batch.batch_no) if batch else ("", "")
        data = dict(zip((ID_FIELDS[self._generation], "batchNo"), ids, strict=True))
        if self._generation == OLD:
            return {"msg": words, "code": code, "data": data}
        trace = self._books.identifier(28)
        return {
            "code": code,
            "message": words[:1].upper() + words[1:],
            "data": data,
            "traceId": trace,
        }

    def _submit_failed(self, refused: NXCloudError) -> dict[str, Any]:
        return self._shape(refused.code, str(refused))

    def _route(self, path: str, answer: Answer, failure: Failure) -> Route:
        async def endpoint(request: Request) -> Response:
            try:
                return await answer(request)
            except NXCloudError as refused:
                if refused.offence:
                    self.complaints.append(f"{request.url.path}: {refused.offence}")
                return JSONResponse(failure(refused), refused.status, refused.headers)

        return Route(f"/{self.name}{path}", endpoint, methods=EVERY_VERB)


def query_failed(refused: NXCloudError) -> dict[str, Any]:
    """Build the failure of the query."""
    return {"msg": str(refused), "code": refused.code, "data": {}}


def balance_failed(refused: NXCloudError) -> dict[str, Any]:
    """Build the failure of the balance; the text is invented here, the code is a string."""
    return {"code": str(refused.code), "msg": str(refused)}
