"""The dialogue of a new task: /create_task alone asks for the title, and the next text is it."""

from __future__ import annotations

import pytest
from structlog.testing import LogCapture

from dialogues.stage import Speaker, Stage

pytestmark = pytest.mark.usefixtures("team")

ASKED_EN = "✏️ What needs to be done? Write the title...Changed your mind? /cancel"
ASKED_RU = "✏️ Что нужно сделать? Напишите название...Передумали? /cancel"
CANCELLED_EN = "✖ Cancelled: no task has been created."
CANCELLED_RU = "✖ Отменено: задача не создана."


async def test_the_next_text_is_the_title(anna: Speaker, carol: Speaker, bot: Stage) -> None:
    await carol.says("/create_task", ASKED_EN, buttons=["✖ Cancel"])
    await anna.says("/создать_задачу \n ", ASKED_RU, buttons=["✖ Отмена"])
    await carol.says("Order laptops", "📝 New task\nOrder laptops\n\nPriority: 🟡 medium...")
    await anna.says("Отчёт\n\nПродажи,\nрасходы", "📝 Новая задача\nОтчёт\nПродажи,\nрасходы\n\nПриоритет...")
    await carol.presses("✅ Create", "📋 Task #1\nOrder laptops...", toast="✅ Task #1 has been created.")
    await anna.presses("✅ Создать", "📋 Задача № 2\nОтчёт...", toast="✅ Задача № 2 создана.")
    await carol.says("Thanks", "That isn't a command I know...")
    assert await bot.sql("SELECT count(*) FROM drafts") == 0


async def test_the_title_may_be_all_in_one_line(carol: Speaker, boris: Speaker) -> None:
    await carol.says("/create_task", ASKED_EN)
    await carol.says(
        "Order laptops @boris friday !low",
        """
        📝 New task
        Order laptops

        Priority: 🟢 low
        Deadline: Fri, Dec 4 · in 3 days
        Assignee: Борис Иванов (@boris)

        All correct? Nobody is notified until you press “✅ Create”.
        """,
    )
    boris.hears_nothing()


async def test_what_is_refused_can_be_said_again(carol: Speaker, anna: Speaker) -> None:
    await carol.says("/create_task", ASKED_EN)
    await carol.says("Order laptops !hihg", "There is no priority !hihg. Did you mean !high?...")
    await carol.says("Order laptops", "📝 New task\nOrder laptops\n...")
    await anna.says("/create_task", ASKED_RU)
    await anna.says("Заказать ноутбуки 31.02", "Такого дня нет: 31.02...")
    await anna.says("Заказать ноутбуки", "📝 Новая задача\nЗаказать ноутбуки\n...")


async def test_any_command_ends_the_dialogue(carol: Speaker) -> None:
    await carol.says("/create_task", ASKED_EN)
    await carol.says("/my_tasks", "📋 Nothing to do...")
    await carol.says("Order laptops", "That isn't a command I know...")
    await carol.says("/create_task", ASKED_EN)
    await carol.says("/task_details x", "...is not a task number...")
    await carol.says("Order laptops", "That isn't a command I know...")
    await carol.says("/all_tasks", "🗂 There are no tasks yet...")


@pytest.mark.parametrize("command", ["/cancel", "/отмена", "/CANCEL@taskbot_sandbox_bot"])
async def test_cancel(anna: Speaker, carol: Speaker, command: str, bot: Stage) -> None:
    await carol.says("/create_task", ASKED_EN)
    await carol.says(command, CANCELLED_EN)
    await carol.says(command, "There is nothing to cancel. All commands: /help")
    await carol.says("Order laptops", "That isn't a command I know...")
    await anna.says("/create_task", ASKED_RU)
    await anna.says(command, CANCELLED_RU)
    await anna.says(command, "Отменять нечего. Все команды: /help")
    assert await bot.sql("SELECT count(*) FROM drafts") == 0
    assert not any("What is the task" in message.text for message in carol.chat.messages)


async def test_what_is_said_in_a_group_ends_nothing(bot: Stage, carol: Speaker) -> None:
    group = bot.sandbox.group(-100, "Team", [carol.chat.person])
    group.make_admin()
    await carol.says("/create_task", ASKED_EN)
    for text in ("/start@other_bot", "/help", "hello"):
        group.say(carol.id, text)
    await bot.settle()
    carol.hears("What you can do as an admin...")  # for her alone; this Telegram shows it in private
    await carol.says("Order laptops", "📝 New task\nOrder laptops...")


async def test_what_is_no_title_is_asked_again(bot: Stage, carol: Speaker) -> None:
    await carol.says("/create_task", ASKED_EN)
    await carol.says("\u200b\u200e", ASKED_EN)
    await carol.says("\u3164", ASKED_EN)
    carol.chat.send(sticker={"file_id": "1", "file_unique_id": "1", "type": "regular", "width": 1, "height": 1,
                             "is_animated": False, "is_video": False})  # fmt: skip
    await bot.settle()
    carol.hears("I can't do anything with this...")
    await carol.says("@boris", ASKED_EN)
    await carol.says(
        "Order <b>laptops</b>", "📝 New task\nOrder <b>laptops</b>\n...Assignee: Борис Иванов (@boris)..."
    )
    await carol.says("/create_task", ASKED_EN)
    await carol.says(
        "ㅤ\nwith a description", "📝 New task\nwith a description\n\n✏️ What should it be called?..."
    )


async def test_it_survives_a_restart_and_ends_after_an_hour(bot: Stage, carol: Speaker) -> None:
    await carol.says("/create_task", ASKED_EN)
    await bot.restart()
    await carol.says("Order laptops", "📝 New task\nOrder laptops...")
    await carol.says("/create_task", ASKED_EN)
    await bot.sql("UPDATE users SET awaited_since = awaited_since - interval '61 minutes'")
    await carol.says("Good morning", "That isn't a command I know...")


async def test_it_is_of_the_update_s_transaction(bot: Stage, carol: Speaker, logged: LogCapture) -> None:
    """What goes wrong after the title was taken gives it back: it is awaited still."""
    await carol.says("/create_task", ASKED_EN)
    await bot.sql("ALTER TABLE drafts ADD CONSTRAINT broken CHECK (title <> 'Order laptops')")
    await carol.says("Order laptops", "😔 Something went wrong...")
    await bot.sql("ALTER TABLE drafts DROP CONSTRAINT broken")
    await carol.says("Order laptops", "📝 New task\nOrder laptops...")
    await bot.sql("DELETE FROM inbox WHERE parked_at IS NOT NULL")
    logged.entries.clear()


async def test_a_role_that_was_lost_ends_it(bot: Stage, carol: Speaker) -> None:
    await carol.says("/create_task", ASKED_EN)
    await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = $1", carol.id)
    await carol.says("Order laptops", "I haven't taken this: you are an employee now...")
    assert await bot.sql("SELECT title FROM drafts") is None


async def test_employees_are_not_asked(dave: Speaker, boris: Speaker, bot: Stage) -> None:
    await dave.says("/create_task", "/create_task is for admins only...")
    await boris.says("/создать_задачу", "Команда /создать_задачу доступна только администраторам...")
    await dave.says("/create_task Report @boris tomorrow", "/create_task is for admins only...")
    await dave.says("/cancel", "There is nothing to cancel...")
    assert await bot.sql("SELECT count(*) FROM drafts") == 0
