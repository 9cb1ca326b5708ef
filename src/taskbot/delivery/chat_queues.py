"""Updates at work: in order within each chat, side by side over chats, one transaction for each.

A transaction holds all that an update does: the handler's changes, the replies and the note that it is done.
That note is a condition, so what two daemons hold, or one whose COMMIT went unanswered, still happens once.

A lane keeps a few updates in memory; the others stay in the table and are read when their turn comes, as are
those that a crash, another process or a replay left there.
"""

from __future__ import annotations

import asyncio
import json
import time
import traceback
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import asyncpg
import structlog

from taskbot.delivery.database import AWAY, heed_cancellation, persistently, transient
from taskbot.delivery.errors import Refused
from taskbot.delivery.finish import DONE_ALREADY, PARK, finish
from taskbot.delivery.floods import Floods
from taskbot.delivery.inbox import kind_of
from taskbot.delivery.late import OUTDATED, LateTransaction
from taskbot.delivery.outbox import columns, rows_of, write
from taskbot.delivery.pace import backoff

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from taskbot.delivery.database import Connection
    from taskbot.delivery.disk import Disk
    from taskbot.delivery.drafts import Draft, Reply
    from taskbot.delivery.inbox import Update
    from taskbot.delivery.outbox import Outbox, Row
    from taskbot.delivery.shift import Terms

log = structlog.get_logger()

DEPTH = 500  # updates of one chat in memory
TRIES = 3
# How often a daemon may end while it works on an update before the update is taken for the reason.
CRASHES = 5
SWEEP_EVERY = 5.0  # seconds
# Connections that are left to polling, sending, the disk and looking after.
OTHERS = 4

# Before another try of what an earlier daemon left: if this one ends as well, that is remembered.
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

READ = f"""
SELECT seq, update_id, body::text AS body, attempts FROM inbox WHERE {_UNDONE} AND chat_id = $2
ORDER BY seq LIMIT {DEPTH}
"""


class Unconfirmed(asyncpg.PostgresConnectionError):
    """PostgreSQL went away after a COMMIT, and may have forgotten it."""


class _Elsewhere(Exception):  # noqa: N818 (it undoes a transaction)
    """The update was done already, by a transaction whose answer was lost or by another daemon."""


@dataclass(slots=True, eq=False)
class Item:
    """An update in line: `seq` is its place, `due` when it may be done, `attempts` how often it failed."""

    seq: int
    update: Update
    due: float
    attempts: int = 0


class Turn(NamedTuple):
    """What came of a lane's turn: of `item`, if there was one to do, and in how many seconds the next comes.

    What was `committed`, in that `era`, is not known to be on disk yet.
    """

    started: float
    era: int
    item: Item | None = None
    outcome: str = ""
    pause: float = 0
    rows: Sequence[Row] = ()
    committed: bool = False


@dataclass(slots=True, eq=False)
class Lane:
    """A chat's updates. `more` says that the table holds some that are not in memory.

    A lane is in line for a worker, in a worker's hands, or waits for the disk or its timer.
    """

    chat_id: int
    items: deque[Item] = field(default_factory=deque)
    more: bool = False
    failures: int = 0
    not_before: float = 0.0
    timer: asyncio.TimerHandle | None = None
    queued: bool = False


class Lanes:
    """Applies the updates of one bot."""

    def __init__(self, terms: Terms, outbox: Outbox, disk: Disk) -> None:
        self._disk = disk
        self._pool = terms.pool
        self._bot_id = terms.bot.id
        self._handle = terms.handle
        self._apologise = terms.apologise
        self._allowed_updates = frozenset(terms.allowed_updates)
        self._outbox = outbox
        self._meter = terms.meter
        self._floods = Floods(terms.user_rate_limit, terms.slow_notice)
        self._loop = asyncio.get_running_loop()
        self._lanes: dict[int, Lane] = {}
        self._ready: asyncio.Queue[Lane] = asyncio.Queue()
        self._workers: list[asyncio.Task[None]] = []
        self._busy: set[asyncio.Task[Any] | None] = set()
        self._stopping = False
        self._left_until = 0

    # What others hand over

    def push(self, chat_id: int, update: Update, seq: int | None) -> None:
        """Put an update in line that the table holds at `seq`; none: it was there before, done or not."""
        lane = self._lanes.get(chat_id)
        if lane is None:
            lane = self._lanes[chat_id] = Lane(chat_id)
        if seq is None or lane.more or len(lane.items) >= DEPTH:
            lane.more = True
        else:
            lane.items.append(self._item(seq, update))
        if not lane.queued:
            lane.queued = True
            self._ready.put_nowait(lane)
        elif lane.timer is not None:
            self._wake(lane)  # it may be due before what the lane waits for

    def spill(self, chat_id: int) -> None:
        """Look in the table for updates of a chat."""
        self.push(chat_id, {}, None)

    @property
    def busy(self) -> bool:
        """Whether any chat has updates in line."""
        return bool(self._lanes)

    def slowed(self) -> list[int]:
        """The chats that wait because somebody in them is slowed."""
        now = self._loop.time()
        return [chat for chat, lane in self._lanes.items() if any(item.due > now for item in lane.items)]

    # Start and stop

    async def run(self, group: asyncio.TaskGroup) -> None:
        """Take up what an earlier daemon left, and start to work."""
        waiting = await persistently(self._pool, lambda it: it.fetch(WAITING, self._bot_id))
        self._left_until = max((record["last"] for record in waiting), default=0)
        # What was tried before may have ended the daemon: alone, it takes nobody else's update with it.
        for record in waiting:
            if record["attempts"]:
                await self._try_alone(record["chat_id"])
        for record in waiting:
            self.spill(record["chat_id"])
        size = max(1, self._pool.get_max_size() - OTHERS)
        self._workers = [group.create_task(self._work(), name="lane") for _ in range(size)]
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
            await asyncio.wait_for(self._disk.confirmed(self._disk.era), timeout=1)

    # Working

    def _item(self, seq: int, update: Update, attempts: int = 0) -> Item:
        return Item(seq, update, self._floods.due(update), attempts)

    async def _work(self) -> None:
        """Take lanes one update at a time; keep the connection while there are any."""
        lane: Lane | None = None
        failures = 0
        while not self._stopping:
            lane = lane or await self._ready.get()
            era = self._disk.era
            try:
                async with self._pool.acquire() as connection:
                    failures = 0
                    while lane is not None and self._goes_on(connection, era):
                        await self._step(lane, connection, era)
                        lane = None if self._ready.empty() else self._ready.get_nowait()
            except AWAY:
                heed_cancellation()
                if lane is not None:  # somebody else may have a connection
                    self._ready.put_nowait(lane)
                    lane = None
                failures += 1
                await asyncio.sleep(backoff(failures, first=0.1, longest=2))

    def _goes_on(self, connection: Connection, era: int) -> bool:
        """Whether a connection is good for another update."""
        return not (self._stopping or connection.is_closed() or era != self._disk.era)

    async def _step(self, lane: Lane, connection: Connection, era: int) -> None:
        """Do a lane's next update, and put the lane in line again for the one after, once that is sure."""
        task = asyncio.current_task()
        self._busy.add(task)
        try:
            turn = await self._advance(lane, connection, era)
        finally:
            self._busy.discard(task)
        if turn.committed:
            self._disk.confirm(era, partial(self._confirmed, lane, turn))
        else:
            self._conclude(lane, turn)

    def _confirmed(self, lane: Lane, turn: Turn, durable: bool) -> None:
        """Go on with what is on disk; what may not be is done again, and found to be done if it was."""
        if not durable:
            turn = turn._replace(outcome="postponed", pause=self._postpone(lane, Unconfirmed()), rows=())
        self._conclude(lane, turn)

    def _wake(self, lane: Lane) -> None:
        if lane.timer is not None:
            lane.timer.cancel()
            lane.timer = None
            self._ready.put_nowait(lane)

    async def _try_alone(self, chat_id: int) -> None:
        lane = self._lanes[chat_id] = Lane(chat_id, more=True, queued=True)
        era = self._disk.era
        turn = await persistently(self._pool, lambda connection: self._advance(lane, connection, era))
        if turn.committed:
            self._confirmed(lane, turn, await self._disk.confirmed(era))
        else:
            self._conclude(lane, turn)

    async def _advance(self, lane: Lane, connection: Connection, era: int) -> Turn:
        """Do a lane's next update."""
        turn = Turn(time.perf_counter(), era)
        if (pause := lane.not_before - self._loop.time()) > 0:
            return turn._replace(pause=pause)
        try:
            if not lane.items:
                await self._read(lane, connection)
            item = self._first_due(lane)
            if item is None:
                return turn._replace(pause=await self._slow_down(lane, connection))
            turn = turn._replace(item=item)
            return await self._do(turn, item, connection)
        except Exception as error:
            heed_cancellation()
            if not transient(error, connection):
                raise
            return turn._replace(outcome="postponed", pause=self._postpone(lane, error))

    def _conclude(self, lane: Lane, turn: Turn) -> None:
        """Let the replies go, put the lane in line again if it is to be, and tell the log."""
        self._outbox.admit(turn.rows)
        if turn.outcome != "postponed":
            lane.failures = 0
        if turn.item is not None and not turn.pause:
            lane.items.remove(turn.item)
        if turn.pause:
            lane.not_before = self._loop.time() + turn.pause
            lane.timer = self._loop.call_later(turn.pause, self._wake, lane)
        elif lane.items or lane.more:
            self._ready.put_nowait(lane)
        else:
            del self._lanes[lane.chat_id]
        if turn.item is not None:
            self._note(lane, turn.item, turn.outcome, turn.started)

    def _first_due(self, lane: Lane) -> Item | None:
        """The update whose turn it is: in a group, those of a person who is slowed let others' pass."""
        now = self._loop.time()
        return next((item for item in lane.items if item.due <= now), None)

    async def _slow_down(self, lane: Lane, connection: Connection) -> float:
        """Tell whose updates wait that they do; return the seconds until the first of them may be done."""
        if not lane.items:
            return 0
        try:
            drafts = self._outbox.drafts(self._floods.notice(lane.items[0].update))
        except Exception:
            log.exception("the notice failed")
        else:
            if drafts:
                log.info("a person is slowed", chat_id=lane.chat_id)
                self._outbox.admit(await write(connection, self._bot_id, drafts))
        return max(0.001, min(item.due for item in lane.items) - self._loop.time())

    def _postpone(self, lane: Lane, error: Exception) -> float:
        """The database is away, or another update was quicker: the same again, however often."""
        lane.failures += 1
        if isinstance(error, asyncpg.TransactionRollbackError):
            log.info("an update met another and is done again", chat_id=lane.chat_id, failures=lane.failures)
        elif lane.failures == 1:
            log.warning("an update waits for PostgreSQL", chat_id=lane.chat_id, error=type(error).__name__)
        return backoff(lane.failures, first=0.05, longest=2)

    async def _read(self, lane: Lane, connection: Connection) -> None:
        """Fill a lane from the table; what is pushed meanwhile may be there already, so it is read again."""
        lane.more = False
        try:
            records = await connection.fetch(READ, self._bot_id, lane.chat_id)
        except BaseException:
            lane.items.clear()  # what was pushed comes after what could not be read
            lane.more = True
            raise
        pushed = bool(lane.items) or lane.more
        lane.items = deque(
            self._item(record["seq"], json.loads(record["body"]), record["attempts"]) for record in records
        )
        lane.more = pushed or len(records) == DEPTH

    async def _do(self, turn: Turn, item: Item, connection: Connection) -> Turn:
        """Apply an update; if it is to be tried again, the turn says in how many seconds."""
        try:
            return await self._try(turn, item, connection)
        except _Elsewhere:
            # Its replies go before those of the chat's next update.
            if not await self._disk.confirmed(turn.era):
                raise Unconfirmed from None
            await self._outbox.admit_of_update(connection, item.seq)
            return turn._replace(outcome="done already")

    async def _try(self, turn: Turn, item: Item, connection: Connection) -> Turn:
        if item.seq <= self._left_until and not await self._count_start(item, connection):
            return turn._replace(outcome="parked")
        try:
            return await self._apply(turn, item, connection)
        except _Elsewhere:
            raise
        except Exception as error:
            if transient(error, connection):
                raise
            outcome, pause = await self._fail(item, error, connection)
            return turn._replace(outcome=outcome, pause=pause)

    async def _apply(self, turn: Turn, item: Item, connection: Connection) -> Turn:
        if kind_of(item.update) not in self._allowed_updates:
            rows = await self._finish(item, (), connection)
            return turn._replace(outcome="ignored", rows=rows, committed=True)
        while True:
            transaction = LateTransaction(connection, turn.era)
            try:
                return await self._answer(turn, item, connection, transaction)
            except Exception as error:
                if transaction.assumption is None:
                    raise
                transaction.assumption.forget()  # whatever went wrong, that may be why
                if getattr(error, "sqlstate", None) != OUTDATED:
                    raise

    async def _answer(
        self, turn: Turn, item: Item, connection: Connection, transaction: LateTransaction
    ) -> Turn:
        try:
            async with transaction:
                replies = await self._handle(item.update, cast("Connection", transaction))
                rows = await self._finish(item, replies, connection, transaction)
            return turn._replace(outcome="done", rows=rows, committed=True)
        except Refused as refused:
            rows = await self._finish(item, refused.replies, connection, transaction)
            return turn._replace(outcome="refused", rows=rows, committed=True)

    async def _finish(
        self,
        item: Item,
        replies: Iterable[Reply],
        connection: Connection,
        transaction: LateTransaction | None = None,
    ) -> list[Row]:
        drafts = self._outbox.drafts(replies)
        one = len(drafts) == 1
        told = drafts[0] if one else columns(drafts)
        effect, sure, values = transaction.take_end(first=8) if transaction else (None, None, ())
        statement = finish(effect, one=one, sure=sure)
        try:
            record = await connection.fetchrow(statement, item.seq, self._bot_id, *told, *values)
        except asyncpg.PostgresError as error:
            if error.sqlstate == DONE_ALREADY:
                raise _Elsewhere from None
            raise
        if record is None or not record["claimed"]:
            raise _Elsewhere
        return rows_of(drafts, record["ids"])

    # What goes wrong

    async def _count_start(self, item: Item, connection: Connection) -> bool:
        """Note that an update is tried that a daemon left behind; false if it has ended too many of them."""
        attempts = await connection.fetchval(COUNT_START, item.seq)
        if attempts is None or attempts <= CRASHES:
            item.attempts = attempts or 0
            return True
        await self._park(item, "the daemon ended again and again while it worked on this", connection)
        return False

    async def _fail(self, item: Item, error: Exception, connection: Connection) -> tuple[str, float]:
        """A bug: try again, but not for ever; unless it fails for having been done."""
        if item.seq > self._left_until:
            item.attempts += 1
        reason = where(error)
        if item.attempts >= TRIES:
            await self._park(item, reason, connection)
            log.error("update parked", update_id=item.update.get("update_id"), seq=item.seq, exc_info=error)
            return "parked", 0
        if await connection.fetchval(COUNT_FAILURE, item.seq, item.attempts, reason) is None:
            raise _Elsewhere
        log.warning("update failed", update_id=item.update.get("update_id"), seq=item.seq, exc_info=error)
        return "failed", backoff(item.attempts, first=0.2)

    async def _park(self, item: Item, reason: str, connection: Connection) -> None:
        """Set an update aside for people to look at, and tell whom it was from."""
        try:
            drafts = self._outbox.drafts(self._apologise(item.update))
            rows = await self._set_aside(item, reason, drafts, connection)
        except Exception as error:
            if isinstance(error, _Elsewhere) or transient(error, connection):
                raise
            log.exception("the apology failed")
            rows = await self._set_aside(item, reason, [], connection)
        self._outbox.admit(rows)

    async def _set_aside(
        self, item: Item, reason: str, drafts: Sequence[Draft], connection: Connection
    ) -> list[Row]:
        record = await connection.fetchrow(
            PARK, item.seq, self._bot_id, *columns(drafts), item.attempts, reason
        )
        if record is None or not record["claimed"]:
            raise _Elsewhere
        return rows_of(drafts, record["ids"])

    # The table

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            for record in await persistently(self._pool, self._find):
                self.spill(record["chat_id"])

    async def _find(self, connection: Connection) -> list[Any]:
        known = [item.seq for lane in self._lanes.values() for item in lane.items]
        return await connection.fetch(SWEEP, self._bot_id, known)

    def _note(self, lane: Lane, item: Item, outcome: str, started: float) -> None:
        kind = kind_of(item.update)
        seconds = time.perf_counter() - started
        self._meter.update_tried(kind, outcome, seconds)
        log.info(
            "update",
            update_id=item.update.get("update_id"),
            chat_id=lane.chat_id,
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
