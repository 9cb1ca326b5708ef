"""What every test can ask for: PostgreSQL, a fresh migrated database, a pool on it."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import functools
import gc
import os
import shutil
import ssl
import sys
import uuid
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from types import SimpleNamespace
from typing import IO

import asyncpg
import pytest
import uvloop

import postgres_server
from autocommit import Autocommit
from kept_database import Kept
from taskbot.postgres import migrate
from taskbot.postgres.pool import open_pool
from taskbot.telegram import lazy_models

# All processes of the tests keep what they have compiled, also where the environment says otherwise.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

gc.disable()  # until all is imported: see `pytest_collection`
lazy_models.import_aiogram()  # before any test module does, and as the program does

# Made once by the process that pytest starts in, and inherited by xdist's workers.
SHARED = "TASKBOT_TEST_FOLDER"
TEMPLATE = "taskbot_template"
LONG = {"faults", "migrations", "test_any_message.py"}  # whole programs, mostly
IN_USE = pytest.StashKey[IO[str]]()


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: many a test waits for a timer or for another process."""
    return (os.cpu_count() or 1) + 1


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that all workers share."""
    if not hasattr(config, "workerinput"):
        folder = postgres_server.make_folder()
        os.environ[SHARED] = str(folder)
        config.stash[IN_USE] = postgres_server.hold(folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let go of the folder; the server that serves there removes it, if a test has asked for one."""
    if in_use := config.stash.get(IN_USE, None):
        in_use.close()
        folder = Path(os.environ[SHARED])
        if not (folder / "postgresql").exists():
            shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported stays: the collector need not look through it, now or later."""
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
        gc.set_threshold(20_000)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let each worker begin with its share of what takes long, or one would be left with all that at the end.

    xdist hands out equal parts of the row (`--dist worksteal`), and makes up for the rest.
    """
    workers: int = getattr(config, "workerinput", {}).get("workercount", 1)
    long = [it for it in items if LONG.intersection(it.path.parts)]
    short = [it for it in items if not LONG.intersection(it.path.parts)]
    part = -(-len(short) // workers)
    items[:] = [
        it
        for number in range(workers)
        for it in (*long[number::workers], *short[number * part : (number + 1) * part])
    ]


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop that the program runs on."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(scope="session")
async def loop() -> asyncio.AbstractEventLoop:
    """The event loop of all tests of a worker: connections live as long as theirs."""
    return asyncio.get_running_loop()


@pytest.fixture(autouse=True)
def _apart(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """What a test leaves running ends with it, as if it had a loop of its own."""
    before = asyncio.all_tasks(loop)
    yield
    if left := asyncio.all_tasks(loop) - before:
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.wait(left))


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    return Path(os.environ[SHARED])


@pytest.fixture(scope="session")
def postgres_url(shared_folder: Path) -> str:
    """A server for all tests and workers, gone after the last; its database `taskbot` stays empty."""
    return postgres_server.url_of(shared_folder)


@pytest.fixture(scope="session")
def migrated(postgres_url: str, shared_folder: Path) -> Callable[[], AbstractAsyncContextManager[str]]:
    """Makes a fresh database at the newest revision, gone after the block."""
    return functools.partial(_migrated, postgres_url, shared_folder)


@pytest.fixture
async def database_url(migrated: Callable[[], AbstractAsyncContextManager[str]]) -> AsyncIterator[str]:
    """A fresh database at the newest revision, gone after the test."""
    async with migrated() as url:
        yield url


@pytest.fixture
async def empty_url(postgres_url: str) -> AsyncIterator[str]:
    """A fresh database without any table, gone after the test."""
    async with _database(postgres_url) as url:
        yield url


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool on the test's own database."""
    pool = await open_pool(database_url, size=10)
    yield pool
    await pool.close()


@pytest.fixture(scope="session")
async def _kept(migrated: Callable[[], AbstractAsyncContextManager[str]]) -> AsyncIterator[Kept]:
    kept = Kept(migrated)
    yield kept
    await kept.discard()


@pytest.fixture
async def kept(_kept: Kept) -> AsyncIterator[Kept]:
    """An empty database at the newest revision, and connections to it, which have served tests before."""
    await _kept.prepare()
    yield _kept
    await _kept.clean()


@pytest.fixture
async def connection(kept: Kept) -> AsyncIterator[Autocommit]:
    """A connection to the kept database, without a transaction."""
    async with kept.pool.acquire() as connection:
        yield Autocommit(connection)


# The certificates that it reads take 15 ms.
TLS = functools.cache(ssl.create_default_context)


@pytest.fixture
def _plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions of aiogram cost little to open and to close; TLS, which they are ready for, is not used."""
    from aiogram.client.session import aiohttp  # noqa: PLC0415 (after `import_aiogram`)

    async def close(session: aiohttp.AiohttpSession) -> None:
        if session._session is not None:
            await session._session.close()

    monkeypatch.setattr(aiohttp, "ssl", SimpleNamespace(create_default_context=TLS))
    # The library waits a quarter of a second for TLS connections to close.
    monkeypatch.setattr(aiohttp.AiohttpSession, "close", close)


def of_database(url: str, name: str) -> str:
    """The URL of another database of the tests' server."""
    return url.replace("/taskbot?", f"/{name}?")


@contextlib.asynccontextmanager
async def _database(url: str, how: str = "") -> AsyncIterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    admin = await asyncpg.connect(url)
    await admin.execute(f"CREATE DATABASE {name} {how}")
    yield of_database(url, name)
    await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()


@contextlib.asynccontextmanager
async def _migrated(url: str, folder: Path) -> AsyncIterator[str]:
    await _make_template(url, folder)
    async with _database(url, f"TEMPLATE {TEMPLATE} STRATEGY file_copy") as migrated:
        yield migrated


async def _make_template(url: str, folder: Path) -> None:
    """Migrate the template, once for all workers; the file says whether it is made."""
    with (folder / "template").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.fstat(lock.fileno()).st_size:  # now, not when it was opened
            return
        admin = await asyncpg.connect(url)
        await admin.execute(f"CREATE DATABASE {TEMPLATE}")
        await migrate.upgrade(of_database(url, TEMPLATE))
        await admin.close()
        lock.write("made")
