"""Migrations at start: once, even if several start; and cheap, if there is nothing to do."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import asyncpg
import pytest

from taskbot.postgres import migrate, revising, revisions
from taskbot.postgres.pool import Connector
from taskbot.postgres.revisions import MigrationError
from taskbot.postgres.urls import WrongDatabaseUrl

CHECKOUT = Path(__file__).parents[2]
UPGRADE = """
import asyncio, sys
from taskbot.postgres import migrate
asyncio.run(migrate.upgrade(sys.argv[1], print))
"""
WAITING = """
SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
WHERE NOT granted AND datname = current_database()
"""


async def version(url: str) -> str | None:
    connection = await asyncpg.connect(url)
    try:
        version: str = await connection.fetchval("SELECT version_num FROM alembic_version")
        return version
    finally:
        await connection.close()


async def test_of_several_who_start_at_once_one_migrates(empty_url: str) -> None:
    other = await asyncpg.connect(empty_url)
    await other.execute("SELECT pg_advisory_lock($1)", int.from_bytes(b"taskbot"))
    programs = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", UPGRADE, empty_url, stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    async with asyncio.timeout(60):
        while await other.fetchval(WAITING) < len(programs):  # noqa: ASYNC110 (the server has no event for it)
            await asyncio.sleep(0.02)
    assert await other.fetchval("SELECT to_regclass('alembic_version')") is None
    await other.close()
    for program in programs:
        said, _ = await program.communicate()
        assert program.returncode == 0  # who ran a revision a second time would have met its tables
        assert b"migrating the database from nothing to" in said
    assert await version(empty_url) == revisions.known()[-1]


async def test_a_table_in_use_is_waited_for(empty_url: str) -> None:
    said: list[str] = []
    await revising.upgrade(Connector(empty_url), revisions.known()[0])
    other = await asyncpg.connect(empty_url)
    await other.execute("BEGIN; LOCK TABLE alembic_version IN SHARE MODE")
    upgrading = asyncio.create_task(migrate.upgrade(empty_url, said.append))
    async with asyncio.timeout(60):
        while not said or "trying again" not in said[-1]:  # noqa: ASYNC110 (said from afar)
            await asyncio.sleep(0.02)
    await other.execute("COMMIT")
    await other.close()
    await upgrading
    assert await version(empty_url) == revisions.known()[-1]


@pytest.mark.parametrize(
    ("before", "revision", "document"),
    [("0008", "0011", "words"), ("0013", "0016", "search_words(task_id, version)")],
)
async def test_what_is_written_while_words_are_gathered_has_words_too(
    before: str, revision: str, document: str, empty_url: str
) -> None:
    """An outside program, or a bot of the version before, goes on meanwhile."""
    await revising.upgrade(Connector(empty_url), before)
    other = await asyncpg.connect(empty_url)
    await other.execute("BEGIN; INSERT INTO tasks (title) VALUES ('Отчёт')")
    upgrading = asyncio.create_task(revising.upgrade(Connector(empty_url), revision))
    async with asyncio.timeout(60):
        while not await other.fetchval(WAITING):  # noqa: ASYNC110 (the server has no event for it)
            await asyncio.sleep(0.02)
    await other.execute("COMMIT")
    await upgrading
    await other.execute("INSERT INTO comments (task_id, text) VALUES (1, 'Жираф')")
    await other.execute("SET enable_seqscan = off")
    for word in ("отчет", "жираф"):
        found = f"SELECT count(*) FROM search_documents WHERE {document} @@ $1::text::tsquery"  # noqa: S608
        assert await other.fetchval(found, f"'0:{word}'") == 1
    await other.close()


async def test_a_newer_taskbots_database_is_refused(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute("UPDATE alembic_version SET version_num = '9999'")
    await connection.close()
    with pytest.raises(
        MigrationError, match=f"at revision 9999, .* none after {revisions.known()[-1]}: update"
    ):
        await migrate.upgrade(database_url)


async def test_a_revision_that_fails_leaves_the_database_as_it_was(empty_url: str) -> None:
    connection = await asyncpg.connect(empty_url)
    await connection.execute("CREATE TABLE ix_tasks_position_id ()")  # the name of an index of the first one
    with pytest.raises(WrongDatabaseUrl, match=r"cannot be migrated: .* already exists\. It is as it was"):
        await migrate.upgrade(empty_url)
    tables = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    assert [row[0] for row in await connection.fetch(tables)] == ["ix_tasks_position_id"]
    await connection.close()


async def test_nothing_to_do_costs_no_imports(database_url: str) -> None:
    heavy = "assert not {'alembic', 'sqlalchemy'} & set(sys.modules), 'imported in vain'"
    subprocess.run([sys.executable, "-c", f"{UPGRADE}\n{heavy}", database_url], check=True)


def alembic(*words: str, url: str = "", folder: Path = CHECKOUT) -> subprocess.CompletedProcess[str]:
    """The developers' command."""
    command = [sys.executable, "-m", "alembic", *words]
    environment = os.environ | {"DATABASE_URL": url}
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder, env=environment)


async def test_alembics_own_command_works_in_the_checkout(empty_url: str) -> None:
    assert alembic("upgrade", "head", url=empty_url).returncode == 0
    assert await version(empty_url) == revisions.known()[-1]
    assert "No new upgrade operations" in alembic("check", url=empty_url).stdout
    assert alembic("downgrade", "base", url=empty_url).returncode == 0
    assert await version(empty_url) is None
    assert "Set DATABASE_URL" in alembic("current").stderr


def test_alembic_prints_its_sql() -> None:
    assert "CREATE TABLE tasks" in alembic("upgrade", "head", "--sql").stdout


def test_a_new_revision_gets_the_next_number(database_url: str, tmp_path: Path) -> None:
    shutil.copy(CHECKOUT / "alembic.ini", tmp_path)
    shutil.copytree(CHECKOUT / "alembic", tmp_path / "alembic", ignore=shutil.ignore_patterns("__pycache__"))
    made = alembic("revision", "-m", "More to come", url=database_url, folder=tmp_path)
    assert made.returncode == 0, made.stderr
    last = revisions.known()[-1]
    file = tmp_path / "alembic" / "versions" / f"{int(last) + 1:04}_more_to_come.py"
    written = file.read_text()
    assert f'revision = "{int(last) + 1:04}"\ndown_revision = "{last}"' in written
    compile(written, file, "exec")


async def test_an_installed_taskbot_carries_its_revisions(empty_url: str, tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, check=True, cwd=CHECKOUT, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    subprocess.run(
        [sys.executable, "-c", UPGRADE, empty_url],
        check=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "site")},
    )
    assert await version(empty_url) == revisions.known()[-1]
