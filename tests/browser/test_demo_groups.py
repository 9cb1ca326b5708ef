"""The demo's groups as a newcomer finds them: a board, a task of what was said, answers for one alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from browser.test_demo_team import _running
from browser.walking import picture, window
from taskbot.demo_groups import ANNA, BORIS, CAROL, DAVE, OFFICES

if TYPE_CHECKING:
    from playwright.async_api import Browser, FloatRect, Page, ViewportSize

WINDOW: ViewportSize = {"width": 900, "height": 860}

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


AT_THE_END = """() => {
  const { scrollHeight, scrollTop, clientHeight } = document.querySelector(".messages");
  return scrollHeight - scrollTop - clientHeight < 2;
}"""


async def above_the_input(page: Page) -> FloatRect:
    """The group without the place where one writes."""
    chat = await page.locator("main").bounding_box()
    composer = await page.locator(".composer").bounding_box()
    assert chat is not None
    assert composer is not None
    return {"x": chat["x"], "y": 0, "width": chat["width"], "height": composer["y"]}


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
        await expect(page.get_by_test_id("pinned")).to_contain_text("📌")
        said = page.get_by_test_id("message").filter(has=page.get_by_test_id("reaction"))
        await expect(said.get_by_test_id("reaction")).to_have_text("👀")
        only = page.get_by_test_id("only-you")
        await expect(only).to_have_count(2)  # what was asked, and the answer
        await become(page, lead)
        await expect(only).to_have_count(1)  # that the task has been created
        await page.get_by_test_id("to-bottom").click()
        await page.wait_for_function(AT_THE_END)
        await expect(page.locator(".day:not(.day-rests)")).to_have_count(0)
        await picture(page, f"group-{language}", await above_the_input(page))
        board = page.get_by_test_id("message").filter(has_text="📌").first
        await expect(board).to_contain_text(office.said)
        card = page.get_by_test_id("message").filter(has=page.get_by_text(done, exact=True)).last
        await card.get_by_text(done, exact=True).click()
        await expect(said.get_by_test_id("reaction")).to_have_text("👍")
        await expect(board).not_to_contain_text(office.said)
        await board.get_by_test_id("inline-button").first.click()
        await expect(page.get_by_test_id("message").last.get_by_test_id("only-you")).to_be_visible()
