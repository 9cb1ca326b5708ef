"""Methods that put a new message into a chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from taskbot.sandbox import fields
from taskbot.sandbox.arguments import Arguments, Upload
from taskbot.sandbox.chats import Chat
from taskbot.sandbox.errors import bad_request
from taskbot.sandbox.files import KINDS, StoredFile, body_of, check_upload
from taskbot.sandbox.messages import Body, Message
from taskbot.sandbox.methods.common import (
    body_of_text,
    caption_of,
    find_message,
    known_chat,
    link_preview,
    open_chat,
    read_markup,
    read_message_text,
    topic_of,
)
from taskbot.sandbox.methods.ephemeral import Receiver, find_receiver
from taskbot.sandbox.state import ServerState
from taskbot.sandbox.text import utf16_length

_CONTENT: Final = (
    "text",
    "entities",
    "caption",
    "caption_entities",
    *KINDS,
    "location",
    "contact",
    "link_preview_options",
)


def send_message(state: ServerState, arguments: Arguments) -> Body:
    preview = link_preview(arguments)
    source, entities = read_message_text(arguments)
    chat = open_chat(state, arguments.text("chat_id"))
    content = body_of_text(state, source, entities) | preview
    return _send(state, arguments, chat, content).body


def _sender(kind: str) -> Callable[[ServerState, Arguments], Body]:
    def send(state: ServerState, arguments: Arguments) -> Body:
        return _send_file(state, arguments, kind)

    return send


def _send_file(state: ServerState, arguments: Arguments, kind: str) -> Body:
    content = caption_of(state, arguments)
    value = arguments.text(kind)
    upload = find_upload(arguments, kind, value)
    if upload is None and (not value or value.startswith("attach://")):
        raise bad_request(f"There is no {kind} in the request")
    chat = open_chat(state, arguments.text("chat_id"))
    topic_of(chat, arguments)
    file = state.files.find(value, kind) if upload is None else _store(state, kind, upload)
    return _send(state, arguments, chat, body_of(file) | content).body


def find_upload(arguments: Arguments, name: str, value: str) -> Upload | None:
    """The file of the field itself, or of the one that `attach://` names (Bot API, «Sending files»)."""
    if value.startswith("attach://"):
        return arguments.files.get(value.removeprefix("attach://"))
    return None if value else arguments.files.get(name)


def _store(state: ServerState, kind: str, upload: Upload) -> StoredFile:
    check_upload(kind, upload)
    return state.files.add(kind, upload)


def _send(state: ServerState, arguments: Arguments, chat: Chat, content: Body) -> Message:
    _check_may_send(chat, content)
    topic = topic_of(chat, arguments)
    receiver = find_receiver(state, arguments, chat)
    reply_to, quote = _reply_target(state, arguments, chat, receiver)
    markup = read_markup(arguments, chat)
    if arguments.boolean("protect_content"):
        content["has_protected_content"] = True
    silent = arguments.boolean("disable_notification")
    return state.post_by_bot(
        chat,
        content | quote,
        reply_to,
        markup,
        silent=silent,
        topic=topic,
        only_for=receiver.person if receiver else None,
        replaces=receiver.replaces if receiver else None,
    )


def _check_may_send(chat: Chat, content: Body) -> None:
    """(`MessageContent.cpp`, `can_send_message_content`)."""
    if chat.group is None or chat.group.bot.status != "restricted":
        return
    kind = next((_KINDS_NAMES[kind] for kind in KINDS if kind in content), "text messages")
    raise bad_request(f"not enough rights to send {kind} to the chat")


_KINDS_NAMES: Final = {kind: f"{kind}s" for kind in KINDS} | {"audio": "music", "voice": "voice notes"}


def _reply_target(
    state: ServerState, arguments: Arguments, chat: Chat, receiver: Receiver | None
) -> tuple[Message | None, Body]:
    """The message to answer, by `reply_parameters` or `reply_to_message_id`, and what is quoted of it."""
    if receiver is not None and receiver.answers is not None:
        return receiver.answers, {}
    value = arguments.json("reply_parameters", "reply parameters")
    if value is None:
        number = arguments.integer("reply_to_message_id")
        return _replied(chat, number, optional=arguments.boolean("allow_sending_without_reply")), {}
    if not isinstance(value, dict):
        raise bad_request("Object expected as reply parameters")
    if not value:
        return None, {}
    number = fields.int32(value, "message_id")
    optional = fields.boolean(value, "allow_sending_without_reply")
    other = fields.text(value, "chat_id")
    message = _replied(known_chat(state, other) if other else chat, number, optional=optional)
    return message, _quote(message, fields.text(value, "quote"))


def _quote(message: Message | None, quote: str) -> Body:
    """A quotation must stand in the message word for word (Bot API, ReplyParameters)."""
    if message is None or not quote:
        return {}
    place = message.text.find(quote)
    if place < 0:
        raise bad_request("QUOTE_TEXT_INVALID")
    return {"quote": {"text": quote, "position": utf16_length(message.text[:place]), "is_manual": True}}


def _replied(chat: Chat, message_id: int, *, optional: bool) -> Message | None:
    if message_id <= 0:
        return None
    message = chat.messages.get(message_id)  # an ephemeral one has a minus there
    if message is None and not optional:
        raise bad_request("message to be replied not found")
    return message


def copy_message(state: ServerState, arguments: Arguments) -> dict[str, int]:
    message = _source(state, arguments, "message to copy")
    content: Body = {name: message.body[name] for name in _CONTENT if name in message.body}
    if "caption" in arguments.values and "text" not in content:
        content = {name: value for name, value in content.items() if not name.startswith("caption")}
        content |= caption_of(state, arguments)
    chat = open_chat(state, arguments.text("chat_id"))
    return {"message_id": _send(state, arguments, chat, content).id}


def forward_message(state: ServerState, arguments: Arguments) -> Body:
    message = _source(state, arguments, "message to forward")
    content: Body = {name: message.body[name] for name in _CONTENT if name in message.body}
    content["forward_origin"] = message.origin
    chat = open_chat(state, arguments.text("chat_id"))
    return _send(state, arguments, chat, content).body


def _source(state: ServerState, arguments: Arguments, purpose: str) -> Message:
    """The message to copy or forward; one of Telegram's own notices cannot be."""
    if not arguments.text("from_chat_id"):
        raise bad_request('Parameter "from_chat_id" is required')
    message = find_message(known_chat(state, arguments.text("from_chat_id")), arguments, purpose)
    if not any(name in message.body for name in _CONTENT) or message.body.get("has_protected_content"):
        verb = purpose.removeprefix("message to ")
        raise bad_request(f"the message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return message


METHODS: dict[str, Any] = {
    "sendmessage": send_message,
    **{f"send{kind}": _sender(kind) for kind in KINDS},
    "copymessage": copy_message,
    "forwardmessage": forward_message,
}
