"""A week of a team of fifty with a thousand tasks: when the clock speaks to each of them.

The expected times follow from the rules by hand. They are the whole week's, so whatever else came fails.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from dialogues.stage import Speaker, Stage
from taskbot.sandbox.people import Person

BEGIN = datetime(2026, 12, 6, 20, tzinfo=UTC)  # a Sunday, later than when the bot starts
WEEK, STEP = timedelta(days=7), timedelta(minutes=30)
MON, TUE, WED, THU, FRI, SAT = "12-07", "12-08", "12-09", "12-10", "12-11", "12-12"
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
LIMIT = 6  # messages a day

ADD_PEOPLE = """
INSERT INTO users (telegram_id, full_name, timezone, language_code, reachable, role)
SELECT number, 'Person ' || number, $2, 'en', $3, $4::text::user_role FROM unnest($1::bigint[]) AS number
"""
SET = """
UPDATE notification_settings SET digest = $2, reminders = $3
WHERE user_id IN (SELECT id FROM users WHERE telegram_id = ANY ($1::bigint[]))
"""
ADD_TASKS = """
INSERT INTO tasks (title, assigned_to_id, status, due_date, due_time, due_zone)
SELECT 'Task ' || number, users.id, $2::text::task_status, $3::text::date, $4::text::time,
       CASE WHEN $4::text IS NOT NULL THEN timezone END
FROM users CROSS JOIN generate_series(1, $5::int) AS number
WHERE telegram_id = ANY ($1::bigint[])
"""


@dataclass(frozen=True)
class Due:
    """So many tasks of a person, due on a day, or then; without a day, they have no deadline."""

    count: int
    day: str | None = None
    time: str | None = None
    status: str = "pending"


@dataclass(frozen=True)
class Kind:
    """People alike: so many, with these tasks, spoken to at these times of theirs."""

    people: int
    tasks: tuple[Due, ...]
    said: tuple[str, ...]
    digest: bool = True
    reminders: str = "default"
    zone: str = BERLIN
    reachable: bool = True
    role: str = "employee"


def at(day: str, *times: str) -> tuple[str, ...]:
    return tuple(f"{day} {time}" for time in times)


def mornings(*days: str) -> tuple[str, ...]:
    return tuple(f"{day} 09:00" for day in days)


# A Wednesday's deadline is in the digest of the day before, of the day, and of the days after it. Who has none
# gets a reminder on Thursday, and after that, as long as the task is late, a list a day.
FROM_TUESDAY, ALL_WEEK = mornings(TUE, WED, THU, FRI), mornings(MON, TUE, WED, THU, FRI)
AROUND_THREE = (*at(TUE, "09:00", "15:00"), *at(WED, "09:00", "14:00"), *mornings(THU, FRI))
EVERY_HALF_HOUR = [f"{hour}:{minute}" for hour, minute in product(range(10, 20), ("00", "30"))][1:]
TWO_HUNDRED_LATE = tuple(Due(20, f"11-{day}") for day in range(16, 26))
KINDS = {
    "has done all": Kind(3, (Due(19, WED, status="completed"),), ()),
    "an admin": Kind(1, (Due(19, WED, status="completed"),), ALL_WEEK, role="admin"),
    "without deadlines": Kind(6, (Due(5),), ()),
    "days": Kind(8, (Due(8, WED), Due(1)), FROM_TUESDAY),
    "a time": Kind(6, (Due(1, WED, "15:00"), Due(8)), AROUND_THREE),
    "a time in New York": Kind(4, (Due(1, WED, "15:00"), Due(13)), AROUND_THREE, zone=NEW_YORK),
    "no digest": Kind(5, (Due(2, WED), Due(14)), mornings(TUE, TUE, WED, WED, THU, THU, FRI), digest=False),
    "few reminders": Kind(3, (Due(1, WED), Due(14)), mornings(WED, THU, FRI), digest=False, reminders="few"),
    "no reminders": Kind(4, (Due(1, WED, "15:00"), Due(15)), FROM_TUESDAY, reminders="off"),
    "a day off": Kind(2, (Due(1, SAT, "12:00"), Due(15)), at(FRI, "12:00"), digest=False),
    "a night": Kind(2, (Due(1, WED, "21:00"), Due(15)), mornings(WED, THU, FRI), digest=False),
    "many at once": Kind(
        2,
        (Due(12, WED, "15:00"),),
        (*at(TUE, "15:00"), *at(WED, "14:00"), *mornings(THU, FRI)),
        digest=False,
    ),
    "has blocked the bot": Kind(1, (Due(16, WED),), (), reachable=False),
    "a rush": Kind(
        1,
        tuple(Due(1, WED, time) for time in EVERY_HALF_HOUR),
        (
            *at(TUE, "09:00", "10:30", "11:00", "11:30", "12:00", "12:30"),
            *at(WED, "09:00", "10:00", "10:30", "11:00", "11:30", "12:00"),
            *mornings(THU, FRI),
        ),
    ),
    "two hundred late": Kind(1, TWO_HUNDRED_LATE, ALL_WEEK),
    "two hundred late, no digest": Kind(1, TWO_HUNDRED_LATE, tuple(sorted(2 * ALL_WEEK)), digest=False),
}


async def _come(bot: Stage, first: int, kind: Kind) -> list[Speaker]:
    """Let people of a kind be in the team, with their tasks."""
    ids = list(range(first, first + kind.people))
    await bot.pool.execute(ADD_PEOPLE, ids, kind.zone, kind.reachable, kind.role)
    await bot.pool.execute(SET, ids, kind.digest, kind.reminders)
    for due in kind.tasks:
        day = due.day and f"2026-{due.day}"
        await bot.pool.execute(ADD_TASKS, ids, due.status, day, due.time, due.count)
    speakers = [bot.person(Person(it, f"Person {it}", None, None, "en")) for it in ids]
    for speaker in speakers:
        bot.sandbox.state.chats[speaker.id].started = True
    return speakers


def _heard(speaker: Speaker, zone: ZoneInfo) -> list[str]:
    """When somebody got messages, by their own clock."""
    dates = [it.body["date"] for it in speaker.chat.messages]
    return [f"{datetime.fromtimestamp(it, zone):%m-%d %H:%M}" for it in dates]


@pytest.mark.settings(timezone=BERLIN)
async def test_each_is_spoken_to_when_there_is_something_to_say_and_no_more(bot: Stage) -> None:
    bot.clock.moment = BEGIN
    await bot.tick()
    team = {
        name: await _come(bot, 2000 + 100 * number, kind) for number, (name, kind) in enumerate(KINDS.items())
    }
    assert sum(map(len, team.values())) == 50
    assert await bot.sql("SELECT count(*) FROM tasks") == 1000
    await bot.passes(WEEK, STEP)
    for name, kind in KINDS.items():
        for speaker in team[name]:
            heard = _heard(speaker, ZoneInfo(kind.zone))
            assert heard == list(kind.said), name
            assert max(Counter(it.split()[0] for it in heard).values(), default=0) <= LIMIT
            speaker.take()
