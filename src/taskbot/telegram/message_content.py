"""The text and the file of a message, as a task can take them over."""

from __future__ import annotations

from typing import TypeAlias

from aiogram.types import (
    Animation,
    Audio,
    Document,
    ExternalReplyInfo,
    Message,
    MessageEntity,
    PhotoSize,
    Video,
    Voice,
)

from taskbot.domain.models import File, FileKind
from taskbot.language.typed_text import clean, visible

TelegramFile: TypeAlias = PhotoSize | Document | Video | Audio | Voice | Animation


# An animation comes as a document as well (Bot API, «Message.animation»), so it is looked for first.
_KINDS = (
    FileKind.ANIMATION,
    FileKind.PHOTO,
    FileKind.VIDEO,
    FileKind.AUDIO,
    FileKind.VOICE,
    FileKind.DOCUMENT,
)


def text_of(message: Message) -> str | None:
    """Give a message's text or the caption of its file; null where nothing of it is visible."""
    text = clean(message.text or message.caption or "").strip()
    return text if visible(text) else None


def file_of(message: Message | ExternalReplyInfo) -> File | None:
    """Give a message's file, of a photo the largest size."""
    for kind in _KINDS:
        content: TelegramFile | list[PhotoSize] | None = getattr(message, kind)
        if content:
            file = content[-1] if isinstance(content, list) else content
            return File(kind, file.file_id, _name(file), getattr(message, "media_group_id", None))
    return None


def _name(file: TelegramFile) -> str | None:
    name = clean(getattr(file, "file_name", None) or getattr(file, "title", None) or "").strip()
    return name or None


def replied_text(message: Message) -> str | None:
    """Give the text of the message that this one answers, wherever that is; of a quoted one, the quote."""
    if message.quote is not None:
        return clean(message.quote.text).strip() or None
    return text_of(message.reply_to_message) if message.reply_to_message else None


def replied_file(message: Message) -> File | None:
    """Give the file of the message that this one answers, wherever that is."""
    target = message.reply_to_message or message.external_reply
    return file_of(target) if target else None


def with_mentions(message: Message) -> str:
    """Give a message's text, in which people mentioned by their names stand as `@<Telegram id>`."""
    units = (message.text or message.caption or "").encode("utf-16-le")
    for entity in reversed(message.entities or message.caption_entities or []):
        units = _replaced(units, entity)
    return units.decode("utf-16-le", "ignore")


def _replaced(units: bytes, entity: MessageEntity) -> bytes:
    if entity.user is None:
        return units
    start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
    return units[:start] + f"@{entity.user.id}".encode("utf-16-le") + units[end:]
