"""The digest at any time, and the choice of its hour and of quiet hours, typed."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import Message

from taskbot.features.digest import commands, service, views
from taskbot.features.digest.commands import DigestChoice, QuietChoice
from taskbot.telegram.context import Context
from taskbot.telegram.filters import in_private, on, registered
from taskbot.telegram.keyboards import View
from taskbot.telegram.replies import Replies, say


def router() -> Router:
    router = Router(name="digest")
    router.message.filter(in_private, registered)
    router.message.register(show_or_set_digest, on(commands.DIGEST))
    router.message.register(show_or_set_quiet, on(commands.QUIET))
    return router


async def show_or_set_digest(_: Message, args: DigestChoice, ctx: Context) -> Replies:
    """Show the digest as it would come now, and when it comes; or choose that."""
    chat_id = ctx.user.telegram_id
    if args != DigestChoice():
        return [say(chat_id, (await service.set_digest(ctx, args)).reply_text)]
    digest = await service.now(ctx)
    shown = views.message(digest, ctx.reader) if digest.sections else (ctx.l10n("digest-empty"), None)
    return [say(chat_id, *shown), say(chat_id, *await service.view(ctx, View.DIGEST))]


async def show_or_set_quiet(_: Message, args: QuietChoice, ctx: Context) -> Replies:
    """Show when it is quiet, with the choices; or choose that."""
    chat_id = ctx.user.telegram_id
    if args == QuietChoice():
        return [say(chat_id, *await service.view(ctx, View.QUIET))]
    return [say(chat_id, (await service.set_quiet(ctx, args)).reply_text)]
