"""A message as it stands in a chat, and what happens to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from taskbot.sandbox.text import Entity

Body = dict[str, Any]
Button = dict[str, Any]

EventKind = Literal["message", "edit", "delete", "toast"]


# Fields that the chat page shows as the Bot API has them.
_PAGE_FIELDS: Final = (
    "caption",
    "caption_entities",
    "document",
    "video",
    "audio",
    "voice",
    "animation",
    "location",
    "contact",
    "users_shared",
    "forward_origin",
)


# The contents of Telegram's own notices.
SERVICE: Final = (
    "new_chat_members",
    "left_chat_member",
    "group_chat_created",
    "supergroup_chat_created",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "forum_topic_created",
    "forum_topic_closed",
    "forum_topic_reopened",
)


@dataclass(frozen=True, slots=True)
class Message:
    """One state of a message: an edit makes a new one, so that what was seen before stays as it was.

    `body` is the Bot API's Message, as the bot has it; `author_id` is whose it is, whatever `from` says;
    `reactions_by_user` the emoji on it, by who set them; `uneditable` tells that it was forwarded, or sent
    with a markup that is no inline keyboard: Telegram then never lets the bot edit it
    (`MessagesManager.cpp`, `can_edit_message`); `rewritten` is whether clients call it edited. `order` counts
    the messages of a chat. An ephemeral one may be shown in place of the message that it `replaces`. What the
    bot's inline mode has sent, it knows by `inline_message_id` alone.
    """

    body: Body
    author_id: int
    reactions_by_user: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    uneditable: bool = False
    rewritten: bool = False
    order: int = 0
    replaces: int | None = None
    inline_message_id: str = ""

    @property
    def id(self) -> int:
        """Unique among all private chats and basic groups; in a supergroup, in that one alone.

        Ephemeral messages all have `message_id` 0; here each has its `ephemeral_message_id` with a minus.
        """
        return _id(self.body)

    @property
    def from_bot(self) -> bool:
        """Whether a bot wrote it, or somebody in the name of a chat."""
        return bool(self.body["from"]["is_bot"])

    @property
    def only_for(self) -> int | None:
        """The one person who sees it besides the bot, if it is ephemeral."""
        if "ephemeral_message_id" not in self.body:
            return None
        receiver: Body = self.body["receiver_user"]
        return int((self.body["from"] if receiver["is_bot"] else receiver)["id"])

    @property
    def topic(self) -> int:
        """The topic that it is in; 0 for General and where there are none."""
        return int(self.body["message_thread_id"]) if self.body.get("is_topic_message") else 0

    @property
    def is_service(self) -> bool:
        """Whether it is one of Telegram's own notices."""
        return any(name in self.body for name in SERVICE)

    @property
    def text(self) -> str:
        """The text, or the caption of a file; empty for neither."""
        return str(self.body.get("text", self.body.get("caption", "")))

    @property
    def entities(self) -> list[Entity]:
        """Of the text or caption; offsets in UTF-16 code units."""
        found: list[Entity] = self.body.get("entities") or self.body.get("caption_entities", [])
        return found

    @property
    def buttons(self) -> list[list[Button]]:
        """The inline keyboard, row by row."""
        rows: list[list[Button]] = self.body.get("reply_markup", {}).get("inline_keyboard", [])
        return rows

    @property
    def labels(self) -> list[str]:
        """The texts of the inline buttons, in reading order."""
        return [button["text"] for row in self.buttons for button in row]

    @property
    def edited(self) -> bool:
        return "edit_date" in self.body

    @property
    def reactions(self) -> list[str]:
        """The emoji on it, of all people and bots."""
        return [emoji for emojis in self.reactions_by_user.values() for emoji in emojis]

    @property
    def reply_to(self) -> int | None:
        """The message that this one answers."""
        replied = self.body.get("reply_to_message")
        return _id(replied) if replied and "forum_topic_created" not in replied else None

    @property
    def origin(self) -> Body:
        """Where it came from first, for who forwards it (Bot API, «MessageOrigin»)."""
        written = {"type": "user", "sender_user": self.body["from"], "date": self.body["date"]}
        return self.body.get("forward_origin") or written

    def button(self, wanted: str) -> Button | None:
        """The button with that text, else with that callback data."""
        buttons = [button for row in self.buttons for button in row]
        for name in ("text", "callback_data"):
            for button in buttons:
                if button.get(name) == wanted:
                    return button
        return None

    def _service(self) -> Body | None:
        """Which of Telegram's notices it is, and of whom or what."""
        kind = next((name for name in SERVICE if name in self.body), None)
        if kind is None:
            return None
        about = self.body[kind]
        if kind == "new_chat_members":
            by_self = [user["id"] for user in about] == [self.author_id]
            return {"kind": kind, "names": [_name(user) for user in about], "self": by_self}
        if kind == "left_chat_member":
            return {"kind": kind, "names": [_name(about)], "self": about["id"] == self.author_id}
        if kind == "pinned_message":
            return {"kind": kind, "message_id": _id(about)}
        return {"kind": kind} | ({"title": about["name"]} if kind == "forum_topic_created" else {})

    def as_json(self) -> dict[str, Any]:
        """For the chat page."""
        body = self.body
        content: Body = {name: body[name] for name in _PAGE_FIELDS if name in body}
        if "photo" in body:
            content["photo"] = body["photo"][-1]
        if self.reply_to is not None:
            content["reply_to"] = self.reply_to
        return content | {
            "message_id": self.id,
            "order": self.order,
            "from": "bot" if self.from_bot else "person",
            "author": {"id": self.author_id, "name": _name(body.get("sender_chat") or body["from"])},
            "topic": self.topic,
            "only_for": self.only_for,
            "replaces": self.replaces,
            "service": self._service(),
            "via": body.get("via_bot", {}).get("username"),
            "date": body["date"],
            "text": body.get("text", ""),
            "entities": body.get("entities", []),
            "buttons": self.buttons,
            "edited": self.rewritten,
            "reactions": self.reactions,
        }


def _name(sender: Body) -> str:
    """Of a person, a bot or a chat."""
    names = (sender.get("title"), sender.get("first_name"), sender.get("last_name"))
    return " ".join(filter(None, names))


def _id(body: Body) -> int:
    return int(body["message_id"]) or -int(body["ephemeral_message_id"])


@dataclass(frozen=True, slots=True)
class Event:
    """Something that the person sees the bot do: a message, an edit, a deletion, or a toast.

    A toast is the answer to the press of a button: `toast` is what it says, empty when it just ends the wait;
    `show_alert` makes it a window. A `silent` message comes without a sound.
    """

    kind: EventKind
    message: Message | None = None
    toast: str = ""
    show_alert: bool = False
    silent: bool = False

    @property
    def text(self) -> str:
        """The readable text."""
        return self.toast if self.message is None else self.message.text

    @property
    def labels(self) -> list[str]:
        """The texts of the message's buttons."""
        return [] if self.message is None else self.message.labels

    def __str__(self) -> str:
        buttons = "".join(f" [{label}]" for label in self.labels)
        return f"{self.kind}: {self.text!r}{buttons}"
