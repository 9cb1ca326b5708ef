"""People who write to a bot: again as soon as they are answered, or at a steady pace."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import psutil

from bench.bots import PATIENCE, PEOPLE, Bot, person
from taskbot.sandbox.messages import Event

# The n-th message of the person of this number.
Command = Callable[[int, int], str]


@dataclass(frozen=True, slots=True)
class Rush:
    """How a bot fared while everybody wrote.

    `rate` is in answers a second, the rest in seconds of a processor for each answer: the bot's own, and that
    of the process which is Telegram and the people, and of PostgreSQL.
    """

    rate: float
    cpu: float
    telegram: float
    postgresql: float


class Crowd:
    """All people of a bot's Telegram."""

    def __init__(self, bot: Bot, postgresql: psutil.Process) -> None:
        self.bot = bot
        self.heard: list[str] = [""] * PEOPLE  # the last answer to each person
        self._postgresql = postgresql
        self._answers = 0
        self._asked: list[deque[float]] = [deque() for _ in range(PEOPLE)]
        self._said = [0] * PEOPLE
        self._latencies: list[float] = []
        self._again: Command | None = None
        self._chats = [bot.sandbox.chat(person(number).id) for number in range(PEOPLE)]
        for number, chat in enumerate(self._chats):
            bot.sandbox.state.chats[chat.id].watchers[:] = [partial(self._hear, number)]

    async def each(self, command: Command) -> None:
        """Everybody writes once and is answered."""
        for number in range(PEOPLE):
            self._say(number, command)
        await self._answered()

    async def rush(self, command: Command, seconds: float) -> Rush:
        """Everybody writes, and again when answered, until the time is over."""
        before, first, start = self._cpu(), self._answers, time.perf_counter()
        self._again = command
        for number in range(PEOPLE):
            self._say(number, command)
        await asyncio.sleep(seconds)
        counted, took = self._answers - first, time.perf_counter() - start
        self._again = None
        await self._answered()
        answers = self._answers - first
        bot, telegram, postgresql = (b - a for a, b in zip(before, self._cpu(), strict=True))
        return Rush(counted / took, bot / answers, telegram / answers, postgresql / answers)

    async def stroll(self, command: Command, pace: float, seconds: float) -> list[float]:
        """Write `pace` messages a second, one person after the other; return how long each answer took."""
        self._latencies = []
        start = time.perf_counter()
        for count in range(round(pace * seconds)):
            await asyncio.sleep(max(0.0, start + count / pace - time.perf_counter()))
            self._say(count % PEOPLE, command)
        await self._answered()
        return self._latencies

    def _say(self, number: int, command: Command) -> None:
        self._said[number] += 1
        self._asked[number].append(time.perf_counter())
        self._chats[number].say(command(number, self._said[number]))

    def _hear(self, number: int, event: Event) -> None:
        self._latencies.append(time.perf_counter() - self._asked[number].popleft())
        self._answers += 1
        self.heard[number] = event.text
        if self._again is not None:
            asyncio.get_running_loop().call_soon(self._say, number, self._again)

    async def _answered(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while any(self._asked):  # noqa: ASYNC110 (what is waited for is other processes)
                await asyncio.sleep(0.005)
        await asyncio.sleep(0.1)  # what a bot does after its answers counts as well

    def _cpu(self) -> tuple[float, float, float]:
        return self.bot.cpu(), _cpu(psutil.Process()), _cpu_of_server(self._postgresql)


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _cpu_of_server(postmaster: psutil.Process) -> float:
    """The processor time that a PostgreSQL server and its present children have taken."""
    total = 0.0
    for process in [postmaster, *postmaster.children()]:
        try:
            total += _cpu(process)
        except psutil.NoSuchProcess:
            continue
    return total
