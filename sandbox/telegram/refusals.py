"""How Telegram says no, in its own words."""

UNAUTHORIZED = (401, "Unauthorized")
METHOD_NOT_FOUND = (404, "Not Found: method not found")
NOT_FOUND = (404, "Not Found")
BAD_GATEWAY = (502, "Bad Gateway")
LOST = (500, "Internal Server Error: the answer was lost")

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)
WEBHOOK_SET = "terminated by setWebhook request"


class RefusedError(Exception):
    """The call is answered with this code and description instead of what it asked for."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(code, description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> dict[str, object]:
        """Give the body of the answer."""
        body: dict[str, object] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(sentence: str) -> RefusedError:
    """The call makes no sense here and will make none when repeated."""
    return RefusedError(400, f"Bad Request: {sentence}")


def unparsable(sentence: str) -> RefusedError:
    """The markup of a text cannot be read."""
    return bad_request(f"can't parse entities: {sentence}")


def forbidden(sentence: str) -> RefusedError:
    """The people of the chat do not want this bot."""
    return RefusedError(403, f"Forbidden: {sentence}")


def conflict(sentence: str) -> RefusedError:
    """Somebody else is fetching the updates."""
    return RefusedError(409, f"Conflict: {sentence}")


def too_many_requests(seconds: int) -> RefusedError:
    """The bot talks too fast."""
    return RefusedError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def upgraded(supergroup: int) -> RefusedError:
    """The group is a supergroup now, under another id."""
    return RefusedError(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        migrate_to_chat_id=supergroup,
    )
