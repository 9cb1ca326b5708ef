"""The stand-in by itself, spoken to over real HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest

from sandbox.api import Api
from taskbot.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(seed=7) as server:
        yield server


@pytest.fixture
async def api(sandbox: Sandbox) -> AsyncIterator[Api]:
    """The bot's side; Anna and Dave have written to the bot, Boris and Carol never."""
    sandbox.chat(1001).say("/start")
    sandbox.chat(1004).say("/start")
    sandbox.state.updates.clear()
    async with aiohttp.ClientSession() as session:
        yield Api(sandbox, session)
