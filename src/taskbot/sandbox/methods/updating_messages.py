"""Methods that edit, delete, pin or react to a message."""

from __future__ import annotations

from typing import Any, Final

from taskbot.sandbox import fields
from taskbot.sandbox.arguments import Arguments, leading_integer
from taskbot.sandbox.chats import Chat
from taskbot.sandbox.errors import bad_request
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
)
from taskbot.sandbox.state import ServerState

_NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_DELETABLE_FOR: Final = 48 * 3600  # seconds (Bot API, deleteMessage)
_DELETE_LIMIT: Final = 100
# The reactions that anybody may set (Bot API, ReactionTypeEmoji).
_REACTIONS: Final = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 ⚡ "
    "🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 "
    "🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡"
)
REACTIONS: Final = frozenset(_REACTIONS.split())


def edit_message_text(state: ServerState, arguments: Arguments) -> Body:
    preview = link_preview(arguments)
    source, entities = read_message_text(arguments)
    chat, message = _editable(state, arguments)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    content = body_of_text(state, source, entities) | preview
    return _edit(state, arguments, chat, message, content)


def edit_message_caption(state: ServerState, arguments: Arguments) -> Body:
    caption = caption_of(state, arguments)
    chat, message = _editable(state, arguments)
    if "text" in message.body:
        raise bad_request("there is no caption in the message to edit")
    return _edit(state, arguments, chat, message, caption)


def edit_message_reply_markup(state: ServerState, arguments: Arguments) -> Body:
    chat, message = _editable(state, arguments)
    kept: Body = {name: message.body[name] for name in _EDITED if name in message.body}
    return _edit(state, arguments, chat, message, kept)


_EDITED: Final = ("text", "entities", "caption", "caption_entities", "link_preview_options")


def _editable(state: ServerState, arguments: Arguments) -> tuple[Chat, Message]:
    """The bot's own message that the call names."""
    if not arguments.text("chat_id") and not arguments.integer("message_id"):
        if not arguments.text("inline_message_id"):
            raise bad_request("Message identifier is not specified")
        raise bad_request("MESSAGE_ID_INVALID")
    chat = open_chat(state, arguments.text("chat_id"))
    message = find_message(chat, arguments, "message to edit")
    if message.author_id != state.bot_id or message.uneditable or message.is_service:
        raise bad_request("message can't be edited")
    return chat, message


def _edit(state: ServerState, arguments: Arguments, chat: Chat, message: Message, content: Body) -> Body:
    """Replace what the message says and its keyboard; without a keyboard in the call the old one goes."""
    markup = read_markup(arguments, chat, inline_only=True)
    if markup is not None:
        content["reply_markup"] = markup
    changeable = (*_EDITED, "reply_markup")
    kept = {name: value for name, value in message.body.items() if name not in changeable}
    if {name: message.body[name] for name in changeable if name in message.body} == content:
        raise bad_request(_NOT_MODIFIED)
    return state.change(chat, message, kept | content).body


def delete_message(state: ServerState, arguments: Arguments) -> bool:
    if not arguments.text("chat_id"):
        raise bad_request("Chat identifier is not specified")
    if not arguments.integer("message_id"):
        raise bad_request("Message identifier is not specified")
    chat = _readable(state, arguments)
    message = find_message(chat, arguments, "message to delete")
    _check_deletable(state, chat, message)
    state.delete(chat, message)
    return True


def delete_messages(state: ServerState, arguments: Arguments) -> bool:
    """Those that are not there are passed over (Bot API, deleteMessages)."""
    numbers = _message_ids(arguments)
    chat = _readable(state, arguments)
    messages = [message for number in numbers if (message := chat.messages.get(number)) is not None]
    for message in messages:
        _check_deletable(state, chat, message)
    for message in messages:
        state.delete(chat, message)
    return True


def _readable(state: ServerState, arguments: Arguments) -> Chat:
    """Deleting works in a private chat even when the person has blocked the bot."""
    chat = known_chat(state, arguments.text("chat_id"))
    return chat if chat.private else open_chat(state, arguments.text("chat_id"))


def _check_deletable(state: ServerState, chat: Chat, message: Message) -> None:
    own = message.author_id == state.bot_id
    if chat.group is not None and not own and not chat.group.bot_may("can_delete_messages"):
        raise bad_request("message can't be deleted")
    if state.now() - message.body["date"] > _DELETABLE_FOR:
        raise bad_request("message can't be deleted for everyone")


def _message_ids(arguments: Arguments) -> list[int]:
    """`message_ids` (`Client.cpp`, `get_message_ids`)."""
    value = arguments.json("message_ids", "message_ids")
    if value is None or value == []:
        raise bad_request("Message identifiers are not specified")
    if not isinstance(value, list):
        raise bad_request("Expected an Array of message identifiers")
    if len(value) > _DELETE_LIMIT:
        raise bad_request("Too many message identifiers specified")
    return [_message_id(item) for item in value]


def _message_id(item: Any) -> int:
    if not isinstance(item, str) and not fields.is_number(item):
        raise bad_request("Message identifier must be a Number")
    number = leading_integer(str(item))
    if str(number) != str(item):
        raise bad_request("Can't parse message identifier as a Number")
    if number <= 0:
        raise bad_request("Invalid message identifier specified")
    return number


def set_message_reaction(state: ServerState, arguments: Arguments) -> bool:
    emojis = _reactions(arguments)
    chat = open_chat(state, arguments.text("chat_id"))
    message = find_message(chat, arguments, "message to react")
    if len(emojis) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    allowed = chat.group.reactions if chat.group else None
    if any(emoji not in (REACTIONS if allowed is None else allowed) for emoji in emojis):
        raise bad_request("REACTION_INVALID")
    state.react(chat, message, state.bot_id, emojis)
    return True


def _reactions(arguments: Arguments) -> tuple[str, ...]:
    value = arguments.json("reaction", "reaction types")
    if value is None:
        return ()
    if not isinstance(value, list):
        raise bad_request("Expected an Array of ReactionType")
    return tuple(_reaction(item) for item in value)


def _reaction(item: Any) -> str:
    prefix = "Can't parse ReactionType: "
    if not isinstance(item, dict):
        raise bad_request(f"{prefix}expected an Object")
    kind = fields.text(item, "type", prefix=prefix, required=True)
    if kind == "emoji":
        return fields.text(item, "emoji", prefix=prefix, required=True).removesuffix("\ufe0f")
    if kind == "custom_emoji":
        raise bad_request("REACTION_INVALID")
    raise bad_request(f"{prefix}invalid reaction type specified")


def pin_chat_message(state: ServerState, arguments: Arguments) -> bool:
    """The notice of it comes to the bot as well (`Client.cpp`, `need_skip_update_message`)."""
    chat = open_chat(state, arguments.text("chat_id"))
    message = _pinnable(chat, arguments, "message to pin")
    if message.is_service:
        raise bad_request("service messages can't be pinned")
    if message.id in chat.pins:
        raise bad_request("CHAT_NOT_MODIFIED")
    silent = arguments.boolean("disable_notification")
    notice = state.pin(chat, message, state.as_author, silent=silent)
    if chat.group is not None:
        state.updates.add("message", notice.body)
    return True


def unpin_chat_message(state: ServerState, arguments: Arguments) -> bool:
    """Without a message, the one that was pinned last."""
    chat = open_chat(state, arguments.text("chat_id"))
    if not arguments.integer("message_id"):
        _check_may_pin(chat)
        if chat.pins:
            state.unpin(chat, chat.pins[-1])
        return True
    state.unpin(chat, _pinnable(chat, arguments, "message to unpin").id)
    return True


def _pinnable(chat: Chat, arguments: Arguments, purpose: str) -> Message:
    message = find_message(chat, arguments, purpose)
    _check_may_pin(chat)
    return message


def _check_may_pin(chat: Chat) -> None:
    """In a supergroup it takes the right, in a basic group any administrator may (`can_pin_messages`)."""
    if chat.group is None or (chat.kind == "group" and chat.group.bot.admin):
        return
    if not chat.group.bot_may("can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")


METHODS: dict[str, Any] = {
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
    "setmessagereaction": set_message_reaction,
    "pinchatmessage": pin_chat_message,
    "unpinchatmessage": unpin_chat_message,
}
