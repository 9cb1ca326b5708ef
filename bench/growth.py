"""What lists cost when there are a thousand times as many tasks: the repository on the real schema."""

from __future__ import annotations

import random
import time
from contextlib import asynccontextmanager
from statistics import median
from typing import TYPE_CHECKING

import asyncpg

from bench.figures import Figure, Promise
from taskbot.models import PAGE_SIZE, TOTAL_CAP, Cursor
from taskbot.postgres import migrate
from taskbot.repository import tasks, users

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    Operation = Callable[["Store"], Awaitable[object]]

GROWTH = Promise(1.2, 2.0)
SAMPLES = 60  # in a round
BUSY = 1  # the id of the person who has half of all tasks
TEAM = 40
LAST_PAGE = TOTAL_CAP // PAGE_SIZE  # the deepest page that can be told by its number at every size
FIRST_TELEGRAM_ID = 20_000_000

# Half of the tasks are one person's, ten each the others', and each list is scattered over the whole table.
FILL = f"""
SET session_replication_role = replica;  -- no checks of foreign keys, row by row
INSERT INTO users (telegram_id, username, full_name, language_code)
SELECT {FIRST_TELEGRAM_ID} + n, 'user' || n, 'User ' || n, 'en' FROM generate_series(1, {{users}}) AS n;
INSERT INTO tasks (title, description, priority, status, due_date, assigned_to_id, created_by_id)
SELECT 'Task number ' || n, 'What is to be done, and why, in a line or two.',
       (enum_range(NULL::task_priority))[1 + floor(random() * 4)::int],
       (enum_range(NULL::task_status))[1 + floor(random() * 4)::int],
       CASE WHEN random() < 0.8 THEN current_date + floor(random() * 730)::int - 365 END,
       CASE WHEN n % 2 = 0 THEN {BUSY} ELSE 2 + (n / 2) % ({{users}} - 1) END, {BUSY}
FROM generate_series(1, {{tasks}}) AS n;
"""

MIDDLE = """
SELECT position, id FROM tasks WHERE $1::bigint IS NULL OR assigned_to_id = $1
ORDER BY position, id LIMIT 1 OFFSET $2
"""


class Store:
    """A database with so many tasks."""

    def __init__(self, size: int, connection: asyncpg.Connection) -> None:
        self.size = size
        self.connection = connection
        self._people = size // 20 + 1
        self.middle_of_all = self.middle_of_busy = Cursor(forward=True, position=0, id=0)

    async def fill(self) -> None:
        """Make people and tasks."""
        await self.connection.execute(FILL.format(users=self._people, tasks=self.size))
        await self.connection.execute("VACUUM ANALYZE")
        self.middle_of_all = await self._find(None, self.size // 2)
        self.middle_of_busy = await self._find(BUSY, self.size // 4)

    async def _find(self, person_id: int | None, offset: int) -> Cursor:
        record = await self.connection.fetchrow(MIDDLE, person_id, offset)
        assert record is not None
        return Cursor(forward=True, position=record["position"], id=record["id"])

    def somebody(self) -> int:
        """The id of one of `TEAM` people with ten tasks, as many at every size: so caches tell nothing."""
        return BUSY + 1 + random.randrange(TEAM) * ((self._people - 1) // TEAM)

    def anybody(self) -> int:
        """The id of any person with ten tasks."""
        return random.randrange(BUSY + 1, self._people + 1)

    def some_task(self) -> int:
        return random.randrange(1, self.size + 1)


def _back(cursor: Cursor) -> Cursor:
    return Cursor(forward=False, position=cursor.position, id=cursor.id)


# Told, not promised: pages of people who have not asked for long are not in PostgreSQL's own memory.
COLD = "my tasks, of ten, each time of anybody"

# Every list, its pages, and what else is read by key; a search takes its place here when there is one.
OPERATIONS: dict[str, Operation] = {
    "my tasks, of ten": lambda it: tasks.page_of_mine(it.connection, it.somebody()),
    COLD: lambda it: tasks.page_of_mine(it.connection, it.anybody()),
    "my tasks, of half of all": lambda it: tasks.page_of_mine(it.connection, BUSY),
    "my tasks, of half of all: page 20, typed": lambda it: tasks.page_of_mine(it.connection, BUSY, 20),
    "my tasks, of half of all: next, from the middle": lambda it: tasks.page_of_mine(
        it.connection, BUSY, 50, it.middle_of_busy
    ),
    "my tasks, of half of all: back, from the middle": lambda it: tasks.page_of_mine(
        it.connection, BUSY, 50, _back(it.middle_of_busy)
    ),
    "all tasks": lambda it: tasks.page_of_all(it.connection),
    "all tasks: page 20, typed": lambda it: tasks.page_of_all(it.connection, 20),
    f"all tasks: page {LAST_PAGE}, typed": lambda it: tasks.page_of_all(it.connection, LAST_PAGE),
    "all tasks: a page beyond every end, typed": lambda it: tasks.page_of_all(it.connection, 10**9),
    "all tasks: next, from the middle": lambda it: tasks.page_of_all(it.connection, 50, it.middle_of_all),
    "all tasks: back, from the middle": lambda it: tasks.page_of_all(
        it.connection, 50, _back(it.middle_of_all)
    ),
    "one task": lambda it: tasks.get(it.connection, it.some_task()),
    "a person by id": lambda it: users.by_telegram_id(it.connection, FIRST_TELEGRAM_ID + it.somebody()),
    "a person by username": lambda it: users.by_username(it.connection, f"USER{it.somebody()}"),
}


async def growth(url: str, sizes: Sequence[int], rounds: int) -> list[Figure]:
    """Each operation at the greatest size beside the same at the least; `url` is of a database beside."""
    async with _stores(url, sizes) as stores:
        for operation in OPERATIONS.values():  # statements are prepared, caches warm
            for _ in range(10):
                for store in stores:
                    await operation(store)
        return [await _figure(name, operation, stores, rounds) for name, operation in OPERATIONS.items()]


@asynccontextmanager
async def _stores(url: str, sizes: Sequence[int]) -> AsyncIterator[list[Store]]:
    admin = await asyncpg.connect(url)
    stores = []
    for size in sizes:
        await admin.execute(f"CREATE DATABASE growth_{size}")
        own = url.replace("/taskbot?", f"/growth_{size}?")
        await migrate.upgrade(own)
        stores.append(Store(size, await asyncpg.connect(own)))
        await stores[-1].fill()
    yield stores
    for store in stores:
        await store.connection.close()
        await admin.execute(f"DROP DATABASE growth_{store.size}")
    await admin.close()


async def _figure(name: str, operation: Operation, stores: list[Store], rounds: int) -> Figure:
    """All sizes take turns, task by task; what is told of are the last and the first."""
    seen = [await _round(stores, operation) for _ in range(rounds)]
    return Figure(name, [(it[-1], it[0]) for it in seen], "ms", 2, None if name == COLD else GROWTH)


async def _round(stores: list[Store], operation: Operation) -> list[float]:
    taken: list[list[float]] = [[] for _ in stores]
    for _ in range(SAMPLES):
        for store, times in zip(stores, taken, strict=True):
            start = time.perf_counter()
            await operation(store)
            times.append(1e3 * (time.perf_counter() - start))
    return [median(times) for times in taken]
