"""What happens to the bot in groups, and what is typed and pressed about what they see."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import Bot, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.methods import EditMessageReplyMarkup
from aiogram.types import (
    CallbackQuery,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Message,
    ResultChatMemberUnion,
)

from taskbot.delivery import Marked, Reply
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import DEFAULT_PROJECT, Access, Project, User
from taskbot.domain.rules import Refusal
from taskbot.features.groups import commands, views
from taskbot.features.groups import service as groups
from taskbot.features.groups.commands import Bind
from taskbot.features.groups.views import BindPress
from taskbot.language import writing
from taskbot.language.l10n import Html, L10n
from taskbot.repository import groups as groups_repository
from taskbot.telegram.context import Context, Team
from taskbot.telegram.filters import creates, in_group, in_private, on, registered
from taskbot.telegram.group_commands import GroupCommand
from taskbot.telegram.group_replies import edit_only, only_to, thread_of, to_group
from taskbot.telegram.replies import Replies, say, toast

_IN = (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.CREATOR)


def router() -> Router:
    """For groups."""
    router = Router(name="groups")
    router.message.filter(in_group, registered)
    router.callback_query.filter(in_group, registered)
    router.my_chat_member.filter(in_group)
    router.message.register(bind, on(commands.BIND))
    router.message.register(unbind, on(commands.UNBIND))
    router.callback_query.register(press, BindPress.filter())
    router.my_chat_member.register(follow)
    return router


def in_private_chats() -> Router:
    """For private chats, where these commands lead nowhere."""
    router = Router(name="groups in private")
    router.message.filter(in_private, creates)
    router.message.register(say_where, on(commands.BIND))
    router.message.register(say_where, on(commands.UNBIND))
    return router


def strangers() -> Router:
    """For people who type in a group and may not use the bot: not yet, or not any more."""
    router = Router(name="strangers in groups")
    router.message.register(answer_stranger, _is_stranger_in_group)
    return router


# --- The bot's own standing -----------------------------------------------------------------------


async def follow(change: ChatMemberUpdated, uow: UnitOfWork, team: Team, bot: Bot) -> Replies:
    """Note that the bot was added or put out; a change of its rights alone is no news."""
    was, is_there = _is_in(change.old_chat_member), _is_in(change.new_chat_member)
    if change.chat.type == ChatType.CHANNEL or not (was or is_there):
        return []
    if is_there and was:
        await groups_repository.set_admin(uow, change.chat.id, is_admin=views.rights(change).admin)
        return []
    if is_there:
        return await groups.welcome(change, uow, team, bot)
    await groups.lose(uow, change.chat.id)
    return []


def _is_in(member: ResultChatMemberUnion) -> bool:
    return member.is_member if isinstance(member, ChatMemberRestricted) else member.status in _IN


# --- What a group sees ----------------------------------------------------------------------------


async def bind(message: Message, args: Bind, ctx: Context, group_command: GroupCommand) -> Replies:
    """Let a group, or the topic where that is typed, see a project; of several, one is chosen."""
    thread_id = thread_of(message)
    project = await groups.find(ctx, args.project) if args.project else await _only(ctx)
    if project is None:
        asked, private = await _ask(message, thread_id, ctx)
        return [asked] if group_command.shows(ctx.delay) else private
    told = await _bind(message, thread_id, project, ctx)
    if told is None:
        return [say(ctx.user.telegram_id, ctx.l10n("group-bound-already"))]
    return [to_group(message, told)]


async def _only(ctx: Context) -> Project | None:
    """Give the team's project where there is but one."""
    every = await ctx.team.projects.every(ctx.uow)
    return every[DEFAULT_PROJECT] if len(every) == 1 else None


async def _bind(message: Message, thread_id: int, project: Project, ctx: Context) -> Html | None:
    chat = message.chat
    forum = bool(chat.is_forum)
    return await groups.bind(ctx, chat.id, chat.title or "", thread_id, project, forum=forum)


async def _ask(event: Message | CallbackQuery, thread_id: int, ctx: Context) -> tuple[Reply, Sequence[Reply]]:
    """Let the sender choose among the projects that they lead; nobody else reads which there are.

    Also give what goes in private, where no button can bind a group.
    """
    found = await groups.led(ctx)
    if not found:
        raise Refusal("refusal-bind-not-lead")
    text, keyboard = ctx.l10n("bind-choose"), views.projects(found, thread_id, ctx.l10n)
    example = groups.named(found[-1], ctx)
    private = say(ctx.user.telegram_id, ctx.l10n("bind-choose-typed", project=example))
    instead = [private] if ctx.user.can_receive else []
    asked = only_to(ctx.user.telegram_id, event, say(ctx.user.telegram_id, text, keyboard), instead)
    return asked, instead


async def unbind(message: Message, ctx: Context, group_command: GroupCommand) -> Replies:
    """Let a group, or the topic where that is typed, see its project no more."""
    await groups.unbind(ctx, message.chat.id, thread_of(message))
    place = "topic" if thread_of(message) else "group"
    return [to_group(message, group_command.l10n("group-unbound", place=place))]


async def press(callback: CallbackQuery, callback_data: BindPress, ctx: Context) -> Replies:
    """Bind by button: by the presser's own rights, whoever has added the bot."""
    message, thread_id = callback.message, callback_data.thread
    if not isinstance(message, Message):
        return [toast(callback, ctx.l10n("button-unknown"))]
    every = await ctx.team.projects.every(ctx.uow)
    project = every.get(callback_data.project) if callback_data.project else await _only(ctx)
    if project is None and callback_data.project == 0:
        asked, _ = await _ask(callback, thread_id, ctx)
        return [toast(callback), asked]
    if project is None:
        raise Refusal("refusal-bind-not-lead")
    told = await _bind(message, thread_id, project, ctx)
    if told is None:
        return [toast(callback, writing.plain(ctx.l10n("group-bound-already")))]
    done = say(message.chat.id, told).model_copy(update={"message_thread_id": thread_id or None})
    return [toast(callback), *_put_away(callback, message, told), done]


def _put_away(callback: CallbackQuery, message: Message, told: Html) -> Replies:
    """Take the buttons away that were pressed."""
    if message.ephemeral_message_id is not None:
        return edit_only(callback, told)
    bare = EditMessageReplyMarkup(chat_id=message.chat.id, message_id=message.message_id)
    return [Marked(bare, instead=())]


async def say_where(message: Message, ctx: Context, bot: Bot) -> Replies:
    """Say that it is the group in which this is to be typed."""
    name = (await bot.me()).username or ""
    return [say(message.chat.id, ctx.l10n("bind-in-group", bot=name))]


# --- Strangers ------------------------------------------------------------------------------------


async def _is_stranger_in_group(
    _: Message, user: User | None = None, group_command: GroupCommand | None = None
) -> bool:
    return user is None and group_command is not None


async def answer_stranger(message: Message, l10n: L10n, known: User | None = None) -> Replies:
    """Say how to get access; nobody is registered by what they type in a group."""
    if message.from_user is None:
        return []
    blocked = known is not None and known.access is Access.BLOCKED
    return [say(message.from_user.id, l10n("access-blocked" if blocked else "group-stranger"))]
