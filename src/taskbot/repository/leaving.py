"""People who leave: the transfer of their tasks, and the erasure of their data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import Access, Person
from taskbot.repository import users

# A task's row is locked before its assignments change, as everywhere. The order of the locks prevents
# deadlocks.
LOCK = """
SELECT id FROM tasks WHERE id IN (SELECT task_id FROM assignments WHERE user_id = $1)
ORDER BY id FOR NO KEY UPDATE
"""

# The new assignee takes over the status of the old one. A person who is an assignee already keeps their own
# status, unless it is finished and the other's is not.
HAND_OVER = """
WITH gone AS (
    DELETE FROM assignments
    WHERE user_id = $1 AND task_id = ANY ($3::bigint[]) AND status IN ('pending', 'in_progress')
          AND NOT hidden
    RETURNING task_id, status, submitted_at, created_at, priority, due_date, due_time, due_at, created_by_id
), taken AS (
    INSERT INTO assignments AS own
        (task_id, user_id, status, submitted_at, created_at, priority, due_date, due_time, due_at,
         created_by_id)
    SELECT task_id, $2, status, submitted_at, created_at, priority, due_date, due_time, due_at, created_by_id
    FROM gone
    ON CONFLICT (task_id, user_id) DO UPDATE
    SET status = EXCLUDED.status, submitted_at = EXCLUDED.submitted_at
    WHERE own.status IN ('completed', 'rejected')
), told AS (
    INSERT INTO changes (task_id, user_id, kind, person_id)
    SELECT task_id, $4, line.kind, line.person_id
    FROM gone, (VALUES ('unassigned', $1), ('assigned', $2)) AS line (kind, person_id)
)
SELECT tasks.id, tasks.title FROM gone JOIN tasks ON tasks.id = gone.task_id
ORDER BY tasks.position, tasks.id
"""

HAND_OVER_SERIES = """
UPDATE series SET assignee_ids = array_append(array_remove(array_remove(assignee_ids, $1), $2), $2)
WHERE $1::bigint = ANY (assignee_ids) AND ended_at IS NULL
"""

# Does for many tasks what `tasks.SET_FIRST` does for one.
SETTLE = """
UPDATE tasks SET assigned_to_id = (
    SELECT user_id FROM assignments WHERE task_id = tasks.id
    ORDER BY user_id IS NOT DISTINCT FROM assigned_to_id DESC, created_at, user_id LIMIT 1
), status = COALESCE(status_of_assignments(id), status)
WHERE id = ANY ($1::bigint[])
"""

SHOWN = "SELECT DISTINCT task_id FROM cards WHERE live AND task_id = ANY ($1::bigint[]) ORDER BY task_id"

UNASSIGN = """
WITH gone AS (
    DELETE FROM assignments WHERE user_id = $1 RETURNING task_id, status, hidden
), told AS (
    INSERT INTO changes (task_id, user_id, kind)
    SELECT task_id, $1, 'unassigned' FROM gone WHERE status IN ('pending', 'in_progress') AND NOT hidden
)
SELECT task_id FROM gone
"""

ORPHANS = """
SELECT id, title, created_by_id FROM tasks
WHERE id = ANY ($1::bigint[]) AND assigned_to_id IS NULL AND deleted_at IS NULL
      AND status IN ('pending', 'in_progress')
ORDER BY position, id
"""

CREATED = """
SELECT DISTINCT task_id FROM cards JOIN tasks ON tasks.id = task_id WHERE live AND created_by_id = $1
"""

# Old histories hold names where revision 0013 could not tell whose they were. One that somebody else of the
# team bears as well may be theirs, and stays.
FORGET_NAMES = """
UPDATE changes SET before = NULL, after = NULL
WHERE kind IN ('assigned', 'unassigned') AND COALESCE(before, after) = ANY ($1::text[])
    AND NOT EXISTS (
        SELECT FROM users WHERE id <> $2 AND COALESCE(before, after) IN (
            full_name, username, '@' || username, full_name || ' (@' || username || ')', telegram_id::text
        )
    )
"""

# Comments stay, of nobody, and with nothing that leads to a chat.
FORGET_MESSAGES = "UPDATE comments SET message_id = NULL WHERE user_id = $1 AND message_id IS NOT NULL"

# Other tables refer to the person's row; these only have the chat.
FORGET_CARDS = "DELETE FROM cards WHERE chat_id = $1"
FORGET_ASKS = "DELETE FROM asks WHERE chat_id = $1"
FORGET_PENDING = "DELETE FROM pending_assignees WHERE telegram_id = $1 OR username = lower($2)"
PARKED = """done_at IS NULL AND parked_at IS NOT NULL AND (
    chat_id = $1
    OR $1::bigint::text IN (
        body #>> '{message,from,id}', body #>> '{edited_message,from,id}',
        body #>> '{callback_query,from,id}', body #>> '{my_chat_member,from,id}'
    )
)"""
# Erases the texts of dead letters. Those of other updates are erased when the update is processed.
FORGET_INBOX = f"""
UPDATE inbox SET body = 'null', error = NULL, parked_at = NULL, done_at = now() WHERE {PARKED}
"""
FORGET_USER = "DELETE FROM users WHERE telegram_id = $1"
# Whom an admin has blocked does not come in again by being forgotten.
KEEP_OUT = "INSERT INTO users (telegram_id, access) VALUES ($1, 'blocked')"


class Left(NamedTuple):
    """A task that a person left; `created_by_id` is None if the creator was erased."""

    id: int
    title: str
    created_by_id: int | None = None


class Forgotten(NamedTuple):
    """The tasks that an erased person leaves: unassigned ones, and the ids of those whose cards changed."""

    orphans: list[Left]
    shown: list[int]


async def hand_over(
    uow: UnitOfWork, leaver: Person, heir: Person, actor: Person
) -> tuple[list[Left], list[int]]:
    """Transfer a person's unfinished tasks, and those that are to recur, to another person.

    Returns the tasks in the order of lists, and the ids of those with live cards.
    """
    ids = [record["id"] for record in await uow.write(LOCK, leaver.id)]
    records = await uow.write(HAND_OVER, leaver.id, heir.id, ids, actor.id)
    tasks = [Left(record["id"], record["title"]) for record in records]
    await uow.write(SETTLE, [it.id for it in tasks])
    await uow.write(HAND_OVER_SERIES, leaver.id, heir.id)
    return tasks, await _shown(uow, [it.id for it in tasks])


async def forget(uow: UnitOfWork, person: Person, names: Sequence[str]) -> Forgotten:
    """Erase a person, in old histories by their `names`; tasks, comments and histories stay, of nobody.

    Of a blocked person the Telegram id stays, blocked.
    """
    await uow.write(LOCK, person.id)
    ids = [record["task_id"] for record in await uow.write(UNASSIGN, person.id)]
    await uow.write(SETTLE, ids)
    await uow.write(FORGET_MESSAGES, person.id)
    await uow.write(FORGET_CARDS, person.telegram_id)
    await uow.write(FORGET_ASKS, person.telegram_id)
    await uow.write(FORGET_PENDING, person.telegram_id, person.username)
    await uow.recall(person.telegram_id)
    await uow.write(FORGET_INBOX, person.telegram_id)
    created = [record["task_id"] for record in await uow.read(CREATED, person.id)]
    await uow.write(FORGET_NAMES, list(names), person.id)
    await uow.write(FORGET_USER, person.telegram_id, changes=users.TABLE)
    if person.access is Access.BLOCKED:
        await uow.write(KEEP_OUT, person.telegram_id)
    orphans = [Left(*record) for record in await uow.read(ORPHANS, ids)]
    return Forgotten(orphans, sorted({*created, *await _shown(uow, ids)}))


async def _shown(uow: UnitOfWork, ids: list[int]) -> list[int]:
    return [record["task_id"] for record in await uow.read(SHOWN, ids)]
