"""Filters of handlers: by the command table, by the sender's role, by what a dialogue waits for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, TelegramObject

from taskbot.commands import for_person
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain import rules
from taskbot.domain.models import ABOUT_A_TASK, Awaited, Role, User
from taskbot.domain.rules import Refusal
from taskbot.language.command import Command
from taskbot.language.mentions import Mentions
from taskbot.telegram import reply_target
from taskbot.telegram.choosing import ChosenPeople
from taskbot.telegram.one_command import require_one
from taskbot.telegram.reply_target import WITHOUT_NUMBER
from taskbot.telegram.update_handler import ParsedCommand

Predicate: TypeAlias = Callable[..., Awaitable[bool | dict[str, Any]]]


# Filters are coroutine functions: any other, magic filters too, aiogram runs in a thread, at 150 µs a piece.


async def in_private(event: Message | CallbackQuery | ChatMemberUpdated) -> bool:
    """Match messages of a private chat, and presses on a message there."""
    place = event.message if isinstance(event, CallbackQuery) else event
    return place is not None and place.chat.type == ChatType.PRIVATE


async def in_group(event: Message | CallbackQuery | ChatMemberUpdated) -> bool:
    """Match messages of any other chat, and presses on a message there."""
    place = event.message if isinstance(event, CallbackQuery) else event
    return place is not None and place.chat.type != ChatType.PRIVATE


async def registered(_: TelegramObject, user: User | None = None) -> bool:
    """Match updates of registered people."""
    return user is not None


def on(command: Command) -> Predicate:
    """Match one row of the command table, in either spelling, and hand its typed arguments over as `args`.

    A task's number may be left out of a reply to a message of the bot about that task, a person's name out
    of a reply to what is forwarded from them. Raises Refusal, which is the person's answer, where the
    arguments are wrong or there is more than one command. Texts among them keep the words of a mention.
    """

    async def matches(
        message: Message,
        uow: UnitOfWork,
        mentions: Mentions,
        parsed_command: ParsedCommand | None = None,
        choice: ChosenPeople | None = None,
    ) -> bool | dict[str, Any]:
        if parsed_command is None or parsed_command.command is not command:
            return False
        if "\n" in mentions.text:
            require_one(command, mentions.text)
        try:
            args = await _arguments(message, uow, parsed_command, choice)
        except Refusal as refusal:
            if _can_be_chosen(refusal, message, command):
                return False  # `lacks_a_choice` matches
            raise
        return {"args": mentions.restored(args) if mentions.words else args}

    return matches


async def lacks_a_choice(
    message: Message,
    uow: UnitOfWork,
    mentions: Mentions,
    user: User | None = None,
    parsed_command: ParsedCommand | None = None,
    choice: ChosenPeople | None = None,
) -> bool | dict[str, Any]:
    """Match a command that lacks what can be chosen, and hand over the `refusal` that says so."""
    command = parsed_command.command if parsed_command else None
    if user is None or parsed_command is None or command not in for_person(user):
        return False
    try:
        await _arguments(message, uow, parsed_command, choice)
    except Refusal as refusal:
        refusal.variables = mentions.restored(refusal.variables)  # a button holds what has been typed
        return _can_be_chosen(refusal, message, command) and {"refusal": refusal}
    return False


def _can_be_chosen(refusal: Refusal, message: Message, command: Command) -> bool:
    """Whether a command lacks what can be chosen. A press would not bring a file along."""
    return refusal.key in command.choices and message.text is not None


async def _arguments(
    message: Message, uow: UnitOfWork, parsed_command: ParsedCommand, choice: ChosenPeople | None
) -> Any:
    """Read a command's arguments, and what they lack from the message that is replied to."""
    command, rest = parsed_command.command, parsed_command.rest
    if command is None:
        raise LookupError("a command that is not in the table has no arguments")
    try:
        return command.parse(rest)
    except Refusal as refusal:
        meant = await _meant(message, uow, refusal, choice)
        if meant is None:
            raise
    return command.parse(f"{meant} {rest}")


async def _meant(
    message: Message, uow: UnitOfWork, refusal: Refusal, choice: ChosenPeople | None
) -> int | None:
    """Give what the arguments lack: the task, or the Telegram id, of the message that is replied to."""
    if refusal.key in WITHOUT_NUMBER:
        if choice is not None and choice.target:
            return choice.target
        return await reply_target.task_of(uow, message)
    if refusal.key != "refusal-whom":
        return None
    if reply_target.is_hidden(message):
        raise Refusal("refusal-whom-hidden", **refusal.variables)
    return reply_target.person_of(message)


def bare(command: Command) -> Predicate:
    """Match a command with nothing behind it, where that means something of its own."""

    async def matches(_: TelegramObject, parsed_command: ParsedCommand | None = None) -> bool:
        return parsed_command is not None and parsed_command.command is command and not parsed_command.rest

    return matches


def awaits(awaited: Awaited) -> Predicate:
    """Match a text that is no command while a dialogue waits for it, unless it replies to another task."""

    async def matches(
        message: Message,
        uow: UnitOfWork,
        user: User | None = None,
        parsed_command: ParsedCommand | None = None,
    ) -> bool:
        if parsed_command is not None or message.text is None or user is None or user.awaited is not awaited:
            return False
        return await replies_to_task(message, user, uow) is None

    return matches


async def replies_to_task(message: Message, user: User, uow: UnitOfWork) -> int | None:
    """Give the task that a message is about as a reply; null where it answers what the bot has asked."""
    task_id = await reply_target.task_of(uow, message)
    # A reply to a message about that task is the answer, and no comment.
    answers = user.awaited in ABOUT_A_TASK and user.awaited_for == task_id
    return None if answers else task_id


def picks(awaited: Awaited) -> Predicate:
    """Match people picked in Telegram's own list, while the person's dialogue waits for them."""

    async def matches(message: Message, user: User | None = None) -> bool:
        return message.users_shared is not None and user is not None and user.awaited is awaited

    return matches


async def creates(_: TelegramObject, user: User | None = None) -> bool:
    """Match updates of people who create tasks somewhere: admins, and leads of a project."""
    return user is not None and rules.creates(user)


def has_role(role: Role) -> Predicate:
    """Match updates of people with this role, as the transaction of the update has read or confirmed it."""

    async def matches(_: TelegramObject, user: User | None = None) -> bool:
        return user is not None and user.role is role

    return matches
