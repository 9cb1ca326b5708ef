"""The digest as a message: its sections, and buttons that open tasks and lists below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from aiogram.types import InlineKeyboardMarkup

from taskbot import commands
from taskbot.domain.models import Deadline, Priority, TaskRow
from taskbot.language import writing
from taskbot.language.l10n import Html, L10n
from taskbot.language.reader import Reader
from taskbot.telegram.command_buttons import command_button
from taskbot.telegram.keyboards import Button, in_rows, markup

LINES = 10  # of a section
BUTTONS = 10  # that open a task
_TITLES = (writing.TITLE_IN_LIST, 80, 60, 40, 20)  # lengths of titles, of which the first that fits is taken


class Part(StrEnum):
    """The sections of a digest, in order."""

    OVERDUE = "overdue"
    TODAY = "today"
    TOMORROW = "tomorrow"
    TO_ACCEPT = "accept"
    FREE = "free"
    REMINDERS = "reminders"


# The command that shows all of a section.
_LISTS = {
    Part.OVERDUE: ("my_tasks", "due:overdue"),
    Part.TODAY: ("my_tasks", "due:today"),
    Part.TOMORROW: ("my_tasks", "due:week"),
    Part.TO_ACCEPT: ("to_accept", ""),
    Part.FREE: ("unassigned_tasks", ""),
}


class Listed(Protocol):
    """A task, as far as a line of a digest shows it."""

    @property
    def id(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def priority(self) -> Priority: ...
    @property
    def deadline(self) -> Deadline | None: ...


@dataclass(frozen=True, slots=True)
class Section:
    """Tasks, and the person's own words; `total` of them, or `at_least` so many."""

    part: Part
    tasks: Sequence[Listed] = ()
    texts: Sequence[str] = ()
    total: int = 0
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """The sections that have something to say."""

    sections: tuple[Section, ...] = field(default=())

    @property
    def task_ids(self) -> list[int]:
        """The tasks that stand in it, also where a section is longer than what it shows."""
        return sorted({task.id for section in self.sections for task in section.tasks})


def message(digest: Digest, reader: Reader) -> tuple[Html, InlineKeyboardMarkup]:
    """Give the text of a digest, with titles as long as a message holds, and its buttons."""
    texts = (_text(digest, reader, length) for length in _TITLES)
    fitting = (it for it in texts if writing.units(writing.without_markup(it)) <= writing.MESSAGE)
    return next(fitting), _buttons(digest, reader.l10n)


def _text(digest: Digest, reader: Reader, length: int) -> Html:
    head = reader.l10n("digest", day=reader.l10n.day(reader.today, reader.today))
    return Html("\n\n".join([head, *(_section(it, reader, length) for it in digest.sections)]))


def _section(section: Section, reader: Reader, length: int) -> Html:
    l10n = reader.l10n
    count = f"{section.total}+" if section.at_least else str(section.total)
    lines = [_line(it, section.part, reader, length) for it in section.tasks[:LINES]]
    room = LINES - len(lines)
    lines += [l10n("digest-text", text=writing.one_line(it, length)) for it in section.texts[:room]]
    if section.total > len(lines):
        more = section.total - len(lines)
        lines.append(l10n("digest-more", count=f"{more}+" if section.at_least else str(more)))
    return Html("\n".join([l10n(f"digest-{section.part}", count=count), *lines]))


def _line(task: Listed, part: Part, reader: Reader, length: int) -> Html:
    l10n = reader.l10n
    return l10n(
        "digest-row",
        icon=Html(l10n("priority", priority=task.priority).split()[0]),
        id=str(task.id),
        title=writing.one_line(task.title, length),
        note=_note(task, part, reader),
    )


def _note(task: Listed, part: Part, reader: Reader) -> Html:
    """Say when a task is due, as far as the section does not; or who has submitted it."""
    if part is Part.TO_ACCEPT:
        return Html(f" · {Html.escape(_assignee(task))}") if _assignee(task) else Html()
    deadline = task.deadline
    if deadline is None:
        return Html()
    late = (reader.today - local_day(deadline, reader)).days
    if part is Part.OVERDUE and late > 0:
        return Html(f" · {reader.l10n('overdue', days=late)}")
    if part in (Part.OVERDUE, Part.TODAY, Part.TOMORROW):
        instant = deadline.instant
        return Html(f" · {instant.astimezone(reader.zone):%H:%M}") if instant else Html()
    return Html(f" · {reader.l10n.day(local_day(deadline, reader), reader.today)}")


def _assignee(task: Listed) -> str:
    name = task.assignee if isinstance(task, TaskRow) else None
    return writing.one_line(name, writing.NAME) if name else ""


def local_day(deadline: Deadline, reader: Reader) -> date:
    """Give the day of a deadline where the reader is."""
    instant = deadline.instant
    return instant.astimezone(reader.zone).date() if instant else deadline.day


def _buttons(digest: Digest, l10n: L10n) -> InlineKeyboardMarkup:
    """Give buttons for the first tasks, then for the lists, then for the settings."""
    shown = [task.id for section in digest.sections for task in section.tasks[:LINES]]
    opening = [_opening(it) for it in list(dict.fromkeys(shown))[:BUTTONS]]
    ways = [_list(it, l10n) for it in digest.sections if it.part in _LISTS]
    settings = [command_button(l10n("digest-settings"), commands.named("settings"))]
    return markup([*in_rows(opening, 5), *in_rows(ways, 2), settings])


def _opening(task_id: int) -> Button:
    return command_button(str(task_id), commands.named("task_details"), str(task_id))


def _list(section: Section, l10n: L10n) -> Button:
    name, arguments = _LISTS[section.part]
    return command_button(l10n(f"digest-list-{section.part}"), commands.named(name), arguments)


def section(part: Part, tasks: Iterable[Listed], texts: Sequence[str] = (), *, cap: int) -> Section:
    """Make a section of all that there is, which is `cap` tasks or more if it is so many."""
    listed = list(tasks)
    return Section(part, listed, texts, len(listed) + len(texts), len(listed) >= cap)
