"""The two bots as processes, each with a Telegram of its own, which the bench's process serves."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from taskbot.sandbox.people import Person
from taskbot.sandbox.server import TEST_TOKEN, Sandbox

PEOPLE = 100
PATIENCE = 60.0  # seconds
_HERE = Path(__file__).parent
BARE = (str(_HERE / "plain.py"), str(_HERE / "bare.py"))
TASKBOT = (str(_HERE / "plain.py"), "taskbot")


def person(number: int) -> Person:
    """One of those who write to the bots; numbers begin at 0."""
    return Person(10_000 + number, f"Person {number}", None, f"person{number}", "en")


def telegram() -> Sandbox:
    """A Bot API server with `PEOPLE` people; it keeps little, because its memory costs time."""
    return Sandbox(people=[person(number) for number in range(PEOPLE)], history=20)


@dataclass(slots=True, eq=False)
class Bot:
    """A bot that runs; `started` is when its process was started, in Unix seconds."""

    name: str
    sandbox: Sandbox
    process: psutil.Popen
    started: float
    log: Path

    def cpu(self) -> float:
        """Seconds of a processor so far, user's and system's."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def peak_memory(self) -> float:
        """The most memory that the process has had at once, in MiB: VmHWM of proc(5)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024

    async def polling(self) -> float:
        """Wait for the first getUpdates; return when it came, in Unix seconds."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            for call in self.sandbox.calls:
                if call.method == "getUpdates":
                    return call.at
            await asyncio.sleep(0.005)
        raise RuntimeError(f"{self.name} does not ask for updates: {self.log.read_text()[-2000:]}")

    async def stop(self) -> None:
        """Ask it to stop, and wait until it has."""
        self.process.terminate()
        try:
            await asyncio.to_thread(self.process.wait, PATIENCE)
        except psutil.TimeoutExpired:
            self.process.kill()
            raise


@asynccontextmanager
async def running(
    program: tuple[str, ...], sandbox: Sandbox, folder: Path, settings: Mapping[str, str]
) -> AsyncIterator[Bot]:
    """Run a bot in `folder` while the block runs."""
    name = "taskbot" if program is TASKBOT else "bare aiogram"
    kept = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
    sandbox.calls.clear()
    log = folder / f"{name}.log"
    with log.open("wb") as output:
        started = time.time()
        process = psutil.Popen(
            [sys.executable, "-P", *program],  # a folder of ours is no place for modules
            cwd=folder,  # where no .env is
            env={**kept, "TELEGRAM_BOT_TOKEN": TEST_TOKEN, "TELEGRAM_API_URL": sandbox.url, **settings},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    bot = Bot(name, sandbox, process, started, log)
    try:
        yield bot
    finally:
        await bot.stop()
