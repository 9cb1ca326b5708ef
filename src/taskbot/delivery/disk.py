"""Waiting for the disk, once for many: what the lanes commit is made durable together.

A lane commits with `synchronous_commit` off, which takes a third of PostgreSQL's time off a write under load,
and neither its replies nor the chat's next update go on before this has confirmed that commit. A flush of the
write-ahead log covers all that was committed before it (PostgreSQL's manual, 28.4), and where there are
synchronous standbys, it waits for those as well.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from taskbot.delivery.database import AWAY, heed_cancellation, transient
from taskbot.delivery.pace import backoff

if TYPE_CHECKING:
    from taskbot.delivery.database import Connection, Pool

log = structlog.get_logger()

# The least that a transaction can write: one that writes nothing has nothing to wait for.
FLUSH = "SELECT pg_logical_emit_message(true, 'taskbot', '')"
GATHER = 0.004  # seconds from one flush to the next at least, so that under load each covers several commits


class Disk:
    """Confirms commits over one connection: after that breaks, it cannot tell what came before.

    `era` counts those connections. A commit is confirmed in the era in which it began, or never.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.Future[bool] | None = None
        self._asked = asyncio.Event()
        self._begun = asyncio.Event()
        self._next = 0.0
        self.era = 0

    def confirm(self, era: int) -> asyncio.Future[bool]:
        """Tell later whether all is on disk that was committed by now, and was begun in that era.

        False: it may be or not, so whoever committed looks.
        """
        if era != self.era:
            lost = self._loop.create_future()
            lost.set_result(False)
            return lost
        if self._waiting is None:
            self._waiting = self._loop.create_future()
            self._asked.set()
        return self._waiting

    async def run(self, group: asyncio.TaskGroup) -> asyncio.Task[None]:
        """Begin to confirm, in a task; what is visible when this returns is on disk."""
        task = group.create_task(self._run(), name="disk")
        await self._begun.wait()
        return task

    async def _run(self) -> None:
        failures = 0
        while True:
            try:
                async with self._pool.acquire() as connection:
                    await self._begin(connection)
                    failures = 0
                    await self._serve(connection)
            except AWAY:
                heed_cancellation()
                failures += 1
                await self._pool.expire_connections()  # those of another era
                await asyncio.sleep(backoff(failures, first=0.1, longest=2))

    async def _begin(self, connection: Connection) -> None:
        """Begin an era, in which what is visible is on disk."""
        self.era += 1
        self._settle(self._take(), durable=False)
        await self._flush(connection)
        self._begun.set()

    async def _serve(self, connection: Connection) -> None:
        while True:
            await self._asked.wait()
            if (pause := self._next - self._loop.time()) > 0:
                await asyncio.sleep(pause)
            waiting = self._take()
            durable = False
            try:
                await self._flush(connection)
                durable = True
                self._next = self._loop.time() + GATHER
            finally:
                self._settle(waiting, durable=durable)

    async def _flush(self, connection: Connection) -> None:
        try:
            await connection.execute(FLUSH)
        except Exception as error:
            if transient(error, connection):
                raise
            raise RuntimeError("PostgreSQL does not flush") from error

    def _take(self) -> asyncio.Future[bool] | None:
        self._asked.clear()
        waiting, self._waiting = self._waiting, None
        return waiting

    @staticmethod
    def _settle(waiting: asyncio.Future[bool] | None, *, durable: bool) -> None:
        if waiting is not None and not waiting.done():
            waiting.set_result(durable)
