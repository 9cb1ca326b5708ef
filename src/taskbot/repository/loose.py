"""Files of albums that belong to no task yet; each album belongs to one person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import asyncpg

from taskbot.delivery.unit_of_work import DeferredWrite, UnitOfWork
from taskbot.domain.models import File, FileKind, Person

# A file that comes after its album was answered is not answered again.
KEEP = DeferredWrite.of("""
INSERT INTO loose_files (user_id, message_id, album, text, file_kind, file_id, file_name, task_id, answered)
SELECT $1, $2, $3, $4, $5, $6, $7, $8,
       EXISTS (SELECT FROM loose_files WHERE user_id = $1 AND album = $3 AND answered)
ON CONFLICT DO NOTHING
""")

_COLUMNS = "message_id, album, text, file_kind, file_id, file_name, task_id"

TAKE = f"DELETE FROM loose_files WHERE user_id = $1 AND album = $2 RETURNING {_COLUMNS}"

ALBUM_OF = "SELECT album FROM loose_files WHERE user_id = $1 AND message_id = $2"

DUE = """
SELECT user_id, album FROM loose_files AS file
WHERE NOT answered AND created_at < now() - $1::interval AND NOT EXISTS (
    SELECT FROM loose_files AS other
    WHERE other.user_id = file.user_id AND other.album = file.album
          AND (other.answered OR other.created_at >= now() - $1::interval)
)
GROUP BY user_id, album ORDER BY min(created_at) LIMIT $2
"""

ANSWER = f"""
UPDATE loose_files SET answered = true WHERE user_id = $1 AND album = $2 AND NOT answered
RETURNING {_COLUMNS}
"""

PURGE = "DELETE FROM loose_files WHERE created_at < now() - interval '1 day'"


class Loose(NamedTuple):
    """A file with its caption; `task_id` is the task that its sender had just created."""

    message_id: int
    file: File
    text: str | None
    task_id: int | None


async def keep(
    uow: UnitOfWork, user: Person, message_id: int, file: File, text: str | None, task_id: int | None
) -> None:
    """Keep a file of an album for a day, until a message says what it is for."""
    values = (user.id, message_id, file.album, text, file.kind, file.id, file.name, task_id)
    await uow.write_last(KEEP, *values)


async def take(uow: UnitOfWork, user: Person, album: str | None) -> list[Loose]:
    """Return and delete a person's files of that album, in order."""
    return _in_order(await uow.write(TAKE, user.id, album)) if album else []


async def album_of(uow: UnitOfWork, user: Person, message_id: int) -> str | None:
    """Return the album of a message whose file belongs to no task yet."""
    album: str | None = await uow.read_value(ALBUM_OF, user.id, message_id)
    return album


async def due(uow: UnitOfWork, quiet: timedelta, most: int) -> list[tuple[int, str]]:
    """Return people and albums whose files belong to no task, after so long without another file."""
    return [(record["user_id"], record["album"]) for record in await uow.read(DUE, quiet, most)]


async def answer(uow: UnitOfWork, user_id: int, album: str) -> list[Loose]:
    """Mark the files of an album as answered; return them in order."""
    return _in_order(await uow.write(ANSWER, user_id, album))


async def purge(uow: UnitOfWork) -> None:
    """Delete files that are older than a day."""
    await uow.write(PURGE)


def _in_order(records: Sequence[asyncpg.Record]) -> list[Loose]:
    return sorted(map(_loose, records))


def _loose(record: asyncpg.Record) -> Loose:
    file = File(FileKind(record["file_kind"]), record["file_id"], record["file_name"], record["album"])
    return Loose(record["message_id"], file, record["text"], record["task_id"])
