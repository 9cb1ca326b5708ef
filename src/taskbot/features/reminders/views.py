"""Reminders, what people have set, and the buttons below both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from taskbot.domain import rules
from taskbot.domain.models import Listing, Person, Task, TaskAction
from taskbot.domain.reminding import EVENING, Snooze
from taskbot.language import writing
from taskbot.language.l10n import Html, L10n
from taskbot.language.reader import Reader
from taskbot.repository.reminders import OwnReminder
from taskbot.telegram.keyboards import (
    Bigint,
    Button,
    TaskPress,
    button,
    in_rows,
    list_button,
    markup,
)

LINES = 10  # of a list
TEXT = 1500  # UTF-16 units of a person's own words


class ReminderAction(StrEnum):
    """What a press on a reminder asks for; the values stand in the data of buttons, so they never change."""

    DONE = "done"
    START = "start"
    OPEN = "open"  # in a message of its own
    SNOOZE = "snooze"
    DROP = "drop"  # one that the person has set
    STOP = "stop"  # all that the person has set for a task
    PAGE = "page"  # of those
    SET = "set"  # one for a task: in so many minutes, or before its deadline


class ReminderPress(CallbackData, prefix="rm"):
    """A press about the reminder of a task, or about the one of that id, which the person has set.

    It works on any version of the task.
    """

    action: ReminderAction
    task: Bigint = 0
    id: Bigint = 0
    arg: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reminder says: of a task or of a person's own words; `own_id` is the reminder they have set."""

    task: Task | None
    text: str | None
    own_id: int | None
    every: int | None
    late: timedelta
    asked: bool


# --- Reminders ------------------------------------------------------------------------------------


def reminder(shown: Shown, person: Person, reader: Reader) -> tuple[Html, InlineKeyboardMarkup]:
    """Give a reminder, and what its reader may do: finish or begin the task, or put the reminder off."""
    if shown.task is None:
        text = reader.l10n("reminder-text", text=writing.shorten(shown.text or "", TEXT))
    else:
        text = _of_task(shown.task, shown, person, reader)
    if shown.late:
        late = writing.span(round(shown.late.total_seconds() / 60), reader.l10n)
        text = _below(text, reader.l10n("reminder-late", span=late))
    return text, buttons(shown, person, reader)


def _of_task(task: Task, shown: Shown, person: Person, reader: Reader) -> Html:
    key = "reminder-every" if shown.every else "reminder-asked" if shown.asked else "reminder"
    text = reader.l10n(key, **writing.named(task))
    if task.due_date is None:
        return text
    return _below(text, reader.l10n("reminder-deadline", deadline=_deadline(task, person, reader)))


def _below(text: Html, line: Html) -> Html:
    return Html(f"{text}\n{line}")


def _deadline(task: Task, person: Person, reader: Reader) -> Html:
    return writing.deadline(task.deadline, rules.own_status(task, person), reader)


def buttons(shown: Shown, person: Person, reader: Reader) -> InlineKeyboardMarkup:
    """Give the buttons below a reminder."""
    l10n, task = reader.l10n, shown.task
    rows: list[list[Button]] = []
    if task is not None:
        rows += in_rows(_steps(task, person, l10n), 2)
    about = ReminderPress(
        action=ReminderAction.SNOOZE, task=task.id if task else 0, id=0 if task else shown.own_id or 0
    )
    rows += in_rows(snoozes(about, reader), 2)
    last = []
    if task is not None and shown.every:
        last.append(_button(l10n("reminder-stop"), ReminderAction.STOP, task=task.id))
    if task is not None:
        opening = TaskPress(action=TaskAction.OPEN, id=task.id)
        last.append(button(l10n("next-open", id=str(task.id)), opening.pack()))
    return markup([*rows, last] if last else rows)


def _steps(task: Task, person: Person, l10n: L10n) -> list[Button]:
    """Give the buttons of what an assignee does next."""
    steps = ((TaskAction.START, ReminderAction.START), (TaskAction.DONE, ReminderAction.DONE))
    mine = task.assignee(person) is not None
    return [
        _button(l10n(f"act-{act}"), press, task=task.id)
        for act, press in steps
        if mine and rules.may(act, task, person)
    ]


def snoozes(about: ReminderPress, reader: Reader) -> list[Button]:
    """Give the times to which a reminder can be put off; the evening only while it has not come."""
    offered = [it for it in Snooze if it is not Snooze.EVENING or reader.now.time() < EVENING]
    return [
        button(reader.l10n(f"snooze-{it.name.lower()}"), about.model_copy(update={"arg": str(it)}).pack())
        for it in offered
    ]


def _button(text: str, action: ReminderAction, **about: int | str) -> Button:
    return button(text, ReminderPress(action=action, **about).pack())


def several(shown: Sequence[Shown], person: Person, reader: Reader) -> tuple[Html, InlineKeyboardMarkup]:
    """Give many reminders as one list, with buttons that open the tasks."""
    l10n = reader.l10n
    ordered = sorted(shown, key=lambda it: (it.task is not None, _due_day(it), it.task.id if it.task else 0))
    lines = [
        l10n("reminders-list", count=len(ordered)),
        *(_line(it, person, reader) for it in ordered[:LINES]),
    ]
    if len(ordered) > LINES:
        lines.append(l10n("reminders-more", count=len(ordered) - LINES))
    tasks = [it.task for it in ordered[:LINES] if it.task is not None]
    opening = [_button(f"#{it.id}", ReminderAction.OPEN, task=it.id) for it in tasks]
    rows = in_rows(opening, 5)
    if len(ordered) > LINES:
        rows.append([list_button(Listing.MINE, l10n)])
    return Html("\n".join(lines)), markup(rows)


def _due_day(it: Shown) -> str:
    return str(it.task.due_date or "9999") if it.task else ""


def _line(it: Shown, person: Person, reader: Reader) -> Html:
    if it.task is None:
        return reader.l10n("reminders-own", text=writing.one_line(it.text or "", writing.TITLE_IN_LIST))
    named = writing.named(it.task)
    return reader.l10n("reminders-row", **named, deadline=_deadline(it.task, person, reader))


# --- What people have set -------------------------------------------------------------------------


def when(it: OwnReminder, reader: Reader) -> Html:
    """Say when a reminder comes that a person has set."""
    l10n = reader.l10n
    if it.every is not None:
        return l10n("remind-when-every", every=every(it.every, l10n), moment=moment(it.remind_at, reader))
    if it.before is not None:
        known = "yes" if it.remind_at is not None else "no"
        text = moment(it.remind_at, reader)
        return l10n("remind-when-before", span=writing.span(it.before, l10n), known=known, moment=text)
    return Html(moment(it.remind_at, reader))


def every(minutes: int, l10n: L10n) -> Html:
    """Say how often a reminder comes until the task is done."""
    return l10n("remind-every", minutes=minutes, span=writing.span(minutes, l10n))


def moment(at: datetime | None, reader: Reader) -> str:
    """Write a time in the reader's zone: its day, even today, and its hour."""
    if at is None:
        return ""
    local = at.astimezone(reader.zone)
    return f"{reader.l10n.day(local.date(), reader.today)}, {local:%H:%M}"


def own_list(
    page: Sequence[tuple[OwnReminder, Task | None]], number: int, total: int, reader: Reader
) -> tuple[Html, InlineKeyboardMarkup]:
    """List what a person has set, with a button to delete each; a task that they may not see is null."""
    l10n = reader.l10n
    if not total:
        return l10n("remind-none"), markup([])
    first = (number - 1) * LINES + 1
    lines = [l10n("remind-list", count=total)]
    lines += [_own_line(place, it, task, reader) for place, (it, task) in enumerate(page, first)]
    lines.append(l10n("remind-list-how"))
    deleting = [
        _button(f"✕ {place}", ReminderAction.DROP, id=it.id, arg=str(number))
        for place, (it, _) in enumerate(page, first)
    ]
    rows = in_rows(deleting, 5)
    turning = []
    if number > 1:
        turning.append(_button("◀", ReminderAction.PAGE, arg=str(number - 1)))
    if first + len(page) <= total:
        turning.append(_button("▶", ReminderAction.PAGE, arg=str(number + 1)))
    return Html("\n".join(lines)), markup([*rows, turning] if turning else rows)


def _own_line(place: int, it: OwnReminder, task: Task | None, reader: Reader) -> Html:
    l10n = reader.l10n
    if task is not None:
        about = l10n("remind-of-task", **writing.named(task))
    elif it.task_id is not None:
        about = l10n("remind-of-hidden-task", id=str(it.task_id))
    else:
        about = Html.escape(writing.one_line(it.text or "", writing.TITLE_IN_LIST))
    return l10n("remind-list-row", place=str(place), when=when(it, reader), about=about)


def choices(task: Task, own: Iterable[OwnReminder], reader: Reader) -> tuple[Html, InlineKeyboardMarkup]:
    """Ask when to remind of a task; what has been set already is listed with a button to delete it."""
    l10n = reader.l10n
    lines = [l10n("remind-task-ask", **writing.named(task))]
    listed = list(own)[:LINES]
    lines += [Html(f"• {when(it, reader)}") for it in listed]
    rows = in_rows(
        [_set(task, it, l10n) for it in SETS if task.deadline is not None or not it.startswith("-")], 2
    )
    if listed:
        rows.append([_button(l10n("remind-task-none"), ReminderAction.STOP, task=task.id)])
    return Html("\n".join(lines)), markup(rows)


# What is offered for a task: a snooze, minutes before the deadline behind a minus, or until it is done.
SETS = (Snooze.HOUR, Snooze.EVENING, Snooze.TOMORROW, Snooze.WORKDAY, "-60", "-1440", "120")


def _set(task: Task, choice: str, l10n: L10n) -> Button:
    if choice in tuple(Snooze):
        label = l10n(f"snooze-{Snooze(choice).name.lower()}")
    elif choice.startswith("-"):
        label = l10n("remind-set-before", span=writing.span(int(choice[1:]), l10n))
    else:
        label = l10n("remind-set-every", span=writing.span(int(choice), l10n))
    return _button(label, ReminderAction.SET, task=task.id, arg=choice)


def removal(reminder_id: int, l10n: L10n) -> InlineKeyboardMarkup:
    """Give the button that deletes a reminder again."""
    return markup([[_button(l10n("remind-drop"), ReminderAction.DROP, id=reminder_id)]])
