"""An update from delivery on: the sender, their language and their command, read in its transaction."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from aiogram import BaseMiddleware, Bot, Dispatcher, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.enums import ChatType
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, TelegramObject
from aiogram.types import User as Sender
from pydantic import BaseModel, ValidationError

from taskbot import commands
from taskbot.delivery import Refused, UnitOfWork
from taskbot.delivery.updates import kind_of
from taskbot.domain.models import Access, Awaited, Language, User
from taskbot.domain.rules import Refusal
from taskbot.language import writing
from taskbot.language.command import Command
from taskbot.language.l10n import L10n, l10n_of, language_of
from taskbot.language.mentions import NO_MENTIONS, OPENING, Mentions
from taskbot.language.typed_text import name_of, split_command
from taskbot.repository import groups, projects, users
from taskbot.telegram import choosing, command_buttons, group_commands, reading, refusals, reply_target
from taskbot.telegram.choosing import ChosenPeople, choice_of
from taskbot.telegram.context import Context, Team, language_for, zone_for
from taskbot.telegram.group_commands import GroupCommand
from taskbot.telegram.menus import own_menu
from taskbot.telegram.message_content import is_service, mentions_of
from taskbot.telegram.people import Unclear
from taskbot.telegram.replies import Replies, in_topic, less_urgent, say, toast, without_keyboard

# The updates that have handlers, by the name of their field («Update» of the Bot API).
EVENTS: dict[str, type[TelegramObject]] = {
    "message": Message,
    "edited_message": Message,
    "callback_query": CallbackQuery,
    "my_chat_member": ChatMemberUpdated,
}
ALLOWED_UPDATES = tuple(EVENTS)
ANSWERS_INLINE = "inline_query" in EVENTS
# Models built at start, so that the first person does not wait for them (`lazy_models`).
USED: tuple[type[BaseModel], ...] = (*EVENTS.values(), SendMessage, EditMessageText, AnswerCallbackQuery)
# What is chosen with buttons below the chat; for a city there need not be any.
_WITH_KEYBOARD = (Awaited.TASK_ASSIGNEE, Awaited.CITY)


class UpdateHandler:
    """Answers updates: aiogram's Dispatcher behind the callback that delivery calls."""

    def __init__(self, bot: Bot, team: Team, routers: Iterable[Router]) -> None:
        for model in USED:
            model.model_rebuild()
        self._bot = bot
        self._team = team
        self._dispatcher = Dispatcher(disable_fsm=True)
        self._dispatcher["team"] = team  # for what happens to the bot itself
        identity = IdentityMiddleware(team)
        self._dispatcher.message.outer_middleware(identity)
        self._dispatcher.edited_message.outer_middleware(identity)
        self._dispatcher.callback_query.outer_middleware(identity)
        self._dispatcher.include_routers(*routers)

    async def handle(self, update: dict[str, Any], uow: UnitOfWork) -> Replies:
        """Answer an update inside the transaction of `uow`. Raises the errors of handlers."""
        kind = kind_of(update) or ""
        context = {"bot": self._bot}
        try:
            event = EVENTS[kind].model_validate(update[kind], context=context)
        except ValidationError as odd:
            event = reading.without_odd_parts(EVENTS[kind], update[kind], odd, context)
        if isinstance(event, CallbackQuery):
            if choice := choice_of(event):
                return await self._propagate(
                    "message", choice.message, uow, finish=choice.replies, choice=choice
                )
            if message := command_buttons.typed(event):
                finish = partial(command_buttons.answered, event)
                return await self._propagate("message", message, uow, finish=finish, pressed=event)
        if isinstance(event, Message) and event.chat.type != ChatType.PRIVATE:
            return await self._handle_in_group(kind, event, uow)
        return await self._propagate(kind, event, uow)

    async def _handle_in_group(self, kind: str, message: Message, uow: UnitOfWork) -> Replies:
        """Answer commands to this bot alone, whatever else is said in a group."""
        if message.migrate_to_chat_id is not None:
            await groups.migrate(uow, message.chat.id, message.migrate_to_chat_id)
            return []
        if is_others(message):
            return []
        command = await group_commands.read(message, self._bot, uow, self._team)
        if command is None:
            return []
        if command.nameless:
            return command.refuse_nameless()
        stays = command.concerns_group and kind == "message"
        return await self._propagate(
            kind, message if stays else command.in_private(), uow, group_command=command
        )

    async def _propagate(self, kind: str, event: TelegramObject, uow: UnitOfWork, **context: Any) -> Replies:
        # `feed_update` would add routers for errors and more, which the bot does not use.
        replies = await self._dispatcher.propagate_event(
            kind,
            event,
            bot=self._bot,
            uow=uow,
            edited=kind == "edited_message",
            **context,
            **self._dispatcher.workflow_data,
        )
        return [] if replies is UNHANDLED or replies is None else replies


@dataclass(frozen=True, slots=True)
class ParsedCommand:
    """A message that begins with a slash: its row in the table, if any, and its arguments.

    Below a file, what takes that is a command, and nothing else. What others may have written, such as a
    forward, is none. In `rest`, marks stand for people mentioned by a name (`Mentions`). A command for
    another bot has no row; `addressee` is that bot's username, without the at sign.
    """

    name: str
    command: Command | None
    rest: str
    addressee: str | None = None


CACHED_USERS = 1000


class _Read(NamedTuple):
    user: User
    version: int  # of the row
    epoch: int  # in which the version says something


class UserCache:
    """The users who wrote last: not read again, as long as their row is the same.

    PostgreSQL checks that in the transaction of the update (`Precondition`). If the row has changed, the
    update is repeated with the user as read again.
    """

    def __init__(self) -> None:
        self._users: OrderedDict[int, _Read] = OrderedDict()

    async def read(self, uow: UnitOfWork, telegram_id: int) -> User | None:
        """Give the user: from the cache, which the end of the transaction confirms, or read in it."""
        known = self._users.get(telegram_id)
        if known is not None and known.epoch == uow.epoch:
            self._users.move_to_end(telegram_id)
            forget = partial(self.forget, telegram_id)
            uow.require(users.unchanged(telegram_id, known.version, forget))
            return known.user
        found = await users.with_version(uow, telegram_id)
        if found is None:
            return None
        user, version = found
        self._users[telegram_id] = _Read(user, version, uow.epoch)
        if len(self._users) > CACHED_USERS:
            self._users.popitem(last=False)
        return user

    def forget(self, telegram_id: int) -> None:
        """Read the user from the database the next time."""
        self._users.pop(telegram_id, None)


class IdentityMiddleware(BaseMiddleware):
    """Gives handlers `ctx`, `user`, `l10n`, `parsed_command`, `today`, `team`; answers with refusals.

    `mentions` is the text of a message as parsers read it. A `choice` is given with a message that is said
    again, with the answer who is meant. With a message that a press stands for, `finish` is given: it adds
    what ends the press. With a command of a group, `group_command` is.
    `user` and `ctx` are None for a stranger, and for a person who is blocked or waits to be let in; `known`
    is that person. `parsed_command` is None for a message that is no command to this bot.
    """

    def __init__(self, team: Team) -> None:
        self._team = team
        self._user_cache = UserCache()

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Replies:
        if not isinstance(event, Message | CallbackQuery):
            return []
        sender = event.from_user
        if sender is None or sender.is_bot or _only_notes(event):
            return []
        uow, choice = data["uow"], data.get("choice")
        chosen = choice.people if choice else frozenset()
        moment = self._team.clock.now()
        delay = delay_of(event, moment)
        sent = self._team.clock.dated() - delay
        known = await self._user_cache.read(uow, sender.id)
        in_group = "group_command" in data
        now_known = await _as_now(uow, known, sender, writes=_is_private(event) and not in_group)
        person = _as_of(now_known, sent, edited=bool(data.get("edited")))
        user = person if person is not None and person.access is Access.ACTIVE else None
        now = moment.astimezone(zone_for(person, self._team) if person else self._team.timezone)
        l10n = l10n_of(self._language(person, sender))
        mentions = _mentions(event) if isinstance(event, Message) else NO_MENTIONS
        parsed_command = (
            await _parse_command(event, mentions, data["bot"]) if isinstance(event, Message) else None
        )
        data |= {
            "user": user,
            "known": person,
            "team": self._team,
            "l10n": l10n,
            "parsed_command": parsed_command,
            "today": now.date(),
            "mentions": mentions,
            "sent": sent,
            "delay": delay,
            "ctx": Context(user, uow, self._team, l10n, now, mentions, delay, chosen) if user else None,
        }
        menu = await self._menu(uow, user)
        awaited = user is not None and user.awaited is not None
        interrupted = awaited and parsed_command is not None and _is_private(event) and not in_group
        if interrupted:  # every command ends a dialogue: what is typed next means what it says
            await users.set_awaited(uow, sender.id, None)
        learnt = now_known is not known or menu is not None or awaited
        try:
            # What was learnt of the person stays, whatever becomes of what they ask for.
            async with uow.savepoint() if learnt else nullcontext():
                _require_same(choice, user, parsed_command)
                replies = await handler(event, data)
        except Refusal as refusal:
            replies = [await _refused(event, refusal, data)]
            if not learnt:
                raise Refused(_answers(event, replies, data, sender)) from refusal
            if awaited and refusal.final:
                await users.set_awaited(uow, sender.id, None)
        if user is not None and user.awaited in _WITH_KEYBOARD and _is_private(event):
            replies = await _put_away(uow, user, replies, l10n)
        if users.TABLE in uow.changed:
            self._user_cache.forget(sender.id)
        if projects.TABLE in uow.changed:
            self._team.projects.forget()
        answers = _answers(event, [] if replies is UNHANDLED else replies, data, sender)
        answers = await self._team.silence.hush(uow, moment, self._team.timezone, answers, sender.id)
        return [*answers, *(menu or ())]

    def _language(self, user: User | None, sender: Sender) -> Language:
        if user is None:
            return language_of(sender.language_code, self._team.default_language)
        return language_for(user, self._team)

    async def _menu(self, uow: UnitOfWork, user: User | None) -> Replies | None:
        """Let the menu follow the role, however that was changed; none if it has not."""
        if user is None:
            return None
        menu = user.menu_in(language_for(user, self._team))
        if menu == user.menu:
            return None
        await users.set_menu(uow, user.telegram_id, menu)
        return own_menu(user, language_for(user, self._team))


def _answers(
    event: Message | CallbackQuery, replies: Replies, data: dict[str, Any], sender: Sender
) -> Replies:
    """Put the replies where the event came from, and end a press; the team's go before a stranger's."""
    answers = in_topic(event, replies)
    if finish := data.get("finish"):
        answers = finish(answers, data["l10n"])
    command: GroupCommand | None = data.get("group_command")
    if command is not None:
        answers = command.finish(answers, sender.id, data["known"], data["l10n"], data["delay"])
    if data["user"]:
        return answers
    message = event if isinstance(event, Message) else event.message
    return less_urgent(answers, sender.id, message.chat.id if message else sender.id)


def delay_of(event: Message | CallbackQuery, now: datetime) -> timedelta:
    """Tell how long ago a message was sent; of a press, Telegram does not say, and it waits for no outage."""
    sent = event.date.timestamp() if isinstance(event, Message) else 0
    return timedelta(seconds=max(0, now.timestamp() - sent)) if sent > 0 else timedelta(0)


def _only_notes(event: Message | CallbackQuery) -> bool:
    return isinstance(event, Message) and event.text is None and event.caption is None and is_service(event)


def _is_private(event: Message | CallbackQuery) -> bool:
    message = event if isinstance(event, Message) else event.message
    return message is not None and message.chat.type == ChatType.PRIVATE


async def _as_now(uow: UnitOfWork, user: User | None, sender: Sender, *, writes: bool) -> User | None:
    """Take over the profile that Telegram sent; a person who `writes` to the bot has not blocked it."""
    if user is None:
        return None
    full_name = name_of(sender.full_name)
    reachable = user.reachable or writes
    now = (sender.username, full_name, sender.language_code, reachable)
    if now == (user.username, user.full_name, user.language_code, user.reachable):
        return user
    return await users.update_profile(
        uow,
        telegram_id=sender.id,
        username=sender.username,
        full_name=full_name,
        language_code=sender.language_code,
        reachable=reachable,
    )


def _as_of(person: User | None, sent: datetime, *, edited: bool) -> User | None:
    """Give the person as a message finds them; one that was edited answers no question, and ends none."""
    if person is None:
        return None
    return replace(person, awaited=None) if edited else person.as_of(sent)


async def _put_away(uow: UnitOfWork, user: User, replies: Any, l10n: L10n) -> Any:
    """Take the keyboard of a dialogue away where that is over, however it ended."""
    after = await users.by_telegram_id(uow, user.telegram_id)
    if replies is UNHANDLED or (after is not None and after.awaited is user.awaited):
        return replies
    text = None if user.awaited is Awaited.CITY else l10n("keyboard-put-away")
    return without_keyboard(replies, user.telegram_id, text)


def _mentions(message: Message) -> Mentions:
    """Give a message's text as parsers read it; few have anything that must be looked at for that."""
    text = message.text or message.caption or ""
    if OPENING in text or any(it.user or it.url for it in message.entities or message.caption_entities or ()):
        return mentions_of(message)
    return Mentions(text)


def _require_same(choice: ChosenPeople | None, user: User | None, parsed: ParsedCommand | None) -> None:
    """Refuse a choice if the message means something else by now."""
    if choice is not None:
        choice.require(_asked(user, parsed))


def _asked(user: User | None, parsed: ParsedCommand | None) -> str:
    """Say what a message is: a command, by its name, or an answer, by what the dialogue awaits."""
    if parsed is not None:
        return parsed.command.name if parsed.command else ""
    return str(user.awaited or "") if user else ""


def is_others(message: Message) -> bool:
    """Whether somebody else may have written a message: forwarded, or put in the sender's mouth by a bot."""
    return (
        message.forward_origin is not None
        or message.via_bot is not None
        or message.sender_business_bot is not None
        or message.business_connection_id is not None
    )


async def _parse_command(message: Message, mentions: Mentions, bot: Bot) -> ParsedCommand | None:
    if is_others(message):
        return None
    typed = split_command(mentions.text)
    command = commands.find(typed.name) if typed else None
    if typed is None or (message.text is None and not (command and command.takes_file)):
        return None
    if typed.mention is not None and typed.mention.lower() != ((await bot.me()).username or "").lower():
        return ParsedCommand(name=typed.name, command=None, rest=typed.rest, addressee=typed.mention)
    return ParsedCommand(name=typed.name, command=command, rest=typed.rest)


async def _refused(event: Message | CallbackQuery, refusal: Refusal, data: dict[str, Any]) -> Any:
    mentions, l10n, parsed = data["mentions"], data["l10n"], data["parsed_command"]
    refusal.variables = mentions.restored(refusal.variables)
    text = refusals.text(refusal, l10n, f"/{parsed.name}" if parsed else "")
    if not isinstance(event, Message):
        return toast(event, writing.plain(text))
    if "group_command" in data and event.from_user is not None:
        return say(event.from_user.id, text)
    answer = say(event.chat.id, text)
    if not isinstance(refusal, Unclear) or "pressed" in data:  # a press has no message to send again
        return answer
    choice: ChosenPeople | None = data.get("choice")
    target = choice.target if choice else await reply_target.task_of(data["uow"], event)
    return choosing.question(event, answer, refusal, _asked(data["user"], parsed), target or 0)
