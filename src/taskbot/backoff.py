"""The delay before a retry, wherever the bot waits for PostgreSQL or Telegram."""

from __future__ import annotations

import random


def backoff(failures: int, *, first: float = 1.0, longest: float = 60.0) -> float:
    """Return the seconds to wait after the n-th failure in a row: doubling, with jitter."""
    doubled: float = first * 2 ** min(failures - 1, 30)
    return min(longest, doubled) * random.uniform(0.8, 1.0)  # noqa: S311
