"""Raw updates: their kind, chat and sender, and a form that PostgreSQL can store."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple, TypeGuard

Update = dict[str, Any]

_LARGEST_BIGINT = 2**63 - 1
# NUL and lone surrogates, which neither text nor jsonb can store.
_UNTEXT = re.compile("[\x00\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# What NUL may be in JSON, numbers that are none there, and nulls, which Telegram's own server leaves out.
_SUSPECT = ("\\u0000", "Infinity", "NaN", "null")
# What people do in a chat, and the messages that tell what has happened to a group (Bot API, «Message»).
_OF_PEOPLE = frozenset({"message", "edited_message", "callback_query"})
_OF_GROUPS = frozenset({
    "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo",
    "group_chat_created", "supergroup_chat_created", "migrate_to_chat_id", "migrate_from_chat_id",
    "pinned_message", "forum_topic_created", "forum_topic_edited", "forum_topic_closed",
    "forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden",
})  # fmt: skip


class Origin(NamedTuple):
    """Where an update came from: the chats that it is answered in, and the message of a pressed button."""

    chats: tuple[int | None, ...]
    message_id: int | None = None


class QueueKey(NamedTuple):
    """Whose updates keep their order: those of a private chat, or of one person in a group.

    Person 0 is a private chat as a whole, or what happens to a group, such as a change of its members.
    """

    chat_id: int
    person_id: int = 0

    @property
    def owner_id(self) -> int:
        """The person whose updates these are; of what happens to a group, the group."""
        return self.person_id or self.chat_id


class Arrival(NamedTuple):
    """An update that can be stored, the queue that it belongs to (`queue_key`), and its JSON."""

    update: Update
    key: QueueKey
    body: str


def kind_of(update: Update) -> str | None:
    """Return the update's kind: the name of its field (Bot API, «Update»)."""
    for name in update:
        if name != "update_id":
            return name
    return None


def chat_of(update: Update) -> int:
    """Return the update's chat; without one, the sender's private chat; without either, 0."""
    event = update.get(kind_of(update) or "")
    if not isinstance(event, dict):
        return 0
    message = event.get("message")
    its_chat = message.get("chat") if isinstance(message, dict) else None
    for place in (event.get("chat"), its_chat, event.get("from"), event.get("user")):
        if isinstance(place, dict) and is_bigint(id_ := place.get("id")):
            return id_
    return 0


def person_of(update: Update) -> int | None:
    """Return the Telegram id of the update's sender."""
    event = update.get(kind_of(update) or "")
    person = event.get("from") if isinstance(event, dict) else None
    id_ = person.get("id") if isinstance(person, dict) else None
    return id_ if is_bigint(id_) else None


def queue_key(update: Update) -> QueueKey:
    """Return the queue that an update belongs to.

    What one person says in a group waits for nobody else's; what happens to the group is no person's.
    """
    chat_id = chat_of(update)
    if chat_id >= 0 or kind_of(update) not in _OF_PEOPLE:  # Bot API, «Chat.id»: people's are positive
        return QueueKey(chat_id)
    message = update.get("message")
    if isinstance(message, dict) and not _OF_GROUPS.isdisjoint(message):
        return QueueKey(chat_id)
    return QueueKey(chat_id, person_of(update) or 0)


def origin_of(update: Update) -> Origin:
    """Where an update came from."""
    press = update.get("callback_query")
    pressed = press.get("message") if isinstance(press, dict) else None
    message_id = pressed.get("message_id") if isinstance(pressed, dict) else None
    return Origin((chat_of(update), person_of(update)), message_id if is_bigint(message_id) else None)


def arrival(update: Update) -> Arrival:
    """Serialise an update; clean it if necessary, which is rare."""
    body = json.dumps(update, ensure_ascii=False)
    if not any(it in body for it in _SUSPECT) and _SURROGATE.search(body) is None:
        return Arrival(update, queue_key(update), body)
    update = clean(update)
    return Arrival(update, queue_key(update), json.dumps(update, ensure_ascii=False))


def clean(value: Any) -> Any:
    """The update as PostgreSQL can hold it: NUL and lone surrogates become U+FFFD; of objects, what is null
    or no number goes.
    """
    if isinstance(value, str):
        return _UNTEXT.sub("\ufffd", value)
    if isinstance(value, dict):
        items = [(clean(name), clean(item)) for name, item in value.items()]
        return {name: item for name, item in items if item is not None}
    if isinstance(value, list):
        return [clean(item) for item in value]
    if isinstance(value, float) and value - value != 0:
        return None
    return value


def is_bigint(value: object) -> TypeGuard[int]:
    """Whether a value is an integer that fits into PostgreSQL's bigint."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST_BIGINT
