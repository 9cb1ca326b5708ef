"""Projects by button: all that commands do; presses that are old, forged, pressed twice, or no longer allowed."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage

pytestmark = pytest.mark.usefixtures("team")

NOT_MODIFIED = "message is not modified"
ID = "SELECT id FROM users WHERE telegram_id = $1"
ROLE = """
SELECT role FROM project_members
WHERE project_id = $1 AND user_id = (SELECT id FROM users WHERE telegram_id = $2)
"""
SET_ROLE = """
UPDATE project_members SET role = 'member'
WHERE project_id = $1 AND user_id = (SELECT id FROM users WHERE telegram_id = $2)
"""
REMOVE = """
DELETE FROM project_members
WHERE project_id = $1 AND user_id = (SELECT id FROM users WHERE telegram_id = $2)
"""
MEMBERS = "SELECT jsonb_agg(project_members ORDER BY project_id, user_id)::text FROM project_members"
GONE_EN = "This project is gone, or you are no longer in it. Your tasks: /my_tasks"
GONE_RU = "Этого проекта больше нет, или вы в нём не участвуете. Ваши задачи: /my_tasks"


async def test_a_lead_adds_members_with_buttons(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker, reports: int
) -> None:
    assert reports
    bot.allowed_refusals.append(NOT_MODIFIED)
    await anna.says("/проект Отчёты", "📁 #Отчёты...")
    await anna.presses("👥 Участники", "👥 Участники #Отчёты · 1 человек...")
    asked = "➕ Кто будет в #Отчёты? Нажмите на имена или напишите их; можно и @username. ✓ — уже участвует."
    people = [
        "✓ Анна Петрова (@anna)",
        "👤 Carol Smith (@carol)",
        "👤 Dave Jones",
        "👤 Борис Иванов (@boris)",
    ]
    await anna.presses("➕ Добавить участников", asked)
    assert sorted(anna.last.labels[:4]) == sorted(people)
    await anna.presses(
        "👤 Борис Иванов (@boris)", asked, toast="✅ В #Отчёты теперь участник: Борис Иванов (@boris)."
    )
    boris.hears("📁 Анна Петрова (@anna) → вы в проекте #Отчёты, роль — участник...", buttons=["📁 #Отчёты"])
    # A second press on a member leads to their page.
    await anna.presses(
        "✓ Борис Иванов (@boris)",
        "👤 Борис Иванов (@boris) в #Отчёты\n\nРоль: 👤 участник\nОткрытых задач здесь: 0...",
    )
    await anna.presses(
        "👁 наблюдатель",
        "👤 Борис Иванов (@boris) в #Отчёты\n\nРоль: 👁 наблюдатель...",
        toast="✅ В #Отчёты теперь наблюдатель: Борис Иванов (@boris).",
    )
    boris.hears(
        "📁 Анна Петрова (@anna) → ваша роль в проекте #Отчёты теперь — наблюдатель: видите его задачи, но не меняете их."
    )
    await anna.presses("✓ 👁 наблюдатель", toast="Борис Иванов (@boris): такая роль в #Отчёты уже есть.")
    await anna.presses(
        "🚫 Исключить из проекта",
        "🚫 Исключить из #Отчёты: Борис Иванов (@boris)? Проекта не будет больше видно.",
    )
    await anna.presses(
        "🚫 Исключить",
        "👥 Участники #Отчёты · 1 человек...",
        toast="🚫 Борис Иванов (@boris): больше не в #Отчёты.",
    )
    boris.hears("📁 Анна Петрова (@anna) → вас больше нет в проекте #Отчёты: его задач вы не видите.")
    # Names may be typed where people are chosen; a wrong one may be typed again.
    await anna.presses("➕ Добавить участников", asked)
    await anna.says("Зинаида", "Не знаю, кто это: Зинаида...")
    await anna.says(
        "Dave, @carol",
        "✅ В #Отчёты теперь участники: Dave Jones, Carol Smith (@carol).",
        "👥 Участники #Отчёты · 3 человека...",
    )
    dave.hears("📁 Анна Петрова (@anna) has added you to the project #Отчёты as a member...")
    carol.hears("📁 Анна Петрова (@anna) has added you to the project #Отчёты as a member...")


async def test_settings_with_buttons(bot: Stage, boris: Speaker, carol: Speaker, website: int) -> None:
    await boris.says("/проект website", "📁 #website...")
    await boris.presses(
        "⚙️ Настройки",
        """
        ⚙️ Настройки #website

        Приёмка новых задач: выкл, как у команды
        Сводки о просроченных задачах: вкл, как у команды
        """,
        buttons=[
            "📥 Приёмка: вкл", "📥 Приёмка: выкл", "✓ 📥 Приёмка: как у команды",
            "📣 Сводки: вкл", "📣 Сводки: выкл", "✓ 📣 Сводки: как у команды",
            "✏️ Переименовать", "◀ #website",
        ],
    )  # fmt: skip
    await boris.presses(
        "📥 Приёмка: вкл", "⚙️...Приёмка новых задач: вкл\n...", toast="📥 Новые задачи #website: с приёмкой."
    )
    await boris.presses(
        "📣 Сводки: выкл", "⚙️...задачах: выкл", toast="📣 Сводки о просроченных задачах #website: выключены."
    )
    await boris.says(
        "/создать_задачу Отчёт", "...Приёмка: готовую работу вы проверите и примете или вернёте..."
    )
    await boris.says("/проект website приёмка команда", "📥 Новые задачи #website: приёмка как у команды.")
    assert (
        await bot.sql("SELECT row(review, escalation)::text FROM projects WHERE id = $1", website) == "(,f)"
    )
    await boris.says("/проект website переименовать", "✏️ Как назвать #website? Напишите одно слово: сайт...")
    await boris.says("два слова", "два слова не может быть названием проекта...")
    await boris.says("сайт", "✏️ Проект #website теперь называется #сайт.", "📁 #сайт...")
    await carol.says("/project сайт settings", "⚙️ Settings of #сайт...")
    await carol.presses(
        "🗑 Delete",
        "🗑 Delete the project #сайт? It has no tasks. Its 3 members and its settings are deleted with it, and that can't be undone.",
    )
    await carol.presses(
        "🗑 Delete",
        "📁 Projects\n\nAll tasks are in one project now...",
        toast="🗑 Project #сайт has been deleted.",
    )
    await boris.says("/проекты", "Команды /проекты нет...")
    assert "projects" not in boris.menu


async def test_presses_of_those_who_may_no_longer(
    bot: Stage, boris: Speaker, carol: Speaker, dave: Speaker, website: int
) -> None:
    await carol.says("/create_task title:A project:website assigned_to:@boris", "✅...")
    boris.hears("📬...")
    await dave.says("/project website", "📁 #website...")
    page = dave.last
    await dave.says("/project website tasks", "📁 #website · 1 open task...")
    listed = dave.last
    await dave.presses("1", "📋 Task #1...", on=listed)
    await boris.says("/проект website настройки", "⚙️...")
    settings = boris.last
    await boris.says("/создать_задачу Новая задача", "📝...")
    draft = boris.last
    # Boris leads no longer, Dave is out: by SQL, as outside programs do.
    await bot.sql(SET_ROLE, website, 1002)
    await bot.sql(REMOVE, website, 1004)
    lead = "Это может сделать только руководитель #website или администратор. Что можете вы: /проект website"
    await boris.presses("📥 Приёмка: вкл", toast=lead.replace(". Что", ".\nЧто"), on=settings)
    await boris.presses("✅ Создать", toast="Это доступно только администраторам.", on=draft)
    await boris.says(
        "/создать_задачу Ещё", "Команда /создать_задачу — для администраторов и руководителей проектов..."
    )
    assert "create_task" not in boris.menu
    assert "projects" in boris.menu
    await dave.presses("📋 Open tasks", GONE_EN, toast=GONE_EN, on=page)
    await dave.presses("◀ Back to the list", toast=GONE_EN, on=listed)
    await dave.presses(
        "💬 Comment",
        "You no longer have access to task #1.",
        toast="You no longer have access to task #1.",
        on=listed,
    )
    assert await bot.sql("SELECT count(*) FROM tasks") == 1


async def test_forged_presses(
    bot: Stage, keys: list[str], anna: Speaker, boris: Speaker, dave: Speaker, reports: int, website: int
) -> None:
    bot.allowed_refusals.append(NOT_MODIFIED)
    before = await bot.sql(MEMBERS)
    actions = (
        "open",
        "tasks",
        "who",
        "member",
        "role",
        "remove",
        "removed",
        "add",
        "set",
        "review",
        "late",
        "name",
    )
    for action in (*actions, "delete", "deleted"):
        for number in (reports, 999, 2**62):
            dave.chat.forge(f"prj:{action}:{number}:1", dave.last)
    await bot.settle()
    assert set(dave.overhears()) == {GONE_EN}
    await dave.says("/project website", "📁 #website...")
    own, lead = await bot.sql(ID, 1004), await bot.sql(ID, 1002)
    for action, arg in (
        *(("set", ""), ("review", "on"), ("late", "off"), ("name", ""), ("add", "p1"), ("add", f"u{own}p1")),
        *(("role", f"lead{own}"), ("removed", lead), ("remove", lead), ("member", lead)),
        *(("delete", ""), ("deleted", "")),
    ):
        await dave.forges(f"prj:{action}:{website}:{arg}", toast="...admin...")
    for arg in ("x", "u", "u2", "lead", "lead2x", "-1", "u999999999999999999999p1", "²"):
        for action in ("role", "add", "review", "late"):
            await boris.forges(f"prj:{action}:{website}:{arg}", toast="...", on=boris.last)
    await boris.forges("prj:who:1:1", toast="...в нём участвуют все...", on=boris.last)
    await anna.forges("prj:deleted:1:", toast="...можно переименовать, но не удалить...", on=anna.last)
    now = await bot.sql(MEMBERS)
    assert now == before
    assert "button-unknown" in keys


async def test_sixty_presses_are_one(bot: Stage, boris: Speaker, dave: Speaker, website: int) -> None:
    bot.allowed_refusals.append(NOT_MODIFIED)
    await boris.says("/проект website роль Dave", "👤 Dave Jones в #website...")
    for _ in range(60):
        boris.chat.press("👑 руководитель", boris.last)
    await bot.settle()
    boris.overhears()
    assert len(dave.overhears()) == 1
    assert await bot.sql(ROLE, website, 1004) == "lead"
    await boris.says("/проект website исключить Dave", "🚫...")
    dave.hears("📁...")
    for _ in range(60):
        boris.chat.say("/проект website добавить Dave")
    await bot.settle()
    assert len(dave.overhears()) == 1
    assert boris.overhears()[1:] == ["Dave Jones: такая роль в #website уже есть."] * 59


async def test_two_hundred_projects_have_pages(bot: Stage, carol: Speaker, website: int) -> None:
    assert website
    await bot.sql(
        "INSERT INTO projects (name, folded) SELECT 'p' || it, 'p' || it FROM generate_series(1, 198) AS it"
    )
    await bot.restart()
    carol.take()
    await carol.says("/projects 20", "📁 Projects · 200 projects\npage 20 of 20...")
    await carol.presses("◀ Back", "📁 Projects · 200 projects\npage 19 of 20...")
    await carol.says("/projects 21", "📁 Projects · 200 projects\npage 1 of 20...")
    await carol.says("/create_task Report", "...Project: #General...")
    await carol.presses("📁 #General", "📁 Which project is it for?")
    await carol.presses("Next ▶", "📁 Which project is it for?")
    assert carol.last.labels[-4:-1] == ["◀ Back", "2 / 20", "Next ▶"]


async def test_a_viewer_looks_on(boris: Speaker, dave: Speaker, website: int) -> None:
    assert website
    await boris.says("/создать_задачу название:A", "✅ Задача № 1 создана...")
    await boris.says("/проект website роль Dave наблюдатель", "✅...")
    dave.hears("📁...")
    await dave.says("/project website tasks", "📁 #website · 1 open task...")
    await dave.says("/task_details 1", "📋 Task #1...", buttons=["🕓 History"])
    viewer = "You are a viewer of the project of task #1: you see it, but can't change it..."
    await dave.says("/claim 1", viewer)
    await dave.says("/comment 1 Hello", viewer)
    await dave.says("/update_status 1 done", viewer)
    await dave.says("/accept 1", viewer)
    await boris.says("/назначить 1 Dave", "...➕ Теперь в #website: Dave Jones...")
    dave.hears("📬 Борис Иванов (@boris) has assigned a task to you...")
    await dave.says("/update_status 1 done", "Task #1 “A”: ⏳ pending → ✅ completed")
    boris.hears("🔔...")
