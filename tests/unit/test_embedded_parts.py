"""What the embedded PostgreSQL makes of the files that it finds: without a server."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from taskbot.postgres import embedded
from taskbot.postgres.binaries import MAJOR, Account, EmbeddedAway, EmbeddedError
from taskbot.postgres.embedded import LONGEST_SOCKET_PATH, SOCKET, Embedded, _lock

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


@pytest.fixture
def server(tmp_path: Path) -> Embedded:
    server = Embedded(tmp_path, durable=False)
    server.cluster.mkdir()
    return server


def test_a_data_folder_of_another_version_is_refused(server: Embedded) -> None:
    (server.cluster / "PG_VERSION").write_text(f"{MAJOR}\n")
    server._check_major()
    (server.cluster / "PG_VERSION").write_text(f"{MAJOR - 1}\n")
    with pytest.raises(EmbeddedError, match=f"is of PostgreSQL {MAJOR - 1}, and this taskbot brings"):
        server._check_major()
    (server.cluster / "PG_VERSION").unlink()
    with pytest.raises(EmbeddedError, match="is not a data folder of PostgreSQL"):
        server._check_major()


def test_the_files_of_a_killed_server_become_ours(server: Embedded) -> None:
    """PostgreSQL takes a postmaster.pid of its own parent for stale, and looks at the rest of it."""
    (server.cluster / f"{SOCKET}.lock").touch()
    (server.cluster / "postmaster.pid").write_bytes(b"4194303\n/data\n1700000000\n5432\n")
    server._disown_leftovers()
    assert not (server.cluster / f"{SOCKET}.lock").exists()
    assert (server.cluster / "postmaster.pid").read_text() == f"{os.getpid()}\n/data\n1700000000\n5432\n"
    (server.cluster / "postmaster.pid").unlink()
    server._disown_leftovers()
    assert list(server.cluster.iterdir()) == []


def test_a_big_log_makes_room(server: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "BIG_LOG", 10)
    old = server.log_file.with_suffix(".log.old")
    server.log_file.write_bytes(b"0123456789")
    server._open_log().close()
    assert not old.exists()
    with server._open_log() as log:
        log.write(b"A")
    server._open_log().close()
    assert old.read_bytes() == b"0123456789A"
    assert server.log_file.read_bytes() == b""
    assert server.log_file.stat().st_mode & 0o777 == 0o600


def test_what_the_server_said_last_is_told(server: Embedded) -> None:
    server.log_file.write_bytes(b"one\ntwo\nthree\n\xff four\n")
    assert server._last_words() == f"two three \ufffd four (more in {server.log_file})"


def test_a_lock_is_held_by_one(tmp_path: Path) -> None:
    first = _lock(tmp_path / "lock")
    assert first
    assert _lock(tmp_path / "lock") is None
    first.close()
    again = _lock(tmp_path / "lock")
    assert again
    again.close()


def test_a_link_in_the_folder_is_not_followed(server: Embedded, tmp_path: Path) -> None:
    (tmp_path / "theirs").touch()
    server.log_file.symlink_to(tmp_path / "theirs")
    with pytest.raises(OSError, match="symbolic"):
        server._open_log()


def test_a_folder_whose_socket_would_have_too_long_a_path_is_refused(tmp_path: Path) -> None:
    longest = LONGEST_SOCKET_PATH - len(os.fsencode(f"{tmp_path}//postgresql/{SOCKET}"))
    Embedded(tmp_path / ("x" * longest))._prepare_folder()
    with pytest.raises(EmbeddedError, match=f"must have a path of {LONGEST_SOCKET_PATH} bytes at most"):
        Embedded(tmp_path / ("x" * (longest + 1)))._prepare_folder()


def test_speed_for_safety_is_a_choice_and_settings_come_on_top(tmp_path: Path) -> None:
    durable = Embedded(tmp_path)._settings
    assert "fsync" not in durable
    assert "full_page_writes" not in durable
    assert Embedded(tmp_path, durable=False)._settings["fsync"] == "off"
    quick = Embedded(tmp_path, durable=False, settings={"fsync": "on", "jit": "on"})._settings
    assert (quick["fsync"], quick["full_page_writes"], quick["jit"]) == ("on", "off", "on")
    assert durable["listen_addresses"] == quick["listen_addresses"] == ""
    assert durable["log_min_error_statement"] == "panic"


# --- Folders and files ----------------------------------------------------------------------------


@pytest.mark.parametrize(("account", "mode"), [(0, 0o711), (1000, 0o700)])
def test_only_root_lets_another_account_into_its_data_folder(
    account: int, mode: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: account)
    monkeypatch.setattr(embedded, "LONGEST_SOCKET_PATH", 1000)
    Embedded(tmp_path / "deep" / "data")._prepare_folder()
    assert (tmp_path / "deep" / "data").stat().st_mode & 0o777 == mode


def test_a_folder_that_cannot_be_written_to_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def access(*what: object) -> bool:
        asked.append(what)
        return False

    monkeypatch.setattr(os, "access", access)
    with pytest.raises(EmbeddedError, match="cannot be written to: set another, or mend its owner"):
        Embedded(tmp_path)._prepare_folder()
    assert asked == [(tmp_path, os.W_OK | os.X_OK)]


@AS_ROOT
def test_what_root_writes_for_the_server_belongs_to_the_owner_of_the_folder(server: Embedded) -> None:
    """Who is let in: root, we, and that owner, known by the number where there is no name."""
    os.chown(server.data_dir, 12345, 54321)
    (server.data_dir / f"postgresql.{os.getpid()}").touch()  # of a process of the same number that was killed
    before = os.umask(0o077)
    try:
        places = server._write_access()
        server._open_log().close()
    finally:
        os.umask(before)
    assert places == {
        "hba_file": str(server.data_dir / "postgresql.hba_file"),
        "ident_file": str(server.data_dir / "postgresql.ident_file"),
    }
    assert Path(places["hba_file"]).read_text() == "local all taskbot peer map=taskbot\n"
    assert Path(places["ident_file"]).read_text() == 'taskbot "12345" taskbot\ntaskbot "root" taskbot\n'
    for file in (*map(Path, places.values()), server.log_file):
        assert (file.stat().st_uid, file.stat().st_gid) == (12345, 54321)
    assert {Path(place).stat().st_mode & 0o777 for place in places.values()} == {0o644}
    assert not (server.data_dir / f"postgresql.{os.getpid()}").exists()


def test_root_may_connect_to_an_ordinary_users_server(
    server: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 2**31 - 7)
    names = Path(server._write_access()["ident_file"]).read_text()
    assert {'taskbot "2147483641" taskbot', 'taskbot "root" taskbot'} <= set(names.splitlines())


def _with_initdb(folder: Path, text: str) -> Path:
    (folder / "initdb").write_text(f"#!/bin/sh\n{text}\n")
    (folder / "initdb").chmod(0o755)
    return folder


@pytest.mark.parametrize("durable", [True, False])
def test_a_data_folder_is_on_disk_before_it_is_used_unless_speed_is_chosen(
    durable: bool, tmp_path: Path
) -> None:
    server = Embedded(tmp_path, durable=durable)
    (tmp_path / "postgresql.new").mkdir()
    (tmp_path / "postgresql.new" / "half").touch()  # of an initdb that was killed
    script = f'echo "$@" > {tmp_path}/words; mkdir {tmp_path}/postgresql.new/base; ls -l /proc/$$/fd'
    programs = _with_initdb(tmp_path, f"{script} > {tmp_path}/files || true")
    with (tmp_path / "lock").open("wb") as lock:
        server._initialise(programs, Account("you"), lock)
    words = (tmp_path / "words").read_text().split()
    assert ("--no-sync" in words) is not durable
    if Path("/proc/self/fd").exists():  # the lock is held as long as initdb runs, even if we are killed
        assert f" {tmp_path}/lock\n" in (tmp_path / "files").read_text()
    assert f"--pgdata={tmp_path}/postgresql.new" in words
    assert [path.name for path in server.cluster.iterdir()] == ["base"]
    assert server.cluster.stat().st_mode & 0o777 == 0o700


def test_an_initdb_that_fails_is_told_and_leaves_no_data_folder(tmp_path: Path) -> None:
    server = Embedded(tmp_path)
    programs = _with_initdb(tmp_path, "echo 'no room' >&2; exit 1")
    with (tmp_path / "lock").open("wb") as lock, pytest.raises(EmbeddedAway, match=r"be made: no room$"):
        server._initialise(programs, Account("you"), lock)
    assert not server.cluster.exists()


@AS_ROOT
def test_the_data_folder_is_made_by_who_runs_the_server() -> None:
    with tempfile.TemporaryDirectory(prefix="taskbot-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        server = Embedded(folder)
        programs = _with_initdb(folder, "exit 0")
        with (folder / "lock").open("wb") as lock:
            server._initialise(programs, Account("other", 12345, 54321), lock)
        assert (server.cluster.stat().st_uid, server.cluster.stat().st_gid) == (12345, 54321)


def test_an_account_without_a_name_is_known_by_its_number() -> None:
    assert embedded._account_name(0) == "root"
    assert embedded._account_name(2**31 - 7) == str(2**31 - 7)


# --- Waiting --------------------------------------------------------------------------------------


class Connecting(Embedded):
    """A server that runs already; a connection to it takes these errors, and then none."""

    def __init__(self, folder: Path, *errors: BaseException) -> None:
        super().__init__(folder)
        self.errors = list(errors)

    def _reap(self) -> bool:
        return False

    async def _connect(self) -> Any:
        if self.errors:
            await asyncio.sleep(0.02)
            raise self.errors.pop(0)
        return "a connection"


async def test_a_server_that_says_it_is_starting_may_take_longer_than_one_that_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "PATIENCE", 0.1)
    starting = [asyncpg.CannotConnectNowError("starting up")] * 8
    answer: Any = await Connecting(tmp_path, *starting, OSError())._serve()
    assert answer == "a connection"
    with pytest.raises(EmbeddedAway, match="does not answer: nobody there"):
        await Connecting(tmp_path, *[OSError("nobody there")] * 1000)._serve()
    with pytest.raises(ZeroDivisionError):
        await Connecting(tmp_path, ZeroDivisionError())._serve()


@pytest.mark.parametrize(
    "error",
    [
        OSError(),
        asyncpg.TooManyConnectionsError(""),
        asyncpg.InterfaceError(""),
        asyncpg.InternalClientError(""),
    ],
)
async def test_a_server_that_does_not_let_us_in_yet_is_asked_again(error: Exception, tmp_path: Path) -> None:
    answer: Any = await Connecting(tmp_path, error)._serve()
    assert answer == "a connection"


async def test_between_two_attempts_to_come_back_there_is_more_and_more_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[tuple[int, float, float]] = []

    def backoff(failures: int, *, first: float, longest: float) -> float:
        pauses.append((failures, first, longest))
        return 0.05

    class Failing(Embedded):
        async def _serve(self) -> Any:
            if len(pauses) < 3:
                raise EmbeddedAway("It does not start.")
            return "a connection"

    said: list[str] = []
    monkeypatch.setattr(embedded, "backoff", backoff)
    began = asyncio.get_running_loop().time()
    back: Any = await Failing(tmp_path, log=said.append)._serve_at_last()
    assert back == "a connection"
    assert asyncio.get_running_loop().time() - began > 0.14
    assert pauses == [(1, 0.5, 30), (2, 0.5, 30), (3, 0.5, 30)]
    assert said == ["It does not start. Trying again in 0.1 s."] * 3


async def test_a_server_that_does_not_stop_is_told_so_more_firmly_and_then_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "TIME_TO_STOP", 0.01)
    signals: list[signal.Signals] = []

    class Stubborn(Embedded):
        async def _signal(self, how: signal.Signals) -> None:
            signals.append(how)
            if lock and len(signals) == 4:
                lock.close()

    server = Stubborn(tmp_path)
    lock = _lock(server._lock_file)
    assert lock
    with pytest.raises(EmbeddedAway, match="does not stop"):
        await server._shut_down()
    await server._shut_down()
    assert signals == [signal.SIGINT, signal.SIGQUIT] * 2
    await server._shut_down()
    assert signals[4:] == [signal.SIGINT]


async def test_a_connection_that_was_lost_before_one_looked_is_lost() -> None:
    class Closed:
        def add_termination_listener(self, _: object) -> None: ...

        def is_closed(self) -> bool:
            return True

    async with asyncio.timeout(5):
        await embedded._lost(Closed())  # type: ignore[arg-type]
