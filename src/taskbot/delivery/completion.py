"""The statement that completes an update: the note that it is done, its replies, and its deferred write.

That note is a condition. So an update that two daemons hold, or one whose COMMIT went unanswered, is done
once: whoever comes second finds it done, and undoes what it did itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import asyncpg

from taskbot.delivery.connections import Connection
from taskbot.delivery.messages import OutboxMessage, StoredMessage, columns, stored
from taskbot.delivery.unit_of_work import Rest

DONE_ALREADY = "TB001"  # the SQLSTATE of an own error (PostgreSQL's manual, appendix A)
NOTHING = Rest()
VALUES = 9  # of an update and its replies (`_values`)


class DoneAlready(Exception):  # noqa: N818 (it undoes a transaction)
    """The update was done by a transaction whose answer was lost, or by another daemon."""


def _insert(first: int) -> str:
    """Put replies into the outbox if the update is `mine`; parameters as `_values` gives them."""
    seq, bot_id, *lists = (f"${first + place}" for place in range(VALUES))
    chat_ids, methods, bodies, files, tags, urgencies, keys = lists
    return f"""
    INSERT INTO outbox (bot_id, inbox_seq, chat_id, method, payload, files, tag, urgency, key)
    SELECT {bot_id}, {seq}, message.chat_id, message.method, message.payload::jsonb, message.files::jsonb,
           message.tag, message.urgency, message.key
    FROM mine, unnest({chat_ids}::bigint[], {methods}::text[], {bodies}::text[], {files}::text[],
                      {tags}::text[], {urgencies}::smallint[], {keys}::text[])
         WITH ORDINALITY AS message (chat_id, method, payload, files, tag, urgency, key, place)
    ORDER BY message.place
    RETURNING id
"""


def completion(rest: Rest = NOTHING) -> str:
    """The statement that completes an update, and does `rest`, or nothing of all that.

    Its parameters are those of the deferred write, which so keep their numbers; then the update's and its
    replies' (`_values`); then the precondition's. The checks stand in this order: an update that was done
    already is to be found done, though what it rested on has changed since.

    The texts of people go at once. `num_nulls` and not IS NULL, which would let PostgreSQL 18 look for `seq`
    in the index of the undone, among all entries that wait for vacuum. It does not wait for the disk
    (PostgreSQL's manual, 28.4): `GroupCommit` confirms it before anybody hears of it.
    """
    first = len(rest.values) + 1
    queries = f"{rest.deferred.queries}, " if rest.deferred else ""
    checks = [f"CASE WHEN EXISTS (SELECT FROM mine) THEN true ELSE refuse('{DONE_ALREADY}', 'done') END"]
    if rest.precondition:
        checks.append(rest.precondition.check(first + VALUES))
    if rest.deferred:
        checks.append(rest.deferred.check)
    return f"""
WITH {queries}mine AS (
    UPDATE inbox SET done_at = now(), body = 'null', error = NULL
    WHERE seq = ${first} AND num_nulls(done_at) = 1
    RETURNING seq
), sent AS ({_insert(first)})
SELECT ARRAY(SELECT id FROM sent ORDER BY id) AS ids, set_config('synchronous_commit', 'off', true),
       {", ".join(checks)}
"""


SET_ASIDE = f"""
WITH mine AS (
    UPDATE inbox SET parked_at = now(), attempts = ${VALUES + 1}, error = ${VALUES + 2}
    WHERE seq = $1 AND done_at IS NULL AND parked_at IS NULL
    RETURNING seq
), sent AS ({_insert(1)})
SELECT (SELECT count(*) FROM mine) AS claimed, ARRAY(SELECT id FROM sent ORDER BY id) AS ids
"""


async def complete(
    connection: Connection, bot_id: int, seq: int, messages: Sequence[OutboxMessage], rest: Rest = NOTHING
) -> list[StoredMessage]:
    """Note that the update at `seq` is done, and give its replies as they are stored.

    Raises `DoneAlready`, and whatever `rest` raises.
    """
    values = [*rest.values, *_values(seq, bot_id, messages)]
    if rest.precondition:
        values += rest.precondition.values
    try:
        ids = await connection.fetchval(completion(rest), *values)
    except asyncpg.PostgresError as error:
        if error.sqlstate == DONE_ALREADY:
            raise DoneAlready from None
        raise
    return stored(messages, ids)


async def set_aside(
    connection: Connection,
    bot_id: int,
    seq: int,
    messages: Sequence[OutboxMessage],
    attempts: int,
    error: str,
) -> list[StoredMessage]:
    """Make a dead letter of the update at `seq`, and give the replies as they are stored.

    Raises `DoneAlready`.
    """
    record = await connection.fetchrow(SET_ASIDE, *_values(seq, bot_id, messages), attempts, error)
    if record is None or not record["claimed"]:
        raise DoneAlready
    return stored(messages, record["ids"])


def _values(seq: int, bot_id: int, messages: Sequence[OutboxMessage]) -> list[Any]:
    return [seq, bot_id, *columns(messages)]
