"""Messages that show a task."""

from __future__ import annotations

from taskbot.delivery.unit_of_work import DeferredWrite, UnitOfWork
from taskbot.domain.models import Card
from taskbot.repository import users

OF_TASK = f"""
SELECT message_id, live, kept, back, {users.columns("viewer")}
FROM cards JOIN users AS viewer ON viewer.telegram_id = cards.chat_id
WHERE task_id = $1
ORDER BY chat_id, message_id
"""

BY_MESSAGE = "SELECT task_id FROM cards WHERE chat_id = $1 AND message_id = $2"

BACK = "SELECT back FROM cards WHERE chat_id = $1 AND message_id = $2"

PUT = """
INSERT INTO cards (chat_id, message_id, task_id, live, back, kept)
SELECT $1, $2, id, $4, $5, $6 FROM tasks WHERE id = $3 AND EXISTS (SELECT FROM users WHERE telegram_id = $1)
ON CONFLICT (chat_id, message_id)
DO UPDATE SET
    task_id = EXCLUDED.task_id, live = EXCLUDED.live, back = EXCLUDED.back, kept = EXCLUDED.kept
RETURNING (SELECT version FROM tasks WHERE tasks.id = cards.task_id) AS version,
          (SELECT max(id) FROM comments WHERE comments.task_id = cards.task_id) AS comment
"""

FORGET = DeferredWrite.of("DELETE FROM cards WHERE chat_id = $1 AND message_id = $2")

FORGET_OF_CHAT = "DELETE FROM cards WHERE chat_id = $1 AND task_id = $2 AND NOT kept RETURNING message_id"

# A card that was opened from a list is also the way back to it.
FORGET_LIVE_OF_CHAT = """
DELETE FROM cards WHERE chat_id = $1 AND task_id = $2 AND live AND NOT kept AND back IS NULL
RETURNING message_id
"""

FORGET_KEPT_OF_CHAT = DeferredWrite.of("DELETE FROM cards WHERE chat_id = $1 AND task_id = $2 AND kept")

REVIVE = DeferredWrite.of("UPDATE cards SET live = true WHERE chat_id = $1 AND task_id = $2 AND NOT live")


async def of_task(uow: UnitOfWork, task_id: int) -> list[Card]:
    """Give all messages that show a task."""
    return [
        Card(
            users.person(record, "viewer_"),
            record["message_id"],
            live=record["live"],
            kept=record["kept"],
            back=record["back"],
        )
        for record in await uow.read(OF_TASK, task_id)
    ]


async def task_of(uow: UnitOfWork, chat_id: int, message_id: int) -> int | None:
    """Give the task that a message shows."""
    task_id: int | None = await uow.read_value(BY_MESSAGE, chat_id, message_id)
    return task_id


async def back_of(uow: UnitOfWork, chat_id: int, message_id: int) -> str | None:
    """Give the press that leads back to the list from a message that shows a task."""
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
) -> tuple[int, int] | None:
    """Remember that a message shows a task; return that task's version and the last comment's id, if any.

    Not `live`, when it shows something else about it for now; `kept`, when it goes on to say what it says.
    Null where the task or the person is gone.
    """
    record = await uow.write_row(PUT, chat_id, message_id, task_id, live, back, kept)
    return None if record is None else (record["version"], record["comment"] or 0)


async def forget(uow: UnitOfWork, chat_id: int, message_id: int) -> None:
    """Forget a message that shows a task no more."""
    await uow.write_last(FORGET, chat_id, message_id)


async def forget_of_chat(uow: UnitOfWork, chat_id: int, task_id: int) -> list[int]:
    """Forget the messages that show a task in a chat; return their ids."""
    return [record["message_id"] for record in await uow.write(FORGET_OF_CHAT, chat_id, task_id)]


async def forget_live_of_chat(uow: UnitOfWork, chat_id: int, task_id: int) -> list[int]:
    """Forget the live cards of a task in a chat, but for those opened from a list; return their ids."""
    return [it["message_id"] for it in await uow.write(FORGET_LIVE_OF_CHAT, chat_id, task_id)]


async def forget_kept_of_chat(uow: UnitOfWork, chat_id: int, task_id: int) -> None:
    """Forget older news of a task in a chat, which stays there."""
    await uow.write_last(FORGET_KEPT_OF_CHAT, chat_id, task_id)


async def revive(uow: UnitOfWork, chat_id: int, task_id: int) -> None:
    """Let all messages of a chat that are about a task show it again, when it is next refreshed."""
    await uow.write_last(REVIVE, chat_id, task_id)
