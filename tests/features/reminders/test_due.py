"""What falls due, and what becomes of it: by the bot's own scheduler, with a clock that the test moves."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import LogCapture

from dialogues.stage import Speaker, Stage, ordinary
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.features.reminders import due
from taskbot.repository import due as due_work
from taskbot.repository import reminders
from taskbot.sandbox.faults import Fault
from taskbot.sandbox.messages import Event
from taskbot.telegram.context import Team
from taskbot.telegram.replies import Replies

pytestmark = pytest.mark.usefixtures("team", "undisturbed")
DAY = timedelta(days=1)


@pytest.fixture
async def undisturbed(bot: Stage, team: list[Speaker], no_escalation: None) -> None:  # noqa: ARG001
    """Nobody gets a digest, where what stands is not reminded of singly, nor lists of what is late."""
    await bot.sql("UPDATE notification_settings SET digest = false")


async def at(bot: Stage, moment: str) -> None:
    """Let the bot do what is due at a time, which is in UTC; what was changed before was changed before."""
    await bot.tick()
    bot.clock.moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    await bot.tick()


async def task(bot: Stage, day: str, title: str = "Report", people: tuple[int, ...] = (1004,)) -> int:
    """A task as an outside program would write it, due on a day or at a time, in UTC."""
    due_date, _, clock = day.partition(" ")
    zone = "UTC" if clock else None
    return int(
        await bot.sql(
            """
            WITH made AS (
                INSERT INTO tasks (title, due_date, due_time, due_zone, created_by_id, assigned_to_id)
                SELECT $1, $2, $3, $4, carol.id, first.id
                FROM users AS carol, users AS first WHERE carol.telegram_id = 1003 AND first.telegram_id = $5
                RETURNING id
            ) SELECT id FROM made
            """,
            title,
            datetime.fromisoformat(due_date).date(),
            datetime.fromisoformat(day).time() if clock else None,
            zone,
            people[0],
        )
    )


def _id(event: Event) -> int:
    assert event.message is not None
    return event.message.id


BELOW = [
    "▶ Start",
    "✅ Done",
    "⏰ 15 min",
    "⏰ 1 hour",
    "⏰ This evening",
    "⏰ Tomorrow 9:00",
    "⏰ Next workday",
    "📋 Open #1",
]


async def test_a_day_is_reminded_of_before_on_it_and_after_it(
    bot: Stage, carol: Speaker, dave: Speaker
) -> None:
    await carol.says('/create_task title:"Report" due_date:2026-12-04 assigned_to:1004', "✅...")
    dave.overhears()
    await at(bot, "2026-12-03 08:59")
    dave.hears()
    await at(bot, "2026-12-03 09:00")
    dave.hears("⏰ Reminder: task #1 “Report”\n📅 Deadline: Fri, Dec 4 · tomorrow", buttons=BELOW)
    await at(bot, "2026-12-03 09:01")
    dave.hears()
    await at(bot, "2026-12-04 09:00")
    first, second = dave.take()
    assert (first.kind, first.labels) == ("edit", [])  # the newest alone has buttons
    assert ordinary(second.text) == "⏰ Reminder: task #1 “Report”\n📅 Deadline: Fri, Dec 4 · today"
    await at(bot, "2026-12-06 09:00")
    dave.hears()
    await at(bot, "2026-12-07 09:00")
    assert (
        ordinary(dave.take()[-1].text)
        == "⏰ Reminder: task #1 “Report”\n📅 Deadline: Fri, Dec 4 · 3 days overdue"
    )
    await at(bot, "2026-12-14 09:00")
    assert "10 days overdue" in dave.take()[-1].text
    carol.hears()


async def test_in_russian_and_in_the_zone_of_the_reader(bot: Stage, boris: Speaker) -> None:
    """9:00 in Kamchatka is 21:00 in UTC, the day before."""
    await bot.sql("UPDATE users SET timezone = 'Asia/Kamchatka' WHERE telegram_id = 1002")
    await task(bot, "2026-12-04", "Отчёт", (1002,))
    await at(bot, "2026-12-02 20:59")
    boris.hears()
    await at(bot, "2026-12-02 21:00")
    boris.hears(
        "⏰ Напоминание: задача № 1 «Отчёт»\n📅 Срок: пт, 4 дек. · завтра",
        buttons=[
            "▶ Начать",
            "✅ Готово",
            "⏰ 15 мин",
            "⏰ 1 час",
            "⏰ Вечером",
            "⏰ Завтра в 9:00",
            "⏰ В рабочий день",
            "📋 Открыть № 1",
        ],
    )


async def test_a_time_is_reminded_of_a_day_and_an_hour_before(bot: Stage, dave: Speaker) -> None:
    await task(bot, "2026-12-03 15:30")
    await at(bot, "2026-12-02 15:30")
    assert len(dave.take()) == 1
    await at(bot, "2026-12-03 14:29")
    dave.hears()
    await at(bot, "2026-12-03 14:30")
    assert [it.kind for it in dave.take()] == ["edit", "message"]


class TestWhatChanges:
    """A reminder of what is done, deleted, due at another time or somebody else's goes at once."""

    @pytest.mark.parametrize(
        "command",
        [
            "/update_status 1 completed",
            "/delete_task 1",
            "/edit_task 1 due_date:2026-12-24",
            "/edit_task 1 due_date:none",
            "/unassign 1 1004",
        ],
    )
    async def test_before_it_comes(self, bot: Stage, carol: Speaker, dave: Speaker, command: str) -> None:
        await task(bot, "2026-12-04")
        await bot.tick()
        await carol.says(command, "...")
        dave.overhears()
        await at(bot, "2026-12-03 09:00")
        await at(bot, "2026-12-04 09:00")
        dave.hears()

    @pytest.mark.parametrize(
        "command",
        [
            "/update_status 1 completed",
            "/delete_task 1",
            "/edit_task 1 due_date:2026-12-24",
            "/edit_task 1 due_date:none",
            "/unassign 1 1004",
        ],
    )
    async def test_its_buttons_go_with_the_change(
        self, bot: Stage, carol: Speaker, dave: Speaker, command: str
    ) -> None:
        await task(bot, "2026-12-04")
        await at(bot, "2026-12-03 09:00")
        reminder = dave.take()[0]
        assert reminder.labels == BELOW
        await carol.says(command, "...")
        edits = [it for it in dave.take() if it.kind == "edit"]
        assert [(_id(it), it.labels) for it in edits if _id(it) == _id(reminder)] == [(_id(reminder), [])]
        assert await bot.sql("SELECT count(*) FROM cards WHERE reminds_of IS NOT NULL") == 0

    async def test_other_changes_leave_it(self, bot: Stage, carol: Speaker, dave: Speaker) -> None:
        await task(bot, "2026-12-04")
        await at(bot, "2026-12-03 09:00")
        dave.overhears()
        await carol.says('/edit_task 1 title:"Report of 2026" priority:urgent', "...")
        assert dave.take() == []
        dave.chat.press("▶ Start")
        await bot.settle()
        assert "pending → 🔄 in progress" in ordinary(dave.take()[0].toast)
        carol.hears("🔔 Dave Jones...")

    async def test_a_reminder_on_its_way_has_no_buttons_once_it_is_pointless(
        self, bot: Stage, dave: Speaker
    ) -> None:
        """Telegram takes it after the task was done."""
        await task(bot, "2026-12-04")
        await bot.tick()
        bot.clock.moment = datetime(2026, 12, 3, 9, tzinfo=UTC)
        fault = bot.sandbox.faults.add(Fault("latency", method="sendMessage", seconds=0.3))
        await bot.clock.catch_up()
        await bot.sql("UPDATE tasks SET status = 'completed'")
        await bot.settle()
        bot.sandbox.faults.remove(fault)
        assert [(it.kind, bool(it.labels)) for it in dave.take()] == [("message", True), ("edit", False)]

    async def test_a_new_assignee_is_reminded_and_the_old_one_is_not(
        self, bot: Stage, carol: Speaker, boris: Speaker, dave: Speaker
    ) -> None:
        await task(bot, "2026-12-04")
        await bot.tick()
        await carol.says("/assign 1 @boris", "...")
        await carol.says("/unassign 1 1004", "...")
        boris.overhears()
        dave.overhears()
        await at(bot, "2026-12-03 09:00")
        assert len(boris.take()) == 1
        dave.hears()

    async def test_a_later_deadline_is_reminded_of_like_the_first(
        self, bot: Stage, carol: Speaker, dave: Speaker
    ) -> None:
        await task(bot, "2026-12-04")
        await at(bot, "2026-12-03 09:00")
        await carol.says("/edit_task 1 due_date:2026-12-11", "...")
        dave.overhears()
        await at(bot, "2026-12-04 09:00")
        dave.hears()
        await at(bot, "2026-12-10 09:00")
        dave.hears("⏰ Reminder: task #1 “Report”\n📅 Deadline: Fri, Dec 11 · tomorrow")

    async def test_an_outside_program_needs_to_know_nothing(self, bot: Stage, dave: Speaker) -> None:
        await task(bot, "2026-12-04")
        await bot.tick()
        await bot.sql("UPDATE tasks SET due_date = '2026-12-09'")
        await at(bot, "2026-12-03 09:00")
        dave.hears()
        await bot.sql("UPDATE tasks SET status = 'completed'")
        await at(bot, "2026-12-08 09:00")
        dave.hears()
        await bot.sql("UPDATE tasks SET status = 'in_progress'")
        await at(bot, "2026-12-09 09:00")
        assert len(dave.take()) == 1

    async def test_another_zone_moves_days_and_not_times(self, bot: Stage, dave: Speaker) -> None:
        await task(bot, "2026-12-04")
        await task(bot, "2026-12-10 15:00", "Call")
        await bot.tick()
        await dave.says("/timezone New York", "🕒...")
        await at(bot, "2026-12-03 09:00")
        dave.hears()
        await at(bot, "2026-12-03 14:00")
        dave.hears("⏰ Reminder: task #1...")
        await dave.says("/timezone Europe/Berlin", "🕒...")  # the same reminder fell due there before
        await at(bot, "2026-12-03 15:00")
        dave.hears()
        await at(bot, "2026-12-04 08:00")
        assert "Report" in dave.take()[-1].text
        await at(bot, "2026-12-07 08:00")
        dave.overhears()
        await at(bot, "2026-12-09 15:00")
        dave.hears("⏰ Reminder: task #2...")


class TestDowntime:
    @pytest.mark.parametrize(
        ("back", "late"),
        [
            ("2026-12-03 09:01", ""),
            ("2026-12-03 11:30", "\n🕰 This reminder is 2 hours 30 minutes late: I couldn't send it in time."),
        ],
    )
    async def test_it_says_how_late_it_is(self, bot: Stage, dave: Speaker, back: str, late: str) -> None:
        await task(bot, "2026-12-04")
        await bot.tick()
        await bot.stop()
        bot.clock.moment = datetime.fromisoformat(back).replace(tzinfo=UTC)
        await bot.start()
        await bot.tick()
        dave.hears(f"⏰ Reminder: task #1 “Report”\n📅 Deadline: Fri, Dec 4 · tomorrow{late}")

    @pytest.mark.parametrize("days", [1.2, 7])
    async def test_the_latest_stage_comes_once(self, bot: Stage, dave: Speaker, days: float) -> None:
        await task(bot, "2026-12-02")
        await task(bot, "2026-12-02 15:00", "Call")
        await bot.tick()
        await bot.stop()
        bot.clock.advance(days * DAY)
        await bot.start()
        await bot.tick()
        await bot.tick()
        texts = dave.overhears()
        assert len(texts) == 2
        assert all("late" in it for it in texts)

    async def test_more_than_five_tasks_are_one_list(self, bot: Stage, dave: Speaker) -> None:
        for number in range(1, 13):
            await task(bot, "2026-12-02", f"Task {number}")
        await bot.tick()
        await bot.stop()
        bot.clock.moment = datetime(2026, 12, 2, 11, tzinfo=UTC)
        await bot.start()
        await bot.tick()
        lines = [f"#{it} Task {it} · Wed, Dec 2 · today" for it in range(1, 11)]
        dave.hears("\n".join(["⏰ 12 reminders", *lines, "… and 2 more"]))
        assert dave.last.labels == [*(f"#{it}" for it in range(1, 11)), "📋 My tasks"]
        dave.chat.press("#3")
        await bot.settle()
        assert [it.kind for it in dave.take()] == ["toast", "message"]

    async def test_what_one_transaction_cannot_hold_comes_as_one_list_each(
        self, bot: Stage, boris: Speaker, dave: Speaker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Tasks of two people in turn; a transaction holds as many as one of them has, and one more."""
        monkeypatch.setattr(reminders, "AT_ONCE", 8)
        lock_parts = reminders.LOCK_PARTS.replace("LIMIT 1000", "LIMIT 8")
        monkeypatch.setattr(reminders, "LOCK_PARTS", lock_parts)
        for number in range(14):
            await task(bot, "2026-12-02", f"Task {number}", ((1002, 1004)[number % 2],))
        await bot.tick()  # the first look at all of them takes two
        await at(bot, "2026-12-02 09:00")
        await bot.tick()
        assert [it.text.split("\n")[0] for it in boris.take()] == ["⏰ 7 напоминаний"]
        assert [it.text.split("\n")[0] for it in dave.take()] == ["⏰ 7 reminders"]

    async def test_two_daemons_send_it_once(self, bot: Stage) -> None:
        """All find the same people; those that come later wait for the first, and find nothing."""
        await task(bot, "2026-12-04")
        await bot.tick()
        now = datetime(2026, 12, 3, 9, tzinfo=UTC)
        users = [await bot.sql("SELECT id FROM users WHERE telegram_id = 1004")]
        team = Team(frozenset(), None, ZoneInfo("UTC"), clock=bot.clock)

        async def one() -> Replies:
            async with bot.pool.acquire() as connection, UnitOfWork(connection) as uow:
                assert await reminders.due(uow, now, 10) in (users, [])
                return await due.perform(uow, team, now, users)

        replies = await asyncio.gather(*(one() for _ in range(4)))
        assert sorted(map(len, replies)) == [0, 0, 0, 1]


class TestQuietHours:
    async def test_what_falls_due_in_them_comes_as_one_at_their_end(self, bot: Stage, dave: Speaker) -> None:
        """A day before 6:00 and before 7:00."""
        await task(bot, "2026-12-03 06:00", "Backup")
        await task(bot, "2026-12-03 07:00", "Release")
        await at(bot, "2026-12-02 06:00")
        await at(bot, "2026-12-02 07:30")
        dave.hears()
        await at(bot, "2026-12-02 09:00")
        assert [it.text.split("\n")[0] for it in dave.take()] == ["⏰ 2 reminders"]

    async def test_one_alone_is_an_ordinary_message(self, bot: Stage, dave: Speaker) -> None:
        await task(bot, "2026-12-03 06:00", "Backup")
        await at(bot, "2026-12-02 06:00")
        dave.hears()
        await at(bot, "2026-12-02 09:00")
        dave.hears("⏰ Reminder: task #1 “Backup”\n📅 Deadline:...")


class TestWhoGetsNothing:
    async def test_who_has_blocked_the_bot_or_is_blocked(self, bot: Stage, dave: Speaker) -> None:
        await task(bot, "2026-12-04")
        await bot.sql("UPDATE users SET reachable = false WHERE telegram_id = 1004")
        await at(bot, "2026-12-03 09:00")
        dave.hears()
        await bot.sql("UPDATE users SET reachable = true, access = 'blocked' WHERE telegram_id = 1004")
        await at(bot, "2026-12-04 09:00")
        dave.hears()
        await bot.sql("UPDATE users SET access = 'active' WHERE telegram_id = 1004")
        await at(bot, "2026-12-05 12:00")
        dave.hears()  # what was missed is not made up for
        await at(bot, "2026-12-07 09:00")
        assert len(dave.take()) == 1

    async def test_who_has_chosen_fewer_or_none(self, bot: Stage, boris: Speaker, dave: Speaker) -> None:
        await bot.sql("UPDATE notification_settings SET reminders = 'few'")
        await bot.sql(
            "UPDATE notification_settings SET reminders = 'off'"
            " WHERE user_id = (SELECT id FROM users WHERE telegram_id = 1002)"
        )
        await task(bot, "2026-12-04")
        await task(bot, "2026-12-04", people=(1002,))
        for moment in ("2026-12-03 09:00", "2026-12-04 09:00", "2026-12-07 09:00", "2026-12-14 09:00"):
            await at(bot, moment)
        assert [it.kind for it in dave.take()] == ["message", "edit", "message"]
        boris.hears()

    async def test_whose_part_is_submitted(self, bot: Stage, carol: Speaker, dave: Speaker) -> None:
        await task(bot, "2026-12-04")
        await bot.sql("UPDATE tasks SET review = true")
        await bot.tick()
        await dave.says("/update_status 1 completed", "...")
        carol.overhears()
        await at(bot, "2026-12-03 09:00")
        dave.hears()
        await carol.says("/return_task 1 Not yet", "...")
        dave.overhears()
        await at(bot, "2026-12-04 09:00")
        assert len(dave.take()) == 1


async def test_what_was_set_for_the_task_comes_as_well(bot: Stage, dave: Speaker) -> None:
    await task(bot, "2026-12-03 15:30")
    await bot.sql("UPDATE tasks SET remind_before = '{180, 30}'")
    for moment, count in (
        ("2026-12-02 15:30", 1),
        ("2026-12-03 12:30", 2),
        ("2026-12-03 14:30", 2),
        ("2026-12-03 15:00", 2),
        ("2026-12-03 15:31", 0),
    ):
        await at(bot, moment)
        assert len(dave.take()) == count, moment


async def test_the_limit_of_a_day_holds_whatever_is_overdue(bot: Stage, dave: Speaker) -> None:
    """Two hundred overdue tasks, due at different hours."""
    for number in range(200):
        await task(bot, f"2026-12-02 {9 + number % 10:02}:{number % 60:02}", f"Task {number}")
    await bot.tick()
    bot.clock.moment = datetime(2026, 12, 2, 7, tzinfo=UTC)
    for day in range(7):
        await bot.passes(DAY, timedelta(hours=1))
        assert len([it for it in dave.take() if it.kind == "message"]) <= 6, day


async def test_what_the_limit_put_off_is_not_called_late(bot: Stage, dave: Speaker) -> None:
    await bot.sql("UPDATE notification_settings SET quiet = false, clock_day = '2026-12-02', clock_sent = 6")
    await task(bot, "2026-12-03 12:00")
    await at(bot, "2026-12-02 12:00")
    dave.hears()
    await at(bot, "2026-12-03 00:00")
    dave.hears("⏰ Reminder: task #1 “Report”\n📅 Deadline: Thu, Dec 3, 12:00 · today")


async def test_settings_that_nobody_understands_harm_nobody_else(
    bot: Stage, boris: Speaker, dave: Speaker, logged: LogCapture
) -> None:
    """As an outside program may write them."""
    await bot.sql(
        "UPDATE notification_settings SET reminders = 'weird'"
        " WHERE user_id = (SELECT id FROM users WHERE telegram_id = 1002)"
    )
    await task(bot, "2026-12-04", people=(1002,))
    await task(bot, "2026-12-04")
    await at(bot, "2026-12-03 09:00")
    dave.hears("⏰ Reminder: task #2...")
    boris.hears()
    assert [it["event"] for it in logged.entries if it["log_level"] == "error"] == ["due work failed"]
    logged.entries.clear()


async def test_a_clock_that_was_ahead_delays_nothing_once_it_is_right(bot: Stage, dave: Speaker) -> None:
    """The machine believed for a moment that it was a year later; the bot restarts, or an hour passes."""
    await bot.sql("UPDATE notification_settings SET digest = true")
    await task(bot, "2026-12-04")
    await bot.tick()
    before, bot.clock.moment = bot.clock.moment, bot.clock.moment + 365 * DAY
    await bot.tick()
    dave.overhears()
    bot.clock.moment = before
    await bot.restart()
    await at(bot, "2026-12-03 09:00")
    assert "📰 Your day" in "\n".join(dave.overhears())
    await bot.sql("UPDATE notification_settings SET digest = false")
    await at(bot, "2026-12-04 09:00")
    edit, message = dave.take()
    assert (edit.kind, ordinary(message.text)) == (
        "edit",
        "⏰ Reminder: task #1 “Report”\n📅 Deadline: Fri, Dec 4 · today",
    )
    assert (
        await bot.sql("SELECT count(*) FROM notification_settings WHERE next_digest_at > '2027-06-01'") == 0
    )


async def test_how_long_something_has_been_due(bot: Stage) -> None:
    await task(bot, "2026-12-04")
    await bot.tick()
    now = datetime(2026, 12, 3, 9, 10, tzinfo=UTC)
    async with bot.pool.acquire() as connection:
        uow = UnitOfWork(connection)
        assert await due_work.oldest(uow, now - DAY) is None
        assert await due_work.oldest(uow, now) == now - timedelta(minutes=10)


async def test_another_calendar_plans_everything_again_step_by_step(
    bot: Stage, carol: Speaker, dave: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day before 7 January is a workday, but not in Russia; a press changes no more than a note."""
    monkeypatch.setattr(reminders, "REPLAN_STEP", reminders.REPLAN_STEP.replace("LIMIT 5000", "LIMIT 2"))
    for number in range(5):
        await task(bot, "2027-01-08", f"Task {number}")
    await bot.tick()
    planned = "SELECT array_agg(DISTINCT remind_at ORDER BY remind_at) FROM assignments"
    assert await bot.sql(planned) == [datetime(2027, 1, 7, 9, tzinfo=UTC)]
    await carol.says("/calendar RU", "📅 Workdays: as in Russia.")
    assert await bot.sql(planned) == [datetime(2027, 1, 7, 9, tzinfo=UTC)]
    steps = []
    while await bot.sql("SELECT value FROM team WHERE key = 'replan'"):
        await bot.tick()
        steps.append(await bot.sql("SELECT split_part(value, ' ', 1) FROM team WHERE key = 'replan'"))
    assert steps == ["2", "4", "5", None]
    assert len(await bot.sql(planned)) == 1
    assert (await bot.sql(planned))[0] < datetime(2027, 1, 1, tzinfo=UTC)  # the last workday of the year
    await carol.says("/calendar work 2027-01-07", "📅 Workday: Thu, Jan 7, 2027")
    await carol.says("/calendar reset 2027-01-07", "📅 Back to normal: Thu, Jan 7, 2027")
    assert await bot.sql("SELECT value FROM team WHERE key = 'replan'") == "0 2026-12-18 2027-01-27"
    dave.hears()
