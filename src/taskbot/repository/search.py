"""Search in titles, descriptions and comments, the newest task first.

Words are compared by their stems, Russian or English, and one that is not typed to its end is found as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from taskbot.models import PAGE_SIZE, Page, Role
from taskbot.repository.lists import EMPTY, build, build_forward

if TYPE_CHECKING:
    from collections.abc import Iterable

    from taskbot.models import Cursor, Person
    from taskbot.repository import Connection

LONGEST = 300  # characters of what is searched for; a title has no more in practice
CAP = 100  # matches that are counted: further ones are reached by turning pages
KEPT = 100  # searches of a person whose buttons work
SHORTEST_BEGINNING = 3  # letters of a word that find longer ones: of two, half of all words begin so

REMEMBER = """
INSERT INTO searches (user_id, text) VALUES ($1, $2)
ON CONFLICT (user_id, text) DO UPDATE SET created_at = now()
RETURNING id
"""

FORGET_OLDEST = f"""
DELETE FROM searches WHERE id IN (
    SELECT id FROM searches WHERE user_id = $1 ORDER BY created_at DESC, id DESC OFFSET {KEPT}
)
"""

TEXT = "SELECT text FROM searches WHERE id = $1 AND user_id = $2"

# The planner weighs the index of words against reading the newest tasks until enough match: ten tasks with a
# word that every second one has are among the first twenty, those with a rare word only the index finds soon.
# It can weigh only where it knows the words, so plans are made for them for the rest of this transaction.
# Of stop words alone («для», "the") nothing would be left; then they are searched for as beginnings of words.
PREPARE = """
SELECT set_config('plan_cache_mode', 'force_custom_plan', true),
       COALESCE(
           NULLIF(to_tsquery('russian', $1)::text, ''), to_tsquery('simple', $1)::text
       ) AS words
"""


def _in_tasks(seen: str, join: str = "") -> str:
    return f"SELECT tasks.id FROM tasks {join} {_matching('tasks', seen)}"


def _in_comments(seen: str, join: str = "") -> str:
    return (
        f"SELECT DISTINCT tasks.id FROM comments JOIN tasks ON tasks.id = comments.task_id {join}"
        f" {_matching('comments', seen)}"
    )


def _matching(table: str, seen: str) -> str:
    return f"WHERE {table}.search @@ $1::text::tsquery AND tasks.deleted_at IS NULL AND {seen}"


# Where matches are looked for: admins see every task; `$2` is the id of an employee, who sees some.
_OWN = "JOIN assignments AS own ON own.task_id = tasks.id"
_OF_ADMINS = (_in_tasks("true"), _in_comments("true"))
_OF_EMPLOYEES = (
    _in_tasks("own.user_id = $2", _OWN),
    _in_tasks("tasks.created_by_id = $2"),
    _in_tasks("tasks.assigned_to_id IS NULL"),
    _in_comments("own.user_id = $2", _OWN),
    _in_comments("tasks.created_by_id = $2"),
)


def _statement(places: tuple[str, ...], begin: str = "", order: str = "DESC") -> str:
    """Read a page and one row more, with the capped number of matches in each row."""
    read = _union(f"{it} {begin} ORDER BY tasks.id {order} LIMIT {PAGE_SIZE + 1}" for it in places)
    counted = _union(f"{it} LIMIT {CAP}" for it in places)
    return f"""
SELECT tasks.id, tasks.title, tasks.priority, tasks.status, tasks.due_date, 0 AS position,
       COALESCE(
           NULLIF(assignee.full_name, ''), '@' || assignee.username, assignee.telegram_id::text
       ) AS assignee,
       (SELECT count(*) FROM assignments WHERE task_id = tasks.id) - 1 AS others,
       (SELECT count(*) FROM (SELECT FROM ({counted}) AS counted LIMIT {CAP}) AS counted) AS total
FROM (SELECT id FROM ({read}) AS page ORDER BY id {order} LIMIT {PAGE_SIZE + 1}) AS page
JOIN tasks ON tasks.id = page.id
LEFT JOIN users AS assignee ON assignee.id = tasks.assigned_to_id
ORDER BY tasks.id {order}
"""


def _union(selects: Iterable[str]) -> str:
    return "\nUNION\n".join(f"({it})" for it in selects)


FOUND_BY_ADMINS = _statement(_OF_ADMINS)
FOUND_BY_ADMINS_AFTER = _statement(_OF_ADMINS, "AND tasks.id < $2")
FOUND_BY_ADMINS_BEFORE = _statement(_OF_ADMINS, "AND tasks.id > $2", "ASC")
FOUND_BY_EMPLOYEES = _statement(_OF_EMPLOYEES)
FOUND_BY_EMPLOYEES_AFTER = _statement(_OF_EMPLOYEES, "AND tasks.id < $3")
FOUND_BY_EMPLOYEES_BEFORE = _statement(_OF_EMPLOYEES, "AND tasks.id > $3", "ASC")


async def remember(connection: Connection, user: Person, text: str) -> int:
    """Keep what a person searched for, and return its id, which is the same for the same text."""
    search_id: int = await connection.fetchval(REMEMBER, user.id, text)
    await connection.execute(FORGET_OLDEST, user.id)
    return search_id


async def text_of(connection: Connection, user: Person, search_id: int) -> str | None:
    """Give what the person searched for under that id; None if that was somebody else, or long ago."""
    text: str | None = await connection.fetchval(TEXT, search_id, user.id)
    return text


async def page(
    connection: Connection, user: Person, text: str, number: int = 1, cursor: Cursor | None = None
) -> Page:
    """Read a page of the tasks that a person may see and that hold all words of a text; deleted ones are not.

    The first page, or the one beside `cursor`; where that has come to nothing, the first.
    """
    words = await connection.fetchrow(PREPARE, _query(text))
    if words is None or not words["words"]:
        return EMPTY
    if user.role is Role.ADMIN:
        statements = (FOUND_BY_ADMINS, FOUND_BY_ADMINS_AFTER, FOUND_BY_ADMINS_BEFORE)
        return await _read(connection, statements, (words["words"],), number, cursor)
    statements = (FOUND_BY_EMPLOYEES, FOUND_BY_EMPLOYEES_AFTER, FOUND_BY_EMPLOYEES_BEFORE)
    return await _read(connection, statements, (words["words"], user.id), number, cursor)


async def _read(
    connection: Connection,
    statements: tuple[str, str, str],
    sought: tuple[str | int, ...],
    number: int,
    cursor: Cursor | None,
) -> Page:
    first, after, before = statements
    if cursor is None or number == 1:
        return build_forward(await connection.fetch(first, *sought), 1)
    records = await connection.fetch(after if cursor.forward else before, *sought, cursor.id)
    if cursor.forward and records:
        return build_forward(records, number)
    if not cursor.forward and len(records) > PAGE_SIZE:
        return build(records[PAGE_SIZE - 1 :: -1], number, has_previous=True, has_next=True)
    return await _read(connection, statements, sought, 1, None)


def _query(text: str) -> str:
    """Write the words of a text as `to_tsquery` takes them (PostgreSQL, «Parsing Queries»)."""
    words = text[:LONGEST].translate(_SAME).split()
    return " & ".join(f"{_quoted(it)}{':*' if len(it) >= SHORTEST_BEGINNING else ''}" for it in words)


_SAME = str.maketrans("ёЁ", "еЕ")


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
