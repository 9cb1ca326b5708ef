"""The state of a chat: its messages, its members, who watches it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from taskbot.sandbox.messages import Event, Message
from taskbot.sandbox.people import Person

ChatKind = Literal["private", "group", "supergroup"]


@dataclass
class Chat:
    """A chat as Telegram's server holds it.

    In private, `started` is whether the person ever wrote, `blocked` whether they put the bot out,
    `deactivated` whether they left Telegram. In a group `migrated_to` is the supergroup that it has become.
    `message_ids` gives the ids of new messages.
    """

    id: int
    kind: ChatKind
    body: dict[str, Any]
    members: dict[int, Person]
    keep: int
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    bot_is_admin: bool = False
    migrated_to: int | None = None
    pinned: int | None = None
    reply_keyboard: dict[str, Any] | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    message_ids: Iterator[int] = field(kw_only=True)
    watchers: list[Callable[[Event], None]] = field(default_factory=list)
    listeners: list[Callable[[dict[str, Any]], None]] = field(default_factory=list)

    @property
    def private(self) -> bool:
        return self.kind == "private"

    def put(self, message: Message) -> None:
        """Store a message or its new state; the oldest go when there are more than are kept."""
        self.messages[message.id] = message
        if len(self.messages) > self.keep:
            del self.messages[next(iter(self.messages))]

    def notify(self, event: Event) -> None:
        """Call the watchers of what the bot does in this chat."""
        for watch in self.watchers:
            watch(event)

    def publish(self, kind: str, **what: Any) -> None:
        """Tell the pages that are open on this chat."""
        for listen in self.listeners:
            listen({"type": kind, "person_id": self.id} | what)

    def publish_message(self, kind: str, message: Message) -> None:
        """A new or changed message, for the pages."""
        if self.listeners:
            self.publish(kind, message=message.as_json())
