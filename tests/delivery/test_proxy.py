"""Telegram behind a proxy: HTTP CONNECT and SOCKS5, on the loopback; and why it cannot be reached."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import socket
from typing import TYPE_CHECKING, Self

import pytest
from aiogram import Bot

from taskbot import config
from taskbot.config import ConfigurationError
from taskbot.delivery.session import session_to
from taskbot.delivery.telegram import CallUnclear, Telegram
from taskbot.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

USER, PASSWORD = "anna", "ge:heim@/"
LOGIN = "anna:ge%3Aheim%40%2F@"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(seed=7) as server:
        yield server


class Proxy:
    """A proxy that speaks HTTP CONNECT (RFC 9110, 9.3.6) and SOCKS5 (RFC 1928, 1929), with a password."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.address = f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            first = await reader.readexactly(1)
            target = await (self._socks(reader, writer) if first == b"\x05" else self._http(reader, writer))
            if target:
                self.asked.append(f"{target[0]}:{target[1]}")
                there = await asyncio.open_connection(*target)
                await asyncio.gather(pump(reader, there[1]), pump(there[0], writer))
        writer.close()

    async def _http(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[str, int] | None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        assert head.startswith("ONNECT ")
        login = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if f"Basic {login}" not in head:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
            return None
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        host, _, port = head.split()[1].rpartition(":")
        return host, int(port)

    async def _socks(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[str, int] | None:
        await reader.readexactly((await reader.readexactly(1))[0])
        writer.write(b"\x05\x02")
        await reader.readexactly(1)
        login = [await reader.readexactly((await reader.readexactly(1))[0]) for _ in range(2)]
        writer.write(b"\x01\x00" if login == [USER.encode(), PASSWORD.encode()] else b"\x01\x01")
        _, _, _, kind = await reader.readexactly(4)
        host = (
            socket.inet_ntoa(await reader.readexactly(4))
            if kind == 1
            else (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        )
        writer.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        return host, int.from_bytes(await reader.readexactly(2))


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
    writer.close()


@contextlib.asynccontextmanager
async def calling(sandbox: Sandbox, api_url: str, proxy: str | None) -> AsyncIterator[Telegram]:
    session = session_to(api_url, proxy)
    yield Telegram(Bot(sandbox.token, session=session), lambda: True)
    await session.close()


@pytest.mark.parametrize("scheme", ["http", "socks5", "socks5h"])
async def test_every_call_goes_through_the_proxy(sandbox: Sandbox, scheme: str) -> None:
    async with (
        Proxy() as proxy,
        calling(sandbox, sandbox.url, f"{scheme}://{LOGIN}{proxy.address}") as telegram,
    ):
        assert (await telegram.call("getMe", "{}", seconds=5))["is_bot"]
        assert proxy.asked == [sandbox.url.removeprefix("http://")]


async def test_the_proxy_finds_the_server_by_its_name(sandbox: Sandbox) -> None:
    """Where names are not resolved, or resolved wrongly, the proxy's are right."""
    port = sandbox.url.rpartition(":")[2]
    async with (
        Proxy() as proxy,
        calling(sandbox, f"http://localhost:{port}", f"socks5://{LOGIN}{proxy.address}") as telegram,
    ):
        assert await telegram.call("getMe", "{}", seconds=5)
        assert proxy.asked == [f"localhost:{port}"]


@pytest.mark.parametrize(
    ("proxy", "said"),
    [
        ("http://{}", "the proxy refuses: 407 Proxy Authentication Required"),
        ("http://anna:wrong@{}", "the proxy refuses: 407 Proxy Authentication Required"),
        ("socks5://anna:wrong@{}", "the proxy refuses: "),
        ("socks5://127.0.0.1:1", "the proxy cannot be reached: Connection refused"),
        ("https://127.0.0.1:1", "the proxy cannot be reached: Connection refused"),
        ("http://no-such-proxy.invalid:1", "the proxy cannot be reached: "),
    ],
)
async def test_why_the_proxy_does_not_serve(sandbox: Sandbox, proxy: str, said: str) -> None:
    async with Proxy() as there, calling(sandbox, sandbox.url, proxy.format(there.address)) as telegram:
        with pytest.raises(CallUnclear) as caught:
            await telegram.call("getMe", "{}", seconds=5)
    assert str(caught.value).startswith(said)
    assert "wrong" not in str(caught.value)


async def test_why_telegram_cannot_be_reached(sandbox: Sandbox) -> None:
    kept: list[asyncio.StreamWriter] = []
    silent = await asyncio.start_server(lambda _, writer: kept.append(writer), "127.0.0.1", 0)
    silent_port = silent.sockets[0].getsockname()[1]
    for url, said in (
        ("http://127.0.0.1:1", "Connection refused"),
        ("http://no-such-host.invalid", "the server's name is not found: "),
        (sandbox.url.replace("http", "https"), "TLS fails: "),
        (f"http://127.0.0.1:{silent_port}", "no answer in time"),
    ):
        async with calling(sandbox, url, None) as telegram:
            with pytest.raises(CallUnclear) as caught:
                await telegram.call("getMe", "{}", seconds=2)
        assert str(caught.value).startswith(said)
        assert sandbox.token not in str(caught.value)
    silent.close()
    for writer in kept:
        writer.close()


@pytest.fixture
def _no_proxy_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "TELEGRAM_PROXY", "TELEGRAM_API_URL"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.usefixtures("_no_proxy_set")
@pytest.mark.parametrize(
    ("variables", "chosen"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://p:3128"}, "http://p:3128"),
        ({"https_proxy": "p:3128"}, "http://p:3128"),
        ({"ALL_PROXY": "socks5://u:x@p:1080"}, "socks5://u:x@p:1080"),
        ({"HTTPS_PROXY": "http://p:1", "ALL_PROXY": "socks5://p:2"}, "http://p:1"),
        ({"HTTP_PROXY": "http://p:1"}, None),
        ({"HTTP_PROXY": "http://p:1", "TELEGRAM_API_URL": "http://bots.example"}, "http://p:1"),
        ({"HTTP_PROXY": "http://p:1", "TELEGRAM_API_URL": "http://127.0.0.1:8081"}, None),
        ({"ALL_PROXY": "http://p:1", "NO_PROXY": "telegram.org"}, None),
        ({"ALL_PROXY": "http://p:1", "NO_PROXY": "*"}, None),
        ({"ALL_PROXY": "http://p:1", "NO_PROXY": "example.org"}, "http://p:1"),
        ({"TELEGRAM_PROXY": "socks5h://p:9", "NO_PROXY": "*", "ALL_PROXY": "http://q:1"}, "socks5h://p:9"),
        ({"TELEGRAM_PROXY": '"https://p"'}, "https://p"),
    ],
)
def test_the_proxy_is_the_settings_or_the_usual_variables(
    variables: dict[str, str], chosen: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert config.load().proxy == chosen
    assert "u:x" not in repr(config.load())


@pytest.mark.usefixtures("_no_proxy_set")
@pytest.mark.parametrize("name", ["TELEGRAM_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize(
    "wrong", ["socks4://u:hidden@p:1", "ftp://p", "http://u:hid/den@p", "http://u:hid#den@p:1", "http://[p", "http://p:0"]
)  # fmt: skip
def test_a_wrong_proxy_is_told_without_its_password(
    name: str, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, wrong)
    with pytest.raises(ConfigurationError) as caught:
        _ = config.load().proxy
    assert str(caught.value).startswith(
        f"{name} must look like socks5://user:password@host:1080, http://… or"
    )
    assert "hid" not in str(caught.value)
