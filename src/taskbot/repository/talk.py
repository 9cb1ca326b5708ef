"""Comments on tasks, their history, and the recipients of notices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from heapq import merge
from typing import Any, NamedTuple

import asyncpg

from taskbot.delivery.unit_of_work import DeferredWrite, UnitOfWork
from taskbot.domain.models import (
    PAGE_SIZE,
    Change,
    ChangeKind,
    Comment,
    File,
    FileKind,
    HistoryCursor,
    HistoryPage,
    Person,
)
from taskbot.repository import users

FILES = 10  # sent at once
NEWS = 200  # comments and changes in one notice; the history has them all

# The task's row is locked first, so that times and ids of one task's comments and changes are in the order of
# their commits. Histories and notifications rely on that.
ADD = """
WITH task AS (SELECT id FROM tasks WHERE id = $1 FOR NO KEY UPDATE)
INSERT INTO comments (task_id, user_id, text, file_kind, file_id, file_name, album, message_id)
SELECT id, $2, $3, $4, $5, $6, $7, $8 FROM task
"""

# An edit that was made before the one that is shown comes too late. (Telegram counts edits by the second.)
EDIT = """
WITH task AS (SELECT id FROM tasks WHERE id = $1 FOR NO KEY UPDATE)
UPDATE comments SET text = $3, file_kind = $4, file_id = $5, file_name = $6, edited_at = $7
FROM task WHERE comments.task_id = task.id AND comments.id = $2 AND COALESCE(edited_at <= $7, true)
RETURNING comments.id
"""

DELETE = """
WITH task AS (SELECT id FROM tasks WHERE id = $1 FOR NO KEY UPDATE), gone AS (
    DELETE FROM comments USING task
    WHERE comments.task_id = task.id AND comments.id = $2 AND comments.user_id = $3
    RETURNING comments.task_id
)
INSERT INTO changes (task_id, user_id, kind) SELECT task_id, $3, $4 FROM gone RETURNING id
"""

LOCK = "SELECT id FROM tasks WHERE id = $1 FOR NO KEY UPDATE"

OF_ALBUM = "SELECT task_id FROM comments WHERE user_id = $1 AND album = $2 ORDER BY id DESC LIMIT 1"

_COMMENTS = f"""
SELECT comments.id, comments.task_id, text, file_kind, file_id, file_name, comments.created_at, edited_at,
       {users.columns("author")}
FROM comments LEFT JOIN users AS author ON author.id = comments.user_id
"""
_OF_TASK = f"{_COMMENTS} WHERE task_id = $1"
_CHANGES = f"""
SELECT changes.id, kind, before, after, changes.created_at,
       {users.columns("author")}, {users.columns("person")}
FROM changes
LEFT JOIN users AS author ON author.id = changes.user_id
LEFT JOIN users AS person ON person.id = changes.person_id
WHERE task_id = $1
"""
COMMENTS_BEFORE = f"{_OF_TASK} AND comments.id < $2 ORDER BY comments.id DESC LIMIT {PAGE_SIZE + 1}"
COMMENTS_AFTER = f"{_OF_TASK} AND comments.id > $2 ORDER BY comments.id LIMIT {PAGE_SIZE + 1}"
CHANGES_BEFORE = f"{_CHANGES} AND changes.id < $2 ORDER BY changes.id DESC LIMIT {PAGE_SIZE + 1}"
CHANGES_AFTER = f"{_CHANGES} AND changes.id > $2 ORDER BY changes.id LIMIT {PAGE_SIZE + 1}"

FILES_AFTER = f"""
{_OF_TASK} AND comments.id > $2 AND file_id IS NOT NULL ORDER BY comments.id LIMIT {FILES + 1}
"""

COMMENTS_SINCE = f"{_OF_TASK} AND comments.created_at > $2 ORDER BY comments.id DESC LIMIT {NEWS}"
CHANGES_SINCE = f"""
{_CHANGES} AND changes.created_at > $2 AND kind = ANY ($3::text[]) ORDER BY changes.id DESC LIMIT {NEWS}
"""

OWN = f"{_OF_TASK} AND comments.user_id = $2 ORDER BY comments.id DESC OFFSET $3 LIMIT {PAGE_SIZE}"
OWN_COUNT = "SELECT count(*) FROM comments WHERE task_id = $1 AND user_id = $2"
OWN_BY_ID = f"{_OF_TASK} AND comments.user_id = $2 AND comments.id = $3"
# A comment is not older than its message. ($3: when that was sent; clocks differ.)
OF_MESSAGE = f"""
{_COMMENTS} WHERE comments.user_id = $1 AND message_id = $2
    AND comments.created_at > $3::timestamptz - interval '1 hour'
ORDER BY comments.id DESC LIMIT 1
"""

LATEST_OF = f"""
{_COMMENTS} WHERE comments.id = (
    SELECT id FROM comments WHERE user_id = $1 AND message_id IS NOT NULL ORDER BY message_id DESC LIMIT 1
) AND comments.created_at > now() - $2::interval
"""

# This starts the wait of recipients who have nothing pending; others keep waiting since their first news. The
# time of the last notice wins over that of an older transaction, so that nobody is told twice.
NOTE = DeferredWrite.of("""
INSERT INTO notices (user_id, task_id)
SELECT id, $1 FROM users
WHERE (id = ANY ($3::bigint[]) OR id IN (SELECT user_id FROM comments WHERE task_id = $1))
    AND id <> $2 AND notices = 'all'
ORDER BY id
ON CONFLICT (user_id, task_id) DO UPDATE SET
    told_at = CASE WHEN notices.latest > notices.told_at THEN notices.told_at
                   ELSE GREATEST(notices.told_at, EXCLUDED.told_at) END,
    since = CASE WHEN notices.latest > notices.told_at THEN notices.since ELSE EXCLUDED.since END,
    latest = EXCLUDED.latest
""")

_DUE = "latest > told_at AND (latest <= now() - $1::interval OR since <= now() - $2::interval)"

DUE = f"SELECT task_id FROM notices WHERE {_DUE} GROUP BY task_id ORDER BY min(since) LIMIT $3"

TAKE = f"""
WITH due AS (SELECT user_id, told_at FROM notices WHERE task_id = $3 AND {_DUE}), told AS (
    UPDATE notices SET told_at = clock_timestamp() WHERE task_id = $3 AND user_id IN (SELECT user_id FROM due)
)
SELECT due.told_at, {users.columns("hearer")}
FROM due JOIN users AS hearer ON hearer.id = due.user_id ORDER BY due.user_id
"""

# No notice waits for days; a later one creates the row again.
FORGET_TOLD = "DELETE FROM notices WHERE latest <= told_at AND told_at < now() - interval '1 day'"


class Located(NamedTuple):
    """A comment, and the task that it is on."""

    task_id: int
    comment: Comment


async def add(
    uow: UnitOfWork,
    task_id: int,
    author: Person | None,
    text: str | None,
    file: File | None = None,
    message_id: int | None = None,
) -> None:
    """Add a comment: a text, a file, or both, of somebody or of nobody any more.

    An edit of the author's message of that id changes it.
    """
    album = file.album if file else None
    await uow.write(ADD, task_id, author.id if author else None, text, *_file(file), album, message_id)


async def edit(
    uow: UnitOfWork, its: Located, text: str | None, file: File | None, edited_at: datetime
) -> bool:
    """Change a comment; return false if a later edit has changed it already."""
    values = (its.task_id, its.comment.id, text, *_file(file), edited_at)
    return await uow.write_value(EDIT, *values) is not None


async def delete(uow: UnitOfWork, task_id: int, comment_id: int, author: Person) -> bool:
    """Delete a comment of that author, and tell so in the task's history; return whether there was one."""
    values = (task_id, comment_id, author.id, ChangeKind.COMMENT_DELETED)
    return await uow.write_value(DELETE, *values) is not None


async def of_message(uow: UnitOfWork, author: Person, message_id: int, sent: datetime) -> Located | None:
    """Return the comment that came from a message of the author, sent at that time."""
    record = await uow.read_row(OF_MESSAGE, author.id, message_id, sent)
    return None if record is None else Located(record["task_id"], _comment(record))


async def latest_of(uow: UnitOfWork, author: Person, within: timedelta) -> Located | None:
    """Return the comment of a person's newest message that is one, if it was added within that time."""
    record = await uow.read_row(LATEST_OF, author.id, within)
    return None if record is None else Located(record["task_id"], _comment(record))


async def own(uow: UnitOfWork, task_id: int, author: Person, skip: int = 0) -> tuple[list[Comment], int]:
    """Return ten comments of a person on a task, the newest first, after so many; and how many there are."""
    found = [_comment(record) for record in await uow.read(OWN, task_id, author.id, skip)]
    return found, await uow.read_value(OWN_COUNT, task_id, author.id)


async def own_by_id(uow: UnitOfWork, task_id: int, author: Person, comment_id: int) -> Comment | None:
    """Return a person's comment on a task."""
    record = await uow.read_row(OWN_BY_ID, task_id, author.id, comment_id)
    return None if record is None else _comment(record)


async def of_album(uow: UnitOfWork, author: Person, album: str) -> int | None:
    """Return the task to which the person has added other files of this album."""
    task_id: int | None = await uow.read_value(OF_ALBUM, author.id, album)
    return task_id


async def files(uow: UnitOfWork, task_id: int, after: int = 0) -> tuple[list[Comment], bool]:
    """Return the files after the comment of that id, the oldest first, and whether there are more."""
    found = [_comment(record) for record in await uow.read(FILES_AFTER, task_id, after)]
    return found[:FILES], len(found) > FILES


async def history(uow: UnitOfWork, task_id: int, place: HistoryCursor | None = None) -> HistoryPage:
    """Return a page of comments and changes in order: the one beside `place`, or the latest.

    It costs the same however long the history is. If no full page follows `place`, it is the latest.
    """
    if place is None or place.earlier:
        return await _earlier(uow, task_id, place)
    read = await _read(uow, task_id, (COMMENTS_AFTER, CHANGES_AFTER), place)
    entries = list(merge(*read, key=lambda it: it.created_at))
    if len(entries) <= PAGE_SIZE:
        return await _earlier(uow, task_id, None)
    page = entries[:PAGE_SIZE]
    return HistoryPage(
        tuple(page),
        earlier=_beside(page, place, earlier=True),
        later=_beside(page, place, earlier=False),
    )


async def _earlier(uow: UnitOfWork, task_id: int, place: HistoryCursor | None) -> HistoryPage:
    start = place or HistoryCursor(earlier=True, comment=2**63 - 1, change=2**63 - 1)
    read = await _read(uow, task_id, (COMMENTS_BEFORE, CHANGES_BEFORE), start)
    entries = list(merge(*read, key=lambda it: it.created_at, reverse=True))
    page = entries[:PAGE_SIZE]
    return HistoryPage(
        tuple(page[::-1]),
        earlier=_beside(page, start, earlier=True) if len(entries) > PAGE_SIZE else None,
        later=_beside(page, start, earlier=False) if place is not None else None,
    )


async def _read(
    uow: UnitOfWork, task_id: int, statements: tuple[str, str], place: HistoryCursor
) -> tuple[list[Comment | Change], list[Comment | Change]]:
    comments, changes = statements
    return (
        [_comment(record) for record in await uow.read(comments, task_id, place.comment)],
        [_change(record) for record in await uow.read(changes, task_id, place.change)],
    )


def _beside(page: Sequence[Comment | Change], start: HistoryCursor, *, earlier: bool) -> HistoryCursor:
    """Return where the page before or after this one begins, for comments and for changes."""
    ends = min if earlier else max
    # Pages exclude their starting place, so from the other side the place is one step further.
    step = 0 if start.earlier == earlier else (1 if earlier else -1)
    comments = [it.id for it in page if isinstance(it, Comment)]
    changes = [it.id for it in page if isinstance(it, Change)]
    return HistoryCursor(
        earlier=earlier,
        comment=ends(comments, default=start.comment + step),
        change=ends(changes, default=start.change + step),
    )


async def note(uow: UnitOfWork, task_id: int, actor_id: int, user_ids: Iterable[int]) -> None:
    """Store the recipients of a comment or change by `actor_id`: these people, and all who commented.

    People who want important notices only are left out, and so is the actor.
    """
    await uow.write_last(NOTE, task_id, actor_id, list(user_ids))


async def due(uow: UnitOfWork, quiet: timedelta, longest: timedelta, most: int) -> list[int]:
    """Return tasks with due notices: nothing new for `quiet`, or the oldest news older than `longest`."""
    return [record["task_id"] for record in await uow.read(DUE, quiet, longest, most)]


async def take(
    uow: UnitOfWork, task_id: int, quiet: timedelta, longest: timedelta
) -> list[tuple[Person, datetime]]:
    """Return the recipients of a task's notice, with the time of their last one; mark them as notified.

    The task is locked until the transaction ends, so no comment is added meanwhile.
    """
    await uow.write(LOCK, task_id)
    records = await uow.write(TAKE, quiet, longest, task_id)
    return [(users.person(record, "hearer_"), record["told_at"]) for record in records]


async def news(
    uow: UnitOfWork, task_id: int, since: datetime, kinds: Iterable[ChangeKind]
) -> list[Comment | Change]:
    """Return the comments, and the changes of these kinds, after a moment, in order."""
    comments = await uow.read(COMMENTS_SINCE, task_id, since)
    changes = await uow.read(CHANGES_SINCE, task_id, since, [str(kind) for kind in kinds])
    commented: list[Comment | Change] = [_comment(record) for record in comments[::-1]]
    changed: list[Comment | Change] = [_change(record) for record in changes[::-1]]
    return list(merge(commented, changed, key=lambda it: it.created_at))


async def purge_notices(uow: UnitOfWork) -> None:
    """Remove recipients who got everything long ago."""
    await uow.write(FORGET_TOLD)


def _file(file: File | None) -> tuple[FileKind | None, str | None, str | None]:
    return (file.kind, file.id, file.name) if file else (None, None, None)


def _who(record: asyncpg.Record, who: str = "author") -> Person | None:
    return users.person(record, f"{who}_") if record[f"{who}_id"] is not None else None


def _comment(record: asyncpg.Record) -> Comment:
    kind = record["file_kind"]
    fields = ("id", "text", "file_id", "file_name", "created_at", "edited_at")
    own: dict[str, Any] = {field: record[field] for field in fields}
    return Comment(author=_who(record), file_kind=FileKind(kind) if kind else None, **own)


def _change(record: asyncpg.Record) -> Change:
    own: dict[str, Any] = {field: record[field] for field in ("id", "before", "after", "created_at")}
    return Change(actor=_who(record), kind=ChangeKind(record["kind"]), person=_who(record, "person"), **own)
