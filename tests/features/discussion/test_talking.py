"""Talk about tasks: comments and files, by command, by button and as replies; what was sent, and the history."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from dialogues.tasks import kinds, opens, put, replies, seen
from sandbox.pictures import png
from taskbot.sandbox.arguments import Upload
from taskbot.sandbox.files import body_of
from taskbot.sandbox.messages import Message
from taskbot.sandbox.people import Person

pytestmark = pytest.mark.usefixtures("report")

SAID = "SELECT array_agg(text ORDER BY id) FROM comments WHERE task_id = $1"
KEPT = "SELECT array_agg(ARRAY[file_kind, file_name, text] ORDER BY id) FROM comments WHERE task_id = $1"
ADDED_EN = "💬 Your comment on task #1 “Report” has been added."
ADDED_RU = "💬 Комментарий к задаче № 1 «Report» добавлен."
FILE_EN = "📎 Your file has been added to task #1 “Report”."
FILE_RU = "📎 Файл к задаче № 1 «Report» добавлен."
ASK_EN = "💬 What would you like to add to task #1 “Report”?...Changed your mind? /cancel"
ASK_RU = "💬 Что добавить к задаче № 1 «Report»?...Передумали? /cancel"
UNKNOWN_EN = "That isn't a command I know..."


@pytest.fixture
async def report(team: list[Speaker], bot: Stage) -> None:
    """Task 1: Carol's, for Boris."""
    await put(bot, team[2], team[1])


# --- By command -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["1 Done\nsoon", "#1 Done\nsoon", "№ 1: Done\nsoon", "1, Done\nsoon"])
async def test_by_command(text: str, anna: Speaker, boris: Speaker, carol: Speaker, bot: Stage) -> None:
    await boris.says(f"/комментарий {text}", ADDED_RU)
    await carol.says(f"/comment {text}", ADDED_EN)
    await anna.says(f"/COMMENT {text}", ADDED_RU)
    assert await bot.sql(SAID, 1) == ["Done\nsoon"] * 3
    await carol.says("/task_details 1", "...💬 3 comments, the last by Анна Петрова, ...: “Done soon”...")
    await boris.says("/task_details 1", "...💬 3 комментария, последний — Анна Петрова, ...: «Done soon»...")


async def test_what_people_write_is_text(boris: Speaker, carol: Speaker, bot: Stage) -> None:
    await boris.says("/comment 1 <b>5 & 6</b>\u200b { $id }", ADDED_RU)
    assert await bot.sql(SAID, 1) == ["<b>5 & 6</b> { $id }"]
    await carol.says("/history 1", "...: 💬 “<b>5 & 6</b> { $id }”")
    long = "я" * 4000
    await boris.says(f"/comment 1 {long}", ADDED_RU)
    assert (await bot.sql(SAID, 1))[1] == long
    await carol.says("/history 1", "...: 💬 “яяя...…”")


async def test_a_number_alone_asks_and_the_next_message_answers(
    boris: Speaker, carol: Speaker, bot: Stage
) -> None:
    await carol.says("/comment 1", ASK_EN)
    await boris.says("/комментарий №1", ASK_RU)
    await bot.restart()
    await carol.says("\u200b \u3164", "Nothing has been added to task #1: I can take text, photos...")
    await carol.says("It is late", ADDED_EN)
    await boris.says("Знаю", ADDED_RU)
    await carol.says("Thanks", UNKNOWN_EN)
    assert await bot.sql(SAID, 1) == ["It is late", "Знаю"]


async def test_any_command_ends_the_question(boris: Speaker, carol: Speaker, bot: Stage) -> None:
    await carol.says("/comment 1", ASK_EN)
    await carol.says("/cancel", "Cancelled...")
    await carol.says("It is late", UNKNOWN_EN)
    await boris.says("/comment 1", ASK_RU)
    await bot.sql("UPDATE users SET awaited_since = awaited_since - interval '61 minutes'")
    await boris.says("Доброе утро", "Такой команды я не знаю...")
    assert await bot.sql(SAID, 1) is None


async def test_refused_input(boris: Speaker, carol: Speaker) -> None:
    await carol.says("/comment", "Which task?\nExample: /comment 5", buttons=["1 · Report"])
    await boris.says("/комментарий", "Какая задача?\nПример: /комментарий 5", buttons=["1 · Report"])
    await carol.says("/comment it is late", "it is not a task number...Example: /comment 5")
    await boris.says("/комментарий поздно", "поздно — не номер задачи...Пример: /комментарий 5")
    await carol.says("/comment 99 late", "Task #99 does not exist, or you have no access to it...")
    await carol.says(f"/comment {10**30} late", "... is too large for a task number...")
    await carol.says("/files", "No task that you see has any files.")
    await boris.says("/история", "Какая задача?\nПример: /история 5", buttons=["1 · Report"])


# --- Who may not ----------------------------------------------------------------------------------


async def test_others_neither_talk_nor_read(dave: Speaker, bot: Stage) -> None:
    for text in ("/comment 1 x", "/comment 1", "/files 1", "/history 1", "/комментарий 1 x"):
        await dave.says(text, "Task #1 does not exist, or you have no access to it...")
    await dave.says("Hello", UNKNOWN_EN)
    dave.chat.say("/start")
    await bot.settle()
    dave.overhears()
    for data in ("t:comment:1:1:", "t:history:1:1:", "t:files:1:1:"):
        await dave.forges(data, toast="Task #1 does not exist, or you have no access to it...")
    assert await bot.sql(SAID, 1) is None


async def test_who_only_sees_a_free_task_takes_it_first(
    anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage
) -> None:
    await put(bot, carol, title="Free")
    english = "Only the assignees, the creator and admins can discuss task #2...To take it: /claim 2"
    for text in ("/comment 2 x", "/comment 2", "/files 2", "/history 2"):
        await dave.says(text, english)
    await boris.says("/история 2", "Задачу № 2 обсуждают её исполнители...Взять её себе: /взять 2")
    await anna.says("/comment 2 x", "💬 Комментарий к задаче № 2 «Free» добавлен.")
    await carol.says("/comment 2 y", "💬 Your comment on task #2 “Free” has been added.")
    assert await bot.sql(SAID, 2) == ["x", "y"]


async def test_who_lost_the_task_while_writing_is_refused_once(
    boris: Speaker, anna: Speaker, bot: Stage
) -> None:
    await boris.says("/comment 1", ASK_RU)
    await bot.sql("UPDATE tasks SET assigned_to_id = (SELECT id FROM users WHERE telegram_id = 1004)")
    await boris.says("Готово", "Задачи № 1 нет, или она вам недоступна...")
    await boris.says("Готово", "Такой команды я не знаю...")
    await anna.says("/comment 1", ASK_RU)
    await bot.sql("UPDATE tasks SET deleted_at = now()")
    await anna.says("Готово", "Задача № 1 удалена...")
    await anna.says("/история 1", "...", buttons=["◀ К задаче"])
    assert await bot.sql(SAID, 1) is None


# --- By button and by reply -----------------------------------------------------------------------


async def test_by_button_and_the_card_is_back_in_its_place(bot: Stage, boris: Speaker, dave: Speaker) -> None:
    card = await opens(bot, boris)
    await boris.presses("💬 Комментарий", ASK_RU, buttons=["◀ К задаче"])
    boris.chat.say("Готово наполовину")
    await bot.settle()
    answer, edit = boris.take()
    assert ordinary(answer.text) == ADDED_RU
    assert (edit.kind, edit.message and edit.message.id) == ("edit", card.id)
    assert "💬 1 комментарий, последний — Борис Иванов" in edit.text
    assert "💬 Комментарий" in edit.labels
    dave.hears_nothing()


async def test_the_way_back_from_the_question(bot: Stage, boris: Speaker) -> None:
    await opens(bot, boris)
    await boris.presses("💬 Комментарий", ASK_RU)
    await boris.presses("◀ К задаче", "📋 Задача № 1...")
    await boris.says("Готово", "Такой команды я не знаю...")


async def test_presses_twice_stale_and_after_a_restart(bot: Stage, carol: Speaker) -> None:
    card = await opens(bot, carol)
    await bot.sql("UPDATE tasks SET title = 'Other'")  # the card is out of date; to talk it is good enough
    await bot.restart()
    carol.chat.press("💬 Comment", card)
    carol.chat.forge("t:comment:1:1:", card)
    await bot.settle()
    assert kinds(carol) == ["toast", "edit", "toast"]
    bot.allowed_refusals.append("message is not modified")  # what the second press comes to
    added, shown = await replies(bot, carol, card, "Late")
    assert added == "message: 💬 Your comment on task #1 “Other” has been added."
    assert "1 comment, the last by Carol Smith" in shown
    assert await bot.sql(SAID, 1) == ["Late"]


async def test_replies_to_any_message_about_a_task(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker
) -> None:
    await carol.says("/update_status 1 in_progress", "Task #1 “Report”...")
    answer = carol.chat.last
    boris.hears("🔔 ... · задача № 1 «Report»...")
    notice = boris.chat.last
    await bot.restart()
    assert await replies(bot, boris, notice, "Хорошо") == [f"message: {ADDED_RU}"]
    assert await replies(bot, carol, answer, "Well") == [f"message: {ADDED_EN}"]
    card = await opens(bot, anna)
    shown = await replies(bot, anna, card, "Вижу")
    assert shown[0] == f"message: {ADDED_RU}"
    assert shown[1].startswith("edit: 📋 Задача № 1")
    assert await bot.sql(SAID, 1) == ["Хорошо", "Well", "Вижу"]
    await boris.says("/история 1", "🕓 История...")
    assert await replies(bot, boris, boris.chat.last, "И тут") == [f"message: {ADDED_RU}"]
    assert kinds(anna) == ["edit"]


async def test_replies_that_are_about_no_task(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await put(bot, carol, dave, title="Fix task #1")
    await carol.says("/all_tasks", "🗂 All tasks...")
    assert [it.partition(".")[0] for it in await replies(bot, carol, carol.chat.last, "Hello")] == [
        "message: That isn't a command I know"
    ]
    own = carol.chat.say("task #1")
    await bot.settle()
    carol.overhears()
    assert (await replies(bot, carol, own, "Hello"))[0].startswith("message: That isn't a command I know")
    await dave.says("/task_details 2", "📋 Task #2...")
    assert (await replies(bot, dave, dave.chat.last, "Hello"))[0].startswith(
        "message: 💬 Your comment on task #2"
    )
    assert await bot.sql(SAID, 1) is None


async def test_a_reply_to_what_one_may_not_see_any_more(bot: Stage, boris: Speaker) -> None:
    card = await opens(bot, boris)
    await bot.sql("UPDATE tasks SET assigned_to_id = (SELECT id FROM users WHERE telegram_id = 1004)")
    assert (await replies(bot, boris, card, "Хорошо"))[0].startswith("message: Задачи № 1 нет")
    assert await bot.sql(SAID, 1) is None


async def test_a_reply_is_about_its_own_task_whatever_else_is_asked(
    bot: Stage, boris: Speaker, carol: Speaker
) -> None:
    await put(bot, carol, boris, title="Other")
    first, second = await opens(bot, boris, 1), await opens(bot, boris, 2)
    await boris.presses("❌ Отклонить", "❌ Почему вы отклоняете задачу № 2?...", on=second)
    assert (await replies(bot, boris, first, "Почти готово"))[0] == f"message: {ADDED_RU}"
    carol.hears_nothing()
    shown = await replies(bot, boris, second, "Нет данных")  # the prompt itself: this is the answer
    assert shown[0].startswith("message: 📋 Задача № 2")
    carol.hears("🔔 Борис Иванов (@boris) · task #2 “Other”: ⏳ pending → ❌ rejected\nReason: “Нет данных”")
    assert await bot.sql(SAID, 1) == ["Почти готово"]
    assert await bot.sql(SAID, 2) is None


async def test_a_reply_is_no_search_and_no_draft(bot: Stage, carol: Speaker) -> None:
    card = await opens(bot, carol)
    for command in ("/search", "/create_task"):
        carol.chat.say(command)
        await bot.settle()
        carol.overhears()
        assert (await replies(bot, carol, card, command))[0] != f"message: {ADDED_EN}"  # a command is one
        carol.chat.say(command)
        await bot.settle()
        carol.overhears()
        assert (await replies(bot, carol, card, "Soon"))[0] == f"message: {ADDED_EN}"
    assert await bot.sql(SAID, 1) == ["Soon"] * 2


async def test_everybody_s_card_shows_a_comment_at_once(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    for person in (anna, boris, carol):
        await opens(bot, person)
    boris.chat.say("/comment 1 Готово")
    await bot.settle()
    assert kinds(boris) == ["message", "edit"]
    assert [it for it in seen(anna) if "последний — Борис Иванов" in it and it.startswith("edit")]
    assert [it for it in seen(carol) if "the last by Борис Иванов" in it and it.startswith("edit")]
    dave.hears_nothing()


async def test_two_who_comment_at_once_are_both_counted(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    await opens(bot, boris)
    await opens(bot, carol)
    for number in range(5):
        boris.chat.say(f"/comment 1 {number}")
        carol.chat.say(f"/comment 1 {number}")
    await bot.settle()
    assert "10 комментариев" in [it for it in seen(boris) if it.startswith("edit")][-1]
    assert "10 comments" in [it for it in seen(carol) if it.startswith("edit")][-1]


# --- Files ----------------------------------------------------------------------------------------

CONTENTS = {
    "photo": (png(), "photo.jpg"),
    "document": (b"1", "notes.txt"),
    "video": (b"2", "walk.mp4"),
    "audio": (b"3", "song.mp3"),
    "voice": (b"4", "voice.ogg"),
    "animation": (b"5", "cat.mp4"),
}


@pytest.mark.parametrize("kind", CONTENTS)
async def test_a_file_is_kept_and_sent_back(kind: str, bot: Stage, boris: Speaker, carol: Speaker) -> None:
    card = await opens(bot, boris)
    content, name = CONTENTS[kind]
    boris.chat.send_file(kind, content, name, "Смотрите <b>", reply_to=card)
    await bot.settle()
    shown = seen(boris)
    assert shown[0] == f"message: {FILE_RU}"
    assert await bot.sql("SELECT file_kind FROM comments") == kind
    await bot.restart()
    await carol.says("/files 1", "📎 Task #1 · Борис Иванов, ...\nСмотрите <b>")
    sent = carol.chat.last.body
    kept = await bot.sql("SELECT file_id FROM comments")
    held = sent[kind][-1] if kind == "photo" else sent[kind]
    assert held["file_id"] == kept


async def test_files_as_the_answer_to_the_question(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    await bot.sql("UPDATE tasks SET created_at = created_at - interval '1 day'")
    await carol.says("/comment 1", ASK_EN)
    carol.chat.send(contact={"phone_number": "1", "first_name": "A"})
    await bot.settle()
    carol.hears("Nothing has been added to task #1: I can take text, photos...Send one of these, or /cancel")
    carol.chat.send_document(b"1", "notes.txt")
    await bot.settle()
    carol.hears(FILE_EN)
    carol.chat.send_document(b"1", "more.txt")
    await bot.settle()
    carol.hears("...")
    assert await bot.sql(KEPT, 1) == [["document", "notes.txt", None]]
    await boris.says("/файлы 1", "📎 Задача № 1 · Carol Smith, ...")


async def test_an_album_is_kept_whole_and_answered_once(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    card = await opens(bot, carol)
    await carol.presses("💬 Comment", ASK_EN)
    for number in range(3):
        _send_of_album(bot, carol, f"{number}.txt", "77")
    await bot.settle()
    shown = seen(carol)
    assert [it for it in shown if it.startswith("message")] == [f"message: {FILE_EN}"]
    assert "3 comments" in shown[-1]
    assert ordinary(card_text(carol, card.id)) == shown[-1].removeprefix("edit: ")
    await carol.says("And now?", UNKNOWN_EN)
    _send_of_album(bot, carol, "other.txt", "78")  # see test_together
    await bot.settle()
    carol.hears_nothing()
    assert [name for _, name, _ in await bot.sql(KEPT, 1)] == ["0.txt", "1.txt", "2.txt"]
    await boris.says("/files 1", *["📎 Задача № 1 · Carol Smith, ..."] * 3)


def _send_of_album(bot: Stage, speaker: Speaker, name: str, album: str) -> None:
    file = bot.sandbox.state.files.add("document", Upload(name, b"1"))
    speaker.chat.send(**body_of(file), media_group_id=album)


def card_text(speaker: Speaker, message_id: int) -> str:
    return next(it.text for it in speaker.chat.messages if it.id == message_id)


async def test_many_files_come_ten_by_ten(bot: Stage, carol: Speaker) -> None:
    await carol.says("/files 1", "📎 Task #1 “Report” has no files yet...")
    for number in range(12):
        carol.chat.send_file(
            "document", b"1", f"{number}.txt", reply_to=carol.chat.last if number == 0 else _notice(carol)
        )
        await bot.settle()
        carol.overhears()
    await carol.says(
        "/files 1",
        *["📎 Task #1 · Carol Smith, ..."] * 10,
        "📎 Task #1 has more files.",
        buttons=["Next files ▶"],
    )
    names = [
        it.body["document"]["file_name"]
        for it in carol.chat.messages
        if it.from_bot and "document" in it.body
    ]
    assert names == [f"{number}.txt" for number in range(10)]
    await bot.restart()
    carol.chat.press("Next files ▶")
    await bot.settle()
    assert kinds(carol) == ["toast", "message", "message"]
    for forged in ("x", "-1", "9" * 30, "٣"):
        carol.chat.forge(f"t:files:1:1:{forged}", carol.chat.last)
        await bot.settle()
        assert len(kinds(carol)) == 12


def _notice(speaker: Speaker) -> Message:
    return next(it for it in reversed(speaker.chat.messages) if it.from_bot and "document" not in it.body)


async def test_no_files_yet(bot: Stage, boris: Speaker) -> None:
    await boris.says("/файлы 1", "📎 У задачи № 1 «Report» пока нет файлов...")
    card = await opens(bot, boris)
    assert "📎 Файлы" not in card.labels


# --- History --------------------------------------------------------------------------------------


async def test_history_tells_all_in_order(boris: Speaker, carol: Speaker) -> None:
    await boris.says("/обновить_статус 1 в работе", "...")
    await carol.says("/comment 1 Any news?", "🔔...", ADDED_EN)
    await boris.says("/comment 1 Готово", ADDED_RU)
    await boris.says("/обновить_статус 1 завершена", "...")
    carol.overhears()
    await carol.says(
        "/history 1",
        """
        🕓 History of task #1 “Report”

        ... · Борис Иванов: ⏳ pending → 🔄 in progress
        ... · Carol Smith: 💬 “Any news?”
        ... · Борис Иванов: 💬 “Готово”
        ... · Борис Иванов: 🔄 in progress → ✅ completed
        """,
        buttons=["🗑 Delete my comment", "◀ Back to the task"],
    )
    await boris.says("/история 1", "🕓 История задачи № 1 «Report»\n\n...: ⏳ ожидает → 🔄 в работе\n...")
    await boris.presses("◀ К задаче", "📋 Задача № 1...")


async def test_a_task_without_history(boris: Speaker, carol: Speaker) -> None:
    await carol.says("/history 1", "...This task has no history yet.")
    await boris.says("/история 1", "...В истории этой задачи пока ничего нет.")


async def test_there_and_back_page_by_page(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    for number in range(1, 26):
        table = "comments (task_id, text)" if number % 3 else "changes (task_id, kind, after)"
        values = "1, 'n' || $1::int" if number % 3 else "1, 'reason', 'n' || $1::int"
        await bot.sql(f"INSERT INTO {table} SELECT {values}", number)
    await opens(bot, carol)
    numbers = []
    await carol.presses("🕓 History", "...n16”\n...n25”", buttons=["◀ Earlier", "◀ Back to the task"])
    numbers.append(_numbers(carol))
    await bot.restart()
    await carol.presses("◀ Earlier", "...", buttons=["◀ Earlier", "Later ▶", "◀ Back to the task"])
    numbers.append(_numbers(carol))
    await carol.presses("◀ Earlier", "...", buttons=["Later ▶", "◀ Back to the task"])
    numbers.append(_numbers(carol))
    assert numbers == [list(range(16, 26)), list(range(6, 16)), list(range(1, 6))]
    await carol.presses("Later ▶", "...", buttons=["◀ Earlier", "Later ▶", "◀ Back to the task"])
    assert _numbers(carol) == list(range(6, 16))
    await carol.presses("Later ▶", "...", buttons=["◀ Earlier", "◀ Back to the task"])
    assert _numbers(carol) == list(range(16, 26))
    bot.allowed_refusals.append("message is not modified")
    for forged in (
        "",
        "x",
        "e",
        "e1",
        "e-1.2",
        "l" + "f" * 16 + ".1",
        "e1.1.1",
        "l7fffffffffffffff.7fffffffffffffff",
    ):
        carol.chat.forge(f"t:history:1:1:{forged}", carol.chat.last)
        await bot.settle()
        assert kinds(carol)[0] == "toast"
        assert _numbers(carol) == list(range(16, 26))
    await carol.presses("◀ Back to the task", "📋 Task #1...")
    dave.hears_nothing()


def _numbers(speaker: Speaker) -> list[int]:
    return [int(line.rpartition("n")[2].rstrip("”")) for line in speaker.chat.last.text.splitlines()[2:]]


# --- What people are called means nothing ----------------------------------------------------------

NAMES = (
    "task #1",
    "Task #1 “Report”",
    "Carol has taken task #1",
    "задача № 1",
    "Задача №1 «Report»",
    "task\u00a0#1",
    "задачу\u00a0№\u00a01",
    "task\u202f#1",
    "task\u2060\u00a0#\u20601",
    "📋 Task #1",
)


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_is_no_task(
    name: str, bot: Stage, team: list[Speaker], carol: Speaker, anna: Speaker
) -> None:
    await bot.restart(registration="approval")
    stranger = bot.person(Person(1007, name, None, None, "en"))
    stranger.chat.say("/start")
    await bot.settle()
    stranger.overhears()
    requests = [(admin, admin.chat.last) for admin in (carol, anna)]
    for person in team:
        person.take()
    for admin, request in requests:
        assert request.from_bot
        answers = await replies(bot, admin, request, "Who is that?")
        assert len(answers) == 1
        assert answers[0].startswith(("message: That isn't a command", "message: Такой команды"))
    assert await bot.sql(SAID, 1) is None


@pytest.mark.parametrize("name", NAMES)
async def test_a_notice_is_about_the_task_that_the_bot_names(name: str, bot: Stage, carol: Speaker) -> None:
    """Names stand before the number in some sentences, and titles behind it."""
    called = bot.person(Person(1004, name, None, None, "en"))
    task_id = await put(bot, carol, title=name)
    for command in ("/start", f"/claim {task_id}"):
        called.chat.say(command)
        await bot.settle()
        called.overhears()
    carol.take()
    notice = carol.chat.last
    assert "has taken" in notice.text
    assert (await replies(bot, carol, notice, "Good"))[0].startswith(
        f"message: 💬 Your comment on task #{task_id}"
    )
    assert await bot.sql(SAID, 1) is None
