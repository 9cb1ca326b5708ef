"""The way of a team through the whole bot, in the chat page of the real demo, once in each language.

`TASKBOT_PICTURES=1` keeps its pictures for the documents, in docs/pictures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import expect

from browser.walking import PHONE, answered, demo_running, picture, window

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page, ViewportSize

    from browser.chat_page import Scheme
    from browser.walking import Demo

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WINDOW: ViewportSize = {"width": 880, "height": 620}
DEADLINE = timedelta(days=12)


@dataclass(frozen=True)
class Walk:
    """What is said and answered on the way, in one language."""

    language: str
    scheme: Scheme
    admin: int
    employee: int
    greets_admin: str
    greets_employee: str
    create: str
    title: str
    created: str
    assigned: str
    my_tasks: str
    details: str
    update: str
    updated: str
    told: str
    all_tasks: str
    in_list: str
    for_admins: str
    mistaken: str
    suggestion: str

    @property
    def creation(self) -> str:
        """The command that creates the task, with a deadline that is some days ahead."""
        return self.create.format(due=datetime.now(UTC).date() + DEADLINE)


ENGLISH = Walk(
    language="en",
    scheme="light",
    admin=1003,
    employee=1004,
    greets_admin="admin",
    greets_employee="employee",
    create='/create_task title:"Order new laptops" description:"Three for the design team"\n'
    "priority:high due_date:{due} assigned_to:1004",
    title="Order new laptops",
    created="Task #1 has been created",
    assigned="has assigned a task to you",
    my_tasks="My tasks · 1 open task",
    details="/task_details 1",
    update="/update_status 1 in progress",
    updated="pending → 🔄 in progress",
    told="Dave Jones",
    all_tasks="/all_tasks",
    in_list="in progress",
    for_admins="admins only",
    mistaken="/my_taks",
    suggestion="/my_tasks",
)
RUSSIAN = Walk(
    language="ru",
    scheme="dark",
    admin=1001,
    employee=1002,
    greets_admin="администратор",
    greets_employee="сотрудник",
    create="/создать_задачу название:«Подготовить квартальный отчёт» описание:«Цифры — в общей папке»\n"
    "приоритет:высокий срок:{due} исполнитель:@boris",
    title="Подготовить квартальный отчёт",
    created="Задача № 1 создана",
    assigned="→ вам: новая задача",
    my_tasks="Мои задачи · 1 открытая задача",
    details="/детали_задачи 1",
    update="/обновить_статус 1 в работе",
    updated="ожидает → 🔄 в работе",
    told="Борис Иванов",
    all_tasks="/все_задачи",
    in_list="в работе",
    for_admins="только",
    mistaken="/мои_задчи",
    suggestion="/мои_задачи",
)


@pytest_asyncio.fixture(loop_scope="session")
async def demo(browser: Browser) -> AsyncIterator[tuple[Demo, str]]:  # noqa: ARG001 - without a browser no demo
    async with demo_running() as running:
        yield running


async def become(page: Page, person: int) -> None:
    await page.get_by_test_id(f"person-{person}").click()
    await expect(page.get_by_test_id(f"person-{person}")).to_have_attribute("aria-current", "true")


async def say(page: Page, text: str) -> None:
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("send").click()


@pytest.mark.parametrize("walk", [ENGLISH, RUSSIAN], ids=lambda walk: walk.language)
async def test_a_team_at_work(browser: Browser, demo: tuple[Demo, str], walk: Walk) -> None:
    process, url = demo
    async with window(browser, url, walk.scheme, WINDOW) as page:
        await register(page, walk)
        await create(page, walk)
        await work(page, walk)
        await follow(page, walk)
        await glance(browser, url, walk)
        await rise(page, walk, process)


async def register(page: Page, walk: Walk) -> None:
    """Both press Start; the one of ADMIN_IDS is an admin from the first moment."""
    for person, greeting in ((walk.employee, walk.greets_employee), (walk.admin, walk.greets_admin)):
        await become(page, person)
        await expect(page.locator("html")).to_have_attribute("lang", walk.language)
        await page.get_by_test_id("start").click()
        await answered(page, greeting, str(person))


async def create(page: Page, walk: Walk) -> None:
    """The admin creates and assigns; the assignee's chat has something unread."""
    await say(page, walk.creation)
    await answered(page, walk.created, walk.title)
    await expect(page.get_by_test_id(f"unread-{walk.employee}")).to_have_text("1")
    await picture(page, f"admin-{walk.language}")


async def work(page: Page, walk: Walk) -> None:
    """The assignee lists by the menu, reads, and says that the work has begun."""
    await become(page, walk.employee)
    await answered(page, walk.assigned, walk.title)
    await page.get_by_test_id("menu-button").click()
    await expect(page.locator('[data-command="create_task"]')).to_have_count(0)
    await picture(page, f"menu-{walk.language}")
    await page.locator('[data-command="my_tasks"]').click()
    await answered(page, walk.my_tasks, walk.title)
    await say(page, walk.details)
    await answered(page, walk.title)
    await say(page, walk.update)
    await answered(page, walk.updated)
    await picture(page, f"employee-{walk.language}")
    await say(page, walk.mistaken)
    await answered(page, walk.suggestion)


async def follow(page: Page, walk: Walk) -> None:
    """The creator has heard of it, and sees it in the list of all tasks."""
    await become(page, walk.admin)
    await answered(page, walk.updated, walk.told)
    await say(page, walk.all_tasks)
    await answered(page, walk.title, walk.in_list)


async def glance(browser: Browser, url: str, walk: Walk) -> None:
    """The same chat on a phone."""
    async with window(browser, url, walk.scheme, PHONE) as phone:
        await phone.get_by_test_id(f"person-{walk.employee}").click()
        await expect(phone.get_by_test_id("composer")).to_be_visible()
        await phone.get_by_test_id("messages").evaluate("node => { node.scrollTop = node.scrollHeight; }")
        await expect(phone.locator(".day")).to_have_class(re.compile("day-rests"))
        await picture(phone, f"phone-{walk.language}")


async def rise(page: Page, walk: Walk, process: Demo) -> None:
    """The employee may not create, becomes an admin while the bot runs, and then may."""
    await become(page, walk.employee)
    await say(page, walk.creation)
    await answered(page, walk.for_admins)
    await process.promote(walk.employee)
    await say(page, walk.creation)
    await answered(page, walk.title)
    await page.get_by_test_id("menu-button").click()
    await expect(page.locator('[data-command="create_task"]')).to_be_visible()
