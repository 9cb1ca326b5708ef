"""Replies on their way: rows of the outbox, sent in order within each chat, side by side over chats.

What a transaction wrote is handed over in memory once it is committed; the table is the copy that a crash
leaves. A row goes after its own success, and its chat's next message waits for that: so a crash repeats at
most the messages that were in flight, and those are at most `IN_FLIGHT`.
"""

from __future__ import annotations

import asyncio
import html
import json
import re
import time
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import structlog

from taskbot.delivery.database import persistently
from taskbot.delivery.drafts import draft_all, unpack
from taskbot.delivery.pace import Bucket, backoff, wait_up_to
from taskbot.delivery.telegram import CallFailed, CallUnclear

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from taskbot.delivery.database import Connection
    from taskbot.delivery.disk import Disk
    from taskbot.delivery.drafts import Draft, Reply
    from taskbot.delivery.shift import Terms
    from taskbot.delivery.telegram import Telegram

log = structlog.get_logger()

IN_FLIGHT = 80
GATHER = 0.008  # seconds from one deletion of sent messages to the next at least: under load they go together
TRIES = 3
SWEEP_EVERY = 5.0  # seconds
SEND_TIMEOUT = 30.0
NOT_LEADING = 0.5  # seconds until a daemon that may have lost its lead looks again
UPLOAD_TIMEOUT = 300.0
# A second refusal for another chat within these seconds means that the whole bot is too quick.
REPEATED_WITHIN = 10.0
# Not more than one message a second in a chat, short bursts aside, and 20 a minute in a group (Telegram, Bots
# FAQ, «My bot is hitting limits»): 3 at once and 17 a minute are 20 in any minute.
CHAT_RATE, CHAT_BURST = 1.0, 3.0
GROUP_RATE, GROUP_BURST = 17 / 60, 3.0

WRITE = """
INSERT INTO outbox (bot_id, chat_id, method, payload, files, tag)
SELECT $1, draft.chat_id, draft.method, draft.payload::jsonb, draft.files::jsonb, draft.tag
FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
     WITH ORDINALITY AS draft (chat_id, method, payload, files, tag, place)
ORDER BY draft.place
RETURNING id
"""

DELETE = "DELETE FROM outbox WHERE id = ANY ($1::bigint[])"

_LOAD = """
SELECT id, chat_id, method, payload::text AS body, files::text AS files, tag, attempts,
       greatest(extract(epoch FROM not_before - now()), 0)::float8 AS wait
FROM outbox
WHERE bot_id = $1 AND parked_at IS NULL
"""

LOAD = f"{_LOAD} ORDER BY id"

# What another process wrote. Rows this young may be on their way through memory.
SWEEP = f"""
{_LOAD} AND created_at < now() - interval '5 s' AND NOT id = ANY ($2::bigint[])
ORDER BY id LIMIT 1000
"""

# What an update wrote whose COMMIT went unanswered, or that another daemon did.
LOAD_OF_UPDATE = f"{_LOAD} AND inbox_seq = $2 ORDER BY id"

HOLD = """
UPDATE outbox SET not_before = now() + make_interval(secs => $3)
WHERE bot_id = $1 AND (id = $4 OR chat_id = $2 OR ($2::bigint IS NULL AND chat_id IS NULL AND method = $5))
"""

COUNT_TRY = "UPDATE outbox SET attempts = attempts + 1, error = $2 WHERE id = $1"

PARK = "UPDATE outbox SET attempts = attempts + 1, error = $2, parked_at = now() WHERE id = $1"

MIGRATE = """
UPDATE outbox SET chat_id = $3, payload = jsonb_set(payload, '{chat_id}', to_jsonb($3::bigint))
WHERE bot_id = $1 AND chat_id = $2
"""

# Refusals after which there is nothing left to do (the Bot API server's texts).
_DONE = (
    "message is not modified",
    "query is too old",
    "query id is invalid",
    "message to edit not found",
    "message to delete not found",
    "message can't be edited",
    "message can't be deleted",
)


_COLUMNS = ("method", "body", "files", "tag", "attempts")

# Of no chat, but the menu that was set last must stand: in order among themselves.
_MENUS = ("setMyCommands", "deleteMyCommands")


@dataclass(slots=True)
class Row:
    """A message as the table holds it; `body` is its JSON."""

    id: int
    chat_id: int | None
    method: str
    body: str
    files: str | None = None
    tag: str | None = None
    attempts: int = 0


@dataclass(slots=True, eq=False)
class _Chat:
    """The messages of one chat, the first of them in flight; times are the event loop's."""

    id: int | None
    bucket: Bucket | None
    rows: deque[Row] = field(default_factory=deque)
    not_before: float = 0.0
    retry_at: float = 0.0
    failures: int = 0
    nudge: asyncio.Event = field(default_factory=asyncio.Event)
    serving: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A tagged message that Telegram has taken, and the id that it has in its chat from now on."""

    chat_id: int
    message_id: int
    tag: str


@dataclass(slots=True, eq=False)
class _Batch:
    """Messages that were taken, and go from the table together."""

    ids: list[int] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)


class Outbox:
    """Sends what the table holds for one bot, while `leading` says that this daemon leads."""

    def __init__(self, terms: Terms, telegram: Telegram, disk: Disk, leading: Callable[[], bool]) -> None:
        self._disk = disk
        self._pool = terms.pool
        self._bot = terms.bot
        self._rate = terms.rate_limit
        self._on_unreachable = terms.on_unreachable
        self._on_migrated = terms.on_migrated
        self._on_sent = terms.on_sent
        self._telegram = telegram
        self._meter = terms.meter
        self._leading = leading
        self._loop = asyncio.get_running_loop()
        self._all = Bucket(self._rate, 1, self._loop.time()) if self._rate else None
        self._slots = asyncio.Semaphore(IN_FLIGHT)
        self._chats: dict[int | None, _Chat] = {}
        self._menus = _Chat(None, None)
        self._known: set[int] = set()
        self._batch = _Batch()
        self._work = asyncio.Event()
        self._servers: set[asyncio.Task[None]] = set()
        self._pause_until = 0.0
        self._methods: dict[str, float] = {}
        self._refused: tuple[int | None, float] = (None, float("-inf"))
        self._deadline: float | None = None
        self._delete_at = 0.0
        self._ending = False

    # What others hand over

    def drafts(self, replies: Iterable[Reply]) -> list[Draft]:
        """Turn replies into what the table holds."""
        return draft_all(replies, self._bot)

    def admit(self, rows: Iterable[Row]) -> None:
        """Send committed rows, each after those of its chat that came before."""
        if self._ending:  # what comes too late waits in the table
            return
        for row in rows:
            if row.id in self._known:
                continue
            self._known.add(row.id)
            chat = self._menus if row.method in _MENUS else self._chat(row.chat_id)
            chat.rows.append(row)
            self._serve_soon(chat)

    async def admit_of_update(self, connection: Connection, seq: int) -> None:
        """Send what an update wrote in a transaction that was not ours, or committed without our knowing."""
        self._admit_records(await connection.fetch(LOAD_OF_UPDATE, self._bot.id, seq))

    @property
    def busy(self) -> bool:
        """Whether messages wait to be sent, or to be deleted because they were."""
        return bool(self._known)

    def wake(self) -> None:
        """Try at once what waits because Telegram was away."""
        for chat in self._chats.values():
            if chat.failures:
                chat.failures = 0
                chat.not_before = 0.0
                chat.nudge.set()

    # Start and stop

    async def run(self, group: asyncio.TaskGroup) -> None:
        """Take up what the table holds, and start to send."""
        self._group = group
        while not await self._load(LOAD):
            pass
        self._janitor = group.create_task(self._clear(), name="outbox")

    async def stop(self, grace: float) -> None:
        """Send what can be sent within `grace` seconds, and no more."""
        self._deadline = self._loop.time() + grace
        for chat in list(self._chats.values()):
            chat.nudge.set()
        if self._servers:
            await asyncio.wait(self._servers, timeout=grace)
        self._ending = True
        for task in self._servers:
            task.cancel()
        self._work.set()
        await asyncio.wait([self._janitor], timeout=1)
        self._janitor.cancel()

    # Sending

    def _chat(self, chat_id: int | None) -> _Chat:
        if chat_id is None:
            return _Chat(None, None)  # nothing to keep in order
        chat = self._chats.get(chat_id)
        if chat is None:
            chat = self._chats[chat_id] = _Chat(chat_id, self._chat_bucket(chat_id))
        return chat

    def _chat_bucket(self, chat_id: int) -> Bucket | None:
        if not self._rate:
            return None
        group = chat_id < 0  # Bot API, «Chat.id»: people's are positive
        rate, burst = (GROUP_RATE, GROUP_BURST) if group else (CHAT_RATE, CHAT_BURST)
        return Bucket(rate, burst, self._loop.time())

    def _serve_soon(self, chat: _Chat) -> None:
        if not chat.serving:
            chat.serving = True
            task = self._group.create_task(self._serve(chat), name="chat")
            self._servers.add(task)
            task.add_done_callback(self._servers.discard)

    async def _serve(self, chat: _Chat) -> None:
        while chat.rows and await self._turn(chat):
            async with self._slots:
                if self._held(chat) <= 0:
                    await self._send(chat, chat.rows[0])
        chat.serving = False

    def _held(self, chat: _Chat) -> float:
        """For how many seconds the chat's first message must wait."""
        until = max(chat.not_before, chat.retry_at, self._pause_until)
        if chat.id is None:
            until = max(until, self._methods.get(chat.rows[0].method, 0))
        if not self._leading():
            until = self._loop.time() + NOT_LEADING
        return until - self._loop.time()

    async def _turn(self, chat: _Chat) -> bool:
        """Wait until the chat's first message may go; false if that is after the end."""
        now = self._loop.time()
        if chat.bucket is not None:
            chat.not_before = max(chat.not_before, now + chat.bucket.take(now))
        if not await self._wait(chat):
            return False
        if self._all is not None and (delay := self._all.take(self._loop.time())) > 0:
            await asyncio.sleep(delay)
        return True

    async def _wait(self, chat: _Chat) -> bool:
        while (delay := self._held(chat)) > 0:
            if self._deadline is not None and self._loop.time() + delay > self._deadline:
                return False
            chat.nudge.clear()
            await wait_up_to(delay, chat.nudge)
        return True

    async def _send(self, chat: _Chat, row: Row) -> None:
        try:
            message_id = await self._telegram.send(
                row.method,
                row.body,
                seconds=UPLOAD_TIMEOUT if row.files else SEND_TIMEOUT,
                files=unpack(row.files) if row.files else None,
                learn=row.tag is not None,
            )
        except CallUnclear as unclear:
            self._back_off(chat, row, str(unclear))
        except CallFailed as failure:
            await self._settle(chat, row, failure)
        else:
            self._meter.message_tried("ok")
            chat.failures = 0
            await self._gone(chat, row, message_id)

    async def _gone(self, chat: _Chat, row: Row, message_id: int | None = None) -> None:
        """Take the chat's first message from the table before its next is sent."""
        chat.rows.popleft()
        batch = self._batch
        if row.tag is not None and row.chat_id is not None and message_id is not None:
            batch.sent.append(Sent(row.chat_id, message_id, row.tag))
        batch.ids.append(row.id)
        self._work.set()
        await batch.gone.wait()

    # What becomes of a message that Telegram did not take

    async def _settle(self, chat: _Chat, row: Row, failure: CallFailed) -> None:
        reason = failure.description.lower()
        if failure.retry_after is not None:
            await self._hold(chat, row, failure.retry_after)
        elif failure.migrate_to is not None and chat.id is not None:
            await self._migrate(chat, chat.id, failure.migrate_to)
        elif failure.code in (401, 404) and "method not found" not in reason:
            self._back_off(chat, row, str(failure))  # the token: polling decides what follows
        elif any(text in reason for text in _DONE):
            self._meter.message_tried("needless")
            log.info(
                "message needless", id=row.id, chat_id=chat.id, method=row.method, reason=_quoteless(failure)
            )
            await self._gone(chat, row)
        elif failure.code == 403 or "chat not found" in reason:  # noqa: PLR2004
            await self._give_up(chat, row, failure)
        elif "can't parse entities" in reason and (plain := _without_markup(row.body)) != row.body:
            self._meter.message_tried("refused")
            row.body = plain
        else:
            await self._count(chat, row, failure)

    def _back_off(self, chat: _Chat, row: Row, reason: str) -> None:
        """Send again later what may have been sent: at least once is what Telegram lets us promise."""
        self._meter.message_tried("unclear")
        chat.failures += 1
        pause = backoff(chat.failures, first=0.5)
        chat.not_before = self._loop.time() + pause
        log.warning(
            "message unclear",
            id=row.id,
            chat_id=chat.id,
            method=row.method,
            reason=reason,
            retry_in=round(pause, 1),
        )

    async def _hold(self, chat: _Chat, row: Row, seconds: float) -> None:
        self._meter.message_tried("retry_after")
        now = time.monotonic()  # the loop's clock, but uvloop's is up to a millisecond late
        chat.retry_at = now + seconds
        if chat.id is None:  # what is limited is then the method, the bot's name for hours
            self._methods[row.method] = chat.retry_at
        else:
            earlier, at = self._refused
            self._refused = (chat.id, now)
            if earlier != chat.id and now - at < REPEATED_WITHIN:
                self._pause_until = max(self._pause_until, chat.retry_at)
        everyone = self._pause_until >= chat.retry_at
        log.warning(
            "too many messages", chat_id=chat.id, method=row.method, retry_in=seconds, everyone=everyone
        )
        await persistently(
            self._pool, lambda it: it.execute(HOLD, self._bot.id, chat.id, float(seconds), row.id, row.method)
        )

    async def _migrate(self, chat: _Chat, old: int, new: int) -> None:
        """A group became a supergroup, with another id (Bot API, «ResponseParameters»)."""
        self._meter.message_tried("migrated")

        async def rewrite(connection: Connection) -> None:
            async with connection.transaction():
                await self._on_migrated(connection, old, new)
                await connection.execute(MIGRATE, self._bot.id, old, new)

        await persistently(self._pool, rewrite)
        log.info("chat migrated", chat_id=old, new_chat_id=new)
        rows = list(chat.rows)
        chat.rows.clear()
        self._known.difference_update(row.id for row in rows)
        self.admit(
            replace(row, chat_id=new, body=json.dumps({**json.loads(row.body), "chat_id": new}))
            for row in rows
        )

    async def _give_up(self, chat: _Chat, row: Row, failure: CallFailed) -> None:
        """Nobody there any more: what waits for them goes, what they own stays."""
        self._meter.message_tried("unreachable")
        ids = [it.id for it in chat.rows]

        async def forget(connection: Connection) -> None:
            async with connection.transaction():
                if chat.id is not None:
                    await self._on_unreachable(connection, chat.id)
                await connection.execute(DELETE, ids)

        await persistently(self._pool, forget)
        log.info(
            "chat unreachable",
            chat_id=chat.id,
            method=row.method,
            reason=_quoteless(failure),
            dropped=len(ids),
        )
        for _ in ids:
            chat.rows.popleft()
        self._known.difference_update(ids)

    async def _count(self, chat: _Chat, row: Row, failure: CallFailed) -> None:
        """Three tries for what nobody foresaw; then it stays in the table for people to look at."""
        self._meter.message_tried("refused")
        row.attempts += 1
        reason = _quoteless(failure)
        if row.attempts < TRIES:
            log.warning("message refused", id=row.id, chat_id=chat.id, method=row.method, reason=reason)
            await persistently(self._pool, lambda it: it.execute(COUNT_TRY, row.id, reason))
            chat.not_before = self._loop.time() + 0.2 * row.attempts
            return
        log.error("message parked", id=row.id, chat_id=chat.id, method=row.method, reason=reason)
        await persistently(self._pool, lambda it: it.execute(PARK, row.id, reason))
        chat.rows.popleft()
        self._known.discard(row.id)

    # The table

    async def _clear(self) -> None:
        """Delete what was sent, and look for what others wrote: in turn, or one would mislead the other."""
        sweep_at = self._loop.time() + SWEEP_EVERY
        while self._batch.ids or not self._ending:
            await wait_up_to(sweep_at - self._loop.time(), self._work)
            if (pause := self._delete_at - self._loop.time()) > 0:
                await asyncio.sleep(pause)
            self._work.clear()
            if self._batch.ids:
                await self._delete()
                self._delete_at = self._loop.time() + GATHER
            if self._loop.time() >= sweep_at:
                await self._sweep()
                sweep_at = self._loop.time() + SWEEP_EVERY

    async def _delete(self) -> None:
        batch, self._batch = self._batch, _Batch()
        answers = await persistently(self._pool, lambda it: self._take_away(it, batch))
        self._known.difference_update(batch.ids)
        batch.gone.set()
        self.admit(answers)

    async def _take_away(self, connection: Connection, batch: _Batch) -> list[Row]:
        """Delete what was sent, and hand on in the same transaction which ids the messages have.

        Returns what is said to that.
        """
        if not batch.sent:
            await connection.execute(DELETE, batch.ids)
            return []
        async with connection.transaction():
            await connection.execute(DELETE, batch.ids)
            drafts = self.drafts(await self._on_sent(connection, batch.sent))
            return await write(connection, self._bot.id, drafts) if drafts else []

    async def _sweep(self) -> None:
        now = self._loop.time()
        for chat in list(self._chats.values()):
            if not chat.serving and chat.retry_at <= now and (chat.bucket is None or chat.bucket.full(now)):
                del self._chats[chat.id]
        await self._load(SWEEP, list(self._known))

    async def _load(self, statement: str, *values: Any) -> bool:
        """Send what the table holds, if that is on disk; tell whether it is."""
        era = self._disk.era
        records = await persistently(self._pool, lambda it: it.fetch(statement, self._bot.id, *values))
        if records and not await self._disk.confirmed(era):
            return False
        self._admit_records(records)
        return True

    def _admit_records(self, records: Iterable[Any]) -> None:
        for record in records:
            chat_id = record["chat_id"]
            row = Row(*(record[name] for name in ("id", "chat_id", *_COLUMNS)))
            if row.id not in self._known and chat_id is not None and record["wait"]:
                chat = self._chat(chat_id)
                chat.retry_at = max(chat.retry_at, self._loop.time() + record["wait"])
            self.admit([row])


async def write(connection: Connection, bot_id: int, drafts: Sequence[Draft]) -> list[Row]:
    """Insert drafts in the transaction of `connection`; `Outbox.admit` the rows once that is committed."""
    ids = await connection.fetch(WRITE, bot_id, *columns(drafts))
    return rows_of(drafts, [record["id"] for record in ids])


def columns(drafts: Sequence[Draft]) -> tuple[list[Any], ...]:
    """Drafts as the parameters of `WRITE` and its like."""
    return tuple(list(column) for column in zip(*drafts, strict=True)) if drafts else ([], [], [], [], [])


def rows_of(drafts: Sequence[Draft], ids: Sequence[int]) -> list[Row]:
    """Drafts as the rows that they became."""
    return [Row(id_, *draft) for id_, draft in zip(ids, drafts, strict=True)]


def _quoteless(failure: CallFailed) -> str:
    """The refusal without what it quotes, which may be people's text."""
    return re.sub(r'"[^"]*"', '"…"', str(failure))[:200]


def _without_markup(body: str) -> str:
    """The message as plain text."""
    payload = json.loads(body)
    if payload.pop("parse_mode", None) is None:
        return body
    for name in ("text", "caption"):
        if name in payload:
            payload[name] = html.unescape(re.sub(r"<[^<>]*>", "", payload[name]))
    return json.dumps(payload, ensure_ascii=False)
