"""The stand-in's state: the bot, people, chats, updates; and the bot's actions in a chat."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Final

from taskbot.sandbox import menus
from taskbot.sandbox.chats import Chat, ChatKind, Listener
from taskbot.sandbox.files import FileStore
from taskbot.sandbox.groups import MEMBER, RIGHTS, Group, Standing
from taskbot.sandbox.inline import InlineQueries
from taskbot.sandbox.messages import Body, Event, Message
from taskbot.sandbox.people import Author, Person
from taskbot.sandbox.updates import UpdateQueue

BOT_USERNAME: Final = "taskbot_sandbox_bot"


@dataclass(slots=True)
class PendingCallbackQuery:
    """A callback query that waits for answerCallbackQuery until `deadline`, in Unix seconds.

    `pressed` is the message with the button, None for one sent by inline mode; `at` when that was.
    """

    id: str
    chat: Chat
    person_id: int
    pressed: Message | None
    at: float
    deadline: float
    answer: asyncio.Future[dict[str, Any] | None] | None = None


@dataclass(slots=True)
class BotSettings:
    """What setMySettings or BotFather sets; and what this server knows, as an older one does not.

    A server older than Bot API 10.2 passes over the parameters of ephemeral messages, and sends what was
    meant for one to all. One older than 10.5 has no setMySettings.
    """

    can_join_groups: bool = True
    can_read_all_group_messages: bool = False
    supports_inline_queries: bool = False
    inline_query_placeholder: str = ""
    inline_feedback_share_denominator: int = 0
    server_knows_ephemeral: bool = True
    server_knows_settings: bool = True


_WORDS: Final = ("text", "caption")


class ServerState:
    """State in plain dicts. The bot's actions are in `methods/`, people's in `…_actions`."""

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
        self.hub: list[Listener] = []
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files = FileStore()
        self.menus = menus.Menus()
        self.name = menus.Localized(str(self.bot["first_name"]))
        self.description = menus.Localized()
        self.short_description = menus.Localized()
        self.settings = BotSettings()
        self.callback_queries: dict[str, PendingCallbackQuery] = {}
        self.presses: dict[str, PendingCallbackQuery] = {}  # the answered ones too, for ephemeral messages
        self.inline = InlineQueries(now)
        self.webhook_url = ""
        self.logged_out = False
        self._random = random.Random(seed)  # noqa: S311 - chance, not secrecy
        # The common message box of the bot's account (core.telegram.org/api/updates, «Event sequences»).
        self._message_ids = count(1)
        self._group_ids = count(4_000_001)
        self.updates = UpdateQueue(now, self._random.randrange(1 << 27, 1 << 29))
        for person in people:
            self.join(person)

    @property
    def bot_id(self) -> int:
        return int(self.bot["id"])

    @property
    def as_author(self) -> Author:
        """The bot, under its present name."""
        return Author(self.bot_id, self.bot)

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

    def add_group(
        self,
        title: str,
        members: dict[int, Person],
        kind: ChatKind = "supergroup",
        *,
        chat_id: int | None = None,
        forum: bool = False,
    ) -> Chat:
        """A group without the bot; the first member has created it. `chat_id` is made up when it is None."""
        if forum and kind != "supergroup":
            raise ValueError("only supergroups have topics")
        number = chat_id or self._new_group_id(kind)
        body: Body = {"id": number, "title": title, "type": kind}
        if kind == "group":
            body["all_members_are_administrators"] = False
        if forum:
            body["is_forum"] = True
        creator = {next(iter(members)): Standing("creator", RIGHTS)}
        return self._add_chat(number, kind, body, members, Group(forum=forum, standings=creator))

    def _new_group_id(self, kind: ChatKind) -> int:
        number = next(self._group_ids)
        return -number if kind == "group" else -1_000_000_000_000 - number

    def _add_chat(
        self, chat_id: int, kind: ChatKind, body: Body, members: dict[int, Person], group: Group | None = None
    ) -> Chat:
        """Private chats and basic groups share one sequence of message ids; each supergroup has its own."""
        ids = count(1) if kind == "supergroup" else self._message_ids
        chat = Chat(chat_id, kind, body, members, self.keep, group=group, message_ids=ids, hub=self.hub)
        self.chats[chat_id] = chat
        if group is not None:
            chat.publish("group", group=chat.as_json())
        return chat

    def post(
        self, chat: Chat, author: Author, content: Body, reply_to: Message | None = None, topic: int = 0
    ) -> Message:
        """Put a new message into a chat; a topic's into the topic."""
        place = _place(chat, reply_to, topic)
        body = self._head(chat, author) | place | content
        message = Message(body, author.id, order=next(chat.orders))
        chat.put(message)
        return message

    def post_ephemeral(
        self, chat: Chat, author: Author, receiver: Body, content: Body, reply_to: Message | None, topic: int
    ) -> Message:
        """Put a message into a group that only one person sees, and the bot."""
        if chat.group is None:
            raise ValueError("only groups have ephemeral messages")
        numbers = {"message_id": 0, "ephemeral_message_id": next(chat.group.ephemeral_ids)}
        head = self._head(chat, author, numbers) | {"receiver_user": receiver}
        body = head | _place(chat, reply_to, topic) | content
        message = Message(body, author.id, order=next(chat.orders))
        chat.put(message)
        return message

    def _head(self, chat: Chat, author: Author, numbers: Body | None = None) -> Body:
        numbers = numbers or {"message_id": next(chat.message_ids)}
        return numbers | {"from": author.user, "chat": chat.body, "date": self.time()} | author.as_fields

    def post_by_bot(
        self,
        chat: Chat,
        content: Body,
        reply_to: Message | None = None,
        markup: Body | None = None,
        *,
        silent: bool = False,
        topic: int = 0,
        only_for: Person | None = None,
        replaces: int | None = None,
    ) -> Message:
        """Send as the bot; the people of the chat see it, or one of them, and hear it unless it is silent."""
        inline = {"reply_markup": markup} if markup and "inline_keyboard" in markup else {}
        content = content | inline
        if only_for is not None:
            message = self.post_ephemeral(chat, self.as_author, only_for.as_user, content, reply_to, topic)
        else:
            message = self.post(chat, self.as_author, content, reply_to, topic)
        if markup and not inline:
            self._change_keyboard(chat, markup)
        uneditable = "forward_origin" in content or bool(markup and not inline)
        if uneditable or replaces is not None:
            message = replace(message, uneditable=uneditable, replaces=replaces)
            chat.put(message)
        if chat.group is not None:
            chat.group.last_bot = self.bot_id
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
        """Edit as the bot; another keyboard alone is no edit for people to see."""
        rewritten = message.rewritten or any(message.body.get(it) != body.get(it) for it in _WORDS)
        changed = replace(message, body=body | {"edit_date": self.time()}, rewritten=rewritten)
        chat.put(changed)
        chat.notify(Event("edit", changed))
        chat.publish_message("edit", changed)
        return changed

    def delete(self, chat: Chat, message: Message) -> None:
        """Remove as the bot, for everybody."""
        self.remove(chat, message.id)
        chat.notify(Event("delete", message))

    def remove(self, chat: Chat, message_id: int) -> None:
        """Remove a message and its pin; the bot is not told."""
        del chat.messages[message_id]
        chat.publish("delete", message_id=message_id)
        self.unpin(chat, message_id)

    def react(self, chat: Chat, message: Message, user_id: int, emojis: tuple[str, ...]) -> Message:
        """Set the reactions of one user on a message."""
        changed = replace(message, reactions_by_user={**message.reactions_by_user, user_id: emojis})
        chat.put(changed)
        chat.publish("reaction", message_id=message.id, reactions=changed.reactions)
        return changed

    def pin(self, chat: Chat, message: Message, by: Author, *, silent: bool = False) -> Message:
        """Pin a message above the others; the notice of it is returned."""
        chat.pins.append(message.id)
        pinned = {name: value for name, value in message.body.items() if name != "reply_to_message"}
        notice = self.post(chat, by, {"pinned_message": pinned}, topic=message.topic)
        chat.notify(Event("message", notice, silent=silent))
        chat.publish_message("message", notice)
        chat.publish("pins", pins=chat.pins)
        return notice

    def unpin(self, chat: Chat, message_id: int) -> None:
        """Take a pin off; there is no notice of it."""
        if message_id in chat.pins:
            chat.pins.remove(message_id)
            chat.publish("pins", pins=chat.pins)

    def update_member(self, chat: Chat, by: Author, before: Standing, after: Standing) -> None:
        """Tell the bot that its standing in a chat has changed (Bot API, «ChatMemberUpdated»)."""
        change = {
            "old_chat_member": before.as_chat_member(self.bot, chat.kind),
            "new_chat_member": after.as_chat_member(self.bot, chat.kind),
        }
        head = {"chat": chat.body, "from": by.user, "date": self.time()}
        self.updates.add("my_chat_member", head | change)

    def add_callback_query(self, chat: Chat, person_id: int, pressed: Message | None) -> PendingCallbackQuery:
        """Add a query that waits for its answer; those whose time is over are removed."""
        now = self.now()
        for waiting in (self.callback_queries, self.presses):
            while waiting and next(iter(waiting.values())).deadline < now:
                del waiting[next(iter(waiting))]
        deadline = now + self.callback_timeout
        press = PendingCallbackQuery(self.random_id(), chat, person_id, pressed, now, deadline)
        self.callback_queries[press.id] = self.presses[press.id] = press
        return press

    def menu(self, person: Person, chat: Chat | None = None) -> list[menus.BotCommand]:
        """The commands that this person sees in the private chat, or in that group."""
        if chat is None or chat.group is None:
            scopes = menus.private_scopes(person.id)
        elif chat.group.bot.inside:
            standing = chat.group.standings.get(person.id, MEMBER)
            scopes = menus.group_scopes(chat.id, person.id, admin=standing.admin)
        else:
            scopes = []
        return self.menus.commands_for(scopes, person.language_code)

    def menus_changed(self) -> None:
        """Send the lists of commands to the open pages."""
        for person in self.people.values():
            self.chats[person.id].publish("menu", menu=self.menu(person))
        for chat in self.chats.values():
            if chat.group is not None:
                chat.publish("menus")


def _place(chat: Chat, reply_to: Message | None, topic: int) -> Body:
    """Where a message stands: its topic, what it answers.

    In a topic a message that answers none still has `reply_to_message`: the notice of the topic's creation.
    An answer outside of topics has the first message of its thread as `message_thread_id`, and no
    `is_topic_message` (`Client.cpp`, `get_implicit_reply_to_message_id`, `get_forum_topic_id`).
    """
    topic = topic or (reply_to.topic if reply_to else 0)
    place: Body = {}
    if topic:
        place |= {"message_thread_id": topic, "is_topic_message": True}
        reply_to = reply_to or chat.messages.get(topic)
    elif reply_to and chat.kind == "supergroup" and reply_to.only_for is None:
        place["message_thread_id"] = reply_to.body.get("message_thread_id", reply_to.id)
    if reply_to is not None:
        place["reply_to_message"] = {k: v for k, v in reply_to.body.items() if k != "reply_to_message"}
    return place
