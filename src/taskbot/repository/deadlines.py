"""Deadlines, as the tables keep them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import asyncpg

from taskbot.domain.models import Deadline, due_fields
from taskbot.places import known_zone

COLUMNS = "tasks.due_date, tasks.due_time, tasks.due_zone, tasks.due_at"


def values(deadline: Deadline | None) -> tuple[object, ...]:
    """Give a deadline's `due_date`, `due_time`, `due_zone` and `due_at`."""
    instant = deadline.instant if deadline else None
    return (*due_fields(deadline).values(), instant)


def fields(record: asyncpg.Record) -> dict[str, Any]:
    """Give the fields of `Dated` of a row.

    An outside program may have stored a zone that this machine does not know: then the instant is read in
    UTC.
    """
    day, time, zone = record["due_date"], record["due_time"], record["due_zone"]
    if time is not None and not known_zone(zone):
        at: datetime = (record.get("due_at") or datetime.combine(day, time, UTC)).astimezone(UTC)
        day, time, zone = at.date(), at.time(), "UTC"
    return {"due_date": day, "due_time": time, "due_zone": zone}
