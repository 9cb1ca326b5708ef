"""Turns to send: within the rate that Telegram allows a bot over all chats, the most urgent chat first."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from taskbot.delivery.urgency import Lines, Urgency


@dataclass(slots=True, eq=False)
class Turn:
    """A turn that somebody waits for, as urgent as the most urgent message that they have."""

    urgency: Urgency
    granted: asyncio.Event = field(default_factory=asyncio.Event)


class Turns:
    """Grants turns: at most `rate` a second, 0 for as many as there are, and `at_once` at a time."""

    def __init__(self, rate: float, at_once: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._interval = 1 / rate if rate else 0.0
        self._free = at_once
        self._next = 0.0
        self._lines: Lines[Turn] = Lines()
        self._timer: asyncio.TimerHandle | None = None

    async def wait(self, turn: Turn) -> None:
        """Return when it is this turn; `end` gives it back."""
        if not self._lines and self._free and self._next <= self._loop.time():
            self._use()
            return
        self._lines.add(turn, turn.urgency)
        self._grant()
        try:
            await turn.granted.wait()
        except asyncio.CancelledError:
            if not self._lines.remove(turn):
                self.end()
            raise

    def hurry(self, turn: Turn, urgency: Urgency) -> None:
        """Let a turn wait among the more urgent, if it still waits."""
        if urgency < turn.urgency and self._lines.remove(turn):
            turn.urgency = urgency
            self._lines.add(turn, urgency)

    def end(self) -> None:
        """Give a turn back."""
        self._free += 1
        if self._lines:
            self._grant()

    def _use(self) -> None:
        self._free -= 1
        if self._interval:
            self._next = max(self._next, self._loop.time()) + self._interval

    def _grant(self) -> None:
        while self._lines and self._free and self._next <= self._loop.time():
            turn = self._lines.choose()
            self._lines.remove(turn)
            self._use()
            turn.granted.set()
        if self._lines and self._free and self._timer is None:
            self._timer = self._loop.call_at(self._next, self._on_time)

    def _on_time(self) -> None:
        self._timer = None
        self._grant()
