"""Who is asking, in which language, for what: as it is in the transaction of the update."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, Message, TelegramObject
from aiogram.types import User as Sender

from taskbot import commands
from taskbot.delivery import Refused
from taskbot.domain.models import Access, Awaited, Language, User
from taskbot.domain.rules import Refusal
from taskbot.language import writing
from taskbot.language.command import Command
from taskbot.language.l10n import L10n, l10n_of, language_of
from taskbot.language.typed_text import clean, split_command
from taskbot.repository import Connection, users
from taskbot.telegram import refusals
from taskbot.telegram.context import Context, Team, language_for, zone_for
from taskbot.telegram.menus import menu_name, own_menu
from taskbot.telegram.replies import Replies, less_urgent, say, toast, without_keyboard
from taskbot.telegram.user_cache import Recent

# What is chosen with buttons below the chat; for a city there need not be any.
_WITH_KEYBOARD = (Awaited.TASK_ASSIGNEE, Awaited.CITY)


@dataclass(frozen=True, slots=True)
class Asked:
    """A message that begins with a slash: its row in the table, if any, and its arguments.

    Below a file, what takes that is a command, and nothing else. What is forwarded is none: others may have
    written it. A command for another bot has no row; `addressee` is that bot's username, without the at sign.
    """

    name: str
    command: Command | None
    rest: str
    addressee: str | None = None


class Asking(BaseMiddleware):
    """Gives handlers `ctx`, `user`, `l10n`, `asked`, `today` and `team`; turns refusals into answers.

    `user` and `ctx` are None for who may not use the bot: a stranger, and whoever is blocked or waits to be
    let in, of whom `known` tells. `asked` is None for what is no command to this bot.
    """

    def __init__(self, team: Team) -> None:
        self._team = team
        self._recent = Recent()

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Replies:
        if not isinstance(event, Message | CallbackQuery):
            return []
        sender = event.from_user
        if sender is None or sender.is_bot:
            return []
        connection = data["connection"]
        known = await self._recent.read(connection, sender.id)
        person = await _as_now(connection, known, sender, writes=_is_private(event))
        user = person if person is not None and person.access is Access.ACTIVE else None
        now = datetime.now(zone_for(person, self._team) if person else self._team.timezone)
        l10n = l10n_of(self._language(person, sender))
        asked = await _asked(event, data["bot"]) if isinstance(event, Message) else None
        data |= {
            "user": user,
            "known": person,
            "team": self._team,
            "l10n": l10n,
            "asked": asked,
            "today": now.date(),
            "ctx": Context(user, connection, self._team, l10n, now) if user else None,
        }
        menu = await self._menu(connection, user)
        awaited = user is not None and user.awaited is not None
        interrupted = awaited and asked is not None and _is_private(event)
        if interrupted:  # every command ends a dialogue: what is typed next means what it says
            await users.set_awaited(connection, sender.id, None)
        learnt = person is not known or menu is not None or awaited
        try:
            # What was learnt of the person stays, whatever becomes of what they ask for.
            async with connection.savepoint() if learnt else nullcontext():
                replies = await handler(event, data)
        except Refusal as refusal:
            replies = [_refused(event, refusal, l10n)]
            if not learnt:
                raise Refused(replies if user else less_urgent(replies, sender.id)) from refusal
            if awaited and refusal.final:
                await users.set_awaited(connection, sender.id, None)
        if user is not None and user.awaited in _WITH_KEYBOARD and _is_private(event):
            replies = await _put_away(connection, user, replies, l10n)
        if users.TABLE in connection.changed:
            self._recent.forget(sender.id)
        answers = () if replies is UNHANDLED else replies
        return [*answers, *(menu or ())] if user else less_urgent(answers, sender.id)

    def _language(self, user: User | None, sender: Sender) -> Language:
        if user is None:
            return language_of(sender.language_code, self._team.default_language)
        return language_for(user, self._team)

    async def _menu(self, connection: Connection, user: User | None) -> Replies | None:
        """Let the menu follow the role, however that was changed; none if it has not."""
        if user is None:
            return None
        menu = menu_name(user.role, language_for(user, self._team))
        if menu == user.menu:
            return None
        await users.set_menu(connection, user.telegram_id, menu)
        return own_menu(user, language_for(user, self._team))


def _is_private(event: Message | CallbackQuery) -> bool:
    message = event if isinstance(event, Message) else event.message
    return message is not None and message.chat.type == ChatType.PRIVATE


async def _as_now(connection: Connection, user: User | None, sender: Sender, *, writes: bool) -> User | None:
    """Take over what Telegram says of the person; who `writes` to the bot itself has not blocked it."""
    if user is None:
        return None
    full_name = clean(sender.full_name)
    reachable = user.reachable or writes
    now = (sender.username, full_name, sender.language_code, reachable)
    if now == (user.username, user.full_name, user.language_code, user.reachable):
        return user
    return await users.update_profile(
        connection,
        telegram_id=sender.id,
        username=sender.username,
        full_name=full_name,
        language_code=sender.language_code,
        reachable=reachable,
    )


async def _put_away(connection: Connection, user: User, replies: Any, l10n: L10n) -> Any:
    """Take the keyboard of a dialogue away where that is over, however it ended."""
    after = await users.by_telegram_id(connection, user.telegram_id)
    if replies is UNHANDLED or (after is not None and after.awaited is user.awaited):
        return replies
    said = None if user.awaited is Awaited.CITY else l10n("keyboard-put-away")
    return without_keyboard(replies, user.telegram_id, said)


async def _asked(message: Message, bot: Bot) -> Asked | None:
    if message.forward_origin is not None:
        return None
    typed = split_command(message.text or message.caption or "")
    command = commands.find(typed.name) if typed else None
    if typed is None or (message.text is None and not (command and command.takes_file)):
        return None
    if typed.mention is not None and typed.mention.lower() != ((await bot.me()).username or "").lower():
        return Asked(name=typed.name, command=None, rest=typed.rest, addressee=typed.mention)
    return Asked(name=typed.name, command=command, rest=typed.rest)


def _refused(event: Message | CallbackQuery, refusal: Refusal, l10n: L10n) -> Any:
    text = refusals.text(refusal, l10n)
    return say(event.chat.id, text) if isinstance(event, Message) else toast(event, writing.plain(text))
