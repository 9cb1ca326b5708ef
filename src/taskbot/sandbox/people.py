"""The bot's users: people as Telegram knows them, and the demo team."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final


@dataclass(frozen=True)
class Person:
    """A user of Telegram; `id` is also the id of the private chat with the bot.

    `username` is without the at sign, `language_code` the IETF tag of the person's client (Bot API, «User»).
    """

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None

    @cached_property
    def as_user(self) -> dict[str, Any]:
        """The Bot API's User, without the fields that the person lacks."""
        user = {"id": self.id, "is_bot": False} | self._names()
        return user | ({"language_code": self.language_code} if self.language_code else {})

    @cached_property
    def as_chat(self) -> dict[str, Any]:
        """The Bot API's Chat: the private chat with this person."""
        return {"id": self.id} | self._names() | {"type": "private"}

    @cached_property
    def as_author(self) -> Author:
        return Author(self.id, self.as_user)

    def _names(self) -> dict[str, Any]:
        names = {"first_name": self.first_name, "last_name": self.last_name, "username": self.username}
        return {key: value for key, value in names.items() if value}


@dataclass(frozen=True)
class Author:
    """Who wrote a message: `user` as `from` shows it, and in a group perhaps in the name of a chat.

    `id` is the person's, or the other bot's, whatever `user` says.
    """

    id: int
    user: dict[str, Any]
    sender_chat: dict[str, Any] | None = None

    @property
    def as_fields(self) -> dict[str, Any]:
        """Fields of the message besides `from`."""
        return {"sender_chat": self.sender_chat} if self.sender_chat else {}


# Who `from` is when somebody writes in the name of a group or a channel (Bot API, «Message», `from`).
ANONYMOUS_ADMIN: Final = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
CHANNEL_BOT: Final = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}


SAMPLE_TEAM: tuple[Person, ...] = (
    Person(1001, "Анна", "Петрова", "anna", "ru"),
    Person(1002, "Борис", "Иванов", "boris", "ru"),
    Person(1003, "Carol", "Smith", "carol", "en"),
    Person(1004, "Dave", "Jones", None, "en"),
)
