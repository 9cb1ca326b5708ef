"""Ten thousand people are to be reminded in the same minute: how long until that is in the outbox."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import asyncpg
from aiogram import Bot

from bench.figures import Figure, Promise
from taskbot.delivery.messages import outbox_messages
from taskbot.delivery.outbox import write
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.features.reminders import due
from taskbot.postgres import migrate
from taskbot.repository import reminders
from taskbot.sandbox.server import TEST_TOKEN
from taskbot.telegram.context import Team

PEOPLE = 10_000
ALLOWED = 10.0  # seconds
MOST = 500 * due.PEOPLE  # that one tick of the scheduler finds
FILL = f"""
INSERT INTO users (telegram_id, full_name, language_code)
SELECT n, 'Reminded', 'en' FROM generate_series(1, {PEOPLE}) AS n;
UPDATE notification_settings SET quiet = false, digest = false, next_digest_at = NULL;
INSERT INTO tasks (title, due_date, due_time, due_zone, assigned_to_id)
SELECT 'Task ' || id, moment::date, moment::time, 'UTC', id
FROM users, (SELECT (now() + interval '1 hour') AT TIME ZONE 'UTC' AS moment) AS due;
"""
DUE = "UPDATE assignments SET remind_at = now(), remind_since = now() - interval '1 hour'"


async def reminding(url: str, rounds: int) -> list[Figure]:
    """Fill a database of its own, and remind everybody, round by round."""
    admin = await asyncpg.connect(url)
    await admin.execute("CREATE DATABASE reminding")
    own = url.replace("/taskbot?", "/reminding?")
    await migrate.upgrade(own)
    connection = await asyncpg.connect(own)
    await connection.execute(FILL)
    bot = Bot(TEST_TOKEN)
    took = [await _round(connection, bot) for _ in range(rounds)]
    await bot.session.close()
    await connection.close()
    await admin.execute("DROP DATABASE reminding")
    await admin.close()
    name = f"{PEOPLE:,} reminders of one minute are in the outbox"
    return [Figure(name, [(it, ALLOWED) for it in took], "s", 1, Promise(1.0, 5.0))]


async def _round(connection: asyncpg.Connection, bot: Bot) -> float:
    """As the scheduler does it: look, then a transaction for each key."""
    await connection.execute("TRUNCATE outbox, reminders_sent")
    await connection.execute("UPDATE notification_settings SET clock_sent = 0")
    await connection.execute(DUE)
    await connection.execute("VACUUM ANALYZE")
    team = Team(frozenset(), None, ZoneInfo("UTC"))
    began = time.perf_counter()
    while people := await reminders.due(UnitOfWork(connection), now := datetime.now(UTC), MOST):
        for place in range(0, len(people), due.PEOPLE):
            async with UnitOfWork(connection) as uow:
                replies = await due.perform(uow, team, now, people[place : place + due.PEOPLE])
                await write(uow, bot.id, outbox_messages(replies, bot))
    took = time.perf_counter() - began
    assert await connection.fetchval("SELECT count(*) FROM outbox") == PEOPLE
    return took
