"""Projects and their members, and what triggers keep of them, whoever writes."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest

from autocommit import Autocommit
from kept_database import Kept
from taskbot.domain.models import (
    DEFAULT_PROJECT,
    MOST_PROJECTS,
    ChangeKind,
    Person,
    Priority,
    Project,
    ProjectRole,
    Role,
    Status,
    User,
)
from taskbot.domain.names import fold, is_name
from taskbot.repository import projects, tasks, users
from taskbot.repository.projects import Counts, Removed

LEAD, MEMBER, VIEWER = ProjectRole.LEAD, ProjectRole.MEMBER, ProjectRole.VIEWER


async def _person(connection: Autocommit, number: int, role: Role = Role.EMPLOYEE) -> User:
    return await users.register(
        connection,
        telegram_id=number,
        username=f"p{number}",
        full_name=f"P{number}",
        language_code="en",
        role=role,
    )


@pytest.fixture
async def admin(connection: Autocommit) -> User:
    return await _person(connection, 1, Role.ADMIN)


@pytest.fixture
async def boris(connection: Autocommit) -> User:
    return await _person(connection, 2)


@pytest.fixture
async def dave(connection: Autocommit) -> User:
    return await _person(connection, 3)


@pytest.fixture
async def store(connection: Autocommit, admin: User) -> Project:
    project = await projects.create(connection, "Склад", admin)
    assert project is not None
    return project


async def _roles(connection: Autocommit, person: Person) -> dict[int, ProjectRole]:
    found = await users.by_telegram_id(connection, person.telegram_id)
    assert found is not None
    rows = await connection.fetch("SELECT project_id, role FROM project_members WHERE user_id = $1", found.id)
    assert dict(found.project_roles) == {it["project_id"]: it["role"] for it in rows}
    return dict(found.project_roles)


async def _create(connection: Autocommit, creator: User, *assignees: User, project: int) -> int:
    given: dict[str, Any] = {"title": "A", "description": None, "priority": Priority.LOW, "due_date": None}
    first = assignees[0].id if assignees else None
    number = await tasks.create(
        connection, **given, assigned_to_id=first, created_by_id=creator.id, project_id=project
    )
    for other in assignees[1:]:
        await tasks.assign(connection, number, other.id)
    return number


# --- Projects --------------------------------------------------------------------------------------


async def test_the_default_project_is_there_and_has_no_name(connection: Autocommit, admin: User) -> None:
    assert await projects.every(connection) == {DEFAULT_PROJECT: Project(DEFAULT_PROJECT)}
    number = await _create(connection, admin, project=DEFAULT_PROJECT)
    task = await tasks.get(connection, number)
    assert task is not None
    assert (task.project_id, task.project) == (DEFAULT_PROJECT, None)
    assert await projects.members(connection, DEFAULT_PROJECT) == []
    await connection.execute("INSERT INTO tasks (title) VALUES ('as ever')")
    assert await connection.fetchval("SELECT count(*) FROM tasks WHERE project_id = 1") == 2


async def test_names_are_compared_in_any_case_and_are_taken_once(
    connection: Autocommit, admin: User, store: Project
) -> None:
    for name in ("Склад", "СКЛАД", "склад"):
        assert await projects.by_name(connection, name) == store
        assert await projects.create(connection, name, admin) is None
    elka = await projects.create(connection, "Ёлка", admin)
    assert elka is not None
    assert await projects.by_name(connection, "елка") == elka
    assert not await projects.rename(connection, elka.id, "склад")
    assert await projects.rename(connection, elka.id, "Елка")  # its own, spelled otherwise
    assert await projects.rename(connection, DEFAULT_PROJECT, "Команда")
    named = await projects.by_name(connection, "команда")
    assert named == Project(DEFAULT_PROJECT, "Команда")
    assert [it.name for it in (await projects.every(connection)).values()] == ["Команда", "Склад", "Елка"]


@pytest.mark.parametrize("name", ["A", "склад-2", "x_y", "Ёж", "a" * 32])
def test_one_word_is_a_name(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", "12", "two words", "a" * 33, "a.b", "#a", "a\n", "a:b"])
def test_anything_else_is_no_name(name: str) -> None:
    assert not is_name(name)


def test_names_fold() -> None:
    assert fold("Ёлка") == fold("ЕЛКА") == fold("Е\u0308лка") == "елка"


async def test_there_are_not_more_than_the_most(connection: Autocommit, admin: User) -> None:
    await connection.execute(
        "INSERT INTO projects (name, folded) SELECT 'p' || n, 'p' || n FROM generate_series(3, $1::int) AS n",
        MOST_PROJECTS,
    )
    assert await projects.create(connection, "last", admin) is not None
    assert await projects.create(connection, "beyond", admin) is None


async def test_defaults_of_its_own(connection: Autocommit, store: Project) -> None:
    await projects.set_review(connection, store.id, on=True)
    await projects.set_escalation(connection, store.id, on=False)
    assert await projects.get(connection, store.id) == Project(store.id, "Склад", True, False)
    await projects.set_review(connection, store.id, on=None)
    assert (await projects.every(connection))[store.id] == Project(store.id, "Склад", None, False)


async def test_only_an_empty_project_is_deleted(connection: Autocommit, admin: User, boris: User) -> None:
    assert not await projects.delete(connection, DEFAULT_PROJECT)
    assert not await projects.delete(connection, 77)
    project = await projects.create(connection, "short", admin)
    assert project is not None
    number = await _create(connection, admin, boris, project=project.id)
    assert not await projects.delete(connection, project.id)
    await connection.execute("UPDATE tasks SET deleted_at = now() WHERE id = $1", number)
    await connection.execute("INSERT INTO drafts (user_id, project_id) VALUES ($1, $2)", admin.id, project.id)
    series = "INSERT INTO series (title, rule, zone, project_id) VALUES ('A', '{}', 'UTC', $1)"
    await connection.execute(series, project.id)
    assert not await projects.delete(connection, project.id)
    await connection.execute("UPDATE series SET ended_at = now()")
    assert await projects.delete(connection, project.id)
    assert await tasks.get(connection, number) is None
    assert await _roles(connection, boris) == await _roles(connection, admin) == {}
    assert await connection.fetchval("SELECT project_id FROM drafts") == DEFAULT_PROJECT
    assert set(await projects.every(connection)) == {DEFAULT_PROJECT}


async def test_what_a_project_holds_is_counted(connection: Autocommit, admin: User, store: Project) -> None:
    for status in ("pending", "completed", "in_progress"):
        await connection.execute(
            "INSERT INTO tasks (title, status, project_id) VALUES ('A', $1::task_status, $2)",
            status,
            store.id,
        )
    await _create(connection, admin, project=DEFAULT_PROJECT)
    found = await projects.counts(connection, [DEFAULT_PROJECT, store.id])
    assert found == {DEFAULT_PROJECT: Counts(1, 0), store.id: Counts(2, 1)}


# --- Members ---------------------------------------------------------------------------------------


async def test_members_change_and_so_do_the_people(
    connection: Autocommit, admin: User, boris: User, store: Project
) -> None:
    assert await _roles(connection, admin) == {store.id: LEAD}
    before = await users.with_version(connection, boris.telegram_id)
    assert await projects.set_member(connection, store.id, boris, VIEWER, admin) == []
    after = await users.with_version(connection, boris.telegram_id)
    assert before is not None
    assert after is not None
    assert before[1] != after[1]  # so that whoever remembers the person reads them again
    assert await projects.set_member(connection, store.id, boris, VIEWER, admin) is None
    assert await _roles(connection, boris) == {store.id: VIEWER}
    assert await projects.set_member(connection, store.id, boris, LEAD, admin) == []
    members = await projects.members(connection, store.id)
    assert [(it.person.id, it.role) for it in members] == [(admin.id, LEAD), (boris.id, LEAD)]
    assert [it.id for it in await projects.leads(connection, store.id)] == [admin.id, boris.id]
    assert await projects.remove_member(connection, store.id, boris, admin) == Removed([], [])
    assert await projects.remove_member(connection, store.id, boris, admin) is None
    assert await _roles(connection, boris) == {}


async def test_who_is_blocked_is_shown_no_more_and_comes_back(
    connection: Autocommit, admin: User, boris: User, store: Project
) -> None:
    await projects.set_member(connection, store.id, boris, LEAD, admin)
    await connection.execute("UPDATE users SET access = 'blocked' WHERE id = $1", boris.id)
    assert [it.person.id for it in await projects.members(connection, store.id)] == [admin.id]
    assert [it.id for it in await projects.leads(connection, store.id)] == [admin.id]
    await connection.execute("UPDATE users SET access = 'active' WHERE id = $1", boris.id)
    assert await _roles(connection, boris) == {store.id: LEAD}


async def test_who_joins_is_named_once(
    connection: Autocommit, admin: User, boris: User, dave: User, store: Project
) -> None:
    await projects.set_member(connection, store.id, dave, VIEWER, admin)
    people = [admin.id, boris.id, dave.id]
    assert sorted(await projects.join(connection, store.id, people)) == [boris.id, dave.id]
    assert await projects.join(connection, store.id, people) == []
    assert await _roles(connection, admin) == {store.id: LEAD}
    assert await _roles(connection, dave) == {store.id: MEMBER}
    assert await projects.join(connection, DEFAULT_PROJECT, people) == []


SQL = {
    "creates": "INSERT INTO tasks (title, project_id, created_by_id) VALUES ('A', {project}, {person})",
    "is given a new one": (
        "INSERT INTO tasks (title, project_id, assigned_to_id) VALUES ('A', {project}, {person})"
    ),
    "is given one": "UPDATE tasks SET assigned_to_id = {person} WHERE project_id = {project}",
    "becomes the creator": "UPDATE tasks SET created_by_id = {person} WHERE project_id = {project}",
    "is another assignee": (
        "INSERT INTO assignments (task_id, user_id, priority)"
        " SELECT id, {person}, priority FROM tasks WHERE project_id = {project}"
    ),
    "takes a place": (
        "INSERT INTO assignments (task_id, user_id, priority)"
        " SELECT id, 1, priority FROM tasks WHERE project_id = {project};"
        "UPDATE assignments SET user_id = {person} WHERE user_id = 1"
    ),
    "comes with a task": (
        "INSERT INTO tasks (title, created_by_id) VALUES ('B', {person});"
        "UPDATE tasks SET project_id = {project} WHERE title = 'B'"
    ),
    "comes with work": (
        "INSERT INTO tasks (title, assigned_to_id) VALUES ('B', {person});"
        "UPDATE tasks SET project_id = {project} WHERE title = 'B'"
    ),
}


@pytest.mark.parametrize("how", SQL)
async def test_who_works_or_creates_is_a_member_also_by_sql(
    how: str, connection: Autocommit, admin: User, boris: User, dave: User, store: Project
) -> None:
    await _create(connection, admin, project=store.id)
    await projects.set_member(connection, store.id, dave, VIEWER, admin)
    await connection.execute(SQL[how].format(project=store.id, person=boris.id))
    assert await _roles(connection, boris) == {store.id: MEMBER}
    await connection.execute(SQL[how].replace("'B'", "'C'").format(project=store.id, person=dave.id))
    # Who had created something may become a viewer; who works is none.
    creates = how in ("creates", "becomes the creator", "comes with a task")
    assert await _roles(connection, dave) == {store.id: VIEWER if creates else MEMBER}
    await connection.execute(SQL[how].replace("'B'", "'D'").format(project=store.id, person=admin.id))
    assert await _roles(connection, admin) == {store.id: LEAD}


@pytest.mark.usefixtures("store")
async def test_in_the_default_project_nobody_becomes_a_member(connection: Autocommit, boris: User) -> None:
    await _create(connection, boris, boris, project=DEFAULT_PROJECT)
    assert await _roles(connection, boris) == {}


async def _left(connection: Autocommit, number: int) -> tuple[Any, ...]:
    task = await tasks.get(connection, number)
    assert task is not None
    return task.creator and task.creator.id, [it.person.id for it in task.assignees], str(task.status)


@pytest.mark.parametrize("by_sql", [True, False])
async def test_who_is_removed_keeps_no_task_of_the_project(
    by_sql: bool, connection: Autocommit, admin: User, boris: User, dave: User, store: Project
) -> None:
    created = await _create(connection, boris, dave, project=store.id)
    own = await _create(connection, admin, boris, dave, project=store.id)
    alone = await _create(connection, admin, boris, project=store.id)
    deleted = await _create(connection, admin, boris, project=store.id)
    elsewhere = await _create(connection, boris, boris, project=DEFAULT_PROJECT)
    await tasks.set_own_status(connection, own, dave.id, Status.COMPLETED)
    await connection.execute("UPDATE tasks SET deleted_at = now() WHERE id = $1", deleted)
    await connection.execute(
        "INSERT INTO series (title, rule, zone, project_id, created_by_id, assignee_ids)"
        " SELECT 'S', '{}', 'UTC', project, $1, ARRAY[$1::bigint, 1]"
        " FROM unnest(ARRAY[1, $2::bigint]) AS project",
        boris.id,
        store.id,
    )
    remind = "INSERT INTO reminders (user_id, task_id, remind_at) VALUES ($1, $2, now())"
    for number in (created, own, elsewhere):
        await connection.execute(remind, boris.id, number)
    if by_sql:
        await connection.execute("DELETE FROM project_members WHERE user_id = $1", boris.id)
    else:
        removed = await projects.remove_member(connection, store.id, boris, admin)
        assert removed is not None
        assert (sorted(removed.unassigned), removed.handed_over) == ([own, alone], [created])
        for number in (own, alone):
            task = await tasks.get(connection, number)
            assert task is not None
            assert task.last_change is not None
            assert (task.last_change.kind, task.last_change.actor) == (ChangeKind.UNASSIGNED, task.creator)
            assert task.last_change.person is not None
            assert task.last_change.person.id == boris.id
    heir = None if by_sql else admin.id
    assert await _left(connection, created) == (heir, [dave.id], "pending")
    assert await _left(connection, own) == (admin.id, [dave.id], "completed")
    assert await _left(connection, alone) == (admin.id, [], "pending")
    assert await _left(connection, deleted) == (admin.id, [], "pending")
    assert await _left(connection, elsewhere) == (boris.id, [boris.id], "pending")
    assert await _roles(connection, boris) == {}
    series = await connection.fetch("SELECT created_by_id, assignee_ids FROM series ORDER BY project_id")
    assert [tuple(it) for it in series] == [(boris.id, [boris.id, 1]), (heir, [1])]
    assert await connection.fetchval("SELECT array_agg(task_id) FROM reminders") == [elsewhere]


async def test_who_becomes_a_viewer_works_on_nothing_open(
    connection: Autocommit, admin: User, boris: User, store: Project
) -> None:
    opened = await _create(connection, boris, boris, project=store.id)
    done = await _create(connection, admin, boris, project=store.id)
    await tasks.set_own_status(connection, done, boris.id, Status.COMPLETED)
    assert await projects.set_member(connection, store.id, boris, VIEWER, admin) == [opened]
    assert await _left(connection, opened) == (boris.id, [], "pending")
    assert await _left(connection, done) == (admin.id, [boris.id], "completed")
    assert await _roles(connection, boris) == {store.id: VIEWER}


async def test_who_is_erased_leaves_their_tasks(
    connection: Autocommit, admin: User, boris: User, store: Project
) -> None:
    number = await _create(connection, boris, boris, project=store.id)
    await connection.execute("DELETE FROM users WHERE id = $1", boris.id)
    assert await _left(connection, number) == (None, [], "pending")
    assert [it.person.id for it in await projects.members(connection, store.id)] == [admin.id]


async def test_two_projects_at_once_are_both_remembered(
    kept: Kept, connection: Autocommit, admin: User, boris: User, store: Project
) -> None:
    other = await projects.create(connection, "other", admin)
    assert other is not None
    add = "INSERT INTO project_members VALUES ($1, $2, 'member')"
    async with kept.pool.acquire() as second, connection.transaction():
        await connection.execute(add, store.id, boris.id)
        adding = asyncio.create_task(second.execute(add, other.id, boris.id))
        await asyncio.wait([adding], timeout=0.1)
    await adding
    assert await _roles(connection, boris) == {store.id: MEMBER, other.id: MEMBER}


async def test_who_is_given_a_task_while_they_are_removed_has_it_as_a_member(
    kept: Kept, connection: Autocommit, admin: User, boris: User, store: Project
) -> None:
    number = await _create(connection, admin, project=store.id)
    await projects.set_member(connection, store.id, boris, MEMBER, admin)
    async with kept.pool.acquire() as second:
        async with connection.transaction():
            await connection.execute("UPDATE tasks SET assigned_to_id = $1 WHERE id = $2", boris.id, number)
            removing = asyncio.create_task(
                second.execute("DELETE FROM project_members WHERE user_id = $1", boris.id)
            )
            await asyncio.wait([removing], timeout=0.1)
            assert not removing.done()
        await removing
        assert await _left(connection, number) == (admin.id, [], "pending")
        await connection.execute("INSERT INTO project_members VALUES ($1, $2, 'member')", store.id, boris.id)
        async with connection.transaction():
            await connection.execute("DELETE FROM project_members WHERE user_id = $1", boris.id)
            giving = asyncio.create_task(
                second.execute("UPDATE tasks SET assigned_to_id = $1 WHERE id = $2", boris.id, number)
            )
            await asyncio.wait([giving], timeout=0.1)
        await giving
    assert await _left(connection, number) == (admin.id, [boris.id], "pending")
    assert await _roles(connection, boris) == {store.id: MEMBER}


async def test_a_task_goes_nowhere_that_is_not(connection: Autocommit, admin: User) -> None:
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await _create(connection, admin, project=77)
