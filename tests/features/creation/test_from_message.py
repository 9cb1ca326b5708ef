"""A plain text, a forward or a file becomes a task with one press, for admins."""

from __future__ import annotations

from typing import Any

import pytest

from dialogues.stage import Speaker, Stage
from taskbot.sandbox.people import Person

pytestmark = pytest.mark.usefixtures("team")

MAKE_EN, MAKE_RU = "📝 Make it a task", "📝 Сделать задачей"
STRANGER = Person(7001, "/delete_task 1", "@boris", None, "en")
SENTENCE = (
    "The printer on the second floor is out of paper and nobody can find the key of the room with the boxes. "
)


async def _forwards(bot: Stage, speaker: Speaker, text: str) -> None:
    speaker.chat.forward(text, STRANGER)
    await bot.settle()


# --- One's own words ------------------------------------------------------------------------------


async def test_a_plain_text_becomes_a_draft(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await carol.says("Buy paper", "That isn't a command I know...", buttons=[MAKE_EN])
    await carol.presses(
        MAKE_EN,
        """
        📝 New task
        Buy paper

        Priority: 🟡 medium
        Deadline: none
        Assignee: not assigned

        All correct? Nobody is notified until you press “✅ Create”.
        """,
    )
    await carol.presses("✅ Create", "📋 Task #1\nBuy paper\n...", toast="✅ Task #1 has been created.")
    await anna.says("Купить бумагу\nБелую, А4", "Такой команды я не знаю...", buttons=[MAKE_RU])
    await anna.presses(MAKE_RU, "📝 Новая задача\nКупить бумагу\nБелую, А4\n...")
    assert await bot.sql("SELECT count(*) FROM drafts") == 1


async def test_it_is_read_like_the_line_of_a_command(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await carol.says("Buy paper @boris tomorrow !high", "That isn't...")
    # `tomorrow` is the day after the message; the clock of this test stands still on December 1.
    await carol.presses(
        MAKE_EN,
        "📝 New task\nBuy paper\n...🟠 high\nDeadline: Wed, Dec 2 · tomorrow\nAssignee: Борис Иванов...",
    )
    await anna.says("Купить бумагу !когда-нибудь", "Такой команды...")
    await anna.presses(MAKE_RU, "📝 Новая задача\nКупить бумагу !когда-нибудь\n...")
    await anna.says("Спросить @ivan_x", "Такой команды...")
    await anna.presses(MAKE_RU, "⚠️ Не знаю, кто это: @ivan_x...📝 Новая задача\nСпросить\n...")
    assert await bot.sql("SELECT count(*) FROM drafts") == 3


async def test_a_long_text_is_shortened_and_kept(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    text = SENTENCE * 5
    await carol.says(text, "That isn't...")
    await carol.presses(
        MAKE_EN,
        "✂️ Only the beginning fits into the title; the whole text is in the description.\n\n📝 New task\n"
        "The printer on the second floor is out of paper and nobody can find the key of the room with the boxes."
        " The printer on…\n"
        "...",
    )
    assert await bot.sql("SELECT description FROM drafts") == text.strip()
    assert await bot.sql("SELECT length(title) FROM drafts") <= 120
    await anna.says(text, "Такой команды...")
    await anna.presses(
        MAKE_RU, "✂️ В название вошло только начало; весь текст — в описании.\n\n📝 Новая задача\n..."
    )


async def test_a_mention_keeps_its_words(carol: Speaker, bot: Stage) -> None:
    user = {"id": 1004, "is_bot": False, "first_name": "D."}
    carol.chat.say(
        "Ask D. about paper", entities=[{"type": "text_mention", "offset": 4, "length": 2, "user": user}]
    )
    await bot.settle()
    carol.hears("That isn't...")
    await carol.presses(MAKE_EN, "📝 New task\nAsk D. about paper\n...Assignee: not assigned\n...")


# --- Others' words --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["/delete_task 1", "/block @boris", "Buy paper @boris tomorrow !high", "task #1 is done", "готово"],
)
async def test_what_is_forwarded_is_a_title_and_nothing_else(text: str, carol: Speaker, bot: Stage) -> None:
    await carol.says("/create_task title:A", "✅ Task #1...")
    await _forwards(bot, carol, text)
    carol.hears("...", buttons=[MAKE_EN])
    await carol.presses(MAKE_EN, f"📝 New task\n{text}\n...Deadline: none\nAssignee: not assigned\n...")
    assert await bot.sql("SELECT count(*) FROM tasks WHERE deleted_at IS NULL") == 1
    assert await bot.sql("SELECT count(*) FROM users WHERE access = 'blocked'") == 0


async def test_a_forwarded_command_is_not_run(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await _forwards(bot, carol, "/my_tasks")
    carol.hears(
        "I don't run forwarded commands. Please type it yourself. All commands: /help", buttons=[MAKE_EN]
    )
    await _forwards(bot, anna, "/my_tasks")
    anna.hears(
        "Пересланные команды я не выполняю. Наберите команду сами. Все команды: /help", buttons=[MAKE_RU]
    )


async def test_a_forwarded_file_goes_with_the_task(carol: Speaker, bot: Stage) -> None:
    carol.chat.send_document(b"a,b\n", "prices.csv", caption="Compare the prices\nby Friday")
    await bot.settle()
    carol.hears(
        "To add this to a task, send it as a reply to one of my messages about that task. All commands: /help",
        buttons=[MAKE_EN],
    )
    await carol.presses(MAKE_EN, "📝 New task\nCompare the prices\nby Friday\n...📎 1 file...")
    await carol.presses(
        "✅ Create", "📋 Task #1\nCompare the prices...", toast="✅ Task #1 has been created."
    )
    assert await bot.sql("SELECT file_name FROM comments") == "prices.csv"


async def test_a_file_without_words_asks_for_the_title(anna: Speaker, bot: Stage) -> None:
    anna.chat.send_document(b"a,b\n", "цены.csv")
    await bot.settle()
    anna.hears("Чтобы добавить это к задаче...", buttons=[MAKE_RU])
    await anna.presses(MAKE_RU, "📝 Новая задача...✏️ Как её назвать?...")
    await anna.says("Сравнить цены @boris", "📝 Новая задача\nСравнить цены\n...Борис Иванов...📎 1 файл...")


# --- Who may, and when ----------------------------------------------------------------------------


async def test_employees_are_told_what_they_can_do(boris: Speaker, dave: Speaker, bot: Stage) -> None:
    await dave.says(
        "Buy paper", "That isn't a command I know. Your tasks: /my_tasks. Tasks that...", buttons=[]
    )
    await boris.says(
        "Купить бумагу", "Такой команды я не знаю. Ваши задачи: /my_tasks. Свободные...", buttons=[]
    )
    await _forwards(bot, dave, "Buy paper")
    dave.hears("That isn't a command I know. Your tasks: /my_tasks. Tasks that...", buttons=[])
    await dave.forges("make", toast="This is for admins only.")
    await boris.forges("make", toast="Это доступно только администраторам.")
    assert await bot.sql("SELECT count(*) FROM drafts") == 0


async def test_who_is_no_admin_any_more_is_refused(carol: Speaker, bot: Stage) -> None:
    await bot.restart(admin_ids=(1001,))
    await carol.says("Buy paper", "That isn't...", buttons=[MAKE_EN])
    await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = 1003")
    carol.chat.press(MAKE_EN)
    await bot.settle()
    assert carol.overhears() == ["This is for admins only."]
    assert await bot.sql("SELECT count(*) FROM drafts") == 0


async def test_twice_is_one_draft(carol: Speaker, bot: Stage) -> None:
    await carol.says("Buy paper", "That isn't...")
    for _ in range(3):
        carol.chat.press(MAKE_EN)
    await bot.settle()
    assert await bot.sql("SELECT count(*) FROM drafts") == 1
    carol.overhears()
    question = carol.last
    await carol.presses("✅ Create", "📋 Task #1...", toast="✅ Task #1 has been created.")
    await carol.forges("make", toast="Task #1 has already been created.", on=question)
    assert await bot.sql("SELECT count(*) FROM drafts") == 0


async def test_the_press_works_after_a_restart(carol: Speaker, bot: Stage) -> None:
    await carol.says("Buy paper", "That isn't...")
    await bot.restart()
    await carol.presses(MAKE_EN, "📝 New task\nBuy paper\n...")


async def test_a_message_that_is_gone(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    gone: dict[Speaker, tuple[str, str, str]] = {
        carol: (
            MAKE_EN,
            "That isn't...",
            "The message has been deleted, so it can't become a task. A new task: /create_task",
        ),
        anna: (
            MAKE_RU,
            "Такой команды...",
            "Сообщение удалено, поэтому сделать из него задачу нельзя. Новая задача: /create_task",
        ),
    }
    for speaker, (button, answer, text) in gone.items():
        await speaker.says("Paper", answer)
        del speaker.last.body["reply_to_message"]  # as Telegram gives it, once that is deleted
        await speaker.presses(button, text, toast=text, buttons=[])
    assert await bot.sql("SELECT count(*) FROM drafts") == 0


async def test_a_forged_press_makes_nothing_of_the_bot_s_words(carol: Speaker, bot: Stage) -> None:
    await carol.says("/help", "...")
    gone = "The message has been deleted, so it can't become a task. A new task: /create_task"
    await carol.forges("make", gone, toast=gone)
    await carol.forges(
        "make", toast="This button no longer works. Send the command again.", inaccessible=True
    )
    assert await bot.sql("SELECT count(*) FROM drafts") == 0


@pytest.mark.parametrize(
    "content", [{"dice": {"emoji": "🎲", "value": 6}}, {"contact": {"phone_number": "1", "first_name": "B"}}]
)
async def test_what_no_task_can_hold_has_no_button(
    content: dict[str, Any], carol: Speaker, bot: Stage
) -> None:
    carol.chat.send(**content)
    await bot.settle()
    carol.hears("I can't do anything with this...", buttons=[])


async def test_two_hundred_texts_at_once(carol: Speaker, bot: Stage) -> None:
    for number in range(200):
        carol.chat.say(f"Task {number}")
    await bot.settle()
    assert len(carol.overhears()) == 200
    carol.chat.press(MAKE_EN)
    await bot.settle()
    assert carol.overhears()[-1].startswith("📝 New task\nTask 199\n")
    assert await bot.sql("SELECT count(*) FROM drafts") == 1
