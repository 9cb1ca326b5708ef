"""What is typed to change a task's status."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from taskbot.domain.models import Status
from taskbot.domain.rules import Refusal
from taskbot.language.arguments import task_numbers
from taskbot.language.command import Audience, Choice, Command
from taskbot.language.quotes import MARKS
from taskbot.language.spelling import NEAR_STATUSES, STATUSES, suggest
from taskbot.language.typed_text import NO_TASK, count_numbers, excerpt, fold, read_numbers, split_words


@dataclass(frozen=True, slots=True)
class StatusChange:
    """Which tasks are to get which status; `reason` is why they are rejected."""

    task_ids: tuple[int, ...]
    status: Status
    reason: str | None = None


NO_STATUS = "refusal-status-missing"
_NUMBERS = re.compile(r"(?:[\s,:;#№0-9]|\b(?:and|и)\b)*")
_REJECTION = re.compile(r"(?P<status>\w+)[\s,:;.—–-]+(?P<reason>\w.*)", re.DOTALL)


def status_change(text: str) -> StatusChange:
    """Read a number or several, and a status; behind `rejected`, the reason."""
    numbers = _NUMBERS.match(text)
    begin = numbers.end() if numbers else 0
    rejection = _REJECTION.fullmatch(text.rstrip(), begin)
    if rejection and begin and STATUSES.get(fold(rejection["status"])) is Status.REJECTED:
        task_ids = read_numbers(split_words(text[:begin]), command="update_status")
        return StatusChange(task_ids, Status.REJECTED, rejection["reason"])
    words = split_words(text)
    if not words:
        raise Refusal(NO_TASK, command="update_status")
    if status := STATUSES.get(fold(" ".join(words))):
        raise Refusal(NO_TASK, command="update_status", given=str(status))
    listed, words = _split_numbers(words)
    task_ids = read_numbers(listed, command="update_status")
    number = " ".join(map(str, task_ids))
    if not words:
        raise Refusal(NO_STATUS, number=number, given=number)
    typed = " ".join(words)
    status = STATUSES.get(fold(typed.strip(MARKS)))
    if status is None:
        nearest = suggest(typed, NEAR_STATUSES)
        raise Refusal("refusal-status", typed=excerpt(typed), nearest=nearest, number=number)
    return StatusChange(task_ids, status)


_AROUND = re.compile(r"^[\W_]+|[\W_]+\Z")
_LONGEST_STATUS = 40  # characters, with what is around it


def status_word(text: str) -> Status | None:
    """Read a text that is a status and nothing else, whatever marks are around it."""
    return STATUSES.get(fold(_AROUND.sub("", text))) if len(text) <= _LONGEST_STATUS else None


def _split_numbers(words: list[str]) -> tuple[list[str], list[str]]:
    """Tell the tasks' numbers from the status: they stand first or last, or else are what is no status."""
    if count := count_numbers(words):
        return words[:count], words[count:]
    if count := count_numbers(words[::-1]):
        return words[-count:], words[:-count]
    if any(fold(" ".join(words[:count])) in STATUSES for count in (1, 2)):
        return words[-1:], words[:-1]
    return words[:1], words[1:]


UPDATE_STATUS = Command(
    "update_status",
    "обновить_статус",
    Audience.EVERYONE,
    status_change,
    takes_text=True,
    choices={NO_TASK: Choice.TASK_TO_WORK_ON, NO_STATUS: Choice.STATUS},
)
CLAIM = Command(
    "claim",
    "взять",
    Audience.EVERYONE,
    partial(task_numbers, command="claim"),
    choices={NO_TASK: Choice.TASK_TO_CLAIM},
)
UNCLAIM = Command(
    "unclaim",
    "снять_с_себя",
    Audience.EVERYONE,
    partial(task_numbers, command="unclaim"),
    choices={NO_TASK: Choice.TASK_TO_GIVE_BACK},
)
