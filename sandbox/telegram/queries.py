"""Pressed buttons and inline questions that wait for a bot's answer."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.telegram.chats import Group, PrivateChat
from sandbox.telegram.refusals import QUERY_TOO_OLD, bad_request

ANSWERABLE = timedelta(minutes=1)
REMEMBERED = 10_000
FIRST_ID = 4_382_000_000_000_000_001


@dataclass(slots=True, eq=False)
class Query:
    """Something a person waits for."""

    id: str
    bot_id: int
    person_id: int
    chat: PrivateChat | Group
    asked: datetime
    message_id: int = 0  # under which the pressed button hangs
    answer: dict[str, Any] | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)


class Queries:
    """All queries, the oldest forgotten at last."""

    def __init__(self) -> None:
        self._queries: OrderedDict[str, Query] = OrderedDict()
        self._next_id = FIRST_ID

    def ask(
        self,
        bot_id: int,
        person_id: int,
        chat: PrivateChat | Group,
        now: datetime,
        message_id: int = 0,
    ) -> Query:
        """Open a query."""
        query = Query(str(self._next_id), bot_id, person_id, chat, now, message_id)
        self._next_id += 1
        self._queries[query.id] = query
        if len(self._queries) > REMEMBERED:
            self._queries.popitem(last=False)
        return query

    def find(self, query_id: str) -> Query | None:
        """Look a query up, answered or not."""
        return self._queries.get(query_id)

    def settle(self, bot_id: int, query_id: str, answer: dict[str, Any], now: datetime) -> Query:
        """Answer a query, once and in time."""
        query = self.find(query_id)
        if query is None or query.bot_id != bot_id or query.answered.is_set():
            raise bad_request(QUERY_TOO_OLD)
        if now - query.asked > ANSWERABLE:
            raise bad_request(QUERY_TOO_OLD)
        query.answer = answer
        query.answered.set()
        return query
