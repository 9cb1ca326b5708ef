"""The way of a team through the whole bot, in the chat page of the real demo, once in each language.

`TASKBOT_PICTURES=1` keeps its pictures for the documents, in docs/pictures.
"""

from __future__ import annotations

import asyncio
import base64
import os
import re
import shutil
import sys
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import expect

from browser.chat_page import OUTPUT, TIMEOUT_MS, watch

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page, ViewportSize

    from browser.chat_page import Scheme

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
SHRINK = (Path(__file__).parent / "small_png.js").read_text()
PICTURE_LIMIT = 200_000  # bytes
WINDOW: ViewportSize = {"width": 980, "height": 680}
PHONE: ViewportSize = {"width": 375, "height": 720}
DEADLINE = timedelta(days=12)
INHERITED = ("PATH", "LANG", "LC_", "PYTHON", "COV")  # of the environment: none of the bot's own settings
STARTED_WITHIN = 120  # seconds, for the demo with its PostgreSQL
STOPPED_WITHIN = 30  # other tests watch the limit; this machine may be busy with them


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
    my_tasks="My tasks · 1 task",
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
    assigned="Вам назначена новая задача",
    my_tasks="Мои задачи · 1 задача",
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


class Demo:
    """`python -m taskbot demo`, as a process of its own, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = ""
        kept = {name: value for name, value in os.environ.items() if name.startswith(INHERITED)}
        self._environment = kept | {"TMPDIR": str(folder), "HOME": str(folder)}

    async def start(self) -> str:
        """The chat page's address, once it is ready."""
        self._process = await self._run("demo", "--empty", "--port", "0")
        async with asyncio.timeout(STARTED_WITHIN):
            while not (found := re.search(r"http://127\.0\.0\.1:\d+", self.output)):
                assert self._process.stdout is not None
                line = await self._process.stdout.readline()
                assert line, f"the demo ended at once:\n{self.output}"
                self.output += line.decode()
        return found[0]

    async def stop(self) -> None:
        """End it as Ctrl-C does: in time, in order, without a word of complaint."""
        self._process.terminate()
        async with asyncio.timeout(STOPPED_WITHIN):
            rest, _ = await self._process.communicate()
        self.output += rest.decode()
        assert self._process.returncode == 0, self.output
        assert "Traceback" not in self.output
        assert "[error" not in self.output

    async def promote(self, person: int) -> None:
        """Make a person an admin by the command line, while the bot runs."""
        data_dir = next(self.folder.glob("taskbot-demo-*"))
        process = await self._run("promote", str(person), DATA_DIR=str(data_dir))
        said, _ = await process.communicate()
        assert process.returncode == 0, said.decode()

    async def _run(self, *arguments: str, **environment: str) -> asyncio.subprocess.Process:
        pipe, both = asyncio.subprocess.PIPE, asyncio.subprocess.STDOUT
        command = (sys.executable, "-m", "taskbot", *arguments)
        settings = self._environment | environment
        return await asyncio.create_subprocess_exec(
            *command, cwd=self.folder, env=settings, stdout=pipe, stderr=both
        )


@pytest_asyncio.fixture(loop_scope="session")
async def demo(browser: Browser) -> AsyncIterator[tuple[Demo, str]]:  # noqa: ARG001 - without a browser no demo
    # It lets pass the account that PostgreSQL runs under when root runs the tests, as tmp_path does not.
    folder = Path(tempfile.mkdtemp(prefix="taskbot-walk-"))
    folder.chmod(0o711)
    demo = Demo(folder)
    try:
        url = await demo.start()
        yield demo, url
        await demo.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def window(browser: Browser, url: str, walk: Walk, size: ViewportSize) -> AsyncIterator[Page]:
    """A window on the page, at twice the size for pictures; whatever goes wrong in it fails the test."""
    troubles: list[str] = []
    context = await browser.new_context(
        viewport=size,
        color_scheme=walk.scheme,
        device_scale_factor=2,
        locale="en-GB",
        reduced_motion="reduce",
    )
    context.set_default_timeout(TIMEOUT_MS)
    context.on("page", lambda page: watch(page, url, troubles))
    page = await context.new_page()
    await page.goto(url)
    yield page
    await context.close()
    assert troubles == []


async def become(page: Page, person: int) -> None:
    await page.get_by_test_id(f"person-{person}").click()
    await expect(page.get_by_test_id(f"person-{person}")).to_have_attribute("aria-current", "true")


async def say(page: Page, text: str) -> None:
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("send").click()


async def answered(page: Page, *words: str) -> None:
    """The bot's newest message says all of that."""
    newest = page.get_by_test_id("message").last
    await expect(newest).to_have_attribute("data-from", "bot")
    for word in words:
        await expect(newest).to_contain_text(word, ignore_case=True)


async def picture(page: Page, name: str) -> None:
    """Keep what the window shows; for the documents with few colours, so that it stays small."""
    OUTPUT.mkdir(exist_ok=True)
    await page.mouse.move(0, 0)  # no button of a message lights up
    full = await page.screenshot(path=OUTPUT / f"{name}.png", animations="disabled", caret="hide")
    if not os.environ.get("TASKBOT_PICTURES"):
        return
    workshop = await page.context.browser.new_page()  # type: ignore[union-attr] # it has one: it shows a page
    small = base64.b64decode(await workshop.evaluate(SHRINK, base64.b64encode(full).decode()))
    await workshop.close()
    assert len(small) < PICTURE_LIMIT, f"{name}.png has {len(small)} bytes"
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"{name}.png").write_bytes(small)


@pytest.mark.parametrize("walk", [ENGLISH, RUSSIAN], ids=lambda walk: walk.language)
async def test_a_team_at_work(browser: Browser, demo: tuple[Demo, str], walk: Walk) -> None:
    process, url = demo
    async with window(browser, url, walk, WINDOW) as page:
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
    async with window(browser, url, walk, PHONE) as phone:
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
