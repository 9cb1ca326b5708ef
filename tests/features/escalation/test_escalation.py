"""Escalation: one list a day of what is late, to those who do it, then to its creators, then to the admins."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.workdays import Workdays
from taskbot.features.escalation import service as escalation
from taskbot.repository import escalations
from taskbot.repository.escalations import Limits
from taskbot.telegram.context import Team

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
INSERT = """
INSERT INTO tasks (title, due_date, due_time, due_zone, assigned_to_id, created_by_id)
SELECT $1, $2, $3, $4, (SELECT id FROM users WHERE telegram_id = $5), (SELECT id FROM users WHERE telegram_id = $6)
RETURNING id
"""

pytestmark = pytest.mark.usefixtures("team", "_no_digests")


@pytest.fixture
async def _no_digests(bot: Stage, team: list[Speaker]) -> None:  # noqa: ARG001 (they are there)
    """Nobody has a digest or reminders, which would tell of people's own tasks."""
    await bot.sql("UPDATE notification_settings SET digest = false, next_digest_at = NULL, reminders = 'off'")
    await bot.tick()


async def _task(
    bot: Stage, due: str | None, assignee: Speaker | None, creator: Speaker | None, title: str = "Report"
) -> int:
    """Store a task; `due` is a day, or a day, a time and a zone."""
    day, clock, zone = (*(due.split() if due else ()), None, None)[:3] if due else (None, None, None)
    return int(
        await bot.sql(
            INSERT,
            title,
            date.fromisoformat(day) if day else None,
            datetime.strptime(clock, "%H:%M").time() if clock else None,  # noqa: DTZ007 (a wall time)
            zone,
            assignee.id if assignee else None,
            creator.id if creator else None,
        )
    )


async def _at(bot: Stage, moment: str) -> None:
    """Let it be that time, in UTC, and let the bot do what is due."""
    bot.clock.moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    await bot.tick()


async def test_it_climbs_by_workdays(
    bot: Stage, boris: Speaker, dave: Speaker, anna: Speaker, carol: Speaker
) -> None:
    await _task(bot, "2026-12-01", boris, dave)
    await _at(bot, "2026-12-02 08:59")
    await _at(bot, "2026-12-02 09:00")
    boris.hears(
        "⏰ Ваши просроченные задачи: 1\n🟡 № 1 Report · 1 рабочий день", buttons=["⏰ Мои просроченные"]
    )
    await _at(bot, "2026-12-03 09:00")
    boris.hears("⏰ Ваши просроченные задачи: 1\n🟡 № 1 Report · 2 рабочих дня")
    await _at(bot, "2026-12-04 09:00")
    boris.hears("⏰ Ваши просроченные задачи: 1\n🟡 № 1 Report · 3 рабочих дня")
    dave.hears(
        "📣 Overdue tasks that you assigned: 1\n🟡 #1 Report · Борис Иванов · 3 workdays",
        buttons=["📣 Overdue tasks"],
    )
    await _at(bot, "2026-12-05 09:00")
    await _at(bot, "2026-12-06 23:00")  # a weekend
    await _at(bot, "2026-12-07 09:00")
    boris.hears("...4 рабочих дня")
    dave.hears("...4 workdays")
    await _at(bot, "2026-12-08 09:00")
    boris.hears("...5 рабочих дней")
    dave.hears("...5 workdays")
    anna.hears(
        "📣 Просроченные задачи команды: 1\n🟡 № 1 Report · Борис Иванов · 5 рабочих дней",
        buttons=["📣 Просроченные"],
    )
    carol.hears("📣 The team's overdue tasks: 1\n🟡 #1 Report · Борис Иванов · 5 workdays")
    await bot.sql("UPDATE tasks SET status = 'completed'")
    await _at(bot, "2026-12-09 09:00")


async def test_the_buttons_lead_to_the_whole_lists(
    bot: Stage, boris: Speaker, dave: Speaker, carol: Speaker, anna: Speaker
) -> None:
    await _task(bot, "2026-11-02", boris, dave)
    await bot.sql("UPDATE assignments SET submitted_at = '2026-11-02'")
    await _task(bot, "2026-11-02", dave, dave, "Plan")
    await _task(bot, "2026-11-02", boris, dave, "Budget")
    await _at(bot, "2026-12-02 09:00")
    anna.take()
    for person, lists in (
        (dave, {"⏰ My": "📋 My tasks", "📣 Over": "📤 Assigned by me", "📥 To": "📥 Awaiting acceptance"}),
        (carol, {"📣 Over": "⏰ Overdue tasks", "📥 To": "📥 Awaiting acceptance"}),
        (boris, {"⏰ Мои": "📋 Мои задачи"}),
    ):
        message = person.last
        assert [label.split(" ", 2)[0] for label in person.take()[-1].labels] == [it[0] for it in lists]
        for label, heading in lists.items():
            button = next(it for it in message.labels if it.startswith(label))
            person.chat.press(button, message)
            await bot.settle()
            assert ordinary(person.take()[-1].text).startswith(heading)


async def test_each_person_gets_one_list(bot: Stage, carol: Speaker, boris: Speaker, anna: Speaker) -> None:
    """Carol does one task, has given two, and is an admin: each task stands in her list once."""
    await _task(bot, "2026-11-30", carol, carol, "Own")
    await _task(bot, "2026-11-20", boris, carol, "Given")
    await _task(bot, "2026-11-20", None, carol, "Unassigned")
    await _task(bot, "2026-11-20", boris, anna, "Waiting")
    await bot.sql("UPDATE assignments SET submitted_at = '2026-11-24 10:00+0' WHERE task_id = 4")
    await _at(bot, "2026-12-02 09:00")
    carol.hears(
        """
        ⏰ Your overdue tasks: 1
        🟡 #1 Own · 2 workdays

        📣 The team's overdue tasks: 2
        🟡 #2 Given · Борис Иванов · 8 workdays
        🟡 #3 Unassigned · nobody · 8 workdays

        📥 Awaiting acceptance: 1
        🟡 #4 Waiting · Борис Иванов · 6 workdays
        """,
        buttons=["⏰ My overdue tasks", "📣 Overdue tasks", "📥 To accept"],
    )
    boris.hears("⏰ Ваши просроченные задачи: 1\n🟡 № 2 Given · 8 рабочих дней")
    anna.hears(
        """
        📣 Просроченные задачи команды: 2
        🟡 № 2 Given · Борис Иванов · 8 рабочих дней
        🟡 № 3 Unassigned · без исполнителя · 8 рабочих дней

        📥 Ждут приёмки: 1
        🟡 № 4 Waiting · Борис Иванов · 6 рабочих дней
        """
    )


async def test_what_waits_for_acceptance_climbs(
    bot: Stage, boris: Speaker, dave: Speaker, anna: Speaker, carol: Speaker
) -> None:
    """It is not late any more, whatever its deadline was."""
    await _task(bot, "2026-11-02", boris, dave)
    await bot.sql("UPDATE assignments SET submitted_at = '2026-12-01 23:59+0'")
    for day in (2, 3):
        await _at(bot, f"2026-12-0{day} 09:00")
    await _at(bot, "2026-12-04 09:00")
    dave.hears(
        "📥 Awaiting acceptance: 1\n🟡 #1 Report · Борис Иванов · 3 workdays", buttons=["📥 To accept"]
    )
    await _at(bot, "2026-12-08 09:00")
    dave.hears("...5 workdays")
    anna.hears("📥 Ждут приёмки: 1\n🟡 № 1 Report · Борис Иванов · 5 рабочих дней", buttons=["📥 На приёмку"])
    carol.hears("📥 Awaiting acceptance: 1\n...")
    await bot.sql("UPDATE assignments SET submitted_at = NULL")  # returned, and so late again
    await _at(bot, "2026-12-09 09:00")
    boris.hears("⏰ Ваши просроченные задачи: 1\n...")
    for person in (dave, anna, carol):
        assert person.overhears()[0].startswith("📣")


async def test_new_year_in_russia_delays_nothing(
    bot: Stage, boris: Speaker, dave: Speaker, anna: Speaker, carol: Speaker
) -> None:
    await anna.says("/календарь Россия", "...")
    await _task(bot, "2026-12-30", boris, dave)
    await _at(bot, "2026-12-30 12:00")
    await bot.passes(timedelta(days=11), step=3 * HOUR)  # until noon of 10 January
    await bot.passes(DAY, step=3 * HOUR)
    boris.hears("...1 рабочий день")
    await bot.passes(2 * DAY, step=3 * HOUR)
    boris.hears("...2 рабочих дня", "...3 рабочих дня")
    dave.hears("...3 workdays")
    await bot.passes(2 * DAY, step=3 * HOUR)
    for person, count in ((boris, 2), (dave, 2), (anna, 1), (carol, 1)):
        assert len(person.overhears()) == count


async def test_own_days_off_and_worked_saturdays_count(bot: Stage, anna: Speaker, boris: Speaker) -> None:
    await _task(bot, "2026-12-03", boris, None)
    await anna.says("/календарь выходной 4.12", "...")
    await anna.says("/календарь рабочий 5.12", "...")
    await _at(bot, "2026-12-04 12:00")
    await _at(bot, "2026-12-05 12:00")
    boris.hears("...1 рабочий день")
    await _at(bot, "2026-12-07 12:00")
    boris.hears("...2 рабочих дня")


@pytest.mark.settings(timezone=ZoneInfo("Europe/Berlin"))
async def test_nine_is_nine_by_the_teams_clock_when_clocks_change(
    bot: Stage, boris: Speaker, anna: Speaker, carol: Speaker
) -> None:
    await _task(bot, "2027-03-23", boris, None)
    await _at(bot, "2027-03-26 07:59")
    await _at(bot, "2027-03-26 08:00")
    boris.hears("...3 рабочих дня")
    await _at(bot, "2027-03-29 06:59")
    await _at(bot, "2027-03-29 07:00")
    boris.hears("...4 рабочих дня")
    await _at(bot, "2027-10-29 07:00")
    boris.take()
    await _at(bot, "2027-11-01 07:59")
    await _at(bot, "2027-11-01 08:00")
    for person, count in ((boris, 1), (anna, 2), (carol, 2)):
        assert len(person.overhears()) == count


@pytest.mark.settings(timezone=ZoneInfo("Asia/Kamchatka"))
async def test_a_time_is_late_by_the_day_that_it_was_for_the_team(bot: Stage, boris: Speaker) -> None:
    await bot.sql("UPDATE notification_settings SET quiet = false")
    await _task(bot, "2026-12-03 20:00 Europe/Moscow", boris, None)  # 4 December for the team
    await _task(bot, "2026-12-03 01:00 Pacific/Kiritimati", boris, None, "Plan")  # 2 December
    await _at(bot, "2026-12-02 22:00")  # 3 December, 10:00
    boris.hears("⏰ Ваши просроченные задачи: 1\n🟡 № 2 Plan · 1 рабочий день")
    await _at(bot, "2026-12-03 22:00")
    boris.hears("...: 1\n🟡 № 2 Plan · 2 рабочих дня")
    await _at(bot, "2026-12-06 22:00")
    boris.hears("...: 2\n🟡 № 2 Plan · 3 рабочих дня\n🟡 № 1 Report · 1 рабочий день")


async def test_it_is_said_once_a_day_whatever_restarts(bot: Stage, boris: Speaker) -> None:
    await _task(bot, "2026-12-01", boris, None)
    await _at(bot, "2026-12-02 09:00")
    boris.hears("...")
    for _ in range(3):
        await bot.restart()
        bot.clock.advance(4 * HOUR)
        await bot.tick()
    await bot.passes(11 * HOUR)  # until eight


@pytest.mark.parametrize(
    ("back", "count"), [("2026-12-09 17:00", 1), ("2026-12-09 03:00", 0), ("2026-12-12 12:00", 0)]
)
async def test_after_a_week_without_the_bot_there_is_one_list(
    bot: Stage, boris: Speaker, carol: Speaker, anna: Speaker, back: str, count: int
) -> None:
    await _task(bot, "2026-12-01", boris, None)
    await _at(bot, "2026-12-02 09:00")
    boris.hears("...")
    await bot.stop()
    bot.clock.moment = datetime.fromisoformat(back).replace(tzinfo=UTC)
    await bot.start()
    await bot.tick()
    for person in (boris, carol, anna):
        assert len(person.overhears()) == count
    await _at(bot, "2026-12-14 09:00")
    boris.hears("...9 рабочих дней")
    for person in (carol, anna):
        assert len(person.overhears()) == 1


async def test_after_a_day_without_the_bot_it_is_said_late(bot: Stage, boris: Speaker) -> None:
    await _task(bot, "2026-12-01", boris, None)
    await bot.stop()
    bot.clock.moment = datetime(2026, 12, 2, 18, tzinfo=UTC)
    await bot.start()
    await bot.tick()
    boris.hears("...1 рабочий день")
    await _at(bot, "2026-12-03 09:00")
    boris.hears("...2 рабочих дня")


async def test_in_somebodys_night_it_waits_for_their_morning(
    bot: Stage, dave: Speaker, boris: Speaker
) -> None:
    await bot.sql("UPDATE users SET timezone = 'America/New_York' WHERE telegram_id = $1", dave.id)
    await _task(bot, "2026-12-01", dave, None)
    await _task(bot, "2026-12-01", dave, None, "Plan")
    await _at(bot, "2026-12-02 09:00")
    await bot.sql("UPDATE tasks SET status = 'completed' WHERE title = 'Plan'")
    await _at(bot, "2026-12-02 13:59")
    await _at(bot, "2026-12-02 14:00")
    dave.hears("⏰ Your overdue tasks: 1\n🟡 #1 Report · 1 workday")
    await _at(bot, "2026-12-03 09:00")
    await bot.sql("UPDATE tasks SET status = 'completed'")
    await _at(bot, "2026-12-03 14:00")
    boris.hears_nothing()


async def test_people_who_cannot_be_told_are_left_out(
    bot: Stage, boris: Speaker, dave: Speaker, carol: Speaker, anna: Speaker
) -> None:
    await _task(bot, "2026-11-02", boris, dave)
    await bot.sql("UPDATE users SET access = 'blocked' WHERE telegram_id = $1", boris.id)
    await bot.sql("UPDATE users SET reachable = false WHERE telegram_id = $1", dave.id)
    await _at(bot, "2026-12-02 09:00")
    for person in (carol, anna):
        assert len(person.overhears()) == 1
    await bot.sql("DELETE FROM users WHERE telegram_id = $1", dave.id)
    await _at(bot, "2026-12-03 09:00")
    carol.hears("📣 The team's overdue tasks: 1\n🟡 #1 Report · Борис Иванов · 23 workdays")
    anna.take()


async def test_somebody_who_leaves_before_their_turn_is_not_told(
    bot: Stage, boris: Speaker, dave: Speaker
) -> None:
    await _task(bot, "2026-12-01", boris, None)
    await _task(bot, "2026-12-01", dave, None)
    for statement in (
        "DELETE FROM users WHERE telegram_id = $1",
        "UPDATE users SET access = 'blocked' WHERE telegram_id = $1",
    ):
        await bot.sql(
            "INSERT INTO escalations SELECT id, $1 FROM users WHERE telegram_id <= 1004 ON CONFLICT DO NOTHING",
            bot.clock.moment,
        )
        await bot.sql(statement, dave.id if statement.startswith("DELETE") else boris.id)
    await bot.tick()
    assert await bot.sql("SELECT count(*) FROM escalations") == 0


async def test_of_many_there_are_ten_lines(bot: Stage, boris: Speaker, anna: Speaker, carol: Speaker) -> None:
    await bot.sql(
        "INSERT INTO tasks (title, due_date, priority, assigned_to_id)"
        " SELECT repeat('Long', 100), DATE '2026-12-01' - n, 'urgent', (SELECT id FROM users WHERE telegram_id = $1)"
        " FROM generate_series(0, 199) n",
        boris.id,
    )
    await _at(bot, "2026-12-02 09:00")
    (text,) = boris.overhears()
    lines = text.splitlines()
    assert lines[0] == "⏰ Ваши просроченные задачи: 100+"
    assert lines[1].startswith("🔴 № 1 LongLong")
    assert lines[1].endswith("… · 1 рабочий день")
    assert (len(lines), lines[-1]) == (12, "…и ещё 90+")
    (text,) = carol.overhears()
    assert text.splitlines()[0] == "📣 The team's overdue tasks: 100+"
    assert anna.overhears()[0].splitlines()[-1] == "…и ещё 90+"


async def test_one_list_counts_as_one_message_of_the_clock(bot: Stage, boris: Speaker) -> None:
    for title in ("A", "B", "C"):
        await _task(bot, "2026-12-01", boris, None, title)
    await _at(bot, "2026-12-02 09:00")
    boris.hears("⏰ Ваши просроченные задачи: 3\n...")
    assert await bot.sql("SELECT sum(clock_sent) FROM notification_settings") == 1


async def test_two_daemons_tell_once(bot: Stage, boris: Speaker) -> None:
    await _task(bot, "2026-12-01", boris, None)
    team = Team(admin_ids=frozenset(), default_language=None, timezone=ZoneInfo("UTC"))
    now = datetime(2026, 12, 2, 9, tzinfo=UTC)

    async def begin() -> None:
        async with bot.pool.acquire() as connection, UnitOfWork(connection) as uow:
            await escalations.begin(uow, now, Limits(now.date(), team.timezone, Workdays.of(None)))

    async def tell(user_id: int) -> int:
        async with bot.pool.acquire() as connection, UnitOfWork(connection) as uow:
            return len(await escalation.tell(uow, team, now, user_id))

    await asyncio.gather(*(begin() for _ in range(4)))
    user_ids = [it["user_id"] for it in await bot.pool.fetch("TABLE escalations")]
    assert len(user_ids) == 3  # Boris, and the admins, who have nothing to hear yet
    told = [await asyncio.gather(*(tell(it) for _ in range(4))) for it in user_ids]
    assert sorted(map(sorted, told)) == [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]]
    await begin()
    assert await bot.sql("SELECT count(*) FROM escalations") == 0
    assert boris.overhears() == []


class TestTheSwitch:
    async def test_admins_switch_it(self, bot: Stage, carol: Speaker, anna: Speaker, boris: Speaker) -> None:
        await _task(bot, "2026-12-01", boris, None)
        await carol.says(
            "/escalation",
            """
            📣 Escalation of overdue tasks
            On workdays at 9:00, by the team's clock, overdue tasks are reported in one list: after 1 workday to the assignee, after 3 to the creator, after 5 to the admins. Work that awaits acceptance is reported to its creator after 3 workdays, to the admins after 5.
            """,
            buttons=["✓ On", "Off"],
        )
        await _press(bot, carol, "Off")
        assert carol.overhears()[-1] == "📣 Escalation of overdue tasks: off, for the whole team."
        await _at(bot, "2026-12-02 09:00")
        await anna.says(
            "/эскалация",
            """
            📣 Эскалация просрочки
            По рабочим дням в 9:00 по времени команды о просроченных задачах приходит один список: через 1 рабочий день — исполнителю, через 3 — автору, через 5 — администраторам. О работе, которая ждёт приёмки, через 3 рабочих дня узнаёт автор, через 5 — администраторы.
            """,
            buttons=["Включить", "✓ Выключить"],
        )
        await _press(bot, anna, "Включить")
        assert anna.overhears()[-1] == "📣 Эскалация просрочки включена для всей команды."
        await _at(bot, "2026-12-02 12:00")  # today is over
        await carol.says("/escalation off", "📣 Escalation of overdue tasks: off, for the whole team.")
        await anna.says("/эскалация вкл", "📣 Эскалация просрочки включена для всей команды.")
        await _at(bot, "2026-12-03 09:00")
        boris.hears("...2 рабочих дня")

    async def test_it_ends_also_what_waits(self, bot: Stage, carol: Speaker, dave: Speaker) -> None:
        await bot.sql("UPDATE users SET timezone = 'America/New_York' WHERE telegram_id = $1", dave.id)
        await _task(bot, "2026-12-01", dave, None)
        await _at(bot, "2026-12-02 09:00")
        assert await bot.sql("SELECT count(*) FROM escalations") == 1
        await carol.says("/escalation off", "...")
        await _at(bot, "2026-12-02 14:00")
        assert await bot.sql("SELECT count(*) FROM escalations") == 0

    async def test_employees_do_not(self, bot: Stage, dave: Speaker, boris: Speaker, carol: Speaker) -> None:
        await dave.says("/escalation off", "/escalation is for admins only. What you can do: /help")
        await boris.says(
            "/эскалация", "Команда /эскалация доступна только администраторам. Ваши команды: /help"
        )
        await carol.says("/escalation", "...")
        await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = $1", carol.id)
        await _press(bot, carol, "Off")
        assert "for admins only" in carol.overhears()[-1]
        assert await bot.sql("SELECT count(*) FROM team WHERE key = 'escalation'") == 0


class TestProjects:
    """Leads are told of their projects as admins are of the team; a project may have its own switch."""

    @pytest.fixture(autouse=True)
    async def _projects(self, bot: Stage, team: list[Speaker]) -> None:  # noqa: ARG002 (they are there)
        """Dave leads project 2."""
        await bot.sql("INSERT INTO projects (name, folded) VALUES ('two', 'two'), ('three', 'three')")
        add = "INSERT INTO project_members SELECT 2, id, $2 FROM users WHERE telegram_id = $1"
        await bot.sql(add, 1004, "lead")
        await bot.sql(add, 1002, "member")

    async def test_leads_are_told_of_their_projects_alone(
        self, bot: Stage, boris: Speaker, dave: Speaker, carol: Speaker, anna: Speaker
    ) -> None:
        for title in ("Ours", "Loose", "Elsewhere", "General", "Waiting"):
            await _task(bot, "2026-11-20", boris if title != "Loose" else None, carol, title)
        await bot.sql("UPDATE tasks SET project_id = 2 WHERE title IN ('Ours', 'Loose', 'Waiting')")
        await bot.sql("UPDATE tasks SET project_id = 3 WHERE title = 'Elsewhere'")
        await bot.sql("UPDATE assignments SET submitted_at = '2026-11-20' WHERE task_id = 5")
        await _at(bot, "2026-12-02 09:00")
        dave.hears(
            """
            📣 Overdue tasks of others: 2
            🟡 #1 Ours · Борис Иванов · 8 workdays
            🟡 #2 Loose · nobody · 8 workdays

            📥 Awaiting acceptance: 1
            🟡 #5 Waiting · Борис Иванов · 8 workdays
            """,
            buttons=["📣 Overdue tasks", "📥 To accept"],
        )
        for button, numbers in (("📣 Overdue tasks", [1, 2, 5]), ("📥 To accept", [5])):
            message = next(it for it in dave.chat.messages if button in it.labels)
            dave.chat.press(button, message)
            await bot.settle()
            text = dave.overhears()[-1]
            assert [it for it in range(1, 6) if f"#{it} " in ordinary(text)] == numbers
        assert carol.overhears()[0].splitlines()[0] == "📣 The team's overdue tasks: 4"
        boris.hears("⏰ Ваши просроченные задачи: 3...")
        anna.take()

    async def test_a_project_has_a_switch_of_its_own(
        self, bot: Stage, boris: Speaker, dave: Speaker, carol: Speaker, anna: Speaker
    ) -> None:
        await _task(bot, "2026-11-20", boris, carol, "Ours")
        await _task(bot, "2026-11-20", boris, carol, "General")
        await bot.sql("UPDATE tasks SET project_id = 2 WHERE title = 'Ours'")
        await bot.sql("UPDATE projects SET escalation = false WHERE id = 2")
        await _at(bot, "2026-12-02 09:00")
        boris.hears("...№ 2 General...")
        assert [it.splitlines()[0] for it in carol.overhears()] == ["📣 The team's overdue tasks: 1"]
        anna.take()
        await bot.sql("UPDATE projects SET escalation = true WHERE id = 2")
        await bot.sql("INSERT INTO team VALUES ('escalation', 'off')")
        await _at(bot, "2026-12-03 09:00")
        boris.hears("...№ 1 Ours...")
        dave.hears("📣 Overdue tasks of others: 1\n🟡 #1 Ours...")
        carol.hears("📣 The team's overdue tasks: 1\n🟡 #1 Ours...")
        anna.take()
        await bot.sql("UPDATE projects SET escalation = NULL WHERE id = 2")
        await _at(bot, "2026-12-04 09:00")
        assert await bot.sql("SELECT value FROM team WHERE key = 'escalated'") == "2026-12-04"

    async def test_who_has_left_is_told_nothing(
        self, bot: Stage, boris: Speaker, dave: Speaker, carol: Speaker, anna: Speaker
    ) -> None:
        """Also where they were still to be told of the day."""
        await _task(bot, "2026-11-20", boris, dave, "Ours")
        await bot.sql("UPDATE tasks SET project_id = 2")
        await bot.sql("UPDATE users SET timezone = 'America/New_York' WHERE telegram_id = $1", dave.id)
        await _at(bot, "2026-12-02 09:00")
        assert await bot.sql("SELECT count(*) FROM escalations") == 1
        await bot.sql("DELETE FROM project_members")
        await _at(bot, "2026-12-02 14:00")
        assert await bot.sql("SELECT count(*) FROM escalations") == 0
        dave.hears_nothing()
        for person in (boris, carol, anna):
            person.take()


async def _press(bot: Stage, person: Speaker, button: str) -> None:
    person.chat.press(button)
    await bot.settle()


async def test_nothing_is_said_on_the_first_day_of_all(
    bot: Stage, boris: Speaker, carol: Speaker, anna: Speaker
) -> None:
    """After an upgrade at noon nobody gets the list of that morning."""
    await bot.sql("DELETE FROM team WHERE key = 'escalated'")
    await _task(bot, "2026-11-02", boris, None)
    await _at(bot, "2026-12-02 12:00")
    await _at(bot, "2026-12-03 09:00")
    for person in (boris, carol, anna):
        assert len(person.overhears()) == 1
