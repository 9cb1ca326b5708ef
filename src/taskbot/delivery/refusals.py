"""Kinds of refusals by Telegram, and what each of them calls for."""

from __future__ import annotations

import html
import json
import re
from enum import StrEnum

from taskbot.delivery.telegram import CallFailed

# The message that was to be edited is not there, or not to be edited by a bot any more.
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_UNCHANGED = "message is not modified"
# Nothing can be done after these (texts of the Bot API server).
_NEEDLESS = (
    *_GONE,
    _UNCHANGED,
    "query is too old",
    "query id is invalid",
    "message to delete not found",
    "message can't be deleted",
    "message to pin not found",
    "not enough rights to manage pinned messages",
    "message to react not found",
    "reaction_invalid",
)
# A chat that the bot may not write to, as it is now; the last ones mean one topic of it.
_SHUT = (
    "chat not found",
    "peer_id_invalid",
    "not enough rights to send",
    "have no rights to send",
    "chat_restricted",
    "chat_write_forbidden",
    "chat_send_plain_forbidden",
    "group chat was deactivated",
)
_SHUT_TOPIC = ("topic_closed", "topic_deleted", "message thread not found")
# What nobody could send to this person, or to anybody.
_UNSENDABLE = (
    "voice_messages_forbidden",
    "wrong file identifier",
    "wrong remote file identifier",
    "file reference",
    "file is too big",
    "request entity too large",
)


class Refusal(StrEnum):
    """What is to be done about it: wait, address the new chat, wait for polling to judge the token, forget
    the message, forget what waits for the chat or for a topic of it, say why it does not come, send without
    markup, or try again a few times.
    """

    RETRY_AFTER = "retry_after"
    MIGRATED = "migrated"
    TOKEN = "token"  # noqa: S105 (a word)
    NEEDLESS = "needless"
    UNREACHABLE = "unreachable"
    TOPIC = "topic"
    UNSENDABLE = "unsendable"
    MARKUP = "markup"
    OTHER = "other"


def judge(failure: CallFailed) -> Refusal:  # noqa: PLR0911 (one per kind)
    """Return the kind of a refusal."""
    reason = failure.description.lower()
    if failure.retry_after is not None:
        return Refusal.RETRY_AFTER
    if failure.migrate_to is not None:
        return Refusal.MIGRATED
    if failure.code in (401, 404) and "method not found" not in reason:
        return Refusal.TOKEN
    if any(text in reason for text in _NEEDLESS):
        return Refusal.NEEDLESS
    if failure.code == 403 or any(text in reason for text in _SHUT):  # noqa: PLR2004
        return Refusal.UNREACHABLE
    if any(text in reason for text in _SHUT_TOPIC):
        return Refusal.TOPIC
    if any(text in reason for text in _UNSENDABLE):
        return Refusal.UNSENDABLE
    if "can't parse entities" in reason:
        return Refusal.MARKUP
    return Refusal.OTHER


def is_gone(reason: str) -> bool:
    """Whether an edit was refused because its message is no more."""
    return any(text in reason.lower() for text in _GONE)


def is_unchanged(reason: str) -> bool:
    """Whether an edit was refused because it changes nothing."""
    return _UNCHANGED in reason.lower()


def quoteless(failure: CallFailed) -> str:
    """Return the refusal's text without quotations, which may be people's text."""
    return re.sub(r'"[^"]*"', '"…"', str(failure))[:200]


def without_markup(body: str) -> str:
    """Return the message as plain text; unchanged if it has no markup."""
    payload = json.loads(body)
    if payload.pop("parse_mode", None) is None:
        return body
    for name in ("text", "caption"):
        if name in payload:
            payload[name] = html.unescape(re.sub(r"<[^<>]*>", "", payload[name]))
    return json.dumps(payload, ensure_ascii=False)


def without_topic(body: str) -> str:
    """Return the message, addressed to the chat itself."""
    payload = json.loads(body)
    payload.pop("message_thread_id", None)
    return json.dumps(payload, ensure_ascii=False)


def migrated(body: str, chat_id: int) -> str:
    """Return the message, addressed to another chat."""
    return json.dumps({**json.loads(body), "chat_id": chat_id})
