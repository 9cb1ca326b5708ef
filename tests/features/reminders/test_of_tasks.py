"""Reminders set for a task itself: in the one line, as a field, and by /edit_task; for every assignee."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from features.reminders.test_due import at, task, undisturbed  # noqa: F401 (a fixture)

pytestmark = pytest.mark.usefixtures("team", "undisturbed")
SET = "SELECT remind_before FROM tasks ORDER BY id DESC LIMIT 1"


async def test_in_one_line(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await carol.says(
        "/create_task Report @Dave 2026-12-03 15:00 remind 2 hours before and 30 min before",
        "📝 New task\nReport\n...Deadline: Thu, Dec 3...⏰ 2 hours, 30 minutes before...",
    )
    carol.chat.press(next(it for it in carol.last.labels if "Create" in it))
    await bot.settle()
    carol.overhears()
    dave.overhears()
    assert await bot.sql(SET) == [120, 30]
    await bot.sql("UPDATE notification_settings SET reminders = 'off'")
    for moment in ("2026-12-03 13:00", "2026-12-03 14:30"):
        await at(bot, moment)
        assert ordinary(dave.take()[-1].text).startswith("⏰ Reminder: task #1 “Report”"), moment


async def test_in_one_line_in_russian(bot: Stage, anna: Speaker) -> None:
    await anna.says(
        "/создать_задачу Отчёт завтра 18:00 напомнить за 2 часа",
        "📝 Новая задача\nОтчёт\n...⏰ за 2 ч до срока...",
    )
    assert await bot.sql("SELECT remind_before FROM drafts") == [120]


async def test_as_a_field(bot: Stage, carol: Speaker, boris: Speaker) -> None:
    await carol.says(
        '/create_task title:"Report" due_date:2026-12-24 assigned_to:@boris remind:"1 day before"',
        "✅...⏰ 1 day before...",
    )
    assert await bot.sql(SET) == [1440]
    assert "⏰ за 1 дн. до срока" in ordinary(boris.take()[0].text)
    await carol.says(
        '/create_task title:"Report" remind:"soon"',
        "I don't understand soon as a time before the deadline...",
    )


async def test_by_editing(bot: Stage, carol: Speaker, dave: Speaker, anna: Speaker) -> None:
    await task(bot, "2026-12-24 15:00")
    carol.chat.say('/edit_task 1 remind:"2 hours before"')
    await bot.settle()
    assert "⏰ 2 hours before" in ordinary(carol.take()[0].text)
    assert await bot.sql(SET) == [120]
    carol.chat.say("/edit_task 1 remind 30 min before")
    await bot.settle()
    carol.overhears()
    assert await bot.sql(SET) == [30]
    anna.chat.say("/изменить_задачу 1 завтра 18:00 напомнить за час")
    await bot.settle()
    anna.overhears()
    carol.overhears()
    assert await bot.sql(SET) == [60]
    assert str(await bot.sql("SELECT due_date FROM tasks")) == "2026-12-02"
    carol.chat.say("/history 1")
    await bot.settle()
    assert "reminders: 30 minutes before → 1 hour before" in ordinary(carol.take()[-1].text)
    carol.chat.say("/edit_task 1 remind:none")
    await bot.settle()
    carol.overhears()
    assert await bot.sql(SET) == []
    await carol.says("/edit_task 1 remind:soon", "I don't understand soon as a time before the deadline...")
    six = ", ".join(f"{it} hours" for it in range(2, 8))
    await carol.says(f'/edit_task 1 remind:"{six}"', "A task can have 5 reminders, and these would be 6...")
    dave.overhears()


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Remind Anna 2 hours before", "Remind Anna 2 hours before"),
        ("Remind 2 hours before the show", "Remind 2 hours before the show"),
        ("Напомнить за обедом", "Напомнить за обедом"),
    ],
)
async def test_titles_stay_whole(bot: Stage, carol: Speaker, line: str, title: str) -> None:
    await carol.says(f"/create_task {line}", "📝 New task...")
    assert await bot.sql("SELECT title FROM drafts") == title
    assert await bot.sql("SELECT remind_before FROM drafts") == []


@pytest.mark.usefixtures("team")
class TestOnADraft:
    """By button, and typed in answer to it."""

    async def test_by_button(self, bot: Stage, carol: Speaker, dave: Speaker) -> None:
        await carol.says("/create_task Report @Dave", "...")
        assert "⏰ Reminders" not in carol.last.labels  # there is nothing to count from
        await carol.presses("Tomorrow", "...")
        await carol.presses(
            "⏰ Reminders",
            """
            ⏰ How long before the deadline should I remind the assignees? Press a button or write it: 2 hours before, 3 days and 1 hour before, up to five.
            I remind them anyway, as each of them has chosen: usually the day before and on the day.
            """,
            buttons=[
                *("30 minutes before", "1 hour before", "3 hours before"),
                *("1 day before", "2 days before", "7 days before", "◀ Back"),
            ],
        )
        await carol.presses("1 hour before", "...Deadline: Wed, Dec 2 · tomorrow · ⏰ 1 hour before...")
        await carol.presses("⏰ Reminders", "...")
        await carol.presses("2 days before", "...⏰ 2 days, 1 hour before...")
        await carol.presses("⏰ Reminders", "...")
        assert "✓ 1 hour before" in carol.last.labels
        await carol.presses("✓ 1 hour before", "...⏰ 2 days before...")
        carol.chat.press("✅ Create")
        await bot.settle()
        carol.take()
        dave.overhears()
        assert await bot.sql("SELECT remind_before FROM tasks") == [2880]

    async def test_typed(self, bot: Stage, anna: Speaker) -> None:
        await anna.says("/создать_задачу Отчёт @boris завтра", "...")
        await anna.presses("⏰ Напоминания", "⏰ За сколько до срока напомнить исполнителям?...")
        await anna.says("завтра", "Не понимаю, за сколько до срока напомнить: завтра...")
        await anna.says("за 3 дня и за час", "...⏰ за 3 дн., 1 ч до срока...")
        await anna.presses("⏰ Напоминания", "...")
        await anna.presses("🚫 Без этих напоминаний", "...")
        assert "⏰" not in anna.last.text
        assert await bot.sql("SELECT remind_before FROM drafts") == []

    async def test_five_at_most(self, carol: Speaker) -> None:
        line = "remind 1 hour, 2 hours, 3 hours, 4 hours and 5 hours before"
        await carol.says(f"/create_task Report @Dave tomorrow {line}", "...")
        await carol.presses("⏰ Reminders", "...")
        assert carol.last.labels == [
            *(f"✓ {it} before" for it in ("1 hour", "2 hours", "3 hours", "4 hours", "5 hours")),
            *("🚫 None of these", "◀ Back"),
        ]

    @pytest.mark.parametrize("arg", ["0", "1.2.3.4.5.6", "99999", "-1", "60.", "x", "none.60", "٣"])
    async def test_forged(self, bot: Stage, carol: Speaker, arg: str) -> None:
        await carol.says("/create_task Report @Dave tomorrow", "...")
        number = await bot.sql("SELECT id FROM drafts")
        await carol.forges(
            f"d:remind:{number}:{arg}", toast="This button no longer works. Send the command again."
        )
        assert await bot.sql("SELECT remind_before FROM drafts") == []
