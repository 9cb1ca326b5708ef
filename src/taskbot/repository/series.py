"""Series of recurring tasks, their occurrences, and the people who are yet to be told of one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

import asyncpg

from taskbot.delivery.unit_of_work import DeferredWrite, UnitOfWork
from taskbot.domain.models import DEFAULT_PROJECT, File, FileKind, Person, Priority
from taskbot.domain.recurrence import Rule, Shift, Unit
from taskbot.domain.series import Series
from taskbot.repository import users

PAGE = 10

_COLUMNS = f"""series.id, title, description, priority, review, assignee_ids, files::text AS files,
remind_before, label_ids, rule::text AS rule, zone, number, last_day, next_day, next_at, fallen,
ended_at IS NOT NULL AS ended, project_id,
{users.columns("creator")}"""
_FROM = "FROM series LEFT JOIN users AS creator ON creator.id = series.created_by_id"

CREATE = """
INSERT INTO series
    (created_by_id, title, description, priority, review, assignee_ids, files, rule, zone, next_day, last_day,
     number, remind_before, project_id, label_ids, next_at)
VALUES ($1, $2, $3, $4, $5, $6, $7::text::jsonb, $8::text::jsonb, $9, $10, $11, $12, $13, $14, $15,
        '-infinity')
RETURNING id
"""

GET = f"SELECT {_COLUMNS} {_FROM} WHERE series.id = $1"

# The open occurrences are locked before their series, as by whoever changes one.
LOCK_OPEN = """
SELECT id FROM tasks
WHERE series_id = $1 AND deleted_at IS NULL AND status IN ('pending', 'in_progress')
ORDER BY id FOR KEY SHARE
"""
LOCK = f"{GET} FOR UPDATE OF series"

DUE = "SELECT id FROM series WHERE next_at <= $1 ORDER BY next_at, id LIMIT $2"

SAVE = DeferredWrite.of("""
UPDATE series SET number = $2, last_day = $3, next_day = $4, next_at = $5, fallen = $6,
    ended_at = CASE WHEN $7::boolean THEN COALESCE(ended_at, now()) END
WHERE id = $1
""")

UPDATE = DeferredWrite.of("""
UPDATE series SET title = $2, description = $3, priority = $4, review = $5, assignee_ids = $6,
    remind_before = $7, project_id = $8, label_ids = $9, fallen = false
WHERE id = $1
""")
SET_RULE = DeferredWrite.of("""
UPDATE series SET rule = $2::text::jsonb, zone = $3, number = 0, last_day = $5,
    next_day = $4, next_at = '-infinity', ended_at = NULL
WHERE id = $1
""")
STOP = DeferredWrite.of("""
UPDATE series SET ended_at = now(), next_at = NULL, next_day = NULL WHERE id = $1 AND ended_at IS NULL
""")

ADD = DeferredWrite.of("UPDATE tasks SET series_id = $2, series_day = $3 WHERE id = $1")
LATEST_TASK = "SELECT max(id) FROM tasks WHERE series_id = $1 AND deleted_at IS NULL"
LATEST_DAY = "SELECT max(series_day) FROM tasks WHERE series_id = $1"

_LED = "($2::bigint[] IS NULL OR series.project_id = ANY ($2::bigint[]))"
PAGE_FROM = f"""
SELECT {_COLUMNS} {_FROM} WHERE ended_at IS NULL AND series.id > $1 AND {_LED}
ORDER BY series.id LIMIT {PAGE + 1}
"""
PAGE_BEFORE = f"""
SELECT * FROM (
    SELECT {_COLUMNS} {_FROM} WHERE ended_at IS NULL AND series.id < $1 AND {_LED}
    ORDER BY series.id DESC LIMIT {PAGE + 1}
) AS page ORDER BY id
"""

ANNOUNCE = """
INSERT INTO announcements (user_id, task_id, announce_at, fallen)
SELECT user_id, $2, $3, $4 FROM unnest($1::bigint[]) AS user_id
ON CONFLICT DO NOTHING
"""
DUE_ANNOUNCEMENTS = """
SELECT user_id FROM announcements WHERE announce_at <= $1 GROUP BY user_id ORDER BY min(announce_at), user_id
LIMIT $2
"""
TAKE_ANNOUNCEMENTS = """
DELETE FROM announcements WHERE user_id = $1 AND announce_at <= $2 RETURNING task_id, announce_at, fallen
"""


class Announcement(NamedTuple):
    """A person is to be told of an occurrence; `fallen` to them, as its creator."""

    task_id: int
    announce_at: datetime
    fallen: bool


class SeriesPage(NamedTuple):
    """Some series that go on, in the order in which they were made."""

    series: tuple[Series, ...]
    has_previous: bool
    has_next: bool


async def create(
    uow: UnitOfWork,
    creator: Person,
    *,
    title: str,
    description: str | None,
    priority: Priority,
    review: bool,
    assignee_ids: Sequence[int],
    files: Sequence[File],
    rule: Rule,
    zone: str,
    next_day: date,
    last_day: date,
    number: int = 0,
    remind_before: Sequence[int] = (),
    project_id: int = DEFAULT_PROJECT,
    label_ids: Sequence[int] = (),
) -> int:
    """Add a series of which there are `number` occurrences, to be looked at at once; return its id."""
    listed = json.dumps([[it.kind, it.id, it.name, it.album] for it in files])
    own = (title, description, priority, review, list(assignee_ids), listed)
    series_id: int = await uow.write_value(
        CREATE,
        creator.id,
        *own,
        dump_rule(rule),
        zone,
        next_day,
        last_day,
        number,
        list(remind_before),
        project_id,
        list(label_ids),
    )
    return series_id


async def get(uow: UnitOfWork, series_id: int) -> Series | None:
    return _series(await uow.read_row(GET, series_id))


async def lock(uow: UnitOfWork, series_id: int) -> tuple[Series | None, list[int]]:
    """Read a series, to change it, and the ids of its open occurrences."""
    opened = [record["id"] for record in await uow.write(LOCK_OPEN, series_id)]
    return _series(await uow.write_row(LOCK, series_id)), opened


async def due(uow: UnitOfWork, now: datetime, most: int) -> list[int]:
    """Return the ids of series that are to be looked at."""
    return [record["id"] for record in await uow.read(DUE, now, most)]


async def save(uow: UnitOfWork, series: Series) -> None:
    """Save how far a series has come."""
    own = (series.number, series.last_day, series.next_day, series.next_at, series.fallen, series.ended)
    await uow.write_last(SAVE, series.id, *own)


async def update(uow: UnitOfWork, series: Series) -> None:
    """Save what later occurrences are made of."""
    own = (series.title, series.description, series.priority, series.review, list(series.assignee_ids))
    more = (list(series.remind_before), series.project_id, list(series.label_ids))
    await uow.write_last(UPDATE, series.id, *own, *more)


async def set_rule(
    uow: UnitOfWork, series_id: int, rule: Rule, zone: str, next_day: date, last_day: date
) -> None:
    """Give a series another rule, by which it counts anew after a day; one that has ended goes on."""
    await uow.write_last(SET_RULE, series_id, dump_rule(rule), zone, next_day, last_day)


async def stop(uow: UnitOfWork, series_id: int) -> None:
    """End a series; its open occurrence stays."""
    await uow.write_last(STOP, series_id)


async def add(uow: UnitOfWork, task_id: int, series_id: int, day: date | None) -> None:
    """Make a task an occurrence of a series."""
    await uow.write_last(ADD, task_id, series_id, day)


async def latest_day(uow: UnitOfWork, series_id: int) -> date | None:
    """Return the last day of which there was an occurrence."""
    day: date | None = await uow.read_value(LATEST_DAY, series_id)
    return day


async def latest_task(uow: UnitOfWork, series_id: int) -> int | None:
    """Return the id of the last occurrence that was made and not deleted."""
    task_id: int | None = await uow.read_value(LATEST_TASK, series_id)
    return task_id


async def page(
    uow: UnitOfWork, after: int = 0, before: int | None = None, led: Sequence[int] | None = None
) -> SeriesPage:
    """Return the series that go on, of the projects `led` or of all: those after an id, or before one."""
    if before is None:
        found = [_build(record) for record in await uow.read(PAGE_FROM, after, led)]
        return SeriesPage(tuple(found[:PAGE]), after > 0, len(found) > PAGE)
    found = [_build(record) for record in await uow.read(PAGE_BEFORE, before, led)]
    return SeriesPage(tuple(found[-PAGE:]), len(found) > PAGE, has_next=True)


# --- Announcements --------------------------------------------------------------------------------


async def announce(
    uow: UnitOfWork, task_id: int, people: Sequence[int], at: datetime, *, fallen: bool = False
) -> None:
    """Let people be told of an occurrence at an instant."""
    await uow.write(ANNOUNCE, list(people), task_id, at, fallen)


async def due_announcements(uow: UnitOfWork, now: datetime, most: int) -> list[int]:
    """Return the ids of people who are to be told something."""
    return [record["user_id"] for record in await uow.read(DUE_ANNOUNCEMENTS, now, most)]


async def take_announcements(uow: UnitOfWork, user_id: int, now: datetime) -> list[Announcement]:
    """Return and delete what a person is to be told now, the earliest first."""
    records = await uow.write(TAKE_ANNOUNCEMENTS, user_id, now)
    return sorted((Announcement(**record) for record in records), key=lambda it: (it.announce_at, it.task_id))


# --- Rules ----------------------------------------------------------------------------------------


def dump_rule(rule: Rule) -> str:
    """Write a rule as JSON, but for what it leaves open."""
    usual = Rule(rule.unit)
    values = {
        name: getattr(rule, name)
        for name in Rule.__slots__
        if name == "unit" or getattr(rule, name) != getattr(usual, name)
    }
    return json.dumps(values, default=str)


def load_rule(written: str) -> Rule:
    """Read what `dump_rule` wrote."""
    values: Mapping[str, Any] = json.loads(written)
    return Rule(**{name: _READ.get(name, lambda it: it)(value) for name, value in values.items()})


def _days(value: Sequence[int]) -> tuple[int, ...]:
    return tuple(value)


_READ: dict[str, Any] = {
    "unit": Unit,
    "shift": Shift,
    "time": time.fromisoformat,
    **dict.fromkeys(("start", "until"), date.fromisoformat),
    **dict.fromkeys(("weekdays", "days", "places"), _days),
}


def _series(record: asyncpg.Record | None) -> Series | None:
    return None if record is None else _build(record)


def _build(record: asyncpg.Record) -> Series:
    own = {name: record[name] for name in Series.__slots__ if name in record.keys()}  # noqa: SIM118 (a record's)
    files = tuple(File(FileKind(kind), *rest) for kind, *rest in json.loads(record["files"]))
    if own["next_at"] is not None:
        own["next_at"] = own["next_at"].replace(tzinfo=UTC)  # asyncpg reads '-infinity' without a zone
    own |= {"priority": Priority(record["priority"]), "assignee_ids": tuple(record["assignee_ids"])}
    own |= {name: tuple(record[name]) for name in ("remind_before", "label_ids")}
    creator = users.person(record, "creator_") if record["creator_id"] is not None else None
    return Series(**own | {"files": files, "rule": load_rule(record["rule"]), "creator": creator})
