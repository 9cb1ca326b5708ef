"""Bot API methods as rows of the outbox."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import (
    BufferedInputFile,
    FSInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
)
from pydantic import BaseModel

from taskbot.delivery.updates import Origin
from taskbot.delivery.urgency import Urgency

StoredFiles = dict[str, tuple[str, bytes | str]]
"""File name and bytes of each upload, by the name that the body refers to with attach://.

Text in place of bytes is what a `MadeFile` is to hold.
"""


_SCALARS = frozenset({str, int, bool, float})
LONGEST_TEXT = 4096  # UTF-16 units (Bot API, «sendMessage»), counted here before markup is taken out
_NOTICES = (Urgency.NOTICE, Urgency.CLOCK)
_TEXT, _BUTTONS = "text", "buttons"
_MARKUP = "reply_markup"
# What changes a message that is there, and what of it.
_EDITS = {
    "editMessageText": _TEXT,
    "editMessageCaption": _TEXT,
    "editMessageReplyMarkup": _BUTTONS,
    "deleteMessage": _TEXT,
}


class MadeFile(InputFile):
    """A file that is made while it is sent, from `recipe` (`DeliveryConfig.make`), and never held whole."""

    def __init__(self, recipe: str, filename: str) -> None:
        super().__init__(filename)
        self.recipe = recipe

    def read(self, bot: Bot) -> AsyncGenerator[bytes, None]:
        """Not to be called: aiogram does not send it."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Tagged:
    """A method that sends a message, with a tag that tells `on_sent` what the message is.

    Telegram assigns the message's id when it accepts the message.
    """

    method: TelegramMethod[Any]
    tag: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A reply about which the program says more than delivery can see.

    `urgency` replaces the class that delivery would give it. Of messages with the same `key` that wait
    for a chat, only the newest is sent. Where Telegram refuses the reply for good, what stands in `instead`
    is sent; an empty one says that nothing is lost then. Where the reply would have to wait for the pace of
    its chat, what stands there goes at once.
    """

    reply: TelegramMethod[Any] | Tagged
    urgency: Urgency | None = None
    key: str | None = None
    instead: Sequence[Reply] | None = None


Reply: TypeAlias = "TelegramMethod[Any] | Tagged | Marked"


@dataclass(frozen=True, slots=True)
class Sent:
    """A tagged message that Telegram has accepted, with its id in its chat."""

    chat_id: int
    message_id: int
    tag: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """A tagged message that Telegram has not taken, and that is not sent again; `reason` quotes nobody."""

    chat_id: int
    tag: str
    reason: str


class OutboxMessage(NamedTuple):
    """A message to send. Messages with the same `chat_id` are sent in order; None: order does not matter.

    `body` is JSON. So is `files`, which `unpack` reads; None without files. So is `instead`, which
    `instead_of` reads.
    """

    chat_id: int | None
    method: str
    body: str
    files: str | None = None
    tag: str | None = None
    urgency: Urgency = Urgency.NOTICE
    key: str | None = None
    instead: str | None = None


@dataclass(slots=True, eq=False)
class StoredMessage:
    """A message as the table holds it.

    One that was `recalled` in flight is not tried again; one to be sent `alone` is joined to no other.
    """

    id: int
    chat_id: int | None
    method: str
    body: str
    files: str | None = None
    tag: str | None = None
    urgency: Urgency = Urgency.NOTICE
    key: str | None = None
    instead: str | None = None
    attempts: int = 0
    recalled: bool = False
    alone: bool = False


def outbox_messages(replies: Iterable[Reply], bot: Bot, origin: Origin | None = None) -> list[OutboxMessage]:
    """Write replies down: answers to button presses first, for those must come in time.

    `origin` is where the update came from that they answer; null where they answer none.
    """
    in_order = sorted(replies, key=lambda it: not isinstance(method_of(it), AnswerCallbackQuery))
    return [_outbox_message(reply, bot, origin) for reply in in_order]


def instead_of(message: StoredMessage) -> list[OutboxMessage]:
    """The messages that are to go in a message's place."""
    return [
        OutboxMessage(*it)._replace(urgency=message.urgency) for it in json.loads(message.instead or "[]")
    ]


def method_of(reply: Reply) -> TelegramMethod[Any]:
    """The method of a reply."""
    if isinstance(reply, Marked):
        reply = reply.reply
    return reply.method if isinstance(reply, Tagged) else reply


def _tag(reply: Reply) -> str | None:
    if isinstance(reply, Marked):
        reply = reply.reply
    return reply.tag if isinstance(reply, Tagged) else None


def columns(messages: Sequence[OutboxMessage]) -> tuple[list[Any], ...]:
    """The messages' fields as lists, for `unnest`."""
    return (
        tuple(list(column) for column in zip(*messages, strict=True))
        if messages
        else ([],) * len(OutboxMessage._fields)
    )


def stored(messages: Sequence[OutboxMessage], ids: Sequence[int]) -> list[StoredMessage]:
    """Return the messages as rows with these ids."""
    return [StoredMessage(id_, *message) for id_, message in zip(ids, messages, strict=True)]


def alone(line: Iterator[StoredMessage]) -> tuple[list[StoredMessage], str]:
    """The first message of a line, and what to send for it."""
    first = next(line)
    return [first], first.body


def joined(line: Iterator[StoredMessage], least: int) -> tuple[list[StoredMessage], str]:
    """The first message of a line, with those behind it that can be sent as one, and what to send for them.

    Fewer than `least` are not joined. Of the buttons of each, the last one stays.
    """
    first = next(line)
    together, text = [first], ""
    payload = _plain_notice(first)
    buttons = _last_button(payload)
    while payload is not None and (following := next(line, None)) is not None:
        other = _plain_notice(following)
        if other is None or _without_words(other) != _without_words(payload):
            break
        longer = f"{text or payload['text']}\n\n{other['text']}"
        if len(longer.encode("utf-16-le")) // 2 > LONGEST_TEXT:
            break
        together.append(following)
        text = longer
        buttons |= _last_button(other)
    if payload is None or len(together) < least:
        return [first], first.body
    return together, json.dumps(
        _without_words(payload) | {"text": text} | _keyboard(buttons), ensure_ascii=False
    )


def _without_words(payload: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name not in (_TEXT, _MARKUP)}


def _last_button(payload: dict[str, Any] | None) -> dict[str, Any]:
    """Give the last button below a message, by its label."""
    rows = (payload or {}).get(_MARKUP, {}).get("inline_keyboard", [])
    return {button["text"]: button for button in rows[-1][-1:]} if rows else {}


def _keyboard(buttons: dict[str, Any]) -> dict[str, Any]:
    """Put buttons into rows of two."""
    row = list(buttons.values())
    rows = [row[place : place + 2] for place in range(0, len(row), 2)]
    return {_MARKUP: {"inline_keyboard": rows}} if rows else {}


def _plain_notice(message: StoredMessage) -> dict[str, Any] | None:
    """The payload of a notice that can be cut to its text and its last button; null for other messages."""
    if message.urgency not in _NOTICES or message.method != "sendMessage" or message.alone:
        return None
    if any(it is not None for it in (message.tag, message.files, message.key, message.instead)):
        return None
    payload: dict[str, Any] = json.loads(message.body)
    other_keyboard = _MARKUP in payload and "inline_keyboard" not in payload[_MARKUP]
    return None if other_keyboard or "reply_parameters" in payload else payload


def thread_of(message: StoredMessage) -> int | None:
    """The topic of a group that a message goes to."""
    thread: int | None = json.loads(message.body).get("message_thread_id")
    return thread


def unpack(files: str) -> StoredFiles:
    """Decode `OutboxMessage.files`."""
    return {
        name: (filename, base64.b64decode(content[0]) if content[0] is not None else content[1])
        for name, (filename, *content) in json.loads(files).items()
    }


def _outbox_message(reply: Reply, bot: Bot, origin: Origin | None) -> OutboxMessage:
    method, tag = method_of(reply), _tag(reply)
    files: dict[str, list[str | None]] = {}
    fields = _plain(method, bot, files)
    chat_id = fields.get("chat_id")
    urgency, key = _urgency(method.__api_method__, fields, origin), _key(method.__api_method__, fields)
    instead: Sequence[Reply] | None = None
    if isinstance(reply, Marked):
        urgency = urgency if reply.urgency is None else reply.urgency
        key = reply.key or key
        instead = reply.instead
    return OutboxMessage(
        chat_id=chat_id if isinstance(chat_id, int) else None,
        method=method.__api_method__,
        body=json.dumps(fields, ensure_ascii=False),
        files=json.dumps(files) if files else None,
        tag=tag,
        urgency=urgency,
        key=key,
        instead=None if instead is None else json.dumps(outbox_messages(instead, bot, origin)),
    )


def _urgency(method: str, fields: dict[str, Any], origin: Origin | None) -> Urgency:
    """The class of a message; a message back to the chat of the update is the answer.

    An edit there is the answer only if it changes the message whose button was pressed.
    """
    chat_id, message_id = fields.get("chat_id"), fields.get("message_id")
    if not isinstance(chat_id, int):
        return Urgency.ANSWER if method == "answerCallbackQuery" else Urgency.EDIT
    edits = method in _EDITS
    if origin is not None and chat_id in origin.chats and (not edits or message_id == origin.message_id):
        return Urgency.ANSWER
    if edits:
        return Urgency.EDIT
    return Urgency.CLOCK if origin is None else Urgency.NOTICE


def _key(method: str, fields: dict[str, Any]) -> str | None:
    """The key by which a newer message of a chat makes older ones needless."""
    return f"{_EDITS[method]}:{fields.get('message_id')}" if method in _EDITS else None


def made_needless_by(message: StoredMessage) -> tuple[str, ...]:
    """The keys of messages that need not be sent before this message of the same chat.

    A new text brings the buttons with it, or takes them away; new buttons leave the text.
    """
    if message.key is None:
        return ()
    kind, _, about = message.key.partition(":")
    return (message.key, f"{_BUTTONS}:{about}") if kind == _TEXT else (message.key,)


def _plain(value: Any, bot: Bot, files: dict[str, list[str | None]]) -> Any:  # noqa: PLR0911 (one per type)
    """Convert `value` to JSON types, without nulls; add its uploads to `files`.

    Only the fields that are set are taken from a model. pydantic's `model_dump` would increase the CPU time
    of an answer with a list by a tenth.
    """
    if value is None or type(value) in _SCALARS:
        return value
    if isinstance(value, Default):
        return _plain(bot.default[value.name], bot, files)
    if isinstance(value, InlineKeyboardMarkup):
        return {"inline_keyboard": [[_button(it) for it in row] for row in value.inline_keyboard]}
    if isinstance(value, BaseModel):
        value = value.__dict__
    if isinstance(value, dict):
        return {
            name: plain
            for name, item in value.items()
            if item is not None and (plain := _plain(item, bot, files)) is not None
        }
    if isinstance(value, list | tuple):
        return [_plain(item, bot, files) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | timedelta):
        moment = datetime.now(UTC) + value if isinstance(value, timedelta) else value
        return round(moment.timestamp())
    if isinstance(value, InputFile):
        return _attach(value, files)
    return value


def _button(button: InlineKeyboardButton | dict[str, str]) -> dict[str, Any]:
    """Convert a button to JSON types; a button contains neither defaults nor uploads."""
    return button if isinstance(button, dict) else button.model_dump(exclude_none=True)


def _attach(file: InputFile, files: dict[str, list[str | None]]) -> str:
    name = f"file{len(files)}"
    if isinstance(file, MadeFile):
        files[name] = [file.filename or name, None, file.recipe]
        return f"attach://{name}"
    if isinstance(file, BufferedInputFile):
        content = file.data
    elif isinstance(file, FSInputFile):
        content = Path(file.path).read_bytes()
    else:
        raise TypeError(f"{type(file).__name__} would be fetched inside a transaction: give its bytes")
    files[name] = [file.filename or name, base64.b64encode(content).decode()]
    return f"attach://{name}"
