"""The clock of the demo: the page shows it, and moves it by an hour or a day."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import expect

from browser.chat_page import ALLOWED, PHONE, WEAK_CONTRASTS, Bot, Stage, keep_picture
from taskbot.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser

    from browser.chat_page import Scheme

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BORIS, CAROL = 1002, 1003
NOON = datetime(2030, 5, 14, 12, tzinfo=UTC).timestamp()  # a Tuesday


class Hand:
    """Moves the clock; while `held`, it is on its way."""

    def __init__(self) -> None:
        self.now = NOON
        self.held = asyncio.Event()
        self.held.set()

    async def advance(self, seconds: float) -> None:
        await self.held.wait()
        self.now += seconds


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest_asyncio.fixture(loop_scope="session")
async def stage(browser: Browser, hand: Hand) -> AsyncIterator[Stage]:
    async with Sandbox(clock=lambda: hand.now) as sandbox, aiohttp.ClientSession() as session:
        bot = Bot(sandbox, session)
        await bot.call("getUpdates", allowed_updates=ALLOWED)
        stage = Stage(browser, sandbox, bot)
        yield stage
        await stage.close()
        assert stage.troubles == []


async def test_a_clock_that_cannot_be_moved_is_not_shown(stage: Stage) -> None:
    page = await stage.open(CAROL, timezone_id="UTC")
    await expect(page.get_by_test_id("clock")).to_be_hidden()
    await page.get_by_test_id("chat-menu").click()
    await expect(page.get_by_role("menuitem")).to_have_count(1)


@pytest.mark.parametrize(
    ("person", "hour", "day", "times", "days"),
    [
        (
            CAROL,
            "+1 hour",
            "+1 day",
            ["Tue 14 May, 12:00", "Tue 14 May, 13:00", "Wed 15 May, 13:00"],
            ["Today", "Yesterday"],
        ),
        (
            BORIS,
            "+1 час",
            "+1 день",
            ["вт, 14 мая, 12:00", "вт, 14 мая, 13:00", "ср, 15 мая, 13:00"],
            ["Сегодня", "Вчера"],
        ),
    ],
    ids=["en", "ru"],
)
async def test_an_hour_and_a_day_are_pressed_and_the_page_follows(
    stage: Stage, hand: Hand, person: int, hour: str, day: str, times: list[str], days: list[str]
) -> None:
    await stage.started(person)
    page = await stage.open(person, timezone_id="UTC")
    stage.sandbox.let_clock_move(hand.advance)
    clock = page.get_by_test_id("clock-time")
    await expect(clock).to_have_text(times[0])
    await expect(page.get_by_test_id("day")).to_have_text([days[0]])
    await page.get_by_role("button", name=hour, exact=True).click()
    await expect(clock).to_have_text(times[1])
    await page.get_by_role("button", name=day, exact=True).click()
    await expect(clock).to_have_text(times[2])
    await expect(page.get_by_test_id("day")).to_have_text([days[1]])
    await stage.bot.send(person, "x")
    await expect(page.get_by_test_id("day")).to_have_text([days[1], days[0]])
    await expect(page.get_by_test_id("message").last).to_contain_text("13:00")


async def test_while_it_runs_another_press_does_nothing(stage: Stage, hand: Hand) -> None:
    stage.sandbox.let_clock_move(hand.advance)
    page = await stage.open(CAROL, timezone_id="UTC")
    hand.held.clear()
    hour, day = page.get_by_test_id("hour-on"), page.get_by_test_id("day-on")
    await hour.click()
    await expect(hour).to_have_attribute("aria-disabled", "true")
    await day.click(force=True)
    hand.held.set()
    await expect(hour).to_have_attribute("aria-disabled", "false")
    await expect(page.get_by_test_id("clock-time")).to_have_text("Tue 14 May, 13:00")
    assert hand.now == NOON + 3600


async def test_in_a_phone_s_chat_the_menu_moves_it(stage: Stage, hand: Hand) -> None:
    stage.sandbox.let_clock_move(hand.advance)
    await stage.started(BORIS)
    page = await stage.open(BORIS, size=PHONE, timezone_id="UTC")
    await expect(page.get_by_test_id("clock")).to_be_hidden()
    await page.get_by_test_id("chat-menu").click()
    await expect(page.get_by_role("menuitem")).to_have_text(
        ["Часы: +1 час", "Часы: +1 день", "Заблокировать бота"]
    )
    await page.get_by_test_id("menu-day-on").click()
    await expect(page.get_by_test_id("toast")).to_have_text("Теперь ср, 15 мая, 12:00")
    await page.get_by_test_id("back").click()
    await expect(page.get_by_test_id("clock-time")).to_have_text("Wed 15 May, 12:00")


async def test_a_sandbox_that_is_gone_is_told(stage: Stage, hand: Hand) -> None:
    stage.sandbox.let_clock_move(hand.advance)
    page = await stage.open(CAROL, timezone_id="UTC")
    await stage.sandbox.stop()
    await page.get_by_test_id("hour-on").click()
    await expect(page.get_by_test_id("toast")).to_contain_text("isn't responding")
    await expect(page.get_by_test_id("hour-on")).to_have_attribute("aria-disabled", "false")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_stands_out(stage: Stage, hand: Hand, scheme: Scheme) -> None:
    stage.sandbox.let_clock_move(hand.advance)
    await stage.started(CAROL)
    page = await stage.open(CAROL, scheme=scheme, timezone_id="UTC")
    await page.get_by_test_id("chat-menu").click()
    await expect(page.get_by_test_id("menu-day-on")).to_be_visible()
    assert await page.evaluate(WEAK_CONTRASTS) == []
    await keep_picture(page, f"clock-{scheme}")
