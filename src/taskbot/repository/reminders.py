"""Reminders: whom to look at, what people have set themselves, and what has been sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import asyncpg

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.repository import team

ROWS = 20_000  # that one look finds
AT_ONCE = 1_000  # rows of either table in one transaction
COME = 100  # of a person's own words that have come
STEP = 5_000  # rows that are planned again in one transaction, which nobody else can change meanwhile

# '-infinity' asks to look at once. So what changes a deadline, or whose it is, need not know when to remind.
DUE = f"""
SELECT user_id FROM (
    (SELECT user_id, remind_at FROM assignments WHERE remind_at <= $1 ORDER BY remind_at LIMIT {ROWS})
    UNION ALL
    (SELECT user_id, remind_at FROM reminders WHERE remind_at <= $1 ORDER BY remind_at LIMIT {ROWS})
) AS due
GROUP BY user_id ORDER BY min(remind_at), user_id LIMIT $2
"""

# Rows that somebody else has locked are left for the next look: who waited for them, with those of others
# locked, could wait for ever.
LOCK_PARTS = f"""
SELECT task_id, user_id, remind_since, NULLIF(remind_at, '-infinity') FROM assignments
WHERE user_id = ANY ($1::bigint[]) AND remind_at <= $2
ORDER BY user_id, task_id LIMIT {AT_ONCE} FOR NO KEY UPDATE SKIP LOCKED
"""

_COLUMNS = """id, user_id, task_id, text, before, every, snoozed, since, sent_on, sent,
NULLIF(remind_at, '-infinity') AS remind_at, COALESCE(remind_at = '-infinity', false) AS fresh"""

LOCK_OWN = f"""
SELECT {_COLUMNS} FROM reminders
WHERE user_id = ANY ($1::bigint[]) AND remind_at <= $2
ORDER BY user_id, id LIMIT {AT_ONCE} FOR NO KEY UPDATE SKIP LOCKED
"""

# A step of planning again what was planned between two days, in the order of the tasks.
REPLAN = f"SELECT value FROM team WHERE key = '{team.REPLAN}'"
LOCK_REPLAN = f"{REPLAN} FOR UPDATE"
REPLAN_STEP = f"""
WITH step AS (
    SELECT max(task_id) AS last FROM (
        SELECT task_id FROM assignments WHERE task_id > $1 ORDER BY task_id LIMIT {STEP}
    ) AS few
), planned AS (
    UPDATE assignments SET remind_at = '-infinity' FROM step
    WHERE task_id > $1 AND task_id <= step.last AND remind_at > '-infinity'
        AND remind_at >= $2::text::date AND remind_at < $3::text::date + interval '1 day'
)
SELECT last FROM step
"""
REPLAN_FURTHER = f"UPDATE team SET value = $1 WHERE key = '{team.REPLAN}'"
REPLAN_DONE = f"DELETE FROM team WHERE key = '{team.REPLAN}'"

SENT_ALREADY = """
SELECT wanted.place
FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::timestamptz[])
     WITH ORDINALITY AS wanted (task_id, user_id, kind, moment, place)
JOIN reminders_sent USING (task_id, user_id, kind, moment)
"""

NOTE_SENT = """
INSERT INTO reminders_sent (task_id, user_id, kind, moment)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::timestamptz[])
"""

SCHEDULE_PARTS = """
UPDATE assignments SET remind_at = planned.remind_at, remind_since = planned.since
FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::timestamptz[])
     AS planned (task_id, user_id, remind_at, since)
WHERE assignments.task_id = planned.task_id AND assignments.user_id = planned.user_id
"""

SCHEDULE_OWN = """
UPDATE reminders
SET remind_at = planned.remind_at, since = planned.since, sent_on = planned.sent_on, sent = planned.sent
FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::date[], $5::int[])
     AS planned (id, remind_at, since, sent_on, sent)
WHERE reminders.id = planned.id
"""

DELETE_OWN = "DELETE FROM reminders WHERE id = ANY ($1::bigint[])"

# Messages that have reminded of the tasks before: the newest alone keeps its buttons. One that somebody has
# locked keeps them, too: who has locked it may wait for a task whose next change waits for this transaction.
TAKE_MESSAGES = """
DELETE FROM cards WHERE (chat_id, message_id) IN (
    SELECT cards.chat_id, message_id FROM cards
    JOIN unnest($1::bigint[], $2::bigint[]) AS reminded (chat_id, task_id) USING (chat_id, task_id)
    WHERE reminds_of IS NOT NULL FOR UPDATE OF cards SKIP LOCKED
)
RETURNING chat_id, message_id
"""

# A person and a task have one reminder each of these kinds: another takes its place.
_REPLACED = """
WITH replaced AS (
    DELETE FROM reminders
    WHERE user_id = $1 AND task_id = $2
        AND ($7 AND snoozed OR $6::int IS NOT NULL AND every IS NOT NULL OR before = $5
             OR $5::int IS NULL AND NOT $7 AND before IS NULL AND every IS NULL AND remind_at = $4)
)
"""
ADD = f"""
{_REPLACED}
INSERT INTO reminders (user_id, task_id, text, remind_at, before, every, snoozed, since)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
RETURNING id
"""

REARM = "UPDATE reminders SET remind_at = $3 WHERE id = $1 AND user_id = $2 RETURNING id"

# Those that wait, the next first; what is due by a deadline that there is not any more comes last.
OF_PERSON = f"""
SELECT {_COLUMNS} FROM reminders WHERE user_id = $1 AND (remind_at IS NOT NULL OR before IS NOT NULL)
ORDER BY reminders.remind_at NULLS LAST, id LIMIT $2
"""
OF_TASK = f"""
SELECT {_COLUMNS} FROM reminders
WHERE user_id = $1 AND task_id = $2 AND (remind_at IS NOT NULL OR before IS NOT NULL)
ORDER BY reminders.remind_at NULLS LAST, id
"""
BY_ID = f"SELECT {_COLUMNS} FROM reminders WHERE id = $1 AND user_id = $2"
COUNT = "SELECT count(*) FROM reminders WHERE user_id = $1 AND (remind_at IS NOT NULL OR before IS NOT NULL)"
# Of a person's own words that have come, only the latest can be put off.
FORGET_COME = f"""
DELETE FROM reminders WHERE user_id = $1 AND task_id IS NULL AND remind_at IS NULL AND id <= (
    SELECT id FROM reminders WHERE user_id = $1 AND task_id IS NULL AND remind_at IS NULL
    ORDER BY id DESC OFFSET {COME} LIMIT 1
)
"""
DELETE_ONE = "DELETE FROM reminders WHERE id = $1 AND user_id = $2 RETURNING id"
DELETE_OF_TASK = "DELETE FROM reminders WHERE user_id = $1 AND task_id = $2 RETURNING id"

PURGE_SENT = """
DELETE FROM reminders_sent WHERE (task_id, user_id, kind, moment) IN (
    SELECT task_id, user_id, kind, moment FROM reminders_sent
    WHERE sent_at < now() - interval '60 days' LIMIT 10000
)
"""
# A reminder of a person's own words can be put off after it has come.
PURGE_OWN = """
DELETE FROM reminders
WHERE task_id IS NULL AND remind_at IS NULL AND since < now() - interval '30 days'
"""


class Part(NamedTuple):
    """A person's part in a task, to be looked at. What fell due after `since` has not been seen to.

    `look_at` is when that was to be; null for a `fresh` one, which was changed after the last look: by then
    `since` is by the clock of PostgreSQL.
    """

    task_id: int
    user_id: int
    since: datetime
    look_at: datetime | None

    @property
    def fresh(self) -> bool:
        return self.look_at is None


@dataclass(frozen=True, slots=True)
class OwnReminder:
    """A reminder that a person has set: of a task, or of their own words.

    `remind_at` is null for one that has come, or is `fresh`: then it is to be computed. `before` is in
    minutes before the task's deadline, `every` in minutes until the task is done. It was sent `sent` times
    on `sent_on`, a day of the person's.
    """

    id: int
    user_id: int
    task_id: int | None
    text: str | None
    remind_at: datetime | None
    before: int | None
    every: int | None
    snoozed: bool
    since: datetime
    sent_on: date | None
    sent: int
    fresh: bool


class Key(NamedTuple):
    """What makes a reminder one."""

    task_id: int
    user_id: int
    kind: str
    moment: datetime


class Planned(NamedTuple):
    """When to look at a person's part in a task again; null: not until it is changed.

    `since` is null if there is nothing to remind of.
    """

    task_id: int
    user_id: int
    remind_at: datetime | None
    since: datetime | None


async def due(uow: UnitOfWork, now: datetime, most: int) -> list[int]:
    """Return the ids of people with something to look at, those who wait longest first."""
    return [record["user_id"] for record in await uow.read(DUE, now, most)]


async def to_replan(uow: UnitOfWork) -> str | None:
    """Tell what is to be planned again; None where that is nothing."""
    value: str | None = await uow.read_value(REPLAN)
    return value


async def replan(uow: UnitOfWork) -> None:
    """Let some of what is to be planned again be looked at at once; the others follow in later steps."""
    value: str | None = await uow.write_value(LOCK_REPLAN)
    if value is None:
        return
    after, first, last = value.split()
    reached: int | None = await uow.write_value(REPLAN_STEP, int(after), first, last)
    if reached is None:
        await uow.write(REPLAN_DONE)
    else:
        await uow.write(REPLAN_FURTHER, f"{reached} {first} {last}")


async def lock_parts(uow: UnitOfWork, user_ids: Sequence[int], now: datetime) -> list[Part]:
    """Lock what is to be looked at of these people's parts in tasks, until the transaction ends."""
    return [Part(*record.values()) for record in await uow.write(LOCK_PARTS, user_ids, now)]


async def lock_own(uow: UnitOfWork, user_ids: Sequence[int], now: datetime) -> list[OwnReminder]:
    """Lock what is to be looked at of what these people have set, until the transaction ends."""
    return [_own(record) for record in await uow.write(LOCK_OWN, user_ids, now)]


async def sent_already(uow: UnitOfWork, keys: Sequence[Key]) -> set[Key]:
    """Return those that have been sent."""
    records = await uow.read(SENT_ALREADY, *_columns(keys, 4)) if keys else []
    return {keys[record["place"] - 1] for record in records}


async def note_sent(uow: UnitOfWork, keys: Sequence[Key]) -> None:
    """Store what is sent in this transaction. Raises UniqueViolationError for what has been sent."""
    if keys:
        await uow.write(NOTE_SENT, *_columns(keys, 4))


async def schedule_parts(uow: UnitOfWork, planned: Sequence[Planned]) -> None:
    """Store when to look at parts again."""
    if planned:
        await uow.write(SCHEDULE_PARTS, *_columns(planned, 4))


async def schedule_own(uow: UnitOfWork, own: Sequence[OwnReminder]) -> None:
    """Store when what people have set comes next, and how often it was sent today."""
    rows = [(it.id, it.remind_at, it.since, it.sent_on, it.sent) for it in own]
    if rows:
        await uow.write(SCHEDULE_OWN, *_columns(rows, 5))


async def delete_own(uow: UnitOfWork, ids: Sequence[int]) -> None:
    """Delete what is over."""
    if ids:
        await uow.write(DELETE_OWN, ids)


async def take_messages(uow: UnitOfWork, of: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Forget the messages that have reminded chats of tasks (given as ids of both); return their ids."""
    records = await uow.write(TAKE_MESSAGES, *_columns(list(of), 2))
    return [(record["chat_id"], record["message_id"]) for record in records]


async def add(
    uow: UnitOfWork,
    user_id: int,
    now: datetime,
    *,
    task_id: int | None = None,
    text: str | None = None,
    remind_at: datetime | None = None,
    before: int | None = None,
    every: int | None = None,
    snoozed: bool = False,
) -> int:
    """Set a reminder, in place of the same one; return its id. It is of a task or of a text."""
    values = (user_id, task_id, text, remind_at, before, every, snoozed, now)
    reminder_id: int = await uow.write_value(ADD, *values)
    return reminder_id


async def rearm(uow: UnitOfWork, user_id: int, reminder_id: int, remind_at: datetime) -> bool:
    """Let a reminder come again; return false if it is gone."""
    return await uow.write_value(REARM, reminder_id, user_id, remind_at) is not None


async def of_person(uow: UnitOfWork, user_id: int, most: int) -> list[OwnReminder]:
    """Return what a person has set and what still waits, the next first."""
    return [_own(record) for record in await uow.read(OF_PERSON, user_id, most)]


async def of_task(uow: UnitOfWork, user_id: int, task_id: int) -> list[OwnReminder]:
    """Return what a person has set for a task, the next first."""
    return [_own(record) for record in await uow.read(OF_TASK, user_id, task_id)]


async def by_id(uow: UnitOfWork, user_id: int, reminder_id: int) -> OwnReminder | None:
    """Return a reminder of that person."""
    record = await uow.read_row(BY_ID, reminder_id, user_id)
    return None if record is None else _own(record)


async def count(uow: UnitOfWork, user_id: int) -> int:
    """Count what a person has set and what still waits."""
    number: int = await uow.read_value(COUNT, user_id)
    return number


async def forget_come(uow: UnitOfWork, user_id: int) -> None:
    """Forget what has come of a person's own words, but for the latest."""
    await uow.write(FORGET_COME, user_id)


async def delete(uow: UnitOfWork, user_id: int, reminder_id: int) -> bool:
    """Delete a reminder of that person; return whether there was one."""
    return await uow.write_value(DELETE_ONE, reminder_id, user_id) is not None


async def delete_of_task(uow: UnitOfWork, user_id: int, task_id: int) -> int:
    """Delete what a person has set for a task; return how many there were."""
    return len(await uow.write(DELETE_OF_TASK, user_id, task_id))


async def purge(uow: UnitOfWork) -> None:
    """Forget what was sent long ago."""
    await uow.write(PURGE_SENT)
    await uow.write(PURGE_OWN)


def _columns(rows: Sequence[Sequence[object]], width: int) -> list[list[object]]:
    return [[row[place] for row in rows] for place in range(width)]


def _own(record: asyncpg.Record) -> OwnReminder:
    return OwnReminder(**record)
