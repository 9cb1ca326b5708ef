"""Projects in the chat page of the real demo, with buttons, in each language: added, led, written into.

`TASKBOT_PICTURES=1` keeps the pictures for docs/ux.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from browser.test_paths import ENGLISH, RUSSIAN, Hand, Words
from browser.walking import PHONE, demo_running, window

if TYPE_CHECKING:
    from playwright.async_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@dataclass(frozen=True)
class Projects:
    """What is said, pressed and answered, in one language."""

    words: Words
    command: str
    only_one: str
    new: str
    asked: str
    name: str
    created: str
    members: str
    add: str
    added: str
    lead: str
    made_lead: str
    opens: str
    settings: str
    settings_say: str
    mistyped: str
    title: str
    in_title: str
    take: str
    of_project: str
    project_button: str
    which: str
    tasks: str
    listed: str
    filters: str
    any_project: str


PROJECTS = (
    Projects(
        words=ENGLISH,
        command="/projects",
        only_one="All tasks are in one project now",
        new="➕ New project",
        asked="What should the new project be called?",
        name="website",
        created="📁 #website",
        members="👥 Members",
        add="➕ Add members",
        added="✓ Dave Jones",
        lead="👑 lead",
        made_lead="Role: 👑 lead",
        opens="📁 #website",
        settings="⚙️ Settings",
        settings_say="Reports of overdue tasks: on, as in the team",
        mistyped="/create_task Update the prices @Dave tomorrow #websit",
        title="Update the prices #websit",
        in_title="if it is the project #website, press it below",
        take="#websit → 📁 #website",
        of_project="Project: #website",
        project_button="📁 #website",
        which="Which project is it for?",
        tasks="📋 Open tasks",
        listed="1 open task",
        filters="🎛 Filters: 1",
        any_project="📁 Any project",
    ),
    Projects(
        words=RUSSIAN,
        command="/проекты",
        only_one="Сейчас все задачи в одном проекте",
        new="➕ Новый проект",
        asked="Как назвать новый проект?",
        name="сайт",
        created="📁 #сайт",
        members="👥 Участники",
        add="➕ Добавить участников",
        added="✓ Борис Иванов (@boris)",
        lead="👑 руководитель",
        made_lead="Роль: 👑 руководитель",
        opens="📁 #сайт",
        settings="⚙️ Настройки",
        settings_say="Сводки о просроченных задачах: вкл, как у команды",
        mistyped="/создать_задачу Обновить цены @boris завтра #сайтт",
        title="Обновить цены #сайтт",
        in_title="если это проект #сайт, нажмите кнопку ниже",
        take="#сайтт → 📁 #сайт",
        of_project="Проект: #сайт",
        project_button="📁 #сайт",
        which="К какому проекту относится задача?",
        tasks="📋 Открытые задачи",
        listed="1 открытая задача",
        filters="🎛 Фильтры: 1",
        any_project="📁 Любой проект",
    ),
)


@pytest.mark.parametrize("its", PROJECTS, ids=lambda its: its.words.language)
async def test_projects(browser: Browser, its: Projects) -> None:
    words = its.words
    async with demo_running() as (_, url), window(browser, url, words.scheme, PHONE) as page:
        hand = Hand(page, words)
        for person in (words.employee, words.admin):
            await hand.become(person)
            await page.get_by_test_id("start").click()
            await hand.reads(str(person))
        await add_a_project(hand, its)
        await write_a_task(hand, its)
        await lead(hand, its)
        assert hand.troubles == set()


async def add_a_project(hand: Hand, its: Projects) -> None:
    """From /projects to a lead."""
    hand.begin()
    await hand.say(its.command)
    await hand.reads(its.only_one)
    await hand.tap(its.new)
    await hand.reads(its.asked)
    await hand.say(its.name)
    await hand.reads(its.created)
    await hand.tap(its.members)
    await hand.reads(its.members)
    await hand.tap(its.add)
    await hand.reads("@username")
    await hand.tap(its.added.replace("✓", "👤"))
    await hand.tap(its.added)
    await hand.reads(its.lead.split()[1])
    await hand.tap(its.lead)
    await hand.reads(its.made_lead)
    hand.took(taps=6, messages=2)


async def write_a_task(hand: Hand, its: Projects) -> None:
    """A mistyped project stays in the title, and has a button; the project can be chosen, too."""
    await hand.say(its.mistyped)
    await hand.reads(its.title, its.in_title)
    await hand.picture("project-draft")
    await hand.tap(its.take)
    await hand.reads(its.of_project)
    await hand.tap(its.project_button)
    await hand.reads(its.which)
    await hand.tap("✓ " + its.opens)
    await hand.reads(its.of_project)
    await hand.tap(its.words.create)
    await hand.reads(its.words.created, its.of_project)


async def lead(hand: Hand, its: Projects) -> None:
    """The lead opens the project from a notice, its settings and its tasks."""
    await hand.become(its.words.employee)
    await hand.reads(its.words.created, its.of_project)
    await hand.say(f"{its.command.removesuffix('s').removesuffix('ы')} {its.name}")
    await hand.reads(its.created)
    await hand.picture("project")
    await hand.tap(its.settings)
    await hand.reads(its.settings_say)
    await hand.tap(f"◀ #{its.name}")
    await hand.tap(its.tasks)
    await hand.reads(its.listed)
    await hand.tap(its.filters)
    await hand.tap(its.opens)
    await hand.reads(its.listed)
    await hand.say(its.command)
    await hand.reads(its.lead)
