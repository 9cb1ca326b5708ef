"""The demo's PostgreSQL goes by the demo's clock, in defaults, triggers and statements alike."""

from __future__ import annotations

from datetime import datetime, timedelta

import asyncpg

from taskbot.demo_clock import DemoClock
from taskbot.postgres import migrate

DAY = timedelta(days=1)
ADD = """
INSERT INTO users (telegram_id, full_name, role) VALUES ($1, 'Anna', 'admin')
RETURNING created_at, now(), clock_timestamp(), statement_timestamp()
"""


async def test_rows_are_dated_by_the_clock_once_it_has_been_moved(empty_url: str) -> None:
    clock = DemoClock()
    await clock.move(DAY)  # before there is a database
    await clock.take_along(empty_url)
    await migrate.upgrade(empty_url, lambda _: None)
    connection = await asyncpg.connect(empty_url)
    try:
        for number in range(3):
            assert _near(await connection.fetchrow(ADD, number + 1), clock.dated())
            await clock.move(2 * DAY)
        assert clock.shift == 7 * DAY
        assert clock.dated() - clock.now() < timedelta(seconds=1)
    finally:
        await connection.close()
        clock.let_go()


def _near(moments: asyncpg.Record | None, now: datetime) -> bool:
    return moments is not None and all(abs(moment - now) < timedelta(minutes=1) for moment in moments)
