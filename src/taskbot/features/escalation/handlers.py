"""Switching escalation on and off, for admins."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import Message

from taskbot.domain.models import Role
from taskbot.features.escalation import commands, views
from taskbot.features.escalation.commands import Switch
from taskbot.repository import team
from taskbot.telegram.context import Context
from taskbot.telegram.filters import has_role, in_private, on, registered
from taskbot.telegram.replies import Replies, say


def router() -> Router:
    router = Router(name="escalation")
    router.message.filter(in_private, registered)
    router.message.register(show_or_switch, on(commands.ESCALATION), has_role(Role.ADMIN))
    return router


async def show_or_switch(_: Message, args: Switch, ctx: Context) -> Replies:
    if args.on is None:
        is_on = await team.escalation(ctx.uow)
        return [say(ctx.user.telegram_id, ctx.l10n("escalation-ask"), views.switch(ctx.l10n, on=is_on))]
    await team.set_escalation(ctx.uow, on=args.on)
    return [say(ctx.user.telegram_id, ctx.l10n("escalation-set", on="yes" if args.on else "no"))]
