"""Tasks of projects: written, drafted, listed, moved, by those who lead one; and nothing of it for others."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage

pytestmark = pytest.mark.usefixtures("team")


async def test_a_lead_creates_and_assigns_without_being_an_admin(
    boris: Speaker, carol: Speaker, dave: Speaker, website: int
) -> None:
    assert website
    assert {"create_task", "all_tasks", "edit_task", "assign", "projects", "project"} <= boris.menu.keys()
    assert not {"create_task", "users", "acceptance"} & dave.menu.keys()
    assert {"projects", "project"} <= dave.menu.keys()
    await boris.says(
        "/создать_задачу Сверстать главную @Dave !высокий",
        """
        📝 Новая задача
        Сверстать главную

        Приоритет: 🟠 высокий
        Срок: не указан
        Исполнитель: Dave Jones
        Проект: #website

        Всё верно? Пока вы не нажмёте «✅ Создать», никто не получит уведомления.
        """,
    )
    await boris.presses("✅ Создать", "📋 Задача № 1...Проект: #website...", toast="✅ Задача № 1 создана...")
    dave.hears("📬 Борис Иванов (@boris) has assigned a task to you...Project: #website...")
    await boris.says("/назначить 1 @carol", "...Carol Smith...")
    dave.hears("👤 Борис Иванов (@boris) · task #1 “Сверстать главную”: assigned Carol Smith (@carol)")
    carol.hears("📬 Борис Иванов (@boris) has assigned a task to you...Project: #website...")


async def test_who_is_assigned_joins_the_project(
    anna: Speaker, boris: Speaker, dave: Speaker, reports: int, bot: Stage
) -> None:
    await anna.says(
        "/create_task Сводка за ноябрь @Dave #отчеты",
        "...Проект: #Отчёты\n➕ Ещё не в #Отчёты и станет участником вместе с задачей: Dave Jones...",
    )
    await anna.presses("✅ Создать", "📋 Задача № 1...", toast="...➕ Теперь в #Отчёты: Dave Jones...")
    dave.hears("📬 Анна Петрова (@anna) has assigned a task to you...Project: #Отчёты...")
    assert await bot.sql("SELECT count(*) FROM project_members WHERE project_id = $1", reports) == 2
    # Boris is in another project: the task is not there for him.
    await boris.says("/детали_задачи 1", "Задачи № 1 нет, или она вам недоступна...")
    await boris.says("/все_задачи #отчёты", "Проекта #отчёты нет, или вы в нём не участвуете...")
    await boris.says("/проект Отчёты", "Проекта #Отчёты нет, или вы в нём не участвуете...")
    await boris.says("/проект нетакого", "Проекта #нетакого нет, или вы в нём не участвуете...")


async def test_a_word_that_names_no_project_stays_in_the_title(carol: Speaker, reports: int) -> None:
    assert reports
    await carol.says(
        "/create_task Post the photos @anna #cats",
        """
        📝 New task
        Post the photos #cats

        Priority: 🟡 medium
        Deadline: none
        Assignee: Анна Петрова (@anna)
        Project: #General
        ⚠️ #cats is part of the title: it is not a project in which you can create tasks.

        All correct? Nobody is notified until you press “✅ Create”.
        """,
    )
    await carol.says(
        "/create_task Fix the menu #webstie",
        "...Fix the menu #webstie...⚠️ #webstie is part of the title: if it is the project #website, press it below...",
    )
    await carol.presses("#webstie → 📁 #website", "📝 New task\nFix the menu\n...Project: #website...")
    await carol.presses(
        "📁 #website",
        "📁 Which project is it for?",
        buttons=["📁 #General", "✓ 📁 #website", "📁 #Отчёты", "◀ Back"],
    )
    await carol.presses("📁 #Отчёты", "...Project: #Отчёты...")
    await carol.says("/create_task Learn C# and fix #123 tomorrow", "📝 New task\nLearn C# and fix #123\n...")


async def test_key_value_names_a_project(carol: Speaker, boris: Speaker, reports: int) -> None:
    assert reports
    await carol.says(
        '/create_task title:"Fix it" project:website', "✅ Task #1 has been created...Project: #website..."
    )
    await carol.says(
        "/create_task title:x project:webstie",
        """
        There is no project #webstie, or you are not in it. Did you mean #website?
        Your projects: /projects
        """,
    )
    await boris.says(
        "/создать_задачу название:x проект:общий",
        "Создавать задачи в #Общий вы не можете: это делают его руководители и администраторы...",
    )
    await boris.says(
        "/создать_задачу название:x проект:отчёты", "Проекта #отчёты нет, или вы в нём не участвуете..."
    )
    await boris.says("/создать_задачу название:x", "✅ Задача № 2 создана...Проект: #website...")


async def test_lists_of_one_project(
    bot: Stage, anna: Speaker, boris: Speaker, dave: Speaker, reports: int
) -> None:
    assert reports
    for line in ("title:A project:website", "title:B", "title:C project:Отчёты assigned_to:@anna"):
        await anna.says(f"/create_task {line}", "✅...")
    await anna.says("/все_задачи #website", "📁 #website · 1 открытая задача\n\n...№ 1 A...")
    await anna.says(
        "/мои_задачи проект:отчеты", "📋 Мои задачи · 1 открытая задача\nФильтры: 📁 #Отчёты\n\n...№ 3 C..."
    )
    await anna.presses("🎛 Фильтры: 1", "📋 Мои задачи...")
    await anna.presses(
        "📁 #Отчёты",
        "📋 Мои задачи...",
        buttons=["📁 Любой проект", "📁 #Общий", "📁 #website", "✓ 📁 #Отчёты", "◀ К фильтрам"],
    )
    await anna.presses("📁 #website", "📋 Мои задачи...Фильтры: 📁 #website...")
    # A lead lists what they lead; a member opens the list from the project.
    await boris.says("/все_задачи", "🗂 Все задачи · 1 открытая задача\n\n...№ 1 A...")
    await dave.says(
        "/all_tasks",
        "/all_tasks is for admins and for leads of projects. The tasks of your projects: /projects",
    )
    await dave.says("/project website tasks", "📁 #website · 1 open task\n\n...#1 A...")
    await dave.says("/project website", "📁 #website...")
    dave.chat.press("📋 Open tasks")
    await bot.settle()
    assert dave.overhears()[-1].startswith("📁 #website · 1 open task")
    await anna.says(
        "/все_задачи #website #отчёты", "Список показывает один проект или все, а #отчёты — уже второй..."
    )


async def test_a_task_moves_where_its_mover_leads(
    anna: Speaker, boris: Speaker, dave: Speaker, reports: int
) -> None:
    assert reports
    await anna.says("/create_task title:A assigned_to:@boris project:website", "✅...")
    boris.hears("📬...")
    await boris.says("/изменить_задачу 1", "📋 Задача № 1...")
    assert "📁 В другой проект" not in boris.last.labels
    await boris.says(
        "/изменить_задачу 1 проект:общий", "Перенести задачу можно только в проект, которым вы руководите..."
    )
    await anna.says(
        "/изменить_задачу 1 проект:отчёты",
        "📁 Задача № 1 «A» теперь в #Отчёты.\n➕ Теперь в #Отчёты: Борис Иванов (@boris)...",
    )
    boris.hears("📁 Анна Петрова (@anna) · задача № 1 «A» теперь в #Отчёты.")
    await dave.says("/task_details 1", "Task #1 does not exist, or you have no access to it...")
    await anna.presses("✏️ Изменить", "📋 Задача № 1...")
    await anna.presses(
        "📁 В другой проект",
        "📁 Задача № 1 «A» сейчас в #Отчёты...",
        buttons=["📁 #Общий", "📁 #website", "✓ 📁 #Отчёты", "◀ К задаче"],
    )
    await anna.presses("📁 #website", "📋 Задача № 1...", toast="📁 Задача № 1 «A» теперь в #website.")
    boris.hears("📁 Анна Петрова (@anna) · задача № 1 «A» теперь в #website.")
    await anna.says("/история 1", "...задача перенесена в другой проект...")


async def test_the_help_of_a_lead(boris: Speaker, dave: Speaker, website: int) -> None:
    assert website
    await boris.says("/помощь", "Ваши команды\n\nОдной строкой\n/создать_задачу Подготовить отчёт...")
    assert "/all_tasks — " in boris.last.text
    assert "/projects — проекты: задачи и участники\n/project — один проект" in boris.last.text
    assert "/users" not in boris.last.text
    assert boris.last.labels[0] == "➕ Новая задача"
    await dave.says("/help", "What you can do\n\nIn one line\n/comment 5 The figures are ready...")
    assert "/projects – " in dave.last.text
    assert "/create_task" not in dave.last.text
    assert dave.last.labels[0] == "📋 My tasks"


async def test_leads_accept_what_has_no_creator(
    bot: Stage, boris: Speaker, carol: Speaker, dave: Speaker, website: int
) -> None:
    assert website
    await bot.sql(
        "DELETE FROM project_members WHERE user_id = (SELECT id FROM users WHERE telegram_id = 1003)"
    )
    await boris.says("/проект website приёмка вкл", "📥...")
    await boris.says("/создать_задачу название:A исполнитель:1004", "✅...")
    dave.hears("📬...")
    await bot.sql("UPDATE tasks SET created_by_id = NULL")
    await dave.says("/update_status 1 completed", "...")
    boris.hears("📥...")
    await boris.says("/принять 1", "...")
    dave.hears("👍 Борис Иванов (@boris) has accepted the work on task #1...")
    carol.hears_nothing()
