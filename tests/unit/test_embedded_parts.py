"""What the embedded PostgreSQL makes of the files that it finds: without a server."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from taskbot.postgres import embedded
from taskbot.postgres.binaries import MAJOR, EmbeddedError
from taskbot.postgres.embedded import LONGEST_SOCKET_PATH, SOCKET, Embedded, _lock


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
    quick = Embedded(tmp_path, durable=False, settings={"fsync": "on", "jit": "on"})._settings
    assert (quick["fsync"], quick["full_page_writes"], quick["jit"]) == ("on", "off", "on")
    assert durable["listen_addresses"] == quick["listen_addresses"] == ""
    assert durable["log_min_error_statement"] == "panic"
