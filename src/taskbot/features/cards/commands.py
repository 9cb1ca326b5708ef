"""The command of the card."""

from __future__ import annotations

from functools import partial

from taskbot.language.arguments import task_number
from taskbot.language.command import Audience, Choice, Command
from taskbot.language.typed_text import NO_TASK

TASK_DETAILS = Command(
    "task_details",
    "детали_задачи",
    Audience.EVERYONE,
    partial(task_number, command="task_details"),
    choices={NO_TASK: Choice.TASK_TO_SEE},
)
