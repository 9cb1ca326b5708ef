"""People who leave: the transfer of their tasks, the export of their data, and its erasure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import Access, Person, Role
from taskbot.repository import users

LATEST = 10_000  # rows of each kind in the file of a person's data

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
    RETURNING task_id, status, submitted_at, created_at, priority, due_date, created_by_id
), taken AS (
    INSERT INTO assignments AS own
        (task_id, user_id, status, submitted_at, created_at, priority, due_date, created_by_id)
    SELECT task_id, $2, status, submitted_at, created_at, priority, due_date, created_by_id FROM gone
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
_PARKED = """done_at IS NULL AND parked_at IS NOT NULL AND (
    chat_id = $1
    OR $1::bigint::text IN (
        body #>> '{message,from,id}', body #>> '{edited_message,from,id}',
        body #>> '{callback_query,from,id}', body #>> '{my_chat_member,from,id}'
    )
)"""
# Erases the texts of dead letters. Those of other updates are erased when the update is processed.
FORGET_INBOX = f"""
UPDATE inbox SET body = 'null', error = NULL, parked_at = NULL, done_at = now() WHERE {_PARKED}
"""
FORGET_USER = "DELETE FROM users WHERE telegram_id = $1"
# Whom an admin has blocked does not come in again by being forgotten.
KEEP_OUT = "INSERT INTO users (telegram_id, access) VALUES ($1, 'blocked')"


def _listed(select: str) -> str:
    return f"(SELECT COALESCE(json_agg(row), '[]') FROM ({select} LIMIT {LATEST}) AS row)"


# Of a task that a person may not see now, no words: `rules.sight`, for its creator and its assignees.
_SEEN = "$3 AND ($4 OR shown.deleted_at IS NULL)"
_SEES = f"""EXISTS (
    SELECT FROM tasks AS shown WHERE shown.id = task_id AND {_SEEN} AND (
        $4 OR created_by_id = $2
        OR EXISTS (SELECT FROM assignments WHERE assignments.task_id = shown.id AND user_id = $2)
    )
)"""

# Everything that the database stores about a person; $1 is the Telegram id, $2 the person's own id, $3 says
# whether they have access, $4 whether they are an admin.
DATA = f"""
SELECT json_build_object(
    'profile', (SELECT to_json(users) FROM users WHERE id = $2),
    'tasks_created', {
    _listed(f'''
        SELECT tasks.id, shown.title, shown.description, shown.priority, shown.status, shown.due_date,
               tasks.created_at, tasks.deleted_at
        FROM tasks LEFT JOIN tasks AS shown ON shown.id = tasks.id AND {_SEEN}
        WHERE tasks.created_by_id = $2 ORDER BY tasks.id DESC
    ''')
},
    'tasks_assigned', {
    _listed(f'''
        SELECT task_id AS id, shown.title, shown.description, shown.priority, shown.due_date,
               shown.deleted_at, assignments.status AS own_status, assignments.submitted_at,
               assignments.created_at AS assigned_at
        FROM assignments LEFT JOIN tasks AS shown ON shown.id = task_id AND {_SEEN}
        WHERE user_id = $2 ORDER BY task_id DESC
    ''')
},
    'comments', {
    _listed('''
        SELECT id, task_id, text, file_kind, file_name, file_id, created_at, edited_at, message_id
        FROM comments WHERE user_id = $2 ORDER BY id DESC
    ''')
},
    'loose_files', {
    _listed('''
        SELECT message_id, text, file_kind, file_name, file_id, created_at
        FROM loose_files WHERE user_id = $2 ORDER BY message_id DESC
    ''')
},
    'changes', {
    _listed(f'''
        SELECT id, task_id, kind, user_id IS NOT DISTINCT FROM $2 AS own,
               CASE WHEN user_id = $2 AND {_SEES} THEN before END AS before,
               CASE WHEN user_id = $2 THEN after END AS after,
               created_at
        FROM changes WHERE user_id = $2 OR person_id = $2 ORDER BY id DESC
    ''')
},
    'drafts', {_listed("SELECT * FROM drafts WHERE user_id = $2 ORDER BY id DESC")},
    'searches', {_listed("SELECT text, created_at FROM searches WHERE user_id = $2 ORDER BY id DESC")},
    'notices', {
    _listed(f'''
        SELECT task_id, told_at, CASE WHEN {_SEES} THEN since END AS since,
               CASE WHEN {_SEES} THEN latest END AS latest
        FROM notices WHERE user_id = $2 ORDER BY task_id
    ''')
},
    'invitations', {
    _listed('''
        SELECT role, created_at, expires_at, used_at FROM invites
        WHERE created_by_id = $2 OR used_by_id = $2 ORDER BY id DESC
    ''')
},
    'cards', {_listed("SELECT message_id, task_id FROM cards WHERE chat_id = $1 ORDER BY message_id DESC")},
    'requests_to_join', {
    _listed('''
        SELECT CASE WHEN chat_id = $1 THEN message_id END AS message_id, user_id = $2 AS own
        FROM asks WHERE user_id = $2 OR chat_id = $1
    ''')
},
    'parked_messages', {_listed(f"SELECT body, received_at FROM inbox WHERE {_PARKED}")},
    'unsent_messages', {
    _listed("SELECT method, payload FROM outbox WHERE chat_id = $1 AND $3 ORDER BY id DESC")
}
)::text
"""


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
    """Transfer a person's unfinished tasks to another person.

    Returns the tasks in the order of lists, and the ids of those with live cards.
    """
    ids = [record["id"] for record in await uow.write(LOCK, leaver.id)]
    records = await uow.write(HAND_OVER, leaver.id, heir.id, ids, actor.id)
    tasks = [Left(record["id"], record["title"]) for record in records]
    await uow.write(SETTLE, [it.id for it in tasks])
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


async def data_of(uow: UnitOfWork, person: Person) -> dict[str, Any]:
    """Give all that is stored of a person and open to them; of what there is more of, the latest `LATEST`."""
    data: dict[str, Any] = json.loads(
        await uow.read_value(
            DATA,
            person.telegram_id,
            person.id,
            person.access is Access.ACTIVE,
            person.role is Role.ADMIN,
        )
    )
    return data
