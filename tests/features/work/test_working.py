"""Working a task off: /update_status, who may do it, and who hears of it."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage
from dialogues.tasks import put

pytestmark = pytest.mark.usefixtures("team", "report")

SPELLINGS = {
    "pending": ("⏳ pending", "⏳ ожидает", ["pending", "Pending", "ожидает", "ОЖИДАЕТ"]),
    "in_progress": (
        "🔄 in progress",
        "🔄 в работе",
        ["in_progress", "IN_PROGRESS", "in progress", "in-progress", "в работе", "В  Работе", "в_работе"],
    ),
    "completed": (
        "✅ completed",
        "✅ завершена",
        ["completed", "Completed", "завершена", "ЗАВЕРШЕНА", "завершено"],
    ),
    "rejected": ("❌ rejected", "❌ отклонена", ["rejected", "отклонена", "Отклонена"]),
}
COMMANDS = ("/update_status", "/обновить_статус", "/Update_Status@taskbot_sandbox_bot", "/ОБНОВИТЬ_СТАТУС")


@pytest.fixture
async def report(team: list[Speaker], bot: Stage) -> None:
    """Task 1: Carol's, for Boris."""
    await put(bot, team[2], team[1])


@pytest.mark.parametrize("status", SPELLINGS)
async def test_the_assignee_sets_a_status_and_the_creator_hears_of_it(
    status: str, boris: Speaker, carol: Speaker, bot: Stage
) -> None:
    english, russian, spellings = SPELLINGS[status]
    before, before_ru, before_en = (
        ("rejected", "❌ отклонена", "❌ rejected")
        if status != "rejected"
        else ("pending", "⏳ ожидает", "⏳ pending")
    )
    for spelling in spellings:
        await bot.sql("UPDATE tasks SET status = $1", before)
        await boris.says(f"/обновить_статус 1 {spelling}", f"Задача № 1 «Report»: {before_ru} → {russian}")
        carol.hears(f"🔔 Борис Иванов (@boris) · task #1 “Report”: {before_en} → {english}")
        assert await bot.sql("SELECT status::text FROM tasks") == status


@pytest.mark.parametrize("command", COMMANDS)
async def test_every_spelling_of_the_command(
    command: str, boris: Speaker, carol: Speaker, bot: Stage
) -> None:
    for arguments in (
        "1 completed",
        "#1 completed",
        "№1 завершена",
        "завершена 1",
        "1, завершена",
        "\n1\nзавершена",
        "1: completed",
    ):
        await bot.sql("UPDATE tasks SET status = 'in_progress'")
        await boris.says(f"{command} {arguments}", "Задача № 1 «Report»: 🔄 в работе → ✅ завершена")
        carol.hears("🔔 Борис Иванов (@boris) · task #1 “Report”: 🔄 in progress → ✅ completed")


async def test_an_admin_corrects_a_status_and_both_concerned_hear_of_it(
    anna: Speaker, boris: Speaker, carol: Speaker
) -> None:
    await anna.says("/обновить_статус 1 отклонена", "Задача № 1 «Report»: ⏳ ожидает → ❌ отклонена")
    boris.hears("🔔 Анна Петрова (@anna) · задача № 1 «Report»: ⏳ ожидает → ❌ отклонена")
    carol.hears("🔔 Анна Петрова (@anna) · task #1 “Report”: ⏳ pending → ❌ rejected")


async def test_nobody_hears_of_their_own_act(carol: Speaker, boris: Speaker, dave: Speaker) -> None:
    await carol.says("/update_status 1 in_progress", "Task #1 “Report”: ⏳ pending → 🔄 in progress")
    boris.hears("🔔 Carol Smith (@carol) · задача № 1 «Report»: ⏳ ожидает → 🔄 в работе")
    await carol.says("/create_task title:Own assigned_to:1003", "✅ Task #2 has been created...")
    await carol.says("/update_status 2 completed", "Task #2 “Own”: ⏳ pending → ✅ completed")
    await carol.says("/create_task title:Loose", "✅ Task #3...")
    await carol.says("/update_status 3 rejected", "Task #3 “Loose”: ⏳ pending → ❌ rejected")
    dave.hears_nothing()


async def test_the_same_status_again_is_news_to_nobody(boris: Speaker, carol: Speaker) -> None:
    await boris.says("/обновить_статус 1 ожидает", "У задачи № 1 «Report» уже этот статус: ⏳ ожидает.")
    await carol.says("/update_status 1 pending", "Task #1 “Report” already has the status ⏳ pending.")


async def test_others_cannot(dave: Speaker, boris: Speaker, carol: Speaker, bot: Stage) -> None:
    await dave.says("/update_status 1 completed", "Task #1 does not exist, or you have no access to it...")
    await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = 1003")
    await carol.says(  # who created it sees it still
        "/update_status 1 completed",
        """
        Only the assignee and admins can change the status of task #1.
        Tasks assigned to you: /my_tasks
        """,
    )
    await bot.sql("UPDATE users SET language_code = 'ru'")
    await bot.sql(
        "UPDATE tasks SET created_by_id = (SELECT id FROM users WHERE telegram_id = 1002), assigned_to_id = NULL"
    )
    await boris.says(
        "/обновить_статус 1 завершена",
        """
        Статус задачи № 1 могут менять только исполнитель и администраторы.
        Задачи, назначенные вам: /my_tasks
        """,
    )
    assert await bot.sql("SELECT status::text FROM tasks") == "pending"


async def test_there_and_back_again(boris: Speaker, carol: Speaker) -> None:
    for text, answer in (
        ("1 в работе", "⏳ ожидает → 🔄 в работе"),
        ("1 завершена", "🔄 в работе → ✅ завершена"),
        ("1 ожидает", "✅ завершена → ⏳ ожидает"),
    ):
        await boris.says(f"/обновить_статус {text}", f"Задача № 1 «Report»: {answer}")
    carol.hears("🔔 ...pending → 🔄...", "🔔 ...in progress → ✅...", "🔔 ...completed → ⏳...")
    await boris.says("/мои_задачи", "📋 Мои задачи · 1 открытая задача...⏳ ожидает...")


async def test_a_finished_task_is_not_overdue(carol: Speaker, boris: Speaker, bot: Stage) -> None:
    await bot.sql("UPDATE tasks SET due_date = '2026-11-01'")
    await carol.says("/task_details 1", "...\nDeadline: Sun, Nov 1 · 30 days overdue\n...")
    await carol.says("/update_status 1 completed", "Task #1...")
    boris.hears("🔔...")
    await carol.says("/task_details 1", "...\nDeadline: Sun, Nov 1\n...")
    await carol.says("/all_tasks status:completed", "...#1 Report\n✅ completed · Sun, Nov 1 · Борис Иванов")
