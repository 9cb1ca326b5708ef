"""Bot API methods as rows of the outbox."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
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

Files = dict[str, tuple[str, bytes]]
"""File name and bytes of each upload, by the name that the body refers to with attach://."""


_SCALARS = frozenset({str, int, bool, float})


@dataclass(frozen=True, slots=True)
class Tagged:
    """A method that sends a message, with a tag that tells `on_sent` what the message is.

    Telegram assigns the message's id when it accepts the message.
    """

    method: TelegramMethod[Any]
    tag: str


Reply: TypeAlias = "TelegramMethod[Any] | Tagged"


@dataclass(frozen=True, slots=True)
class Sent:
    """A tagged message that Telegram has accepted, with its id in its chat."""

    chat_id: int
    message_id: int
    tag: str


class OutboxMessage(NamedTuple):
    """A message to send. Messages with the same `chat_id` are sent in order; None: order does not matter.

    `body` is JSON. So is `files`, which `unpack` reads; None without files.
    """

    chat_id: int | None
    method: str
    body: str
    files: str | None = None
    tag: str | None = None


@dataclass(slots=True)
class StoredMessage:
    """A message as a row of the outbox."""

    id: int
    chat_id: int | None
    method: str
    body: str
    files: str | None = None
    tag: str | None = None
    attempts: int = 0


def outbox_messages(replies: Iterable[Reply], bot: Bot) -> list[OutboxMessage]:
    """Turn replies into messages; answers to button presses come first, because they expire soon."""
    in_order = sorted(replies, key=lambda it: not isinstance(it, AnswerCallbackQuery))
    return [_outbox_message(reply, bot) for reply in in_order]


def columns(messages: Sequence[OutboxMessage]) -> tuple[list[Any], ...]:
    """Return the messages' fields as lists, for `unnest`."""
    return tuple(list(column) for column in zip(*messages, strict=True)) if messages else ([],) * 5


def stored(messages: Sequence[OutboxMessage], ids: Sequence[int]) -> list[StoredMessage]:
    """Return the messages as rows with these ids."""
    return [StoredMessage(id_, *message) for id_, message in zip(ids, messages, strict=True)]


def unpack(files: str) -> Files:
    """Decode `OutboxMessage.files`."""
    return {name: (filename, base64.b64decode(data)) for name, (filename, data) in json.loads(files).items()}


def _outbox_message(reply: Reply, bot: Bot) -> OutboxMessage:
    method, tag = (reply.method, reply.tag) if isinstance(reply, Tagged) else (reply, None)
    files: dict[str, list[str]] = {}
    fields = _plain(method, bot, files)
    chat_id = fields.get("chat_id")
    return OutboxMessage(
        chat_id=chat_id if isinstance(chat_id, int) else None,
        method=method.__api_method__,
        body=json.dumps(fields, ensure_ascii=False),
        files=json.dumps(files) if files else None,
        tag=tag,
    )


def _plain(value: Any, bot: Bot, files: dict[str, list[str]]) -> Any:  # noqa: PLR0911 (one per type)
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
        items = [(name, _plain(item, bot, files)) for name, item in value.items() if item is not None]
        return {name: item for name, item in items if item is not None}
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


def _attach(file: InputFile, files: dict[str, list[str]]) -> str:
    if isinstance(file, BufferedInputFile):
        content = file.data
    elif isinstance(file, FSInputFile):
        content = Path(file.path).read_bytes()
    else:
        raise TypeError(f"{type(file).__name__} would be fetched inside a transaction: give its bytes")
    name = f"file{len(files)}"
    files[name] = [file.filename or name, base64.b64encode(content).decode()]
    return f"attach://{name}"
