"""Before anything is changed, a server and its database are looked at: each fault is told in one sentence."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import uuid
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

import postgres_server
from taskbot.__main__ import main
from taskbot.postgres import migrate, preflight, revising, revisions
from taskbot.postgres.embedded import SOCKET
from taskbot.postgres.pool import AWAY, Connector, wait_for
from taskbot.postgres.urls import DatabaseUrl, WrongDatabaseUrl
from taskbot.repository.schema import metadata

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    Pump = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def execute(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


@pytest.fixture
async def role(postgres_url: str) -> AsyncIterator[str]:
    """A user without rights of its own; to be dropped after the databases in which it has some."""
    name = f"user_{uuid.uuid4().hex[:8]}"
    await execute(postgres_url, f"CREATE ROLE {name} LOGIN")
    yield name
    await execute(postgres_url, f"DROP ROLE {name}")


@pytest.fixture
async def foreign_url(role: str, empty_url: str) -> AsyncIterator[str]:
    """A database without tables, for that user, who is not its owner."""
    yield empty_url.replace("taskbot@", f"{role}@")
    await execute(empty_url, f"DROP OWNED BY {role}")


@contextlib.asynccontextmanager
async def encoded(postgres_url: str, encoding: str) -> AsyncIterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    how = f"TEMPLATE template0 ENCODING '{encoding}' LOCALE_PROVIDER libc LOCALE 'C'"
    await execute(postgres_url, f"CREATE DATABASE {name} {how}")
    yield postgres_url.replace("/taskbot?", f"/{name}?")
    await execute(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


async def refusal(url: str) -> str:
    """The sentence by which a migration is refused, at once; the tables are as they were."""
    said: list[str] = []
    with pytest.raises(WrongDatabaseUrl) as caught:
        async with asyncio.timeout(30):
            await migrate.upgrade(url, said.append)
    assert not [line for line in said if "away" in line]
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def test_the_tables_that_are_looked_for_are_those_of_the_schema() -> None:
    assert set(revisions.TABLES) == set(metadata.tables)


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII", "WIN1251"])
async def test_only_utf8_holds_what_people_write(postgres_url: str, encoding: str) -> None:
    async with encoded(postgres_url, encoding) as url:
        said = await refusal(url)
    assert f"has the encoding {encoding}, which cannot hold what people write: make another one" in said
    assert "--encoding UTF8 --template template0" in said


async def test_a_user_who_may_not_create_is_told_the_grant(
    foreign_url: str, empty_url: str, role: str
) -> None:
    said = await refusal(foreign_url)
    assert "permission denied for schema public" in said
    grant = f"GRANT ALL ON SCHEMA public TO {role};"
    assert said.endswith(f"Run there: {grant}")
    await execute(empty_url, grant)
    await migrate.upgrade(foreign_url)


@pytest.mark.parametrize("path", ["nowhere", "''"])
async def test_a_search_path_that_leads_nowhere_is_named(empty_url: str, path: str) -> None:
    said = await refusal(f"{empty_url}&options=-c%20search_path%3D{path}")
    assert "no schema has been selected to create in. The search_path is " in said


async def test_a_schema_of_ones_own_serves(empty_url: str) -> None:
    await execute(empty_url, "CREATE SCHEMA bot")
    await migrate.upgrade(f"{empty_url}&schema=bot")
    assert (await preflight.look(Connector(f"{empty_url}&schema=bot"))).schema == "bot"
    said = await refusal(f"{empty_url}&search_path=public,bot")
    assert "The tables are in the schema bot, and search_path (public,bot) puts public first: add" in said


OLD_BOT = """
CREATE TABLE users (id serial PRIMARY KEY, telegram_id text UNIQUE, username text, role text);
CREATE TABLE tasks (id serial PRIMARY KEY, title text, description text, priority text, status text,
  due_date date, assigned_to_id integer REFERENCES users, created_by_id integer REFERENCES users)
"""


@pytest.mark.parametrize(
    ("theirs", "sentence"),
    [
        (OLD_BOT, "holds the old bot's tables (users, tasks), which taskbot does not take over: leave them"),
        ("CREATE TABLE users (id int)", "holds tables of another program (users): give taskbot a database"),
        ("CREATE VIEW tasks AS SELECT 1", "holds tables of another program (tasks): give taskbot a database"),
        ("CREATE TABLE team (a int); CREATE TABLE inbox (a int)", "of another program (inbox, team): give"),
        ("CREATE TYPE user_role AS ENUM ('x')", 'invalid input value for enum user_role: "employee". It is'),
        ("CREATE FUNCTION refuse(text, text) RETURNS bool LANGUAGE sql AS 'SELECT true'", "already exists"),
        ("CREATE TABLE ix_tasks_position_id ()", 'relation "ix_tasks_position_id" already exists'),
    ],
)  # fmt: skip
async def test_tables_of_another_program_are_left_alone(empty_url: str, theirs: str, sentence: str) -> None:
    await execute(empty_url, theirs)
    assert sentence in await refusal(empty_url)
    connection = await asyncpg.connect(empty_url)
    assert await connection.fetchval("SELECT to_regclass('assignments')") is None
    await connection.close()


@pytest.mark.parametrize(
    ("theirs", "sentence"),
    [
        ("(version_num) AS VALUES ('ae1027a6acf0')", "its alembic_version says 'ae1027a6acf0': give taskbot"),
        (
            "(version_num) AS VALUES ('0001'), ('0002')",
            "its alembic_version says '0001, 0002': give taskbot a",
        ),
        ("(version) AS VALUES (1)", 'is no such table (column "version_num" does not exist): give taskbot a'),
    ],
)
async def test_an_alembic_version_of_another_program_is_known(
    empty_url: str, theirs: str, sentence: str
) -> None:
    await execute(empty_url, f"CREATE TABLE alembic_version {theirs}")
    assert sentence in await refusal(empty_url)


async def test_tables_of_another_owner_are_named(foreign_url: str, empty_url: str, role: str) -> None:
    """As after a restore by the superuser: with no right at all, with the wrong ones, and with enough."""
    await revising.upgrade(Connector(empty_url), "0010")
    await execute(empty_url, f"GRANT ALL ON SCHEMA public TO {role}")
    assert "belong to another user, not to" in (said := await refusal(foreign_url))
    assert "permission denied for table alembic_version" in said
    await execute(empty_url, f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
    assert "permission denied for table asks" in (said := await refusal(foreign_url))
    assert f"belong to taskbot, not to {role}" in said
    await execute(empty_url, f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}")
    assert "must be owner of table asks" in await refusal(foreign_url)
    await migrate.upgrade(empty_url)
    await execute(empty_url, f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}")
    await migrate.upgrade(foreign_url)  # nothing is to be migrated, and rows may be written


async def test_a_database_that_is_read_only_is_waited_for(empty_url: str) -> None:
    name = DatabaseUrl.parse(empty_url).database
    await execute(empty_url, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    said: list[str] = []
    migrating = asyncio.create_task(migrate.upgrade(empty_url, said.append))
    async with asyncio.timeout(30):
        while not said:  # noqa: ASYNC110 (it comes from a plain function)
            await asyncio.sleep(0)
        assert not migrating.done()
        await execute(
            empty_url, "SET default_transaction_read_only = off", f"ALTER DATABASE {name} RESET ALL"
        )
        await migrating
    assert "is read-only, waiting for it: it takes no changes, as after a failover; if that lasts" in said[0]
    assert len([line for line in said if "read-only" in line]) == 1


def test_the_command_line_says_it_and_asks_for_no_restart(
    foreign_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", foreign_url)
    monkeypatch.chdir(tmp_path)
    assert main(["migrate"]) == 78
    assert main(["restore", str(tmp_path / "nothing")]) != 0
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("taskbot: The user ")
    assert len(lines) == 2


@contextlib.asynccontextmanager
async def says_it_is_13(url: str) -> AsyncIterator[str]:
    """A port that leads to the server of `url`, of whose version each word is another on the way."""

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_unix_connection(f"{DatabaseUrl.parse(url).hosts[0].name}/{SOCKET}")
        await asyncio.gather(pump((reader, there[1])), pump((there[0], writer)))

    async def pump(ends: Pump) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await ends[0].read(65536):
                ends[1].write(data.replace(b"server_version\x0018.", b"server_version\x0013."))
        ends[1].close()

    server = await asyncio.start_server(forward, "127.0.0.1", 0)
    database = DatabaseUrl.parse(url).database
    yield f"postgresql://taskbot@127.0.0.1:{server.sockets[0].getsockname()[1]}/{database}?sslmode=disable"
    server.close()


async def test_a_server_that_is_too_old_is_refused(empty_url: str) -> None:
    async with says_it_is_13(empty_url) as url:
        said = await refusal(url)
    assert "is version 13." in said
    assert "and taskbot needs 14 or newer: upgrade the server" in said


@contextlib.asynccontextmanager
async def pgbouncer(url: str, mode: str, *, place: str = "", **more: str) -> AsyncIterator[str]:
    """The database of `url` behind a PgBouncer whose `pool_mode` is `mode`."""
    program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    if not os.path.exists(program):  # noqa: PTH110
        pytest.skip("PgBouncer is not installed: .ci/run does it")
    parsed = DatabaseUrl.parse(url)
    folder = postgres_server.make_folder()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        "listen_addr": "127.0.0.1", "listen_port": port, "auth_type": "any", "pool_mode": mode,
        "unix_socket_dir": "", "server_round_robin": 0, "ignore_startup_parameters": "extra_float_digits",
    } | more  # fmt: skip
    there = f"host={place or parsed.hosts[0].name} dbname={parsed.database} user=taskbot"
    text = f"[databases]\nbot = {there}\n[pgbouncer]\n"
    text += "".join(f"{name} = {value}\n" for name, value in settings.items())
    (folder / "pgbouncer.ini").write_text(text)
    rights = as_owner_of(parsed.hosts[0].name)
    server = subprocess.Popen(
        [program, folder / "pgbouncer.ini"], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **rights
    )
    try:
        yield f"postgresql://taskbot@127.0.0.1:{port}/bot?sslmode=disable"
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


def as_owner_of(place: str) -> dict[str, Any]:
    """PgBouncer refuses to run as root, and the socket is for the account of its server alone."""
    if os.geteuid():
        return {}
    owner = os.stat(place).st_uid  # noqa: PTH116
    return {"user": owner, "group": pwd.getpwuid(owner).pw_gid}


@pytest.mark.parametrize("more", [{}, {"server_round_robin": "1"}, {"default_pool_size": "1"}])
async def test_a_pooler_in_transaction_mode_is_refused(database_url: str, more: dict[str, str]) -> None:
    """Two daemons would both lead: their locks are on sessions that nobody keeps."""
    async with pgbouncer(database_url, "transaction", **more) as url:
        await until_it_listens(url)
        for _ in range(3):
            said = await refusal(url)
            assert said.startswith("DATABASE_URL leads to a pooler in transaction mode (")
            assert said.endswith("PgBouncer: pool_mode = session).")


async def test_a_pooler_in_statement_mode_is_refused(database_url: str) -> None:
    async with pgbouncer(database_url, "statement") as url:
        await until_it_listens(url)
        assert (await refusal(url)).startswith("DATABASE_URL leads to a pooler in transaction mode (")


@pytest.mark.parametrize("more", [{}, {"server_round_robin": "1"}, {"default_pool_size": "3"}])
async def test_a_pooler_in_session_mode_serves(empty_url: str, more: dict[str, str]) -> None:
    async with pgbouncer(empty_url, "session", **more) as url:
        await until_it_listens(url)
        async with asyncio.timeout(60):
            await migrate.upgrade(url)


async def test_a_pooler_whose_server_is_gone_is_away(empty_url: str) -> None:
    async with pgbouncer(empty_url, "session") as url:
        await until_it_listens(url)
        with pytest.raises(
            WrongDatabaseUrl, match=r"refuses DATABASE_URL: (no such database|bouncer config)"
        ):
            await wait_for(url.replace("/bot?", "/other?"))
        with pytest.raises(WrongDatabaseUrl, match="refuses DATABASE_URL: unsupported startup parameter"):
            await wait_for(f"{url}&work_mem=8MB")
    async with pgbouncer(empty_url, "session", place="/nowhere", server_login_retry="1") as url:
        await until_it_listens(url)
        with pytest.raises(AWAY):
            await Connector(url).connect()


async def until_it_listens(url: str) -> None:
    host = DatabaseUrl.parse(url).hosts[0]
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection(host.name, host.port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return
