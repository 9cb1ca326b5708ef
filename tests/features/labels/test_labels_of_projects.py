"""Labels belong to one project: who is not in it learns of none, and who leads it makes and changes them."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from taskbot.domain.models import OPEN, Filter, Listing
from taskbot.features.labels.views import LabelAction, LabelPress
from taskbot.features.lists.presses import PagePress, Step
from taskbot.telegram.keyboards import TaskPress

LABELS = """
SELECT string_agg(labels.name || ' ' || COALESCE(projects.name, '-'), ',' ORDER BY labels.folded)
FROM task_labels JOIN labels ON labels.id = label_id JOIN projects ON projects.id = project_id
WHERE task_id = $1
"""
NAMES = "SELECT string_agg(name, ',' ORDER BY id) FROM labels"


@pytest.fixture(autouse=True)
async def projects(bot: Stage, team: list[Speaker]) -> None:
    """Boris leads `website`, and Dave is a member; of `reports` there are admins alone.

    Task 1 is of `reports` and has the label `secret`, number 1; task 2 is of `website`, for Dave.
    """
    await bot.sql("INSERT INTO projects (name, folded) VALUES ('website', 'website'), ('reports', 'reports')")
    for telegram_id, role in ((1002, "lead"), (1004, "member")):
        await bot.sql(
            "INSERT INTO project_members (project_id, user_id, role)"
            " SELECT 2, id, $2 FROM users WHERE telegram_id = $1",
            telegram_id,
            role,
        )
    await bot.sql("INSERT INTO labels (project_id, name, folded) VALUES (3, 'secret', 'secret')")
    await bot.sql("INSERT INTO tasks (title, project_id) VALUES ('Salaries', 3)")
    await bot.sql(
        "INSERT INTO tasks (title, project_id, assigned_to_id)"
        " SELECT 'Fix login', 2, id FROM users WHERE telegram_id = 1004"
    )
    await bot.sql(
        """
        INSERT INTO task_labels (label_id, task_id, position, status, priority, hidden, unassigned)
        SELECT 1, id, position, status, priority, false, true FROM tasks WHERE id = 1
        """
    )
    await bot.restart()  # projects are remembered from earlier updates
    for person in team:
        person.take()


async def test_a_lead_makes_labels_of_their_project_and_a_member_uses_them(
    boris: Speaker, dave: Speaker, bot: Stage
) -> None:
    boris.chat.say("/labels 2 +баг")
    await bot.settle()
    assert await bot.sql(LABELS, 2) == "баг website"
    boris.overhears()
    dave.overhears()
    await dave.says("/labels", "🏷 Labels\n\n+баг (#website) · 1\n\n...", buttons=["+баг"])
    dave.chat.say("/labels 2 -баг")
    await bot.settle()
    assert await bot.sql(LABELS, 2) is None
    dave.overhears()
    boris.overhears()
    await dave.says("/labels 2 +new", "There is no label +new.\nAll labels: /labels")
    await dave.says("/labels delete баг", "Only the leads of its project can change the label +баг.")
    await boris.says("/метки переименовать баг ошибка", "✏️ +баг теперь называется +ошибка.")
    assert await bot.sql(NAMES) == "secret,ошибка"


async def test_a_draft_of_a_project_has_its_labels(boris: Speaker, dave: Speaker, bot: Stage) -> None:
    await bot.sql("INSERT INTO labels (project_id, name, folded) VALUES (2, 'ui', 'ui')")
    boris.chat.say("/создать_задачу Починить вход +ui +secret #website")
    await bot.settle()
    assert "✨ +secret — новая метка" in ordinary(boris.last.text)  # as if there were none of that name
    boris.chat.press("🏷 Метки")
    await bot.settle()
    assert boris.last.labels == ["✓ +secret", "✓ +ui", "◀ Назад"]
    boris.chat.forge("d:labels:1:a1p1", boris.last)  # the label of the other project
    await bot.settle()
    toast = boris.take()[-1]
    assert ordinary(toast.text) == "Эта кнопка больше не работает. Отправьте команду ещё раз."
    boris.chat.press("◀ Назад")
    await bot.settle()
    boris.chat.press("✅ Создать")
    await bot.settle()
    assert await bot.sql(LABELS, 3) == "secret website,ui website"
    boris.overhears()
    dave.overhears()


async def test_who_is_not_in_a_project_learns_of_none_of_its_labels(
    boris: Speaker, dave: Speaker, bot: Stage
) -> None:
    for command in ("/labels", "/my_tasks +secret", "/labels secret", "/labels +secrett", "/search +secret"):
        dave.chat.say(command)
        await bot.settle()
        (answer,) = dave.overhears()
        assert "Did you mean" not in answer
        assert answer.startswith(("🏷 There are no labels yet.", "There is no label +secret"))
    await dave.says("/search Salaries +secret", "🔎 Nothing found for “Salaries +secret”....")
    await dave.says("/my_tasks", "...")
    await dave.forges(PagePress(Listing.MINE, OPEN, step=Step.LABELS).pack(), "📋 My tasks...")
    assert dave.last.labels == ["🏷 Any label", "◀ To the filters"]
    chosen = Filter(open=True, label=1)
    await dave.forges(PagePress(Listing.MINE, chosen).pack(), "...🏷 a label that is gone...")
    for action in LabelAction:
        if action is not LabelAction.LIST:
            dave.chat.forge(LabelPress(action=action, id=1, arg=1).pack(), dave.last)
            await bot.settle()
            assert ordinary(dave.take()[0].text) == "There is no such label any more."
    bot.allowed_refusals.append("message is not modified")
    dave.chat.forge(TaskPress(action="labels", id=2, version=1, arg="a1p1").pack(), dave.last)
    await bot.settle()
    assert await bot.sql(LABELS, 2) is None
    dave.overhears()
    boris.overhears()


async def test_a_viewer_labels_nothing(dave: Speaker, boris: Speaker, bot: Stage) -> None:
    await bot.sql("INSERT INTO labels (project_id, name, folded) VALUES (2, 'ui', 'ui')")
    await bot.sql("UPDATE project_members SET role = 'viewer' WHERE role = 'member'")
    await dave.says(
        "/labels 2 +ui", "You are a viewer of the project of task #2: you see it, but can't change it.\n..."
    )
    await dave.says("/labels", "🏷 Labels\n\n+ui (#website) · 0\n\n...")
    assert await bot.sql(LABELS, 2) is None
    boris.overhears()


async def test_one_name_in_two_projects_is_one_filter(carol: Speaker, dave: Speaker, bot: Stage) -> None:
    carol.chat.say("/labels 2 +secret")
    await bot.settle()
    carol.overhears()
    dave.overhears()
    await carol.says("/all_tasks +secret", "🗂 All tasks · 2 open tasks\nFilters: 🏷 +secret\n\n...")
    await carol.says("/all_tasks +secret #website", "📁 #website · 1 open task\nFilters: 🏷 +secret\n\n...")
    await dave.says("/my_tasks +secret", "📋 My tasks · 1 open task\nFilters: 🏷 +secret\n\n...")
    await carol.says("/labels delete secret", "2 projects have a label +secret, and you lead them all. ...")
    carol.chat.say("/edit_task 1 project:website")
    await bot.settle()
    assert await bot.sql(LABELS, 1) == "secret website"
    carol.overhears()


async def test_a_saved_filter_of_a_project_that_one_has_left_says_so(
    boris: Speaker, dave: Speaker, bot: Stage
) -> None:
    await dave.says("/filters save Site /my_tasks #website", "⭐ Saved as “Site”: ...")
    await bot.sql("DELETE FROM project_members WHERE role = 'member'")
    await dave.says(
        "/filters Site",
        "⭐ “Site” can't be shown as it was: the project #website is gone, or you are no longer in it.",
        buttons=["▶ Show without it", "🗑 Delete the filter", "⭐ All saved filters"],
    )
    await dave.presses("▶ Show without it", "📋 Nothing to do: you have no open tasks. 🎉")
    boris.overhears()
