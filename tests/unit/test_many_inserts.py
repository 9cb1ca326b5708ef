"""Many tasks, or many assignees, in one statement of SQL."""

from __future__ import annotations

import pytest

from autocommit import Autocommit

PEOPLE = "INSERT INTO users (telegram_id) SELECT generate_series(1, 3)"
TASKS = """
INSERT INTO tasks (title, priority, status, due_date, assigned_to_id, created_by_id, deleted_at)
SELECT 'Отчёт ' || n, 'high', 'in_progress', '2030-01-02', nullif(n % 4, 0), 1, CASE WHEN n = 1 THEN now() END
FROM generate_series(1, {}) AS n
"""
COPIED = """
SELECT tasks.id, assigned_to_id, user_id FROM tasks FULL JOIN assignments ON task_id = tasks.id
WHERE user_id IS DISTINCT FROM assigned_to_id
      OR (assignments.status, assignments.priority, assignments.due_date, assignments.created_by_id, hidden)
         IS DISTINCT FROM
         (tasks.status, tasks.priority, tasks.due_date, tasks.created_by_id, tasks.deleted_at IS NOT NULL)
         AND assigned_to_id IS NOT NULL
"""
ASSIGN = """
INSERT INTO assignments (task_id, user_id, status, priority, submitted_at)
SELECT id, 3, 'in_progress', priority, {} FROM tasks WHERE assigned_to_id = 2
"""
SUBMITTED = "SELECT count(submitted_at) FROM tasks WHERE assigned_to_id = 2"
FOUND = """
SELECT count(*) FROM search_documents WHERE search_words(task_id, version) @@ $$'0:отчет' & '0@3'$$::tsquery
"""
# Each insert waits for what runs for each row; only the words of a task are read by themselves.
CALLS = """
SELECT funcname, calls FROM pg_stat_xact_user_functions
WHERE calls > 1 AND funcname NOT IN ('search_words', 'stems_of')
"""


@pytest.fixture
async def team(connection: Autocommit) -> Autocommit:
    await connection.execute(PEOPLE)
    await connection.execute("SET enable_seqscan = off")  # the index of words is what is looked at
    return connection


async def test_all_get_their_assignees_and_documents(team: Autocommit) -> None:
    await team.execute(TASKS.format(20))
    assert await team.fetch(COPIED) == []
    assert await team.fetchval("SELECT count(*) FROM assignments") == 15
    assert await team.fetchval("SELECT count(*) FROM search_documents") == 19
    assert await team.fetchval(FOUND) == 5


async def test_no_trigger_runs_for_each_task(team: Autocommit) -> None:
    async with team.transaction():
        await team.execute("SET LOCAL track_functions = 'all'")
        await team.execute(TASKS.format(50))
        assert await team.fetchval("SELECT count(*) FROM pg_stat_xact_user_functions") >= 5
        assert await team.fetch(CALLS) == []


async def test_many_new_assignees_are_found_and_no_task_waits_any_more(team: Autocommit) -> None:
    await team.execute(TASKS.format(20))
    await team.execute("UPDATE assignments SET submitted_at = now() WHERE user_id = 2")
    assert await team.fetchval(SUBMITTED) == 5
    await team.execute(ASSIGN.format("NULL"))
    assert await team.fetchval(SUBMITTED) == 0
    assert await team.fetchval(FOUND) == 10


async def test_many_who_have_submitted_leave_no_task_that_does_not_wait(team: Autocommit) -> None:
    await team.execute(TASKS.format(20))
    await team.execute("DELETE FROM assignments WHERE user_id = 2")
    await team.execute(ASSIGN.format("now()").replace("assigned_to_id = 2", "id % 4 = 2"))
    assert await team.fetchval("SELECT count(submitted_at) FROM tasks WHERE id % 4 = 2") == 5


async def test_an_assignee_in_the_statement_that_creates_the_task_is_found(team: Autocommit) -> None:
    await team.execute("""
        WITH made AS (
            INSERT INTO tasks (title, assigned_to_id) SELECT 'Отчёт', generate_series(2, 3) RETURNING id
        )
        INSERT INTO assignments (task_id, user_id, priority) SELECT id, 3, 'low' FROM made
    """)
    assert await team.fetch("SELECT task_id, user_id FROM assignments ORDER BY 1, 2") == [
        (1, 2),
        (1, 3),
        (2, 3),
    ]
    assert await team.fetchval(FOUND) == 2
