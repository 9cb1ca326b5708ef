"""What is not the sender's wish: others' words and places, what Telegram notes; and where answers go."""

from __future__ import annotations

from typing import Any

import pytest

from dialogues.stage import Speaker, Stage
from taskbot.sandbox.people import Person
from taskbot.telegram.message_content import _SERVICE

BOT = {"id": 77, "is_bot": True, "first_name": "Inline", "username": "inline_bot"}
MOSCOW = {"latitude": 55.75, "longitude": 37.62}
HIDDEN = {"type": "hidden_user", "sender_user_name": "Eve", "date": 1}


async def _send(bot: Stage, speaker: Speaker, **content: Any) -> None:
    person = speaker.chat.person
    head = {
        "message_id": 900,
        "date": int(bot.clock.now().timestamp()),
        "chat": person.as_chat,
        "from": person.as_user,
    }
    bot.sandbox.inject({"message": head | content})
    await bot.settle()


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    "mark", [{"via_bot": BOT}, {"sender_business_bot": BOT}, {"business_connection_id": "b"}]
)
@pytest.mark.parametrize("text", ["/delete_task 1", "/block @boris", "/обновить_статус 1 готово"])
async def test_commands_that_a_bot_wrote_are_not_carried_out(
    bot: Stage, carol: Speaker, mark: dict[str, Any], text: str
) -> None:
    await carol.says('/create_task title:"A"', "✅...")
    await _send(bot, carol, text=text, **mark)
    carol.hears("I don't run commands that another bot wrote for you...")
    assert await bot.sql("SELECT deleted_at IS NULL AND status = 'pending' FROM tasks")
    await _send(bot, carol, text="words", **mark)
    carol.hears("That isn't a command I know...")


@pytest.mark.usefixtures("team")
async def test_what_a_bot_wrote_is_a_description_as_a_forward_is(bot: Stage, carol: Speaker) -> None:
    await carol.says("/create_task Report", "📝...")
    await _send(bot, carol, text="/delete_task 1", via_bot=BOT)
    carol.hears("📝 New task\nReport\n/delete_task 1\n...")


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    "content",
    [
        {"location": MOSCOW, "forward_origin": HIDDEN},
        {"location": MOSCOW | {"live_period": 900}},
        {"location": MOSCOW, "via_bot": BOT},
        {"location": MOSCOW, "venue": {"location": MOSCOW, "title": "Kremlin", "address": "Moscow"}},
        {"location": MOSCOW, "forward_origin": {"type": "of_next_year"}},
    ],
)
async def test_a_place_that_is_passed_on_is_no_time_zone(
    bot: Stage, carol: Speaker, content: dict[str, Any]
) -> None:
    await _send(bot, carol, **content)
    carol.hears("I can't do anything with this...")
    assert await bot.sql("SELECT timezone FROM users WHERE telegram_id = 1003") is None


@pytest.mark.usefixtures("team")
async def test_service_messages_are_not_answered_and_end_no_dialogue(bot: Stage, carol: Speaker) -> None:
    await carol.says('/create_task title:"A"', "✅...")
    await carol.says("/comment 1", "...")
    pinned = {"message_id": 5, "date": 0, "chat": carol.chat.person.as_chat}
    await _send(bot, carol, pinned_message=pinned)
    for name in sorted(_SERVICE - {"pinned_message"}):
        # What its fields are does not matter: those that do not fit are left out, but not these.
        content = {"new_chat_members": [BOT], "left_chat_member": BOT}.get(name)
        if content is not None:
            await _send(bot, carol, **{name: content})
    for name in ("group_chat_created", "supergroup_chat_created", "delete_chat_photo"):
        await _send(bot, carol, **{name: True})
    for name in ("write_access_allowed", "forum_topic_closed", "video_chat_started"):
        await _send(bot, carol, **{name: {}})
    await _send(bot, carol, new_chat_title="Title")
    await _send(bot, carol, connected_website="example.org")
    await _send(bot, carol, migrate_to_chat_id=-5)
    await _send(bot, carol, message_auto_delete_timer_changed={"message_auto_delete_time": 86400})
    carol.hears_nothing()
    await carol.says("It is done", "💬...")
    assert await bot.sql("SELECT text FROM comments") == "It is done"


STICKER = {
    "file_id": "1", "file_unique_id": "1", "type": "regular", "width": 1, "height": 1,
    "is_animated": False, "is_video": False,
}  # fmt: skip


@pytest.mark.usefixtures("team")
async def test_notes_of_next_year_are_not_answered_and_new_content_is(bot: Stage, carol: Speaker) -> None:
    for note in ("chat_moved_to_mars", "rover_landed", "gift_of_next_year"):
        await _send(bot, carol, **{note: {"gift": {"id": "1"}}})
    carol.hears_nothing()
    for content in (
        {"sticker": STICKER, "worn_by": "a cat"},
        {"contact": {"phone_number": "1", "first_name": "A", "mood": "good"}},
        {"poll": {"id": "1"}},  # which aiogram cannot read
    ):
        await _send(bot, carol, **content)
        carol.hears("I can't do anything with this...")
    assert await bot.sql("SELECT count(*) FROM inbox WHERE parked_at IS NOT NULL") == 0


INVISIBLE = ["\u3164", "\u00ad", "\u115f", "\u2060", "\u2800\u1160", "\u200d", "\uffa0 \u3164", "\ufe0f"]


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("name", INVISIBLE)
async def test_a_name_that_shows_nothing_is_an_empty_one(bot: Stage, carol: Speaker, name: str) -> None:
    speaker = bot.person(Person(9301, name, None, None, "en"))
    await speaker.says("/start", "👋 Hello, 9301!...")
    await carol.says("/users 9301", "👤 9301\n...")
    await carol.says(
        '/create_task title:"A" assigned_to:9301', "✅ Task #1 has been created and sent to 9301.\n..."
    )
    await carol.says("/all_tasks", "...9301...")
    assert await bot.sql("SELECT full_name FROM users WHERE telegram_id = 9301") == ""
    speaker.overhears()
    await bot.sql("UPDATE users SET full_name = $1 WHERE telegram_id = 9301", name)
    await carol.says("/users 9301", "👤 9301\n...")
