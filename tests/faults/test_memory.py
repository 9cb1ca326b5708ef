"""Everybody asks for all of their data at once: the daemon's memory, also after a kill meanwhile."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import logging
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from delivery.stage import own_server
from faults.daemon import Daemon
from faults.harness_postgres import Server
from taskbot.delivery.outbox import UPLOADS
from taskbot.sandbox.files import FileStore
from taskbot.sandbox.people import Person
from taskbot.sandbox.server import Sandbox

FIRST = 5001  # of the people's ids
MIB = 1 << 20
LIMIT = 64 * MIB  # that the daemon may grow by; one of the files alone has 57 MB
ROWS, LETTERS = 3500, 4000  # tasks of everybody, and the letters of their descriptions, of four bytes each
# ruff: noqa: S608 (our own words)
FILL = f"""
SET session_replication_role = replica;
INSERT INTO users (telegram_id, full_name, role, language_code)
SELECT {FIRST} + n, 'Person ' || n, 'employee', 'en' FROM generate_series(0, {{people}} - 1) AS n;
INSERT INTO tasks (title, description, priority)
SELECT 'Task ' || n, repeat('🎉', {LETTERS}), 'low' FROM generate_series(1, {ROWS}) AS n;
INSERT INTO assignments (task_id, user_id, priority) SELECT tasks.id, users.id, 'low' FROM tasks, users;
ANALYZE;
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="taskbot-") as path:
        Path(path).chmod(0o711)
        yield Path(path)


@pytest.fixture
def received(monkeypatch: pytest.MonkeyPatch) -> Counter[tuple[str, str]]:
    """The files that have arrived, by name and digest; Telegram itself keeps them elsewhere as well."""
    received: Counter[tuple[str, str]] = Counter()
    real = FileStore.add

    def add(store: FileStore, kind: str, upload: Any) -> Any:
        assert len(upload.content) <= 50_000_000
        received[upload.name, hashlib.sha256(upload.content).hexdigest()] += 1
        return real(store, kind, replace(upload, content=b"left out"))

    monkeypatch.setattr(FileStore, "add", add)
    return received


def peak(daemon: Daemon) -> int:
    """The most memory that a process has had (proc_pid_status(5), VmHWM)."""
    lines = Path(f"/proc/{daemon.process.pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


# aiohttp's own, in the stand-in for Telegram: a killed daemon had sent half a file.
@pytest.mark.filterwarnings("ignore:unread_data:DeprecationWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("people", [UPLOADS + 1, pytest.param(30, marks=pytest.mark.faults)])
async def test_memory_is_bounded(
    people: int, folder: Path, received: Counter[tuple[str, str]], caplog: pytest.LogCaptureFixture
) -> None:
    # A record of the lost connection would keep the file that a killed daemon had half sent.
    caplog.set_level(logging.CRITICAL, "aiohttp.server")
    sandbox = Sandbox()
    await sandbox.start()
    async with own_server() as server:
        await server.execute(FILL.format(people=people))
        settings = {"TELEGRAM_BOT_TOKEN": sandbox.token, "TELEGRAM_API_URL": sandbox.url}
        settings |= {"DATABASE_URL": server.url, "USER_RATE_LIMIT": "0"}
        async with Daemon(_folder(folder, "first"), **settings) as daemon:
            await daemon.logged("leading")
            chats = [sandbox.join(Person(FIRST + n, f"Person {n}", None, None, "en")) for n in range(people)]
            for chat in chats:
                chat.say("/help")
            await asyncio.wait_for(asyncio.gather(*(chat.next() for chat in chats)), 60)
            before = peak(daemon)
            for chat in chats:
                chat.say("/my_data")
            await _until(lambda: len(received) >= people)
            grown = peak(daemon) - before
            daemon.process.kill()
            await daemon.ended()
        async with Daemon(_folder(folder, "second"), **settings) as daemon:
            await _emptied(server)
            grown_again = peak(daemon) - before
    await sandbox.stop()
    gc.collect()  # so that no later test is blamed for that
    names = [name for name, _ in received]
    assert sorted(names) == sorted(
        f"taskbot-{FIRST + n}-{part}.json" for n in range(people) for part in (1, 2)
    )
    assert sum(received.values()) <= len(names) + UPLOADS  # those in flight when it was killed
    print(f"{people} people: {grown / MIB:.0f} MiB more, {grown_again / MIB:.0f} after SIGKILL")  # noqa: T201
    assert max(grown, grown_again) < LIMIT


def _folder(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir(mode=0o711)
    return folder


async def _until(true: Any) -> None:
    async with asyncio.timeout(300):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def _emptied(server: Server) -> None:
    async with server.connection() as connection, asyncio.timeout(600):
        while await connection.fetchval(  # noqa: ASYNC110
            "SELECT EXISTS (SELECT FROM outbox) OR EXISTS (SELECT FROM inbox WHERE done_at IS NULL)"
        ):
            await asyncio.sleep(0.1)
