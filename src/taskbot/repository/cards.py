"""Messages that show a task."""

from __future__ import annotations

from collections.abc import Sequence

from taskbot.delivery.unit_of_work import DeferredWrite, UnitOfWork
from taskbot.domain.models import Card
from taskbot.repository import users

OF_TASK = f"""
SELECT message_id, live, kept, back, reminds_of, {users.columns("viewer")}
FROM cards JOIN users AS viewer ON viewer.telegram_id = cards.chat_id
WHERE task_id = $1
ORDER BY chat_id, message_id
"""

BY_MESSAGE = "SELECT task_id FROM cards WHERE chat_id = $1 AND message_id = $2"

BACK = "SELECT back FROM cards WHERE chat_id = $1 AND message_id = $2"

PUT = """
INSERT INTO cards (chat_id, message_id, task_id, live, back, kept, reminds_of)
SELECT $1, $2, id, $4, $5, $6, $7 FROM tasks
WHERE id = $3 AND EXISTS (SELECT FROM users WHERE telegram_id = $1)
ON CONFLICT (chat_id, message_id)
DO UPDATE SET
    task_id = EXCLUDED.task_id, live = EXCLUDED.live, back = EXCLUDED.back, kept = EXCLUDED.kept,
    reminds_of = EXCLUDED.reminds_of
"""

# A change of a task holds its row and then looks for cards. So it has ended by now, or it finds those that
# this transaction stores.
HOLD = "SELECT FROM tasks WHERE id = ANY ($1) ORDER BY id FOR SHARE"

LATEST = """
SELECT version,
       (
           SELECT ARRAY[id, COALESCE(extract(epoch FROM edited_at)::bigint, 0)]
           FROM comments WHERE comments.task_id = tasks.id ORDER BY id DESC LIMIT 1
       ) AS comment,
       (SELECT count(*) FROM comments WHERE comments.task_id = tasks.id) AS comments
FROM tasks WHERE id = $1
"""

FORGET = DeferredWrite.of("DELETE FROM cards WHERE chat_id = $1 AND message_id = $2")

FORGET_OF_CHAT = "DELETE FROM cards WHERE chat_id = $1 AND task_id = $2 AND NOT kept RETURNING message_id"

# A card opened from a list has a button back to it, so it stays.
FORGET_LIVE_OF_CHAT = """
DELETE FROM cards WHERE chat_id = $1 AND task_id = $2 AND live AND NOT kept AND back IS NULL
RETURNING message_id
"""

FORGET_KEPT_OF_CHAT = DeferredWrite.of(
    "DELETE FROM cards WHERE chat_id = $1 AND task_id = $2 AND kept AND reminds_of IS NULL"
)

REVIVE = DeferredWrite.of("UPDATE cards SET live = true WHERE chat_id = $1 AND task_id = $2 AND NOT live")


async def of_task(uow: UnitOfWork, task_id: int) -> list[Card]:
    """Return all messages that show a task, those of each chat oldest first."""
    return [
        Card(
            users.person(record, "viewer_"),
            record["message_id"],
            live=record["live"],
            kept=record["kept"],
            back=record["back"],
            reminds_of=record["reminds_of"],
        )
        for record in await uow.read(OF_TASK, task_id)
    ]


async def task_of(uow: UnitOfWork, chat_id: int, message_id: int) -> int | None:
    """Return the task that a message shows."""
    task_id: int | None = await uow.read_value(BY_MESSAGE, chat_id, message_id)
    return task_id


async def back_of(uow: UnitOfWork, chat_id: int, message_id: int) -> str | None:
    """Return the button data that leads from a card back to its list."""
    back: str | None = await uow.read_value(BACK, chat_id, message_id)
    return back


async def put(
    uow: UnitOfWork,
    chat_id: int,
    message_id: int,
    task_id: int,
    *,
    back: str | None = None,
    live: bool = True,
    kept: bool = False,
    reminds_of: str | None = None,
) -> None:
    """Store that a message shows a task, if neither the task nor the person was erased.

    A message is not `live` while it shows something else about the task. The text of a `kept` one stays. Of
    a reminder, `reminds_of` says what it reminds of (`rules.reminds_of`).
    """
    await uow.write(PUT, chat_id, message_id, task_id, live, back, kept, reminds_of)


async def hold(uow: UnitOfWork, task_ids: Sequence[int]) -> None:
    """Wait until no change of these tasks is under way, and let none begin, until the transaction ends."""
    await uow.write(HOLD, task_ids)


async def latest(uow: UnitOfWork, task_id: int) -> tuple[int, int, int, int] | None:
    """Return a task's version, its last comment's id (0: none), when that was edited (the seconds of Unix
    time; 0: never), and how many comments there are. None if the task was erased.
    """
    record = await uow.read_row(LATEST, task_id)
    if record is None:
        return None
    comment, edited = record["comment"] or (0, 0)
    return record["version"], comment, edited, record["comments"]


async def forget(uow: UnitOfWork, chat_id: int, message_id: int) -> None:
    """Delete the record of a message that no longer shows a task."""
    await uow.write_last(FORGET, chat_id, message_id)


async def forget_of_chat(uow: UnitOfWork, chat_id: int, task_id: int) -> list[int]:
    """Delete the records of a task's messages in a chat, except kept ones; return their ids."""
    return [record["message_id"] for record in await uow.write(FORGET_OF_CHAT, chat_id, task_id)]


async def forget_live_of_chat(uow: UnitOfWork, chat_id: int, task_id: int) -> list[int]:
    """Delete a task's live cards in a chat, except those opened from a list; return their ids."""
    return [it["message_id"] for it in await uow.write(FORGET_LIVE_OF_CHAT, chat_id, task_id)]


async def forget_kept_of_chat(uow: UnitOfWork, chat_id: int, task_id: int) -> None:
    """Delete the records of a task's older notifications in a chat; the messages stay."""
    await uow.write_last(FORGET_KEPT_OF_CHAT, chat_id, task_id)


async def revive(uow: UnitOfWork, chat_id: int, task_id: int) -> None:
    """Mark all of a task's messages in a chat as live, so that its next update refreshes them."""
    await uow.write_last(REVIVE, chat_id, task_id)
