"""Updates at work: in order within each chat, side by side over chats, one unit of work for each.

Its transaction holds all that an update does: the handler's changes, the replies and the note that it is
done (`completion`). A queue keeps a few updates in memory; the others stay in the table and are read when
their turn comes, as are those that a crash, another process or a replay left there.
"""

from __future__ import annotations

import asyncio
import json
import time
import traceback
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg
import structlog

from taskbot.backoff import backoff
from taskbot.delivery.completion import DoneAlready, complete, set_aside
from taskbot.delivery.config import DeliveryConfig
from taskbot.delivery.connections import Connection
from taskbot.delivery.database import AWAY, persistently, raise_if_cancelled, transient
from taskbot.delivery.errors import Refused
from taskbot.delivery.group_commit import GroupCommit
from taskbot.delivery.messages import OutboxMessage, StoredMessage
from taskbot.delivery.outbox import Outbox, write
from taskbot.delivery.unit_of_work import PRECONDITION_FAILED, UnitOfWork
from taskbot.delivery.updates import Update, kind_of
from taskbot.delivery.user_rate_limit import UserRateLimit

log = structlog.get_logger()

DEPTH = 500  # updates of one chat in memory
ATTEMPTS = 3
# How often a daemon may end while it works on an update before the update is taken for the reason.
CRASHES = 5
SWEEP_EVERY = 5.0  # seconds
# Connections that are left to polling, sending, group commit and looking after.
OTHERS = 4

# Before another attempt at what an earlier daemon left: if this one ends as well, that is remembered.
COUNT_START = "UPDATE inbox SET attempts = attempts + 1 WHERE seq = $1 AND done_at IS NULL RETURNING attempts"

COUNT_FAILURE = """
UPDATE inbox SET attempts = $2, error = $3 WHERE seq = $1 AND done_at IS NULL RETURNING attempts
"""

_UNDONE = "bot_id = $1 AND done_at IS NULL AND parked_at IS NULL"

WAITING = f"""
SELECT chat_id, max(seq) AS last, max(attempts) AS attempts FROM inbox WHERE {_UNDONE}
GROUP BY chat_id ORDER BY min(seq)
"""

# Chats with updates that another process left or replayed.  $2: what is in memory.
SWEEP = f"""
SELECT DISTINCT chat_id FROM inbox
WHERE {_UNDONE} AND received_at < now() - interval '5 s' AND NOT seq = ANY ($2::bigint[])
"""

# $3: as many as may stand in memory.
READ = f"""
SELECT seq, update_id, body::text AS body, attempts FROM inbox WHERE {_UNDONE} AND chat_id = $2
ORDER BY seq LIMIT $3
"""


class Unconfirmed(asyncpg.PostgresConnectionError):
    """PostgreSQL went away after a COMMIT, and may have forgotten it."""


@dataclass(slots=True, eq=False)
class QueuedUpdate:
    """An update in line: `seq` is its place, `due` when it may be done, `attempts` how often it failed."""

    seq: int
    update: Update
    due: float
    attempts: int = 0


class Attempt(NamedTuple):
    """What came of attempting a queue's next update: of `queued`, if there was one to do, and in how many
    seconds the next attempt comes.

    What was `committed`, in that `epoch`, is not known to be on disk yet.
    """

    started: float
    epoch: int
    queued: QueuedUpdate | None = None
    outcome: str = ""
    pause: float = 0
    replies: Sequence[StoredMessage] = ()
    committed: bool = False


@dataclass(slots=True, eq=False)
class ChatQueue:
    """A chat's updates. `more` says that the table holds some that are not in memory.

    A queue is in line for a worker (`in_line` also while one has it), or waits for the disk or its timer.
    """

    chat_id: int
    updates: deque[QueuedUpdate] = field(default_factory=deque)
    more: bool = False
    failures: int = 0
    not_before: float = 0.0
    timer: asyncio.TimerHandle | None = None
    in_line: bool = False

    @property
    def has_room(self) -> bool:
        """Whether the next update may stand in memory: not behind what only the table holds."""
        return not self.more and len(self.updates) < DEPTH

    def refill(self, read: Sequence[QueuedUpdate]) -> None:
        """Take over what was read from the table; what came meanwhile is in it or not, and read again."""
        came_meanwhile = bool(self.updates) or self.more
        self.updates = deque(read)
        self.more = came_meanwhile or len(read) == DEPTH

    def first_due(self, now: float) -> QueuedUpdate | None:
        """The update whose turn it is: in a group, those of a person who is slowed let others' pass."""
        return next((queued for queued in self.updates if queued.due <= now), None)


class ChatQueues:
    """Processes the updates of one bot."""

    def __init__(self, config: DeliveryConfig, outbox: Outbox, group_commit: GroupCommit) -> None:
        self._group_commit = group_commit
        self._pool = config.pool
        self._bot_id = config.bot.id
        self._handle = config.handle
        self._apologise = config.apologise
        self._allowed_updates = frozenset(config.allowed_updates)
        self._outbox = outbox
        self._hooks = config.hooks
        self._user_rate_limit = UserRateLimit(config.user_rate_limit, config.slow_notice)
        self._loop = asyncio.get_running_loop()
        self._queues: dict[int, ChatQueue] = {}
        self._ready: asyncio.Queue[ChatQueue] = asyncio.Queue()
        self._workers: list[asyncio.Task[None]] = []
        self._busy: set[asyncio.Task[Any] | None] = set()
        self._stopping = False
        self._left_until = 0

    # What others give it

    def push(self, chat_id: int, update: Update, seq: int | None) -> None:
        """Put an update in line that the table holds at `seq`; none: it was there before, done or not."""
        queue = self._queues.get(chat_id)
        if queue is None:
            queue = self._queues[chat_id] = ChatQueue(chat_id)
        if seq is None or not queue.has_room:
            queue.more = True
        else:
            queue.updates.append(self._queued(seq, update))
        if not queue.in_line:
            queue.in_line = True
            self._ready.put_nowait(queue)
        elif queue.timer is not None:
            self._wake(queue)  # it may be due before what the queue waits for

    def look_up(self, chat_id: int) -> None:
        """Look in the table for updates of a chat."""
        self.push(chat_id, {}, None)

    @property
    def busy(self) -> bool:
        """Whether any chat has updates in line."""
        return bool(self._queues)

    def slowed(self) -> list[int]:
        """The chats that wait because somebody in them is slowed."""
        now = self._loop.time()
        return [chat for chat, queue in self._queues.items() if any(it.due > now for it in queue.updates)]

    # Start and stop

    async def run(self, group: asyncio.TaskGroup) -> None:
        """Take up what an earlier daemon left, and start to work."""
        waiting = await persistently(self._pool, lambda it: it.fetch(WAITING, self._bot_id))
        self._left_until = max((record["last"] for record in waiting), default=0)
        # What was attempted before may have ended the daemon: alone, it takes nobody else's update with it.
        for record in waiting:
            if record["attempts"]:
                await self._process_alone(record["chat_id"])
        for record in waiting:
            self.look_up(record["chat_id"])
        size = max(1, self._pool.get_max_size() - OTHERS)
        self._workers = [group.create_task(self._work(), name="worker") for _ in range(size)]
        self._sweeper = group.create_task(self._sweep(), name="inbox")

    async def stop(self, grace: float) -> None:
        """Let running transactions end within `grace` seconds; the rest roll back, to be done later."""
        self._stopping = True
        self._sweeper.cancel()
        running = [worker for worker in self._workers if worker in self._busy]
        for worker in self._workers:
            if worker not in self._busy:
                worker.cancel()
        if running:
            await asyncio.wait(running, timeout=grace)
        for worker in running:
            worker.cancel()
        with suppress(TimeoutError):  # what was done is told as well
            await asyncio.wait_for(self._group_commit.confirmed(self._group_commit.epoch), timeout=1)

    # Working

    def _queued(self, seq: int, update: Update, attempts: int = 0) -> QueuedUpdate:
        return QueuedUpdate(seq, update, self._user_rate_limit.due(update), attempts)

    async def _work(self) -> None:
        """Take queues one update at a time; keep the connection while there are any."""
        queue: ChatQueue | None = None
        failures = 0
        while not self._stopping:
            queue = queue or await self._ready.get()
            epoch = self._group_commit.epoch
            try:
                async with self._pool.acquire() as connection:
                    failures = 0
                    while queue is not None and self._goes_on(connection, epoch):
                        await self._process_next(queue, connection, epoch)
                        queue = None if self._ready.empty() else self._ready.get_nowait()
            except AWAY:
                raise_if_cancelled()
                if queue is not None:  # somebody else may have a connection
                    self._ready.put_nowait(queue)
                    queue = None
                failures += 1
                await asyncio.sleep(backoff(failures, first=0.1, longest=2))

    def _goes_on(self, connection: Connection, epoch: int) -> bool:
        """Whether a connection is good for another update."""
        return not (self._stopping or connection.is_closed() or epoch != self._group_commit.epoch)

    async def _process_next(self, queue: ChatQueue, connection: Connection, epoch: int) -> None:
        """Process a queue's next update; once that is sure, put the queue in line again for the one after."""
        task = asyncio.current_task()
        self._busy.add(task)
        try:
            attempt = await self._attempt(queue, connection, epoch)
        finally:
            self._busy.discard(task)
        if attempt.committed:
            self._group_commit.confirm(epoch, partial(self._on_confirmed, queue, attempt))
        else:
            self._conclude(queue, attempt)

    async def _process_alone(self, chat_id: int) -> None:
        queue = self._queues[chat_id] = ChatQueue(chat_id, more=True, in_line=True)
        epoch = self._group_commit.epoch
        attempt = await persistently(self._pool, lambda connection: self._attempt(queue, connection, epoch))
        if attempt.committed:
            self._on_confirmed(queue, attempt, await self._group_commit.confirmed(epoch))
        else:
            self._conclude(queue, attempt)

    def _on_confirmed(self, queue: ChatQueue, attempt: Attempt, durable: bool) -> None:
        """Go on with what is on disk; what may not be is done again, and found to be done if it was."""
        if not durable:
            pause = self._postpone(queue, Unconfirmed())
            attempt = attempt._replace(outcome="postponed", pause=pause, replies=())
        self._conclude(queue, attempt)

    def _wake(self, queue: ChatQueue) -> None:
        if queue.timer is not None:
            queue.timer.cancel()
            queue.timer = None
            self._ready.put_nowait(queue)

    async def _attempt(self, queue: ChatQueue, connection: Connection, epoch: int) -> Attempt:
        """Attempt a queue's next update."""
        attempt = Attempt(time.perf_counter(), epoch)
        if (pause := queue.not_before - self._loop.time()) > 0:
            return attempt._replace(pause=pause)
        try:
            if not queue.updates:
                await self._read(queue, connection)
            queued = queue.first_due(self._loop.time())
            if queued is None:
                return attempt._replace(pause=await self._slow_down(queue, connection))
            attempt = attempt._replace(queued=queued)
            return await self._process(attempt, queued, connection)
        except Exception as error:
            raise_if_cancelled()
            if not transient(error, connection):
                raise
            return attempt._replace(outcome="postponed", pause=self._postpone(queue, error))

    def _conclude(self, queue: ChatQueue, attempt: Attempt) -> None:
        """Let the replies go, put the queue in line again if it is to be, and tell the log."""
        self._outbox.admit(attempt.replies)
        if attempt.outcome != "postponed":
            queue.failures = 0
        if attempt.queued is not None and not attempt.pause:
            queue.updates.remove(attempt.queued)
        if attempt.pause:
            queue.not_before = self._loop.time() + attempt.pause
            queue.timer = self._loop.call_later(attempt.pause, self._wake, queue)
        elif queue.updates or queue.more:
            self._ready.put_nowait(queue)
        else:
            del self._queues[queue.chat_id]
        if attempt.queued is not None:
            self._note(queue, attempt.queued, attempt.outcome, attempt.started)

    async def _slow_down(self, queue: ChatQueue, connection: Connection) -> float:
        """Tell whose updates wait that they do; return the seconds until the first of them may be done."""
        if not queue.updates:
            return 0
        try:
            messages = self._outbox.written_down(self._user_rate_limit.notice(queue.updates[0].update))
        except Exception:
            log.exception("the notice failed")
        else:
            if messages:
                log.info("a person is slowed", chat_id=queue.chat_id)
                async with UnitOfWork(connection) as uow:
                    stored = await write(uow, self._bot_id, messages)
                self._outbox.admit(stored)
        return max(0.001, min(it.due for it in queue.updates) - self._loop.time())

    def _postpone(self, queue: ChatQueue, error: Exception) -> float:
        """The database is away, or another update was quicker: the same again, however often."""
        queue.failures += 1
        if isinstance(error, asyncpg.TransactionRollbackError):
            log.info(
                "an update met another and is done again", chat_id=queue.chat_id, failures=queue.failures
            )
        elif queue.failures == 1:
            log.warning("an update waits for PostgreSQL", chat_id=queue.chat_id, error=type(error).__name__)
        return backoff(queue.failures, first=0.05, longest=2)

    async def _read(self, queue: ChatQueue, connection: Connection) -> None:
        """Fill a queue from the table."""
        queue.more = False
        try:
            records = await connection.fetch(READ, self._bot_id, queue.chat_id, DEPTH)
        except BaseException:
            queue.updates.clear()  # what was pushed comes after what could not be read
            queue.more = True
            raise
        queue.refill([self._queued(it["seq"], json.loads(it["body"]), it["attempts"]) for it in records])

    async def _process(self, attempt: Attempt, queued: QueuedUpdate, connection: Connection) -> Attempt:
        """Process an update; if it is to be attempted again, the attempt says in how many seconds."""
        try:
            return await self._process_or_fail(attempt, queued, connection)
        except DoneAlready:
            # Its replies go before those of the chat's next update.
            if not await self._group_commit.confirmed(attempt.epoch):
                raise Unconfirmed from None
            await self._outbox.admit_of_update(connection, queued.seq)
            return attempt._replace(outcome="done already")

    async def _process_or_fail(
        self, attempt: Attempt, queued: QueuedUpdate, connection: Connection
    ) -> Attempt:
        """Process an update, unless it has ended too many daemons; count the failure of a bug."""
        if queued.seq <= self._left_until and not await self._count_start(queued, connection):
            return attempt._replace(outcome="parked")
        try:
            return await self._process_once(attempt, queued, connection)
        except DoneAlready:
            raise
        except Exception as error:
            if transient(error, connection):
                raise
            outcome, pause = await self._fail(queued, error, connection)
            return attempt._replace(outcome=outcome, pause=pause)

    async def _process_once(self, attempt: Attempt, queued: QueuedUpdate, connection: Connection) -> Attempt:
        if kind_of(queued.update) not in self._allowed_updates:
            await complete(connection, self._bot_id, queued.seq, [])
            return attempt._replace(outcome="ignored", committed=True)
        while True:
            uow = UnitOfWork(connection, attempt.epoch)
            try:
                return await self._run_handler(attempt, queued, connection, uow)
            except Exception as error:
                if uow.precondition is None:
                    raise
                uow.precondition.on_failure()  # whatever went wrong, that may be why
                if getattr(error, "sqlstate", None) != PRECONDITION_FAILED:
                    raise

    async def _run_handler(
        self, attempt: Attempt, queued: QueuedUpdate, connection: Connection, uow: UnitOfWork
    ) -> Attempt:
        """Handle an update and complete it, in one transaction; a refusal undoes what the handler did."""
        try:
            async with uow:
                replies = self._outbox.written_down(await self._handle(queued.update, uow))
                stored = await complete(connection, self._bot_id, queued.seq, replies, uow.take_rest())
            outcome = "done"
        except Refused as refused:
            replies = self._outbox.written_down(refused.replies)
            stored = await complete(connection, self._bot_id, queued.seq, replies, uow.take_rest())
            outcome = "refused"
        return attempt._replace(outcome=outcome, replies=stored, committed=True)

    # What goes wrong

    async def _count_start(self, queued: QueuedUpdate, connection: Connection) -> bool:
        """Note that an update is attempted that a daemon left; false if it has ended too many of them."""
        attempts = await connection.fetchval(COUNT_START, queued.seq)
        if attempts is None or attempts <= CRASHES:
            queued.attempts = attempts or 0
            return True
        await self._set_aside(queued, "the daemon ended again and again while it worked on this", connection)
        return False

    async def _fail(
        self, queued: QueuedUpdate, error: Exception, connection: Connection
    ) -> tuple[str, float]:
        """A bug: attempt it again, but not for ever; unless it fails for having been done."""
        if queued.seq > self._left_until:
            queued.attempts += 1
        about = {"update_id": queued.update.get("update_id"), "seq": queued.seq}
        reason = where(error)
        if queued.attempts >= ATTEMPTS:
            await self._set_aside(queued, reason, connection)
            log.error("update is a dead letter", **about, exc_info=error)
            return "parked", 0
        if await connection.fetchval(COUNT_FAILURE, queued.seq, queued.attempts, reason) is None:
            raise DoneAlready
        log.warning("update failed", **about, exc_info=error)
        return "failed", backoff(queued.attempts, first=0.2)

    async def _set_aside(self, queued: QueuedUpdate, reason: str, connection: Connection) -> None:
        """Make a dead letter of an update, for people to look at, and tell whom it was from."""
        try:
            apology = self._outbox.written_down(self._apologise(queued.update))
            stored = await self._store_aside(queued, reason, apology, connection)
        except Exception as error:
            if isinstance(error, DoneAlready) or transient(error, connection):
                raise
            log.exception("the apology failed")
            stored = await self._store_aside(queued, reason, [], connection)
        self._outbox.admit(stored)

    async def _store_aside(
        self, queued: QueuedUpdate, reason: str, apology: Sequence[OutboxMessage], connection: Connection
    ) -> list[StoredMessage]:
        return await set_aside(connection, self._bot_id, queued.seq, apology, queued.attempts, reason)

    # The table

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            for record in await persistently(self._pool, self._find):
                self.look_up(record["chat_id"])

    async def _find(self, connection: Connection) -> list[Any]:
        known = [queued.seq for queue in self._queues.values() for queued in queue.updates]
        return await connection.fetch(SWEEP, self._bot_id, known)

    def _note(self, queue: ChatQueue, queued: QueuedUpdate, outcome: str, started: float) -> None:
        kind = kind_of(queued.update)
        seconds = time.perf_counter() - started
        self._hooks.update_tried(kind, outcome, seconds)
        log.info(
            "update",
            update_id=queued.update.get("update_id"),
            chat_id=queue.chat_id,
            kind=kind,
            outcome=outcome,
            ms=round(seconds * 1000, 1),
        )


def where(error: BaseException) -> str:
    """Type and place of an error, the innermost of our own calls first; its message could quote people."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "taskbot" in frame.filename]
    places = (f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames[-4:]))
    code = getattr(error, "sqlstate", None)
    title = type(error).__qualname__ + (f" {code}" if code else "")
    return " < ".join((title, *places))
