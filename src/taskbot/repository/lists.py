"""Lists of tasks, page by page: ten rows and the capped length, at the same cost whatever the list's size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taskbot.models import LAST_NUMBERED_PAGE, PAGE_SIZE, TOTAL_CAP, Cursor, Page, Priority, Row, Status

if TYPE_CHECKING:
    import asyncpg

    from taskbot.repository import Connection

_COLUMNS = """tasks.id, tasks.title, tasks.priority, page.status, tasks.due_date, page.position,
       COALESCE(
           NULLIF(assignee.full_name, ''), '@' || assignee.username, assignee.telegram_id::text
       ) AS assignee"""


def _page(source: str, start: str = "TRUE", order: str = "ASC") -> str:
    """A statement that reads a page and one row more, with the capped length of the list in each row.

    `source` selects position, id and status of the list's rows, `start` restricts the page. No statement has
    a limit or a far offset as a parameter: PostgreSQL would plan it anew each time (its manual, «PREPARE»),
    which takes as long as reading does.
    """
    return _joined(
        f"{source} AND {start} ORDER BY position {order}, id {order} LIMIT {PAGE_SIZE + 1}", source, order
    )


def _numbered(source: str, offset: str) -> str:
    """As `_page`, but counted from the list's beginning: in the index alone, no further than `TOTAL_CAP`."""
    counted = f"{source} ORDER BY position, id LIMIT {TOTAL_CAP + 1}"
    return _joined(
        f"SELECT * FROM ({counted}) AS counted ORDER BY position, id LIMIT {PAGE_SIZE + 1} OFFSET {offset}",
        source,
        "ASC",
    )


def _joined(page: str, source: str, order: str) -> str:
    return f"""
SELECT {_COLUMNS}, (SELECT count(*) FROM ({source} LIMIT {TOTAL_CAP}) AS counted) AS total
FROM ({page}) AS page
JOIN tasks ON tasks.id = page.id
LEFT JOIN users AS assignee ON assignee.id = tasks.assigned_to_id
ORDER BY page.position {order}, page.id {order}
"""


_MINE = "SELECT position, task_id AS id, status FROM assignments WHERE user_id = $1 AND NOT hidden"
MINE = _page(_MINE)
MINE_NUMBERED = _numbered(_MINE, "$2")
MINE_AFTER = _page(_MINE, "(position, task_id) > ($2, $3)")
MINE_BEFORE = _page(_MINE, "(position, task_id) < ($2, $3)", "DESC")
_ALL = "SELECT position, id, status FROM tasks WHERE deleted_at IS NULL"
ALL = _page(_ALL)
ALL_NUMBERED = _numbered(_ALL, "$1")
ALL_AFTER = _page(_ALL, "(position, id) > ($1, $2)")
ALL_BEFORE = _page(_ALL, "(position, id) < ($1, $2)", "DESC")


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
