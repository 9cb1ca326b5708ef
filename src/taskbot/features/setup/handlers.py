"""Asking what is left to set up."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import Message

from taskbot.domain.models import Role
from taskbot.features.setup import commands
from taskbot.features.setup import service as setup
from taskbot.telegram.context import Context
from taskbot.telegram.filters import has_role, in_private, on, registered
from taskbot.telegram.replies import Replies, say


def router() -> Router:
    router = Router(name="setup")
    router.message.filter(in_private, registered)
    router.message.register(begin, on(commands.SETUP), has_role(Role.ADMIN))
    return router


async def begin(_: Message, ctx: Context) -> Replies:
    """Note the question: the answer needs Telegram's own, which no handler waits for."""
    await setup.ask(ctx.uow, ctx.user)
    return [say(ctx.user.telegram_id, ctx.l10n("setup-checking"))]
