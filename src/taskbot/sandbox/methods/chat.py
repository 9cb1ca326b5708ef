"""Methods about chats, their members and files."""

from __future__ import annotations

from typing import Any, Final

from taskbot.sandbox.arguments import Arguments
from taskbot.sandbox.errors import bad_request
from taskbot.sandbox.messages import Body
from taskbot.sandbox.methods.common import known_chat, open_chat
from taskbot.sandbox.state import ServerState

_ACTIONS: Final = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_DOWNLOAD_LIMIT: Final = 20 << 20  # bytes (Bot API, getFile)
_GIFTS: Final = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


def send_chat_action(state: ServerState, arguments: Arguments) -> bool:
    action = arguments.text("action").lower()
    if action not in _ACTIONS:
        raise bad_request("Wrong parameter action in request")
    open_chat(state, arguments.text("chat_id")).publish("typing", action=action)
    return True


def get_chat(state: ServerState, arguments: Arguments) -> Body:
    chat = known_chat(state, arguments.text("chat_id"))
    full = {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    if chat.pinned in chat.messages:
        full["pinned_message"] = chat.messages[chat.pinned].body
    return chat.body | full


def get_chat_member(state: ServerState, arguments: Arguments) -> Body:
    user_id = arguments.integer("user_id")
    if user_id <= 0:
        raise bad_request("Invalid user_id specified")
    chat = known_chat(state, arguments.text("chat_id"))
    if user_id == state.bot_id:
        return {"user": state.bot, "status": "member"}
    person = state.people.get(user_id)
    if person is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return {"user": person.as_user, "status": "member" if user_id in chat.members else "left"}


def get_file(state: ServerState, arguments: Arguments) -> Body:
    if not arguments.text("file_id"):
        raise bad_request("file_id not specified")
    file = state.files.by_id.get(arguments.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > _DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": file.path,
    }


METHODS: dict[str, Any] = {
    "sendchataction": send_chat_action,
    "getchat": get_chat,
    "getchatmember": get_chat_member,
    "getfile": get_file,
}
