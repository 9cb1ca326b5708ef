"""The control API that the chat page uses, and the page's own files.

JSON over HTTP under `/sandbox/`, and Server-Sent Events for what happens in a chat meanwhile.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from taskbot.sandbox import acts
from taskbot.sandbox.arguments import Upload
from taskbot.sandbox.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from taskbot.sandbox.chats import Chat
    from taskbot.sandbox.people import Person
    from taskbot.sandbox.world import World

_PAGE: Final = Path(__file__).parent / "page"
_PULSE: Final = 15.0  # seconds between signs of life on a quiet event stream
_PICTURES: Final = ("image/png", "image/jpeg", "image/gif", "image/webp")


class Control:
    """People's acts by HTTP."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._streams: set[asyncio.Queue[dict[str, Any] | None]] = set()

    def add_routes(self, app: web.Application) -> None:
        """Put everything but the Bot API itself on the server."""
        person = "{person_id:[0-9]+}"
        app.router.add_get("/sandbox/people", self._people)
        app.router.add_get(f"/sandbox/chats/{person}", self._chat)
        app.router.add_post(f"/sandbox/chats/{person}/messages", self._say)
        app.router.add_post(f"/sandbox/chats/{person}/presses", self._press)
        app.router.add_post(f"/sandbox/chats/{person}/reactions", self._react)
        app.router.add_post(f"/sandbox/chats/{person}/{{act:block|unblock}}", self._block)
        app.router.add_get("/sandbox/files/{file_id}", self._file)
        app.router.add_get("/sandbox/events", self._events)
        app.router.add_get("/", self._page)
        if _PAGE.is_dir():
            app.router.add_static("/", _PAGE)

    def close(self) -> None:
        """End the event streams."""
        for stream in self._streams:
            stream.put_nowait(None)

    def _of(self, request: web.Request) -> tuple[Person, Chat]:
        person = self._world.people.get(int(request.match_info["person_id"]))
        if person is None:
            raise web.HTTPNotFound(text="no such person")
        return person, self._world.chats[person.id]

    async def _people(self, _: web.Request) -> web.Response:
        people = self._world.people.values()
        return web.json_response([self._person(person) for person in people])

    def _person(self, person: Person) -> dict[str, Any]:
        names = ("id", "first_name", "last_name", "username", "language_code")
        shown = {name: getattr(person, name) for name in names}
        return shown | {"blocked": self._world.chats[person.id].blocked}

    async def _chat(self, request: web.Request) -> web.Response:
        person, chat = self._of(request)
        return web.json_response(
            {
                "messages": [message.as_json() for message in chat.messages.values()],
                "menu": self._world.menu(person),
                "reply_keyboard": chat.reply_keyboard,
                "bot": self._bot(person.language_code),
            }
        )

    def _bot(self, language: str | None) -> dict[str, Any]:
        world = self._world
        return {
            "name": world.name.get(language),
            "username": world.bot["username"],
            "description": world.description.get(language),
            "short_description": world.short_description.get(language),
        }

    async def _say(self, request: web.Request) -> web.Response:
        person, chat = self._of(request)
        try:
            if request.content_type == "multipart/form-data":
                message_id = await self._send_file(request, person, chat)
            else:
                message_id = await self._send_text(request, person, chat)
        except (ApiError, ValueError, LookupError, RuntimeError) as error:
            raise web.HTTPBadRequest(text=str(error)) from error
        return web.json_response({"message_id": message_id})

    async def _send_text(self, request: web.Request, person: Person, chat: Chat) -> int:
        body = await request.json()
        words, reply_to = str(body.get("text", "")), body.get("reply_to_message_id")
        return acts.say(self._world, chat, person, words, reply_to=reply_to)[-1].id

    async def _send_file(self, request: web.Request, person: Person, chat: Chat) -> int:
        form = await request.post()
        field = form.get("file")
        if not isinstance(field, web.FileField):
            raise ValueError("there is no file in the form")
        upload = Upload(field.filename, field.file.read(), field.content_type)
        kind, caption = "photo" if form.get("kind") == "photo" else "document", str(form.get("caption", ""))
        reply_to = int(str(form["reply_to_message_id"])) if "reply_to_message_id" in form else None
        return acts.send_file(self._world, chat, person, kind, upload, caption, reply_to).id

    async def _press(self, request: web.Request) -> web.Response:
        """Press, and wait for the bot's answer as a client does."""
        person, chat = self._of(request)
        body = await request.json()
        message = chat.messages.get(body.get("message_id"))
        if message is None:
            raise web.HTTPNotFound(text="no such message")
        press = acts.press(self._world, chat, person, message, str(body.get("data", "")))
        press.answer = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self._world.callback_timeout):
                answer = await press.answer
        except TimeoutError:
            answer = None
        return web.json_response({"answer": answer})

    async def _react(self, request: web.Request) -> web.Response:
        person, chat = self._of(request)
        body = await request.json()
        if body.get("message_id") not in chat.messages:
            raise web.HTTPNotFound(text="no such message")
        emojis = (str(body["emoji"]),) if body.get("emoji") else ()
        acts.react(self._world, chat, person, body["message_id"], emojis)
        return web.json_response({})

    async def _block(self, request: web.Request) -> web.Response:
        person, chat = self._of(request)
        acts.set_blocked(self._world, chat, person, blocked=request.match_info["act"] == "block")
        return web.json_response({})

    async def _file(self, request: web.Request) -> web.Response:
        file = self._world.files.by_id.get(request.match_info["file_id"])
        if file is None:
            raise web.HTTPNotFound(text="no such file")
        kind = file.mime_type if file.mime_type in _PICTURES else "application/octet-stream"
        return web.Response(body=file.content, content_type=kind)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """What happens in everybody's private chat, each event with its `person_id`.

        One stream for all: a browser opens six connections to a server at most, over all its tabs.
        """
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
        )
        await response.prepare(request)
        stream: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        listeners = {person_id: _listener(person_id, stream) for person_id in self._world.people}
        for person_id, listener in listeners.items():
            self._world.chats[person_id].listeners.append(listener)
        self._streams.add(stream)
        try:
            await _pour(stream, response)
        except ConnectionError:
            pass
        finally:
            self._streams.discard(stream)
            for person_id, listener in listeners.items():
                self._world.chats[person_id].listeners.remove(listener)
        return response

    async def _page(self, _: web.Request) -> web.StreamResponse:
        page = _PAGE / "index.html"
        return (
            web.FileResponse(page) if page.is_file() else web.Response(text="The Bot API sandbox is running.")
        )


def _listener(
    person_id: int, stream: asyncio.Queue[dict[str, Any] | None]
) -> Callable[[dict[str, Any]], None]:
    return lambda event: stream.put_nowait(event | {"person_id": person_id})


async def _pour(stream: asyncio.Queue[dict[str, Any] | None], response: web.StreamResponse) -> None:
    """Write events until the server closes or the reader is gone."""
    await response.write(b": here\n\n")
    while True:
        try:
            async with asyncio.timeout(_PULSE):
                event = await stream.get()
        except TimeoutError:
            await response.write(b": still here\n\n")
            continue
        if event is None:
            return
        await response.write(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())
