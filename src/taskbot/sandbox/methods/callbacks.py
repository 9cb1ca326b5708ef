"""The answer to a press of an inline button."""

from __future__ import annotations

import re
from typing import Any, Final

from taskbot.sandbox import text
from taskbot.sandbox.arguments import Arguments
from taskbot.sandbox.errors import bad_request
from taskbot.sandbox.messages import Event
from taskbot.sandbox.state import ServerState

_TOAST_LIMIT: Final = 200  # characters (Bot API, answerCallbackQuery)


def answer_callback_query(state: ServerState, arguments: Arguments) -> bool:
    """Once for each press, and in time."""
    toast = text.clean(arguments.text("text"))
    if text.utf16_length(toast) > _TOAST_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    url = arguments.text("url")
    if url and not _own_link(state, url):
        raise bad_request("URL_INVALID")  # only games and the bot's own links may open; here is no game
    press = state.callback_queries.pop(arguments.text("callback_query_id"), None)
    if press is None or press.deadline < state.now():
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    alert = arguments.boolean("show_alert")
    press.chat.notify(Event("toast", toast=toast, show_alert=alert))
    press.chat.publish("toast", text=toast, show_alert=alert)
    if press.answer is not None and not press.answer.done():
        press.answer.set_result({"text": toast, "show_alert": alert})
    return True


def _own_link(state: ServerState, url: str) -> bool:
    """Whether a link opens the bot with a parameter (Bot API, answerCallbackQuery, «url»)."""
    return re.match(rf"(https?://)?t\.me/{state.bot['username']}\?start=", url, re.IGNORECASE) is not None


METHODS: dict[str, Any] = {"answercallbackquery": answer_callback_query}
