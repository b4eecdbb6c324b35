"""The bot as PTB gives it to us, on our transport, with every message counted by the pace."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import timedelta
from typing import Any, TypeAlias

import httpx
import structlog
from telegram import LinkPreviewOptions, Update
from telegram._utils.types import JSONDict
from telegram.error import BadRequest, RetryAfter
from telegram.ext import AIORateLimiter, Application, BaseHandler, ExtBot
from telegram.request import HTTPXRequest

from bot.clock import Clock
from bot.pace import Pace
from bot.settings import Settings
from bot.texts.words import without_countdowns

log = structlog.get_logger()

COUNTED = ("send", "edit", "copy", "forward")  # methods that put something before people's eyes
COUNTDOWN = "tg-time"
IN_FLIGHT = 128
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

AnyApplication: TypeAlias = Application[Any, Any, Any, Any, Any, Any]


class UpdatesRequest(HTTPXRequest):
    """Polls that survive an update nobody can read: it becomes an empty one, and is confirmed.

    PTB reads all or nothing, and would ask for the same updates for ever.
    """

    @staticmethod
    def parse_json_payload(payload: bytes) -> JSONDict:
        """Read an answer, and empty whichever update cannot be read."""
        answer = HTTPXRequest.parse_json_payload(payload)
        updates = answer.get("result")
        if isinstance(updates, list):
            for place, update in enumerate(updates):
                if not _is_readable(update):
                    log.error("update unreadable", update=update["update_id"])
                    updates[place] = {"update_id": update["update_id"]}
        return answer


def _is_readable(update: JSONDict) -> bool:
    try:
        Update.de_json(update, None)
    except Exception:  # noqa: BLE001 (whatever PTB raises at what it does not expect)
        return False
    return True


class CountingLimiter(AIORateLimiter):
    """Count what is sent; PTB's own limiter keeps the overall rate, the pace does the rest.

    Nothing is retried here: answers are retried by the inbox and news by the outbox, which both
    survive a restart.
    """

    def __init__(self, pace: Pace, clock: Clock) -> None:
        super().__init__(
            overall_max_rate=30 if pace.limits.overall_per_second else 0,
            group_max_rate=0,
            max_retries=0,
        )
        self._pace = pace
        self._knows_countdowns = True
        self._clock = clock

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | JSONDict | list[JSONDict]]],
        args: Sequence[object],
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> bool | JSONDict | list[JSONDict]:
        """Count, then send."""
        chat_id = data.get("chat_id")
        if isinstance(chat_id, int) and endpoint.startswith(COUNTED):
            self._pace.record(chat_id, self._clock.now())
        self._spell_out_countdowns(data)
        try:
            return await super().process_request(
                callback, args, kwargs, endpoint, data, rate_limit_args
            )
        except BadRequest as error:
            if COUNTDOWN not in error.message or not self._knows_countdowns:
                raise
            self._knows_countdowns = False  # an older Bot API server
            self._spell_out_countdowns(data)
            return await super().process_request(
                callback, args, kwargs, endpoint, data, rate_limit_args
            )

    def _spell_out_countdowns(self, data: dict[str, Any]) -> None:
        if not self._knows_countdowns and isinstance(data.get("text"), str):
            data["text"] = without_countdowns(data["text"])


def make_bot(
    settings: Settings, transport: httpx.AsyncBaseTransport, pace: Pace, clock: Clock
) -> ExtBot[int]:
    """Make the bot; `initialize` it before use. The transport stays the caller's."""
    api = settings.telegram_api_url
    return ExtBot(
        token=settings.telegram_bot_token.get_secret_value(),
        base_url=f"{api}/bot",
        base_file_url=f"{api}/file/bot",
        request=_request(transport, read=10),
        get_updates_request=_request(transport, read=15, kind=UpdatesRequest),
        rate_limiter=CountingLimiter(pace, clock),
    )


def make_application(
    bot: ExtBot[int], handlers: Sequence[BaseHandler[Update, Any, Any]]
) -> AnyApplication:
    """Make PTB's application of these handlers, in this order; updates come by our own inbox."""
    application = Application.builder().bot(bot).updater(None).build()
    application.add_handlers(handlers)
    return application


def dispatch(application: AnyApplication) -> Callable[[Update], Awaitable[None]]:
    """Give an update to the first handler that wants it, and let its errors through.

    `Application.process_update` would swallow them, and the inbox has to know.
    """

    async def handle(update: Update) -> None:
        for handler in application.handlers.get(0, []):
            check = handler.check_update(update)
            if check is not None and check is not False:
                context = application.context_types.context.from_update(update, application)
                await handler.handle_update(update, application, check, context)
                return

    return handle


def asked_wait(error: RetryAfter) -> timedelta:
    """Tell how long Telegram wants us to wait.

    PTB's public property warns that its type will change; the time itself is kept beside it.
    """
    return error._retry_after  # noqa: SLF001 (the public one warns, and warnings are errors)


def _request(
    transport: httpx.AsyncBaseTransport, *, read: float, kind: type[HTTPXRequest] = HTTPXRequest
) -> HTTPXRequest:
    return kind(
        connection_pool_size=IN_FLIGHT,
        read_timeout=read,
        connect_timeout=5,
        pool_timeout=5,
        httpx_kwargs={"transport": _Borrowed(transport), "trust_env": False},
    )


class _Borrowed(httpx.AsyncBaseTransport):
    """A transport that its user does not close, for two requests and all providers share it."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._transport.handle_async_request(request)
