"""The answers where no other handler matches, as the last router."""

from __future__ import annotations

from aiogram import Router
from aiogram.enums import ChatMemberStatus
from aiogram.methods import SendMessage
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, ReplyKeyboardRemove

from taskbot.commands import for_person, nearest
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain import rules
from taskbot.domain.models import Awaited, Role, User
from taskbot.domain.rules import Refusal
from taskbot.features.creation import service as creation
from taskbot.language import writing
from taskbot.language.command import Audience
from taskbot.language.l10n import L10n
from taskbot.language.typed_text import split_command
from taskbot.repository import users
from taskbot.telegram.filters import in_private
from taskbot.telegram.message_content import file_of, text_of
from taskbot.telegram.replies import Replies, say, toast
from taskbot.telegram.update_handler import ParsedCommand

# What only those are asked for who create tasks: an answer finds no handler once the person does not.
_OF_CREATORS = (
    Awaited.TITLE,
    Awaited.DRAFT_TITLE,
    Awaited.DRAFT_DESCRIPTION,
    Awaited.DRAFT_DEADLINE,
    Awaited.DRAFT_ASSIGNEE,
    Awaited.TASK_TITLE,
    Awaited.TASK_DESCRIPTION,
    Awaited.TASK_DEADLINE,
    Awaited.TASK_ASSIGNEE,
)


def router() -> Router:
    router = Router(name="fallback")
    router.message.register(answer_message)
    router.callback_query.register(answer_press)
    router.my_chat_member.register(note_reachable, in_private)
    return router


async def answer_message(
    message: Message, user: User, l10n: L10n, uow: UnitOfWork, parsed_command: ParsedCommand | None
) -> Replies:
    if message.users_shared is not None:
        return [say(message.chat.id, l10n("picked-late"), ReplyKeyboardRemove())]
    if parsed_command is None and not rules.creates(user) and user.awaited in _OF_CREATORS:
        await users.set_awaited(uow, user.telegram_id, None)
        return [say(message.chat.id, l10n("no-admin-now"))]
    if parsed_command is None:
        return [_lead_on(message, user, l10n)]
    if parsed_command.addressee is not None:
        bot = writing.one_line(parsed_command.addressee, writing.NAME)
        return [say(message.chat.id, l10n("other-bot", bot=bot))]
    command = parsed_command.command
    # The router of another role has it; one for members of projects is unknown to others.
    if command is not None and command.audience is not Audience.MEMBERS:
        name = writing.one_line(parsed_command.name, writing.NAME)
        of_leads = command.audience is Audience.CREATORS and bool(user.project_roles)
        return [say(message.chat.id, l10n("creators-only" if of_leads else "admins-only", command=name))]
    raise Refusal(
        "refusal-unknown-command", typed=parsed_command.name, nearest=_nearest(parsed_command.name, user)
    )


def _lead_on(message: Message, user: User, l10n: L10n) -> SendMessage:
    """Answer a text that is no command: tell employees what they can do, offer admins a task of it."""
    key = _not_understood(message)
    creates = rules.creates(user)
    makes = creates and (text_of(message) or file_of(message)) is not None
    role = Role.ADMIN if creates else Role.EMPLOYEE
    text = l10n("unknown-file" if makes and key == "unknown-content" else key, role=role)
    return creation.offer(message, text, l10n) if makes else say(message.chat.id, text)


def _not_understood(message: Message) -> str:
    if message.text is None:
        return "unknown-content"
    if split_command(message.text) is None:
        return "unknown-text"
    return "forwarded-command" if message.forward_origin is not None else "bots-command"


def _nearest(name: str, user: User) -> str:
    command = nearest(name, for_person(user))
    return command.name if command else "none"


async def answer_press(callback: CallbackQuery, l10n: L10n) -> Replies:
    return [toast(callback, l10n("button-unknown"))]


async def note_reachable(change: ChatMemberUpdated, uow: UnitOfWork) -> Replies:
    """Remember that a person blocked the bot, or let it back in (Bot API, «ChatMemberUpdated»)."""
    reachable = change.new_chat_member.status not in (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT)
    await users.set_reachable(uow, change.chat.id, reachable)
    return []
