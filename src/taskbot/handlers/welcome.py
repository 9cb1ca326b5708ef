"""Getting to know each other: registration, greeting, help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import Router
from aiogram.types import ReplyKeyboardRemove

from taskbot import commands
from taskbot.acts import drafts
from taskbot.filters import in_private, on, registered
from taskbot.models import Awaited, Role
from taskbot.parsing import clean
from taskbot.replies import Replies, menu_name, own_menu, say, toast
from taskbot.repository import users
from taskbot.texts import render

if TYPE_CHECKING:
    from datetime import date

    from aiogram.types import CallbackQuery, Message

    from taskbot.context import Context
    from taskbot.models import User
    from taskbot.repository import Connection
    from taskbot.texts.l10n import L10n

# What is asked for with a keyboard in place of the letters, which stays until the bot takes it away.
_WITH_KEYBOARD = (Awaited.TASK_ASSIGNEE, Awaited.CITY)


def strangers() -> Router:
    """For people who have not registered yet."""
    router = Router(name="strangers")
    router.message.filter(in_private, _is_stranger)
    router.callback_query.filter(_is_stranger)
    router.message.register(register, on(commands.START))
    router.message.register(start_first)
    router.callback_query.register(press_start_first)
    return router


def router() -> Router:
    """For everyone who has registered."""
    router = Router(name="welcome")
    router.message.filter(in_private, registered)
    router.message.register(greet, on(commands.START))
    router.message.register(show_help, on(commands.HELP))
    router.message.register(cancel, on(commands.CANCEL))
    return router


async def _is_stranger(_: Message | CallbackQuery, user: User | None = None) -> bool:
    return user is None


async def register(
    message: Message,
    connection: Connection,
    l10n: L10n,
    admin_ids: frozenset[int],
) -> Replies:
    sender = message.from_user
    if sender is None:
        return []
    user = await users.register(
        connection,
        telegram_id=sender.id,
        username=sender.username,
        full_name=clean(sender.full_name),
        language_code=sender.language_code,
        role=Role.ADMIN if sender.id in admin_ids else Role.EMPLOYEE,
    )
    await users.set_menu(connection, sender.id, menu_name(user.role, l10n.language))
    text = l10n(
        "start-registered",
        name=render.called(user),
        role=user.role,
        id=str(sender.id),
    )
    return [say(sender.id, text), *own_menu(user, l10n.language)]


async def start_first(message: Message, l10n: L10n) -> Replies:
    return [say(message.chat.id, l10n("start-first"))]


async def press_start_first(callback: CallbackQuery, l10n: L10n) -> Replies:
    return [toast(callback, l10n("button-start-first"))]


async def greet(
    message: Message,
    user: User,
    connection: Connection,
    l10n: L10n,
    admin_ids: frozenset[int],
) -> Replies:
    """Greet; who was put into ADMIN_IDS after registering becomes an admin here."""
    menu: Replies = []
    if user.telegram_id in admin_ids and user.role is not Role.ADMIN:
        user = await users.set_role(connection, user.telegram_id, Role.ADMIN) or user
        await users.set_menu(connection, user.telegram_id, menu_name(user.role, l10n.language))
        menu = own_menu(user, l10n.language)
    text = l10n("start-greeting", name=render.called(user), role=user.role)
    return [say(message.chat.id, text), *menu]


async def show_help(message: Message, user: User, l10n: L10n, today: date) -> Replies:
    return [say(message.chat.id, render.help_text(user.role, l10n, today))]


async def cancel(message: Message, ctx: Context) -> Replies:
    """Say that the dialogue is over, as every command ends it; drop a task that is being written."""
    dropped = await drafts.cancel(ctx)
    if dropped is not None:
        return [say(message.chat.id, ctx.l10n("draft-cancelled")), *dropped]
    keyboard = ReplyKeyboardRemove() if ctx.user.awaited in _WITH_KEYBOARD else None
    return [say(message.chat.id, ctx.l10n("cancelled" if ctx.user.awaited else "cancel-nothing"), keyboard)]
