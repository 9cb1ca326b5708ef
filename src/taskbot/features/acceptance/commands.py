"""The commands of acceptance."""

from __future__ import annotations

from functools import partial

from taskbot.language.arguments import remark, task_numbers
from taskbot.language.command import Audience, Choice, Command
from taskbot.language.typed_text import NO_TASK

_CHOICES = {NO_TASK: Choice.TASK_TO_ACCEPT}
ACCEPT = Command(
    "accept", "принять", Audience.EVERYONE, partial(task_numbers, command="accept"), choices=_CHOICES
)
RETURN_TASK = Command(
    "return_task",
    "вернуть",
    Audience.EVERYONE,
    partial(remark, command="return_task"),
    takes_text=True,
    choices=_CHOICES,
)
