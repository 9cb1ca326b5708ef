"""People's inline mode: type after the bot's name in any chat, and send one of the results."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from taskbot.sandbox.chats import Chat
from taskbot.sandbox.inline import InlineQuery
from taskbot.sandbox.messages import Message
from taskbot.sandbox.people import Person
from taskbot.sandbox.state import ServerState
from taskbot.sandbox.user_actions import check_may_write, report


def ask(
    state: ServerState, person: Person, words: str, chat: Chat | None = None, offset: str = ""
) -> InlineQuery:
    """Type `@bot words`, in that group or private chat, or else somewhere where the bot is not.

    Raises RuntimeError where the bot has no inline mode.
    """
    if not state.settings.supports_inline_queries:
        raise RuntimeError("this bot has no inline mode")
    query = state.inline.add(state.random_id(), person.id, words)
    kind = "private" if chat is None else "sender" if chat.private else chat.kind
    update = {"id": query.id, "from": person.as_user, "query": words, "offset": offset, "chat_type": kind}
    state.updates.add("inline_query", update)
    return query


def choose(
    state: ServerState, chat: Chat, person: Person, query: InlineQuery, result_id: str, topic: int = 0
) -> Message:
    """Send the result of that id; raises LookupError where there is none.

    The bot gets it as a message of the person's, where it is in the chat, and by `chosen_inline_result`, if
    its settings ask for that.
    """
    result = next((it for it in query.results or [] if it["id"] == result_id), None)
    if result is None:
        raise LookupError(f"the bot has not given a result {result_id!r}: {query.results}")
    check_may_write(chat, person, topic)
    chat.started = True
    content = result["message"] | {"via_bot": state.bot}
    message = state.post(chat, person.as_author, content, topic=topic)
    inline_id = state.random_id() if "reply_markup" in result["message"] else ""
    message = replace(message, inline_message_id=inline_id)
    chat.put(message)
    chat.publish_message("message", message)
    report(state, chat, "message", message)
    if state.settings.inline_feedback_share_denominator:
        chosen: dict[str, Any] = {"result_id": result_id, "from": person.as_user, "query": query.text}
        known = {"inline_message_id": inline_id} if inline_id else {}
        state.updates.add("chosen_inline_result", chosen | known)
    return message
