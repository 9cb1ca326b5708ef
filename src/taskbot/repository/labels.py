"""Labels: of a project, and on tasks. Names are compared as they are folded (`names.fold`).

`seen` are the projects whose labels somebody may see, null for all: there is no word of others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import asyncpg

from taskbot.delivery.unit_of_work import DeferredWrite, UnitOfWork
from taskbot.domain import rules
from taskbot.domain.models import DEFAULT_PROJECT, MOST_LABELS, TOTAL_CAP, Label, Person, Role
from taskbot.domain.names import fold

PAGE = 10
_COLUMNS = "labels.id, labels.project_id, labels.name"
_SEEN = "($1::bigint[] IS NULL OR project_id = ANY ($1))"

BY_ID = f"SELECT {_COLUMNS} FROM labels WHERE {_SEEN} AND id = $2"
BY_NAMES = (
    f"SELECT {_COLUMNS} FROM labels WHERE {_SEEN} AND folded = ANY ($2::text[]) ORDER BY folded, project_id"
)
# Labels of one name in several projects, of which the person knows one.
ALIKE = f"""
SELECT {_COLUMNS} FROM labels
WHERE {_SEEN} AND folded = (SELECT folded FROM labels WHERE {_SEEN} AND id = $2)
ORDER BY id <> $2, project_id
"""
# One for each name: whichever it is, a list is filtered by all of that name.
NAMES = f"""
SELECT *, count(*) OVER () AS total FROM (
    SELECT DISTINCT ON (folded) {_COLUMNS}, folded FROM labels WHERE {_SEEN} ORDER BY folded, project_id
) AS its
ORDER BY folded LIMIT {PAGE} OFFSET $2
"""
FOLDED = f"SELECT folded FROM labels WHERE {_SEEN} LIMIT 1000"
PAGE_OF_PROJECT = f"""
SELECT {_COLUMNS}, count(*) OVER () AS total FROM labels WHERE project_id = $1
ORDER BY folded LIMIT {PAGE} OFFSET $2
"""
COUNTED = f"""
SELECT {_COLUMNS}, total, (
    SELECT count(*) FROM (
        SELECT FROM task_labels
        WHERE label_id = labels.id AND NOT hidden AND status IN ('pending', 'in_progress')
        LIMIT {TOTAL_CAP}
    ) AS its
) AS open
FROM (
    SELECT *, count(*) OVER () AS total FROM labels WHERE {_SEEN} ORDER BY folded, project_id
    LIMIT {PAGE} OFFSET $2
) AS labels
ORDER BY folded, project_id
"""
COUNT_OPEN = f"""
SELECT count(*) FROM (
    SELECT FROM task_labels
    WHERE label_id = $1 AND NOT hidden AND status IN ('pending', 'in_progress') LIMIT {TOTAL_CAP}
) AS its
"""
# Of messages that follow their tasks; more than that are not edited at once.
SHOWN = """
SELECT DISTINCT task_labels.task_id FROM task_labels JOIN cards ON cards.task_id = task_labels.task_id
WHERE label_id = $1 AND live ORDER BY task_labels.task_id DESC LIMIT 50
"""
COUNT = f"SELECT count(*) FROM (SELECT FROM task_labels WHERE label_id = $1 LIMIT {TOTAL_CAP}) AS its"

# Who makes labels waits here for others who do: so a project has no more than it may, and no name twice.
LOCK_PROJECT = "SELECT count(*) FROM (SELECT FROM projects WHERE id = $1 FOR NO KEY UPDATE) AS its"
COUNT_OF_PROJECT = "SELECT count(*) FROM labels WHERE project_id = $1"
MAKE = """
INSERT INTO labels (project_id, folded, name)
SELECT $1, folded, name FROM unnest($2::text[], $3::text[]) AS its (folded, name)
ON CONFLICT DO NOTHING
"""

# `task_labels` has copies of what lists are sorted and filtered by; a trigger keeps them.
ADD = DeferredWrite.of("""
INSERT INTO task_labels
    (label_id, task_id, position, status, priority, due_at, submitted_at, hidden, unassigned)
SELECT label_id, tasks.id, position, status, priority, due_at, submitted_at, deleted_at IS NOT NULL,
       assigned_to_id IS NULL
FROM tasks, (
    SELECT id AS label_id, project_id FROM labels WHERE id = ANY ($2::bigint[]) ORDER BY id FOR KEY SHARE
) AS its
WHERE tasks.id = $1 AND its.project_id = tasks.project_id
ON CONFLICT DO NOTHING
""")
KEEP_ONLY = DeferredWrite.of("DELETE FROM task_labels WHERE task_id = $1 AND label_id <> ALL ($2::bigint[])")

LOCK = "SELECT id FROM labels WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE"
RENAME = """
UPDATE labels SET folded = $2, name = $3
WHERE id = $1 AND NOT EXISTS (
    SELECT FROM labels AS its WHERE its.project_id = labels.project_id AND its.folded = $2 AND its.id <> $1
)
RETURNING id
"""
# A row that is changed meanwhile is read again under its lock, so its copies stay right.
MERGE = """
UPDATE task_labels SET label_id = $2
WHERE label_id = $1 AND NOT EXISTS (
    SELECT FROM task_labels AS other WHERE other.task_id = task_labels.task_id AND other.label_id = $2
)
"""
MERGE_IN_SERIES = """
UPDATE series SET label_ids = array_append(array_remove(array_remove(label_ids, $1), $2), $2)
WHERE $1::bigint = ANY (label_ids)
"""
MERGE_IN_FILTERS = """
UPDATE saved_filters SET filter = jsonb_set(filter, '{label}', to_jsonb($2::bigint))
WHERE (filter ->> 'label')::bigint = $1
"""
DELETE = DeferredWrite.of("DELETE FROM labels WHERE id = $1")


@dataclass(frozen=True, slots=True)
class LabelPage:
    """A page of labels: `number` of `pages`, both counted from 1; `open` counts unfinished tasks, by id."""

    labels: tuple[Label, ...]
    number: int
    pages: int
    open: dict[int, int]


def seen_by(person: Person) -> list[int] | None:
    """Give the projects whose labels a person may see; null for all."""
    return None if person.role is Role.ADMIN else [DEFAULT_PROJECT, *rules.joined(person)]


async def by_id(uow: UnitOfWork, seen: Sequence[int] | None, label_id: int) -> Label | None:
    record = await uow.read_row(BY_ID, seen, label_id)
    return None if record is None else _label(record)


async def by_names(uow: UnitOfWork, seen: Sequence[int] | None, names: Iterable[str]) -> list[Label]:
    """Return the labels with these names, in all projects of `seen`."""
    return [_label(record) for record in await uow.read(BY_NAMES, seen, [fold(it) for it in names])]


async def alike(uow: UnitOfWork, seen: Sequence[int] | None, label_id: int) -> list[Label]:
    """Return a label, and those of the same name in other projects; nothing where it is not seen."""
    return [_label(record) for record in await uow.read(ALIKE, seen, label_id)]


async def folded_names(uow: UnitOfWork, seen: Sequence[int] | None) -> list[str]:
    """Return the names of labels in lower case, to suggest one for a mistyped one."""
    return [record["folded"] for record in await uow.read(FOLDED, seen)]


async def names(uow: UnitOfWork, seen: Sequence[int] | None, number: int = 1) -> LabelPage:
    """Return a page of labels, one of each name."""
    return await _page(uow, NAMES, seen, number)


async def page_of_project(uow: UnitOfWork, project_id: int, number: int = 1) -> LabelPage:
    """Return a page of the labels of a project."""
    return await _page(uow, PAGE_OF_PROJECT, project_id, number)


async def counted(uow: UnitOfWork, seen: Sequence[int] | None, number: int = 1) -> LabelPage:
    """Return a page of labels with the number of their unfinished tasks, up to `TOTAL_CAP`."""
    return await _page(uow, COUNTED, seen, number)


async def _page(uow: UnitOfWork, statement: str, which: object, number: int) -> LabelPage:
    """Read a page; where there is no such page now, the first."""
    number = min(max(number, 1), MOST_LABELS * 1000)
    records = await uow.read(statement, which, (number - 1) * PAGE)
    if not records and number > 1:
        return await _page(uow, statement, which, 1)
    pages = -(-records[0]["total"] // PAGE) if records else 1
    opened = {record["id"]: record["open"] for record in records if "open" in record.keys()}  # noqa: SIM118
    return LabelPage(tuple(map(_label, records)), number, pages, opened)


async def count_open(uow: UnitOfWork, label_id: int) -> int:
    """Count the unfinished tasks with a label, up to `TOTAL_CAP`."""
    found: int = await uow.read_value(COUNT_OPEN, label_id)
    return found


async def shown(uow: UnitOfWork, label_id: int) -> list[int]:
    """Return the ids of tasks with a label whose cards follow them: the newest fifty."""
    return [record["task_id"] for record in await uow.read(SHOWN, label_id)]


async def count(uow: UnitOfWork, label_id: int) -> int:
    """Count the tasks with a label, up to `TOTAL_CAP`."""
    found: int = await uow.read_value(COUNT, label_id)
    return found


# --- Made and changed -----------------------------------------------------------------------------


async def make(uow: UnitOfWork, project_id: int, names: Sequence[str]) -> bool:
    """Make labels in a project, but for those that there are; return whether there is room for them."""
    await uow.write(LOCK_PROJECT, project_id)
    there = {fold(it.name) for it in await by_names(uow, [project_id], names)}
    new = {fold(it): it for it in names if fold(it) not in there}
    if await uow.read_value(COUNT_OF_PROJECT, project_id) + len(new) > MOST_LABELS:
        return False
    await uow.write(MAKE, project_id, list(new), list(new.values()))
    return True


async def rename(uow: UnitOfWork, label: Label, name: str) -> bool:
    """Give a label another name; return whether no other label of its project has that."""
    await uow.write(LOCK_PROJECT, label.project_id)
    return await uow.write_row(RENAME, label.id, fold(name), name) is not None


async def merge(uow: UnitOfWork, label: Label, into: Label) -> bool:
    """Give all tasks with a label another one of its project in its place; return whether both are there."""
    if len(await uow.write(LOCK, [label.id, into.id])) < 2:  # noqa: PLR2004 (both)
        return False
    await uow.write(MERGE, label.id, into.id)
    await uow.write(MERGE_IN_SERIES, label.id, into.id)
    await uow.write(MERGE_IN_FILTERS, label.id, into.id)
    await uow.write_last(DELETE, label.id)
    return True


async def delete(uow: UnitOfWork, label_id: int) -> None:
    """Delete a label; its tasks stay."""
    await uow.write_last(DELETE, label_id)


# --- Of tasks -------------------------------------------------------------------------------------


async def add(uow: UnitOfWork, task_id: int, label_ids: Collection[int]) -> None:
    """Give a task labels of its project."""
    if label_ids:
        await uow.write_last(ADD, task_id, list(label_ids))


async def set_of_task(uow: UnitOfWork, task_id: int, label_ids: Collection[int]) -> None:
    """Give a task these labels of its project, and no others; its row is locked already."""
    await uow.write_last(KEEP_ONLY, task_id, list(label_ids))
    await add(uow, task_id, label_ids)


def _label(record: asyncpg.Record) -> Label:
    return Label(record["id"], record["project_id"], record["name"])
