"""The command of the card."""

from __future__ import annotations

from functools import partial

from taskbot.language.arguments import task_number
from taskbot.language.command import Audience, Command

TASK_DETAILS = Command(
    "task_details", "детали_задачи", Audience.EVERYONE, partial(task_number, command="task_details")
)
