"""A transaction that begins when it must and ends in one journey: most commands read, or write once.

What only reads needs no BEGIN and no COMMIT. Of what writes, the last statement waits for the note that the
update is done, and if nothing was written before it, both together are the transaction.
"""

from __future__ import annotations

import re
from contextlib import AsyncExitStack, asynccontextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeAlias

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from types import TracebackType

    from taskbot.delivery.database import Connection

_LOCKING = r"FOR\s+(?:NO\s+KEY\s+|KEY\s+)?(?:UPDATE|SHARE)"
_READS = re.compile(rf"\s*SELECT\b(?!.*\b{_LOCKING}\b)", re.DOTALL | re.IGNORECASE)
_WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE)\b")
# WITH queries, the last of which ends with a parenthesis on a line of its own, and a SELECT of one value.
_QUERIES = re.compile(r"\s*WITH (?P<queries>.*\n\))\nSELECT (?P<value>.*)", re.DOTALL)
_PARAMETER = re.compile(r"\$(\d+)")

OUTDATED = "TB002"  # the SQLSTATE of an own error (PostgreSQL's manual, appendix A)


class Effect(NamedTuple):
    """A writing statement whose result nobody asks for, taken apart so that it fits into another's WITH."""

    statement: str
    queries: str
    value: str

    @classmethod
    @lru_cache(maxsize=256)
    def of(cls, statement: str) -> Effect | None:
        """Take a statement apart; none where it has another form, or does more than to write."""
        if _WRITES.match(statement):
            return cls(statement, f"effect AS ({statement}\n)", "true")
        found = _QUERIES.fullmatch(statement)
        return cls(statement, found["queries"], f"(SELECT {found['value']})") if found else None

    def with_parameters_from(self, first: int) -> tuple[str, str]:
        """The queries and the value, with parameters that begin at `$first`."""
        return _numbered(self.queries, first), _numbered(self.value, first)


Late: TypeAlias = tuple[Effect, tuple[Any, ...]]


class Assumption(NamedTuple):
    """What an update takes to be so without asking PostgreSQL: `holds` is an SQL condition on `values`.

    It is looked at in the update's own transaction, before its first write or with its end; where it does not
    hold, nothing is done, `forget` is called, and the update is done anew.
    """

    holds: str
    values: tuple[Any, ...]
    forget: Callable[[], None]

    def sure(self, first: int) -> str:
        """An expression that is an error where this does not hold, with parameters that begin at `$first`."""
        return _sure(self.holds, first)


@lru_cache(maxsize=256)
def _sure(holds: str, first: int) -> str:
    refused = f"refuse('{OUTDATED}', 'what was assumed is not so')"
    return f"CASE WHEN {_numbered(holds, first)} THEN true ELSE {refused} END"


def _numbered(sql: str, first: int) -> str:
    return _PARAMETER.sub(lambda found: f"${int(found[1]) + first - 1}", sql)


class LateTransaction:
    """A connection, in a transaction that begins with the first statement which is no plain SELECT.

    Nothing is different for what was read before: under READ COMMITTED each statement has a snapshot of its
    own also inside a transaction (PostgreSQL's manual, 13.2.1), and a plain SELECT locks no row. A SELECT of
    a function that writes is not a plain one, and such has no place in a handler.

    What is given to `execute` waits for the next statement, which comes after it, or for the end; or whoever
    ends the transaction takes it (`take_end`). So its errors come later than asyncpg's would.

    `era` is another number after a crash of PostgreSQL, which can forget what was read before (`disk`).

    Has those methods of asyncpg's connection that run a statement, and `transaction`, for a savepoint.
    """

    def __init__(self, connection: Connection, era: int = 0) -> None:
        self._connection = connection
        self.era = era
        self._transaction = AsyncExitStack()
        self._last: Late | None = None
        self._begun = False
        self._wrote: set[str] = set()
        self._sure = False
        self.assumption: Assumption | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            try:
                await self._run_last()
                await self._look()
            except BaseException as failed:
                await self._transaction.__aexit__(type(failed), failed, failed.__traceback__)
                raise
        self._take_last()
        if kind is not None:
            self._sure = False  # what is answered in its place is later than what was looked at
        await self._transaction.__aexit__(kind, error, trace)

    def assume(self, assumption: Assumption) -> None:
        """Rest on something that is looked at later, once in a transaction."""
        self.assumption = assumption

    def wrote(self, table: str) -> bool:
        """Whether it may have written to a table: some statement names it and is no plain SELECT."""
        return any(_names(statement, table) for statement in self._wrote)

    def take_end(self, *, first: int) -> tuple[Effect | None, str | None, tuple[Any, ...]]:
        """Take over what is left to do with the end of the transaction.

        That is what was to be run last, with parameters from `$first` on; then an expression that is an error
        where what is assumed is not so; and the values of both.
        """
        effect, values = self._take_last() or (None, ())
        assumed = self._unsure()
        if assumed is None:
            return effect, None, values
        self._sure = True
        return effect, assumed.sure(first + len(values)), (*values, *assumed.values)

    def _take_last(self) -> Late | None:
        last, self._last = self._last, None
        return last

    def _unsure(self) -> Assumption | None:
        """What is assumed and was not looked at."""
        return None if self._sure else self.assumption

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """A savepoint: what fails inside leaves what was done before."""
        await self._run_last()
        await self._begin()
        async with self._connection.transaction():
            try:
                yield
            except BaseException:
                self._take_last()
                raise
            await self._run_last()

    async def execute(self, statement: str, *values: Any) -> None:
        """Run a statement, late if it can be: of what it does nothing is told, unlike by asyncpg."""
        effect = Effect.of(statement)
        if effect is None:
            await self._prepare(statement)
            await self._connection.execute(statement, *values)
        else:
            await self._run_last()
            self._wrote.add(statement)
            self._last = effect, values

    async def fetch(self, statement: str, *values: Any) -> list[Any]:
        await self._prepare(statement)
        return await self._connection.fetch(statement, *values)

    async def fetchrow(self, statement: str, *values: Any) -> Any:
        await self._prepare(statement)
        return await self._connection.fetchrow(statement, *values)

    async def fetchval(self, statement: str, *values: Any) -> Any:
        await self._prepare(statement)
        return await self._connection.fetchval(statement, *values)

    async def _prepare(self, statement: str) -> None:
        await self._run_last()
        if not _reads(statement):
            self._wrote.add(statement)
            await self._begin()

    async def _begin(self) -> None:
        if not self._begun:
            await self._transaction.enter_async_context(self._connection.transaction())
            self._begun = True
            await self._look()

    async def _look(self) -> None:
        """See whether what is assumed is so, before it is made otherwise here."""
        if (assumption := self._unsure()) is not None:
            await self._connection.execute(f"SELECT {assumption.sure(1)}", *assumption.values)
            self._sure = True

    async def _run_last(self) -> None:
        if (last := self._take_last()) is not None:
            await self._begin()
            await self._connection.execute(last[0].statement, *last[1])


@lru_cache(maxsize=256)
def _reads(statement: str) -> bool:
    """Whether it is a plain SELECT."""
    return _READS.match(statement) is not None


@lru_cache(maxsize=256)
def _names(statement: str, table: str) -> bool:
    return re.search(rf"\b{table}\b", statement) is not None
