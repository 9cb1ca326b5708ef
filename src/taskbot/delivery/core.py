"""The whole of delivery behind one class: start, wait, stop, and how it stands."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import structlog
from aiogram.exceptions import AiogramError, TelegramNotFound, TelegramUnauthorizedError

from taskbot.delivery.database import AWAY, persistently
from taskbot.delivery.errors import WrongToken
from taskbot.delivery.inbox import LONG_POLL, Inbox
from taskbot.delivery.lanes import Lanes
from taskbot.delivery.outbox import Outbox
from taskbot.delivery.pace import backoff
from taskbot.delivery.telegram import Telegram

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from aiogram import Bot
    from aiogram.methods import TelegramMethod

    from taskbot.delivery.database import Connection, Pool
    from taskbot.delivery.inbox import Update

log = structlog.get_logger()

MEASURE_EVERY = 2.0  # seconds
PURGE_EVERY = 3600.0

# Telegram repeats an update for a day at most (Bot API, «Getting updates»), and ids begin anew after a week.
PURGE = """
DELETE FROM inbox WHERE seq IN (
    SELECT seq FROM inbox
    WHERE done_at < now() - interval '3 days' OR parked_at < now() - interval '30 days'
    LIMIT 10000
)
"""

MEASURE = """
SELECT (SELECT extract(epoch FROM now() - min(received_at))::float8 FROM inbox
        WHERE bot_id = $1 AND done_at IS NULL AND parked_at IS NULL) AS oldest_update,
       (SELECT extract(epoch FROM now() - min(created_at))::float8 FROM outbox
        WHERE bot_id = $1 AND parked_at IS NULL) AS oldest_message,
       (SELECT count(*) FROM inbox
        WHERE bot_id = $1 AND done_at IS NULL AND parked_at IS NOT NULL) AS parked_updates,
       (SELECT count(*) FROM outbox
        WHERE bot_id = $1 AND parked_at IS NOT NULL) AS parked_messages
"""

UNDONE = """
SELECT EXISTS (SELECT FROM inbox WHERE bot_id = $1 AND done_at IS NULL AND parked_at IS NULL)
    OR EXISTS (SELECT FROM outbox WHERE bot_id = $1 AND parked_at IS NULL)
"""


@dataclass(frozen=True, slots=True)
class Status:
    """How delivery stands. Ages are in seconds, of the oldest unfinished update and unsent message."""

    telegram: bool = False
    database: bool = False
    working: bool = False
    oldest_update: float | None = None
    oldest_message: float | None = None
    parked_updates: int = 0
    parked_messages: int = 0


class Delivery:
    """Takes a bot's updates, has `handle` answer each in its own transaction, and sends what it answers.

    `handle(update, connection)` gets the update as Telegram sent it and returns Bot API methods, unsent. It
    may raise `Refused`; any other exception is a bug, tried three times and then set aside with the replies
    that `apologise(update)` returns. It can be called again for an update whose effects were rolled back.
    `on_unreachable(connection, chat_id)` and `on_migrated(connection, old, new)` run in a transaction of
    their own. `rate_limit` is messages a second over all chats; 0 means no pacing, of single chats neither.
    """

    def __init__(
        self,
        *,
        pool: Pool,
        bot: Bot,
        handle: Callable[[Update, Connection], Awaitable[Sequence[TelegramMethod[Any]]]],
        apologise: Callable[[Update], Sequence[TelegramMethod[Any]]],
        on_unreachable: Callable[[Connection, int], Awaitable[None]],
        on_migrated: Callable[[Connection, int, int], Awaitable[None]],
        rate_limit: float,
        allowed_updates: Iterable[str],
        long_poll: float = LONG_POLL,
    ) -> None:
        self._pool = pool
        self._bot = bot
        self._handle = handle
        self._apologise = apologise
        self._on_unreachable = on_unreachable
        self._on_migrated = on_migrated
        self._rate_limit = rate_limit
        self._allowed_updates = tuple(allowed_updates)
        self._long_poll = long_poll
        self._status = Status()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to work; returns once updates are asked for. Waits while Telegram or PostgreSQL is away.

        Raises `WrongToken`.
        """
        await self._introduce()
        started = asyncio.Event()
        self._task = asyncio.create_task(self._run(started), name="delivery")
        waiting = asyncio.create_task(started.wait())
        try:
            await asyncio.wait([self._task, waiting], return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        if self._task.done():
            await self.wait()

    async def wait(self) -> None:
        """Return when stopped; raises `WrongToken` if the token stops working, or what else ends the work."""
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
        end = asyncio.get_running_loop().time() + grace
        self._poller.cancel()
        await self._lanes.stop(grace * 0.6)
        await self._outbox.stop(max(0.1, end - asyncio.get_running_loop().time()))
        for task in self._upkeep:
            task.cancel()
        await self.wait()

    async def drained(self) -> None:
        """Return once no update waits to be done and no message to be sent, parked ones aside."""
        while True:
            await self._lanes.idle.wait()
            await self._outbox.idle.wait()
            if self._lanes.idle.is_set() and not await self._pool.fetchval(UNDONE, self._bot.id):
                return
            await asyncio.sleep(0.05)

    async def post(self, methods: Iterable[TelegramMethod[Any]]) -> None:
        """Send what answers no update, as durably."""
        drafts = self._outbox.drafts(methods)
        self._outbox.admit(await persistently(self._pool, lambda it: self._outbox.write(it, drafts)))

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

    async def _run(self, started: asyncio.Event) -> None:
        telegram = Telegram(self._bot)
        self._outbox = Outbox(
            pool=self._pool,
            bot=self._bot,
            telegram=telegram,
            rate=self._rate_limit,
            on_unreachable=self._on_unreachable,
            on_migrated=self._on_migrated,
        )
        self._lanes = Lanes(
            pool=self._pool,
            bot_id=self._bot.id,
            outbox=self._outbox,
            handle=self._handle,
            apologise=self._apologise,
            allowed_updates=self._allowed_updates,
        )
        self._inbox = Inbox(
            pool=self._pool,
            telegram=telegram,
            bot_id=self._bot.id,
            lanes=self._lanes,
            allowed_updates=self._allowed_updates,
            on_return=self._outbox.wake,
            long_poll=self._long_poll,
        )
        async with asyncio.TaskGroup() as group:
            await self._outbox.run(group)
            await self._lanes.run(group)
            self._poller = group.create_task(self._inbox.run(), name="poller")
            self._upkeep = [
                group.create_task(self._purge(), name="purge"),
                group.create_task(self._measure(), name="measure"),
            ]
            started.set()

    async def _purge(self) -> None:
        while True:
            while await persistently(self._pool, lambda it: it.execute(PURGE)) != "DELETE 0":
                pass
            await asyncio.sleep(PURGE_EVERY)

    async def _measure(self) -> None:
        while True:
            try:
                record = await self._pool.fetchrow(MEASURE, self._bot.id)
            except AWAY:
                self._status = replace(self._status, database=False)
            else:
                self._status = Status(
                    telegram=self._inbox.reaching, database=True, working=True, **dict(record or {})
                )
            await asyncio.sleep(MEASURE_EVERY)


def _only(error: BaseException) -> BaseException:
    """The first of grouped errors, for a caller that can tell people one thing."""
    while isinstance(error, BaseExceptionGroup):
        wrong = error.split(WrongToken)[0]
        error = (wrong or error).exceptions[0]
    return error
