"""Records to text. Everything is cut to what one Telegram message holds."""

from __future__ import annotations

from aiogram.types import InlineKeyboardMarkup

from taskbot.domain import rules
from taskbot.domain.models import (
    DEFAULT_PROJECT,
    ChangeKind,
    Comment,
    Person,
    Source,
    Status,
    Task,
    TaskAction,
)
from taskbot.language.changes import line
from taskbot.language.l10n import Html, L10n
from taskbot.language.labels import written
from taskbot.language.reader import Reader
from taskbot.language.recurring import words
from taskbot.language.writing import (
    DESCRIPTION,
    MESSAGE,
    TITLE_IN_CARD,
    assignees,
    author,
    cut,
    deadline,
    name,
    one_line,
    project,
    quote,
    shorten,
    units,
    with_reminders,
    without_markup,
)
from taskbot.telegram.keyboards import Button, button, in_rows, markup, task_button

COMMENT_IN_CARD = 120


def card(task: Task, reader: Reader, head: Html | None = None) -> Html:
    """Show one task in full, below `head`; of a long description, as much as fits."""
    above = f"{head}\n\n" if head else ""
    text = f"{above}{_card(task, reader, DESCRIPTION)}"
    if task.description and units(task.description) > DESCRIPTION:
        room = units(shorten(task.description, DESCRIPTION)) + MESSAGE - units(without_markup(Html(text)))
        text = f"{above}{_card(task, reader, max(room, 1))}"
    return Html(text)


def _card(task: Task, reader: Reader, description: int) -> Html:
    l10n = reader.l10n
    text = l10n(
        "task-card",
        id=str(task.id),
        title=shorten(task.title, TITLE_IN_CARD),
        description=quote(task.description, description),
        status=_standing(task, l10n),
        priority=l10n("priority", priority=task.priority),
        deadline=with_reminders(deadline(task.deadline, task.status, reader), task.remind_before, l10n),
        assignees=_assignees(task, l10n),
        creator=name(task.creator) if task.creator else l10n("nobody"),
        created=l10n.day(task.created_at.astimezone(reader.zone).date(), reader.today),
    )
    if task.project_id != DEFAULT_PROJECT:
        line_of_project = l10n("task-project-line", name=project(task.project, l10n))
        text = Html(f"{text}\n{line_of_project}")
    if task.labels:
        named = ", ".join(written(it.name) for it in task.labels)
        text = Html(f"{text}\n{l10n('labels-line', labels=named)}")
    if task.repeat is not None:
        text = Html(f"{text}\n{l10n('repeat-line', rule=words(task.repeat, l10n))}")
    latest = "\n".join(_latest(task, reader))
    return Html(f"{text}\n\n{latest}") if latest else text


def _assignees(task: Task, l10n: L10n) -> Html:
    """Name the assignees, and those who will be once the bot meets them."""
    if not task.pending:
        key = "card-assignees" if len(task.assignees) > 1 else "card-assignee"
        return l10n(key, names=assignees(task, l10n))
    waiting = l10n("card-pending", names=", ".join(cut(task.pending)))
    if not task.assignees:
        return waiting
    key = "card-assignees" if len(task.assignees) > 1 else "card-assignee"
    return Html(f"{l10n(key, names=assignees(task, l10n))}\n{waiting}")


def in_group(task: Task, source: Source, reader: Reader) -> Html:
    """Show a task to a group: no description, no comments, no history."""
    l10n = reader.l10n
    text = l10n(
        "group-card",
        id=str(task.id),
        title=shorten(task.title, TITLE_IN_CARD),
        status=_standing(task, l10n),
        priority=l10n("priority", priority=task.priority),
        deadline=deadline(task.deadline, task.status, reader),
        assignees=_assignees(task, l10n),
    )
    if source.link is None:
        return text
    return Html("\n".join([text, l10n("group-card-source", link=source.link)]))


# What anybody may press; whose press it is decides whether it does something.
_GROUP_ROWS = ((TaskAction.CLAIM,), (TaskAction.START, TaskAction.DONE, TaskAction.ACCEPT, TaskAction.REOPEN))


def group_buttons(task: Task, l10n: L10n) -> InlineKeyboardMarkup:
    """Give the buttons of a task's card in a group, the same for all."""
    rows = [[task_button(task, it, l10n) for it in row if _makes_sense(it, task)] for row in _GROUP_ROWS]
    opening = task_button(task, TaskAction.OPEN, l10n, key="group-card-open")
    return markup([*filter(None, rows), [opening]])


def _makes_sense(action: TaskAction, task: Task) -> bool:
    """Whether somebody may do that with a task as it stands."""
    finished = task.status.finished
    return {
        TaskAction.CLAIM: not finished and not task.assignees,
        TaskAction.START: task.status is Status.PENDING and bool(task.assignees),
        TaskAction.DONE: not finished and not task.submitted and bool(task.assignees),
        TaskAction.ACCEPT: task.submitted,
        TaskAction.REOPEN: finished,
    }[action]


def _standing(task: Task, l10n: L10n) -> Html:
    if task.deleted_at is not None:
        return l10n("status-deleted")
    if task.skipped:
        return l10n("status-skipped")
    status = l10n("status", status=task.status)
    if task.submitted:
        return l10n("status-submitted", status=status)
    if task.review and not task.status.finished:
        return l10n("status-review", status=status)
    return status


def _latest(task: Task, reader: Reader) -> list[Html]:
    lines = []
    if task.last_comment is not None:
        lines.append(last_comment(task.last_comment, task.comments, reader))
    latest = task.last_change
    # A change at the moment of the creation belongs to it: the first assignees, whom the card names anyway.
    if latest is not None and latest.kind is not ChangeKind.CREATED and latest.created_at != task.created_at:
        lines.append(reader.l10n("last-change", change=line(latest, reader)))
    return lines


def last_comment(comment: Comment, count: int, reader: Reader) -> Html:
    """Show the latest of a task's comments."""
    text = comment.text or reader.l10n("file-kind", kind=comment.file_kind or "document")
    return reader.l10n(
        "last-comment",
        count=count,
        name=author(comment.author, reader.l10n),
        moment=reader.l10n.moment(comment.created_at, reader.now),
        text=text if isinstance(text, Html) else one_line(text, COMMENT_IN_CARD),
    )


# Acts that belong together; on a phone a row has room for two of their Russian labels.
_ROWS = (
    (TaskAction.CLAIM,),
    (TaskAction.ACCEPT, TaskAction.RETURN),
    (TaskAction.START, TaskAction.DONE, TaskAction.REJECT, TaskAction.REOPEN, TaskAction.UNCLAIM),
    (TaskAction.SKIP, TaskAction.REPEAT),
    (TaskAction.COMMENT, TaskAction.HISTORY),
    (TaskAction.EDIT, TaskAction.ASSIGN),
    (TaskAction.DEADLINE, TaskAction.PRIORITY),
    (TaskAction.FILES, TaskAction.DELETE, TaskAction.RESTORE),
)


def buttons(task: Task, viewer: Person, l10n: L10n, back: str | None = None) -> InlineKeyboardMarkup:
    """Give the buttons of a task's card: what this person may do now, and the way back to a list."""
    rows: list[list[Button]] = []
    for row in _ROWS:
        offered = [task_button(task, action, l10n) for action in row if offers(action, task, viewer)]
        rows += in_rows(offered, 2)
    if back is not None:
        rows.append([button(l10n("card-back"), back)])
    return markup(rows)


def offers(action: TaskAction, task: Task, viewer: Person) -> bool:
    """Whether a person's card of a task has the button for that."""
    if action is TaskAction.FILES and not task.files:
        return False
    if action in (TaskAction.DONE, TaskAction.REJECT) and task.submitted:
        return False  # what is submitted is accepted or returned
    return rules.may(action, task, viewer)
