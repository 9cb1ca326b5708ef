"""The digest and reminders together: one message in the morning, and never more than six a day."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from dialogues.stage import Speaker, Stage
from dialogues.tasks import put
from taskbot.domain.admission import LIMIT

pytestmark = pytest.mark.usefixtures("team")


async def test_what_stands_in_the_digest_is_not_reminded_within_the_hour(
    bot: Stage, carol: Speaker, dave: Speaker
) -> None:
    """The usual reminder of a day is at nine, as is the digest; an hour before 9:45 it is quiet."""
    for title, at in (("Day", None), ("Early", "09:45"), ("Late", "10:30")):
        task_id = await put(bot, carol, dave, title=title)
        await bot.sql(
            "UPDATE tasks SET due_date = '2026-12-03', due_time = $2::text::time, due_zone = 'UTC' WHERE id = $1",
            task_id,
            at,
        )
    await bot.tick()
    bot.clock.moment = datetime(2026, 12, 3, 8, tzinfo=UTC)
    await bot.tick()
    dave.hears_nothing()
    bot.clock.moment = datetime(2026, 12, 3, 9, tzinfo=UTC)
    await bot.tick()
    dave.hears("📰 Your day · Thu, Dec 3\n\n📅 Today · 3...")
    await bot.passes(timedelta(minutes=59))
    dave.hears_nothing()


async def test_a_week_with_two_hundred_overdue_tasks(
    bot: Stage, anna: Speaker, carol: Speaker, dave: Speaker
) -> None:
    """Also of an evening and a weekend with deadlines by the hour."""
    await bot.sql(
        "INSERT INTO tasks (title, due_date, due_time, due_zone, created_by_id, assigned_to_id)"
        " SELECT 'Task ' || it, $3::date + it % 40, CASE WHEN it % 2 = 0 THEN time '07:10' + it * interval '7 minutes' END,"
        " CASE WHEN it % 2 = 0 THEN 'UTC' END, carol.id, dave.id"
        " FROM generate_series(1, 260) AS its (it), users AS carol, users AS dave"
        " WHERE carol.telegram_id = $1 AND dave.telegram_id = $2",
        carol.id,
        dave.id,
        date(2026, 11, 1),
    )
    said: Counter[date] = Counter()
    for _ in range(7 * 24):
        await bot.passes(timedelta(hours=1), timedelta(minutes=30))
        count = len([it for it in dave.take() if it.kind == "message"])
        assert count == 0 or (bot.clock.moment.weekday() < 5 and 9 <= bot.clock.moment.hour <= 20)
        said[bot.clock.moment.date()] += count
    assert max(len(it.take()) for it in (anna, carol)) <= LIMIT * 5
    workdays = [said[day] for day in said if day.weekday() < 5]
    assert max(workdays) <= LIMIT
    assert min(workdays[1:]) >= 1
