"""Ephemeral messages: what a bot writes in a group for one person's eyes (Bot API 10.2 and 10.3).

A bot may write one within 15 seconds to who pressed a button (`callback_query_id`) or sent it an ephemeral
message (`reply_parameters.ephemeral_message_id`); an administrator to any member at any time. So an ordinary
command, which all see, gives no such right; one that is `is_ephemeral` in the bot's menu does.

Where no error's text is known, those are given that Telegram has for the like.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from taskbot.sandbox import fields
from taskbot.sandbox.arguments import Arguments
from taskbot.sandbox.chats import Chat
from taskbot.sandbox.errors import ApiError, bad_request
from taskbot.sandbox.messages import Body, Message
from taskbot.sandbox.methods.common import (
    body_of_text,
    caption_of,
    link_preview,
    open_chat,
    read_markup,
    read_message_text,
)
from taskbot.sandbox.people import Person
from taskbot.sandbox.state import PendingCallbackQuery, ServerState

ANSWER_WITHIN: Final = 15.0  # seconds (Bot API, ReplyParameters, «ephemeral_message_id»)
_TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets an ephemeral message; `answers` is the ephemeral message of theirs that it is a reply to.

    `replaces` is the message in whose place it is shown.
    """

    person: Person
    answers: Message | None = None
    replaces: int | None = None


def find_receiver(state: ServerState, arguments: Arguments, chat: Chat) -> Receiver | None:
    """Who alone is to see what the call sends; None for a message to all."""
    if not state.settings.server_knows_ephemeral:
        return None
    wanted = _parameters(arguments)
    answers = _answered(state, chat, arguments)
    if not wanted and answers is None:
        return None
    if not wanted:
        raise bad_request("a reply to an ephemeral message must be ephemeral")
    if chat.group is None:
        raise bad_request("ephemeral messages can be sent only to groups and supergroups")
    person = _member(state, chat, fields.integer(wanted, "receiver_user_id"))
    if answers is not None:
        if answers.author_id != person.id:
            raise bad_request("USER_ID_INVALID")
        return Receiver(person, answers)
    if query_id := fields.text(wanted, "callback_query_id"):
        press = _press(state, chat, person, query_id)
        return Receiver(person, replaces=_replaced(wanted, press))
    if not chat.group.bot.admin:
        raise bad_request("CHAT_ADMIN_REQUIRED")
    return Receiver(person)


def _parameters(arguments: Arguments) -> dict[str, Any]:
    """`ephemeral_message_parameters` of 10.3, or what 10.2 had in its place."""
    value = arguments.json("ephemeral_message_parameters", "ephemeral message parameters")
    if value is None:
        names = ("receiver_user_id", "callback_query_id")
        return {name: arguments.text(name) for name in names if arguments.text(name)}
    if not isinstance(value, dict):
        raise bad_request("Object expected as ephemeral message parameters")
    return value


def _member(state: ServerState, chat: Chat, user_id: int) -> Person:
    if user_id not in state.people:
        raise bad_request("USER_ID_INVALID")
    if user_id not in chat.members:
        raise bad_request("USER_NOT_PARTICIPANT")
    return state.people[user_id]


def _answered(state: ServerState, chat: Chat, arguments: Arguments) -> Message | None:
    value = arguments.json("reply_parameters", "reply parameters")
    number = fields.integer(value, "ephemeral_message_id", default=0) if isinstance(value, dict) else 0
    if number <= 0:
        return None
    message = chat.messages.get(-number)
    if message is None or message.author_id == state.bot_id:
        raise bad_request("message to be replied not found")
    if state.now() - message.body["date"] > ANSWER_WITHIN:
        raise bad_request("MESSAGE_TOO_OLD")
    return message


def _press(state: ServerState, chat: Chat, person: Person, query_id: str) -> PendingCallbackQuery:
    press = state.presses.get(query_id)
    if press is None or state.now() - press.at > ANSWER_WITHIN:
        raise bad_request(_TOO_OLD)
    if press.chat is not chat or press.person_id != person.id:
        raise bad_request("USER_ID_INVALID")
    return press


def _replaced(wanted: dict[str, Any], press: PendingCallbackQuery) -> int | None:
    """Only in place of a message that all see; an ephemeral one is edited by its own methods."""
    if not fields.boolean(wanted, "replace_callback_query_message"):
        return None
    if press.pressed is None or press.pressed.only_for is not None:
        raise bad_request("MESSAGE_ID_INVALID")
    return press.pressed.id


def edit_ephemeral_message_text(state: ServerState, arguments: Arguments) -> bool:
    chat, message = _own(state, arguments, "edit")
    preview = link_preview(arguments)
    source, entities = read_message_text(arguments)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    return _edit(state, arguments, chat, message, body_of_text(state, source, entities) | preview)


def edit_ephemeral_message_caption(state: ServerState, arguments: Arguments) -> bool:
    chat, message = _own(state, arguments, "edit")
    caption = caption_of(state, arguments)
    if "text" in message.body:
        raise bad_request("there is no caption in the message to edit")
    return _edit(state, arguments, chat, message, caption)


def edit_ephemeral_message_reply_markup(state: ServerState, arguments: Arguments) -> bool:
    chat, message = _own(state, arguments, "edit")
    kept: Body = {name: message.body[name] for name in _CONTENT if name in message.body}
    return _edit(state, arguments, chat, message, kept)


_CONTENT: Final = ("text", "entities", "caption", "caption_entities", "link_preview_options")


def _edit(state: ServerState, arguments: Arguments, chat: Chat, message: Message, content: Body) -> bool:
    """Replace what it says and its keyboard; without a keyboard in the call the old one goes."""
    markup = read_markup(arguments, chat, inline_only=True)
    changeable = (*_CONTENT, "reply_markup")
    kept = {name: value for name, value in message.body.items() if name not in changeable}
    state.change(chat, message, kept | content | ({"reply_markup": markup} if markup else {}))
    return True


def delete_ephemeral_message(state: ServerState, arguments: Arguments) -> bool:
    chat, message = _own(state, arguments, "delete")
    state.delete(chat, message)
    return True


def _own(state: ServerState, arguments: Arguments, purpose: str) -> tuple[Chat, Message]:
    """The bot's own ephemeral message to that receiver. Raises 404 where the server is older than them."""
    if not state.settings.server_knows_ephemeral:
        raise ApiError(404, "Not Found: method not found")
    chat = open_chat(state, arguments.text("chat_id"))
    message = chat.messages.get(-arguments.integer("ephemeral_message_id", least=0))
    if message is None or message.only_for != arguments.integer("receiver_user_id"):
        raise bad_request(f"message to {purpose} not found")
    if message.author_id != state.bot_id and purpose == "edit":
        raise bad_request("message can't be edited")
    return chat, message


METHODS: dict[str, Any] = {
    "editephemeralmessagetext": edit_ephemeral_message_text,
    "editephemeralmessagecaption": edit_ephemeral_message_caption,
    "editephemeralmessagereplymarkup": edit_ephemeral_message_reply_markup,
    "deleteephemeralmessage": delete_ephemeral_message,
}
