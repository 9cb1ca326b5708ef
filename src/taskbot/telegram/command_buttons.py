"""Buttons that stand for a command: a press is answered as if the person had typed it.

So the command itself checks rights and states, and a forged press does only what its sender could have
typed.
"""

from __future__ import annotations

from datetime import UTC, datetime

from aiogram.enums import ChatType
from aiogram.filters.callback_data import CallbackData
from aiogram.methods import EditMessageText
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from taskbot import commands
from taskbot.delivery import Reply, Tagged
from taskbot.domain import rules
from taskbot.domain.models import Person, Role, Status
from taskbot.language.command import Command
from taskbot.language.l10n import Html, L10n
from taskbot.telegram.keyboards import Button, button, in_rows, markup
from taskbot.telegram.menus import text_key
from taskbot.telegram.replies import Replies, edit, toast

# A press waits for no outage, so a command that is pressed is sent when it is read (see `Context.delay`).
_NOW = datetime.fromtimestamp(0, UTC)
_VALUES = frozenset(map(str, (*Status, *Role)))  # which pickers choose; people type them in their language


class CommandPress(CallbackData, prefix="c", sep="|"):  # arguments hold colons
    """A press in place of a command with arguments.

    `once` says that the message gives way to what follows: its choice is made.
    """

    command: str
    arguments: str = ""
    once: bool = False

    @property
    def text(self) -> str:
        """The command as people type it."""
        return f"/{self.command} {self.arguments}".rstrip()


def command_button(label: str, command: Command, arguments: str = "", *, once: bool = False) -> Button:
    """Give a button for a command; raises ValueError if its data cannot hold the arguments."""
    return button(label, CommandPress(command=command.name, arguments=arguments, once=once).pack())


def shortcuts(person: Person, l10n: L10n) -> InlineKeyboardMarkup:
    """Give buttons for the most common commands that a person may use."""
    common = commands.SHORTCUTS[Role.ADMIN if rules.creates(person) else Role.EMPLOYEE]
    buttons = [
        command_button(l10n(text_key("shortcut", it)), it) for it in commands.for_person(person, common)
    ]
    return markup(in_rows(buttons, 2))


def typed(press: CallbackQuery) -> Message | None:
    """Give the message that a press in a private chat stands for; None for any other button."""
    data, place = _data(press), press.message
    if data is None or place is None or place.chat.type != ChatType.PRIVATE:
        return None
    topic = place if isinstance(place, Message) else None
    return Message(
        message_id=place.message_id,
        date=_NOW,
        chat=place.chat,
        from_user=press.from_user,
        text=data.text,
        message_thread_id=topic.message_thread_id if topic else None,
        is_topic_message=topic.is_topic_message if topic else None,
    )


def gives_way(press: CallbackQuery) -> bool:
    """Whether the pressed message gives way to what follows."""
    data = _data(press)
    return data is not None and data.once


def answered(press: CallbackQuery, replies: Replies, l10n: L10n) -> Replies:
    """End the press, and replace a question by the choice that was made, as the person would type it."""
    data = _data(press)
    closing = data is not None and data.once and not any(_edits(it, press) for it in replies)
    return [toast(press), *(edit(press, _typed_in(data, l10n)) if data and closing else ()), *replies]


def _typed_in(data: CommandPress, l10n: L10n) -> Html:
    """Write the command in the words of a language."""
    command = commands.find(data.command)
    name = command.spelled(l10n.language) if command else data.command
    words = [l10n("typed-value", value=it) if it in _VALUES else it for it in data.arguments.split()]
    return Html.escape(" ".join([f"/{name}", *words]))


def _data(press: CallbackQuery) -> CommandPress | None:
    try:
        data = CommandPress.unpack(press.data or "")
    except (TypeError, ValueError):
        return None
    command = commands.find(data.command)
    return data if command is not None and command.name == data.command else None


def _edits(reply: Reply, press: CallbackQuery) -> bool:
    method = reply.method if isinstance(reply, Tagged) else reply
    return (
        isinstance(method, EditMessageText)
        and press.message is not None
        and (method.chat_id, method.message_id) == (press.message.chat.id, press.message.message_id)
    )
