"""A unit of work for tests of the repository, which also look into the tables themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from taskbot.delivery.unit_of_work import DeferredWrite, UnitOfWork


class Autocommit(UnitOfWork):
    """Each statement takes effect at once, unless a `transaction` has begun; any SQL can be run beside."""

    async def _begin(self) -> None:
        pass

    async def write_last(self, deferred: DeferredWrite, *values: object, changes: str | None = None) -> None:
        await super().write_last(deferred, *values, changes=changes)
        await self._run_deferred()

    def transaction(self) -> Any:
        return self._connection.transaction()

    async def execute(self, sql: str, *values: object) -> str:
        return await self._connection.execute(sql, *values)

    async def executemany(self, sql: str, values: Iterable[Any]) -> None:
        await self._connection.executemany(sql, values)

    async def fetch(self, sql: str, *values: object) -> list[Any]:
        return await self._connection.fetch(sql, *values)

    async def fetchrow(self, sql: str, *values: object) -> Any:
        return await self._connection.fetchrow(sql, *values)

    async def fetchval(self, sql: str, *values: object) -> Any:
        return await self._connection.fetchval(sql, *values)

    async def prepare(self, sql: str) -> None:
        await self._connection.prepare(sql)

    def get_server_pid(self) -> int:
        return self._connection.get_server_pid()
