"""Replies on their way: rows of the outbox, side by side over chats, one at a time within each chat.

In a chat the most urgent goes first, and what is equally urgent goes in order (`Urgency`). Where Telegram's
pace lets messages pile up, only what is still worth sending is sent: of edits of one message the newest, and
plain notices joined to one.

Messages are handed over in memory once their transaction is committed; the table is the copy for a crash. A
row is deleted after its message was sent, and the chat's next message waits for that. So a crash repeats only
messages that were in flight, at most `IN_FLIGHT`. Files take minutes where the network is slow, so they have
lines of their own: the chat's other messages do not wait for them, and at most `UPLOADS` are in flight.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeAlias

import structlog

from taskbot.backoff import backoff
from taskbot.delivery.config import DeliveryConfig
from taskbot.delivery.connections import Connection
from taskbot.delivery.database import persistently
from taskbot.delivery.ephemeral import Ephemeral, is_ephemeral
from taskbot.delivery.group_commit import GroupCommit
from taskbot.delivery.messages import (
    Dropped,
    OutboxMessage,
    Reply,
    Sent,
    StoredMessage,
    alone,
    columns,
    instead_of,
    joined,
    made_needless_by,
    outbox_messages,
    stored,
    thread_of,
    unpack,
)
from taskbot.delivery.refusals import Refusal, judge, migrated, quoteless, without_markup, without_topic
from taskbot.delivery.telegram import CallFailed, CallUnclear, Files, Made, Telegram
from taskbot.delivery.token_bucket import TokenBucket
from taskbot.delivery.turns import Turn, Turns
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.delivery.updates import Update, origin_of
from taskbot.delivery.urgency import Lines, Urgency
from taskbot.delivery.waiting import wait_up_to

log = structlog.get_logger()

IN_FLIGHT = 80
UPLOADS = 2
GATHER = 0.008  # at least so many seconds between deletions, so that each deletes several rows under load
ATTEMPTS = 3
SWEEP_EVERY = 5.0  # seconds
SEND_TIMEOUT = 30.0
NOT_LEADING = 0.5  # seconds until a daemon that may have lost the leadership checks again
UPLOAD_TIMEOUT = 300.0
# A second 429 within so many seconds, for another chat, means that the whole bot is too fast.
REPEATED_WITHIN = 10.0
# Not more than one message a second in a chat, short bursts aside, and 20 a minute in a group (Telegram, Bots
# FAQ, «My bot is hitting limits»): 3 at once and 17 a minute are 20 in any minute.
CHAT_RATE, CHAT_BURST = 1.0, 4.0
GROUP_RATE, GROUP_BURST = 17 / 60, 3.0
# Of a person's burst, so much is for answers; of a group's, for all but the board. They need not wait for it.
RESERVE = 1.0

# What may go elsewhere waits no longer for the pace of its chat.
PATIENCE = 1.0  # seconds

# Notices that wait in a chat until they are joined; fewer are better read one by one.
JOIN_FROM = 4

WRITE = """
INSERT INTO outbox (bot_id, chat_id, method, payload, files, tag, urgency, key, instead)
SELECT $1, message.chat_id, message.method, message.payload::jsonb, message.files::jsonb, message.tag,
       message.urgency, message.key, message.instead::jsonb
FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::smallint[], $8::text[],
            $9::text[])
     WITH ORDINALITY AS message (chat_id, method, payload, files, tag, urgency, key, instead, place)
ORDER BY message.place
RETURNING id
"""

DELETE = "DELETE FROM outbox WHERE id = ANY ($1::bigint[])"

_LOAD = """
SELECT id, chat_id, method, payload::text AS body, files::text AS files, tag, urgency, key,
       instead::text AS instead, attempts,
       greatest(extract(epoch FROM not_before - now()), 0)::float8 AS wait
FROM outbox
WHERE bot_id = $1 AND parked_at IS NULL
"""

LOAD = f"{_LOAD} ORDER BY id"

# Rows of other processes. Younger rows may still be handed over in memory.
SWEEP = f"""
{_LOAD} AND created_at < now() - interval '5 s' AND NOT id = ANY ($2::bigint[])
ORDER BY id LIMIT 1000
"""

# The replies to an update that another daemon processed, or whose COMMIT had no answer.
LOAD_OF_UPDATE = f"{_LOAD} AND inbox_seq = $2 ORDER BY id"

HOLD = """
UPDATE outbox SET not_before = now() + make_interval(secs => $3)
WHERE bot_id = $1 AND (id = $4 OR chat_id = $2 OR ($2::bigint IS NULL AND chat_id IS NULL AND method = $5))
"""

COUNT_ATTEMPT = "UPDATE outbox SET attempts = attempts + 1, error = $2 WHERE id = $1"

SET_ASIDE = "UPDATE outbox SET attempts = attempts + 1, error = $2, parked_at = now() WHERE id = $1"

MIGRATE = """
UPDATE outbox SET chat_id = $3, payload = jsonb_set(payload, '{chat_id}', to_jsonb($3::bigint))
WHERE bot_id = $1 AND chat_id = $2
"""

LEAVE_TOPIC = """
UPDATE outbox SET payload = payload - 'message_thread_id'
WHERE bot_id = $1 AND chat_id = $2 AND payload->'message_thread_id' = to_jsonb($3::bigint)
"""

_COLUMNS = ("id", "chat_id", "method", "body", "files", "tag", "urgency", "key", "instead", "attempts")

# They have no chat but must be sent in order, so that the last menu stays.
_MENUS = ("setMyCommands", "deleteMyCommands")


# The chat in which Telegram asked for a pause, and when, in the event loop's time.
Limited: TypeAlias = tuple[int | None, float]


@dataclass(slots=True, eq=False)
class _Chat:
    """The messages of one chat, or its files, one of them in flight; times are the event loop's.

    `slowed`, it gets more than its pace allows. `keyed` has what a newer message may make needless, `turn` is
    what the chat waits for, if it does.
    """

    id: int | None
    bucket: TokenBucket | None
    files: bool = False
    messages: Lines[StoredMessage] = field(default_factory=Lines)
    in_flight: Sequence[StoredMessage] = ()
    keyed: dict[str, StoredMessage] = field(default_factory=dict)
    turn: Turn | None = None
    not_before: float = 0.0
    paced_until: float = 0.0
    retry_at: float = 0.0
    slowed: bool = False
    failures: int = 0
    nudge: asyncio.Event = field(default_factory=asyncio.Event)
    serving: bool = False


@dataclass(slots=True, eq=False)
class _Batch:
    """Sent and needless messages whose rows are deleted together."""

    ids: list[int] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)


class Outbox:
    """Sends one bot's messages, while `leading` says that this daemon leads."""

    def __init__(
        self,
        config: DeliveryConfig,
        telegram: Telegram,
        group_commit: GroupCommit,
        leading: Callable[[], bool],
    ) -> None:
        self._group_commit = group_commit
        self._pool = config.pool
        self._bot = config.bot
        self._rate = config.rate_limit
        self._on_unreachable = config.on_unreachable
        self._on_unsendable = config.on_unsendable
        self._on_migrated = config.on_migrated
        self._on_topic_gone = config.on_topic_gone
        self._unreachable: set[int | None] = set()
        self._on_sent = config.on_sent
        self._on_dropped = config.on_dropped
        self._telegram = telegram
        self._ephemeral = Ephemeral(telegram)
        self._hooks = config.hooks
        self._leading = leading
        self._loop = asyncio.get_running_loop()
        self._turns = Turns(self._rate, IN_FLIGHT)
        self._uploads = asyncio.Semaphore(UPLOADS)
        self._make = config.make
        self._chats: dict[tuple[int, bool], _Chat] = {}  # of each its messages, and its files
        self._menus = _Chat(None, None)
        self._known: set[int] = set()
        self._recalled: set[int] = set()  # before they came here
        self._batch = _Batch()
        self._work = asyncio.Event()
        self._servers: set[asyncio.Task[None]] = set()
        self._pause_until = 0.0
        self._methods: dict[str, float] = {}
        self._limited: Limited = (None, float("-inf"))
        self._deadline: float | None = None
        self._delete_at = 0.0
        self._ending = False

    # What others give it

    def written_down(self, replies: Iterable[Reply], update: Update | None = None) -> list[OutboxMessage]:
        """Turn replies, to an update or to none, into what the table holds."""
        return outbox_messages(replies, self._bot, origin_of(update) if update is not None else None)

    def admit(self, messages: Iterable[StoredMessage]) -> None:
        """Send what is committed, each message after those of its chat that came before and are as urgent."""
        if self._ending:  # what comes too late waits in the table
            return
        for message in messages:
            if message.id in self._known:
                continue
            if message.id in self._recalled:
                self._recalled.discard(message.id)
                continue
            self._known.add(message.id)
            files = message.files is not None
            chat = self._menus if message.method in _MENUS else self._chat(message.chat_id, files=files)
            self._put_in_line(chat, message)
            self._serve_soon(chat)

    def recall(self, ids: set[int]) -> None:
        """Send no more what a transaction has taken from the table; what is in flight may arrive.

        Should PostgreSQL have forgotten that transaction after a crash, the sweep finds the messages again.
        """
        self._recalled |= ids - self._known
        for chat in self._chats.values() if ids & self._known else ():
            for message in [it for it in chat.messages if it.id in ids]:
                self._drop(chat, message)

    async def admit_of_update(self, connection: Connection, seq: int) -> None:
        """Send the replies of an update that was completed without this daemon knowing it."""
        self._admit_records(await connection.fetch(LOAD_OF_UPDATE, self._bot.id, seq))

    @property
    def busy(self) -> bool:
        """Whether messages wait to be sent, or their rows to be deleted."""
        return bool(self._known)

    def wake(self) -> None:
        """Retry at once the messages that wait because Telegram was unavailable."""
        for chat in self._chats.values():
            if chat.failures:
                chat.failures = 0
                chat.not_before = 0.0
                chat.nudge.set()

    # Start and stop

    async def run(self, group: asyncio.TaskGroup) -> None:
        """Load the table and start sending."""
        self._group = group
        while not await self._load(LOAD):
            pass
        self._janitor = group.create_task(self._clear(), name="outbox")

    async def stop(self, grace: float) -> None:
        """Send what is possible within `grace` seconds, then stop."""
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

    # Lines

    def _put_in_line(self, chat: _Chat, message: StoredMessage) -> None:
        """Let a message wait, in place of those that it makes needless."""
        needless = [it for key in made_needless_by(message) if (it := chat.keyed.pop(key, None)) is not None]
        message.urgency = min((message.urgency, *(it.urgency for it in needless)))
        waiting = [it for it in needless if it not in chat.in_flight]
        if waiting:
            chat.messages.replace(waiting[0], message, message.urgency)
        else:
            chat.messages.add(message, message.urgency)
        for older in needless:
            self._drop(chat, older)
        if message.key is not None and message.method != "deleteMessage":
            chat.keyed[message.key] = message
        if chat.turn is not None:
            self._turns.hurry(chat.turn, message.urgency)
        if chat.bucket is not None:
            now = self._loop.time()
            reserve = reserve_for(chat.id, message.urgency)
            chat.paced_until = min(chat.paced_until, now + chat.bucket.debt(now, reserve))
            chat.nudge.set()

    def _drop(self, chat: _Chat, message: StoredMessage) -> None:
        """Send a message no more; one that is in flight may arrive, but is not tried again."""
        if message in chat.in_flight:
            message.recalled = True
        else:
            self._take_out(chat, message)
            self._discard(message)

    def _take_out(self, chat: _Chat, message: StoredMessage) -> None:
        """Let a message leave its line."""
        chat.messages.remove(message)
        if message.key is not None and chat.keyed.get(message.key) is message:
            del chat.keyed[message.key]

    def _discard(self, message: StoredMessage) -> None:
        """Let a message leave the table soon."""
        self._batch.ids.append(message.id)
        self._work.set()

    # Sending

    def _chat(self, chat_id: int | None, *, files: bool = False) -> _Chat:
        if chat_id is None:
            return _Chat(None, None, files)  # nothing to keep in order
        chat = self._chats.get((chat_id, files))
        if chat is None:
            bucket = chat_bucket(chat_id, self._loop.time()) if self._rate else None
            chat = self._chats[chat_id, files] = _Chat(chat_id, bucket, files)
        return chat

    def _serve_soon(self, chat: _Chat) -> None:
        if not chat.serving:
            chat.serving = True
            task = self._group.create_task(self._serve(chat), name="chat")
            self._servers.add(task)
            task.add_done_callback(self._servers.discard)

    async def _serve(self, chat: _Chat) -> None:
        while chat.messages:
            if await self._divert(chat):
                continue
            if not await self._may_send(chat):
                break
            try:
                if chat.messages and not chat.files and self._held(chat) <= 0:
                    await self._send_next(chat)
            finally:
                self._turns.end()
            if chat.files:
                await self._upload_next(chat)
        chat.serving = False

    async def _divert(self, chat: _Chat) -> bool:
        """Let nothing wait for the chat that may go elsewhere; tell whether something went."""
        now = self._loop.time()
        wait = max(chat.retry_at - now, chat.bucket.debt(now, reserve=1) if chat.bucket is not None else 0)
        diverted = [it for it in chat.messages if instead_of(it)] if wait > PATIENCE else []
        if diverted:
            await self._send_instead(chat, diverted)
        return bool(diverted)

    async def _upload_next(self, chat: _Chat) -> None:
        async with self._uploads:
            if chat.messages and self._held(chat) <= 0:
                await self._send_next(chat)

    async def _send_next(self, chat: _Chat) -> None:
        """Send the message whose turn it is, together with those that can be joined to it."""
        line = chat.messages.line_of(chat.messages.choose().urgency)
        messages, body = joined(line, JOIN_FROM) if chat.slowed else alone(line)
        chat.in_flight = messages
        try:
            await self._send(chat, messages, body)
        finally:
            chat.in_flight = ()
        for message in messages:
            if message.recalled and message in chat.messages:
                self._drop(chat, message)

    def _held(self, chat: _Chat) -> float:
        """For how many seconds the chat's messages must wait."""
        until = max(chat.not_before, chat.paced_until, chat.retry_at, self._pause_until)
        if chat.id is None:
            until = max(until, self._methods.get(chat.messages.first().method, 0))
        if not self._leading():
            until = self._loop.time() + NOT_LEADING
        return until - self._loop.time()

    async def _may_send(self, chat: _Chat) -> bool:
        """Wait until one of the chat's messages may go, and take a turn; false if that is after the end."""
        now = self._loop.time()
        if chat.bucket is not None:
            pause = chat.bucket.take(now, reserve_for(chat.id, chat.messages.urgency()))
            chat.slowed = pause > 0
            chat.paced_until = now + pause
        if not await self._wait(chat):
            return False
        if not chat.messages:  # what waited was dropped
            return False
        chat.turn = Turn(chat.messages.urgency())
        await self._turns.wait(chat.turn)
        chat.turn = None
        return True

    async def _wait(self, chat: _Chat) -> bool:
        while chat.messages and (delay := self._held(chat)) > 0:
            if self._deadline is not None and self._loop.time() + delay > self._deadline:
                return False
            chat.nudge.clear()
            await wait_up_to(delay, chat.nudge)
        return True

    async def _send(self, chat: _Chat, messages: Sequence[StoredMessage], body: str) -> None:
        message = messages[0]
        try:
            message_id = await self._call(message, body)
        except CallUnclear as unclear:
            self._back_off(chat, message, str(unclear))
        except CallFailed as failure:
            await self._settle(chat, messages, failure)
        else:
            self._hooks.message_tried("ok")
            self._unreachable.discard(chat.id)
            chat.failures = 0
            await self._remove(chat, messages, message_id)

    async def _call(self, message: StoredMessage, body: str) -> int | None:
        if is_ephemeral(body):
            await self._ephemeral.send(message.method, body, seconds=SEND_TIMEOUT)
            return None
        return await self._telegram.send(
            message.method,
            body,
            seconds=UPLOAD_TIMEOUT if message.files else SEND_TIMEOUT,
            files=self._contents(message.files) if message.files else None,
            needs_id=message.tag is not None,
        )

    def _contents(self, files: str) -> Files:
        return {
            name: (filename, Made(partial(self._pieces, it)) if isinstance(it, str) else it)
            for name, (filename, it) in unpack(files).items()
        }

    async def _pieces(self, recipe: str) -> AsyncGenerator[bytes, None]:
        """Make a file in a unit of work of its own, which only reads."""
        async with (
            self._pool.acquire() as connection,
            UnitOfWork(connection) as uow,
            aclosing(self._make(uow, recipe)) as pieces,
        ):
            async for piece in pieces:
                yield piece

    async def _remove(
        self, chat: _Chat, messages: Sequence[StoredMessage], message_id: int | None = None
    ) -> None:
        """Take what was sent from the table before the chat's next message is sent."""
        batch, first = self._batch, messages[0]
        if first.tag is not None and first.chat_id is not None and message_id is not None:
            batch.sent.append(Sent(first.chat_id, message_id, first.tag))
        for message in messages:
            self._take_out(chat, message)
            self._discard(message)
        await batch.gone.wait()

    # What becomes of a message that Telegram did not take

    async def _settle(self, chat: _Chat, messages: Sequence[StoredMessage], failure: CallFailed) -> None:
        refusal, message = judge(failure), messages[0]
        if refusal is Refusal.RETRY_AFTER:
            await self._hold(chat, message, failure.retry_after or 0)
        elif refusal is Refusal.MIGRATED and chat.id is not None and failure.migrate_to is not None:
            await self._migrate(chat, chat.id, failure.migrate_to)
        elif refusal is Refusal.TOKEN:
            self._back_off(chat, message, str(failure))  # polling decides what follows
        elif message.instead is not None:
            self._hooks.message_tried("refused")
            log.info("message gives way to another", **_about(chat, message), reason=quoteless(failure))
            await self._send_instead(chat, [message])
        else:
            await self._settle_for_good(chat, messages, failure, refusal)

    async def _settle_for_good(
        self, chat: _Chat, messages: Sequence[StoredMessage], failure: CallFailed, refusal: Refusal
    ) -> None:
        """Deal with what would be refused again, were it tried again as it is."""
        message = messages[0]
        if refusal is Refusal.NEEDLESS:
            self._hooks.message_tried("needless")
            log.info("message needless", **_about(chat, message), reason=quoteless(failure))
            self._batch.dropped += dropped_of(messages, quoteless(failure))
            await self._remove(chat, messages)
        elif refusal is Refusal.UNREACHABLE:
            await self._give_up(chat, message, failure, list(chat.messages))
        elif refusal is Refusal.TOPIC:
            await self._leave_topic(chat, message, failure)
        elif len(messages) > 1:
            self._hooks.message_tried("refused")
            for it in messages:  # one of them may be at fault
                it.alone = True
        elif refusal is Refusal.UNSENDABLE:
            await self._explain(chat, message, failure)
        elif refusal is Refusal.MARKUP and (plain := without_markup(message.body)) != message.body:
            self._hooks.message_tried("refused")
            message.body = plain
        else:
            await self._count(chat, message, failure)

    def _back_off(self, chat: _Chat, message: StoredMessage, reason: str) -> None:
        """Retry a message that may have been sent: the Bot API only allows at-least-once."""
        self._hooks.message_tried("unclear")
        chat.failures += 1
        pause = backoff(chat.failures, first=0.5)
        chat.not_before = self._loop.time() + pause
        log.warning("message unclear", **_about(chat, message), reason=reason, retry_in=round(pause, 1))

    async def _hold(self, chat: _Chat, message: StoredMessage, seconds: float) -> None:
        self._hooks.message_tried("retry_after")
        now = time.monotonic()  # the loop's clock, but uvloop's is up to a millisecond late
        chat.retry_at = now + seconds
        if other := self._chats.get((chat.id or 0, not chat.files)):
            other.retry_at = chat.retry_at
        if chat.id is None:  # then Telegram limits the method; setting the bot's name, for hours
            self._methods[message.method] = chat.retry_at
        else:
            earlier, self._limited = self._limited, (chat.id, now)
            if whole_bot_is_limited(earlier, self._limited):
                self._pause_until = max(self._pause_until, chat.retry_at)
        everyone = self._pause_until >= chat.retry_at
        log.warning("too many messages", **_about(chat, message), retry_in=seconds, everyone=everyone)
        held = (self._bot.id, chat.id, float(seconds), message.id, message.method)
        await persistently(self._pool, lambda it: it.execute(HOLD, *held))

    async def _migrate(self, chat: _Chat, old: int, new: int) -> None:
        """A group became a supergroup, with another id (Bot API, «ResponseParameters»)."""
        self._hooks.message_tried("migrated")
        await persistently(self._pool, lambda it: self._follow(it, old, new))
        log.info("chat migrated", chat_id=old, new_chat_id=new)
        messages = sorted(chat.messages, key=lambda it: it.id)
        chat.messages.clear()
        chat.keyed.clear()
        self._known.difference_update(message.id for message in messages)
        self.admit(replace(it, chat_id=new, body=migrated(it.body, new)) for it in messages)

    async def _follow(self, connection: Connection, old: int, new: int) -> None:
        async with UnitOfWork(connection) as uow:
            await uow.write(MIGRATE, self._bot.id, old, new)
            await self._on_migrated(uow, old, new)

    async def _leave_topic(self, chat: _Chat, message: StoredMessage, failure: CallFailed) -> None:
        """A topic is deleted or closed: what waits for it goes to the chat itself."""
        topic = thread_of(message)
        there = [it for it in chat.messages if thread_of(it) == topic]
        if topic is None or chat.id is None:  # General is closed
            await self._give_up(chat, message, failure, there, whole=False)
            return
        self._hooks.message_tried("refused")
        stored = await persistently(self._pool, lambda it: self._move(it, chat.id or 0, topic))
        log.info("topic gone", **_about(chat, message), thread_id=topic, reason=quoteless(failure))
        for it in there:
            it.body = without_topic(it.body)
        self.admit(stored)

    async def _move(self, connection: Connection, chat_id: int, topic: int) -> list[StoredMessage]:
        async with UnitOfWork(connection) as uow:
            await uow.write(LEAVE_TOPIC, self._bot.id, chat_id, topic)
            replies = await self._on_topic_gone(uow, chat_id, topic)
            return await write(uow, self._bot.id, self.written_down(replies))

    async def _give_up(
        self,
        chat: _Chat,
        message: StoredMessage,
        failure: CallFailed,
        dropped: Sequence[StoredMessage],
        *,
        whole: bool = True,
    ) -> None:
        """Nobody there any more: what waits for them goes, what they own stays. The log tells it once."""
        self._hooks.message_tried("unreachable")
        ids, reason = [it.id for it in dropped], quoteless(failure)
        about = dropped_of(dropped, reason)
        replies = await persistently(
            self._pool, lambda it: self._forget(it, chat.id if whole else None, ids, about)
        )
        if chat.id not in self._unreachable:
            log.info("chat unreachable", **_about(chat, message), reason=reason, dropped=len(ids))
        self._unreachable.add(chat.id)
        for it in dropped:
            self._take_out(chat, it)
        self._known.difference_update(ids)
        self.admit(replies)

    async def _forget(
        self, connection: Connection, chat_id: int | None, ids: list[int], dropped: list[Dropped]
    ) -> list[StoredMessage]:
        async with UnitOfWork(connection) as uow:
            if chat_id is not None:
                await self._on_unreachable(uow, chat_id)
            await uow.write(DELETE, ids)
            return await write(uow, self._bot.id, self.written_down(await self._tell_dropped(uow, dropped)))

    async def _tell_dropped(self, uow: UnitOfWork, dropped: list[Dropped]) -> Sequence[Reply]:
        return await self._on_dropped(uow, dropped) if dropped else ()

    async def _send_instead(self, chat: _Chat, messages: Sequence[StoredMessage]) -> None:
        """Send what is to go in place of messages."""
        stored = await persistently(self._pool, lambda it: self._exchange(it, messages))
        for message in messages:
            self._take_out(chat, message)
            self._known.discard(message.id)
        self.admit(stored)

    async def _exchange(
        self, connection: Connection, messages: Sequence[StoredMessage]
    ) -> list[StoredMessage]:
        async with UnitOfWork(connection) as uow:
            deleted = await uow.write(f"{DELETE} RETURNING id", [it.id for it in messages])
            gone = {record["id"] for record in deleted}  # unless another daemon was quicker
            others = [other for it in messages if it.id in gone for other in instead_of(it)]
            return await write(uow, self._bot.id, others)

    async def _explain(self, chat: _Chat, message: StoredMessage, failure: CallFailed) -> None:
        """Send in place of a message why it cannot be sent."""
        self._hooks.message_tried("unsendable")
        reason = quoteless(failure)
        log.info("message cannot be sent", **_about(chat, message), reason=reason)
        stored = await persistently(self._pool, lambda it: self._replace(it, message, reason))
        self._take_out(chat, message)
        self._known.discard(message.id)
        self.admit(stored)

    async def _replace(
        self, connection: Connection, message: StoredMessage, reason: str
    ) -> list[StoredMessage]:
        async with UnitOfWork(connection) as uow:
            replies = await self._on_unsendable(uow, message.chat_id, reason) if message.chat_id else ()
            written = [it._replace(urgency=message.urgency) for it in self.written_down(replies)]
            await uow.write(DELETE, [message.id])
            return await write(uow, self._bot.id, written)

    async def _count(self, chat: _Chat, message: StoredMessage, failure: CallFailed) -> None:
        """Count an unexpected refusal; after three attempts the message is a dead letter."""
        self._hooks.message_tried("refused")
        message.attempts += 1
        reason = quoteless(failure)
        if message.attempts < ATTEMPTS:
            log.warning("message refused", **_about(chat, message), reason=reason)
            await persistently(self._pool, lambda it: it.execute(COUNT_ATTEMPT, message.id, reason))
            chat.not_before = self._loop.time() + 0.2 * message.attempts
            return
        log.error("message is a dead letter", **_about(chat, message), reason=reason)
        await persistently(self._pool, lambda it: it.execute(SET_ASIDE, message.id, reason))
        self._take_out(chat, message)
        self._known.discard(message.id)

    # The table

    async def _clear(self) -> None:
        """Delete rows of sent messages, and sweep, in turn: a sweep must not see rows being deleted."""
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

    async def _take_away(self, connection: Connection, batch: _Batch) -> list[StoredMessage]:
        """Delete rows of sent messages; report their ids, and what was dropped, in the same transaction.

        Returns the replies to these reports.
        """
        if not batch.sent and not batch.dropped:
            await connection.execute(DELETE, batch.ids)
            return []
        async with UnitOfWork(connection) as uow:
            await uow.write(DELETE, batch.ids)
            replies = list(await self._on_sent(uow, batch.sent)) if batch.sent else []
            replies += await self._tell_dropped(uow, batch.dropped)
            return await write(uow, self._bot.id, self.written_down(replies))

    async def _sweep(self) -> None:
        now = self._loop.time()
        for known, chat in list(self._chats.items()):
            if not chat.serving and chat.retry_at <= now and (chat.bucket is None or chat.bucket.full(now)):
                del self._chats[known]
        await self._load(SWEEP, list(self._known))

    async def _load(self, statement: str, *values: Any) -> bool:
        """Send the rows of the table once they are on disk; false if that could not be confirmed."""
        epoch = self._group_commit.epoch
        records = await persistently(self._pool, lambda it: it.fetch(statement, self._bot.id, *values))
        if records and not await self._group_commit.confirmed(epoch):
            return False
        self._admit_records(records)
        return True

    def _admit_records(self, records: Iterable[Any]) -> None:
        for record in records:
            chat_id = record["chat_id"]
            message = StoredMessage(**{name: record[name] for name in _COLUMNS})
            message.urgency = Urgency(message.urgency)
            if message.id not in self._known and chat_id is not None and record["wait"]:
                chat = self._chat(chat_id, files=message.files is not None)
                chat.retry_at = max(chat.retry_at, self._loop.time() + record["wait"])
            self.admit([message])


async def write(uow: UnitOfWork, bot_id: int, messages: Sequence[OutboxMessage]) -> list[StoredMessage]:
    """Write messages to the table; pass them to `Outbox.admit` after the commit."""
    if not messages:
        return []
    records = await uow.write(WRITE, bot_id, *columns(messages))
    return stored(messages, [record["id"] for record in records])


def dropped_of(messages: Iterable[StoredMessage], reason: str) -> list[Dropped]:
    """What is told of messages that are not sent again."""
    return [
        Dropped(it.chat_id, it.tag, reason)
        for it in messages
        if it.tag is not None and it.chat_id is not None
    ]


def chat_bucket(chat_id: int, now: float) -> TokenBucket:
    """The pace that Telegram allows in a chat: groups are slower than people."""
    rate, burst = (GROUP_RATE, GROUP_BURST) if is_group(chat_id) else (CHAT_RATE, CHAT_BURST)
    return TokenBucket(rate, burst, now)


def reserve_for(chat_id: int | None, urgency: Urgency) -> float:
    """What such a message must leave of the chat's burst to more urgent ones."""
    if is_group(chat_id):
        return RESERVE if urgency is Urgency.BOARD else 0
    return 0 if urgency is Urgency.ANSWER else RESERVE


def is_group(chat_id: int | None) -> bool:
    """Whether a chat is no person's (Bot API, «Chat.id»: those are positive)."""
    return chat_id is not None and chat_id < 0


def whole_bot_is_limited(earlier: Limited, later: Limited) -> bool:
    """Whether two successive 429 answers mean that the whole bot is too fast, not only one chat."""
    return earlier[0] != later[0] and later[1] - earlier[1] < REPEATED_WITHIN


def _about(chat: _Chat, message: StoredMessage) -> dict[str, Any]:
    """Return the log fields of a message."""
    return {"id": message.id, "chat_id": chat.id, "method": message.method}
