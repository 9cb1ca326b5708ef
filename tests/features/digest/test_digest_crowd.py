"""A crowd whose digests are due at once, and people who ask for something meanwhile."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

import pytest

from dialogues.stage import TIMEOUT, Speaker, Stage
from taskbot.sandbox.people import Person

pytestmark = pytest.mark.usefixtures("team", "no_escalation")

CROWD = 150  # 2,000 were tried as well
FIRST = 5000  # Telegram id
PEOPLE = """
INSERT INTO users (telegram_id, full_name) SELECT $1 + it, 'Person ' || it FROM generate_series(1, $2) AS its (it)
"""
TASKS = """
INSERT INTO tasks (title, due_date, assigned_to_id)
SELECT 'Task ' || it, '2026-11-20'::date + it, id FROM users, generate_series(1, 20) AS its (it)
WHERE telegram_id > $1
"""
LONGEST = 2.0  # seconds until a command is answered


async def answered(speaker: Speaker) -> float:
    """Ask for something, and give the seconds until the answer is there."""
    begun = time.monotonic()
    speaker.chat.say("/my_tasks")
    async with asyncio.timeout(TIMEOUT):
        while not speaker.chat.unread:  # noqa: ASYNC110 (Telegram's state)
            await asyncio.sleep(0.001)
    assert [event.text[:2] for event in speaker.take()] == ["📋 "]
    return time.monotonic() - begun


async def test_a_crowd_gets_digests_and_others_are_answered_meanwhile(
    bot: Stage, anna: Speaker, carol: Speaker, dave: Speaker
) -> None:
    crowd = [bot.person(Person(FIRST + it, f"Person {it}", None, None, "en")) for it in range(1, CROWD + 1)]
    for speaker in crowd:
        bot.sandbox.state.chats[speaker.id].started = True
    await bot.sql(PEOPLE, FIRST, CROWD)
    await bot.sql(TASKS, FIRST)
    await bot.tick()
    bot.clock.moment = datetime(2026, 12, 2, 9, tzinfo=UTC)
    digests = asyncio.create_task(bot.tick())
    waits = []
    while not digests.done():
        waits.append(await answered(dave))
    await digests
    assert [len(it.take()) for it in crowd] == [1] * CROWD
    for admin in (anna, carol):
        admin.take()  # the team's late tasks
    assert waits
    assert max(waits) <= LONGEST
    sent = "SELECT count(*) FROM notification_settings WHERE digest_sent_at = $1 AND clock_sent = 1"
    assert await bot.sql(sent, bot.clock.moment) == CROWD
