"""What everyone does with tasks: list their own, read one, work it off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import F, Router

from taskbot import commands, rules
from taskbot.filters import in_private, on, registered
from taskbot.handlers import notices
from taskbot.replies import Replies, edit, say, toast
from taskbot.repository import tasks
from taskbot.rules import Refusal
from taskbot.texts import keyboards, render
from taskbot.texts.keyboards import Listing, PagePress

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

    from taskbot import parsing
    from taskbot.models import Language, Page, User
    from taskbot.parsing import StatusChange, TaskNumber
    from taskbot.repository import Connection
    from taskbot.texts.l10n import Html, L10n


def router() -> Router:
    router = Router(name="tasks")
    router.message.filter(in_private, registered)
    router.callback_query.filter(in_private, registered)
    router.message.register(list_mine, on(commands.MY_TASKS))
    router.message.register(show_task, on(commands.TASK_DETAILS))
    router.message.register(update_status, on(commands.UPDATE_STATUS))
    router.callback_query.register(turn_mine, PagePress.filter(F.listing == Listing.MINE))
    return router


async def list_mine(
    message: Message, args: parsing.Page, user: User, connection: Connection, l10n: L10n, today: date
) -> Replies:
    page = await tasks.page_of_mine(connection, user.id, args.number)
    rules.require_page(page, args.number, commands.MY_TASKS.name)
    return [say(message.chat.id, *_mine(page, l10n, today))]


async def turn_mine(
    callback: CallbackQuery,
    callback_data: PagePress,
    user: User,
    connection: Connection,
    l10n: L10n,
    today: date,
) -> Replies:
    page = await tasks.page_of_mine(connection, user.id, callback_data.number, callback_data.cursor)
    return [toast(callback), *edit(callback, *_mine(page, l10n, today))]


def _mine(page: Page, l10n: L10n, today: date) -> tuple[Html, InlineKeyboardMarkup | None]:
    if not page.rows:
        return l10n("list-empty-mine"), None
    text = render.task_list(page, "list-mine", l10n, today, with_assignee=False)
    return text, keyboards.pages(Listing.MINE, page, l10n)


async def show_task(
    message: Message,
    args: TaskNumber,
    user: User,
    connection: Connection,
    l10n: L10n,
    today: date,
    timezone: ZoneInfo,
) -> Replies:
    task = rules.visible(await tasks.get(connection, args.id), args.id, user)
    return [say(message.chat.id, render.card(task, l10n, today, timezone))]


async def update_status(
    message: Message,
    args: StatusChange,
    user: User,
    connection: Connection,
    l10n: L10n,
    default_language: Language | None,
) -> Replies:
    task = rules.visible(await tasks.lock(connection, args.task_id), args.task_id, user)
    if not rules.may_change_status(task, user):
        raise Refusal("refusal-status-not-yours", id=str(task.id))
    named = {"id": str(task.id), "title": render.title(task)}
    after = l10n("status", status=args.status)
    if args.status is task.status:
        return [say(message.chat.id, l10n("status-same", **named, status=after))]
    await tasks.set_status(connection, task.id, args.status)
    text = l10n("status-updated", **named, before=l10n("status", status=task.status), after=after)
    return [say(message.chat.id, text), *notices.status_changed(task, args.status, user, default_language)]
