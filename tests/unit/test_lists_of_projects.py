"""Lists of several projects: each person sees in them what the rules say, filtered by project or not."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import product
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from autocommit import Autocommit
from taskbot.domain import rules
from taskbot.domain.models import (
    DEFAULT_PROJECT,
    EVERYTHING,
    FINISHED,
    NOBODY,
    OPEN,
    TOTAL_CAP,
    Cursor,
    Due,
    Filter,
    Listing,
    Page,
    Priority,
    ProjectRole,
    Role,
    Status,
    Task,
    User,
)
from taskbot.repository import lists, search, tasks, users

TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 12, tzinfo=ZoneInfo("Europe/Moscow"))
LEAD, MEMBER, VIEWER = ProjectRole.LEAD, ProjectRole.MEMBER, ProjectRole.VIEWER
# What each person is in projects 2, 3 and 4.
ROLES: Sequence[tuple[Role, dict[int, ProjectRole]]] = (
    (Role.ADMIN, {}),
    (Role.EMPLOYEE, {2: LEAD, 3: MEMBER}),
    (Role.EMPLOYEE, {2: LEAD, 3: LEAD, 4: VIEWER}),
    (Role.EMPLOYEE, {4: MEMBER}),
    (Role.EMPLOYEE, {}),
)


@dataclass(frozen=True)
class Team:
    people: list[User]
    tasks: list[Task]  # in the order of lists


@pytest.fixture
async def team(connection: Autocommit) -> Team:
    """People in several projects, and tasks of all sorts."""
    people = [await _register(connection, number, role) for number, (role, _) in enumerate(ROLES, 1)]
    for name in ("two", "three", "four"):
        await connection.execute("INSERT INTO projects (name, folded) VALUES ($1, $1)", name)
    for person, (_, roles) in zip(people, ROLES, strict=True):
        for project, role in roles.items():
            await connection.execute(
                "INSERT INTO project_members VALUES ($1, $2, $3)", project, person.id, role
            )
    random = Random(5)  # noqa: S311 (no secret)
    for number in range(400):
        project = random.choice([1, 1, 2, 2, 3, 4])
        able = [None, *(it.id for it, (_, of) in zip(people, ROLES, strict=True) if _works(of, project))]
        days = random.choice([None, -40, -1, 0, 3, 90])
        await connection.execute(
            "INSERT INTO tasks (title, status, priority, due_date, assigned_to_id, created_by_id, deleted_at,"
            " project_id) VALUES ('Task', $1, $2, $3, $4, $5, now() - $6 * interval '1 minute', $7)",
            random.choice(list(Status)),
            random.choice(list(Priority)),
            None if days is None else TODAY + timedelta(days),
            random.choice(able),
            random.choice(able),
            random.choice([None, None, None, None, number]),
            project,
        )
    await connection.execute(
        "UPDATE assignments SET submitted_at = now() WHERE status = 'in_progress' AND task_id % 3 > 0"
    )
    ids = [it["id"] for it in await connection.fetch("SELECT id FROM tasks ORDER BY position, id")]
    found = await tasks.get_all(connection, ids)
    team = await _again(connection, Team(people, [found[it] for it in ids]))
    assert [it.project_roles for it in team.people] == [roles for _, roles in ROLES]
    return team


async def _register(connection: Autocommit, telegram_id: int, role: Role) -> User:
    given: dict[str, Any] = {"username": None, "full_name": "Someone", "language_code": "en", "role": role}
    return await users.register(connection, telegram_id=telegram_id, **given)


def _works(roles: dict[int, ProjectRole], project: int) -> bool:
    return project == DEFAULT_PROJECT or roles.get(project) in (LEAD, MEMBER)


# --- What is expected, said in other words than the statements ----------------------------------


def _expected(listing: Listing, user: User, asked: Filter, team: Team) -> list[int]:
    found = [it for it in team.tasks if _of(listing, user, asked, it) and _admitted(listing, asked, it)]
    if listing is Listing.DELETED:
        found.sort(key=lambda it: (it.deleted_at, it.id), reverse=True)
    for task in found:
        assert rules.may_see(task, user)
    return [it.id for it in found]


def _of(listing: Listing, user: User, asked: Filter, task: Task) -> bool:
    if (task.deleted_at is not None) is not (listing is Listing.DELETED):
        return False
    if asked.project not in (None, task.project_id):
        return False
    mine = task.assignee(user) is not None
    created = task.creator is not None and task.creator.id == user.id
    leads, free = rules.leads(task.project_id, user), not task.assignees
    joined = leads or task.project_id in user.project_roles
    role = user.project_roles.get(task.project_id)
    takes = role is MEMBER or (role is VIEWER and asked.project is not None)
    person = next((it.person.id for it in task.assignees), NOBODY)
    theirs = asked.person in (None, person)
    # In a project that they do not decide on, a list of all is a list of one's own.
    everywhere = asked.project is None and rules.led(user)
    decides = rules.leads(asked.project or DEFAULT_PROJECT, user) or bool(everywhere)
    whole = decides or (bool(user.project_roles) and asked.project != DEFAULT_PROJECT)
    return {
        Listing.MINE: mine,
        Listing.CREATED: created and not free and theirs,
        Listing.UNASSIGNED: free and (task.project_id == DEFAULT_PROJECT or leads or takes),
        Listing.DELETED: leads,
        Listing.TO_ACCEPT: leads or created,
        Listing.OVERDUE: (theirs and leads) or (mine and (asked.person is None or not decides)),
        Listing.ALL: (joined and theirs) if whole else mine,
    }[listing]


def _admitted(listing: Listing, asked: Filter, task: Task) -> bool:
    late = task.due_date is not None and task.due_date < TODAY and not task.status.finished
    if listing is Listing.TO_ACCEPT:
        return task.submitted and (late or not asked.dues)
    if listing is Listing.OVERDUE and not late:
        return False
    if asked.dues and not late:
        return False
    if asked.statuses:
        return task.status in asked.statuses
    return not (asked.open and task.status.finished)


# --- Tests ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("listing", [it for it in Listing if it is not Listing.FOUND])
async def test_each_sees_in_lists_what_the_rules_say(
    listing: Listing, connection: Autocommit, team: Team
) -> None:
    filters = [
        replace(kind, project=project)
        for kind in (EVERYTHING, OPEN, Filter(FINISHED), Filter(dues=frozenset({Due.OVERDUE})))
        for project in (None, 1, 2, 3, 4, 77)
    ]
    if listing is Listing.DELETED:
        filters = [it for it in filters if replace(it, project=None) == EVERYTHING]
    found = set()
    for user, asked in product(team.people, filters):

        async def read(number: int, cursor: Cursor | None, user: User = user, asked: Filter = asked) -> Page:
            return await lists.page(connection, listing, user, asked, NOW, number, cursor)

        expected = _expected(listing, user, asked, team)
        assert await _walk(read) == expected, (user.id, asked)
        first = await read(1, None)
        assert first.total == min(len(expected), TOTAL_CAP)
        found.update(expected)
        of = {it.id: it.project_id for it in team.tasks}
        assert [it.project_id for it in first.rows] == [of[it.id] for it in first.rows]
    assert len(found) > 20


@pytest.mark.parametrize("listing", [Listing.ALL, Listing.OVERDUE, Listing.CREATED])
async def test_work_of_a_person_is_shown_where_one_decides(
    listing: Listing, connection: Autocommit, team: Team
) -> None:
    for user, person, project in product(
        team.people, (*(it.id for it in team.people), NOBODY), (None, 1, 2, 4)
    ):
        if listing is not Listing.CREATED and not rules.creates(user):
            continue  # who has no such filter
        asked = Filter(person=person, project=project)
        page = await lists.page(connection, listing, user, asked, NOW)
        expected = _expected(listing, user, asked, team)
        assert [it.id for it in page.rows] == expected[:10], (user.id, asked)
        assert page.total == min(len(expected), TOTAL_CAP)


async def test_who_was_removed_or_blocked_finds_nothing(connection: Autocommit, team: Team) -> None:
    """Also one who had created tasks as an admin, and an old copy of whom says that they are a member."""
    admin, lead = team.people[0], team.people[1]
    await connection.execute("UPDATE users SET role = 'employee' WHERE id = $1", admin.id)
    await connection.execute(
        "DELETE FROM project_members WHERE user_id = ANY ($1::bigint[])", [admin.id, lead.id]
    )
    for was in (admin, lead):
        now = await users.by_telegram_id(connection, was.telegram_id)
        assert now is not None
        assert now.project_roles == {}
        for listing, project in product(Listing, (None, 2, 3, 4)):
            if listing is not Listing.FOUND:
                page = await lists.page(connection, listing, now, Filter(project=project), NOW)
                assert {it.project_id for it in page.rows} <= {DEFAULT_PROJECT}
                assert project is None or page == lists.EMPTY


async def _found(connection: Autocommit, user: User, text: str) -> list[int]:
    async def read(number: int, cursor: Cursor | None) -> Page:
        async with connection.transaction():
            return await search.page(connection, user, text, number, cursor)

    return await _walk(read)


async def test_each_finds_what_the_rules_say(connection: Autocommit, team: Team) -> None:
    """Titles of what one sees, comments of what one sees all of; also after a move and a departure."""
    await connection.execute("INSERT INTO comments (task_id, text) SELECT id, 'Бухгалтер' FROM tasks")
    for _ in range(2):
        seen = set()
        for user in team.people:
            found = await _found(connection, user, "task")
            of = {it.id: it for it in team.tasks}
            rows = [it for it in sorted(of, reverse=True) if of[it].deleted_at is None]
            assert found == [it for it in rows if rules.may_see(of[it], user)]
            whole = [it for it in rows if rules.sight(of[it], user) is rules.Sight.WHOLE]
            assert await _found(connection, user, "бухгалтеры") == whole
            seen.add(tuple(found))
        assert len(seen) == len(team.people)
        await connection.execute("UPDATE tasks SET project_id = 1 + project_id % 4 WHERE id % 3 = 0")
        await connection.execute("DELETE FROM project_members WHERE user_id = $1", team.people[1].id)
        team = await _again(connection, team)


async def _again(connection: Autocommit, team: Team) -> Team:
    found = await tasks.get_all(connection, [it.id for it in team.tasks])
    people = [await users.by_telegram_id(connection, it.telegram_id) for it in team.people]
    return Team([it for it in people if it], [found[it.id] for it in team.tasks])


async def test_what_an_index_still_says_is_checked(connection: Autocommit, team: Team) -> None:
    """The words of a document are as of its last change; the rows are as of now."""
    lead, task = team.people[1], next(it for it in team.tasks if it.project_id == 2 and it.deleted_at is None)
    assert task.id in await _found(connection, lead, "task")
    await connection.execute("SET session_replication_role = replica")
    await connection.execute("UPDATE tasks SET project_id = 4, assigned_to_id = NULL WHERE id = $1", task.id)
    await connection.execute("UPDATE tasks SET created_by_id = NULL WHERE id = $1", task.id)
    await connection.execute("DELETE FROM assignments WHERE task_id = $1", task.id)
    await connection.execute("RESET session_replication_role")
    assert task.id not in await _found(connection, lead, "task")


async def test_each_project_is_read_from_an_index_in_order(connection: Autocommit, team: Team) -> None:
    """Eleven rows of an index each, whatever its plan was made for."""
    await connection.execute(
        "INSERT INTO tasks (title, status, priority, created_by_id, project_id)"
        " SELECT 'Task', (enum_range(NULL::task_status))[1 + n % 4],"
        " (enum_range(NULL::task_priority))[1 + n / 4 % 4], $1, 1 + n % 4 FROM generate_series(1, 3000) AS n",
        team.people[0].id,
    )
    await connection.execute("ANALYZE; SET plan_cache_mode = force_generic_plan")
    precise = Filter(frozenset({Status.PENDING}), frozenset({Priority.MEDIUM}), frozenset({Due.NONE}))
    late = replace(OPEN, dues=frozenset({Due.OVERDUE}))
    for source, asked in product(
        (it for it in lists.SOURCES if it.each),
        (precise, OPEN, Filter(FINISHED), Filter(submitted=True), late),
    ):
        if source is lists.DELETED_OF_PROJECTS and asked is not OPEN:
            continue
        conditions = lists.branches(EVERYTHING if source is lists.DELETED_OF_PROJECTS else asked, TODAY)
        text = lists.statement(source, conditions, "first")
        types = {int(it) for it in re.findall(r"\$([0-9]+)", text)}
        values = ", ".join("NULL" for _ in types)
        await connection.execute(f"PREPARE listed AS {text}")
        plan = "\n".join(it[0] for it in await connection.fetch(f"EXPLAIN EXECUTE listed ({values})"))
        await connection.execute("DEALLOCATE listed")
        assert "Seq Scan on tasks" not in plan, plan
        assert "ix_tasks_project_id" in plan, plan


async def _walk(read: Callable[..., Awaitable[Page]]) -> list[int]:
    """Read page by page to the end, and back; both must show the same."""
    page = await read(1, None)
    seen, pages = [row.id for row in page.rows], [page]
    while page.has_next:
        row = page.rows[-1]
        page = await read(page.number + 1, Cursor(forward=True, position=row.position, id=row.id))
        seen += [row.id for row in page.rows]
        pages.append(page)
    for before in reversed(pages[:-1]):
        row = page.rows[0]
        page = await read(page.number - 1, Cursor(forward=False, position=row.position, id=row.id))
        assert page == before
    return seen
