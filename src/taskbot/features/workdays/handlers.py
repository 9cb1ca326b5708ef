"""Showing the team's workdays to everybody, and changing them for admins."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from taskbot.domain.models import Role
from taskbot.features.workdays import commands, service, views
from taskbot.features.workdays.commands import Change, read_days
from taskbot.features.workdays.views import WorkdaysPress
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.repository import workdays
from taskbot.telegram.callbacks import admins_only, end_dialogue
from taskbot.telegram.context import Context
from taskbot.telegram.filters import in_private, on, registered
from taskbot.telegram.replies import Replies, edit, say, toast


def router() -> Router:
    router = Router(name="workdays")
    router.message.filter(in_private, registered)
    router.callback_query.filter(in_private, registered)
    router.message.register(show_or_change, on(commands.CALENDAR))
    router.callback_query.register(press, WorkdaysPress.filter())
    return router


async def show_or_change(_: Message, args: Change, ctx: Context) -> Replies:
    if args == Change():
        return [say(ctx.user.telegram_id, *await _view(ctx))]
    service.require_admin(ctx)
    if args.act is None:
        return [say(ctx.user.telegram_id, await service.set_country(ctx, args.country))]
    days = read_days(args.days, ctx.day_sent)
    return [say(ctx.user.telegram_id, await service.change_days(ctx, args.act, days))]


async def press(callback: CallbackQuery, callback_data: WorkdaysPress, ctx: Context) -> Replies:
    """Set the country, and show the calendar with it in the pressed message."""
    if ctx.user.role is not Role.ADMIN:
        return await admins_only(callback, ctx)
    await end_dialogue(ctx)
    try:
        text = await service.set_country(ctx, callback_data.country)
    except LookupError:
        return [toast(callback, ctx.l10n("button-unknown"))]
    return [toast(callback, writing.plain(text)), *edit(callback, *await _view(ctx))]


async def _view(ctx: Context) -> tuple[Html, InlineKeyboardMarkup | None]:
    chosen = await workdays.calendar(ctx.uow)
    buttons = views.countries(chosen.country, ctx.l10n) if ctx.user.role is Role.ADMIN else None
    return views.calendar(chosen, ctx.today, ctx.user.role, ctx.l10n), buttons
