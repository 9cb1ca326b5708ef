"""The demo as people start it: the team is at work in it, in each mode of joining."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from browser.walking import answered, window
from dialogues.stage import ordinary
from faults.daemon import environment
from taskbot import demo
from taskbot.demo import ANNA, BORIS, CAROL, DAVE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, ViewportSize

WINDOW: ViewportSize = {"width": 1000, "height": 720}

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@asynccontextmanager
async def _running(**settings: str) -> AsyncIterator[tuple[str, aiohttp.ClientSession]]:
    """A demo of the team at work: all that it says up to the end of its introduction, and its page."""
    command = (sys.executable, "-m", "taskbot", "demo", "--port", "0")
    process = await asyncio.create_subprocess_exec(
        *command, env=environment(**settings), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            said = (await process.stdout.readuntil(b"Ctrl-C")).decode()
        address = re.search(r"http://127\.0\.0\.1:[0-9]+", said)
        assert address, said
        async with aiohttp.ClientSession(address[0]) as page:
            yield said, page
    finally:
        process.terminate()
        await process.communicate()
    assert process.returncode == 0


async def _texts(page: aiohttp.ClientSession, person: int) -> list[str]:
    """What a person's chat shows, the oldest first."""
    async with page.get(f"/sandbox/chats/{person}") as answer:
        return [message["text"] for message in (await answer.json())["messages"]]


async def _when(page: aiohttp.ClientSession, person: int, begin: str) -> list[str]:
    """When a person got the messages that begin so, by the clocks of this machine."""
    async with page.get(f"/sandbox/chats/{person}") as answer:
        messages = (await answer.json())["messages"]
    dates = [it["date"] for it in messages if ordinary(it["text"]).startswith(begin)]
    return [f"{datetime.fromtimestamp(it, ZoneInfo(demo._zone(demo.LOCALTIME))):%a %H:%M}" for it in dates]


async def _forward(page: aiohttp.ClientSession, **span: float) -> None:
    """Move the demo's clock; the bot has done all that fell due meanwhile."""
    async with asyncio.timeout(120):  # a day takes a second, unless the machine is busy
        seconds = timedelta(**span).total_seconds()
        async with page.post("/sandbox/clock", json={"seconds": seconds}) as answer:
            assert answer.status == 200


async def _answer(page: aiohttp.ClientSession, person: int, words: str) -> str:
    """What the bot answers to a person."""
    async with asyncio.timeout(30), page.get(f"/sandbox/events/{person}") as events:
        await (await page.post(f"/sandbox/chats/{person}/messages", json={"text": words})).read()
        async for line in events.content:
            event = json.loads(line.removeprefix(b"data: ")) if line.startswith(b"data: ") else {}
            if event.get("message", {}).get("from") == "bot":
                return str(event["message"]["text"])
    raise AssertionError(f"no answer to {words}")


async def test_all_four_are_at_work() -> None:
    async with _running() as (said, page):
        assert "joined" not in said
        assert any("Order new laptops" in it for it in await _texts(page, DAVE))
        assert any("Согласовать договор" in it for it in await _texts(page, BORIS))


async def test_the_bot_goes_by_the_clock_of_the_page() -> None:
    async with _running() as (_, page):
        await _answer(page, DAVE, "/comment 3 Ordered")
        card = await _answer(page, DAVE, "/task_details 3")
        assert "in 3 days" in card
        (time,) = re.findall(r"Dave Jones, (\d\d:\d\d): “Ordered”", card)
        await _forward(page, days=2)
        card = await _answer(page, DAVE, "/task_details 3")
        assert "tomorrow" in card
        assert re.findall(rf"Dave Jones, \w+ \d+, {time}: “Ordered”", card), "PostgreSQL follows, too"
        await _answer(page, DAVE, "/comment 3 Paid")
        assert re.findall(r"Dave Jones, \d\d:\d\d: “Paid”", await _answer(page, DAVE, "/task_details 3"))


async def test_reminders_come_within_the_first_minute() -> None:
    async with _running() as (said, page):
        assert "Within a minute the bot reminds Борис" in said
        await _forward(page, minutes=1)
        assert len(await _when(page, BORIS, "⏰ Вы просили напомнить: задача № 6 «Позвонить в")) == 1
        assert len(await _when(page, DAVE, "⏰ You asked me to remind you of task #7 “Call")) == 1
        await _forward(page, minutes=6)
        assert "overdue" in await _answer(page, DAVE, "/task_details 7")


async def test_tasks_recur_in_the_demo() -> None:
    async with _running() as (_, page):
        assert "🔁 Repeats: every workday at 10:00" in await _answer(page, CAROL, "/task_details 8")
        assert "🔁 Повтор: каждый рабочий день в 10:00" in await _answer(page, BORIS, "/детали_задачи 9")


async def test_a_week_goes_by_in_the_demo() -> None:
    """Everything comes at its hour, not when the button was pressed."""
    async with _running() as (_, page):
        await _forward(page, days=7)
        for person, begin in ((BORIS, "📰 Ваш день"), (DAVE, "📰 Your day")):
            digests = await _when(page, person, begin)
            assert sorted(digests) == sorted(f"{day} 09:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri"))


@pytest.mark.parametrize(
    ("registration", "way", "answer"),
    [
        ("approval", "let him in as Anna or Carol", "⏳ Thank you, Dave Jones! Your request has been sent"),
        (
            "invite",
            "Make a link as Anna or Carol",
            "👋 This bot is for the members of one team",
        ),
    ],
)
async def test_where_not_everybody_may_join_dave_is_left_to_try(
    registration: str, way: str, answer: str
) -> None:
    async with _running(REGISTRATION=registration) as (said, page):
        assert way in said
        assert any("Согласовать договор" in it for it in await _texts(page, BORIS))
        assert any("🎉 Борис Иванов (@boris)" in text for text in await _texts(page, ANNA))
        assert await _texts(page, DAVE) == []
        assert (await _answer(page, DAVE, "/start")).startswith(answer)


@pytest.mark.parametrize(
    ("admin", "command"), [(CAROL, "/invite employee"), (ANNA, "/пригласить сотрудник")], ids=["en", "ru"]
)
async def test_dave_joins_by_the_link_of_an_admin(browser: Browser, admin: int, command: str) -> None:
    async with (
        _running(REGISTRATION="invite") as (_, session),
        window(browser, str(session._base_url), "light", WINDOW) as page,
    ):
        await page.get_by_test_id(f"person-{admin}").click()
        await page.get_by_test_id("composer").fill(command)
        await page.keyboard.press("Enter")
        await answered(page, "t.me/")
        await page.get_by_test_id("message").last.get_by_test_id("bot-link").click()
        await page.get_by_test_id(f"person-{DAVE}").click()
        await page.get_by_test_id("start").click()
        await answered(page, "Dave Jones", "employee")
        assert any("Dave Jones" in text for text in await _texts(session, admin))
