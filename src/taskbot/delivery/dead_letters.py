"""Dead letters: updates that failed because of a bug, and messages that Telegram refused."""

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

# As if it were processed: the row stays, so that a redelivery is recognised, and people's texts are erased.
DROP_UPDATES = """
UPDATE inbox SET done_at = now(), body = 'null', error = NULL
WHERE parked_at IS NOT NULL AND done_at IS NULL AND seq = ANY ($1::bigint[])
RETURNING seq
"""

DROP_MESSAGES = "DELETE FROM outbox WHERE parked_at IS NOT NULL AND id = ANY ($1::bigint[]) RETURNING id"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An update or a message. `kind` is the kind of update or the method; `error` quotes no text."""

    what: Literal["update", "message"]
    id: int
    chat_id: int | None
    parked_at: datetime
    attempts: int
    error: str | None
    kind: str | None


async def list_dead_letters(connection: Connection) -> list[DeadLetter]:
    """Return all dead letters, the oldest first."""
    return [DeadLetter(**dict(record)) for record in await connection.fetch(LIST)]


async def replay_updates(connection: Connection, ids: Sequence[int] | None = None) -> int:
    """Let the daemon retry these updates, or all; it finds them within seconds. Return how many."""
    return len(await connection.fetch(REPLAY_UPDATES, ids))


async def replay_messages(connection: Connection, ids: Sequence[int] | None = None) -> int:
    """Let the daemon resend these messages, or all; it finds them within seconds. Return how many."""
    return len(await connection.fetch(REPLAY_MESSAGES, ids))


async def drop_updates(connection: Connection, ids: Sequence[int]) -> int:
    """Drop updates, which will not be processed. Return how many."""
    return len(await connection.fetch(DROP_UPDATES, ids))


async def drop_messages(connection: Connection, ids: Sequence[int]) -> int:
    """Delete messages, which will not be sent. Return how many."""
    return len(await connection.fetch(DROP_MESSAGES, ids))
