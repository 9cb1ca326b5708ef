"""Waiting for the disk, once for many: what the lanes commit is made durable together.

A lane commits with `synchronous_commit` off, and neither the replies nor the chat's next update go on before
this has confirmed that commit. A flush of the write-ahead log covers all that was committed before it
(PostgreSQL's manual, 28.4), and where there are synchronous standbys, it waits for those as well. So what
somebody hears of is on disk, and all that it was read from.
"""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING, TypeAlias

from taskbot.delivery.database import AWAY, attempt, heed_cancellation
from taskbot.delivery.pace import backoff

if TYPE_CHECKING:
    from collections.abc import Callable

    from taskbot.delivery.database import Connection, Pool

    Hearer: TypeAlias = Callable[[bool], None]

# The least that a transaction can write: one that writes nothing has nothing to wait for.
FLUSH = "SELECT pg_logical_emit_message(true, 'taskbot', '')"
# Of all shifts: what is remembered from one must not count in another.
_ERAS = itertools.count(1)
GATHER = 0.008  # seconds from one flush to the next at least, so that under load each covers several commits


class Disk:
    """Confirms commits over one connection: after that breaks, it cannot tell what came before.

    `era` is another number with each of those connections, and without one. A commit is confirmed in the era
    in which it began, or never.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._loop = asyncio.get_running_loop()
        self._waiting: list[Hearer] = []
        self._asked = asyncio.Event()
        self._begun = asyncio.Event()
        self._next = 0.0
        self.era = 0

    def confirm(self, era: int, hearer: Hearer) -> None:
        """Tell later whether all is on disk that was committed by now, and was begun in that era.

        False: it may be or not, so whoever committed looks.
        """
        if era != self.era:
            hearer(False)
            return
        self._waiting.append(hearer)
        self._asked.set()

    async def confirmed(self, era: int) -> bool:
        """Wait for what `confirm` tells."""
        answer: asyncio.Future[bool] = self._loop.create_future()

        def hear(durable: bool) -> None:
            if not answer.done():  # who waited may be gone
                answer.set_result(durable)

        self.confirm(era, hear)
        return await answer

    async def run(self, group: asyncio.TaskGroup) -> asyncio.Task[None]:
        """Begin to confirm, in a task."""
        task = group.create_task(self._run(), name="disk")
        await self._begun.wait()
        return task

    async def _run(self) -> None:
        failures = 0
        while True:
            try:
                async with self._pool.acquire() as connection:
                    self.era = next(_ERAS)
                    self._begun.set()
                    self._settle(self._take(), durable=False)
                    failures = 0
                    connection.add_termination_listener(self._end)
                    try:
                        await self._serve(connection)
                    finally:
                        connection.remove_termination_listener(self._end)
            except AWAY:
                heed_cancellation()
                failures += 1
                if failures == 1:
                    await self._pool.expire_connections()  # those of the era that is over
                await asyncio.sleep(backoff(failures, first=0.1, longest=2))

    def _end(self, _: object) -> None:
        """End the era, because the connection has broken, and see about another one."""
        self.era = next(_ERAS)
        self._asked.set()

    async def _serve(self, connection: Connection) -> None:
        while True:
            await self._asked.wait()
            if (pause := self._next - self._loop.time()) > 0:
                await asyncio.sleep(pause)
            waiting = self._take()
            try:
                await attempt(_flush, connection)
            except Exception:
                self._settle(waiting, durable=False)
                raise
            self._next = self._loop.time() + GATHER
            self._settle(waiting, durable=True)

    def _take(self) -> list[Hearer]:
        self._asked.clear()
        waiting, self._waiting = self._waiting, []
        return waiting

    def _settle(self, waiting: list[Hearer], *, durable: bool) -> None:
        for hear in waiting:
            hear(durable)


async def _flush(connection: Connection) -> None:
    await connection.execute(FLUSH)
