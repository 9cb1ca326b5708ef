"""Tasks, one at a time: read in full, created, changed as they were read."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import asyncpg

from taskbot.delivery.unit_of_work import DeferredWrite, UnitOfWork
from taskbot.domain.models import (
    DEFAULT_PROJECT,
    Assignee,
    Change,
    ChangeKind,
    Comment,
    Deadline,
    FileKind,
    Label,
    Person,
    Priority,
    Status,
    Task,
    due_columns,
    due_fields_of,
)
from taskbot.repository import series, users

# The columns of a deadline.
DEADLINE = "tasks.due_date, tasks.due_time, tasks.due_zone, tasks.due_at"

_FROM = """
FROM tasks
LEFT JOIN users AS creator ON creator.id = tasks.created_by_id
WHERE tasks.id ="""

# Whether an assignee at work has claimed the task, which the latest line about their assignment says.
CLAIMED = """
assignments.submitted_at IS NULL AND assignments.status IN ('pending', 'in_progress') AND COALESCE((
    SELECT kind = 'claimed' FROM changes
    WHERE changes.task_id = assignments.task_id AND (
        (kind IN ('claimed', 'unclaimed') AND changes.user_id = assignments.user_id)
        OR (kind IN ('assigned', 'unassigned') AND changes.person_id = assignments.user_id)
    )
    ORDER BY changes.id DESC LIMIT 1
), false)"""


# The task and its people in one round trip; as JSON, because a record cannot contain a list of records.
def _task_with(claimed: str) -> str:
    return f"""
SELECT tasks.id, title, description, priority, status, {DEADLINE},
       tasks.created_at, review, deleted_at, version, remind_before, series_id, skipped, project_id,
       (SELECT name FROM projects WHERE projects.id = project_id) AS project,
       {users.columns("creator")},
       (
           SELECT json_agg(json_build_array(
               {users.as_json("person")}, assignments.status, assignments.submitted_at IS NOT NULL, {claimed}
           ) ORDER BY assignments.created_at, assignments.user_id)
           FROM assignments JOIN users AS person ON person.id = assignments.user_id
           WHERE assignments.task_id = tasks.id
       )::text AS assignees,
       EXISTS (SELECT FROM task_sources WHERE task_sources.task_id = tasks.id) AS in_group,
       EXISTS (SELECT FROM cards WHERE cards.task_id = tasks.id)
            OR EXISTS (SELECT FROM task_sources WHERE task_sources.task_id = tasks.id) AS watched,
       (
           SELECT json_agg(json_build_array(labels.id, labels.project_id, labels.name) ORDER BY labels.folded)
           FROM task_labels JOIN labels ON labels.id = label_id WHERE task_labels.task_id = tasks.id
       )::text AS labels"""


GET = f"""{_task_with(CLAIMED)},
       (SELECT rule::text FROM series WHERE series.id = series_id AND ended_at IS NULL) AS repeat,
       (
           SELECT array_agg(name ORDER BY id) FROM pending_assignees
           WHERE task_id = tasks.id AND created_at > now() - interval '30 days'
       ) AS pending,
       (SELECT count(*) FROM comments WHERE task_id = tasks.id) AS comments,
       (SELECT count(file_id) FROM comments WHERE task_id = tasks.id) AS files,
       (
           SELECT json_build_array(to_json(comments), {users.as_json("author")})
           FROM comments LEFT JOIN users AS author ON author.id = comments.user_id
           WHERE task_id = tasks.id ORDER BY comments.id DESC LIMIT 1
       )::text AS last_comment,
       (
           SELECT json_build_array(to_json(changes), {users.as_json("actor")}, {users.as_json("person")})
           FROM changes
           LEFT JOIN users AS actor ON actor.id = changes.user_id
           LEFT JOIN users AS person ON person.id = changes.person_id
           WHERE task_id = tasks.id ORDER BY changes.id DESC LIMIT 1
       )::text AS last_change
{_FROM} $1"""

# Leaves out what only a card shows, which saves a third of the work.
_WITHOUT_DETAILS = f"""{_task_with("false")},
       NULL AS repeat, NULL AS pending, 0 AS comments, 0 AS files, NULL AS last_comment, NULL AS last_change
{_FROM}"""
GET_WITHOUT_DETAILS = f"{_WITHOUT_DETAILS} $1"
GET_ALL = f"{_WITHOUT_DETAILS} ANY ($1::bigint[])"

CREATE = """
WITH made AS (
    INSERT INTO tasks
        (title, description, priority, assigned_to_id, created_by_id, review,
         remind_before, due_date, due_time, due_zone, due_at, project_id)
    VALUES ($1, $2, $3, $4, $5, $6, $8, $9, $10, $11, $12, $13)
    RETURNING id
), told AS (
    INSERT INTO changes (task_id, user_id, kind, person_id, created_at)
    SELECT made.id, $5, line.kind, line.person_id, now()
    FROM made, (
        SELECT 'created' AS kind, NULL AS person_id, 0 AS place
        UNION ALL
        SELECT 'assigned', id, place FROM unnest($7::bigint[]) WITH ORDINALITY AS assigned (id, place)
    ) AS line
    ORDER BY line.place
)
SELECT id FROM made
"""

# Changes a task if its version is the one read, and adds a line to its history; so it needs no earlier lock.


def _update(assignments: str) -> DeferredWrite:
    return DeferredWrite(
        f"""changed AS (
    UPDATE tasks SET {assignments} WHERE id = $1 AND version = $2 RETURNING id
), told AS (
    INSERT INTO changes (task_id, user_id, kind, before, after, person_id)
    SELECT id, $3, $4, $5, $6, $7 FROM changed
)""",
        "CASE WHEN EXISTS (SELECT FROM changed) THEN true ELSE refuse('40001', 'the task was changed') END",
    )


SET_STATUS = _update("status = $8")
SET_TITLE = _update("title = $8")
SET_DESCRIPTION = _update("description = $8")
SET_PRIORITY = _update("priority = $8")
SET_DEADLINE = _update("due_date = $8, due_time = $9, due_zone = $10, due_at = $11")
SET_REVIEW = _update("review = $8")
SET_REMINDERS = _update("remind_before = $8::integer[]")
SET_SKIPPED = _update("status = 'rejected', skipped = true")
SET_PROJECT = _update("project_id = $8")  # its people become members there
SET_DELETED = _update("deleted_at = CASE WHEN $8::boolean THEN now() END")
# Changes no value; it only increments the version, and locks the row.
TOUCH = _update("version = version")

ADD_HISTORY_ENTRY = DeferredWrite.of(
    "INSERT INTO changes (task_id, user_id, kind, before, after, person_id) VALUES ($1, $2, $3, $4, $5, $6)"
)

SET_OWN_STATUS = """
UPDATE assignments SET status = $3, submitted_at = CASE WHEN $4::boolean THEN now() END
WHERE task_id = $1 AND user_id = $2
"""

SUM_UP = DeferredWrite.of("""
UPDATE tasks SET status = status_of_assignments(id)
WHERE id = $1 AND status <> status_of_assignments(id)
""")

ASSIGN = """
INSERT INTO assignments (task_id, user_id, priority, due_date, due_time, due_at, created_by_id, created_at)
SELECT id, $2, priority, due_date, due_time, due_at, created_by_id, clock_timestamp() FROM tasks WHERE id = $1
ON CONFLICT DO NOTHING
"""

UNASSIGN = "DELETE FROM assignments WHERE task_id = $1 AND user_id = $2"

# The task's own row keeps its assignee if it can; otherwise it gets the one assigned first. The status is
# computed again from the remaining assignees. (A trigger unassigns a person whom this statement displaces.)
SET_FIRST = DeferredWrite.of("""
UPDATE tasks SET assigned_to_id = (
    SELECT user_id FROM assignments WHERE task_id = $1
    ORDER BY user_id IS NOT DISTINCT FROM assigned_to_id DESC, created_at, user_id LIMIT 1
), status = COALESCE(status_of_assignments($1), status)
WHERE id = $1
""")

LATEST_OF = """
SELECT id FROM (
    SELECT id, created_at FROM tasks WHERE created_by_id = $1 AND deleted_at IS NULL ORDER BY id DESC LIMIT 1
) AS latest
WHERE created_at > now() - $2::interval
"""

# Of the team's last changes, so that it costs the same however many the person has made.
LATELY_WRITTEN = """
SELECT task_id, after FROM (SELECT * FROM changes ORDER BY id DESC LIMIT 200) AS recent
WHERE user_id = $1 AND created_at > now() - $2::interval
    AND kind IN ('created', 'title', 'description', 'reason', 'returned')
ORDER BY id DESC LIMIT 1
"""

PURGE = """
DELETE FROM tasks WHERE id IN (
    SELECT id FROM tasks WHERE deleted_at < now() - interval '30 days' LIMIT 1000
)
"""


class Entry(NamedTuple):
    """A line for a task's history, as in `models.Change`; `person_id` is the id of the person it is about."""

    kind: ChangeKind
    before: str | None = None
    after: str | None = None
    person_id: int | None = None


async def get(uow: UnitOfWork, task_id: int, *, with_details: bool = True) -> Task | None:
    """Read a task. Without details, its comments, files and last change are left out."""
    return _task(await uow.read_row(GET if with_details else GET_WITHOUT_DETAILS, task_id))


async def get_all(uow: UnitOfWork, task_ids: Collection[int]) -> dict[int, Task]:
    """Read tasks by their ids, without details; leave out those that there are not."""
    records = await uow.read(GET_ALL, list(task_ids)) if task_ids else []
    return {record["id"]: task for record in records if (task := _task(record)) is not None}


async def create(
    uow: UnitOfWork,
    *,
    title: str,
    description: str | None,
    priority: Priority,
    due_date: date | None,
    assigned_to_id: int | None,
    created_by_id: int | None,
    review: bool = False,
    assignees: Sequence[int] = (),
    due_time: time | None = None,
    due_zone: str | None = None,
    remind_before: Sequence[int] = (),
    project_id: int = DEFAULT_PROJECT,
) -> int:
    """Add a pending task and return its id; `assignees` are their ids, for the history.

    The entries of its creation in the history have the very moment of the task's own `created_at`.
    """
    deadline = None if due_date is None else Deadline(due_date, due_time, due_zone)
    own = (title, description, priority, assigned_to_id, created_by_id, review, list(assignees))
    due = due_columns(deadline)
    task_id: int = await uow.write_value(CREATE, *own, list(remind_before), *due, project_id)
    return task_id


async def latest_of(uow: UnitOfWork, creator: Person, within: timedelta) -> int | None:
    """Return the id of the person's newest task, if it was created within that time."""
    task_id: int | None = await uow.read_value(LATEST_OF, creator.id, within)
    return task_id


async def lately_written(uow: UnitOfWork, writer: Person, within: timedelta) -> tuple[int, str | None] | None:
    """Return the task that a person was the last to write a text for, within that time; and a reason."""
    record = await uow.read_row(LATELY_WRITTEN, writer.id, within)
    return None if record is None else (record["task_id"], record["after"])


async def change(
    uow: UnitOfWork,
    task: Task,
    statement: DeferredWrite,
    actor: Person,
    entry: Entry,
    *value: object,
) -> None:
    """Change a task with one of the statements made by `_update`; `entry` goes into its history.

    Raises SerializationError where somebody has changed the task since it was read: the update is then
    repeated, as after any such error of PostgreSQL.
    """
    await uow.write_last(statement, task.id, task.version, actor.id, *entry, *value)


async def add_history_entry(
    uow: UnitOfWork,
    task_id: int,
    actor: Person | None,
    entry: Entry,
) -> None:
    """Add an entry to a task's history, of the clock where there is no actor."""
    await uow.write_last(ADD_HISTORY_ENTRY, task_id, actor.id if actor else None, *entry)


async def set_own_status(
    uow: UnitOfWork, task_id: int, user_id: int, status: Status, *, submitted: bool = False
) -> None:
    """Set the status of one assignee, and the task's combined status."""
    await uow.write(SET_OWN_STATUS, task_id, user_id, status, submitted)
    await uow.write_last(SUM_UP, task_id)


async def assign(uow: UnitOfWork, task_id: int, user_id: int) -> None:
    """Add an assignee, whose own status is `pending`."""
    await uow.write(ASSIGN, task_id, user_id)
    await uow.write_last(SET_FIRST, task_id)


async def unassign(uow: UnitOfWork, task_id: int, user_id: int) -> None:
    await uow.write(UNASSIGN, task_id, user_id)
    await uow.write_last(SET_FIRST, task_id)


async def purge(uow: UnitOfWork) -> None:
    """Erase a thousand tasks that were deleted at least 30 days ago."""
    await uow.write(PURGE)


def _task(record: asyncpg.Record | None) -> Task | None:
    if record is None:
        return None
    fields = {name: record[name] for name in _PLAIN}
    return Task(
        **fields,
        **due_fields_of(record),
        remind_before=tuple(record["remind_before"]),
        pending=tuple(record["pending"] or ()),
        repeat=series.load_rule(record["repeat"]) if record["repeat"] else None,
        priority=Priority(record["priority"]),
        status=Status(record["status"]),
        creator=users.person(record, "creator_") if record["creator_id"] is not None else None,
        assignees=tuple(_assignee(it) for it in json.loads(record["assignees"] or "[]")),
        labels=tuple(Label(*it) for it in json.loads(record["labels"])) if record["labels"] else (),
        last_comment=_last_comment(record["last_comment"]),
        last_change=_last_change(record["last_change"]),
    )


_PLAIN = (
    "id",
    "title",
    "description",
    "created_at",
    "review",
    "deleted_at",
    "version",
    "series_id",
    "skipped",
    "project_id",
    "project",
    "watched",
    "in_group",
    "comments",
    "files",
)


def _assignee(value: list[Any]) -> Assignee:
    person, status, submitted, claimed = value
    return Assignee(users.from_json(person), Status(status), submitted, claimed)


def _last_comment(value: str | None) -> Comment | None:
    if value is None:
        return None
    comment, author = json.loads(value)
    return Comment(
        id=comment["id"],
        author=_who(author),
        text=comment["text"],
        file_kind=FileKind(comment["file_kind"]) if comment["file_kind"] else None,
        file_id=comment["file_id"],
        file_name=comment["file_name"],
        created_at=datetime.fromisoformat(comment["created_at"]),
        edited_at=datetime.fromisoformat(comment["edited_at"]) if comment["edited_at"] else None,
    )


def _last_change(value: str | None) -> Change | None:
    if value is None:
        return None
    change, actor, person = json.loads(value)
    return Change(
        id=change["id"],
        actor=_who(actor),
        kind=ChangeKind(change["kind"]),
        before=change["before"],
        after=change["after"],
        created_at=datetime.fromisoformat(change["created_at"]),
        person=_who(person),
    )


def _who(values: list[Any]) -> Person | None:
    """Build a person; None for an erased one."""
    return None if values[0] is None else users.from_json(values)
