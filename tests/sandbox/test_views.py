"""The chats as tests use them: saying, waiting, looking."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from sandbox.api import Api
from taskbot.sandbox import user_actions
from taskbot.sandbox.people import Person
from taskbot.sandbox.server import Sandbox
from taskbot.sandbox.text import utf16_length

IN_VAIN = """\
the bot did nothing for 0.01 s
Chat 1001 shows:
  1 Анна: '/start'
  3 bot: 'Выберите' [Да]
last calls: sendMessage 200, sendMessage 400
refused: sendMessage: Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"
updates not confirmed: 0"""


async def test_events_come_one_by_one(api: Api, sandbox: Sandbox) -> None:
    chat = sandbox.chat(1001)
    waiting = asyncio.create_task(chat.next())
    message_id = (await api.say("one"))["message_id"]
    assert (await waiting).text == "one"
    await api.result("editMessageText", chat_id=1001, message_id=message_id, text="two")
    await api.result("deleteMessage", chat_id=1001, message_id=message_id)
    await api.say("three")
    assert [str(event) for event in chat.unread] == ["edit: 'two'", "delete: 'two'", "message: 'three'"]
    assert (await chat.next(kind="message")).text == "three"
    assert chat.unread == []
    await api.say("four")
    assert [event.text for event in chat.take()] == ["four"]
    assert chat.unread == chat.take() == []


async def test_an_event_stays_as_it_was_seen(api: Api, sandbox: Sandbox) -> None:
    message_id = (await api.say("before"))["message_id"]
    await api.result("editMessageText", chat_id=1001, message_id=message_id, text="after")
    chat = sandbox.chat(1001)
    assert [(await chat.next()).text, (await chat.next()).text] == ["before", "after"]


async def test_waiting_in_vain_tells_what_there_is(api: Api, sandbox: Sandbox) -> None:
    await api.say("Выберите", reply_markup={"inline_keyboard": [[{"text": "Да", "callback_data": "y"}]]})
    await api("sendMessage", chat_id=1001, text="<b>", parse_mode="HTML")
    chat = sandbox.chat(1001)
    await chat.next()
    with pytest.raises(TimeoutError) as caught:
        await chat.next(timeout=0.01)
    assert str(caught.value) == IN_VAIN


def test_long_texts_leave_in_parts(sandbox: Sandbox) -> None:
    chat = sandbox.chat(1001)
    words = "слово " * 1000
    assert chat.say(words + "конец").text.endswith("конец")
    parts = [message.text for message in chat.messages]
    assert len(parts) == 2
    assert " ".join(parts) == words + "конец"
    assert all(utf16_length(part) <= 4096 for part in parts)


def test_texts_without_a_space_are_cut_where_they_are_full() -> None:
    parts = user_actions.split("👍" * 5000)
    assert [len(part) for part in parts] == [2048, 2048, 904]


@pytest.mark.parametrize("words", ["", "  \n", "\r", "half \ud83d"])
def test_what_no_client_sends(sandbox: Sandbox, words: str) -> None:
    with pytest.raises(ValueError, match="a client"):
        sandbox.chat(1001).say(words)


async def test_people_edit_delete_and_forward(api: Api, sandbox: Sandbox) -> None:
    chat, other = sandbox.chat(1001), Person(55, "Eve")
    first = chat.say("/helo")
    chat.edit(first, "/help")
    chat.forward("see /help", other)
    chat.send(contact={"phone_number": "1", "first_name": "Eve"})
    chat.delete(first)
    edited, forwarded, contact = (await api.updates())[1:]
    assert edited["edited_message"]["text"] == "/help"
    assert edited["edited_message"]["entities"][0]["type"] == "bot_command"
    assert forwarded["message"]["forward_origin"]["sender_user"]["first_name"] == "Eve"
    assert forwarded["message"]["entities"] == [{"type": "bot_command", "offset": 4, "length": 5}]
    assert contact["message"]["contact"]["phone_number"] == "1"
    assert first.id not in [message.id for message in chat.messages]
    bots = (await api.say("mine"))["message_id"]
    with pytest.raises(ValueError, match="their own messages only"):
        chat.edit(bots, "yours")


async def test_people_format_their_texts(api: Api, sandbox: Sandbox) -> None:
    sandbox.chat(1001).say("/start now", entities=[{"type": "bold", "offset": 7, "length": 3}])
    message = (await api.updates())[0]["message"]
    assert [entity["type"] for entity in message["entities"]] == ["bot_command", "bold"]


async def test_people_change_names_and_languages(api: Api, sandbox: Sandbox) -> None:
    chat = sandbox.chat(1001)
    sandbox.join(Person(1001, "Anna", "Ivanova", None, "en"))
    chat.say("new name")
    sandbox.join(Person(77, "Late")).say("hello")
    updates = await api.updates()
    assert updates[0]["message"]["from"] == {
        "id": 1001,
        "is_bot": False,
        "first_name": "Anna",
        "last_name": "Ivanova",
        "language_code": "en",
    }
    assert updates[1]["message"]["chat"] == {"id": 77, "first_name": "Late", "type": "private"}
    assert [message.text for message in chat.messages] == ["/start", "new name"]


async def test_events_beyond_the_history_are_dropped() -> None:
    async with Sandbox(history=2) as sandbox, aiohttp.ClientSession() as session:
        chat = sandbox.chat(1001)
        chat.say("/start")
        for text in "abc":
            await Api(sandbox, session).say(text)
        assert [event.text for event in chat.unread] == ["b", "c"]


async def test_nothing_is_missed_before_anybody_looks(api: Api, sandbox: Sandbox) -> None:
    late = sandbox.join(Person(77, "Late"))
    late.say("hello")
    await api.say("hi", chat_id=77)
    assert (await sandbox.chat(77).next()).text == "hi"


async def test_reactions_reach_a_bot_that_wants_them(api: Api, sandbox: Sandbox) -> None:
    await api.updates(allowed_updates=["message_reaction"])
    chat = sandbox.chat(1001)
    chat.react(1, "👍")
    chat.react(1)
    first, second = [update["message_reaction"] for update in await api.updates(offset=1)]
    assert (first["old_reaction"], first["new_reaction"]) == ([], [{"type": "emoji", "emoji": "👍"}])
    assert (second["old_reaction"], second["new_reaction"]) == ([{"type": "emoji", "emoji": "👍"}], [])
    assert first["user"]["id"] == 1001
