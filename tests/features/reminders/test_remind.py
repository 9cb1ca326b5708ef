"""/remind: of a task or of anything, before a deadline, until done; seeing and deleting what was set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from features.reminders.test_due import at, task, undisturbed  # noqa: F401 (a fixture)

pytestmark = pytest.mark.usefixtures("team", "undisturbed")
# It is Tuesday, 1 December 2026, 12:00 in UTC.


async def test_of_a_task_at_a_time(bot: Stage, dave: Speaker) -> None:
    await task(bot, "2026-12-24")
    await dave.says(
        "/remind 1 tomorrow 10:00",
        "⏰ I'll remind you of task #1 “Report”: Wed, Dec 2, 10:00.",
        buttons=["✕ Delete the reminder"],
    )
    await at(bot, "2026-12-02 09:59")
    dave.hears()
    await at(bot, "2026-12-02 10:00")
    dave.hears("⏰ You asked me to remind you of task #1 “Report”\n📅 Deadline: Thu, Dec 24 · in 22 days")
    assert dave.last.labels[:3] == ["▶ Start", "✅ Done", "⏰ 15 min"]
    await at(bot, "2026-12-02 10:01")
    dave.hears()


async def test_of_a_task_in_russian(bot: Stage, boris: Speaker) -> None:
    await task(bot, "2026-12-24", "Отчёт", (1002,))
    await boris.says(
        "/напомнить 1 завтра 10:00",
        "⏰ Напомню о задаче № 1 «Отчёт»: ср, 2 дек., 10:00.",
        buttons=["✕ Удалить напоминание"],
    )
    await at(bot, "2026-12-02 10:00")
    boris.hears("⏰ Вы просили напомнить: задача № 1 «Отчёт»\n📅 Срок: чт, 24 дек. · через 22 дня")


async def test_of_anything(bot: Stage, dave: Speaker, boris: Speaker) -> None:
    await dave.says(
        "/remind in 2 hours call the bank", "⏰ I'll remind you on Tue, Dec 1, 14:00: “call the bank”"
    )
    await boris.says(
        "/напомнить позвонить в банк через 2 часа", "⏰ Напомню вт, 1 дек., 14:00: «позвонить в банк»"
    )
    await at(bot, "2026-12-01 14:00")
    dave.hears(
        "⏰ call the bank",
        buttons=["⏰ 15 min", "⏰ 1 hour", "⏰ This evening", "⏰ Tomorrow 9:00", "⏰ Next workday"],
    )
    boris.hears("⏰ позвонить в банк")
    text = "⏰ call the bank\nI'll remind you again: Tue, Dec 1, 14:15."
    await dave.presses(
        "⏰ 15 min",
        text,
        toast="⏰ call the bank I'll remind you again: Tue, Dec 1, 14:15.".replace(" I'll", "\nI'll"),
    )
    await at(bot, "2026-12-01 14:15")
    dave.hears("⏰ call the bank")


@pytest.mark.parametrize(
    ("typed", "moment", "about"),
    [
        ("tomorrow call the bank", "Wed, Dec 2, 09:00", "call the bank"),
        ("15:30 call the bank", "Tue, Dec 1, 15:30", "call the bank"),
        ("call the bank on friday", "Fri, Dec 4, 09:00", "call the bank"),
        ("Friday 15:00 – call the bank", "Fri, Dec 4, 15:00", "call the bank"),
        ("Dec 25 at noon, buy a tree", "Fri, Dec 25, 12:00", "buy a tree"),
        ("5 minutes call the bank", None, None),
        ("через полчаса позвонить", "Tue, Dec 1, 12:30", "позвонить"),
        ("in 2 hours <b>call</b> & pay", "Tue, Dec 1, 14:00", "<b>call</b> & pay"),
        ("me in 2 hours to call the bank", "Tue, Dec 1, 14:00", "call the bank"),
        ("me to call the bank tomorrow", "Wed, Dec 2, 09:00", "call the bank"),
        ("мне через час позвонить", "Tue, Dec 1, 13:00", "позвонить"),
        ("tomorrow to-do list", "Wed, Dec 2, 09:00", "to-do list"),
        ("tomorrow call the bank at 15:00", "Wed, Dec 2, 15:00", "call the bank"),
        ("at 3pm call the bank on Friday", "Fri, Dec 4, 15:00", "call the bank"),
        ("в 15:00 позвонить завтра", "Wed, Dec 2, 15:00", "позвонить"),
        ("tomorrow buy the 18:00 train tickets", "Wed, Dec 2, 09:00", "buy the 18:00 train tickets"),
        ("завтра купить 5 яблок", "Wed, Dec 2, 09:00", "купить 5 яблок"),
        ("tomorrow 10:00 buy\n- milk\n- bread", "Wed, Dec 2, 10:00", "buy\n- milk\n- bread"),
    ],
)
async def test_moments_at_either_end(
    dave: Speaker, typed: str, moment: str | None, about: str | None
) -> None:
    if moment is None:
        await dave.says(f"/remind {typed}", "I can't tell when to remind you in...")
    else:
        await dave.says(f"/remind {typed}", f"⏰ I'll remind you on {moment}: “{about}”")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("tomorrow at 5 call", "at 5 can mean two times. Write tomorrow 05:00 or tomorrow 17:00..."),
        ("call tomorrow at 5", "tomorrow at 5 can mean two times. Write 05:00 or 17:00..."),
        ("завтра в 5 позвонить", "в 5 can mean two times. Write завтра 05:00 or завтра 17:00..."),
        ("tomorrow 25:00 call", "There is no such time as 25:00. Write it like tomorrow 09:00..."),
        (
            "friday 9 вечера утра call",
            "There is no such time as friday 9 вечера утра. Write it like 09:00...",
        ),
        ("завтра вечером позвонить", "вечером can mean two times. Write завтра 18:00 or завтра 20:00..."),
        ("call tonight", "tonight can mean two times. Write 18:00 or 20:00..."),
        ("call tomorrow in the morning", "in the morning can mean two times. Write 08:00 or 09:00..."),
        (
            "tomorow 10:00 call",
            "I can't tell when to remind you in tomorow 10:00 call. Did you mean /remind 2026-12-02 10:00 call?...",
        ),
        ("call in fridey", "I can't tell when to remind you in call in fridey.\n..."),
        ("1 tomorow", "I can't tell when to remind you: tomorow. Did you mean /remind 1 2026-12-02?..."),
        ("1 tomorrow evening", "evening can mean two times. Write 18:00 or 20:00..."),
    ],
)
async def test_nothing_of_a_moment_is_guessed_or_left_over(
    bot: Stage, dave: Speaker, typed: str, answer: str
) -> None:
    await task(bot, "2026-12-24")
    await dave.says(f"/remind {typed}", answer)
    assert await bot.sql("SELECT count(*) FROM reminders") == 0


@pytest.mark.parametrize("typed", ["tomorrow 10:00 1", "tomorrow 10:00 #1", "task 1 tomorrow 10:00"])
async def test_the_number_of_a_task_may_come_last(bot: Stage, dave: Speaker, typed: str) -> None:
    await task(bot, "2026-12-24")
    await dave.says(f"/remind {typed}", "⏰ I'll remind you of task #1 “Report”: Wed, Dec 2, 10:00.")
    await dave.says("/remind tomorrow 10:00 task 77", "Task #77 does not exist...")


async def test_by_the_clock_of_the_sender(bot: Stage, dave: Speaker) -> None:
    await bot.sql("UPDATE users SET timezone = 'America/New_York' WHERE telegram_id = 1004")
    await dave.says("/remind 10:00 call", "⏰ I'll remind you on Tue, Dec 1, 10:00: “call”")
    await at(bot, "2026-12-01 15:00")
    dave.hears("⏰ call")


class TestBeforeTheDeadline:
    async def test_it_follows_the_deadline(self, bot: Stage, carol: Speaker, dave: Speaker) -> None:
        await task(bot, "2026-12-03 15:00")
        await dave.says(
            "/remind 1 2 hours before, 30 min before",
            "⏰ I'll remind you of task #1 “Report”: Thu, Dec 3, 13:00; Thu, Dec 3, 14:30.",
        )
        await bot.sql("UPDATE tasks SET due_time = '17:00', due_at = NULL")
        await bot.sql("UPDATE notification_settings SET reminders = 'off'")
        await at(bot, "2026-12-03 14:59")
        dave.hears()
        await at(bot, "2026-12-03 15:00")
        dave.hears("⏰ You asked me to remind you of task #1...")
        await at(bot, "2026-12-03 16:30")
        assert [it.kind for it in dave.take()] == ["edit", "message"]
        await bot.sql("UPDATE tasks SET due_date = '2026-12-10', due_at = NULL")
        await at(bot, "2026-12-10 15:00")
        assert [it.kind for it in dave.take()] == ["edit", "message"]
        carol.hears()

    async def test_a_day_counts_from_its_morning(self, bot: Stage, dave: Speaker) -> None:
        await task(bot, "2026-12-04")
        await dave.says(
            "/remind 1 1 day before", "⏰ I'll remind you of task #1 “Report”: Thu, Dec 3, 09:00."
        )
        await at(bot, "2026-12-03 09:00")
        dave.hears("⏰ You asked...")  # and not once more by itself

    async def test_refusals(self, bot: Stage, dave: Speaker, boris: Speaker) -> None:
        await task(bot, "2026-12-01 12:30")
        await dave.says(
            "/remind 1 1 hour before",
            "Tue, Dec 1, 11:30 has already passed.\nExample: /remind 5 tomorrow 10:00",
        )
        await bot.sql("UPDATE tasks SET due_date = NULL")
        await dave.says(
            "/remind 1 1 hour before",
            "Task #1 has no deadline that I could count from.\nName a time: /remind 1 tomorrow 10:00",
        )
        await bot.sql("UPDATE tasks SET due_date = '2026-12-24'")
        await dave.says("/remind 1 5 days, 4 days, 3 days, 2 days before", "⏰...")
        await dave.says(
            "/remind 1 6 days, 7 days before", "A task can have 5 reminders, and these would be 6..."
        )
        await dave.says("/remind 1 1 day before", "⏰...")
        assert await bot.sql("SELECT count(*) FROM reminders") == 5
        await bot.sql("UPDATE tasks SET assigned_to_id = (SELECT id FROM users WHERE telegram_id = 1002)")
        await boris.says("/напомнить 1 за 9 недель", "за 9 недель — слишком рано...")


class TestUntilDone:
    async def test_every_two_hours_until_it_is_done(self, bot: Stage, carol: Speaker, dave: Speaker) -> None:
        await task(bot, "2026-12-24")
        await dave.says(
            "/remind 1 every 2 hours until done",
            "⏰ I'll remind you of task #1 “Report” every 2 hours until it is done: at most 8 times a day, and never in your quiet hours.",
        )
        came = []
        for hour in range(13, 13 + 24):
            await at(bot, (datetime(2026, 12, 1) + timedelta(hours=hour)).isoformat())  # noqa: DTZ001 (at knows)
            came += [(hour % 24) for it in dave.take() if it.kind == "message"]
        assert came == [14, 16, 18, 9, 11]
        await dave.presses("✅ Done", "Task #1...", toast="Task #1...")
        carol.overhears()
        await at(bot, "2026-12-03 13:00")
        dave.hears()

    async def test_at_most_eight_times_a_day(self, bot: Stage, dave: Speaker) -> None:
        await bot.sql("UPDATE notification_settings SET quiet = false")
        await task(bot, "2026-12-24")
        await at(bot, "2026-12-02 00:00")
        await dave.says("/remind 1 every 30 min", "⏰...")
        counts = []
        for _ in range(2):
            await bot.passes(timedelta(days=1), timedelta(minutes=30))
            counts.append(len([it for it in dave.take() if it.kind == "message"]))
        assert counts == [8, 8]

    async def test_it_can_be_stopped(self, bot: Stage, dave: Speaker) -> None:
        await task(bot, "2026-12-24")
        await dave.says("/remind 1 hourly", "⏰...")
        await at(bot, "2026-12-01 13:00")
        dave.hears("⏰ Not done yet: task #1 “Report”\n📅 Deadline...")
        text = "🗑 Your own reminders of task #1 “Report” are deleted."
        await dave.presses("🔕 Stop reminding", text, toast=text)
        await at(bot, "2026-12-01 14:00")
        dave.hears()

    async def test_downtime_makes_one_of_many(self, bot: Stage, dave: Speaker) -> None:
        await task(bot, "2026-12-24")
        await dave.says("/remind 1 hourly", "⏰...")
        await bot.stop()
        bot.clock.moment = datetime(2026, 12, 1, 17, 30, tzinfo=UTC)
        await bot.start()
        await bot.tick()
        dave.hears(
            "⏰ Not done yet: task #1 “Report”\n📅 Deadline...\n🕰 This reminder is 4 hours 30 minutes late..."
        )
        await at(bot, "2026-12-01 18:00")
        assert [it.kind for it in dave.take()] == ["edit", "message"]


class TestSeeingAndDeleting:
    async def test_the_list(self, bot: Stage, dave: Speaker) -> None:
        await task(bot, "2026-12-24 15:00")
        await dave.says(
            "/remind",
            """
            ⏰ You have set no reminders.
            Examples:
            /remind 5 tomorrow 10:00
            /remind 5 2 hours before
            /remind 5 every 2 hours until done
            /remind in 2 hours call the bank
            I remind you of deadlines anyway; to change that: /remind few
            """,
        )
        await dave.says("/remind in 2 hours call the bank", "⏰...")
        await dave.says("/remind 1 1 day before", "⏰...")
        await dave.says("/remind 1 every 3 hours", "⏰...")
        await dave.says(
            "/remind",
            """
            ⏰ Your reminders: 3
            1. Tue, Dec 1, 14:00 · call the bank
            2. every 3 hours, next Tue, Dec 1, 15:00 · task #1 “Report”
            3. Wed, Dec 23, 15:00 (1 day before the deadline) · task #1 “Report”

            To add one: /remind 5 tomorrow 10:00 or /remind in 2 hours call the bank
            """,
            buttons=["✕ 1", "✕ 2", "✕ 3"],
        )
        await dave.presses("✕ 2", "⏰ Your reminders: 2...", toast="🗑 The reminder is deleted.")
        await dave.presses("✕ 1", "⏰ Your reminders: 1...", toast="🗑 The reminder is deleted.")
        await dave.presses("✕ 1", "⏰ You have set no reminders...", toast="🗑 The reminder is deleted.")

    async def test_once_an_hour_and_once_a_day(self, bot: Stage, dave: Speaker, boris: Speaker) -> None:
        await task(bot, "2026-12-24", people=(1004,))
        await task(bot, "2026-12-24", people=(1002,))
        await dave.says("/remind 1 daily", "⏰ I'll remind you of task #1 “Report” every day until...")
        await boris.says(
            "/напомнить 2 каждый час", "⏰ Буду напоминать о задаче № 2 «Report» каждый час, пока..."
        )

    async def test_who_no_longer_sees_a_task_does_not_see_its_title(
        self, bot: Stage, carol: Speaker, dave: Speaker
    ) -> None:
        """An admin who becomes an employee, and an employee whose task somebody else has taken."""
        await task(bot, "2026-12-24", "Salaries", (1002,))
        await carol.says("/remind 1 tomorrow 10:00", "⏰...")
        await bot.sql("INSERT INTO tasks (title) VALUES ('Free')")
        await dave.says("/remind 2 tomorrow 10:00", "⏰...")
        await bot.sql("UPDATE tasks SET created_by_id = NULL, title = title || '!'")
        await bot.sql("UPDATE tasks SET assigned_to_id = (SELECT id FROM users WHERE telegram_id = 1002)")
        await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = 1003")
        await carol.says("/remind", "⏰ Your reminders: 1\n1. Wed, Dec 2, 10:00 · task #1\n...")
        await dave.says("/remind", "⏰ Your reminders: 1\n1. Wed, Dec 2, 10:00 · task #2\n...")

    async def test_the_list_in_russian(self, bot: Stage, boris: Speaker) -> None:
        await task(bot, "2026-12-24 15:00", "Отчёт", (1002,))
        await boris.says(
            "/напомнить 1 за день и за час",
            "⏰ Напомню о задаче № 1 «Отчёт»: ср, 23 дек., 15:00; чт, 24 дек., 14:00.",
        )
        await boris.says(
            "/напомнить 1 каждые 3 часа", "⏰ Буду напоминать о задаче № 1 «Отчёт» каждые 3 ч..."
        )
        await boris.says(
            "/напомнить",
            """
            ⏰ Ваши напоминания: 3
            1. каждые 3 ч, следующее вт, 1 дек., 15:00 · задача № 1 «Отчёт»
            2. ср, 23 дек., 15:00 (за 1 дн. до срока) · задача № 1 «Отчёт»
            3. чт, 24 дек., 14:00 (за 1 ч до срока) · задача № 1 «Отчёт»

            Добавить: /напомнить 5 завтра 10:00 или /напомнить через 2 часа позвонить в банк
            """,
        )

    async def test_pages(self, dave: Speaker) -> None:
        for hour in range(13, 24):
            await dave.says(f"/remind {hour}:00 call {hour}", "⏰...")
        await dave.says("/remind", "⏰ Your reminders: 11\n1. ...10. ...call 22...")
        await dave.presses(
            "▶", "⏰ Your reminders: 11\n11. Tue, Dec 1, 23:00 · call 23...", buttons=["✕ 11", "◀"]
        )
        await dave.presses("✕ 11", "⏰ Your reminders: 10\n1. ...", toast="🗑 The reminder is deleted.")

    async def test_of_one_task(self, bot: Stage, dave: Speaker) -> None:
        await task(bot, "2026-12-24 15:00")
        ask = "⏰ When shall I remind you of task #1 “Report”?\nChoose, or write: /remind 1 tomorrow 10:00"
        offered = [
            "⏰ 1 hour",
            "⏰ This evening",
            "⏰ Tomorrow 9:00",
            "⏰ Next workday",
            "⏰ 1 hour before",
            "⏰ 1 day before",
            "🔁 Until done",
        ]
        await dave.says("/remind 1", ask, buttons=offered)
        text = "⏰ I'll remind you of task #1 “Report”: Thu, Dec 24, 14:00."
        await dave.presses("⏰ 1 hour before", text, toast=text, buttons=["✕ Delete the reminder"])
        listed = f"{ask}\n• Thu, Dec 24, 14:00 (1 hour before the deadline)"
        await dave.says("/remind 1", listed, buttons=[*offered, "🔕 Delete my reminders"])
        text = "🗑 Your own reminders of task #1 “Report” are deleted."
        await dave.presses("🔕 Delete my reminders", text, toast=text)
        await dave.says("/remind 1 off", "You have set no reminders of task #1 “Report”.")
        await dave.says("/remind 1", ask)
        await dave.presses("🔁 Until done", "⏰ I'll remind you...every 2 hours...", toast="⏰...")

    async def test_a_hundred_at_most(self, bot: Stage, dave: Speaker) -> None:
        await bot.sql(
            "INSERT INTO reminders (user_id, text, remind_at) SELECT id, 'x', '2027-01-01'"
            " FROM users, generate_series(1, 100) WHERE telegram_id = 1004"
        )
        await dave.says(
            "/remind in 2 hours call",
            "You have 100 reminders, and I can't keep more.\nDelete some first: /remind",
        )

    async def test_nobody_deletes_or_puts_off_another_s(
        self, bot: Stage, dave: Speaker, boris: Speaker
    ) -> None:
        await dave.says("/remind in 2 hours call", "⏰...")
        await boris.says("/напомнить", "⏰ Своих напоминаний у вас нет...")
        await boris.forges(
            "rm:drop:0:1:", "Этого напоминания больше нет.", toast="Этого напоминания больше нет."
        )
        assert await bot.sql("SELECT count(*) FROM reminders") == 1


async def test_what_has_come_is_not_kept_for_ever(bot: Stage, dave: Speaker) -> None:
    """Somebody who sets one after the other fills no table; the latest can be put off."""
    await bot.sql(
        "INSERT INTO reminders (user_id, text) SELECT id, n::text FROM users, generate_series(1, 300) AS n"
        " WHERE telegram_id = 1004"
    )
    await dave.says("/remind in 2 hours call", "⏰...")
    assert await bot.sql("SELECT count(*) FROM reminders WHERE remind_at IS NULL") == 100
    assert await bot.sql("SELECT min(text::int) FROM reminders WHERE remind_at IS NULL") == 201


class TestTheChoice:
    async def test_by_command(self, bot: Stage, dave: Speaker, boris: Speaker) -> None:
        await task(bot, "2026-12-04")
        await bot.tick()
        await dave.says("/remind few", "⏰ Reminders of deadlines: few.")
        await at(bot, "2026-12-03 09:00")
        dave.hears()
        await at(bot, "2026-12-04 09:00")
        dave.hears("⏰ Reminder: task #1...")
        await dave.says("/remind off", "⏰ Reminders of deadlines: only my own.")
        await at(bot, "2026-12-07 09:00")
        dave.hears()
        await dave.says("/remind all", "⏰ Reminders of deadlines: all.")
        await at(bot, "2026-12-14 09:00")
        assert "10 days overdue" in dave.take()[-1].text
        await boris.says("/напомнить немного", "⏰ Напоминания о сроках: немного.")

    async def test_by_button(self, dave: Speaker, boris: Speaker) -> None:
        await dave.says("/settings", "⚙️ Settings...⏰ Reminders: all...")
        await dave.presses(
            "⏰ Reminders",
            "⏰ When shall I remind you of your tasks?...",
            buttons=["✓ All", "Few", "Only my own", "◀ Settings"],
        )
        await dave.presses(
            "Few", "⚙️ Settings...⏰ Reminders: few...", toast="⏰ Reminders of deadlines: few."
        )
        await boris.says("/настройки", "⚙️ Настройки...⏰ Напоминания: все...")
        await boris.presses("⏰ Напоминания", "⏰ Когда напоминать о ваших задачах?...")
        await boris.presses(
            "Только мои",
            "⚙️ Настройки...⏰ Напоминания: только мои...",
            toast="⏰ Напоминания о сроках: только мои.",
        )


class TestWhomAndWhat:
    async def test_sixty_times_the_same_is_one(self, bot: Stage, dave: Speaker) -> None:
        await task(bot, "2026-12-24 15:00")
        for _ in range(20):
            dave.chat.say("/remind 1 tomorrow 10:00")
            dave.chat.say("/remind 1 2 hours before")
            dave.chat.say("/remind 1 hourly")
        await bot.settle()
        dave.overhears()
        assert await bot.sql("SELECT count(*) FROM reminders") == 3

    async def test_more_than_five_at_once_are_one_list(self, bot: Stage, dave: Speaker) -> None:
        for number in range(1, 7):
            await task(bot, "2026-12-24", f"Task {number}")
            await dave.says(f"/remind {number} 15:00", "⏰...")
        await dave.says("/remind 15:00 call the bank", "⏰...")
        await at(bot, "2026-12-01 15:00")
        (message,) = dave.take()
        assert ordinary(message.text).startswith("⏰ 7 reminders\n• call the bank\n#1 Task 1 ·")

    @pytest.mark.parametrize(("who", "answer"), [("boris", "Задача № 1 не найдена..."), ("carol", "⏰...")])
    async def test_of_what_one_sees(
        self, bot: Stage, boris: Speaker, carol: Speaker, who: str, answer: str
    ) -> None:
        """Carol has created it, Boris has no part in it."""
        await task(bot, "2026-12-24")
        speaker = {"boris": boris, "carol": carol}[who]
        speaker.chat.say("/remind 1 15:00")
        await bot.settle()
        assert speaker.take()
        assert await bot.sql("SELECT count(*) FROM reminders") == (1 if who == "carol" else 0)
        await at(bot, "2026-12-01 15:00")
        assert len(speaker.take()) == (1 if who == "carol" else 0)
        assert answer

    async def test_of_what_is_done_nobody_is_reminded(self, bot: Stage, dave: Speaker) -> None:
        await task(bot, "2026-12-24")
        await bot.sql("UPDATE tasks SET status = 'completed'")
        await dave.says(
            "/remind 1 15:00",
            "Task #1 is done, or your part of it is, so there is nothing to remind you of.",
        )

    async def test_who_loses_sight_of_a_task_is_not_reminded(self, bot: Stage, carol: Speaker) -> None:
        await task(bot, "2026-12-24")
        await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = 1003")
        await bot.sql("UPDATE tasks SET created_by_id = (SELECT id FROM users WHERE telegram_id = 1001)")
        await bot.sql(
            "INSERT INTO reminders (user_id, task_id, remind_at)"
            " SELECT id, 1, '2026-12-01 13:00Z' FROM users WHERE telegram_id = 1003"
        )
        await at(bot, "2026-12-01 13:00")
        carol.hears()
        assert await bot.sql("SELECT count(*) FROM reminders") == 0

    async def test_who_has_blocked_the_bot_gets_nothing_later(self, bot: Stage, dave: Speaker) -> None:
        await dave.says("/remind 13:00 call", "⏰...")
        await bot.sql("UPDATE users SET reachable = false WHERE telegram_id = 1004")
        await at(bot, "2026-12-01 13:00")
        await bot.sql("UPDATE users SET reachable = true WHERE telegram_id = 1004")
        await at(bot, "2026-12-01 13:01")
        dave.hears()

    async def test_a_command_that_waited_is_understood_as_of_then(self, bot: Stage, dave: Speaker) -> None:
        """The bot was down for three hours: what was due meanwhile comes at once, and says so."""
        person = dave.chat.person
        sent = bot.clock.moment - timedelta(hours=3)
        message = {"message_id": 900, "date": int(sent.timestamp()), "chat": person.as_chat}
        bot.sandbox.inject({"message": message | {"from": person.as_user, "text": "/remind in 2 hours call"}})
        await bot.settle()
        dave.hears("⏰ I'll remind you on Tue, Dec 1, 11:00: “call”")
        await bot.tick()
        dave.hears("⏰ call\n🕰 This reminder is 1 hour late: I couldn't send it in time.")


@pytest.mark.parametrize(
    ("typed", "english", "russian"),
    [
        (
            "1 whenever",
            "I can't tell when to remind you: whenever.\nExamples: /remind 1 tomorrow 10:00, /remind 1 2 hours before, /remind 1 every 2 hours",
            "Не понимаю, когда напомнить: whenever.\nПримеры: /напомнить 1 завтра 10:00, /напомнить 1 за 2 часа, /напомнить 1 каждые 2 часа",
        ),
        ("1 at 5", "at 5 can mean two times...", "..."),
        ("1 today", "Tue, Dec 1, 09:00 has already passed...", "вт, 1 дек., 09:00 — это время уже прошло..."),
        (
            "1 2026-11-30",
            "Mon, Nov 30, 09:00 has already passed...",
            "пн, 30 нояб., 09:00 — это время уже прошло...",
        ),
        (
            "call the bank",
            "I can't tell when to remind you in call the bank.\nExamples...",
            "Не понимаю, когда напомнить: call the bank.\nПримеры...",
        ),
        (
            "tomorrow 10:00",
            "What shall I remind you of? I understood only the time: tomorrow 10:00.\nExamples...",
            "О чём напомнить? Я понял только время: tomorrow 10:00.\nПримеры...",
        ),
        (
            "2 hours before",
            "Which task does 2 hours before belong to? Write its number first.\nExample: /remind 5 2 hours before",
            "К какой задаче относится 2 hours before? Начните с её номера.\nПример: /напомнить 5 за 2 часа",
        ),
        ("1 every 5 minutes", "every 5 minutes is too often...", "every 5 minutes — слишком часто..."),
        ("99 tomorrow", "Task #99 does not exist...", "Задачи № 99 нет..."),
    ],
)
async def test_refusals(
    bot: Stage, carol: Speaker, anna: Speaker, typed: str, english: str, russian: str
) -> None:
    await task(bot, "2026-12-24")
    await carol.says(f"/remind {typed}", english)
    await anna.says(f"/remind {typed}", russian)
    assert await bot.sql("SELECT count(*) FROM reminders") == 0
