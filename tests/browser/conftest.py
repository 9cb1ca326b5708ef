"""A real Chromium on the real chat page, and a bot that does what a test tells it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from browser.chat_page import ALLOWED, ARGUMENTS, Bot, Stage, chromium
from taskbot.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture(autouse=True)
def _apart() -> None:
    """What drives the browser runs on from test to test."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium of this system: nothing is downloaded, and it asks nobody for anything."""
    program = chromium()
    as_root = ("--no-sandbox",) if os.getuid() == 0 else ()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS, *as_root])
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox:
        yield sandbox


@pytest_asyncio.fixture(loop_scope="session")
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    async with aiohttp.ClientSession() as session:
        bot = Bot(sandbox, session)
        await bot.call("getUpdates", allowed_updates=ALLOWED)
        yield bot


@pytest_asyncio.fixture(loop_scope="session")
async def stage(browser: Browser, sandbox: Sandbox, bot: Bot) -> AsyncIterator[Stage]:
    """No window may fail in its console or ask another server for anything."""
    stage = Stage(browser, sandbox, bot)
    yield stage
    await stage.close()
    assert stage.troubles == []
