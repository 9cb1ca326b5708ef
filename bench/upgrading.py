"""How long a database of the release before takes to become one of the newest revision, and after a kill.

`python -m bench.upgrading [TASKS] [REVISION]` fills a database of that revision, kills `taskbot migrate` in
the midst of its work, sees that nothing of it is left, and lets it work to the end. It writes nothing.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

import asyncpg

from taskbot.postgres import revising, revisions
from taskbot.postgres.embedded import Embedded
from taskbot.postgres.pool import Connector

BOUND = 300.0  # seconds that were promised for a million tasks
KILLED_AFTER = 5.0  # seconds; the upgrade of a million tasks has then begun, and is not at its end
FILL = """
SET maintenance_work_mem = '256MB';
SET session_replication_role = replica;
INSERT INTO users (telegram_id, full_name) SELECT n, 'User ' || n FROM generate_series(1, {tasks} / 20) AS n;
INSERT INTO tasks (title, description, priority, status, due_date, assigned_to_id, created_by_id)
SELECT 'Task of lot' || n || ' отчёт', 'What is to be done, and why, in a line or two.',
       (enum_range(NULL::task_priority))[1 + n % 4], (enum_range(NULL::task_status))[1 + n / 4 % 4],
       current_date + n % 700 - 350, CASE WHEN n % 10 > 0 THEN 1 + n % ({tasks} / 20) END,
       1 + n / 7 % ({tasks} / 20)
FROM generate_series(1, {tasks}) AS n;
INSERT INTO assignments (task_id, user_id, status, priority, due_date, created_by_id)
SELECT id, assigned_to_id, status, priority, due_date, created_by_id FROM tasks
WHERE assigned_to_id IS NOT NULL;
INSERT INTO changes (task_id, user_id, kind) SELECT id, created_by_id, 'created' FROM tasks;
RESET session_replication_role;
SELECT remake_search_documents();
VACUUM ANALYZE
"""
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
REVISION = "SELECT version_num FROM alembic_version"


async def main(tasks: int, revision: str) -> int:
    """Measure, and tell."""
    with tempfile.TemporaryDirectory(prefix="taskbot-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # noqa: ASYNC240 (root's PostgreSQL runs under another account)
        async with Embedded(folder / "database") as url:
            await revising.upgrade(Connector(url), revision)
            connection = await asyncpg.connect(url)
            print(f"filling a database of revision {revision} with {tasks:,} tasks", flush=True)
            for statement in FILL.format(tasks=tasks).split(";"):
                await connection.execute(statement)
            await _kill(connection, url, revision)
            took = await _migrate(url)
            assert await connection.fetchval(REVISION) == revisions.known()[-1]
            assert await connection.fetchval("SELECT count(*) FROM tasks WHERE project_id = 1") == tasks
            await connection.close()
    print(f"upgraded in {took:.1f} s; promised for a million: ≤ {BOUND:.0f} s")
    return 0 if took <= BOUND else 1


async def _kill(connection: asyncpg.Connection[asyncpg.Record], url: str, revision: str) -> None:
    """Kill an upgrade, and wait until PostgreSQL has undone it."""
    took = await _migrate(url, KILLED_AFTER)
    while await connection.fetchval(OTHERS):  # noqa: ASYNC110 (PostgreSQL has no event)
        await asyncio.sleep(0.1)  # it ends the statement, and finds nobody to answer
    assert await connection.fetchval(REVISION) == revision
    print(f"killed after {took:.1f} s: the database is at revision {revision} still", flush=True)


async def _migrate(url: str, kill_after: float | None = None) -> float:
    """Run `taskbot migrate`; return the seconds that it ran."""
    start = time.monotonic()
    env = os.environ | {"DATABASE_URL": url}
    program = await asyncio.create_subprocess_exec(sys.executable, "-m", "taskbot", "migrate", env=env)
    if kill_after is None:
        assert await program.wait() == 0
    else:
        await asyncio.sleep(kill_after)
        program.kill()
        await program.wait()
    return time.monotonic() - start


if __name__ == "__main__":
    arguments = sys.argv[1:]
    size = int(arguments[0]) if arguments else 1_000_000
    sys.exit(asyncio.run(main(size, arguments[1] if len(arguments) > 1 else "0025")))
