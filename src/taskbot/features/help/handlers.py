"""Help, and the end of a dialogue."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import Message, ReplyKeyboardRemove

from taskbot.commands import named
from taskbot.domain.models import ABOUT_A_TASK, Role
from taskbot.features.cards import service as cards
from taskbot.features.creation import drafts
from taskbot.features.help import commands, views
from taskbot.language.command import Command
from taskbot.telegram.command_buttons import shortcuts
from taskbot.telegram.context import Context
from taskbot.telegram.filters import in_private, on, registered
from taskbot.telegram.replies import Replies, say

PROJECTS = (named("projects"), named("project"))


def router() -> Router:
    router = Router(name="help")
    router.message.filter(in_private, registered)
    router.message.register(show_help, on(commands.HELP))
    router.message.register(cancel, on(commands.CANCEL))
    return router


async def show_help(message: Message, ctx: Context) -> Replies:
    """List the commands; where there is one project, admins alone read that there may be others."""
    also: tuple[Command, ...] = ()
    if ctx.user.role is Role.ADMIN:
        also = PROJECTS if await ctx.team.projects.several(ctx.uow) else PROJECTS[:1]
    text = views.help_text(ctx.user, ctx.l10n, also)
    return [say(message.chat.id, text, shortcuts(ctx.user, ctx.l10n))]


async def cancel(message: Message, ctx: Context) -> Replies:
    """End the dialogue, as every command does, and delete the draft that is being written."""
    dropped = await drafts.cancel(ctx)
    if dropped is not None:
        return [say(message.chat.id, ctx.l10n("draft-cancelled")), *dropped]
    text = ctx.l10n("cancelled" if ctx.user.awaited else "cancel-nothing")
    asked_about = ctx.user.awaited_for if ctx.user.awaited in ABOUT_A_TASK else None
    back = await cards.put_back(ctx, asked_about) if asked_about else []
    return [say(message.chat.id, text, ReplyKeyboardRemove()), *back]  # also a keyboard of long ago
