"""What is no typed command in private: other content, groups, channels, updates that nobody asked for."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import pytest

from dialogues.stage import Speaker, Stage
from taskbot.sandbox.views import GroupChat

pytestmark = pytest.mark.usefixtures("team")

ANNA_SENDS = {
    "id": 1001,
    "is_bot": False,
    "first_name": "Анна",
    "last_name": "Петрова",
    "username": "anna",
    "language_code": "ru",
}
ANNA_S_CHAT = {"id": 1001, "type": "private", "first_name": "Анна"}
GROUP = {"id": -100, "type": "group", "title": "Team", "all_members_are_administrators": False}
ONLY_TEXT_RU = "С этим я ничего сделать не могу. Чтобы добавить к задаче фото или файл, отправьте его в ответ на моё сообщение о ней. Все команды: /help"
FILE_RU = "Чтобы добавить это к задаче, отправьте его в ответ на моё сообщение о ней. Все команды: /help"
ONLY_TEXT_EN = "I can't do anything with this. To add a photo or a file to a task, send it as a reply to one of my messages about that task. All commands: /help"


def _picture() -> bytes:
    """The smallest PNG: one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


# --- In private -----------------------------------------------------------------------------------


async def test_files_are_answered(bot: Stage, anna: Speaker, dave: Speaker, eve: Speaker) -> None:
    for person, answer in ((anna, FILE_RU), (dave, ONLY_TEXT_EN), (eve, "👋 We haven't met yet...")):
        person.chat.send_photo(_picture())
        person.chat.send_photo(_picture(), caption="/my_tasks")
        person.chat.send_document(b"a,b\n", "tasks.csv", caption="/задачи")
        await bot.settle()
        person.hears(answer, answer, answer)


FILE = {"file_id": "AwAC", "file_unique_id": "AgAD"}
STICKER = FILE | {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}


@pytest.mark.parametrize(
    "content",
    [
        {"sticker": STICKER},
        {"voice": FILE | {"duration": 3}},
        {"video_note": FILE | {"length": 240, "duration": 3}},
        {"contact": {"phone_number": "+12025550123", "first_name": "Boris"}},
        {"dice": {"emoji": "🎲", "value": 6}},
        {"story": {"chat": ANNA_S_CHAT, "id": 1}},
        {},
    ],
)
async def test_other_content_is_answered(content: dict[str, Any], bot: Stage, anna: Speaker) -> None:
    message = {"message_id": 77, "date": 1_790_000_000, "from": ANNA_SENDS, "chat": ANNA_S_CHAT}
    bot.sandbox.inject({"message": message | content})
    await bot.settle()
    anna.hears(FILE_RU if "voice" in content else ONLY_TEXT_RU)


@pytest.mark.parametrize(
    "text",
    [
        "привет",
        "мои задачи",
        "my_tasks",
        "👍",
        "12",
        "start",
        "5 завершена",
        "// /",
        "https://example.org/help",
    ],
)
async def test_plain_text_is_answered(text: str, boris: Speaker, dave: Speaker, anna: Speaker) -> None:
    if text.startswith("/"):
        await boris.says(text, "Команды / нет...")
        await anna.says(text, "Команды / нет...")
        await dave.says(text, "I don't know the command /...")
        return
    await boris.says(
        text,
        "Такой команды я не знаю. Ваши задачи: /my_tasks. Свободные задачи: /unassigned_tasks. Чтобы написать"
        " комментарий, ответьте на карточку задачи. Все команды: /help",
        buttons=[],
    )
    await anna.says(
        text,
        "Такой команды я не знаю. Ваши задачи: /my_tasks. Все команды: /help",
        buttons=["📝 Сделать задачей"],
    )
    await dave.says(
        text,
        "That isn't a command I know. Your tasks: /my_tasks. Tasks that anyone can take: /unassigned_tasks. To"
        " comment on a task, reply to its card. All commands: /help",
        buttons=[],
    )


async def test_an_answer_to_a_message_is_a_message(bot: Stage, boris: Speaker) -> None:
    boris.chat.say("/my_tasks", reply_to=boris.last)
    await bot.settle()
    boris.hears("📋 Открытых задач у вас нет. 🎉")


async def test_an_edited_command_is_not_done_again(bot: Stage, carol: Speaker) -> None:
    await carol.says("/create_task title:A", "✅ Task #1...")
    mine = [message for message in carol.chat.messages if not message.from_bot][-1]
    carol.chat.edit(mine, "/create_task title:B")
    await bot.settle()
    carol.hears("✏️ I don't reread edited messages, except comments...")
    assert await bot.sql("SELECT count(*) FROM tasks") == 1


# --- In groups ------------------------------------------------------------------------------------


@pytest.fixture
async def group(bot: Stage, team: list[Speaker], eve: Speaker) -> GroupChat:
    """A group whose greeting has been read; what else is said there: tests/features/groups."""
    group = bot.sandbox.group(-100, "Team", [it.chat.person for it in (*team, eve)])
    await bot.settle()
    group.take()
    return group


async def test_in_a_group_the_bot_says_nothing_else(group: GroupChat, bot: Stage) -> None:
    group.make_admin()
    for text in (
        "hello",
        "/nothing",
        "/help@other_bot",
        "/my_tasks@other_bot",
        "/",
        "//",
        "my_tasks",
        "@taskbot_sandbox_bot hi",
    ):
        for person_id in (1001, 1004, 1005):
            group.say(person_id, text)
    await bot.settle()
    assert group.unread == []


async def test_lists_are_not_turned_in_a_group(group: GroupChat, bot: Stage, anna: Speaker) -> None:
    """The bot sends no such buttons there; a forged press does not bring a list into the group."""
    bot.allowed_refusals.append("query is too old and response timeout expired or query ID is invalid")
    group.say(1001, "/all_tasks@taskbot_sandbox_bot")
    await bot.settle()
    group.take()
    anna.hears("🗂 Задач пока нет...")
    sent = group.last
    for listing in ("mine", "all"):
        bot.sandbox.inject(
            {
                "callback_query": {
                    "id": "1",
                    "from": ANNA_SENDS,
                    "chat_instance": "1",
                    "data": f"page:{listing}:2:1:0:0",
                    "message": {"message_id": sent.id, "date": 1, "chat": GROUP, "text": sent.text},
                }
            }
        )
    await bot.settle()
    methods = [(call.method, call.payload.get("text")) for call in bot.sandbox.calls]
    assert (
        methods.count(("answerCallbackQuery", "Эта кнопка больше не работает. Отправьте команду ещё раз."))
        == 2
    )
    assert "editMessageText" not in dict(methods)


async def test_a_group_that_puts_the_bot_out(group: GroupChat, bot: Stage, carol: Speaker) -> None:
    bot.allowed_refusals.append("bot was kicked from the group chat")
    group.say(1003, "/help@taskbot_sandbox_bot")
    group.kick(1001)
    await bot.settle()
    carol.take()
    assert await bot.sql("SELECT bool_and(reachable) FROM users")


# --- Nobody's messages ----------------------------------------------------------------------------

CHANNEL = {"id": -1009, "type": "channel", "title": "News"}
POST = {"message_id": 7, "date": 1_790_000_000, "chat": CHANNEL, "sender_chat": CHANNEL, "text": "/start"}
MEMBER = {"user": {"id": 123456, "is_bot": True, "first_name": "Taskbot"}, "status": "member"}


@pytest.mark.parametrize(
    "update",
    [
        {"channel_post": POST},
        {"edited_channel_post": POST},
        {"message": POST | {"chat": GROUP, "text": "/start@taskbot_sandbox_bot"}},  # from nobody
        {"edited_message": POST | {"chat": ANNA_S_CHAT, "from": ANNA_SENDS}},
        {
            "message_reaction": {
                "chat": ANNA_S_CHAT,
                "message_id": 1,
                "date": 1,
                "user": ANNA_SENDS,
                "old_reaction": [],
                "new_reaction": [],
            }
        },
        {"inline_query": {"id": "1", "from": ANNA_SENDS, "query": "a", "offset": ""}},
        {"poll": {"id": "1"}},
        {
            "my_chat_member": {
                "chat": GROUP,
                "from": ANNA_SENDS,
                "date": 1,
                "old_chat_member": MEMBER,
                "new_chat_member": MEMBER | {"status": "left"},
            }
        },
        {
            "my_chat_member": {
                "chat": CHANNEL,
                "from": ANNA_SENDS,
                "date": 1,
                "old_chat_member": MEMBER,
                "new_chat_member": MEMBER | {"status": "kicked", "until_date": 0},
            }
        },
        {"of_next_year": {"chat": ANNA_S_CHAT}},
        {},
    ],
)
async def test_what_nobody_asked_for_is_passed_over(
    update: dict[str, Any], bot: Stage, anna: Speaker, boris: Speaker
) -> None:
    sent = len(bot.sandbox.calls)
    bot.sandbox.inject(update)
    await bot.settle()
    assert [call.method for call in list(bot.sandbox.calls)[sent:] if call.method != "getUpdates"] == []
    await boris.says("/my_tasks", "📋 Открытых задач у вас нет. 🎉")
    anna.hears_nothing()
    assert await bot.sql("SELECT bool_and(reachable) FROM users")


async def test_a_press_on_a_message_of_inline_mode_is_answered(bot: Stage) -> None:
    bot.allowed_refusals.append("query is too old")  # the press is not the stand-in's own
    query = {"id": "55", "from": ANNA_SENDS, "chat_instance": "1", "inline_message_id": "2"}
    for content in ({"data": "page:all:2:1:0:0"}, {"data": "x"}, {"game_short_name": "chess"}, {}):
        bot.sandbox.inject({"callback_query": query | content})
    await bot.settle()
    assert [call.method for call in bot.sandbox.calls].count("answerCallbackQuery") == 4
