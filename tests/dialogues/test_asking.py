"""The dialogue of a new task: /create_task alone asks for the title, and the next text is it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from structlog.testing import LogCapture

    from dialogues.stage import Speaker, Stage

pytestmark = pytest.mark.usefixtures("team")

ASKED_EN = "✏️ What is the task? Write its title...Changed your mind? /cancel"
ASKED_RU = "✏️ Что нужно сделать? Напишите название...Передумали? /cancel"


async def test_the_next_text_is_the_title(anna: Speaker, carol: Speaker) -> None:
    await carol.says("/create_task", ASKED_EN)
    await anna.says("/создать_задачу \n ", ASKED_RU)
    await carol.says("Order laptops", "✅ Task #1 has been created...Order laptops\n\nStatus: ⏳ pending...")
    await anna.says("Отчёт\n\nПродажи,\nрасходы", "✅ Задача № 2 создана...Отчёт\nПродажи,\nрасходы\n\n...")
    await carol.says("Thanks", "I understand commands only...")


async def test_any_command_ends_the_dialogue(carol: Speaker) -> None:
    await carol.says("/create_task", ASKED_EN)
    await carol.says("/my_tasks", "📋 You have no tasks...")
    await carol.says("Order laptops", "I understand commands only...")
    await carol.says("/create_task", ASKED_EN)
    await carol.says("/task_details x", "...is not a task number...")
    await carol.says("Order laptops", "I understand commands only...")
    await carol.says("/all_tasks", "🗂 There are no tasks yet...")


@pytest.mark.parametrize("command", ["/cancel", "/отмена", "/CANCEL@taskbot_sandbox_bot"])
async def test_cancel(anna: Speaker, carol: Speaker, command: str) -> None:
    await carol.says("/create_task", ASKED_EN)
    await carol.says(command, "Cancelled: no task has been created.")
    await carol.says(command, "There is nothing to cancel. All commands: /help")
    await carol.says("Order laptops", "I understand commands only...")
    await anna.says("/create_task", ASKED_RU)
    await anna.says(command, "Отменено: задача не создана.")
    await anna.says(command, "Отменять нечего. Все команды: /help")


async def test_what_is_said_in_a_group_ends_nothing(bot: Stage, carol: Speaker) -> None:
    group = bot.sandbox.group(-100, "Team", [carol.chat.person])
    group.make_admin()
    await carol.says("/create_task", ASKED_EN)
    for text in ("/start@other_bot", "/help", "hello"):
        group.say(carol.id, text)
    await bot.settle()
    await carol.says("Order laptops", "✅ Task #1 has been created...")


async def test_what_is_no_title_is_asked_again(bot: Stage, carol: Speaker) -> None:
    await carol.says("/create_task", ASKED_EN)
    await carol.says("\u200b\u200e", ASKED_EN)
    await carol.says("\u3164", ASKED_EN)
    await carol.says("ㅤ\nwith a description", ASKED_EN)
    carol.chat.send_document(b"1", "notes.txt")
    await bot.settle()
    carol.hears("I can only read text...")
    await carol.says("Order <b>laptops</b>", "✅ Task #1 has been created...Order <b>laptops</b>\n...")


async def test_it_survives_a_restart_and_ends_after_an_hour(bot: Stage, carol: Speaker) -> None:
    await carol.says("/create_task", ASKED_EN)
    await bot.restart()
    await carol.says("Order laptops", "✅ Task #1 has been created...")
    await carol.says("/create_task", ASKED_EN)
    await bot.sql("UPDATE users SET awaited_since = awaited_since - interval '61 minutes'")
    await carol.says("Good morning", "I understand commands only...")


async def test_it_is_of_the_update_s_transaction(bot: Stage, carol: Speaker, logged: LogCapture) -> None:
    """What goes wrong after the title was taken gives it back: it is awaited still."""
    await carol.says("/create_task", ASKED_EN)
    await bot.sql("ALTER TABLE tasks ADD CONSTRAINT broken CHECK (title <> 'Order laptops')")
    await carol.says("Order laptops", "😔 Something went wrong...")
    await bot.sql("ALTER TABLE tasks DROP CONSTRAINT broken")
    await carol.says("Order laptops", "✅ Task #... has been created...")
    await bot.sql("DELETE FROM inbox WHERE parked_at IS NOT NULL")
    logged.entries.clear()


async def test_a_role_that_was_lost_ends_it(bot: Stage, carol: Speaker) -> None:
    await carol.says("/create_task", ASKED_EN)
    await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = $1", carol.id)
    await carol.says("Order laptops", "I understand commands only...")
    assert await bot.sql("SELECT count(*) FROM tasks") == 0


async def test_employees_are_not_asked(dave: Speaker) -> None:
    await dave.says("/create_task", "/create_task is for admins only...")
    await dave.says("/cancel", "/cancel is for admins only...")
