"""The commands of the discussion of a task."""

from __future__ import annotations

from functools import partial

from taskbot.language.arguments import remark, task_number
from taskbot.language.command import Audience, Command

COMMENT = Command(
    "comment",
    "комментарий",
    Audience.EVERYONE,
    partial(remark, command="comment"),
    takes_file=True,
    takes_text=True,
)
FILES = Command("files", "файлы", Audience.EVERYONE, partial(task_number, command="files"))
HISTORY = Command("history", "история", Audience.EVERYONE, partial(task_number, command="history"))
