"""Servers that answer oddly, as proxies and other servers than Telegram's do: nothing ends, nothing spins."""

from __future__ import annotations

import asyncio
import itertools
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery.stage import ANNA, until
from taskbot.delivery import telegram
from taskbot.delivery.refusals import Refusal, judge
from taskbot.delivery.telegram import CallFailed, CallUnclear, Telegram
from taskbot.delivery.updates import arrival, chat_of, kind_of, person_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from delivery.stage import Stage

    Answer = Callable[[web.Request], Awaitable[web.Response]]

TOKEN = "123456:token"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
INF, NAN = float("inf"), float("nan")
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [1e308, INF, NAN, -5, 0, "7", "soon", "-3", True, None, [], {}, 10**400]
)


@given(
    error_code=JSON | ODD | st.sampled_from(["400", 400, "429", 429, 403]),
    description=JSON,
    parameters=JSON | st.fixed_dictionaries({"retry_after": ODD | JSON, "migrate_to_chat_id": ODD | JSON}),
    status=st.sampled_from([200, 400, 403, 429, 500, 502]),
)
@settings(max_examples=500, deadline=None)
def test_any_refusal_can_be_judged(error_code: Any, description: Any, parameters: Any, status: int) -> None:
    answer = {"ok": False, "error_code": error_code, "description": description, "parameters": parameters}
    failure = telegram._failure(json.loads(json.dumps(answer)), status)
    assert isinstance(failure, CallFailed | CallUnclear)
    if isinstance(failure, CallFailed):
        assert isinstance(judge(failure), Refusal)
        assert failure.retry_after is None or 1 <= failure.retry_after <= 7 * 86400
        assert failure.migrate_to is None or isinstance(failure.migrate_to, int)
        assert failure.code != 429 or failure.retry_after


@given(
    update=st.dictionaries(st.sampled_from(["message", "callback_query", "edited_message"]), JSON, max_size=2)
)
@settings(max_examples=300, deadline=None)
def test_any_update_can_be_written_down(update: dict[str, Any]) -> None:
    stored, _, body = arrival({"update_id": 1} | update)
    assert json.loads(body)["update_id"] == 1
    assert isinstance(chat_of(stored), int)
    person_of(stored)
    assert kind_of(stored) in {None, *update}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"ok": False, "error_code": "403", "description": "Forbidden"}, (403, None, None)),
        ({"ok": False, "error_code": None, "description": "Bad Request"}, (400, None, None)),
        ({"ok": False, "error_code": 429, "parameters": {"retry_after": "3"}}, (429, 3.0, None)),
        ({"ok": False, "error_code": 429, "parameters": {"retry_after": 1e308}}, (429, 1.0, None)),
        ({"ok": False, "error_code": 429, "parameters": None}, (429, 1.0, None)),
        (
            {"ok": False, "error_code": 400, "parameters": {"migrate_to_chat_id": "-100500"}},
            (400, None, -100500),
        ),
    ],
)
def test_what_can_be_understood_is(answer: Any, expected: tuple[Any, ...]) -> None:
    failure = telegram._failure(answer, 400)
    assert isinstance(failure, CallFailed)
    assert (failure.code, failure.retry_after, failure.migrate_to) == expected


def test_nulls_of_an_update_count_as_left_out() -> None:
    update = {
        "update_id": 1,
        "edited_message": None,
        "message": {"text": "null", "from": None, "chat": {"id": 5}},
    }
    assert arrival(update).update == {"update_id": 1, "message": {"text": "null", "chat": {"id": 5}}}


# --- A server that answers polls oddly ------------------------------------------------------------


def says(result: object) -> Any:
    return {"ok": True, "result": result}


HELLO = {
    "update_id": 5,
    "edited_message": None,
    "message": {
        "message_id": 1, "date": 1, "text": "hello", "caption": None,
        "chat": {"id": ANNA, "type": "private"}, "from": {"id": ANNA, "is_bot": False, "first_name": "A"},
    },
}  # fmt: skip
ANSWERS = {
    "empty": [says([])],
    "no list": [says({"a": 1}), says(None), says("text"), says(3)],
    "no ids": [says([{}, {"update_id": None}, {"update_id": "5"}, None, 7])],
    "the same again": [says([HELLO, HELLO])],
    "refusals": [
        {"ok": False, "error_code": "429", "parameters": {"retry_after": 1e308}},
        {"ok": False, "error_code": None},
        {"ok": None},
        [],
        {"ok": False, "parameters": {"migrate_to_chat_id": "x"}, "error_code": {}},
    ],
}


@asynccontextmanager
async def serving(answers: Iterator[Any], polls: list[float]) -> AsyncIterator[str]:
    """A server that gives these answers to polls, at once, and takes all else."""

    async def answer(request: web.Request) -> web.Response:
        method = request.path.rpartition("/")[2]
        if method == "getMe":
            return web.json_response(
                {"ok": True, "result": {"id": 123456, "is_bot": True, "first_name": "B", "username": "b"}}
            )
        if method != "getUpdates":
            return web.json_response({"ok": True, "result": True})
        polls.append(asyncio.get_running_loop().time())
        return web.json_response(next(answers))

    async with hosting(answer) as url:
        yield url


@asynccontextmanager
async def hosting(answer: Answer) -> AsyncIterator[str]:
    """An HTTP server; its address."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def calling(url: str) -> AsyncIterator[Telegram]:
    """A client that calls the Bot API server at an address."""
    async with AiohttpSession(api=TelegramAPIServer.from_base(url)) as session:
        yield Telegram(Bot(TOKEN, session=session), lambda: True)


@pytest.mark.parametrize("name", ANSWERS)
async def test_a_server_that_answers_at_once_is_not_asked_without_end(stage: Stage, name: str) -> None:
    polls: list[float] = []
    async with serving(itertools.cycle(ANSWERS[name]), polls) as url:
        bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
        delivery = stage.delivery(bot)
        await asyncio.wait_for(delivery.start(), 10)
        try:
            await until(lambda: len(polls) >= 4, 20)
            await asyncio.sleep(1)
        finally:
            await asyncio.wait_for(delivery.stop(), 10)
            await bot.session.close()
    assert len(polls) <= 15
    assert await stage.said() == (["hello"] if name == "the same again" else [])


@pytest.mark.usefixtures("_plain_http")
async def test_a_call_to_such_a_server_is_unclear_or_failed() -> None:
    bodies = [b"", b"null", b"[1]", b'{"ok": 1}', b'{"ok": false, "error_code": 1e400}', b"\xff", b"9" * 5000]
    for body in bodies:

        async def answer(_: web.Request, body: bytes = body) -> web.Response:
            return web.Response(status=400, body=body)

        async with hosting(answer) as url, calling(url) as telegram:
            with pytest.raises((CallFailed, CallUnclear)):
                await telegram.call("getUpdates", "{}", seconds=5)


@pytest.mark.usefixtures("_plain_http")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed(status: int) -> None:
    """It would take people's words elsewhere."""
    asked: list[str] = []

    async def elsewhere(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.json_response({"ok": True, "result": True})

    async with hosting(elsewhere) as other:

        async def redirect(_: web.Request) -> web.Response:
            return web.Response(status=status, headers={"Location": f"{other}/bot/sendMessage"})

        async with hosting(redirect) as url, calling(url) as telegram:
            with pytest.raises((CallFailed, CallUnclear)):
                await telegram.send("sendMessage", '{"chat_id": 1, "text": "hello"}', seconds=5)
    assert asked == []
