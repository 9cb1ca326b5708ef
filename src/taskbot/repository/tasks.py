"""Tasks: one in full, and lists page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from taskbot.models import (
    LAST_NUMBERED_PAGE,
    PAGE_SIZE,
    TOTAL_CAP,
    Cursor,
    Page,
    Person,
    Priority,
    Row,
    Status,
    Task,
)

if TYPE_CHECKING:
    from datetime import date

    import asyncpg

    from taskbot.repository import Connection


def _select_person(table: str) -> str:
    fields = ("id", "telegram_id", "username", "full_name", "language_code", "reachable")
    return ", ".join(f"{table}.{field} AS {table}_{field}" for field in fields)


GET = f"""
SELECT tasks.id, title, description, priority, status, due_date, tasks.created_at,
       {_select_person("assignee")}, {_select_person("creator")}
FROM tasks
LEFT JOIN users AS assignee ON assignee.id = tasks.assigned_to_id
LEFT JOIN users AS creator ON creator.id = tasks.created_by_id
WHERE tasks.id = $1
"""

LOCK = f"{GET} FOR UPDATE OF tasks"

CREATE = """
INSERT INTO tasks (title, description, priority, due_date, assigned_to_id, created_by_id)
VALUES ($1, $2, $3, $4, $5, $6)
RETURNING id
"""

SET_STATUS = "UPDATE tasks SET status = $2 WHERE id = $1"


_COLUMNS = """tasks.id, title, priority, status, due_date, tasks.position,
       COALESCE(
           NULLIF(assignee.full_name, ''), '@' || assignee.username, assignee.telegram_id::text
       ) AS assignee"""


def _total(whose: str) -> str:
    return f"(SELECT count(*) FROM (SELECT FROM tasks WHERE {whose} LIMIT {TOTAL_CAP}) AS counted) AS total"


def _page(whose: str, start: str = "TRUE", order: str = "ASC") -> str:
    """A statement that reads a page and one row more, with the capped length of the list in each row.

    `whose` restricts the list, `start` the page. No statement has a limit or a far offset as a parameter:
    PostgreSQL would plan it anew each time (its manual, «PREPARE»), which takes as long as reading does.
    """
    return f"""
SELECT {_COLUMNS}, {_total(whose)}
FROM tasks
LEFT JOIN users AS assignee ON assignee.id = tasks.assigned_to_id
WHERE {whose} AND {start}
ORDER BY tasks.position {order}, tasks.id {order}
LIMIT {PAGE_SIZE + 1}
"""


def _numbered(whose: str, offset: str) -> str:
    """As `_page`, but counted from the list's beginning: in the index alone, no further than `TOTAL_CAP`."""
    return f"""
SELECT {_COLUMNS}, {_total(whose)}
FROM (
    SELECT position, id
    FROM (
        SELECT position, id FROM tasks WHERE {whose} ORDER BY position, id LIMIT {TOTAL_CAP + 1}
    ) AS counted
    ORDER BY position, id LIMIT {PAGE_SIZE + 1} OFFSET {offset}
) AS page
JOIN tasks USING (id)
LEFT JOIN users AS assignee ON assignee.id = tasks.assigned_to_id
ORDER BY page.position, page.id
"""


_MINE = "assigned_to_id = $1"
MINE = _page(_MINE)
MINE_NUMBERED = _numbered(_MINE, "$2")
MINE_AFTER = _page(_MINE, "(position, tasks.id) > ($2, $3)")
MINE_BEFORE = _page(_MINE, "(position, tasks.id) < ($2, $3)", "DESC")
ALL = _page("TRUE")
ALL_NUMBERED = _numbered("TRUE", "$1")
ALL_AFTER = _page("TRUE", "(position, tasks.id) > ($1, $2)")
ALL_BEFORE = _page("TRUE", "(position, tasks.id) < ($1, $2)", "DESC")


async def get(connection: Connection, task_id: int) -> Task | None:
    return _task(await connection.fetchrow(GET, task_id))


async def lock(connection: Connection, task_id: int) -> Task | None:
    """Read a task that nobody else may change until this transaction ends."""
    return _task(await connection.fetchrow(LOCK, task_id))


async def create(
    connection: Connection,
    *,
    title: str,
    description: str | None,
    priority: Priority,
    due_date: date | None,
    assigned_to_id: int | None,
    created_by_id: int,
) -> int:
    """Add a pending task and return its id."""
    task_id: int = await connection.fetchval(
        CREATE, title, description, priority, due_date, assigned_to_id, created_by_id
    )
    return task_id


async def set_status(connection: Connection, task_id: int, status: Status) -> None:
    await connection.execute(SET_STATUS, task_id, status)


async def page_of_mine(
    connection: Connection, user_id: int, number: int = 1, cursor: Cursor | None = None
) -> Page:
    """A page of the tasks assigned to a person: the numbered one, or the one beside `cursor`.

    Another page than the one wanted is the first: the list is shorter, or not to be numbered so far.
    """
    return await _read(connection, (MINE, MINE_NUMBERED, MINE_AFTER, MINE_BEFORE), (user_id,), number, cursor)


async def page_of_all(connection: Connection, number: int = 1, cursor: Cursor | None = None) -> Page:
    """A page of every task, as `page_of_mine`."""
    return await _read(connection, (ALL, ALL_NUMBERED, ALL_AFTER, ALL_BEFORE), (), number, cursor)


async def _read(
    connection: Connection,
    statements: tuple[str, str, str, str],
    whose: tuple[int, ...],
    number: int,
    cursor: Cursor | None,
) -> Page:
    first, numbered, after, before = statements
    if cursor is None:
        number = number if number <= LAST_NUMBERED_PAGE else 1
        offset = ((number - 1) * PAGE_SIZE,) if number > 1 else ()
        records = await connection.fetch(numbered if offset else first, *whose, *offset)
    elif cursor.forward:
        records = await connection.fetch(after, *whose, cursor.position, cursor.id)
    else:
        records = await connection.fetch(before, *whose, cursor.position, cursor.id)
        if number == 1 or len(records) <= PAGE_SIZE:  # the list's beginning: show a full first page
            return await _read(connection, statements, whose, 1, None)
        records = records[PAGE_SIZE - 1 :: -1]
        return _build(records, max(number, 2), has_previous=True, has_next=True)
    if not records and number > 1:  # the list has become shorter since
        return await _read(connection, statements, whose, 1, None)
    return _build(records[:PAGE_SIZE], number, has_previous=number > 1, has_next=len(records) > PAGE_SIZE)


def _build(records: list[asyncpg.Record], number: int, *, has_previous: bool, has_next: bool) -> Page:
    return Page(
        rows=tuple(_row(record) for record in records),
        number=number,
        total=records[0]["total"] if records else 0,
        has_previous=has_previous,
        has_next=has_next,
    )


def _row(record: asyncpg.Record) -> Row:
    return Row(
        id=record["id"],
        title=record["title"],
        priority=Priority(record["priority"]),
        status=Status(record["status"]),
        due_date=record["due_date"],
        assignee=record["assignee"],
        position=record["position"],
    )


def _task(record: asyncpg.Record | None) -> Task | None:
    if record is None:
        return None
    return Task(
        id=record["id"],
        title=record["title"],
        description=record["description"],
        priority=Priority(record["priority"]),
        status=Status(record["status"]),
        due_date=record["due_date"],
        assignee=_person(record, "assignee"),
        creator=_person(record, "creator"),
        created_at=record["created_at"],
    )


def _person(record: Any, prefix: str) -> Person | None:
    if record[f"{prefix}_id"] is None:
        return None
    return Person(
        id=record[f"{prefix}_id"],
        telegram_id=record[f"{prefix}_telegram_id"],
        username=record[f"{prefix}_username"],
        full_name=record[f"{prefix}_full_name"],
        language_code=record[f"{prefix}_language_code"],
        reachable=record[f"{prefix}_reachable"],
    )
