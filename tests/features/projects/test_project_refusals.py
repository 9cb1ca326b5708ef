"""What is refused about projects, in both languages; and nothing changes."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage

pytestmark = pytest.mark.usefixtures("team")

EVERYTHING = """
SELECT (SELECT array_agg(projects ORDER BY id) FROM projects)::text
    || (SELECT array_agg(project_members ORDER BY user_id) FROM project_members)::text
    || (SELECT count(*) FROM tasks)
"""
# By the key of the refusal: what Carol, an admin, says and reads in English, and Anna, one too, in Russian.
OF_ADMINS: dict[str, list[tuple[str, str, str, str]]] = {
    "refusal-project-not-found": [
        (
            "/project nothing",
            "There is no project #nothing, or you are not in it.\nYour projects: /projects",
            "/проект ничего",
            "Проекта #ничего нет, или вы в нём не участвуете.\nВаши проекты: /projects",
        ),
        (
            "/my_tasks #websit",
            "There is no project #websit, or you are not in it. Did you mean #website?\nYour projects: /projects",
            "/мои_задачи #очёты",
            "Проекта #очёты нет, или вы в нём не участвуете. Может быть, #Отчёты?\nВаши проекты: /projects",
        ),
    ],
    "refusal-project-name": [
        (
            "/project new our shop",
            (
                "our shop can't be the name of a project.\nA name is one word of up to 32 letters, digits, hyphens and "
                "underscores, with at least one letter.\nExample: /project new our-shop"
            ),
            "/проект новый 2027",
            (
                "2027 не может быть названием проекта.\nНазвание — одно слово: до 32 букв, цифр, дефисов и "
                "подчёркиваний, хотя бы с одной буквой.\nПример: /проект новый сайт"
            ),
        ),
    ],
    "refusal-project-name-taken": [
        (
            "/project new WebSite",
            "There is already a project #WebSite.\nChoose another name.\nExample: /project new website",
            "/проект website переименовать Отчеты",
            "Проект #Отчеты уже есть.\nВыберите другое название.\nПример: /проект новый сайт",
        ),
        (
            "/project new tasks",
            (
                "tasks is a word of the command /project, so it can't be the name of a project.\nChoose another name."
                "\nExample: /project new website"
            ),
            "/проект новый задачи",
            (
                "задачи — слово команды /проект, поэтому назвать так проект нельзя.\nВыберите другое название."
                "\nПример: /проект новый сайт"
            ),
        ),
    ],
    "refusal-project-which": [
        (
            "/project delete",
            "Which project? Write its name first; all of them: /projects\nExample: /project website delete",
            "/проект добавить",
            (
                "Какой проект? Сначала напишите его название; все проекты: /projects"
                "\nПример: /проект сайт добавить @username"
            ),
        ),
    ],
    "refusal-project-deed": [
        (
            "/project website membrs",
            (
                "I don't know what membrs should do with a project. Did you mean members?\nAfter the project's name you can "
                "write: tasks, members, add, role, remove, rename, acceptance, escalation, delete."
                "\nExample: /project website add @username"
            ),
            "/проект website сжечь",
            (
                "Не понимаю, что сделать с проектом: сжечь.\nПосле названия проекта можно написать: задачи, участники, "
                "добавить, роль, исключить, переименовать, приёмка, эскалация, удалить."
                "\nПример: /проект website добавить @username"
            ),
        ),
    ],
    "refusal-project-extra": [
        (
            "/project website delete now",
            "I don't understand this part: now\nLeave it out.\nExample: /project website delete",
            "/проект website задачи Бориса",
            "Не понимаю эту часть: Бориса\nУберите её.\nПример: /проект website задачи",
        ),
    ],
    "refusal-project-role": [
        (
            "/project website add @boris lead viewer",
            (
                "One role at a time, please: lead, member or viewer. I have read @boris lead viewer."
                "\nExample: /project website role @username lead"
            ),
            "/проект website роль @boris участник руководитель",
            (
                "Роль бывает одна: руководитель, участник или наблюдатель. Получилось: @boris участник руководитель"
                "\nПример: /проект website роль @username руководитель"
            ),
        ),
    ],
    "refusal-project-person": [
        (
            "/project website add @!",
            (
                "I can't tell who @! is.\nWrite names, @usernames or Telegram IDs, or press a name: /project website members"
                "\nExample: /project website add @username"
            ),
            "/проект website добавить 0",
            (
                "Не могу понять, кто это: 0\nНапишите имена, @username или Telegram ID либо выберите кнопками: "
                "/проект website участники\nПример: /проект website добавить @username"
            ),
        ),
    ],
    "refusal-project-stranger": [
        (
            "/project website add @nobody_here",
            (
                "I don't know @nobody_here. Only people who have sent me /start can belong to a project."
                "\nWrite a name, a @username or a Telegram ID.\nExample: /project website add @username"
            ),
            "/проект website добавить Зинаида",
            (
                "Не знаю, кто это: Зинаида. Участвовать в проекте могут те, кто отправил мне /start."
                "\nНапишите имя, @username или Telegram ID.\nПример: /проект website добавить @username"
            ),
        ),
    ],
    "refusal-project-switch": [
        (
            "/project website acceptance maybe",
            (
                "maybe is neither on nor off.\nWrite on, off, or team to follow the team's setting."
                "\nExample: /project website acceptance on"
            ),
            "/проект website эскалация иногда",
            (
                "иногда — это ни вкл, ни выкл.\nНапишите вкл, выкл или команда, чтобы было как у команды."
                "\nПример: /проект website эскалация вкл"
            ),
        ),
    ],
    "refusal-project-default": [
        (
            "/project General delete",
            (
                "#General is the project of the whole team: it can be renamed, but not deleted."
                "\nExample: /project new website"
            ),
            "/проект общий добавить @boris",
            (
                "#Общий — проект всей команды: в нём участвуют все, поэтому своих участников у него нет."
                "\nПример: /проект новый сайт"
            ),
        ),
    ],
    "refusal-projects-several": [
        (
            "/create_task Fix it #website #отчёты",
            (
                "A task belongs to one project, and #website is the second.\nKeep one of them."
                "\nExample: /create_task Prepare the report @username #website"
            ),
            "/создать_задачу #website Починить #Отчёты",
            (
                "У задачи один проект, а #website — уже второй.\nОставьте один."
                "\nПример: /создать_задачу Подготовить отчёт @username #сайт"
            ),
        ),
    ],
    "refusal-filter-projects": [
        (
            "/all_tasks #website #отчёты",
            (
                "A list shows one project or all, and #отчёты is the second.\nKeep one of them."
                "\nExample: /all_tasks #website"
            ),
            "/мои_задачи проект:website проект:отчёты",
            (
                "Список показывает один проект или все, а #отчёты — уже второй.\nОставьте один."
                "\nПример: /мои_задачи #website"
            ),
        ),
    ],
}


@pytest.mark.usefixtures("reports")
async def test_refusals(bot: Stage, keys: list[str], anna: Speaker, carol: Speaker) -> None:
    for key, cases in OF_ADMINS.items():
        for said, english, gesagt, russian in cases:
            before = await bot.sql(EVERYTHING)
            await carol.says(said, english)
            await anna.says(gesagt, russian)
            assert await bot.sql(EVERYTHING) == before
            assert set(keys) == {key}
            keys.clear()


@pytest.mark.usefixtures("reports")
async def test_what_leads_members_and_viewers_may_not(
    bot: Stage, keys: list[str], anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await boris.says("/проект новый магазин", "Создавать и удалять проекты могут только администраторы...")
    await boris.says("/проект website удалить", "Создавать и удалять проекты могут только администраторы...")
    await dave.says(
        "/project website add @boris",
        """
        Only a lead of #website or an admin can do this.
        What you can do there: /project website
        """,
    )
    await dave.says("/project website rename shop", "Only a lead of #website or an admin can do this...")
    await dave.says("/project website acceptance on", "Only a lead of #website or an admin can do this...")
    await boris.says(
        "/проект общий переименовать наш", "Это может сделать только руководитель #Общий или администратор..."
    )
    await boris.says(
        "/создать_задачу название:x проект:общий",
        """
        Создавать задачи в #Общий вы не можете: это делают его руководители и администраторы.
        Пример: /создать_задачу Подготовить отчёт #website
        """,
    )
    await boris.says(
        "/все_задачи #общий",
        """
        Все задачи #общий видят только администраторы; в других проектах — все участники.
        Пример: /все_задачи
        """,
    )
    await carol.says("/create_task title:A project:website", "✅...")
    await boris.says(
        "/изменить_задачу 1 #общий", "Перенести задачу можно только в проект, которым вы руководите..."
    )
    await carol.says(
        "/project website delete", "#website still has tasks, open or finished, or one that repeats..."
    )
    await bot.sql("UPDATE users SET access = 'blocked' WHERE telegram_id = '1004'")
    await carol.says("/project Отчёты add 1004", "Dave Jones has no access to the bot now...")
    await bot.sql(
        "INSERT INTO projects (name, folded) SELECT 'p' || it, 'p' || it FROM generate_series(4, 200) AS it"
    )
    await anna.says("/проект новый двухсотпервый", "Проектов уже 200, и больше быть не может...")
    assert set(keys) == {
        *(
            "refusal-project-admins",
            "refusal-project-lead",
            "refusal-project-create",
            "refusal-filter-project",
        ),
        *("refusal-project-move", "refusal-project-not-empty", "refusal-project-no-access"),
        "refusal-projects-many",
    }
