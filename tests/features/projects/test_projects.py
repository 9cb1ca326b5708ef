"""Projects by command: the list, one project, its members, its settings."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker

pytestmark = pytest.mark.usefixtures("team")


async def test_an_admin_adds_the_first_project(anna: Speaker, carol: Speaker) -> None:
    await carol.says(
        "/projects",
        """
        📁 Projects

        All tasks are in one project now. If your team works on several things, give each a project of its own: people see only the projects that they belong to, and a project's lead can create and assign its tasks without being an admin.

        To add one: /project new website
        """,
        buttons=["➕ New project"],
    )
    await carol.presses(
        "➕ New project",
        """
        📁 What should the new project be called? Write one word: website

        Changed your mind? /cancel
        """,
    )
    await carol.says(
        "our site",
        """
        our site can't be the name of a project.
        A name is one word of up to 32 letters, digits, hyphens and underscores, with at least one letter.
        Example: /project new our-site
        """,
    )
    await carol.says(
        "website",
        "✅ Project #website has been created. Add its members, then create tasks with #website.",
        """
        📁 #website

        Open tasks: 0
        Members: 1
        Lead: Carol Smith (@carol)
        You: 👑 lead
        Acceptance of new tasks: off, as in the team
        Reports of overdue tasks: on, as in the team

        A task for it: /create_task Prepare the report #website
        """,
        buttons=["📋 Open tasks", "👥 Members", "⚙️ Settings", "◀ All projects"],
    )
    await anna.says(
        "/проекты",
        """
        📁 Проекты · 2 проекта

        📁 #Общий · открытых задач: 0
        📁 #website · открытых задач: 0
        """,
        buttons=["📁 #Общий", "📁 #website", "➕ Новый проект"],
    )


async def test_members_come_get_roles_and_go(
    boris: Speaker, carol: Speaker, dave: Speaker, website: int
) -> None:
    assert website
    await boris.says(
        "/проекты",
        """
        📁 Проекты · 2 проекта

        📁 #Общий · открытых задач: 0
        📁 #website · открытых задач: 0 · 👑 руководитель
        """,
        buttons=["📁 #Общий", "📁 #website"],
    )
    # Of the default project, only admins see all tasks: others are shown their own.
    await boris.presses(
        "📁 #Общий",
        "📁 #Общий\n\nОткрытых задач: 0\nУчастники: вся команда\n...",
        buttons=["📋 Открытые задачи", "◀ Все проекты"],
    )
    await boris.says("/проект общий задачи", "📋 Мои задачи · 0 открытых задач\nФильтры: 📁 #Общий...")
    await boris.says(
        "/проект website участники",
        """
        👥 Участники #website · 3 человека

        👑 руководитель · Carol Smith (@carol)
        👑 руководитель · Борис Иванов (@boris)
        👤 участник · Dave Jones

        Нажмите на имя, чтобы изменить роль или исключить из проекта.
        """,
        buttons=[
            "👑 Carol Smith (@carol)",
            "👑 Борис Иванов (@boris)",
            "👤 Dave Jones",
            "➕ Добавить участников",
            "◀ #website",
        ],
    )
    await boris.says("/проект website роль Dave наблюдатель", "✅ В #website теперь наблюдатель: Dave Jones.")
    dave.hears(
        "📁 Борис Иванов (@boris) has made you a viewer of the project #website: you can see its tasks, but change nothing."
    )
    await boris.says("/проект website роль Dave наблюдатель", "Dave Jones: такая роль в #website уже есть.")
    await boris.says("/проект website исключить Dave", "🚫 Dave Jones: больше не в #website.")
    dave.hears(
        "📁 Борис Иванов (@boris) has removed you from the project #website: you no longer see its tasks."
    )
    await boris.says("/project website remove Dave", "Dave Jones: и так не в #website.")
    await dave.says("/projects", "I don't know the command /projects...")
    await carol.says(
        "/project website",
        "📁 #website...Members: 2\nLeads: Carol Smith (@carol), Борис Иванов (@boris)...",
    )


@pytest.mark.usefixtures("website")
async def test_of_the_default_project_an_employee_counts_only_their_own(
    boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await carol.says('/create_task title:"Secret" assigned_to:@boris', "✅ Task #1...")
    boris.overhears()
    for person, count in ((carol, 1), (dave, 0)):
        role = " · 👤 member" if person is dave else " · 👑 lead"
        await person.says(
            "/projects",
            f"""
            📁 Projects · 2 projects

            📁 #General · open tasks: {count}
            📁 #website · open tasks: 0{role}
            """,
        )
        await person.presses("📁 #General", f"📁 #General\n\nOpen tasks: {count}\nMembers: everybody...")
