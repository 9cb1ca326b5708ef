"""The per-user rate limit: it slows people down and tells them once; it drops nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from taskbot.delivery.config import Answer
from taskbot.delivery.messages import Reply
from taskbot.delivery.token_bucket import TokenBucket
from taskbot.delivery.updates import Update, person_of

FEW = 1000  # people to remember before forgetting those whose bucket is full


class UserRateLimit:
    """Says when each update may be processed: `rate` per minute and person, with a burst of as many."""

    def __init__(self, rate: float, notice: Answer) -> None:
        self._rate = rate
        self._notice = notice
        self._loop = asyncio.get_running_loop()
        self._buckets: dict[int, TokenBucket] = {}
        self._told: set[int] = set()

    def due(self, update: Update) -> float:
        """Count an update; return when it may be processed, in the event loop's time."""
        now = self._loop.time()
        person = person_of(update) if self._rate else None
        if person is None:
            return now
        if len(self._buckets) >= FEW:
            self._forget_quiet(now)
        bucket = self._buckets.get(person)
        if bucket is None:
            bucket = self._buckets[person] = TokenBucket(self._rate / 60, max(1, self._rate), now)
        elif bucket.full(now):
            self._told.discard(person)
        return now + bucket.take(now)

    def notice(self, update: Update) -> Sequence[Reply]:
        """Return the notice for the sender of a delayed update; nothing if they have had it."""
        person = person_of(update)
        if person is None or person in self._told:
            return ()
        self._told.add(person)
        return self._notice(update)

    def _forget_quiet(self, now: float) -> None:
        self._buckets = {person: it for person, it in self._buckets.items() if not it.full(now)}
        self._told &= self._buckets.keys()
