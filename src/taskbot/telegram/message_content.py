"""The text and the file of a message, as a task can take them over."""

from __future__ import annotations

from typing import TypeAlias

from aiogram.types import (
    Animation,
    Audio,
    Document,
    ExternalReplyInfo,
    Message,
    PhotoSize,
    Video,
    Voice,
)

from taskbot.domain.models import File, FileKind
from taskbot.language.mentions import Mentions, mark, without_marks
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


def mentions_of(message: Message) -> Mentions:
    """Give a message's text with a mark for each person whom it mentions by a name.

    The id of the mention says who is meant, whatever the words are (Bot API, «MessageEntity», text_mention).
    """
    text = message.text or message.caption or ""
    entities = [it for it in message.entities or message.caption_entities or () if it.user is not None]
    if not entities:
        return Mentions(without_marks(text))
    units, end = text.encode("utf-16-le"), 0
    pieces: list[str] = []
    words: list[str] = []
    names: dict[int, str] = {}
    for entity in sorted(entities, key=lambda it: it.offset):
        if entity.user is None or entity.offset < end:
            continue
        pieces.append(without_marks(_cut(units, end, entity.offset)))
        end = entity.offset + entity.length
        shown = without_marks(_cut(units, entity.offset, end))
        name = clean(shown.strip())
        names[entity.user.id] = name if visible(name) else str(entity.user.id)
        pieces.append(_marked(shown, mark(entity.user.id, len(words))))
        words.append(name)
    pieces.append(without_marks(_cut(units, end, len(units))))
    return Mentions("".join(pieces), tuple(words), names)


def _cut(units: bytes, start: int, end: int) -> str:
    """Cut a text by UTF-16 code units, in which Telegram counts."""
    return units[2 * start : 2 * end].decode("utf-16-le", "ignore")


def _marked(shown: str, sign: str) -> str:
    """Put a mark in place of the words, and leave the spaces around them."""
    words = shown.strip()
    before, _, after = shown.partition(words) if words else (shown, "", "")
    return f"{before}{sign}{after}"
