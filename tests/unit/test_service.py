"""What the daemon tells systemd and `taskbot health`, on real sockets and files."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from taskbot.operations import health as service
from taskbot.operations.health import Backlog, HealthReporter, State


@pytest.fixture(params=["a file", "abstract"])
def manager(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[socket.socket]:
    """The service manager's end of the notification socket."""
    address = str(tmp_path / "notify") if request.param == "a file" else f"@taskbot-{os.getpid()}"
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(address.replace("@", "\0") if address.startswith("@") else address)
        listening.settimeout(5)
        yield listening


@pytest.fixture(autouse=True)
def _no_manager(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"):
        monkeypatch.delenv(name, raising=False)


def _heard(manager: socket.socket) -> list[str]:
    return manager.recv(4096).decode().splitlines()


def test_systemd_hears_what_the_daemon_says(manager: socket.socket) -> None:
    service.notify("READY=1", "STATUS=Leader")
    assert _heard(manager) == ["READY=1", "STATUS=Leader"]


def test_nobody_to_tell_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    service.notify("READY=1")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
    service.notify("READY=1")


def test_a_manager_that_does_not_listen_stops_nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(address)
        for _ in range(2000):  # more than the socket's queue takes
            service.notify("WATCHDOG=1")


async def test_readiness_is_said_once_and_not_while_starting(manager: socket.socket, tmp_path: Path) -> None:
    reporter = HealthReporter(tmp_path)
    reporter.say(State.STARTING)
    assert _heard(manager) == ["WATCHDOG=1", "STATUS=starting", "EXTEND_TIMEOUT_USEC=30000000"]
    reporter.say(State.WAITING_FOR_TELEGRAM)
    assert "READY=1" not in _heard(manager)
    reporter.say(State.LEADER)
    assert _heard(manager) == ["WATCHDOG=1", "STATUS=leader", "READY=1"]
    reporter.say(State.LEADER)
    assert _heard(manager) == ["WATCHDOG=1", "STATUS=leader"]


async def test_who_waits_long_is_ready(
    manager: socket.socket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "LONG_WAIT", 0)
    reporter = HealthReporter(tmp_path)
    reporter.say(State.STARTING)
    assert "READY=1" not in _heard(manager)
    reporter.say(State.WAITING_FOR_POSTGRESQL)
    assert _heard(manager) == ["WATCHDOG=1", "STATUS=waiting for PostgreSQL", "READY=1"]


async def test_a_standby_is_ready(manager: socket.socket, tmp_path: Path) -> None:
    HealthReporter(tmp_path).say(State.STANDBY)
    assert "READY=1" in _heard(manager)


async def test_the_watchdog_is_fed_thrice_in_its_time_and_told_of_the_end(
    manager: socket.socket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "300000")
    heard: list[float] = []
    async with HealthReporter(tmp_path).reporting():
        for _ in range(4):
            news = await asyncio.to_thread(_heard, manager)
            assert news[0] == "WATCHDOG=1"
            heard.append(time.monotonic())
    assert 0.2 < heard[-1] - heard[0] < 3  # 0.3 s, and more on a busy machine, but not the usual pause
    assert _heard(manager) == ["STOPPING=1"]


async def test_a_loop_that_hangs_falls_silent(
    manager: socket.socket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "30000")
    async with HealthReporter(tmp_path).reporting():
        await asyncio.sleep(0)
        _heard(manager)
        time.sleep(0.1)
        manager.setblocking(False)
        with pytest.raises(BlockingIOError):
            _heard(manager)


@pytest.mark.parametrize(
    ("usec", "pid", "seconds"),
    [
        ("30000000", None, 30),
        ("30000000", "own", 30),
        ("30000000", "1", None),
        (None, None, None),
        ("soon", None, None),
    ],
)
def test_the_watchdog_is_that_of_this_process(
    monkeypatch: pytest.MonkeyPatch, usec: str | None, pid: str | None, seconds: float | None
) -> None:
    if usec is not None:
        monkeypatch.setenv("WATCHDOG_USEC", usec)
    if pid is not None:
        monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()) if pid == "own" else pid)
    assert service.watchdog_seconds() == seconds


async def test_health_is_good_while_the_daemon_works(tmp_path: Path) -> None:
    reporter = HealthReporter(tmp_path)
    async with reporter.reporting():
        for state in (State.LEADER, State.STANDBY):
            reporter.say(state)
            assert reporter.state is state
            healthy, sentence = service.health(tmp_path)
            assert healthy
            told = rf"{state} for \d s, pid {os.getpid()}; no unfinished update, no unsent message"
            assert re.fullmatch(told, sentence)
        assert [file.name for file in tmp_path.iterdir()] == ["health.json"]


async def test_health_tells_how_old_the_oldest_work_is(tmp_path: Path) -> None:
    reporter = HealthReporter(tmp_path)
    reporter.look = lambda: (State.LEADER, Backlog(1.26, 61.5))
    async with reporter.reporting():
        await asyncio.sleep(0)
        healthy, sentence = service.health(tmp_path)
    assert healthy
    assert sentence.startswith("leader for ")
    assert sentence.endswith("; oldest unfinished update 1.3 s, oldest unsent message 61.5 s")


@pytest.mark.parametrize(
    ("state", "backlog", "healthy"),
    [
        (State.LEADER, Backlog(299, 899), True),
        (State.LEADER, Backlog(301, None), False),
        (State.LEADER, Backlog(None, 901), False),
        (State.LEADER, Backlog(due=899), True),
        (State.LEADER, Backlog(due=901), False),
        (State.STANDBY, Backlog(9999, 9999), True),  # its leader is late, not it
    ],
)
async def test_a_leader_whose_work_has_become_old_is_not_well(
    tmp_path: Path, state: State, backlog: Backlog, healthy: bool
) -> None:
    reporter = HealthReporter(tmp_path)
    reporter.look = lambda: (state, backlog)
    async with reporter.reporting():
        await asyncio.sleep(0)
        assert service.health(tmp_path)[0] is healthy


async def test_health_tells_how_late_due_work_is(tmp_path: Path) -> None:
    reporter = HealthReporter(tmp_path)
    reporter.look = lambda: (State.LEADER, Backlog(due=75.2))
    async with reporter.reporting():
        await asyncio.sleep(0)
        healthy, sentence = service.health(tmp_path)
    assert healthy
    assert sentence.endswith("; no unfinished update, no unsent message; due work 75 s late")


async def test_health_tells_what_was_set_aside(tmp_path: Path) -> None:
    reporter = HealthReporter(tmp_path)
    reporter.look = lambda: (State.LEADER, Backlog(parked=2))
    async with reporter.reporting():
        await asyncio.sleep(0)
        healthy, sentence = service.health(tmp_path)
    assert healthy
    assert sentence.endswith(
        "; no unfinished update, no unsent message; 2 parked, which `taskbot parked` lists"
    )


@pytest.mark.parametrize(
    "state", [State.STARTING, State.WAITING_FOR_POSTGRESQL, State.WAITING_FOR_TELEGRAM, State.STOPPING]
)
async def test_health_is_bad_while_the_daemon_cannot_work(tmp_path: Path, state: State) -> None:
    HealthReporter(tmp_path).say(state)
    healthy, sentence = service.health(tmp_path)
    assert not healthy
    assert re.fullmatch(rf"{state} for \d s, pid {os.getpid()}", sentence)


async def test_what_is_said_counts_until_there_is_more_to_look_at(tmp_path: Path) -> None:
    reporter = HealthReporter(tmp_path)
    reporter.look = lambda: (State.LEADER, Backlog())
    reporter.say(State.STOPPING)
    async with reporter.reporting():
        await asyncio.sleep(0)
        assert reporter.state is State.STOPPING


async def test_a_state_lasts_from_when_it_began(tmp_path: Path) -> None:
    reporter = HealthReporter(tmp_path)
    reporter.say(State.LEADER)
    began = json.loads((tmp_path / "health.json").read_text())["since"]
    reporter.say(State.LEADER)
    assert json.loads((tmp_path / "health.json").read_text())["since"] == began


async def test_a_clean_stop_leaves_no_sign_of_life(tmp_path: Path) -> None:
    reporter = HealthReporter(tmp_path)
    async with reporter.reporting():
        reporter.say(State.LEADER)
    assert service.health(tmp_path) == (False, f"not running: there is no {tmp_path / 'health.json'}")


@pytest.mark.parametrize("hours", [-1, 1])
async def test_health_is_bad_when_the_signs_of_life_stop(tmp_path: Path, hours: int) -> None:
    HealthReporter(tmp_path).say(State.LEADER)
    file = tmp_path / "health.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"at": time.time() - 3600 * hours}))
    healthy, sentence = service.health(tmp_path)
    assert not healthy
    assert re.fullmatch(rf"no sign of life for \d{{4}} s; last it was: leader, pid {os.getpid()}", sentence)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"state": 1'])
def test_an_unreadable_sign_of_life_is_bad(tmp_path: Path, content: str) -> None:
    (tmp_path / "health.json").write_text(content)
    healthy, sentence = service.health(tmp_path)
    assert not healthy
    assert sentence.startswith(f"unknown: {tmp_path / 'health.json'} cannot be read (")


async def test_a_full_disk_does_not_stop_the_daemon(tmp_path: Path) -> None:
    reporter = HealthReporter(tmp_path / "gone")
    async with reporter.reporting():
        reporter.say(State.LEADER)
    assert reporter.state is State.LEADER
