"""How many files one command runs through: those that somebody has to read to follow it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType

import pytest

import taskbot
from dialogues.desk import put
from dialogues.stage import Speaker, Stage

SOURCE = Path(taskbot.__file__).parent
# The stand-in for Telegram runs in the same process; what runs by the clock is no part of the command.
ASIDE = ("delivery/", "postgres/", "sandbox/", "operations/", "scheduler.py")
# In the order in which the command reaches them.
WAY = [
    "app.py",
    "telegram/middlewares.py",
    "repository/users.py",
    "language/typed_text.py",
    "telegram/context.py",
    "language/l10n.py",
    "commands.py",
    "domain/models.py",
    "telegram/filters.py",
    "features/work/commands.py",
    "language/arguments.py",
    "features/work/handlers.py",
    "repository/tasks.py",
    "domain/rules.py",
    "features/work/service.py",
    "language/writing.py",
    "features/cards/notices.py",
    "telegram/replies.py",
]


@pytest.mark.usefixtures("team")
async def test_a_status_is_set_through_few_files(boris: Speaker, carol: Speaker, bot: Stage) -> None:
    await put(bot, carol, boris)
    files: dict[str, None] = {}

    def note(frame: FrameType, event: str, _: object) -> None:
        file = Path(frame.f_code.co_filename)
        if event == "call" and file.is_relative_to(SOURCE):
            files[str(file.relative_to(SOURCE))] = None

    sys.setprofile(note)
    try:
        await boris.says("/update_status 1 done", "Задача № 1 «Report»: ⏳ ожидает → ✅ завершена")
    finally:
        sys.setprofile(None)
    carol.hears("🔔 Task #1 “Report”: ⏳ pending → ✅ completed\nChanged by: Борис Иванов (@boris)")
    way = [file for file in files if not file.startswith(ASIDE)]
    assert way == WAY
    assert len(WAY) <= 18
