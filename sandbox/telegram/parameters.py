"""What a call says, however it was encoded: query, form, JSON or multipart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request

from sandbox.telegram.refusals import RefusedError, bad_request

MAX_UPLOAD = 50 * 2**20  # bytes a bot may send as one file
TRUE = {"true", "yes", "1"}
TOO_LARGE = (413, "Request Entity Too Large")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    name: str
    content: bytes
    mime_type: str


class Parameters(dict[str, object]):
    """The parameters by name. Reading is as lenient as Telegram: what is no number is 0."""

    def __init__(self, values: Mapping[str, object], uploads: Mapping[str, Upload]) -> None:
        super().__init__((name, value) for name, value in values.items() if value is not None)
        self.uploads = uploads

    def text(self, name: str) -> str:
        """Give a string; empty if absent."""
        value = self.get(name, "")
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, otherwise: int = 0) -> int:
        """Give a whole number."""
        value = self.get(name, otherwise)
        try:
            return int(value) if isinstance(value, int | float | str) else 0
        except ValueError:
            return 0

    def flag(self, name: str) -> bool:
        """Tell whether a switch is on."""
        value = self.get(name)
        return value if isinstance(value, bool) else str(value).lower() in TRUE

    def json(self, name: str, what: str | None = None) -> object:
        """Give a JSON value, None if absent; a form carries it as text."""
        value = self.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what or name} JSON object") from None

    def upload(self, name: str) -> Upload | None:
        """Give the file sent under this name or attached by reference."""
        value = self.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            return self.uploads.get(value.removeprefix("attach://"))
        return self.uploads.get(name)


async def read_parameters(request: Request) -> Parameters:
    """Read query and body of a request, of a GET as well; the body wins."""
    values: dict[str, object] = dict(request.query_params) if request.url.query else {}
    if int(request.headers.get("content-length", 0)) > MAX_UPLOAD:
        raise RefusedError(*TOO_LARGE)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _read_multipart(request, values)
    body = await request.body()
    if kind == "application/json" and body:
        try:
            said = json.loads(body)
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        if not isinstance(said, dict):
            raise bad_request("object expected as the body")
        values |= said
    elif kind == "application/x-www-form-urlencoded":
        values |= parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
    return Parameters(values, {})


async def _read_multipart(request: Request, values: dict[str, object]) -> Parameters:
    uploads: dict[str, Upload] = {}
    async with request.form(max_part_size=MAX_UPLOAD) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                uploads[name] = Upload(
                    value.filename or name,
                    await value.read(),
                    value.content_type or "application/octet-stream",
                )
            else:
                values[name] = value
    return Parameters(values, uploads)
