"""Group commit: many commits become durable together, with one wait for the disk.

An update commits with `synchronous_commit` off. Its replies and the chat's next update wait until the commit
is confirmed. A flush of the write-ahead log covers all earlier commits (PostgreSQL's manual, 28.4) and waits
for synchronous standbys, too. So everything that people are told is on disk, and so is everything that it was
read from.

A crash of PostgreSQL can lose commits that were not flushed. An epoch lasts as long as one connection that
flushes. Such a crash breaks that connection, so commits of an earlier epoch are never confirmed: the updates
are run again, or found to be done.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import TypeAlias

from taskbot.backoff import backoff
from taskbot.delivery.connections import Connection, Pool
from taskbot.delivery.database import AWAY, attempt, raise_if_cancelled

OnConfirmed: TypeAlias = Callable[[bool], None]

# The smallest possible write: a transaction that writes nothing does not wait for the disk.
FLUSH = "SELECT pg_logical_emit_message(true, 'taskbot', '')"
# Shared by all leader sessions, so that what is cached in one is not valid in another.
_EPOCHS = itertools.count(1)
GATHER = 0.008  # at least so many seconds between flushes, so that each covers several commits under load


class GroupCommit:
    """Confirms commits over one connection. If that breaks, earlier commits cannot be confirmed any more.

    `epoch` is a new number for each connection, and while there is none. A commit is confirmed in the epoch
    in which its transaction began, or never.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._loop = asyncio.get_running_loop()
        self._waiting: list[OnConfirmed] = []
        self._asked = asyncio.Event()
        self._begun = asyncio.Event()
        self._next = 0.0
        self.epoch = 0

    def confirm(self, epoch: int, on_confirmed: OnConfirmed) -> None:
        """Call back with True once everything committed so far in that epoch is on disk.

        False: it may be on disk or not, so the caller must look.
        """
        if epoch != self.epoch:
            on_confirmed(False)
            return
        self._waiting.append(on_confirmed)
        self._asked.set()

    async def confirmed(self, epoch: int) -> bool:
        """Wait for the result of `confirm`."""
        answer: asyncio.Future[bool] = self._loop.create_future()

        def on_confirmed(durable: bool) -> None:
            if not answer.done():  # the waiting task may have been cancelled
                answer.set_result(durable)

        self.confirm(epoch, on_confirmed)
        return await answer

    async def run(self, group: asyncio.TaskGroup) -> asyncio.Task[None]:
        """Begin to confirm, in a task."""
        task = group.create_task(self._run(), name="group commit")
        await self._begun.wait()
        return task

    async def _run(self) -> None:
        failures = 0
        while True:
            try:
                async with self._pool.acquire() as connection:
                    self._begin_epoch()
                    failures = 0
                    await self._serve_until_lost(connection)
            except AWAY:
                raise_if_cancelled()
                failures += 1
                if failures == 1:
                    await self._pool.expire_connections()  # those of the epoch that is over
                await asyncio.sleep(backoff(failures, first=0.1, longest=2))

    def _begin_epoch(self) -> None:
        self.epoch = next(_EPOCHS)
        self._begun.set()
        self._settle(self._take(), durable=False)

    def _end_epoch(self, _: object) -> None:
        """End the epoch, because the connection has broken, and see about another one."""
        self.epoch = next(_EPOCHS)
        self._asked.set()

    async def _serve_until_lost(self, connection: Connection) -> None:
        connection.add_termination_listener(self._end_epoch)
        try:
            await self._serve(connection)
        finally:
            connection.remove_termination_listener(self._end_epoch)

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

    def _take(self) -> list[OnConfirmed]:
        self._asked.clear()
        waiting, self._waiting = self._waiting, []
        return waiting

    def _settle(self, waiting: list[OnConfirmed], *, durable: bool) -> None:
        for on_confirmed in waiting:
            on_confirmed(durable)


async def _flush(connection: Connection) -> None:
    await connection.execute(FLUSH)
