"""A message becomes a task: what one replies to, what one forwards, and its files."""

from __future__ import annotations

from typing import Any

import pytest

from dialogues.stage import Speaker, Stage
from dialogues.tasks import seen
from features.conftest import EVE
from sandbox.pictures import png
from taskbot.sandbox.faults import Fault

pytestmark = pytest.mark.usefixtures("team")

ASKED = "📝 New task\nThe sink leaks\nin room 5\n\n✏️ What should it be called?...Changed your mind? /cancel"
ASKED_RU = "📝 Новая задача\nТечёт кран\nв комнате 5\n\n✏️ Как её назвать?...Передумали? /cancel"
NINE_FILES = """
UPDATE drafts SET files = (
    SELECT jsonb_agg(jsonb_build_array('document', n::text, NULL, NULL)) FROM generate_series(1, 9) AS n
)
"""
FILES = "SELECT array_agg(file_kind || ':' || COALESCE(file_name, '-') ORDER BY id) FROM comments"


async def _replies(bot: Stage, speaker: Speaker, said: str, text: str) -> None:
    """Have a message in the chat, and reply to it."""
    sent = speaker.chat.say(text)
    await bot.settle()
    speaker.overhears()
    speaker.chat.say(said, reply_to=sent)
    await bot.settle()


async def test_a_reply_takes_over_the_text(bot: Stage, carol: Speaker, anna: Speaker) -> None:
    await _replies(bot, carol, "/create_task", text="The sink leaks\nin room 5")
    carol.hears(ASKED, buttons=["“The sink leaks”", "✖ Cancel"])
    await carol.presses(
        "“The sink leaks”", "📝 New task\nThe sink leaks\nThe sink leaks\nin room 5\n\nPriority..."
    )
    await _replies(bot, anna, "/создать_задачу", text="Течёт кран\nв комнате 5")
    anna.hears(ASKED_RU, buttons=["«Течёт кран»", "✖ Отмена"])
    await anna.says(
        "Починить @boris завтра", "📝 Новая задача\nПочинить\nТечёт кран\nв комнате 5\n\n...завтра..."
    )


async def test_a_reply_with_one_line(bot: Stage, carol: Speaker) -> None:
    await _replies(bot, carol, "/create_task Fix it @boris tomorrow\nSoon, please", text="The sink leaks")
    carol.hears("📝 New task\nFix it\nThe sink leaks\n\nSoon, please\n\nPriority...tomorrow...Борис...")


async def test_a_reply_with_key_value_creates_at_once(bot: Stage, carol: Speaker) -> None:
    await _replies(bot, carol, '/create_task title:"Fix it"', text="The sink leaks")
    carol.hears("✅ Task #1 has been created.\n\n📋 Task #1\nFix it\nThe sink leaks\n\nStatus...")
    await _replies(bot, carol, '/create_task title:"Fix it" description:"Mine"', text="The sink leaks")
    carol.hears("✅ Task #2 has been created.\n\n📋 Task #2\nFix it\nMine\n\nStatus...")


async def test_a_file_goes_with_the_task(bot: Stage, carol: Speaker, boris: Speaker) -> None:
    photo = carol.chat.send_photo(png(), caption="The sink leaks")
    await bot.settle()
    carol.overhears()
    carol.chat.say("/create_task Fix it @boris", reply_to=photo)
    await bot.settle()
    carol.hears("📝 New task\nFix it\nThe sink leaks\n\nPriority...\n📎 1 file\n...")
    await carol.presses("✅ Create", "📋 Task #1...💬 1 comment...", toast="✅ Task #1...")
    boris.hears("📬...💬 1 комментарий...🖼 фото...")
    assert await bot.sql(FILES) == ["photo:-"]
    kept = await bot.sql("SELECT file_id FROM comments")
    assert kept == photo.body["photo"][-1]["file_id"]


@pytest.mark.parametrize("kind", ["photo", "document", "video", "audio", "voice", "animation"])
async def test_files_of_every_kind_are_taken_while_a_title_is_asked_for(
    kind: str, bot: Stage, carol: Speaker, anna: Speaker
) -> None:
    content = png() if kind == "photo" else b"1"
    await carol.says("/create_task", "✏️ What needs to be done?...")
    carol.chat.send_file(kind, content, "sink.bin")
    await bot.settle()
    carol.hears("📝 New task\n\n✏️ What should it be called?...", buttons=["✖ Cancel"])
    carol.chat.send_file(kind, content, "other.bin", caption="Fix the sink tomorrow")
    await bot.settle()
    carol.hears("📝 New task\nFix the sink\n\n...tomorrow\n...📎 2 files\n...")
    await carol.presses("✅ Create", "📋 Task #1\nFix the sink\n...💬 2 comments...", toast="...")
    assert await bot.sql("SELECT array_agg(DISTINCT file_kind) FROM comments") == [kind]
    await anna.says("/create_task Б", "📝...")
    anna.chat.send_file(kind, content, "sink.bin")
    await bot.settle()
    anna.hears("📝 Новая задача\nБ\n\n...📎 1 файл\n...")


async def test_a_command_below_a_file_takes_it_along(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker
) -> None:
    carol.chat.send_photo(png(), caption="/create_task Fix the sink @boris tomorrow")
    await bot.settle()
    carol.hears("📝 New task\nFix the sink\n\n...tomorrow\n...Борис...\n📎 1 file\n...")
    await carol.presses("✅ Create", "📋 Task #1...💬 1 comment...", toast="✅ Task #1...")
    boris.hears("📬...🖼 фото...")
    anna.chat.send_document(b"1", "План.txt", caption="/создать_задачу название:Починить")
    await bot.settle()
    anna.hears("✅ Задача № 2 создана.\n\n📋 Задача № 2\nПочинить\n...💬 1 комментарий...")
    assert await bot.sql(FILES) == ["photo:-", "document:План.txt"]
    anna.chat.send_photo(png(), caption="/create_task")
    await bot.settle()
    anna.hears("📝 Новая задача\n\n✏️ Как её назвать?...")
    await anna.says("Кран", "📝 Новая задача\nКран\n\n...📎 1 файл\n...")


async def test_its_album_goes_along(bot: Stage, carol: Speaker, anna: Speaker) -> None:
    for speaker, caption in ((carol, "/create_task Fix it"), (anna, "/создать_задачу название:Починить")):
        for number in range(3):
            document = {
                "file_id": f"file-{number}",
                "file_unique_id": f"{number}",
                "file_name": f"{number}.txt",
            }
            below: dict[str, Any] = {} if number else {"caption": caption}
            speaker.chat.send(document=document, media_group_id=caption, **below)
        await bot.settle()
        assert len([event for event in speaker.take() if event.kind == "message"]) == 1
    await carol.presses("✅ Create", "📋 Task #2\nFix it\n...💬 3 comments...", toast="...")
    assert await bot.sql(FILES) == [f"document:{number}.txt" for number in (0, 1, 2)] * 2


async def test_both_files_are_taken_of_a_reply(bot: Stage, carol: Speaker) -> None:
    sent = carol.chat.send_document(b"1", "before.txt", caption="The sink leaks")
    await bot.settle()
    carol.overhears()
    carol.chat.send_file("document", b"2", "after.txt", "/create_task Fix it", reply_to=sent)
    await bot.settle()
    carol.hears("📝 New task\nFix it\nThe sink leaks\n\n...📎 2 files\n...")


async def test_so_does_a_comment(bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker) -> None:
    await carol.says("/create_task title:Sink assigned_to:@boris", "✅...")
    boris.overhears()
    boris.chat.send_photo(png(), caption="/комментарий 1 Починено")
    boris.chat.send_document(b"1", "plan.txt", caption="/comment 1")
    await bot.settle()
    boris.hears(*["📎 Файл к задаче № 1 «Sink» добавлен."] * 2)
    assert await bot.sql(FILES) == ["photo:-", "document:plan.txt"]
    assert await bot.sql("SELECT array_agg(text) FROM comments") == ["Починено", None]
    anna.hears_nothing()
    carol.overhears()


async def test_only_who_may_create_does(bot: Stage, boris: Speaker, dave: Speaker, eve: Speaker) -> None:
    for speaker, answer in (
        (boris, "Команда /create_task доступна только администраторам. Ваши команды: /help"),
        (dave, "/create_task is for admins only. What you can do: /help"),
        (eve, "👋 We haven't met yet..."),
    ):
        speaker.chat.send_photo(png(), caption="/create_task Mine")
        await bot.settle()
        speaker.hears(answer)
    assert await bot.sql("SELECT count(*) FROM drafts") == 0


async def test_what_is_forwarded_is_the_description(bot: Stage, carol: Speaker, anna: Speaker) -> None:
    await carol.says("/create_task", "✏️ What needs to be done?...")
    carol.chat.forward("The sink leaks\nin room 5", EVE)
    await bot.settle()
    carol.hears(ASKED)
    carol.chat.forward("Still does", EVE, hidden=True)
    await bot.settle()
    carol.hears("📝 New task\nThe sink leaks\nin room 5\n\nStill does\n\n✏️ What should it be called?...")
    await carol.says("Fix it", "📝 New task\nFix it\nThe sink leaks\nin room 5\n\nStill does\n\nPriority...")
    await anna.says("/создать_задачу Починить @boris", "📝 Новая задача\nПочинить\n\n...")
    anna.chat.forward("Течёт кран", EVE)
    await bot.settle()
    anna.hears("📝 Новая задача\nПочинить\nТечёт кран\n\nПриоритет...Борис...")
    await anna.presses("📝 Описание", "📝 Напишите описание...")
    anna.chat.forward("до сих пор", EVE)
    await bot.settle()
    anna.hears("📝 Новая задача\nПочинить\nТечёт кран\n\nдо сих пор\n\nПриоритет...")


async def test_a_command_that_is_forwarded_is_text_like_any_other(
    bot: Stage, carol: Speaker, anna: Speaker, boris: Speaker, dave: Speaker
) -> None:
    """Others wrote it: who forwards a whole conversation is not to carry out what stands in it."""
    await carol.says("/create_task", "✏️ What needs to be done?...")
    for text in ("The server is down", "/etc is full", "/delete_task 1", "/комментарий 1 Ой"):
        carol.chat.forward(text, boris.chat.person)
    await bot.settle()
    assert carol.overhears()
    described = "The server is down\n\n/etc is full\n\n/delete_task 1\n\n/комментарий 1 Ой"
    assert await bot.sql("SELECT description FROM drafts") == described
    for speaker, answer in (
        (anna, "Пересланные команды я не выполняю. Наберите команду сами..."),
        (dave, "I don't run forwarded commands. Please type it yourself..."),
    ):
        speaker.chat.forward("/set_role @boris admin", boris.chat.person)
        speaker.chat.forward("/my_tasks", speaker.chat.person)
        await bot.settle()
        speaker.hears(answer, answer)
    assert await bot.sql("SELECT role::text FROM users WHERE telegram_id = 1002") == "employee"


async def test_what_comes_while_the_draft_is_on_its_way_is_shown_as_well(
    bot: Stage, carol: Speaker, anna: Speaker
) -> None:
    for speaker, command in ((carol, "/create_task Fix it"), (anna, "/создать_задачу Починить")):
        bot.sandbox.faults.add(Fault("latency", "sendMessage", speaker.chat.person.id, count=1))
        speaker.chat.say(command)
        speaker.chat.forward("The sink leaks", EVE)
        await bot.settle()
        sent, *followed = seen(speaker)
        assert "The sink leaks" not in sent
        assert followed[-1].startswith("edit: 📝")
        assert "The sink leaks" in followed[-1]


async def test_without_a_draft_nothing_is_taken(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    carol.chat.forward("The sink leaks", EVE)
    await bot.settle()
    carol.hears("That isn't a command I know...")
    await carol.says("/create_task Fix it", "📝...")
    await bot.sql("UPDATE drafts SET created_at = now() - interval '61 minutes'")
    carol.chat.forward("The sink leaks", EVE)
    dave.chat.forward("The sink leaks", EVE)
    await bot.settle()
    carol.hears("That isn't a command I know...")
    dave.hears("That isn't a command I know...")
    assert await bot.sql("SELECT description FROM drafts") is None


async def test_an_album_is_taken_whole_and_answered_once_or_edited(bot: Stage, carol: Speaker) -> None:
    await carol.says("/create_task Fix it", "📝...")
    for number in range(3):
        document = {"file_id": f"file-{number}", "file_unique_id": f"{number}", "file_name": f"{number}.txt"}
        carol.chat.send(document=document, media_group_id="album")
    await bot.settle()
    seen = [event for event in carol.take() if event.kind == "message"]
    assert len(seen) == 1
    await carol.presses("✅ Create", "📋 Task #1\nFix it\n...💬 3 comments...", toast="...")
    assert await bot.sql(FILES) == ["document:0.txt", "document:1.txt", "document:2.txt"]


async def test_ten_files_are_enough(bot: Stage, carol: Speaker, anna: Speaker) -> None:
    for speaker, refused in (
        (carol, "A new task can have up to 10 files.\nPress “✅ Create”...Changed your mind? /cancel"),
        (anna, "В новой задаче может быть не больше 10 файлов.\nНажмите «✅ Создать»...Передумали? /cancel"),
    ):
        await speaker.says("/create_task B", "📝...")
        await bot.sql(NINE_FILES)
        speaker.chat.send_document(b"1", "tenth.txt")
        await bot.settle()
        speaker.hears("📝...📎 10 ...")
        speaker.chat.send_document(b"1", "eleventh.txt")
        await bot.settle()
        speaker.hears(refused)


async def test_the_quoted_part_of_a_message_is_taken(bot: Stage, carol: Speaker) -> None:
    carol.chat.send(text="/create_task Fix it", quote={"text": "The sink leaks", "position": 4})
    await bot.settle()
    carol.hears("📝 New task\nFix it\nThe sink leaks\n\nPriority...")
