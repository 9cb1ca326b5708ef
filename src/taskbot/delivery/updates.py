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


class Origin(NamedTuple):
    """Where an update came from: the chats that it is answered in, and the message of a pressed button."""

    chats: tuple[int | None, ...]
    message_id: int | None = None


class Arrival(NamedTuple):
    """An update that can be stored, its chat (`chat_of`), and its JSON."""

    update: Update
    chat_id: int
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
        return Arrival(update, chat_of(update), body)
    update = clean(update)
    return Arrival(update, chat_of(update), json.dumps(update, ensure_ascii=False))


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
