"""Pieces of sentences: names of people and of tasks, deadlines, texts cut to what a message holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import unescape

from taskbot.domain.models import Deadline, Person, Status, Task
from taskbot.language.arguments import Name
from taskbot.language.l10n import Html, L10n
from taskbot.language.reader import Reader
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


def deadline(due: Deadline | None, status: Status, reader: Reader) -> Html:
    """Say when a task is due, and for an unfinished task also how far away that is."""
    if due is None:
        return reader.l10n("no-deadline")
    if status.finished:
        return when(due, reader)
    return reader.l10n("due", date=when(due, reader), relative=_relative(due, reader))


def when(due: Deadline, reader: Reader) -> Html:
    """Write a deadline where the reader is; Telegram's clients show a time in their own zone.

    One that does not know the entity shows the text (Bot API, «Date-time entity formatting»).
    """
    if due.time is None:
        return Html.escape(reader.l10n.day(due.day, reader.today))
    written, instant = Html.escape(when_plain(due, reader)), due.instant
    if instant is None:
        return written
    return Html(f'<tg-time unix="{int(instant.timestamp())}" format="wdt">{written}</tg-time>')


def when_plain(due: Deadline, reader: Reader) -> str:
    """Write a deadline where the reader is, without markup."""
    here = due.here(reader.now)
    day = reader.l10n.day(here.day, reader.today)
    return day if here.time is None else f"{day}, {here.time:%H:%M}"


def _relative(due: Deadline, reader: Reader) -> Html:
    day = due.day if due.time is None else due.here(reader.now).day
    l10n, days = reader.l10n, (day - reader.today).days
    if days < 0 or (due.time is not None and due.passed(reader.now)):
        return l10n("overdue", days=-days) if days < 0 else l10n("overdue-today")
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


def project(name: str | None, l10n: L10n) -> str:
    """Name a project, without its sign; the default one has no name of its own until it is given one."""
    return name or l10n("project-default")


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


# --- Spans of time --------------------------------------------------------------------------------

_HOUR, _DAY = 60, 24 * 60  # minutes


def span(minutes: int, l10n: L10n) -> Html:
    """Write a span of time by its two greatest units: `2 h`, `1 d 2 h`, `90 min`."""
    days, rest = divmod(minutes, _DAY)
    hours, left = divmod(rest, _HOUR)
    if days:
        left = 0
    parts = [("day", days), ("hour", hours), ("minute", left)]
    return Html(" ".join(l10n("span", unit=unit, count=count) for unit, count in parts if count))


def spans(several: Iterable[int], l10n: L10n) -> Html:
    """Write spans of so many minutes before a deadline."""
    return l10n("spans-before", spans=Html(", ".join(span(it, l10n) for it in several)))


def with_reminders(deadline: Html, remind_before: Sequence[int], l10n: L10n) -> Html:
    """Write behind a deadline how long before it people are reminded."""
    return Html(f"{deadline} · ⏰ {spans(remind_before, l10n)}") if remind_before else deadline
