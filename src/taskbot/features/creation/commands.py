"""A new task as `key:value`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time

from taskbot.domain.models import Deadline, Priority, due_fields
from taskbot.domain.recurrence import Rule
from taskbot.domain.rules import Refusal
from taskbot.features.creation.one_line import Line, Text
from taskbot.language import project_names
from taskbot.language.arguments import parse_person
from taskbot.language.command import Audience, Command
from taskbot.language.dates import parse_date
from taskbot.language.key_value import by_key, read_arguments, text_value, title_value
from taskbot.language.labels import few, parse_labels, take_labels
from taskbot.language.recurring import parse_rule
from taskbot.language.spans import parse_before
from taskbot.language.spelling import parse_priority


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to create. `assignee` is a Telegram id, a username without the at sign, or a `Name`.

    `remind_before` is in minutes before its deadline. `labels` are names; some may be new.
    `repeat` is a rule as it was typed: what it means depends on the day. `project` is a name as it was typed.
    """

    title: str
    description: str | None = None
    priority: Priority = Priority.MEDIUM
    due_date: date | None = None
    assignee: int | str | None = None
    due_time: time | None = None
    due_zone: str | None = None
    remind_before: tuple[int, ...] = ()
    repeat: str | None = None
    project: str | None = None
    labels: tuple[str, ...] = ()

    @property
    def deadline(self) -> Deadline | None:
        """The deadline; null where there is none."""
        return None if self.due_date is None else Deadline(self.due_date, self.due_time, self.due_zone)


def new_task(text: str, deadline: Callable[[str], Deadline] | None = None) -> NewTask:
    """Read `key:value` pairs and labels in any order; see the class for what they come to.

    `deadline` reads the deadline; without it, only a date is understood.
    """
    read = deadline or _date
    text, labels = take_labels(text)
    arguments = by_key(list(read_arguments(text)))
    if "title" not in arguments:
        raise Refusal("refusal-title-missing")
    return NewTask(
        title=title_value(arguments["title"]),
        description=text_value("description", arguments["description"]) or None
        if "description" in arguments
        else None,
        priority=parse_priority(arguments["priority"].value) if "priority" in arguments else Priority.MEDIUM,
        assignee=parse_person(arguments["assigned_to"].value) if "assigned_to" in arguments else None,
        remind_before=parse_before(arguments["remind"].value) if "remind" in arguments else (),
        **due_fields(read(arguments["due_date"].value) if "due_date" in arguments else None),
        repeat=_rule(arguments["repeat"].value) if "repeat" in arguments else None,
        project=project_names.parse(arguments["project"].value) if "project" in arguments else None,
        labels=few([*labels, *(parse_labels(arguments["labels"].value) if "labels" in arguments else ())]),
    )


def line_of(wanted: NewTask, rule: Rule | None, project_id: int | None) -> Line:
    """Give a new task without its description as a line says it."""
    return Line(
        wanted.title,
        None,
        wanted.priority,
        people=() if wanted.assignee is None else (wanted.assignee,),
        repeat=rule,
        remind_before=wanted.remind_before,
        project=project_id,
        labels=wanted.labels,
        **due_fields(wanted.deadline),
    )


def _date(typed: str) -> Deadline:
    return Deadline(parse_date(typed))


def _rule(typed: str) -> str:
    parse_rule(typed, _SOME_DAY)
    return typed


_SOME_DAY = date(2026, 1, 1)  # whether words are a rule does not depend on it

TASK = Command("task", "задача", Audience.CREATORS, Text, takes_file=True, takes_text=True)
CREATE_TASK = Command(
    "create_task", "создать_задачу", Audience.CREATORS, Text, takes_file=True, takes_text=True
)
