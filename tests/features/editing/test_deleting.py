"""Deleting and restoring tasks: by command, by button; who may, who hears of it, how long."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.repository import tasks
from taskbot.sandbox.messages import Message

pytestmark = pytest.mark.usefixtures("team", "report")

DELETED = "SELECT deleted_at IS NOT NULL FROM tasks WHERE id = 1"
HISTORY = "SELECT array_agg(kind ORDER BY id) FROM changes WHERE task_id = 1"


@pytest.fixture
async def report(team: list[Speaker], bot: Stage) -> None:  # noqa: ARG001 (they are there before)
    """Task 1: Carol's, for Boris, who is at work."""
    await bot.sql(
        """
        INSERT INTO tasks (title, assigned_to_id, created_by_id, status)
        SELECT 'Report', (SELECT id FROM users WHERE telegram_id = 1002), id, 'in_progress'
        FROM users WHERE telegram_id = 1003
        """
    )


def card_of(speaker: Speaker) -> Message:
    """The newest message of the bot with buttons."""
    return next(it for it in reversed(speaker.chat.messages) if it.from_bot and it.labels)


def heard(speaker: Speaker) -> list[str]:
    """The first line of each message, edit and toast since the last time."""
    return [f"{it.kind}: {ordinary(it.text).splitlines()[0]}" for it in speaker.take() if it.kind != "delete"]


async def test_by_button_and_back(
    anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage
) -> None:
    await boris.says("/детали_задачи 1", "📋 Задача № 1...")
    await anna.says("/детали_задачи 1", "📋 Задача № 1...")
    await carol.says("/task_details 1", "📋 Task #1...")
    await carol.presses(
        "🗑 Delete",
        "📋 Task #1\nReport\n\nStatus: 🗑 deleted...",
        toast="🗑 Task #1 “Report” has been deleted. It can be restored within 30 days.",
        buttons=["🕓 History", "↩ Restore"],
    )
    assert heard(boris) == [
        "message: 🗑 Carol Smith (@carol): задача № 1 «Report» удалена.",
        "edit: Задача № 1 вам больше не доступна.",
    ]
    assert heard(anna) == ["edit: 📋 Задача № 1"]
    assert card_of(anna).labels == ["🕓 История", "↩ Восстановить"]
    assert await bot.sql(DELETED) is True
    await boris.says("/мои_задачи", "📋 Открытых задач у вас нет. 🎉")
    await boris.says("/детали_задачи 1", "Задачи № 1 нет, или она вам недоступна...")
    await anna.presses(
        "↩ Восстановить",
        "📋 Задача № 1\nReport\n\nСтатус: 🔄 в работе...",
        toast="↩ Задача № 1 «Report» восстановлена.",
    )
    boris.hears(
        "↩ Анна Петрова (@anna): удалённая задача восстановлена.\n\n📋 Задача № 1...",
        buttons=["✅ Готово", "❌ Отклонить", "💬 Комментарий", "🕓 История"],
    )
    assert heard(carol) == ["message: ↩ Анна Петрова (@anna) has restored a deleted task."]
    dave.hears_nothing()
    assert await bot.sql(DELETED) is False
    assert await bot.sql(HISTORY) == ["deleted", "restored"]


async def test_by_command(anna: Speaker, boris: Speaker, carol: Speaker, bot: Stage) -> None:
    await anna.says(
        "/удалить_задачу 1",
        """
        🗑 Задача № 1 «Report» удалена. Её можно восстановить в течение 30 дней.

        📋 Задача № 1
        Report

        Статус: 🗑 удалена...
        """,
    )
    carol.hears("🗑 Анна Петрова (@anna) has deleted task #1 “Report”.")
    assert len(heard(boris)) == 1
    await carol.says(
        "/restore_task 1",
        "↩ Task #1 “Report” has been restored.\n\n📋 Task #1\nReport\n\nStatus: 🔄 in progress...",
    )
    assert len(heard(boris)) == 1
    assert heard(anna) == ["edit: 📋 Задача № 1"]
    assert await bot.sql(DELETED) is False


async def test_a_reply_names_the_task(carol: Speaker, boris: Speaker, bot: Stage) -> None:
    await carol.says("/task_details 1", "📋 Task #1...")
    carol.chat.say("/delete_task", reply_to=card_of(carol))
    await bot.settle()
    assert (
        heard(carol)[0] == "message: 🗑 Task #1 “Report” has been deleted. It can be restored within 30 days."
    )
    carol.chat.say("/восстановить_задачу", reply_to=card_of(carol))
    await bot.settle()
    assert heard(carol)[0] == "message: ↩ Task #1 “Report” has been restored."
    assert len(heard(boris)) == 2


async def test_the_list_of_what_can_be_restored(
    anna: Speaker, boris: Speaker, carol: Speaker, bot: Stage
) -> None:
    await bot.sql("UPDATE tasks SET deleted_at = now()")
    await carol.says("/restore_task", "Which task?\nExample: /restore_task 5", buttons=["1 · Report"])
    await anna.says(
        "/восстановить_задачу", "Какая задача?\nПример: /восстановить_задачу 5", buttons=["1 · Report"]
    )
    await carol.says("/all_tasks status:deleted", "🗑 Deleted in the last 30 days · 1 task...#1 Report...")
    await anna.says("/все_задачи статус:удаленные", "🗑 ...№ 1 Report...")
    await carol.presses(carol.last.labels[0], "📋 Task #1\nReport\n\nStatus: 🗑 deleted...")
    await carol.presses("↩ Restore", "📋 Task #1...", toast="↩ Task #1 “Report” has been restored.")
    assert len(heard(boris)) == 1
    await carol.says("/restore_task", "No task has been deleted in the last 30 days.")
    await anna.says("/восстановить_задачу", "За последние 30 дней ни одна задача не удалялась.")


async def test_employees_cannot(boris: Speaker, dave: Speaker, bot: Stage) -> None:
    await boris.says("/детали_задачи 1", "📋 Задача № 1...")
    await boris.forges("t:delete:1:1:", toast="Сейчас с задачей № 1 этого сделать нельзя...")
    await dave.says("/delete_task 1", "/delete_task is for admins only...")
    await dave.says("/restore_task", "/restore_task is for admins only...")
    await dave.forges("t:delete:1:1:", toast="Task #1 does not exist...", on=dave.last)
    assert await bot.sql(DELETED) is False
    await bot.sql("UPDATE tasks SET deleted_at = now()")
    version = await bot.sql("SELECT version FROM tasks")
    await boris.forges(
        f"t:restore:1:{version}:",
        "Задача № 1 вам больше не доступна.",
        toast="Задача № 1 вам больше не доступна.",
        on=card_of(boris),
    )
    await dave.forges(f"t:restore:1:{version}:", toast="Task #1 does not exist...", on=dave.last)
    assert await bot.sql(DELETED) is True


async def test_double_and_stale_presses(anna: Speaker, boris: Speaker, carol: Speaker, bot: Stage) -> None:
    await carol.says("/task_details 1", "📋 Task #1...")
    card = card_of(carol)
    data = (card.button("🗑 Delete") or {})["callback_data"]
    bot.allowed_refusals.append("message is not modified")
    carol.chat.press(data, card)
    carol.chat.press(data, card)
    await bot.settle()
    assert [it for it in heard(carol) if it.startswith("toast")] == [
        "toast: 🗑 Task #1 “Report” has been deleted. It can be restored within 30 days.",
        "toast: The card of task #1 was out of date, so nothing has been changed. Here is the current one.",
    ]
    assert await bot.sql(HISTORY) == ["deleted"]
    assert len(heard(boris)) == 1
    await carol.says("/delete_task 1", "Task #1 is deleted...")
    await anna.says("/удалить_задачу 1", "Задача № 1 удалена...")
    await carol.says("/edit_task 1 priority:low", "Task #1 is deleted...")
    await carol.says("/assign 1 @boris", "Task #1 is deleted...")
    await bot.restart()
    await carol.presses("↩ Restore", "📋 Task #1...", toast="↩ Task #1 “Report” has been restored.")
    await carol.says("/restore_task 1", "Task #1 is not deleted...")
    await anna.says("/восстановить_задачу 1", "Задача № 1 не удалена...")
    assert len(heard(boris)) == 1


async def test_after_thirty_days_it_is_gone(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await bot.sql("UPDATE tasks SET deleted_at = now() - interval '29 days 23 hours'")
    async with bot.pool.acquire() as connection, UnitOfWork(connection) as uow:
        await tasks.purge(uow)
    assert await bot.sql(DELETED) is True
    await bot.sql("UPDATE tasks SET deleted_at = now() - interval '30 days 1 minute'")
    async with bot.pool.acquire() as connection, UnitOfWork(connection) as uow:
        await tasks.purge(uow)
    await carol.says("/restore_task 1", "Task #1 does not exist, or you have no access to it...")
    await anna.says("/удалить_задачу 1", "Задачи № 1 нет, или она вам недоступна...")
