"""What the chat page asks for, and the people's remote control for tests.

GET  /                 the page; /static/… its files
GET  /page/state?me=   {"me", "people", "bots", "chats": [{"id", "title", "topics", …}], "handsets"}
GET  /page/history?me=&chat_id=   {"messages", "pins"}: what that person sees there
GET  /page/events?me=  server-sent events: the feed, as far as that person may see it
GET  /page/commands?me=&chat_id=  {"commands"}
GET  /page/download?me=&file_id=  a file that was sent
POST /page/say         {"me","chat_id","text","topic_id"?,"reply_to"?} → {"message"}
POST /page/file        multipart me, chat_id, file, caption?, topic_id?, reply_to? → {"message"}
POST /page/press       {"me","chat_id","message_id","button": text or [row, column]} → {"answer"}
POST /page/edit        {"me","chat_id","message_id","text"} → {"message"}
POST /page/react       {"me","chat_id","message_id","emoji"} → {}
POST /page/member      {"me","chat_id","do": "join"|"leave"|"block"|"unblock"} → {}

The private chat with a bot goes by the bot's id. What cannot be done is a 400 with {"error"}.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.feed import Feed
from sandbox.handsets import Handsets
from sandbox.telegram.world import Telegram

STATIC = Path(__file__).parent / "static"
HEARTBEAT = 15.0  # seconds between signs of life on a silent stream
NO_CACHE = {"Cache-Control": "no-cache"}  # asks each time, and is answered 304

Answer = Callable[[Request], Awaitable[Response]]


def page_routes(telegram: Telegram, handsets: Handsets, feed: Feed) -> list[BaseRoute]:
    """Make the routes of the page."""
    desk = PageDesk(telegram, handsets, feed)
    return [
        Route("/", lambda _: FileResponse(STATIC / "index.html", headers=NO_CACHE)),
        Mount("/static", StaticFiles(directory=STATIC)),
        *(
            Route(f"/page/{name}", polite(answer), methods=["GET"])
            for name, answer in desk.questions.items()
        ),
        *(
            Route(f"/page/{name}", polite(answer), methods=["POST"])
            for name, answer in desk.acts.items()
        ),
    ]


def polite(answer: Answer) -> Answer:
    """Answer what makes no sense with a sentence."""

    async def endpoint(request: Request) -> Response:
        try:
            return await answer(request)
        except KeyError as error:
            return JSONResponse({"error": f"{error.args[0]} is missing."}, status_code=400)
        except (ValueError, TypeError) as error:
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
            "Content-Disposition": f"attachment; filename*=UTF-8''{_quoted(name)}",
            "Content-Security-Policy": "sandbox",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(content, media_type=mime_type, headers=headers)

    async def _events(self, request: Request) -> Response:
        me = int(request.query_params["me"])
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._stream(me), media_type="text/event-stream", headers=headers)

    async def _stream(self, me: int) -> AsyncIterator[str]:
        events = self._feed.listen()
        upcoming = asyncio.ensure_future(anext(events))
        yield ": hello\n\n"
        try:
            while True:
                done, _ = await asyncio.wait({upcoming}, timeout=HEARTBEAT)
                if not done:
                    yield ": still here\n\n"
                    continue
                event = upcoming.result()
                upcoming = asyncio.ensure_future(anext(events))
                if me in event.get("viewers", [me]):
                    yield f"data: {json.dumps(event)}\n\n"
        finally:
            upcoming.cancel()

    async def _say(self, request: Request) -> Response:
        said = await _said(request)
        message = self._telegram.say(
            int(said["me"]),
            int(said["chat_id"]),
            str(said["text"]),
            topic_id=said.get("topic_id"),
            reply_to=said.get("reply_to"),
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


def _where(request: Request) -> tuple[int, int]:
    return int(request.query_params["me"]), int(request.query_params["chat_id"])


async def _said(request: Request) -> dict[str, Any]:
    said = await request.json()
    if not isinstance(said, dict):
        raise TypeError("The body must be a JSON object.")
    return said


def _number(value: object) -> int | None:
    return int(str(value)) if value else None


def _quoted(name: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "._-" else "_" for sign in name)
