"""When the clock may write to people, when their next digest is due, and what waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.admission import NOT_COMPUTED, Item, NotificationSettings
from taskbot.domain.quiet import DigestHours, QuietHours

GET = "SELECT * FROM notification_settings WHERE user_id = $1"

LOCK = "SELECT * FROM notification_settings WHERE user_id = $1 FOR NO KEY UPDATE"

# Leaves out people whom somebody is changing or erasing: to wait for them could be a deadlock.
LOCK_ALL = """
SELECT notification_settings.* FROM notification_settings JOIN users ON users.id = user_id
WHERE user_id = ANY ($1::bigint[]) ORDER BY user_id
FOR NO KEY UPDATE OF notification_settings SKIP LOCKED FOR KEY SHARE OF users SKIP LOCKED
"""

DUE = """
SELECT user_id FROM notification_settings WHERE next_digest_at <= $1
ORDER BY next_digest_at, user_id LIMIT $2
"""

OF_CHATS = """
SELECT telegram_id, timezone, notification_settings.*
FROM users JOIN notification_settings ON user_id = users.id WHERE telegram_id = ANY ($1::bigint[])
"""

SCHEDULE = "UPDATE notification_settings SET next_digest_at = $2 WHERE user_id = $1"

COUNT = """
UPDATE notification_settings
SET clock_sent = CASE WHEN clock_day = $2 THEN clock_sent ELSE 0 END + $3, clock_day = $2
WHERE user_id = $1
"""

COUNT_ALL = """
UPDATE notification_settings
SET clock_sent = CASE WHEN clock_day = counted.day THEN clock_sent ELSE 0 END + messages,
    clock_day = counted.day
FROM unnest($1::bigint[], $2::date[], $3::int[]) AS counted (id, day, messages)
WHERE user_id = counted.id
"""

SENT = """
UPDATE notification_settings
SET next_digest_at = $2, digest_sent_at = $3, digest_task_ids = $4::bigint[],
    clock_sent = CASE WHEN clock_day = $5 THEN clock_sent ELSE 0 END + 1, clock_day = $5
WHERE user_id = $1
"""

JOIN = """
INSERT INTO digest_items (user_id, task_id, text)
SELECT $1, task_id, text
FROM unnest($2::bigint[], $3::text[]) WITH ORDINALITY AS item (task_id, text, place)
WHERE task_id IS NULL OR EXISTS (SELECT FROM tasks WHERE id = task_id)
ORDER BY place
ON CONFLICT (user_id, task_id) DO UPDATE SET text = EXCLUDED.text
"""

JOINED = "SELECT task_id, text FROM digest_items WHERE user_id = $1 ORDER BY id"

FORGET_JOINED = "DELETE FROM digest_items WHERE user_id = $1"

SET_DIGEST = """
UPDATE notification_settings SET digest = $2, digest_at = $3, digest_days = $4, next_digest_at = '-infinity'
WHERE user_id = $1
"""

SET_QUIET = """
UPDATE notification_settings SET quiet = $2, quiet_from = $3, quiet_to = $4, quiet_days_off = $5
WHERE user_id = $1
"""


SET_REMINDERS = "UPDATE notification_settings SET reminders = $2 WHERE user_id = $1"


@dataclass(frozen=True, slots=True)
class Joined:
    """What the clock left to a digest: a task, or the person's own words."""

    task_id: int | None
    text: str | None


async def get(uow: UnitOfWork, user_id: int) -> NotificationSettings:
    """Read a person's settings; those of an erased person are the usual ones."""
    return _settings(await uow.read_row(GET, user_id))


async def of_chats(
    uow: UnitOfWork, telegram_ids: Sequence[int]
) -> dict[int, tuple[str | None, NotificationSettings]]:
    """Read people's own zones and settings, by their Telegram ids."""
    records = await uow.read(OF_CHATS, telegram_ids)
    return {record["telegram_id"]: (record["timezone"], _settings(record)) for record in records}


async def lock(uow: UnitOfWork, user_id: int) -> NotificationSettings:
    """Read a person's settings, and lock them until the transaction ends."""
    return _settings(await uow.write_row(LOCK, user_id))


async def lock_all(uow: UnitOfWork, user_ids: Sequence[int]) -> dict[int, NotificationSettings]:
    """Read the settings of people, and lock them until the transaction ends; without those locked already."""
    return {it["user_id"]: _settings(it) for it in await uow.write(LOCK_ALL, list(user_ids))}


async def due(uow: UnitOfWork, now: datetime, most: int) -> list[int]:
    """Find people whose digest is due, or whose next one is to be computed; at most so many."""
    return [record["user_id"] for record in await uow.read(DUE, now, most)]


async def schedule(uow: UnitOfWork, user_id: int, next_digest_at: datetime | None) -> None:
    """Store when a person's next digest is due; None if none is to come."""
    await uow.write(SCHEDULE, user_id, next_digest_at)


async def count(uow: UnitOfWork, user_id: int, day: date, messages: int) -> None:
    """Count messages of the clock to a person on a day of theirs."""
    await uow.write(COUNT, user_id, day, messages)


async def count_all(uow: UnitOfWork, counts: Sequence[tuple[int, date, int]]) -> None:
    """Count messages of the clock to people, each on a day of theirs."""
    if counts:
        await uow.write(COUNT_ALL, *(list(column) for column in zip(*counts, strict=True)))


async def note_digest(
    uow: UnitOfWork, user_id: int, now: datetime, task_ids: Sequence[int], following: datetime | None
) -> None:
    """Store that a person gets their digest now, what stands in it, and when the next one is due.

    `now` is in the zone of the person.
    """
    await uow.write(SENT, user_id, following, now, task_ids, now.date())


async def join(uow: UnitOfWork, user_id: int, items: Sequence[Item]) -> None:
    """Leave items to a person's next digest, each task once."""
    tasks = {it.task_id: it for it in items if it.task_id is not None}
    distinct = [*tasks.values(), *(it for it in items if it.task_id is None)]
    await uow.write(JOIN, user_id, [it.task_id for it in distinct], [it.text for it in distinct])


async def joined(uow: UnitOfWork, user_id: int) -> list[Joined]:
    """Return what was left to a person's next digest, in order."""
    return [Joined(*record) for record in await uow.read(JOINED, user_id)]


async def forget_joined(uow: UnitOfWork, user_id: int) -> None:
    """Delete what was left to a person's digest, which says it now."""
    await uow.write(FORGET_JOINED, user_id)


async def set_digest(uow: UnitOfWork, user_id: int, hours: DigestHours, *, on: bool) -> None:
    """Store whether and when a person wants their digest."""
    days = None if hours.days is None else sorted(hours.days)
    await uow.write(SET_DIGEST, user_id, on, hours.at, days)


async def set_quiet(uow: UnitOfWork, user_id: int, hours: QuietHours, *, on: bool) -> None:
    """Store whether and when a person has quiet hours."""
    await uow.write(SET_QUIET, user_id, on, hours.start, hours.end, hours.days_off)


def _next(moment: datetime | None) -> datetime | None:
    """Read an instant; asyncpg makes a time without a zone of '-infinity'."""
    return NOT_COMPUTED if moment is not None and moment.tzinfo is None else moment


async def set_reminders(uow: UnitOfWork, user_id: int, reminders: str) -> None:
    """Store which reminders a person wants; what is planned follows by a trigger."""
    await uow.write(SET_REMINDERS, user_id, reminders)


def _settings(record: Any) -> NotificationSettings:
    if record is None:
        return NotificationSettings()
    days = record["digest_days"]
    return NotificationSettings(
        digest=record["digest"],
        digest_hours=DigestHours(record["digest_at"], None if days is None else frozenset(days)),
        quiet=record["quiet"],
        quiet_hours=QuietHours(record["quiet_from"], record["quiet_to"], record["quiet_days_off"]),
        reminders=record["reminders"],
        next_digest_at=_next(record["next_digest_at"]),
        digest_sent_at=record["digest_sent_at"],
        digest_task_ids=frozenset(record["digest_task_ids"]),
        clock_day=record["clock_day"],
        clock_sent=record["clock_sent"],
    )
