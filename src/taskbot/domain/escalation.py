"""When late work is told of: to those who do it, then to those who gave it, then to the admins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum, StrEnum

from taskbot.domain.models import TaskRow
from taskbot.domain.workdays import Workdays

AT = time(9)  # in the team's zone, on workdays


class Step(IntEnum):
    """Who is told, by the number of workdays that a task is overdue, or that work waits for acceptance."""

    ASSIGNEE = 1
    CREATOR = 3
    ADMINS = 5


class Part(StrEnum):
    """What a person is told of: tasks of their own, tasks of others, and work that waits for acceptance."""

    OWN = "own"
    OTHERS = "others"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class LateTask:
    """A task that is late, or waits for acceptance, for so many workdays.

    `own` says that its next step is the reader's: to do it, or to accept what they gave.
    """

    row: TaskRow
    workdays: int
    own: bool


@dataclass(frozen=True, slots=True)
class Late:
    """The first tasks of one part, which has `total`, or more than that if `at_least`."""

    part: Part
    tasks: tuple[LateTask, ...]
    total: int
    at_least: bool


def since(today: date, workdays: Workdays, step: int) -> date:
    """Give the day before which a task was due if it is late by that many workdays, today among them."""
    day = today + timedelta(days=1)
    for _ in range(step):
        day = workdays.previous_workday(day)
    return day


def latest_day(now: datetime) -> date:
    """Give the last day whose hour has come; `now` is aware, in the team's zone."""
    return now.date() - timedelta(days=now.time() < AT)
