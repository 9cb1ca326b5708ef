"""What an admin is asked and offered when a task is to be changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from aiogram.types import InlineKeyboardMarkup

from taskbot.domain.models import PAGE_SIZE, ChangeKind, Deadline, Person, Priority, Project, Task, TaskAction
from taskbot.domain.names import fold
from taskbot.features.cards import service as cards
from taskbot.language import writing
from taskbot.language.l10n import Html, L10n
from taskbot.language.reader import Reader
from taskbot.repository.labels import LabelPage
from taskbot.repository.users import TeamPage
from taskbot.telegram import calendar
from taskbot.telegram.keyboards import (
    ButtonRow,
    TaskPress,
    back_to_card,
    button,
    in_rows,
    markup,
    task_button,
    ticked,
)
from taskbot.telegram.labels import label_rows, listed
from taskbot.telegram.people import page_buttons, people_rows

ON, OFF, NONE, PICK = "on", "off", "none", "pick"


def _data(task: Task, action: TaskAction) -> Callable[[str], str]:
    return lambda arg: TaskPress(action=action, id=task.id, version=task.version, arg=arg).pack()


def choices(task: Task, l10n: L10n, *, moves: bool) -> list[ButtonRow]:
    """Give the rows of what can be edited; `moves` says that there is another project to move it to."""
    review = ("edit-review-off", OFF) if task.review else ("edit-review-on", ON)
    return [
        [task_button(task, TaskAction.TITLE, l10n), task_button(task, TaskAction.DESCRIPTION, l10n)],
        [task_button(task, TaskAction.DEADLINE, l10n), task_button(task, TaskAction.PRIORITY, l10n)],
        [task_button(task, TaskAction.LABELS, l10n)],
        [task_button(task, TaskAction.REVIEW, l10n, key=review[0], arg=review[1])],
        *([[task_button(task, TaskAction.MOVE, l10n, key="task-move", arg="p1")]] if moves else []),
    ]


def projects(task: Task, its: Sequence[Project], number: int, l10n: L10n) -> tuple[Html, list[ButtonRow]]:
    """Ask for the project to move a task to: a page of those that the mover leads, its own ticked."""
    pages = max(1, -(-len(its) // PAGE_SIZE))
    number = number if 1 <= number <= pages else 1
    data = _data(task, TaskAction.MOVE)
    buttons = [
        button(
            ticked(l10n("draft-project", name=writing.project(it.name, l10n)), it.id == task.project_id),
            data(str(it.id)),
        )
        for it in its[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    ]
    text = l10n("task-ask-project", **writing.named(task), name=writing.project(task.project, l10n))
    return text, [*in_rows(buttons, 2), *page_buttons(l10n, data, number, pages)]


def card_with_choices(
    task: Task, viewer: Person, reader: Reader, *, moves: bool
) -> tuple[Html, InlineKeyboardMarkup]:
    """Give a task's card with the choices of what can be edited, in a message of its own."""
    rows = [*choices(task, reader.l10n, moves=moves), back_to_card(task, reader.l10n)]
    return cards.text(task, viewer, reader), markup(rows)


def question(task: Task, kind: ChangeKind, l10n: L10n) -> Html:
    """Ask for a task's new title or description."""
    if kind is ChangeKind.TITLE:
        return l10n("ask-task-title", **writing.named(task))
    return l10n("ask-task-description", **writing.named(task))


def without_description(task: Task, l10n: L10n) -> list[ButtonRow]:
    """Give the row that takes the description away, where there is one."""
    if task.description is None:
        return []
    return [[task_button(task, TaskAction.DESCRIPTION, l10n, key="edit-description-none", arg=NONE)]]


def deadline(task: Task, month: date | None, reader: Reader) -> tuple[Html, list[ButtonRow]]:
    """Ask for a task's deadline: with the calendar of a month, or of its present deadline."""
    l10n, due, data = reader.l10n, task.deadline, _data(task, TaskAction.DEADLINE)
    day = due.here(reader.now).day if due else None
    rows = calendar.calendar(month or day or reader.today, reader.today, l10n, data, day)
    if due is not None:
        rows.append([*calendar.hours_button(due, l10n, data), *calendar.no_deadline(l10n, data)])
    return _ask_deadline("ask-task-deadline", task, reader), rows


def hours(task: Task, due: Deadline, reader: Reader) -> tuple[Html, list[ButtonRow]]:
    """Ask for the time of a task's deadline, with the hours of its day."""
    rows = calendar.hours(due, reader.now, reader.l10n, _data(task, TaskAction.DEADLINE))
    return _ask_deadline("ask-task-time", task, reader), rows


def _ask_deadline(key: str, task: Task, reader: Reader) -> Html:
    now = writing.deadline(task.deadline, task.status, reader)
    return reader.l10n(key, **writing.named(task), deadline=now)


def priority(task: Task, l10n: L10n) -> tuple[Html, list[ButtonRow]]:
    """Ask for a task's priority, the present one ticked."""
    data = _data(task, TaskAction.PRIORITY)
    buttons = [
        button(ticked(l10n("priority", priority=it), it is task.priority), data(it))
        for it in reversed(Priority)
    ]
    return l10n("ask-task-priority", **writing.named(task)), in_rows(buttons, 2)


def assignees(task: Task, page: TeamPage, l10n: L10n) -> tuple[Html, list[ButtonRow]]:
    """Ask for the assignees of a task: a page of the team, and Telegram's own list."""
    data = _data(task, TaskAction.ASSIGN)
    chosen = [it.person.id for it in task.assignees]

    def on_this_page(arg: str) -> str:
        return data(f"{arg}p{page.number}" if arg.startswith("u") else arg)

    rows = people_rows(page.people, chosen, l10n, on_this_page, page.number, page.pages)
    rows.append([task_button(task, TaskAction.ASSIGN, l10n, key="assign-pick", arg=PICK)])
    now = writing.assignees(task, l10n) if task.assignees else l10n("assignees-nobody")
    return l10n("ask-task-assignees", **writing.named(task), assignees=now), rows


def labels(task: Task, page: LabelPage, l10n: L10n) -> tuple[Html, list[ButtonRow]]:
    """Ask for the labels of a task: a page of those of its project."""
    chosen = {fold(it.name): it.id for it in task.labels}

    def data(arg: str) -> str:
        if arg.startswith("u"):
            arg = f"{'r' if int(arg[1:]) in chosen.values() else 'a'}{arg[1:]}p{page.number}"
        return _data(task, TaskAction.LABELS)(arg)

    now = listed(it.name for it in task.labels)
    text = l10n("ask-task-labels", **writing.named(task), labels=now, count=len(task.labels))
    return text, label_rows(page, chosen, l10n, data)


def label_chooser(task: Task, page: LabelPage, l10n: L10n) -> tuple[Html, InlineKeyboardMarkup]:
    """Give the same as a message of its own."""
    text, rows = labels(task, page, l10n)
    return text, markup([*rows, back_to_card(task, l10n)])


def chooser(task: Task, page: TeamPage, l10n: L10n) -> tuple[Html, InlineKeyboardMarkup]:
    """Give the same as a message of its own."""
    text, rows = assignees(task, page, l10n)
    return text, markup([*rows, back_to_card(task, l10n)])
