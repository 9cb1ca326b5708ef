"""The digest: at the person's hour and on their days, once, and only if it has something to say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dialogues.stage import Speaker, Stage
from dialogues.tasks import put

pytestmark = pytest.mark.usefixtures("team", "no_escalation", "no_reminders")


@pytest.fixture
async def no_reminders(bot: Stage, team: list[Speaker]) -> None:  # noqa: ARG001 (they are there)
    """Nobody is reminded of a task by itself."""
    await bot.sql("UPDATE notification_settings SET reminders = 'off'")


async def due(
    bot: Stage, creator: Speaker, *assignees: Speaker, title: str = "Report", day: str | None = None
) -> int:
    """Put a task with a deadline: a day, or a day, a time and a zone."""
    task_id = await put(bot, creator, *assignees, title=title)
    when, at, zone = [*(day or "").split(), None, None, None][:3]
    await bot.sql(
        "UPDATE tasks SET due_date = $2, due_time = $3::text::time, due_zone = $4 WHERE id = $1",
        task_id,
        date.fromisoformat(when) if when else None,
        at,
        zone,
    )
    return task_id


async def comes_to(bot: Stage, moment: str, zone: str = "UTC") -> None:
    """Let it be that moment in a zone; the bot has computed everything before, and does what is due then."""
    await bot.tick()
    bot.clock.moment = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    await bot.tick()


async def test_all_sections_with_their_buttons(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await due(bot, carol, dave, title="Budget", day="2026-11-27")
    await due(bot, carol, dave, title="Call <Ann>", day="2026-12-02 15:30 UTC")
    await due(bot, carol, dave, title="Pay", day="2026-12-03")
    await due(bot, carol, dave, title="Later", day="2026-12-04")
    await due(bot, carol, dave, title="Some day")
    await due(bot, carol, title="For anybody", day="2026-12-10")
    mine = await put(bot, dave, boris, title="Draft", review=True)
    await bot.sql(
        "UPDATE assignments SET submitted_at = now(), status = 'in_progress' WHERE task_id = $1", mine
    )
    await comes_to(bot, "2026-12-02 09:00")
    dave.hears(
        """
        📰 Your day · Wed, Dec 2

        ⏰ Overdue · 1
        🟡 #1 Budget · 5 days overdue

        📅 Today · 1
        🟡 #2 Call <Ann> · 15:30

        🗓 Tomorrow · 1
        🟡 #3 Pay

        📥 Awaiting your acceptance · 1
        🟡 #7 Draft · Борис Иванов

        🙋 Unassigned tasks · 1
        🟡 #6 For anybody · Thu, Dec 10
        """,
        buttons=[
            "1",
            "2",
            "3",
            "7",
            "6",
            "⏰ Overdue",
            "📅 Today",
            "🗓 Next 7 days",
            "📥 To accept",
            "🙋 Unassigned",
            "⚙️ Settings",
        ],
    )
    digest = dave.last
    boris.hears(
        """
        📰 Ваш день · ср, 2 дек.

        🙋 Свободные задачи · 1
        🟡 № 6 For anybody · чт, 10 дек.
        """,
        buttons=["6", "🙋 Свободные", "⚙️ Настройки"],
    )
    for speaker in (carol, anna):
        assert len(speaker.overhears()) == 1  # the unassigned task
    for button, answer in (
        ("2", "📋 Task #2..."),
        ("⏰ Overdue", "📋 My tasks...#1 Budget..."),
        ("📥 To accept", "📥 Awaiting acceptance...#7 Draft..."),
        ("⚙️ Settings", "⚙️ Settings..."),
    ):
        dave.chat.press(button, digest)
        await bot.settle()
        assert [it.kind for it in dave.take()] == ["toast", "message"], answer
        assert answer.replace("...", "").split("#")[0].strip()[:8] in dave.last.text


async def test_nothing_to_say_and_nothing_sent(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await due(bot, carol, dave, title="Later", day="2026-12-24")
    done = await due(bot, carol, dave, title="Done", day="2026-12-02")
    await bot.sql("UPDATE tasks SET status = 'completed' WHERE id = $1", done)
    await comes_to(bot, "2026-12-02 09:00")
    await bot.passes(timedelta(days=1))


async def test_work_that_is_submitted_is_done_for_its_assignee(
    bot: Stage, carol: Speaker, dave: Speaker
) -> None:
    task_id = await due(bot, carol, dave, day="2026-12-02")
    await bot.sql("UPDATE assignments SET submitted_at = now() WHERE task_id = $1", task_id)
    await comes_to(bot, "2026-12-02 09:00")
    assert len(carol.overhears()) == 1


async def test_it_comes_once_a_day_whatever_restarts(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await due(bot, carol, dave, day="2026-11-27")
    for moment in ("2026-12-01 12:00", "2026-12-02 08:59"):
        await comes_to(bot, moment)
        dave.hears_nothing()
    await comes_to(bot, "2026-12-02 09:00")
    dave.hears("📰 Your day...5 days overdue")
    await bot.restart()
    await bot.tick()
    await comes_to(bot, "2026-12-02 23:00")
    dave.hears_nothing()
    await bot.passes(timedelta(days=6), timedelta(hours=1))
    assert [text.splitlines()[0] for text in dave.overhears()] == [
        f"📰 Your day · {it}" for it in ("Thu, Dec 3", "Fri, Dec 4", "Mon, Dec 7", "Tue, Dec 8")
    ]


@pytest.mark.parametrize(
    ("back", "comes"),
    [
        ("2026-12-02 09:01", True),
        ("2026-12-02 14:00", True),
        ("2026-12-02 20:30", False),  # in quiet hours
        ("2026-12-03 02:00", False),
        ("2026-12-03 09:20", True),  # that of this day
        ("2026-12-05 12:00", False),  # Saturday
        ("2026-12-09 09:30", True),
    ],
)
async def test_after_downtime_the_one_of_the_day_comes_late_and_older_ones_do_not(
    bot: Stage, carol: Speaker, dave: Speaker, back: str, comes: bool
) -> None:
    await due(bot, carol, dave, day="2026-11-27")
    await bot.tick()
    await bot.stop()
    bot.clock.moment = datetime.fromisoformat(back).replace(tzinfo=UTC)
    await bot.start()
    await bot.tick()
    assert len(dave.overhears()) == comes


ZONES = [
    # The clocks go forward on 28 March 2027, and back on 31 October; the digest comes at nine by the wall.
    ("Europe/Berlin", "2027-03-27", "daily", ["2027-03-28T07:00", "2027-03-29T07:00"]),
    ("Europe/Berlin", "2027-10-30", "daily", ["2027-10-31T08:00", "2027-11-01T08:00"]),
    ("America/New_York", "2027-03-12", "workdays", ["2027-03-15T13:00"]),
    ("America/New_York", "2027-11-05", "workdays", ["2027-11-08T14:00"]),
    ("Asia/Kamchatka", "2026-12-31", "workdays", ["2026-12-31T21:00"]),  # 1 January, where it is a workday
    ("Pacific/Apia", "2027-12-31", "workdays", ["2028-01-02T20:00"]),
]


@pytest.mark.parametrize(("zone", "day", "days", "instants"), ZONES, ids=lambda it: str(it)[:16])
async def test_at_nine_by_the_wall_on_both_sides_of_clock_changes(
    bot: Stage, carol: Speaker, dave: Speaker, zone: str, day: str, days: str, instants: list[str]
) -> None:
    await due(bot, carol, dave, day="2026-11-27")
    await bot.sql("UPDATE users SET timezone = $2 WHERE telegram_id = $1", dave.id, zone)
    if days == "daily":
        await bot.sql("UPDATE notification_settings SET digest_days = '{1,2,3,4,5,6,7}'")
    await comes_to(bot, f"{day} 10:00", zone)
    dave.take()  # that of a day after downtime
    for instant in instants:
        exact = datetime.fromisoformat(instant).replace(tzinfo=UTC)
        bot.clock.moment = exact - timedelta(seconds=1)
        await bot.tick()
        dave.hears_nothing()
        bot.clock.moment = exact
        await bot.tick()
        dave.hears("📰 Your day...")


async def test_deadlines_are_where_the_reader_is(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    """All three are of one day in Kamchatka."""
    for title, day in (
        ("Early", "2026-12-03 05:00 Asia/Kamchatka"),  # 12:00 on 2 December in New York
        ("Late", "2026-12-03 23:00 Asia/Kamchatka"),  # 6:00 on 3 December
        ("Passed", "2026-12-03 00:30 Asia/Kamchatka"),  # 7:30 on 2 December
    ):
        await due(bot, carol, dave, title=title, day=day)
    await bot.sql("UPDATE users SET timezone = 'America/New_York' WHERE telegram_id = $1", dave.id)
    await comes_to(bot, "2026-12-02 09:00", "America/New_York")
    dave.hears(
        """
        📰 Your day · Wed, Dec 2

        ⏰ Overdue · 1
        🟡 #3 Passed · 07:30

        📅 Today · 1
        🟡 #1 Early · 12:00

        🗓 Tomorrow · 1
        🟡 #2 Late · 06:00
        """
    )


async def test_a_change_of_zone_moves_it(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await due(bot, carol, dave, day="2026-11-27")
    await bot.tick()
    await dave.says("/timezone Vladivostok", "🕒 Your time zone...")
    await comes_to(bot, "2026-12-02 08:59", "Asia/Vladivostok")
    dave.hears_nothing()
    await comes_to(bot, "2026-12-02 09:00", "Asia/Vladivostok")
    dave.hears("📰 Your day · Wed, Dec 2...")
    await dave.says("/timezone Europe/Moscow", "🕒 Your time zone...")
    await comes_to(bot, "2026-12-02 09:00", "Europe/Moscow")  # on the same day, seven hours later
    dave.hears_nothing()
    await comes_to(bot, "2026-12-03 09:00", "Europe/Moscow")
    dave.hears("📰 Your day · Thu, Dec 3...")


async def test_a_restart_in_another_zone_of_the_team_moves_it(
    bot: Stage, carol: Speaker, dave: Speaker
) -> None:
    await due(bot, carol, dave, day="2026-11-27")
    await bot.tick()
    await bot.restart(timezone="Asia/Kamchatka")
    await comes_to(bot, "2026-12-02 09:00", "Asia/Kamchatka")
    dave.hears("📰 Your day · Wed, Dec 2...")
    await comes_to(bot, "2026-12-02 09:00")
    dave.hears_nothing()


async def test_who_is_blocked_unreachable_or_forgotten_gets_none(
    bot: Stage, carol: Speaker, dave: Speaker, boris: Speaker, anna: Speaker
) -> None:
    for person in (dave, boris, anna):
        await due(bot, carol, person, day="2026-11-27")
    await bot.tick()
    await bot.sql("UPDATE users SET access = 'blocked' WHERE telegram_id = $1", dave.id)
    await bot.sql("UPDATE users SET reachable = false WHERE telegram_id = $1", boris.id)
    await bot.sql("DELETE FROM users WHERE telegram_id = $1", anna.id)
    await comes_to(bot, "2026-12-02 09:00")
    assert await bot.sql("SELECT count(*) FROM notification_settings WHERE next_digest_at IS NULL") == 2
    await bot.sql("UPDATE users SET access = 'active'")
    await comes_to(bot, "2026-12-03 09:00")
    dave.hears("📰 Your day...")
    await boris.says("/my_tasks", "...")  # and can be reached again
    await comes_to(bot, "2026-12-04 09:00")
    boris.hears("📰 Ваш день...")
    dave.hears("📰 Your day...")
    assert len(carol.overhears()) == 3  # of Anna's task, which is nobody's now


async def test_two_hundred_overdue_tasks_are_ten_lines(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await bot.sql(
        "INSERT INTO tasks (title, due_date, created_by_id, assigned_to_id)"
        " SELECT repeat('Щ', 250), '2026-11-01'::date + it % 34, carol.id, dave.id"
        " FROM generate_series(1, 240) AS its (it), users AS carol, users AS dave"
        " WHERE carol.telegram_id = $1 AND dave.telegram_id = $2",
        carol.id,
        dave.id,
    )
    await comes_to(bot, "2026-12-02 09:00")
    (event,) = dave.take()
    lines = event.text.splitlines()
    assert [line.split(" · ")[1] for line in lines if line.startswith(("⏰", "📅", "🗓"))] == [
        "114+",
        "7",
        "7",
    ]
    assert sum(line.startswith("🟡") for line in lines) == 10 + 7 + 7
    assert "…and 104+ more" in lines
    assert len(event.text.encode("utf-16-le")) // 2 <= 4096


async def test_the_demanded_one_is_the_same_and_tells_its_hour(
    bot: Stage, carol: Speaker, dave: Speaker, boris: Speaker
) -> None:
    ask = "📰 When should I send your digest? Now: on workdays at 9:00..."
    await dave.says("/digest", "📰 Nothing is due today or tomorrow, and nothing is waiting for you. 🎉", ask)
    await due(bot, carol, dave, boris, day="2026-12-01")
    await dave.says("/digest", "📰 Your day · Tue, Dec 1\n\n📅 Today · 1\n🟡 #1 Report", ask)
    ask_ru = "📰 Когда присылать дайджест? Сейчас: по рабочим дням в 9:00..."
    await boris.says("/дайджест", "📰 Ваш день · вт, 1 дек.\n\n📅 Сегодня · 1\n🟡 № 1 Report", ask_ru)
    await comes_to(bot, "2026-12-02 09:00")  # it does not count as that of the day
    dave.hears("📰 Your day...")
    boris.hears("📰 Ваш день...")


async def test_what_the_clock_left_to_it_comes_with_it(
    bot: Stage, carol: Speaker, dave: Speaker, boris: Speaker
) -> None:
    """As far as that still matters, and does not stand there anyway."""
    soon = await due(bot, carol, dave, title="Soon", day="2026-12-02")
    far = await due(bot, carol, dave, title="Far", day="2026-12-20")
    done = await due(bot, carol, dave, title="Done")
    theirs = await put(bot, carol, boris, title="Not theirs")
    await bot.sql("UPDATE tasks SET status = 'completed' WHERE id = $1", done)
    await bot.sql(
        "INSERT INTO digest_items (user_id, task_id) SELECT users.id, it FROM users, unnest($2::bigint[]) AS it"
        " WHERE telegram_id = $1",
        dave.id,
        [soon, far, done, theirs],
    )
    await bot.sql(
        "INSERT INTO digest_items (user_id, text) SELECT id, 'Call <Ann>' FROM users WHERE telegram_id = $1",
        dave.id,
    )
    await comes_to(bot, "2026-12-02 09:00")
    dave.hears(
        """
        📰 Your day · Wed, Dec 2

        📅 Today · 1
        🟡 #1 Soon

        🔔 Reminders · 2
        🟡 #2 Far · Sun, Dec 20
        • Call <Ann>
        """,
        buttons=["1", "2", "📅 Today", "⚙️ Settings"],
    )
    assert await bot.sql("SELECT count(*) FROM digest_items") == 0
    assert await bot.sql("SELECT max(clock_sent) FROM notification_settings") == 1


async def test_what_was_left_to_it_comes_though_it_is_turned_off(
    bot: Stage, carol: Speaker, dave: Speaker
) -> None:
    far = await due(bot, carol, dave, title="Far", day="2026-12-20")
    await due(bot, carol, dave, title="Soon", day="2026-12-02")
    await bot.tick()
    await bot.sql(
        "INSERT INTO digest_items (user_id, task_id) SELECT id, $2 FROM users WHERE telegram_id = $1",
        dave.id,
        far,
    )
    bot.clock.moment = datetime(2026, 12, 1, 21, tzinfo=UTC)
    await dave.says("/digest off", "📰 Digest: off.")
    await bot.tick()
    dave.hears_nothing()  # in quiet hours
    await comes_to(bot, "2026-12-02 09:00")
    dave.hears("📰 Your day · Wed, Dec 2\n\n🔔 Reminders · 1\n🟡 #1 Far · Sun, Dec 20")
    await comes_to(bot, "2026-12-03 09:00")


async def test_days_off_of_the_country_have_none(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await due(bot, carol, dave, day="2026-11-27")
    await comes_to(bot, "2026-12-30 12:00")
    dave.take()
    await carol.says("/calendar RU", "...")
    await carol.says("/calendar work 2027-01-06", "...")
    await bot.passes(timedelta(days=13), timedelta(hours=3))
    days = [text.splitlines()[0].partition(" · ")[2] for text in dave.overhears()]
    assert days == ["Wed, Jan 6", "Mon, Jan 11", "Tue, Jan 12"]
