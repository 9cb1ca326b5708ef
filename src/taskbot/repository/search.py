"""Search in titles, descriptions and comments, the newest task first.

Words are compared by their Russian or English stems, and the beginning of a word finds the whole word.

One index contains the words of each task and the people who may find it (`schema.search_documents`), in
blocks of 16384 ids. A search reads blocks from the newest on, until it has enough tasks, has read all blocks,
or its time is up; then people are asked whether to look further. So a rare word takes a short look at each
block and a common one a look at one block. No search takes long, however common a word is in other people's
tasks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from taskbot.delivery.unit_of_work import DeferredWrite, UnitOfWork
from taskbot.domain import rules
from taskbot.domain.models import DEFAULT_PROJECT, PAGE_SIZE, Cursor, Page, Person
from taskbot.repository.lists import ASSIGNEE, EMPTY, build
from taskbot.repository.tasks import DEADLINE

LONGEST = 300  # characters of what is searched for
CAP = 100  # matches that are counted; further ones are reached page by page
KEPT = 100  # searches per person that are stored, so that their buttons work
SHORTEST_BEGINNING = 3  # letters that find longer words: two are the beginning of too many words
SHORTEST_STEM = 2  # letters of its stem: the x of «x-ray» finds no other words
PATIENCE = 60.0  # milliseconds of a page after which no further block is read
BLOCK = 14  # bits of an id by which tasks of one block differ, as in `schema`
NEWEST = 2**63 - 1  # above every id
ANY_BLOCK = "\x1f"  # stands for the block in a query; no word contains it

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

# A typed word may have several stems: "report.pdf" has one, "well-known" has three.
STEMS = f"""
SELECT stem,
       max(length(typed)) >= {SHORTEST_BEGINNING} AND length(stem) >= {SHORTEST_STEM} AS begins
FROM unnest($2::text[]) WITH ORDINALITY AS its (typed, place),
     unnest(tsvector_to_array(to_tsvector($1::text::regconfig, typed))) AS stem
GROUP BY stem ORDER BY min(place), stem
"""


def _look(order: str) -> str:
    """Build the statement that finds tasks by a tsquery, from an id on: older (`DESC`) or newer ones (`ASC`).

    `$1` is the tsquery for any block, `$2` the id to begin behind, `$3` the number of tasks that is enough,
    `$4` the time in milliseconds; it reads at least one block. A task must have `$6` of the labels `$5`.
    `until` is the id down (or up) to which all tasks were seen, `more` whether there are tasks behind it.
    """
    behind, nearest = ("<", "max") if order == "DESC" else (">", "min")
    end = f"block << {BLOCK}" if order == "DESC" else f"block << {BLOCK} | {2**BLOCK - 1}"
    # Without OFFSET, PostgreSQL would read the tasks in order and compare the words of each.
    return f"""
WITH RECURSIVE looks (number, until, ids) AS (
    SELECT 0, $2::bigint, '{{}}'::bigint[]
    UNION ALL
    SELECT number + 1, {end}, ids || ARRAY(
        SELECT task_id FROM (
            SELECT task_id FROM search_documents
            WHERE search_words(task_id, version) @@ replace($1, '{ANY_BLOCK}', to_hex(block))::tsquery
            OFFSET 0
        ) AS found
        WHERE task_id {behind} until AND ($6::integer = 0 OR $6 = (
            SELECT count(*) FROM task_labels WHERE task_labels.task_id = found.task_id AND label_id = ANY ($5)
        ))
        ORDER BY task_id {order} LIMIT $3
    )
    FROM looks, LATERAL (
        SELECT {nearest}(task_id) >> {BLOCK} AS block FROM search_documents WHERE task_id {behind} until
    ) AS next
    WHERE block IS NOT NULL AND cardinality(ids) < $3::integer
          AND (number = 0 OR clock_timestamp() < statement_timestamp() + $4::float8 * interval '1 ms')
)
SELECT ids[:$3::integer] AS ids, until,
       (SELECT {nearest}(task_id) FROM search_documents WHERE task_id {behind} until) IS NOT NULL AS more
FROM looks ORDER BY number DESC LIMIT 1
"""


LOOK = _look("DESC")
LOOK_BACK = _look("ASC")

# Checks the person's present rights; $1 is null for an admin, $4 has the projects of which they see all.
ROWS = f"""
SELECT tasks.id, tasks.title, tasks.priority, tasks.status, tasks.project_id, {DEADLINE},
       0 AS position{ASSIGNEE}, tasks.submitted_at IS NOT NULL AS submitted,
       $3::integer AS total, 0 AS finished
FROM tasks
LEFT JOIN users AS assignee ON assignee.id = tasks.assigned_to_id
WHERE tasks.id = ANY ($2::bigint[]) AND deleted_at IS NULL AND (
    $1::bigint IS NULL OR tasks.project_id = ANY ($4::bigint[])
    OR tasks.project_id = {DEFAULT_PROJECT} AND (
        assigned_to_id IS NULL OR tasks.created_by_id = $1
        OR EXISTS (SELECT FROM assignments WHERE task_id = tasks.id AND user_id = $1)
    )
)
ORDER BY tasks.id DESC
"""


async def remember(uow: UnitOfWork, user: Person, text: str) -> int:
    """Store a person's search text; return its id, which is the same for the same text."""
    search_id: int = await uow.write_value(REMEMBER, user.id, text)
    await uow.write_last(FORGET_OLDEST, user.id)
    return search_id


async def text_of(uow: UnitOfWork, user: Person, search_id: int) -> str | None:
    """Return the person's search text with that id; None if it is another's, or no longer stored."""
    text: str | None = await uow.read_value(TEXT, search_id, user.id)
    return text


async def page(
    uow: UnitOfWork,
    user: Person,
    text: str,
    number: int = 1,
    cursor: Cursor | None = None,
    labels: Sequence[Sequence[int]] = (),
) -> Page:
    """Read a page of the tasks that contain all words of a text and that a person may see.

    `labels` are ids, by their names: a task must have one of each name. Deleted tasks are left out. It is the
    first page, or the one beside `cursor`. If less than a page precedes `cursor`, it is the first.
    """
    typed = text[:LONGEST].translate(_SAME).split()
    # A text of stop words alone («для», "the") has no stems: then it searches for the words themselves.
    stems = await uow.read(STEMS, "russian", typed) or await uow.read(STEMS, "simple", typed)
    if not stems:
        return EMPTY
    reader = None if rules.leads(DEFAULT_PROJECT, user) else user.id
    projects = rules.joined(user)
    query = _query(reader, projects, [Term(**it) for it in stems])
    search = _Search(uow, reader, projects, query, labels)
    if cursor is None or number == 1:
        newest = await search.look(NEWEST, CAP + 1, PATIENCE)
        return await search.page(newest, 1, newest)
    newest = await search.look(NEWEST, CAP + 1, PATIENCE / 2)
    if not (newest.ids or newest.until):
        return await search.page(newest, 1, newest)
    beside = await search.look(cursor.id, PAGE_SIZE + 1, PATIENCE / 2, back=not cursor.forward)
    if cursor.forward:
        return await search.page(beside, number, newest)
    # The first page may not reach these tasks, because its look ended earlier.
    unseen = beside.ids and (beside.until is not None or beside.ids[0] < (newest.until or 0))
    if len(beside.ids) > PAGE_SIZE or unseen:
        before = replace(beside, ids=beside.ids[PAGE_SIZE - 1 :: -1], until=None)
        return await search.page(before, number, newest, has_next=True)
    return await search.page(newest, 1, newest)


@dataclass(frozen=True, slots=True)
class Term:
    """A stem to search for. `begins`: words that begin with it match, too."""

    stem: str
    begins: bool

    def query(self, kind: str) -> str:
        """Return the tsquery for words of that kind, in any block (PostgreSQL, «Parsing Queries»)."""
        quoted = self.stem.replace("\\", "\\\\").replace("'", "''")
        return f"'{ANY_BLOCK}{kind}{quoted}'{':*' if self.begins else ''}"


def _query(reader: int | None, projects: Sequence[int], terms: Sequence[Term]) -> str:
    """Return the tsquery with a person's rights; `reader` is None for an admin, who sees all projects."""
    concerned, everybody = (" & ".join(term.query(kind) for term in terms) for kind in (":", "*"))
    if reader is None:
        return concerned
    sees = " | ".join(f"'{ANY_BLOCK}{it}'" for it in (f"@{reader}", *(f"#{it}" for it in projects)))
    return f"({sees}) & {concerned} | {everybody}"


@dataclass(frozen=True, slots=True)
class _Found:
    """Ids of tasks, the nearest first. `until`: the search stopped at that id; None: it did not."""

    ids: list[int]
    until: int | None


@dataclass(frozen=True, slots=True)
class _Search:
    uow: UnitOfWork
    reader: int | None
    projects: Sequence[int]
    query: str
    labels: Sequence[Sequence[int]]

    async def look(self, beyond: int, enough: int, patience: float, *, back: bool = False) -> _Found:
        """Find tasks older than an id, or newer ones (`back`), until there are enough or time is up."""
        statement = LOOK_BACK if back else LOOK
        any_of = [label_id for alike in self.labels for label_id in alike]
        values = (self.query, beyond, enough, patience, any_of, len(self.labels))
        record = await self.uow.read_row(statement, *values)
        if record is None:
            raise LookupError("the statement has always one row")
        return _Found(record["ids"], record["until"] if record["more"] else None)

    async def page(self, its: _Found, number: int, newest: _Found, *, has_next: bool | None = None) -> Page:
        """Build a page from its first tasks on; `has_next` overrides whether more tasks follow."""
        total = min(len(newest.ids), CAP)
        ids = its.ids[:PAGE_SIZE]
        records = await self.uow.read(ROWS, self.reader, ids, total, self.projects) if ids else []
        has_next = len(its.ids) > PAGE_SIZE if has_next is None else has_next
        return replace(
            build(
                records,
                number,
                has_previous=number > 1,
                has_next=has_next,
                at_least=len(newest.ids) > CAP or newest.until is not None,
            ),
            total=total,
            further=None if has_next else its.until,
        )


_SAME = str.maketrans("ёЁ", "еЕ")
