"""How a call reaches the server: addresses, tokens, and the four shapes of a body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from taskbot.sandbox.server import Sandbox

if TYPE_CHECKING:
    from sandbox.api import Api

MARKUP = {"inline_keyboard": [[{"text": "Ещё", "callback_data": "more:2"}]]}


async def test_the_method_s_name_may_have_any_case(api: Api) -> None:
    assert (await api("GETME"))["result"]["username"] == "taskbot_sandbox_bot"


async def test_a_method_that_the_sandbox_lacks_says_so(api: Api) -> None:
    description = "Bad Request: the sandbox does not have the method sendPoll"
    assert await api("SENDPOLL") == {"ok": False, "error_code": 400, "description": description}


async def test_an_unknown_method_is_not_found(api: Api) -> None:
    answer = await api("sendNothing")
    assert answer == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}


@pytest.mark.parametrize(
    ("token", "description"),
    [
        ("123456:wrong", "Unauthorized"),
        ("654321:TEST", "Unauthorized"),
        ("nonsense", "Unauthorized: invalid token specified"),
        ("0123:TEST", "Unauthorized: invalid token specified"),
    ],
)
async def test_a_wrong_token_is_unauthorized(api: Api, token: str, description: str) -> None:
    async with api.session.post(api.address("getMe", token)) as response:
        assert response.status == 401
        assert (await response.json())["description"] == description


async def test_a_file_of_another_token_is_not_found(api: Api, sandbox: Sandbox) -> None:
    sandbox.chat(1001).send_document(b"secret", "a.txt")
    path = next(iter(sandbox.state.files.by_path))
    async with api.session.get(f"{sandbox.url}/file/bot1:x/{path}") as response:
        assert response.status == 404


async def _post(api: Api, **how: Any) -> dict[str, Any]:
    async with api.session.post(api.address("sendMessage"), **how) as response:
        answer: dict[str, Any] = await response.json()
    return answer


async def test_json_bodies_may_nest_and_hold_numbers(api: Api) -> None:
    answer = await _post(api, json={"chat_id": 1001, "text": "Привет", "reply_markup": MARKUP})
    assert answer["result"]["text"] == "Привет"
    assert answer["result"]["reply_markup"] == MARKUP


async def test_forms_may_be_urlencoded(api: Api) -> None:
    body = "chat_id=1001&text=%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82+100%25+%5Cn+%"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await _post(api, data=body, headers=headers)
    assert answer["result"]["text"] == "Привет 100% \\n %"


async def test_forms_may_be_multipart(api: Api) -> None:
    form = aiohttp.MultipartWriter("form-data")
    for name, value in {"chat_id": "1001", "text": "Привет\r\nмир"}.items():
        form.append(value).set_content_disposition("form-data", name=name)
    assert (await _post(api, data=form))["result"]["text"] == "Привет\nмир"


@pytest.mark.parametrize("text", ["Привет\r\nмир", "a \ufffd", "", "a & b = c % 20 + d"])
@pytest.mark.parametrize("multipart", [True, False])
async def test_a_form_s_values_arrive_as_they_are(
    api: Api, sandbox: Sandbox, text: str, multipart: bool
) -> None:
    form = aiohttp.FormData({"chat_id": "1001", "text": text}, default_to_multipart=multipart)
    await _post(api, data=form)
    assert sandbox.calls[-1].payload == {"chat_id": "1001", "text": text}


async def test_the_query_string_is_decoded_once(api: Api) -> None:
    answer = await _post(api, params={"chat_id": "1001", "text": "a & b = c %20 + d"})
    assert answer["result"]["text"] == "a & b = c %20 + d"


BROKEN_FORMS = {
    "cut off": b'--x\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n10',
    "no part": b"chat_id=1001",
    "no name": b"--x\r\nContent-Disposition: form-data\r\n\r\n1001\r\n--x--\r\n",
    "no header": b"--x\r\n\r\n1001\r\n--x--\r\n",
    "not UTF-8": b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\xff\r\n--x--\r\n',
}


@pytest.mark.parametrize("body", BROKEN_FORMS.values(), ids=BROKEN_FORMS)
async def test_a_broken_form_is_a_bad_request(api: Api, body: bytes) -> None:
    answer = await _post(api, data=body, headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert answer["error_code"] == 400


async def test_the_query_string_counts_before_the_body(api: Api) -> None:
    answer = await _post(api, params={"text": "query"}, data={"chat_id": "1001", "text": "body"})
    assert answer["result"]["text"] == "query"


async def test_get_requests_are_calls_too(api: Api) -> None:
    params = {"chat_id": "1001", "text": "by GET"}
    async with api.session.get(api.address("sendMessage"), params=params) as response:
        assert (await response.json())["result"]["text"] == "by GET"


@pytest.mark.parametrize("body", [b"{", b"[1]", b"", b"\xff"])
async def test_a_body_that_is_no_json_object_counts_as_empty(api: Api, body: bytes) -> None:
    answer = await _post(api, data=body, headers={"Content-Type": "application/json"})
    assert answer["description"] == "Bad Request: message text is empty"


async def test_a_multipart_form_needs_its_boundary(api: Api) -> None:
    answer = await _post(api, data=b"x", headers={"Content-Type": "multipart/form-data"})
    assert answer["description"] == "Bad Request: boundary in multipart/form-data not found"


@pytest.mark.parametrize("parse_mode", ["", "HTML"])
async def test_text_that_is_not_utf_8_is_refused(api: Api, parse_mode: str) -> None:
    what = "text" if parse_mode else "strings"
    for text in ("half \ud83d", "\udc00"):
        answer = await _post(api, json={"chat_id": 1001, "text": text, "parse_mode": parse_mode})
        assert answer["description"] == f"Bad Request: {what} must be encoded in UTF-8"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await _post(api, data=f"chat_id=1001&text=%ff%fe&parse_mode={parse_mode}", headers=headers)
    assert answer["description"] == f"Bad Request: {what} must be encoded in UTF-8"


async def test_control_characters_become_spaces(api: Api) -> None:
    answer = await _post(api, json={"chat_id": 1001, "text": "a\x00b\tc\r\nd\u202ee"})
    assert answer["result"]["text"] == "a b c\nde"


async def test_answers_are_plain_ascii_json(api: Api) -> None:
    async with api.session.post(
        api.address("sendMessage"), data={"chat_id": "1001", "text": "Привет"}
    ) as response:
        assert response.content_type == "application/json"
        assert b"\\u041f\\u0440" in await response.read()


async def test_calls_and_refusals_are_remembered(api: Api, sandbox: Sandbox) -> None:
    await api("sendMessage", chat_id=1001)
    await api("getMe")
    assert [(call.method, call.status) for call in sandbox.calls] == [("sendMessage", 400), ("getMe", 200)]
    (refusal,) = sandbox.refusals
    assert refusal.method == "sendMessage"
    assert refusal.payload == {"chat_id": "1001"}
    assert refusal.description == "Bad Request: message text is empty"


async def test_the_history_is_bounded() -> None:
    async with Sandbox(history=3) as sandbox:
        chat = sandbox.chat(1001)
        for number in range(5):
            chat.say(f"{number}")
        assert [message.text for message in chat.messages] == ["2", "3", "4"]


async def test_who_logs_out_is_out(api: Api) -> None:
    assert await api.result("close") is True
    assert await api.result("logOut") is True
    assert await api.refusal("getMe") == "Logged out"


async def test_the_server_can_go_away_and_come_back(api: Api, sandbox: Sandbox) -> None:
    await api.say("before")
    port = sandbox.port
    await sandbox.stop()
    with pytest.raises(aiohttp.ClientConnectionError):
        await api("getMe")
    await sandbox.start(port)
    await api.say("after")
    assert [message.text for message in sandbox.chat(1001).messages] == ["/start", "before", "after"]


async def test_a_port_that_is_taken_is_an_error(sandbox: Sandbox) -> None:
    with pytest.raises(OSError, match="address already in use"):
        await Sandbox().start(sandbox.port)


def test_a_token_has_a_number_and_a_secret() -> None:
    with pytest.raises(ValueError, match="bot token"):
        Sandbox("no token")
