"""Parts of updates that aiogram's models do not take: what no handler reads does not matter."""

from __future__ import annotations

import time
from typing import Any

import pytest

from dialogues.stage import Speaker, Stage

pytestmark = pytest.mark.usefixtures("team")

ONLY_TEXT = "I can't do anything with this..."
COMMANDS_ONLY = "That isn't a command I know..."
NO_FORWARDS = "I don't run forwarded commands..."
NO_TASKS = "📋..."


def _message(speaker: Speaker, **content: Any) -> dict[str, Any]:
    person = speaker.chat.person
    head = {"message_id": 900, "date": int(time.time()), "chat": person.as_chat, "from": person.as_user}
    return head | content


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        ({"text": "words", "forward_origin": {"type": "hidden_user", "date": 1422000000}}, COMMANDS_ONLY),
        ({"text": "/my_tasks", "forward_origin": {"type": "hidden_user", "date": 1422}}, NO_FORWARDS),
        ({"text": "/my_tasks", "forward_origin": {"type": "of_next_year", "date": 1}}, NO_FORWARDS),
        ({"text": "/my_tasks", "forward_origin": {}}, NO_FORWARDS),
        ({"text": "/my_tasks", "forward_origin": 5}, NO_FORWARDS),
        (
            {"text": "/my_tasks", "forward_origin": {"type": "user", "date": 1, "sender_user": {"id": 7}}},
            NO_FORWARDS,
        ),
        ({"text": "/my_tasks", "external_reply": {"origin": {"type": "of_next_year", "date": 1}}}, NO_TASKS),
        ({"text": "/my_tasks", "external_reply": {"origin": None}}, NO_TASKS),
        ({"text": "/my_tasks", "entities": [{"type": "bold"}, {"type": "new", "offset": "x"}, 7]}, NO_TASKS),
        ({"text": "/my_tasks", "link_preview_options": {"is_disabled": "perhaps"}}, NO_TASKS),
        ({"text": "/my_tasks", "quote": {"position": 0}}, NO_TASKS),
        ({"text": "/my_tasks", "reply_to_message": {"message_id": 1, "poll": {"id": 1}}}, NO_TASKS),
        ({"text": "/my_tasks", "reply_markup": {"inline_keyboard": [[{"style": 1}]]}}, NO_TASKS),
        ({"text": "/my_tasks", "date": None, "message_id": None}, NO_TASKS),
        ({"poll": {"id": "1", "question": "Lunch?", "options": []}}, ONLY_TEXT),
        ({"dice": {"emoji": "x"}}, ONLY_TEXT),
        ({"sticker": {"file_id": "a"}}, ONLY_TEXT),
    ],
)
async def test_the_rest_is_answered(bot: Stage, carol: Speaker, content: dict[str, Any], answer: str) -> None:
    bot.sandbox.inject({"message": _message(carol, **content)})
    await bot.settle()
    carol.hears(answer)
    assert await bot.sql("SELECT count(*) FROM inbox WHERE error IS NOT NULL") == 0


async def test_a_sender_whose_name_is_missing_is_known_by_their_id(bot: Stage, carol: Speaker) -> None:
    chat = {"id": carol.id, "type": "private", "first_name": 5}
    message = _message(carol, text="/my_tasks") | {"from": {"id": carol.id}, "chat": chat}
    bot.sandbox.inject({"message": message})
    await bot.settle()
    carol.hears("...")


async def test_a_mention_whose_name_is_missing_still_says_who(bot: Stage, carol: Speaker) -> None:
    mention = {"type": "text_mention", "offset": 7, "length": 4, "user": {"id": 1004}}
    bot.sandbox.inject({"message": _message(carol, text="/block Anna", entities=[mention])})
    await bot.settle()
    carol.hears("🚫 Dave Jones is now blocked...")


@pytest.mark.parametrize(
    ("status", "reachable"),
    [("restricted", True), ("kicked", False), ("left", False), ("of_next_year", True)],
)
async def test_whether_a_person_is_out_is_read_of_odd_members(
    bot: Stage, carol: Speaker, status: str, reachable: bool
) -> None:
    member = {"status": status, "user": {"id": 1}}
    change = _message(carol, old_chat_member={"status": "member"}, new_chat_member=member)
    del change["message_id"]
    bot.sandbox.inject({"my_chat_member": change})
    await bot.settle()
    assert await bot.sql("SELECT reachable FROM users WHERE telegram_id = 1003") is reachable


async def test_a_press_on_an_odd_message_is_carried_out(bot: Stage, carol: Speaker) -> None:
    await carol.says('/create_task title:"A"', "✅...")
    shown = carol.last
    data = shown.body["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    odd = {"message_id": shown.id, "poll": {"id": 1}, "forward_origin": {"type": "new"}, "text": 5}
    press = {
        "id": "1",
        "from": carol.chat.person.as_user,
        "chat_instance": "1",
        "data": data,
        "message": _message(carol, **odd),
    }
    bot.sandbox.inject({"callback_query": press})
    await bot.settle()
    assert [it.kind for it in carol.take()] == ["edit"]
    assert "query is too old" in bot.sandbox.refusals[-1].description or bot.sandbox.refusals
    bot.allowed_refusals.append("query")
