"""Handing out work: /create_task in all its spellings, and what assignees hear of it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dialogues.stage import Speaker, Stage

pytestmark = pytest.mark.usefixtures("team")

BARE_EN = """
    ✅ Task #1 has been created.

    📋 Task #1
    Order laptops

    Status: ⏳ pending
    Priority: 🟡 medium
    Deadline: none
    Assignee: not assigned
    Created by: Carol Smith (@carol)
    Created: ...
"""
BARE_RU = """
    ✅ Задача № 1 создана.

    📋 Задача № 1
    Заказать ноутбуки

    Статус: ⏳ ожидает
    Приоритет: 🟡 средний
    Срок: не указан
    Исполнитель: не назначен
    Автор: Анна Петрова (@anna)
    Создана: ...
"""
FULL_EN = """
    ✅ Task #... has been created and sent to Борис Иванов (@boris).

    📋 Task #...
    Prepare the report
    Sales by region

    Status: ⏳ pending
    Priority: 🟠 high
    Deadline: Fri, Dec 25 · in 24 days
    Assignee: Борис Иванов (@boris)
    Created by: Carol Smith (@carol)
    Created: ...
"""
HEARD_BY_BORIS = """
    📬 Carol Smith (@carol) → вам: новая задача.

    📋 Задача № ...
    Prepare the report
    Sales by region

    Статус: ⏳ ожидает
    Приоритет: 🟠 высокий
    Срок: пт, 25 дек. · через 24 дня
    Исполнитель: Борис Иванов (@boris)
    Автор: Carol Smith (@carol)
    Создана: ...
"""
FULL_RU = """
    ✅ Задача № ... создана и отправлена: Dave Jones.

    📋 Задача № ...
    Подготовить отчёт
    Продажи по регионам

    Статус: ⏳ ожидает
    Приоритет: 🔴 срочный
    Срок: пт, 25 дек. · через 24 дня
    Исполнитель: Dave Jones
    Автор: Анна Петрова (@anna)
    Создана: ...
"""
HEARD_BY_DAVE = """
    📬 Анна Петрова (@anna) has assigned a task to you.

    📋 Task #...
    Подготовить отчёт
    Продажи по регионам

    Status: ⏳ pending
    Priority: 🔴 urgent
    Deadline: Fri, Dec 25 · in 24 days
    Assignee: Dave Jones
    Created by: Анна Петрова (@anna)
    Created: ...
"""


@pytest.mark.parametrize(
    "text",
    [
        '/create_task title:"Order laptops"',
        '/Create_Task@taskbot_sandbox_bot TITLE:"Order laptops"',
        '/создать_задачу название:"Order laptops"',
        "/CREATE_TASK\n  Название : «Order laptops»\n",
    ],
)
async def test_a_title_is_enough(text: str, carol: Speaker, bot: Stage) -> None:
    await carol.says(text, BARE_EN)
    assert carol.shown("bold") == ["Task\u00a0#1", "Order laptops"]
    assert await bot.sql("SELECT priority::text FROM tasks") == "medium"


@pytest.mark.parametrize(
    "text",
    [
        '/создать_задачу название:"Заказать ноутбуки"',
        "/Создать_Задачу НАЗВАНИЕ:„Заказать ноутбуки“",
        '/create_task title:"Заказать ноутбуки"',
        '/create_task@taskbot_sandbox_bot\nназвание:"Заказать ноутбуки"',
    ],
)
async def test_a_title_is_enough_in_russian(text: str, anna: Speaker) -> None:
    await anna.says(text, BARE_RU)


FULL_IN_MANY_WAYS = (
    '/create_task title:"Prepare the report" description:"Sales by region" priority:high due_date:2026-12-25 assigned_to:@boris',
    '/create_task assigned_to:1002 due_date:2026-12-25 priority:high description:"Sales by region" title:"Prepare the report"',
    '/CREATE_TASK Title:"Prepare the report" DESCRIPTION:"Sales by region" Priority:HIGH Due_Date:2026-12-25 Assigned_To:@Boris',
    '/create_task@taskbot_sandbox_bot\ntitle:"Prepare the report"\ndescription:"Sales by region"\npriority:high\ndue_date:2026-12-25\nassigned_to:@boris',
    '/создать_задачу название:"Prepare the report" описание:"Sales by region" приоритет:высокий срок:2026-12-25 исполнитель:@boris',
    '/СОЗДАТЬ_ЗАДАЧУ Срок:25.12.2026 Исполнитель:@BORIS Название:"Prepare the report" Приоритет:Высокая Описание:"Sales by region"',
    '/create_task название:"Prepare the report", описание:"Sales by region", priority:высокий, due_date:2026-12-25, исполнитель:@boris',
    "/create_task title:«Prepare the report» description:„Sales by region“ priority:high due_date:2026-12-25 assigned_to:@boris",
    "/create_task title:“Prepare the report” description:”Sales by region” priority:high due_date:2026-12-25 assigned_to:@boris",
    "/create_task title:'Prepare the report' description:‘Sales by region’ priority:high due_date:2026-12-25 assigned_to:@boris",
    '/create_task title: "Prepare the report" description : "Sales by region" priority: high due_date: 2026-12-25 assigned_to: @boris',
    '/create_task title="Prepare the report" description:"Sales by region" priority=high due_date=2026/12/25 assigned_to=t.me/boris',
    '/create_task    title:"Prepare the report"\n\n\ndescription:"Sales by region"   priority:"high" due_date:"2026-12-25" assigned_to:"@boris"  ',
    '/create-task title:"Prepare the report" description:"Sales by region" priority:high due-date:2026-12-25 assigned-to:boris',
)
FULL_IN_MANY_WAYS_RU = (
    '/создать_задачу название:"Подготовить отчёт" описание:"Продажи по регионам" приоритет:срочный срок:2026-12-25 исполнитель:1004',
    '/create_task title:"Подготовить отчёт" description:"Продажи по регионам" priority:urgent due_date:2026-12-25 assigned_to:1004',
    "/создать_задачу\nисполнитель: 1004\nсрок: 25.12.2026\nприоритет: Срочно\nописание: «Продажи по регионам»\nназвание: «Подготовить отчёт»",
    '/создать-задачу НАЗВАНИЕ:"Подготовить отчёт" Описание:“Продажи по регионам” Приоритет:СРОЧНЫЙ Срок:2026-12-25 Исполнитель:1004',
)


async def test_every_spelling_makes_the_same_task(carol: Speaker, boris: Speaker, bot: Stage) -> None:
    for text in FULL_IN_MANY_WAYS:
        await carol.says(text, FULL_EN)
        boris.hears(HEARD_BY_BORIS)
    assert await bot.sql("SELECT count(*) FROM tasks") == len(FULL_IN_MANY_WAYS)
    assert boris.last.labels[:3] == ["▶ Начать", "✅ Готово", "❌ Отклонить"]


async def test_every_spelling_makes_the_same_task_in_russian(anna: Speaker, dave: Speaker) -> None:
    for text in FULL_IN_MANY_WAYS_RU:
        await anna.says(text, FULL_RU)
        dave.hears(HEARD_BY_DAVE)


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        (r'"Read \"Dune\" again"', 'Read "Dune" again'),
        ("«Прочитать „Идиота“ ещё раз»", "Прочитать „Идиота“ ещё раз"),
        ("«Прочитать «Идиота» ещё раз»", "Прочитать «Идиота» ещё раз"),
        ("“It's Anna's”", "It's Anna's"),
        (r'"C:\new\table"', r"C:\new\table"),
        (r'"ends with \\"', "ends with \\"),
        ('"title: is no key inside"', "title: is no key inside"),
        ('"two\nlines"', "two\nlines"),
        ("Report", "Report"),
        ('"  padded  "', "padded"),
        ('"/help"', "/help"),
    ],
)
async def test_what_is_quoted_is_the_title(typed: str, title: str, carol: Speaker, bot: Stage) -> None:
    await carol.says(
        f"/create_task title:{typed} priority:low", f"✅...📋 Task #1\n{title}\n\nStatus...🟢 low..."
    )
    assert await bot.sql("SELECT title FROM tasks") == title


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        *(("low", "🟢 low"), ("medium", "🟡 medium"), ("high", "🟠 high"), ("urgent", "🔴 urgent")),
        *(("низкий", "🟢 low"), ("средний", "🟡 medium"), ("высокий", "🟠 high"), ("срочный", "🔴 urgent")),
        *(("НИЗКИЙ", "🟢 low"), ("Urgent", "🔴 urgent")),
    ],
)
async def test_priorities(typed: str, shown: str, carol: Speaker) -> None:
    await carol.says(f"/create_task title:A priority:{typed}", f"✅...Priority: {shown}\n...")


async def test_its_history_begins_with_who_was_assigned(
    carol: Speaker, anna: Speaker, boris: Speaker, dave: Speaker
) -> None:
    await carol.says("/create_task title:Report assigned_to:@boris", "✅...")
    await anna.says("/создать_задачу Отчёт @boris @1004", "📝...")
    await anna.presses("✅ Создать", "📋...", toast="✅ Задача № 2 создана и отправлена...")
    for speaker in (boris, dave):
        speaker.overhears()
    await carol.says(
        "/history 1",
        """
        🕓 History of task #1 “Report”

        ... · Carol Smith: created the task
        ... · Carol Smith: assigned Борис Иванов (@boris)
        """,
    )
    await anna.says(
        "/история 2",
        """
        🕓 История задачи № 2 «Отчёт»

        ... · Анна Петрова: задача создана
        ... · Анна Петрова: назначен исполнитель Борис Иванов (@boris)
        ... · Анна Петрова: назначен исполнитель Dave Jones
        """,
    )


async def test_an_own_task_is_news_to_nobody(carol: Speaker, anna: Speaker) -> None:
    await carol.says(
        '/create_task title:"Mine" assigned_to:@carol',
        "✅ Task #1 has been created.\n\n...Assignee: Carol Smith (@carol)...",
    )
    await anna.says(
        '/создать_задачу название:"Моё" исполнитель:1001',
        "✅ Задача № 2 создана.\n\n...Исполнитель: Анна Петрова (@anna)...",
    )


async def test_an_admin_hears_of_an_assignment_as_well(carol: Speaker, anna: Speaker) -> None:
    await carol.says(
        '/create_task title:"Yours" assigned_to:@anna',
        "✅ Task #1 has been created and sent to Анна Петрова (@anna)...",
    )
    anna.hears("📬 Carol Smith (@carol) → вам: новая задача.\n\n...Yours...")


async def test_an_unknown_person_makes_it_a_draft(
    carol: Speaker, anna: Speaker, bot: Stage, eve: Speaker
) -> None:
    for person in ("@nobody", "@eve_s", "999"):
        await carol.says(
            f'/create_task title:"A" description:"B" priority:high assigned_to:{person}',
            f"""
            ⚠️ I don't know {person}. Choose the assignee below; if that isn't a person, add it to the title with “✏️ Title”.

            📝 New task
            A
            B

            Priority: 🟠 high
            Deadline: none
            Assignee: not assigned

            All correct? Nobody is notified until you press “✅ Create”.
            """,
        )
        await anna.says(
            f'/создать_задачу название:"А" исполнитель:{person}',
            f"⚠️ Не знаю, кто это: {person}. Выберите исполнителя ниже; если это не человек, допишите это в название"
            " кнопкой «✏️ Название».\n\n📝 Новая задача\nА\n...Исполнитель: не назначен...",
        )
    assert await bot.sql("SELECT count(*) FROM tasks") == 0
    await eve.says("/start", "👋...")
    await carol.says(
        '/create_task title:"A" assigned_to:@eve_s', "✅ Task #1 has been created and sent to Eve (@eve_s)..."
    )
    eve.hears("📬 Carol Smith (@carol) has assigned a task to you...")


async def test_a_date_in_the_past_is_warned_of_and_kept(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await carol.says(
        '/create_task title:"Late" due_date:2026-11-28',
        """
        ✅ Task #1 has been created.

        ⚠️ Note that the deadline has already passed.

        📋 Task #1
        Late

        Status: ⏳ pending
        Priority: 🟡 medium
        Deadline: Sat, Nov 28 · 3 days overdue
        ...
        """,
    )
    await anna.says(
        '/создать_задачу название:"Поздно" срок:30.11.2025',
        """
        ✅ Задача № 2 создана.

        ⚠️ Обратите внимание: этот срок уже прошёл.

        📋 Задача № 2
        Поздно

        Статус: ⏳ ожидает
        Приоритет: 🟡 средний
        Срок: вс, 30 нояб. 2025 г. · просрочена на 366 дней
        ...
        """,
    )
    assert await bot.sql("SELECT min(due_date)::text FROM tasks") == "2025-11-30"


@pytest.mark.parametrize(
    ("day", "english", "russian"),
    [
        ("2026-11-30", "Mon, Nov 30 · 1 day overdue", "пн, 30 нояб. · просрочена на 1 день"),
        ("2026-11-29", "Sun, Nov 29 · 2 days overdue", "вс, 29 нояб. · просрочена на 2 дня"),
        ("2026-12-01", "Tue, Dec 1 · today", "вт, 1 дек. · сегодня"),
        ("2026-12-02", "Wed, Dec 2 · tomorrow", "ср, 2 дек. · завтра"),
        ("2026-12-03", "Thu, Dec 3 · in 2 days", "чт, 3 дек. · через 2 дня"),
        ("2026-12-06", "Sun, Dec 6 · in 5 days", "вс, 6 дек. · через 5 дней"),
        ("2026-12-22", "Tue, Dec 22 · in 21 days", "вт, 22 дек. · через 21 день"),
        ("2027-01-01", "Fri, Jan 1, 2027 · in 31 days", "пт, 1 янв. 2027 г. · через 31 день"),
        ("2028-02-29", "Tue, Feb 29, 2028 · in 455 days", "вт, 29 февр. 2028 г. · через 455 дней"),
    ],
)
async def test_deadlines_as_people_say_them(
    day: str, english: str, russian: str, carol: Speaker, anna: Speaker
) -> None:
    warned = day < "2026-12-01"
    warning = "⚠️ Note that the deadline has already passed.\n\n" * warned
    await carol.says(
        f"/create_task title:A due_date:{day}",
        f"✅ Task #1 has been created.\n\n{warning}📋 Task #1\nA\n...\nDeadline: {english}\n...",
    )
    warning = "⚠️ Обратите внимание: этот срок уже прошёл.\n\n" * warned
    await anna.says(
        f"/создать_задачу название:А срок:{day}",
        f"✅ Задача № 2 создана.\n\n{warning}📋 Задача № 2\nА\n...\nСрок: {russian}\n...",
    )


@pytest.mark.settings(timezone=ZoneInfo("Asia/Tokyo"))
async def test_the_team_s_time_zone_decides_what_today_is(carol: Speaker, bot: Stage) -> None:
    bot.clock.moment = datetime(2026, 12, 24, 14, 59, tzinfo=UTC)
    await carol.says("/create_task title:A due_date:2026-12-24", "✅...Deadline: Thu, Dec 24 · today\n...")
    bot.clock.moment = datetime(2026, 12, 24, 15, 1, tzinfo=UTC)  # a minute past midnight in Tokyo
    await carol.says("/task_details 1", "📋...Deadline: Thu, Dec 24 · 1 day overdue\n...")
    await carol.says("/create_task title:B due_date:2026-12-25", "✅ ...Deadline: Fri, Dec 25 · today\n...")
    await carol.says(
        "/create_task title:C due_date:2026-12-24", "✅ ...⚠️ Note that the deadline has already passed..."
    )


@pytest.mark.settings(timezone=ZoneInfo("America/New_York"))
async def test_the_day_of_creation_is_the_team_s_too(carol: Speaker, bot: Stage) -> None:
    await carol.says("/create_task title:A", "✅...")
    await bot.sql("UPDATE tasks SET created_at = '2026-11-30 04:59+00'")
    await carol.says("/task_details 1", "📋...\nCreated: Sun, Nov 29")


@pytest.mark.parametrize(
    "text",
    ['/create_task title:"A"', '/создать_задачу название:"А"', "/create_task", "/CREATE_TASK nonsense"],
)
async def test_employees_create_nothing(text: str, boris: Speaker, dave: Speaker, bot: Stage) -> None:
    typed = text.split(maxsplit=1)[0]
    await dave.says(text, f"{typed} is for admins only. What you can do: /help")
    await boris.says(text, f"Команда {typed} доступна только администраторам. Ваши команды: /help")
    assert await bot.sql("SELECT count(*) FROM tasks") == 0
