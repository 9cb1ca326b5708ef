"""A migrated database, and connections to it, that serve one test after another.

A fresh database costs 30 ms of a processor, and fresh connections cost more: each reads the catalogue and
plans every statement again. So the rows of a test are deleted, and the next
test gets a fresh database only if one changed the tables, or still holds them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack

import asyncpg

from taskbot.postgres.pool import open_pool

SIZE = 21  # the bot's own twenty, and one for the test

# Triggers sleep meanwhile, those of foreign keys too. The default project is there from the beginning.
EMPTYING = """
SELECT concat_ws('; ', 'BEGIN', 'SET LOCAL session_replication_role = replica', (
    SELECT string_agg('DELETE FROM ' || oid::regclass, '; ') FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
), (
    SELECT string_agg(format('SELECT setval(%L, 1, false)', oid::regclass), '; ') FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
), 'INSERT INTO projects DEFAULT VALUES', 'COMMIT')
"""
# Whatever changes a table, or analyzes it, writes rows into these.
NEWEST_CHANGE = """
SELECT max(xmin::text::bigint) FROM (
    SELECT xmin FROM pg_class UNION ALL SELECT xmin FROM pg_attribute UNION ALL
    SELECT xmin FROM pg_constraint UNION ALL SELECT xmin FROM pg_trigger UNION ALL
    SELECT xmin FROM pg_statistic
) AS catalogue
"""


class Kept:
    """`url` and `pool` are of the present test's database; `make` makes one, which goes with its block.

    `size` is how many connections the pool has at most.
    """

    url: str
    pool: asyncpg.Pool
    # Apart from the pool: who sets `session_replication_role` must plan all statements again.
    _cleaner: asyncpg.Connection

    def __init__(self, make: Callable[[], AbstractAsyncContextManager[str]], size: int = SIZE) -> None:
        self._make = make
        self._size = size
        self._there = AsyncExitStack()
        self._emptying = ""
        self._change = 0

    async def prepare(self) -> None:
        """Have an empty database for a test."""
        if self._emptying:
            return
        self.url = await self._there.enter_async_context(self._make())
        self.pool = await open_pool(self.url, size=self._size)
        self._cleaner = await asyncpg.connect(self.url)
        self._change = await self._cleaner.fetchval(NEWEST_CHANGE)
        self._emptying = await self._cleaner.fetchval(EMPTYING)

    async def clean(self) -> None:
        """Empty the database after a test, or be rid of it."""
        try:
            async with asyncio.timeout(5):
                reusable = await self._empty()
        except (TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            reusable = False
        if not reusable:
            await self.discard()

    async def _empty(self) -> bool:
        if self.pool.get_idle_size() < self.pool.get_size():
            return False
        if self._cleaner.is_closed():  # by a test that ended all sessions
            self._cleaner = await asyncpg.connect(self.url)
        await self._cleaner.execute(self._emptying)
        change: int = await self._cleaner.fetchval(NEWEST_CHANGE)
        return change == self._change

    async def discard(self) -> None:
        """Drop the database, also while sessions use it."""
        if self._emptying:
            self._emptying = ""
            self.pool.terminate()
            self._cleaner.terminate()
            await self._there.aclose()
