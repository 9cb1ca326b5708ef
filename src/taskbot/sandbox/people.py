"""The bot's users: people as Telegram knows them, and the demo team."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any


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

    def _names(self) -> dict[str, Any]:
        names = {"first_name": self.first_name, "last_name": self.last_name, "username": self.username}
        return {key: value for key, value in names.items() if value}


SAMPLE_TEAM: tuple[Person, ...] = (
    Person(1001, "Анна", "Петрова", "anna", "ru"),
    Person(1002, "Борис", "Иванов", "boris", "ru"),
    Person(1003, "Carol", "Smith", "carol", "en"),
    Person(1004, "Dave", "Jones", None, "en"),
)
