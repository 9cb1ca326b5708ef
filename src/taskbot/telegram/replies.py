"""What handlers return: Bot API methods, built but not sent. Delivery sends them after the commit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from aiogram.enums import ParseMode
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMyCommands,
    EditMessageText,
    SendMessage,
    SetMyCommands,
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
    TelegramMethod,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    CallbackQuery,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from taskbot.delivery import Reply
from taskbot.domain.models import Language, Role, User
from taskbot.features.cards import views as render
from taskbot.language.l10n import Html, L10n, l10n_of

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


def without_keyboard(replies: Replies, chat_id: int, said: Html | None) -> Replies:
    """Take away the keyboard below a chat: with a message to it that has no buttons, else by `said`, if any.

    What brings a keyboard, or takes it away already, is left as it is.
    """
    told = [it for it in replies if isinstance(it, SendMessage) and it.chat_id == chat_id]
    if any(isinstance(it.reply_markup, ReplyKeyboardMarkup | ReplyKeyboardRemove) for it in told):
        return replies
    bare = next((it for it in told if it.reply_markup is None), None)
    if bare is None:
        return [*replies, say(chat_id, said, ReplyKeyboardRemove())] if said else replies
    removing = bare.model_copy(update={"reply_markup": ReplyKeyboardRemove()})
    return [removing if it is bare else it for it in replies]


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


def team_menus(default: Language | None) -> Replies:
    """Set the menu of employees, which everybody sees whose own chat has none: per language of the client."""
    scope = BotCommandScopeAllPrivateChats()
    if default is not None:
        return [
            SetMyCommands(commands=_commands(Role.EMPLOYEE, l10n_of(default)), scope=scope),
            *(DeleteMyCommands(scope=scope, language_code=language) for language in Language),
        ]
    return [
        SetMyCommands(commands=_commands(Role.EMPLOYEE, l10n_of(Language.EN)), scope=scope),
        SetMyCommands(
            commands=_commands(Role.EMPLOYEE, l10n_of(Language.RU)), scope=scope, language_code=Language.RU
        ),
    ]


def profile(default: Language | None) -> list[TelegramMethod[Any]]:
    """Set the bot's own name and descriptions: in both languages, or in the team's alone where it has one.

    The texts without a language are for everybody whose language has none of its own.
    """
    general = default or Language.EN
    other = next(language for language in Language if language is not general)
    return [*_profile(l10n_of(general), None), *_profile(None if default else l10n_of(other), other)]


def _profile(l10n: L10n | None, language: Language | None) -> list[TelegramMethod[Any]]:
    """Set the texts that a language has; an empty one takes them away."""
    return [
        SetMyName(name=l10n("bot-name") if l10n else "", language_code=language),
        SetMyDescription(description=l10n("bot-description") if l10n else "", language_code=language),
        SetMyShortDescription(
            short_description=l10n("bot-short-description") if l10n else "", language_code=language
        ),
    ]


def menu_name(role: Role, language: Language) -> str:
    """Name the menu that a person should see, as `User.menu` keeps it."""
    return f"{role}:{language}"


def own_menu(user: User, language: Language) -> Replies:
    """Set the menu of a person's chat: admins and who chose a language have an own one, others the team's."""
    if user.role is Role.ADMIN or user.language is not None:
        scope = BotCommandScopeChat(chat_id=user.telegram_id)
        return [SetMyCommands(commands=_commands(user.role, l10n_of(language)), scope=scope)]
    if user.menu is None or user.menu.startswith(Role.EMPLOYEE):
        return []
    return [no_menu(user.telegram_id)]


def no_menu(chat_id: int) -> DeleteMyCommands:
    """Take away the menu that a chat has of its own: what everybody has is seen there then."""
    return DeleteMyCommands(scope=BotCommandScopeChat(chat_id=chat_id))


def _commands(role: Role, l10n: L10n) -> list[BotCommand]:
    return [
        BotCommand(command=name, description=description) for name, description in render.menu(role, l10n)
    ]
