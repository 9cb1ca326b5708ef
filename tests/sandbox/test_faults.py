"""Faults on demand: what each looks like to a bot, and whom it strikes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import pytest

from taskbot.sandbox.faults import Fault, FaultKind, Faults
from taskbot.sandbox.updates import TERMINATED

if TYPE_CHECKING:
    from sandbox.api import Api
    from taskbot.sandbox.server import Sandbox


def _sent(sandbox: Sandbox) -> list[str]:
    return [message.text for message in sandbox.chat(1001).messages if message.from_bot]


@pytest.mark.parametrize(
    ("kind", "code", "description"),
    [
        ("401", 401, "Unauthorized"),
        (
            "409",
            409,
            TERMINATED,
        ),
        ("5xx", 500, "Internal Server Error: restart"),
    ],
)
async def test_errors_in_json(
    api: Api, sandbox: Sandbox, kind: FaultKind, code: int, description: str
) -> None:
    sandbox.faults.add(Fault(kind, count=1))
    assert await api("sendMessage", chat_id=1001, text="x") == {
        "ok": False,
        "error_code": code,
        "description": description,
    }
    assert _sent(sandbox) == []
    await api.say("x")
    assert list(sandbox.refusals) == []


async def test_a_proxy_s_page(api: Api, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("html", count=1))
    async with api.session.post(api.address("getMe")) as response:
        assert (response.status, response.content_type) == (502, "text/html")
        assert "502 Bad Gateway" in await response.text()


async def test_latency_answers_rightly_but_late(api: Api, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("latency", seconds=0.2, count=1))
    began = asyncio.get_running_loop().time()
    await api.say("x")
    assert asyncio.get_running_loop().time() - began >= 0.2


@pytest.mark.parametrize(
    ("kind", "done"), [("drop_before", False), ("garbage", False), ("drop_after", True), ("truncate", True)]
)
async def test_answers_that_do_not_arrive(api: Api, sandbox: Sandbox, kind: FaultKind, done: bool) -> None:
    sandbox.faults.add(Fault(kind, method="sendMessage", count=1))
    with pytest.raises(aiohttp.ClientError):
        await api("sendMessage", chat_id=1001, text="x")
    assert _sent(sandbox) == (["x"] if done else [])
    await api.say("y")
    assert [(call.fault, call.status) for call in sandbox.calls] == [(kind, 200 if done else 0), ("", 200)]


async def test_a_truncated_answer_promises_more_than_it_brings(api: Api, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("truncate", count=1))
    async with api.session.post(api.address("getMe")) as response:
        assert response.status == 200
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()


async def test_too_many_requests_go_on_until_the_time_is_over(api: Api, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("429", method="sendMessage", chat_id=1001, count=1, retry_after=1))
    first = await api("sendMessage", chat_id=1001, text="x")
    assert first["description"] == "Too Many Requests: retry after 1"
    assert first["parameters"] == {"retry_after": 1}
    assert sandbox.faults.violations == []
    await api.say("another chat is free", chat_id=1004)
    assert (await api("sendMessage", chat_id=1001, text="too soon"))["error_code"] == 429
    (violation,) = sandbox.faults.violations
    assert (violation.method, violation.chat_id) == ("sendmessage", 1001)
    assert 0 < violation.early <= 1
    await asyncio.sleep(violation.early)
    await api.say("in time")
    assert _sent(sandbox) == ["in time"]


async def test_the_http_header_says_it_too(api: Api, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("429", retry_after=7))
    async with api.session.post(api.address("getMe")) as response:
        assert response.headers["Retry-After"] == "7"
    async with api.session.post(api.address("getMe")) as response:
        assert response.headers["Retry-After"] == "7"
    sandbox.faults.clear()
    await api.result("getMe")


async def test_faults_by_method_chat_and_count(api: Api, sandbox: Sandbox) -> None:
    fault = sandbox.faults.add(Fault("5xx", method="sendMessage", chat_id=1004, count=2))
    await api.result("getMe")
    await api.say("x", chat_id=1001)
    await api.result("sendChatAction", chat_id=1004, action="typing")
    codes = [(await api("sendMessage", chat_id=1004, text="x")).get("error_code") for _ in range(3)]
    assert codes == [500, 500, None]
    assert fault.hits == 2
    always = sandbox.faults.add(Fault("5xx"))
    assert (await api("getMe"))["error_code"] == 500
    sandbox.faults.remove(always)
    await api.result("getMe")


def test_chance_can_be_repeated() -> None:
    def strikes(seed: int) -> list[bool]:
        faults = Faults(lambda: 0.0, seed)
        faults.add(Fault("5xx", probability=0.3))
        return [faults.strike("getme", None) is not None for _ in range(1000)]

    assert strikes(1) == strikes(1)
    assert strikes(1) != strikes(2)
    assert 250 < sum(strikes(1)) < 350
