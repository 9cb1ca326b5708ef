"""Presses of inline buttons and the bot's answers: once for each, and in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest

from sandbox.api import Api
from taskbot.sandbox.server import Sandbox

if TYPE_CHECKING:
    from taskbot.sandbox.views import PersonChat

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
BUTTONS = {
    "inline_keyboard": [
        [{"text": "Готово", "callback_data": "done:1"}, {"text": "URL", "url": "https://a.b"}]
    ]
}


async def _pressed(api: Api, chat: PersonChat) -> str:
    await api.say("task", chat_id=chat.id, reply_markup=BUTTONS)
    return chat.press("Готово")


async def test_a_press_arrives_with_its_message(api: Api, sandbox: Sandbox) -> None:
    query_id = await _pressed(api, sandbox.chat(1001))
    query = (await api.updates())[0]["callback_query"]
    assert query["id"] == query_id
    assert query["data"] == "done:1"
    assert query["from"]["language_code"] == "ru"
    assert query["message"]["reply_markup"] == BUTTONS
    assert query["chat_instance"]


async def test_a_press_is_answered_once(api: Api, sandbox: Sandbox) -> None:
    chat = sandbox.chat(1001)
    query_id = await _pressed(api, chat)
    answer = {"callback_query_id": query_id, "text": "Сделано", "show_alert": True}
    assert await api.result("answerCallbackQuery", **answer) is True
    assert await api.refusal("answerCallbackQuery", **answer) == TOO_OLD
    toast = await chat.next(kind="toast")
    assert (toast.text, toast.show_alert) == ("Сделано", True)
    assert [event.text for event in chat.toasts] == ["Сделано"]


@pytest.mark.parametrize("query_id", ["", "0", "12345", "rubbish"])
async def test_an_unknown_press_is_too_old(api: Api, query_id: str) -> None:
    assert await api.refusal("answerCallbackQuery", callback_query_id=query_id) == TOO_OLD


async def test_a_late_answer_is_too_late() -> None:
    clock = [1_800_000_000.0]
    async with Sandbox(clock=lambda: clock[0]) as sandbox, aiohttp.ClientSession() as session:
        api, chat = Api(sandbox, session), sandbox.chat(1001)
        chat.say("/start")
        late = await _pressed(api, chat)
        clock[0] += 14
        in_time = chat.press("Готово")
        clock[0] += 2
        assert await api.refusal("answerCallbackQuery", callback_query_id=late) == TOO_OLD
        assert await api.result("answerCallbackQuery", callback_query_id=in_time) is True
        chat.press("Готово")
        clock[0] += 60
        chat.press("Готово")
        assert len(sandbox.state.callback_queries) == 1


async def test_what_a_toast_may_not_be(api: Api, sandbox: Sandbox) -> None:
    query_id = await _pressed(api, sandbox.chat(1001))
    for fields, description in (
        ({"text": "x" * 201}, "MESSAGE_TOO_LONG"),
        ({"url": "https://a.b"}, "URL_INVALID"),
    ):
        answer = await api.refusal("answerCallbackQuery", callback_query_id=query_id, **fields)
        assert answer == f"Bad Request: {description}"
    assert await api.result("answerCallbackQuery", callback_query_id=query_id, text="x" * 200) is True


async def test_presses_by_text_data_and_message(api: Api, sandbox: Sandbox) -> None:
    chat = sandbox.chat(1001)
    first = await api.say("one", reply_markup=BUTTONS)
    await api.say("two", reply_markup=BUTTONS)
    chat.press("done:1")
    chat.press("Готово", first["message_id"])
    queries = [update["callback_query"] for update in await api.updates()]
    assert [query["message"]["text"] for query in queries] == ["two", "one"]


async def test_presses_of_nothing_tell_what_there_is(api: Api, sandbox: Sandbox) -> None:
    chat = sandbox.chat(1001)
    message = await api.say("one", reply_markup=BUTTONS)
    with pytest.raises(
        LookupError, match=r"there is no button 'Нет'\nChat 1001 shows:(.|\n)*\[Готово\] \[URL\]"
    ):
        chat.press("Нет", message["message_id"])
    with pytest.raises(LookupError, match="there is no message 99"):
        chat.press("Готово", 99)
    with pytest.raises(ValueError, match="sends nothing to the bot"):
        chat.press("URL")


async def test_forged_presses_and_presses_of_messages_long_gone(api: Api, sandbox: Sandbox) -> None:
    chat = sandbox.chat(1001)
    await api.say("one", reply_markup=BUTTONS)
    chat.forge("drop:table", chat.last)
    chat.forge("done:1", chat.last, inaccessible=True)
    forged, gone = [update["callback_query"] for update in await api.updates()]
    assert forged["data"] == "drop:table"
    assert gone["message"] == {"chat": forged["message"]["chat"], "message_id": chat.last.id, "date": 0}
