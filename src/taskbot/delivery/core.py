"""Delivery as one class: start, wait, stop, and status."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog
from aiogram.exceptions import AiogramError, TelegramNotFound, TelegramUnauthorizedError

from taskbot.backoff import backoff
from taskbot.delivery.config import DeliveryConfig
from taskbot.delivery.connections import Connection
from taskbot.delivery.database import AWAY, persistently, raise_if_cancelled
from taskbot.delivery.errors import WrongToken
from taskbot.delivery.leader_session import LeaderSession
from taskbot.delivery.lease import LeadershipLost, Lease
from taskbot.delivery.messages import OutboxMessage, Reply, StoredMessage, outbox_messages
from taskbot.delivery.outbox import write
from taskbot.delivery.session import why
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.delivery.updates import QueueKey

log = structlog.get_logger()

MEASURE_EVERY = 2.0  # seconds
PATIENCE = 10.0  # seconds until a database that does not answer, or takes no update, counts as away

# $2, $3: queues with updates of rate-limited users, whose wait is intended. So is a wait of hours that
# Telegram imposes on methods without a chat, such as setting the bot's name: their age counts from its end.
MEASURE = """
SELECT waiting_updates, extract(epoch FROM now() - received)::float8 AS oldest_update, dead_updates,
       waiting_messages, extract(epoch FROM now() - created)::float8 AS oldest_message, dead_messages
FROM (
    SELECT count(*) FILTER (WHERE parked_at IS NULL) AS waiting_updates,
           min(received_at) FILTER (WHERE parked_at IS NULL AND (chat_id, person_id) NOT IN (
               SELECT * FROM unnest($2::bigint[], $3::bigint[])
           )) AS received,
           count(parked_at) AS dead_updates
    FROM inbox WHERE bot_id = $1 AND done_at IS NULL
) AS updates, (
    SELECT count(*) FILTER (WHERE parked_at IS NULL) AS waiting_messages,
           min(due) FILTER (WHERE parked_at IS NULL AND due <= now()) AS created,
           count(parked_at) AS dead_messages
    FROM (
        SELECT parked_at,
               CASE WHEN chat_id IS NULL THEN GREATEST(created_at, not_before) ELSE created_at END AS due
        FROM outbox WHERE bot_id = $1
    ) AS outbox
) AS messages
"""

UNDONE = """
SELECT EXISTS (SELECT FROM inbox WHERE bot_id = $1 AND done_at IS NULL AND parked_at IS NULL)
    OR EXISTS (SELECT FROM outbox WHERE bot_id = $1 AND parked_at IS NULL)
"""


@dataclass(frozen=True, slots=True)
class Status:
    """The status of delivery. Ages are in seconds, of the oldest unprocessed update and unsent message.

    The figures are of the whole bot, so a standby sees its leader's backlog. The leader does not count the
    updates of rate-limited users. `upkeep_delay` is in seconds, and 0 on a standby.
    """

    telegram: bool = False
    database: bool = False
    working: bool = False
    standby: bool = False
    waiting_updates: int = 0
    waiting_messages: int = 0
    oldest_update: float | None = None
    oldest_message: float | None = None
    dead_updates: int = 0
    dead_messages: int = 0
    upkeep_delay: float = 0.0


class Delivery:
    """Receives a bot's updates, passes each to the handler in its own unit of work, and sends the replies."""

    def __init__(self, config: DeliveryConfig) -> None:
        self._config = config
        self._pool = config.pool
        self._bot = config.bot
        self._lease = Lease(config.connect, config.bot.id) if config.connect else None
        self._status = Status()
        self._figures: dict[str, Any] = {}  # of the last look at the tables
        self._task: asyncio.Task[None] | None = None
        self._session: LeaderSession | None = None
        self._stopping = False

    async def start(self) -> None:
        """Return once the daemon leads or stands by. Waits while Telegram or PostgreSQL is unavailable.

        Raises `WrongToken`.
        """
        await self._introduce()
        begun = asyncio.Event()
        self._task = asyncio.create_task(self._run(begun), name="delivery")
        waiting = asyncio.create_task(begun.wait())
        try:
            await asyncio.wait([self._task, waiting], return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            await self.stop(0)
            raise
        finally:
            waiting.cancel()
        if self._task.done():
            await self.wait()

    async def wait(self) -> None:
        """Return when stopped. Raises `WrongToken`, `LeaseExpired`, or the error of a bug."""
        if self._task is None:
            raise RuntimeError("not started")
        try:
            await asyncio.shield(self._task)
        except BaseExceptionGroup as group:
            raise _only(group) from None

    async def stop(self, grace: float = 5) -> None:
        """Stop polling, finish running updates and send what is possible, in about `grace` seconds."""
        if self._task is None or self._task.done():
            return
        self._stopping = True
        if self._session is None or not self._session.begun:
            self._task.cancel()
            await asyncio.wait([self._task])
            return
        await self._session.stop(grace)
        await self.wait()

    async def drained(self) -> None:
        """Return once all updates are processed and all messages sent, except dead letters."""
        pause = 0.001
        while await self._undone():  # no event spans daemons
            await asyncio.sleep(pause)
            pause = min(pause * 2, 0.02)

    async def _undone(self) -> bool:
        """Whether there is work in this daemon's memory or in the tables."""
        while self._session is not None and self._session.busy:  # noqa: ASYNC110 (one event would have to span three parts)
            await asyncio.sleep(0.001)
        undone: bool = await self._pool.fetchval(UNDONE, self._bot.id)
        return undone

    async def post(self, methods: Iterable[Reply]) -> None:
        """Send messages that answer no update, just as durably."""
        messages = outbox_messages(methods, self._bot)
        stored = await persistently(self._pool, lambda it: self._store(it, messages))
        if self._session is not None:
            self._session.outbox.admit(stored)

    async def _store(self, connection: Connection, messages: Sequence[OutboxMessage]) -> list[StoredMessage]:
        async with UnitOfWork(connection) as uow:
            return await write(uow, self._bot.id, messages)

    def status(self) -> Status:
        """Return the last status, which is a second or two old."""
        return replace(self._status, upkeep_delay=self._config.upkeep_delay())

    # Inside

    async def _introduce(self) -> None:
        """Check the token, and load the bot's name, which `bot.me()` caches."""
        failures = 0
        while True:
            try:
                me = await self._bot.me()
            except (TelegramUnauthorizedError, TelegramNotFound):
                raise WrongToken from None
            except AiogramError as error:
                failures += 1
                pause = backoff(failures, longest=15)
                # Its text can hold the token.
                log.warning(
                    "waiting for Telegram", reason=why(error.__cause__ or error), retry_in=round(pause, 1)
                )
                await asyncio.sleep(pause)
            else:
                self._status = replace(self._status, telegram=True)
                log.info("Telegram knows this bot", username=me.username, bot_id=me.id)
                return

    async def _run(self, begun: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as group:
            measuring = group.create_task(self._measure(), name="measure")
            try:
                await self._serve(begun)
            finally:
                measuring.cancel()

    async def _serve(self, begun: asyncio.Event) -> None:
        if self._lease is None:
            await self._work(begun)
            return
        try:
            while not self._stopping:
                await self._lease.take(lambda: self._stand_by(begun))
                await self._lead(self._lease, begun)
        finally:
            await self._lease.release()

    def _stand_by(self, begun: asyncio.Event) -> None:
        if self._status.standby:
            return
        log.info("standing by: another daemon leads")
        self._status = Status(telegram=True, database=True, standby=True)
        begun.set()

    async def _lead(self, lease: Lease, begun: asyncio.Event) -> None:
        """Work until leadership is lost; the daemon then stands by."""
        log.info("leading")
        # They may be to a host that hangs, while another one is the primary now.
        await self._pool.expire_connections()
        try:
            # A separate task: Python 3.11 leaves a task marked as cancelled after its TaskGroup failed.
            await asyncio.create_task(self._work(begun, lease), name="work")
        except BaseExceptionGroup as group:
            if not isinstance(_only(group), LeadershipLost):
                raise
            self._status = Status(telegram=self._status.telegram)
            await lease.release()

    async def _work(self, begun: asyncio.Event, lease: Lease | None = None) -> None:
        session = LeaderSession(self._config, lease)
        self._session = session
        try:
            async with asyncio.TaskGroup() as group:
                await session.run(group)
                self._status = Status(telegram=True, database=True, working=True)
                begun.set()
        finally:
            self._session = None

    async def _measure(self) -> None:
        """Update the status regularly, as leader and as standby."""
        while True:
            await asyncio.sleep(MEASURE_EVERY)
            slowed = self._session.queues.slowed() if self._session is not None else []
            # No timeout: cancelling a query can wait for a hanging server, too.
            losing = asyncio.get_running_loop().call_later(PATIENCE, self._lose_database)
            try:
                record = await self._pool.fetchrow(MEASURE, self._bot.id, *_columns(slowed))
            except AWAY:
                raise_if_cancelled()
                self._lose_database()
            else:
                self._figures = dict(record or {})
                now = replace(self._status, database=True, telegram=self._reaching(), **self._figures)
                self._status = self._with_unstored(now)
            finally:
                losing.cancel()

    def _lose_database(self) -> None:
        known = replace(self._status, database=False, **self._figures)
        self._status = self._with_unstored(known)

    def _with_unstored(self, status: Status) -> Status:
        """Count in what has come and cannot be stored; a database that takes nothing for long is away."""
        unstored = self._session.inbox.unstored() if self._session is not None else None
        if unstored is None:
            return status
        count, age = unstored
        return replace(
            status,
            database=status.database and age < PATIENCE,
            waiting_updates=status.waiting_updates + count,
            oldest_update=max(status.oldest_update or 0, age),
        )

    def _reaching(self) -> bool:
        """Whether Telegram answers. A standby does not poll; Telegram answered when it started."""
        return self._session is None or self._session.inbox.reaching


def _columns(keys: Sequence[QueueKey]) -> tuple[list[int], list[int]]:
    return [it.chat_id for it in keys], [it.person_id for it in keys]


def _only(error: BaseException) -> BaseException:
    """Return one of the grouped errors: `WrongToken` if there is one, otherwise the first."""
    while isinstance(error, BaseExceptionGroup):
        wrong = error.split(WrongToken)[0]
        error = (wrong or error).exceptions[0]
    return error
