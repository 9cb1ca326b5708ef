"""How fast: a token bucket that says how long to wait, pauses that grow, and pauses that end early."""

from __future__ import annotations

import asyncio
import contextlib
import random


class Bucket:
    """Tokens that refill at `rate` a second, up to `burst` of them."""

    __slots__ = ("_at", "_burst", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._at = now

    def take(self, now: float) -> float:
        """Take a token, at once or from the future; return the seconds to wait until it is there."""
        self._tokens = self._level(now) - 1
        self._at = now
        return max(0.0, -self._tokens / self._rate)

    def full(self, now: float) -> bool:
        """Whether nothing is owed: a full bucket need not be remembered."""
        return self._level(now) >= self._burst

    def _level(self, now: float) -> float:
        return min(self._burst, self._tokens + max(0.0, now - self._at) * self._rate)


def backoff(failures: int, *, first: float = 1.0, longest: float = 60.0) -> float:
    """Seconds to wait after the n-th failure in a row: doubling, and spread so that not all come at once."""
    doubled: float = first * 2 ** min(failures - 1, 30)
    return min(longest, doubled) * random.uniform(0.8, 1.0)  # noqa: S311


async def wait_up_to(seconds: float, event: asyncio.Event) -> None:
    """Wait for `event`, but no longer. (`asyncio.wait_for` can lose a cancellation that comes with it.)"""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
