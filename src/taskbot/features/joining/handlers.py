"""How people come in: registration, greeting, invitations."""

from __future__ import annotations

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import Access, Registration, Role, User
from taskbot.features.joining import commands, views
from taskbot.features.joining import service as joining
from taskbot.features.joining.commands import NewInvite, Revocation, Start
from taskbot.features.joining.views import InvitePress
from taskbot.language import writing
from taskbot.language.arguments import NoArguments
from taskbot.language.l10n import Html, L10n
from taskbot.repository import invites, users
from taskbot.telegram.callbacks import admins_only
from taskbot.telegram.command_buttons import shortcuts
from taskbot.telegram.context import Context, Team
from taskbot.telegram.filters import has_role, in_private, on, registered
from taskbot.telegram.menus import own_menu
from taskbot.telegram.replies import Replies, edit, say, toast


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
    router.callback_query.filter(in_private, registered)
    router.callback_query.register(admins_only, InvitePress.filter())  # the admins' router has taken theirs
    return router


def admin_router() -> Router:
    """For admins: invitations."""
    router = Router(name="invitations")
    router.message.filter(in_private, has_role(Role.ADMIN))
    router.callback_query.filter(in_private, has_role(Role.ADMIN))
    router.message.register(invite, on(commands.INVITE))
    router.message.register(show_invites, on(commands.INVITES))
    router.message.register(revoke_by_command, on(commands.REVOKE_INVITE))
    router.callback_query.register(revoke, InvitePress.filter())
    return router


async def _is_stranger(_: Message | CallbackQuery, user: User | None = None) -> bool:
    return user is None


async def _is_blocked(_: Message | CallbackQuery, team: Team, known: User | None = None) -> bool:
    """Match a person whom an admin has blocked, unless ADMIN_IDS names them."""
    return known is not None and known.access is Access.BLOCKED and known.telegram_id not in team.admin_ids


async def say_blocked(message: Message, l10n: L10n) -> Replies:
    return [say(message.chat.id, l10n("access-blocked"))]


async def press_blocked(callback: CallbackQuery, l10n: L10n) -> Replies:
    return [toast(callback, l10n("access-blocked"))]


async def start(
    message: Message, args: Start, uow: UnitOfWork, team: Team, l10n: L10n, known: User | None = None
) -> Replies:
    """Register the sender, as registration is set, or say how to get access."""
    if message.from_user is None:
        return []
    return await joining.start(uow, team, message.from_user, known, args.token, l10n)


async def start_first(message: Message, team: Team, l10n: L10n, known: User | None = None) -> Replies:
    return [say(message.chat.id, l10n(_way_in(team, known)))]


async def press_start_first(
    callback: CallbackQuery, team: Team, l10n: L10n, known: User | None = None
) -> Replies:
    if _way_in(team, known) == "start-first":
        return [toast(callback, l10n("button-start-first"))]
    return [toast(callback, writing.plain(l10n(_way_in(team, known))))]


def _way_in(team: Team, known: User | None) -> str:
    """Give the key of the text that tells a person without access how to get it."""
    if known is not None and team.registration is not Registration.OPEN:
        return "join-waiting"
    if team.registration is Registration.INVITE:
        return "join-by-invitation-only"
    return "start-first"


async def greet(
    message: Message,
    user: User,
    uow: UnitOfWork,
    l10n: L10n,
    team: Team,
) -> Replies:
    """Greet a registered person; one who was added to ADMIN_IDS since becomes an admin here."""
    menu: Replies = []
    if user.telegram_id in team.admin_ids and user.role is not Role.ADMIN:
        user = await users.make_admin(uow, user.telegram_id) or user
        await users.set_menu(uow, user.telegram_id, user.menu_in(l10n.language))
        menu = own_menu(user, l10n.language)
    text = l10n("start-greeting", name=writing.called(user), role=user.role)
    return [say(message.chat.id, text, shortcuts(user, l10n)), *menu]


# --- Invitations ----------------------------------------------------------------------------------


async def invite(message: Message, args: NewInvite, ctx: Context, bot: Bot) -> Replies:
    text = await joining.invite(ctx, args, (await bot.me()).username or "")
    return [say(message.chat.id, text)]


async def show_invites(message: Message, args: NoArguments, ctx: Context) -> Replies:  # noqa: ARG001
    return [say(message.chat.id, *await _invites(ctx))]


async def revoke_by_command(message: Message, args: Revocation, ctx: Context) -> Replies:
    """Revoke an invitation, and show what others there are; without a number, let it be chosen."""
    if args.id is None:
        return [say(message.chat.id, *await _invites(ctx))]
    result = await _revoke(ctx, args.id)
    others, keyboard = await _invites(ctx)
    return [say(message.chat.id, Html(f"{result}\n\n{others}"), keyboard)]


async def revoke(callback: CallbackQuery, callback_data: InvitePress, ctx: Context) -> Replies:
    result = await _revoke(ctx, callback_data.id)
    return [toast(callback, result), *edit(callback, *await _invites(ctx))]


async def _revoke(ctx: Context, invite_id: int) -> Html:
    revoked = await invites.revoke(ctx.uow, invite_id)
    return ctx.l10n("invite-revoked" if revoked else "invite-gone")


async def _invites(ctx: Context) -> tuple[Html, InlineKeyboardMarkup | None]:
    return views.invitations(*await invites.open_ones(ctx.uow), ctx.reader)
