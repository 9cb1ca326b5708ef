"""Sending, answering, editing, deleting, copying, pinning and reacting; who may be written to."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from sandbox.api import Api
from taskbot.sandbox.server import Sandbox

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
BUTTONS = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}


async def test_a_message_is_as_telegram_shows_it(api: Api) -> None:
    message = await api.say("hello", protect_content=True)
    assert message.pop("date") > 1_700_000_000
    assert message == {
        "message_id": 3,
        "from": {"id": 123456, "is_bot": True, "first_name": "Taskbot", "username": "taskbot_sandbox_bot"},
        "chat": {
            "id": 1001,
            "first_name": "Анна",
            "last_name": "Петрова",
            "username": "anna",
            "type": "private",
        },
        "text": "hello",
        "has_protected_content": True,
    }


async def test_message_ids_of_private_chats_and_basic_groups_are_one_sequence(
    api: Api, sandbox: Sandbox
) -> None:
    """A supergroup has a sequence of its own (core.telegram.org/api/updates)."""
    members = [sandbox.chat(1001).person]
    sandbox.group(-5, "Team", members)  # the notice that the bot was added is the first message
    sandbox.group(-1007, "All", members, kind="supergroup")
    chats = (1001, 1004, -5, -1007, 1001, -1007)
    assert [(await api.say("x", chat_id=chat))["message_id"] for chat in chats] == [4, 5, 6, 2, 7, 3]


@pytest.mark.parametrize(
    ("chat_id", "description"),
    [
        ("", "Bad Request: chat_id is empty"),
        ("7", "Bad Request: chat not found"),
        ("-100123", "Bad Request: chat not found"),
        ("@anna", "Bad Request: chat not found"),
        ("rubbish", "Bad Request: chat not found"),
        ("1002", "Forbidden: bot can't initiate conversation with a user"),
    ],
)
async def test_who_cannot_be_written_to(api: Api, chat_id: str, description: str) -> None:
    for method, fields in (
        ("sendMessage", {"text": "x"}),
        ("sendChatAction", {"action": "typing"}),
        ("sendDocument", {"document": "x"}),
    ):
        assert await api.refusal(method, chat_id=chat_id, **fields) == description


async def test_a_blocked_bot_is_forbidden_to_write(api: Api, sandbox: Sandbox) -> None:
    message = await api.say("x")
    chat = sandbox.chat(1001)
    chat.block()
    chat.block()
    for method, fields in (
        ("sendMessage", {"text": "x"}),
        ("editMessageText", {"text": "y", "message_id": message["message_id"]}),
        ("sendChatAction", {"action": "typing"}),
    ):
        answer = await api(method, chat_id=1001, **fields)
        assert (answer["error_code"], answer["description"]) == (
            403,
            "Forbidden: bot was blocked by the user",
        )
    with pytest.raises(RuntimeError, match="has blocked the bot"):
        chat.say("hello?")
    assert await api.result("deleteMessage", chat_id=1001, message_id=message["message_id"]) is True
    chat.unblock()
    await api.say("again")
    changes = [update["my_chat_member"] for update in await api.updates()]
    statuses = [
        (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) for change in changes
    ]
    assert statuses == [("member", "kicked"), ("kicked", "member")]
    assert changes[0]["new_chat_member"]["user"]["id"] == 123456
    assert changes[0]["from"]["id"] == changes[0]["chat"]["id"] == 1001


async def test_who_left_telegram_is_forbidden_to_write_to(api: Api, sandbox: Sandbox) -> None:
    sandbox.chat(1001).deactivate()
    assert await api.refusal("sendMessage", chat_id=1001, text="x") == "Forbidden: user is deactivated"


async def test_chats_have_no_topics(api: Api) -> None:
    answer = await api.refusal("sendMessage", chat_id=1001, text="x", message_thread_id=5)
    assert answer == "Bad Request: message thread not found"


async def test_answers_name_what_they_answer(api: Api, sandbox: Sandbox) -> None:
    asked = sandbox.chat(1001).say("question")
    first = await api.say("answer", reply_parameters={"message_id": asked.id})
    assert first["reply_to_message"]["text"] == "question"
    second = await api.say("again", reply_to_message_id=first["message_id"])
    assert "reply_to_message" not in second["reply_to_message"]


async def test_answers_may_quote(api: Api, sandbox: Sandbox) -> None:
    asked = sandbox.chat(1001).say("👍 кто и когда?")
    answer = await api.say("завтра", reply_parameters={"message_id": asked.id, "quote": "когда"})
    assert answer["quote"] == {"text": "когда", "position": 9, "is_manual": True}
    refused = {"message_id": asked.id, "quote": "где"}
    description = await api.refusal("sendMessage", chat_id=1001, text="x", reply_parameters=refused)
    assert description == "Bad Request: QUOTE_TEXT_INVALID"


@pytest.mark.parametrize(
    ("fields", "description"),
    [
        ({"reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"reply_to_message_id": 99}, "message to be replied not found"),
        ({"reply_parameters": {"message_id": 1, "chat_id": 7}}, "chat not found"),
        ({"reply_parameters": {"chat_id": 1001}}, 'can\'t find field "message_id"'),
        ({"reply_parameters": {"message_id": "x"}}, 'field "message_id" must be a valid Number'),
        ({"reply_parameters": "{"}, "can't parse reply parameters JSON object"),
        ({"reply_parameters": "[]"}, "object expected as reply parameters"),
    ],
)
async def test_answers_to_nothing_are_refused(api: Api, fields: dict[str, Any], description: str) -> None:
    assert await api.refusal("sendMessage", chat_id=1001, text="x", **fields) == f"Bad Request: {description}"


async def test_answers_to_nothing_may_be_sent_without(api: Api) -> None:
    allowed = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await api.say("x", reply_parameters=allowed)
    message = await api.say("x", reply_to_message_id=99, allow_sending_without_reply=True)
    assert "reply_to_message" not in message
    assert "reply_to_message" not in await api.say("x", reply_parameters={})
    other = await api.say("x", reply_parameters={"message_id": 2, "chat_id": 1004})
    assert other["reply_to_message"]["chat"]["id"] == 1004


async def test_an_edit_replaces_text_and_keyboard(api: Api, sandbox: Sandbox) -> None:
    chat = sandbox.chat(1001)
    message = await api.say("<b>one</b>", parse_mode="HTML", reply_markup=BUTTONS)
    edited = await api.result("editMessageText", chat_id=1001, message_id=message["message_id"], text="two")
    assert edited.pop("edit_date") >= message["date"]
    assert edited == {name: message[name] for name in ("message_id", "from", "chat", "date")} | {
        "text": "two"
    }
    assert [(event.kind, event.text, event.labels) for event in chat.unread] == [
        ("message", "one", ["A"]),
        ("edit", "two", []),
    ]
    assert chat.last.edited


async def test_an_edit_to_the_same_is_refused(api: Api) -> None:
    message = await api.say("<b>one</b>", parse_mode="HTML", reply_markup=BUTTONS)
    same = {"chat_id": 1001, "message_id": message["message_id"], "reply_markup": BUTTONS}
    assert await api.refusal("editMessageText", text="<b>one </b>", parse_mode="HTML", **same) == NOT_MODIFIED
    assert await api.refusal("editMessageReplyMarkup", **same) == NOT_MODIFIED
    await api.result("editMessageText", text="one", **same)
    await api.result("editMessageReplyMarkup", chat_id=1001, message_id=message["message_id"])
    assert await api.refusal("editMessageText", **same | {"text": "one", "reply_markup": {}}) == NOT_MODIFIED


async def test_what_cannot_be_edited(api: Api, sandbox: Sandbox) -> None:
    theirs = sandbox.chat(1001).say("mine").id
    keyboard = (await api.say("x", reply_markup={"keyboard": [["A"]]}))["message_id"]
    asking = (await api.say("x", reply_markup={"force_reply": True}))["message_id"]
    forwarded = (await api.result("forwardMessage", chat_id=1001, from_chat_id=1001, message_id=theirs))[
        "message_id"
    ]
    for message_id in (theirs, keyboard, asking, forwarded):
        answer = await api.refusal("editMessageText", chat_id=1001, message_id=message_id, text="y")
        assert answer == "Bad Request: message can't be edited"


@pytest.mark.parametrize(
    ("fields", "description"),
    [
        ({"chat_id": 1001, "message_id": 99}, "message to edit not found"),
        ({"chat_id": 1001}, "message to edit not found"),
        ({"message_id": 1}, "chat_id is empty"),
        ({}, "message identifier is not specified"),
        ({"inline_message_id": "x"}, "MESSAGE_ID_INVALID"),
    ],
)
async def test_edits_of_nothing_are_refused(api: Api, fields: dict[str, Any], description: str) -> None:
    assert await api.refusal("editMessageText", text="y", **fields) == f"Bad Request: {description}"
    assert await api.refusal("editMessageReplyMarkup", **fields) == f"Bad Request: {description}"


async def test_deletions(api: Api, sandbox: Sandbox) -> None:
    chat = sandbox.chat(1001)
    mine, theirs = (await api.say("x"))["message_id"], chat.say("y").id
    assert await api.result("deleteMessage", chat_id=1001, message_id=mine) is True
    assert await api.result("deleteMessage", chat_id=1001, message_id=theirs) is True
    for fields, description in (
        ({"chat_id": 1001, "message_id": mine}, "message to delete not found"),
        ({"chat_id": 1001}, "message identifier is not specified"),
        ({"message_id": mine}, "chat identifier is not specified"),
    ):
        assert await api.refusal("deleteMessage", **fields) == f"Bad Request: {description}"
    assert [event.kind for event in chat.unread] == ["message", "delete", "delete"]
    assert [message.text for message in chat.messages] == ["/start"]


async def test_deleting_many_passes_over_those_that_are_gone(api: Api, sandbox: Sandbox) -> None:
    ids = [(await api.say("x"))["message_id"] for _ in range(3)]
    assert await api.result("deleteMessages", chat_id=1001, message_ids=[*ids, 99, "98"]) is True
    assert len(sandbox.chat(1001).messages) == 1


@pytest.mark.parametrize(
    ("message_ids", "description"),
    [
        ([], "message identifiers are not specified"),
        ("{", "can't parse message_ids JSON object"),
        ({"a": 1}, "expected an Array of message identifiers"),
        (list(range(1, 102)), "too many message identifiers specified"),
        ([None], "message identifier must be a Number"),
        (["x"], "can't parse message identifier as a Number"),
        ([1.5], "can't parse message identifier as a Number"),
        ([-1], "invalid message identifier specified"),
    ],
)
async def test_lists_of_messages_that_are_refused(api: Api, message_ids: Any, description: str) -> None:
    answer = await api.refusal("deleteMessages", chat_id=1001, message_ids=message_ids)
    assert answer == f"Bad Request: {description}"


async def test_old_messages_cannot_be_deleted() -> None:
    clock = [1_800_000_000.0]
    async with Sandbox(clock=lambda: clock[0]) as sandbox, aiohttp.ClientSession() as session:
        old = sandbox.chat(1001).say("x").id
        clock[0] += 48 * 3600 + 1
        answer = await Api(sandbox, session).refusal("deleteMessage", chat_id=1001, message_id=old)
    assert answer == "Bad Request: message can't be deleted for everyone"


async def test_copies_and_forwards(api: Api, sandbox: Sandbox) -> None:
    said = sandbox.chat(1001).say("see https://example.org")
    source = {"chat_id": 1004, "from_chat_id": 1001, "message_id": said.id}
    copied = await api.result("copyMessage", **source, reply_markup=BUTTONS)
    assert sandbox.chat(1004).last.id == copied["message_id"]
    assert sandbox.chat(1004).last.text == said.text
    assert sandbox.chat(1004).last.labels == ["A"]
    forwarded = await api.result("forwardMessage", **source)
    assert forwarded["forward_origin"]["sender_user"]["id"] == 1001
    again = await api.result(
        "forwardMessage", **source | {"from_chat_id": 1004, "message_id": forwarded["message_id"]}
    )
    assert again["forward_origin"] == forwarded["forward_origin"]


@pytest.mark.parametrize(
    ("method", "verb", "past"),
    [("copyMessage", "copy", "copied"), ("forwardMessage", "forward", "forwarded")],
)
async def test_what_cannot_be_copied(api: Api, sandbox: Sandbox, method: str, verb: str, past: str) -> None:
    protected = (await api.say("x", protect_content=True))["message_id"]
    await api.result("pinChatMessage", chat_id=1001, message_id=protected)
    notice = sandbox.chat(1001).last.id
    assert await api.refusal(method, chat_id=1004) == 'Bad Request: parameter "from_chat_id" is required'
    for message_id, description in (
        (99, f"message to {verb} not found"),
        (protected, f"the message can't be {past}"),
        (notice, f"the message can't be {past}"),
    ):
        answer = await api.refusal(method, chat_id=1004, from_chat_id=1001, message_id=message_id)
        assert answer == f"Bad Request: {description}"


async def test_reactions_of_the_bot(api: Api, sandbox: Sandbox) -> None:
    chat = sandbox.chat(1001)
    here = {"chat_id": 1001, "message_id": chat.last.id}
    assert await api.result("setMessageReaction", **here, reaction=[{"type": "emoji", "emoji": "👍"}]) is True
    chat.react(chat.last, "🔥")
    assert chat.last.reactions == ["👍", "🔥"]
    assert await api.result("setMessageReaction", **here, reaction=[]) is True
    assert chat.last.reactions == ["🔥"]


@pytest.mark.parametrize(
    ("reaction", "description"),
    [
        ([{"type": "emoji", "emoji": "🦖"}], "REACTION_INVALID"),
        ([{"type": "custom_emoji", "custom_emoji_id": "5"}], "REACTION_INVALID"),
        ([{"type": "emoji", "emoji": "👍"}, {"type": "emoji", "emoji": "🔥"}], "REACTIONS_TOO_MANY"),
        ([{"type": "wink"}], "can't parse ReactionType: invalid reaction type specified"),
        ([{"type": "emoji"}], "can't parse ReactionType: Can't find field \"emoji\""),
        (["👍"], "can't parse ReactionType: expected an Object"),
        ({"type": "emoji"}, "expected an Array of ReactionType"),
        ("👍", "can't parse reaction types JSON object"),
    ],
)
async def test_reactions_that_are_refused(api: Api, reaction: Any, description: str) -> None:
    answer = await api.refusal("setMessageReaction", chat_id=1001, message_id=1, reaction=reaction)
    assert answer == f"Bad Request: {description}"


async def test_reactions_to_nothing_are_refused(api: Api) -> None:
    answer = await api.refusal("setMessageReaction", chat_id=1001, message_id=9, reaction=[])
    assert answer == "Bad Request: message to react not found"


async def test_pins(api: Api, sandbox: Sandbox) -> None:
    message_id = (await api.say("board"))["message_id"]
    assert await api.result("pinChatMessage", chat_id=1001, message_id=message_id) is True
    assert sandbox.chat(1001).last.body["pinned_message"]["message_id"] == message_id
    assert (await api.result("getChat", chat_id=1001))["pinned_message"]["text"] == "board"
    assert await api.result("unpinChatMessage", chat_id=1001, message_id=message_id) is True
    assert "pinned_message" not in await api.result("getChat", chat_id=1001)
    await api.result("pinChatMessage", chat_id=1001, message_id=message_id)
    assert await api.result("unpinChatMessage", chat_id=1001) is True
    assert (
        await api.refusal("pinChatMessage", chat_id=1001, message_id=99)
        == "Bad Request: message to pin not found"
    )


async def test_chat_actions(api: Api) -> None:
    assert await api.result("sendChatAction", chat_id=1001, action="typing") is True
    answer = await api.refusal("sendChatAction", chat_id=1001, action="dancing")
    assert answer == "Bad Request: wrong parameter action in request"


async def test_chats_and_members(api: Api, sandbox: Sandbox) -> None:
    chat = await api.result("getChat", chat_id=1001)
    assert chat["username"] == "anna"
    assert await api.refusal("getChat", chat_id=1002) == "Bad Request: chat not found"
    sandbox.group(-5, "Team", [sandbox.chat(1001).person])
    for user_id, status in ((1001, "creator"), (1002, "left"), (123456, "member")):
        assert (await api.result("getChatMember", chat_id=-5, user_id=user_id))["status"] == status
    assert await api.refusal("getChatMember", chat_id=-5, user_id=9) == "Bad Request: PARTICIPANT_ID_INVALID"
    assert await api.refusal("getChatMember", chat_id=-5) == "Bad Request: invalid user_id specified"
