"""Albums in any order, and the parts of a long text: both arrive as several messages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dialogues.stage import Speaker, Stage
from dialogues.tasks import kinds, opens, put, seen
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.sandbox.messages import Message
from taskbot.scheduler import Scheduler, albums
from taskbot.telegram.context import Team

pytestmark = pytest.mark.usefixtures("team")

FILES = "SELECT array_agg(file_name ORDER BY id) FROM comments WHERE task_id = 1"
SAID = "SELECT array_agg(text ORDER BY id) FROM comments WHERE task_id = 1"
LOOSE_EN = (
    "📎 These 3 files haven't been added to any task. To add them, reply to one of them: /comment 5 or "
    "/create_task Report"
)
LOOSE_RU = (
    "📎 Ни к одной задаче не добавлено: 3 файла. Чтобы добавить, ответьте на любой из них: /комментарий 5"
)
LET_GO_EN = (
    "edit: This older card of task #1 is no longer kept up to date. To open the task again: /task_details 1"
)
LONG = "word " * 1000  # of 5,000 characters
TEAM = Team(admin_ids=frozenset(), default_language=None, timezone=ZoneInfo("UTC"))


def document(speaker: Speaker, name: str, album: str | None, caption: str = "", **more: Any) -> Message:
    """Send a file, as one of an album."""
    content: dict[str, Any] = {
        "document": {"file_id": f"id-{name}", "file_unique_id": name, "file_name": name},
        "media_group_id": album,
        "caption": caption,
    } | more
    return speaker.chat.send(**{key: it for key, it in content.items() if it})


async def sends(bot: Stage, speaker: Speaker, *captions: str, album: str = "77") -> list[Message]:
    """Send an album, its files in turn with these captions."""
    sent = [document(speaker, f"{number}.txt", album, it) for number, it in enumerate(captions)]
    await bot.settle()
    return sent


async def tick(bot: Stage, album: timedelta = timedelta(0)) -> None:
    """Let the time pass that completes an album."""

    async def perform(work: Any) -> None:
        async with bot.pool.acquire() as connection, UnitOfWork(connection) as uow:
            made = await work(uow)
        await bot.delivery.post(made)

    await Scheduler(TEAM, [albums(album)]).tick(perform)
    await bot.settle()


# --- Albums ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_a_command_below_any_file_takes_the_album(
    place: int, bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker
) -> None:
    for speaker, caption, draft, create in (
        (carol, "/create_task Sign the papers @boris", "📝 New task\nSign the papers...", "✅ Create"),
        (anna, "/создать_задачу Подписать @boris", "📝 Новая задача\nПодписать...", "✅ Создать"),
    ):
        await sends(bot, speaker, *("" if it != place else caption for it in range(3)), album=caption)
        assert _fits(draft, speaker.chat.last.text)
        _hears_one(speaker)
        await tick(bot)
        speaker.hears_nothing()
        speaker.chat.press(create)
        await bot.settle()
        speaker.take()
        boris.take()
    assert await bot.sql(FILES) == ["0.txt", "1.txt", "2.txt"]
    assert await bot.sql("SELECT count(*) FROM comments") == 6
    assert await bot.sql("SELECT count(*) FROM loose_files") == 0


def _hears_one(speaker: Speaker) -> None:
    assert [it for it in kinds(speaker) if it == "message"] == ["message"]


def _messages(speaker: Speaker) -> list[str]:
    return [it for it in seen(speaker) if it.startswith("message")]


async def test_a_task_created_at_once_gets_what_came_before_and_after(
    bot: Stage, anna: Speaker, boris: Speaker
) -> None:
    await sends(bot, anna, "", "/создать_задачу название:Подписать исполнитель:@boris", "", "")
    _hears_one(anna)
    assert await bot.sql(FILES) == ["0.txt", "1.txt", "2.txt", "3.txt"]
    boris.take()


async def test_files_leave_an_older_draft_for_their_own(bot: Stage, anna: Speaker, carol: Speaker) -> None:
    for speaker, older, caption in (
        (carol, "/create_task Older", "/create_task Sign the papers"),
        (anna, "/создать_задачу Раньше", "/создать_задачу название:Подписать"),
    ):
        speaker.chat.say(older)
        await bot.settle()
        await sends(bot, speaker, "", "", caption, "", album=caption)
        speaker.take()
    assert await bot.sql("SELECT array_agg(title ORDER BY id) FROM drafts") == [
        "Older",
        "Sign the papers",
        "Раньше",
    ]
    counts = "SELECT array_agg(jsonb_array_length(files) ORDER BY id) FROM drafts"
    assert await bot.sql(counts) == [0, 4, 0]
    assert await bot.sql(FILES) == ["0.txt", "1.txt", "2.txt", "3.txt"]


async def test_other_captions_are_its_description(bot: Stage, carol: Speaker) -> None:
    await sends(bot, carol, "The old contract", "/create_task Sign the papers")
    carol.hears("📝 New task\nSign the papers\nThe old contract\n\n...📎 2 files...")


async def test_a_comment_below_any_file_takes_the_album(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    await put(bot, carol, boris)
    for speaker, caption, added in (
        (boris, "/комментарий 1 Вот", "📎 Файл к задаче № 1 «Report» добавлен."),
        (carol, "/comment 1 Here", "📎 Your file has been added to task #1 “Report”."),
    ):
        await sends(bot, speaker, "", "", caption, "", album=caption)
        speaker.hears(added)
        await tick(bot)
        speaker.hears_nothing()
    assert await bot.sql(FILES) == ["0.txt", "1.txt", "2.txt", "3.txt"] * 2
    assert await bot.sql(SAID) == [None, None, "Вот", None, None, None, "Here", None]


async def test_a_title_below_any_file_is_the_title(bot: Stage, anna: Speaker, carol: Speaker) -> None:
    for speaker, title, card in (
        (carol, "Sign the papers tomorrow", "📝 New task\nSign the papers\n"),
        (anna, "Подписать завтра", "📝 Новая задача\nПодписать\n"),
    ):
        speaker.chat.say("/create_task")
        await bot.settle()
        speaker.take()
        await sends(bot, speaker, "", title, "", album=title)
        _hears_one(speaker)
        assert speaker.chat.last.text.replace("\xa0", " ").startswith(card)
        assert speaker.chat.last.text.count("📎 3") == 1
        speaker.chat.say("Hello")  # which is not the title
        await bot.settle()
        speaker.take()
    assert await bot.sql("SELECT array_agg(title ORDER BY id) FROM drafts") == [
        "Sign the papers",
        "Подписать",
    ]
    assert await bot.sql("SELECT count(*) FROM drafts WHERE description IS NULL") == 2


async def test_an_album_lets_an_older_card_go_that_does_not_follow(
    bot: Stage, boris: Speaker, carol: Speaker
) -> None:
    await put(bot, carol, boris)
    for _ in range(4):
        await carol.says("/created_tasks", "📤...")
        await carol.presses("1", "📋 Task #1...")
    await sends(bot, boris, "", "/комментарий 1")
    edits = [it for it in seen(carol) if it.startswith("edit: ")]
    assert len(edits) == 4
    assert [it for it in edits if not it.startswith("edit: 📋 Task #1")] == [LET_GO_EN]
    assert await bot.sql(FILES) == ["0.txt", "1.txt"]
    boris.take()


async def test_an_album_for_nothing_is_answered_once(
    bot: Stage, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    for speaker, answer in ((carol, LOOSE_EN), (boris, LOOSE_RU), (dave, LOOSE_EN.partition(" or")[0])):
        await sends(bot, speaker, "", "Look", "")
        speaker.hears_nothing()
        await tick(bot, timedelta(hours=1))
        speaker.hears_nothing()
        await tick(bot)
        speaker.hears(answer)
        document(speaker, "late.txt", "77")
        await bot.settle()
        await tick(bot)
        speaker.hears_nothing()


async def test_it_can_still_be_added_by_a_reply(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    await put(bot, carol, boris)
    await bot.sql("UPDATE tasks SET created_at = created_at - interval '1 day'")
    hers, his = await sends(bot, carol, "", "Look", ""), await sends(bot, boris, "", "")
    await tick(bot)
    carol.take()
    boris.take()
    carol.chat.say("/comment 1", hers[1])
    boris.chat.say("/комментарий 1 Готово", his[0])
    await bot.settle()
    carol.hears("📎 Your file has been added to task #1 “Report”.")
    boris.hears("📎 Файл к задаче № 1 «Report» добавлен.")
    assert sorted(await bot.sql(FILES), key=str) == ["0.txt", "0.txt", "1.txt", "1.txt", "2.txt", None]
    assert {*await bot.sql(SAID)} == {None, "Look", "Готово"}
    carol.chat.say("/comment 1", hers[1])  # it is there already
    await bot.settle()
    carol.hears("💬 What would you like to add...")
    await carol.says("/cancel", "Cancelled...")
    other = await sends(bot, carol, "", "", album="78")
    carol.chat.say("/create_task Sign", other[1])
    await bot.settle()
    carol.hears("📝 New task\nSign\n...📎 2 files...")


async def test_a_text_said_in_vain_is_added_by_a_reply(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    await put(bot, carol, boris)
    for speaker, text, command in ((carol, "Ready", "/comment 1"), (boris, "Готово", "/комментарий 1")):
        sent = speaker.chat.say(text)
        await bot.settle()
        speaker.take()
        speaker.chat.say(command, sent)
        await bot.settle()
        speaker.hears("💬 ...")
        assert await bot.sql("SELECT text FROM comments ORDER BY id DESC LIMIT 1") == text
        speaker.chat.say("/my_tasks")
        await bot.settle()
        speaker.take()
        speaker.chat.say(f"{command} Yes", sent)
        await bot.settle()
        speaker.hears("💬 ...")
    assert await bot.sql(SAID) == ["Ready", "Yes", "Готово", "Yes"]


async def test_an_album_while_something_else_is_asked_is_answered_once(bot: Stage, carol: Speaker) -> None:
    await carol.says("/search", "🔎...")
    await sends(bot, carol, "", "", "")
    await tick(bot)
    carol.hears(LOOSE_EN)


async def test_one_file_is_added_by_a_reply(bot: Stage, carol: Speaker) -> None:
    await put(bot, carol)
    await bot.sql("UPDATE tasks SET created_at = created_at - interval '1 day'")
    sent = document(carol, "a.txt", None, "Look")
    await bot.settle()
    carol.take()
    carol.chat.say("/comment 1", sent)
    await bot.settle()
    carol.hears("📎 Your file has been added...")
    carol.chat.edit(sent, "Look here")
    await bot.settle()
    carol.hears("✏️ Your comment...")
    assert await bot.sql(SAID) == ["Look here"]


async def test_files_go_with_what_was_just_created(bot: Stage, anna: Speaker, carol: Speaker) -> None:
    await carol.says('/create_task title:"Sign"', "✅ Task #1 has been created...")
    await sends(bot, carol, "", "The contract")
    await tick(bot)
    assert _messages(carol) == ["message: 📎 Your file has been added to task #1 “Sign”."]
    assert await bot.sql(FILES) == ["0.txt", "1.txt"]
    assert await bot.sql(SAID) == [None, "The contract"]
    await anna.says("/создать_задачу название:Отчёт", "✅ Задача № 2 создана...")
    document(anna, "one.txt", None)
    await bot.settle()
    assert _messages(anna) == ["message: 📎 Файл к задаче № 2 «Отчёт» добавлен."]
    await bot.sql("UPDATE tasks SET created_at = created_at - interval '61 seconds'")
    document(anna, "two.txt", None)
    await bot.settle()
    anna.hears("Чтобы добавить это к задаче...")
    await sends(bot, carol, "", album="78")
    await tick(bot)
    carol.hears("📎 This file hasn't been added to any task. To add it, reply to it: /comment 5 or...")


async def test_a_task_deleted_meanwhile_gets_nothing(bot: Stage, carol: Speaker) -> None:
    await carol.says("/create_task title:Sign", "✅...")
    await sends(bot, carol, "", "", "")
    await bot.sql("UPDATE tasks SET deleted_at = now()")
    await tick(bot)
    carol.hears(LOOSE_EN)
    assert await bot.sql(FILES) is None


async def test_who_is_blocked_meanwhile_hears_nothing(bot: Stage, boris: Speaker) -> None:
    await sends(bot, boris, "", "")
    await bot.sql("UPDATE users SET access = 'blocked' WHERE telegram_id = 1002")
    await tick(bot)
    boris.hears_nothing()


async def test_sixty_albums_at_once(bot: Stage, carol: Speaker) -> None:
    for number in range(60):
        for file in range(3):
            document(carol, f"{number}-{file}", f"album {number}")
    await bot.settle()
    await tick(bot)
    carol.hears(*[LOOSE_EN] * 60)
    await bot.sql("UPDATE loose_files SET created_at = created_at - interval '25 hours'")
    await Scheduler(TEAM).clear(_performing(bot))
    assert await bot.sql("SELECT count(*) FROM loose_files") == 0


def _performing(bot: Stage) -> Any:
    async def perform(work: Any) -> None:
        async with bot.pool.acquire() as connection, UnitOfWork(connection) as uow:
            await work(uow)

    return perform


# --- Long texts -----------------------------------------------------------------------------------


async def test_the_rest_of_a_comment_is_offered_and_added(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    await put(bot, carol, boris)
    cases = (
        (carol, "✂️ ...The first part is your comment on task #1 “Report”; this part has not been added."),
        (boris, "✂️ ...Первая часть — ваш комментарий к задаче № 1 «Report», а эта не добавлена."),
    )
    for speaker, answer in cases:
        card = await opens(bot, speaker)
        speaker.chat.say(LONG, card)  # clients put all parts into the reply
        await bot.settle()
        assert len([it for it in seen(speaker) if it.startswith("message")]) == 2
        speaker.chat.say(f"/comment 1 {LONG}")
        await bot.settle()
        told = [it for it in speaker.take() if it.kind == "message"]
        assert len(told) == 2
        assert _fits(answer, told[1].text)
        label = told[1].labels[0]
        speaker.chat.press(label)
        speaker.chat.press(label)
        await bot.settle()
        speaker.take()
    bot.allowed_refusals.append("message is not modified")
    parts = await bot.sql(SAID)
    assert [len(it) > 3500 for it in parts] == [True, False] * 4
    assert {len(parts[it]) + len(parts[it + 1]) for it in (0, 2, 4, 6)} == {4998}
    boris.take()
    carol.take()


async def test_the_rest_of_a_draft_and_of_a_task_is_offered(
    bot: Stage, anna: Speaker, carol: Speaker
) -> None:
    for speaker, said in ((carol, "/create_task Plan\n"), (anna, "/создать_задачу План\n")):
        speaker.chat.say(said + LONG)
        await bot.settle()
        first, second = (it for it in speaker.take() if it.kind == "message")
        assert first.text.startswith("📝")
        assert _fits("✂️ ...", second.text)
        label = second.labels[0]
        speaker.chat.press(label)
        speaker.chat.press(label)
        await bot.settle()
        speaker.take()
    bot.allowed_refusals.append("message is not modified")
    assert await bot.sql("SELECT array_agg(length(description)) FROM drafts") == [5000, 5000]
    await bot.sql("DELETE FROM drafts")
    await carol.says("/create_task title:Plan", "✅ Task #1...")
    await bot.sql("UPDATE tasks SET description = $1", LONG[:4000])
    await carol.says(
        "the last words", "✂️ ...The first part is in task #1 “Plan”; this part has not been added."
    )
    carol.chat.press("➕ Add it as a comment")
    await bot.settle()
    assert _fits("toast: 💬 Your comment on task #1...", seen(carol)[0])
    assert await bot.sql(SAID) == ["the last words"]


async def test_the_rest_of_an_edit_and_of_a_reason_is_offered(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker
) -> None:
    await put(bot, carol, boris)
    await opens(bot, carol)
    carol.chat.press("✏️ Edit")
    await bot.settle()
    carol.chat.press("📝 Description")
    await bot.settle()
    carol.take()
    carol.chat.say(LONG)
    await bot.settle()
    assert _fits("message: ✂️ ...this part has not been added.", _messages(carol)[-1])
    boris.chat.say(f"/обновить_статус 1 отклонена {LONG}")
    await bot.settle()
    assert _fits("message: ✂️ ...в задаче № 1 «Report», а эта не добавлена.", _messages(boris)[-1])
    await anna.says("Привет", "Такой команды я не знаю...")
    for speaker in (boris, carol):
        speaker.take()


async def test_what_follows_later_or_follows_a_short_text_is_no_rest(
    bot: Stage, boris: Speaker, carol: Speaker
) -> None:
    await put(bot, carol, boris)
    await boris.says("/comment 1 Готово", "💬...")
    await boris.says("Привет", "Такой команды я не знаю...")
    boris.chat.say(f"/comment 1 {LONG[:4000]}")
    await bot.settle()
    boris.take()
    await bot.sql("UPDATE comments SET created_at = created_at - interval '61 seconds'")
    await boris.says("Привет", "Такой команды я не знаю...")
    await boris.forges(
        "t:comment:1:1:rest", "💬 Что добавить к задаче...", toast="", on=await opens(bot, boris)
    )
    assert await bot.sql("SELECT count(*) FROM comments") == 2


def _fits(expected: str, text: str) -> bool:
    begin, _, end = expected.partition("...")
    text = text.replace("\xa0", " ")
    return text.startswith(begin) and text.endswith(end)
