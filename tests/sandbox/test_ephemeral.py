"""Messages of a group that one person sees: when a bot may send them, and who sees what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from sandbox.api import Api
from taskbot.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from taskbot.sandbox.views import GroupChat

BUTTONS = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
COMMANDS = [
    {"command": "my_tasks", "description": "Mine", "is_ephemeral": True},
    {"command": "help", "description": "Help"},
]


class Clock:
    moment = 1_800_000_000.0

    def __call__(self) -> float:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sandbox(clock: Clock) -> AsyncIterator[Sandbox]:
    async with Sandbox(seed=7, clock=clock) as server:
        yield server


@pytest.fixture
async def api(sandbox: Sandbox) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        yield Api(sandbox, session)


@pytest.fixture
async def group(api: Api, sandbox: Sandbox) -> GroupChat:
    """Anna and Boris, with the bot, which has /my_tasks as an ephemeral command."""
    group = sandbox.new_group("Team", [sandbox.state.people[it] for it in (1001, 1002)])
    group.add_bot()
    await api.result("setMyCommands", commands=COMMANDS, scope={"type": "all_group_chats"})
    sandbox.state.updates.clear()
    return group


def only(receiver: int, **how: Any) -> dict[str, Any]:
    return {"ephemeral_message_parameters": {"receiver_user_id": receiver, **how}}


async def pressed(api: Api, group: GroupChat, person: int = 1001) -> str:
    """The id of a press on a message that all see."""
    await api.say("card", chat_id=group.id, reply_markup=BUTTONS)
    return group.press(person, "A")


async def test_an_answer_to_a_press_is_seen_by_who_pressed(api: Api, group: GroupChat) -> None:
    query = await pressed(api, group)
    sent = await api.say("yours", chat_id=group.id, **only(1001, callback_query_id=query))
    assert sent["message_id"] == 0
    assert sent["ephemeral_message_id"] > 0
    assert sent["receiver_user"]["id"] == 1001
    assert group.messages(1001)[-1].text == "yours"
    assert [it.text for it in group.messages(1002)][-1] == "card"
    assert [it.text for it in group.messages()][-1] == "card"


async def test_the_parameters_of_10_2(api: Api, group: GroupChat) -> None:
    query = await pressed(api, group)
    sent = await api.say("yours", chat_id=group.id, receiver_user_id=1001, callback_query_id=query)
    assert sent["message_id"] == 0


async def test_answered_presses_count_too(api: Api, group: GroupChat) -> None:
    query = await pressed(api, group)
    await api.result("answerCallbackQuery", callback_query_id=query)
    await api.say("yours", chat_id=group.id, **only(1001, callback_query_id=query))


async def test_fifteen_seconds_after_a_press(api: Api, group: GroupChat, clock: Clock) -> None:
    query = await pressed(api, group)
    clock.moment += 15
    await api.say("yours", chat_id=group.id, **only(1001, callback_query_id=query))
    clock.moment += 1
    answer = await api.refusal(
        "sendMessage", chat_id=group.id, text="late", **only(1001, callback_query_id=query)
    )
    assert answer == ("Bad Request: query is too old and response timeout expired or query ID is invalid")


async def test_whom_a_bot_may_not_write_to(api: Api, group: GroupChat) -> None:
    query = await pressed(api, group)
    for parameters, description in (
        (only(1002, callback_query_id=query), "USER_ID_INVALID"),
        (only(1001), "CHAT_ADMIN_REQUIRED"),
        (only(1003), "USER_NOT_PARTICIPANT"),
        (only(9), "USER_ID_INVALID"),
        (
            only(1001, callback_query_id="7"),
            "query is too old and response timeout expired or query ID is invalid",
        ),
        ({"ephemeral_message_parameters": []}, "object expected as ephemeral message parameters"),
    ):
        answer = await api.refusal("sendMessage", chat_id=group.id, text="x", **parameters)
        assert answer == f"Bad Request: {description}"
    group.promote()
    await api.say("at any time", chat_id=group.id, **only(1002))
    api.sandbox.chat(1001).say("/start")
    answer = await api.refusal("sendMessage", chat_id=1001, text="x", **only(1001))
    assert answer == "Bad Request: ephemeral messages can be sent only to groups and supergroups"


async def test_an_ordinary_command_gives_no_right(api: Api, group: GroupChat) -> None:
    said = group.say(1001, "/help@taskbot_sandbox_bot")
    answer = await api.refusal(
        "sendMessage", chat_id=group.id, text="x", reply_parameters={"message_id": said.id}, **only(1001)
    )
    assert answer == "Bad Request: CHAT_ADMIN_REQUIRED"


async def test_an_ephemeral_command_and_the_answer(api: Api, group: GroupChat, clock: Clock) -> None:
    said = group.say(1001, "/my_tasks")
    (update,) = await api.updates()
    command = update["message"]
    assert (command["message_id"], command["text"]) == (0, "/my_tasks")
    assert command["from"]["id"] == 1001
    assert group.messages(1001)[-1] == said
    assert said not in group.messages(1002)
    reply = {"reply_parameters": {"ephemeral_message_id": command["ephemeral_message_id"]}}
    sent = await api.say("yours", chat_id=group.id, **reply, **only(1001))
    assert sent["reply_to_message"]["text"] == "/my_tasks"
    answer = await api.refusal("sendMessage", chat_id=group.id, text="x", **reply)
    assert answer == "Bad Request: a reply to an ephemeral message must be ephemeral"
    answer = await api.refusal("sendMessage", chat_id=group.id, text="x", **reply, **only(1002))
    assert answer == "Bad Request: USER_ID_INVALID"
    clock.moment += 16
    answer = await api.refusal("sendMessage", chat_id=group.id, text="x", **reply, **only(1001))
    assert answer == "Bad Request: MESSAGE_TOO_OLD"


async def test_which_commands_are_ephemeral(api: Api, group: GroupChat) -> None:
    for words, alone in (
        ("/my_tasks@taskbot_sandbox_bot late", True),
        ("/help@taskbot_sandbox_bot", False),
        ("/my_tasks@other_bot", False),
        ("see /my_tasks", False),
    ):
        assert (group.say(1001, words).only_for == 1001) is alone
    said = group.say(1001, "/my_tasks@taskbot_sandbox_bot", old_client=True)
    assert said.only_for is None
    api.sandbox.chat(1001).say("/my_tasks")
    assert api.sandbox.chat(1001).last.only_for is None


async def test_a_command_that_answers_a_message_of_others(api: Api, group: GroupChat) -> None:
    said = group.say(1002, "order laptops")
    group.say(1001, "/my_tasks", reply_to=said)
    (update,) = await api.updates()
    assert update["message"]["reply_to_message"]["text"] == "order laptops"


async def test_an_answer_of_a_person_to_what_only_they_see(api: Api, group: GroupChat) -> None:
    query = await pressed(api, group)
    await api.say("which?", chat_id=group.id, **only(1001, callback_query_id=query))
    answer = group.say(1001, "this one", reply_to=group.messages(1001)[-1])
    assert answer.only_for == 1001
    assert (await api.updates())[-1]["message"]["reply_to_message"]["text"] == "which?"
    with pytest.raises(LookupError, match="no message"):
        group.say(1002, "what?", reply_to=answer)


async def test_a_press_on_what_only_one_sees(api: Api, group: GroupChat) -> None:
    query = await pressed(api, group)
    how = only(1001, callback_query_id=query)
    sent = await api.say("yours", chat_id=group.id, reply_markup=BUTTONS, **how)
    await api.updates(offset=-1)
    second = group.press(1001, "A")
    press = (await api.updates())[-1]["callback_query"]
    assert press["message"]["message_id"] == 0
    assert press["message"]["ephemeral_message_id"] == sent["ephemeral_message_id"]
    with pytest.raises(LookupError, match="does not see"):
        group.press(1002, "A", group.messages(1001)[-1])
    assert group.press(1002, "A")  # the card, which is the newest that he sees
    how = only(1001, callback_query_id=second, replace_callback_query_message=True)
    answer = await api.refusal("sendMessage", chat_id=group.id, text="x", **how)
    assert answer == "Bad Request: MESSAGE_ID_INVALID"


async def test_one_in_the_place_of_a_card(api: Api, group: GroupChat) -> None:
    query = await pressed(api, group)
    how = only(1001, callback_query_id=query, replace_callback_query_message=True)
    await api.say("details", chat_id=group.id, **how)
    card, details = group.messages(1001)[-2:]
    assert details.replaces == card.id


async def test_edits_and_deletion(api: Api, group: GroupChat) -> None:
    group.promote()
    sent = await api.say("one", chat_id=group.id, reply_markup=BUTTONS, **only(1001))
    number = sent["ephemeral_message_id"]
    hers = {"chat_id": group.id, "receiver_user_id": 1001, "ephemeral_message_id": number}
    assert await api.result("editEphemeralMessageText", **hers, text="two") is True
    assert group.messages(1001)[-1].text == "two"
    assert group.messages(1001)[-1].labels == []
    assert await api.result("editEphemeralMessageReplyMarkup", **hers, reply_markup=BUTTONS) is True
    assert group.messages(1001)[-1].labels == ["A"]
    for method, fields, description in (
        ("editMessageText", {"message_id": 0, "text": "x"}, "message to edit not found"),
        ("editMessageText", {"message_id": -number, "text": "x"}, "message to edit not found"),
        ("deleteMessage", {"message_id": number}, "message to delete not found"),
        (
            "editEphemeralMessageText",
            hers | {"receiver_user_id": 1002, "text": "x"},
            "message to edit not found",
        ),
        (
            "editEphemeralMessageCaption",
            hers | {"caption": "x"},
            "there is no caption in the message to edit",
        ),
        ("deleteEphemeralMessage", hers | {"ephemeral_message_id": 7}, "message to delete not found"),
    ):
        answer = await api.refusal(method, **({"chat_id": group.id} | fields))
        assert answer == f"Bad Request: {description}"
    assert await api.result("deleteEphemeralMessage", **hers) is True
    assert all(it.only_for is None for it in group.messages(1001))


async def test_in_a_topic(api: Api, sandbox: Sandbox) -> None:
    forum = sandbox.new_group("Team", [sandbox.state.people[1001]], topics=["Backend"])
    forum.add_bot(rights=[])
    topic = forum.topic("Backend")
    sent = await api.say("yours", chat_id=forum.id, message_thread_id=topic, **only(1001))
    assert sent["message_thread_id"] == topic


async def test_a_server_that_does_not_know_them_shows_them_to_all(api: Api, group: GroupChat) -> None:
    """Unknown parameters are passed over by a Bot API server, so this is what an old one does."""
    api.sandbox.state.settings.server_knows_ephemeral = False
    assert group.say(1001, "/my_tasks@taskbot_sandbox_bot").only_for is None
    query = await pressed(api, group)
    sent = await api.say("yours", chat_id=group.id, **only(1001, callback_query_id=query))
    assert "ephemeral_message_id" not in sent
    assert group.messages(1002)[-1].text == "yours"
    answer = await api(
        "deleteEphemeralMessage", chat_id=group.id, receiver_user_id=1001, ephemeral_message_id=1
    )
    assert answer == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}
