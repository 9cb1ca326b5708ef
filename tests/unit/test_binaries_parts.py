"""The embedded PostgreSQL's programs: where they are found, who runs them, and with what."""

from __future__ import annotations

import os
import pwd
import signal
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from taskbot.postgres import binaries
from taskbot.postgres.binaries import Account, EmbeddedError, account_for, dying_with_us, packaged, runnable

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def program(path: Path, text: str = "exit 0", mode: int = 0o755) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(mode)
    return path


def test_a_program_gets_what_it_needs_of_the_environment_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in os.environ:
        monkeypatch.delenv(name)
    needed = dict.fromkeys(("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "LD_LIBRARY_PATH"), "/x")
    for name, value in (needed | {"TELEGRAM_BOT_TOKEN": "secret", "PGDATA": "/y"}).items():
        monkeypatch.setenv(name, value)
    assert Account("you").rights()["env"] == needed
    monkeypatch.delenv("LC_ALL")
    assert "LC_ALL" not in Account("you").rights()["env"]


def test_a_program_runs_in_a_folder_that_everybody_can_enter_and_in_a_session_of_its_own() -> None:
    said = subprocess.run(
        ["/bin/sh", "-c", "pwd; ps -o sid= -p $$"],
        check=True,
        capture_output=True,
        text=True,
        **Account("you").rights(),
    ).stdout.split()
    assert said[0] == "/"
    assert int(said[1]) != os.getsid(0)


@AS_ROOT
def test_a_program_of_another_account_has_none_of_our_groups() -> None:
    rights = Account("somebody", 12345, 54321).rights()
    before = os.getgroups()
    os.setgroups([*before, 6])
    try:
        said = subprocess.run(
            ["/bin/sh", "-c", "id -u; id -G"], check=True, capture_output=True, text=True, **rights
        )
    finally:
        os.setgroups(before)
    assert said.stdout.split() == ["12345", "54321"]
    assert set(Account("you").rights()) == {"start_new_session", "cwd", "env"}


@pytest.mark.skipif(dying_with_us(signal.SIGKILL) is None, reason="the kernel cannot")
def test_a_program_gets_the_signal_that_was_asked_for_when_we_die() -> None:
    script = (
        "import signal, subprocess, sys; from taskbot.postgres.binaries import dying_with_us\n"
        "program = 'trap \"echo stopped; exit\" USR1; echo begun; while :; do sleep 0.01; done'\n"
        "subprocess.Popen(['/bin/sh', '-c', program], preexec_fn=dying_with_us(signal.SIGUSR1))\n"
        "sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as we:
        assert we.stdout
        assert we.stdout.readline() == b"begun\n"
        we.kill()
        assert we.stdout.readline() == b"stopped\n"


def test_a_package_without_our_postgresql_is_told_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older version of the package brings an older PostgreSQL."""
    monkeypatch.setattr(binaries, "PACKAGE", "package_for_this_test")
    monkeypatch.setattr(binaries, "PROGRAMS", Path("package_for_this_test", "pginstall18"))
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(EmbeddedError, match="is not installed: pip install"):
        packaged()
    package = tmp_path / "package_for_this_test"
    program(package / "pginstall16/bin/postgres")
    (package / "__init__.py").touch()
    with pytest.raises(EmbeddedError, match="is not installed: pip install"):
        packaged()
    program(package / "pginstall18/bin/postgres")
    assert packaged() == package / "pginstall18"


# --- The account ----------------------------------------------------------------------------------


def owned(monkeypatch: pytest.MonkeyPatch, owners: dict[Path, int]) -> None:
    """Let these folders have these owners, whose groups have the next number."""
    real = Path.stat

    def status(path: Path, **how: bool) -> object:
        owner = owners.get(path)
        return real(path, **how) if owner is None else SimpleNamespace(st_uid=owner, st_gid=owner + 1)

    monkeypatch.setattr(Path, "stat", status)
    monkeypatch.setattr(Path, "exists", lambda path: path in owners)


@pytest.fixture
def accounts(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The service accounts of a machine on which root runs us."""
    accounts = {"postgres": 70, "nobody": 65534}
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(
        pwd, "getpwnam", lambda name: SimpleNamespace(pw_uid=accounts[name], pw_gid=accounts[name] + 1)
    )
    return accounts


def test_an_ordinary_user_runs_postgresql_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    owned(monkeypatch, {Path("/data"): 5})
    assert account_for(Path("/data"), Path("/data/postgresql")) == Account("you", None, None)


@pytest.mark.usefixtures("accounts")
def test_root_runs_it_as_the_owner_of_the_data_before_that_of_the_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data, cluster = Path("/data"), Path("/data/postgresql")
    for owners, account in (
        ({data: 5, cluster: 8}, Account("the user 8", 8, 9)),
        ({data: 5, cluster: 0}, Account("the user 5", 5, 6)),
        ({data: 5}, Account("the user 5", 5, 6)),
        ({data: 0}, Account("postgres", 70, 71)),
        ({}, Account("postgres", 70, 71)),
    ):
        with monkeypatch.context() as patch:
            owned(patch, owners)
            assert account_for(data, cluster) == account


def test_without_a_user_postgres_root_takes_nobody_and_without_that_none(
    accounts: dict[str, int], tmp_path: Path
) -> None:
    del accounts["postgres"]
    assert account_for(tmp_path / "a", tmp_path / "b") == Account("nobody", 65534, 65535)
    del accounts["nobody"]
    with pytest.raises(EmbeddedError, match="neither a user postgres nor nobody: run taskbot as an ordinary"):
        account_for(tmp_path / "a", tmp_path / "b")


# --- A copy of the programs -----------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package that only its owner can read, with what a server needs and what it does not."""
    site = tmp_path / "site"
    programs = site / binaries.PROGRAMS
    for name in ("postgres", "initdb", "pg_dump"):
        program(programs / "bin" / name, mode=0o700)
    for name in (
        "lib/libpq.so",
        "lib/libpq.a",
        "lib/libecpg.so",
        "lib/deep/plpgsql.so",
        "share/postgres.bki",
    ):
        program(programs / name, mode=0o600)
    program(site / binaries.LIBRARIES / "libicu.so", mode=0o600)
    for folder in (programs / "lib/deep", programs / "share"):
        folder.chmod(0o700)
    monkeypatch.setattr(binaries, "packaged", lambda: programs)
    return site


def test_a_copy_has_what_the_server_needs_for_everybody_to_read_and_run(site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    (tmp_path / "copy.new" / binaries.PROGRAMS / "lib").mkdir(parents=True)  # of a copy that was killed
    before = os.umask(0o077)
    try:
        binaries._copy(site / binaries.PROGRAMS, copy)
    finally:
        os.umask(before)
    modes = {str(path.relative_to(copy)): stat.S_IMODE(path.stat().st_mode) for path in copy.rglob("*")}
    ours = binaries.PROGRAMS
    assert {name: mode for name, mode in modes.items() if (copy / name).is_file()} == {
        f"{ours}/bin/postgres": 0o755,
        f"{ours}/bin/initdb": 0o755,
        f"{ours}/lib/libpq.so": 0o644,
        f"{ours}/lib/deep/plpgsql.so": 0o644,
        f"{ours}/share/postgres.bki": 0o644,
        f"{binaries.LIBRARIES}/libicu.so": 0o644,
    }
    assert {mode for name, mode in modes.items() if (copy / name).is_dir()} == {0o755}
    assert stat.S_IMODE(copy.stat().st_mode) == 0o755
    assert not (tmp_path / "copy.new").exists()


def test_the_programs_are_copied_once_and_only_for_who_cannot_run_them(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = tmp_path / "data"
    copies.mkdir()
    other = Account("other", 1, 1)
    tried: list[Path] = []

    def runs(programs: Path, _: Account) -> bool:
        tried.append(programs)
        return programs.is_relative_to(copies)

    monkeypatch.setattr(binaries, "_runs", runs)
    assert runnable(copies, Account("you")) == site / binaries.PROGRAMS
    assert tried == []
    copy = copies / "postgresql-programs-0.6.0" / binaries.PROGRAMS
    assert runnable(copies, other) == copy
    (copy / "kept").touch()
    assert runnable(copies, other) == copy
    assert (copy / "kept").exists()
    monkeypatch.setattr(binaries, "_runs", lambda *_: False)
    with pytest.raises(EmbeddedError, match=r"other cannot run the embedded .* not even a copy of them in"):
        runnable(copies, other)


def test_programs_run_if_each_of_them_does(tmp_path: Path) -> None:
    you = Account("you")
    postgres = program(tmp_path / "bin/postgres", 'test "$1" = --version')
    assert not binaries._runs(tmp_path, you)
    initdb = program(tmp_path / "bin/initdb", 'test "$1" = --version')
    assert binaries._runs(tmp_path, you)
    for broken in (postgres, initdb):
        broken.write_text("#!/bin/sh\nexit 1\n")
        assert not binaries._runs(tmp_path, you)
        broken.write_text("#!/bin/sh\nexit 0\n")
    postgres.unlink()
    assert not binaries._runs(tmp_path, you)


@AS_ROOT
def test_a_folder_is_reachable_for_who_can_enter_it(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert binaries.reachable(tmp_path, Account("you"))
    assert not binaries.reachable(tmp_path, Account("other", 12345, 12345))
    assert binaries.reachable(Path("/tmp"), Account("other", 12345, 12345))  # noqa: S108 (open to all)
