"""A new task as `key:value`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from taskbot.domain.models import Priority
from taskbot.domain.rules import Refusal
from taskbot.features.creation.one_line import Text
from taskbot.language.arguments import parse_person
from taskbot.language.command import Audience, Command
from taskbot.language.dates import parse_date
from taskbot.language.key_value import by_key, read_arguments, text_value, title_value
from taskbot.language.spelling import parse_priority


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to create. `assignee` is a Telegram id, or a username as typed but without the at sign."""

    title: str
    description: str | None = None
    priority: Priority = Priority.MEDIUM
    due_date: date | None = None
    assignee: int | str | None = None


def new_task(text: str, deadline: Callable[[str], date] | None = None) -> NewTask:
    """Read `key:value` pairs in any order; see the class for what they come to.

    `deadline` reads the day, where it may be told otherwise than by its date.
    """
    read_day = deadline or parse_date
    given = by_key(list(read_arguments(text)))
    if "title" not in given:
        raise Refusal("refusal-title-missing")
    return NewTask(
        title=title_value(given["title"]),
        description=text_value("description", given["description"]) or None
        if "description" in given
        else None,
        priority=parse_priority(given["priority"].value) if "priority" in given else Priority.MEDIUM,
        due_date=read_day(given["due_date"].value) if "due_date" in given else None,
        assignee=parse_person(given["assigned_to"].value) if "assigned_to" in given else None,
    )


CREATE_TASK = Command("create_task", "создать_задачу", Audience.ADMINS, Text, takes_file=True)
