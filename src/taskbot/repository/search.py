"""Search in titles, descriptions and comments, the newest task first.

Words are compared by their stems, Russian or English, and one that is not typed to its end is found as well.

The table of words holds them by who may find a task by them (`schema`): an admin, a person, or everybody. So
what has a word is one range of its key, in the order of the answer, and a page takes as long at a million
tasks as at a thousand, for common words and for rare ones, whoever else's tasks are full of them. Of several
words the rarest is read so, and its tasks are asked for the others: no more of them at once than there could
be among a thousand, and no more words are looked for that begin as a typed one does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from taskbot.delivery.unit_of_work import DeferredWrite, UnitOfWork
from taskbot.domain.models import PAGE_SIZE, Cursor, Page, Person, Role
from taskbot.repository.lists import ASSIGNEE, EMPTY, build

LONGEST = 300  # characters of what is searched for
CAP = 100  # matches that are counted: further ones are reached by turning pages
KEPT = 100  # searches of a person whose buttons work
SHORTEST_BEGINNING = 3  # letters of a word that find longer ones: of two, half of all words begin so
SHORTEST_STEM = 2  # and of what is left of it: of «x-ray», the x stands for no other words
# Tasks with a word that are looked at, first and where too few of those have the other words: the first are
# more than are counted, and both together about half of a thousand. Then people are asked whether to go on;
# for the first page already after the first: so it comes as soon among a million tasks as among a thousand.
LOOKS = (CAP + 1, 400)
WORDS = 50  # words that begin as a typed one does; where there are more, only the typed one itself is found
WORDS_IN_ALL = 200  # and as all that are typed do
LARGEST = 2**63 - 1  # above every id
LAST_CHARACTER = chr(0x10FFFF)  # what begins with a word comes before the word and this
ADMINS, EVERYBODY = -1, 0  # readers of words beside people

REMEMBER = """
INSERT INTO searches (user_id, text) VALUES ($1, $2)
ON CONFLICT (user_id, text) DO UPDATE SET created_at = now()
RETURNING id
"""

FORGET_OLDEST = DeferredWrite.of(f"""
DELETE FROM searches WHERE id IN (
    SELECT id FROM searches WHERE user_id = $1 ORDER BY created_at DESC, id DESC OFFSET {KEPT}
)
""")

TEXT = "SELECT text FROM searches WHERE id = $1 AND user_id = $2"

# A typed word may be several: "report.pdf" is one, "well-known" is three.
STEMS = f"""
SELECT stem, (array_agg(typed ORDER BY place))[1] AS typed,
       max(length(typed)) >= {SHORTEST_BEGINNING} AND length(stem) >= {SHORTEST_STEM} AS begins
FROM unnest($2::text[]) WITH ORDINALITY AS its (typed, place),
     unnest(tsvector_to_array(to_tsvector($1::text::regconfig, typed))) AS stem
GROUP BY stem ORDER BY min(place), stem
"""

# Whether the first of the readers may see what is said about a task; never null, which is not false.
_CONCERNED = f"""(
    ($1::bigint[])[1] = {ADMINS} OR tasks.created_by_id IS NOT DISTINCT FROM ($1::bigint[])[1]
    OR EXISTS (SELECT FROM assignments WHERE task_id = tasks.id AND user_id = ($1::bigint[])[1])
)"""


def _matches(order: str) -> str:
    """Read the nearest tasks that have the rarest of the words, and say which of them have the others too.

    `$1` are readers, `$2` and `$3` the first and the last word of each range that is sought, `$4` the same
    as tsqueries; `$5` is the id to begin behind, `$6` how many tasks that have a word are read, `$7` how many
    words a range may have. `until` is the task down to which all were read, null where there are no more.
    `place` is that of the rarest range; if all are `wide`, of the first, whose first word alone was sought.
    """
    behind, nearest, farthest = ("<", "max", "ASC") if order == "DESC" else (">", "min", "DESC")
    return f"""
WITH RECURSIVE sought AS MATERIALIZED (
    SELECT first, last, query::tsquery, place
    FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS its (first, last, query, place)
), held (reader, place, first, last, number, word) AS (  -- each range's words, one after the other by the key
    SELECT reader, place, first, last, 1, (
        SELECT word FROM words WHERE words.reader = its.reader AND word >= first AND word <= last
        ORDER BY word LIMIT 1
    )
    FROM sought, unnest($1::bigint[]) AS its (reader)
    UNION ALL
    SELECT reader, place, first, last, number + 1, (
        SELECT next.word FROM words AS next
        WHERE next.reader = held.reader AND next.word > held.word AND next.word <= last
        ORDER BY next.word LIMIT 1
    )
    FROM held WHERE word IS NOT NULL AND number <= $7
), ranges AS MATERIALIZED (
    SELECT place, bool_or(number > $7 AND word IS NOT NULL) AS wide, count(word)::integer AS size
    FROM held GROUP BY place
), listed AS MATERIALIZED (  -- of each of many words fewer tasks, but a page of them
    SELECT place, size, ARRAY(
        SELECT task_id FROM words
        WHERE words.reader = its.reader AND words.word = its.word AND task_id {behind} $5
        ORDER BY task_id {order} LIMIT size
    ) AS ids
    FROM (
        SELECT place, reader, word, CASE
            WHEN wide THEN $6::integer
            ELSE least(greatest($6::integer * 2 / size, {PAGE_SIZE + 1}), $6::integer)
        END AS size
        FROM held JOIN ranges USING (place)
        WHERE word = first OR word IS NOT NULL AND NOT wide
    ) AS its
), near AS MATERIALIZED (  -- beyond where the first of a range's words ends, that word may be in more
    SELECT place, wide, until, CASE
        WHEN size = 1 THEN (SELECT ids FROM listed WHERE listed.place = ranges.place)
        ELSE ARRAY(
            SELECT DISTINCT id FROM listed, unnest(ids) AS its (id)
            WHERE listed.place = ranges.place AND (id {behind} until) IS NOT TRUE
            ORDER BY id {order} LIMIT $6::integer
        )
    END AS ids
    FROM ranges LEFT JOIN (
        SELECT place, {nearest}(ids[size]) AS until FROM listed GROUP BY place
    ) AS ends USING (place)
), rarest AS MATERIALIZED (
    SELECT place, wide, coalesce(ids[$6], until) AS until, ids FROM near
    ORDER BY wide, CASE WHEN wide THEN place END, until {farthest} NULLS FIRST, cardinality(ids), place
    LIMIT 1
)
SELECT place, wide, until, CASE WHEN cardinality($2) = 1 THEN ids ELSE ARRAY(
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


async def remember(uow: UnitOfWork, user: Person, text: str) -> int:
    """Keep what a person searched for, and return its id, which is the same for the same text."""
    search_id: int = await uow.write_value(REMEMBER, user.id, text)
    await uow.write_last(FORGET_OLDEST, user.id)
    return search_id


async def text_of(uow: UnitOfWork, user: Person, search_id: int) -> str | None:
    """Give what the person searched for under that id; None if that was somebody else, or long ago."""
    text: str | None = await uow.read_value(TEXT, search_id, user.id)
    return text


async def page(
    uow: UnitOfWork, user: Person, text: str, number: int = 1, cursor: Cursor | None = None
) -> Page:
    """Read a page of the tasks that a person may see and that hold all words of a text; deleted ones are not.

    The first page, or the one beside `cursor`; before that, where there is less than a page, the first.
    """
    typed = text[:LONGEST].translate(_SAME).split()
    # Of stop words alone («для», "the") nothing would be left: then they are searched for as they are.
    stems = await uow.read(STEMS, "russian", typed) or await uow.read(STEMS, "simple", typed)
    if not stems:
        return EMPTY
    readers = [ADMINS] if user.role is Role.ADMIN else [user.id, EVERYBODY]
    search = _Search(uow, readers, [Sought.of(**it) for it in stems])
    newest = await search.matches(LARGEST, LOOKS[:1])
    if cursor is None or number == 1 or not (newest.ids or newest.until):
        return await search.page(newest, 1, newest)
    beside = await search.matches(cursor.id, LOOKS, back=not cursor.forward)
    if cursor.forward:
        return await search.page(beside, number, newest)
    # Of what is beside, the first page may show nothing: it does not look as far.
    unseen = beside.ids and (beside.until is not None or beside.ids[0] < (newest.until or 0))
    if len(beside.ids) > PAGE_SIZE or unseen:
        before = replace(beside, ids=beside.ids[PAGE_SIZE - 1 :: -1], until=None)
        return await search.page(before, number, newest, has_next=True)
    return await search.page(newest, 1, newest)


@dataclass(frozen=True, slots=True)
class Sought:
    """A range of words, the tsquery that finds them, and the word that was typed."""

    first: str
    last: str
    query: str
    typed: str

    @classmethod
    def of(cls, stem: str, typed: str, *, begins: bool) -> Sought:
        """Seek a stem, or whatever begins with it (PostgreSQL, «Parsing Queries»)."""
        quoted = "'" + stem.replace("\\", "\\\\").replace("'", "''") + "'"
        if begins:
            return cls(stem, stem + LAST_CHARACTER, f"{quoted}:*", typed)
        return cls(stem, stem, quoted, typed)


@dataclass(frozen=True, slots=True)
class _Matches:
    """Ids of tasks, the nearest first, enough for a page, or all down to `until`; without that, simply all.

    `wide` is a typed word that more words begin like than are looked for: only that very word was.
    """

    ids: list[int]
    until: int | None
    wide: str | None


@dataclass(frozen=True, slots=True)
class _Search:
    uow: UnitOfWork
    readers: list[int]
    sought: list[Sought]

    async def matches(self, beyond: int, looks: Sequence[int], *, back: bool = False) -> _Matches:
        """Find what is older than a task, or `back`: newer; enough for a page, where that is near enough."""
        ranges = [[getattr(it, name) for it in self.sought] for name in ("first", "last", "query")]
        ids, until, wide = list[int](), beyond, None
        widest = max(min(WORDS, WORDS_IN_ALL // len(self.sought)), 1)
        for size in looks:
            record = await self.uow.read_row(
                MATCHES_BACK if back else MATCHES, self.readers, *ranges, until, size, widest
            )
            if record is None:
                raise LookupError("the statement has always one row")
            ids += record["ids"]
            until = record["until"]
            wide = self.sought[record["place"] - 1].typed if record["wide"] else None
            if until is None or len(ids) > PAGE_SIZE:
                break
        return _Matches(ids, until, wide)

    async def page(
        self, its: _Matches, number: int, newest: _Matches, *, has_next: bool | None = None
    ) -> Page:
        """Build the page that these begin, behind which there are more unless `has_next` says otherwise."""
        total = min(len(newest.ids), CAP)
        ids = its.ids[:PAGE_SIZE]
        records = await self.uow.read(ROWS, self.readers, ids, total) if ids else []
        has_next = len(its.ids) > PAGE_SIZE if has_next is None else has_next
        return replace(
            build(
                records,
                number,
                has_previous=number > 1,
                has_next=has_next,
                at_least=total >= CAP or newest.until is not None,
            ),
            total=total,
            further=None if has_next else its.until,
            wide=newest.wide,
        )


_SAME = str.maketrans("ёЁ", "еЕ")
