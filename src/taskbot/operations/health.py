"""The daemon's place on its host: where it keeps things, what it tells systemd, how `taskbot health` knows.

`taskbot health` reads a small file that the daemon writes again and again, and imports this module alone: a
check that runs every few seconds must be light.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

# Seconds between two signs of life, and for how long one counts.
INTERVAL = 2.0
STALE = 15.0
# Seconds of waiting after which the service counts as started, for in the end systemd would kill one that
# waits as it should. Until then a wrong token or URL makes `systemctl start` fail.
LONG_WAIT = 3.0
FILE = "health.json"
LATE_TOLD = 60.0  # seconds
# Seconds after which a leader's oldest work says that something hangs. Messages may wait for longer: Telegram
# itself asks for pauses of some minutes.
LATE_UPDATE = 300.0
LATE_MESSAGE = 900.0
LATE_DUE = 900.0  # of what falls due, such as reminders


def bare(value: str) -> str:
    """A setting without the blanks around it, and without a pair of quotation marks that it stands in."""
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].strip()
    return value


def absolute(path: str | Path) -> Path:
    """`path` from the root, with a leading ~ resolved; `ValueError` where that is nobody's home."""
    try:
        return Path(path).expanduser().absolute()
    except RuntimeError:
        raise ValueError("be a folder; nobody of this system has such a home") from None


def default_data_dir() -> Path:
    """The folder that systemd made for the unit (StateDirectory=), the system's for root, or the user's."""
    if given := os.environ.get("STATE_DIRECTORY"):
        return Path(given.split(":", 1)[0])
    if os.geteuid() == 0:
        return Path("/var/lib/taskbot")
    from platformdirs import user_data_path  # noqa: PLC0415 - only here is it needed

    return user_data_path("taskbot")


def data_dir() -> Path:
    """DATA_DIR as `Settings` would read it, without their weight; `ValueError` where they would refuse."""
    # An empty value counts as unset, and so it is looked for in `.env`; one in quotation marks alone is not.
    given = bare(os.environ.get("DATA_DIR") or _from_dotenv("DATA_DIR") or "")
    return absolute(given) if given else default_data_dir()


def _from_dotenv(name: str) -> str | None:
    if not Path(".env").is_file():
        return None
    from dotenv import dotenv_values  # noqa: PLC0415 - most daemons have no such file

    return dotenv_values(".env", encoding="utf-8-sig").get(name)


def notify(*assignments: str) -> None:
    """Tell the service manager, such as READY=1 (sd_notify(3)); silent where there is none to tell."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):  # an abstract socket, without a file (unix(7))
        address = "\0" + address[1:]
    with (
        contextlib.suppress(OSError),  # its being away must not stop the daemon
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender,
    ):
        sender.setblocking(False)
        sender.sendto("\n".join(assignments).encode(), address)


def watchdog_seconds() -> float | None:
    """How long systemd waits for a sign of life before it kills the daemon (sd_watchdog_enabled(3))."""
    if os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    return int(microseconds) / 1e6 if microseconds.isdecimal() else None


class State(StrEnum):
    """Say in words for people how the daemon is."""

    STARTING = "starting"
    WAITING_FOR_POSTGRESQL = "waiting for PostgreSQL"
    WAITING_FOR_TELEGRAM = "waiting for Telegram"
    LEADER = "leader"
    STANDBY = "standby"
    STOPPING = "stopping"


WORKING = (State.LEADER, State.STANDBY)


@dataclass(frozen=True, slots=True)
class Backlog:
    """Ages in seconds of the oldest update not finished and of the oldest message not sent; null for none.

    `parked` counts what was set aside. `due` is by how many seconds work is late that falls due.
    """

    oldest_update: float | None = None
    oldest_message: float | None = None
    parked: int = 0
    due: float = 0.0


@dataclass(frozen=True, slots=True)
class Condition:
    """How the daemon was at `at`, and in which state since `since` (both Unix time)."""

    state: str
    since: float
    at: float
    pid: int
    oldest_update: float | None
    oldest_message: float | None
    parked: int = 0
    due: float = 0.0


class HealthReporter:
    """Reports the daemon's state: in the file that `taskbot health` reads, and to systemd and its watchdog.

    The reports come from the event loop itself, so that a loop that hangs falls silent. Each report asks
    `look`, once it is set, for the daemon's state and its remaining work.
    """

    def __init__(self, directory: Path) -> None:
        self.look: Callable[[], tuple[State, Backlog]] = lambda: (self._state, Backlog())
        self._file = directory / FILE
        self._state = State.STARTING
        self._since = time.time()
        self._ready = False

    @property
    def state(self) -> State:
        """The last text of `say`."""
        return self._state

    def say(self, state: State) -> None:
        """Make `state` known at once, and as long as nothing else is said."""
        self.look = lambda: (state, Backlog())
        self._enter(state)
        self._report(Backlog())

    def _enter(self, state: State) -> None:
        if state != self._state:
            self._state, self._since = state, time.time()

    @contextlib.asynccontextmanager
    async def reporting(self) -> AsyncIterator[None]:
        """Report every few seconds while the block runs; leaves no file behind."""
        reports = asyncio.create_task(self._keep_reporting(), name="health")
        try:
            yield
        finally:
            reports.cancel()
            notify("STOPPING=1")
            self._leave()

    def _leave(self) -> None:
        """Remove the file, unless another daemon, which this one gave way to, has written it since."""
        with contextlib.suppress(OSError, ValueError, KeyError):
            if json.loads(self._file.read_text("utf-8"))["pid"] == os.getpid():
                self._file.unlink()

    async def _keep_reporting(self) -> None:
        pause = min(INTERVAL, (watchdog_seconds() or INTERVAL * 3) / 3)
        while True:
            state, backlog = self.look()
            self._enter(state)
            self._report(backlog)
            await asyncio.sleep(pause)

    def _report(self, backlog: Backlog) -> None:
        notify(*self._news())
        condition = Condition(self._state, self._since, time.time(), os.getpid(), **asdict(backlog))
        with contextlib.suppress(OSError):  # a full disk must not stop the daemon; the file's age tells
            _write(self._file, json.dumps(asdict(condition)))

    def _news(self) -> list[str]:
        news = ["WATCHDOG=1", f"STATUS={self._state}"]
        if not self._ready and self._is_started():
            news.append("READY=1")
            self._ready = True
        elif not self._ready:
            # Migrations of a large database take their time (sd_notify(3)).
            news.append("EXTEND_TIMEOUT_USEC=30000000")
        return news

    def _is_started(self) -> bool:
        waiting = self._state in (State.WAITING_FOR_POSTGRESQL, State.WAITING_FOR_TELEGRAM)
        return self._state in WORKING or (waiting and time.time() - self._since >= LONG_WAIT)


def _write(file: Path, text: str) -> None:
    """Replace `file` whole: a reader sees the old text or the new."""
    fresh = file.with_suffix(f".{os.getpid()}")
    fresh.write_text(text, "utf-8")
    fresh.replace(file)


def health(directory: Path) -> tuple[bool, str]:
    """Whether the daemon that keeps its things in `directory` does its work, and a sentence about it."""
    file = directory / FILE
    try:
        condition = Condition(**json.loads(file.read_text("utf-8")))
    except FileNotFoundError:
        return False, f"not running: there is no {file}"
    except (OSError, ValueError, TypeError) as error:
        return False, f"unknown: {file} cannot be read ({error})"
    return _judge(condition, time.time())


def _judge(condition: Condition, now: float) -> tuple[bool, str]:
    silence = abs(now - condition.at)
    if silence > STALE:
        return (
            False,
            f"no sign of life for {silence:.0f} s; last it was: {condition.state}, pid {condition.pid}",
        )
    sentence = f"{condition.state} for {now - condition.since:.0f} s, pid {condition.pid}"
    if condition.state not in WORKING:
        return False, sentence
    update = _age("unfinished update", condition.oldest_update)
    message = _age("unsent message", condition.oldest_message)
    parked = f"; {condition.parked} parked, which `taskbot parked` lists" if condition.parked else ""
    due = f"; due work {condition.due:.0f} s late" if condition.due > LATE_TOLD else ""
    return not _is_late(condition), f"{sentence}; {update}, {message}{parked}{due}"


def _is_late(condition: Condition) -> bool:
    """Whether a leader's oldest work is too old; a standby daemon has no work."""
    return condition.state == State.LEADER and (
        (condition.oldest_update or 0) > LATE_UPDATE
        or (condition.oldest_message or 0) > LATE_MESSAGE
        or condition.due > LATE_DUE
    )


def _age(what: str, seconds: float | None) -> str:
    return f"no {what}" if seconds is None else f"oldest {what} {seconds:.1f} s"
