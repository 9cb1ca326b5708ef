"""What handlers return: Bot API methods, built but not sent. Delivery sends them after the commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from aiogram.enums import ParseMode
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageText,
    SendMessage,
    TelegramMethod,
)
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from taskbot.delivery import Marked, Reply, Tagged, Urgency
from taskbot.language.l10n import Html

Keyboard: TypeAlias = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


Replies: TypeAlias = Sequence[Reply]

# People's texts hold links that nobody asked to see unfolded.
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def say(chat_id: int, text: Html, keyboard: Keyboard | None = None) -> SendMessage:
    return SendMessage(
        chat_id=chat_id,
        text=text,
        parse_mode=ParseMode.HTML,
        link_preview_options=_NO_PREVIEW,
        reply_markup=keyboard,
    )


def answering(message: Message, answer: SendMessage) -> SendMessage:
    """Let an answer reply to the message that it answers; if that is deleted by then, it is sent alone."""
    target = ReplyParameters(message_id=message.message_id, allow_sending_without_reply=True)
    return answer.model_copy(update={"reply_parameters": target})


def less_urgent(replies: Replies, *chat_ids: int) -> Replies:
    """Let the team's answers go before those to somebody who is not in it, in these chats."""
    return [_as_guest(it) if _is_to(it, chat_ids) else it for it in replies]


def _as_guest(reply: Reply) -> Reply:
    if not isinstance(reply, Marked):
        return Marked(reply, Urgency.GUEST)
    return reply if reply.urgency is not None else replace(reply, urgency=Urgency.GUEST)


def _is_to(reply: Reply, chat_ids: Sequence[int]) -> bool:
    if isinstance(reply, Marked):
        reply = reply.reply
    method = reply.method if isinstance(reply, Tagged) else reply
    return isinstance(method, AnswerCallbackQuery) or getattr(method, "chat_id", None) in chat_ids


def without_keyboard(replies: Replies, chat_id: int, text: Html | None) -> Replies:
    """Take away the keyboard below a chat: with a reply that has no buttons, else with a message of `text`.

    Replies that bring a keyboard, or take it away already, stay as they are.
    """
    messages = [it for it in replies if isinstance(it, SendMessage) and it.chat_id == chat_id]
    if any(isinstance(it.reply_markup, ReplyKeyboardMarkup | ReplyKeyboardRemove) for it in messages):
        return replies
    bare = next((it for it in messages if it.reply_markup is None), None)
    if bare is None:
        return [*replies, say(chat_id, text, ReplyKeyboardRemove())] if text else replies
    removing = bare.model_copy(update={"reply_markup": ReplyKeyboardRemove()})
    return [removing if it is bare else it for it in replies]


def in_topic(event: Message | CallbackQuery, replies: Replies) -> Replies:
    """Put the answers into the topic of the chat from which a message or a press came."""
    message = event if isinstance(event, Message) else event.message
    if not isinstance(message, Message) or not message.is_topic_message:
        return replies
    return [_in_thread(it, message.chat.id, message.message_thread_id) for it in replies]


def _in_thread(reply: Reply, chat_id: int, thread_id: int | None) -> Reply:
    if isinstance(reply, Marked):
        return replace(reply, reply=_method_in_thread(reply.reply, chat_id, thread_id))
    return _method_in_thread(reply, chat_id, thread_id)


def _method_in_thread(
    reply: TelegramMethod[Any] | Tagged, chat_id: int, thread_id: int | None
) -> TelegramMethod[Any] | Tagged:
    method = reply.method if isinstance(reply, Tagged) else reply
    if getattr(method, "chat_id", None) != chat_id or "message_thread_id" not in type(method).model_fields:
        return reply
    method = method.model_copy(update={"message_thread_id": thread_id})
    return replace(reply, method=method) if isinstance(reply, Tagged) else method


def edit_message(
    chat_id: int, message_id: int, text: Html, keyboard: InlineKeyboardMarkup | None = None
) -> EditMessageText:
    """Replace a message's text and buttons."""
    return EditMessageText(
        chat_id=chat_id,
        message_id=message_id,
        text=text,
        parse_mode=ParseMode.HTML,
        link_preview_options=_NO_PREVIEW,
        reply_markup=keyboard,
    )


def edit(callback: CallbackQuery, text: Html, keyboard: InlineKeyboardMarkup | None = None) -> Replies:
    """Replace the message whose button was pressed."""
    if callback.message is None:
        return []
    return [edit_message(callback.message.chat.id, callback.message.message_id, text, keyboard)]


def toast(callback: CallbackQuery, text: str | None = None) -> AnswerCallbackQuery:
    """Answer a press, with a line of plain text or silently."""
    return AnswerCallbackQuery(callback_query_id=callback.id, text=text)
