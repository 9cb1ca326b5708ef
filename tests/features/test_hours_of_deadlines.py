"""Deadlines with a time: typed and pressed, on cards, in lists, histories and notices, in each reader's zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dialogues.stage import Speaker, Stage, ordinary

pytestmark = [pytest.mark.usefixtures("team"), pytest.mark.settings(timezone="Europe/Moscow")]

DUE = "SELECT concat_ws(' ', due_date, due_time, due_zone, due_at AT TIME ZONE 'UTC') FROM tasks WHERE id = 1"
NOON = datetime(2026, 12, 1, 9, tzinfo=UTC)  # in Moscow, where the team is


@pytest.fixture(autouse=True)
def _noon(bot: Stage) -> None:
    bot.clock.moment = NOON


async def _in_zone(bot: Stage, speaker: Speaker, zone: str) -> None:
    await bot.sql("UPDATE users SET timezone = $1 WHERE telegram_id = $2", zone, speaker.id)


@pytest.mark.parametrize(
    ("line", "shown", "due"),
    [
        (
            "Report tomorrow at 3pm @boris",
            "Wed, Dec 2, 15:00 · tomorrow",
            "2026-12-02 15:00:00 Europe/Moscow 2026-12-02 12:00:00",
        ),
        (
            "Report @boris Friday 15:30",
            "Fri, Dec 4, 15:30 · in 3 days",
            "2026-12-04 15:30:00 Europe/Moscow 2026-12-04 12:30:00",
        ),
        (
            "in 90 minutes Report @boris",
            "Tue, Dec 1, 13:30 · today",
            "2026-12-01 13:30:00 Europe/Moscow 2026-12-01 10:30:00",
        ),
        (
            "Dec 25 at noon Report @boris",
            "Fri, Dec 25, 12:00 · in 24 days",
            "2026-12-25 12:00:00 Europe/Moscow 2026-12-25 09:00:00",
        ),
    ],
)
async def test_one_line_in_english(
    bot: Stage, boris: Speaker, carol: Speaker, line: str, shown: str, due: str
) -> None:
    await carol.says(f"/create_task {line}", f"📝 New task\nReport\n\n...Deadline: {shown}\n...")
    await carol.presses(
        "✅ Create", f"📋 Task #1\nReport\n\n...Deadline: {shown}\n...", toast="✅ Task #1..."
    )
    assert await bot.sql(DUE) == due
    boris.take()


@pytest.mark.parametrize(
    ("line", "shown", "due"),
    [
        ("Отчёт завтра 18:00", "ср, 2 дек., 18:00 · завтра", "2026-12-02 18:00:00"),
        ("Отчёт в пятницу к 15:30", "пт, 4 дек., 15:30 · через 3 дня", "2026-12-04 15:30:00"),
        ("25.12 9 утра Отчёт", "пт, 25 дек., 09:00 · через 24 дня", "2026-12-25 09:00:00"),
        ("через полчаса Отчёт", "вт, 1 дек., 12:30 · сегодня", "2026-12-01 12:30:00"),
    ],
)
async def test_one_line_in_russian(bot: Stage, anna: Speaker, line: str, shown: str, due: str) -> None:
    await anna.says(f"/создать_задачу {line}", f"📝 Новая задача\nОтчёт\n\n...Срок: {shown}\n...")
    await anna.presses(
        "✅ Создать", f"📋 Задача № 1\nОтчёт\n\n...Срок: {shown}\n...", toast="✅ Задача № 1..."
    )
    assert (await bot.sql(DUE)).startswith(f"{due} Europe/Moscow")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("tomorrow at 5", "tomorrow at 5 can mean two times. Write tomorrow 05:00 or tomorrow 17:00."),
        ("at 5", "at 5 can mean two times. Write 05:00 or 17:00."),
        ("25:00", "There is no such time as 25:00. Write it like 09:00 or 18:00."),
        ("9pm in the morning", "There is no such time as 9pm in the morning. Write it like 09:00 or 21:00."),
    ],
)
async def test_what_is_not_clear_is_refused_with_two_examples(
    bot: Stage, carol: Speaker, typed: str, answer: str
) -> None:
    two = answer.split(" or ")[1].rstrip(".")
    example = f'Example: /create_task title:"Prepare the report" due_date:"{two}"'
    await carol.says(f'/create_task title:Report due_date:"{typed}"', f"{answer}\n{example}")
    assert await bot.sql("SELECT count(*) FROM tasks") == 0
    await bot.sql("INSERT INTO tasks (title) VALUES ('Report')")
    example = f'Example: /edit_task 1 due_date:"{two}"'
    await carol.says(f'/edit_task 1 due_date:"{typed}"', f"{answer}\n{example}")
    await carol.says(f"/edit_task 1 {typed}", f"{answer}\n{example}")
    assert await bot.sql(DUE) == ""


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("завтра в 5", "завтра в 5 можно понять двояко. Напишите завтра 05:00 или завтра 17:00."),
        ("в 5", "в 5 можно понять двояко. Напишите 05:00 или 17:00."),
        ("25:00", "Такого времени нет: 25:00. Напишите, например, 09:00 или 18:00."),
        ("9 вечера утра", "Такого времени нет: 9 вечера утра. Напишите, например, 09:00 или 21:00."),
    ],
)
async def test_and_in_russian(anna: Speaker, typed: str, answer: str) -> None:
    two = answer.split(" или ")[1].rstrip(".")
    example = f'Пример: /создать_задачу название:"Подготовить отчёт" срок:"{two}"'
    await anna.says(f'/создать_задачу название:Отчёт срок:"{typed}"', f"{answer}\n{example}")


@pytest.mark.parametrize(
    "value", ['"tomorrow 18:00"', "tomorrow 18:00", "завтра в 6 вечера", "2026-12-02T18:00"]
)
async def test_fields(bot: Stage, carol: Speaker, value: str) -> None:
    card = "📋 Task #1\nReport\n\n...Deadline: Wed, Dec 2, 18:00 · tomorrow\n..."
    await carol.says(f"/create_task title:Report due_date:{value} priority:high", f"✅ Task #1...\n\n{card}")
    await bot.sql("UPDATE tasks SET due_date = NULL")
    change = "✏️ Task #1: deadline: none → Wed, Dec 2, 18:00"
    await carol.says(f"/edit_task 1 due_date:{value}", f"{change}\n\n{card}")
    assert await bot.sql(DUE) == "2026-12-02 18:00:00 Europe/Moscow 2026-12-02 15:00:00"


async def test_a_deadline_is_one_instant_for_all_its_readers(
    bot: Stage, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    """Typed in Kamchatka, read in Moscow and in New York; the entity says it where the client knows it."""
    await _in_zone(bot, carol, "Asia/Kamchatka")  # where it is 21:00
    await _in_zone(bot, dave, "America/New_York")
    await carol.says(
        "/create_task title:Report due_date:tomorrow 10:00 assigned_to:@boris",
        "✅ Task #1...\n\n📋 Task #1\nReport\n\n...Deadline: Wed, Dec 2, 10:00 · tomorrow\n...",
    )
    assert await bot.sql(DUE) == "2026-12-02 10:00:00 Asia/Kamchatka 2026-12-01 22:00:00"
    assert "Срок: ср, 2 дек., 01:00 · завтра" in ordinary(boris.take()[-1].text)
    entity = next(it for it in boris.last.entities if it["type"] == "date_time")
    assert entity["unix_time"] == datetime(2026, 12, 1, 22, tzinfo=UTC).timestamp()
    await carol.says("/assign 1 1004", "...")
    assert "Deadline: Tue, Dec 1, 17:00 · today" in ordinary(dave.take()[-1].text)
    await dave.says("/my_tasks due:today", "...#1 Report\n⏳ pending · Tue, Dec 1, 17:00 · today...")
    boris.take()
    await boris.says("/мои_задачи срок:сегодня", "...не подходит ни одна открытая задача.")


async def test_a_time_that_has_passed_today_is_overdue(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    await bot.sql(
        """
        INSERT INTO tasks (title, due_date, due_time, due_zone, assigned_to_id, created_by_id)
        SELECT title, '2026-12-01', clock::time, 'Europe/Moscow', boris.id, boris.id
        FROM users AS boris, (
            VALUES ('Early', '11:59'), ('Late', '12:01'), ('Day', NULL)
        ) AS made (title, clock) WHERE telegram_id = 1002
        """
    )
    early = "#1 Early\n⏳ pending · Tue, Dec 1, 11:59 · overdue · Борис Иванов"
    await carol.says("/overdue_tasks", f"⏰ Overdue tasks · 1 task\n\n🟡 {early}")
    await carol.says(
        "/all_tasks due:overdue", f"🗂 All tasks · 1 open task\nFilters: ⏰ overdue\n\n🟡 {early}"
    )
    await carol.says("/task_details 1", "...Deadline: Tue, Dec 1, 11:59 · overdue\n...")
    await boris.says("/мои_задачи", "...Early\n...вт, 1 дек., 11:59 · просрочена\n\n...Late\n...Day\n...")
    await carol.says("/users @boris", "...overdue: 1...")
    bot.clock.moment += timedelta(minutes=2)
    await carol.says("/overdue_tasks", "...Early\n...Late\n...")
    assert "Day" not in carol.last.text


async def test_hours_by_buttons(bot: Stage, carol: Speaker) -> None:
    await carol.says("/create_task Report", "📝 New task\nReport\n...Deadline: none\n...")
    assert "🕒 Time" not in carol.last.labels
    await carol.presses("Today", "...Deadline: Tue, Dec 1 · today\n...")
    await carol.presses("🕒 Time", "🕒 At what time? Now: Tue, Dec 1\n...")
    assert carol.last.labels[:24] == ["·"] * 13 + [str(hour) for hour in range(13, 24)]
    await carol.presses("18", "...Deadline: Tue, Dec 1, 18:00 · today\n...")
    await carol.presses("🕒 Time", "🕒 At what time? Now: Tue, Dec 1, 18:00\n...")
    assert carol.last.labels[24:] == ["✓ 18:00", "18:15", "18:30", "18:45", "All day, no time", "◀ Back"]
    await carol.presses("18:45", "...Deadline: Tue, Dec 1, 18:45 · today\n...")
    await carol.presses("In a week", "...Deadline: Tue, Dec 8, 18:45 · in 7 days\n...")
    await carol.presses("🕒 Time", "🕒 At what time?...")
    await carol.says("9am", "...Deadline: Tue, Dec 8, 09:00 · in 7 days\n...")
    await carol.presses(
        "✅ Create", "📋 Task #1\n...Deadline: Tue, Dec 8, 09:00 · in 7 days\n...", toast="✅ Task #1..."
    )
    assert await bot.sql(DUE) == "2026-12-08 09:00:00 Europe/Moscow 2026-12-08 06:00:00"


async def test_hours_of_a_task_by_buttons(bot: Stage, boris: Speaker, carol: Speaker, anna: Speaker) -> None:
    await bot.sql("INSERT INTO tasks (title, due_date) VALUES ('Report', '2026-12-04')")
    await carol.says("/task_details 1", "...Deadline: Fri, Dec 4 · in 3 days\n...")
    await carol.presses("✏️ Edit", "...")
    await carol.presses("📅 Deadline", "📅 When is task #1 “Report” due?...")
    await carol.presses(
        "🕒 Time", "🕒 At what time is task #1 “Report” due?\nNow: Fri, Dec 4 · in 3 days\n..."
    )
    await carol.presses(
        "15", "...Deadline: Fri, Dec 4, 15:00 · in 3 days\n...", toast="✏️ Task #1: deadline: ..."
    )
    await anna.says("/история 1", "...срок: пт, 4 дек. → пт, 4 дек., 15:00...")
    history = "SELECT before || ' → ' || after FROM changes ORDER BY id DESC LIMIT 1"
    assert await bot.sql(history) == "2026-12-04 → 2026-12-04T15:00[Europe/Moscow]"
    await carol.presses("✏️ Edit", "...")
    await carol.presses("📅 Deadline", "...")
    await carol.presses(
        "5", "...Deadline: Sat, Dec 5, 15:00 · in 4 days\n...", toast="✏️ Task #1: deadline: ..."
    )
    await boris.says("/детали_задачи 1", "...")
    version = await bot.sql("SELECT version FROM tasks")
    await boris.forges(
        f"t:due:1:{version}:t1800",
        toast="Сейчас с задачей № 1 этого сделать нельзя.\nЗадача целиком: /детали_задачи 1",
    )
    assert str(await bot.sql("SELECT due_time FROM tasks")) == "15:00:00"


@pytest.mark.parametrize("data", ["t2400", "t9999", "t", "t18:00", "tnone", "t-100", "d2026-12-04t2500"])
async def test_forged_hours_change_nothing(bot: Stage, carol: Speaker, data: str) -> None:
    await carol.says("/create_task Report", "...")
    draft = await bot.sql("SELECT id FROM drafts")
    await carol.forges(f"d:due:{draft}:{data}".replace("18:00", "18.00"), "📅 When is it due?...")
    assert await bot.sql("SELECT due_date FROM drafts") is None


async def test_words_of_a_time_in_the_title_are_offered(bot: Stage, carol: Speaker, anna: Speaker) -> None:
    await carol.says("/create_task Call the bank at 5", "...⚠️ Still part of the title: “at 5”. ...")
    assert carol.last.labels[:2] == ["“at 5” → Wed, Dec 2, 05:00", "“at 5” → Tue, Dec 1, 17:00"]
    await carol.presses(
        carol.last.labels[1], "📝 New task\nCall the bank\n\n...Deadline: Tue, Dec 1, 17:00 · today..."
    )
    await anna.says(
        "/создать_задачу завтра позвонить в 15:00",
        "📝 Новая задача\nпозвонить в 15:00\n...Срок: ср, 2 дек. · завтра\n...⚠️ Осталось в названии: «в 15:00»....",
    )
    await anna.presses(
        "«в 15:00» → ср, 2 дек., 15:00", "📝 Новая задача\nпозвонить\n\n...Срок: ср, 2 дек., 15:00..."
    )
    await carol.says(
        "/create_task Report tomorrow 25:00",
        "📝 New task\nReport tomorrow 25:00\n...Deadline: none\n..."
        "⚠️ I did not take “tomorrow 25:00” for a deadline: it stays in the title. "
        "Write a deadline like tomorrow 9:00 or tomorrow 6pm....",
    )
    await anna.says("/создать_задачу Отчёт через пару часов", "...«через пару часов» — это срок?...")
    await bot.settle()


async def test_an_answer_that_is_a_time(bot: Stage, carol: Speaker) -> None:
    await bot.sql("INSERT INTO tasks (title) VALUES ('Report')")
    await carol.says("/task_details 1", "...")
    await carol.presses("✏️ Edit", "...")
    await carol.presses("📅 Deadline", "...")
    await carol.says("at 5", "at 5 can mean two times. Write 05:00 or 17:00.")
    await carol.says("17:00", "...deadline: none → Tue, Dec 1, 17:00\n\n...")


async def test_times_of_a_message_that_waited(bot: Stage, carol: Speaker) -> None:
    """Two hours are counted from when they were written."""
    person = carol.chat.person
    sent = int((NOON - timedelta(hours=1)).timestamp())
    message = {"message_id": 900, "date": sent, "chat": person.as_chat, "from": person.as_user}
    bot.sandbox.inject({"message": message | {"text": "/create_task title:R due_date:in 2 hours"}})
    await bot.settle()
    assert await bot.sql(DUE) == "2026-12-01 13:00:00 Europe/Moscow 2026-12-01 10:00:00"
    carol.overhears()
