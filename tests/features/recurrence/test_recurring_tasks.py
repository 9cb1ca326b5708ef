"""Recurring tasks, from the draft to their end; it is Tuesday, 1 December 2026, noon in UTC."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from dialogues.stage import Speaker, Stage, ordinary

DAY = timedelta(days=1)
WEEKLY = "/create_task every monday 10:00 Report @Dave"
DRAFT = """
📝 New task
Report

Priority: 🟡 medium
Deadline: ...
Assignee: Dave Jones
🔁 Repeats: {rule}
Next: {days}

All correct? Nobody is notified until you press “✅ Create”.
"""
CARD = """
📋 Task #{id}
Report

Status: {status}
Priority: 🟡 medium
Deadline: {deadline}
Assignee: {assignee}
Created by: Carol Smith (@carol)
Created: ...
🔁 Repeats: {rule}{more}
"""


def card(
    number: int,
    deadline: str,
    rule: str = "every day",
    *,
    status: str = "⏳ pending",
    assignee: str = "Dave Jones",
    more: str = "",
) -> str:
    return CARD.format(id=number, deadline=deadline, rule=rule, status=status, assignee=assignee, more=more)


def draft(rule: str, days: str) -> str:
    return DRAFT.format(rule=rule, days=days)


@pytest.fixture(autouse=True)
async def no_escalation(bot: Stage) -> None:
    """Let nobody hear of what is late; that is another feature."""
    await bot.sql("INSERT INTO team VALUES ('escalation', 'off')")


@pytest.fixture
async def no_digest(bot: Stage) -> None:
    """Let what is new be said in messages of its own, not in the digest."""
    await bot.sql("UPDATE notification_settings SET digest = false")


async def create(bot: Stage, person: Speaker, line: str, *others: Speaker) -> str:
    """Create what recurs, and give the toast."""
    person.chat.say(line)
    await bot.settle()
    person.chat.press("✅ Create" if "✅ Create" in person.last.labels else "✅ Создать")
    await bot.settle()
    toast = next(it.text for it in person.take() if it.kind == "toast")
    for other in others:
        other.take()
    return ordinary(toast)


async def days_of(bot: Stage) -> list[str]:
    """The deadlines of all tasks, with the status of each."""
    rows = await bot.pool.fetch("SELECT due_date, status, skipped FROM tasks ORDER BY id")
    return [f"{row['due_date']:%d.%m} {'skipped' if row['skipped'] else row['status']}" for row in rows]


async def missed(bot: Stage) -> list[str]:
    rows = await bot.pool.fetch("SELECT after FROM changes WHERE kind = 'missed' ORDER BY id")
    return [row["after"][5:] for row in rows]


async def finish(bot: Stage, number: int) -> None:
    """As an outside program finishes a task."""
    await bot.sql("UPDATE tasks SET status = 'completed' WHERE id = $1", number)
    await bot.tick()


# --- From the draft to the first task -------------------------------------------------------------


@pytest.mark.usefixtures("team", "no_digest")
async def test_a_series_is_shown_in_words_and_dates_before_it_is_created(
    bot: Stage, carol: Speaker, dave: Speaker
) -> None:
    await carol.says(WEEKLY, draft("every Monday at 10:00", "Mon, Dec 7; Mon, Dec 14; Mon, Dec 21"))
    await carol.presses(
        "✅ Create",
        """
        🔁 Recurring task 1
        Report

        Assignee: Dave Jones
        🔁 Repeats: every Monday at 10:00
        Next: Mon, Dec 7; Mon, Dec 14; Mon, Dec 21
        """,
        toast="🔁 “Report” will recur. The first task comes a day before it is due.",
        buttons=["⏹ No more of these", "🔁 All recurring tasks"],
    )
    dave.hears_nothing()
    bot.clock.moment = datetime(2026, 12, 6, 0, 4, tzinfo=UTC)
    await bot.tick()
    assert await days_of(bot) == []
    bot.clock.moment = datetime(2026, 12, 6, 0, 5, tzinfo=UTC)
    await bot.tick()
    assert await days_of(bot) == ["07.12 pending"]
    dave.hears_nothing()  # Sunday is a day off
    bot.clock.moment = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
    await bot.tick()
    (told,) = [it for it in dave.overhears() if it.startswith("🔁 A recurring task:")]
    assert "📋 Task #1" in told
    assert "🔁 Repeats: every Monday at 10:00" in told


@pytest.mark.usefixtures("team")
async def test_in_russian(bot: Stage, anna: Speaker, boris: Speaker) -> None:
    await anna.says(
        '/создать_задачу название:"Отчёт" исполнитель:@boris повтор:"по будням"',
        """
        📝 Новая задача
        Отчёт

        Приоритет: 🟡 средний
        Срок: вт, 1 дек. · сегодня
        Исполнитель: Борис Иванов (@boris)
        🔁 Повтор: каждый рабочий день
        Ближайшие: вт, 1 дек.; ср, 2 дек.; чт, 3 дек.

        Всё верно? Пока вы не нажмёте «✅ Создать», никто не получит уведомления.
        """,
    )
    await anna.presses(
        "✅ Создать",
        """
        📋 Задача № 1
        Отчёт

        Статус: ⏳ ожидает
        Приоритет: 🟡 средний
        Срок: вт, 1 дек. · сегодня
        Исполнитель: Борис Иванов (@boris)
        Автор: Анна Петрова (@anna)
        Создана: ...
        🔁 Повтор: каждый рабочий день
        """,
        toast="✅ Задача № 1 создана.",
    )
    assert boris.overhears()[0].startswith("📬 Анна Петрова (@anna) → вам: новая задача.")
    await anna.says(
        "/повторяющиеся",
        """
        🔁 Повторяющиеся задачи. Нажмите номер, чтобы посмотреть или остановить.

        1 · Отчёт · каждый рабочий день → ср, 2 дек.
        """,
        buttons=["1"],
    )
    await anna.says(
        "/повторяющиеся 1 стоп",
        "⏹ «Отчёт» (повторяющаяся задача 1) больше не повторяется. Созданные задачи остаются.",
    )
    await bot.passes(3 * DAY, timedelta(hours=6))
    assert await days_of(bot) == ["01.12 pending"]
    anna.overhears()
    boris.overhears()


@pytest.mark.usefixtures("team")
async def test_the_rule_is_chosen_by_button_or_typed(bot: Stage, carol: Speaker) -> None:
    await carol.says("/create_task Report @Dave", "...")
    await carol.presses(
        "🔁 Repeat",
        "🔁 How often? ...",
        buttons=[
            "Every day",
            "Every workday",
            "Every Tuesday",
            "Every month on the 1st",
            "Every last workday of the month",
            "Every year on December 1",
            "1 week after completion",
            "◀ Back",
        ],
    )
    await carol.presses(
        "Every last workday of the month",
        draft("every last workday of the month", "Thu, Dec 31; Fri, Jan 29, 2027; Fri, Feb 26, 2027"),
    )
    await carol.presses("🔁 Repeat", "...")
    await carol.presses(
        "➕ Don't wait until the last one is done",
        draft("every last workday of the month, each one counts", "..."),
    )
    await carol.presses("🔁 Repeat", "...")
    await carol.says(
        "whenever",
        """
        I don't understand how often whenever is.
        Write it like one of these: every monday 10:00, 3 days after completion.
        """,
    )
    await carol.says(
        "3 days after completion",
        """
        📝 New task
        Report

        Priority: 🟡 medium
        Deadline: Tue, Dec 1 · today
        Assignee: Dave Jones
        🔁 Repeats: 3 days after completion
        Next, if each is done on its day: Tue, Dec 1; Fri, Dec 4; Mon, Dec 7

        All correct? Nobody is notified until you press “✅ Create”.
        """,
    )
    await carol.presses("🔁 Repeat", "...")
    carol.chat.press("🚫 No repeat")
    await bot.settle()
    assert "🔁 Repeats" not in carol.last.text
    carol.take()


@pytest.mark.usefixtures("team")
async def test_what_may_recur_never_falls_silently_into_the_title(bot: Stage, carol: Speaker) -> None:
    carol.chat.say("/create_task Report every second monday")
    await bot.settle()
    assert "⚠️ Something in the title looks as if the task recurs" in carol.last.text
    assert "\nReport every second monday\n" in carol.last.text
    carol.take()
    carol.chat.say("/create_task Report on the last workday of the month")  # of this one, or of each
    await bot.settle()
    assert "⚠️ Something in the title looks as if the task recurs" in carol.last.text
    carol.take()
    await carol.presses("🔁 Repeat", "...")
    await carol.says("every monday until 2026-12-06", "...")
    assert "every Monday, until December 6, 2026: there is no such day to come." in carol.last.text
    carol.chat.press("✅ Create")
    await bot.settle()
    assert await bot.sql("SELECT count(*) FROM series") == 0
    carol.take()


@pytest.mark.usefixtures("team")
async def test_dates_move_off_days_off_once_a_calendar_is_chosen(carol: Speaker) -> None:
    await carol.says("/calendar RU", "...")
    line = "/create_task Report @Dave every month on the 1st"
    await carol.says(
        line,
        draft(
            "every month on the 1st, or the next workday if that is a day off",
            "Tue, Dec 1; Mon, Jan 11, 2027; Mon, Feb 1, 2027",
        ),
    )
    await carol.says(
        line + " even on days off",
        draft("every month on the 1st", "Tue, Dec 1; Fri, Jan 1, 2027; Mon, Feb 1, 2027"),
    )


# --- One after the other --------------------------------------------------------------------------


@pytest.mark.usefixtures("team")
async def test_completing_makes_the_next(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    assert (
        await create(bot, carol, "/create_task Report @Dave every day", dave)
        == "✅ Task #1 has been created."
    )
    await bot.tick()
    assert await days_of(bot) == ["01.12 pending"]
    dave.chat.say("/update_status 1 done")
    await bot.settle()
    await bot.tick()
    assert await days_of(bot) == ["01.12 completed", "02.12 pending"]
    assert any("📋 Task #2" in it for it in dave.overhears())
    await bot.tick()
    assert len(await days_of(bot)) == 2
    carol.overhears()


@pytest.mark.usefixtures("team")
async def test_each_is_reminded_of_as_the_draft_said(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    reminded = "SELECT remind_before FROM tasks WHERE id = $1"
    await create(bot, carol, "/create_task Report @Dave every day remind 2 hours before", dave)
    assert await bot.sql(reminded, 1) == [120]
    await finish(bot, 1)
    assert await bot.sql(reminded, 2) == [120]
    carol.chat.say("/edit_task 2 remind:none apply:later")
    await bot.settle()
    await finish(bot, 2)
    bot.clock.advance(timedelta(days=1))
    await bot.tick()
    assert await bot.sql(reminded, 3) == []
    carol.overhears()
    dave.overhears()


@pytest.mark.usefixtures("team")
async def test_after_completion_counts_from_that_day(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await create(bot, carol, "/create_task Report @Dave 3 days after completion", dave)
    await bot.passes(5 * DAY, timedelta(hours=12))
    assert await days_of(bot) == ["01.12 pending"]
    await finish(bot, 1)
    assert await days_of(bot) == ["01.12 completed"]
    await bot.passes(2 * DAY, timedelta(hours=6))
    assert await days_of(bot) == ["01.12 completed", "09.12 pending"]
    assert await missed(bot) == []
    carol.overhears()
    dave.overhears()


@pytest.mark.usefixtures("team")
async def test_a_daily_one_that_is_left_alone_is_one_task_with_a_line_a_day(
    bot: Stage, carol: Speaker, dave: Speaker
) -> None:
    bot.allowed_refusals.append("message can't be deleted")  # one that is older than two days
    await create(bot, carol, "/create_task Report @Dave every day", dave)
    await bot.passes(11 * DAY, timedelta(hours=8))
    assert await days_of(bot) == ["01.12 pending"]
    assert await missed(bot) == [f"12-{day:02}" for day in range(2, 12)]
    carol.overhears()
    await carol.says(
        "/task_details 1",
        card(
            1,
            "Tue, Dec 1 · 11 days overdue",
            more="\n\n🕓 ... · the bot: not created for Fri, Dec 11: this one was still open, or the bot was down",
        ),
    )
    await finish(bot, 1)
    assert await days_of(bot) == ["01.12 completed", "12.12 pending"]
    dave.overhears()
    carol.overhears()


@pytest.mark.parametrize(("days", "lines"), [(1, 0), (7, 6)])
@pytest.mark.usefixtures("team")
async def test_downtime_leaves_one_task_and_lines_for_the_rest(
    bot: Stage, carol: Speaker, dave: Speaker, days: int, lines: int
) -> None:
    await create(bot, carol, "/create_task Report @Dave every day", dave)
    await finish(bot, 1)
    await finish(bot, 2)
    await bot.stop()
    bot.clock.advance(days * DAY)
    await bot.start()
    await bot.tick()
    made = await days_of(bot)
    assert made[2:] == [f"{1 + max(days, 2):02}.12 pending" if days == 1 else "08.12 pending"]
    assert len(await missed(bot)) == max(lines - 1, 0)
    dave.overhears()
    carol.overhears()


@pytest.mark.usefixtures("team")
async def test_each_counts_where_that_is_chosen(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await create(bot, carol, "/create_task Report @Dave every day, each one counts, 4 times", dave)
    await bot.stop()
    bot.clock.advance(10 * DAY)
    await bot.start()
    await bot.tick()
    assert await days_of(bot) == [f"0{day}.12 pending" for day in range(1, 5)]
    assert await missed(bot) == []
    assert await bot.sql("SELECT ended_at IS NOT NULL FROM series")
    dave.overhears()
    carol.overhears()


@pytest.mark.usefixtures("team")
async def test_several_at_once_are_one_message(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    for number in range(7):
        await create(bot, carol, f"/create_task Report {number} @Dave every thursday", dave)
    bot.clock.moment = datetime(2026, 12, 2, 0, 5, tzinfo=UTC)
    await bot.tick()
    assert len(await days_of(bot)) == 7
    dave.hears_nothing()
    bot.clock.moment = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
    await bot.tick()
    told = [it for it in dave.overhears() if "recurring task" in it]
    assert len(told) <= 1
    carol.overhears()


# --- Clocks and zones -----------------------------------------------------------------------------


@pytest.mark.usefixtures("team")
async def test_the_wall_time_stays_over_a_clock_change_and_a_move(
    bot: Stage, carol: Speaker, dave: Speaker
) -> None:
    await carol.says("/timezone Europe/Berlin", "...")
    bot.clock.moment = datetime(2027, 3, 26, 12, tzinfo=UTC)
    await create(bot, carol, "/create_task Report @Dave every day at 2:30, each one counts", dave)
    await bot.passes(3 * DAY, timedelta(hours=6))
    instants = await bot.pool.fetch("SELECT due_at FROM tasks ORDER BY id")
    # Saturday 2:30 in winter; on Sunday there is no 2:30, so it is 3:30; on Monday 2:30 in summer.
    assert [row["due_at"] for row in instants][:3] == [
        datetime(2027, 3, 27, 1, 30, tzinfo=UTC),
        datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
        datetime(2027, 3, 29, 0, 30, tzinfo=UTC),
    ]
    carol.chat.say("/timezone Asia/Kamchatka")
    await bot.settle()
    await bot.passes(DAY, timedelta(hours=6))
    assert await bot.sql("SELECT DISTINCT due_zone FROM tasks") == "Europe/Berlin"
    carol.overhears()
    dave.overhears()


# --- Skipping, stopping, changing -----------------------------------------------------------------


@pytest.mark.usefixtures("team")
async def test_one_is_skipped_by_command_and_by_button(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await create(bot, carol, "/create_task Report @Dave every day", dave)
    await carol.says(
        "/skip 1",
        "⏭ Task #1 “Report” is skipped this time. The next one comes when it is due.\n\n"
        + card(
            1, "Tue, Dec 1", status="⏭ skipped", more="\n\n🕓 ... · Carol Smith: skipped this time"
        ).strip(),
    )
    dave.hears("⏭ Carol Smith (@carol) has skipped task #1 “Report” this time.")
    await bot.tick()
    assert await days_of(bot) == ["01.12 skipped", "02.12 pending"]
    dave.overhears()
    await carol.says(
        "/skip 1",
        """
        Task #1 is finished, so it can't be skipped.
        The task in full: /task_details 1
        """,
    )
    await carol.says("/task_details 2", "...")
    await carol.presses(
        "⏭ Skip", "...", toast="⏭ Task #2 “Report” is skipped this time. The next one comes when it is due."
    )
    await carol.presses("↩ Reopen", "...", toast="...")
    assert await days_of(bot) == ["01.12 skipped", "02.12 in_progress"]
    dave.overhears()
    await bot.sql("INSERT INTO tasks (title) VALUES ('Once')")
    await carol.says(
        "/skip 3",
        """
        Task #3 does not recur.
        To let it recur: /edit_task 3 repeat:"every monday 10:00"
        """,
    )


@pytest.mark.usefixtures("team")
async def test_employees_neither_skip_nor_stop(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await create(bot, carol, "/create_task Report @Dave every day")
    assert "⏭ Skip" not in dave.last.labels
    dave.take()
    for command in ("/skip 1", "/repeating", "/repeating 1 stop"):
        dave.chat.say(command)
        await bot.settle()
        assert "only for admins" in ordinary(dave.last.text).lower() or "admin" in dave.last.text.lower()
    dave.take()
    version = await bot.sql("SELECT version FROM tasks")
    for data in ("skip:1:{}:", "repeat:1:{}:stop", "repeat:1:{}:later"):
        dave.chat.forge("t:" + data.format(version), dave.last)
    for data in ("se:stop:1", "se:open:1", "se:after:0"):
        dave.chat.forge(data, dave.last)
    await bot.settle()
    dave.take()
    assert await days_of(bot) == ["01.12 pending"]
    assert await bot.sql("SELECT ended_at FROM series") is None
    carol.take()


@pytest.mark.usefixtures("team")
async def test_this_one_or_this_and_later(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await create(bot, carol, "/create_task Report @Dave every day", dave)
    carol.chat.say('/edit_task 1 title:"This report"')
    await bot.settle()
    carol.chat.say("/edit_task 1 priority:high apply:later")
    await bot.settle()
    assert "later tasks will be like this one" in ordinary("\n".join(carol.overhears()))
    await finish(bot, 1)
    assert await bot.sql("SELECT title || ' ' || priority FROM tasks WHERE id = 2") == "This report high"
    await carol.says("/task_details 2", "...")
    await carol.presses("🔁 Repeat", "🔁 Recurring task 1\nThis report\n...")
    await carol.presses(
        "⏩ The later ones like this one",
        "📋 Task #2\nThis report\n...",
        toast="“This report” (recurring task 1): later tasks are like this one already.",
    )
    await carol.presses("🔁 Repeat", "🔁 Recurring task 1\nThis report\n...")
    await carol.presses(
        "⏹ No more of these",
        "📋 Task #2\nThis report\n...",
        toast="⏹ “This report” (recurring task 1) comes no more. What has been created stays.",
    )
    assert "🔁 Repeats" not in carol.last.text
    dave.overhears()
    await finish(bot, 2)
    assert len(await days_of(bot)) == 2
    dave.overhears()
    carol.overhears()


@pytest.mark.usefixtures("team", "no_digest")
async def test_the_history_tells_of_rules(bot: Stage, carol: Speaker, anna: Speaker, dave: Speaker) -> None:
    await bot.sql("INSERT INTO tasks (title, due_date) VALUES ('Report', '2026-12-03')")
    for command in (
        '/edit_task 1 repeat:"every week"',
        '/edit_task 1 repeat:"every workday 10:00"',
        "/edit_task 1 title:Report! apply:later",
        "/repeating 1 stop",
    ):
        carol.chat.say(command)
        await bot.settle()
    carol.overhears()
    told = """
        ... · Carol Smith: repeats: none → every Thursday
        ... · Carol Smith: repeats: every Thursday → every workday at 10:00
        ... · Carol Smith: made the later tasks like this one
        ... · Carol Smith: repeats: every workday at 10:00 → none
        """
    carol.chat.say("/history 1")
    await bot.settle()
    lines = [
        it.partition(" · ")[2]
        for it in ordinary(carol.last.text).splitlines()
        if "repeat" in it or "later" in it
    ]
    carol.take()
    assert lines == [it.partition(" · ")[2] for it in told.strip().splitlines()]
    anna.chat.say("/история 1")
    await bot.settle()
    assert "повтор: каждый рабочий день в 10:00 → нет" in ordinary(anna.last.text)
    assert "следующие задачи будут как эта" in ordinary(anna.last.text)
    anna.take()
    dave.overhears()


@pytest.mark.usefixtures("team", "no_digest")
async def test_the_rule_of_a_task_is_set_changed_and_ended(bot: Stage, carol: Speaker) -> None:
    await bot.sql(
        "INSERT INTO tasks (title, due_date, created_by_id) SELECT 'Report', '2026-12-03', id FROM users WHERE username = 'carol'"
    )
    await carol.says(
        '/edit_task 1 repeat:"every week"',
        "🔁 “Report” (recurring task 1) recurs: every Thursday\n\n📋 Task #1\n...🔁 Repeats: every Thursday"
        "\n\n🕓 ... · Carol Smith: repeats: none → every Thursday",
    )
    await finish(bot, 1)
    await bot.passes(8 * DAY, timedelta(hours=6))
    assert await days_of(bot) == ["03.12 completed", "10.12 pending"]
    await carol.says(
        '/edit_task 2 repeat:"every monday"',
        "🔁 “Report” (recurring task 1) recurs: every Monday\n\n📋 Task #2\n...",
    )
    await finish(bot, 2)
    await bot.passes(5 * DAY, timedelta(hours=6))
    assert (await days_of(bot))[2:] == ["14.12 pending"]
    await carol.says(
        "/edit_task 3 repeat:none",
        "⏹ “Report” (recurring task 1) comes no more. What has been created stays.\n\n📋 Task #3\n...",
    )
    await carol.says(
        "/edit_task 3 repeat:none", "“Report” (recurring task 1) had ended already.\n\n📋 Task #3\n..."
    )
    await carol.says(
        '/edit_task 3 repeat:"every second monday"',
        "I don't understand how often every second monday is.\n...",
    )
    await carol.says("/edit_task 3 apply:now", "Only apply:later is understood, ...")


@pytest.mark.usefixtures("team")
async def test_the_list_turns_pages(bot: Stage, carol: Speaker) -> None:
    await carol.says(
        "/repeating", "No tasks recur.\nMake one that does: /create_task Report @username every monday 10:00"
    )
    await bot.sql(
        """
        INSERT INTO series (title, rule, zone, next_day)
        SELECT 'Report ' || number, '{"unit": "day", "start": "2026-12-01"}', 'UTC', '2026-12-03'
        FROM generate_series(1, 12) AS number
        """
    )
    carol.chat.say("/repeating")
    await bot.settle()
    carol.take()
    assert carol.last.labels == [*map(str, range(1, 11)), "▶"]
    await carol.presses(
        "▶",
        "🔁 Recurring tasks. ...11 · Report 11 · every day → Thu, Dec 3\n12 · Report 12 · ...",
        buttons=["11", "12", "◀"],
    )
    await carol.presses("◀", "...", buttons=[*map(str, range(1, 11)), "▶"])
    await carol.presses("3", "🔁 Recurring task 3\nReport 3\n\nAssignee: not assigned\n...")
    await carol.presses(
        "⏹ No more of these",
        "...",
        toast="⏹ “Report 3” (recurring task 3) comes no more. What has been created stays.",
    )
    await carol.says("/repeating 99 stop", "There is no recurring task 99.\nAll of them: /repeating")
    await carol.says("/repeating soon", "soon is not the number of a recurring task.\n...")


# --- People who are gone --------------------------------------------------------------------------


@pytest.mark.parametrize("gone", ["access = 'blocked'", "reachable = false"])
@pytest.mark.usefixtures("team")
async def test_what_nobody_else_can_do_falls_to_the_creator_who_is_told_once(
    bot: Stage, carol: Speaker, dave: Speaker, gone: str
) -> None:
    await create(bot, carol, "/create_task Report @Dave every day", dave)
    await bot.sql(f"UPDATE users SET {gone} WHERE full_name = 'Dave Jones'")  # noqa: S608 (a parameter above)
    await finish(bot, 1)
    told = [it for it in carol.overhears() if "it is yours" in it]
    assert len(told) == 1
    assert "Assignee: Carol Smith (@carol)" in told[0]
    await finish(bot, 2)
    await bot.passes(2 * DAY, timedelta(hours=6))
    assert len(await days_of(bot)) == 3
    assert [it for it in carol.overhears() if "it is yours" in it] == []
    dave.take()


@pytest.mark.usefixtures("team")
async def test_a_series_outlives_its_people(bot: Stage, anna: Speaker, carol: Speaker, dave: Speaker) -> None:
    await create(bot, carol, "/create_task Report @Dave every day", dave)
    await bot.sql("DELETE FROM users WHERE full_name IN ('Dave Jones', 'Carol Smith')")
    await finish(bot, 1)
    assert await days_of(bot) == ["01.12 completed", "02.12 pending"]
    assert await bot.sql("SELECT assigned_to_id FROM tasks WHERE id = 2") is None
    (told,) = anna.overhears()
    assert told.startswith("🔁 Повторяющаяся задача. Её исполнителей и автора больше нет")
    dave.take()
    carol.take()


# --- Exactly once ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("team")
async def test_two_daemons_make_an_occurrence_once(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    from taskbot.delivery.unit_of_work import UnitOfWork  # noqa: PLC0415
    from taskbot.features.recurrence import service  # noqa: PLC0415

    await create(bot, carol, WEEKLY, dave)
    now = datetime(2026, 12, 6, 0, 5, tzinfo=UTC)

    async def look() -> None:
        async with bot.pool.acquire() as connection, UnitOfWork(connection) as uow:
            assert await service._advance(uow, 1, now) is not None

    await asyncio.gather(*(look() for _ in range(5)))
    assert await days_of(bot) == ["07.12 pending"]

    async def die() -> None:
        async with bot.pool.acquire() as connection, UnitOfWork(connection) as uow:
            await service._advance(uow, 1, now + 7 * DAY)
            raise InterruptedError

    await finish(bot, 1)
    for _ in range(3):
        with pytest.raises(InterruptedError):
            await die()
    assert await days_of(bot) == ["07.12 completed"]
    bot.clock.moment = now + 7 * DAY
    await bot.tick()
    assert await days_of(bot) == ["07.12 completed", "14.12 pending"]
    dave.overhears()
    carol.overhears()
