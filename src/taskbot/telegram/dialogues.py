"""What presses share: a press ends a dialogue, and some are for admins alone."""

from __future__ import annotations

from aiogram.types import CallbackQuery

from taskbot.repository import users
from taskbot.telegram.context import Context
from taskbot.telegram.replies import Replies, toast


async def refuse(callback: CallbackQuery, ctx: Context) -> Replies:
    """Refuse an admin's button to who is no admin, or none any more."""
    return [toast(callback, ctx.l10n("button-admins-only"))]


async def end_dialogue(ctx: Context) -> None:
    """Wait for no answer any more: a press ends a dialogue, as a command does."""
    if ctx.user.awaited is not None:
        await users.set_awaited(ctx.connection, ctx.user.telegram_id, None)
