"""The work of `taskbot parked`: updates and messages that were set aside, never their texts.

Each answer is a sentence, or a table, and whether that is what was asked for.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

import asyncpg

from taskbot.delivery import dead_letters as table
from taskbot.delivery.dead_letters import DeadLetter
from taskbot.postgres.pool import Connector

Answer: TypeAlias = tuple[bool, str]
Statement: TypeAlias = Callable[[asyncpg.Connection, Sequence[int]], Awaitable[int]]

ALL = "all"
HEAD = ("id", "what", "chat", "parked (UTC)", "tries", "error")


async def answer(url: str, *, to_replay: Sequence[str] = (), to_drop: Sequence[str] = ()) -> Answer:
    """Put what has these ids back in line, or forget it, or list all, in the database of `url`."""
    connection = await Connector(url).connect()
    try:
        async with connection.transaction():
            if to_replay:
                return await _replay(connection, to_replay)
            if to_drop:
                return await _drop(connection, to_drop)
            return True, _table(await table.list_dead_letters(connection))
    except asyncpg.UndefinedTableError:
        return False, "The database has no tables yet: start the bot once, or run `taskbot migrate`."
    finally:
        await connection.close()


async def _replay(connection: asyncpg.Connection, ids: Sequence[str]) -> Answer:
    return await _do(
        connection, ids, table.replay_updates, table.replay_messages,
        "back in line: the bot tries again within five seconds, or when it next starts.",
    )  # fmt: skip


async def _drop(connection: asyncpg.Connection, ids: Sequence[str]) -> Answer:
    return await _do(connection, ids, table.drop_updates, table.drop_messages, "dropped.")


async def _do(
    connection: asyncpg.Connection,
    ids: Sequence[str],
    on_updates: Statement,
    on_messages: Statement,
    done: str,
) -> Answer:
    """All of them or, where one is not there, none."""
    found = {_id(it): it for it in await table.list_dead_letters(connection)}
    if missing := [id_ for id_ in ids if id_ not in found and id_ != ALL]:
        return False, f"Not parked: {', '.join(missing)}. Nothing has changed."
    chosen = [it for id_, it in found.items() if id_ in ids or ALL in ids]
    await on_updates(connection, [it.id for it in chosen if it.what == "update"])
    await on_messages(connection, [it.id for it in chosen if it.what == "message"])
    return True, f"{_count(chosen)} {done}" if chosen else "Nothing is parked."


def _table(found: Sequence[DeadLetter]) -> str:
    if not found:
        return "Nothing is parked."
    rows = [HEAD, *map(_cells, found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join([*lines, "", f"{_count(found)} parked."])


def _id(it: DeadLetter) -> str:
    """Updates and messages are numbered apart."""
    return f"{it.what[0]}{it.id}"


def _cells(it: DeadLetter) -> tuple[str, ...]:
    chat = "" if it.chat_id is None else str(it.chat_id)
    when = it.parked_at.strftime("%Y-%m-%d %H:%M:%S")  # every connection of ours speaks UTC
    return (_id(it), it.kind or "unknown", chat, when, str(it.attempts), it.error or "")


def _count(found: Sequence[DeadLetter]) -> str:
    """`1 update, 2 messages`."""
    numbers = {what: sum(it.what == what for it in found) for what in ("update", "message")}
    return ", ".join(f"{n} {what}{'' if n == 1 else 's'}" for what, n in numbers.items() if n)
