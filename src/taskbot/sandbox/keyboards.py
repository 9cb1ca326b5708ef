"""`reply_markup`: inline keyboards, reply keyboards, their removal, and forced replies.

Read as in `Client.cpp` (`get_reply_markup`) and `ReplyMarkup.cpp`. Stricter than Telegram where it mends
without a word: buttons without text, beyond 8 in a row or beyond 100 in all, and requests for too many users
or with the same id, are refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from taskbot.sandbox import fields
from taskbot.sandbox.errors import bad_request
from taskbot.sandbox.links import fault_of_link, user_of_link
from taskbot.sandbox.text import clean, is_valid, utf16_length

Markup = dict[str, Any]

_STYLES: Final = ("primary", "danger", "success")
_ROW_LIMIT: Final = 8
_BUTTON_LIMIT: Final = 100
_REPLY_ROW_LIMIT: Final = 12
_REPLY_BUTTON_LIMIT: Final = 300
_DATA_LIMIT: Final = 64  # bytes of callback_data
_COPY_LIMIT: Final = 256
_PLACEHOLDER_LIMIT: Final = 64
_MARKUP_LIMIT: Final = 10_000  # bytes
_encode: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode

_INLINE: Final = "Can't parse inline keyboard button: "
_REPLY: Final = "Can't parse keyboard button: "
# A button to log in needs a site that is bound to the bot; to pay or play, an invoice or a game.
_UNFIT: Final = {
    "login_url": "BOT_DOMAIN_INVALID",
    "pay": "BUTTON_TYPE_INVALID",
    "callback_game": "BUTTON_TYPE_INVALID",
}
_URL_LIMIT: Final = 2048
_USERS_LIMIT: Final = 10  # of one request (Bot API, KeyboardButtonRequestUsers)
_USER_LIMITS: Final = ("user_is_bot", "user_is_premium")
_USER_DETAILS: Final = ("request_name", "request_username", "request_photo")
_REQUESTS: Final = {
    "request_contact": "Phone number",
    "request_location": "Location",
    "request_poll": "Poll",
    "web_app": "Web App buttons",
    "request_users": "Users",
    "request_chat": "Chats",
}


def read(value: Any, *, private: bool, inline_only: bool = False) -> Markup | None:
    """The markup as Telegram keeps it: `inline_keyboard`, `keyboard`, `remove_keyboard` or `force_reply`.

    None when there is none or nothing of it is left. Raises `ApiError` as Telegram does.
    """
    if value is None:
        return None
    if not isinstance(value, dict):
        raise bad_request("Object expected as reply markup")
    markup = _kind(value, private)
    if inline_only and markup is not None and "inline_keyboard" not in markup:
        raise bad_request("Inline keyboard expected")
    if markup is not None and len(_encode(markup).encode()) > _MARKUP_LIMIT:
        raise bad_request("reply markup is too long")
    return markup


def _kind(value: Markup, private: bool) -> Markup | None:
    keyboard = fields.array(value, "keyboard")
    inline = fields.array(value, "inline_keyboard")
    placeholder = clean(fields.text(value, "input_field_placeholder"))
    if utf16_length(placeholder) > _PLACEHOLDER_LIMIT:
        raise bad_request("INPUT_FIELD_PLACEHOLDER_INVALID")
    if keyboard:
        return _reply_keyboard(value, keyboard, placeholder, private)
    if inline:
        rows = _rows(inline, "inline_keyboard", _inline_button, _ROW_LIMIT, _BUTTON_LIMIT)
        return {"inline_keyboard": rows} if rows else None
    if fields.boolean(value, "remove_keyboard"):
        return {"remove_keyboard": True} | _selective(value, private)
    if fields.boolean(value, "force_reply"):
        hint = {"input_field_placeholder": placeholder} if placeholder else {}
        return {"force_reply": True} | hint | _selective(value, private)
    return None


def _selective(value: Markup, private: bool) -> Markup:
    return {"selective": True} if fields.boolean(value, "selective") and not private else {}


def _reply_keyboard(value: Markup, rows: list[Any], placeholder: str, private: bool) -> Markup | None:
    def button(item: Any) -> Markup:
        return _reply_button(item, private)

    buttons = _rows(rows, "keyboard", button, _REPLY_ROW_LIMIT, _REPLY_BUTTON_LIMIT)
    if not buttons:
        return None
    asked = [
        item["request_users"]["request_id"] for row in buttons for item in row if "request_users" in item
    ]
    if len(set(asked)) < len(asked):
        raise bad_request("BUTTON_ID_INVALID")
    flags = ("resize_keyboard", "one_time_keyboard", "is_persistent")
    markup: Markup = {"keyboard": buttons} | {flag: True for flag in flags if fields.boolean(value, flag)}
    if placeholder:
        markup["input_field_placeholder"] = placeholder
    return markup | _selective(value, private)


def _rows(
    rows: list[Any], name: str, read_button: Callable[[Any], Markup], row_limit: int, limit: int
) -> list[list[Markup]]:
    result: list[list[Markup]] = []
    for row in rows:
        if not isinstance(row, list):
            owner = " of the InlineKeyboardMarkup" if name == "inline_keyboard" else ""
            raise bad_request(f'Field "{name}"{owner} must be an Array of Arrays')
        buttons = [read_button(item) for item in row]
        if len(buttons) > row_limit:
            raise bad_request("reply markup is too long")
        if buttons:
            result.append(buttons)
    if sum(map(len, result)) > limit:
        raise bad_request("reply markup is too long")
    return result


def _style(button: Markup, prefix: str) -> Markup:
    if "style" not in button:
        return {}
    style = fields.text(button, "style", prefix=prefix).lower()
    if style in ("", "default"):
        return {}
    if style not in _STYLES:
        raise bad_request(f"{prefix}invalid button style specified")
    return {"style": style}


def _inline_button(button: Any) -> Markup:
    if not isinstance(button, dict):
        raise bad_request(f"{_INLINE}InlineKeyboardButton must be an Object")
    label = fields.text(button, "text", prefix=_INLINE, required=True)
    style = _style(button, _INLINE)
    action = _action(button)
    return {"text": _label(label, "Inline keyboard button text"), **action, **style}


def _label(label: str, what: str) -> str:
    label = clean(label, what)
    if not label.strip():
        raise bad_request(f"{what} must be non-empty")
    return label


def _action(button: Markup) -> Markup:
    """The button's action; of several the first counts (`get_inline_keyboard_button_type`)."""
    if url := fields.text(button, "url", prefix=_INLINE):
        return {"url": _url(url)}
    if data := fields.text(button, "callback_data", prefix=_INLINE):
        if not is_valid(data) or len(data.encode()) > _DATA_LIMIT:
            raise bad_request("BUTTON_DATA_INVALID")
        return {"callback_data": data}
    for name, read_action in _ACTIONS.items():
        if name in button:
            return {name: read_action(button, name)}
    for name, error in _UNFIT.items():
        if name in button:
            raise bad_request(error)
    raise bad_request(f"{_INLINE}Text buttons are unallowed in the inline keyboard")


def _url(url: str) -> str:
    if user_of_link(url):
        return url
    if fault := fault_of_link(url):
        raise bad_request(f"Inline keyboard button URL '{url}' is invalid: {fault}")
    if len(url) > _URL_LIMIT:
        raise bad_request("BUTTON_URL_INVALID")
    return url


def _query(button: Markup, name: str) -> str:
    return fields.text(button, name, prefix=_INLINE, required=True)


def _chosen_chat(button: Markup, name: str) -> Markup:
    return fields.fields_of(button, name, prefix=_INLINE)


def _inline_web_app(button: Markup, _: str) -> Markup:
    return _web_app(button, "Inline keyboard button Web App")


def _web_app(button: Markup, what: str) -> Markup:
    web_app = fields.fields_of(button, "web_app", prefix=_INLINE)
    url = fields.text(web_app, "url", prefix=_INLINE, required=True)
    fault = fault_of_link(url) or (
        "" if url.lower().startswith("https://") else "Only HTTPS links are allowed"
    )
    if fault:
        raise bad_request(f"{what} URL '{url}' is invalid: {fault}")
    return {"url": url}


def _copy_text(button: Markup, _: str) -> Markup:
    copied = fields.text(
        fields.fields_of(button, "copy_text", prefix=_INLINE), "text", prefix=_INLINE, required=True
    )
    if not 1 <= utf16_length(copied) <= _COPY_LIMIT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return {"text": clean(copied, "Inline keyboard button copied text")}


_ACTIONS: Final[dict[str, Callable[[Markup, str], Any]]] = {
    "switch_inline_query": _query,
    "switch_inline_query_current_chat": _query,
    "switch_inline_query_chosen_chat": _chosen_chat,
    "web_app": _inline_web_app,
    "copy_text": _copy_text,
}


def _reply_button(button: Any, private: bool) -> Markup:
    if isinstance(button, str):
        return {"text": _label(button, "Keyboard button text")}
    if not isinstance(button, dict):
        raise bad_request(f"{_REPLY}KeyboardButton must be a String or an Object")
    label = fields.text(button, "text", prefix=_REPLY, required=True)
    style = _style(button, _REPLY)
    requests = {name: button[name] for name in _REQUESTS if button.get(name)}
    for name in requests:
        if not private:
            raise bad_request(f"{_REQUESTS[name]} can be {_verb(name)} in private chats only")
    if "request_users" in requests:
        requests["request_users"] = _request_users(button)
    if "web_app" in requests:
        requests["web_app"] = _web_app(button, "Keyboard button Web App")
    return {"text": _label(label, "Keyboard button text")} | requests | style


def _request_users(button: Markup) -> Markup:
    """A KeyboardButtonRequestUsers (`Client.cpp`, `get_keyboard_button`)."""
    wanted = fields.fields_of(button, "request_users", prefix=_REPLY)
    number = {"request_id": fields.int32(wanted, "request_id", prefix=_REPLY)}
    most = fields.int32(wanted, "max_quantity", prefix=_REPLY, default=1)
    if not 1 <= most <= _USERS_LIMIT:
        raise bad_request("BUTTON_USER_INVALID")
    limits = {name: fields.boolean(wanted, name, prefix=_REPLY) for name in _USER_LIMITS if name in wanted}
    asked = {name: True for name in _USER_DETAILS if fields.boolean(wanted, name, prefix=_REPLY)}
    return number | {"max_quantity": most} | limits | asked


def _verb(request: str) -> str:
    return "used" if request == "web_app" else "requested"
