"""A token bucket that says how long to wait."""

from __future__ import annotations


class TokenBucket:
    """Tokens that refill at `rate` a second, up to `burst` of them."""

    __slots__ = ("_at", "_burst", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._at = now

    def take(self, now: float, reserve: float = 0) -> float:
        """Take a token, at once or from the future; return the seconds to wait until it is there.

        So many as `reserve` are left for others.
        """
        self._tokens = self._level(now) - 1
        self._at = now
        return max(0.0, (reserve - self._tokens) / self._rate)

    def debt(self, now: float, reserve: float = 0) -> float:
        """The seconds until all tokens are there that were taken, and so many as `reserve`."""
        return max(0.0, (reserve - self._level(now)) / self._rate)

    def full(self, now: float) -> bool:
        """Whether the bucket is full, so that a new one would be the same."""
        return self._level(now) >= self._burst

    def _level(self, now: float) -> float:
        return min(self._burst, self._tokens + max(0.0, now - self._at) * self._rate)
