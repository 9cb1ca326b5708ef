"""The time that the bot goes by; a test or the demo can move it forward."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time of this machine, moved forward by `shift`.

    `looked_at` is when the scheduler last looked for what is due.
    """

    def __init__(self) -> None:
        self.shift = timedelta(0)
        self.looked_at: datetime | None = None

    def now(self) -> datetime:
        """Tell the time, aware, in UTC."""
        return datetime.now(UTC) + self.shift

    def at(self, moment: datetime) -> datetime | None:
        """Tell the time that it was at a moment of this machine's; null if the clock was ever moved."""
        return None if self.shift else moment

    def dated(self) -> datetime:
        """Tell the time by which PostgreSQL dates rows: the machine's, wherever the clock has been moved."""
        return datetime.now(UTC)

    def advance(self, by: timedelta) -> None:
        """Move forward. Raises ValueError for a step back."""
        if by < timedelta(0):
            raise ValueError("a clock moves forward")
        self.shift += by

    async def sleep(self, seconds: float) -> None:
        """Let the scheduler sleep: it has done what was due."""
        await asyncio.sleep(seconds)


class SteppedClock(Clock):
    """A clock that is moved by hand; the scheduler can be woken and awaited after each step."""

    def __init__(self) -> None:
        super().__init__()
        self._sleepers: set[asyncio.Event] = set()
        self._asleep = asyncio.Condition()
        self._sleeps = 0

    async def sleep(self, seconds: float | None) -> None:
        """Let the scheduler sleep until it is woken, and no longer than so many seconds of the machine's."""
        alarm = asyncio.Event()
        async with self._asleep:
            self._sleepers.add(alarm)
            self._sleeps += 1
            self._asleep.notify_all()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await alarm.wait()
        finally:
            self._sleepers.discard(alarm)

    async def catch_up(self) -> None:
        """Wake the scheduler; return when it has done what is due by now, and sleeps again."""
        async with self._asleep:
            await self._asleep.wait_for(lambda: self._sleepers)
            before = self._sleeps
            for alarm in self._sleepers:
                alarm.set()
            await self._asleep.wait_for(lambda: self._sleeps > before)
