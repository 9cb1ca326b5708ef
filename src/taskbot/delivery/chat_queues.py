"""Processing of updates: in order within each chat, chats side by side, each update in its own unit of work.

In a group, the order is that of each person (`QueueKey`): nobody waits there for another one's slow command.
One transaction contains the handler's changes, the replies and the update's completion (`completion`). A
queue keeps a limited number of updates in memory. Further ones stay in the table and are read when it is
their turn, like those that a crash, another process or a replay left there.
"""

from __future__ import annotations

import asyncio
import itertools
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
from taskbot.delivery.outbox import UPLOADS, Outbox, write
from taskbot.delivery.unit_of_work import PRECONDITION_FAILED, UnitOfWork
from taskbot.delivery.updates import QueueKey, Update, kind_of
from taskbot.delivery.urgency import Urgency
from taskbot.delivery.user_rate_limit import UserRateLimit

log = structlog.get_logger()

DEPTH = 500  # updates of one queue in memory
ATTEMPTS = 3
# How often a daemon may end while it processes an update before the update counts as the cause.
CRASHES = 5
SWEEP_EVERY = 5.0  # seconds
# For how many seconds of theirs people outside the team let its updates pass, when there are too many of all.
OUTSIDERS_WAIT = 60.0
OUTSIDERS_AT_ONCE = 4
# Connections that are left to group commit, files that are made, and briefly polling, sending, looking after.
OTHERS = UPLOADS + 2

# Before an update that an earlier daemon left is attempted: the count stays if this daemon ends as well.
COUNT_START = "UPDATE inbox SET attempts = attempts + 1 WHERE seq = $1 AND done_at IS NULL RETURNING attempts"

COUNT_FAILURE = """
UPDATE inbox SET attempts = $2, error = $3 WHERE seq = $1 AND done_at IS NULL RETURNING attempts
"""

_UNDONE = "bot_id = $1 AND done_at IS NULL AND parked_at IS NULL"

WAITING = f"""
SELECT chat_id, person_id, max(seq) AS last, max(attempts) AS attempts FROM inbox WHERE {_UNDONE}
GROUP BY chat_id, person_id ORDER BY min(seq)
"""

# Queues with updates that another process left or replayed. $2: the updates in memory.
SWEEP = f"""
SELECT DISTINCT chat_id, person_id FROM inbox
WHERE {_UNDONE} AND received_at < now() - interval '5 s' AND NOT seq = ANY ($2::bigint[])
"""

# $4: as many as may stand in memory.
READ = f"""
SELECT seq, update_id, body::text AS body, attempts FROM inbox
WHERE {_UNDONE} AND chat_id = $2 AND person_id = $3
ORDER BY seq LIMIT $4
"""


class Unconfirmed(asyncpg.PostgresConnectionError):
    """PostgreSQL became unavailable after a COMMIT and may have lost it."""


@dataclass(slots=True, eq=False)
class QueuedUpdate:
    """An update in a queue: `seq` is its place, `due` the earliest time, `attempts` its failed attempts."""

    seq: int
    update: Update
    due: float
    attempts: int = 0


class Attempt(NamedTuple):
    """The result of attempting a queue's next update, `queued`; None: no update was due.

    `pause` is in seconds until the next attempt. If `committed`, the transaction was committed in `epoch` and
    is not yet known to be on disk.
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
    """The updates of `key`. `more`: the table contains further ones that are not in memory.

    A queue is in line for a worker (`in_line` also while one has it), or waits for the disk or its timer.
    `outside`, it is nobody's of the team; `counted`, a worker has it as such.
    """

    key: QueueKey
    updates: deque[QueuedUpdate] = field(default_factory=deque)
    more: bool = False
    failures: int = 0
    not_before: float = 0.0
    timer: asyncio.TimerHandle | None = None
    in_line: bool = False
    outside: bool = False
    counted: bool = False

    @property
    def has_room(self) -> bool:
        """Whether the next update may be kept in memory: not if earlier ones are only in the table."""
        return not self.more and len(self.updates) < DEPTH

    def refill(self, read: Sequence[QueuedUpdate]) -> None:
        """Replace the updates by those read from the table; updates pushed meanwhile are read again."""
        came_meanwhile = bool(self.updates) or self.more
        self.updates = deque(read)
        self.more = came_meanwhile or len(read) == DEPTH

    def first_due(self, now: float) -> QueuedUpdate | None:
        """Return the first update that is due; of several people's, who is rate-limited lets others pass."""
        return next((queued for queued in self.updates if queued.due <= now), None)


class _Ready:
    """The queues in line for a worker, the first due first; of outsiders' so many at once that the others'
    need not wait for a worker, nor polling for the processor. While polling is `behind`, outsiders wait until
    they are due: somebody of the team may stand behind all that Telegram has not given yet.
    """

    def __init__(self) -> None:
        self._line: asyncio.PriorityQueue[tuple[float, int, ChatQueue]] = asyncio.PriorityQueue()
        self._numbers = itertools.count()
        self._held: deque[tuple[float, int, ChatQueue]] = deque()
        self._outsiders = 0  # that workers have
        self._behind = False

    def put(self, queue: ChatQueue, due: float) -> None:
        self._line.put_nowait((due, next(self._numbers), queue))

    async def get(self) -> ChatQueue:
        while (queue := self._take(await self._line.get())) is None:
            pass
        return queue

    def get_nowait(self) -> ChatQueue | None:
        while not self._line.empty():
            if (queue := self._take(self._line.get_nowait())) is not None:
                return queue
        return None

    def _take(self, item: tuple[float, int, ChatQueue]) -> ChatQueue | None:
        queue = item[2]
        if queue.outside and (self._outsiders >= OUTSIDERS_AT_ONCE or (self._behind and not _is_due(item))):
            self._held.append(item)
            return None
        queue.counted = queue.outside
        self._outsiders += queue.counted
        return queue

    def done(self, queue: ChatQueue) -> None:
        """Hear that a worker has a queue no more."""
        if queue.counted:
            queue.counted = False
            self._outsiders -= 1
            self._release()

    def polled(self, *, behind: bool) -> None:
        """Hear how polling is."""
        self._behind = behind
        for _ in range(OUTSIDERS_AT_ONCE - self._outsiders):
            self._release()

    def _release(self) -> None:
        """Put a queue that was held in line again, if it would not be held again."""
        if self._held and (not self._behind or _is_due(self._held[0])):
            self._line.put_nowait(self._held.popleft())


def _is_due(item: tuple[float, int, ChatQueue]) -> bool:
    return item[0] <= asyncio.get_running_loop().time()


class ChatQueues:
    """Processes the updates of one bot, queue by queue."""

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
        self._queues: dict[QueueKey, ChatQueue] = {}
        self._ready = _Ready()
        self._insiders: set[int] = set()
        self._name_insiders = config.insiders
        self._workers: list[asyncio.Task[None]] = []
        self._busy: set[asyncio.Task[Any] | None] = set()
        self._stopping = False
        self._left_until = 0

    # What others give it

    def push(self, key: QueueKey, update: Update, seq: int | None) -> None:
        """Queue an update stored at `seq`; None: it was stored before, so the queue reads the table."""
        queue = self._queues.get(key)
        if queue is None:
            queue = self._queues[key] = ChatQueue(key)
        if seq is None or not queue.has_room:
            queue.more = True
        else:
            queue.updates.append(self._queued(seq, update))
        if not queue.in_line:
            queue.in_line = True
            self._line_up(queue)
        elif queue.timer is not None:
            self._wake(queue)  # it may be due before the others

    def polled(self, *, behind: bool) -> None:
        """Hear whether Telegram has more updates than it gave in the last poll."""
        self._ready.polled(behind=behind)

    def look_up(self, key: QueueKey) -> None:
        """Look in the table for updates of a queue."""
        self.push(key, {}, None)

    @property
    def busy(self) -> bool:
        """Whether any queue has updates in line."""
        return bool(self._queues)

    def slowed(self) -> list[QueueKey]:
        """The queues that wait because somebody in them is slowed."""
        now = self._loop.time()
        return [key for key, queue in self._queues.items() if any(it.due > now for it in queue.updates)]

    def _line_up(self, queue: ChatQueue) -> None:
        queue.outside = queue.key.owner_id not in self._insiders
        self._ready.put(queue, self._loop.time() + (OUTSIDERS_WAIT if queue.outside else 0))

    def _learn(self, owner_id: int, replies: Sequence[StoredMessage]) -> None:
        """Remember who is answered as one of the team, and who is not."""
        if any(reply.urgency is Urgency.ANSWER for reply in replies):
            self._insiders.add(owner_id)
        elif replies:
            self._insiders.discard(owner_id)

    # Start and stop

    async def run(self, group: asyncio.TaskGroup) -> None:
        """Take up what an earlier daemon left, and start to work."""
        waiting = await persistently(self._pool, lambda it: it.fetch(WAITING, self._bot_id))
        self._insiders.update(await persistently(self._pool, lambda it: self._name_insiders(UnitOfWork(it))))
        self._left_until = max((record["last"] for record in waiting), default=0)
        # An update that was attempted before may have ended the daemon. Alone, it interrupts no other update.
        for record in waiting:
            if record["attempts"]:
                await self._process_alone(_key(record))
        for record in waiting:
            self.look_up(_key(record))
        size = max(1, self._pool.get_max_size() - OTHERS)
        self._workers = [group.create_task(self._work(), name="worker") for _ in range(size)]
        self._sweeper = group.create_task(self._sweep(), name="inbox")

    async def stop(self, grace: float) -> None:
        """Let transactions finish within `grace` seconds; the others roll back and run at the next start."""
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
        with suppress(TimeoutError):  # so that committed replies are sent
            await asyncio.wait_for(self._group_commit.confirmed(self._group_commit.epoch), timeout=1)

    # Working

    def _queued(self, seq: int, update: Update, attempts: int = 0) -> QueuedUpdate:
        return QueuedUpdate(seq, update, self._user_rate_limit.due(update), attempts)

    async def _work(self) -> None:
        """Take queues one update at a time; keep the connection while queues are ready."""
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
                        self._ready.done(queue)
                        queue = self._ready.get_nowait()
            except AWAY:
                raise_if_cancelled()
                if queue is not None:  # somebody else may have a connection
                    self._ready.done(queue)
                    self._line_up(queue)
                    queue = None
                failures += 1
                await asyncio.sleep(backoff(failures, first=0.1, longest=2))

    def _goes_on(self, connection: Connection, epoch: int) -> bool:
        """Whether a connection can be used for another update."""
        return not (self._stopping or connection.is_closed() or epoch != self._group_commit.epoch)

    async def _process_next(self, queue: ChatQueue, connection: Connection, epoch: int) -> None:
        """Process a queue's next update; once it is on disk, queue the one after."""
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

    async def _process_alone(self, key: QueueKey) -> None:
        queue = self._queues[key] = ChatQueue(key, more=True, in_line=True)
        epoch = self._group_commit.epoch
        attempt = await persistently(self._pool, lambda connection: self._attempt(queue, connection, epoch))
        if attempt.committed:
            self._on_confirmed(queue, attempt, await self._group_commit.confirmed(epoch))
        else:
            self._conclude(queue, attempt)

    def _on_confirmed(self, queue: ChatQueue, attempt: Attempt, durable: bool) -> None:
        """Conclude an attempt that is on disk; otherwise run the update again, which may find it done."""
        if not durable:
            pause = self._postpone(queue, Unconfirmed())
            attempt = attempt._replace(outcome="postponed", pause=pause, replies=())
        self._conclude(queue, attempt)

    def _wake(self, queue: ChatQueue) -> None:
        if queue.timer is not None:
            queue.timer.cancel()
            queue.timer = None
            self._line_up(queue)

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
        """Send the replies, line the queue up again if necessary, and log the outcome."""
        self._outbox.admit(attempt.replies)
        self._learn(queue.key.owner_id, attempt.replies)
        if attempt.queued is not None and attempt.outcome != "postponed":  # a timer may fire early
            queue.failures = 0
        if attempt.queued is not None and not attempt.pause:
            queue.updates.remove(attempt.queued)
        if attempt.pause:
            queue.not_before = self._loop.time() + attempt.pause
            queue.timer = self._loop.call_later(attempt.pause, self._wake, queue)
        elif queue.updates or queue.more:
            self._line_up(queue)
        else:
            del self._queues[queue.key]
        if attempt.queued is not None:
            self._note(queue, attempt.queued, attempt.outcome, attempt.started)

    async def _slow_down(self, queue: ChatQueue, connection: Connection) -> float:
        """Send the slow notice; return the seconds until the first update is due."""
        if not queue.updates:
            return 0
        try:
            messages = self._slow_notice(queue.updates[0].update)
        except Exception:
            log.exception("the notice failed")
        else:
            if messages:
                log.info("a person is slowed", chat_id=queue.key.chat_id)
                async with UnitOfWork(connection) as uow:
                    stored = await write(uow, self._bot_id, messages)
                self._outbox.admit(stored)
        return max(0.001, min(it.due for it in queue.updates) - self._loop.time())

    def _slow_notice(self, update: Update) -> list[OutboxMessage]:
        return self._outbox.written_down(self._user_rate_limit.notice(update), update)

    def _postpone(self, queue: ChatQueue, error: Exception) -> float:
        """Return the pause after a transient error; there is no limit to the number of retries."""
        queue.failures += 1
        if isinstance(error, asyncpg.TransactionRollbackError):
            log.info(
                "an update conflicted with another and runs again",
                chat_id=queue.key.chat_id,
                failures=queue.failures,
            )
        elif queue.failures == 1:
            log.warning(
                "an update waits for PostgreSQL", chat_id=queue.key.chat_id, error=type(error).__name__
            )
        return backoff(queue.failures, first=0.05, longest=2)

    async def _read(self, queue: ChatQueue, connection: Connection) -> None:
        """Fill a queue from the table."""
        queue.more = False
        try:
            records = await connection.fetch(READ, self._bot_id, *queue.key, DEPTH)
        except BaseException:
            queue.updates.clear()  # they come after those that could not be read
            queue.more = True
            raise
        queue.refill([self._queued(it["seq"], json.loads(it["body"]), it["attempts"]) for it in records])

    async def _process(self, attempt: Attempt, queued: QueuedUpdate, connection: Connection) -> Attempt:
        """Process an update; the pause of the result says when it is attempted again, if at all."""
        try:
            return await self._process_or_fail(attempt, queued, connection)
        except DoneAlready:
            # Its replies must be sent before those of the queue's next update.
            if not await self._group_commit.confirmed(attempt.epoch):
                raise Unconfirmed from None
            await self._outbox.admit_of_update(connection, queued.seq)
            return attempt._replace(outcome="done already")

    async def _process_or_fail(
        self, attempt: Attempt, queued: QueuedUpdate, connection: Connection
    ) -> Attempt:
        """Process an update, unless it has ended too many daemons; count failures caused by a bug."""
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
                uow.precondition.on_failure()  # it may be the cause, whatever the error
                if getattr(error, "sqlstate", None) != PRECONDITION_FAILED:
                    raise

    async def _run_handler(
        self, attempt: Attempt, queued: QueuedUpdate, connection: Connection, uow: UnitOfWork
    ) -> Attempt:
        """Handle and complete an update in one transaction; a refusal rolls back the handler's changes."""
        try:
            async with uow:
                replies = self._outbox.written_down(await self._handle(queued.update, uow), queued.update)
                stored = await complete(connection, self._bot_id, queued.seq, replies, uow.take_rest())
            self._outbox.recall(uow.recalled)
            outcome = "done"
        except Refused as refused:
            replies = self._outbox.written_down(refused.replies, queued.update)
            stored = await complete(connection, self._bot_id, queued.seq, replies, uow.take_rest())
            outcome = "refused"
        return attempt._replace(outcome=outcome, replies=stored, committed=True)

    # What goes wrong

    async def _count_start(self, queued: QueuedUpdate, connection: Connection) -> bool:
        """Count an attempt at an update that a daemon left; false if it has ended too many daemons."""
        attempts = await connection.fetchval(COUNT_START, queued.seq)
        if attempts is None or attempts <= CRASHES:
            queued.attempts = attempts or 0
            return True
        await self._set_aside(queued, "the daemon ended again and again while it worked on this", connection)
        return False

    async def _fail(
        self, queued: QueuedUpdate, error: Exception, connection: Connection
    ) -> tuple[str, float]:
        """Count a failure caused by a bug; set the update aside after the last attempt."""
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
        """Make an update a dead letter, and send an apology to its sender."""
        try:
            apology = self._outbox.written_down(self._apologise(queued.update), queued.update)
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
                self.look_up(_key(record))

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
            chat_id=queue.key.chat_id,
            kind=kind,
            outcome=outcome,
            ms=round(seconds * 1000, 1),
        )


def _key(record: Any) -> QueueKey:
    return QueueKey(record["chat_id"], record["person_id"])


def where(error: BaseException) -> str:
    """Return an error's type and our own frames, innermost first; its message may quote people."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "taskbot" in frame.filename]
    places = (f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames[-4:]))
    code = getattr(error, "sqlstate", None)
    title = type(error).__qualname__ + (f" {code}" if code else "")
    return " < ".join((title, *places))
