"""Work at given times: batched notices of comments and edits, and the removal of old rows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import structlog

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.features.creation import together
from taskbot.features.discussion import service as discussion
from taskbot.repository import drafts, loose, talk, tasks
from taskbot.telegram.context import Team
from taskbot.telegram.replies import Replies

Work: TypeAlias = Callable[[UnitOfWork], Awaitable[Replies]]
Perform: TypeAlias = Callable[[Work], Awaitable[None]]
Erase: TypeAlias = Callable[[UnitOfWork], Awaitable[None]]


log = structlog.get_logger()

EVERY = 2.0  # seconds
ALBUM = timedelta(seconds=3)  # an album is complete after so long without another file
QUIET = timedelta(seconds=30)  # a notice is due after so long without news
LONGEST = timedelta(minutes=2)  # but no comment or edit waits longer than that
CLEAR_EVERY = 3600.0  # seconds
CLEARED: tuple[Erase, ...] = (tasks.purge, drafts.purge, talk.purge_notices, loose.purge)
_LOOKING_FOR_ALBUMS, _SETTLING = "looking for albums failed", "an album was not settled"
_LOOKING, _TELLING, _CLEARING = "looking for notices failed", "notices of a task failed", "clearing up failed"


class Scheduler:
    """Ticks while this daemon leads. Due work is stored in the database, so another daemon can continue.

    A job that fails stops neither the other jobs nor the daemon.
    """

    def __init__(
        self,
        team: Team,
        *,
        every: float = EVERY,
        quiet: timedelta = QUIET,
        longest: timedelta = LONGEST,
        album: timedelta = ALBUM,
    ) -> None:
        self._team = team
        self._every = every
        self._quiet = quiet
        self._longest = longest
        self._album = album
        self._failed: set[tuple[Any, ...]] = set()

    async def run(self, perform: Perform) -> None:
        """Tick for ever; `perform` runs a job in its own transaction and sends the replies it returns."""
        clear_at = 0.0
        while True:
            if asyncio.get_running_loop().time() >= clear_at:
                await self.clear(perform)
                clear_at = asyncio.get_running_loop().time() + CLEAR_EVERY
            await self.tick(perform)
            await asyncio.sleep(self._every)

    async def tick(self, perform: Perform) -> None:
        """Send the notices that are due, and settle albums, each in its own transaction."""
        await self._settle_albums(perform)
        due: list[int] = []

        async def look(uow: UnitOfWork) -> Replies:
            due[:] = await talk.due(uow, self._quiet, self._longest)
            return []

        await self.attempt(perform, look, _LOOKING)
        for task_id in due:
            if (_TELLING, task_id) not in self._failed:
                await self._tell(perform, task_id)

    async def attempt(self, perform: Perform, work: Work, failure: str, **about: Any) -> None:
        """Do `work`; if it fails, log `failure`, once until it works again."""
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
        async def tell(uow: UnitOfWork) -> Replies:
            now = datetime.now(UTC)
            return await discussion.tell(uow, self._team, now, task_id, self._quiet, self._longest)

        await self.attempt(perform, tell, _TELLING, task_id=task_id)

    async def _settle_albums(self, perform: Perform) -> None:
        due: list[tuple[int, str]] = []

        async def look(uow: UnitOfWork) -> Replies:
            due[:] = await loose.due(uow, self._album)
            return []

        await self.attempt(perform, look, _LOOKING_FOR_ALBUMS)
        for user_id, album in due:

            async def settle(uow: UnitOfWork, user_id: int = user_id, album: str = album) -> Replies:
                return await together.settle(uow, self._team, datetime.now(UTC), user_id, album)

            if (_SETTLING, user_id, album) not in self._failed:
                await self.attempt(perform, settle, _SETTLING, user_id=user_id, album=album)

    async def clear(self, perform: Perform) -> None:
        """Remove expired rows."""
        for erase in CLEARED:

            async def work(uow: UnitOfWork, erase: Erase = erase) -> Replies:
                await erase(uow)
                return []

            await self.attempt(perform, work, _CLEARING, job=f"{erase.__module__}.{erase.__name__}")
