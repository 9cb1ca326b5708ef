"""docs/architecture.md names the files that one command runs through; here they are traced."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from dialogues.stage import Speaker, Stage
from dialogues.tasks import put
from taskbot.telegram.update_handler import UpdateHandler

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/taskbot"
MOST = 18


@contextmanager
def _traced() -> Iterator[list[str]]:
    """List the files outside delivery in the order in which the handling of updates first calls into each."""
    files: list[str] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        path = Path(frame.f_code.co_filename)
        if event != "call" or not path.is_relative_to(SOURCE) or path.is_relative_to(SOURCE / "delivery"):
            return
        name = path.relative_to(SOURCE).as_posix()
        if name not in files and _answers_an_update(frame):
            files.append(name)

    sys.setprofile(note)
    try:
        yield files
    finally:
        sys.setprofile(None)


def _answers_an_update(frame: FrameType | None) -> bool:
    """Say whether a frame runs below the function that delivery calls with an update."""
    while frame is not None and frame.f_code is not UpdateHandler.handle.__code__:
        frame = frame.f_back
    return frame is not None


@pytest.mark.usefixtures("team")
async def test_the_files_of_a_command_are_those_that_are_named(
    boris: Speaker, carol: Speaker, bot: Stage
) -> None:
    for _ in range(3):
        await put(bot, carol, boris)
    await boris.says("/update_status 2 done", "...")
    carol.take()  # whose settings are remembered
    with _traced() as files:
        await boris.says("/update_status 3 done", "Задача № 3 «Report»: ⏳ ожидает → ✅ завершена")
    carol.hears("🔔 Борис Иванов (@boris) · task #3 “Report”: ⏳ pending → ✅ completed")
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    named = re.findall(r"^\d+\. \[`[^`]+`\]\(\.\./src/taskbot/([^)]+)\)", text, re.MULTILINE)
    assert files == named
    assert len(files) <= MOST
