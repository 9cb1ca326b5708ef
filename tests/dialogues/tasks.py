"""Tasks that a test begins with, their cards, and the messages that come besides the answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from unittest.mock import patch

import asyncpg

from dialogues.stage import TIMEOUT, Speaker, Stage, ordinary
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.repository import cards
from taskbot.sandbox.messages import Message

CREATE = """
INSERT INTO tasks (title, created_by_id, review)
SELECT $1, id, $3 FROM users WHERE telegram_id = $2 RETURNING id
"""
ASSIGN = """
INSERT INTO assignments (task_id, user_id, priority, created_by_id, created_at)
SELECT tasks.id, users.id, 'medium', created_by_id, clock_timestamp()
FROM tasks, users WHERE tasks.id = $1 AND telegram_id = $2
"""
SET_FIRST = """
UPDATE tasks SET assigned_to_id = (SELECT id FROM users WHERE telegram_id = $2) WHERE id = $1
"""


async def put(
    bot: Stage, creator: Speaker, *assignees: Speaker, title: str = "Report", review: bool = False
) -> int:
    """Put a task into the database; nobody gets a notice. Give its id."""
    task_id: int = await bot.sql(CREATE, title, creator.id, review)
    for assignee in assignees:
        await bot.sql(ASSIGN, task_id, assignee.id)
    if assignees:
        await bot.sql(SET_FIRST, task_id, assignees[0].id)
    return task_id


def seen(speaker: Speaker) -> list[str]:
    """What has come since the last time, each as its kind and text: `edit: 📋 Task #1…`."""
    return [f"{event.kind}: {ordinary(event.text)}" for event in speaker.take()]


def kinds(speaker: Speaker) -> list[str]:
    """The kinds of what has come since the last time."""
    return [event.kind for event in speaker.take()]


async def opens(bot: Stage, speaker: Speaker, task_id: int = 1) -> Message:
    """Open a task's card, and give its message."""
    speaker.chat.say(f"/task_details {task_id}")
    await bot.settle()
    speaker.take()
    return speaker.chat.last


async def replies(bot: Stage, speaker: Speaker, to: Message, text: str) -> list[str]:
    """Reply to a message, and give what comes back."""
    speaker.chat.say(text, to)
    await bot.settle()
    return seen(speaker)


def data_of_button(speaker: Speaker, label: str) -> str:
    """The callback data of a button of the last message."""
    button = speaker.last.button(label)
    assert button is not None, f"there is no button {label!r}"
    return str(button["callback_data"])


@asynccontextmanager
async def on_their_way(bot: Stage, *speakers: Speaker) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """Hold up the bot after Telegram has its messages to these people, before it stores their ids."""
    stored, hold = asyncio.Event(), cards.hold

    async def hold_later(uow: UnitOfWork, task_ids: Sequence[int]) -> None:
        await stored.wait()
        await hold(uow, task_ids)

    with patch.object(cards, "hold", hold_later):
        async with bot.pool.acquire() as connection, connection.transaction():
            yield connection  # type: ignore[misc] # the pool's proxy of one
            async with asyncio.timeout(TIMEOUT):
                while not all(speaker.chat.unread for speaker in speakers):  # noqa: ASYNC110 (Telegram's state)
                    await asyncio.sleep(0.001)
            await connection.execute("UPDATE tasks SET priority = 'urgent'")
        stored.set()
    await bot.settle()
