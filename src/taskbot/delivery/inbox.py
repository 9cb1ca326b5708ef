"""Receiving updates: they are fetched raw, stored, and only then acknowledged to Telegram.

The next poll acknowledges an update, by its `offset` (Bot API, «getUpdates»). Offsets are not stored, because
ids restart at a random number after an idle week («Update.update_id»).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any

import asyncpg
import structlog

from taskbot.backoff import backoff
from taskbot.delivery.chat_queues import ChatQueues
from taskbot.delivery.config import DeliveryConfig
from taskbot.delivery.connections import Connection
from taskbot.delivery.database import persistently
from taskbot.delivery.errors import WrongToken
from taskbot.delivery.telegram import CallFailed, CallUnclear, Telegram
from taskbot.delivery.updates import Arrival, arrival, is_bigint

log = structlog.get_logger()

LIMIT = 100  # the most that Telegram gives at once
AT_ONCE = 1.0  # seconds; a poll that brings nothing takes as long as it may
LONGEST_PAUSE = 60.0  # seconds between polls, whatever is asked for
SILENT = 3  # failed polls in a row until Telegram counts as away
# How long a token may be refused while the daemon runs before that is believed.
DOUBT = 60.0

STORE = """
INSERT INTO inbox (bot_id, update_id, chat_id, person_id, body)
SELECT $1, given.update_id, given.chat_id, given.person_id, given.body::jsonb
FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[])
     WITH ORDINALITY AS given (update_id, chat_id, person_id, body, place)
ORDER BY given.place
ON CONFLICT (bot_id, update_id) DO NOTHING
RETURNING seq, update_id
"""

# Errors of PostgreSQL, or of asyncpg (ValueError), about an update that cannot be stored even when cleaned.
_UNSTORABLE = (asyncpg.DataError, asyncpg.StatementTooComplexError, ValueError)


class Inbox:
    """Stores one bot's updates in the table and adds them to their queues."""

    def __init__(
        self, config: DeliveryConfig, telegram: Telegram, queues: ChatQueues, on_return: Callable[[], None]
    ) -> None:
        self._pool = config.pool
        self._bot_id = config.bot.id
        self._allowed_updates = config.allowed_updates
        self._long_poll = config.long_poll
        self._telegram = telegram
        self._hooks = config.hooks
        self._queues = queues
        self._on_return = on_return
        self._loop = asyncio.get_running_loop()
        self._failures = 0
        self._unstored: tuple[int, float] | None = None
        self._behind = False  # the last poll brought as much as one can
        self._idle = 0  # polls in a row that brought nothing, and at once
        self._away_since = 0.0
        self._refused_since: float | None = None

    @property
    def reaching(self) -> bool:
        """Whether Telegram has answered one of the last polls."""
        return self._failures < SILENT

    def unstored(self) -> tuple[int, float] | None:
        """How many updates have come that PostgreSQL has not taken, and for how many seconds; null for none.

        Telegram has them too, and keeps more of them back.
        """
        if self._unstored is None:
            return None
        count, since = self._unstored
        return count, self._loop.time() - since

    async def run(self) -> None:
        """Poll until cancelled. Raises `WrongToken` if Telegram keeps refusing the token."""
        offset: int | None = None
        while True:
            started = self._loop.time()
            batch = await self._poll(offset)
            self._behind = batch is not None and len(batch) >= LIMIT
            if batch is None:
                self._queues.polled(behind=False)
                continue
            took = self._loop.time() - started
            arrivals = [arrival(update) for update in batch if _identified(update)]
            new = await self._take(arrivals) if arrivals else False
            self._queues.polled(behind=self._behind)
            offset = max((it.update["update_id"] for it in arrivals), default=-1) + 1 if arrivals else None
            await self._pace(took, new=new)

    async def _pace(self, took: float, *, new: bool) -> None:
        """Wait after a poll that brought nothing new, though it ended at once: such a server would be asked
        again and again, as often as it answers.
        """
        if new or took >= min(AT_ONCE, self._long_poll / 2):
            self._idle = 0
            return
        self._idle += 1
        if self._idle > 1:  # updates that were stored before come once
            await asyncio.sleep(backoff(self._idle, first=0.1, longest=5))

    async def _poll(self, offset: int | None) -> list[Any] | None:
        """Poll once; after a failure, wait and return None."""
        seconds = 0 if self._behind else self._long_poll  # outsiders wait to know whether there is more
        body: dict[str, Any] = {
            "limit": LIMIT,
            "timeout": seconds,
            "allowed_updates": self._allowed_updates,
        }
        if offset is not None:
            body["offset"] = offset
        try:
            batch = await self._telegram.call("getUpdates", json.dumps(body), seconds=seconds + 10)
        except (CallUnclear, CallFailed) as failure:
            await self._recover(failure)
            return None
        self._reached()
        return batch if isinstance(batch, list) else []

    async def _take(self, arrivals: list[Arrival]) -> bool:
        """Store updates and put them in line; tell whether any is new."""
        self._unstored = len(arrivals), self._loop.time()
        stored = await persistently(self._pool, lambda connection: self._store(connection, arrivals))
        self._unstored = None
        for update, key, _ in arrivals:
            self._queues.push(key, update, stored.get(update["update_id"]))
        return bool(stored)

    async def _store(self, connection: Connection, arrivals: Sequence[Arrival]) -> dict[int, int]:
        """Store new updates; return their `seq` by update id."""
        try:
            return await self._insert(connection, arrivals)
        except _UNSTORABLE:
            if len(arrivals) > 1:
                stored = [await self._store(connection, [it]) for it in arrivals]
                return {update_id: seq for one in stored for update_id, seq in one.items()}
            update_id = arrivals[0].update["update_id"]
            log.exception("update cannot be stored", update_id=update_id)
            return await self._insert(connection, [arrival({"update_id": update_id})])

    async def _insert(self, connection: Connection, arrivals: Sequence[Arrival]) -> dict[int, int]:
        records = await connection.fetch(
            STORE,
            self._bot_id,
            [it.update["update_id"] for it in arrivals],
            [it.key.chat_id for it in arrivals],
            [it.key.person_id for it in arrivals],
            [it.body for it in arrivals],
        )
        return {record["update_id"]: record["seq"] for record in records}

    def _reached(self) -> None:
        self._refused_since = None
        if self._failures:
            self._failures = 0
            log.info("Telegram is back", after=round(self._loop.time() - self._away_since, 1))
            self._on_return()

    async def _recover(self, failure: CallFailed | CallUnclear) -> None:
        self._failures += 1
        self._hooks.poll_failed()
        if self._failures == 1:
            self._away_since = self._loop.time()
        pause = backoff(self._failures, longest=15)
        if isinstance(failure, CallFailed):
            self._doubt(failure)
            pause = max(pause, min(failure.retry_after or 0, LONGEST_PAUSE))
            if failure.code == 409 and "webhook" in failure.description:  # noqa: PLR2004
                await self._delete_webhook()
        log.warning("Telegram does not give updates", reason=str(failure), retry_in=round(pause, 1))
        await asyncio.sleep(pause)

    def _doubt(self, failure: CallFailed) -> None:
        if failure.code not in (401, 404):
            self._refused_since = None
            return
        now = self._loop.time()
        self._refused_since = self._refused_since or now
        if now - self._refused_since >= DOUBT:
            raise WrongToken

    async def _delete_webhook(self) -> None:
        """Delete a webhook that another program left; it prevents polling (Bot API, «getUpdates»)."""
        try:
            await self._telegram.call("deleteWebhook", "{}", seconds=10)
        except (CallUnclear, CallFailed) as failure:
            log.warning("the webhook cannot be deleted", reason=str(failure))
        else:
            log.info("webhook deleted: this bot polls")


def _identified(update: object) -> bool:
    if isinstance(update, dict) and is_bigint(update.get("update_id")):
        return True
    log.error("Telegram gave an update without an id")
    return False
