"""Search in titles, descriptions and comments, the newest task first.

Words are compared by their stems, Russian or English, and one that is not typed to its end is found as well.

A page takes as long at a million tasks as at a thousand, for common words and for rare ones. First the newest
few hundred tasks are looked through one by one, which finds what is common. Of what is rarer, the index of
words finds what the next few thousand hold, and at last everything; of several words it is asked for the
rarest. The planner's own choice would rest on guesses: it takes any beginning of a word for common.

An employee's own tasks are few, as a rule: then these are all looked through, and of all others only those
of nobody are asked for, which have an index of words to themselves. In the index of all, a word that is
common among other people's tasks would be found half a million times; so of such a word, many of one's own
are looked through first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from taskbot.models import PAGE_SIZE, Page, Role
from taskbot.repository.lists import EMPTY, build

if TYPE_CHECKING:
    from collections.abc import Iterable

    import asyncpg

    from taskbot.models import Cursor, Person
    from taskbot.repository import Connection

LONGEST = 300  # characters of what is searched for
CAP = 100  # matches that are counted: further ones are reached by turning pages
KEPT = 100  # searches of a person whose buttons work
SHORTEST_BEGINNING = 3  # letters of a word that find longer ones: of two, half of all words begin so
WINDOW = 500  # tasks that are looked through one by one for an admin
OWN, FREE = 100, 75  # and for an employee: their own, those they created; those of nobody
BLOCK = 12  # bits of an id: in the index of words, tasks are marked by thousands (`schema`)
MANY = 2000  # of their own, where a word is common: the index of words would find everybody's
SAMPLE = 100  # tasks and comments that tell which of several words is the rarest, and what is common
LARGEST = 2**63 - 1  # above every id

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

# Of stop words alone («для», "the") nothing would be left; then they are searched for as beginnings of words.
WORDS = "SELECT COALESCE(NULLIF(to_tsquery('russian', $1)::text, ''), to_tsquery('simple', $1)::text)"

# Which word the fewest of the newest tasks have, and of the newest comments.
RAREST = f"""
WITH word AS MATERIALIZED (
    SELECT to_tsquery('russian', typed) AS query, place
    FROM unnest($1::text[]) WITH ORDINALITY AS it (typed, place)
    WHERE numnode(to_tsquery('russian', typed)) > 0
), task AS MATERIALIZED (SELECT search FROM tasks ORDER BY id DESC LIMIT {SAMPLE}),
   said AS MATERIALIZED (SELECT search FROM comments ORDER BY id DESC LIMIT {SAMPLE})
SELECT (
    SELECT query::text FROM word
    ORDER BY (SELECT count(*) FROM task WHERE search @@ query), place LIMIT 1
) AS in_tasks, (
    SELECT query::text FROM word
    ORDER BY (SELECT count(*) FROM said WHERE search @@ query), place LIMIT 1
) AS in_comments
"""

COMMON = f"""
SELECT (
    SELECT count(*) FROM (SELECT search FROM tasks ORDER BY id DESC LIMIT {SAMPLE}) AS task
    WHERE search @@ $1::text::tsquery
) > 1 OR (
    SELECT count(*) FROM (SELECT search FROM comments ORDER BY id DESC LIMIT {SAMPLE}) AS said
    WHERE search @@ $1::text::tsquery
) > 1
"""


def _window(rows: str, order: str, size: int) -> str:
    """Read the newest rows of what a person may see, or the oldest that are newer than the cursor."""
    return f"{rows} {'<' if order == 'DESC' else '>'} $3 ORDER BY id {order} LIMIT {size}"


# Whether somebody works on a task is asked of that task: for EXISTS all that are theirs would be read.
# `$1` are words, `$2` is the person, `$3` an id to begin behind, `$4` how many matches are wanted at most,
# `$5` and `$6` are the rarest of the words, in tasks and in comments, `$7` blocks of ids.
_GIVEN = "SELECT task_id AS id FROM assignments WHERE user_id = $2::bigint AND NOT hidden AND task_id"
_CREATED = "SELECT id, search FROM tasks WHERE created_by_id = $2::bigint AND deleted_at IS NULL AND id"
_OF_NOBODY = "SELECT id, search FROM tasks WHERE deleted_at IS NULL AND assigned_to_id IS NULL AND id"
_CONCERNED = """(
    tasks.created_by_id = $2
    OR (SELECT true FROM assignments WHERE task_id = tasks.id AND user_id = $2)
)"""


def _nearest_of_all(order: str) -> str:
    """Look through the nearest tasks and what was said about them; `sure_until` is how far that was done."""
    window = _window("SELECT id, search FROM tasks WHERE deleted_at IS NULL AND id", order, WINDOW)
    # The comments are read by their tasks: the index of words would find all that were ever written.
    return f"""
WITH source AS MATERIALIZED ({window}), ends AS MATERIALIZED (
    SELECT count(*) AS size, min(id) AS oldest, max(id) AS newest FROM source
)
SELECT (SELECT CASE WHEN size = {WINDOW} THEN {"oldest" if order == "DESC" else "newest"} END FROM ends)
       AS sure_until, false AS all_own, ARRAY(
    SELECT id FROM source
    WHERE $2::bigint IS NOT NULL AND (search @@ $1::text::tsquery OR id IN (
        SELECT task_id FROM (
            SELECT task_id, search FROM comments
            WHERE task_id BETWEEN (SELECT oldest FROM ends) AND (SELECT newest FROM ends)
            OFFSET 0
        ) AS said
        WHERE search @@ $1::text::tsquery
    ))
    ORDER BY id {order} LIMIT $4
) AS ids
"""


def _nearest_of_seen(order: str, own: int = OWN) -> str:
    """Do the same for what an employee may see: for each reason to see a task by itself.

    `all_own` says that there is nothing further but tasks of nobody, of which no comments are read.
    """
    windows = {"given": (_GIVEN, own), "created": (_CREATED, own), "free": (_OF_NOBODY, FREE)}
    sources = ", ".join(
        f"{name} AS MATERIALIZED ({_window(rows, order, size)})" for name, (rows, size) in windows.items()
    )
    each = " OFFSET 0" if own == MANY else ""  # or the words of all comments would be read at once
    farthest, sure = ("min", "GREATEST") if order == "DESC" else ("max", "LEAST")
    ends = ", ".join(
        f"(SELECT CASE WHEN count(*) = {size} THEN {farthest}(id) END FROM {name}) AS {name}"
        for name, (_, size) in windows.items()
    )
    return f"""
WITH {sources}, ends AS MATERIALIZED (SELECT {ends})
SELECT {sure}(given, created, free) AS sure_until, given IS NULL AND created IS NULL AS all_own, ARRAY(
    SELECT id FROM (
        SELECT id, search FROM given JOIN tasks USING (id) UNION ALL SELECT id, search FROM created
    ) AS own
    WHERE search @@ $1::text::tsquery
          OR EXISTS (SELECT FROM comments WHERE task_id = own.id AND search @@ $1::text::tsquery{each})
    UNION
    SELECT id FROM free WHERE search @@ $1::text::tsquery
    ORDER BY id {order} LIMIT $4
) AS ids
FROM ends
"""


def _indexed(seen: str, concerned: str, order: str, *, blocks: bool = False) -> str:
    """Find all matches by the indexes of words, or those in some blocks of ids, and sort them.

    The index is asked for the rarest word alone (IS TRUE keeps the others from it): of a common one, even
    beside a rare one, it would gather all tasks.
    """
    task, said = (
        f" AND ARRAY[{it} >> {BLOCK}] && $7::bigint[]" if blocks else "" for it in ("id", "comments.task_id")
    )
    return f"""
SELECT id FROM (
    SELECT id FROM tasks
    WHERE search @@ $5::text::tsquery AND (search @@ $1::text::tsquery) IS TRUE
          AND deleted_at IS NULL AND {seen}{task}
    UNION
    SELECT tasks.id FROM comments JOIN tasks ON tasks.id = comments.task_id
    WHERE comments.search @@ $6::text::tsquery AND (comments.search @@ $1::text::tsquery) IS TRUE
          AND deleted_at IS NULL AND {concerned}{said}
    OFFSET 0  -- or the ids below the cursor, which may be all, are gathered from their index
) AS found
WHERE id {"<" if order == "DESC" else ">"} $3 ORDER BY id {order} LIMIT $4
"""


_ANYBODY = "$2::bigint IS NOT NULL"
_MAY_SEE = f"(tasks.assigned_to_id IS NULL OR {_CONCERNED})"
_FREE = f"tasks.assigned_to_id IS NULL AND {_ANYBODY}"  # of which nobody reads comments
NEAREST_OF_ADMINS = _nearest_of_all("DESC")
NEAREST_OF_ADMINS_BACK = _nearest_of_all("ASC")
NEAREST_OF_EMPLOYEES = _nearest_of_seen("DESC")
NEAREST_OF_EMPLOYEES_BACK = _nearest_of_seen("ASC")
MANY_OF_EMPLOYEES = _nearest_of_seen("DESC", MANY)
MANY_OF_EMPLOYEES_BACK = _nearest_of_seen("ASC", MANY)
INDEXED_OF_ADMINS = _indexed(_ANYBODY, _ANYBODY, "DESC")
INDEXED_OF_ADMINS_BACK = _indexed(_ANYBODY, _ANYBODY, "ASC")
INDEXED_OF_EMPLOYEES = _indexed(_MAY_SEE, _CONCERNED, "DESC")
INDEXED_OF_EMPLOYEES_BACK = _indexed(_MAY_SEE, _CONCERNED, "ASC")
NEXT_OF_ADMINS = _indexed(_ANYBODY, _ANYBODY, "DESC", blocks=True)
NEXT_OF_ADMINS_BACK = _indexed(_ANYBODY, _ANYBODY, "ASC", blocks=True)
NEXT_OF_EMPLOYEES = _indexed(_MAY_SEE, _CONCERNED, "DESC", blocks=True)
NEXT_OF_EMPLOYEES_BACK = _indexed(_MAY_SEE, _CONCERNED, "ASC", blocks=True)
INDEXED_FREE = _indexed(_FREE, "false", "DESC")
INDEXED_FREE_BACK = _indexed(_FREE, "false", "ASC")
NEXT_FREE = _indexed(_FREE, "false", "DESC", blocks=True)
NEXT_FREE_BACK = _indexed(_FREE, "false", "ASC", blocks=True)
FREE_STATEMENTS = {False: (NEXT_FREE, INDEXED_FREE), True: (NEXT_FREE_BACK, INDEXED_FREE_BACK)}
STATEMENTS = {  # by who asks, and whether they turn back
    (Role.ADMIN, False): (NEAREST_OF_ADMINS, NEXT_OF_ADMINS, INDEXED_OF_ADMINS),
    (Role.ADMIN, True): (NEAREST_OF_ADMINS_BACK, NEXT_OF_ADMINS_BACK, INDEXED_OF_ADMINS_BACK),
    (Role.EMPLOYEE, False): (NEAREST_OF_EMPLOYEES, NEXT_OF_EMPLOYEES, INDEXED_OF_EMPLOYEES),
    (Role.EMPLOYEE, True): (NEAREST_OF_EMPLOYEES_BACK, NEXT_OF_EMPLOYEES_BACK, INDEXED_OF_EMPLOYEES_BACK),
}

ROWS = """
SELECT tasks.id, tasks.title, tasks.priority, tasks.status, tasks.due_date, 0 AS position,
       COALESCE(
           NULLIF(assignee.full_name, ''), '@' || assignee.username, assignee.telegram_id::text
       ) AS assignee,
       (SELECT count(*) FROM assignments WHERE task_id = tasks.id) - 1 AS others, $2::integer AS total
FROM tasks
LEFT JOIN users AS assignee ON assignee.id = tasks.assigned_to_id
WHERE tasks.id = ANY ($1::bigint[])
ORDER BY tasks.id DESC
"""


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
    typed = _typed(text)
    words = await connection.fetchval(WORDS, " & ".join(typed))
    if not words:
        return EMPTY
    search = _Search(connection, user, words, typed)
    newest = await search.matches(LARGEST, CAP)
    if cursor is None or number == 1:
        return await search.page(newest.ids, 1, newest)
    beside = (await search.matches(cursor.id, PAGE_SIZE + 1, back=not cursor.forward)).ids
    if cursor.forward and beside:
        return await search.page(beside, number, newest)
    if not cursor.forward and len(beside) > PAGE_SIZE:
        return await search.page([*beside[PAGE_SIZE - 1 :: -1], cursor.id], number, newest)
    return await search.page(newest.ids, 1, newest)


@dataclass(frozen=True, slots=True)
class _Matches:
    """Ids of tasks, the nearest first; `all` says that there are no more, but for the limit."""

    ids: list[int]
    all: bool


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found among the nearest tasks, and which of it nothing can come before: all until `end`."""

    ids: list[int]
    sure: list[int]
    end: int | None
    all_own: bool

    @property
    def enough(self) -> bool:
        """Whether there is a page of it, or nothing else."""
        return self.end is None or len(self.sure) > PAGE_SIZE


@dataclass(frozen=True, slots=True)
class _Search:
    connection: Connection
    user: Person
    words: str
    typed: list[str]

    async def matches(self, beyond: int, limit: int, *, back: bool = False) -> _Matches:
        """Find what is older than a task, or `back`: newer; enough for a page, or all up to `limit`."""
        nearest, next_, indexed = STATEMENTS[self.user.role, back]
        sought = (self.words, self.user.id)
        looked = await self._look(nearest, beyond, limit, back=back)
        if not looked.enough and not looked.all_own and await self._is_common_to_others():
            many = MANY_OF_EMPLOYEES_BACK if back else MANY_OF_EMPLOYEES
            looked = await self._look(many, beyond, limit, back=back)
        end, sure, known = looked.end, looked.sure, looked.sure
        if end is None or looked.enough:
            return _Matches(sure, all=end is None)
        if looked.all_own:
            known = looked.ids
            next_, indexed = FREE_STATEMENTS[back]
        rarest = await self._rarest()
        if sure:  # else the word is so rare that the next thousands would be asked in vain
            block = end >> BLOCK
            further = block + 1 if back else block - 1
            records = await self.connection.fetch(next_, *sought, end, limit, *rarest, [block, further])
            found = _nearest(known, records, limit, back=back)
            if further > 0:
                found = [it for it in found if (it >> BLOCK <= further if back else it >> BLOCK >= further)]
            if len(found) > PAGE_SIZE or further <= 0:
                return _Matches(found, all=further <= 0)
        records = await self.connection.fetch(indexed, *sought, beyond, limit, *rarest)
        return _Matches(_nearest(known, records, limit, back=back), all=True)

    async def _look(self, statement: str, beyond: int, limit: int, *, back: bool) -> _Looked:
        record = await self.connection.fetchrow(statement, self.words, self.user.id, beyond, limit)
        if record is None:
            raise LookupError("the statement has always one row")
        end, ids = record["sure_until"], record["ids"]
        sure = [it for it in ids if end is None or (it <= end if back else it >= end)]
        return _Looked(ids, sure, end, record["all_own"])

    async def _is_common_to_others(self) -> bool:
        """Say whether an employee would be lost among everybody's tasks."""
        return self.user.role is not Role.ADMIN and await self.connection.fetchval(COMMON, self.words)

    async def _rarest(self) -> tuple[str, str]:
        """Give the rarest of the words, in tasks and in comments."""
        if len(self.typed) > 1:
            record = await self.connection.fetchrow(RAREST, self.typed)
            if record is not None and record["in_tasks"]:
                return record["in_tasks"], record["in_comments"]
        return self.words, self.words

    async def page(self, ids: list[int], number: int, newest: _Matches) -> Page:
        """Build the page that these ids begin."""
        total = len(newest.ids)
        records = await self.connection.fetch(ROWS, ids[:PAGE_SIZE], total) if ids else []
        return build(
            records,
            number,
            has_previous=number > 1,
            has_next=len(ids) > PAGE_SIZE,
            at_least=total >= CAP or not newest.all,
        )


def _nearest(known: Iterable[int], records: Iterable[asyncpg.Record], limit: int, *, back: bool) -> list[int]:
    """Join what was found in two ways, the nearest first."""
    return sorted({*known, *(it["id"] for it in records)}, reverse=not back)[:limit]


def _typed(text: str) -> list[str]:
    """Write the words of a text as `to_tsquery` takes them (PostgreSQL, «Parsing Queries»)."""
    words = text[:LONGEST].translate(_SAME).split()
    return [f"{_quoted(it)}{':*' if len(it) >= SHORTEST_BEGINNING else ''}" for it in words]


_SAME = str.maketrans("ёЁ", "еЕ")


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
