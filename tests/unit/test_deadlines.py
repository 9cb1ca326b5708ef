"""Deadlines: a day that floats with its reader, a time that is one instant; in Python and in the tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from autocommit import Autocommit
from taskbot.domain.models import ChangeKind, Deadline, Priority, Role, due_columns
from taskbot.repository import tasks, users

MOSCOW, KAMCHATKA, LA = map(ZoneInfo, ("Europe/Moscow", "Asia/Kamchatka", "America/Los_Angeles"))
# Wall times and the instants that they are: ordinary ones, skipped ones, and ones that come twice.
INSTANTS = [
    ("Europe/Moscow", "2026-12-25 18:00", "2026-12-25 15:00"),
    ("Asia/Kamchatka", "2026-12-25 00:30", "2026-12-24 12:30"),
    ("Asia/Kolkata", "2026-12-25 18:00", "2026-12-25 12:30"),
    ("Europe/Berlin", "2027-03-28 01:59", "2027-03-28 00:59"),
    ("Europe/Berlin", "2027-03-28 02:30", "2027-03-28 01:30"),
    ("Europe/Berlin", "2027-03-28 03:00", "2027-03-28 01:00"),
    ("Europe/Berlin", "2026-10-25 01:59", "2026-10-24 23:59"),
    ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30"),
    ("Europe/Berlin", "2026-10-25 03:00", "2026-10-25 02:00"),
    ("America/New_York", "2027-03-14 02:30", "2027-03-14 07:30"),
    ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),
    ("America/New_York", "2026-11-01 02:00", "2026-11-01 07:00"),
    ("Australia/Lord_Howe", "2027-04-04 01:45", "2027-04-03 14:45"),
    ("Antarctica/Troll", "2026-10-25 02:30", "2026-10-25 00:30"),
    ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30 22:00"),
    ("Pacific/Apia", "2011-12-31 12:00", "2011-12-30 22:00"),
    ("Europe/Moscow", "2014-10-26 01:30", "2014-10-25 21:30"),
    ("UTC", "2028-02-29 23:59", "2028-02-29 23:59"),
]


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("zone", "wall", "instant"), INSTANTS)
def test_a_time_is_one_instant(zone: str, wall: str, instant: str) -> None:
    typed = datetime.fromisoformat(wall)
    deadline = Deadline(typed.date(), typed.time(), zone)
    assert deadline.instant == deadline.ends(LA) == _utc(instant)
    assert deadline.instant.tzinfo is UTC


def test_a_day_ends_at_the_midnight_of_its_reader() -> None:
    day = Deadline(date(2026, 12, 25))
    assert day.instant is None
    assert day.ends(KAMCHATKA) == _utc("2026-12-25 12:00")
    assert day.ends(LA) == _utc("2026-12-26 08:00")


def test_what_has_passed() -> None:
    day, timed = Deadline(date(2026, 12, 25)), Deadline(date(2026, 12, 25), time(18), "Europe/Moscow")
    before, at = _utc("2026-12-25 14:59"), _utc("2026-12-25 15:00")
    assert [timed.passed(now.astimezone(zone)) for zone in (LA, KAMCHATKA) for now in (before, at)] == [
        False,
        True,
    ] * 2
    assert not day.passed(at.astimezone(LA))
    assert day.passed(at.astimezone(KAMCHATKA))  # where it is the 26th


@pytest.mark.parametrize(
    ("deadline", "written"),
    [
        (Deadline(date(2026, 12, 25)), "2026-12-25"),
        (Deadline(date(2026, 12, 25), time(9, 5), "Europe/Moscow"), "2026-12-25T09:05[Europe/Moscow]"),
    ],
)
def test_histories_keep_the_zone(deadline: Deadline, written: str) -> None:
    assert str(deadline) == written
    assert Deadline.parse(written) == deadline


# --- In the tables --------------------------------------------------------------------------------

INSERT = """
INSERT INTO tasks (title, due_date, due_time, due_zone) VALUES ('A', $1, $2, $3) RETURNING due_at
"""


async def test_postgresql_finds_the_same_instants(connection: Autocommit) -> None:
    for zone, wall, instant in INSTANTS:
        typed = datetime.fromisoformat(wall)
        found = await connection.fetchval(INSERT, typed.date(), typed.time(), zone)
        assert found == _utc(instant), (zone, wall)


async def _task(connection: Autocommit, **values: object) -> int:
    anna = await users.register(
        connection, telegram_id=1, username=None, full_name="Anna", language_code="en", role=Role.ADMIN
    )
    return await tasks.create(
        connection,
        title="A",
        description=None,
        priority=Priority.LOW,
        assigned_to_id=anna.id,
        created_by_id=anna.id,
        **{"due_date": date(2026, 12, 25), "due_time": time(18), "due_zone": "Europe/Moscow"} | values,  # type: ignore[arg-type]
    )


async def _deadline(connection: Autocommit, number: int) -> Deadline | None:
    task = await tasks.get(connection, number)
    assert task is not None
    return task.deadline


async def _instants(connection: Autocommit) -> set[datetime | None]:
    """The instants of the one task, and of its assignee's part."""
    return {
        it["due_at"]
        for it in await connection.fetch("SELECT due_at FROM tasks UNION ALL SELECT due_at FROM assignments")
    }


async def test_a_time_comes_back_as_it_was_put(connection: Autocommit) -> None:
    number = await _task(connection)
    assert await _deadline(connection, number) == Deadline(date(2026, 12, 25), time(18), "Europe/Moscow")
    assert await _instants(connection) == {_utc("2026-12-25 15:00")}


async def test_the_bot_changes_and_takes_it_away(connection: Autocommit) -> None:
    number = await _task(connection)
    for deadline in (
        Deadline(date(2026, 12, 24), time(8, 30), "Asia/Kamchatka"),
        Deadline(date(2027, 1, 1)),
        None,
    ):
        task = await tasks.get(connection, number)
        assert task is not None
        assert task.creator is not None
        entry = tasks.Entry(ChangeKind.DEADLINE, str(task.deadline), str(deadline))
        values = due_columns(deadline)
        await tasks.change(connection, task, tasks.SET_DEADLINE, task.creator, entry, *values)
        assert await _deadline(connection, number) == deadline
        assert await _instants(connection) == {deadline.instant if deadline else None}


@pytest.mark.parametrize(
    ("change", "deadline"),
    [
        ("due_date = '2026-12-26'", Deadline(date(2026, 12, 26), time(18), "Europe/Moscow")),
        ("due_date = NULL", None),
        ("due_time = NULL", Deadline(date(2026, 12, 25))),
        ("due_zone = NULL", Deadline(date(2026, 12, 25), time(18), "UTC")),
        ("due_zone = 'Europe/Berlin'", Deadline(date(2026, 12, 25), time(18), "Europe/Berlin")),
        ("due_at = NULL", Deadline(date(2026, 12, 25), time(18), "Europe/Moscow")),
    ],
)
async def test_other_programs_may_write_any_part_of_it(
    change: str, deadline: Deadline | None, connection: Autocommit
) -> None:
    number = await _task(connection)
    await connection.execute(f"UPDATE tasks SET {change}")  # noqa: S608
    assert await _deadline(connection, number) == deadline
    assert await _instants(connection) == {deadline.instant if deadline else None}


async def test_other_programs_that_know_no_times(connection: Autocommit) -> None:
    await connection.execute("INSERT INTO tasks (title, due_date) VALUES ('A', '2026-12-25')")
    await connection.execute("UPDATE tasks SET due_date = '2026-12-26', priority = 'low'")
    row = await connection.fetchrow("SELECT due_date, due_time, due_zone, due_at FROM tasks")
    assert row is not None
    assert tuple(row) == (date(2026, 12, 26), None, None, None)


async def test_a_zone_that_only_postgresql_knows(connection: Autocommit) -> None:
    """Its instant is read in UTC; the task can be shown."""
    number = await _task(connection, due_time=None, due_zone=None)
    await connection.execute("UPDATE tasks SET due_time = '18:00', due_zone = 'MSK'")
    assert await _deadline(connection, number) == Deadline(date(2026, 12, 25), time(15), "UTC")
