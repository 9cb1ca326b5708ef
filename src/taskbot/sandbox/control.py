"""The control API that the chat page uses, and the page's own files.

JSON over HTTP under `/sandbox/`, and Server-Sent Events for what happens in a chat meanwhile.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

from aiohttp import web

from taskbot.sandbox import group_actions, inline_actions, user_actions
from taskbot.sandbox.arguments import Upload
from taskbot.sandbox.chats import Chat, Listener
from taskbot.sandbox.errors import ApiError
from taskbot.sandbox.files import KINDS
from taskbot.sandbox.inline import InlineQuery
from taskbot.sandbox.people import Person
from taskbot.sandbox.state import ServerState

_PAGE: Final = Path(__file__).parent / "page"
_KEEPALIVE: Final = 15.0  # seconds between signs of life on a quiet event stream
_STEP: Final = 300.0  # seconds; the clock stops at every full five minutes on its way
_LONGEST: Final = 31 * 86400.0  # seconds
Item = TypeVar("Item")
_PICTURES: Final = ("image/png", "image/jpeg", "image/gif", "image/webp")


class Control:
    """People's actions, by HTTP."""

    def __init__(self, state: ServerState) -> None:
        self._state = state
        self._streams: set[asyncio.Queue[dict[str, Any] | None]] = set()
        self._advance: Callable[[float], Awaitable[None]] | None = None
        self._moving = asyncio.Lock()
        self._queries: dict[int, InlineQuery] = {}

    def add_routes(self, app: web.Application) -> None:
        """Put everything but the Bot API itself on the server."""
        person, group = "{person_id:[0-9]+}", "{group_id:-[0-9]+}"
        app.router.add_get("/sandbox/people", self._people)
        app.router.add_get("/sandbox/groups", self._groups)
        app.router.add_post("/sandbox/groups", self._create_group)
        app.router.add_get("/sandbox/clock", self._clock)
        app.router.add_post("/sandbox/clock", self._move_clock)
        # A person's chat with the bot, or a group as that person sees it.
        for chat in (f"/sandbox/chats/{person}", f"/sandbox/chats/{person}/{group}"):
            app.router.add_get(chat, self._chat)
            app.router.add_post(f"{chat}/messages", self._send_message)
            app.router.add_post(f"{chat}/edits", self._edit)
            app.router.add_post(f"{chat}/presses", self._press)
            app.router.add_post(f"{chat}/reactions", self._react)
            app.router.add_post(f"{chat}/inline", self._ask_inline)
            app.router.add_post(f"{chat}/inline/{{query_id:[0-9]+}}", self._choose)
        app.router.add_post(f"/sandbox/chats/{person}/{group}/bot", self._change_bot)
        app.router.add_post(f"/sandbox/chats/{person}/{group}/pins", self._pin)
        app.router.add_post(f"/sandbox/chats/{person}/users", self._share_users)
        app.router.add_post(f"/sandbox/chats/{person}/locations", self._share_location)
        app.router.add_post(f"/sandbox/chats/{person}/forwards", self._forward)
        app.router.add_post(f"/sandbox/chats/{person}/{{action:block|unblock}}", self._block)
        app.router.add_get("/sandbox/files/{file_id}", self._file)
        app.router.add_get("/sandbox/events", self._all_events)
        app.router.add_get(f"/sandbox/events/{person}", self._events)
        app.router.add_get("/{name:[a-z0-9_.-]*}", self._page)

    def let_clock_move(self, advance: Callable[[float], Awaitable[None]]) -> None:
        """Offer to move the clock, and tell the pages that are open."""
        self._advance = advance
        self._tell_time()

    def close(self) -> None:
        """End the event streams."""
        for stream in self._streams:
            stream.put_nowait(None)

    def _person_and_chat(self, request: web.Request) -> tuple[Person, Chat]:
        person = self._state.people.get(int(request.match_info["person_id"]))
        if person is None:
            raise web.HTTPNotFound(text="no such person")
        chat = self._state.chats.get(int(request.match_info.get("group_id", person.id)))
        if chat is None or person.id not in chat.members:
            raise web.HTTPNotFound(text="no such chat of that person")
        return person, chat

    async def _groups(self, _: web.Request) -> web.Response:
        groups = [chat for chat in self._state.chats.values() if not chat.private]
        return web.json_response([chat.as_json() for chat in groups])

    async def _create_group(self, request: web.Request) -> web.Response:
        """A supergroup, whose first member creates it; a forum where there are topics."""
        body = await _body(request)
        with _explaining_refusals():
            people = [_find(self._state.people, number) for number in body.get("members", [])]
            if not people or not str(body.get("title", "")).strip():
                raise ValueError("a group has a title and members")
            topics = [str(title) for title in body.get("topics", [])]
            members = {person.id: person for person in people}
            chat = self._state.add_group(str(body["title"]).strip(), members, forum=bool(topics))
            for title in topics:
                group_actions.create_topic(self._state, chat, people[0].as_author, title)
        return web.json_response(chat.as_json())

    async def _change_bot(self, request: web.Request) -> web.Response:
        """Let the bot in, put it out, make it an administrator or a member like others."""
        person, chat = self._person_and_chat(request)
        body = await _body(request)
        with _explaining_refusals():
            _find_action(str(body.get("do")))(self._state, chat, person)
        return web.json_response(chat.as_json())

    async def _pin(self, request: web.Request) -> web.Response:
        person, chat = self._person_and_chat(request)
        body = await _body(request)
        with _explaining_refusals():
            message = _find(chat.messages, body.get("message_id"))
            if body.get("pinned"):
                group_actions.pin(self._state, chat, person, message)
            else:
                self._state.unpin(chat, message.id)
        return web.json_response({})

    async def _clock(self, _: web.Request) -> web.Response:
        return web.json_response(self._time())

    def _time(self) -> dict[str, Any]:
        return {"now": self._state.now(), "movable": self._advance is not None}

    def _tell_time(self) -> None:
        for stream in self._streams:
            stream.put_nowait({"type": "clock"} | self._time())

    async def _move_clock(self, request: web.Request) -> web.Response:
        """Move the clock forward in steps, so that what falls due on the way happens when it is due."""
        advance = self._advance
        if advance is None:
            raise web.HTTPNotFound(text="this clock cannot be moved")
        body = await _body(request)
        with _explaining_refusals():
            seconds = float(body.get("seconds", 0))
            if not 0 < seconds <= _LONGEST:
                raise ValueError("a clock moves forward by up to 31 days")
        async with self._moving:
            end = self._state.now() + seconds
            while (now := self._state.now()) < end:
                await advance(min(end, now - now % _STEP + _STEP) - now)
                self._tell_time()
        return web.json_response(self._time())

    async def _people(self, _: web.Request) -> web.Response:
        people = self._state.people.values()
        return web.json_response([self._person(person) for person in people])

    def _person(self, person: Person) -> dict[str, Any]:
        names = ("id", "first_name", "last_name", "username", "language_code")
        profile = {name: getattr(person, name) for name in names}
        return profile | {"blocked": self._state.chats[person.id].blocked}

    async def _chat(self, request: web.Request) -> web.Response:
        person, chat = self._person_and_chat(request)
        return web.json_response(
            {
                "messages": [it.as_json() for it in chat.messages.values() if chat.sees(it, person.id)],
                "menu": self._state.menu(person, chat),
                "group": None if chat.private else chat.as_json(),
                "pins": chat.pins,
                "reply_keyboard": chat.reply_keyboard,
                "blocked": chat.blocked,
                "bot": self._bot(person.language_code),
            }
        )

    def _bot(self, language: str | None) -> dict[str, Any]:
        state = self._state
        return {
            "id": state.bot_id,
            "name": state.name.get(language),
            "username": state.bot["username"],
            "description": state.description.get(language),
            "short_description": state.short_description.get(language),
            "inline": state.settings.supports_inline_queries,
        }

    async def _send_message(self, request: web.Request) -> web.Response:
        person, chat = self._person_and_chat(request)
        with _explaining_refusals():
            if request.content_type == "multipart/form-data":
                message_id = await self._send_file(request, person, chat)
            else:
                message_id = await self._send_text(request, person, chat)
        return web.json_response({"message_id": message_id})

    async def _send_text(self, request: web.Request, person: Person, chat: Chat) -> int:
        body = await _body(request)
        words, reply_to = str(body.get("text", "")), body.get("reply_to_message_id")
        topic = int(body.get("topic") or 0)
        return user_actions.send_text(self._state, chat, person, words, reply_to=reply_to, topic=topic)[-1].id

    async def _send_file(self, request: web.Request, person: Person, chat: Chat) -> int:
        form = await request.post()
        field = form.get("file")
        if not isinstance(field, web.FileField):
            raise LookupError("there is no file in the form")  # noqa: TRY004 - no type is at fault
        upload = Upload(field.filename, field.file.read(), field.content_type)
        kind, caption = str(form.get("kind", "document")), str(form.get("caption", ""))
        if kind not in KINDS:
            raise ValueError(f"a file is sent as one of {', '.join(KINDS)}")
        reply_to = int(str(form["reply_to_message_id"])) if "reply_to_message_id" in form else None
        topic = int(str(form.get("topic", "0")))
        return user_actions.send_file(self._state, chat, person, kind, upload, caption, reply_to, topic).id

    async def _edit(self, request: web.Request) -> web.Response:
        person, chat = self._person_and_chat(request)
        body = await _body(request)
        with _explaining_refusals():
            message = _find(chat.messages, body.get("message_id"))
            user_actions.edit(self._state, chat, person, message.id, str(body.get("text", "")))
        return web.json_response({"message_id": message.id})

    async def _share_users(self, request: web.Request) -> web.Response:
        person, chat = self._person_and_chat(request)
        body = await _body(request)
        with _explaining_refusals():
            ids = [int(user_id) for user_id in body.get("user_ids", [])]
            message = user_actions.share_users(self._state, chat, person, int(body.get("request_id", 0)), ids)
        return web.json_response({"message_id": message.id})

    async def _share_location(self, request: web.Request) -> web.Response:
        person, chat = self._person_and_chat(request)
        body = await _body(request)
        with _explaining_refusals():
            place = float(body.get("latitude", "nan")), float(body.get("longitude", "nan"))
            message = user_actions.share_location(self._state, chat, person, *place)
        return web.json_response({"message_id": message.id})

    async def _forward(self, request: web.Request) -> web.Response:
        """Forward a message of this chat, or a text that somebody of the team wrote elsewhere."""
        person, chat = self._person_and_chat(request)
        body = await _body(request)
        with _explaining_refusals():
            if "message_id" in body:
                message = user_actions.forward(
                    self._state, chat, person, _find(chat.messages, body["message_id"])
                )
            else:
                author = _find(self._state.people, body.get("author_id"))
                message = user_actions.forward_text(
                    self._state, chat, person, str(body.get("text", "")), author
                )
        return web.json_response({"message_id": message.id})

    async def _press(self, request: web.Request) -> web.Response:
        """Press, and wait for the bot's answer as a client does."""
        person, chat = self._person_and_chat(request)
        body = await _body(request)
        message = chat.messages.get(body.get("message_id", 0))
        if message is None or not chat.sees(message, person.id):
            raise web.HTTPNotFound(text="no such message")
        press = user_actions.press(self._state, chat, person, message, str(body.get("data", "")))
        press.answer = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self._state.callback_timeout):
                answer = await press.answer
        except TimeoutError:
            answer = None
        return web.json_response({"answer": answer})

    async def _ask_inline(self, request: web.Request) -> web.Response:
        """Ask the bot's inline mode, and wait for the results as clients do; the last query stays known."""
        person, chat = self._person_and_chat(request)
        body = await _body(request)
        with _explaining_refusals():
            query = inline_actions.ask(self._state, person, str(body.get("text", "")), chat)
        self._queries[person.id] = query
        try:
            async with asyncio.timeout(self._state.callback_timeout):
                await query.answered.wait()
        except TimeoutError:
            pass  # no results
        names = ("id", "title", "description")
        results = [{name: result[name] for name in names} for result in query.results or []]
        return web.json_response({"query_id": query.id, "results": results, "button": query.button})

    async def _choose(self, request: web.Request) -> web.Response:
        """Send one of the results of the last query."""
        person, chat = self._person_and_chat(request)
        body = await _body(request)
        query = self._queries.get(person.id)
        if query is None or query.id != request.match_info["query_id"]:
            raise web.HTTPNotFound(text="no such query")
        with _explaining_refusals():
            topic, result_id = int(body.get("topic") or 0), str(body.get("result_id"))
            message = inline_actions.choose(self._state, chat, person, query, result_id, topic)
        return web.json_response({"message_id": message.id})

    async def _react(self, request: web.Request) -> web.Response:
        person, chat = self._person_and_chat(request)
        body = await _body(request)
        if body.get("message_id") not in chat.messages:
            raise web.HTTPNotFound(text="no such message")
        emojis = (str(body["emoji"]),) if body.get("emoji") else ()
        user_actions.react(self._state, chat, person, body["message_id"], emojis)
        return web.json_response({})

    async def _block(self, request: web.Request) -> web.Response:
        person, chat = self._person_and_chat(request)
        user_actions.set_blocked(self._state, chat, person, blocked=request.match_info["action"] == "block")
        return web.json_response({})

    async def _file(self, request: web.Request) -> web.Response:
        file = self._state.files.by_id.get(request.match_info["file_id"])
        if file is None:
            raise web.HTTPNotFound(text="no such file")
        kind = file.mime_type if file.mime_type in _PICTURES else "application/octet-stream"
        return web.Response(
            body=file.content, content_type=kind, headers={"X-Content-Type-Options": "nosniff"}
        )

    async def _events(self, request: web.Request) -> web.StreamResponse:
        _, chat = self._person_and_chat(request)
        return await self._stream(request, chat.listeners)

    async def _all_events(self, request: web.Request) -> web.StreamResponse:
        """Of all chats on one connection: a browser has six to a server, whatever the number of tabs."""
        return await self._stream(request, self._state.hub)

    async def _stream(self, request: web.Request, listeners: list[Listener]) -> web.StreamResponse:
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        stream: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        listen = stream.put_nowait
        listeners.append(listen)
        self._streams.add(stream)
        try:
            await _write_events(stream, response)
        except ConnectionError:
            pass  # the reader is gone, which is how every stream ends
        finally:
            self._streams.discard(stream)
            listeners.remove(listen)
        return response

    async def _page(self, request: web.Request) -> web.StreamResponse:
        """A file of the page; never from a cache, so that an upgrade shows at once."""
        path = _PAGE / (request.match_info["name"] or "index.html")
        if not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path, headers={"Cache-Control": "no-cache"})


@contextmanager
def _explaining_refusals() -> Iterator[None]:
    """Turn what no client would do into a refusal that says so."""
    try:
        yield
    except (ApiError, ValueError, TypeError, LookupError, RuntimeError) as error:
        raise web.HTTPBadRequest(text=_sentence(error)) from error


def _find(known: dict[int, Item], number: object) -> Item:
    if not isinstance(number, int) or number not in known:
        raise LookupError(f"there is none of the id {number}")
    return known[number]


def _find_action(name: str) -> Callable[[ServerState, Chat, Person], None]:
    actions: dict[str, Callable[[ServerState, Chat, Person], None]] = {
        "add": group_actions.add_bot,
        "remove": group_actions.remove_bot,
        "promote": group_actions.promote_bot,
        "demote": group_actions.demote_bot,
    }
    if name not in actions:
        raise LookupError(f"what is done to a bot in a group is one of {', '.join(actions)}")
    return actions[name]


def _sentence(error: Exception) -> str:
    return error.description if isinstance(error, ApiError) else str(error)


async def _body(request: web.Request) -> dict[str, Any]:
    """The JSON object of a request; none without its content type, which other sites' pages cannot send."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="send application/json")
    body = await request.json()
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="send a JSON object")
    return body


async def _write_events(stream: asyncio.Queue[dict[str, Any] | None], response: web.StreamResponse) -> None:
    """Write events until the server closes or the reader is gone."""
    await response.write(b": here\n\n")
    while True:
        try:
            async with asyncio.timeout(_KEEPALIVE):
                event = await stream.get()
        except TimeoutError:
            await response.write(b": still here\n\n")
            continue
        if event is None:
            return
        await response.write(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())
