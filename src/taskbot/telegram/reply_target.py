"""What a message answers: replying to a message of the bot about a task is to name that task."""

from __future__ import annotations

import re

from aiogram.types import Message, MessageOriginUser

from taskbot.repository import Connection, cards

# The refusals of a parser that finds no task's number: the message that is replied to may have it.
WITHOUT_NUMBER = frozenset({"refusal-number-missing", "refusal-number"})

# The bot's sentences name their task in the first line; further on, texts of people may name others.
_NAMED = re.compile(r"(?:\btask|\bзадач\w*)\s+[#№]\s*([0-9]{1,18})\b", re.IGNORECASE)


async def task_of(connection: Connection, message: Message) -> int | None:
    """Give the number of the task that the replied-to message of the bot is about; null where none is."""
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or not replied.from_user.is_bot:
        return None
    shown = await cards.task_of(connection, message.chat.id, replied.message_id)
    return shown if shown is not None else _named(replied.text or replied.caption or "")


def _named(text: str) -> int | None:
    found = _NAMED.search(text.strip().partition("\n")[0])
    return int(found[1]) if found else None


def person_of(message: Message) -> int | None:
    """Give the Telegram id of whom the replied-to message stands for: whose forward or contact it is."""
    replied = message.reply_to_message
    if replied is None:
        return None
    if isinstance(replied.forward_origin, MessageOriginUser):
        return replied.forward_origin.sender_user.id
    return replied.contact.user_id if replied.contact else None
