"""What the chat page asks for, and the people's remote control for tests.

GET  /                 the chat page; /static/… its files
GET  /control          the page with the switches of the town hall (`sandbox.control`)
GET  /page/state?me=   {"me", "people", "bots", "handsets",
                        "chats": [{"id", "type", "title", "topics": [{"id", "name", "closed"}]}]}
GET  /page/history?me=&chat_id=   {"messages", "pins"}: what that person sees there
GET  /page/events?me=  server-sent events: the feed, as far as that person may see it
GET  /page/commands?me=&chat_id=  {"commands"}
GET  /page/download?me=&file_id=  a file that was sent
POST /page/say         {"me","chat_id","text","topic_id"?,"reply_to"?} → {"message"}
POST /page/file        multipart me, chat_id, file, caption?, topic_id?, reply_to? → {"message"}
POST /page/press       {"me","chat_id","message_id","button": text or [row, column]} → {"answer"}
POST /page/edit        {"me","chat_id","message_id","text"} → {"message"}
POST /page/react       {"me","chat_id","message_id","emoji"} → {}
POST /page/phone       {"number","do": "answer"|"decline"|"dial","to"?} → {"heard"}
POST /page/member      {"me","chat_id","do": "join"|"leave"|"block"|"unblock"} → {}

The private chat with a bot goes by the bot's id. What cannot be done is a 400 with {"error"}.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from sandbox.feed import Feed
from sandbox.handsets import Handsets, use
from sandbox.loopback import LoopbackOnly
from sandbox.page.events import seen_by
from sandbox.telegram.world import Telegram

STATIC = Path(__file__).parent / "static"
PAGES = {"/": "index.html", "/control": "control.html"}
FRESH = {"Cache-Control": "no-cache"}  # asks each time, and is answered 304
OWN_THINGS_ONLY = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}

Answer = Callable[[Request], Awaitable[Response]]


def page_routes(telegram: Telegram, handsets: Handsets, feed: Feed) -> list[BaseRoute]:
    """Make the routes of the page; they answer this machine only."""
    desk = PageDesk(telegram, handsets, feed)
    guard = [Middleware(LoopbackOnly)]
    questions = (Route(f"/{name}", polite(answer)) for name, answer in desk.questions.items())
    acts = (
        Route(f"/{name}", polite(answer), methods=["POST"]) for name, answer in desk.acts.items()
    )
    return [
        *(Route(path, the_page, middleware=guard) for path in PAGES),
        Mount("/static", StaticPage(directory=STATIC), middleware=guard),
        Mount("/page", routes=[*questions, *acts], middleware=guard),
    ]


async def the_page(request: Request) -> Response:
    """Give the page of that path."""
    return FileResponse(STATIC / PAGES[request.url.path], headers=FRESH | OWN_THINGS_ONLY)


class StaticPage(StaticFiles):
    """Files that a browser keeps, but asks about."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Give a file."""
        response = await super().get_response(path, scope)
        response.headers.update(FRESH)
        return response


def polite(answer: Answer) -> Answer:
    """Answer what makes no sense with a sentence."""

    async def endpoint(request: Request) -> Response:
        try:
            return await answer(request)
        except KeyError as missing:
            return JSONResponse({"error": f"{missing.args[0]} is missing."}, status_code=400)
        except (ValueError, TypeError, IndexError) as error:
            return JSONResponse({"error": str(error)}, status_code=400)

    return endpoint


class PageDesk:
    """The people's side of the town, over HTTP."""

    def __init__(self, telegram: Telegram, handsets: Handsets, feed: Feed) -> None:
        self._telegram = telegram
        self._handsets = handsets
        self._feed = feed
        self.questions: dict[str, Answer] = {
            "state": self._state,
            "history": self._history,
            "events": self._events,
            "commands": self._commands,
            "download": self._download,
        }
        self.acts: dict[str, Answer] = {
            "say": self._say,
            "file": self._file,
            "press": self._press,
            "edit": self._edit,
            "react": self._react,
            "member": self._member,
            "phone": self._phone,
        }

    async def _state(self, request: Request) -> Response:
        people = self._telegram.people
        me = int(request.query_params.get("me") or people[0]["id"])
        return JSONResponse(
            {
                "me": me,
                "people": people,
                "bots": self._telegram.bots,
                "chats": self._telegram.chats(me),
                "handsets": self._handsets.snapshot(),
            }
        )

    async def _history(self, request: Request) -> Response:
        me, chat_id = _where(request)
        return JSONResponse(
            {
                "messages": self._telegram.history(chat_id, viewer=me),
                "pins": self._telegram.pins(chat_id, viewer=me),
            }
        )

    async def _commands(self, request: Request) -> Response:
        me, chat_id = _where(request)
        return JSONResponse({"commands": self._telegram.commands(chat_id, viewer=me)})

    async def _download(self, request: Request) -> Response:
        found = self._telegram.file(request.query_params["file_id"])
        if found is None:
            raise ValueError("There is no such file.")
        name, mime_type, content = found
        # never as a page of its own: what people send is not ours
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Content-Security-Policy": "sandbox",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(content, media_type=mime_type, headers=headers)

    async def _events(self, request: Request) -> Response:
        stream = seen_by(int(request.query_params["me"]), self._feed)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    async def _say(self, request: Request) -> Response:
        said = await _said(request)
        message = self._telegram.say(
            int(said["me"]),
            int(said["chat_id"]),
            str(said["text"]),
            topic_id=_number(said.get("topic_id")),
            reply_to=_number(said.get("reply_to")),
        )
        return JSONResponse({"message": message})

    async def _file(self, request: Request) -> Response:
        async with request.form() as form:
            upload = form["file"]
            if not isinstance(upload, UploadFile):
                raise TypeError("file must be a file.")
            message = self._telegram.send_file(
                int(str(form["me"])),
                int(str(form["chat_id"])),
                upload.filename or "file",
                await upload.read(),
                caption=str(form.get("caption", "")),
                mime_type=upload.content_type or "application/octet-stream",
                topic_id=_number(form.get("topic_id")),
                reply_to=_number(form.get("reply_to")),
            )
        return JSONResponse({"message": message})

    async def _press(self, request: Request) -> Response:
        said = await _said(request)
        button = said["button"]
        query_id = self._telegram.press(
            int(said["me"]),
            int(said["chat_id"]),
            int(said["message_id"]),
            button if isinstance(button, str) else (int(button[0]), int(button[1])),
        )
        return JSONResponse({"answer": await self._telegram.answer_to(query_id)})

    async def _edit(self, request: Request) -> Response:
        said = await _said(request)
        message = self._telegram.edit_own(
            int(said["me"]), int(said["chat_id"]), int(said["message_id"]), str(said["text"])
        )
        return JSONResponse({"message": message})

    async def _react(self, request: Request) -> Response:
        said = await _said(request)
        self._telegram.react(
            int(said["me"]), int(said["chat_id"]), int(said["message_id"]), str(said["emoji"])
        )
        return JSONResponse({})

    async def _member(self, request: Request) -> Response:
        said = await _said(request)
        acts = {
            "join": self._telegram.join,
            "leave": self._telegram.leave,
            "block": self._telegram.block,
            "unblock": self._telegram.unblock,
        }
        if said["do"] not in acts:
            raise ValueError(f"do must be one of {', '.join(acts)}.")
        acts[said["do"]](int(said["me"]), int(said["chat_id"]))
        return JSONResponse({})

    async def _phone(self, request: Request) -> Response:
        said = await _said(request)
        return JSONResponse({"heard": use(self._handsets, said)})


def _where(request: Request) -> tuple[int, int]:
    return int(request.query_params["me"]), int(request.query_params["chat_id"])


async def _said(request: Request) -> dict[str, Any]:
    said = await request.json()
    if not isinstance(said, dict):
        raise TypeError("The body must be a JSON object.")
    return said


def _number(value: object) -> int | None:
    return int(str(value)) if value else None
