"""Conversations through the real dispatcher, over real HTTP, on a real PostgreSQL."""

from __future__ import annotations

import copy
import functools
import logging
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg
import pytest
import structlog
from aiogram import Router
from structlog._config import BoundLoggerLazyProxy
from structlog.testing import LogCapture

from dialogues import notices
from dialogues.stage import Clock, Speaker, Stage
from kept_database import Kept
from taskbot import app
from taskbot import routers as handlers
from taskbot.domain.rules import Refusal
from taskbot.postgres import migrate
from taskbot.sandbox.people import SAMPLE_TEAM, Person
from taskbot.sandbox.server import Sandbox
from taskbot.telegram import refusals

ANNA, BORIS, CAROL, DAVE = SAMPLE_TEAM
EVE = Person(1005, "Eve", None, "eve_s", "en")
ELENA = Person(1006, "Елена", "Орлова", None, "ru")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "settings(**settings): what the bot of this test is told")


@functools.lru_cache(maxsize=1)
def _loggers(_modules: int) -> list[BoundLoggerLazyProxy]:
    """The loggers of the bot's modules, when so many modules are imported."""
    ours = [module for name, module in sys.modules.items() if name.startswith("taskbot.")]
    logs = [getattr(module, "log", None) for module in ours]
    return [log for log in logs if isinstance(log, BoundLoggerLazyProxy)]


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[LogCapture]:
    """What the bot writes into its log; a warning or worse fails the test."""
    for log in _loggers(len(sys.modules)):  # since earlier tests, they remember their configuration
        vars(log).pop("bind", None)
    capture = LogCapture()
    structlog.configure(processors=[capture])
    yield capture
    structlog.reset_defaults()
    assert [it for it in capture.entries if it["log_level"] not in ("debug", "info")] == []
    assert [it for it in caplog.records if it.levelno >= logging.WARNING] == []


@pytest.fixture
def clock() -> Clock:
    """The time by which the bot and Telegram go; see `Stage.tick` and `Stage.passes`."""
    return Clock()


@pytest.fixture
def database_url(kept: Kept) -> str:
    """The bot's own database."""
    return kept.url


@pytest.fixture
def _kept_connections(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections outlive a test and its bot: to plan the same statements again is half of what a test costs."""

    async def lend(*_: object, **__: object) -> asyncpg.Pool:
        return kept.pool

    async def keep(_: asyncpg.Pool) -> None: ...

    async def know(*_: object) -> None:
        """It is at the newest revision; to see that takes a connection."""

    @asynccontextmanager
    async def be_bundled(*_: object, **__: object) -> AsyncIterator[str]:
        """It serves one bot, as the bundled server does; so the bot needs no lease, and no connection for it."""
        yield kept.url

    monkeypatch.setattr(app, "Embedded", be_bundled)
    monkeypatch.setattr(app, "open_pool", lend)
    monkeypatch.setattr(migrate, "upgrade", know)
    monkeypatch.setattr(app, "_close", keep)
    monkeypatch.setattr(asyncpg.Pool, "expire_connections", keep)


# To build them takes 20 ms; they remember nothing, but who has included them.
ROUTERS = functools.cache(handlers.routers)


@pytest.fixture
def _kept_routers(monkeypatch: pytest.MonkeyPatch) -> None:
    def routers() -> list[Router]:
        for router in ROUTERS():
            router._parent_router = None
        return ROUTERS()

    monkeypatch.setattr(app, "routers", routers)


@pytest.fixture
def bare_notices(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The notices about tasks that came without a button: at the end of a dialogue there may be none."""
    return notices.watch(monkeypatch)


@pytest.fixture
async def bot(
    request: pytest.FixtureRequest,
    kept: Kept,
    shared_folder: Path,
    clock: Clock,
    logged: LogCapture,
    _plain_http: None,
    _kept_connections: None,
    _kept_routers: None,
    bare_notices: list[str],
) -> AsyncIterator[Stage]:
    """The bot at work, with Anna and Carol its admins from their first /start."""
    async with Sandbox(people=(), clock=lambda: clock.now().timestamp()) as sandbox:
        settings: dict[str, Any] = {
            "telegram_bot_token": sandbox.token,
            "telegram_api_url": sandbox.url,
            "telegram_rate_limit": 0,
            "user_rate_limit": 0,
            "database_url": None,
            "data_dir": shared_folder,  # nothing is written there
            "admin_ids": (ANNA.id, CAROL.id),
            "default_language": None,
        }
        for marker in request.node.iter_markers("settings"):
            settings |= marker.kwargs
        stage = Stage(sandbox, kept.pool, clock, settings)
        await _start(request, stage)
        assert any(it["event"] == "Telegram knows this bot" for it in logged.entries), "the log is not heard"
        try:
            yield stage
            await stage.settle()
            await stage.check()
            assert bare_notices == [], "a notice about a task has a button for what its reader does next"
        finally:
            await stage.stop()


async def _start(request: pytest.FixtureRequest, stage: Stage) -> None:
    """Start the bot, which has set its profile before unless it is the first of a worker or has own settings.

    To set the profile takes six calls, which are a third of those of a first start.
    """
    introduced = request.config.stash.get(INTRODUCED, None)
    if introduced and "settings" not in request.keywords:
        await introduced.put_back(stage)
    await stage.start()
    if introduced is None and "settings" not in request.keywords:
        request.config.stash[INTRODUCED] = await Introduced.of(stage)


class Introduced(NamedTuple):
    """What the bot and Telegram remember of the bot's profile, and of its first start besides."""

    team: str
    texts: dict[str, Any]

    @classmethod
    async def of(cls, bot: Stage) -> Introduced:
        await bot.tick()  # the scheduler sets the profile before its first tick
        team = await bot.sql("SELECT jsonb_object_agg(key, value)::text FROM team")
        return cls(team, {name: copy.deepcopy(getattr(bot.sandbox.state, name)) for name in TEXTS})

    async def put_back(self, bot: Stage) -> None:
        await bot.sql("INSERT INTO team (key, value) SELECT * FROM jsonb_each_text($1::jsonb)", self.team)
        for name, texts in self.texts.items():
            setattr(bot.sandbox.state, name, copy.deepcopy(texts))


INTRODUCED = pytest.StashKey[Introduced]()
TEXTS = ("name", "description", "short_description")


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the refusals that people get."""
    keys: list[str] = []
    real = refusals.text

    def refusal(refused: Refusal, *arguments: Any) -> str:
        keys.append(refused.key)
        return real(refused, *arguments)

    monkeypatch.setattr(refusals, "text", refusal)
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
async def team(
    request: pytest.FixtureRequest, bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> list[Speaker]:
    """Anna, Boris, Carol and Dave, who have registered.

    To hear four times /start is a third of what most dialogues cost. So the first of a worker hears it, and
    the others get what that left: the rows of four people, and the menus of two admins. Where a test has
    settings of its own, /start is heard as these want it.
    """
    team = [anna, boris, carol, dave]
    if "settings" in request.keywords:
        await _register(bot, team)
    elif registered := request.config.stash.get(REGISTERED, None):
        await registered.put_back(bot)
        for person in team:
            person.take()
    else:
        await _register(bot, team)
        request.config.stash[REGISTERED] = await Registered.of(bot)
    return team


@pytest.fixture
async def no_escalation(bot: Stage) -> None:
    """Nobody is told of what others are late with."""
    await bot.sql("INSERT INTO team (key, value) VALUES ('escalation', 'off')")


async def _register(bot: Stage, team: list[Speaker]) -> None:
    for person in team:
        person.chat.say("/start")
    await bot.settle()
    for person in team:
        (answer,) = person.overhears()
        assert answer.startswith("👋")


class Registered(NamedTuple):
    """What the bot and Telegram remember of people who have registered."""

    users: str
    menus: dict[Any, Any]

    @classmethod
    async def of(cls, bot: Stage) -> Registered:
        users = await bot.sql("SELECT jsonb_agg(to_jsonb(users) ORDER BY id)::text FROM users")
        return cls(users, copy.deepcopy(bot.sandbox.state.menus._lists))

    async def put_back(self, bot: Stage) -> None:
        await bot.sql(PUT_BACK, self.users)
        state = bot.sandbox.state
        state.menus._lists |= copy.deepcopy(self.menus)
        for chat in state.chats.values():
            chat.started = True
            state.post(chat, state.as_author, {"text": "👋"})


REGISTERED = pytest.StashKey[Registered]()
PUT_BACK = """
WITH put AS (
    INSERT INTO users SELECT * FROM jsonb_populate_recordset(NULL::users, $1::jsonb) RETURNING id
)
SELECT setval('users_id_seq', max(id)) FROM put
"""
