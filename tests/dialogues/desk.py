"""Tasks as they lie there when a test begins, and what is seen besides the answers to what is said."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from dialogues.stage import TIMEOUT, ordinary

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import asyncpg

    from dialogues.stage import Speaker, Stage
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
    """Put a task on the desk; nobody hears of it."""
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
    """Open a task's card; that message is returned."""
    speaker.chat.say(f"/task_details {task_id}")
    await bot.settle()
    speaker.take()
    return speaker.chat.last


async def replies(bot: Stage, speaker: Speaker, to: Message, text: str) -> list[str]:
    """Reply to a message, and see what comes of it."""
    speaker.chat.say(text, to)
    await bot.settle()
    return seen(speaker)


def data_of_button(speaker: Speaker, label: str) -> str:
    """What the button of the last message sends to the bot."""
    button = speaker.last.button(label)
    assert button is not None, f"there is no button {label!r}"
    return str(button["callback_data"])


@asynccontextmanager
async def on_their_way(bot: Stage, *speakers: Speaker) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """Hold up what is sent: these people have it, and the bot does not know yet which message it is."""
    async with bot.pool.acquire() as connection, connection.transaction():
        await connection.execute("LOCK TABLE cards IN SHARE MODE")
        yield connection  # type: ignore[misc] # the pool's proxy of one
        async with asyncio.timeout(TIMEOUT):
            while not all(speaker.chat.unread for speaker in speakers):  # noqa: ASYNC110 (Telegram's state)
                await asyncio.sleep(0.001)
        await connection.execute("UPDATE tasks SET priority = 'urgent'")
    await bot.settle()
