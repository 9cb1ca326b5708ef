"""The commands of the discussion of a task."""

from __future__ import annotations

from functools import partial

from taskbot.language.arguments import NO_TASK, remark, task_number
from taskbot.language.command import Audience, Choice, Command

_CHOICES = {NO_TASK: Choice.TASK_TO_DISCUSS}
COMMENT = Command(
    "comment",
    "комментарий",
    Audience.EVERYONE,
    partial(remark, command="comment"),
    takes_file=True,
    takes_text=True,
    choices=_CHOICES,
)
FILES = Command("files", "файлы", Audience.EVERYONE, partial(task_number, command="files"), choices=_CHOICES)
HISTORY = Command(
    "history", "история", Audience.EVERYONE, partial(task_number, command="history"), choices=_CHOICES
)
