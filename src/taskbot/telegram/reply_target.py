"""The target of a reply: a reply to a message of the bot about a task names that task."""

from __future__ import annotations

from aiogram.types import Message, MessageOriginHiddenUser, MessageOriginUser

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.language.l10n import task_number
from taskbot.language.typed_text import NO_TASK
from taskbot.repository import cards

# The refusals of a parser that finds no task's number: the message that is replied to may have it.
WITHOUT_NUMBER = frozenset({NO_TASK, "refusal-number"})


async def task_of(uow: UnitOfWork, message: Message) -> int | None:
    """Give the number of the task that the replied-to message of the bot is about; null where none is."""
    target = message.reply_to_message
    if target is None or target.from_user is None or not target.from_user.is_bot:
        return None
    task_id = await cards.task_of(uow, message.chat.id, target.message_id)
    # The bot's sentences name their task in the first line; further on there may be others.
    sentence = (target.text or target.caption or "").strip().partition("\n")[0]
    return task_id if task_id is not None else task_number(sentence)


def is_hidden(message: Message) -> bool:
    """Whether the message that is replied to was forwarded from somebody who hides who they are."""
    target = message.reply_to_message
    return target is not None and isinstance(target.forward_origin, MessageOriginHiddenUser)


def person_of(message: Message) -> int | None:
    """Give the Telegram id of the person whose forwarded message or contact is replied to."""
    target = message.reply_to_message
    if target is None:
        return None
    if isinstance(target.forward_origin, MessageOriginUser):
        return target.forward_origin.sender_user.id
    return target.contact.user_id if target.contact else None
