"""The unit of work of one update: its statements, and the transaction that they need.

The caller says whether a statement reads or writes, and three rules follow:

- The transaction begins with the first write, so reads alone need no BEGIN and no COMMIT. Under READ
  COMMITTED each statement has its own snapshot inside a transaction, too (PostgreSQL's manual, 13.2.1), so
  earlier reads lose nothing.
- A deferred write (`DeferredWrite`) is sent in the statement that completes the update, so an update with one
  write is one round trip.
- An optimistic check (`Precondition`) replaces a read: PostgreSQL confirms what is cached from an earlier
  update, before this update's first write or with its completion.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, NamedTuple, Self

import asyncpg
from asyncpg.transaction import Transaction

from taskbot.delivery.connections import Connection

RECALL = "DELETE FROM outbox WHERE chat_id = $1 RETURNING id"
STREAMED = 20  # rows in memory; some have tens of kilobytes
PRECONDITION_FAILED = "TB002"  # the SQLSTATE of an own error (PostgreSQL's manual, appendix A)


class DeferredWrite(NamedTuple):
    """A write without a result, in a form that fits into the WITH of another statement.

    `queries` are named WITH queries, separated by commas, with parameters from `$1` on. They must not be
    named `mine` or `sent`, which completion uses. `check` is an expression that may refer to them. It raises
    an error of PostgreSQL (`refuse`, revision 0008) if the write must not happen; then the whole update is
    rolled back, so the write needs no earlier lock. The error appears when the write runs: with the unit's
    next statement, or at its end.
    """

    queries: str
    check: str = "true"

    @classmethod
    def of(cls, statement: str) -> Self:
        """Wrap an INSERT, UPDATE or DELETE that returns nothing."""
        return cls(f"written AS ({statement})")

    @property
    def statement(self) -> str:
        """The write as a statement of its own, for when another statement follows."""
        return f"WITH {self.queries} SELECT {self.check}"


class Precondition(NamedTuple):
    """What an update assumes without having asked PostgreSQL, such as a cached row being unchanged.

    `condition` is an SQL expression with `{}` in the place of each of `values`. PostgreSQL evaluates it in
    the update's transaction, before the first write or at the end. If it is false, the transaction is rolled
    back, `on_failure` is called to clear the cache, and the update is handled again. So the cache may be out
    of date at any time without an effect on the result.
    """

    condition: str
    values: tuple[object, ...]
    on_failure: Callable[[], None]

    def check(self, first: int) -> str:
        """Return an expression that raises an error if this is false; its parameters start at `$first`."""
        places = (f"${first + place}" for place in range(len(self.values)))
        failed = f"refuse('{PRECONDITION_FAILED}', 'a precondition does not hold')"
        return f"CASE WHEN {self.condition.format(*places)} THEN true ELSE {failed} END"


class Rest(NamedTuple):
    """What is left to do at the end of a unit of work: its deferred write and its precondition."""

    deferred: DeferredWrite | None = None
    values: tuple[object, ...] = ()  # of the deferred write
    precondition: Precondition | None = None


class UnitOfWork:
    """Runs the statements of one update. Its block commits at the end, and rolls back after an error.

    `read` and its variants are for statements that change and lock nothing. Any other statement passed to
    `read` before the first write would be committed at once, on its own. `write` and its variants are for all
    other statements. `write_last` defers a write, so its errors appear late. `changes` names a written table,
    which is then in `changed`.

    `epoch` is that of `group_commit`: what was read in an earlier epoch may be lost. It is 0 outside the
    processing of updates.
    """

    def __init__(self, connection: Connection, epoch: int = 0) -> None:
        self.epoch = epoch
        self.changed: set[str] = set()
        self.recalled: set[int] = set()
        self.precondition: Precondition | None = None
        self._connection = connection
        self._transaction: Transaction | None = None
        self._deferred: tuple[DeferredWrite, tuple[object, ...]] | None = None
        self._checked = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            await self._roll_back()
            return
        try:
            await self._run_deferred()
            await self._check()
        except BaseException:
            await self._roll_back()
            raise
        if self._transaction is not None:
            await self._transaction.__aexit__(None, None, None)

    # Statements

    async def read(self, statement: str, *values: object) -> list[asyncpg.Record]:
        """Return the rows of a SELECT."""
        await self._run_deferred()
        return await self._connection.fetch(statement, *values)

    async def read_row(self, statement: str, *values: object) -> asyncpg.Record | None:
        """Return the first row of a SELECT."""
        await self._run_deferred()
        return await self._connection.fetchrow(statement, *values)

    async def read_value(self, statement: str, *values: object) -> Any:
        """Return the first value of a SELECT's first row; None without a row."""
        await self._run_deferred()
        return await self._connection.fetchval(statement, *values)

    async def stream(self, statement: str, *values: object) -> AsyncIterator[asyncpg.Record]:
        """Read the rows of a SELECT as they are asked for, a few at a time, as one snapshot has them."""
        await self._run_deferred()
        await self._begin()
        async for record in self._connection.cursor(statement, *values, prefetch=STREAMED):
            yield record

    async def write(
        self, statement: str, *values: object, changes: str | None = None
    ) -> list[asyncpg.Record]:
        """Run a statement that writes or locks; return its rows."""
        await self._prepare_to_write(changes)
        return await self._connection.fetch(statement, *values)

    async def write_row(
        self, statement: str, *values: object, changes: str | None = None
    ) -> asyncpg.Record | None:
        """Run a statement that writes or locks; return its first row."""
        await self._prepare_to_write(changes)
        return await self._connection.fetchrow(statement, *values)

    async def write_value(self, statement: str, *values: object, changes: str | None = None) -> Any:
        """Run a statement that writes or locks; return the first value of its first row."""
        await self._prepare_to_write(changes)
        return await self._connection.fetchval(statement, *values)

    async def write_last(self, deferred: DeferredWrite, *values: object, changes: str | None = None) -> None:
        """Write at the end, or before the next statement."""
        await self._run_deferred()
        self._note(changes)
        self._deferred = deferred, values

    async def recall(self, chat_id: int) -> None:
        """Let nothing be sent of what waits for a chat by now; what this update answers is sent."""
        self.recalled.update([record["id"] for record in await self.write(RECALL, chat_id)])

    def require(self, precondition: Precondition) -> None:
        """Set the precondition, which is checked later, once."""
        self.precondition = precondition

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """An error inside rolls back only what was done inside."""
        await self._run_deferred()
        await self._begin()
        async with self._connection.transaction():
            try:
                yield
            except BaseException:
                self._deferred = None
                raise
            await self._run_deferred()

    # The end

    def take_rest(self) -> Rest:
        """Take over what is left to do; the caller must do it in this unit's transaction."""
        deferred, values = self._deferred or (None, ())
        precondition = None if self._checked else self.precondition
        self._deferred, self._checked = None, True
        return Rest(deferred, values, precondition)

    async def _roll_back(self) -> None:
        self._deferred = None
        self._checked = False  # the replies of a refusal are written later, and need the check again
        transaction, self._transaction = self._transaction, None
        if transaction is not None:
            await transaction.__aexit__(Exception, None, None)

    # The transaction

    def _note(self, table: str | None) -> None:
        if table is not None:
            self.changed.add(table)

    async def _prepare_to_write(self, table: str | None) -> None:
        self._note(table)
        await self._run_deferred()
        await self._begin()

    async def _begin(self) -> None:
        if self._transaction is None:
            transaction = self._connection.transaction()
            # Not `start`: if this is cancelled, the pool rolls back, and asyncpg takes that for a mistake.
            await transaction.__aenter__()
            self._transaction = transaction
            await self._check()

    async def _check(self) -> None:
        """Check the precondition before a write of this unit can make it false."""
        if self.precondition is not None and not self._checked:
            await self._connection.execute(f"SELECT {self.precondition.check(1)}", *self.precondition.values)
            self._checked = True

    async def _run_deferred(self) -> None:
        """Run the deferred write, because another statement follows."""
        if self._deferred is None:
            return
        await self._begin()
        (write, values), self._deferred = self._deferred, None
        await self._connection.execute(write.statement, *values)
