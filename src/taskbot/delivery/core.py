"""The whole of delivery behind one class: start, wait, stop, and how it stands."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog
from aiogram.exceptions import AiogramError, TelegramNotFound, TelegramUnauthorizedError

from taskbot.delivery.database import AWAY, heed_cancellation, persistently
from taskbot.delivery.drafts import draft_all
from taskbot.delivery.errors import WrongToken
from taskbot.delivery.inbox import LONG_POLL
from taskbot.delivery.lease import Demoted, Lease
from taskbot.delivery.meter import Meter
from taskbot.delivery.outbox import write
from taskbot.delivery.pace import backoff
from taskbot.delivery.shift import Shift, Terms

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    import asyncpg
    from aiogram import Bot

    from taskbot.delivery.database import Connection, Pool
    from taskbot.delivery.drafts import Reply
    from taskbot.delivery.inbox import Update
    from taskbot.delivery.outbox import Sent
    from taskbot.delivery.shift import Upkeep

log = structlog.get_logger()

MEASURE_EVERY = 2.0  # seconds
PATIENCE = 10.0  # seconds until a database that does not answer counts as away

# $2: chats that wait because somebody in them is slowed, which is as it should be. So it is where Telegram
# has the bot wait for hours with what is of no chat, its own name above all: only then that grows old.
MEASURE = """
SELECT waiting_updates, extract(epoch FROM now() - received)::float8 AS oldest_update, parked_updates,
       waiting_messages, extract(epoch FROM now() - created)::float8 AS oldest_message, parked_messages
FROM (
    SELECT count(*) FILTER (WHERE parked_at IS NULL) AS waiting_updates,
           min(received_at) FILTER (WHERE parked_at IS NULL AND NOT chat_id = ANY ($2::bigint[])) AS received,
           count(parked_at) AS parked_updates
    FROM inbox WHERE bot_id = $1 AND done_at IS NULL
) AS updates, (
    SELECT count(*) FILTER (WHERE parked_at IS NULL) AS waiting_messages,
           min(due) FILTER (WHERE parked_at IS NULL AND due <= now()) AS created,
           count(parked_at) AS parked_messages
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
    """How delivery stands. Ages are in seconds, of the oldest unfinished update and unsent message.

    The figures are of the whole bot, so a standby sees what its leader has to do. People who are slowed do
    not make the oldest update old, where this daemon is the one that slows them.
    """

    telegram: bool = False
    database: bool = False
    working: bool = False
    standby: bool = False
    waiting_updates: int = 0
    waiting_messages: int = 0
    oldest_update: float | None = None
    oldest_message: float | None = None
    parked_updates: int = 0
    parked_messages: int = 0


async def _ignore(_: Connection, __: Sequence[Sent]) -> Sequence[Reply]:
    """For who tags no message."""
    return ()


class Delivery:
    """Takes a bot's updates, has `handle` answer each in its own transaction, and sends what it answers.

    `handle(update, connection)` gets the update as Telegram sent it and returns Bot API methods, unsent. It
    may raise `Refused`; any other exception is a bug, tried three times and then set aside with the replies
    that `apologise(update)` returns. It can be called again for an update whose effects were rolled back.
    `on_unreachable(connection, chat_id)` and `on_migrated(connection, old, new)` run in a transaction of
    their own. `rate_limit` is messages a second over all chats; 0 means no pacing, of single chats neither.
    `user_rate_limit` is how many updates a minute one person may cause before the next are slowed to that
    rate, and `slow_notice(update)` what that person is told, once; 0 slows nobody. `connect` opens a
    connection besides the pool's, which holds the lead among several daemons; without it there is no other.
    `meter` hears what happens. `on_sent(connection, sent)` hears which ids messages have got that were
    `Tagged`, in the transaction in which they leave the outbox. `upkeep(perform)` runs while this daemon
    leads; what it has `perform` do, on a connection in a transaction. Both may return replies.
    """

    def __init__(
        self,
        *,
        pool: Pool,
        bot: Bot,
        handle: Callable[[Update, Connection], Awaitable[Sequence[Reply]]],
        apologise: Callable[[Update], Sequence[Reply]],
        on_unreachable: Callable[[Connection, int], Awaitable[None]],
        on_migrated: Callable[[Connection, int, int], Awaitable[None]],
        rate_limit: float,
        allowed_updates: Iterable[str],
        user_rate_limit: float = 0,
        slow_notice: Callable[[Update], Sequence[Reply]] = lambda _: (),
        on_sent: Callable[[Connection, Sequence[Sent]], Awaitable[Sequence[Reply]]] = _ignore,
        upkeep: Upkeep | None = None,
        connect: Callable[[], Awaitable[asyncpg.Connection]] | None = None,
        long_poll: float = LONG_POLL,
        meter: Meter | None = None,
    ) -> None:
        self._terms = Terms(
            pool=pool,
            bot=bot,
            handle=handle,
            apologise=apologise,
            slow_notice=slow_notice,
            on_unreachable=on_unreachable,
            on_migrated=on_migrated,
            on_sent=on_sent,
            upkeep=upkeep,
            rate_limit=rate_limit,
            user_rate_limit=user_rate_limit,
            allowed_updates=tuple(allowed_updates),
            long_poll=long_poll,
            meter=meter or Meter(),
        )
        self._pool = pool
        self._bot = bot
        self._lease = Lease(connect, bot.id) if connect else None
        self._status = Status()
        self._task: asyncio.Task[None] | None = None
        self._shift: Shift | None = None
        self._stopping = False

    async def start(self) -> None:
        """Begin to work, or to stand by; returns then. Waits while Telegram or PostgreSQL is away.

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
        """Return when stopped; raises what ends the work: `WrongToken`, `StoodStill`, a bug."""
        if self._task is None:
            raise RuntimeError("not started")
        try:
            await asyncio.shield(self._task)
        except BaseExceptionGroup as group:
            raise _only(group) from None

    async def stop(self, grace: float = 5) -> None:
        """Take no more updates, end what runs, send what can be sent: all in about `grace` seconds."""
        if self._task is None or self._task.done():
            return
        self._stopping = True
        if self._shift is None or not self._shift.begun:
            self._task.cancel()
            await asyncio.wait([self._task])
            return
        await self._shift.stop(grace)
        await self.wait()

    async def drained(self) -> None:
        """Return once no update waits to be done and no message to be sent, parked ones aside."""
        pause = 0.001
        while await self._undone():  # no event spans daemons
            await asyncio.sleep(pause)
            pause = min(pause * 2, 0.02)

    async def _undone(self) -> bool:
        """Whether there is work in this daemon's memory, or else in the tables."""
        while self._shift is not None and self._shift.busy:  # noqa: ASYNC110 (one event would have to span three parts)
            await asyncio.sleep(0.001)
        undone: bool = await self._pool.fetchval(UNDONE, self._bot.id)
        return undone

    async def post(self, methods: Iterable[Reply]) -> None:
        """Send what answers no update, as durably."""
        drafts = draft_all(methods, self._bot)
        rows = await persistently(self._pool, lambda it: write(it, self._bot.id, drafts))
        if self._shift is not None:
            self._shift.outbox.admit(rows)

    def status(self) -> Status:
        """How things stood at the last look, a second or two ago."""
        return self._status

    # Inside

    async def _introduce(self) -> None:
        """Learn who the bot is (`bot.me()` answers from memory afterwards), and that the token is right."""
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
                log.warning("waiting for Telegram", error=type(error).__name__, retry_in=round(pause, 1))
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
        """Work until the lead is lost, which is no reason to end."""
        log.info("leading")
        # They may be to a host that hangs, and another one serves now.
        await self._pool.expire_connections()
        try:
            # A task of its own: Python 3.11 leaves one marked as cancelled whose TaskGroup failed.
            await asyncio.create_task(self._work(begun, lease), name="work")
        except BaseExceptionGroup as group:
            if not isinstance(_only(group), Demoted):
                raise
            self._status = Status(telegram=self._status.telegram)
            await lease.release()

    async def _work(self, begun: asyncio.Event, lease: Lease | None = None) -> None:
        shift = Shift(self._terms, lease)
        self._shift = shift
        try:
            async with asyncio.TaskGroup() as group:
                await shift.run(group)
                self._status = Status(telegram=True, database=True, working=True)
                begun.set()
        finally:
            self._shift = None

    async def _measure(self) -> None:
        """Look again and again how things stand, in whichever role."""
        while True:
            await asyncio.sleep(MEASURE_EVERY)
            slowed = self._shift.lanes.slowed() if self._shift is not None else []
            # A query that is cancelled could wait for a server that hangs as well.
            losing = asyncio.get_running_loop().call_later(PATIENCE, self._lose_database)
            try:
                record = await self._pool.fetchrow(MEASURE, self._bot.id, slowed)
            except AWAY:
                heed_cancellation()
                self._lose_database()
            else:
                self._status = replace(
                    self._status, database=True, telegram=self._reaching(), **dict(record or {})
                )
            finally:
                losing.cancel()

    def _lose_database(self) -> None:
        self._status = replace(self._status, database=False)

    def _reaching(self) -> bool:
        """Whether Telegram answers; who stands by does not ask, and was answered when it started."""
        return self._shift is None or self._shift.inbox.reaching


def _only(error: BaseException) -> BaseException:
    """The first of grouped errors, for a caller that can tell people one thing."""
    while isinstance(error, BaseExceptionGroup):
        wrong = error.split(WrongToken)[0]
        error = (wrong or error).exceptions[0]
    return error
