"""Conversations through the real dispatcher, over real HTTP, on a real PostgreSQL."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from structlog._config import BoundLoggerLazyProxy
from structlog.testing import LogCapture

from dialogues.stage import Clock, Stage
from taskbot import middlewares
from taskbot.postgres.pool import open_pool
from taskbot.sandbox.people import SAMPLE_TEAM, Person
from taskbot.sandbox.server import Sandbox
from taskbot.texts import render

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from dialogues.stage import Speaker
    from taskbot.rules import Refusal

ANNA, BORIS, CAROL, DAVE = SAMPLE_TEAM
EVE = Person(1005, "Eve", None, "eve_s", "en")
ELENA = Person(1006, "Елена", "Орлова", None, "ru")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "settings(**settings): what the bot of this test is told")


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[LogCapture]:
    """What the bot writes into its log; a warning or worse fails the test."""
    for module in list(sys.modules.values()):  # earlier tests' loggers remember their configuration
        if isinstance(log := getattr(module, "log", None), BoundLoggerLazyProxy):
            vars(log).pop("bind", None)
    capture = LogCapture()
    structlog.configure(processors=[capture])
    yield capture
    structlog.reset_defaults()
    assert [it for it in capture.entries if it["log_level"] not in ("debug", "info")] == []
    assert [it for it in caplog.records if it.levelno >= logging.WARNING] == []


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(middlewares, "datetime", clock)
    return clock


@pytest.fixture
async def bot(
    request: pytest.FixtureRequest,
    database_url: str,
    tmp_path: Path,
    clock: Clock,
    logged: LogCapture,
    _plain_http: None,
) -> AsyncIterator[Stage]:
    """The bot at work, with Anna and Carol its admins from their first /start."""
    pool = await open_pool(database_url, size=1)
    async with Sandbox(people=()) as sandbox:
        settings: dict[str, Any] = {
            "telegram_bot_token": sandbox.token,
            "telegram_api_url": sandbox.url,
            "telegram_rate_limit": 0,
            "user_rate_limit": 0,
            "database_url": database_url,
            "data_dir": tmp_path,
            "admin_ids": (ANNA.id, CAROL.id),
            "default_language": None,
        }
        for marker in request.node.iter_markers("settings"):
            settings |= marker.kwargs
        stage = Stage(sandbox, pool, clock, settings)
        await stage.start()
        assert any(it["event"] == "Telegram knows this bot" for it in logged.entries), "the log is not heard"
        try:
            yield stage
            await stage.settle()
            await stage.check()
        finally:
            await stage.stop()
    await pool.close()


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the refusals that people get."""
    keys: list[str] = []
    real = render.refusal

    def refusal(refused: Refusal, *arguments: Any) -> str:
        keys.append(refused.key)
        return real(refused, *arguments)

    monkeypatch.setattr(render, "refusal", refusal)
    return keys


@pytest.fixture
def anna(bot: Stage) -> Speaker:
    """An admin, in Russian."""
    return bot.person(ANNA)


@pytest.fixture
def boris(bot: Stage) -> Speaker:
    """An employee, in Russian."""
    return bot.person(BORIS)


@pytest.fixture
def carol(bot: Stage) -> Speaker:
    """An admin, in English."""
    return bot.person(CAROL)


@pytest.fixture
def dave(bot: Stage) -> Speaker:
    """An employee, in English, without a username."""
    return bot.person(DAVE)


@pytest.fixture
def eve(bot: Stage) -> Speaker:
    """A stranger, in English."""
    return bot.person(EVE)


@pytest.fixture
def elena(bot: Stage) -> Speaker:
    """A stranger, in Russian, without a username."""
    return bot.person(ELENA)


@pytest.fixture
async def team(bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker) -> list[Speaker]:
    """Anna, Boris, Carol and Dave, who have registered."""
    team = [anna, boris, carol, dave]
    for person in team:
        person.chat.say("/start")
    await bot.settle()
    for person in team:
        (answer,) = person.overhears()
        assert answer.startswith("👋")
    return team
