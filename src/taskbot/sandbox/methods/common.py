"""Shared by many methods: the chat, the message, the text, the markup of a call."""

from __future__ import annotations

from typing import Any, Final

from taskbot.sandbox import fields, html, keyboards, text
from taskbot.sandbox.arguments import Arguments, leading_integer
from taskbot.sandbox.chats import Chat
from taskbot.sandbox.entities import find_entities, merge_entities
from taskbot.sandbox.errors import ApiError, bad_request, forbidden
from taskbot.sandbox.groups import Group
from taskbot.sandbox.keyboards import Markup
from taskbot.sandbox.links import checked_link, fault_of_link, user_of_link
from taskbot.sandbox.messages import Message
from taskbot.sandbox.state import ServerState
from taskbot.sandbox.text import Entity

_PLAIN: Final = frozenset(
    {"bold", "italic", "underline", "strikethrough", "spoiler", "code", "blockquote", "expandable_blockquote"}
)
# Telegram finds these by itself and passes over those that a bot names.
_FOUND: Final = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
)
_ENTITY: Final = "Can't parse MessageEntity: "


def find_chat(state: ServerState, chat_id: str) -> Chat:
    """The chat that the bot may know of, by id or a group's public name. Raises `chat not found`."""
    if not chat_id:
        raise bad_request("chat_id is empty")
    chat = state.chats.get(leading_integer(chat_id))
    if chat is None:
        raise bad_request("chat not found")
    return chat


def known_chat(state: ServerState, chat_id: str) -> Chat:
    """A chat to read from; a person who never wrote to the bot has none, nor a group without the bot."""
    chat = find_chat(state, chat_id)
    if not (chat.started if chat.group is None else chat.group.knows):
        raise bad_request("chat not found")
    if chat.kind == "supergroup":
        _check_membership(chat)
    return chat


def open_chat(state: ServerState, chat_id: str) -> Chat:
    """A chat to write to (`Client.cpp`, `check_chat_access`). Raises the 403 of each case."""
    chat = find_chat(state, chat_id)
    if chat.group is not None:
        return _open_group(known_chat(state, chat_id), chat.group)
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
    if chat.deactivated:
        raise forbidden("user is deactivated")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    return chat


def _open_group(chat: Chat, group: Group) -> Chat:
    if chat.migrated_to is not None:
        parameters = {"migrate_to_chat_id": chat.migrated_to}
        raise ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", parameters)
    if group.deleted:
        raise forbidden("the group chat was deleted")
    _check_membership(chat)
    return chat


def _check_membership(chat: Chat) -> None:
    status = chat.group.bot.status if chat.group else "member"
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    if status == "left":
        raise forbidden(f"bot is not a member of the {chat.kind} chat")


def group_of(state: ServerState, arguments: Arguments, refusal: str = "") -> tuple[Chat, Group]:
    """The call's group to read from. Raises that refusal for a private chat."""
    chat = known_chat(state, arguments.text("chat_id"))
    if chat.group is None:
        raise bad_request(refusal or "method is available for supergroup and channel chats only")
    return chat, chat.group


def topic_of(chat: Chat, arguments: Arguments) -> int:
    """The call's `message_thread_id` as a topic; 0 for General, and for groups without topics.

    Where there are no topics Telegram passes it over. Raises `message thread not found`, also for General by
    its number, and `TOPIC_CLOSED` (`Client.cpp`, `check_message_topic`).
    """
    number = arguments.integer("message_thread_id")
    if number <= 0 or (chat.group is not None and not chat.group.forum):
        return 0
    topic = chat.group.topics.get(number) if chat.group else None
    if topic is None or chat.group is None:
        raise bad_request("message thread not found")
    if topic.closed and not chat.group.bot_may("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return topic.id


def find_message(chat: Chat, arguments: Arguments, purpose: str) -> Message:
    """The call's `message_id` in that chat. Raises `<purpose> not found`, also for ephemeral messages."""
    message = chat.messages.get(arguments.integer("message_id", least=0))
    if message is None:
        raise bad_request(f"{purpose} not found")
    return message


def read_markup(arguments: Arguments, chat: Chat, *, inline_only: bool = False) -> Markup | None:
    """The call's `reply_markup`."""
    value = arguments.json("reply_markup", "reply keyboard markup")
    return keyboards.read(value, private=chat.private, inline_only=inline_only)


def read_text(arguments: Arguments, name: str, entities_name: str) -> tuple[str, list[Entity]]:
    """A text with its parse mode or entities, not yet cleaned (`Client.cpp`, `get_formatted_text`)."""
    source = arguments.text(name)
    text.check_size(source)
    mode = arguments.text("parse_mode").lower()
    if source and mode not in ("", "none"):
        if mode == "html":
            return html.parse(source)
        if mode in ("markdown", "markdownv2"):
            raise bad_request(f"the sandbox does not read parse_mode {mode}: use HTML or entities")
        raise bad_request("Unsupported parse_mode")
    return source, read_entities(_optional_json(arguments, entities_name))


def _optional_json(arguments: Arguments, name: str) -> Any:
    """Entities that are no JSON are passed over, as Telegram does (`get_input_entities`)."""
    try:
        return arguments.json(name, name)
    except ApiError:
        return None


def read_entities(value: Any) -> list[Entity]:
    """Explicit entities, each one checked (`get_text_entity`)."""
    if not isinstance(value, list):
        return []
    return [entity for item in value if (entity := _entity(item)) is not None]


def _entity(item: Any) -> Entity | None:
    if not isinstance(item, dict):
        raise bad_request(f"{_ENTITY}expected an Object")
    place = {name: fields.int32(item, name, prefix=_ENTITY) for name in ("offset", "length")}
    kind = fields.text(item, "type", prefix=_ENTITY, required=True)
    if not kind:
        raise bad_request(f"{_ENTITY}Type is not specified")
    if kind in _FOUND:
        return None
    return {**place, "type": kind} | _details(kind, item)


def _details(kind: str, item: fields.Fields) -> dict[str, Any]:
    """The fields that only this kind of entity has."""
    if kind in _PLAIN:
        return {}
    if kind == "pre":
        language = fields.text(item, "language", prefix=_ENTITY)
        return {"language": language} if language else {}
    if kind == "text_link":
        return _text_link(fields.text(item, "url", prefix=_ENTITY, required=True))
    if kind == "text_mention":
        user = fields.fields_of(item, "user", prefix=_ENTITY)
        return {"user": {"id": fields.integer(user, "id", prefix=_ENTITY)}}
    if kind == "custom_emoji":
        return {"custom_emoji_id": str(fields.integer(item, "custom_emoji_id", prefix=_ENTITY))}
    if kind == "date_time":
        return _date_time(item)
    raise bad_request(f"{_ENTITY}Unsupported type specified")


def _text_link(url: str) -> dict[str, Any]:
    if user_id := user_of_link(url):
        return {"type": "text_mention", "user": {"id": user_id}}
    if fault := fault_of_link(url):
        raise bad_request(f"Entity URL '{url}' is invalid: {fault}")
    return {"url": checked_link(url)}


def _date_time(item: fields.Fields) -> dict[str, Any]:
    unix_time = fields.int32(item, "unix_time", prefix=_ENTITY)
    style = fields.text(item, "date_time_format", prefix=_ENTITY)
    if style not in ("r", "R") and set(style) - set("tTdDwW"):
        raise bad_request(f"{_ENTITY}Invalid date-time format specified")
    if unix_time <= 0:
        raise bad_request("Invalid date specified")
    return {"unix_time": unix_time} | ({"date_time_format": style} if style else {})


def finish_text(
    state: ServerState, source: str, entities: list[Entity], *, allow_empty: bool = False
) -> tuple[str, list[Entity]]:
    """The text as the message will hold it: cleaned, trimmed, links and commands found, mentions resolved."""
    source, entities = text.fix(source, entities, allow_empty=allow_empty)
    if len(entities) > ENTITIES_LIMIT:
        raise bad_request("ENTITIES_TOO_LONG")
    mentions = any(entity["type"] == "text_mention" for entity in entities)
    if mentions:
        entities = [known for entity in entities if (known := _resolve(state, entity)) is not None]
    return source, merge_entities(entities, find_entities(source))


def _resolve(state: ServerState, entity: Entity) -> Entity | None:
    """A mention of a person gets the person; of somebody unknown, Telegram leaves it out."""
    if entity["type"] != "text_mention":
        return entity
    person = state.people.get(entity["user"]["id"])
    return None if person is None else entity | {"user": person.as_user}


def caption_of(state: ServerState, arguments: Arguments) -> dict[str, Any]:
    """`caption` and `caption_entities` of a file, if any. Raises when it is too long."""
    source, entities = read_text(arguments, "caption", "caption_entities")
    caption, entities = finish_text(state, source, entities, allow_empty=True)
    if text.utf16_length(caption) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    if not caption:
        return {}
    return {"caption": caption} | ({"caption_entities": entities} if entities else {})


TEXT_LIMIT: Final = 4096  # UTF-16 code units after the entities are parsed (Bot API, sendMessage)
CAPTION_LIMIT: Final = 1024
ENTITIES_LIMIT: Final = 100  # those that the bot gives


def body_of_text(state: ServerState, source: str, entities: list[Entity]) -> dict[str, Any]:
    """`text` and `entities` of a message. Raises when it is empty or too long."""
    content, entities = finish_text(state, source, entities)
    if text.utf16_length(content) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return {"text": content} | ({"entities": entities} if entities else {})


def read_message_text(arguments: Arguments) -> tuple[str, list[Entity]]:
    """The call's `text`. Raises `message text is empty`."""
    if not arguments.text("text"):
        raise bad_request("Message text is empty")
    return read_text(arguments, "text", "entities")


def link_preview(arguments: Arguments) -> dict[str, Any]:
    """`link_preview_options`, checked."""
    options = arguments.json("link_preview_options", "link preview options")
    if options is None:
        return (
            {"link_preview_options": {"is_disabled": True}}
            if arguments.boolean("disable_web_page_preview")
            else {}
        )
    if not isinstance(options, dict):
        raise bad_request("Object expected as link preview options")
    flags = ("is_disabled", "prefer_small_media", "prefer_large_media", "show_above_text")
    checked: dict[str, Any] = {name: True for name in flags if fields.boolean(options, name)}
    if url := fields.text(options, "url"):
        checked["url"] = url
    return {"link_preview_options": checked} if checked else {}
