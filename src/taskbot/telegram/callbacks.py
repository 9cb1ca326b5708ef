"""What handlers of callback queries share: the end of a dialogue, and the answer to a non-admin."""

from __future__ import annotations

from aiogram.types import CallbackQuery, Message

from taskbot.repository import users
from taskbot.telegram.context import Context
from taskbot.telegram.replies import Replies, toast


async def admins_only(callback: CallbackQuery, ctx: Context) -> Replies:
    """Answer a press by a person who is not an admin, or is one no longer, on an admin's button."""
    return [toast(callback, ctx.l10n("button-admins-only"))]


def answered_message(callback: CallbackQuery) -> Message | None:
    """Give the presser's own message to which the pressed one is an answer; null where it is gone."""
    message = callback.message.reply_to_message if isinstance(callback.message, Message) else None
    own = (
        message is not None
        and message.from_user is not None
        and message.from_user.id == callback.from_user.id
    )
    return message if own else None


async def end_dialogue(ctx: Context) -> None:
    """Wait no longer for an answer: a press ends a dialogue, as a command does."""
    if ctx.user.awaited is not None:
        await users.set_awaited(ctx.uow, ctx.user.telegram_id, None)
