"""The text and the file of a message, as a task can take them over."""

from __future__ import annotations

import re
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
from taskbot.language.mentions import Mentions, link_mark, mark, without_marks
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


# What Telegram notes in a chat, and nobody says (Bot API, «Message»). `users_shared` is an answer, though.
_SERVICE = frozenset(
    (
        "new_chat_members",
        "left_chat_member",
        "chat_owner_left",
        "chat_owner_changed",
        "new_chat_title",
        "new_chat_photo",
        "delete_chat_photo",
        "group_chat_created",
        "supergroup_chat_created",
        "channel_chat_created",
        "message_auto_delete_timer_changed",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "pinned_message",
        "successful_payment",
        "refunded_payment",
        "chat_shared",
        "gift",
        "unique_gift",
        "gift_upgrade_sent",
        "connected_website",
        "write_access_allowed",
        "passport_data",
        "proximity_alert_triggered",
        "boost_added",
        "chat_background_set",
        "checklist_tasks_done",
        "checklist_tasks_added",
        "direct_message_price_changed",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
        "giveaway_created",
        "giveaway_completed",
        "managed_bot_created",
        "paid_message_price_changed",
        "poll_option_added",
        "poll_option_deleted",
        "suggested_post_approved",
        "suggested_post_approval_failed",
        "suggested_post_declined",
        "suggested_post_paid",
        "suggested_post_refunded",
        "video_chat_scheduled",
        "video_chat_started",
        "video_chat_ended",
        "video_chat_participants_invited",
        "web_app_data",
        "community_chat_added",
        "community_chat_removed",
        "community_chat_joined",
    )
)


# What people send besides texts.
_CONTENT = frozenset(
    (
        *("animation", "audio", "checklist", "contact", "dice", "document", "game", "giveaway"),
        *("giveaway_winners", "invoice", "live_photo", "location", "paid_media", "photo", "poll"),
        *("rich_message", "sticker", "story", "users_shared", "venue", "video", "video_note", "voice"),
    )
)


def is_service(message: Message) -> bool:
    """Whether a message without a text only notes what has happened in the chat, such as a pinned message.

    One of a kind that aiogram does not know yet counts as such: an answer to it would come out of the blue.
    """
    if any(getattr(message, it, None) is not None for it in _SERVICE):
        return True
    return bool(message.model_extra) and all(getattr(message, it, None) is None for it in _CONTENT)


def text_of(message: Message) -> str | None:
    """Give a message's text or the caption of its file; null where nothing of it is visible.

    The addresses behind words stand in brackets after these.
    """
    text = message.text or message.caption or ""
    if any(it.url for it in message.entities or message.caption_entities or ()):
        with_links = mentions_of(message)
        text = with_links.restored(clean(with_links.text))
    else:
        text = clean(text)
    text = text.strip()
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
    """Give a message's text with a mark for each person whom it mentions by a name, and for each link.

    The id of the mention says who is meant, whatever the words are (Bot API, «MessageEntity», text_mention).
    """
    text = message.text or message.caption or ""
    entities = [it for it in message.entities or message.caption_entities or () if it.user or it.url]
    if not entities:
        return Mentions(without_marks(text))
    units, end = text.encode("utf-16-le"), 0
    pieces: list[str] = []
    words: list[str] = []
    names: dict[int, str] = {}
    for entity in sorted(entities, key=lambda it: it.offset):
        if entity.offset < end:
            continue
        pieces.append(without_marks(_cut(units, end, entity.offset)))
        end = entity.offset + entity.length
        shown = without_marks(_cut(units, entity.offset, end))
        name = clean(shown.strip())
        if entity.user is None:
            address = without_marks(clean(entity.url or ""))
            if _is_address(name, address):
                pieces.append(shown)
                continue
            pieces.append(_marked(shown, f"{shown.strip()}{link_mark(len(words))}"))
            words.append(f" ({address})")
            continue
        names[entity.user.id] = name if visible(name) else str(entity.user.id)
        pieces.append(_marked(shown, mark(entity.user.id, len(words))))
        words.append(name)
    pieces.append(without_marks(_cut(units, end, len(units))))
    return Mentions("".join(pieces), tuple(words), names)


_PREFIX = re.compile(r"(?:https?://)?(?:www\.)?(?:t\.me/|@)?")


def _is_address(words: str, address: str) -> bool:
    """Whether words say where their link leads, so that its address says nothing new."""
    return not words or _bare(words) == _bare(address)


def _bare(address: str) -> str:
    return _PREFIX.sub("", address.casefold(), count=1).rstrip("/")


def _cut(units: bytes, start: int, end: int) -> str:
    """Cut a text by UTF-16 code units, in which Telegram counts."""
    return units[2 * start : 2 * end].decode("utf-16-le", "ignore")


def _marked(shown: str, sign: str) -> str:
    """Put a mark in place of the words, and leave the spaces around them."""
    words = shown.strip()
    before, _, after = shown.partition(words) if words else (shown, "", "")
    return f"{before}{sign}{after}"
