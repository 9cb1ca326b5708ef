"""What a backup asks of the machine: which programs, with which environment, and what they complain of."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from taskbot.postgres import backup, migrate, preflight
from taskbot.postgres.backup import BackupError, Outcome, Tools, _environment, _error
from taskbot.postgres.pool import Connector, ReadOnly
from taskbot.postgres.urls import DatabaseUrl

PLAIN = DatabaseUrl.parse("postgresql://taskbot@/taskbot?host=/run/postgresql")  # without TLS


def programs(folder: Path, version: str, *, but: str = "") -> Path:
    """A folder of programs that tell this version."""
    folder.mkdir()
    for name in backup.PROGRAMS:
        if name != but:
            (folder / name).write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}'\n")
            (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[int, Path]:
    """Whole sets of version 15 and 17, one of 16 that lacks psql, and one that cannot be run."""
    found = {major: programs(tmp_path / str(major), f"{major}.4 (Debian)") for major in (17, 15)}
    partial = programs(tmp_path / "16", "16.1", but="psql")
    broken = programs(tmp_path / "broken", "18.0")
    (broken / "pg_dump").chmod(0o644)
    monkeypatch.setenv("PATH", ":".join(map(str, [*found.values(), partial, broken])))
    monkeypatch.setattr(backup, "PLACES", ())
    monkeypatch.setattr(backup, "packaged", lambda: tmp_path / "nowhere")
    return found


def test_a_backup_is_made_by_the_oldest_programs_that_can_read_the_server(machine: dict[int, Path]) -> None:
    assert backup._tools_for(14, PLAIN) == Tools(15, machine[15])
    assert backup._tools_for(15, PLAIN) == Tools(15, machine[15])
    assert backup._tools_for(16, PLAIN) == Tools(17, machine[17])
    with pytest.raises(BackupError, match="of PostgreSQL 18 needs pg_dump"):
        backup._tools_for(18, PLAIN)


def test_a_restore_is_made_by_the_newest(machine: dict[int, Path]) -> None:
    assert backup._newest_tools() == Tools(17, machine[17])


def test_programs_beside_the_path_are_found(
    machine: dict[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    debian = tmp_path / "postgresql"
    debian.mkdir()
    there = programs(debian / "18", "18.1")
    monkeypatch.setattr(backup, "PLACES", (f"{debian}/*",))
    assert backup._tools_for(18, PLAIN) == Tools(18, there)
    assert set(machine) == {15, 17}


def test_the_password_is_in_the_environment_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOSTADDR", "10.0.0.1")  # would lead elsewhere, whatever the URL says
    monkeypatch.setenv("KEPT", "1")
    monkeypatch.delenv("PGPASSWORD", raising=False)
    with_password = _environment(Connector("postgresql://me:geheim@a/bot"))
    assert with_password["PGPASSWORD"] == "geheim"
    assert with_password["KEPT"] == "1"
    assert "PGHOSTADDR" not in with_password
    without = _environment(Connector("postgresql://me@a/bot"))
    assert "PGPASSWORD" not in without
    assert without["PGAPPNAME"] == "taskbot backup"
    assert without["PGCONNECT_TIMEOUT"] == "10"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (b"NOTICE: one\npsql:1: ERROR: two\nerror: three\n", "psql:1: ERROR: two"),
        (b" one\ntwo \n", "one two"),
        (b"\xff broken\n", "\ufffd broken"),
        (b"", ""),
    ],
)
def test_the_first_line_that_tells_an_error_is_told(said: bytes, told: str) -> None:
    assert _error(said) == told


@pytest.mark.parametrize(
    ("script", "revision"),
    [
        (b"SET x;\nCOPY public.alembic_version (version_num) FROM stdin;\n0007\n\\.\n", b"0007"),
        (b"COPY public.tasks (version_num) FROM stdin;\n0007\n\\.\n", None),
    ],
)
def test_a_backup_of_taskbot_names_its_revision(script: bytes, revision: bytes | None) -> None:
    found = backup.COPIED_REVISION.search(script)
    assert (found and found["revision"]) == revision


# --- Which programs -------------------------------------------------------------------------------


def test_the_packages_own_programs_are_known_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for major in (16, 18):
        (tmp_path / f"pginstall{major}").mkdir()
        programs(tmp_path / f"pginstall{major}" / "bin", f"{major}.0")
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(backup, "PLACES", ())
    monkeypatch.setattr(backup, "packaged", lambda: tmp_path / "pginstall18")
    assert backup._all_tools() == [
        Tools(major, tmp_path / f"pginstall{major}" / "bin", packaged=True) for major in (16, 18)
    ]


@pytest.mark.parametrize(
    ("parameters", "server", "wanted"),
    [
        ("", 14, "of the same version or newer: install PostgreSQL's client programs, or pip install 'task"),
        ("?ssl=require", 14, "of the same version or newer, which can encrypt the connection (the bundled "),
        ("?sslrootcert=system", 15, "of 16 or newer, which can encrypt the connection (the bundled one"),
        ("?sslrootcert=system", 16, "of the same version or newer, which can encrypt the connection (the"),
    ],
)
def test_who_has_no_programs_is_told_which_to_install(
    parameters: str, server: int, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_all_tools", list)
    url = DatabaseUrl.parse(f"postgresql://me@db/bot{parameters}")
    for find in (partial(backup._tools_for, server), backup._newest_tools):
        with pytest.raises(BackupError) as told:
            find(url)
        assert ("pip install" in str(told.value)) is not url.encrypted
    with pytest.raises(BackupError) as told:
        backup._tools_for(server, url)
    assert f"A backup of PostgreSQL {server} needs pg_dump {wanted}" in str(told.value)


@pytest.mark.parametrize(
    ("parameters", "suitable"),
    [
        ("", [(14, False), (15, False), (16, False), (18, True)]),
        ("?ssl=require", [(14, False), (15, False), (16, False)]),
        ("?sslrootcert=system", [(16, False)]),
    ],
)
def test_programs_suit_that_can_connect_as_the_url_says(
    parameters: str, suitable: list[tuple[int, bool]]
) -> None:
    url = DatabaseUrl.parse(f"postgresql://me@db/bot{parameters}")
    tools = [Tools(major, Path(), packaged=major == 18) for major in (14, 15, 16, 18)]
    assert [(it.major, it.packaged) for it in tools if it.suit(url)] == suitable


# --- What is in the file --------------------------------------------------------------------------


def restorer(folder: Path, text: str) -> Tools:
    """Programs of which pg_restore does this."""
    (folder / "pg_restore").write_text(f"#!/bin/sh\n{text}\n")
    (folder / "pg_restore").chmod(0o755)
    return Tools(18, folder)


def says(copied: str) -> str:
    return f"cat <<'END'\nSET x = 1;\n{copied}\n\\.\nEND"


@pytest.mark.parametrize(
    ("schema", "name"), [("public", "public"), ('"My bot"', "My bot"), ('"a ""b"""', 'a "b"')]
)
async def test_a_backup_says_in_which_schema_its_tables_are(tmp_path: Path, schema: str, name: str) -> None:
    copied = f"COPY {schema}.alembic_version (version_num) FROM stdin;\n0001"
    assert await backup._check_file(restorer(tmp_path, says(copied)), tmp_path / "file") == name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (says("COPY public.alembic_version (version_num) FROM stdin;\n9999"), "(its database is at 9999)"),
        (says("COPY public.tasks (id) FROM stdin;\n1"), "is a backup, but not of taskbot's database."),
        ("echo 'error: broken' >&2; exit 1", "is not a backup of taskbot. error: broken"),
    ],
)
async def test_a_file_that_is_no_backup_of_ours_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BackupError) as told:
        await backup._check_file(restorer(tmp_path, text), tmp_path / "file")
    assert said in str(told.value)


def test_a_name_is_no_pattern() -> None:
    assert backup._pattern('My "bot"*') == '"My ""bot""*"'


# --- The file -------------------------------------------------------------------------------------


def test_only_what_killed_backups_to_the_same_file_have_left_is_removed(tmp_path: Path) -> None:
    """The file's name is no pattern; what is not a part of a backup stays, whatever it is called."""
    place = tmp_path / "b[a]ck"
    for name in (".b[a]ck.123", ".back.123", ".b[a]ck.1x", ".b[a]ck.", ".other.5", "b[a]ck.123"):
        (tmp_path / name).touch()
    (tmp_path / ".b[a]ck.7").mkdir()
    (tmp_path / ".b[a]ck.8").symlink_to("other")
    (tmp_path / "other").touch()
    before = {path.name for path in tmp_path.iterdir()}
    backup._remove_leftovers(place)
    assert before - {path.name for path in tmp_path.iterdir()} == {".b[a]ck.123"}


def test_a_backup_that_fails_leaves_the_file_of_before(tmp_path: Path) -> None:
    file = tmp_path / "backup"
    file.write_text("before")
    with contextlib.suppress(ZeroDivisionError), backup._appearing_whole(file) as unfinished:
        assert unfinished.stat().st_mode & 0o777 == 0o600
        unfinished.write_text("half")
        assert file.read_text() == "before"
        raise ZeroDivisionError
    assert [path.name for path in tmp_path.iterdir()] == ["backup"]
    assert file.read_text() == "before"
    with backup._appearing_whole(file) as unfinished:
        unfinished.write_text("whole")
        backup._remove_leftovers(file)  # another's, to the same file
    assert file.read_text() == "whole"


def test_a_link_in_place_of_the_unfinished_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("precious")
    (tmp_path / f".backup.{os.getpid()}").symlink_to("victim")
    with pytest.raises(BackupError, match="cannot be written: File exists"):
        backup._appearing_whole(tmp_path / "backup").__enter__()
    assert (tmp_path / "victim").read_text() == "precious"
    assert not (tmp_path / "backup").exists()


# --- A restore ------------------------------------------------------------------------------------


class Psql:
    """Takes a script, and ends when it has taken so many writes."""

    def __init__(self, writes: int) -> None:
        self.script = b""
        self.closed = False
        self._writes = writes

    def write(self, text: bytes) -> None:
        self.script += text

    async def drain(self) -> None:
        self._writes -= 1
        if self._writes < 0:
            raise BrokenPipeError

    def close(self) -> None:
        self.closed = True


async def piped(
    script: bytes, code: int = 0, *, writes: int = 99, leave_out: bytes | None = None
) -> tuple[Psql, Outcome, list[str]]:
    """What `_pipe` hands from a pg_restore that writes `script` and ends with `code` to psql."""
    ended: list[str] = []
    psql, outcome = Psql(writes), Outcome()
    output = asyncio.StreamReader()
    output.feed_data(script)
    output.feed_eof()

    async def wait() -> int:
        return code

    reader: Any = SimpleNamespace(stdout=output, wait=wait, kill=lambda: ended.append("killed"))
    await backup._pipe(reader, SimpleNamespace(stdin=psql), outcome, b"CLEAR;\n", leave_out)  # type: ignore[arg-type]
    return psql, outcome, ended


HEAD = b"SET transaction_timeout = 0;\nSET row_security = off;\n"
BODY = b"SET transaction_timeout = 0;\nCREATE TABLE t ();\n"


async def test_only_a_setting_that_an_old_server_does_not_know_is_left_out() -> None:
    """What the rows say stays as it is: after the last setting of the head nothing is left out."""
    psql, _, _ = await piped(HEAD + BODY, leave_out=backup.UNKNOWN_TO_OLDER)
    assert psql.script == b"BEGIN;\nCLEAR;\nSET row_security = off;\n" + BODY + b"\nCOMMIT;\n"
    psql, _, _ = await piped(HEAD + BODY)
    assert psql.script == b"BEGIN;\nCLEAR;\n" + HEAD + BODY + b"\nCOMMIT;\n"


async def test_what_was_read_in_part_is_not_committed() -> None:
    psql, outcome, _ = await piped(HEAD + BODY, 0)
    assert psql.closed
    assert outcome.words.startswith("the backup was being committed; look")
    psql, outcome, _ = await piped(HEAD + BODY, 1)
    assert psql.closed
    assert b"COMMIT" not in psql.script
    assert outcome.words == "the database is as it was."


async def test_a_psql_that_has_ended_ends_the_reader() -> None:
    _, outcome, ended = await piped(HEAD + BODY, writes=0)
    assert ended == ["killed"]
    assert outcome.words == "the database is as it was."
    _, outcome, ended = await piped(HEAD + BODY, writes=1)  # on the way to the commit
    assert ended == ["killed"]
    assert outcome.words.startswith("the backup was being committed")


RESTORED = "SET row_security = off;\nCREATE TABLE t ();\n"


def replaying(folder: Path, *, restored: int = 0, taken: int = 0) -> Tools:
    """Programs that end with these codes; both keep their words, and psql the script that it gets."""
    (folder / "dumped").write_text(RESTORED)
    for name, text in (
        ("pg_restore", f'echo "$@" > {folder}/read; cat {folder}/dumped; exit {restored}'),
        ("psql", f'echo "$@" > {folder}/words; cat > {folder}/script; echo "error: no" >&2; exit {taken}'),
    ):
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return Tools(18, folder)


async def replay(tools: Tools, schema: str) -> Outcome:
    outcome = Outcome()
    connector = Connector("postgresql://me@db/bot")
    await backup._replay(tools, tools, tools.folder / "file", connector, outcome, schema, 18)
    return outcome


@pytest.mark.parametrize(
    ("schema", "clearing"), [("public", backup.CLEAR.decode()), ('a"b', 'DROP SCHEMA "a""b" CASCADE;\n')]
)
async def test_a_restore_is_one_transaction_that_begins_with_an_empty_schema(
    tmp_path: Path, schema: str, clearing: str
) -> None:
    outcome = await replay(replaying(tmp_path), schema)
    assert {"--no-owner", "--no-privileges"} < set((tmp_path / "read").read_text().split())
    assert (tmp_path / "script").read_text() == f"BEGIN;\n{clearing}{RESTORED}\nCOMMIT;\n"
    words = (tmp_path / "words").read_text().split()
    assert {"--no-psqlrc", "--no-password", "--set=ON_ERROR_STOP=1", "--file=-"} < set(words)
    assert outcome.words.startswith("the backup is in the database")


@pytest.mark.parametrize(("restored", "taken"), [(1, 0), (0, 3)])
async def test_a_program_that_fails_leaves_the_database_as_it_was(
    tmp_path: Path, restored: int, taken: int
) -> None:
    with pytest.raises(BackupError, match=r"^The database is as it was\. error: no$"):
        await replay(replaying(tmp_path, restored=restored, taken=taken), "public")


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("_replay", "the database is as it was."),
        ("upgrade", "the backup is in the database; run taskbot migrate, then start the bot."),
    ],
)
async def test_who_stops_a_restore_is_told_what_has_come_of_it(
    where: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def pass_over(*_: object, **__: object) -> Any:
        return SimpleNamespace(schema="public")

    async def replay(*arguments: Any) -> None:
        if where == "_replay":
            raise asyncio.CancelledError
        arguments[4].words = words

    async def upgrade(*_: object) -> None:
        raise asyncio.CancelledError

    @contextlib.asynccontextmanager
    async def connected(_: Connector) -> AsyncIterator[Any]:
        yield SimpleNamespace(get_server_version=lambda: SimpleNamespace(major=18))

    async def in_public(*_: object) -> str:
        return "public"

    for name, stand_in in (
        ("_all_tools", lambda: [Tools(18, Path())]),
        ("_check_file", in_public),
        ("_looked_at", pass_over),
        ("_connected", connected),
        ("_check_database", pass_over),
        ("_replay", replay),
    ):
        monkeypatch.setattr(backup, name, stand_in)
    monkeypatch.setattr(migrate, "upgrade", upgrade)
    said: list[str] = []
    with pytest.raises(asyncio.CancelledError):
        await backup.restore("postgresql://me@db/bot", Path("file"), log=said.append)
    assert said == [f"Stopped: {words}"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ReadOnly("it is a standby"), "read-only: it is a standby."),
        (OSError(2, ""), "away: No such file or directory"),
    ],
)
async def test_what_is_waited_for_elsewhere_is_told_at_once(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def look(*_: object) -> None:
        raise error

    monkeypatch.setattr(preflight, "look", look)
    with pytest.raises(BackupError) as told:
        await backup._looked_at(Connector("postgresql://me:secret@db/bot"), "restore")
    assert str(told.value) == f"PostgreSQL at postgresql://me@db:5432/bot is {said}"


async def test_a_server_that_goes_away_meanwhile_is_told() -> None:
    with pytest.raises(BackupError, match=r"PostgreSQL at .*me@127\.0\.0\.1:1/x is away: Connection"):
        async with backup._connected(Connector("postgresql://me:secret@127.0.0.1:1/x")):
            pass


def test_only_broken_pipes_to_programs_are_passed_over() -> None:
    told: list[dict[str, Any]] = []
    loop: Any = SimpleNamespace(default_exception_handler=told.append)
    broken, reset = {"exception": BrokenPipeError()}, {"exception": ConnectionResetError()}
    for context in (broken, reset, {"message": "x"}):
        backup._pass_over_broken_pipes(loop, context)
    assert told == [reset, {"message": "x"}]


@pytest.mark.parametrize("name", ["taskbot", "taskbot lease", "taskbot daemon of 1: a"])
async def test_a_bot_that_is_about_to_end_is_waited_for(
    name: str, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL ends the sessions of one that has just stopped a little later."""
    connection = await Connector(database_url, application_name="taskbot backup").connect()
    daemon = await Connector(database_url, application_name=name).connect()
    ending = asyncio.get_running_loop().call_later(0.1, daemon.terminate)
    await backup._check_database(connection, force=True)
    assert ending.when() <= asyncio.get_running_loop().time()
    daemon = await Connector(database_url, application_name=name).connect()
    monkeypatch.setattr(backup, "PARTING", 0.0)
    with pytest.raises(BackupError, match="A taskbot is running on this database: stop it first"):
        await backup._check_database(connection, force=True)
    await daemon.close()
    await connection.close()
