"""The buttons below a reminder: what they do, and what they refuse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from features.reminders.test_due import at, task, undisturbed  # noqa: F401 (a fixture)

pytestmark = pytest.mark.usefixtures("team", "undisturbed")


@pytest.fixture
async def reminded(bot: Stage, team: list[Speaker], undisturbed: None) -> Speaker:  # noqa: ARG001, F811
    """Dave, on Thursday at 9:00, with a reminder of what is due on Friday."""
    dave = team[3]
    await task(bot, "2026-12-04")
    await at(bot, "2026-12-03 09:00")
    assert len(dave.take()) == 1
    return dave


async def test_done(reminded: Speaker, carol: Speaker) -> None:
    text = "Task #1 “Report”: ⏳ pending → ✅ completed"
    await reminded.presses("✅ Done", text, toast=text, buttons=["📋 Open #1"])
    carol.hears("🔔 Dave Jones · task #1 “Report”: ⏳ pending → ✅ completed")
    await reminded.presses("📋 Open #1", "📋 Task #1...")


async def test_start_leaves_the_other_buttons(reminded: Speaker, carol: Speaker) -> None:
    text = "Task #1 “Report”: ⏳ pending → 🔄 in progress"
    await reminded.presses("▶ Start", "⏰ Reminder: task #1...", toast=text)
    assert reminded.last.labels[:2] == ["✅ Done", "⏰ 15 min"]
    carol.hears("🔔 Dave Jones...")
    await reminded.presses("⏰ 1 hour", "⏰ I'll remind you...", toast="⏰ I'll remind you of task #1...")


async def test_work_that_needs_acceptance_is_submitted(bot: Stage, reminded: Speaker, carol: Speaker) -> None:
    await bot.sql("UPDATE tasks SET review = true")
    await reminded.presses("✅ Done", "📥...", toast="📥...", buttons=["📋 Open #1"])
    assert "submitted" in carol.take()[-1].text


@pytest.mark.parametrize(
    ("button", "again", "said"),
    [
        ("⏰ 15 min", "2026-12-03 09:15", "Thu, Dec 3, 09:15"),
        ("⏰ 1 hour", "2026-12-03 10:00", "Thu, Dec 3, 10:00"),
        ("⏰ This evening", "2026-12-03 18:00", "Thu, Dec 3, 18:00"),
        ("⏰ Next workday", "2026-12-04 09:00", "Fri, Dec 4, 09:00"),
    ],
)
async def test_snoozing(bot: Stage, reminded: Speaker, button: str, again: str, said: str) -> None:
    """It comes again once; the deadline stays."""
    text = f"⏰ I'll remind you of task #1 “Report” again: {said}."
    await reminded.presses(button, text, toast=text, buttons=["✕ Delete the reminder"])
    before = (datetime.fromisoformat(again) - timedelta(minutes=1)).isoformat()
    await at(bot, before)
    assert reminded.take() == []
    await at(bot, again)
    edit, message = reminded.take()
    assert (edit.kind, edit.labels) == ("edit", [])
    assert ordinary(message.text).startswith(
        "⏰ You asked me to remind you of task #1 “Report”\n📅 Deadline: Fri, Dec 4"
    )
    await at(bot, (datetime.fromisoformat(again) + timedelta(minutes=1)).isoformat())
    assert reminded.take() == []
    assert str(await bot.sql("SELECT due_date FROM tasks")) == "2026-12-04"


async def test_a_snooze_comes_in_quiet_hours_as_well(bot: Stage, reminded: Speaker) -> None:
    bot.clock.moment = datetime(2026, 12, 3, 21, tzinfo=UTC)
    await reminded.presses("⏰ 15 min", "⏰...", toast="⏰...")
    await at(bot, "2026-12-03 21:15")
    assert reminded.take()[-1].kind == "message"


async def test_the_evening_comes_once_a_day(bot: Stage, reminded: Speaker) -> None:
    bot.clock.moment = datetime(2026, 12, 3, 18, tzinfo=UTC)
    await reminded.presses("⏰ This evening", toast="It is evening already. Choose another time.")


async def test_another_snooze_takes_the_place_of_the_first(bot: Stage, reminded: Speaker) -> None:
    """Sixty presses of an impatient person."""
    message = reminded.last
    for _ in range(60):
        reminded.chat.press("⏰ 15 min", message)
    await bot.settle()
    reminded.take()
    assert await bot.sql("SELECT count(*) FROM reminders") == 1


async def test_a_snooze_can_be_deleted(bot: Stage, reminded: Speaker) -> None:
    await reminded.presses("⏰ 15 min", "⏰...", toast="⏰...")
    message = reminded.last
    text = "🗑 The reminder is deleted."
    await reminded.presses("✕ Delete the reminder", text, toast=text)
    await reminded.forges(
        "rm:drop:0:1:", "That reminder no longer exists.", toast="That reminder no longer exists.", on=message
    )
    await at(bot, "2026-12-03 09:15")
    assert reminded.take() == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE tasks SET status = 'completed'",
        "UPDATE tasks SET deleted_at = now()",
        "UPDATE tasks SET due_date = '2026-12-24'",
        "UPDATE tasks SET assigned_to_id = created_by_id",
    ],
)
async def test_what_was_put_off_goes_with_the_task(
    bot: Stage, reminded: Speaker, carol: Speaker, change: str
) -> None:
    await reminded.presses("⏰ 15 min", "⏰...", toast="⏰...")
    await bot.sql(change)
    assert await bot.sql("SELECT count(*) FROM reminders") == 0
    await at(bot, "2026-12-03 09:15")
    assert reminded.take() == []
    carol.overhears()


@pytest.mark.parametrize("button", ["▶ Start", "✅ Done", "⏰ 15 min", "⏰ Tomorrow 9:00"])
@pytest.mark.parametrize(
    "change", ["UPDATE tasks SET status = 'completed'", "UPDATE tasks SET assigned_to_id = created_by_id"]
)
async def test_a_press_on_what_is_over_changes_nothing(
    bot: Stage, reminded: Speaker, button: str, change: str
) -> None:
    await bot.sql(change)
    version = await bot.sql("SELECT version FROM tasks")
    reminded.chat.press(button)
    await bot.settle()
    toast, edit = reminded.take()
    assert ordinary(toast.toast) == "There is nothing left to remind you of in task #1."
    assert (edit.kind, edit.labels) == ("edit", [])
    assert await bot.sql("SELECT version FROM tasks") == version
    assert await bot.sql("SELECT count(*) FROM reminders") == 0


@pytest.mark.parametrize(
    "data",
    ["rm:done:1:0:", "rm:snooze:1:0:15m", "rm:start:1:0:", "rm:set:1:0:1h", "rm:stop:1:0:", "rm:open:1:0:"],
)
async def test_presses_of_somebody_else_do_nothing(
    bot: Stage, reminded: Speaker, boris: Speaker, data: str
) -> None:
    """Boris has no part in the task, and forges what Dave could press."""
    boris.chat.say("/help")
    await bot.settle()
    boris.overhears()
    boris.chat.forge(data, boris.chat.last)
    await bot.settle()
    toast = boris.take()[0]
    assert toast.kind == "toast"
    assert await bot.sql("SELECT status FROM tasks") == "pending"
    assert await bot.sql("SELECT count(*) FROM reminders") == 0
    assert reminded.take() == []


@pytest.mark.parametrize(
    "data",
    [
        "rm:snooze:1:0:soon",
        "rm:snooze:0:99:15m",
        "rm:drop:0:99:",
        "rm:page:0:0:x",
        "rm:set:1:0:-7",
        "rm:snooze:0:0:",
    ],
)
async def test_forged_presses_are_answered(bot: Stage, reminded: Speaker, data: str) -> None:
    reminded.chat.forge(data, reminded.chat.last)
    await bot.settle()
    assert reminded.take()[0].kind == "toast"
    assert await bot.sql("SELECT count(*) FROM reminders") == 0


async def test_a_press_a_year_later_still_works(bot: Stage, reminded: Speaker) -> None:
    bot.clock.moment = datetime(2027, 12, 3, 9, tzinfo=UTC)
    text = "⏰ I'll remind you of task #1 “Report” again: Fri, Dec 3, 2027, 09:15."
    await reminded.presses("⏰ 15 min", "⏰...", toast="⏰...")
    assert text[:20] in ordinary(reminded.last.text)
