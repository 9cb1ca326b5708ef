"""Databases on the real schema, with a thousand tasks and with as many times more."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import Cursor
from taskbot.postgres import migrate, pool

BUSY = 1  # the id of the person who has two fifths of all tasks
AUTHOR = 2  # and of the one who has created half of all
MODEST = 3  # and of one of those who have ten tasks, all of them of the author
TEAM = 40
COMMON, RARE = 1, 2  # the ids of two labels
PROJECTS = 200  # with the default one
_FIRST_TELEGRAM_ID = 20_000_000

# Two fifths of the tasks are one person's, a tenth nobody's, ten each the others', who have also created ten
# each, eight of which somebody has; the last person has none. Each list is scattered over the whole table. A
# good quarter of the tasks is in progress, and of what somebody has of those, nine tenths wait for
# acceptance. Whoever has ten tasks has six unfinished ones, three of each status. At every size a word is in
# half of the tasks, another in ten, a third in ten comments; each task has a word of its own; and twenty
# tasks are deleted. There are a tenth as many series as tasks; twenty are due. A sixth of the tasks is in
# one project, another in all but the default one. One label is on a third of all tasks, another on seven.
FILL = f"""
SET maintenance_work_mem = '256MB';
SET session_replication_role = replica;  -- no checks of foreign keys and no triggers, row by row
INSERT INTO users (telegram_id, username, full_name, language_code)
SELECT {_FIRST_TELEGRAM_ID} + n, 'user' || n, 'User ' || n, 'en' FROM generate_series(1, {{users}} + 1) AS n;
INSERT INTO projects (name, folded) SELECT 'p' || n, 'p' || n FROM generate_series(2, {PROJECTS}) AS n;
INSERT INTO tasks
    (title, description, priority, status, due_date, assigned_to_id, created_by_id, deleted_at, submitted_at,
     project_id)
SELECT 'Task of lot' || n || CASE WHEN n % 2 = 0 THEN ' отчёт' ELSE ' смета' END
           || CASE WHEN n % ({{tasks}} / 10) = 7 THEN ' жираф' ELSE '' END
           || CASE WHEN n % 200 = 13 THEN ' ведомость' ELSE '' END
           || ' код' || n % 500 || ' этап' || n % 11
           || CASE WHEN n % 2 = 1 OR n % ({{tasks}} / 10) = 4 THEN ' счёт' ELSE '' END,
       'What is to be done, and why, in a line or two.',
       (enum_range(NULL::task_priority))[1 + floor(random() * 4)::int],
       status,
       CASE WHEN random() < 0.8 THEN current_date + floor(random() * 730)::int - 365 END,
       CASE WHEN n % 10 = 0 THEN NULL
            WHEN n % 2 = 0 THEN {BUSY}
            ELSE 3 + (n / 2) % ({{users}} - 2) END,
       CASE WHEN n % 2 = 1 THEN {AUTHOR} ELSE 3 + (n / 2 + n * 10 / {{tasks}}) % ({{users}} - 2) END,
       CASE WHEN n % ({{tasks}} / 20) = 11 THEN now() - n * interval '1 second' END,
       CASE WHEN status = 'in_progress' AND n % 10 > 0 AND n % 20 > 1 THEN now() END,
       CASE WHEN n % 3 < 2 THEN 1 WHEN n / 3 % 2 = 0 THEN 2 ELSE 3 + n / 6 % {PROJECTS - 2} END
FROM (
    SELECT n, (enum_range(NULL::task_status))[
        1 + CASE WHEN n % 2 = 1 THEN n * 10 / {{tasks}} % 4 ELSE floor(random() * 4)::int END
    ] AS status
    FROM generate_series(1, {{tasks}}) AS n
) AS made;
INSERT INTO labels (project_id, name, folded) VALUES (1, 'common', 'common'), (1, 'rare', 'rare');
INSERT INTO task_labels
    (label_id, task_id, position, status, priority, due_at, submitted_at, hidden, unassigned)
SELECT label, id, position, status, priority, due_at, submitted_at, deleted_at IS NOT NULL,
       assigned_to_id IS NULL
FROM tasks JOIN (VALUES ({COMMON}), ({RARE})) AS labels (label)
     ON CASE label WHEN {COMMON} THEN id % 4 < 2 ELSE id % ({{tasks}} / 10) = 15 END
WHERE project_id = 1;
UPDATE tasks SET labelled = true WHERE id IN (SELECT task_id FROM task_labels WHERE label_id = {RARE});
INSERT INTO assignments
    (task_id, user_id, status, priority, due_date, hidden, created_by_id, submitted_at,
     remind_at, remind_since)
SELECT id, assigned_to_id, status, priority, due_date, deleted_at IS NOT NULL, created_by_id, submitted_at,
       CASE WHEN status IN ('pending', 'in_progress') AND submitted_at IS NULL
            THEN now() + (1 + id % 60) * interval '1 day' END, now()
FROM tasks
WHERE assigned_to_id IS NOT NULL;
UPDATE assignments SET remind_at = now() WHERE task_id IN (
    SELECT task_id FROM assignments WHERE user_id > 2 AND remind_at IS NOT NULL ORDER BY task_id LIMIT 20
);
INSERT INTO team (key, value) VALUES ('timezone', 'UTC');  -- or a daemon would compute all reminders first
INSERT INTO series (created_by_id, title, assignee_ids, rule, zone, next_day, last_day, next_at)
SELECT {AUTHOR}, 'Series ' || n, ARRAY[{BUSY}], '{{{{"unit": "day", "start": "2026-01-01"}}}}', 'UTC',
       current_date + 1 + n % 60, current_date,
       CASE WHEN n <= 20 THEN now() ELSE now() + (1 + n % 60) * interval '1 day' END
FROM generate_series(1, {{tasks}} / 10) AS n;
INSERT INTO comments (task_id, user_id, text)
SELECT n * ({{tasks}} / 10) - 3, {BUSY}, 'Согласовано' FROM generate_series(1, 10) AS n;
INSERT INTO comments (task_id, user_id, text)
SELECT n, {BUSY}, 'Comment number ' || n FROM generate_series(1, {{tasks}}, 10) AS n;
"""

INDEXES = """
SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
WHERE indrelid = ANY ('{tasks, assignments, comments, task_labels}'::regclass[]) AND NOT indisunique
"""

MIDDLE = """
SELECT position, id FROM tasks
WHERE deleted_at IS NULL AND ($1::bigint IS NULL OR assigned_to_id = $1)
      AND status IN ('pending', 'in_progress')
ORDER BY position, id LIMIT 1 OFFSET $2
"""


def telegram_id(id_: int) -> int:
    """The Telegram id of a person of that id."""
    return _FIRST_TELEGRAM_ID + id_


class Store:
    """A database with so many tasks, at `url`."""

    def __init__(self, size: int, url: str, connection: asyncpg.Connection) -> None:
        self.size = size
        self.url = url
        self.connection = connection
        self.uow = UnitOfWork(connection)  # which only reads
        self._people = size // 20 + 2
        # With ten tasks each, scattered over all of them.
        self.team = [AUTHOR + 1 + n * ((self._people - AUTHOR) // TEAM) for n in range(TEAM)]
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
        await self.connection.execute("SELECT remake_search_documents()")
        await self.connection.execute("VACUUM ANALYZE")
        self.middle_of_all = await self._find(None, self.size // 4)
        self.middle_of_busy = await self._find(BUSY, self.size // 10)

    async def _find(self, person_id: int | None, offset: int) -> Cursor:
        record = await self.connection.fetchrow(MIDDLE, person_id, offset)
        assert record is not None
        return Cursor(forward=True, position=record["position"], id=record["id"])

    def somebody(self) -> int:
        """The id of one of the team, as many at every size: so caches tell nothing."""
        return random.choice(self.team)

    def anybody(self) -> int:
        """The id of any person with ten tasks."""
        return random.randrange(AUTHOR + 1, self._people + 1)

    @property
    def askers(self) -> list[int]:
        """The ids of all who are spoken of here, but for `anybody`."""
        return [BUSY, AUTHOR, MODEST, *self.team[1:], self.nobody()]

    def nobody(self) -> int:
        """The id of a person who has no tasks and has created none."""
        return self._people + 1

    def some_task(self) -> int:
        """One of as many tasks at every size."""
        return 1 + random.randrange(TEAM) * (self.size // TEAM)

    def any_task(self) -> int:
        return random.randrange(1, self.size + 1)


@asynccontextmanager
async def filled(url: str, sizes: Sequence[int]) -> AsyncIterator[list[Store]]:
    """Make a database of each size beside that of `url`; they are gone after the block."""
    admin = await asyncpg.connect(url)
    stores = []
    for size in sizes:
        await admin.execute(f"CREATE DATABASE growth_{size}")
        own = url.replace("/taskbot?", f"/growth_{size}?")
        await migrate.upgrade(own)
        connection = await asyncpg.connect(own)
        stores.append(Store(size, own, connection))
        await stores[-1].fill()
        await connection.execute(pool.PREPARE)  # not before: filling takes longer than a transaction may
    yield stores
    for store in stores:
        await store.connection.close()
        await admin.execute(f"DROP DATABASE growth_{store.size}")
    await admin.close()
