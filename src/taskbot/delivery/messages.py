"""Bot API methods as rows of the outbox: which chat, which method, which JSON."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import BufferedInputFile, FSInputFile, InputFile

Files = dict[str, tuple[str, bytes]]
"""Contents to upload, by the name that the body's attach:// mentions: file name and bytes."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A method that makes a message, and what that message is to the program, which hears its id later.

    Given to `Delivery.on_sent`; Telegram tells a message's id only when it has taken it.
    """

    method: TelegramMethod[Any]
    tag: str


Reply: TypeAlias = "TelegramMethod[Any] | Tagged"


@dataclass(frozen=True, slots=True)
class Sent:
    """A tagged message that Telegram has taken, and the id that it has in its chat from now on."""

    chat_id: int
    message_id: int
    tag: str


class OutboxMessage(NamedTuple):
    """A message to be: `chat_id` is the chat whose order it keeps, null where order does not matter.

    `body` is JSON; so is `files`, null without any, which `unpack` reads.
    """

    chat_id: int | None
    method: str
    body: str
    files: str | None = None
    tag: str | None = None


@dataclass(slots=True)
class StoredMessage:
    """A message as the table holds it."""

    id: int
    chat_id: int | None
    method: str
    body: str
    files: str | None = None
    tag: str | None = None
    attempts: int = 0


def outbox_messages(replies: Iterable[Reply], bot: Bot) -> list[OutboxMessage]:
    """Write replies down: answers to button presses first, for those must come in time."""
    in_order = sorted(replies, key=lambda it: not isinstance(it, AnswerCallbackQuery))
    return [_outbox_message(reply, bot) for reply in in_order]


def columns(messages: Sequence[OutboxMessage]) -> tuple[list[Any], ...]:
    """The messages' fields as lists, for `unnest`."""
    return tuple(list(column) for column in zip(*messages, strict=True)) if messages else ([],) * 5


def stored(messages: Sequence[OutboxMessage], ids: Sequence[int]) -> list[StoredMessage]:
    """The messages as the table holds them, once it has given them these ids."""
    return [StoredMessage(id_, *message) for id_, message in zip(ids, messages, strict=True)]


def unpack(files: str) -> Files:
    """The contents that `OutboxMessage.files` holds."""
    return {name: (filename, base64.b64decode(data)) for name, (filename, data) in json.loads(files).items()}


def _outbox_message(reply: Reply, bot: Bot) -> OutboxMessage:
    method, tag = (reply.method, reply.tag) if isinstance(reply, Tagged) else (reply, None)
    files: dict[str, list[str]] = {}
    fields = _settled(method.model_dump(exclude_none=True, warnings=False), bot)
    body = json.dumps(fields, default=partial(_plain, files=files), ensure_ascii=False)
    chat_id = fields.get("chat_id")
    return OutboxMessage(
        chat_id=chat_id if isinstance(chat_id, int) else None,
        method=method.__api_method__,
        body=body,
        files=json.dumps(files) if files else None,
        tag=tag,
    )


def _settled(value: Any, bot: Bot) -> Any:
    """`value` with the bot's defaults in their places, and without those that the bot does not have.

    Telegram takes a null for a value of that name.
    """
    if isinstance(value, Default):
        return bot.default[value.name]
    if isinstance(value, dict):
        fields = ((name, _settled(item, bot)) for name, item in value.items())
        return {name: item for name, item in fields if item is not None}
    if isinstance(value, list):
        return [_settled(item, bot) for item in value]
    return value


def _plain(value: object, files: dict[str, list[str]]) -> object:
    """What JSON does not know, as Telegram does; contents to upload go to `files`."""
    if isinstance(value, InputFile):
        return _attach(value, files)
    if isinstance(value, timedelta):
        value = datetime.now(UTC) + value
    if isinstance(value, datetime):
        return round(value.timestamp())
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{type(value).__name__} has no form in JSON")


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
