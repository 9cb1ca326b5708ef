"""Escalation beside digests and reminders: nothing is said twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dialogues.stage import Speaker, Stage

TASKS = """
INSERT INTO tasks (title, due_date, assigned_to_id, created_by_id)
SELECT title, '2026-11-20', (SELECT id FROM users WHERE telegram_id = 1002), (SELECT id FROM users WHERE telegram_id = 1003)
FROM unnest('{Report,Plan}'::text[]) AS title
"""


@pytest.mark.usefixtures("team")
async def test_nothing_is_said_twice(bot: Stage, boris: Speaker, carol: Speaker, anna: Speaker) -> None:
    await bot.tick()  # computes when the digests come
    await bot.sql(TASKS)
    await bot.sql("UPDATE assignments SET submitted_at = '2026-11-20' WHERE task_id = 2")
    bot.clock.moment = datetime(2026, 12, 2, 9, tzinfo=UTC)
    await bot.tick()
    boris.hears("📰 Ваш день · ср, 2 дек.\n\n⏰ Просрочено · 1\n🟡 № 1 Report · просрочена на 12 дней")
    carol.hears(
        "📣 The team's overdue tasks: 1\n🟡 #1 Report · Борис Иванов · 8 workdays",
        "📰 Your day · Wed, Dec 2\n\n📥 Awaiting your acceptance · 1\n🟡 #2 Plan · Борис Иванов",
    )
    anna.hears(
        """
        📣 Просроченные задачи команды: 1
        🟡 № 1 Report · Борис Иванов · 8 рабочих дней

        📥 Ждут приёмки: 1
        🟡 № 2 Plan · Борис Иванов · 8 рабочих дней
        """
    )
    assert await bot.sql("SELECT count(*) FROM digest_items") == 0
    await bot.passes(timedelta(hours=10))


@pytest.mark.usefixtures("team")
async def test_after_six_messages_of_the_clock_it_is_left_to_the_digest(
    bot: Stage, carol: Speaker, anna: Speaker, boris: Speaker
) -> None:
    await bot.tick()
    await bot.sql(TASKS)
    await bot.sql(
        "UPDATE notification_settings SET clock_day = '2026-12-02', clock_sent = 6, digest_sent_at = NULL"
    )
    await bot.sql("UPDATE notification_settings SET next_digest_at = '2026-12-03 09:00+0'")
    bot.clock.moment = datetime(2026, 12, 2, 9, tzinfo=UTC)
    await bot.tick()
    await bot.sql("UPDATE tasks SET due_date = NULL")
    bot.clock.moment = datetime(2026, 12, 3, 9, tzinfo=UTC)
    await bot.tick()
    for person in (carol, anna, boris):
        (digest,) = person.overhears()
        assert "Plan" in digest
        assert "Report" in digest


@pytest.mark.usefixtures("team")
async def test_the_first_reminder_of_an_overdue_task_is_its_first_step(bot: Stage, boris: Speaker) -> None:
    """Without a digest Boris is reminded on the first workday, and gets lists from the second on."""
    await bot.sql("UPDATE notification_settings SET digest = false, next_digest_at = NULL")
    await bot.tick()
    await bot.sql(
        "INSERT INTO tasks (title, due_date, assigned_to_id) SELECT 'Report', '2026-12-01', id FROM users"
        " WHERE telegram_id = 1002"
    )
    await bot.passes(timedelta(hours=22))
    (reminder,) = boris.overhears()
    assert "Report" in reminder
    assert "Ваши просроченные задачи" not in reminder
    await bot.passes(timedelta(days=1))
    boris.hears("⏰ Ваши просроченные задачи: 1\n🟡 № 1 Report · 2 рабочих дня")
