"""What a backup asks of the machine: which programs, with which environment, and what they complain of."""

from __future__ import annotations

from pathlib import Path

import pytest

from taskbot.postgres import backup
from taskbot.postgres.backup import BackupError, Tools, _environment, _error
from taskbot.postgres.pool import Connector
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
