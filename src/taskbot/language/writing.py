"""Pieces of sentences: names of people and of tasks, deadlines, texts cut to what a message holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from html import unescape

from taskbot.domain.models import Person, Status, Task
from taskbot.language.arguments import Name
from taskbot.language.l10n import Html, L10n
from taskbot.language.typed_text import visible
from taskbot.repository.leaving import Left

# A message holds 4,096 UTF-16 code units after its entities are parsed (Bot API, «sendMessage»), and the
# pieces below add up to less.
TITLE_IN_CARD = 600
TITLE_IN_LIST = 120
MESSAGE = 4096
DESCRIPTION = 300
NAME = 64
TOAST = 200
IN_SENTENCE = 5  # people or changes that one sentence names
REASON = 600
FOLDED_FROM = 300  # a description longer than this is folded by the client


def units(text: str) -> int:
    """Count a text's UTF-16 code units, as Telegram does."""
    return len(text.encode("utf-16-le")) // 2


def shorten(text: str, limit: int) -> str:
    """Cut a text to `limit` UTF-16 code units, visibly: the last one is then an ellipsis."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * limit:
        return text
    return units[: 2 * (limit - 1)].decode("utf-16-le", "ignore").rstrip() + "…"


def one_line(text: str, limit: int) -> str:
    """Fold a text into one line of at most `limit` UTF-16 code units."""
    return shorten(" ".join(text.split()), limit)


def plain(text: Html) -> str:
    """Take a text's markup away and cut it, as a toast needs it (Bot API, «answerCallbackQuery»)."""
    return shorten(without_markup(text), TOAST)


def without_markup(text: Html) -> str:
    return unescape(re.sub(r"<[^<>]*>", "", text))


def name(person: Person) -> str:
    """Name a person as others know them: by full name and username, as far as they have them."""
    username = f"@{person.username}" if person.username else ""
    full_name = _full_name(person)
    if full_name and username:
        return f"{full_name} ({username})"
    return full_name or username or str(person.telegram_id)


def names(people: Iterable[Person]) -> str:
    """Name people in a sentence, only the first of many: a message can be too long to be sent."""
    return ", ".join(cut([name(it) for it in people]))


def cut(texts: Sequence[str]) -> list[str]:
    """Give the first of many texts, and an ellipsis for the others."""
    return [*texts[:IN_SENTENCE], *(["…"] if len(texts) > IN_SENTENCE else [])]


def called(person: Person) -> str:
    """Give the name of a person, or their username or id where the name is blank."""
    return _full_name(person) or name(person)


def _full_name(person: Person) -> str:
    """Give the full name, empty where nothing of it is to be seen."""
    return one_line(person.full_name, NAME) if visible(person.full_name) else ""


def typed(named: int | str) -> str:
    """Write a Telegram id, a username or a name as people type them."""
    return str(named) if isinstance(named, int | Name) else f"@{named}"


def deadline(due_date: date | None, status: Status, today: date, l10n: L10n) -> Html:
    """Say when a task is due: the date, and for an unfinished task also how far away that is."""
    if due_date is None:
        return l10n("no-deadline")
    day = l10n.day(due_date, today)
    if status.finished:
        return Html(day)
    return l10n("due", date=day, relative=_relative((due_date - today).days, l10n))


def _relative(days: int, l10n: L10n) -> Html:
    if days < 0:
        return l10n("overdue", days=-days)
    if days == 0:
        return l10n("due-today")
    return l10n("due-tomorrow") if days == 1 else l10n("due-in", days=days)


def author(person: Person | None, l10n: L10n) -> str:
    """Name the author of a change or comment, who may have left."""
    return called(person) if person is not None else l10n("somebody")


def quote(description: str | None, limit: int) -> Html:
    """Show a description as a quotation, folded where it is long."""
    if not description:
        return Html()
    text = shorten(description, limit)
    fold = " expandable" if len(text) > FOLDED_FROM else ""
    return Html(f"\n<blockquote{fold}>{Html.escape(text)}</blockquote>")


def title(task: Task) -> str:
    """Name a task inside a sentence."""
    return one_line(task.title, TITLE_IN_LIST)


def named(task: Task) -> dict[str, str]:
    """Give the variables by which a sentence names a task."""
    return {"id": str(task.id), "title": title(task)}


ASSIGNEES = 10


def assignees(task: Task, l10n: L10n) -> Html:
    """Name the assignees of a task; of several, each with their own status."""
    if not task.assignees:
        return l10n("unassigned")
    if len(task.assignees) == 1:
        return Html.escape(name(task.assignees[0].person))
    lines = [
        l10n(
            "assignee-submitted" if it.submitted else "assignee-status",
            name=name(it.person),
            status=l10n("status", status=it.status),
        )
        for it in task.assignees[:ASSIGNEES]
    ]
    if more := len(task.assignees) - len(lines):
        lines.append(l10n("assignees-more", count=more))
    return Html("\n" + "\n".join(lines))


TASKS_NAMED = 10  # named in a message about many


def task_lines(left: Sequence[Left], l10n: L10n) -> Html:
    """Name tasks, a line each, and how many more there are."""
    lines: list[Html] = [
        l10n("tasks-row", id=str(it.id), title=one_line(it.title, TITLE_IN_LIST)) for it in left[:TASKS_NAMED]
    ]
    if len(left) > TASKS_NAMED:
        lines.append(l10n("tasks-more", count=len(left) - TASKS_NAMED))
    return Html("\n".join(lines))
