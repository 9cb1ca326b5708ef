"""Messages that ask admins whether a person may join."""

from __future__ import annotations

from typing import NamedTuple

from taskbot.delivery.unit_of_work import DeferredWrite, UnitOfWork
from taskbot.domain.models import Person
from taskbot.repository import users

PUT = DeferredWrite.of("""
INSERT INTO asks (chat_id, message_id, user_id)
SELECT $1, $2, id FROM users WHERE id = $3 AND access = 'pending'
ON CONFLICT DO NOTHING
""")

TAKE = f"""
DELETE FROM asks USING users AS admin WHERE asks.user_id = $1 AND admin.telegram_id = asks.chat_id
RETURNING message_id, {users.columns("admin")}
"""


# Messages to admins that ask about people, or list them, and have yet to be sent.
WAITING = """
SELECT chat_id, count(*) AS messages FROM outbox
WHERE parked_at IS NULL AND (starts_with(tag, $1) OR key = $2) GROUP BY chat_id
"""


class Asked(NamedTuple):
    """A message that asked an admin."""

    admin: Person
    message_id: int


async def waiting(uow: UnitOfWork, tag: str, key: str) -> dict[int, int]:
    """Give how many messages wait to be sent to each chat whose tag begins so, or whose key is that."""
    return {record["chat_id"]: record["messages"] for record in await uow.read(WAITING, tag, key)}


async def put(uow: UnitOfWork, chat_id: int, message_id: int, user_id: int) -> None:
    """Store that a message asks about a person, unless that was decided meanwhile."""
    await uow.write_last(PUT, chat_id, message_id, user_id)


async def take(uow: UnitOfWork, user_id: int) -> list[Asked]:
    """Return and delete the messages that ask about a person."""
    return [
        Asked(users.person(record, "admin_"), record["message_id"])
        for record in await uow.write(TAKE, user_id)
    ]
