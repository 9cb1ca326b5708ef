"""What lists cost when there are a thousand times as many tasks: the repository on the real schema."""

from __future__ import annotations

import random
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from statistics import median
from typing import TYPE_CHECKING

import asyncpg
import psutil

from bench.figures import Figure, Promise
from taskbot.models import (
    EVERYTHING,
    PAGE_SIZE,
    TOTAL_CAP,
    Access,
    Cursor,
    Due,
    Filter,
    Listing,
    Notices,
    Person,
    Priority,
    Role,
    Status,
)
from taskbot.postgres import migrate, pool
from taskbot.repository import lists, search, tasks, users

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    Operation = Callable[["Store"], Awaitable[object]]

GROWTH = Promise(1.2, 10.0)  # a tenth of what a search would take that grows with the tasks
SAMPLES = 60  # in a round
BUSY = 1  # the id of the person who has two fifths of all tasks
AUTHOR = 2  # and of the one who has created half of all
MODEST = 3  # and of one of those who have ten tasks, all of them of the author
TEAM = 40
LAST_PAGE = TOTAL_CAP // PAGE_SIZE  # the deepest page that can be told by its number at every size
FIRST_TELEGRAM_ID = 20_000_000

# Two fifths of the tasks are one person's, a tenth nobody's, ten each the others', who have also created ten
# each, eight of which somebody has; and each list is scattered over the whole table. At every size a
# word is in half of the tasks, another in ten, a third in ten comments, and twenty tasks are deleted.
FILL = f"""
SET maintenance_work_mem = '256MB';
SET session_replication_role = replica;  -- no checks of foreign keys and no triggers, row by row
INSERT INTO users (telegram_id, username, full_name, language_code)
SELECT {FIRST_TELEGRAM_ID} + n, 'user' || n, 'User ' || n, 'en' FROM generate_series(1, {{users}}) AS n;
INSERT INTO tasks
    (title, description, priority, status, due_date, assigned_to_id, created_by_id, deleted_at)
SELECT 'Task number ' || n || CASE WHEN n % 2 = 0 THEN ' отчёт' ELSE ' смета' END
           || CASE WHEN n % ({{tasks}} / 10) = 7 THEN ' жираф' ELSE '' END
           || CASE WHEN n % 200 = 13 THEN ' ведомость' ELSE '' END
           || ' код' || n % 500 || ' этап' || n % 11
           || CASE WHEN n % 2 = 1 OR n % ({{tasks}} / 10) = 4 THEN ' счёт' ELSE '' END,
       'What is to be done, and why, in a line or two.',
       (enum_range(NULL::task_priority))[1 + floor(random() * 4)::int],
       (enum_range(NULL::task_status))[1 + floor(random() * 4)::int],
       CASE WHEN random() < 0.8 THEN current_date + floor(random() * 730)::int - 365 END,
       CASE WHEN n % 10 = 0 THEN NULL
            WHEN n % 2 = 0 THEN {BUSY}
            ELSE 3 + (n / 2) % ({{users}} - 2) END,
       CASE WHEN n % 2 = 1 THEN {AUTHOR} ELSE 3 + (n / 2 + n * 10 / {{tasks}}) % ({{users}} - 2) END,
       CASE WHEN n % ({{tasks}} / 20) = 11 THEN now() - n * interval '1 second' END
FROM generate_series(1, {{tasks}}) AS n;
INSERT INTO assignments (task_id, user_id, status, priority, due_date, hidden, created_by_id)
SELECT id, assigned_to_id, status, priority, due_date, deleted_at IS NOT NULL, created_by_id FROM tasks
WHERE assigned_to_id IS NOT NULL;
INSERT INTO comments (task_id, user_id, text)
SELECT n * ({{tasks}} / 10) - 3, {BUSY}, 'Согласовано' FROM generate_series(1, 10) AS n;
INSERT INTO comments (task_id, user_id, text)
SELECT n, {BUSY}, 'Comment number ' || n FROM generate_series(1, {{tasks}}, 10) AS n;
"""

INDEXES = """
SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
WHERE indrelid = ANY ('{tasks, assignments, comments}'::regclass[]) AND NOT indisunique
"""

MIDDLE = """
SELECT position, id FROM tasks
WHERE deleted_at IS NULL AND ($1::bigint IS NULL OR assigned_to_id = $1)
ORDER BY position, id LIMIT 1 OFFSET $2
"""


class Store:
    """A database with so many tasks."""

    def __init__(self, size: int, connection: asyncpg.Connection) -> None:
        self.size = size
        self.connection = connection
        self._people = size // 20 + 2
        self.middle_of_all = self.middle_of_busy = Cursor(forward=True, position=0, id=0)
        self.middle_of_found = Cursor(forward=True, position=0, id=size // 2)

    async def fill(self) -> None:
        """Make people and tasks; indexes are made afterwards, which takes a fraction of the time."""
        indexes = await self.connection.fetch(INDEXES)
        for index in indexes:
            await self.connection.execute(f"DROP INDEX {index['name']}")
        await self.connection.execute(FILL.format(users=self._people, tasks=self.size))
        for index in indexes:
            await self.connection.execute(index["definition"])
        await self.connection.execute("SELECT remake_words()")
        await self.connection.execute("VACUUM ANALYZE")
        self.middle_of_all = await self._find(None, self.size // 2)
        self.middle_of_busy = await self._find(BUSY, self.size // 4)

    async def _find(self, person_id: int | None, offset: int) -> Cursor:
        record = await self.connection.fetchrow(MIDDLE, person_id, offset)
        assert record is not None
        return Cursor(forward=True, position=record["position"], id=record["id"])

    def somebody(self) -> int:
        """The id of one of `TEAM` people with ten tasks, as many at every size: so caches tell nothing."""
        return AUTHOR + 1 + random.randrange(TEAM) * ((self._people - AUTHOR) // TEAM)

    def anybody(self) -> int:
        """The id of any person with ten tasks."""
        return random.randrange(AUTHOR + 1, self._people + 1)

    def some_task(self) -> int:
        """One of as many tasks at every size."""
        return 1 + random.randrange(TEAM) * (self.size // TEAM)

    def any_task(self) -> int:
        return random.randrange(1, self.size + 1)


def _back(cursor: Cursor) -> Cursor:
    return Cursor(forward=False, position=cursor.position, id=cursor.id)


# Told, not promised. What nobody has asked for lately is not in PostgreSQL's own memory.
COLD = "my tasks, of ten, each time of anybody"
COLD_TASK = "one task, each time any"
# These find more in more tasks: two numbers begin so, or more than a thousand; each of the words is in two
# tasks, or in two thousand; the rarer word is in five, or in more than a search looks at.
BEGINNING = "search: the beginning of a thousandth of all numbers"
ELEVEN = "search: the beginning of eleven words, each of every five hundredth task"
APART = "search: a word of every second task, one of every two hundredth, in none both"
TOLD = {COLD, COLD_TASK, BEGINNING, ELEVEN, APART}
DEAREST = "search: whichever takes longest"


def _list(
    listing: Listing,
    whose: Callable[[Store], int],
    asked: Filter = EVERYTHING,
    number: int = 1,
    cursor: Callable[[Store], Cursor | None] = lambda _: None,
    role: Role = Role.ADMIN,
) -> Operation:
    return lambda it: lists.page(
        it.connection, listing, _person(whose(it), role), asked, TODAY, number, cursor(it)
    )


def _of_person(
    listing: Listing,
    whose: Callable[[Store], int],
    assignee: Callable[[Store], int],
    asked: Filter = EVERYTHING,
) -> Operation:
    return lambda it: lists.page(
        it.connection, listing, _person(whose(it), Role.ADMIN), replace(asked, person=assignee(it)), TODAY
    )


def _search(
    text: str,
    whose: Callable[[Store], int],
    role: Role,
    number: int = 1,
    cursor: Callable[[Store], Cursor | None] = lambda _: None,
) -> Operation:
    return lambda it: search.page(it.connection, _person(whose(it), role), text, number, cursor(it))


@lru_cache(maxsize=1024)
def _person(id_: int, role: Role) -> Person:
    return Person(id_, id_, None, "", None, True, role, Access.ACTIVE, None, None, Notices.ALL)


def _busy(_: Store) -> int:
    return BUSY


def _author(_: Store) -> int:
    return AUTHOR


def _modest(_: Store) -> int:
    return MODEST


TODAY = datetime.now(UTC).date()
PENDING = Filter(statuses=frozenset({Status.PENDING}))
OVERDUE = Filter(dues=frozenset({Due.OVERDUE}))
PRECISE = Filter(  # of which a list of a hundred has more than a page
    frozenset({Status.PENDING, Status.IN_PROGRESS}),
    frozenset({Priority.MEDIUM, Priority.HIGH, Priority.URGENT}),
    frozenset({Due.OVERDUE, Due.NONE}),
)
WIDE = Filter(
    frozenset({Status.PENDING, Status.IN_PROGRESS, Status.COMPLETED}),
    frozenset({Priority.LOW, Priority.MEDIUM, Priority.HIGH}),
    frozenset({Due.OVERDUE, Due.WEEK, Due.NONE}),
)

# Every list, its pages, filters and searches, and what else is read by key.
OPERATIONS: dict[str, Operation] = {
    "my tasks, of ten": _list(Listing.MINE, Store.somebody),
    COLD: _list(Listing.MINE, Store.anybody),
    "my tasks, of two fifths of all": _list(Listing.MINE, _busy),
    "my tasks, of two fifths of all: page 5, typed": _list(Listing.MINE, _busy, number=5),
    "my tasks, of two fifths of all: next, from the middle": _list(
        Listing.MINE, _busy, number=50, cursor=lambda it: it.middle_of_busy
    ),
    "my tasks, of two fifths of all: back, from the middle": _list(
        Listing.MINE, _busy, number=50, cursor=lambda it: _back(it.middle_of_busy)
    ),
    "my tasks, of two fifths of all: one status": _list(Listing.MINE, _busy, PENDING),
    "my tasks, of two fifths of all: statuses, priority, deadlines": _list(Listing.MINE, _busy, PRECISE),
    "my tasks, of ten: statuses, priority, deadlines": _list(Listing.MINE, Store.somebody, PRECISE),
    "all tasks": _list(Listing.ALL, _busy),
    "all tasks: page 5, typed": _list(Listing.ALL, _busy, number=5),
    f"all tasks: page {LAST_PAGE}, typed": _list(Listing.ALL, _busy, number=LAST_PAGE),
    "all tasks: a page beyond every end, typed": _list(Listing.ALL, _busy, number=10**9),
    "all tasks: next, from the middle": _list(
        Listing.ALL, _busy, number=50, cursor=lambda it: it.middle_of_all
    ),
    "all tasks: back, from the middle": _list(
        Listing.ALL, _busy, number=50, cursor=lambda it: _back(it.middle_of_all)
    ),
    "all tasks: one status": _list(Listing.ALL, _busy, PENDING),
    "all tasks: overdue": _list(Listing.ALL, _busy, OVERDUE),
    "all tasks: statuses, priority, deadlines": _list(Listing.ALL, _busy, PRECISE),
    "all tasks: statuses, priority, deadlines; page 2, typed": _list(Listing.ALL, _busy, PRECISE, number=2),
    "all tasks: many filters, in the middle": _list(
        Listing.ALL, _busy, WIDE, number=50, cursor=lambda it: it.middle_of_all
    ),
    "all tasks of a person of ten, one status": _of_person(Listing.ALL, _busy, Store.somebody, PENDING),
    "assigned by me, of half of all": _list(Listing.CREATED, _author),
    "assigned by me, of half of all: one status": _list(Listing.CREATED, _author, PENDING),
    "assigned by me, of half of all: to a person of ten": _of_person(Listing.CREATED, _author, _modest),
    "assigned by me, of half of all: to a person of ten, one status": _of_person(
        Listing.CREATED, _author, _modest, PENDING
    ),
    "assigned by me, of half of all: to who has two fifths of all, none": _of_person(
        Listing.CREATED, _author, _busy
    ),
    "assigned by me, of ten": _list(Listing.CREATED, Store.somebody),
    "unassigned": _list(Listing.UNASSIGNED, _busy),
    "unassigned: statuses, priority, deadlines": _list(Listing.UNASSIGNED, _busy, PRECISE),
    "overdue, of all": _list(Listing.OVERDUE, _busy),
    "overdue, of ten": _list(Listing.OVERDUE, Store.somebody, role=Role.EMPLOYEE),
    "deleted, twenty": _list(Listing.DELETED, _busy),
    "search: a word of every second task": _search("отчёты", _busy, Role.ADMIN),
    "search: a word of every second task: next, from the middle": _search(
        "отчёты", _busy, Role.ADMIN, number=50, cursor=lambda it: it.middle_of_found
    ),
    "search: a word of every second task: back, from the middle": _search(
        "отчёты", _busy, Role.ADMIN, number=50, cursor=lambda it: _back(it.middle_of_found)
    ),
    "search: a word of ten tasks": _search("жирафами", _busy, Role.ADMIN),
    "search: the beginning of a word of ten tasks": _search("жира", _busy, Role.ADMIN),
    "search: two words, of every second task and of ten": _search("сметы жираф", _busy, Role.ADMIN),
    "search: a word of ten comments": _search("согласовано", _busy, Role.ADMIN),
    "search: a word of every two hundredth task": _search("ведомости", _busy, Role.ADMIN),
    "search: the beginning of eleven words, each of every eleventh task": _search("этап", _busy, Role.ADMIN),
    ELEVEN: _search("код12", _busy, Role.ADMIN),
    "search: the beginning of five hundred words": _search("код", _busy, Role.ADMIN),
    "search: two words, each of every second task, in none both": _search("отчёт смета", _busy, Role.ADMIN),
    BEGINNING: _search("100", _busy, Role.ADMIN),
    APART: _search("отчёт ведомость", _busy, Role.ADMIN),
    "search: a word of none": _search("бегемот", _busy, Role.ADMIN),
    "search of who has ten tasks: a word of every second task": _search(
        "отчёты", Store.somebody, Role.EMPLOYEE
    ),
    "search of who has ten tasks: a word of ten tasks": _search("жираф", Store.somebody, Role.EMPLOYEE),
    "search of who has ten tasks: a word of every second task, of none that nobody has": _search(
        "сметы", Store.somebody, Role.EMPLOYEE
    ),
    "search of who has two fifths of all: a word of every second task": _search(
        "отчёты", _busy, Role.EMPLOYEE
    ),
    "search of who has two fifths of all: a word of ten tasks": _search("жираф", _busy, Role.EMPLOYEE),
    "search of who has two fifths of all: a word of every second task, of ten of theirs": _search(
        "счета", _busy, Role.EMPLOYEE
    ),
    "search of who has two fifths of all: a word of every second task, of none of theirs": _search(
        "сметы", _busy, Role.EMPLOYEE
    ),
    "search of who created half of all: a word of every second task": _search(
        "сметы", _author, Role.EMPLOYEE
    ),
    "search of who created half of all: a word of ten tasks": _search("жираф", _author, Role.EMPLOYEE),
    "one task": lambda it: tasks.get(it.connection, it.some_task()),
    COLD_TASK: lambda it: tasks.get(it.connection, it.any_task()),
    "a person by id": lambda it: users.by_telegram_id(it.connection, FIRST_TELEGRAM_ID + it.somebody()),
    "a person by username": lambda it: users.by_username(it.connection, f"USER{it.somebody()}"),
}


async def growth(url: str, sizes: Sequence[int], rounds: int) -> list[Figure]:
    """Each operation at the greatest size beside the same at the least; `url` is of a database beside."""
    async with _stores(url, sizes) as stores, _on_one_processor(stores):
        for operation in OPERATIONS.values():  # statements are prepared, caches warm
            for _ in range(10):
                for store in stores:
                    await operation(store)
        figures = [await _figure(name, operation, stores, rounds) for name, operation in OPERATIONS.items()]
        return [*figures, _dearest([it for it in figures if it.name.startswith("search")])]


@asynccontextmanager
async def _stores(url: str, sizes: Sequence[int]) -> AsyncIterator[list[Store]]:
    admin = await asyncpg.connect(url)
    stores = []
    for size in sizes:
        await admin.execute(f"CREATE DATABASE growth_{size}")
        own = url.replace("/taskbot?", f"/growth_{size}?")
        await migrate.upgrade(own)
        connection = await asyncpg.connect(own)
        stores.append(Store(size, connection))
        await stores[-1].fill()
        await connection.execute(pool.PREPARE)  # not before: filling takes longer than a transaction may
    yield stores
    for store in stores:
        await store.connection.close()
        await admin.execute(f"DROP DATABASE growth_{store.size}")
    await admin.close()


@asynccontextmanager
async def _on_one_processor(stores: Sequence[Store]) -> AsyncIterator[None]:
    """Keep all who take part there, where the system lets us: a ratio must not tell who ran beside whom."""
    us = [psutil.Process(), *[psutil.Process(store.connection.get_server_pid()) for store in stores]]
    if not hasattr(us[0], "cpu_affinity"):  # macOS
        yield
        return
    before = [it.cpu_affinity() for it in us]
    for it in us:
        it.cpu_affinity(before[0][-1:])
    yield
    for it, processors in zip(us, before, strict=True):
        it.cpu_affinity(processors)


async def _figure(name: str, operation: Operation, stores: list[Store], rounds: int) -> Figure:
    """All sizes take turns, task by task; what is told of are the last and the first."""
    seen = [await _round(stores, operation) for _ in range(rounds)]
    return Figure(name, [(it[-1], it[0]) for it in seen], "ms", 2, None if name in TOLD else GROWTH)


def _dearest(searches: Sequence[Figure]) -> Figure:
    """Of all searches the one that takes longest at each size: whatever is searched for, it costs no more."""
    rounds = zip(*(it.rounds for it in searches), strict=True)
    longest = [(max(first for first, _ in it), max(second for _, second in it)) for it in rounds]
    return Figure(DEAREST, longest, "ms", 2, GROWTH)


async def _round(stores: list[Store], operation: Operation) -> list[float]:
    taken: list[list[float]] = [[] for _ in stores]
    for _ in range(SAMPLES):
        for store, times in zip(stores, taken, strict=True):
            start = time.perf_counter()
            await operation(store)
            times.append(1e3 * (time.perf_counter() - start))
    return [median(times) for times in taken]
