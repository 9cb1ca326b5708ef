"""A leader session: what a daemon runs from the moment it becomes the leader until it no longer is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

import asyncpg
import structlog

from taskbot.delivery.chat_queues import ChatQueues
from taskbot.delivery.config import DeliveryConfig, Work
from taskbot.delivery.connections import Connection
from taskbot.delivery.database import persistently
from taskbot.delivery.group_commit import GroupCommit
from taskbot.delivery.inbox import Inbox
from taskbot.delivery.lease import Lease
from taskbot.delivery.messages import StoredMessage
from taskbot.delivery.outbox import Outbox, write
from taskbot.delivery.telegram import Telegram
from taskbot.delivery.unit_of_work import UnitOfWork

log = structlog.get_logger()

PURGE_EVERY = 3600.0  # seconds

# The earlier leader may have been frozen in the middle of a transaction. Its sessions must neither write late
# nor keep rows locked. A role may terminate its own sessions (PostgreSQL's manual, 9.28.2). The application
# names of a bot's daemons differ only after the colon. A standby reconnects.
FENCE = """
SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity
WHERE starts_with(application_name, split_part(current_setting('application_name'), ': ', 1) || ': ')
  AND application_name <> current_setting('application_name')
  AND datname = current_database() AND usename = session_user
"""
FENCED = "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = ANY ($1::integer[]))"
FENCING = 1.0  # seconds to wait for the end of these sessions

# Telegram repeats an update for a day at most (Bot API, «Getting updates»), and ids restart after a week.
# Dead letters contain people's texts, so they must not stay for ever either.
PURGE_UPDATES = """
DELETE FROM inbox WHERE seq IN (
    SELECT seq FROM inbox
    WHERE done_at < now() - interval '3 days' OR parked_at < now() - interval '30 days'
    LIMIT 10000
)
"""
PURGE_MESSAGES = """
DELETE FROM outbox WHERE id IN (
    SELECT id FROM outbox WHERE parked_at < now() - interval '30 days' LIMIT 10000
)
"""


class LeaderSession:
    """Runs inbox, chat queues and outbox. Each new session starts with nothing in memory."""

    def __init__(self, config: DeliveryConfig, lease: Lease | None) -> None:
        self._config = config
        self._pool = config.pool
        self._lease = lease
        self._upkeep: list[asyncio.Task[None]] = []
        self.begun = False
        leading = lease.valid if lease else lambda: True
        telegram = Telegram(config.bot, leading)
        self._group_commit = GroupCommit(config.pool)
        self.outbox = Outbox(config, telegram, self._group_commit, leading)
        self.queues = ChatQueues(config, self.outbox, self._group_commit)
        self.inbox = Inbox(config, telegram, self.queues, on_return=self.outbox.wake)

    @property
    def busy(self) -> bool:
        """Whether it has unprocessed updates or unsent messages in memory."""
        return self.queues.busy or self.outbox.busy

    async def run(self, group: asyncio.TaskGroup) -> None:
        """Continue with what is in the tables, and start polling."""
        if self._lease is not None:
            self.look_after(group, self._lease.keep())
            await self._fence()
        self._upkeep.append(await self._group_commit.run(group))
        await self.outbox.run(group)
        await self.queues.run(group)
        self._poller = group.create_task(self.inbox.run(), name="poller")
        self.look_after(group, self._purge())
        if self._config.upkeep is not None:
            self.look_after(group, self._config.upkeep(self.perform))
        self.begun = True

    async def _fence(self) -> None:
        """End the sessions of the bot's other daemons, so that only this one uses the tables."""
        try:
            records = await persistently(self._pool, lambda it: it.fetch(FENCE))
        except asyncpg.InsufficientPrivilegeError:
            log.warning("the role may not terminate the sessions of an earlier leader")
            return
        processes = [record["pid"] for record in records]
        end = time.monotonic() + FENCING
        while processes and not await persistently(self._pool, lambda it: it.fetchval(FENCED, processes)):
            if time.monotonic() > end:
                log.warning("sessions of an earlier leader do not end", processes=processes)
                return
            await asyncio.sleep(0.005)

    async def perform(self, work: Work) -> None:
        """Do `work` in a unit of work, retry while PostgreSQL is away, and send the replies it returns."""
        self.outbox.admit(await persistently(self._pool, lambda it: self._perform(it, work)))

    async def _perform(self, connection: Connection, work: Work) -> list[StoredMessage]:
        async with UnitOfWork(connection) as uow:
            return await write(uow, self._config.bot.id, self.outbox.written_down(await work(uow)))

    def look_after(self, group: asyncio.TaskGroup, upkeep: Coroutine[Any, Any, None]) -> None:
        """Run something in the background until the session stops."""
        self._upkeep.append(group.create_task(upkeep))

    async def stop(self, grace: float) -> None:
        """Stop polling, finish running updates and send what is possible, in about `grace` seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + grace
        self._poller.cancel()
        await self.queues.stop(grace * 0.6)
        await self.outbox.stop(max(0.1, end - loop.time()))
        for task in self._upkeep:
            task.cancel()

    async def _purge(self) -> None:
        while True:
            for statement in (PURGE_UPDATES, PURGE_MESSAGES):
                await self._exhaust(statement)
            await asyncio.sleep(PURGE_EVERY)

    async def _exhaust(self, statement: str) -> None:
        while await persistently(self._pool, lambda it: it.execute(statement)) != "DELETE 0":
            pass
