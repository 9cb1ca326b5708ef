"""All stored data of a person, as far as they may see it, as lines of JSON: read row by row, in parts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import NamedTuple

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import DEFAULT_PROJECT, Access, Person, Role
from taskbot.repository.leaving import PARKED

PROFILE = "profile"
_LEAST, _BEYOND = -(2**63), 2**63 - 1  # of bigint, the type of keys


class Place(NamedTuple):
    """Where a part begins: the number of a section, and the key of a row in it."""

    section: int
    key: int


FIRST, END = Place(0, _LEAST), Place(1000, _LEAST)

_MEMBER = "SELECT FROM project_members WHERE project_members.project_id = {} AND user_id = $2"
# No words of a task that the person may not see now: `rules.sight`, for its creator and its assignees.
_SEEN = f"""$3 AND (
    $4 OR (shown.project_id = {DEFAULT_PROJECT} AND shown.deleted_at IS NULL)
    OR EXISTS ({_MEMBER.format("shown.project_id")} AND (role = 'lead' OR shown.deleted_at IS NULL))
)"""
_SEES = f"""EXISTS (
    SELECT FROM tasks AS shown WHERE shown.id = task_id AND {_SEEN} AND (
        $4 OR created_by_id = $2 OR shown.project_id <> {DEFAULT_PROJECT}
        OR EXISTS (SELECT FROM assignments WHERE assignments.task_id = shown.id AND user_id = $2)
    )
)"""


def _lines(key: str, columns: str, source: str) -> str:
    """Select rows as JSON, each with its key."""
    return f"""
    SELECT {key} AS key, (SELECT to_json(row)::text FROM (SELECT {columns}) AS row) AS line FROM {source}
    """


# $1 is the Telegram id, $2 the person's own id, $3 says whether they have access, $4 whether they are an
# admin.
_SECTIONS = {
    PROFILE: _lines("users.id", "users.*", "users WHERE id = $2"),
    "tasks_created": _lines(
        "tasks.id",
        """tasks.id, shown.title, shown.description, shown.priority, shown.status, shown.due_date,
        shown.due_time, shown.due_zone, tasks.created_at, tasks.deleted_at""",
        f"tasks LEFT JOIN tasks AS shown ON shown.id = tasks.id AND {_SEEN} WHERE tasks.created_by_id = $2",
    ),
    "tasks_assigned": _lines(
        "task_id",
        """task_id AS id, shown.title, shown.description, shown.priority, shown.due_date,
        shown.due_time, shown.due_zone, shown.deleted_at, assignments.status AS own_status,
        assignments.submitted_at, assignments.created_at AS assigned_at""",
        f"assignments LEFT JOIN tasks AS shown ON shown.id = task_id AND {_SEEN} WHERE user_id = $2",
    ),
    "comments": _lines(
        "id",
        "id, task_id, text, file_kind, file_name, file_id, created_at, edited_at, message_id",
        "comments WHERE user_id = $2",
    ),
    "loose_files": _lines(
        "message_id",
        "message_id, text, file_kind, file_name, file_id, created_at",
        "loose_files WHERE user_id = $2",
    ),
    "changes": _lines(
        "id",
        f"""id, task_id, kind, user_id IS NOT DISTINCT FROM $2 AS own,
        CASE WHEN user_id = $2 AND {_SEES} THEN before END AS before,
        CASE WHEN user_id = $2 THEN after END AS after,
        created_at""",
        "changes WHERE user_id = $2 OR person_id = $2",
    ),
    "drafts": _lines("id", "drafts.*", "drafts WHERE user_id = $2"),
    "saved_filters": _lines(
        "id", "id, name, listing, filter, created_at", "saved_filters WHERE user_id = $2"
    ),
    "searches": _lines("id", "text, created_at", "searches WHERE user_id = $2"),
    "notices": _lines(
        "task_id",
        f"""task_id, told_at, CASE WHEN {_SEES} THEN since END AS since,
        CASE WHEN {_SEES} THEN latest END AS latest""",
        "notices WHERE user_id = $2",
    ),
    "notification_settings": _lines(
        "user_id", "notification_settings.*", "notification_settings WHERE user_id = $2"
    ),
    "recurring_tasks": _lines(
        "id",
        f"""id, created_at, CASE WHEN $3 AND (
            $4 OR EXISTS ({_MEMBER.format("series.project_id")} AND role = 'lead')
        ) THEN title END AS title""",
        "series WHERE created_by_id = $2",
    ),
    "projects": _lines(
        "project_id",
        "project_id AS id, CASE WHEN $3 THEN name END AS name, role, project_members.created_at",
        "project_members JOIN projects ON projects.id = project_id WHERE user_id = $2",
    ),
    "projects_created": _lines(
        "id",
        f"""id, created_at,
        CASE WHEN $3 AND ($4 OR EXISTS ({_MEMBER.format("projects.id")})) THEN name END AS name""",
        "projects WHERE created_by_id = $2",
    ),
    "announcements": _lines("task_id", "task_id, announce_at", "announcements WHERE user_id = $2"),
    "digest_items": _lines("id", "task_id, text, created_at", "digest_items WHERE user_id = $2"),
    "escalations": _lines("user_id", "look_at", "escalations WHERE user_id = $2"),
    "reminders": _lines(
        "id",
        "id, task_id, text, remind_at, before, every, snoozed, sent_on, sent, created_at",
        "reminders WHERE user_id = $2",
    ),
    "reminders_sent": _lines(
        "task_id", "task_id, kind, moment, sent_at", "reminders_sent WHERE user_id = $2"
    ),
    "invitations": _lines(
        "id",
        "role, created_at, expires_at, used_at",
        "invites WHERE created_by_id = $2 OR used_by_id = $2",
    ),
    "groups_added": _lines("chat_id", "title, created_at", "group_chats WHERE added_by_id = $2"),
    "boards": _lines("id", "chat_id, thread_id, posted_at", "boards WHERE created_by_id = $2"),
    "groups_bound": _lines("id", "chat_id, thread_id, created_at", "group_bindings WHERE created_by_id = $2"),
    "people_awaited": _lines(
        "id",
        "task_id, name, created_by_id IS NOT DISTINCT FROM $2 AS own, created_at",
        "pending_assignees WHERE created_by_id = $2 OR telegram_id = $1",
    ),
    "cards": _lines("message_id", "message_id, task_id", "cards WHERE chat_id = $1"),
    "requests_to_join": _lines(
        "message_id",
        "CASE WHEN chat_id = $1 THEN message_id END AS message_id, user_id = $2 AS own",
        "asks WHERE user_id = $2 OR chat_id = $1",
    ),
    "parked_messages": _lines("seq", "body, received_at", f"inbox WHERE {PARKED}"),
    # The file itself waits there as well.
    "unsent_messages": _lines("id", "method, payload", "outbox WHERE chat_id = $1 AND $3 AND files IS NULL"),
}
_READER = "num_nulls($1::bigint, $2::bigint, $3::boolean, $4::boolean) = 0"
_READ = {
    name: f"SELECT line FROM ({lines}) AS listed WHERE key >= $5 AND key < $6 AND {_READER} ORDER BY key"
    for name, lines in _SECTIONS.items()
}
_SIZES = " UNION ALL ".join(
    f"SELECT {number} AS section, key, octet_length(line) + 2 AS size FROM ({lines}) AS listed"
    for number, lines in enumerate(_SECTIONS.values())
)

# Where parts of at most $5 bytes begin; PostgreSQL reads all rows for that, and returns a few numbers.
PARTS = f"""
SELECT DISTINCT ON (part) section, key
FROM (
    SELECT section, key, sum(size) OVER (ORDER BY section, key) / $5::bigint AS part
    FROM ({_SIZES}) AS sized WHERE {_READER}
) AS placed
ORDER BY part, section, key
"""


async def parts(uow: UnitOfWork, person: Person, size: int) -> list[Place]:
    """Give where parts of about `size` bytes begin, and the end of the last."""
    records = await uow.read(PARTS, *_reader(person), size)
    return [FIRST, *(Place(record["section"], record["key"]) for record in records[1:]), END]


def sections(start: Place, end: Place) -> Iterator[tuple[str, int, int]]:
    """Give the sections of a part: their names, and the keys from which and before which their rows are."""
    for number, name in enumerate(_SECTIONS):
        if start.section <= number <= end.section:
            first = start.key if number == start.section else _LEAST
            yield name, first, end.key if number == end.section else _BEYOND


async def lines(uow: UnitOfWork, person: Person, name: str, first: int, end: int) -> AsyncIterator[str]:
    """Read the rows of a section, one by one."""
    async for record in uow.stream(_READ[name], *_reader(person), first, end):
        yield record["line"]


def _reader(person: Person) -> Sequence[object]:
    active, admin = person.access is Access.ACTIVE, person.role is Role.ADMIN
    return person.telegram_id, person.id, active, admin
