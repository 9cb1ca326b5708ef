"""Projects and their members.

Triggers keep two things: `users.project_roles` is what `project_members` says, and who works on a task of a
project, or has created one, is a member of it. So whoever ceases to be a member has no task there any more.
Each change of members changes the people's rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import asyncpg

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import (
    DEFAULT_PROJECT,
    MOST_PROJECTS,
    TOTAL_CAP,
    Member,
    Person,
    Project,
    ProjectRole,
)
from taskbot.domain.names import fold
from taskbot.repository import users

TABLE = "projects"
_COLUMNS = "id, name, review, escalation"

ALL = f"SELECT {_COLUMNS} FROM projects ORDER BY id"

GET = f"SELECT {_COLUMNS} FROM projects WHERE id = $1"

BY_NAME = f"SELECT {_COLUMNS} FROM projects WHERE folded = $1"

# Of two who create the last project, or one of the same name, the second waits, and finds it taken.
LOCK_ALL = "SELECT pg_advisory_xact_lock(hashtext('projects'))"

CREATE = f"""
INSERT INTO projects (name, folded, created_by_id)
SELECT $1, $2, $3 WHERE (SELECT count(*) FROM projects) < {MOST_PROJECTS}
ON CONFLICT DO NOTHING
RETURNING {_COLUMNS}
"""

RENAME = """
UPDATE projects SET name = $2, folded = $3
WHERE id = $1 AND NOT EXISTS (SELECT FROM projects WHERE folded = $3 AND id <> $1)
RETURNING id
"""

SET_REVIEW = "UPDATE projects SET review = $2 WHERE id = $1"
SET_ESCALATION = "UPDATE projects SET escalation = $2 WHERE id = $1"

MEMBERS = f"""
SELECT {users.columns("person")}, project_members.role AS project_role
FROM project_members JOIN users AS person ON person.id = user_id
WHERE project_id = $1 AND person.access <> 'blocked'
ORDER BY array_position(ARRAY['lead', 'member', 'viewer'], project_members.role), lower(person.full_name),
         person.id
"""

# Admins lead every project, and are told of it only where they are members.
LEADS = f"""
SELECT {users.columns("person")} FROM project_members JOIN users AS person ON person.id = user_id
WHERE project_id = $1 AND project_members.role = 'lead' AND person.access = 'active'
ORDER BY lower(person.full_name), person.id
"""

SET_MEMBER = """
INSERT INTO project_members AS its (project_id, user_id, role) VALUES ($1, $2, $3)
ON CONFLICT (project_id, user_id) DO UPDATE SET role = EXCLUDED.role WHERE its.role <> EXCLUDED.role
RETURNING user_id
"""

# People who do not see the project yet, or only look on.
JOIN = """
WITH wanted AS (SELECT id FROM users WHERE id = ANY ($2::bigint[]) ORDER BY id)
INSERT INTO project_members AS its (project_id, user_id, role) SELECT $1, id, 'member' FROM wanted
ON CONFLICT (project_id, user_id) DO UPDATE SET role = 'member' WHERE its.role = 'viewer'
RETURNING user_id
"""

# The rows of tasks are locked before those of members, as by whoever assigns one.
LOCK_OWN = """
SELECT id FROM tasks
WHERE project_id = $1 AND id IN (
    SELECT task_id FROM assignments WHERE user_id = $2 UNION SELECT id FROM tasks WHERE created_by_id = $2
)
ORDER BY id FOR NO KEY UPDATE
"""
NOTE_UNASSIGNED = """
INSERT INTO changes (task_id, user_id, kind, person_id)
SELECT task_id, $3, 'unassigned', $2 FROM assignments
WHERE user_id = $2 AND task_id = ANY ($1::bigint[]) AND NOT hidden AND status IN ('pending', 'in_progress')
RETURNING task_id
"""
GIVE_CREATED = """
UPDATE tasks SET created_by_id = $3 WHERE id = ANY ($1::bigint[]) AND created_by_id = $2
RETURNING CASE WHEN deleted_at IS NULL THEN id END AS id
"""
GIVE_SERIES = "UPDATE series SET created_by_id = $3 WHERE project_id = $1 AND created_by_id = $2"
LOCK_MEMBER = "SELECT user_id FROM project_members WHERE project_id = $1 AND user_id = $2 FOR UPDATE"
REMOVE = "DELETE FROM project_members WHERE project_id = $1 AND user_id = $2"

# Nobody creates a task there meanwhile: its reference would lock this row.
LOCK = f"SELECT {_COLUMNS} FROM projects WHERE id = $1 FOR UPDATE"
IN_USE = """
SELECT EXISTS (SELECT FROM tasks WHERE project_id = $1 AND deleted_at IS NULL)
    OR EXISTS (SELECT FROM series WHERE project_id = $1 AND ended_at IS NULL)
"""
ERASE_TASKS = "DELETE FROM tasks WHERE project_id = $1 AND deleted_at IS NOT NULL"
ERASE_SERIES = "DELETE FROM series WHERE project_id = $1"
DELETE = "DELETE FROM projects WHERE id = $1"

# Each is counted up to the cap, so that large projects cost no more than small ones.
COUNTS = f"""
SELECT id, (
    SELECT count(*) FROM (
        SELECT FROM tasks
        WHERE tasks.project_id = projects.id AND deleted_at IS NULL AND position < {1 << 40}
        ORDER BY position, tasks.id LIMIT {TOTAL_CAP}
    ) AS open
) AS open, (SELECT count(*) FROM project_members WHERE project_id = projects.id) AS members
FROM projects WHERE id = ANY ($1::bigint[])
"""


OPEN_OF = f"""
SELECT count(*) FROM (
    SELECT FROM assignments JOIN tasks ON tasks.id = task_id
    WHERE user_id = $2 AND project_id = $1 AND NOT hidden AND assignments.status IN ('pending', 'in_progress')
    LIMIT {TOTAL_CAP}
) AS open
"""


class Counts(NamedTuple):
    """The open tasks of a project, up to `TOTAL_CAP`, and its members; the default one has no members."""

    open: int
    members: int


class Removed(NamedTuple):
    """What a person who was removed has left: tasks they worked on, and others they had created, by ids."""

    unassigned: list[int]
    handed_over: list[int]


async def every(uow: UnitOfWork) -> dict[int, Project]:
    """Read all projects by id, the default one first. Whoever shows one asks `rules` who sees it."""
    return {record["id"]: Project(**record) for record in await uow.read(ALL)}


async def get(uow: UnitOfWork, project_id: int) -> Project | None:
    return _project(await uow.read_row(GET, project_id))


async def by_name(uow: UnitOfWork, name: str) -> Project | None:
    """Find a project by its name, in any case, with ё or е. Whoever asks may not see it."""
    return _project(await uow.read_row(BY_NAME, fold(name)))


async def create(uow: UnitOfWork, name: str, creator: Person) -> Project | None:
    """Create a project that its creator leads; None if the name is taken, or there are `MOST_PROJECTS`."""
    await uow.write(LOCK_ALL)
    record = await uow.write_row(CREATE, name, fold(name), creator.id, changes=TABLE)
    project = _project(record)
    if project is not None:
        await set_member(uow, project.id, creator, ProjectRole.LEAD, creator)
    return project


async def rename(uow: UnitOfWork, project_id: int, name: str) -> bool:
    """Give a project, also the default one, a name; False if another has it."""
    await uow.write(LOCK_ALL)
    return await uow.write_value(RENAME, project_id, name, fold(name), changes=TABLE) is not None


async def set_review(uow: UnitOfWork, project_id: int, *, on: bool | None) -> None:
    """Say whether new tasks of a project require acceptance; None leaves it to the team."""
    await uow.write(SET_REVIEW, project_id, on, changes=TABLE)


async def set_escalation(uow: UnitOfWork, project_id: int, *, on: bool | None) -> None:
    """Say whether late tasks of a project are told of up the line; None leaves it to the team."""
    await uow.write(SET_ESCALATION, project_id, on, changes=TABLE)


async def delete(uow: UnitOfWork, project_id: int) -> bool:
    """Delete a project with its deleted tasks; False if it has others, or is the default one."""
    if project_id == DEFAULT_PROJECT or await uow.write_row(LOCK, project_id) is None:
        return False
    if await in_use(uow, project_id):
        return False
    await uow.write(ERASE_TASKS, project_id)
    await uow.write(ERASE_SERIES, project_id)
    await uow.write(DELETE, project_id, changes=TABLE)
    uow.changed.add(users.TABLE)
    return True


async def in_use(uow: UnitOfWork, project_id: int) -> bool:
    """Whether a project has tasks, or a series that makes some."""
    used: bool = await uow.read_value(IN_USE, project_id)
    return used


async def counts(uow: UnitOfWork, project_ids: Sequence[int]) -> dict[int, Counts]:
    """Count what projects hold."""
    records = await uow.read(COUNTS, list(project_ids))
    return {it["id"]: Counts(it["open"], it["members"]) for it in records}


# --- Members --------------------------------------------------------------------------------------


async def members(uow: UnitOfWork, project_id: int) -> list[Member]:
    """Read a project's members: leads first, then by name. Of the default project there are none."""
    records = await uow.read(MEMBERS, project_id)
    return [Member(users.person(it, "person_"), ProjectRole(it["project_role"])) for it in records]


async def leads(uow: UnitOfWork, project_id: int) -> list[Person]:
    """Read who leads a project; admins, who may do the same, only where they are its leads."""
    return [users.person(it, "person_") for it in await uow.read(LEADS, project_id)]


async def deciders(uow: UnitOfWork, project_id: int) -> list[Person]:
    """Read who decides on tasks that nobody else does: the project's leads, or else all admins."""
    return await leads(uow, project_id) or await users.admins(uow)


async def set_member(
    uow: UnitOfWork, project_id: int, person: Person, role: ProjectRole, actor: Person
) -> list[int] | None:
    """Let a person be in a project in that role; None if they are already.

    Who becomes a viewer works on no open task there any more: returns the ids of those they worked on.
    """
    unassigned: list[int] = []
    if role is ProjectRole.VIEWER:
        own = await _lock_own(uow, project_id, person)
        unassigned = await _note_unassigned(uow, own, person, actor)
    changed = await uow.write_value(SET_MEMBER, project_id, person.id, role, changes=users.TABLE)
    return None if changed is None else unassigned


async def open_of(uow: UnitOfWork, project_id: int, person_id: int) -> int:
    """Count the open tasks of a project that a person works on, up to `TOTAL_CAP`."""
    count: int = await uow.read_value(OPEN_OF, project_id, person_id)
    return count


async def join(uow: UnitOfWork, project_id: int, user_ids: Sequence[int]) -> list[int]:
    """Let people work in a project; return the ids of those who could not before.

    To be asked before they are assigned, so that the answer can say so: a trigger would let them in silently.
    """
    if project_id == DEFAULT_PROJECT or not user_ids:
        return []
    records = await uow.write(JOIN, project_id, list(user_ids), changes=users.TABLE)
    return [record["user_id"] for record in records]


async def remove_member(uow: UnitOfWork, project_id: int, person: Person, remover: Person) -> Removed | None:
    """Remove a person from a project; None if they are no member.

    They work on none of its tasks any more, and the remover becomes the creator of those that they created.
    """
    own = await _lock_own(uow, project_id, person)
    if await uow.write_value(LOCK_MEMBER, project_id, person.id) is None:
        return None
    unassigned = await _note_unassigned(uow, own, person, remover)
    given = await uow.write(GIVE_CREATED, own, person.id, remover.id)
    await uow.write(GIVE_SERIES, project_id, person.id, remover.id)
    await uow.write(REMOVE, project_id, person.id, changes=users.TABLE)
    return Removed(unassigned, [it["id"] for it in given if it["id"] is not None])


async def _lock_own(uow: UnitOfWork, project_id: int, person: Person) -> list[int]:
    return [record["id"] for record in await uow.write(LOCK_OWN, project_id, person.id)]


async def _note_unassigned(uow: UnitOfWork, own: list[int], person: Person, actor: Person) -> list[int]:
    return [it["task_id"] for it in await uow.write(NOTE_UNASSIGNED, own, person.id, actor.id)]


def _project(record: asyncpg.Record | None) -> Project | None:
    return None if record is None else Project(**record)
