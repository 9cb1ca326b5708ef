"""What is typed to change a task's status."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from taskbot.domain.models import Status
from taskbot.domain.rules import Refusal
from taskbot.language.arguments import NO_TASK, parse_task_id, split_words, task_number, whole
from taskbot.language.command import Audience, Choice, Command
from taskbot.language.quotes import MARKS
from taskbot.language.spelling import NEAR_STATUSES, STATUSES, suggest
from taskbot.language.typed_text import excerpt, fold


@dataclass(frozen=True, slots=True)
class StatusChange:
    """Which task is to get which status; `reason` is why it is rejected."""

    task_id: int
    status: Status
    reason: str | None = None


NO_STATUS = "refusal-status-missing"
_REJECTION = re.compile(
    r"(?P<number>[#№]?\s*[0-9]+)[\s,:]+(?P<status>\w+)[\s,:;.—–-]+(?P<reason>\w.*)", re.DOTALL
)


def status_change(text: str) -> StatusChange:
    """Read a number and a status, and behind `rejected` the reason."""
    rejection = _REJECTION.fullmatch(text.strip())
    if rejection and STATUSES.get(fold(rejection["status"])) is Status.REJECTED:
        number = parse_task_id("".join(rejection["number"].split()), command="update_status")
        return StatusChange(number, Status.REJECTED, rejection["reason"])
    words = split_words(text)
    if not words:
        raise Refusal(NO_TASK, command="update_status")
    if status := STATUSES.get(fold(" ".join(words))):
        raise Refusal(NO_TASK, command="update_status", given=str(status))
    number = parse_task_id(words.pop(_place_of_number(words)), command="update_status")
    if not words:
        raise Refusal(NO_STATUS, number=str(number), given=str(number))
    typed = " ".join(words)
    status = STATUSES.get(fold(typed.strip(MARKS)))
    if status is None:
        nearest = suggest(typed, NEAR_STATUSES)
        raise Refusal("refusal-status", typed=excerpt(typed), nearest=nearest, number=str(number))
    return StatusChange(number, status)


def _place_of_number(words: list[str]) -> int:
    """Say which word is the task's number: the first or the last, or else the one that is no status."""
    for place in (0, -1):
        if whole(words[place].lstrip("#№")) is not None:
            return place
    return -1 if any(fold(" ".join(words[:count])) in STATUSES for count in (1, 2)) else 0


UPDATE_STATUS = Command(
    "update_status",
    "обновить_статус",
    Audience.EVERYONE,
    status_change,
    choices={NO_TASK: Choice.TASK_TO_WORK_ON, NO_STATUS: Choice.STATUS},
)
CLAIM = Command(
    "claim",
    "взять",
    Audience.EVERYONE,
    partial(task_number, command="claim"),
    choices={NO_TASK: Choice.TASK_TO_CLAIM},
)
UNCLAIM = Command(
    "unclaim",
    "снять_с_себя",
    Audience.EVERYONE,
    partial(task_number, command="unclaim"),
    choices={NO_TASK: Choice.TASK_TO_GIVE_BACK},
)
