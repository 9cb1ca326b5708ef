"""Lists of a label on a real PostgreSQL: each shows what it should, whatever happens to a task."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from autocommit import Autocommit
from taskbot.domain.models import (
    FINISHED,
    OPEN,
    Due,
    Filter,
    Listing,
    Person,
    Priority,
    Role,
    Status,
    User,
)
from taskbot.repository import filters, labels, lists, search, users

TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 12, tzinfo=ZoneInfo("Europe/Moscow"))
# What the rows of labels say, beside what their tasks say.
DIFFERENT = """
SELECT task_id FROM task_labels AS its JOIN tasks ON tasks.id = task_id
WHERE (its.position, its.status, its.priority, its.due_at, its.submitted_at, its.hidden, its.unassigned)
      IS DISTINCT FROM
      (tasks.position, tasks.status, tasks.priority, tasks.due_at, tasks.submitted_at,
       tasks.deleted_at IS NOT NULL, tasks.assigned_to_id IS NULL)
"""


ADD = """
INSERT INTO tasks (title, project_id, created_by_id, assigned_to_id, due_date) VALUES ($1, $2, $3, $4, $5)
RETURNING id
"""


async def _register(connection: Autocommit, telegram_id: int, role: Role = Role.EMPLOYEE) -> User:
    given: dict[str, Any] = {"username": None, "full_name": "Someone", "language_code": "en", "role": role}
    return await users.register(connection, telegram_id=telegram_id, **given)


@pytest.fixture
async def team(connection: Autocommit) -> list[User]:
    """An admin and two employees; a label of project 1, and one of the same name of project 2."""
    await connection.execute("INSERT INTO projects (name, folded) VALUES ('Site', 'site')")
    await connection.execute(
        "INSERT INTO labels (project_id, name, folded) SELECT id, 'Bug', 'bug' FROM projects ORDER BY id"
    )
    await connection.execute("INSERT INTO labels (project_id, name, folded) VALUES (1, 'ui', 'ui')")
    return [await _register(connection, n, Role.ADMIN if n == 1 else Role.EMPLOYEE) for n in (1, 2, 3)]


BUG, BUG_OF_SITE, UI = 1, 2, 3


async def add(connection: Autocommit, label_id: int = BUG, count: int = 1, **values: Any) -> list[int]:
    """Tasks of the admin's with a label."""
    given = {
        "title": "Task",
        "project_id": 2 if label_id == BUG_OF_SITE else 1,
        "created_by_id": 1,
        "assigned_to_id": None,
        "due_date": None,
    } | values
    made = [await connection.fetchval(ADD, *given.values()) for _ in range(count)]
    for task_id in made:
        await labels.add(connection, task_id, [label_id])
    return made


async def shown(
    connection: Autocommit,
    listing: Listing,
    person: Person,
    chosen: Filter | None = None,
    label_id: int = BUG,
) -> list[int]:
    asked = replace(chosen or listing.unfiltered, label=label_id)
    page = await lists.page(connection, listing, person, asked, NOW)
    assert page.total == len(page.rows)
    return sorted(row.id for row in page.rows)


async def test_each_list_has_the_tasks_of_the_label_that_it_would_have(
    connection: Autocommit, team: list[User]
) -> None:
    admin, boris, dave = team
    (mine,) = await add(connection, assigned_to_id=boris.id)
    (free,) = await add(connection)
    (late,) = await add(connection, assigned_to_id=dave.id, due_date=date(2026, 11, 1))
    (own,) = await add(connection, created_by_id=boris.id, assigned_to_id=dave.id)
    await add(connection, UI, assigned_to_id=boris.id)
    (site,) = await add(connection, BUG_OF_SITE, assigned_to_id=dave.id)
    await connection.execute("DELETE FROM project_members")  # nobody is in it; its tasks are nobody's
    done, gone = await add(connection, count=2, assigned_to_id=boris.id)
    await connection.execute("UPDATE tasks SET status = 'completed' WHERE id = $1", done)
    await connection.execute("UPDATE tasks SET deleted_at = now() WHERE id = $1", gone)
    assert await shown(connection, Listing.ALL, admin) == [mine, free, late, own, site]
    assert await shown(connection, Listing.ALL, admin, label_id=BUG_OF_SITE) == [mine, free, late, own, site]
    assert await shown(connection, Listing.ALL, admin, Filter(FINISHED)) == [done]
    assert await shown(connection, Listing.ALL, admin, Filter(OPEN.statuses, person=boris.id, open=True)) == [
        mine
    ]
    assert await shown(connection, Listing.OVERDUE, admin) == [late]
    assert await shown(connection, Listing.OVERDUE, boris) == []
    assert await shown(connection, Listing.UNASSIGNED, boris) == [free]
    assert await shown(connection, Listing.MINE, boris) == [mine]
    assert await shown(connection, Listing.CREATED, boris) == [own]
    assert await shown(connection, Listing.CREATED, admin, replace(OPEN, person=dave.id)) == [late]
    assert (
        await shown(connection, Listing.MINE, boris, label_id=BUG_OF_SITE) == []
    )  # of which he knows nothing
    assert await shown(connection, Listing.ALL, admin, label_id=99) == []


async def test_who_leads_a_project_has_its_tasks_beside_their_own(
    connection: Autocommit, team: list[User]
) -> None:
    _, boris, dave = team
    late: dict[str, Any] = {"due_date": date(2026, 11, 1)}
    (own,) = await add(connection, assigned_to_id=boris.id, **late)
    await add(connection, assigned_to_id=dave.id, **late)
    (site,) = await add(connection, BUG_OF_SITE, assigned_to_id=dave.id, **late)
    await connection.execute(
        "INSERT INTO project_members (project_id, user_id, role) VALUES (2, $1, 'lead')", boris.id
    )
    lead = await users.by_telegram_id(connection, boris.telegram_id)
    assert lead is not None
    for label_id in (BUG, BUG_OF_SITE):
        assert await shown(connection, Listing.OVERDUE, lead, label_id=label_id) == [own, site]
        assert await shown(connection, Listing.ALL, lead, label_id=label_id) == [site]
        chosen = replace(OPEN, project=2)
        assert await shown(connection, Listing.ALL, lead, chosen, label_id) == [site]


CHANGES = (
    "UPDATE tasks SET status = 'in_progress'",
    "UPDATE tasks SET priority = 'urgent', due_date = '2026-12-02'",
    "UPDATE tasks SET due_time = '12:00', due_zone = 'Europe/Moscow'",
    "UPDATE assignments SET submitted_at = now()",
    "UPDATE assignments SET status = 'completed', submitted_at = NULL",
    "UPDATE tasks SET assigned_to_id = NULL",
    "UPDATE tasks SET deleted_at = now()",
    "UPDATE tasks SET deleted_at = NULL, assigned_to_id = 3",
    "UPDATE tasks SET project_id = 2",
    "UPDATE tasks SET project_id = 1",
)


async def test_what_is_copied_stays_right_whatever_an_outside_program_writes(
    connection: Autocommit, team: list[User]
) -> None:
    await add(connection, count=3, assigned_to_id=team[1].id)
    for change in CHANGES:
        await connection.execute(change)
        assert await connection.fetch(DIFFERENT) == [], change


async def test_a_task_takes_its_labels_along_to_another_project(
    connection: Autocommit, team: list[User]
) -> None:
    (task,) = await add(connection)
    await labels.add(connection, task, [UI])
    await connection.execute("UPDATE tasks SET project_id = 2 WHERE id = $1", task)
    named = "SELECT array_agg(name || project_id ORDER BY name) FROM task_labels JOIN labels ON id = label_id"
    assert await connection.fetchval(named) == ["Bug2", "ui2"]
    # Where the other project has no room, what it has not stays behind.
    await connection.execute(
        "INSERT INTO labels (project_id, name, folded)"
        " SELECT 1, 'l' || n, 'l' || n FROM generate_series(1, 98) AS n"
    )
    await connection.execute("INSERT INTO labels (project_id, name, folded) VALUES (2, 'new', 'new')")
    (new,) = await connection.fetch("SELECT id FROM labels WHERE name = 'new'")
    await labels.add(connection, task, [new["id"]])
    await connection.execute("UPDATE tasks SET project_id = 1 WHERE id = $1", task)
    assert await connection.fetchval(named) == ["Bug1", "ui1"]
    assert team


async def test_a_task_gets_no_label_of_another_project(connection: Autocommit, team: list[User]) -> None:
    (task,) = await add(connection)
    await labels.set_of_task(connection, task, [BUG_OF_SITE, UI])
    assert [it["label_id"] for it in await connection.fetch("SELECT label_id FROM task_labels")] == [UI]
    assert team


# Of a label alone, and of all lists that are not a person's own.
SOURCES = (lists.ALL, lists.UNASSIGNED, lists.OF_PROJECTS, lists.UNASSIGNED_OF_PROJECTS)


async def test_each_branch_is_read_from_an_index_in_order(connection: Autocommit, team: list[User]) -> None:
    await connection.execute(
        "INSERT INTO tasks (title, status, priority, assigned_to_id)"
        " SELECT 'Task', (enum_range(NULL::task_status))[1 + n % 4],"
        " (enum_range(NULL::task_priority))[1 + n / 4 % 4], CASE WHEN n % 3 > 0 THEN $1::bigint END"
        " FROM generate_series(1, 3000) AS n",
        team[0].id,
    )
    await connection.execute(
        "INSERT INTO task_labels (label_id, task_id, position, status, priority, hidden, unassigned)"
        " SELECT 1 + 2 * (id % 2), id, position, status, priority, false, assigned_to_id IS NULL FROM tasks"
    )
    await connection.execute("ANALYZE")
    precise = Filter(frozenset({Status.PENDING}), frozenset({Priority.MEDIUM}), frozenset({Due.NONE}))
    late = replace(OPEN, dues=frozenset({Due.OVERDUE}))
    for source, asked in product(SOURCES, (precise, OPEN, Filter(FINISHED), late)):
        conditions = lists.branches(asked, TODAY)
        finished = lists.branches(Filter(FINISHED), TODAY) if asked.only_open else ()
        text = lists.statement(lists.labelled(source), conditions, "first", finished)
        text = re.sub(r"\$[0-9]::tstzmultirange", "'{(,2026-12-01]}'::tstzmultirange", text)
        text = re.sub(r"\$[12]::bigint\[\]", "'{1}'::bigint[]", text)
        plan = "\n".join(record[0] for record in await connection.fetch(f"EXPLAIN {text}"))
        assert "Seq Scan on task_labels" not in plan, plan
        assert "Seq Scan on tasks" not in plan, plan
        assert "ix_task_labels" in plan, plan


async def test_a_search_finds_only_what_has_the_label(connection: Autocommit, team: list[User]) -> None:
    admin, boris, _ = team
    (first,) = await add(connection, title="Sales report")
    (second,) = await add(connection, UI, title="Another report")
    await labels.add(connection, first, [UI])

    async def found(person: Person, *its: list[int]) -> list[int]:
        page = await search.page(connection, person, "report", labels=its)
        return sorted(row.id for row in page.rows)

    assert await found(admin) == [first, second]
    assert await found(admin, [BUG, BUG_OF_SITE]) == [first]
    assert await found(boris, [UI]) == [first, second]
    assert await found(admin, [BUG, BUG_OF_SITE], [UI]) == [first]


async def test_the_hundred_and_first_label_is_not_made(connection: Autocommit, team: list[User]) -> None:
    many = [f"label{n}" for n in range(98)]
    assert await labels.make(connection, 1, many)
    assert not await labels.make(connection, 1, ["one-more"])
    assert await labels.make(connection, 1, ["BUG", "Ui"])  # which are there
    assert await connection.fetchval("SELECT count(*) FROM labels WHERE project_id = 1") == 100
    assert team


async def test_a_merged_label_is_merged_in_series_and_saved_filters(
    connection: Autocommit, team: list[User]
) -> None:
    admin, boris, _ = team
    await connection.execute(
        "INSERT INTO series (title, rule, zone, label_ids)"
        " VALUES ('A', '{}', 'UTC', '{1}'), ('B', '{}', 'UTC', '{1,3}')"
    )
    saved = await filters.save(
        connection, boris.id, "Bugs", Listing.MINE, replace(OPEN, label=BUG), {"label": "+Bug"}
    )
    assert saved is not None
    seen = labels.seen_by(admin)
    one, other = await labels.by_id(connection, seen, BUG), await labels.by_id(connection, seen, UI)
    assert one is not None
    assert other is not None
    assert await labels.merge(connection, one, other)
    assert [
        list(it["label_ids"]) for it in await connection.fetch("SELECT label_ids FROM series ORDER BY title")
    ] == [
        [UI],
        [UI],
    ]
    (own,) = await filters.of_person(connection, boris.id)
    assert own == replace(saved, filter=replace(OPEN, label=UI))
    assert not await labels.merge(connection, one, other)  # which is gone


async def test_a_saved_filter_is_read_as_it_was_saved(connection: Autocommit, team: list[User]) -> None:
    chosen = Filter(
        frozenset({Status.PENDING, Status.REJECTED}),
        frozenset({Priority.HIGH}),
        frozenset(Due),
        person=3,
        submitted=True,
        open=True,
        label=BUG,
        project=2,
    )
    saved = await filters.save(connection, team[0].id, "Горит ё", Listing.ALL, chosen, {"person": "Dave"})
    assert saved is not None
    assert (saved.listing, saved.filter, saved.about) == (Listing.ALL, chosen, {"person": "Dave"})
    assert await filters.by_name(connection, team[0].id, "ГОРИТ Е") == saved
    assert await filters.by_name(connection, team[1].id, "Горит ё") is None
    assert await filters.get(connection, team[1].id, saved.id) is None
    assert await filters.same(connection, team[0].id, Listing.ALL, chosen) == saved
    assert await filters.save(connection, team[0].id, "горит е", Listing.ALL, OPEN, {}) is None
    assert not await filters.rename(connection, team[1].id, saved.id, "Mine")
    for number in range(19):
        assert await filters.save(connection, team[0].id, f"Filter {number}", Listing.ALL, OPEN, {})
    assert await filters.save(connection, team[0].id, "One more", Listing.ALL, OPEN, {}) is None
