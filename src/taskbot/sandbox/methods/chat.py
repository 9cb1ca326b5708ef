"""Methods about chats, their members and files."""

from __future__ import annotations

from typing import Any, Final

from taskbot.sandbox import group_actions, text
from taskbot.sandbox.arguments import Arguments
from taskbot.sandbox.chats import Chat
from taskbot.sandbox.errors import bad_request
from taskbot.sandbox.groups import LEFT, MEMBER
from taskbot.sandbox.messages import Body
from taskbot.sandbox.methods.common import group_of, known_chat, open_chat
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
    if chat.group is not None and chat.group.reactions is not None:
        allowed = sorted(chat.group.reactions)
        full["available_reactions"] = [{"type": "emoji", "emoji": emoji} for emoji in allowed]
    if chat.pins and chat.pins[-1] in chat.messages:
        full["pinned_message"] = chat.messages[chat.pins[-1]].body
    return chat.body | full


def get_chat_member(state: ServerState, arguments: Arguments) -> Body:
    user_id = arguments.integer("user_id")
    if user_id <= 0:
        raise bad_request("Invalid user_id specified")
    chat = known_chat(state, arguments.text("chat_id"))
    if user_id == state.bot_id:
        return (chat.group.bot if chat.group else MEMBER).as_chat_member(state.bot, chat.kind)
    if user_id not in state.people:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return _member(state, chat, user_id)


def _member(state: ServerState, chat: Chat, user_id: int) -> Body:
    standing = MEMBER if user_id in chat.members else LEFT
    if chat.group is not None:
        standing = chat.group.standings.get(user_id, standing)
    return standing.as_chat_member(state.people[user_id].as_user, chat.kind)


def get_chat_administrators(state: ServerState, arguments: Arguments) -> list[Body]:
    """All but other bots (Bot API, getChatAdministrators)."""
    chat, group = group_of(state, arguments, "there are no administrators in the private chat")
    people = [_member(state, chat, user_id) for user_id, it in group.standings.items() if it.admin]
    bot = [group.bot.as_chat_member(state.bot, chat.kind)] if group.bot.admin else []
    return people + bot


def get_chat_member_count(state: ServerState, arguments: Arguments) -> int:
    chat = known_chat(state, arguments.text("chat_id"))
    return len(chat.members) + (chat.group is None or chat.group.bot.inside)


def leave_chat(state: ServerState, arguments: Arguments) -> bool:
    chat, group = group_of(state, arguments)
    if group.bot.inside:
        group_actions.leave_as_bot(state, chat)
    return True


def create_forum_topic(state: ServerState, arguments: Arguments) -> Body:
    chat = open_chat(state, arguments.text("chat_id"))
    title = text.clean(arguments.text("name")).strip()
    if chat.group is None or not chat.group.forum:
        raise bad_request("the chat is not a forum")
    if not chat.group.bot_may("can_manage_topics"):
        raise bad_request("not enough rights to create a topic")
    if not title:
        raise bad_request("TOPIC_TITLE_EMPTY")
    topic = group_actions.create_topic(state, chat, state.as_author, title)
    return {"message_thread_id": topic.id, "name": topic.title, "icon_color": 0x6FB9F0}


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
    "getchatadministrators": get_chat_administrators,
    "getchatmembercount": get_chat_member_count,
    "leavechat": leave_chat,
    "createforumtopic": create_forum_topic,
    "getfile": get_file,
}
