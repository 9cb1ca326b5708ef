"""Backup and restore of the database with pg_dump and pg_restore, in the custom format.

A restore is one transaction: it restores the whole file or changes nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import glob
import os
import re
import signal
import subprocess
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg

from taskbot.postgres import migrate, preflight, revisions
from taskbot.postgres.binaries import EmbeddedError, dying_with_us, packaged
from taskbot.postgres.pool import AWAY, Connector, ReadOnly, reason, silent, words
from taskbot.postgres.urls import DatabaseUrl

PROGRAMS = ("pg_dump", "pg_restore", "psql")
# Where distributions install PostgreSQL's programs outside PATH: Debian, Red Hat, Homebrew.
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/libpq*/bin")
VERSION = re.compile(rb"\(PostgreSQL\) ([0-9]+)")
COPIED_REVISION = re.compile(
    rb"^COPY (?P<schema>\"(?:[^\"]|\"\")+\"|\w+)\.alembic_version .*\n(?P<revision>\w+)\n", re.MULTILINE
)
NO_OWNERS = ("--no-owner", "--no-privileges")
DERIVED = ("search_documents", "words")  # a restore makes what is in them from the tasks
# A script of pg_restore begins with settings, one of which older servers do not know.
UNKNOWN_TO_OLDER = b"SET transaction_timeout = 0;\n"
TRANSACTION_TIMEOUT_SINCE = 17
TRUSTS_SYSTEM_SINCE = 16  # libpq's sslrootcert=system
LAST_SETTING = b"SET row_security"

TABLES = """
SELECT oid::regclass::text FROM pg_class
WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND relkind IN ('r', 'p')
  AND relname <> 'alembic_version'
"""
# A migrated database holds the default project; others count.
BUT_FOR = {"projects": "WHERE id <> 1"}
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database()
  AND (application_name IN ('taskbot', 'taskbot lease') OR starts_with(application_name, 'taskbot daemon'))
"""
OURS = ", or pip install 'taskbot[embedded]'"
# Schemas of other programs.
OTHER_SCHEMAS = """
SELECT nspname FROM pg_namespace
WHERE nspname <> $1 AND nspname !~ '^pg_' AND nspname <> 'information_schema'
"""
PARTING = 1.0  # seconds that PostgreSQL may take to end the sessions of a taskbot that has just stopped
# What extensions brought stays. Routines go first: without a table of its parameters one has no name.
CLEAR = b"""
DO $$
DECLARE statement text;
BEGIN
  FOR statement IN
    SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', oid::regprocedure) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
    UNION ALL
    SELECT format('DROP TABLE IF EXISTS %s CASCADE', oid::regclass) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
    UNION ALL
    SELECT format('DROP TYPE IF EXISTS %s CASCADE', oid::regtype) FROM pg_type
    WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_type.oid AND deptype = 'e')
  LOOP
    EXECUTE statement;
  END LOOP;
END $$;
"""


class BackupError(Exception):
    """The file was not written, or the database was not changed. The text is shown to people."""


class Tools(NamedTuple):
    """A folder with PostgreSQL's programs, and their major version."""

    major: int
    folder: Path
    packaged: bool = False

    def suit(self, url: DatabaseUrl) -> bool:
        """Whether they can connect by `url`: those of the package are made without TLS."""
        return not (
            (url.encrypted and self.packaged) or (url.trusts_system and self.major < TRUSTS_SYSTEM_SINCE)
        )


async def dump(url: str, file: Path, log: Callable[[str], object] = silent) -> None:
    """Write the database to `file`, which appears, or is replaced, when it is whole; for its owner's eyes.

    Only the bot's schema, without what is derived. Raises `BackupError`, `WrongDatabaseUrl`.
    """
    connector = Connector(url, application_name="taskbot backup")
    found = await _looked_at(connector, "back up")
    if found.revision is None:
        raise BackupError(
            f"There is nothing to back up: {connector.url} holds no tables of taskbot in the schema "
            f"{found.schema}."
        )
    async with _connected(connector) as connection:
        server = connection.get_server_version().major
        others = [row[0] for row in await connection.fetch(OTHER_SCHEMAS, found.schema)]
    left_out = [f"--exclude-schema={_pattern(schema)}" for schema in others]
    left_out += [f"--exclude-table-data={_pattern(found.schema)}.{table}" for table in DERIVED]
    pg_dump = _tools_for(server, connector.url).folder / "pg_dump"
    try:
        with _appearing_whole(file) as unfinished:
            command: list[str | Path] = [pg_dump, "--no-password", "--format=custom", *NO_OWNERS, *left_out]
            command += [f"--file={unfinished}", _dbname(connector)]
            await _run(*command, env=_environment(connector))
    except asyncio.CancelledError:
        log("Stopped: no backup was written.")
        raise


async def restore(
    url: str, file: Path, *, force: bool = False, log: Callable[[str], object] = silent
) -> None:
    """Restore the backup in `file`, and upgrade the database to the newest revision.

    The database must hold no rows, or `force` replaces the tables, types and routines of the bot's schema; no
    taskbot may be running on it. Raises `BackupError`, `WrongDatabaseUrl`.
    """
    connector = Connector(url, application_name="taskbot backup")
    reader, writer = _newest_tools(), _newest_tools(connector.url)
    schema = await _check_file(reader, file)
    found = await _looked_at(connector, "restore")
    if found.schema != schema:
        raise BackupError(
            f"The tables of {file} are in the schema {schema}, and DATABASE_URL leads to {found.schema}: "
            f"make the schema {schema}, if there is none, and add ?search_path={schema} to DATABASE_URL."
        )
    async with _connected(connector) as connection:
        await _check_database(connection, force=force)
        server = connection.get_server_version().major
    outcome = Outcome()
    try:
        await _replay(reader, writer, file, connector, outcome, schema, server)
        await migrate.upgrade(url, log)
        await _derive(connector, log)
    except asyncio.CancelledError:
        log(f"Stopped: {outcome.words}")
        raise


class Outcome:
    """What a restore has come to, for who stops it."""

    words = "the database is as it was."


async def _looked_at(connector: Connector, purpose: preflight.Purpose) -> preflight.Database:
    """What is there; what is waited for elsewhere is an error here, for a person waits."""
    try:
        return await preflight.look(connector, purpose)
    except ReadOnly as error:
        raise BackupError(f"PostgreSQL at {connector.url} is read-only: {error}.") from None
    except AWAY as error:
        raise BackupError(f"PostgreSQL at {connector.url} is away: {reason(error)}") from None


async def _derive(connector: Connector, log: Callable[[str], object]) -> None:
    """Make what a backup leaves out: another PostgreSQL, or locale, finds other words in the same texts."""
    async with _connected(connector) as connection:
        try:
            await connection.execute("SELECT remake_search_documents()")
        except asyncpg.UndefinedFunctionError as error:
            log(f"All is restored, but the search finds only tasks that change from now on: {words(error)}.")
        await connection.execute("ANALYZE")


def _pattern(name: str) -> str:
    """A name as pg_dump takes it for just that name."""
    return '"{}"'.format(name.replace('"', '""'))


@contextlib.contextmanager
def _appearing_whole(file: Path) -> Iterator[Path]:
    """Give a new private file, and rename it to `file` once it is complete and on disk.

    If `file` is a link, its target is replaced. A device or a pipe is never replaced, even by root.
    """
    place = file.resolve()
    if place.exists() and not place.is_file():
        raise BackupError(f"{file} cannot be written: it is no ordinary file. To write into a pipe: backup -")
    unfinished = place.with_name(f".{place.name}.{os.getpid()}")
    held = contextlib.ExitStack()
    try:
        _remove_leftovers(place)
        unfinished.touch(0o600, exist_ok=False)
        part = held.enter_context(unfinished.open("rb"))
        fcntl.flock(part, fcntl.LOCK_EX)  # by which others see that somebody is at it
        yield unfinished
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.replace(place)
    except OSError as error:
        raise BackupError(f"{file} cannot be written: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)
        held.close()


def _remove_leftovers(place: Path) -> None:
    """Remove the parts of backups to the same place that were killed on the way."""
    for path in place.parent.glob(f".{glob.escape(place.name)}.*"):
        if not path.suffix[1:].isdecimal() or not path.is_file() or path.is_symlink():
            continue
        with path.open("rb") as part, contextlib.suppress(BlockingIOError):
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)


@contextlib.asynccontextmanager
async def _connected(connector: Connector) -> AsyncIterator[asyncpg.Connection]:
    try:
        connection = await connector.connect()
    except AWAY as error:
        raise BackupError(f"PostgreSQL at {connector.url} is away: {reason(error)}") from None
    try:
        yield connection
    finally:
        await connection.close()


def _all_tools() -> list[Tools]:
    """Return all sets of programs on this machine, the oldest version first."""
    folders = [Path(folder) for folder in os.get_exec_path()]
    folders += [found for place in PLACES for found in Path("/").glob(place[1:])]
    ours: list[Path] = []
    with contextlib.suppress(EmbeddedError):
        ours = [folder / "bin" for folder in packaged().parent.glob("pginstall*")]
    whole = [folder for folder in (*folders, *ours) if all((folder / name).exists() for name in PROGRAMS)]
    return sorted(
        Tools(major, folder, folder in ours) for folder in whole for major in _major(folder / "pg_dump")
    )


def _major(program: Path) -> Iterator[int]:
    with contextlib.suppress(OSError):
        said = subprocess.run([program, "--version"], check=False, capture_output=True).stdout
        yield from map(int, VERSION.findall(said))


def _tools_for(server: int, url: DatabaseUrl) -> Tools:
    """The oldest that can read the server: what they write can be restored in more places."""
    for tools in _all_tools():
        if tools.major >= server and tools.suit(url):
            return tools
    raise BackupError(
        f"A backup of PostgreSQL {server} needs pg_dump of {_what_suits(server, url)}: "
        f"install PostgreSQL's client programs{_or_ours(url)}."
    )


def _newest_tools(url: DatabaseUrl | None = None) -> Tools:
    """The newest that can connect by `url`; those that read the file need not."""
    for tools in reversed(_all_tools()):
        if not url or tools.suit(url):
            return tools
    which = " that can encrypt the connection" if url and url.encrypted else ""
    raise BackupError(
        f"A restore needs pg_restore and psql{which}: "
        f"install PostgreSQL's client programs{_or_ours(url) if url else OURS}."
    )


def _what_suits(server: int, url: DatabaseUrl) -> str:
    version = (
        "16 or newer" if url.trusts_system and server < TRUSTS_SYSTEM_SINCE else "the same version or newer"
    )
    return version + (", which can encrypt the connection (the bundled one cannot)" if url.encrypted else "")


def _or_ours(url: DatabaseUrl) -> str:
    return "" if url.encrypted else OURS


async def _check_file(tools: Tools, file: Path) -> str:
    """The schema of a backup's tables; refuses what is not a backup of a taskbot that we can serve."""
    pg_restore = tools.folder / "pg_restore"
    try:
        script = await _run(pg_restore, "--data-only", "--table=alembic_version", "--file=-", file)
    except BackupError as error:
        raise BackupError(f"{file} is not a backup of taskbot. {error}") from None
    found = COPIED_REVISION.search(script)
    if not found:
        raise BackupError(f"{file} is a backup, but not of taskbot's database.")
    revision = found["revision"].decode()
    if revision not in revisions.known():
        raise BackupError(f"{file} is of a newer taskbot (its database is at {revision}): update taskbot.")
    schema: str = found["schema"].decode()
    return schema[1:-1].replace('""', '"') if schema.startswith('"') else schema


async def _check_database(connection: asyncpg.Connection, *, force: bool) -> None:
    end = time.monotonic() + PARTING
    while await connection.fetchval(OTHERS):
        if time.monotonic() > end:
            raise BackupError("A taskbot is running on this database: stop it first.")
        await asyncio.sleep(0.05)
    for table in [] if force else await connection.fetch(TABLES):
        rows = f"SELECT FROM {table[0]} {BUT_FOR.get(table[0], '')}"
        if await connection.fetchval(f"SELECT EXISTS ({rows})"):
            raise BackupError(
                f"The database is not empty (there are rows in {table[0]}): restore into an empty one, "
                "or replace what it holds with --force."
            )


async def _replay(
    reading: Tools,
    writing: Tools,
    file: Path,
    connector: Connector,
    outcome: Outcome,
    schema: str,
    server: int,
) -> None:
    """Hand the backup as a script to psql, in a transaction that only we commit.

    So nothing is committed if any of the processes is killed, this one included.
    """
    read: list[str | Path] = [reading.folder / "pg_restore", *NO_OWNERS, "--file=-", file]
    write: list[str | Path] = [writing.folder / "psql", "--no-psqlrc", "--no-password", "--quiet", "--file=-"]
    write += ["--set=ON_ERROR_STOP=1", _dbname(connector)]
    async with (
        _program(*read) as reader,
        _program(*write, stdout=DEVNULL, env=_environment(connector)) as writer,
    ):
        assert reader.stderr  # noqa: S101 (pipes were requested)
        assert writer.stderr  # noqa: S101
        old = UNKNOWN_TO_OLDER if server < TRANSACTION_TIMEOUT_SINCE else None
        piping = _pipe(reader, writer, outcome, _clearing(schema), old)
        _, *said = await asyncio.gather(piping, reader.stderr.read(), writer.stderr.read())
        codes = await reader.wait(), await writer.wait()
    if any(codes):
        raise BackupError(f"The database is as it was. {_error(b''.join(said))}")
    outcome.words = "the backup is in the database; run taskbot migrate, then start the bot."


def _clearing(schema: str) -> bytes:
    """The statements that empty a schema. The script creates all again but `public`, PostgreSQL's own."""
    return CLEAR if schema == "public" else f"DROP SCHEMA {_pattern(schema)} CASCADE;\n".encode()


async def _pipe(
    reader: Process, writer: Process, outcome: Outcome, clear: bytes, leave_out: bytes | None
) -> None:
    assert reader.stdout  # noqa: S101
    assert writer.stdin  # noqa: S101
    try:
        writer.stdin.write(b"BEGIN;\n" + clear)
        while line := await reader.stdout.readline():
            writer.stdin.write(line if line != leave_out else b"")
            if line.startswith(LAST_SETTING):
                break
        while chunk := await reader.stdout.read(65536):
            writer.stdin.write(chunk)
            await writer.stdin.drain()
        if await reader.wait() == 0:
            outcome.words = "the backup was being committed; look whether the tasks are there."
            writer.stdin.write(b"\nCOMMIT;\n")
            await writer.stdin.drain()
        writer.stdin.close()
    except (BrokenPipeError, ConnectionResetError):  # psql has ended with an error, and has printed it
        with contextlib.suppress(ProcessLookupError):
            reader.kill()
        await reader.stdout.read()  # asyncio only notices a program's end once its output is read


async def _run(*command: str | Path, env: dict[str, str] | None = None) -> bytes:
    """Run a program and return its output. Raises `BackupError` with its error."""
    async with _program(*command, env=env) as process:
        output, said = await process.communicate()
    if process.returncode:
        raise BackupError(_error(said))
    return output


@contextlib.asynccontextmanager
async def _program(
    *command: str | Path, stdout: int = PIPE, env: dict[str, str] | None = None
) -> AsyncIterator[Process]:
    """A program, which does not outlive its use."""
    asyncio.get_running_loop().set_exception_handler(_pass_over_broken_pipes)
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=stdout, stderr=PIPE, env=env, preexec_fn=dying_with_us(signal.SIGKILL)
    )
    try:
        yield process
    finally:
        if process.stdin:
            process.stdin.close()
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        await process.communicate()


def _pass_over_broken_pipes(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what asyncio finds wrong, but for the broken pipe to a program that was stopped."""
    if not isinstance(context.get("exception"), BrokenPipeError):
        loop.default_exception_handler(context)


def _dbname(connector: Connector) -> str:
    return f"--dbname={connector.url.libpq(connector.host)}"


def _environment(connector: Connector) -> dict[str, str]:
    """Return our environment with the password; everyone could read it on a command line."""
    ours = {name: value for name, value in os.environ.items() if name != "PGHOSTADDR"}
    password = {"PGPASSWORD": connector.url.password} if connector.url.password else {}
    return ours | password | {"PGAPPNAME": "taskbot backup", "PGCONNECT_TIMEOUT": "10"}


def _error(said: bytes) -> str:
    """Return the first line with an error, or all lines."""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return next((line for line in lines if "error" in line.lower()), " ".join(lines))
