"""A database, a Bot API, and the stage between them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
import structlog

from delivery.stage import SAID, Stage
from taskbot.delivery import chat_queues, core, database, inbox, leader_session, lease, outbox
from taskbot.operations import logs
from taskbot.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    import asyncpg


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


@pytest.fixture
async def stage(pool: asyncpg.Pool, sandbox: Sandbox, _plain_http: None) -> Stage:
    await pool.execute(SAID)
    return Stage(pool, sandbox)
