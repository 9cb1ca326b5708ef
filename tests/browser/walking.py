"""What the walks through the real demo share: the demo as a process, windows on its page, pictures."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import shutil
import sys
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.async_api import expect

from browser.chat_page import OUTPUT, TIMEOUT_MS, watch

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, FloatRect, Page, ViewportSize

    from browser.chat_page import Scheme

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
TO_WEBP = (Path(__file__).parent / "webp.js").read_text()
QUALITY = 0.9  # no banding is visible from 0.85 on
# The day that floats over the messages while one scrolls would hide a line.
LET_DAYS_REST = """() => {
  for (const day of document.querySelectorAll(".day")) {
    const floats = day.firstChild.getBoundingClientRect().top - day.getBoundingClientRect().top > 4;
    day.classList.toggle("day-rests", floats);
  }
}"""
PICTURE_LIMIT = 150_000  # bytes
PHONE: ViewportSize = {"width": 375, "height": 720}
INHERITED = ("PATH", "LANG", "LC_", "PYTHON", "COV")  # of the environment: none of the bot's own settings
STARTED_WITHIN = 120  # seconds, for the demo with its PostgreSQL
STOPPED_WITHIN = 30  # other tests watch the limit; this machine may be busy with them


class Demo:
    """`python -m taskbot demo`, as a process of its own, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = ""
        kept = {name: value for name, value in os.environ.items() if name.startswith(INHERITED)}
        self._environment = kept | {"TMPDIR": str(folder), "HOME": str(folder)}

    async def start(self) -> str:
        """The chat page's address, once it is ready."""
        self._process = await self._run("demo", "--empty", "--port", "0")
        async with asyncio.timeout(STARTED_WITHIN):
            while not (found := re.search(r"http://127\.0\.0\.1:\d+", self.output)):
                assert self._process.stdout is not None
                line = await self._process.stdout.readline()
                assert line, f"the demo ended at once:\n{self.output}"
                self.output += line.decode()
        return found[0]

    async def stop(self) -> None:
        """End it as Ctrl-C does: in time, in order, without a word of complaint."""
        self._process.terminate()
        async with asyncio.timeout(STOPPED_WITHIN):
            rest, _ = await self._process.communicate()
        self.output += rest.decode()
        assert self._process.returncode == 0, self.output
        assert "Traceback" not in self.output
        assert "[error" not in self.output

    async def end(self) -> None:
        """Leave nothing running, whatever has failed."""
        if self._process.returncode is None:
            self._process.terminate()
            await self._process.communicate()

    async def promote(self, person: int) -> None:
        """Make a person an admin by the command line, while the bot runs."""
        data_dir = next(self.folder.glob("taskbot-demo-*"))
        process = await self._run("promote", str(person), DATA_DIR=str(data_dir))
        said, _ = await process.communicate()
        assert process.returncode == 0, said.decode()

    async def _run(self, *arguments: str, **environment: str) -> asyncio.subprocess.Process:
        pipe, both = asyncio.subprocess.PIPE, asyncio.subprocess.STDOUT
        command = (sys.executable, "-m", "taskbot", *arguments)
        settings = self._environment | environment
        return await asyncio.create_subprocess_exec(
            *command, cwd=self.folder, env=settings, stdout=pipe, stderr=both
        )


@asynccontextmanager
async def demo_running() -> AsyncIterator[tuple[Demo, str]]:
    """An empty demo and its page's address; it has to end well."""
    # Unlike tmp_path it lets pass the account that PostgreSQL runs under when root runs the tests.
    folder = Path(tempfile.mkdtemp(prefix="taskbot-walk-"))
    folder.chmod(0o711)
    demo = Demo(folder)
    try:
        yield demo, await demo.start()
        await demo.stop()
    finally:
        await demo.end()
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def window(browser: Browser, url: str, scheme: Scheme, size: ViewportSize) -> AsyncIterator[Page]:
    """A window on the page, at twice the size for pictures; whatever goes wrong in it fails the test."""
    troubles: list[str] = []
    context = await browser.new_context(
        viewport=size, color_scheme=scheme, device_scale_factor=2, locale="en-GB", reduced_motion="reduce"
    )
    context.set_default_timeout(TIMEOUT_MS)
    context.on("page", lambda page: watch(page, url, troubles))
    page = await context.new_page()
    await page.goto(url)
    yield page
    await context.close()
    assert troubles == []


async def answered(page: Page, *words: str) -> None:
    """The bot's newest message says all of that."""
    newest = page.get_by_test_id("message").last
    await expect(newest).to_have_attribute("data-from", "bot")
    for word in words:
        await expect(newest).to_contain_text(word, ignore_case=True)


async def picture(page: Page, name: str, clip: FloatRect | None = None) -> None:
    """Keep what the window shows; for the documents as WebP."""
    OUTPUT.mkdir(exist_ok=True)
    await page.mouse.move(0, 0)  # no button of a message lights up
    await page.evaluate(LET_DAYS_REST)
    full = await page.screenshot(path=OUTPUT / f"{name}.png", animations="disabled", caret="hide", clip=clip)
    if not os.environ.get("TASKBOT_PICTURES"):
        return
    workshop = await page.context.browser.new_page()  # type: ignore[union-attr] # it has one: it shows a page
    webp = base64.b64decode(await workshop.evaluate(TO_WEBP, [base64.b64encode(full).decode(), QUALITY]))
    await workshop.close()
    assert len(webp) < PICTURE_LIMIT, f"{name}.webp has {len(webp)} bytes"
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"{name}.webp").write_bytes(webp)
