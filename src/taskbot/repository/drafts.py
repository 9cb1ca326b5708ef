"""Drafts of tasks. Each belongs to one person, and only that person can reach it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import asyncpg

from taskbot.delivery.unit_of_work import DeferredWrite, UnitOfWork
from taskbot.domain.models import (
    Draft,
    File,
    FileKind,
    PendingAssignee,
    Person,
    Priority,
    Source,
    due_fields_of,
)
from taskbot.repository import series, users

SUGGESTED = 4  # people with their own button
_LATELY = 200  # tasks

_COLUMNS = """id, title, description, priority, due_date, due_time, due_zone, review, assignee_ids,
files::text AS files, message_id, remind_before, repeat::text AS repeat, project_id,
source::text AS source, pending::text AS pending, labels"""

START = f"INSERT INTO drafts (user_id, review) VALUES ($1, $2) RETURNING {_COLUMNS}"

GET = f"SELECT {_COLUMNS} FROM drafts WHERE id = $1 AND user_id = $2"

SHOWN_IN = f"SELECT {_COLUMNS} FROM drafts WHERE user_id = $1 AND message_id = $2"

# A person's latest draft; one older than an hour is no longer the one being written.
LATEST = f"""
SELECT {_COLUMNS} FROM drafts WHERE user_id = $1 AND created_at > $2::timestamptz - interval '1 hour'
ORDER BY id DESC LIMIT 1
"""

_SAVE = """
UPDATE drafts SET title = $2, description = $3, priority = $4, due_date = $5, due_time = $6, due_zone = $7,
    review = $8, assignee_ids = $9, files = $10::text::jsonb, remind_before = $11::integer[],
    repeat = $12::text::jsonb, project_id = $13, source = $14::text::jsonb, pending = $15::text::jsonb,
    labels = $16::text[]
WHERE id = $1
"""
SAVE = DeferredWrite.of(_SAVE)
SAVE_AND_LOCATE = f"{_SAVE} RETURNING message_id"

SET_MESSAGE = DeferredWrite.of("UPDATE drafts SET message_id = $2 WHERE id = $1")

TAKE = f"DELETE FROM drafts WHERE id = $1 AND user_id = $2 RETURNING {_COLUMNS}"

PURGE = """
DELETE FROM drafts WHERE id IN (SELECT id FROM drafts WHERE created_at < now() - interval '7 days' LIMIT 1000)
"""

# First the people to whom this person lately assigned tasks, then other assignees, then all others by name.
LIKELY = f"""
WITH recent AS (SELECT id, created_by_id FROM tasks ORDER BY id DESC LIMIT {_LATELY}), busy AS (
    SELECT user_id, max(recent.id) FILTER (WHERE recent.created_by_id = $1) AS own, max(recent.id) AS latest
    FROM recent JOIN assignments ON assignments.task_id = recent.id
    GROUP BY user_id
)
SELECT {users.columns("likely")}
FROM users AS likely LEFT JOIN busy ON busy.user_id = likely.id
WHERE access = 'active' AND reachable
ORDER BY own DESC NULLS LAST, latest DESC NULLS LAST, likely.id = $1, lower(likely.full_name), likely.id
LIMIT {SUGGESTED + 1}
"""

USERNAMES = """
SELECT username FROM users WHERE access = 'active' AND username IS NOT NULL ORDER BY id DESC LIMIT 1000
"""


async def start(uow: UnitOfWork, user_id: int, *, review: bool) -> Draft:
    """Create an empty draft."""
    record = await uow.write_row(START, user_id, review)
    if record is None:
        raise LookupError("the statement returns the draft that it added")
    return _build(record)


async def get(uow: UnitOfWork, draft_id: int, user_id: int) -> Draft | None:
    """Return a person's draft; None if it became a task or was cancelled."""
    return _draft(await uow.read_row(GET, draft_id, user_id))


async def shown_in(uow: UnitOfWork, user_id: int, message_id: int) -> Draft | None:
    """Return the draft that a message of a person's chat shows."""
    return _draft(await uow.read_row(SHOWN_IN, user_id, message_id))


async def latest(uow: UnitOfWork, user_id: int, sent: datetime) -> Draft | None:
    """Give the draft that a person was busy with at that time."""
    return _draft(await uow.read_row(LATEST, user_id, sent))


async def save(uow: UnitOfWork, draft: Draft) -> None:
    """Save a draft, except which message shows it."""
    await uow.write_last(SAVE, *_values(draft))


async def save_and_locate(uow: UnitOfWork, draft: Draft) -> int | None:
    """Save a draft; return the message that shows it, also if its id was stored since the draft was read."""
    message_id: int | None = await uow.write_value(SAVE_AND_LOCATE, *_values(draft))
    return message_id


def _values(draft: Draft) -> tuple[object, ...]:
    files = json.dumps([[it.kind, it.id, it.name, it.album] for it in draft.files])
    return (
        draft.id,
        draft.title,
        draft.description,
        draft.priority,
        draft.due_date,
        draft.due_time,
        draft.due_zone,
        draft.review,
        list(draft.assignee_ids),
        files,
        list(draft.remind_before),
        series.dump_rule(draft.repeat) if draft.repeat else None,
        draft.project_id,
        json.dumps(asdict(draft.source)) if draft.source else None,
        json.dumps([asdict(it) for it in draft.pending]),
        list(draft.labels),
    )


async def set_message(uow: UnitOfWork, draft_id: int, message_id: int | None) -> None:
    """Store which message shows a draft; None until it is sent."""
    await uow.write_last(SET_MESSAGE, draft_id, message_id)


async def take(uow: UnitOfWork, draft_id: int, user_id: int) -> Draft | None:
    """Return and delete a draft, which becomes a task or is cancelled."""
    return _draft(await uow.write_row(TAKE, draft_id, user_id))


async def purge(uow: UnitOfWork) -> None:
    """Erase a thousand drafts that are older than a week."""
    await uow.write(PURGE)


async def likely(uow: UnitOfWork, user_id: int) -> tuple[list[Person], bool]:
    """Return the likeliest assignees of this person's tasks, and whether there are others."""
    found = [users.person(record, "likely_") for record in await uow.read(LIKELY, user_id)]
    return found[:SUGGESTED], len(found) > SUGGESTED


async def usernames(uow: UnitOfWork) -> Sequence[str]:
    """Return usernames of the team, to suggest one for a mistyped one."""
    return [record["username"] for record in await uow.read(USERNAMES)]


def _draft(record: asyncpg.Record | None) -> Draft | None:
    return None if record is None else _build(record)


def _build(record: asyncpg.Record) -> Draft:
    files = tuple(File(FileKind(kind), *rest) for kind, *rest in json.loads(record["files"]))
    assignees = tuple(record["assignee_ids"])
    own = {**record, "priority": Priority(record["priority"]), "assignee_ids": assignees, "files": files}
    repeat = series.load_rule(record["repeat"]) if record["repeat"] else None
    source = Source(**json.loads(record["source"])) if record["source"] else None
    pending = tuple(PendingAssignee(**it) for it in json.loads(record["pending"]))
    more = {
        "remind_before": tuple(record["remind_before"]),
        "repeat": repeat,
        "source": source,
        "pending": pending,
        "labels": tuple(record["labels"]),
    }
    return Draft(**own | due_fields_of(record) | more)
