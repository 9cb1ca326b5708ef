"""A database to a file and back: whole or not at all, from one server to another, old or new."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest

import postgres_server
from taskbot.postgres import backup, migrate, revising, revisions
from taskbot.postgres.backup import BackupError
from taskbot.postgres.binaries import packaged
from taskbot.postgres.embedded import Embedded, _lock
from taskbot.postgres.pool import Connector, wait_for
from taskbot.postgres.urls import DatabaseUrl, WrongDatabaseUrl

FILL = r"""
INSERT INTO users (telegram_id, username, full_name, role) VALUES
  (1001, 'anna', 'Анна «Аня» Петрова', 'admin'), (1004, NULL, E'Dave\tO''Neil\\\n', 'employee');
INSERT INTO tasks (title, description, priority, status, due_date, assigned_to_id, created_by_id)
SELECT 'Отчёт ' || n, repeat('строка; SET transaction_timeout = 0;' || E'\n', n % 40), 'high', 'in_progress',
  DATE '2026-12-25' + n, 1, 2
FROM generate_series(1, 500) AS n;
INSERT INTO tasks (title) VALUES ('\N'), (E'\\.\n\\.'), ('COMMIT;');
DELETE FROM tasks WHERE id % 7 = 0;
"""
# By the index, which holds what the restore has read from the tasks.
FOUND = """
SELECT count(*) FROM search_documents WHERE search_words(task_id, version) @@ '''0:отчет'''::tsquery
"""
TABLES = (
    "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
)


@pytest.fixture
async def filled_url(database_url: str) -> str:
    await execute(database_url, FILL)
    return database_url


async def execute(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def contents(url: str) -> dict[str, Any]:
    """Every table's rows, and what every sequence gives next."""
    connection = await asyncpg.connect(url)
    tables = [row[0] for row in await connection.fetch(TABLES)]
    found = {table: sorted(map(repr, await connection.fetch(f"TABLE {table}"))) for table in tables}
    sequences = await connection.fetch("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")
    await connection.close()
    return found | {"sequences": list(map(tuple, sequences))}


async def test_what_was_dumped_comes_back_in_an_empty_database(
    filled_url: str, empty_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "backup"
    await backup.dump(filled_url, file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["backup"]
    listed = (await backup._run(backup._newest_tools().folder / "pg_restore", "--list", file)).decode()
    assert "TABLE DATA public tasks " in listed
    for derived in ("search_documents", "words"):
        assert f"TABLE DATA public {derived} " not in listed
    await backup.restore(empty_url, file)
    before = await contents(filled_url)
    assert len(before["users"]) == 2
    assert len(before["tasks"]) == 432
    assert await contents(empty_url) == before
    assert await migrate.check(empty_url) == []
    connection = await asyncpg.connect(empty_url)
    analyzed = await connection.fetchval("SELECT reltuples FROM pg_class WHERE oid = 'tasks'::regclass")
    assert analyzed == 432, "the planner knows the restored tables"
    await connection.close()


async def test_words_are_those_that_the_new_server_finds(
    filled_url: str, empty_url: str, tmp_path: Path
) -> None:
    """Of "added", PostgreSQL 15 makes another stem than 18; the old server's words are not in the backup."""
    before = await contents(filled_url)
    await execute(filled_url, "DELETE FROM search_documents WHERE task_id > 1")
    await backup.dump(filled_url, tmp_path / "backup")
    await backup.restore(empty_url, tmp_path / "backup")
    assert await contents(empty_url) == before
    connection = await asyncpg.connect(empty_url)
    await connection.execute("SET enable_seqscan = off")
    assert await connection.fetchval(FOUND) == 429
    await connection.close()


async def test_tables_without_rows_count_as_empty(filled_url: str, empty_url: str, tmp_path: Path) -> None:
    await backup.dump(filled_url, tmp_path / "backup")
    await migrate.upgrade(empty_url)
    await backup.restore(empty_url, tmp_path / "backup")
    assert await contents(empty_url) == await contents(filled_url)


async def test_rows_are_replaced_only_by_force(filled_url: str, empty_url: str, tmp_path: Path) -> None:
    await backup.dump(filled_url, tmp_path / "backup")
    await migrate.upgrade(empty_url)
    await execute(empty_url, "INSERT INTO users (telegram_id) VALUES (5); CREATE TABLE later AS SELECT 1")
    with pytest.raises(BackupError, match=r"not empty \(there are rows in \w+\).*--force"):
        await backup.restore(empty_url, tmp_path / "backup")
    assert len((await contents(empty_url))["users"]) == 1
    await backup.restore(empty_url, tmp_path / "backup", force=True)
    assert await contents(empty_url) == await contents(filled_url)


async def test_an_old_backup_is_raised_to_the_newest_revision(empty_url: str, tmp_path: Path) -> None:
    await revising.upgrade(Connector(empty_url), "0001")
    await execute(empty_url, "INSERT INTO users (telegram_id) VALUES (5)")
    await backup.dump(empty_url, tmp_path / "backup")
    await backup.restore(empty_url, tmp_path / "backup", force=True)
    assert await migrate.check(empty_url) == []
    assert len((await contents(empty_url))["users"]) == 1


@pytest.fixture(scope="module")
async def raised(postgres_url: str) -> AsyncIterator[SimpleNamespace]:
    """A database that goes from revision to revision, to be copied at each."""
    name = f"test_{uuid.uuid4().hex}"
    await execute(postgres_url, f"CREATE DATABASE {name}")
    yield SimpleNamespace(name=name, url=postgres_url.replace("/taskbot?", f"/{name}?"), revision="")
    await execute(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def url_at(
    request: pytest.FixtureRequest, postgres_url: str, raised: SimpleNamespace
) -> AsyncIterator[str]:
    """A fresh database at a revision."""
    name, how = f"test_{uuid.uuid4().hex}", ""
    url = postgres_url.replace("/taskbot?", f"/{name}?")
    if raised.revision < request.param:  # else the tests do not come in the order of the revisions
        await revising.upgrade(Connector(raised.url), request.param)
        raised.revision, how = request.param, f"TEMPLATE {raised.name} STRATEGY file_copy"
    await execute(postgres_url, f"CREATE DATABASE {name} {how}")
    if not how:
        await revising.upgrade(Connector(url), request.param)
    yield url
    await execute(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize("url_at", revisions.known()[:-1], indirect=True)
async def test_a_backup_of_any_revision_restores(url_at: str, tmp_path: Path) -> None:
    await execute(
        url_at,
        "INSERT INTO users (telegram_id) VALUES (5)",
        "INSERT INTO tasks (title, created_by_id) SELECT 'Отчёт', id FROM users",
    )
    await backup.dump(url_at, tmp_path / "backup")
    await backup.restore(url_at, tmp_path / "backup", force=True)
    held = await contents(url_at)
    assert (len(held["users"]), len(held["tasks"]), len(held["search_documents"])) == (1, 1, 1)


async def test_a_backup_without_a_function_restores_and_says_what_it_lacks(
    filled_url: str, empty_url: str, tmp_path: Path
) -> None:
    await execute(filled_url, "DROP FUNCTION remake_search_documents()")
    await backup.dump(filled_url, tmp_path / "backup")
    said: list[str] = []
    await backup.restore(empty_url, tmp_path / "backup", log=said.append)
    assert len((await contents(empty_url))["tasks"]) == 432
    assert said[-1].startswith(
        "All is restored, but the search finds only tasks that change from now on: funct"
    )


@pytest.mark.parametrize(
    ("there", "refusal", "said"),
    [
        ("SELECT 1", BackupError, "There is nothing to back up: .* holds no tables of taskbot in"),
        ("CREATE TABLE customers (id int)", BackupError, "There is nothing to back up"),
        ("CREATE TABLE users (id int)", WrongDatabaseUrl, "holds tables of another program"),
        ("CREATE TABLE alembic_version (version_num text)", BackupError, "There is nothing to back up"),
        ("CREATE TABLE alembic_version AS SELECT 'a1' AS version_num", WrongDatabaseUrl, "another program's"),
    ],
)  # fmt: skip
async def test_a_backup_of_nothing_is_refused(
    empty_url: str, tmp_path: Path, there: str, refusal: type[Exception], said: str
) -> None:
    await execute(empty_url, there)
    with pytest.raises(refusal, match=said):
        await backup.dump(empty_url, tmp_path / "backup")
    with pytest.raises(WrongDatabaseUrl, match="does not exist"):
        await backup.dump(empty_url.replace("/test_", "/no_such_"), tmp_path / "backup")
    assert list(tmp_path.iterdir()) == []


async def test_another_schema_comes_back_where_it_was(
    empty_url: str, database_url: str, tmp_path: Path
) -> None:
    await execute(empty_url, 'CREATE SCHEMA "My bot"; CREATE SCHEMA other CREATE TABLE users (id int)')
    theirs = f"{empty_url}&search_path=%22My%20bot%22"
    await migrate.upgrade(theirs)
    await execute(empty_url, """INSERT INTO "My bot".users (telegram_id) VALUES (5)""")
    await backup.dump(theirs, tmp_path / "backup")
    with pytest.raises(
        BackupError, match="are in the schema My bot, and DATABASE_URL leads to public: make the"
    ):
        await backup.restore(database_url, tmp_path / "backup", force=True)
    with pytest.raises(BackupError, match="not empty"):
        await backup.restore(theirs, tmp_path / "backup")
    await execute(empty_url, """INSERT INTO "My bot".users (telegram_id) VALUES (6)""")
    await backup.restore(theirs, tmp_path / "backup", force=True)
    connection = await asyncpg.connect(empty_url)
    assert await connection.fetchval('SELECT array_agg(telegram_id) FROM "My bot".users') == [5]
    assert await connection.fetchval("SELECT count(*) FROM other.users") == 0
    assert await connection.fetchval("SELECT to_regclass('public.users')") is None
    await connection.close()


async def test_the_part_that_a_killed_backup_left_is_removed(database_url: str, tmp_path: Path) -> None:
    (tmp_path / ".backup.123").write_bytes(b"half")
    (tmp_path / ".backup.notes").write_bytes(b"another's")
    with (tmp_path / ".backup.124").open("wb") as part:
        fcntl.flock(part, fcntl.LOCK_EX)  # of a backup that is being written
        await backup.dump(database_url, tmp_path / "backup")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".backup.124", ".backup.notes", "backup"]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_a_stopped_backup_leaves_no_program_and_no_server(
    number: signal.Signals, shared_folder: Path
) -> None:
    """Of a bundled server that it has started itself, and whose tables are locked, so that it takes long."""
    home = postgres_server.make_folder()
    postgres_server.put_cluster(shared_folder, home / "postgresql")
    try:
        server = Embedded(home, durable=False)
        async with server as url:
            await migrate.upgrade(url)
        with subprocess.Popen(
            [sys.executable, "-m", "taskbot", "backup", home / "file"],
            env=os.environ | {"DATA_DIR": str(home), "DATABASE_URL": ""}, cwd=home, stderr=subprocess.PIPE,
        ) as program:  # fmt: skip
            blocker = await connected_to(server)
            await blocker.execute("BEGIN; LOCK TABLE tasks")
            await until(blocker, "SELECT count(*) >= 1 FROM pg_locks WHERE NOT granted")
            program.send_signal(number)
            _, said = program.communicate()
        async with asyncio.timeout(20):
            while (lock := _lock(home / "postgresql.lock")) is None:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        lock.close()
        assert b"Traceback" not in said
        if number == signal.SIGTERM:
            assert said == b"Stopped: no backup was written.\n"
            assert not list(home.glob(".file*"))
        assert not (home / "file").exists()
        blocker.terminate()
        backup._remove_leftovers(home / "file")
        assert not list(home.glob(".file*"))
    finally:
        shutil.rmtree(home, ignore_errors=True)


async def connected_to(server: Embedded) -> asyncpg.Connection:
    async with asyncio.timeout(30):
        while True:
            with contextlib.suppress(OSError, asyncpg.PostgresError):
                return await asyncpg.connect(server.url)
            await asyncio.sleep(0.005)


async def test_sigterm_in_a_restore_says_what_is_so(filled_url: str, empty_url: str, tmp_path: Path) -> None:
    await backup.dump(filled_url, tmp_path / "backup")
    await migrate.upgrade(empty_url)
    watcher, blocker = [await asyncpg.connect(empty_url) for _ in range(2)]
    await blocker.execute("BEGIN; LOCK TABLE tasks IN SHARE MODE")
    with subprocess.Popen(
        [sys.executable, "-m", "taskbot", "restore", tmp_path / "backup"],
        env=os.environ | {"DATABASE_URL": empty_url}, cwd=tmp_path, stderr=subprocess.PIPE,
    ) as program:  # fmt: skip
        await until(watcher, "SELECT count(*) = 1 FROM pg_locks WHERE NOT granted")
        program.terminate()
        _, said = program.communicate()
    assert said == b"Stopped: the database is as it was.\n"
    await blocker.close()
    await watcher.close()
    assert (await contents(empty_url))["tasks"] == []


async def test_a_newer_taskbots_backup_is_refused(filled_url: str, empty_url: str, tmp_path: Path) -> None:
    await execute(filled_url, "UPDATE alembic_version SET version_num = '9999'")
    await backup.dump(filled_url, tmp_path / "backup")
    with pytest.raises(BackupError, match=r"newer taskbot \(its database is at 9999\)"):
        await backup.restore(empty_url, tmp_path / "backup")


async def test_a_running_taskbot_is_not_pulled_out_from_under(
    filled_url: str, pool: asyncpg.Pool, tmp_path: Path
) -> None:
    await backup.dump(filled_url, tmp_path / "backup")  # beside the pool: a backup stops nobody
    assert pool.get_size()
    with pytest.raises(BackupError, match="stop it first"):
        await backup.restore(filled_url, tmp_path / "backup", force=True)


@pytest.mark.parametrize("damage", ["not a backup", "cut", "flipped"])
async def test_a_damaged_file_changes_nothing(
    filled_url: str, empty_url: str, tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "backup"
    await backup.dump(filled_url, file)
    whole = file.read_bytes()
    middle = len(whole) - 3000
    damaged = {
        "not a backup": b"SELECT 1;\n",
        "cut": whole[:-2000],
        "flipped": whole[:middle]
        + bytes(byte ^ 0xFF for byte in whole[middle : middle + 200])
        + whole[middle + 200 :],
    }
    file.write_bytes(damaged[damage])
    await migrate.upgrade(empty_url)
    before = await contents(empty_url)
    with pytest.raises(BackupError, match="not a backup" if damage == "not a backup" else "is as it was"):
        await backup.restore(empty_url, file)
    assert await contents(empty_url) == before


async def test_an_error_halfway_changes_nothing(filled_url: str, empty_url: str, tmp_path: Path) -> None:
    await backup.dump(filled_url, tmp_path / "backup")
    await execute(empty_url, "CREATE VIEW tasks AS SELECT 1 AS kept")  # is in the way of the table
    with pytest.raises(BackupError, match=r"is as it was\. .*tasks"):
        await backup.restore(empty_url, tmp_path / "backup")
    assert list(await contents(empty_url)) == ["sequences"]


async def test_sigkill_halfway_changes_nothing(filled_url: str, empty_url: str, tmp_path: Path) -> None:
    """The programs that a killed restore leaves behind must not commit what they have got so far."""
    await backup.dump(filled_url, tmp_path / "backup")
    await migrate.upgrade(empty_url)
    watcher, blocker = [await asyncpg.connect(empty_url) for _ in range(2)]
    await blocker.execute("BEGIN; LOCK TABLE tasks IN SHARE MODE")  # for psql to be stuck when we are killed
    restore = f"backup.restore({empty_url!r}, pathlib.Path({str(tmp_path / 'backup')!r}))"
    script = f"import asyncio, pathlib, taskbot.postgres.backup as backup; asyncio.run({restore})"
    with subprocess.Popen([sys.executable, "-c", script]) as program:
        try:
            await until(watcher, "SELECT count(*) = 1 FROM pg_locks WHERE NOT granted")
        finally:
            program.kill()
    await blocker.execute("COMMIT")
    await blocker.close()
    alone = "SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = current_database()"
    await until(watcher, alone)
    await watcher.close()
    assert (await contents(empty_url))["tasks"] == []


async def until(connection: asyncpg.Connection, question: str) -> None:
    """Wait for the server to answer yes."""
    async with asyncio.timeout(60):
        while not await connection.fetchval(question):  # noqa: ASYNC110 (it has no event for it)
            await asyncio.sleep(0.02)


async def test_a_file_that_cannot_be_written_is_told(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="cannot be written: No such file or directory"):
        await backup.dump(database_url, tmp_path / "nowhere" / "backup")
    (tmp_path / "backup").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name in ("backup", "pipe"):
        with pytest.raises(BackupError, match=f"{name} cannot be written: it is no ordinary file"):
            await backup.dump(database_url, tmp_path / name)
    assert (tmp_path / "pipe").is_fifo()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "pipe"]


async def test_a_link_to_the_backup_stays_one(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "latest").symlink_to("disk/backup")
    for _ in range(2):
        await backup.dump(database_url, tmp_path / "latest")
    assert (tmp_path / "latest").is_symlink()
    assert (tmp_path / "disk" / "backup").read_bytes().startswith(b"PGDMP")
    assert [path.name for path in (tmp_path / "disk").iterdir()] == ["backup"]


async def test_a_file_that_is_not_there_is_told(empty_url: str, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="No such file"):
        await backup.restore(empty_url, tmp_path / "backup")


async def test_missing_and_old_programs_are_told(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "old"
    old.mkdir()
    for name in backup.PROGRAMS:
        (old / name).write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 13.4'\n")
        (old / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(old))
    monkeypatch.setattr(backup, "PLACES", ())
    monkeypatch.setattr(backup, "packaged", lambda: tmp_path)
    with pytest.raises(
        BackupError, match=r"of PostgreSQL 18 needs pg_dump of the same version or newer: .*install"
    ):
        await backup.dump(database_url, tmp_path / "backup")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BackupError, match=r"needs pg_restore and psql: install.*taskbot\[embedded\]"):
        await backup.restore(database_url, tmp_path / "backup")
    with pytest.raises(BackupError, match="needs pg_restore and psql: install"):
        await backup.restore(database_url, tmp_path / "backup")


@pytest.mark.parametrize(
    ("parameters", "chosen"),
    [("", 14), ("?sslmode=prefer", 14), ("?ssl=require", 15), ("?sslrootcert=system", 17)],
)
def test_programs_are_chosen_that_can_encrypt_as_the_url_says(
    parameters: str, chosen: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    there = [
        backup.Tools(14, tmp_path, packaged=True),
        *(backup.Tools(major, tmp_path) for major in (15, 17)),
    ]
    monkeypatch.setattr(backup, "_all_tools", lambda: there)
    url = DatabaseUrl.parse(f"postgresql://me@db/bot{parameters}")
    assert backup._tools_for(14, url).major == chosen
    monkeypatch.setattr(backup, "_all_tools", lambda: there[:1])
    if not url.encrypted:
        return
    with pytest.raises(
        BackupError, match=r"which can encrypt the connection \(the bundled one cannot\): install"
    ):
        backup._tools_for(14, url)
    with pytest.raises(BackupError, match="psql that can encrypt the connection: install"):
        backup._newest_tools(url)


async def test_the_urls_parameters_reach_postgresqls_programs(filled_url: str, tmp_path: Path) -> None:
    parameters = "ssl=false&statement_timeout=7s&options=-c%20jit%3Doff&connect_timeout=9&timeout=5"
    await backup.dump(f"{filled_url}&{parameters}", tmp_path / "backup")
    with pytest.raises(BackupError, match="endpoint"):
        await backup._run(
            backup._newest_tools().folder / "psql",
            "--command=SELECT 1",
            backup._dbname(Connector(f"{filled_url}&options=endpoint%3Dx")),
        )


async def test_a_password_is_used_and_never_shown(
    filled_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[str] = []
    start = asyncio.create_subprocess_exec

    async def spy(*command: Any, **rest: Any) -> asyncio.subprocess.Process:
        commands.append(repr(command))
        assert rest["env"]["PGPASSWORD"] == "geheim ö@:"
        return await start(*command, **rest)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", spy)
    url = filled_url.replace("taskbot@", "taskbot:geheim%20%C3%B6%40%3A@")
    await backup.dump(url, tmp_path / "backup")
    assert commands
    assert "geheim" not in "".join(commands)


async def test_a_server_that_is_away_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        BackupError, match=r"PostgreSQL at postgresql://me@127.0.0.1:1/x is away: Connection refused"
    ):
        await backup.dump("postgresql://me:secret@127.0.0.1:1/x", tmp_path / "backup")
    with pytest.raises(WrongDatabaseUrl):
        await backup.dump("mysql://me@host/x", tmp_path / "backup")


async def test_the_embedded_servers_data_moves_to_an_older_server(filled_url: str, tmp_path: Path) -> None:
    """From the quick start to a PostgreSQL of one's own, which on a stable distribution is older."""
    programs = packaged().parent / "pginstall" / "bin"  # the package brings 16, too
    if not (programs / "postgres").exists():
        pytest.skip("the package has brought no older PostgreSQL")
    await backup.dump(filled_url, tmp_path / "backup")
    home = postgres_server.make_folder()
    rights: dict[str, Any] = {"user": "nobody", "cwd": "/"} if os.geteuid() == 0 else {"cwd": "/"}
    if os.geteuid() == 0:
        shutil.chown(home, "nobody")
    cluster = home / "old"
    initdb: list[str | Path] = [
        programs / "initdb",
        "-D",
        cluster,
        "-U",
        "taskbot",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "-N",
    ]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **rights)
    postgres: list[str | Path] = [
        programs / "postgres",
        "-D",
        cluster,
        "-k",
        cluster,
        "-c",
        "listen_addresses=",
        "-F",
    ]
    server = subprocess.Popen(postgres, stderr=subprocess.DEVNULL, **rights)
    try:
        url = f"postgresql://taskbot@/postgres?host={cluster}"
        async with asyncio.timeout(60):
            await wait_for(url)
        await backup.restore(url, tmp_path / "backup")
        assert await contents(url) == await contents(filled_url)
        await backup.dump(url, tmp_path / "again")
        await backup.restore(url, tmp_path / "again", force=True)
        assert await contents(url) == await contents(filled_url)
    finally:
        server.send_signal(signal.SIGINT)  # PostgreSQL's fast way
        server.wait()
        shutil.rmtree(home)
