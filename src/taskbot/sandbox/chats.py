"""The state of a chat: its messages, its members, who watches it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal

from taskbot.sandbox.groups import Group
from taskbot.sandbox.messages import Event, Message
from taskbot.sandbox.people import Person

Listener = Callable[[dict[str, Any]], None]
ChatKind = Literal["private", "group", "supergroup"]


@dataclass
class Chat:
    """A chat as Telegram's server holds it.

    In private, `started` is whether the person ever wrote, `blocked` whether they put the bot out,
    `deactivated` whether they left Telegram. What only groups have is in `group`; there `migrated_to` is the
    supergroup that it has become. `message_ids` gives the ids of new messages. `listeners` hear what happens
    in this chat, those of the `hub` what happens in any.
    """

    id: int
    kind: ChatKind
    body: dict[str, Any]
    members: dict[int, Person]
    keep: int
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    group: Group | None = None
    migrated_to: int | None = None
    pins: list[int] = field(default_factory=list)
    reply_keyboard: dict[str, Any] | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    message_ids: Iterator[int] = field(kw_only=True)
    orders: Iterator[int] = field(default_factory=lambda: count(1))
    watchers: list[Callable[[Event], None]] = field(default_factory=list)
    listeners: list[Listener] = field(default_factory=list)
    hub: list[Listener] = field(default_factory=list)

    @property
    def private(self) -> bool:
        return self.group is None

    def sees(self, message: Message, person_id: int) -> bool:
        """Whether that person sees the message: an ephemeral one is for one person and the bot alone."""
        return message.only_for in (None, person_id)

    def as_json(self) -> dict[str, Any]:
        """A group, for the chat page."""
        group = self.group or Group()
        topics = [{"id": it.id, "title": it.title, "closed": it.closed} for it in group.topics.values()]
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.body.get("title", ""),
            "forum": group.forum,
            "topics": topics,
            "members": list(self.members),
            "bot": group.bot.status,
            "closed": group.deleted or self.migrated_to is not None,
        }

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
        """Tell the pages that are open."""
        for listen in (*self.listeners, *self.hub):
            listen({"type": kind, "chat_id": self.id} | what)

    def publish_message(self, kind: str, message: Message) -> None:
        """A new or changed message, for the pages."""
        if self.listeners or self.hub:
            self.publish(kind, message=message.as_json())
