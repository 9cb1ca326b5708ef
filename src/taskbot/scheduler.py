"""What is to be done when its time comes: telling people together what was said, and clearing up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import structlog

from taskbot.features.discussion import service as talking
from taskbot.repository import Connection, drafts, talk, tasks
from taskbot.telegram.context import Team
from taskbot.telegram.replies import Replies

Work: TypeAlias = Callable[[Connection], Awaitable[Replies]]
Perform: TypeAlias = Callable[[Work], Awaitable[None]]
Erase: TypeAlias = Callable[[Connection], Awaitable[None]]


log = structlog.get_logger()

EVERY = 2.0  # seconds
QUIET = timedelta(seconds=30)  # nothing new for so long: now people are told
LONGEST = timedelta(minutes=2)  # but they do not wait longer than that for the first of it
CLEAR_EVERY = 3600.0  # seconds
CLEARED: tuple[Erase, ...] = (tasks.purge, drafts.purge, talk.forget_told)
_LOOKING, _TELLING, _CLEARING = "looking for notices failed", "notices of a task failed", "clearing up failed"


class Clock:
    """Ticks while this daemon leads. What it does is in the database: another daemon goes on with it.

    A job with a bug stops neither the others nor the daemon.
    """

    def __init__(
        self, team: Team, *, every: float = EVERY, quiet: timedelta = QUIET, longest: timedelta = LONGEST
    ) -> None:
        self._team = team
        self._every = every
        self._quiet = quiet
        self._longest = longest
        self._failed: set[tuple[Any, ...]] = set()

    async def run(self, perform: Perform) -> None:
        """Tick for ever; `perform` does something in a transaction of its own and sends what it returns."""
        clear_at = 0.0
        while True:
            if asyncio.get_running_loop().time() >= clear_at:
                await self.clear(perform)
                clear_at = asyncio.get_running_loop().time() + CLEAR_EVERY
            await self.tick(perform)
            await asyncio.sleep(self._every)

    async def tick(self, perform: Perform) -> None:
        """Tell whoever it is time to tell, about each task in a transaction of its own."""
        due: list[int] = []

        async def look(connection: Connection) -> Replies:
            due[:] = await talk.due(connection, self._quiet, self._longest)
            return []

        await self.attempt(perform, look, _LOOKING)
        for task_id in due:
            if (_TELLING, task_id) not in self._failed:
                await self._tell(perform, task_id)

    async def attempt(self, perform: Perform, work: Work, failure: str, **about: Any) -> None:
        """Do `work`; of a bug in it the log tells `failure`, once until it works again."""
        job = (failure, *about.values())
        try:
            await perform(work)
        except Exception:
            if job not in self._failed:
                log.exception(failure, **about)
            self._failed.add(job)
        else:
            self._failed.discard(job)

    async def _tell(self, perform: Perform, task_id: int) -> None:
        async def tell(connection: Connection) -> Replies:
            now = datetime.now(UTC)
            return await talking.tell(connection, self._team, now, task_id, self._quiet, self._longest)

        await self.attempt(perform, tell, _TELLING, task_id=task_id)

    async def clear(self, perform: Perform) -> None:
        """Erase what nobody will ask for again."""
        for erase in CLEARED:

            async def work(connection: Connection, erase: Erase = erase) -> Replies:
                await erase(connection)
                return []

            await self.attempt(perform, work, _CLEARING, job=f"{erase.__module__}.{erase.__name__}")
