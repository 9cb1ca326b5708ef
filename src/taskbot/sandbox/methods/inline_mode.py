"""The answer to an inline query, and the messages that its results are."""

from __future__ import annotations

from typing import Any, Final

from taskbot.sandbox import fields, keyboards
from taskbot.sandbox.arguments import Arguments
from taskbot.sandbox.errors import bad_request
from taskbot.sandbox.methods.common import body_of_text, read_message_text
from taskbot.sandbox.state import ServerState
from taskbot.sandbox.text import clean

_RESULTS_LIMIT: Final = 50  # (Bot API, answerInlineQuery)
_ID_LIMIT: Final = 64  # bytes of a result's id
_OFFSET_LIMIT: Final = 64


def answer_inline_query(state: ServerState, arguments: Arguments) -> bool:
    """Once for each query, and in time; only results of the type `article` with a text."""
    value = arguments.json("results", "inline query results")
    if value is None:
        value = []
    if not isinstance(value, list):
        raise bad_request("Expected an Array of inline query results")
    if len(value) > _RESULTS_LIMIT:
        raise bad_request("RESULTS_TOO_MUCH")
    results = [_result(state, item) for item in value]
    if len({result["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    offset = arguments.text("next_offset")
    if len(offset.encode()) > _OFFSET_LIMIT:
        raise bad_request("NEXT_OFFSET_INVALID")
    button = _button(arguments)
    query = state.inline.take(arguments.text("inline_query_id"))
    if query is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    query.results, query.button, query.next_offset = results, button, offset
    query.answered.set()
    return True


def _button(arguments: Arguments) -> dict[str, Any] | None:
    """The button above the results; its `start_parameter` opens the private chat."""
    value = arguments.json("button", "inline query results button")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise bad_request("Object expected as inline query results button")
    label, parameter = fields.text(value, "text", required=True), fields.text(value, "start_parameter")
    if not parameter or not all(it.isascii() and (it.isalnum() or it in "_-") for it in parameter):
        raise bad_request("START_PARAM_INVALID")
    return {"text": clean(label), "start_parameter": parameter}


def _result(state: ServerState, item: Any) -> dict[str, Any]:
    """A result with the `message` that it becomes when somebody chooses it."""
    if not isinstance(item, dict):
        raise bad_request("Inline query result must be an object")
    kind = fields.text(item, "type", required=True)
    if kind != "article":
        raise bad_request(f"the sandbox does not have inline query results of the type {kind}")
    number = fields.text(item, "id", required=True)
    if not 0 < len(number.encode()) <= _ID_LIMIT:
        raise bad_request("RESULT_ID_INVALID")
    title = clean(fields.text(item, "title", required=True))
    if not title.strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    content = item.get("input_message_content")
    if not isinstance(content, dict):
        raise bad_request("Sent message content must be explicitly specified")
    message = _message(state, content) | _keyboard(item)
    return {"id": number, "title": title, "description": clean(fields.text(item, "description"))} | {
        "message": message
    }


def _message(state: ServerState, content: dict[str, Any]) -> dict[str, Any]:
    values = content | {"text": content.get("message_text", "")}
    source, entities = read_message_text(Arguments(values))
    return body_of_text(state, source, entities)


def _keyboard(item: dict[str, Any]) -> dict[str, Any]:
    markup = keyboards.read(item.get("reply_markup"), private=False, inline_only=True)
    return {"reply_markup": markup} if markup else {}


METHODS: dict[str, Any] = {"answerinlinequery": answer_inline_query}
