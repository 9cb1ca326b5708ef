"""The daemon as systemd or Docker starts it: a process of its own, with a service manager that listens."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Self

PATIENCE = 60.0


class Daemon:
    """`python -m taskbot` in `folder`, with the settings given and no others; ends with the block.

    `log` is its standard error, `news` its messages to the service manager.
    """

    program: tuple[str, ...] = ("-m", "taskbot")

    def __init__(self, folder: Path, *words: str, **settings: str) -> None:
        self.folder = folder
        self.log: list[str] = []
        self.news: list[str] = []
        self._words = words
        self._settings = {"DATA_DIR": str(folder), "LOG_FORMAT": "json"} | settings
        self._happened = asyncio.Condition()

    async def __aenter__(self) -> Self:
        manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        address = str(self.folder / "notify")
        manager.bind(address)
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, *self.program, *self._words,
            cwd=self.folder, env=environment(NOTIFY_SOCKET=address, **self._settings),
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self._manager = manager
        self._readers = [asyncio.create_task(self._read_log()), asyncio.create_task(self._listen())]
        return self

    async def __aexit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()
        for reader in self._readers:
            reader.cancel()
        await asyncio.wait(self._readers)
        self._manager.close()

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop, and return its exit code."""
        self.process.send_signal(number)
        return await self.ended(within=10)

    async def ended(self, within: float = PATIENCE) -> int:
        """Return its exit code, and have all of its log."""
        async with asyncio.timeout(within):
            code = await self.process.wait()
            await self._readers[0]
        return code

    async def logged(self, text: str) -> str:
        """Wait for a line of the log with `text` in it, and return it."""
        return await self._wait(self.log, text)

    async def told(self, text: str) -> str:
        """Wait until the service manager has heard `text`."""
        return await self._wait(self.news, text)

    async def _wait(self, lines: list[str], text: str) -> str:
        def found() -> str:
            return next((line for line in lines if text in line), "")

        try:
            async with asyncio.timeout(PATIENCE), self._happened:
                return await self._happened.wait_for(found)
        except TimeoutError:
            raise AssertionError(f"no {text!r} in {lines}; log: {self.log}") from None

    async def _read_log(self) -> None:
        assert self.process.stderr
        async for line in self.process.stderr:
            await self._add(self.log, line.decode().rstrip("\n"))

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            for line in (await loop.sock_recv(self._manager, 4096)).decode().splitlines():
                await self._add(self.news, line)

    async def _add(self, lines: list[str], line: str) -> None:
        async with self._happened:
            lines.append(line)
            self._happened.notify_all()


def environment(**settings: str) -> dict[str, str]:
    """The environment of a service, next to nothing; and where the code is, if not installed."""
    kept = ("PYTHONPATH", "PATH", "HOME", "LANG")
    return {name: os.environ[name] for name in kept if name in os.environ} | settings
