"""The server: the Bot API, the files, the control API and the chat page, on one port."""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Self

from aiohttp import web

from taskbot.sandbox import arguments as reading
from taskbot.sandbox import group_actions
from taskbot.sandbox.chats import Chat, ChatKind
from taskbot.sandbox.control import Control
from taskbot.sandbox.errors import ApiError, bad_request, too_many_requests
from taskbot.sandbox.fault_responses import answer_badly, lose_answer
from taskbot.sandbox.faults import AFTER, Faults
from taskbot.sandbox.limits import GroupLimit
from taskbot.sandbox.methods import METHODS
from taskbot.sandbox.methods.getting_updates import get_updates
from taskbot.sandbox.methods.missing import MISSING
from taskbot.sandbox.people import SAMPLE_TEAM, Person
from taskbot.sandbox.responses import encode, respond_error, respond_ok
from taskbot.sandbox.state import ServerState
from taskbot.sandbox.views import GroupChat, PersonChat

TEST_TOKEN: Final = "123456:TEST-a-token-for-the-sandbox-alone-00"  # noqa: S105 - opens nothing
_TOKEN: Final = re.compile(r"([1-9]\d{0,16}):[^/]{1,62}")
_BODY_LIMIT: Final = 64 << 20
_RECENT: Final = 3


@dataclass(slots=True)
class Call:
    """A call of the bot's: its arguments as they came; `at` in Unix seconds; then the answer.

    `status` is 0 until it is answered, and for good when a fault came before the work; `fault` is its kind.
    """

    method: str
    values: dict[str, Any]
    at: float
    status: int = 0
    description: str = ""
    fault: str = ""

    @property
    def payload(self) -> dict[str, str]:
        """The arguments, all text."""
        return {name: reading.as_text(value) for name, value in self.values.items()}


@dataclass(frozen=True, slots=True)
class RefusedCall:
    """A call that was answered with 4xx, other than by a fault."""

    method: str
    payload: dict[str, str] = field(repr=False)
    description: str


class Sandbox:
    """A Bot API server for one bot, in this process.

    `people` have Telegram but have not written to the bot; `history` is how many calls, and how many messages
    and events of each chat, are kept; `seed` makes ids and chance repeatable; `clock` tells Unix seconds;
    `callback_timeout` is how many seconds the press of a button may wait for its answer; `group_limit` how
    many messages and edits a group takes in a minute of the machine's time: Telegram's is 20, 0 is none.
    """

    def __init__(
        self,
        token: str = TEST_TOKEN,
        people: Iterable[Person] = SAMPLE_TEAM,
        *,
        history: int = 10_000,
        seed: int | None = None,
        clock: Callable[[], float] = time.time,
        callback_timeout: float = 15,
        group_limit: int = 0,
    ) -> None:
        match = _TOKEN.fullmatch(token)
        if match is None:
            raise ValueError("a bot token is <number>:<secret>")
        self.token = token
        self.state = ServerState(int(match[1]), people, clock, seed, history, callback_timeout)
        self.faults = Faults(time.monotonic, seed)
        self.limit = GroupLimit(group_limit, self.faults, time.monotonic)
        self.calls: deque[Call] = deque(maxlen=history)
        self.refusals: deque[RefusedCall] = deque(maxlen=history)
        self._runner: web.AppRunner | None = None
        self._control = Control(self.state)
        self._chats = {person_id: self._view(person_id) for person_id in self.state.people}
        self._waiters: list[tuple[str, asyncio.Future[Call]]] = []
        self.port = 0
        self.host = ""

    @property
    def url(self) -> str:
        """Where the server is: the value for `TELEGRAM_API_URL`, and the chat page's address."""
        return f"http://{self.host}:{self.port}"

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Listen; after `stop` too, with all state as it was. Raises OSError when the port is taken."""
        app = web.Application(client_max_size=_BODY_LIMIT)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._control.add_routes(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner, self.host, self.port = runner, host, runner.addresses[0][1]

    async def stop(self) -> None:
        """Close the port and every connection; a poll that waits for updates fails."""
        if self._runner is not None:
            self.state.updates.abort("Internal Server Error: restart", code=500)
            self._control.close()
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def chat(self, person_id: int) -> PersonChat:
        """The private chat of that person with the bot."""
        return self._chats[person_id]

    def _view(self, person_id: int) -> PersonChat:
        return PersonChat(self.state, self.state.people[person_id], self._explain)

    def join(self, person: Person) -> PersonChat:
        """One more person with Telegram, or new names or another language for one who is there."""
        self.state.join(person)
        if person.id not in self._chats:
            self._chats[person.id] = self._view(person.id)
        return self._chats[person.id]

    def group(
        self, chat_id: int, title: str, members: Iterable[Person], kind: ChatKind = "group"
    ) -> GroupChat:
        """A group that has just added the bot; `chat_id` is negative, the first member did it."""
        people = {person.id: person for person in members}
        chat = self.state.add_group(title, people, kind, chat_id=chat_id)
        group_actions.add_bot(self.state, chat, next(iter(people.values())))
        return self.group_view(chat)

    def new_group(
        self,
        title: str,
        members: Iterable[Person],
        *,
        topics: Iterable[str] | None = None,
        kind: ChatKind = "supergroup",
    ) -> GroupChat:
        """A group without the bot, whose creator is the first member; a forum where there are `topics`.

        General, which each forum has, need not be named.
        """
        people = {person.id: person for person in members}
        chat = self.state.add_group(title, people, kind, forum=topics is not None)
        creator = next(iter(people.values()))
        for name in topics or ():
            if name != "General":
                group_actions.create_topic(self.state, chat, creator.as_author, name)
        return self.group_view(chat)

    def group_view(self, chat: Chat) -> GroupChat:
        """A group as its members see it."""
        return GroupChat(self.state, chat, self._explain)

    def let_clock_move(self, advance: Callable[[float], Awaitable[None]]) -> None:
        """Let the chat page move `clock`.

        `advance` moves it so many seconds forward, and returns when the bot has done what fell due.
        """
        self._control.let_clock_move(advance)

    async def called(self, method: str, timeout: float = 5) -> Call:  # noqa: ASYNC109
        """Wait for the next call of that method; it is returned as it arrives, before it is answered."""
        waiter: asyncio.Future[Call] = asyncio.get_running_loop().create_future()
        self._waiters.append((method.lower(), waiter))
        try:
            async with asyncio.timeout(timeout):
                return await waiter
        except TimeoutError:
            raise TimeoutError(f"no {method} within {timeout} s\n{self._explain()}") from None
        finally:
            self._waiters.remove((method.lower(), waiter))

    def inject(self, update: dict[str, Any]) -> int:
        """Queue a raw update, right or wrong; its `update_id`, given or counted."""
        return self.state.updates.inject(update)

    def restart_update_ids(self, next_id: int) -> None:
        """Go on with other update ids, as Telegram does after an idle week."""
        self.state.updates.restart_ids(next_id)

    @property
    def pending_updates(self) -> int:
        """How many updates the bot has not confirmed."""
        return len(self.state.updates)

    def _explain(self) -> str:
        calls = [f"{call.method} {call.fault or call.status}" for call in list(self.calls)[-_RECENT:]]
        refused = [f"{refusal.method}: {refusal.description}" for refusal in list(self.refusals)[-_RECENT:]]
        lines = [f"last calls: {', '.join(calls) or 'none'}", *(f"refused: {line}" for line in refused)]
        return "\n".join([*lines, f"updates not confirmed: {self.pending_updates}"])

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            arguments = await reading.read(request)
        except web.HTTPRequestEntityTooLarge:
            return respond_error(ApiError(413, "Request Entity Too Large"))
        except ApiError as error:
            return respond_error(error)
        name = method.lower()
        call = Call(method, arguments.values, self.state.now())
        self._record(call, name)
        fault = self.faults.strike(name, _chat_id(arguments))
        if fault is None:
            return await self._answer(request.match_info["token"], name, arguments, call)
        call.fault = fault.kind
        if fault.kind not in AFTER and (failed := await answer_badly(request, fault)) is not None:
            return failed
        answer = await self._answer(request.match_info["token"], name, arguments, call)
        return lose_answer(request, fault, answer) if fault.kind in AFTER else answer

    def _record(self, call: Call, name: str) -> None:
        self.calls.append(call)
        for wanted, waiter in self._waiters:
            if wanted == name and not waiter.done():
                waiter.set_result(call)

    async def _answer(self, token: str, name: str, arguments: reading.Arguments, call: Call) -> web.Response:
        try:
            self._check_token(token)
            if wait := self.limit.excess(name, _chat_id(arguments)):
                raise too_many_requests(wait)
            result = await self._result(name, arguments)
        except ApiError as error:
            call.status, call.description = error.code, error.description
            if 400 <= error.code < 500:  # noqa: PLR2004
                self.refusals.append(RefusedCall(call.method, call.payload, error.description))
            return respond_error(error)
        call.status = 200
        return respond_ok(result)

    async def _result(self, name: str, arguments: reading.Arguments) -> str:
        if name == "getupdates":
            return await get_updates(self.state, arguments)
        method = METHODS.get(name)
        if method is None and name in MISSING:
            raise bad_request(f"the sandbox does not have the method {MISSING[name]}")
        if method is None:
            raise ApiError(404, "Not Found: method not found")
        return encode(method(self.state, arguments))

    def _check_token(self, token: str) -> None:
        """(`ClientManager.cpp`, `send`)."""
        if not _TOKEN.fullmatch(token):
            raise ApiError(401, "Unauthorized: invalid token specified")
        if token != self.token:
            raise ApiError(401, "Unauthorized")
        if self.state.logged_out:
            raise ApiError(400, "Logged out")

    async def _download(self, request: web.Request) -> web.Response:
        file = self.state.files.by_path.get(request.match_info["path"])
        if request.match_info["token"] != self.token or file is None:
            return respond_error(ApiError(404, "Not Found"))
        return web.Response(body=file.content, content_type="application/octet-stream")


def _chat_id(arguments: reading.Arguments) -> int | None:
    return arguments.integer("chat_id") if "chat_id" in arguments.values else None
