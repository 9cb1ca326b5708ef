"""The stage of the bots: a PostgreSQL that forgets nothing, and a Telegram for each."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.bots import BARE, TASKBOT, Bot, running, telegram
from taskbot.postgres import migrate
from taskbot.postgres.embedded import Embedded
from taskbot.sandbox.server import Sandbox


@dataclass(frozen=True, slots=True)
class Stage:
    """`url` is of a migrated database; `postgresql` the server's first process."""

    url: str
    postgresql: psutil.Process
    ours: Sandbox
    theirs: Sandbox
    folder: Path

    def taskbot(
        self, telegram: Sandbox | None = None, name: str = "taskbot", **more: str
    ) -> AbstractAsyncContextManager[Bot]:
        """The daemon, with no limit of its own pace, in a folder of that name."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        settings = {"DATABASE_URL": self.url, "DATA_DIR": str(folder)}
        unlimited = {"TELEGRAM_RATE_LIMIT": "0", "USER_RATE_LIMIT": "0"}
        return running(TASKBOT, telegram or self.ours, folder, settings | unlimited | more)

    def bare(self) -> AbstractAsyncContextManager[Bot]:
        """The yardstick."""
        return running(BARE, self.theirs, self.folder, {})


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """Set it, in a folder on disk that is gone afterwards."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="taskbot-bench-")))
        folder.chmod(0o711)  # noqa: ASYNC240 (root's PostgreSQL runs under another account)
        url = await stack.enter_async_context(Embedded(folder / "database"))
        await migrate.upgrade(url)
        pid = int((folder / "database/postgresql/postmaster.pid").read_text().split()[0])
        ours, theirs = [await stack.enter_async_context(telegram()) for _ in range(2)]
        yield Stage(url, psutil.Process(pid), ours, theirs, folder)
