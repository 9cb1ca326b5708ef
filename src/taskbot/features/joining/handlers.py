"""Getting to know each other: registration, greeting, help."""

from __future__ import annotations

from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery, Message, ReplyKeyboardRemove

from taskbot import commands
from taskbot.domain.models import ABOUT_A_TASK, Access, Registration, Role, User
from taskbot.features.cards import service as cards
from taskbot.features.cards import views as render
from taskbot.features.creation import drafts
from taskbot.features.joining import service as joining
from taskbot.features.people.commands import Start
from taskbot.language.l10n import L10n
from taskbot.repository import Connection, users
from taskbot.telegram.context import Context, Team
from taskbot.telegram.filters import in_private, on, registered
from taskbot.telegram.replies import Replies, menu_name, own_menu, say, toast


def strangers() -> Router:
    """For people who may not use the bot: not yet, or not any more."""
    router = Router(name="strangers")
    router.message.filter(in_private, _is_stranger)
    router.callback_query.filter(_is_stranger)
    router.message.register(say_blocked, _is_blocked)
    router.callback_query.register(press_blocked, _is_blocked)
    router.message.register(start, on(commands.START))
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


async def _is_blocked(_: Message | CallbackQuery, team: Team, known: User | None = None) -> bool:
    """Match whom an admin has blocked; who runs the bot lets in whom they name."""
    return known is not None and known.access is Access.BLOCKED and known.telegram_id not in team.admin_ids


async def say_blocked(message: Message, l10n: L10n) -> Replies:
    return [say(message.chat.id, l10n("access-blocked"))]


async def press_blocked(callback: CallbackQuery, l10n: L10n) -> Replies:
    return [toast(callback, l10n("access-blocked"))]


async def start(
    message: Message, args: Start, connection: Connection, team: Team, l10n: L10n, known: User | None = None
) -> Replies:
    """Let somebody in, as registration is set, or say how they get in."""
    if message.from_user is None:
        return []
    return await joining.start(connection, team, message.from_user, known, args.token, l10n)


async def start_first(message: Message, team: Team, l10n: L10n, known: User | None = None) -> Replies:
    return [say(message.chat.id, l10n(_way_in(team, known)))]


async def press_start_first(
    callback: CallbackQuery, team: Team, l10n: L10n, known: User | None = None
) -> Replies:
    if _way_in(team, known) == "start-first":
        return [toast(callback, l10n("button-start-first"))]
    return [toast(callback, render.plain(l10n(_way_in(team, known))))]


def _way_in(team: Team, known: User | None) -> str:
    """Name the text that tells somebody who is not in how they get in."""
    if known is not None and team.registration is not Registration.OPEN:
        return "join-waiting"
    if team.registration is Registration.INVITE:
        return "join-by-invitation-only"
    return "start-first"


async def greet(
    message: Message,
    user: User,
    connection: Connection,
    l10n: L10n,
    team: Team,
) -> Replies:
    """Greet; who was put into ADMIN_IDS after registering becomes an admin here."""
    menu: Replies = []
    if user.telegram_id in team.admin_ids and user.role is not Role.ADMIN:
        user = await users.make_admin(connection, user.telegram_id) or user
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
    said = ctx.l10n("cancelled" if ctx.user.awaited else "cancel-nothing")
    asked_about = ctx.user.awaited_for if ctx.user.awaited in ABOUT_A_TASK else None
    back = await cards.put_back(ctx, asked_about) if asked_about else []
    return [say(message.chat.id, said, ReplyKeyboardRemove()), *back]  # also a keyboard of long ago
