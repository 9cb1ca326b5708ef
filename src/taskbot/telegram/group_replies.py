"""Answers in a group: those that one person alone sees, and what all see of a person who is not known."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram.methods import EditEphemeralMessageText, SendMessage
from aiogram.types import (
    CallbackQuery,
    EphemeralMessageParameters,
    InlineKeyboardMarkup,
    Message,
    ReplyParameters,
)

from taskbot.delivery import Marked, Reply
from taskbot.language.l10n import Html, L10n
from taskbot.telegram.keyboards import link_button, markup
from taskbot.telegram.replies import NO_PREVIEW, answering, say

# Of those that all see, the newest is enough: many people may press and type at once.
_WRITE_FIRST, _AS_YOURSELF = "write-first", "as-yourself"


def only_to(
    receiver_id: int, event: Message | CallbackQuery, answer: SendMessage, instead: Sequence[Reply] = ()
) -> Marked:
    """Show an answer to one person alone, in the group where they have typed or pressed.

    `instead` goes where Telegram refuses it: a bot that is no administrator may show something to one person
    only within 15 seconds of a press, or of a command that nobody else saw (Bot API, «Ephemeral Messages and
    Commands»). It also goes where others have used up what the group may get a minute.
    """
    message = event if isinstance(event, Message) else event.message
    if message is None:
        raise ValueError("a press in inline mode is in no group")
    pressed = event.id if isinstance(event, CallbackQuery) else None
    parameters = EphemeralMessageParameters(receiver_user_id=receiver_id, callback_query_id=pressed)
    fields = {
        "chat_id": message.chat.id,
        "message_thread_id": thread_of(message) or None,
        "ephemeral_message_parameters": parameters,
        "reply_parameters": _to_ephemeral(event),
    }
    return Marked(answer.model_copy(update=fields), instead=instead)


def _to_ephemeral(event: Message | CallbackQuery) -> ReplyParameters | None:
    if not isinstance(event, Message) or event.ephemeral_message_id is None:
        return None
    return ReplyParameters(ephemeral_message_id=event.ephemeral_message_id)


def edit_only(
    callback: CallbackQuery, text: Html, keyboard: InlineKeyboardMarkup | None = None
) -> list[Reply]:
    """Change the message that the presser alone sees; nothing where it is another one."""
    message = callback.message
    if not isinstance(message, Message) or message.ephemeral_message_id is None:
        return []
    edit = EditEphemeralMessageText(
        chat_id=message.chat.id,
        receiver_user_id=callback.from_user.id,
        ephemeral_message_id=message.ephemeral_message_id,
        text=text,
        parse_mode="HTML",
        link_preview_options=NO_PREVIEW,
        reply_markup=keyboard,
    )
    return [Marked(edit, instead=())]


def thread_of(message: object) -> int:
    """Give the topic that a message is in; 0 for General, and where there are none."""
    if not isinstance(message, Message) or not message.is_topic_message:
        return 0
    return message.message_thread_id or 0


def to_group(message: Message, text: Html, keyboard: InlineKeyboardMarkup | None = None) -> SendMessage:
    """Say something to all, where a message is, as a reply to it if all see it."""
    answer = say(message.chat.id, text, keyboard)
    answer = answer.model_copy(update={"message_thread_id": thread_of(message) or None})
    return answer if message.ephemeral_message_id is not None else answering(message, answer)


def chat_link(bot: str, start: str = "") -> str:
    """Give the address of the private chat with the bot; `start` is what /start gets there."""
    return f"https://t.me/{bot}?start={start}" if start else f"https://t.me/{bot}"


def write_first(message: Message, l10n: L10n, bot: str, start: str = "") -> Marked:
    """Ask somebody whom the bot cannot write to, before all, to write to it first: it names no task."""
    keyboard = markup([[link_button(l10n("group-open-chat"), chat_link(bot, start))]])
    key = f"{_WRITE_FIRST}:{thread_of(message)}"
    return Marked(to_group(message, l10n("group-write-first"), keyboard), key=key)


def as_yourself(message: Message, l10n: L10n) -> Marked:
    """Refuse a command in the name of the group, or of a channel: nobody knows whose rights count."""
    key = f"{_AS_YOURSELF}:{thread_of(message)}"
    return Marked(to_group(message, l10n("group-as-yourself")), key=key)
