"""What is late is read from indexes, in ranges that do not grow with the number of tasks."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from autocommit import Autocommit
from taskbot.domain.escalation import Part
from taskbot.domain.workdays import Workdays
from taskbot.postgres.pool import Connector
from taskbot.repository import escalations, users
from taskbot.repository.escalations import BEGIN, OTHERS, OWN, WAITING, Limits

LIMITS = Limits(date(2026, 12, 2), ZoneInfo("UTC"), Workdays.of(None))
# A twentieth of the tasks is late or waits for acceptance.
FILL = """
INSERT INTO users (telegram_id, role) SELECT n, CASE WHEN n = 1 THEN 'admin' ELSE 'employee' END::user_role
FROM generate_series(1, 20) AS n;
INSERT INTO tasks (title, status, due_date, assigned_to_id, created_by_id)
SELECT 'Task', CASE WHEN n % 5 = 0 THEN 'completed' ELSE 'in_progress' END::task_status,
       DATE '2026-12-02' + CASE WHEN n % 20 = 1 THEN -30 ELSE n % 30 END,
       CASE WHEN n % 3 > 0 THEN 1 + n % 20 END, 1 + n / 20 % 20
FROM generate_series(1, 6000) AS n;
UPDATE assignments SET submitted_at = '2026-11-02' WHERE task_id % 20 = 4;
ANALYZE
"""


@pytest.fixture(scope="module")
async def filled(migrated: Callable[[], AbstractAsyncContextManager[str]]) -> AsyncIterator[Autocommit]:
    """A connection to a database with many tasks, in which the tests only read."""
    async with migrated() as url:
        connection = await Connector(url).connect()
        await connection.execute(FILL)
        yield Autocommit(connection)
        await connection.close()


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (OWN, ["2", "'UTC'", "'2026-12-02'", "NULL"]),
        (OTHERS, ["2", "'UTC'", "'2026-11-30'", "'2026-11-26'", "'2026-11-26'", "'{}'", "NULL"]),
        (OTHERS, ["2", "'UTC'", "'2026-11-30'", "NULL", "'2026-11-26'", "'{1,2}'", "'{1,2}'"]),
        (WAITING, ["2", "'2026-11-30'", "'2026-11-26'", "'2026-11-26'", "'{}'", "NULL"]),
        (WAITING, ["2", "'2026-11-30'", "NULL", "'2026-11-26'", "'{1,2}'", "'{1}'"]),
        (BEGIN, ["''", "'UTC'", "now()", "'2026-12-02'", "'2026-11-30'", "'2026-11-30'"]),
    ],
)
async def test_no_table_is_read_as_a_whole(filled: Autocommit, statement: str, values: list[str]) -> None:
    text = re.sub(r"\$([0-9])", lambda match: values[int(match[1]) - 1], statement)
    plan = "\n".join(record[0] for record in await filled.fetch(f"EXPLAIN {text}"))
    assert "Seq Scan on tasks" not in plan, plan
    assert "Seq Scan on assignments" not in plan, plan


async def test_each_task_is_in_one_part(filled: Autocommit) -> None:
    (admin, employee) = await users.by_ids(filled, [1, 2])
    late = {it.part: it for it in await escalations.late(filled, admin, LIMITS)}
    assert late.keys() == {Part.OTHERS, Part.WAITING}
    assert all(it.at_least and it.total == 100 and len(it.tasks) == 10 for it in late.values())
    late = {it.part: it for it in await escalations.late(filled, employee, LIMITS)}
    assert (late[Part.OWN].total, len(late[Part.OWN].tasks)) == (100, 10)
    assert late[Part.OTHERS].total == await filled.fetchval(
        "SELECT count(*) FROM tasks WHERE created_by_id = 2 AND due_date < '2026-11-30'"
        " AND status = 'in_progress' AND assigned_to_id IS DISTINCT FROM 2"
    )
    assert all(
        task.own is (part is Part.OWN or part is Part.WAITING)
        for part, it in late.items()
        for task in it.tasks
    )


async def test_those_who_wait_are_found_longest_waiting_first(connection: Autocommit) -> None:
    now = datetime(2026, 12, 2, 9, tzinfo=UTC)
    await connection.execute("INSERT INTO users (telegram_id) SELECT n FROM generate_series(1, 4) AS n")
    for user_id, hour in ((1, 8), (2, 7), (3, 10), (4, 6)):
        await escalations.hold(connection, user_id, now.replace(hour=hour))
    assert await escalations.due(connection, now, 2) == [4, 2]
    assert [await escalations.take(connection, it, now) for it in (4, 3, 4)] == [True, False, False]
    assert await escalations.due(connection, now, 500) == [2, 1]
