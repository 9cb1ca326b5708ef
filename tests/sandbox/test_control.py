"""The control API: what the chat page lives on."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from yarl import URL

from sandbox.pictures import png
from taskbot.sandbox import control, user_actions
from taskbot.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sandbox.api import Api


BUTTONS = {"inline_keyboard": [[{"text": "A", "callback_data": "a", "style": "success"}]]}


class Page:
    """The page's side: JSON in, JSON out, and the stream of events."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self.url = f"{sandbox.url}/sandbox"
        self.session = session

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.url}/{path}") as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def post(self, path: str, **body: Any) -> Any:
        async with self.session.post(f"{self.url}/{path}", json=body) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def refusal(self, path: str, body: Any) -> tuple[int, str]:
        async with self.session.post(f"{self.url}/{path}", json=body) as response:
            return response.status, await response.text()


@pytest.fixture
def page(api: Api, sandbox: Sandbox) -> Page:
    return Page(sandbox, api.session)


async def _events(page: Page, path: str = "events") -> AsyncIterator[dict[str, Any]]:
    """The stream; an empty event comes first, once it is open."""
    async with page.session.get(f"{page.url}/{path}") as response:
        assert response.content_type == "text/event-stream"
        async for line in response.content:
            if line.startswith(b": here"):
                yield {}
            if line.startswith(b"data: "):
                yield json.loads(line.removeprefix(b"data: "))


async def test_people(page: Page, sandbox: Sandbox) -> None:
    sandbox.chat(1004).block()
    people = await page.get("people")
    assert people[0] == {
        "id": 1001,
        "first_name": "Анна",
        "last_name": "Петрова",
        "username": "anna",
        "language_code": "ru",
        "blocked": False,
    }
    assert [(person["id"], person["blocked"]) for person in people[1:]] == [
        (1002, False),
        (1003, False),
        (1004, True),
    ]


async def test_a_chat_in_full(page: Page, api: Api) -> None:
    await api.result("setMyCommands", commands=[{"command": "help", "description": "Help"}])
    await api.result("setMyDescription", description="описание", language_code="ru")
    sent = await api.say("<b>hi</b>", parse_mode="HTML", reply_markup=BUTTONS, reply_to_message_id=1)
    await api.say("x", reply_markup={"keyboard": [["Yes"]]})
    chat = await page.get("chats/1001")
    assert chat["messages"][1] == {
        "message_id": 3,
        "order": 2,
        "from": "bot",
        "author": {"id": 123456, "name": "Taskbot"},
        "topic": 0,
        "only_for": None,
        "replaces": None,
        "service": None,
        "via": None,
        "date": sent["date"],
        "text": "hi",
        "entities": [{"type": "bold", "offset": 0, "length": 2}],
        "reply_to": 1,
        "buttons": BUTTONS["inline_keyboard"],
        "edited": False,
        "reactions": [],
    }
    assert chat["messages"][0]["from"] == "person"
    assert chat["menu"] == [{"command": "help", "description": "Help"}]
    assert chat["reply_keyboard"] == {"keyboard": [[{"text": "Yes"}]]}
    assert chat["blocked"] is False
    assert (chat["group"], chat["pins"]) == (None, [])
    assert chat["bot"] == {
        "id": 123456,
        "name": "Taskbot",
        "username": "taskbot_sandbox_bot",
        "description": "описание",
        "short_description": "",
        "inline": False,
    }


async def test_another_keyboard_is_no_edit_for_people(page: Page, api: Api) -> None:
    """A bot's message is then not called edited (core.telegram.org/constructor/message, `edit_hide`)."""
    sent = (await api.say("hi", reply_markup=BUTTONS))["message_id"]
    here = {"chat_id": 1001, "message_id": sent}
    assert (await api.result("editMessageReplyMarkup", **here))["edit_date"]
    assert (await page.get("chats/1001"))["messages"][-1]["edited"] is False
    await api.result("editMessageText", **here, text="hello")
    await api.result("editMessageReplyMarkup", **here, reply_markup=BUTTONS)
    assert (await page.get("chats/1001"))["messages"][-1]["edited"] is True


async def test_writing(page: Page, api: Api) -> None:
    first = await page.post("chats/1001/messages", text="hello")
    await page.post("chats/1001/messages", text="again", reply_to_message_id=first["message_id"])
    messages = [update["message"] for update in await api.updates()]
    assert [message["text"] for message in messages] == ["hello", "again"]
    assert messages[1]["reply_to_message"]["message_id"] == first["message_id"]


@pytest.mark.parametrize("kind", ["photo", "document", None])
async def test_sending_a_file(page: Page, api: Api, kind: str | None) -> None:
    form = aiohttp.FormData(
        {"caption": "look", "reply_to_message_id": "1"} | ({"kind": kind} if kind else {})
    )
    form.add_field("file", png(), filename="a.png", content_type="image/png")
    async with page.session.post(f"{page.url}/chats/1001/messages", data=form) as response:
        assert response.status == 200
    message = (await api.updates())[0]["message"]
    assert (message["caption"], message["reply_to_message"]["message_id"]) == ("look", 1)
    assert ("photo" in message) == (kind == "photo")
    shown = (await page.get("chats/1001"))["messages"][-1]
    file = shown["photo"] if kind == "photo" else shown["document"]
    async with page.session.get(f"{page.url}/files/{file['file_id']}") as response:
        assert response.content_type == "image/png"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert await response.read() == png()


async def test_files_of_other_kinds_are_never_shown_as_pages(page: Page, sandbox: Sandbox) -> None:
    sent = sandbox.chat(1001).send_document(b"<script>", "a.html", mime_type="text/html")
    async with page.session.get(f"{page.url}/files/{sent.body['document']['file_id']}") as response:
        assert response.content_type == "application/octet-stream"


async def test_a_press_waits_for_the_answer(page: Page, api: Api, sandbox: Sandbox) -> None:
    message_id = (await api.say("x", reply_markup=BUTTONS))["message_id"]
    press = asyncio.create_task(page.post("chats/1001/presses", message_id=message_id, data="a"))
    query = (await api.updates(timeout=5))[0]["callback_query"]
    await api.result("answerCallbackQuery", callback_query_id=query["id"], text="done", show_alert=True)
    assert await press == {"answer": {"text": "done", "show_alert": True}}
    sandbox.state.callback_timeout = 0.05
    assert await page.post("chats/1001/presses", message_id=message_id, data="a") == {"answer": None}


async def test_blocking_and_reacting(page: Page, api: Api, sandbox: Sandbox) -> None:
    await page.post("chats/1001/block")
    assert (await page.get("chats/1001"))["blocked"] is True
    await page.post("chats/1001/unblock")
    assert (await page.get("chats/1001"))["blocked"] is False
    await page.post("chats/1001/reactions", message_id=1, emoji="👍")
    assert sandbox.chat(1001).messages[0].reactions == ["👍"]
    await page.post("chats/1001/reactions", message_id=1, emoji="")
    assert sandbox.chat(1001).messages[0].reactions == []
    assert len(await api.updates()) == 2


@pytest.mark.parametrize(
    ("path", "body", "status", "sentence"),
    [
        ("chats/5/messages", {"text": "x"}, 404, "no such person"),
        ("chats/1001/messages", {"text": " "}, 400, "a client does not send an empty message"),
        (
            "chats/1001/messages",
            {"text": "x", "reply_to_message_id": 99},
            400,
            "there is no message 99 to answer in this chat",
        ),
        ("chats/1001/messages", ["x"], 400, "send a JSON object"),
        ("chats/1001/presses", {"message_id": 99, "data": "x"}, 404, "no such message"),
        ("chats/1001/reactions", {"message_id": 99, "emoji": "👍"}, 404, "no such message"),
    ],
)
async def test_what_the_page_cannot_do(page: Page, path: str, body: Any, status: int, sentence: str) -> None:
    assert await page.refusal(path, body) == (status, sentence)


async def test_who_has_blocked_the_bot_cannot_write(page: Page, sandbox: Sandbox) -> None:
    sandbox.chat(1001).block()
    assert await page.refusal("chats/1001/messages", {"text": "x"}) == (
        400,
        "Анна has blocked the bot: unblock first",
    )


async def test_files_that_cannot_be_sent(page: Page) -> None:
    form = aiohttp.FormData({"kind": "photo"})
    form.add_field("file", b"no picture", filename="a.png", content_type="image/png")
    async with page.session.post(f"{page.url}/chats/1001/messages", data=form) as response:
        assert (response.status, await response.text()) == (400, "Bad Request: IMAGE_PROCESS_FAILED")
    empty = aiohttp.FormData({"caption": "x"}, default_to_multipart=True)
    async with page.session.post(f"{page.url}/chats/1001/messages", data=empty) as response:
        assert (response.status, await response.text()) == (400, "there is no file in the form")
    async with page.session.get(f"{page.url}/files/nothing") as response:
        assert response.status == 404


async def test_other_sites_cannot_act(page: Page) -> None:
    """A form of another site can send any body to this address, but not with this content type."""
    async with page.session.post(f"{page.url}/chats/1001/messages", data='{"text": "x"}') as response:
        assert response.status == 415


async def test_the_stream_tells_all_that_happens(page: Page, api: Api, sandbox: Sandbox) -> None:
    stream = _events(page)
    assert await anext(stream) == {}

    async def event() -> dict[str, Any]:
        return await asyncio.wait_for(anext(stream), 2)

    sandbox.chat(1004).say("hello")
    heard = await event()
    assert (heard["type"], heard["chat_id"], heard["message"]["text"]) == ("message", 1004, "hello")
    message_id = (await api.say("one", reply_markup=BUTTONS))["message_id"]
    assert (await event())["message"]["buttons"] == BUTTONS["inline_keyboard"]
    await api.result("sendChatAction", chat_id=1001, action="typing")
    assert await event() == {"type": "typing", "chat_id": 1001, "action": "typing"}
    await api.result("editMessageText", chat_id=1001, message_id=message_id, text="two")
    heard = await event()
    assert (heard["type"], heard["message"]["text"], heard["message"]["edited"]) == ("edit", "two", True)
    await api.result(
        "setMessageReaction", chat_id=1001, message_id=1, reaction=[{"type": "emoji", "emoji": "👍"}]
    )
    assert await event() == {"type": "reaction", "chat_id": 1001, "message_id": 1, "reactions": ["👍"]}
    await api.result("editMessageReplyMarkup", chat_id=1001, message_id=message_id, reply_markup=BUTTONS)
    await event()
    query_id = sandbox.chat(1001).press("A")
    await api.result("answerCallbackQuery", callback_query_id=query_id, text="toast")
    assert await event() == {"type": "toast", "chat_id": 1001, "text": "toast", "show_alert": False}
    await api.result("deleteMessage", chat_id=1001, message_id=message_id)
    assert await event() == {"type": "delete", "chat_id": 1001, "message_id": message_id}
    await api.say("x", reply_markup={"force_reply": True})
    assert await event() == {
        "type": "keyboard",
        "chat_id": 1001,
        "reply_keyboard": None,
        "force_reply": True,
    }
    await event()
    await api.result("setMyCommands", commands=[{"command": "a", "description": "A"}])
    menus = [await event() for _ in range(4)]
    assert {menu["chat_id"] for menu in menus} == {1001, 1002, 1003, 1004}
    assert menus[0]["menu"] == [{"command": "a", "description": "A"}]
    sandbox.chat(1001).block()
    assert await event() == {"type": "blocked", "chat_id": 1001, "blocked": True}
    await stream.aclose()  # type: ignore[attr-defined]


async def test_the_stream_of_one_person(page: Page, sandbox: Sandbox) -> None:
    stream = _events(page, "events/1001")
    assert await anext(stream) == {}
    sandbox.chat(1004).say("not here")
    sandbox.chat(1001).say("here")
    assert (await asyncio.wait_for(anext(stream), 2))["message"]["text"] == "here"
    await sandbox.stop()
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(anext(stream), 2)


async def test_streams_that_are_gone_are_forgotten(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as other:
        stream = _events(Page(sandbox, other))
        await anext(stream)
        await stream.aclose()  # type: ignore[attr-defined]
    async with asyncio.timeout(2):
        while sandbox.state.chats[1001].listeners:
            sandbox.chat(1001).say("is anybody there?")
            await asyncio.sleep(0.01)


async def test_a_quiet_stream_shows_that_it_lives(
    api: Api, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "_KEEPALIVE", 0.01)
    async with api.session.get(f"{sandbox.url}/sandbox/events") as response:
        assert await asyncio.wait_for(response.content.readuntil(b": still here\n\n"), 2)


async def test_the_page_s_files(api: Api, sandbox: Sandbox) -> None:
    for path in ("", "index.html"):
        async with api.session.get(f"{sandbox.url}/{path}") as response:
            assert (response.status, response.content_type) == (200, "text/html")
            assert response.headers["Cache-Control"] == "no-cache"
    for path in ("nothing.js", "__init__.py", "..%2fserver.py", ".", "%2e%2e/server.py"):
        async with api.session.get(URL(f"{sandbox.url}/{path}", encoded=True)) as response:
            assert (response.status, path) == (404, path)


async def test_editing_a_text(page: Page, api: Api) -> None:
    sent = await page.post("chats/1001/messages", text="/start one")
    events = _events(page)
    await anext(events)
    await page.post("chats/1001/edits", message_id=sent["message_id"], text="two @boris")
    event = await anext(events)
    assert (event["type"], event["message"]["text"], event["message"]["edited"]) == (
        "edit",
        "two @boris",
        True,
    )
    original, update = await api.updates()
    edited = update["edited_message"]
    assert edited["text"] == "two @boris"
    assert edited["entities"] == [{"offset": 4, "length": 6, "type": "mention"}]
    assert edited["edit_date"] >= edited["date"]
    assert edited["message_id"] == original["message"]["message_id"]


async def test_editing_a_caption(page: Page, api: Api, sandbox: Sandbox) -> None:
    sent = sandbox.chat(1001).send_photo(png(), "old")
    await page.post("chats/1001/edits", message_id=sent.id, text="see /help")
    await page.post("chats/1001/edits", message_id=sent.id, text="")
    _, edited, emptied = [update.get("edited_message", {}) for update in await api.updates()]
    assert (edited["caption"], edited["photo"]) == ("see /help", sent.body["photo"])
    assert edited["caption_entities"][0]["type"] == "bot_command"
    assert "caption" not in emptied


async def test_what_no_client_edits_is_refused(page: Page, api: Api, sandbox: Sandbox) -> None:
    chat = sandbox.chat(1001)
    bots = await api.say("hi")
    refusals = {
        bots["message_id"]: "people edit their own messages only",
        chat.share_location(55.75, 37.62).id: "a client does not offer to edit such a message",
        chat.forward(chat.last).id: "a client does not offer to edit such a message",
        99: "there is none of the id 99",
    }
    for message_id, reason in refusals.items():
        assert await page.refusal("chats/1001/edits", {"message_id": message_id, "text": "x"}) == (
            400,
            reason,
        )
    own = chat.say("text")
    for text, reason in (
        (" ", "a client does not send an empty message"),
        ("x" * 4097, "a client does not send so long a message"),
    ):
        assert await page.refusal("chats/1001/edits", {"message_id": own.id, "text": text}) == (400, reason)
    chat.block()
    status, reason = await page.refusal("chats/1001/edits", {"message_id": own.id, "text": "x"})
    assert (status, reason) == (400, "Анна has blocked the bot: unblock first")


async def test_a_message_can_be_edited_for_two_days() -> None:
    now = 1_800_000_000.0
    async with Sandbox(clock=lambda: now) as sandbox:
        chat = sandbox.chat(1001)
        message = chat.say("one")
        now += 48 * 3600
        assert chat.edit(message, "two").body["edit_date"] == now
        now += 1
        with pytest.raises(ValueError, match="for 48 hours"):
            chat.edit(message, "three")


async def test_an_edit_in_a_group_is_seen_as_a_message_would_be(sandbox: Sandbox, api: Api) -> None:
    group = sandbox.group(-5, "Team", [sandbox.chat(1001).person])
    person, chat = sandbox.chat(1001).person, sandbox.state.chats[-5]
    among_themselves, command = group.say(1001, "hello"), group.say(1001, "/help@taskbot_sandbox_bot")
    sandbox.state.updates.clear()
    user_actions.edit(sandbox.state, chat, person, among_themselves.id, "hello, all")
    user_actions.edit(sandbox.state, chat, person, command.id, "/my_tasks@taskbot_sandbox_bot")
    assert [update["edited_message"]["text"] for update in await api.updates()] == [
        "/my_tasks@taskbot_sandbox_bot"
    ]
