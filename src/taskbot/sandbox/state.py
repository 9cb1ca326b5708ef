"""The stand-in's state: the bot, people, chats, updates; and the bot's actions in a chat."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Final

from taskbot.sandbox import menus
from taskbot.sandbox.chats import Chat, ChatKind
from taskbot.sandbox.files import FileStore
from taskbot.sandbox.messages import Body, Event, Message
from taskbot.sandbox.people import Person
from taskbot.sandbox.updates import UpdateQueue

BOT_USERNAME: Final = "taskbot_sandbox_bot"


@dataclass(slots=True)
class PendingCallbackQuery:
    """A callback query that waits for answerCallbackQuery until `deadline`, in Unix seconds."""

    id: str
    chat: Chat
    deadline: float
    answer: asyncio.Future[dict[str, Any] | None] | None = None


class ServerState:
    """State in plain dicts. The bot's actions are in `methods/`, people's in `user_actions`."""

    def __init__(
        self,
        bot_id: int,
        people: Iterable[Person],
        now: Callable[[], float],
        seed: int | None,
        keep: int,
        callback_timeout: float,
    ) -> None:
        self.now = now
        self.keep = keep
        self.callback_timeout = callback_timeout
        self.bot: Body = {
            "id": bot_id,
            "is_bot": True,
            "first_name": "Taskbot",
            "username": BOT_USERNAME,
        }
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files = FileStore()
        self.menus = menus.Menus()
        self.name = menus.Localized(str(self.bot["first_name"]))
        self.description = menus.Localized()
        self.short_description = menus.Localized()
        self.callback_queries: dict[str, PendingCallbackQuery] = {}
        self.webhook_url = ""
        self.logged_out = False
        self._random = random.Random(seed)  # noqa: S311 - chance, not secrecy
        # The common message box of the bot's account (core.telegram.org/api/updates, «Event sequences»).
        self._message_ids = count(1)
        self.updates = UpdateQueue(now, self._random.randrange(1 << 27, 1 << 29))
        for person in people:
            self.join(person)

    @property
    def bot_id(self) -> int:
        return int(self.bot["id"])

    def time(self) -> int:
        """Now in Unix time, in whole seconds."""
        return int(self.now())

    def random_id(self) -> str:
        """An unguessable 63-bit number, as text."""
        return str(self._random.getrandbits(62) + (1 << 62))

    def join(self, person: Person) -> Chat:
        """Add a person who has not written to the bot yet, or change the names of one who is there."""
        self.people[person.id] = person
        if person.id in self.chats:
            chat = self.chats[person.id]
            chat.body, chat.members = person.as_chat, {person.id: person}
            return chat
        return self._add_chat(person.id, "private", person.as_chat, {person.id: person})

    def add_group(self, chat_id: int, kind: ChatKind, title: str, members: dict[int, Person]) -> Chat:
        """A group with the bot in it."""
        body: Body = {"id": chat_id, "title": title, "type": kind}
        if kind == "group":
            body["all_members_are_administrators"] = False
        return self._add_chat(chat_id, kind, body, members)

    def _add_chat(self, chat_id: int, kind: ChatKind, body: Body, members: dict[int, Person]) -> Chat:
        """Private chats and basic groups share one sequence of message ids; each supergroup has its own."""
        ids = count(1) if kind == "supergroup" else self._message_ids
        started = kind != "private"
        chat = Chat(chat_id, kind, body, members, self.keep, started=started, message_ids=ids)
        self.chats[chat_id] = chat
        return chat

    def post(self, chat: Chat, sender: Body, content: Body, reply_to: Message | None = None) -> Message:
        """Put a new message into a chat."""
        body = {"message_id": next(chat.message_ids), "from": sender, "chat": chat.body, "date": self.time()}
        if reply_to is not None:
            body["reply_to_message"] = {k: v for k, v in reply_to.body.items() if k != "reply_to_message"}
        message = Message(body | content)
        chat.put(message)
        return message

    def post_by_bot(
        self,
        chat: Chat,
        content: Body,
        reply_to: Message | None = None,
        markup: Body | None = None,
        *,
        silent: bool = False,
    ) -> Message:
        """Send as the bot; the people of the chat see it, and hear it unless it is silent."""
        inline = {"reply_markup": markup} if markup and "inline_keyboard" in markup else {}
        message = self.post(chat, self.bot, content | inline, reply_to)
        if markup and not inline:
            self._change_keyboard(chat, markup)
        if "forward_origin" in content or (markup and not inline):
            message = replace(message, uneditable=True)
            chat.put(message)
        chat.notify(Event("message", message, silent=silent))
        chat.publish_message("message", message)
        return message

    def _change_keyboard(self, chat: Chat, markup: Body) -> None:
        if "remove_keyboard" in markup:
            chat.reply_keyboard = None
        elif "keyboard" in markup:
            chat.reply_keyboard = markup
        chat.publish("keyboard", reply_keyboard=chat.reply_keyboard, force_reply="force_reply" in markup)

    def change(self, chat: Chat, message: Message, body: Body) -> Message:
        """Edit as the bot."""
        changed = replace(message, body=body | {"edit_date": self.time()})
        chat.put(changed)
        chat.notify(Event("edit", changed))
        chat.publish_message("edit", changed)
        return changed

    def delete(self, chat: Chat, message: Message) -> None:
        """Remove as the bot, for everybody."""
        del chat.messages[message.id]
        chat.notify(Event("delete", message))
        chat.publish("delete", message_id=message.id)

    def react(self, chat: Chat, message: Message, user_id: int, emojis: tuple[str, ...]) -> Message:
        """Set the reactions of one user on a message."""
        changed = replace(message, reactions_by_user={**message.reactions_by_user, user_id: emojis})
        chat.put(changed)
        chat.publish("reaction", message_id=message.id, reactions=changed.reactions)
        return changed

    def add_callback_query(self, chat: Chat) -> PendingCallbackQuery:
        """Add a query that waits for its answer; those whose time is over are removed."""
        while self.callback_queries and next(iter(self.callback_queries.values())).deadline < self.now():
            del self.callback_queries[next(iter(self.callback_queries))]
        press = PendingCallbackQuery(self.random_id(), chat, self.now() + self.callback_timeout)
        self.callback_queries[press.id] = press
        return press

    def menu(self, person: Person) -> list[menus.BotCommand]:
        """The commands that this person sees in the private chat."""
        return self.menus.commands_for(menus.private_scopes(person.id), person.language_code)

    def menus_changed(self) -> None:
        """Send the lists of commands to the open pages."""
        for person in self.people.values():
            chat = self.chats[person.id]
            if chat.listeners:
                chat.publish("menu", menu=self.menu(person))
