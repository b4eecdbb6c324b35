"""What goes wrong alike at every vendor."""

from enum import Enum

from starlette.responses import Response

SLOW_ANSWER = 20.0  # seconds until the answer of fate 070 and of a slow vendor
LOST_ANSWER = 60.0  # seconds before fate 053 gives up; more than any client waits


class Mode(Enum):
    """A switch on the whole vendor, whatever number is asked about."""

    UP = "up"  # as documented
    DOWN = "down"  # 503 to everything; nothing is done and nothing charged
    SLOW = "slow"  # everything is done at once and answered 20 s later
    NO_FUNDS = "no_funds"  # what costs money is refused
    BAD_CREDENTIALS = "bad_credentials"  # no key is good enough


class RefusedError(Exception):
    """The request gets the vendor's failure shape instead of an answer."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers


def cut(whole: Response) -> Response:
    """Promise the whole reply and send half: the server drops the connection in the middle."""
    length = str(len(whole.body))
    half = bytes(whole.body)[: len(whole.body) // 2]
    return Response(half, headers={"content-length": length}, media_type="application/json")
