"""The two bots as processes, each with a Telegram of its own that is served by the bench's process."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from taskbot.sandbox.people import Person
from taskbot.sandbox.server import TEST_TOKEN, Sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PEOPLE = 100
PATIENCE = 30.0  # seconds
HERE = Path(__file__).parent
BARE = (str(HERE / "bare.py"),)
OURS = ("-m", "taskbot")


def person(number: int) -> Person:
    """One of the people who write to the bots; numbers begin at 0."""
    return Person(10_000 + number, f"Person {number}", None, f"person{number}", "en")


def telegram() -> Sandbox:
    """A Bot API server with `PEOPLE` people."""
    return Sandbox(people=[person(number) for number in range(PEOPLE)], history=300)


@dataclass(slots=True, eq=False)
class Bot:
    """A bot that runs; `started` is when its process was started, in Unix seconds."""

    name: str
    sandbox: Sandbox
    process: psutil.Popen
    started: float

    def cpu(self) -> float:
        """Seconds of processor time so far, user's and system's."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def peak_memory(self) -> int:
        """The most memory that the process has had at once, in KiB: VmHWM of proc(5)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))

    async def polling(self) -> float:
        """Wait for the first getUpdates; return when it came, in Unix seconds."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            for call in self.sandbox.calls:
                if call.method == "getUpdates" and call.at >= self.started:
                    return call.at
            await asyncio.sleep(0.002)
        raise RuntimeError(f"{self.name} does not ask for updates (exit code {self.process.poll()})")

    async def stop(self) -> None:
        """Ask it to stop and wait until it has."""
        self.process.terminate()
        try:
            await asyncio.to_thread(self.process.wait, PATIENCE)
        except psutil.TimeoutExpired:
            self.process.kill()
            raise


@asynccontextmanager
async def running(
    name: str, program: tuple[str, ...], sandbox: Sandbox, folder: Path, **settings: str
) -> AsyncIterator[Bot]:
    """Run a bot in `folder` while the block runs; its output goes to a file there."""
    environment = {
        "PATH": os.environ["PATH"],
        "TELEGRAM_BOT_TOKEN": TEST_TOKEN,
        "TELEGRAM_API_URL": sandbox.url,
        **settings,
    }
    sandbox.calls.clear()
    with (folder / f"{name}.log").open("wb") as output:
        started = time.time()
        process = psutil.Popen(
            [sys.executable, *program],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    bot = Bot(name, sandbox, process, started)
    try:
        yield bot
    finally:
        await bot.stop()
