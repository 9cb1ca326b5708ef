"""People who write faster than anybody needs to: slowed, told so once, never dropped."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from taskbot.delivery.inbox import person_of
from taskbot.delivery.pace import Bucket

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from taskbot.delivery.drafts import Reply
    from taskbot.delivery.inbox import Update

FEW = 1000  # people to remember before those who have been quiet are forgotten


class Floods:
    """Says when each update may be done: `rate` a minute for each person, after as many at once."""

    def __init__(self, rate: float, notice: Callable[[Update], Sequence[Reply]]) -> None:
        self._rate = rate
        self._notice = notice
        self._loop = asyncio.get_running_loop()
        self._people: dict[int, Bucket] = {}
        self._told: set[int] = set()

    def due(self, update: Update) -> float:
        """Count an update that arrives; return when it may be done, in the event loop's time."""
        now = self._loop.time()
        person = person_of(update) if self._rate else None
        if person is None:
            return now
        if len(self._people) >= FEW:
            self._forget_quiet(now)
        bucket = self._people.get(person)
        if bucket is None:
            bucket = self._people[person] = Bucket(self._rate / 60, max(1, self._rate), now)
        elif bucket.full(now):
            self._told.discard(person)
        return now + bucket.take(now)

    def notice(self, update: Update) -> Sequence[Reply]:
        """What to tell whoever caused an update that waits; nothing if they have been told."""
        person = person_of(update)
        if person is None or person in self._told:
            return ()
        self._told.add(person)
        return self._notice(update)

    def _forget_quiet(self, now: float) -> None:
        self._people = {person: bucket for person, bucket in self._people.items() if not bucket.full(now)}
        self._told &= self._people.keys()
