"""Keyboards: what is kept, what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sandbox.api import Api
    from taskbot.sandbox.server import Sandbox

INLINE = "can't parse inline keyboard button: "
REPLY = "can't parse keyboard button: "


def inline(*buttons: Any) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


def reply(*buttons: Any, **options: Any) -> dict[str, Any]:
    return {"keyboard": [list(buttons)]} | options


@pytest.mark.parametrize(
    "button",
    [
        {"text": "A", "callback_data": "x" * 64},
        {"text": "Я", "callback_data": "я" * 32, "style": "danger"},
        {"text": "A", "url": "https://example.org/?q=1"},
        {"text": "A", "url": "tg://user?id=1001", "style": "primary"},
        {"text": "A", "switch_inline_query": ""},
        {"text": "A", "switch_inline_query_current_chat": "q"},
        {"text": "A", "switch_inline_query_chosen_chat": {"query": "q", "allow_user_chats": True}},
        {"text": "A", "web_app": {"url": "https://example.org"}},
        {"text": "A", "copy_text": {"text": "x" * 256}, "style": "success"},
    ],
)
async def test_inline_buttons_that_are_kept(api: Api, button: dict[str, Any]) -> None:
    message = await api.say("x", reply_markup=inline(button))
    assert message["reply_markup"] == inline(button)


async def test_numbers_count_as_text_and_default_styles_as_none(api: Api) -> None:
    message = await api.say("x", reply_markup=inline({"text": 1, "callback_data": 2, "style": "Default"}))
    assert message["reply_markup"] == inline({"text": "1", "callback_data": "2"})


@pytest.mark.parametrize(
    ("button", "description"),
    [
        ("A", f"{INLINE}InlineKeyboardButton must be an Object"),
        ({"callback_data": "x"}, f'{INLINE}Can\'t find field "text"'),
        ({"text": ["A"], "callback_data": "x"}, f'{INLINE}Field "text" must be of type String'),
        ({"text": "", "callback_data": "x"}, "inline keyboard button text must be non-empty"),
        ({"text": "A"}, f"{INLINE}Text buttons are unallowed in the inline keyboard"),
        ({"text": "A", "callback_data": ""}, f"{INLINE}Text buttons are unallowed in the inline keyboard"),
        ({"text": "A", "callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "A", "callback_data": "я" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "A", "callback_data": "\ud83d"}, "BUTTON_DATA_INVALID"),
        ({"text": "A", "callback_data": "x", "style": "pink"}, f"{INLINE}invalid button style specified"),
        ({"text": "A", "url": "nowhere"}, "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"),
        (
            {"text": "A", "url": "http://localhost"},
            "inline keyboard button URL 'http://localhost' is invalid: Wrong HTTP URL",
        ),
        (
            {"text": "A", "url": "mailto:a@b.c"},
            "inline keyboard button URL 'mailto:a@b.c' is invalid: Unsupported URL protocol",
        ),
        (
            {"text": "A", "url": "https://example.org:x"},
            (
                "inline keyboard button URL 'https://example.org:x' is invalid: "
                "Wrong port number specified in the URL"
            ),
        ),
        (
            {"text": "A", "url": "https://"},
            "inline keyboard button URL 'https://' is invalid: URL host is empty",
        ),
        (
            {"text": "A", "url": "tg://a b"},
            "inline keyboard button URL 'tg://a b' is invalid: Unallowed characters in URL host",
        ),
        (
            {"text": "A", "url": "ftp://example.org"},
            "inline keyboard button URL 'ftp://example.org' is invalid: Unsupported URL protocol",
        ),
        (
            {"text": "A", "url": "https://a^b.org"},
            "inline keyboard button URL 'https://a^b.org' is invalid: Disallowed character in URL host",
        ),
        ({"text": "A", "url": "https://example.org/" + "x" * 2048}, "BUTTON_URL_INVALID"),
        (
            {"text": "A", "web_app": {"url": "http://example.org"}},
            (
                "inline keyboard button Web App URL 'http://example.org' is invalid: "
                "Only HTTPS links are allowed"
            ),
        ),
        ({"text": "A", "web_app": "https://example.org"}, f'{INLINE}Field "web_app" must be of type Object'),
        ({"text": "A", "copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "A", "copy_text": {}}, f'{INLINE}Can\'t find field "text"'),
        ({"text": "A", "login_url": {"url": "https://example.org"}}, "BOT_DOMAIN_INVALID"),
        ({"text": "A", "pay": True}, "BUTTON_TYPE_INVALID"),
    ],
)
async def test_inline_buttons_that_are_refused(api: Api, button: Any, description: str) -> None:
    answer = await api.refusal("sendMessage", chat_id=1001, text="x", reply_markup=inline(button))
    assert answer == f"Bad Request: {description}"


@pytest.mark.parametrize(
    ("markup", "description"),
    [
        ("{", "can't parse reply keyboard markup JSON object"),
        ([], "object expected as reply markup"),
        ({"inline_keyboard": {}}, 'field "inline_keyboard" must be of type Array'),
        (
            {"inline_keyboard": [{"text": "A"}]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ({"keyboard": ["A"]}, 'field "keyboard" must be an Array of Arrays'),
        ({"remove_keyboard": "yes"}, 'field "remove_keyboard" must be of type Boolean'),
        (reply("A", input_field_placeholder="x" * 65), "INPUT_FIELD_PLACEHOLDER_INVALID"),
        (reply(""), "keyboard button text must be non-empty"),
        (reply(5), f"{REPLY}KeyboardButton must be a String or an Object"),
        (reply({"text": "A", "style": "x"}), f"{REPLY}invalid button style specified"),
        (inline(*[{"text": "A", "callback_data": "x"}] * 9), "reply markup is too long"),
        ({"inline_keyboard": [[{"text": "A", "callback_data": "x"}]] * 101}, "reply markup is too long"),
        ({"inline_keyboard": [[{"text": "A" * 200, "callback_data": "x"}]] * 60}, "reply markup is too long"),
    ],
)
async def test_markups_that_are_refused(api: Api, markup: Any, description: str) -> None:
    answer = await api.refusal("sendMessage", chat_id=1001, text="x", reply_markup=markup)
    assert answer == f"Bad Request: {description}"


async def test_a_hundred_buttons_and_eight_in_a_row_are_fine(api: Api) -> None:
    button = {"text": "A", "callback_data": "x"}
    markup = {"inline_keyboard": [[button] * 8] * 12 + [[button] * 4]}
    assert (await api.say("x", reply_markup=markup))["reply_markup"] == markup


async def test_empty_markups_are_none(api: Api) -> None:
    empty: list[dict[str, Any]] = [{}, {"inline_keyboard": []}, {"inline_keyboard": [[]]}, {"keyboard": [[]]}]
    for markup in empty:
        assert "reply_markup" not in await api.say("x", reply_markup=markup)


async def test_a_reply_keyboard_stays_until_it_is_removed(api: Api, sandbox: Sandbox) -> None:
    chat = sandbox.chat(1001)
    markup = reply(
        "Задачи",
        {"text": "Контакт", "request_contact": True},
        resize_keyboard=True,
        input_field_placeholder="что?",
    )
    assert "reply_markup" not in await api.say("x", reply_markup=markup)
    assert chat.reply_keyboard == {
        "keyboard": [[{"text": "Задачи"}, {"text": "Контакт", "request_contact": True}]],
        "resize_keyboard": True,
        "input_field_placeholder": "что?",
    }
    chat.tap("Задачи")
    assert (await api.updates())[0]["message"]["text"] == "Задачи"
    with pytest.raises(LookupError, match="the reply keyboard has no 'Нет'"):
        chat.tap("Нет")
    await api.say("x", reply_markup={"force_reply": True, "input_field_placeholder": "ответ"})
    assert chat.reply_keyboard is not None
    await api.say("x", reply_markup={"remove_keyboard": True})
    assert chat.reply_keyboard is None


async def test_buttons_that_ask_for_something_are_for_private_chats(api: Api, sandbox: Sandbox) -> None:
    sandbox.group(-5, "Team", [sandbox.chat(1001).person])
    for button, description in (
        ({"text": "A", "request_contact": True}, "phone number can be requested in private chats only"),
        ({"text": "A", "request_users": {"request_id": 1}}, "users can be requested in private chats only"),
        (
            {"text": "A", "web_app": {"url": "https://a.b"}},
            "web App buttons can be used in private chats only",
        ),
    ):
        answer = await api.refusal("sendMessage", chat_id=-5, text="x", reply_markup=reply(button))
        assert answer == f"Bad Request: {description}"
        await api.say("x", reply_markup=reply(button))


async def test_selective_markups_are_for_groups(api: Api, sandbox: Sandbox) -> None:
    group = sandbox.group(-5, "Team", [sandbox.chat(1001).person])
    await api.say("x", chat_id=-5, reply_markup=reply("A", selective=True))
    assert group.reply_keyboard == {"keyboard": [[{"text": "A"}]], "selective": True}


async def test_edits_take_inline_keyboards_only(api: Api) -> None:
    message = await api.say("x")
    for markup in (reply("A"), {"remove_keyboard": True}, {"force_reply": True}):
        answer = await api.refusal(
            "editMessageText", chat_id=1001, message_id=message["message_id"], text="y", reply_markup=markup
        )
        assert answer == "Bad Request: inline keyboard expected"
