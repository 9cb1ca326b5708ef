"""The unit of work of one update: its statements, and the transaction that they need.

Whoever runs a statement says what it is, and three rules follow from that:

- A transaction begins with the first write. What only reads needs no BEGIN and no COMMIT. Under READ
  COMMITTED each statement has a snapshot of its own inside a transaction too (PostgreSQL's manual, 13.2.1),
  so nothing is different for what was read before.
- A deferred write (`DeferredWrite`) waits for the end, and travels in the statement that completes the
  update: an update with one write is one round trip.
- An optimistic check (`Precondition`) stands in for a read: what is remembered from an earlier update is
  confirmed by PostgreSQL before this one's first write, or with its end.
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
PRECONDITION_FAILED = "TB002"  # the SQLSTATE of an own error (PostgreSQL's manual, appendix A)


class DeferredWrite(NamedTuple):
    """A write whose result nobody asks for, in a form that fits into another statement's WITH.

    `queries` are WITH queries, named, with a comma between them; their parameters are `$1` and so on. Each
    name must be unlike `mine` and `sent`, which completion uses. `check` is an expression of one value, in
    which the queries can be named. It is an error of PostgreSQL (`refuse`, revision 0008) where the write
    must not happen; then nothing of the update happens, so that the write needs no lock beforehand. The
    error comes when the write is run: with the unit's next statement, or with its end.
    """

    queries: str
    check: str = "true"

    @classmethod
    def of(cls, statement: str) -> Self:
        """An INSERT, UPDATE or DELETE that returns nothing."""
        return cls(f"written AS ({statement})")

    @property
    def statement(self) -> str:
        """It alone, for when something comes after it."""
        return f"WITH {self.queries} SELECT {self.check}"


class Precondition(NamedTuple):
    """What an update takes to be so without having asked PostgreSQL.

    `condition` is an SQL expression with `{}` in the place of each of `values`. PostgreSQL looks at it in the
    update's own transaction, before its first write or with its end. Where it does not hold nothing is done,
    `on_failure` is called to forget what was taken to be so, and the update is handled again. So what was
    remembered may be out of date at any time, and a decision never rests on it.
    """

    condition: str
    values: tuple[object, ...]
    on_failure: Callable[[], None]

    def check(self, first: int) -> str:
        """An expression that is an error where this does not hold, with parameters from `$first` on."""
        places = (f"${first + place}" for place in range(len(self.values)))
        failed = f"refuse('{PRECONDITION_FAILED}', 'a precondition does not hold')"
        return f"CASE WHEN {self.condition.format(*places)} THEN true ELSE {failed} END"


class Rest(NamedTuple):
    """What a unit of work has left to do at its end: its deferred write, and its precondition."""

    deferred: DeferredWrite | None = None
    values: tuple[object, ...] = ()  # of the deferred write
    precondition: Precondition | None = None


class UnitOfWork:
    """Runs the statements of one update; its block commits at the end, and undoes all after an error.

    `read` and its variants are for what changes nothing and locks nothing: a statement that does, and is
    called a read, takes effect at once and by itself. `write` and its variants are for all others.
    `write_last` defers, so that its errors come late.  `changes` names a table of which somebody wants to
    know (`changed`) that it may have been written to.

    `epoch` is another number after a crash of PostgreSQL, which can forget what was read before
    (`group_commit`); a unit of work that has none is 0.
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
            await self._transaction.commit()

    # Statements

    async def read(self, statement: str, *values: object) -> list[asyncpg.Record]:
        """Give the rows of a SELECT."""
        await self._run_deferred()
        return await self._connection.fetch(statement, *values)

    async def read_row(self, statement: str, *values: object) -> asyncpg.Record | None:
        """Give the first row of a SELECT."""
        await self._run_deferred()
        return await self._connection.fetchrow(statement, *values)

    async def read_value(self, statement: str, *values: object) -> Any:
        """Give the first value of a SELECT's first row; null where there is no row."""
        await self._run_deferred()
        return await self._connection.fetchval(statement, *values)

    async def write(
        self, statement: str, *values: object, changes: str | None = None
    ) -> list[asyncpg.Record]:
        """Run what writes or locks; give the rows that it returns."""
        await self._prepare_to_write(changes)
        return await self._connection.fetch(statement, *values)

    async def write_row(
        self, statement: str, *values: object, changes: str | None = None
    ) -> asyncpg.Record | None:
        """Run what writes or locks; give the first row that it returns."""
        await self._prepare_to_write(changes)
        return await self._connection.fetchrow(statement, *values)

    async def write_value(self, statement: str, *values: object, changes: str | None = None) -> Any:
        """Run what writes or locks; give the first value of the first row that it returns."""
        await self._prepare_to_write(changes)
        return await self._connection.fetchval(statement, *values)

    async def write_last(self, deferred: DeferredWrite, *values: object, changes: str | None = None) -> None:
        """Write at the end, or before whatever comes next."""
        await self._run_deferred()
        self._note(changes)
        self._deferred = deferred, values

    async def recall(self, chat_id: int) -> None:
        """Let nothing be sent of what waits for a chat by now; what this update answers is sent."""
        self.recalled.update([record["id"] for record in await self.write(RECALL, chat_id)])

    def require(self, precondition: Precondition) -> None:
        """Take something to be so, which is checked later, once."""
        self.precondition = precondition

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What fails inside leaves what was done before."""
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
        """Take over what is left to do at the end; whoever does must do it in this unit's transaction."""
        deferred, values = self._deferred or (None, ())
        precondition = None if self._checked else self.precondition
        self._deferred, self._checked = None, True
        return Rest(deferred, values, precondition)

    async def _roll_back(self) -> None:
        self._deferred = None
        self._checked = False  # what is answered instead comes later than the check
        transaction, self._transaction = self._transaction, None
        if transaction is not None:
            await transaction.rollback()

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
            await transaction.start()
            self._transaction = transaction
            await self._check()

    async def _check(self) -> None:
        """Look at the precondition, before it is made untrue here."""
        if self.precondition is not None and not self._checked:
            await self._connection.execute(f"SELECT {self.precondition.check(1)}", *self.precondition.values)
            self._checked = True

    async def _run_deferred(self) -> None:
        """Run what was deferred, because something comes after it."""
        if self._deferred is None:
            return
        await self._begin()
        (write, values), self._deferred = self._deferred, None
        await self._connection.execute(write.statement, *values)
