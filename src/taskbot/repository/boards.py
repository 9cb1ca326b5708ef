"""Boards: the messages in which groups see the open tasks of their projects.

A trigger marks the boards of a project with each statement that changes its tasks: it inserts a row for each
board, so that no two writers wait for each other. `take` deletes the marks before the tasks are read. So a
change that is not on the board yet has a mark left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import Language, Person, Priority, Status, TaskRow
from taskbot.repository import lists, tasks

LINES = 10  # tasks of a status that a board could show

_BOUND = """LEFT JOIN group_bindings AS binding
    ON binding.chat_id = boards.chat_id AND binding.thread_id = boards.thread_id AND gone_at IS NULL"""
# Of several boards in a group one is due at a time, the one that was edited longest ago.
DUE = f"""
SELECT DISTINCT ON (boards.chat_id) boards.chat_id, boards.thread_id
FROM boards JOIN group_chats USING (chat_id) {_BOUND}
WHERE left_at IS NULL AND NOT EXISTS (
    SELECT FROM boards AS other WHERE other.chat_id = boards.chat_id AND other.next_at > $1
) AND CASE
    WHEN lost_at IS NOT NULL THEN NOT told
    WHEN message_id IS NULL THEN false
    ELSE look_at <= $1 OR binding.project_id IS DISTINCT FROM boards.project_id OR EXISTS (
        SELECT FROM board_changes AS mark
        WHERE mark.chat_id = boards.chat_id AND mark.thread_id = boards.thread_id
    )
END
ORDER BY boards.chat_id, boards.next_at, boards.thread_id
LIMIT $2
"""

_COLUMNS = """boards.chat_id, boards.thread_id, message_id, pinned, shown, posted_at, lost_at, told,
       boards.created_by_id, binding.project_id, title, language"""
GET = f"""
SELECT {_COLUMNS} FROM boards JOIN group_chats USING (chat_id) {_BOUND}
WHERE boards.chat_id = $1 AND boards.thread_id = $2
FOR UPDATE OF boards
"""

FORGET_MARKS = "DELETE FROM board_changes WHERE chat_id = $1 AND thread_id = $2"

# What the board of before has shown is of no interest any more: the new message is yet to come.
POST = """
INSERT INTO boards (chat_id, thread_id, project_id, created_by_id, shown, posted_at, next_at, look_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (chat_id, thread_id) DO UPDATE SET
    project_id = EXCLUDED.project_id, created_by_id = EXCLUDED.created_by_id, shown = EXCLUDED.shown,
    posted_at = EXCLUDED.posted_at, next_at = EXCLUDED.next_at, look_at = EXCLUDED.look_at,
    message_id = NULL, pinned = false, lost_at = NULL, told = false
"""

SENT = """
UPDATE boards SET message_id = $3, pinned = true WHERE chat_id = $1 AND thread_id = $2 AND lost_at IS NULL
RETURNING true
"""

NOTE = """
UPDATE boards SET project_id = $3, shown = $4, look_at = $5, next_at = COALESCE($6, next_at)
WHERE chat_id = $1 AND thread_id = $2
"""

LOSE = """
UPDATE boards SET lost_at = now(), message_id = NULL, pinned = false
WHERE chat_id = $1 AND thread_id = $2 AND lost_at IS NULL
"""
UNPIN = "UPDATE boards SET pinned = false WHERE chat_id = $1 AND thread_id = $2"
SHOW_AGAIN = "UPDATE boards SET shown = NULL, look_at = '-infinity' WHERE chat_id = $1 AND thread_id = $2"
TOLD = "UPDATE boards SET told = true WHERE chat_id = $1 AND thread_id = $2"
REMOVE = "DELETE FROM boards WHERE chat_id = $1 AND thread_id = $2"
PURGE = """
DELETE FROM board_changes WHERE NOT EXISTS (
    SELECT FROM boards
    WHERE boards.chat_id = board_changes.chat_id AND boards.thread_id = board_changes.thread_id
)
"""

# A range of the index for each status and priority: so it does not matter how many tasks there are.
_STATUSES = ", ".join(f"('{it}'::task_status)" for it in (Status.IN_PROGRESS, Status.PENDING))
_PRIORITIES = ", ".join(f"('{it}'::task_priority)" for it in Priority)
ROWS = f"""
SELECT tasks.id, tasks.project_id, tasks.title, tasks.priority, tasks.status, tasks.position,
       {tasks.DEADLINE}{lists.ASSIGNEE},
       tasks.submitted_at IS NOT NULL AS submitted
FROM (VALUES {_STATUSES}) AS of_status (status) CROSS JOIN LATERAL (
    SELECT first.id FROM (VALUES {_PRIORITIES}) AS of_priority (priority) CROSS JOIN LATERAL (
        SELECT id, position FROM tasks
        WHERE project_id = $1 AND deleted_at IS NULL AND status = of_status.status
            AND tasks.priority = of_priority.priority
        ORDER BY position, id LIMIT {LINES}
    ) AS first
    ORDER BY first.position, first.id LIMIT {LINES}
) AS page JOIN tasks USING (id) LEFT JOIN users AS assignee ON assignee.id = tasks.assigned_to_id
ORDER BY tasks.status = 'pending', tasks.position, tasks.id
"""


class Place(NamedTuple):
    """A group, and the topic of it, or 0 for the group as a whole."""

    chat_id: int
    thread_id: int


@dataclass(frozen=True, slots=True)
class Board:
    """A board, and the group that it is in; `project_id` is null where the place sees no project any more.

    `message_id` is null until the message is sent, and once it is lost. `shown` stands for what it shows.
    """

    chat_id: int
    thread_id: int
    message_id: int | None
    pinned: bool
    shown: str | None
    posted_at: datetime
    lost_at: datetime | None
    told: bool
    created_by_id: int | None
    project_id: int | None
    title: str
    language: Language

    @property
    def place(self) -> Place:
        return Place(self.chat_id, self.thread_id)


async def due(uow: UnitOfWork, now: datetime, most: int) -> list[Place]:
    """Give the boards that may have to change, at most one of a group, and none edited too lately."""
    return [Place(it["chat_id"], it["thread_id"]) for it in await uow.read(DUE, now, most)]


async def get(uow: UnitOfWork, place: Place) -> Board | None:
    """Read a board, and lock it."""
    record = await uow.write_row(GET, *place)
    return None if record is None else Board(**{**record, "language": Language(record["language"])})


async def take(uow: UnitOfWork, place: Place) -> Board | None:
    """Read a board that is to show its tasks as they are now, and lock it."""
    board = await get(uow, place)
    await uow.write(FORGET_MARKS, *place)
    return board


async def post(
    uow: UnitOfWork,
    place: Place,
    project_id: int,
    creator: Person,
    shown: str,
    posted_at: datetime,
    next_at: datetime,
    look_at: datetime,
) -> None:
    """Note that a board is being sent, in place of any that there was."""
    await uow.write(FORGET_MARKS, *place)
    await uow.write(POST, *place, project_id, creator.id, shown, posted_at, next_at, look_at)


async def sent(uow: UnitOfWork, place: Place, message_id: int) -> bool:
    """Store which message is a board; false if there is to be none any more. It is about to be pinned."""
    return bool(await uow.write_value(SENT, *place, message_id))


async def note(
    uow: UnitOfWork,
    place: Place,
    project_id: int,
    shown: str,
    look_at: datetime,
    next_at: datetime | None = None,
) -> None:
    """Store what a board shows, when to look at it next, and where it was edited when it may be next."""
    await uow.write(NOTE, *place, project_id, shown, look_at, next_at)


async def lose(uow: UnitOfWork, place: Place) -> None:
    """Note that the message of a board is gone, or could not be sent."""
    await uow.write(LOSE, *place)


async def unpin(uow: UnitOfWork, place: Place) -> None:
    """Note that a board could not be pinned."""
    await uow.write(UNPIN, *place)


async def show_again(uow: UnitOfWork, place: Place) -> None:
    """Let a board be edited soon, whatever it is thought to show."""
    await uow.write(SHOW_AGAIN, *place)


async def told(uow: UnitOfWork, place: Place) -> None:
    """Note that it has been told that a board is lost."""
    await uow.write(TOLD, *place)


async def remove(uow: UnitOfWork, place: Place) -> None:
    await uow.write(REMOVE, *place)


async def rows(uow: UnitOfWork, project_id: int) -> list[TaskRow]:
    """Read the first tasks of a project in progress, then the first pending ones, by deadline."""
    return [lists.build_row(record) for record in await uow.read(ROWS, project_id)]


async def purge(uow: UnitOfWork) -> None:
    """Delete the marks of boards that are gone."""
    await uow.write(PURGE)
