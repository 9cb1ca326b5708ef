"""What handlers return: Bot API methods, built but not sent. Delivery sends them after the commit.

What people do reaches others at once, and in their quiet hours without a sound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from aiogram.enums import ParseMode
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageText,
    SendMessage,
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
from taskbot.delivery.messages import method_of
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.admission import NotificationSettings
from taskbot.domain.workdays import Workdays
from taskbot.language.l10n import Html
from taskbot.places import zone_or
from taskbot.repository import notification_settings, workdays

Keyboard: TypeAlias = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


Replies: TypeAlias = Sequence[Reply]

# People's texts hold links that nobody asked to see unfolded.
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def say(chat_id: int, text: Html, keyboard: Keyboard | None = None) -> SendMessage:
    return SendMessage(
        chat_id=chat_id,
        text=text,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
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
    method = method_of(reply)
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
    method = method_of(reply)
    if getattr(method, "chat_id", None) != chat_id or "message_thread_id" not in type(method).model_fields:
        return reply
    return _with(reply, message_thread_id=thread_id)


def _with(reply: Reply, **fields: object) -> Reply:
    """Give a reply with these fields of its method."""
    method = method_of(reply).model_copy(update=fields)
    inner = reply.reply if isinstance(reply, Marked) else reply
    inner = replace(inner, method=method) if isinstance(inner, Tagged) else method
    return replace(reply, reply=inner) if isinstance(reply, Marked) else inner


def edit_message(
    chat_id: int, message_id: int, text: Html, keyboard: InlineKeyboardMarkup | None = None
) -> EditMessageText:
    """Replace a message's text and buttons."""
    return EditMessageText(
        chat_id=chat_id,
        message_id=message_id,
        text=text,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
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


# --- Quiet hours ----------------------------------------------------------------------------------

# A change of settings by another program counts so much later; one by the person counts at once.
_FRESH = timedelta(minutes=1)
_REMEMBERED = 10_000  # people who are remembered


class _State(NamedTuple):
    quiet: bool
    until: datetime


class Silence:
    """Whose hours are quiet now: remembered, because notices wait for no query."""

    def __init__(self) -> None:
        self._states: dict[int, _State] = {}

    async def hush(
        self,
        uow: UnitOfWork,
        now: datetime,
        team_zone: ZoneInfo,
        replies: Replies,
        sender_id: int | None = None,
    ) -> Replies:
        """Let messages to people whose hours are quiet make no sound; the sender hears all answers.

        `now` is aware, of any zone.
        """
        others = {chat_id for it in replies if (chat_id := _recipient(it)) and chat_id != sender_id}
        if not others:
            return replies
        unknown = [it for it in others if it not in self._states or not now < self._states[it].until]
        if unknown:
            await self._learn(uow, now, team_zone, unknown)
        quiet = {it for it in others if it in self._states and self._states[it].quiet}
        return [_with(it, disable_notification=True) if _recipient(it) in quiet else it for it in replies]

    def forget(self, telegram_id: int) -> None:
        """Look at a person's settings again."""
        self._states.pop(telegram_id, None)

    async def _learn(
        self, uow: UnitOfWork, now: datetime, team_zone: ZoneInfo, telegram_ids: Sequence[int]
    ) -> None:
        found = await notification_settings.of_chats(uow, telegram_ids)
        calendar = await workdays.load(uow)
        if len(self._states) + len(found) > _REMEMBERED:
            self._states.clear()
        for telegram_id, (zone, settings) in found.items():
            local = now.astimezone(zone_or(zone, team_zone))
            self._states[telegram_id] = _state(settings, local, calendar)


def _state(settings: NotificationSettings, now: datetime, calendar: Workdays) -> _State:
    if not settings.quiet:
        return _State(quiet=False, until=now + _FRESH)
    ends = settings.quiet_hours.ends(now, calendar)
    changes = ends or settings.quiet_hours.begins(now, calendar)
    return _State(ends is not None, min(changes, now + _FRESH))


def _recipient(reply: Reply) -> int | None:
    """Give the chat of a message to a person; none for what changes messages, and for groups."""
    method = method_of(reply)
    if "disable_notification" not in type(method).model_fields:  # what sends a message has this
        return None
    chat_id = getattr(method, "chat_id", None)
    return chat_id if isinstance(chat_id, int) and chat_id > 0 else None
