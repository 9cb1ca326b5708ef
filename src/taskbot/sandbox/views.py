"""Chats as people see and use them, for tests: `say`, `press`, `next`."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from taskbot.sandbox import group_actions, inline_actions, user_actions
from taskbot.sandbox.arguments import Upload
from taskbot.sandbox.chats import Chat
from taskbot.sandbox.groups import Group
from taskbot.sandbox.inline import InlineQuery
from taskbot.sandbox.menus import BotCommand
from taskbot.sandbox.messages import Event, EventKind, Message
from taskbot.sandbox.people import Person
from taskbot.sandbox.state import ServerState
from taskbot.sandbox.text import Entity, utf16_length

_SHOWN = 12  # messages that an error tells of


class HasId(Protocol):
    """A person, or a view of one."""

    @property
    def id(self) -> int: ...


Member = int | HasId


class ChatView:
    """A chat with the bot in it, and a cursor over what the bot does there."""

    def __init__(self, state: ServerState, chat: Chat, explain: Callable[[], str]) -> None:
        self._state = state
        self._chat = chat
        self._explain = explain
        self._unread: deque[Event] = deque(maxlen=chat.keep)
        self._arrived = asyncio.Event()
        self.toasts: deque[Event] = deque(maxlen=chat.keep)
        chat.watchers.append(self._watch)

    def _watch(self, event: Event) -> None:
        if event.kind == "toast":
            self.toasts.append(event)
        self._unread.append(event)
        self._arrived.set()

    @property
    def id(self) -> int:
        return self._chat.id

    @property
    def last(self) -> Message:
        """The newest message."""
        return next(reversed(self._chat.messages.values()))

    @property
    def reply_keyboard(self) -> dict[str, Any] | None:
        """The keyboard under the input field (Bot API, ReplyKeyboardMarkup)."""
        return self._chat.reply_keyboard

    @property
    def unread(self) -> list[Event]:
        """The events that `next` has not returned yet; they stay unread."""
        return list(self._unread)

    def take(self) -> list[Event]:
        """Take all that is unread, without waiting."""
        events = self.unread
        self._unread.clear()
        return events

    async def next(self, timeout: float = 5, *, kind: EventKind | None = None) -> Event:  # noqa: ASYNC109
        """The next thing that the bot does here: a message, an edit, a deletion or a toast.

        With `kind`, events of other kinds are skipped. Raises TimeoutError that tells what the chat shows.
        """
        try:
            async with asyncio.timeout(timeout):
                return await self._take(kind)
        except TimeoutError:
            raise TimeoutError(f"the bot did nothing for {timeout} s\n{self}") from None

    async def _take(self, kind: EventKind | None) -> Event:
        while True:
            while self._unread:
                event = self._unread.popleft()
                if kind in (None, event.kind):
                    return event
            self._arrived.clear()
            await self._arrived.wait()

    def __str__(self) -> str:
        lines = [_line(message) for message in list(self._chat.messages.values())[-_SHOWN:]]
        return "\n".join([f"Chat {self.id} shows:", *(lines or ["  nothing"]), self._explain()])

    def _newest(self, person: Person) -> list[Message]:
        messages = reversed(self._chat.messages.values())
        return [message for message in messages if self._chat.sees(message, person.id)]

    def _find_button(
        self, person: Person, wanted: str, message: Message | int | None
    ) -> tuple[Message, dict[str, Any]]:
        candidates = self._newest(person) if message is None else [self._message(message)]
        for candidate in candidates:
            if button := candidate.button(wanted):
                return candidate, button
        raise LookupError(f"there is no button {wanted!r}\n{self}")

    def _message(self, message: Message | int) -> Message:
        number = message if isinstance(message, int) else message.id
        try:
            return self._chat.messages[number]
        except KeyError:
            raise LookupError(f"there is no message {number}\n{self}") from None

    def _press(self, person: Person, wanted: str, message: Message | int | None) -> str:
        where, button = self._find_button(person, wanted, message)
        if not self._chat.sees(where, person.id):
            raise LookupError(f"{person.first_name} does not see that message")
        if "callback_data" not in button:
            raise ValueError(f"the button {wanted!r} sends nothing to the bot: {button}")
        return user_actions.press(self._state, self._chat, person, where, button["callback_data"]).id


class PersonChat(ChatView):
    """The private chat of a person with the bot."""

    def __init__(self, state: ServerState, person: Person, explain: Callable[[], str]) -> None:
        super().__init__(state, state.chats[person.id], explain)

    @property
    def messages(self) -> list[Message]:
        """The messages of the chat, the oldest first."""
        return list(self._chat.messages.values())

    @property
    def person(self) -> Person:
        """The person, by their present names."""
        return self._state.people[self.id]

    def say(
        self, words: str, reply_to: Message | int | None = None, *, entities: list[Entity] | None = None
    ) -> Message:
        """Send a text; a long one leaves as several messages; the last is returned."""
        number = _number(reply_to)
        return user_actions.send_text(
            self._state, self._chat, self.person, words, entities=entities, reply_to=number
        )[-1]

    def press(self, wanted: str, message: Message | int | None = None) -> str:
        """Press the inline button with that text, or else that data; the id of the callback query.

        Without a message, the newest one that has such a button. Raises LookupError that tells what there is.
        """
        return self._press(self.person, wanted, message)

    def forge(self, data: str, message: Message | int, *, inaccessible: bool = False) -> str:
        """Send a press that no button offers, or for a message too old for the bot to see."""
        where = self._message(message)
        return user_actions.press(
            self._state, self._chat, self.person, where, data, inaccessible=inaccessible
        ).id

    def tap(self, label: str) -> Message:
        """Tap a plain button of the reply keyboard, which sends its text."""
        rows: list[list[dict[str, Any]]] = (self.reply_keyboard or {}).get("keyboard", [])
        if not any(button["text"] == label for row in rows for button in row):
            raise LookupError(f"the reply keyboard has no {label!r}: {rows}")
        return self.say(label)

    def send_file(
        self,
        kind: str,
        content: bytes,
        name: str,
        caption: str = "",
        *,
        mime_type: str | None = None,
        reply_to: Message | int | None = None,
    ) -> Message:
        """Send a file as a `photo`, `document`, `video`, `audio`, `voice` or `animation`."""
        upload, number = Upload(name, content, mime_type), _number(reply_to)
        return user_actions.send_file(self._state, self._chat, self.person, kind, upload, caption, number)

    def send_photo(self, content: bytes, caption: str = "", name: str = "photo.jpg") -> Message:
        """Send a picture (PNG, JPEG, GIF, WebP)."""
        return self.send_file("photo", content, name, caption)

    def send_document(
        self, content: bytes, name: str, caption: str = "", *, mime_type: str | None = None
    ) -> Message:
        """Send a file as it is."""
        return self.send_file("document", content, name, caption, mime_type=mime_type)

    def send(self, reply_to: int | None = None, **content: Any) -> Message:
        """Send anything else by the Bot API's names: `contact={…}`, `sticker={…}`."""
        return user_actions.send_content(self._state, self._chat, self.person, content, reply_to)

    def share_users(self, ids: Sequence[int], request_id: int | None = None) -> Message:
        """Press a button that asks for users, and choose these.

        The button is the one of that id, or the first. Raises LookupError where there is none.
        """
        rows = (self.reply_keyboard or {}).get("keyboard", [])
        asked = [
            button["request_users"]["request_id"]
            for row in rows
            for button in row
            if "request_users" in button
        ]
        if not asked:
            raise LookupError(f"no button asks for users\n{self}")
        number = asked[0] if request_id is None else request_id
        return user_actions.share_users(self._state, self._chat, self.person, number, ids)

    def share_location(
        self, latitude: float, longitude: float, reply_to: Message | int | None = None
    ) -> Message:
        """Send a place, by a button that asks for it or without; degrees north and east."""
        number = _number(reply_to)
        return user_actions.share_location(self._state, self._chat, self.person, latitude, longitude, number)

    def forward(
        self, message: Message | str, author: Person | None = None, *, hidden: bool = False
    ) -> Message:
        """Forward a message to the bot: one of any chat, or the text that `author` wrote elsewhere.

        `hidden`: the author's settings keep the name from being a link (Bot API, MessageOriginHiddenUser).
        """
        if not isinstance(message, str):
            return user_actions.forward(self._state, self._chat, self.person, message)
        if author is None:
            raise ValueError("a text that is forwarded has an author")
        return user_actions.forward_text(self._state, self._chat, self.person, message, author, hidden=hidden)

    def edit(self, message: Message | int, words: str) -> Message:
        """Change the text of an own message, or the caption of an own file."""
        return user_actions.edit(self._state, self._chat, self.person, self._message(message).id, words)

    def delete(self, message: Message | int) -> None:
        """Delete a message for both sides."""
        user_actions.delete(self._state, self._chat, self._message(message).id)

    def react(self, message: Message | int, *emojis: str) -> Message:
        """Put reactions on a message; none takes them back."""
        return user_actions.react(self._state, self._chat, self.person, self._message(message).id, emojis)

    def block(self) -> None:
        """Block the bot."""
        user_actions.set_blocked(self._state, self._chat, self.person, blocked=True)

    def unblock(self) -> None:
        """Let the bot write again."""
        user_actions.set_blocked(self._state, self._chat, self.person, blocked=False)

    def deactivate(self) -> None:
        """Delete the account; the bot is not told until it writes."""
        self._chat.deactivated = True

    async def ask_inline(self, words: str, timeout: float = 5, offset: str = "") -> InlineQuery:  # noqa: ASYNC109
        """Type `@bot words` in a chat with somebody else; returns when the bot has answered.

        See `GroupChat.ask_inline` for a group.
        """
        query = inline_actions.ask(self._state, self.person, words, offset=offset)
        await asyncio.wait_for(query.answered.wait(), timeout)
        return query

    def menu(self) -> list[BotCommand]:
        """The commands that this person sees under "/"."""
        return self._state.menu(self.person)


class GroupChat(ChatView):
    """A group and what its members do there; each is named by the id, or by what has an `id`.

    `next` and `unread` hold what the bot does there, ephemeral messages to anybody among them.
    """

    @property
    def members(self) -> dict[int, Person]:
        return self._chat.members

    def messages(self, as_person: Member | None = None) -> list[Message]:
        """What all see, the oldest first; with a person, what they see besides."""
        person_id = 0 if as_person is None else _id_of(as_person)
        return [it for it in self._chat.messages.values() if self._chat.sees(it, person_id)]

    def topic(self, title: str) -> int:
        """The id of the topic with that title, 0 for General: a `message_thread_id`."""
        return self._group.find_topic(title)

    def say(
        self,
        person: Member,
        words: str,
        reply_to: Message | int | None = None,
        *,
        thread: str | int = 0,
        mentioning: Member | None = None,
        channel: str = "",
        old_client: bool = False,
    ) -> Message:
        """Send a text as a member; the bot hears of it only what its privacy mode lets through.

        `thread` is a topic, by its title or id; the first name of who is `mentioning` becomes a link to them,
        as clients do it for people without a username; `channel` is the channel in whose name they write.
        A command that is ephemeral in the bot's menu is so sent, unless by an `old_client`.
        """
        who = self._person(person)
        by_channel = group_actions.channel_author(who, channel) if channel else None
        author = by_channel or group_actions.author_in(self._chat, who)
        return user_actions.send_text(
            self._state,
            self._chat,
            who,
            words,
            entities=_mention(words, self._person(mentioning)) if mentioning is not None else None,
            reply_to=_number(reply_to),
            topic=thread if isinstance(thread, int) else self.topic(thread),
            author=None if author == who.as_author else author,
            old_client=old_client,
        )[-1]

    def send_photo(
        self, person: Member, content: bytes, caption: str = "", reply_to: Message | int | None = None
    ) -> Message:
        """Send a picture (PNG, JPEG, GIF, WebP)."""
        upload = Upload("photo.jpg", content)
        return user_actions.send_file(
            self._state, self._chat, self._person(person), "photo", upload, caption, _number(reply_to)
        )

    def say_as_bot(self, name: str, words: str) -> Message:
        """Another bot writes, which ours does not see."""
        return group_actions.say_as_bot(self._state, self._chat, name, words)

    def edit(self, person: Member, message: Message | int, words: str) -> Message:
        """Change the text of an own message."""
        number = self._message(message).id
        return user_actions.edit(self._state, self._chat, self._person(person), number, words)

    def delete(self, message: Message | int) -> None:
        """Delete a message for all; the bot is not told."""
        user_actions.delete(self._state, self._chat, self._message(message).id)

    def press(self, person: Member, wanted: str, message: Message | int | None = None) -> str:
        """Press an inline button; without a message, on the newest with such a button that they see."""
        return self._press(self._person(person), wanted, message)

    def forge(self, person: Member, data: str, message: Message | int, *, inaccessible: bool = False) -> str:
        """Send a press that no button offers, or on a message that is not for this person."""
        where, who = self._message(message), self._person(person)
        return user_actions.press(self._state, self._chat, who, where, data, inaccessible=inaccessible).id

    def react(self, person: Member, message: Message | int, *emojis: str) -> Message:
        """Put reactions on a message; none takes them back."""
        number = self._message(message).id
        return user_actions.react(self._state, self._chat, self._person(person), number, emojis)

    def reactions(self, message: Message | int) -> list[str]:
        """The emoji on a message, of all people and bots."""
        return self._message(message).reactions

    def allow_reactions(self, *emojis: str) -> None:
        """Let the group have these reactions alone."""
        self._group.reactions = frozenset(emojis)

    @property
    def pinned(self) -> Message | None:
        """The message that was pinned last."""
        return self._chat.messages[self._chat.pins[-1]] if self._chat.pins else None

    def pin(self, person: Member, message: Message | int) -> Message:
        """Pin a message; Telegram's notice of it is returned."""
        return group_actions.pin(self._state, self._chat, self._person(person), self._message(message))

    def unpin(self, message: Message | int) -> None:
        """Take a pin off."""
        self._state.unpin(self._chat, self._message(message).id)

    def add_bot(self, by: Member | None = None, *, rights: Iterable[str] | None = None) -> None:
        """Let the bot in, as an administrator where there are `rights` (see `groups.RIGHTS`)."""
        given = None if rights is None else frozenset(rights)
        group_actions.add_bot(self._state, self._chat, self._creator_or(by), given)

    def remove_bot(self, by: Member | None = None) -> None:
        """Put the bot out."""
        group_actions.remove_bot(self._state, self._chat, self._creator_or(by))

    def promote(self, *rights: str, by: Member | None = None) -> None:
        """Make the bot an administrator with these rights besides those that all have, or give it others."""
        group_actions.promote_bot(self._state, self._chat, self._creator_or(by), frozenset(rights))

    def demote(self, by: Member | None = None) -> None:
        """Make the bot a member like others."""
        group_actions.demote_bot(self._state, self._chat, self._creator_or(by))

    def mute(self, by: Member | None = None) -> None:
        """Let the bot read, but not write."""
        group_actions.mute_bot(self._state, self._chat, self._creator_or(by))

    def make_admin(self) -> None:
        """Make the bot an administrator with all rights: it then hears everything and may pin and delete."""
        group_actions.promote_bot(self._state, self._chat, self._creator_or(None))

    def promote_member(self, person: Member, *, anonymous: bool = False) -> None:
        """Make a person an administrator, who may then write in the name of the group."""
        group_actions.promote_member(self._chat, self._person(person), anonymous=anonymous)

    def add(self, person: Person, by: Member | None = None) -> Message:
        """A person joins, or is added by another."""
        adder = person if by is None else self._person(by)
        return group_actions.add_member(self._state, self._chat, person, adder)

    def remove(self, person: Member, by: Member | None = None) -> Message:
        """A person leaves, or is put out by another."""
        who = self._person(person)
        return group_actions.remove_member(
            self._state, self._chat, who, who if by is None else self._person(by)
        )

    def create_topic(self, title: str, by: Member | None = None) -> int:
        """Open a topic; its id."""
        author = self._creator_or(by).as_author
        return group_actions.create_topic(self._state, self._chat, author, title).id

    def close_topic(self, title: str, *, closed: bool = True) -> None:
        """Close a topic, or open it again."""
        group_actions.set_topic_closed(
            self._state, self._chat, self._creator_or(None), self.topic(title), closed=closed
        )

    def delete_topic(self, title: str) -> None:
        """Delete a topic with all that is in it; the bot is not told."""
        group_actions.delete_topic(self._state, self._chat, self.topic(title))

    def delete_group(self) -> None:
        """Delete the group for all; the bot is not told."""
        group_actions.delete_group(self._chat)

    def kick(self, person: Member) -> None:
        """Put the bot out, as that member."""
        self.remove_bot(person)

    def migrate(self, by: Member | None = None, new_id: int | None = None) -> GroupChat:
        """Make it a supergroup with a new id; calls to the old one fail with `migrate_to_chat_id`."""
        after = group_actions.migrate(self._state, self._chat, self._creator_or(by), new_id)
        return GroupChat(self._state, after, self._explain)

    async def ask_inline(self, person: Member, words: str, timeout: float = 5) -> InlineQuery:  # noqa: ASYNC109
        """Type `@bot words` in this group; returns when the bot has answered."""
        query = inline_actions.ask(self._state, self._person(person), words, self._chat)
        await asyncio.wait_for(query.answered.wait(), timeout)
        return query

    def choose(self, query: InlineQuery, result_id: str) -> Message:
        """Send a result of an inline query to this group, as who asked."""
        who = self._person(query.person_id)
        return inline_actions.choose(self._state, self._chat, who, query, result_id)

    def menu(self, person: Member) -> list[BotCommand]:
        """The commands that this member sees under "/"."""
        return self._state.menu(self._person(person), self._chat)

    @property
    def _group(self) -> Group:
        if self._chat.group is None:
            raise TypeError("this is a private chat")
        return self._chat.group

    def _person(self, who: Member) -> Person:
        """By the names of now; also of people who are not in the group."""
        return self._state.people[_id_of(who)]

    def _creator_or(self, who: Member | None) -> Person:
        return self._person(next(iter(self.members)) if who is None else who)


def _id_of(who: Member) -> int:
    return who if isinstance(who, int) else who.id


def _mention(words: str, person: Person) -> list[Entity]:
    """A `text_mention` where that person's first name stands first. Raises ValueError for none."""
    place = words.index(person.first_name)
    offset, length = utf16_length(words[:place]), utf16_length(person.first_name)
    return [{"type": "text_mention", "offset": offset, "length": length, "user": person.as_user}]


def _number(message: Message | int | None) -> int | None:
    return message if message is None or isinstance(message, int) else message.id


def _line(message: Message) -> str:
    who = "bot" if message.from_bot else str(message.body["from"]["first_name"])
    who += f" → {message.only_for} alone" if message.only_for is not None else ""
    buttons = "".join(f" [{label}]" for label in message.labels)
    return f"  {message.id} {who}: {message.text!r}{buttons}{' (edited)' if message.edited else ''}"
