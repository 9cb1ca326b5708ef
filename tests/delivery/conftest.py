"""A database, a Bot API, and the stage between them."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

import asyncpg
import pytest
import structlog

from delivery.stage import SAID, Stage
from kept_database import Kept
from taskbot.delivery import chat_queues, core, database, inbox, leader_session, lease, outbox
from taskbot.operations import logs
from taskbot.sandbox.server import Sandbox


@pytest.fixture(autouse=True)
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Capture the log of the daemon, in its format."""
    stream = io.StringIO()
    logs.configure("INFO", "json", stream)
    for module in (core, database, inbox, chat_queues, lease, outbox, leader_session):
        # A logger keeps the stream that it was first used with.
        monkeypatch.setattr(module, "log", structlog.get_logger())
    yield stream
    structlog.reset_defaults()
    print(stream.getvalue())  # noqa: T201 - pytest shows it if a test fails


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
async def _kept(migrated: Callable[[], AbstractAsyncContextManager[str]]) -> AsyncIterator[Kept]:
    """A database with the table of `Stage`, in which one test after another finds no rows."""
    kept = Kept(partial(_with_said, migrated), size=10)
    yield kept
    await kept.discard()


@asynccontextmanager
async def _with_said(migrated: Callable[[], AbstractAsyncContextManager[str]]) -> AsyncIterator[str]:
    async with migrated() as url:
        connection = await asyncpg.connect(url)
        await connection.execute(SAID)
        await connection.close()
        yield url


@pytest.fixture
def database_url(kept: Kept) -> str:
    return kept.url


@pytest.fixture
def pool(kept: Kept) -> asyncpg.Pool:
    return kept.pool


@pytest.fixture
def stage(pool: asyncpg.Pool, sandbox: Sandbox, _plain_http: None) -> Stage:
    return Stage(pool, sandbox)
