"""Dead letters, set aside for people to look at: updates that met a bug, messages that Telegram refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from taskbot.delivery.connections import Connection

LIST = """
SELECT 'update' AS what, seq AS id, chat_id, parked_at, attempts, error,
       (SELECT name FROM jsonb_object_keys(body) AS name WHERE name <> 'update_id' LIMIT 1) AS kind
FROM inbox WHERE parked_at IS NOT NULL AND done_at IS NULL
UNION ALL
SELECT 'message', id, chat_id, parked_at, attempts, error, method
FROM outbox WHERE parked_at IS NOT NULL
ORDER BY parked_at, id
"""

REPLAY_UPDATES = """
UPDATE inbox SET parked_at = NULL, attempts = 0
WHERE parked_at IS NOT NULL AND done_at IS NULL AND ($1::bigint[] IS NULL OR seq = ANY ($1))
RETURNING seq
"""

REPLAY_MESSAGES = """
UPDATE outbox SET parked_at = NULL, attempts = 0, not_before = NULL
WHERE parked_at IS NOT NULL AND ($1::bigint[] IS NULL OR id = ANY ($1))
RETURNING id
"""

# As if it were done: the row stays so that the update is known, the texts of people go at once.
DROP_UPDATES = """
UPDATE inbox SET done_at = now(), body = 'null', error = NULL
WHERE parked_at IS NOT NULL AND done_at IS NULL AND seq = ANY ($1::bigint[])
RETURNING seq
"""

DROP_MESSAGES = "DELETE FROM outbox WHERE parked_at IS NOT NULL AND id = ANY ($1::bigint[]) RETURNING id"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An update or a message; `kind` is the update's or the message's method, `error` names no text."""

    what: Literal["update", "message"]
    id: int
    chat_id: int | None
    parked_at: datetime
    attempts: int
    error: str | None
    kind: str | None


async def list_dead_letters(connection: Connection) -> list[DeadLetter]:
    """All dead letters, the oldest first."""
    return [DeadLetter(**dict(record)) for record in await connection.fetch(LIST)]


async def replay_updates(connection: Connection, ids: Sequence[int] | None = None) -> int:
    """Let the daemon try updates again, all or those; it finds them within seconds. Return how many."""
    return len(await connection.fetch(REPLAY_UPDATES, ids))


async def replay_messages(connection: Connection, ids: Sequence[int] | None = None) -> int:
    """Let the daemon send messages again, all or those; it finds them within seconds. Return how many."""
    return len(await connection.fetch(REPLAY_MESSAGES, ids))


async def drop_updates(connection: Connection, ids: Sequence[int]) -> int:
    """Forget updates, which nobody will do then. Return how many."""
    return len(await connection.fetch(DROP_UPDATES, ids))


async def drop_messages(connection: Connection, ids: Sequence[int]) -> int:
    """Forget messages, which nobody will get then. Return how many."""
    return len(await connection.fetch(DROP_MESSAGES, ids))
