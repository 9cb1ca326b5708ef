"""People's actions: write, press, send files, block. Each becomes an update for the bot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from taskbot.sandbox import text
from taskbot.sandbox.arguments import Upload
from taskbot.sandbox.chats import Chat
from taskbot.sandbox.entities import find_entities, merge_entities
from taskbot.sandbox.files import KINDS, body_of, check_upload
from taskbot.sandbox.groups import KICKED, MEMBER, Group
from taskbot.sandbox.messages import Body, Message
from taskbot.sandbox.people import Author, Person
from taskbot.sandbox.state import PendingCallbackQuery, ServerState
from taskbot.sandbox.text import Entity

TEXT_LIMIT: Final = 4096
CAPTION_LIMIT: Final = 1024
EDITABLE_FOR: Final = 48 * 3600  # seconds (core.telegram.org/constructor/config, `edit_time_limit`)


def send_text(
    state: ServerState,
    chat: Chat,
    person: Person,
    words: str,
    *,
    entities: list[Entity] | None = None,
    reply_to: int | None = None,
    topic: int = 0,
    author: Author | None = None,
    old_client: bool = False,
) -> list[Message]:
    """Type a text and send it: one message, or several when it is longer than one may be.

    In a group it goes to a `topic`, in the name of `author`; a command that the bot's menu has as ephemeral
    is so sent, unless by an `old_client`. Raises ValueError for a text that no client would send: an empty
    one, or one that is not UTF-8.
    """
    if not text.is_valid(words):
        raise ValueError("a client cannot send lone surrogates: use Sandbox.inject")
    content, kept = text.fix(words, entities or [], allow_empty=True)
    if not content:
        raise ValueError("a client does not send an empty message")
    parts = [content] if text.utf16_length(content) <= TEXT_LIMIT else split(content)
    bodies = [_text_body(part, kept if part == content else []) for part in parts]
    if not old_client and author is None and _is_ephemeral_command(state, chat, person, bodies[0]):
        return [_post_ephemeral(state, chat, person, body, reply_to, topic) for body in bodies]
    return [_post(state, chat, person, body, reply_to, topic=topic, author=author) for body in bodies]


def split(content: str, limit: int = TEXT_LIMIT) -> list[str]:
    """Cut a long text as clients do: at the last line's end or space that fits, else at the limit."""
    parts = []
    while text.utf16_length(content) > limit:
        head = _head(content, limit)
        cut = max(head.rfind("\n"), head.rfind(" "))
        head = head[:cut] if cut > 0 else head
        parts.append(head.strip())
        content = content[len(head) :].strip()
    return [part for part in [*parts, content] if part]


def _head(content: str, limit: int) -> str:
    head = content[:limit]
    while text.utf16_length(head) > limit:
        head = head[:-1]
    return head


def _text_body(content: str, entities: list[Entity]) -> Body:
    entities = merge_entities(entities, find_entities(content))
    return {"text": content} | ({"entities": entities} if entities else {})


def send_file(
    state: ServerState,
    chat: Chat,
    person: Person,
    kind: str,
    upload: Upload,
    caption: str = "",
    reply_to: int | None = None,
    topic: int = 0,
) -> Message:
    """Send a file as one of `files.KINDS`. Raises `ApiError` for a photo that is no picture."""
    check_upload(kind, upload)
    content = _caption_body(caption)
    file = state.files.add(kind, upload)
    return _post(state, chat, person, body_of(file) | content, reply_to, topic=topic)


def _caption_body(caption: str) -> Body:
    content, _ = text.fix(caption, [], allow_empty=True)
    if text.utf16_length(content) > CAPTION_LIMIT:
        raise ValueError("a client does not send so long a caption")
    entities = find_entities(content)
    body: Body = {"caption": content} if content else {}
    return body | ({"caption_entities": entities} if entities else {})


def share_users(
    state: ServerState, chat: Chat, person: Person, request_id: int, ids: Sequence[int]
) -> Message:
    """Choose people in the picker that a button with `request_users` of the reply keyboard opens.

    Raises LookupError where there is no such button, ValueError for whom its picker does not let one choose.
    """
    wanted = request_of(chat, request_id)
    if not 1 <= len(ids) <= wanted.get("max_quantity", 1) or len(set(ids)) < len(ids):
        raise ValueError(f"the picker takes 1 to {wanted.get('max_quantity', 1)} people, each once: {ids}")
    if wanted.get("user_is_bot") or wanted.get("user_is_premium") or not set(ids) <= set(state.people):
        raise ValueError(f"the picker does not offer {ids}")
    users = [_shared(state.people[id_], wanted) for id_ in ids]
    content = {"users_shared": {"user_ids": list(ids), "users": users, "request_id": request_id}}
    return _post(state, chat, person, content, None)


def request_of(chat: Chat, request_id: int) -> Body:
    """The `request_users` of the reply keyboard's button with that id."""
    rows = (chat.reply_keyboard or {}).get("keyboard", [])
    requests: list[Body] = [
        button["request_users"] for row in rows for button in row if "request_users" in button
    ]
    for request in requests:
        if request["request_id"] == request_id:
            return request
    raise LookupError(f"no button asks for users by the id {request_id}: {rows}")


def _shared(person: Person, wanted: Body) -> Body:
    """A SharedUser: names only where the button asks for them (Bot API, KeyboardButtonRequestUsers)."""
    names = {"first_name": "request_name", "last_name": "request_name", "username": "request_username"}
    asked = [name for name, flag in names.items() if wanted.get(flag)]
    return {"user_id": person.id} | {name: value for name in asked if (value := getattr(person, name))}


def share_location(
    state: ServerState,
    chat: Chat,
    person: Person,
    latitude: float,
    longitude: float,
    reply_to: int | None = None,
) -> Message:
    """Send a place; degrees north and east. Raises ValueError for what is nowhere on Earth."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004
        raise ValueError("a latitude is from -90 to 90 degrees, a longitude from -180 to 180")
    content = {"location": {"latitude": latitude, "longitude": longitude}}
    return _post(state, chat, person, content, reply_to)


def forward(state: ServerState, chat: Chat, person: Person, message: Message) -> Message:
    """Forward a message of this chat or another one to the bot; its buttons stay behind.

    Raises ValueError for what Telegram does not forward: protected messages and its own notices.
    """
    kept = {name: message.body[name] for name in _FORWARDED if name in message.body}
    if not kept or message.body.get("has_protected_content"):
        raise ValueError("a client does not forward such a message")
    return _post(state, chat, person, kept | {"forward_origin": message.origin}, None)


def forward_text(
    state: ServerState, chat: Chat, person: Person, words: str, author: Person, *, hidden: bool = False
) -> Message:
    """Forward a text that somebody wrote elsewhere; `hidden`: the author lets nobody see who they are."""
    name = " ".join(filter(None, (author.first_name, author.last_name)))
    source = {"sender_user_name": name} if hidden else {"sender_user": author.as_user}
    origin = {"type": "hidden_user" if hidden else "user"} | source | {"date": state.time()}
    if not words.strip() or not text.is_valid(words):
        raise ValueError("nobody has written an empty message")
    return send_content(state, chat, person, {"text": words.strip(), "forward_origin": origin})


_FORWARDED: Final = ("text", "entities", "caption", "caption_entities", *KINDS, "location", "contact")


def send_content(
    state: ServerState, chat: Chat, person: Person, content: Body, reply_to: int | None = None
) -> Message:
    """Send whatever else a message can hold: a contact, a sticker."""
    if "text" in content and "entities" not in content:
        content = content | _text_body(content["text"], [])
    return _post(state, chat, person, content, reply_to)


def _post(
    state: ServerState,
    chat: Chat,
    person: Person,
    content: Body,
    reply_to: int | None,
    *,
    topic: int = 0,
    author: Author | None = None,
) -> Message:
    check_may_write(chat, person, topic)
    chat.started = True
    replied = _replied(chat, person, reply_to)
    if replied is not None and replied.only_for is not None:
        return _post_ephemeral(state, chat, person, content, reply_to, topic)
    message = state.post(chat, author or person.as_author, content, replied, topic)
    chat.publish_message("message", message)
    report(state, chat, "message", message)
    return message


def _replied(chat: Chat, person: Person, reply_to: int | None) -> Message | None:
    replied = chat.messages.get(reply_to) if reply_to is not None else None
    if reply_to is not None and (replied is None or not chat.sees(replied, person.id)):
        raise LookupError(f"there is no message {reply_to} to answer in this chat")
    return replied


def _post_ephemeral(
    state: ServerState, chat: Chat, person: Person, content: Body, reply_to: int | None, topic: int
) -> Message:
    """Send to the bot alone, before the eyes of a group."""
    check_may_write(chat, person, topic)
    replied = _replied(chat, person, reply_to)
    message = state.post_ephemeral(chat, person.as_author, state.bot, content, replied, topic)
    chat.publish_message("message", message)
    state.updates.add("message", message.body)
    return message


def _is_ephemeral_command(state: ServerState, chat: Chat, person: Person, body: Body) -> bool:
    """Whether the text begins with a command of this bot that is ephemeral in the person's menu."""
    command = _first_command(body.get("text", ""), body.get("entities", []))
    if command is None or not state.settings.server_knows_ephemeral or chat.private:
        return False
    name, at = command
    menu = state.menu(person, chat)
    meant = not at or at.lower() == str(state.bot["username"]).lower()
    return meant and any(it["command"] == name.lower() and it.get("is_ephemeral") for it in menu)


def report(state: ServerState, chat: Chat, kind: str, message: Message) -> None:
    """Queue an update about a message that the bot may see."""
    if chat.group is None or (chat.group.bot.inside and _is_seen_by_bot(state, chat.group, message)):
        state.updates.add(kind, message.body)


def check_may_write(chat: Chat, person: Person, topic: int) -> None:
    """Raise where a client lets that person not write: in a group that they have left, to a blocked bot."""
    group = chat.group
    if group is None:
        if chat.blocked:
            raise RuntimeError(f"{person.first_name} has blocked the bot: unblock first")
        return
    if person.id not in chat.members or group.deleted or chat.migrated_to is not None:
        raise RuntimeError(f"{person.first_name} is not in the group {chat.body['title']}")
    if topic and topic not in group.topics:
        raise LookupError(f"there is no topic {topic}")
    if topic and group.topics[topic].closed and not group.standings.get(person.id, MEMBER).admin:
        raise RuntimeError(f"the topic {group.topics[topic].title} is closed")


def _is_seen_by_bot(state: ServerState, group: Group, message: Message) -> bool:
    """Whether a bot gets this message of a group (core.telegram.org/bots/features, «Privacy mode»).

    No bot gets what other bots write. In privacy mode it gets Telegram's notices, commands to it by name,
    those to nobody where it wrote last of all bots, answers to its messages, and what its inline mode sent.
    """
    if message.only_for is not None or message.is_service:
        return True
    if message.from_bot and "sender_chat" not in message.body:
        return False
    if group.bot.admin or group.hears_all or message.body.get("via_bot") == state.bot:
        return True
    replied = message.body.get("reply_to_message")
    if replied and replied["from"]["id"] == state.bot_id:
        return True
    command = _first_command(message.text, message.entities)
    if command is None:
        return False
    _, at = command
    return at.lower() == str(state.bot["username"]).lower() if at else group.last_bot == state.bot_id


def _first_command(words: str, entities: list[Entity]) -> tuple[str, str] | None:
    """The command that a text begins with, and the bot that it names, if any."""
    first = next((entity for entity in entities if entity["type"] == "bot_command"), None)
    if first is None or first["offset"] != 0:
        return None
    name, _, at = words[1 : first["length"]].partition("@")
    return name, at


def edit(state: ServerState, chat: Chat, person: Person, message_id: int, words: str) -> Message:
    """Change the text of an own message, or the caption of an own file.

    Raises ValueError for what a client does not offer to edit or send, LookupError for no such message.
    """
    message = chat.messages[message_id]
    check_may_write(chat, person, message.topic)
    _check_editable(state, person, message)
    body = {name: value for name, value in message.body.items() if name not in _EDITED}
    content = _edited_text(words) if "text" in message.body else _caption_body(words)
    changed = replace(message, body=body | content | {"edit_date": state.time()}, rewritten=True)
    chat.put(changed)
    chat.publish_message("edit", changed)
    report(state, chat, "edited_message", changed)
    return changed


_EDITED: Final = ("text", "entities", "caption", "caption_entities")


def _check_editable(state: ServerState, person: Person, message: Message) -> None:
    body = message.body
    if message.author_id != person.id or message.only_for is not None:
        raise ValueError("people edit their own messages only")
    if "forward_origin" in body or not any(name in body for name in ("text", *KINDS)):
        raise ValueError("a client does not offer to edit such a message")
    if state.time() - body["date"] > EDITABLE_FOR:
        raise ValueError("a message can be edited for 48 hours")


def _edited_text(words: str) -> Body:
    content, entities = text.fix(words, [], allow_empty=True)
    if not content:
        raise ValueError("a client does not send an empty message")
    if text.utf16_length(content) > TEXT_LIMIT:
        raise ValueError("a client does not send so long a message")
    return _text_body(content, entities)


def delete(state: ServerState, chat: Chat, message_id: int) -> None:
    """Delete for both sides; the bot is not told."""
    state.remove(chat, message_id)


def press(
    state: ServerState, chat: Chat, person: Person, message: Message, data: str, *, inaccessible: bool = False
) -> PendingCallbackQuery:
    """Press an inline button with that data, whether the message has one or not.

    `inaccessible` is a message too old for the bot: only its id comes (Bot API, «InaccessibleMessage»).
    People press as themselves also where they write in the name of a group.
    """
    if chat.group is not None and person.id not in chat.members:
        raise RuntimeError(f"{person.first_name} is not in the group {chat.body['title']}")
    by_inline = message.inline_message_id
    waiting = state.add_callback_query(chat, person.id, None if by_inline else message)
    query = {"id": waiting.id, "from": person.as_user, "chat_instance": str(-chat.id * 7919), "data": data}
    if by_inline:
        query["inline_message_id"] = by_inline
    elif inaccessible:
        query["message"] = {"chat": chat.body, "message_id": message.id, "date": 0}
    else:
        query["message"] = message.body
    state.updates.add("callback_query", query)
    return waiting


def react(
    state: ServerState, chat: Chat, person: Person, message_id: int, emojis: tuple[str, ...]
) -> Message:
    """Set the person's reactions on a message; none takes them back.

    In a group only a bot that is an administrator is told (Bot API, «Update», `message_reaction`).
    """
    message = chat.messages[message_id]
    old = message.reactions_by_user.get(person.id, ())
    changed = state.react(chat, message, person.id, emojis)
    update = {"chat": chat.body, "message_id": message_id, "user": person.as_user, "date": state.time()}
    reactions = {"old_reaction": _as_reactions(old), "new_reaction": _as_reactions(emojis)}
    if chat.group is None or chat.group.bot.admin:
        state.updates.add("message_reaction", update | reactions)
    return changed


def _as_reactions(emojis: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"type": "emoji", "emoji": emoji} for emoji in emojis]


def set_blocked(state: ServerState, chat: Chat, person: Person, *, blocked: bool) -> None:
    """Block or unblock the bot in a private chat."""
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    chat.publish("blocked", blocked=blocked)
    before, after = (MEMBER, KICKED) if blocked else (KICKED, MEMBER)
    state.update_member(chat, person.as_author, before, after)
