"""Commands that are typed in a group.

Few concern the group itself. All others are answered as in private, with the rights of whoever typed them;
and what goes to that person's own chat is shown to them alone: in the group, where that can be, else there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from aiogram import Bot
from aiogram.methods import SendMessage
from aiogram.types import Chat, InlineKeyboardMarkup, Message

from taskbot import commands
from taskbot.delivery import Marked, Reply
from taskbot.delivery.messages import method_of
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import Person
from taskbot.language.command import Command
from taskbot.language.l10n import L10n, l10n_of, language_of
from taskbot.language.typed_text import split_command
from taskbot.repository import groups
from taskbot.telegram.context import Team
from taskbot.telegram.group_replies import as_yourself, chat_link, only_to, write_first
from taskbot.telegram.keyboards import link_button, markup
from taskbot.telegram.replies import Replies, say

# For so long Telegram lets a bot answer one person alone («Ephemeral Messages and Commands»); who wrote
# earlier does not look at the group any more.
FRESH = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class GroupCommand:
    """A command to this bot, whose username is `bot`; `l10n` are the texts that all in the group read.

    `shows_alone` says whether Telegram lets the bot show something there to one person alone.
    """

    message: Message
    command: Command | None
    bot: str
    l10n: L10n
    shows_alone: bool

    @property
    def concerns_group(self) -> bool:
        """Whether the command is about the group that it is typed in."""
        return self.command in commands.IN_GROUPS

    @property
    def nameless(self) -> bool:
        """Whether it is not known who typed it: an administrator without a name, or a channel."""
        return self.message.sender_chat is not None

    def in_private(self) -> Message:
        """Give the command as if it had been typed in private."""
        sender = self.message.from_user
        if sender is None:
            raise LookupError("nobody typed it")
        chat = Chat(id=sender.id, type="private", first_name=sender.first_name)
        fields = {"chat": chat, "message_thread_id": None, "is_topic_message": None}
        return self.message.model_copy(update=fields)

    def refuse_nameless(self) -> Replies:
        """Ask for a name."""
        return [] if self.message.is_automatic_forward else [as_yourself(self.message, self.l10n)]

    def finish(
        self, replies: Replies, sender_id: int, person: Person | None, l10n: L10n, delay: timedelta
    ) -> Replies:
        """Let nobody else see what goes to the sender."""
        own = [it for it in replies if _goes_to(it, sender_id)]
        if not own:
            return replies
        others = [it for it in replies if not any(it is other for other in own)]
        reachable = person is not None and person.can_receive
        return [*self._alone(own, sender_id, l10n, here=self.shows(delay), reachable=reachable), *others]

    def shows(self, delay: timedelta) -> bool:
        """Whether an answer can be shown to the sender alone who typed so long ago."""
        return self.shows_alone and delay < FRESH

    def _alone(self, own: Replies, sender_id: int, l10n: L10n, *, here: bool, reachable: bool) -> list[Reply]:
        shown = [self._shown(it, l10n) for it in own]
        if not here or None in shown:
            answer = [only_to(sender_id, self.message, self._pointer(l10n))] if here else []
            return [*own, *answer] if reachable else [self.write_first()]
        return [
            only_to(sender_id, self.message, it, [reply] if reachable else [self.write_first()])
            for it, reply in zip(shown, own, strict=True)
            if it is not None
        ]

    def _shown(self, reply: Reply, l10n: L10n) -> SendMessage | None:
        """Give what of a reply can be shown in the group; null where it has buttons that work in private.

        Lists are read there without theirs.
        """
        method = reply.reply if isinstance(reply, Marked) else reply
        if not isinstance(method, SendMessage):
            return None
        if not isinstance(method.reply_markup, InlineKeyboardMarkup):
            return method if method.reply_markup is None else None
        if self.command not in LISTS:
            return None
        return method.model_copy(update={"reply_markup": self._way(l10n)})

    def _pointer(self, l10n: L10n) -> SendMessage:
        return say(0, l10n("group-answered-in-private"), self._way(l10n))

    def _way(self, l10n: L10n) -> InlineKeyboardMarkup:
        return markup([[link_button(l10n("group-open-chat"), chat_link(self.bot))]])

    def write_first(self, start: str = "") -> Marked:
        """Ask the sender, before all, to write in private first."""
        return write_first(self.message, self.l10n, self.bot, start)


LISTS = frozenset((*commands.GROUPS["lists"], commands.named("my_tasks"), commands.named("to_accept")))


def _goes_to(reply: Reply, person_id: int) -> bool:
    """Whether a reply is a message to that person; one that says what goes instead is settled already."""
    if isinstance(reply, Marked) and reply.instead is not None:
        return False
    method = method_of(reply)
    name = method.__api_method__
    return name.startswith(("send", "copy", "forward")) and getattr(method, "chat_id", None) == person_id


async def read(message: Message, bot: Bot, uow: UnitOfWork, team: Team) -> GroupCommand | None:
    """Read a message of a group; null where it is no command to this bot, or another bot's message.

    A command that this bot has not may be another bot's, unless it names this one.
    """
    typed = split_command(message.text or message.caption or "")
    sender = message.from_user
    if typed is None or sender is None or (sender.is_bot and message.sender_chat is None):
        return None
    me, command = (await bot.me()).username or "", commands.find(typed.name)
    named = typed.mention is not None and typed.mention.lower() == me.lower()
    if not named and (command is None or typed.mention is not None):
        return None
    if message.text is None and not (command and command.takes_file):
        return None
    group = await groups.group(uow, message.chat.id)
    default = team.default_language or (group.language if group else None)
    l10n = l10n_of(language_of(sender.language_code, default))
    shows_alone = message.ephemeral_message_id is not None or (group is not None and group.is_admin)
    return GroupCommand(message, command, me, l10n, shows_alone)
