"""Recurring tasks and digests that fall due while daemons are killed: none lost, none twice."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import TYPE_CHECKING

from faults.harness import staged
from faults.harness_faults import Report
from faults.harness_reminders import SOON, Reminded, in_waves

if TYPE_CHECKING:
    from faults.harness import Bench, Stage

PREPARE = "UPDATE notification_settings SET reminders = 'off'"
OF_SERIES = """
INSERT INTO series (title, rule, zone, assignee_ids, last_day, next_day, next_at)
SELECT $2, jsonb_build_object('unit', 'day', 'start', today), 'UTC', ARRAY[id], today - 1, today,
       now() + make_interval(secs => $3)
FROM users, (SELECT (now() AT TIME ZONE 'UTC')::date AS today) AS days WHERE telegram_id = $1
"""
OF_DIGEST = """
WITH task AS (
    INSERT INTO tasks (title, due_date, assigned_to_id)
    SELECT $2, (now() AT TIME ZONE 'UTC')::date, id FROM users WHERE telegram_id = $1
)
UPDATE notification_settings SET digest = true, next_digest_at = now() + make_interval(secs => $3)
WHERE user_id = (SELECT id FROM users WHERE telegram_id = $1)
"""
WAITING = """
SELECT EXISTS (SELECT FROM series WHERE next_at <= now() + interval '10 seconds')
    OR EXISTS (SELECT FROM announcements)
    OR EXISTS (SELECT FROM notification_settings WHERE next_digest_at <= now() + interval '10 seconds')
    OR EXISTS (SELECT FROM outbox WHERE parked_at IS NULL)
"""
TWICE = """
SELECT count(*) FROM (
    SELECT FROM tasks WHERE series_id IS NOT NULL GROUP BY series_id HAVING count(*) > 1
) AS doubled
"""
# The first leader notes the team's zone, and digests are planned anew by it.
NOTED = "SELECT EXISTS (SELECT FROM team WHERE key = 'timezone')"


class Scheduled(Reminded):
    """People who each get one recurring task, or one digest."""

    kind, waiting = "recurring tasks and digests", WAITING

    def __init__(self, stage: Stage, people: int) -> None:
        super().__init__(stage, people)
        self._next = count()

    async def move_in(self) -> None:
        await super().move_in()
        async with self.stage.server.connection() as connection:
            await connection.execute(PREPARE)
            async with asyncio.timeout(self.stage.patience):
                while not await connection.fetchval(NOTED):  # noqa: ASYNC110 - no event spans processes
                    await asyncio.sleep(0.05)

    async def plan(self, count: int) -> None:
        """Let so many tasks recur, or digests fall due, each of somebody else."""
        chance = self.stage.bench.chance
        async with self.stage.server.connection() as connection:
            for _ in range(count):
                number = next(self._next)
                statement = (OF_SERIES, OF_DIGEST)[number % 2]
                word = f"word{number}"
                await connection.execute(statement, self.ids[number], word, chance.uniform(0.2, SOON))
                self.expected.append(word)

    async def doubled(self) -> int:
        """Count the tasks that were made twice."""
        async with self.stage.server.connection() as connection:
            return int(await connection.fetchval(TWICE))


async def series(
    bench: Bench, *, kills: float = 200, restarts: float = 5, wave: float = 10, rate: float = 0
) -> Report:
    """Two daemons, of which the leader is killed at a random instant of each wave."""
    del rate
    fault = "SIGKILL of the leader while tasks recur and digests fall due; PostgreSQL stopped"
    report = Report(bench, fault, f"{kills:g} and {restarts:g} times at random instants, 2 replicas")
    async with staged(bench, 2) as stage:
        scheduled = Scheduled(stage, int(kills) * int(wave))
        await in_waves(report, scheduled, int(kills), restarts, int(wave))
        doubled = await scheduled.doubled()
        report.must(f"{doubled} tasks made twice", not doubled)
    return report
