"""What people share with the bot: users from its picker, places, messages forwarded, files of every kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.pictures import png
from taskbot.sandbox.files import KINDS
from taskbot.sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.api import Api
    from taskbot.sandbox.server import Sandbox

EVE = Person(55, "Eve", "Stone", "eve")
REPLY = "Bad Request: can't parse keyboard button: "


def asking(**request: Any) -> dict[str, Any]:
    """A reply keyboard whose one button asks for users."""
    return {"keyboard": [[{"text": "People", "request_users": {"request_id": 7, **request}}]]}


async def test_chosen_users_come_with_what_was_asked_for(api: Api, sandbox: Sandbox) -> None:
    await api.say("Who?", reply_markup=asking(max_quantity=2, request_name=True, request_username=True))
    sandbox.chat(1001).share_users([1002, 1004])
    (update,) = await api.updates()
    assert update["message"]["users_shared"] == {
        "request_id": 7,
        "user_ids": [1002, 1004],
        "users": [
            {"user_id": 1002, "first_name": "Борис", "last_name": "Иванов", "username": "boris"},
            {"user_id": 1004, "first_name": "Dave", "last_name": "Jones"},
        ],
    }
    assert "text" not in update["message"]


async def test_names_stay_with_those_who_were_not_asked_for_them(api: Api, sandbox: Sandbox) -> None:
    await api.say("Who?", reply_markup=asking(user_is_bot=False, request_username=True))
    sandbox.chat(1001).share_users([1002])
    (update,) = await api.updates()
    assert update["message"]["users_shared"]["users"] == [{"user_id": 1002, "username": "boris"}]


@pytest.mark.parametrize(
    ("request_", "ids", "why"),
    [
        ({}, [1002, 1003], "takes 1 to 1"),
        ({"max_quantity": 2}, [], "takes 1 to 2"),
        ({"max_quantity": 2}, [1002, 1002], "each once"),
        ({}, [99], "does not offer"),
        ({"user_is_bot": True}, [1002], "does not offer"),
    ],
)
async def test_the_picker_gives_what_it_has(
    api: Api, sandbox: Sandbox, request_: dict[str, Any], ids: list[int], why: str
) -> None:
    await api.say("Who?", reply_markup=asking(**request_))
    with pytest.raises(ValueError, match=why):
        sandbox.chat(1001).share_users(ids)
    assert await api.updates() == []


async def test_there_is_no_picker_without_its_button(api: Api, sandbox: Sandbox) -> None:
    with pytest.raises(LookupError, match="no button asks for users"):
        sandbox.chat(1001).share_users([1002])
    await api.say("Who?", reply_markup=asking())
    with pytest.raises(LookupError, match="by the id 8"):
        sandbox.chat(1001).share_users([1002], request_id=8)


@pytest.mark.parametrize(
    ("markup", "description"),
    [
        (asking(request_id="x"), f'{REPLY}Field "request_id" must be a valid Number'),
        (asking(request_id=None), f'{REPLY}Can\'t find field "request_id"'),
        (asking(request_id=1 << 31), f'{REPLY}Field "request_id" must be a valid Number'),
        (asking(max_quantity=11), "Bad Request: BUTTON_USER_INVALID"),
        (asking(max_quantity=0), "Bad Request: BUTTON_USER_INVALID"),
        (asking(request_name="yes"), f'{REPLY}Field "request_name" must be of type Boolean'),
        ({"keyboard": asking()["keyboard"] * 2}, "Bad Request: BUTTON_ID_INVALID"),
        (
            {"keyboard": [[{"text": "People", "request_users": [1]}]]},
            f'{REPLY}Field "request_users" must be of type Object',
        ),
    ],
)
async def test_requests_for_users_that_are_refused(
    api: Api, markup: dict[str, Any], description: str
) -> None:
    assert await api.refusal("sendMessage", chat_id=1001, text="x", reply_markup=markup) == description


async def test_a_place_is_shared_with_and_without_being_asked(api: Api, sandbox: Sandbox) -> None:
    chat = sandbox.chat(1001)
    asked = await api.say("Where?", reply_markup={"keyboard": [[{"text": "Here", "request_location": True}]]})
    chat.share_location(55.75, 37.62)
    chat.share_location(-33.9, 151, reply_to=asked["message_id"])
    first, second = [update["message"] for update in await api.updates()]
    assert first["location"] == {"latitude": 55.75, "longitude": 37.62}
    assert second["reply_to_message"]["text"] == "Where?"
    for latitude, longitude in ((91, 0), (0, -181), (float("nan"), 0)):
        with pytest.raises(ValueError, match="a latitude is from"):
            chat.share_location(latitude, longitude)


async def test_messages_are_forwarded_with_where_they_came_from(api: Api, sandbox: Sandbox) -> None:
    chat = sandbox.chat(1001)
    buttons = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    bots = await api.say("<b>Hi</b>", parse_mode="HTML", reply_markup=buttons)
    chat.forward(chat.messages[-1])
    chat.forward(sandbox.chat(1004).send_file("video", b"abc", "a.mp4", "look"))
    chat.forward(chat.last)
    chat.forward("see /help", EVE, hidden=True)
    fromdave = await api.updates()
    first, _, video, again, hidden = [update["message"] for update in fromdave]
    assert first["forward_origin"] == {"type": "user", "sender_user": bots["from"], "date": bots["date"]}
    assert (first["text"], first["entities"]) == ("Hi", [{"offset": 0, "length": 2, "type": "bold"}])
    assert "reply_markup" not in first
    assert video["forward_origin"]["sender_user"]["first_name"] == "Dave"
    assert (video["caption"], video["video"]["file_name"]) == ("look", "a.mp4")
    assert again["forward_origin"] == video["forward_origin"]
    assert hidden["forward_origin"]["sender_user_name"] == "Eve Stone"
    assert hidden["entities"][0]["type"] == "bot_command"


async def test_what_no_client_forwards(api: Api, sandbox: Sandbox) -> None:
    chat = sandbox.chat(1001)
    await api.say("secret", protect_content=True)
    with pytest.raises(ValueError, match="does not forward"):
        chat.forward(chat.last)
    await api.say("Who?", reply_markup=asking())
    with pytest.raises(ValueError, match="does not forward"):
        chat.forward(chat.share_users([1002]))
    with pytest.raises(ValueError, match="has an author"):
        chat.forward("words")
    with pytest.raises(ValueError, match="an empty message"):
        chat.forward(" ", EVE)


@pytest.mark.parametrize("kind", KINDS)
async def test_files_of_every_kind_come_back_by_their_id(api: Api, sandbox: Sandbox, kind: str) -> None:
    chat = sandbox.chat(1001)
    answered = chat.say("the file").id
    sent = chat.send_file(kind, png(), "a.bin", "what it is", mime_type="x/y", reply_to=answered)
    message = (await api.updates())[-1]["message"]
    assert message == sent.body
    assert (message["caption"], message["reply_to_message"]["message_id"]) == ("what it is", answered)
    file = message[kind][-1] if kind == "photo" else message[kind]
    again = await api.result(f"send{kind}", chat_id=1004, caption="again", **{kind: file["file_id"]})
    assert (again[kind], again["caption"]) == (message[kind], "again")
    path = (await api.result("getFile", file_id=file["file_id"]))["file_path"]
    async with api.session.get(f"{sandbox.url}/file/bot{sandbox.token}/{path}") as response:
        assert await response.read() == png()
    copied = {"chat_id": 1004, "from_chat_id": 1001, "message_id": sent.id}
    await api.result("copyMessage", **copied)
    assert sandbox.chat(1004).last.body[kind] == message[kind]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("video", {"duration", "width", "height", "file_name", "mime_type"}),
        ("animation", {"duration", "width", "height", "file_name", "mime_type"}),
        ("audio", {"duration", "file_name", "mime_type"}),
        ("voice", {"duration", "mime_type"}),
    ],
)
async def test_each_kind_has_its_fields(sandbox: Sandbox, kind: str, fields: set[str]) -> None:
    body = sandbox.chat(1001).send_file(kind, b"abc", "a.bin").body
    assert set(body[kind]) == fields | {"file_id", "file_unique_id", "file_size"}
    assert ("document" in body) == (kind == "animation")


async def test_a_kind_cannot_be_changed(api: Api, sandbox: Sandbox) -> None:
    names = {"voice": "VoiceNote"}
    for kind in KINDS:
        body = sandbox.chat(1001).send_file(kind, png(), "a.png").body
        file_id = body["photo"][-1]["file_id"] if kind == "photo" else body[kind]["file_id"]
        other = "audio" if kind == "video" else "video"
        answer = await api.refusal(f"send{other}", chat_id=1001, **{other: file_id})
        name = names.get(kind, kind.capitalize())
        assert answer == f"Bad Request: can't use file of type {name} as {other.capitalize()}"


async def test_captions_are_limited_for_every_kind(api: Api, sandbox: Sandbox) -> None:
    for kind in KINDS:
        body = sandbox.chat(1001).send_file(kind, png(), "a.png").body
        file_id = body["photo"][-1]["file_id"] if kind == "photo" else body[kind]["file_id"]
        answer = await api.refusal(f"send{kind}", chat_id=1001, caption="x" * 1025, **{kind: file_id})
        assert answer == "Bad Request: message caption is too long"
        assert await api.refusal(f"send{kind}", chat_id=1001) == (
            f"Bad Request: there is no {kind} in the request"
        )


async def test_the_bot_s_name_is_what_its_messages_show(api: Api) -> None:
    await api.result("setMyName", name="Задачи", language_code="ru")
    assert (await api.result("getMe"))["first_name"] == "Taskbot"
    await api.result("setMyName", name="Tasks")
    assert (await api.result("getMe"))["first_name"] == "Tasks"
    assert (await api.say("x"))["from"]["first_name"] == "Tasks"


class TestControl:
    """The same for the chat page, over HTTP."""

    async def post(self, api: Api, what: str, **body: Any) -> tuple[int, str]:
        address = f"{api.sandbox.url}/sandbox/chats/1001/{what}"
        async with api.session.post(address, json=body) as response:
            return response.status, await response.text()

    async def test_the_page_shares_and_forwards(self, api: Api, sandbox: Sandbox) -> None:
        await api.say("Who?", reply_markup=asking(request_name=True))
        assert (await self.post(api, "users", request_id=7, user_ids=[1002]))[0] == 200
        assert (await self.post(api, "locations", latitude=55.75, longitude=37.6))[0] == 200
        assert (await self.post(api, "forwards", message_id=sandbox.chat(1001).messages[0].id))[0] == 200
        assert (await self.post(api, "forwards", author_id=1003, text="hello"))[0] == 200
        shared, place, forwarded, written = [update["message"] for update in await api.updates()]
        assert shared["users_shared"]["users"][0]["first_name"] == "Борис"
        assert place["location"]["latitude"] == 55.75
        assert forwarded["forward_origin"]["sender_user"]["id"] == 1001
        assert written["forward_origin"]["sender_user"]["username"] == "carol"
        async with api.session.get(f"{sandbox.url}/sandbox/chats/1001") as response:
            shown = (await response.json())["messages"]
        assert [set(message) & {"users_shared", "location", "forward_origin"} for message in shown[-4:]] == [
            {"users_shared"},
            {"location"},
            {"forward_origin"},
            {"forward_origin"},
        ]

    @pytest.mark.parametrize(
        ("what", "body"),
        [
            ("users", {"request_id": 7, "user_ids": [1, 2]}),
            ("users", {"request_id": 8, "user_ids": [1002]}),
            ("users", {"request_id": 7, "user_ids": "x"}),
            ("users", {"request_id": 7, "user_ids": 5}),
            ("locations", {"latitude": 91, "longitude": 0}),
            ("locations", {"latitude": 9}),
            ("locations", {"latitude": None, "longitude": 0}),
            ("forwards", {"message_id": 999}),
            ("forwards", {"message_id": "1"}),
            ("forwards", {"author_id": 99, "text": "x"}),
            ("forwards", {"author_id": 1003, "text": ""}),
        ],
    )
    async def test_what_makes_no_sense_is_said(self, api: Api, what: str, body: dict[str, Any]) -> None:
        await api.say("Who?", reply_markup=asking())
        status, sentence = await self.post(api, what, **body)
        assert status == 400
        assert sentence
        assert await api.updates() == []
