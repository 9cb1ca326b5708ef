"""Chats as people see and use them, for tests: `say`, `press`, `next`."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from taskbot.sandbox import user_actions
from taskbot.sandbox.arguments import Upload
from taskbot.sandbox.chats import Chat
from taskbot.sandbox.menus import BotCommand
from taskbot.sandbox.messages import Event, EventKind, Message
from taskbot.sandbox.people import Person
from taskbot.sandbox.state import ServerState
from taskbot.sandbox.text import Entity

_SHOWN = 12  # messages that an error tells of


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
    def messages(self) -> list[Message]:
        """The messages of the chat, the oldest first."""
        return list(self._chat.messages.values())

    @property
    def last(self) -> Message:
        """The newest message."""
        return self.messages[-1]

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
        lines = [_line(message) for message in self.messages[-_SHOWN:]]
        return "\n".join([f"Chat {self.id} shows:", *(lines or ["  nothing"]), self._explain()])

    def _find_button(self, wanted: str, message: Message | int | None) -> tuple[Message, dict[str, Any]]:
        candidates = self.messages[::-1] if message is None else [self._message(message)]
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
        where, button = self._find_button(wanted, message)
        if "callback_data" not in button:
            raise ValueError(f"the button {wanted!r} sends nothing to the bot: {button}")
        return user_actions.press(self._state, self._chat, person, where, button["callback_data"]).id


class PersonChat(ChatView):
    """The private chat of a person with the bot."""

    def __init__(self, state: ServerState, person: Person, explain: Callable[[], str]) -> None:
        super().__init__(state, state.chats[person.id], explain)

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
        user_actions.delete(self._chat, self._message(message).id)

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

    def menu(self) -> list[BotCommand]:
        """The commands that this person sees under "/"."""
        return self._state.menu(self.person)


class GroupChat(ChatView):
    """A group with the bot among its members, who speak by their ids."""

    @property
    def members(self) -> dict[int, Person]:
        return self._chat.members

    def make_admin(self) -> None:
        """Make the bot an administrator: it then hears everything and may pin and delete."""
        self._chat.bot_is_admin = True

    def say(self, person_id: int, words: str, reply_to: int | None = None) -> Message:
        """Send a text as a member; the bot hears of it only what its privacy mode lets through."""
        return user_actions.send_text(
            self._state, self._chat, self.members[person_id], words, reply_to=reply_to
        )[-1]

    def press(self, person_id: int, wanted: str, message: Message | int | None = None) -> str:
        """Press an inline button as a member."""
        return self._press(self.members[person_id], wanted, message)

    def kick(self, person_id: int) -> None:
        """Put the bot out."""
        user_actions.set_blocked(self._state, self._chat, self.members[person_id], blocked=True)

    def migrate(self, person_id: int, new_id: int) -> GroupChat:
        """Make it a supergroup with a new id; calls to the old one fail with `migrate_to_chat_id`."""
        after = user_actions.migrate(self._state, self._chat, self.members[person_id], new_id)
        return GroupChat(self._state, after, self._explain)


def _number(message: Message | int | None) -> int | None:
    return message if message is None or isinstance(message, int) else message.id


def _line(message: Message) -> str:
    who = "bot" if message.from_bot else str(message.body["from"]["first_name"])
    buttons = "".join(f" [{label}]" for label in message.labels)
    return f"  {message.id} {who}: {message.text!r}{buttons}{' (edited)' if message.edited else ''}"
