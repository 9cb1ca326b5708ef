"""A transaction that begins when it must: most commands only read, and need no BEGIN and no COMMIT."""

from __future__ import annotations

import re
from contextlib import AsyncExitStack, asynccontextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from types import TracebackType

    from taskbot.delivery.database import Connection

_LOCKING = r"FOR\s+(?:NO\s+KEY\s+|KEY\s+)?(?:UPDATE|SHARE)"
_READS = re.compile(rf"\s*SELECT\b(?!.*\b{_LOCKING}\b)", re.DOTALL | re.IGNORECASE)


class LateTransaction:
    """A connection, in a transaction that begins with the first statement which is no plain SELECT.

    Nothing is different for what was read before: under READ COMMITTED each statement has a snapshot of its
    own also inside a transaction (PostgreSQL's manual, 13.2.1), and a plain SELECT locks no row. A SELECT of
    a function that writes is not a plain one, and such has no place in a handler.

    Has those methods of asyncpg's connection that run a statement, and `transaction`, for a savepoint.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._transaction = AsyncExitStack()
        self.begun = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transaction.__aexit__(kind, error, trace)

    async def begin(self) -> None:
        """Begin, if that has not been done."""
        if not self.begun:
            await self._transaction.enter_async_context(self._connection.transaction())
            self.begun = True

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """A savepoint: what fails inside leaves what was done before."""
        await self.begin()
        async with self._connection.transaction():
            yield

    async def execute(self, statement: str, *values: Any) -> str:
        await self._prepare(statement)
        return await self._connection.execute(statement, *values)

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
        if not _reads(statement):
            await self.begin()


@lru_cache(maxsize=256)
def _reads(statement: str) -> bool:
    """Whether it is a plain SELECT."""
    return _READS.match(statement) is not None
