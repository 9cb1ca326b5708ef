"""People's actions: write, press, send files, block. Each becomes an update for the bot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from taskbot.sandbox import text
from taskbot.sandbox.arguments import Upload
from taskbot.sandbox.chats import Chat
from taskbot.sandbox.entities import find_entities, merge_entities
from taskbot.sandbox.files import KINDS, body_of, check_upload
from taskbot.sandbox.messages import Body, Message
from taskbot.sandbox.people import Person
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
) -> list[Message]:
    """Type a text and send it: one message, or several when it is longer than one may be.

    Raises ValueError for a text that no client would send: an empty one, or one that is not UTF-8.
    """
    if not text.is_valid(words):
        raise ValueError("a client cannot send lone surrogates: use Sandbox.inject")
    content, kept = text.fix(words, entities or [], allow_empty=True)
    if not content:
        raise ValueError("a client does not send an empty message")
    if text.utf16_length(content) <= TEXT_LIMIT:
        return [_post(state, chat, person, _text_body(content, kept), reply_to)]
    return [_post(state, chat, person, _text_body(part, []), reply_to) for part in split(content)]


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
) -> Message:
    """Send a file as one of `files.KINDS`. Raises `ApiError` for a photo that is no picture."""
    check_upload(kind, upload)
    content = _caption_body(caption)
    file = state.files.add(kind, upload)
    return _post(state, chat, person, body_of(file) | content, reply_to)


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


def _post(state: ServerState, chat: Chat, person: Person, content: Body, reply_to: int | None) -> Message:
    _require_open(chat, person)
    chat.started = True
    replied = chat.messages.get(reply_to) if reply_to is not None else None
    if reply_to is not None and replied is None:
        raise LookupError(f"there is no message {reply_to} to answer in this chat")
    message = state.post(chat, person.as_user, content, replied)
    chat.publish_message("message", message)
    _report(state, chat, "message", message)
    return message


def _report(state: ServerState, chat: Chat, kind: str, message: Message) -> None:
    """Queue an update about a message that the bot may see."""
    if chat.private or chat.bot_is_admin or _is_meant_for_bot(state, message):
        state.updates.add(kind, message.body)


def _require_open(chat: Chat, person: Person) -> None:
    if chat.private and chat.blocked:
        raise RuntimeError(f"{person.first_name} has blocked the bot: unblock first")


def _is_meant_for_bot(state: ServerState, message: Message) -> bool:
    """A bot in privacy mode gets these of a group: commands, answers to itself (Bot API, «Privacy mode»)."""
    replied = message.body.get("reply_to_message")
    if replied and replied["from"]["id"] == state.bot_id:
        return True
    first = next((entity for entity in message.entities if entity["type"] == "bot_command"), None)
    if first is None or first["offset"] != 0:
        return False
    _, at, name = message.text[: first["length"]].partition("@")
    return not at or name.lower() == str(state.bot["username"]).lower()


def edit(state: ServerState, chat: Chat, person: Person, message_id: int, words: str) -> Message:
    """Change the text of an own message, or the caption of an own file.

    Raises ValueError for what a client does not offer to edit or send, LookupError for no such message.
    """
    _require_open(chat, person)
    message = chat.messages[message_id]
    _check_editable(state, person, message)
    body = {name: value for name, value in message.body.items() if name not in _EDITED}
    content = _edited_text(words) if "text" in message.body else _caption_body(words)
    changed = replace(message, body=body | content | {"edit_date": state.time()})
    chat.put(changed)
    chat.publish_message("edit", changed)
    _report(state, chat, "edited_message", changed)
    return changed


_EDITED: Final = ("text", "entities", "caption", "caption_entities")


def _check_editable(state: ServerState, person: Person, message: Message) -> None:
    body = message.body
    if body["from"]["id"] != person.id:
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


def delete(chat: Chat, message_id: int) -> None:
    """Delete for both sides; the bot is not told."""
    del chat.messages[message_id]
    chat.publish("delete", message_id=message_id)


def press(
    state: ServerState, chat: Chat, person: Person, message: Message, data: str, *, inaccessible: bool = False
) -> PendingCallbackQuery:
    """Press an inline button with that data, whether the message has one or not.

    `inaccessible` is a message too old for the bot: only its id comes (Bot API, «InaccessibleMessage»).
    """
    waiting = state.add_callback_query(chat)
    body = {"chat": chat.body, "message_id": message.id, "date": 0} if inaccessible else message.body
    query = {"id": waiting.id, "from": person.as_user, "message": body, "chat_instance": str(-chat.id * 7919)}
    state.updates.add("callback_query", query | {"data": data})
    return waiting


def react(
    state: ServerState, chat: Chat, person: Person, message_id: int, emojis: tuple[str, ...]
) -> Message:
    """Set the person's reactions on a message; none takes them back."""
    message = chat.messages[message_id]
    old = message.reactions_by_user.get(person.id, ())
    changed = state.react(chat, message, person.id, emojis)
    update = {"chat": chat.body, "message_id": message_id, "user": person.as_user, "date": state.time()}
    reactions = {"old_reaction": _as_reactions(old), "new_reaction": _as_reactions(emojis)}
    state.updates.add("message_reaction", update | reactions)
    return changed


def _as_reactions(emojis: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"type": "emoji", "emoji": emoji} for emoji in emojis]


def set_blocked(state: ServerState, chat: Chat, person: Person, *, blocked: bool) -> None:
    """Block or unblock the bot in a private chat, or put it out of a group and back."""
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    chat.publish("blocked", blocked=blocked)
    before, after = ("member", "kicked") if blocked else ("kicked", "member")
    report_membership(state, chat, person, before, after)


def report_membership(state: ServerState, chat: Chat, person: Person, before: str, after: str) -> None:
    """Tell the bot that a person changed its standing in a chat."""
    update = {"chat": chat.body, "from": person.as_user, "date": state.time()}
    members = {"old_chat_member": _member(state, before), "new_chat_member": _member(state, after)}
    state.updates.add("my_chat_member", update | members)


def _member(state: ServerState, status: str) -> dict[str, Any]:
    return {"user": state.bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})


def migrate(state: ServerState, chat: Chat, person: Person, new_id: int) -> Chat:
    """Turn a group into a supergroup: the old one is closed, both get Telegram's notice."""
    after = state.add_group(new_id, "supergroup", str(chat.body["title"]), chat.members)
    chat.migrated_to = new_id
    for where, notice in ((chat, {"migrate_to_chat_id": new_id}), (after, {"migrate_from_chat_id": chat.id})):
        message = state.post(where, person.as_user, notice)
        state.updates.add("message", message.body)
    return after
