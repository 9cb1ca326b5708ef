"""People who write to a bot: again as soon as they are answered, or at a steady pace."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

from bench.bots import PATIENCE, PEOPLE, person

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.bots import Bot
    from taskbot.sandbox.messages import Event

    Command = Callable[[int, int], str]  # what a person of this number writes as their n-th message


@dataclass(frozen=True, slots=True)
class Rush:
    """How a bot fared with everybody writing at once.

    `rate` is in answers a second; `cpu` in seconds of a processor that the bot took for each, `stand_in`
    and `postgresql` those that the Bot API's stand-in (with the people) and PostgreSQL took.
    """

    rate: float
    cpu: float
    stand_in: float
    postgresql: float


class Crowd:
    """All people of a bot's Telegram."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.answers = 0
        self.last = ""
        self._chats = [bot.sandbox.chat(person(number).id) for number in range(PEOPLE)]
        self._asked: list[deque[float]] = [deque() for _ in range(PEOPLE)]
        self._said = [0] * PEOPLE
        self._latencies: list[float] = []
        self._command: Command | None = None
        self._on_answer: Callable[[int], None] = lambda _: None
        for number, chat in enumerate(self._chats):
            watchers = bot.sandbox.world.chats[chat.id].watchers
            watchers[:] = [lambda event, number=number: self._hear(event, number)]  # type: ignore[misc]

    async def rush(self, command: Command, seconds: float, postgresql: psutil.Process) -> Rush:
        """Everybody writes, and again when answered, until the time is over."""
        loop = asyncio.get_running_loop()
        before = self._cpu(postgresql)
        first, start = self.answers, time.perf_counter()
        self._on_answer = lambda number: loop.call_soon(self._say, number, command) and None
        for number in range(PEOPLE):
            self._say(number, command)
        await asyncio.sleep(seconds)
        counted, took = self.answers - first, time.perf_counter() - start
        self._on_answer = lambda _: None
        await self._answered()
        answered = self.answers - first
        shares = [(b - a) / answered for a, b in zip(before, self._cpu(postgresql), strict=True)]
        return Rush(counted / took, *shares)

    async def stroll(self, command: Command, pace: float, seconds: float) -> list[float]:
        """Write `pace` messages a second, one person after the other; return how long each answer took."""
        self._latencies = []
        start = time.perf_counter()
        for count in range(round(pace * seconds)):
            await asyncio.sleep(max(0.0, start + count / pace - time.perf_counter()))
            self._say(count % PEOPLE, command)
        await self._answered()
        return self._latencies

    async def each(self, command: Command) -> None:
        """Everybody writes once and is answered."""
        for number in range(PEOPLE):
            self._say(number, command)
        await self._answered()

    def _say(self, number: int, command: Command) -> None:
        self._said[number] += 1
        self._asked[number].append(time.perf_counter())
        self._chats[number].say(command(number, self._said[number]))

    def _hear(self, event: Event, number: int) -> None:
        self._latencies.append(time.perf_counter() - self._asked[number].popleft())
        self.answers += 1
        self.last = event.text
        self._on_answer(number)

    async def _answered(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while any(self._asked):
                await asyncio.sleep(0.005)
        await asyncio.sleep(0.1)  # the bot's last strokes count as well

    def _cpu(self, postgresql: psutil.Process) -> tuple[float, float, float]:
        own = psutil.Process().cpu_times()
        return self.bot.cpu(), own.user + own.system, server_cpu(postgresql)


def server_cpu(postmaster: psutil.Process) -> float:
    """Seconds of processor time that a PostgreSQL server and its present children have taken."""
    total = 0.0
    for process in [postmaster, *postmaster.children()]:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total
