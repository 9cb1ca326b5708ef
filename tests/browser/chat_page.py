"""What the browser tests share: finding Chromium, a bot led by hand, pictures."""

from __future__ import annotations

import os
import shutil
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import aiohttp
import pytest
from playwright.async_api import ViewportSize, expect

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request

    from taskbot.sandbox.server import Sandbox

Scheme = Literal["light", "dark"]

OUTPUT = Path(__file__).parent / "output"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)
MISSING = "no Chromium here (install your system's package `chromium`): the chat page is not tested"
ALLOWED = [
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "message_reaction",
    "inline_query",
]
DESKTOP: ViewportSize = {"width": 1180, "height": 800}
TIMEOUT_MS = 10_000
WEAK_CONTRASTS = (Path(__file__).parent / "contrast.js").read_text()
PHONE: ViewportSize = {"width": 360, "height": 720}

expect.set_options(timeout=TIMEOUT_MS)


def chromium() -> str:
    """The program's path; without one the test is left out, but never in CI."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        required = os.environ.get("CI") or os.environ.get("TASKBOT_REQUIRE_BROWSER")
        (pytest.fail if required else pytest.skip)(MISSING)
    return found


class Bot:
    """A bot without a mind of its own, on the Bot API over plain HTTP."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self._sandbox = sandbox
        self._session = session
        self._offset = 0

    async def call(self, method: str, **payload: Any) -> Any:
        """Call a method; what Telegram would refuse fails the test."""
        url = f"{self._sandbox.url}/bot{self._sandbox.token}/{method}"
        async with self._session.post(url, json=payload) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def send(self, chat_id: int, text: str, **more: Any) -> int:
        """Send a text; the message's id."""
        message = await self.call("sendMessage", chat_id=chat_id, text=text, **more)
        return int(message["message_id"])

    async def upload(self, chat_id: int, kind: str, name: str, content: bytes, **more: Any) -> int:
        """Send a file as a `photo` or a `document`; the message's id."""
        form = aiohttp.FormData({"chat_id": str(chat_id)} | more)
        form.add_field(kind, content, filename=name)
        url = f"{self._sandbox.url}/bot{self._sandbox.token}/send{kind}"
        async with self._session.post(url, data=form) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return int(answer["result"]["message_id"])

    async def update(self, kind: str) -> dict[str, Any]:
        """The next update, which is of that kind."""
        updates = await self.call(
            "getUpdates", offset=self._offset, limit=1, timeout=10, allowed_updates=ALLOWED
        )
        assert updates, f"no {kind} came within 10 s"
        self._offset = updates[0]["update_id"] + 1
        assert kind in updates[0], updates[0]
        body: dict[str, Any] = updates[0][kind]
        return body


class Stage:
    """Windows of the chat page on a sandbox, and its bot."""

    def __init__(self, browser: Browser, sandbox: Sandbox, bot: Bot) -> None:
        self.sandbox = sandbox
        self.bot = bot
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.troubles: list[str] = []

    async def started(self, person: int) -> None:
        """Let a person have written to the bot, so that it may write to them."""
        self.sandbox.chat(person).say("/start")
        await self.bot.update("message")

    async def open(
        self,
        person: int | None = None,
        *,
        scheme: Scheme = "light",
        size: ViewportSize = DESKTOP,
        **more: Any,
    ) -> Page:
        """Open the page as somebody, in a browser that has not seen it before."""
        context = await self._browser.new_context(
            viewport=size, color_scheme=scheme, locale="en-GB", reduced_motion="reduce", **more
        )
        context.set_default_timeout(TIMEOUT_MS)
        self._contexts.append(context)
        context.on("page", lambda page: watch(page, self.sandbox.url, self.troubles))
        page = await context.new_page()
        await page.goto(f"{self.sandbox.url}/#{person or ''}")
        await page.get_by_test_id("person-1004").wait_for(state="visible" if person is None else "attached")
        return page

    async def close(self) -> None:
        for context in self._contexts:
            await context.close()


def watch(page: Page, url: str, troubles: list[str]) -> None:
    """Note every error of the page, and every request that leaves for elsewhere."""

    def console(message: ConsoleMessage) -> None:
        # Some tests are about a refused request or a lost connection, which the browser notes by itself.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            troubles.append(message.text)

    def request(request: Request) -> None:
        if not request.url.startswith((url, "blob:", "data:")):
            troubles.append(f"the page asks for {request.url}")

    page.on("console", console)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", request)


def png(width: int = 64, height: int = 48, colour: tuple[int, int, int] = (64, 148, 220)) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes(colour) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def message(page: Page, text: str) -> Locator:
    return page.get_by_test_id("message").filter(has_text=text)


async def keep_picture(page: Page, name: str) -> None:
    OUTPUT.mkdir(exist_ok=True)
    await page.screenshot(path=OUTPUT / f"{name}.png")
