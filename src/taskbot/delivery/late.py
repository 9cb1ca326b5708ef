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
    from collections.abc import AsyncIterator
    from types import TracebackType

    from taskbot.delivery.database import Connection

_LOCKING = r"FOR\s+(?:NO\s+KEY\s+|KEY\s+)?(?:UPDATE|SHARE)"
_READS = re.compile(rf"\s*SELECT\b(?!.*\b{_LOCKING}\b)", re.DOTALL | re.IGNORECASE)
_WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE)\b")
# WITH queries, the last of which ends with a parenthesis on a line of its own, and a SELECT of one value.
_QUERIES = re.compile(r"\s*WITH (?P<queries>.*\n\))\nSELECT (?P<value>.*)", re.DOTALL)
_PARAMETER = re.compile(r"\$(\d+)")


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

        def numbered(sql: str) -> str:
            return _PARAMETER.sub(lambda found: f"${int(found[1]) + first - 1}", sql)

        return numbered(self.queries), numbered(self.value)


Late: TypeAlias = tuple[Effect, tuple[Any, ...]]


class LateTransaction:
    """A connection, in a transaction that begins with the first statement which is no plain SELECT.

    Nothing is different for what was read before: under READ COMMITTED each statement has a snapshot of its
    own also inside a transaction (PostgreSQL's manual, 13.2.1), and a plain SELECT locks no row. A SELECT of
    a function that writes is not a plain one, and such has no place in a handler.

    What is given to `execute` waits for the next statement, which comes after it, or for the end; or whoever
    ends the transaction takes it (`take_last`). So its errors come later than asyncpg's would.

    Has those methods of asyncpg's connection that run a statement, and `transaction`, for a savepoint.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._transaction = AsyncExitStack()
        self._last: Late | None = None
        self._begun = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            await self._run_last()
        await self._transaction.__aexit__(kind, error, trace)

    def take_last(self) -> Late | None:
        """Take over what was to be run last, with its parameters, if there is such."""
        last, self._last = self._last, None
        return last

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """A savepoint: what fails inside leaves what was done before."""
        await self._run_last()
        await self._begin()
        async with self._connection.transaction():
            try:
                yield
            except BaseException:
                self.take_last()
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
            await self._begin()

    async def _begin(self) -> None:
        if not self._begun:
            await self._transaction.enter_async_context(self._connection.transaction())
            self._begun = True

    async def _run_last(self) -> None:
        if (last := self.take_last()) is not None:
            await self._begin()
            await self._connection.execute(last[0].statement, *last[1])


@lru_cache(maxsize=256)
def _reads(statement: str) -> bool:
    """Whether it is a plain SELECT."""
    return _READS.match(statement) is not None
