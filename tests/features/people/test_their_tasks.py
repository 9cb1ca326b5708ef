"""A person's card opens their tasks."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from dialogues.tasks import data_of_button, put

pytestmark = pytest.mark.usefixtures("team")

OF_DAVE = "🗂 All tasks · {}\nFilters: 👤 Dave Jones\n\n..."


async def test_an_admin_opens_a_person_s_tasks(
    bot: Stage, anna: Speaker, carol: Speaker, dave: Speaker, boris: Speaker
) -> None:
    await put(bot, carol, dave, title="Report")
    await put(bot, anna, dave, title="Done already")
    await put(bot, carol, boris, title="Another's")
    await bot.sql("UPDATE tasks SET status = 'completed' WHERE id = 2")
    await carol.says("/users 1004", "👤 Dave Jones...")
    card = carol.last
    carol.chat.press("📋 Tasks")
    await bot.settle()
    toast, listed = carol.take()
    assert (toast.kind, toast.text, listed.kind) == ("toast", "", "message")
    assert listed.text.startswith("🗂 All tasks · 1 open task\nFilters: 👤 Dave Jones\n\n🟡 #1 Report")
    assert listed.labels == ["1", "🏁 Finished (1)", "⭐ Save", "🎛 Filters: 1"]
    # The list works like any other, and the card is still there.
    await carol.presses("1", "📋 Task #1...")
    await carol.presses("◀ Back to the list", OF_DAVE.format("1 open task"))
    await carol.presses(
        "🏁 Finished (1)", "...✅ completed, ❌ rejected · 👤 Dave Jones\n\n🟡 #2 Done already..."
    )
    await carol.presses("👑 Make admin", "👑 Dave Jones...", toast="Dave Jones is now an admin.", on=card)
    dave.hears("👑 ...")


async def test_a_blocked_person_s_tasks_and_those_of_nobody_yet(
    bot: Stage, anna: Speaker, dave: Speaker, boris: Speaker
) -> None:
    await put(bot, anna, boris)
    await bot.sql("UPDATE users SET access = 'blocked' WHERE telegram_id = 1002")
    for person, text, buttons in (
        (
            "@boris",
            "🗂 Все задачи · 1 открытая задача\nФильтры: 👤 Борис Иванов (@boris)\n\n🟡 № 1 Report",
            ["1", "⭐ Сохранить", "🎛 Фильтры: 1"],
        ),
        (
            "1004",
            "🗂 Все задачи · 0 открытых задач\nФильтры: 👤 Dave Jones\n\nПод эти фильтры не подходит ни одна открытая",
            ["⭐ Сохранить", "🎛 Фильтры: 1"],
        ),
    ):
        await anna.says(f"/сотрудники {person}", "...")
        anna.chat.press("📋 Задачи")
        await bot.settle()
        _, listed = anna.take()
        assert ordinary(listed.text).startswith(text)
        assert listed.labels == buttons
    assert dave.take() == boris.take() == []


async def test_rights_are_checked_at_the_press(
    bot: Stage, carol: Speaker, dave: Speaker, boris: Speaker, eve: Speaker
) -> None:
    await put(bot, carol, dave)
    await carol.says("/users 1004", "👤 Dave Jones...")
    data = data_of_button(carol, "📋 Tasks")
    await boris.says("/start", "👋...")
    await boris.forges(data, toast="Это доступно только администраторам.")
    await eve.says("hello", "👋...")
    await eve.forges(data, toast="We haven't met yet. Send /start first.")
    await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = 1003")
    await carol.presses("📋 Tasks", toast="This is for admins only.")


async def test_who_is_gone_has_no_tasks(bot: Stage, anna: Speaker) -> None:
    await anna.says("/сотрудники 1004", "👤 Dave Jones...")
    await bot.sql("DELETE FROM users WHERE telegram_id = 1004")
    await anna.presses(
        "📋 Задачи", "Этого человека больше нет в команде.", toast="Этого человека больше нет в команде."
    )
