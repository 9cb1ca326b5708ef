"""Many people are to be reminded in the same minute: how long until that is in the outbox, and how long
commands wait while it is sent.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from statistics import quantiles
from zoneinfo import ZoneInfo

import asyncpg
from aiogram import Bot

from bench.bots import PEOPLE as ASKING
from bench.bots import person
from bench.figures import Figure, Promise
from bench.load import Crowd
from bench.stage import Stage
from taskbot.delivery.messages import outbox_messages
from taskbot.delivery.outbox import write
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.features.reminders import due
from taskbot.postgres import migrate
from taskbot.repository import reminders
from taskbot.sandbox.people import Person
from taskbot.sandbox.server import TEST_TOKEN, Sandbox
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


# --- Commands meanwhile ---------------------------------------------------------------------------

REMINDED = 400  # as many as are sent in 16 seconds
LIMIT, PACE, SECONDS = 25, 10.0, 10.0  # messages a second; commands a second, and for how long
BESIDE = Promise(3.0, 10.0)
FILL_FEW = f"""
INSERT INTO users (telegram_id, full_name, language_code)
SELECT 500000 + n, 'Reminded', 'en' FROM generate_series(1, {REMINDED}) AS n;
UPDATE notification_settings SET quiet = false, digest = false, next_digest_at = NULL;
INSERT INTO tasks (title, due_date, due_time, due_zone, assigned_to_id)
SELECT 'Task ' || id, moment::date, moment::time, 'UTC', id
FROM users, (SELECT (now() + interval '1 hour') AT TIME ZONE 'UTC' AS moment) AS due;
"""
REMIND = f"""
DELETE FROM reminders_sent;
UPDATE notification_settings SET clock_sent = 0;
{DUE};
"""
WAITING = "SELECT count(*) FROM outbox"


async def beside_commands(stage: Stage, rounds: int) -> list[Figure]:
    """The slowest of a hundred commands while reminders use up what Telegram lets through, and else."""
    admin = await asyncpg.connect(stage.url)
    await admin.execute("CREATE DATABASE reminded")
    url = stage.url.replace("/taskbot?", "/reminded?")
    await migrate.upgrade(url)
    async with _reminded(stage, url) as (crowd, connection):
        pairs = [await _beside(crowd, connection) for _ in range(rounds)]
    await admin.execute("DROP DATABASE reminded WITH (FORCE)")
    await admin.close()
    return [Figure(f"a command, p99, while reminders go out at {LIMIT} a second", pairs, "ms", 1, BESIDE)]


@asynccontextmanager
async def _reminded(stage: Stage, url: str) -> AsyncIterator[tuple[Crowd, asyncpg.Connection]]:
    told = [Person(500_001 + number, "Reminded", None, None, "en") for number in range(REMINDED)]
    asking = [person(number) for number in range(ASKING)]
    async with Sandbox(people=[*asking, *told], history=20) as sandbox:
        for it in told:
            sandbox.chat(it.id).take()
            sandbox.state.chats[it.id].started = True
        connection = await asyncpg.connect(url)
        await connection.execute(FILL_FEW)
        await connection.execute("UPDATE assignments SET remind_at = 'infinity'")
        async with stage.taskbot(
            sandbox, "reminded", DATABASE_URL=url, TELEGRAM_RATE_LIMIT=str(LIMIT)
        ) as bot:
            await bot.polling()
            crowd = Crowd(bot, stage.postgresql)
            await crowd.each(lambda *_: "/start")
            yield crowd, connection
        await connection.close()


async def _beside(crowd: Crowd, connection: asyncpg.Connection) -> tuple[float, float]:
    idle = await crowd.stroll(lambda *_: "/my_tasks", PACE, SECONDS)
    await connection.execute(REMIND)
    while await connection.fetchval(WAITING) < REMINDED / 2:  # noqa: ASYNC110 (PostgreSQL has no event)
        await asyncio.sleep(0.05)
    beside = await crowd.stroll(lambda *_: "/my_tasks", PACE, SECONDS)
    assert await connection.fetchval(WAITING), "reminders have been going out all the time"
    while await connection.fetchval(WAITING):  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    return 1e3 * quantiles(beside, n=100)[-1], 1e3 * quantiles(idle, n=100)[-1]
