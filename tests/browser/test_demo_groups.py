"""The demo's groups as a newcomer finds them: a task of what was said, answers for one alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from browser.test_demo_team import _running
from browser.walking import picture, window
from taskbot.demo_groups import ANNA, BORIS, CAROL, DAVE, OFFICES

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, ViewportSize

WINDOW: ViewportSize = {"width": 900, "height": 800}

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def become(page: Page, person: int) -> None:
    """Be another member of the group that is open."""
    await page.get_by_test_id("write-as").click()
    await page.get_by_test_id(f"write-as-{person}").click()


@pytest.mark.parametrize(
    ("language", "lead", "member", "done"),
    [("en", CAROL, DAVE, "✅ Done"), ("ru", ANNA, BORIS, "✅ Готово")],
    ids=["en", "ru"],
)
async def test_a_group_at_work(browser: Browser, language: str, lead: int, member: int, done: str) -> None:
    office = OFFICES[language == "ru"]
    async with (
        _running() as (_, session),
        window(browser, str(session._base_url), "light", WINDOW) as page,
    ):
        await page.get_by_test_id(f"person-{member}").click()
        await page.get_by_test_id("groups").get_by_text(office.title, exact=True).click()
        said = page.get_by_test_id("message").filter(has=page.get_by_test_id("reaction"))
        await expect(said.get_by_test_id("reaction")).to_have_text("👀")
        only = page.get_by_test_id("only-you")
        await expect(only).to_have_count(2)  # what was asked, and the answer
        await become(page, lead)
        await expect(only).to_have_count(1)  # that the task has been created
        await page.get_by_test_id("to-bottom").click()
        await expect(page.locator(".day-rests")).to_have_count(1)  # it has come to its end
        await picture(page, f"group-{language}", await page.locator("main").bounding_box())
        card = page.get_by_test_id("message").filter(has=page.get_by_text(done, exact=True)).last
        await card.get_by_text(done, exact=True).click()
        await expect(said.get_by_test_id("reaction")).to_have_text("👍")
