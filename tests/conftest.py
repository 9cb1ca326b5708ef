"""What every test can ask for: PostgreSQL, a fresh migrated database, a pool on it."""

from __future__ import annotations

import fcntl
import os
import shutil
import uuid
from pathlib import Path
from typing import IO, TYPE_CHECKING

import asyncpg
import pytest

import postgres_server
from taskbot.postgres import migrate
from taskbot.postgres.pool import open_pool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

# Made once by the process that pytest starts in, and inherited by xdist's workers.
SHARED = "TASKBOT_TEST_FOLDER"
TEMPLATE = "taskbot_template"
IN_USE = pytest.StashKey[IO[str]]()


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


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    return Path(os.environ[SHARED])


@pytest.fixture(scope="session")
def postgres_url(shared_folder: Path) -> str:
    """A server for all tests and workers, gone after the last; its database `taskbot` stays empty."""
    return postgres_server.url_of(shared_folder)


@pytest.fixture
async def database_url(postgres_url: str, shared_folder: Path) -> AsyncIterator[str]:
    """A fresh database at the newest revision, gone after the test."""
    admin = await asyncpg.connect(postgres_url)
    await _make_template(admin, postgres_url, shared_folder)
    name = f"test_{uuid.uuid4().hex}"
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY file_copy")
    yield of_database(postgres_url, name)
    await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool on the test's own database."""
    pool = await open_pool(database_url, size=10)
    yield pool
    await pool.close()


def of_database(url: str, name: str) -> str:
    """The URL of another database of the tests' server."""
    return url.replace("/taskbot?", f"/{name}?")


async def _make_template(admin: asyncpg.Connection, url: str, folder: Path) -> None:
    """Migrate the template, once for all workers; the name that it has when it is whole is its own."""
    with (folder / "template").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", TEMPLATE):
            return
        await admin.execute(f"CREATE DATABASE {TEMPLATE}_new")
        await migrate.upgrade(of_database(url, f"{TEMPLATE}_new"))
        await admin.execute(f"ALTER DATABASE {TEMPLATE}_new RENAME TO {TEMPLATE}")
