"""The end of an update, in one journey: the note that it is done, its replies, and what it wrote last."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from taskbot.delivery.late import Effect

DONE_ALREADY = "TB001"  # the SQLSTATE of an own error (PostgreSQL's manual, appendix A)

_SEND = """
    INSERT INTO outbox (bot_id, inbox_seq, chat_id, method, payload, files, tag)
    SELECT $2, $1, draft.chat_id, draft.method, draft.payload::jsonb, draft.files::jsonb, draft.tag
    FROM mine, unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[])
         WITH ORDINALITY AS draft (chat_id, method, payload, files, tag, place)
    ORDER BY draft.place
    RETURNING id
"""

# Most updates have one reply, for which PostgreSQL need not take five lists apart.
_SEND_ONE = """
    INSERT INTO outbox (bot_id, inbox_seq, chat_id, method, payload, files, tag)
    SELECT $2, $1, $3::bigint, $4::text, $5::text::jsonb, $6::text::jsonb, $7::text FROM mine
    RETURNING id
"""


@lru_cache(maxsize=512)
def finish(effect: Effect | None = None, *, one: bool = False, sure: str | None = None) -> str:
    """The claim and the replies in one statement. From `$3` on it takes the columns of the replies, or where
    there is `one`, what that has in them.

    What the update did last is in it too: `effect`, with parameters from `$8` on; and `sure`, an expression
    that is an error where what the update assumed is not so. Nothing of all that is done then, nor if the
    update was done already.

    The texts of people go at once. `num_nulls` and not IS NULL, which would let PostgreSQL 18 look for `seq`
    in the index of the undone, among all entries that wait for vacuum. It does not wait for the disk
    (PostgreSQL's manual, 28.4): `Disk` confirms it before anybody hears of it.
    """
    queries, claimed = "", "(SELECT count(*) FROM mine)"
    more = "" if sure is None else f", {sure}"
    if effect is not None:
        own, value = effect.with_parameters_from(8)
        queries, more = f"{own}, ", f"{more}, {value}"  # which may refuse as well, after what is before it
        refused = f"refuse('{DONE_ALREADY}', 'done already')"
        claimed = f"CASE WHEN EXISTS (SELECT FROM mine) THEN true ELSE {refused} END"
    send, order = (_SEND_ONE, "") if one else (_SEND, " ORDER BY id")
    return f"""
WITH {queries}mine AS (
    UPDATE inbox SET done_at = now(), body = 'null', error = NULL
    WHERE seq = $1 AND num_nulls(done_at) = 1
    RETURNING seq
), sent AS ({send})
SELECT ARRAY(SELECT id FROM sent{order}) AS ids, set_config('synchronous_commit', 'off', true),
       {claimed} AS claimed{more}
"""


PARK = f"""
WITH mine AS (
    UPDATE inbox SET parked_at = now(), attempts = $8, error = $9
    WHERE seq = $1 AND done_at IS NULL AND parked_at IS NULL
    RETURNING seq
), sent AS ({_SEND})
SELECT (SELECT count(*) FROM mine) AS claimed, ARRAY(SELECT id FROM sent ORDER BY id) AS ids
"""
