"""The command of the card."""

from __future__ import annotations

from functools import partial

from taskbot.language.arguments import NO_TASK, task_number
from taskbot.language.command import Audience, Choice, Command

TASK_DETAILS = Command(
    "task_details",
    "детали_задачи",
    Audience.EVERYONE,
    partial(task_number, command="task_details"),
    choices={NO_TASK: Choice.TASK_TO_SEE},
)
