"""The statement that completes an update: it marks it as done, and writes its replies and its deferred write.

It fails if the update is marked already. So an update takes effect once, even if two daemons process it or
the answer to its COMMIT was lost: the second transaction is rolled back.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import asyncpg

from taskbot.delivery.connections import Connection
from taskbot.delivery.messages import OutboxMessage, StoredMessage, columns, stored
from taskbot.delivery.unit_of_work import DeferredWrite, Rest

DONE_ALREADY = "TB001"  # the SQLSTATE of our own error (PostgreSQL's manual, appendix A)
NOTHING = Rest()
VALUES = 10  # of an update and its replies (`_values`)


class DoneAlready(Exception):  # noqa: N818 (it undoes a transaction)
    """The update is done: by a transaction whose answer was lost, or by another daemon."""


def _insert(first: int) -> str:
    """Put replies into the outbox if the update is `mine`; parameters as `_values` gives them."""
    seq, bot_id, *lists = (f"${first + place}" for place in range(VALUES))
    chat_ids, methods, bodies, files, tags, urgencies, keys, others = lists
    return f"""
    INSERT INTO outbox (bot_id, inbox_seq, chat_id, method, payload, files, tag, urgency, key, instead)
    SELECT {bot_id}, {seq}, message.chat_id, message.method, message.payload::jsonb, message.files::jsonb,
           message.tag, message.urgency, message.key, message.instead::jsonb
    FROM mine, unnest({chat_ids}::bigint[], {methods}::text[], {bodies}::text[], {files}::text[],
                      {tags}::text[], {urgencies}::smallint[], {keys}::text[], {others}::text[])
         WITH ORDINALITY AS message (chat_id, method, payload, files, tag, urgency, key, instead, place)
    ORDER BY message.place
    RETURNING id
"""


def completion(rest: Rest = NOTHING) -> str:
    """Build the statement that completes an update and does `rest`, all or nothing.

    Its parameters are those of the deferred write, so that they keep their numbers; then those of the update
    and its replies (`_values`); then those of the precondition. The check whether the update is done comes
    first, because its precondition may have changed since.

    The update's body, with people's texts, is erased at once. With IS NULL instead of `num_nulls`,
    PostgreSQL 18 would search for `seq` in the index of unfinished updates, among all entries that wait for
    vacuum. The commit does not wait for the disk (PostgreSQL's manual, 28.4): `GroupCommit` confirms it
    before the replies are sent.
    """
    first = len(rest.values) + 1
    check = rest.precondition.check(first + VALUES) if rest.precondition else None
    return _completion(first, rest.deferred, check)


@lru_cache(maxsize=256)
def _completion(first: int, deferred: DeferredWrite | None, precondition: str | None) -> str:
    queries = f"{deferred.queries}, " if deferred else ""
    checks = [f"CASE WHEN EXISTS (SELECT FROM mine) THEN true ELSE refuse('{DONE_ALREADY}', 'done') END"]
    if precondition:
        checks.append(precondition)
    if deferred:
        checks.append(deferred.check)
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
    """Complete the update at `seq`; return its replies as rows.

    Raises `DoneAlready`, and the errors of `rest`.
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
    """Make the update at `seq` a dead letter; return the replies as rows.

    Raises `DoneAlready`.
    """
    record = await connection.fetchrow(SET_ASIDE, *_values(seq, bot_id, messages), attempts, error)
    if record is None or not record["claimed"]:
        raise DoneAlready
    return stored(messages, record["ids"])


def _values(seq: int, bot_id: int, messages: Sequence[OutboxMessage]) -> list[Any]:
    return [seq, bot_id, *columns(messages)]
