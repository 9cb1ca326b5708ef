"""What is asked of the database to say what is left to set up, and who has asked."""

from __future__ import annotations

from typing import NamedTuple

from taskbot.delivery.unit_of_work import DeferredWrite, UnitOfWork

LATE = 60  # seconds from which on what waits is late

# Who has asked stands among the team's settings, one a row.
_ASKED = "setup:"
ASK = DeferredWrite.of("INSERT INTO team (key, value) VALUES ($1, 'asked') ON CONFLICT (key) DO NOTHING")
DUE = f"SELECT key FROM team WHERE starts_with(key, '{_ASKED}') ORDER BY key LIMIT $1"
ANSWERED = "DELETE FROM team WHERE key = $1"

BACKLOG = f"""
SELECT (SELECT count(*) FROM inbox WHERE bot_id = $1 AND done_at IS NULL AND parked_at IS NOT NULL)
     + (SELECT count(*) FROM outbox WHERE bot_id = $1 AND parked_at IS NOT NULL) AS parked,
       EXISTS (
           SELECT FROM inbox WHERE bot_id = $1 AND done_at IS NULL AND parked_at IS NULL
               AND received_at < now() - interval '{LATE} s'
       ) OR EXISTS (
           SELECT FROM outbox WHERE bot_id = $1 AND parked_at IS NULL AND chat_id IS NOT NULL
               AND created_at < now() - interval '{LATE} s'
       ) AS late
"""

GROUPS = """
SELECT chat_id, title, EXISTS (
    SELECT FROM group_bindings WHERE group_bindings.chat_id = group_chats.chat_id AND gone_at IS NULL
) AS bound
FROM group_chats WHERE left_at IS NULL ORDER BY bound DESC, title, chat_id LIMIT $1
"""


class Backlog(NamedTuple):
    """How many updates and messages are set aside, and whether others wait for long."""

    parked: int
    late: bool


class SeenGroup(NamedTuple):
    """A group that the bot is in, and whether it sees a project there."""

    chat_id: int
    title: str
    bound: bool


async def ask(uow: UnitOfWork, telegram_id: int) -> None:
    """Note that somebody has asked."""
    await uow.write_last(ASK, f"{_ASKED}{telegram_id}")


async def due(uow: UnitOfWork, most: int) -> list[int]:
    """Give the Telegram ids of those who have asked."""
    return [int(record["key"].removeprefix(_ASKED)) for record in await uow.read(DUE, most)]


async def answered(uow: UnitOfWork, telegram_id: int) -> None:
    """Note that somebody gets their answer."""
    await uow.write(ANSWERED, f"{_ASKED}{telegram_id}")


async def backlog(uow: UnitOfWork, bot_id: int) -> Backlog:
    record = await uow.read_row(BACKLOG, bot_id)
    return Backlog(record["parked"], record["late"]) if record else Backlog(0, late=False)


async def groups(uow: UnitOfWork, most: int) -> list[SeenGroup]:
    """Give the groups that the bot is in, those first that see a project."""
    return [SeenGroup(it["chat_id"], it["title"], it["bound"]) for it in await uow.read(GROUPS, most)]
