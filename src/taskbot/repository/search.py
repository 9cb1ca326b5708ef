"""Search in titles, descriptions and comments, the newest task first.

Words are compared by their stems, Russian or English, and one that is not typed to its end is found as well.

The table of words holds them by who may find a task by them (`schema`): an admin, a person, or everybody. So
what has a word is one range of its key, in the order of the answer, and a page takes as long at a million
tasks as at a thousand, for common words and for rare ones, whoever else's tasks are full of them. Of several
words the rarest is read so, and its tasks are asked for the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from taskbot.models import PAGE_SIZE, Page, Role
from taskbot.repository.lists import ASSIGNEE, EMPTY, build

if TYPE_CHECKING:
    from taskbot.models import Cursor, Person
    from taskbot.repository import Connection

LONGEST = 300  # characters of what is searched for
CAP = 100  # matches that are counted: further ones are reached by turning pages
KEPT = 100  # searches of a person whose buttons work
SHORTEST_BEGINNING = 3  # letters of a word that find longer ones: of two, half of all words begin so
SHORTEST_STEM = 2  # and of what is left of it: of «x-ray», the x stands for no other words
FIRST = 128  # tasks with a word that are read at once, at first: more than are counted
WIDER = 8  # times as many are read next, where too few of those have the other words
LARGEST = 2**63 - 1  # above every id
LAST_CHARACTER = chr(0x10FFFF)  # what begins with a word comes before the word and this
ADMINS, EVERYBODY = -1, 0  # readers of words beside people

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

# A typed word may be several: "report.pdf" is one, "well-known" is three.
STEMS = f"""
SELECT stem,
       max(length(typed)) >= {SHORTEST_BEGINNING} AND length(stem) >= {SHORTEST_STEM} AS begins
FROM unnest($2::text[]) AS typed,
     unnest(tsvector_to_array(to_tsvector($1::text::regconfig, typed))) AS stem
GROUP BY stem
"""

# Whether the first of the readers may see what is said about a task; never null, which is not false.
_CONCERNED = f"""(
    ($1::bigint[])[1] = {ADMINS} OR tasks.created_by_id IS NOT DISTINCT FROM ($1::bigint[])[1]
    OR EXISTS (SELECT FROM assignments WHERE task_id = tasks.id AND user_id = ($1::bigint[])[1])
)"""


def _matches(order: str) -> str:
    """Read the nearest tasks that have the rarest of the words, and say which of them have the others too.

    `$1` are readers, `$2` and `$3` the first and the last word of each range that is sought, `$4` the same
    as tsqueries; `$5` is the id to begin behind, `$6` how many tasks that have a word are read. `until` is
    the last of these, null where there are no more.
    """
    behind = "<" if order == "DESC" else ">"
    return f"""
WITH RECURSIVE sought AS MATERIALIZED (
    SELECT first, last, query::tsquery, place
    FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS its (first, last, query, place)
), held (reader, place, last, word) AS (  -- the words in each range, found one after the other by the key
    SELECT reader, place, last, (
        SELECT word FROM words WHERE words.reader = its.reader AND word >= first AND word <= last
        ORDER BY word LIMIT 1
    )
    FROM sought, unnest($1::bigint[]) AS its (reader)
    UNION ALL
    SELECT reader, place, last, (
        SELECT next.word FROM words AS next
        WHERE next.reader = held.reader AND next.word > held.word AND next.word <= last
        ORDER BY next.word LIMIT 1
    )
    FROM held WHERE word IS NOT NULL
), near AS MATERIALIZED (
    SELECT place, ARRAY(
        SELECT DISTINCT task_id FROM held, LATERAL (
            SELECT task_id FROM words
            WHERE words.reader = held.reader AND words.word = held.word AND task_id {behind} $5
            ORDER BY task_id {order} LIMIT $6
        ) AS its
        WHERE held.place = sought.place ORDER BY task_id {order} LIMIT $6
    ) AS ids
    FROM sought
), rarest AS MATERIALIZED (
    SELECT place, ids FROM near
    ORDER BY cardinality(ids), ids[$6] {"ASC" if order == "DESC" else "DESC"}, place LIMIT 1
)
SELECT CASE WHEN cardinality(ids) = $6 THEN ids[$6] END AS until,
       CASE WHEN cardinality($2) = 1 THEN ids ELSE ARRAY(
           SELECT id FROM unnest(ids) AS its (id)
           WHERE (
               SELECT NOT EXISTS (
                   SELECT FROM sought
                   WHERE place <> rarest.place AND NOT (search @@ query OR {_CONCERNED} AND EXISTS (
                       SELECT FROM comments WHERE task_id = tasks.id AND comments.search @@ query
                   ))
               )
               FROM tasks WHERE tasks.id = its.id
           )
           ORDER BY id {order}
       ) END AS ids
FROM rarest
"""


MATCHES = _matches("DESC")
MATCHES_BACK = _matches("ASC")

ROWS = f"""
SELECT tasks.id, tasks.title, tasks.priority, tasks.status, tasks.due_date,
       0 AS position{ASSIGNEE}, $3::integer AS total
FROM tasks
LEFT JOIN users AS assignee ON assignee.id = tasks.assigned_to_id
WHERE tasks.id = ANY ($2::bigint[]) AND deleted_at IS NULL AND (assigned_to_id IS NULL OR {_CONCERNED})
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
    typed = text[:LONGEST].translate(_SAME).split()
    # Of stop words alone («для», "the") nothing would be left: then they are searched for as they are.
    stems = await connection.fetch(STEMS, "russian", typed) or await connection.fetch(STEMS, "simple", typed)
    if not stems:
        return EMPTY
    readers = [ADMINS] if user.role is Role.ADMIN else [user.id, EVERYBODY]
    search = _Search(connection, readers, [Sought.of(**it) for it in stems])
    newest = await search.matches(LARGEST)
    if cursor is None or number == 1:
        return await search.page(newest.ids, 1, newest)
    beside = (await search.matches(cursor.id, back=not cursor.forward)).ids
    if cursor.forward and beside:
        return await search.page(beside, number, newest)
    if not cursor.forward and len(beside) > PAGE_SIZE:
        return await search.page([*beside[PAGE_SIZE - 1 :: -1], cursor.id], number, newest)
    return await search.page(newest.ids, 1, newest)


@dataclass(frozen=True, slots=True)
class Sought:
    """A range of words, and the tsquery that finds them."""

    first: str
    last: str
    query: str

    @classmethod
    def of(cls, stem: str, *, begins: bool) -> Sought:
        """Seek a stem, or whatever begins with it (PostgreSQL, «Parsing Queries»)."""
        quoted = "'" + stem.replace("\\", "\\\\").replace("'", "''") + "'"
        return cls(stem, stem + LAST_CHARACTER, f"{quoted}:*") if begins else cls(stem, stem, quoted)


@dataclass(frozen=True, slots=True)
class _Matches:
    """Ids of tasks, the nearest first, enough for a page; `all` says that there are no more."""

    ids: list[int]
    all: bool


@dataclass(frozen=True, slots=True)
class _Search:
    connection: Connection
    readers: list[int]
    sought: list[Sought]

    async def matches(self, beyond: int, *, back: bool = False) -> _Matches:
        """Find what is older than a task, or `back`: newer; enough for a page."""
        ranges = ([getattr(it, name) for it in self.sought] for name in ("first", "last", "query"))
        ids, size, words = [], FIRST, (self.readers, *ranges)
        while True:
            record = await self.connection.fetchrow(MATCHES_BACK if back else MATCHES, *words, beyond, size)
            if record is None:
                raise LookupError("the statement has always one row")
            ids += record["ids"]
            if record["until"] is None or len(ids) > PAGE_SIZE:
                return _Matches(ids, all=record["until"] is None)
            beyond, size = record["until"], size * WIDER

    async def page(self, ids: list[int], number: int, newest: _Matches) -> Page:
        """Build the page that these ids begin."""
        total = min(len(newest.ids), CAP)
        records = await self.connection.fetch(ROWS, self.readers, ids[:PAGE_SIZE], total) if ids else []
        return build(
            records,
            number,
            has_previous=number > 1,
            has_next=len(ids) > PAGE_SIZE,
            at_least=total >= CAP or not newest.all,
        )


_SAME = str.maketrans("ёЁ", "еЕ")
