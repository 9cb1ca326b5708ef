"""Lists of tasks that a person works in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import F, Router

from taskbot import commands, rules
from taskbot.commands import CREATE_TASK
from taskbot.filters import has_role, in_private, on, registered
from taskbot.models import Role
from taskbot.replies import Replies, edit, say, toast
from taskbot.repository import lists
from taskbot.texts import keyboards, render
from taskbot.texts.keyboards import Listing, PagePress

if TYPE_CHECKING:
    from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

    from taskbot import parsing
    from taskbot.context import Context
    from taskbot.models import Page
    from taskbot.texts.l10n import Html


def router() -> Router:
    """For everybody."""
    router = Router(name="lists")
    router.message.filter(in_private, registered)
    router.callback_query.filter(in_private, registered)
    router.message.register(list_mine, on(commands.MY_TASKS))
    router.callback_query.register(turn_mine, PagePress.filter(F.listing == Listing.MINE))
    return router


def admin_router() -> Router:
    """For admins."""
    router = Router(name="lists of admins")
    router.message.filter(in_private, has_role(Role.ADMIN))
    router.callback_query.filter(in_private, has_role(Role.ADMIN))
    router.message.register(list_all, on(commands.ALL_TASKS))
    router.callback_query.register(turn_all, PagePress.filter(F.listing == Listing.ALL))
    return router


async def list_mine(message: Message, args: parsing.Page, ctx: Context) -> Replies:
    page = await lists.page_of_mine(ctx.connection, ctx.user.id, args.number)
    rules.require_page(page, args.number, commands.MY_TASKS.name)
    return [say(message.chat.id, *_mine(page, ctx))]


async def turn_mine(callback: CallbackQuery, callback_data: PagePress, ctx: Context) -> Replies:
    page = await lists.page_of_mine(ctx.connection, ctx.user.id, callback_data.number, callback_data.cursor)
    return [toast(callback), *edit(callback, *_mine(page, ctx))]


def _mine(page: Page, ctx: Context) -> tuple[Html, InlineKeyboardMarkup | None]:
    if not page.rows:
        return ctx.l10n("list-empty-mine"), None
    text = render.task_list(page, "list-mine", ctx.l10n, ctx.today, with_assignee=False)
    return text, keyboards.pages(Listing.MINE, page, ctx.l10n)


async def list_all(message: Message, args: parsing.Page, ctx: Context) -> Replies:
    page = await lists.page_of_all(ctx.connection, args.number)
    rules.require_page(page, args.number, commands.ALL_TASKS.name)
    return [say(message.chat.id, *_all(page, ctx))]


async def turn_all(callback: CallbackQuery, callback_data: PagePress, ctx: Context) -> Replies:
    page = await lists.page_of_all(ctx.connection, callback_data.number, callback_data.cursor)
    return [toast(callback), *edit(callback, *_all(page, ctx))]


def _all(page: Page, ctx: Context) -> tuple[Html, InlineKeyboardMarkup | None]:
    if not page.rows:
        return ctx.l10n("list-empty-all", example=render.example(CREATE_TASK, ctx.l10n, ctx.today)), None
    text = render.task_list(page, "list-all", ctx.l10n, ctx.today, with_assignee=True)
    return text, keyboards.pages(Listing.ALL, page, ctx.l10n)
