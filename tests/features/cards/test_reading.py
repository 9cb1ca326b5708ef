"""Reading: /my_tasks, /all_tasks and /task_details, and who may see what."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage, ordinary

pytestmark = pytest.mark.usefixtures("team")

MINE = (
    "/my_tasks",
    "/мои_задачи",
    "/MY_TASKS",
    "/Мои_Задачи@taskbot_sandbox_bot",
    "/my_tasks 1",
    "/my-tasks",
)
ALL = ("/all_tasks", "/все_задачи", "/All_Tasks", "/ВСЕ_ЗАДАЧИ@taskbot_sandbox_bot", "/all_tasks 1")
DETAILS = (
    "/task_details 1",
    "/детали_задачи 1",
    "/TASK_DETAILS 1",
    "/Детали_Задачи@taskbot_sandbox_bot 1",
    "/task_details #1",
    "/детали_задачи № 1",
    "/task_details\n1",
    "/task_details 0001",
)


@pytest.fixture
async def tasks(team: list[Speaker], bot: Stage, anna: Speaker, carol: Speaker) -> None:
    """1: Carol's for Boris; 2: Anna's for Boris; 3: Anna's for Dave; 4: nobody's."""
    for person, text in (
        (
            carol,
            '/create_task title:"Report" description:"Sales" priority:high due_date:2026-12-25 assigned_to:@boris',
        ),
        (anna, '/create_task title:"Договор" priority:urgent due_date:2026-11-28 assigned_to:@boris'),
        (anna, "/create_task title:Plants priority:low assigned_to:1004"),
        (anna, "/create_task title:Nobody's"),
    ):
        person.chat.say(text)
        await bot.settle()
    for person in team:
        person.overhears()


async def test_without_tasks_lists_say_so(
    anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    for command in MINE:
        await boris.says(command, "📋 Открытых задач у вас нет. 🎉")
        await anna.says(command, "📋 Открытых задач у вас нет. 🎉")
        await dave.says(command, "📋 Nothing to do: you have no open tasks. 🎉")
        await carol.says(command, "📋 Nothing to do: you have no open tasks. 🎉")
    for command in ALL:
        await anna.says(
            command,
            """
            🗂 Задач пока нет. Создайте первую:
            /создать_задачу название:"Подготовить отчёт" приоритет:высокий срок:2027-12-01 исполнитель:@username
            """,
        )
        await carol.says(
            command,
            """
            🗂 There are no tasks yet. Create the first one:
            /create_task title:"Prepare the report" priority:high due_date:2027-12-01 assigned_to:@username
            """,
        )


@pytest.mark.usefixtures("tasks")
async def test_everyone_lists_their_own(boris: Speaker, dave: Speaker, anna: Speaker) -> None:
    for command in MINE:
        await boris.says(
            command,
            """
            📋 Мои задачи · 2 открытые задачи

            🔴 № 2 Договор
            ⏳ ожидает · сб, 28 нояб. · просрочена на 3 дня

            🟠 № 1 Report
            ⏳ ожидает · пт, 25 дек. · через 24 дня
            """,
        )
        await dave.says(
            command,
            """
            📋 My tasks · 1 open task

            🟢 #3 Plants
            ⏳ pending
            """,
        )
        await anna.says(command, "📋 Открытых задач у вас нет. 🎉")
    bold = [ordinary(it) for it in boris.shown("bold")]
    assert bold == ["Мои задачи", "№ 2", "просрочена на 3 дня", "№ 1"]


@pytest.mark.usefixtures("tasks")
async def test_admins_list_all(anna: Speaker, carol: Speaker) -> None:
    for command in ALL:
        await carol.says(
            command,
            """
            🗂 All tasks · 4 open tasks

            🔴 #2 Договор
            ⏳ pending · Sat, Nov 28 · 3 days overdue · Борис Иванов

            🟠 #1 Report
            ⏳ pending · Fri, Dec 25 · in 24 days · Борис Иванов

            🟡 #4 Nobody's
            ⏳ pending · not assigned

            🟢 #3 Plants
            ⏳ pending · Dave Jones
            """,
        )
    await anna.says(
        "/все_задачи", "🗂 Все задачи · 4 открытые задачи...🟡 № 4 Nobody's\n⏳ ожидает · без исполнителя\n..."
    )


@pytest.mark.usefixtures("tasks")
@pytest.mark.parametrize("command", [*ALL, "/all_tasks x", "/все_задачи 99"])
async def test_employees_do_not_list_all(command: str, boris: Speaker, dave: Speaker) -> None:
    typed = command.split(maxsplit=1)[0].partition("@")[0]
    await dave.says(command, f"{typed} is for admins only. What you can do: /help")
    await boris.says(command, f"Команда {typed} доступна только администраторам. Ваши команды: /help")


REPORT_EN = """
    📋 Task #1
    Report
    Sales

    Status: ⏳ pending
    Priority: 🟠 high
    Deadline: Fri, Dec 25 · in 24 days
    Assignee: Борис Иванов (@boris)
    Created by: Carol Smith (@carol)
    Created: ...
"""
REPORT_RU = """
    📋 Задача № 1
    Report
    Sales

    Статус: ⏳ ожидает
    Приоритет: 🟠 высокий
    Срок: пт, 25 дек. · через 24 дня
    Исполнитель: Борис Иванов (@boris)
    Автор: Carol Smith (@carol)
    Создана: ...
"""
HIDDEN_EN = "Task #1 does not exist, or you have no access to it.\nYour tasks and their numbers: /my_tasks"
HIDDEN_RU = "Задачи № 1 нет, или она вам недоступна.\nВаши задачи и их номера: /my_tasks"


@pytest.mark.usefixtures("tasks")
@pytest.mark.parametrize("command", DETAILS)
async def test_assignee_creator_and_admins_read_a_task(
    command: str, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await boris.says(command, REPORT_RU)  # the assignee
    await carol.says(command, REPORT_EN)  # the creator
    await anna.says(command, REPORT_RU)  # an admin
    await dave.says(command, HIDDEN_EN)  # nobody to it


@pytest.mark.usefixtures("tasks")
async def test_who_created_a_task_reads_it_also_without_being_an_admin(carol: Speaker, bot: Stage) -> None:
    await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = 1003")
    await carol.says("/task_details 1", REPORT_EN)
    await carol.says("/task_details 2", HIDDEN_EN.replace("#1", "#2"))


@pytest.mark.usefixtures("tasks")
async def test_a_hidden_task_and_none_get_the_same_answer(
    boris: Speaker, dave: Speaker, carol: Speaker
) -> None:
    """Letter for letter, the number aside: else anyone could count the team's tasks."""
    for command in (
        "/task_details {}",
        "/детали_задачи {}",
        "/update_status {} completed",
        "/обновить_статус {} отклонена",
    ):
        for number in (1, 2, 5, 77, 2**63 - 1):  # 4 is nobody's, for anyone to take
            await dave.says(command.format(number), HIDDEN_EN.replace("#1", f"#{number}"))
        for number in (3, 5, 77, 2**63 - 1):
            await boris.says(command.format(number), HIDDEN_RU.replace("№ 1", f"№ {number}"))
        await carol.says(command.format(77), HIDDEN_EN.replace("#1", "#77"))


@pytest.mark.usefixtures("tasks")
async def test_a_task_outlives_its_people(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await bot.sql("DELETE FROM users WHERE telegram_id = 1002")
    await carol.says("/task_details 1", "...Assignee: not assigned...Created by: Carol Smith (@carol)...")
    await bot.sql("UPDATE tasks SET created_by_id = NULL")
    await carol.says("/task_details 1", "...Assignee: not assigned\nCreated by: unknown\n...")
    await anna.says("/детали_задачи 1", "...Исполнитель: не назначен\nАвтор: неизвестен\n...")
