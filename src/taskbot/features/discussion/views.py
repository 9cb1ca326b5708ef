"""Comments and changes in words: histories, notices, the captions of files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from taskbot.domain.models import Change, Comment, HistoryPage, Person, Task, TaskAction
from taskbot.language import changes, writing
from taskbot.language.l10n import Html, L10n
from taskbot.language.reader import Reader
from taskbot.telegram.keyboards import Button, ButtonRow, TaskPress, button, in_rows

# Ten lines of a history, or the last of a notice, are less than one message holds: 4,096 UTF-16 code units.
TEXT_IN_LINE = 240
FILE_NAME = 60
NEWS = 5  # lines of a notice
NAMES = 3
CAPTION = 1024 - 200  # of a file (Bot API, «sendDocument»), below the line that says whose it is


def history(task: Task, page: HistoryPage, reader: Reader) -> Html:
    """Show a page of a task's history."""
    title = reader.l10n("history-title", **writing.named(task))
    lines = [line(it, reader) for it in page.entries] or [reader.l10n("history-empty")]
    return Html("\n".join([f"{title}\n", *lines]))


def line(entry: Comment | Change, reader: Reader) -> Html:
    """Write an entry of a history: a comment or a change, its author and its time."""
    if isinstance(entry, Change):
        return changes.line(entry, reader)
    return reader.l10n(
        "change-line",
        moment=reader.l10n.moment(entry.created_at, reader.now),
        name=writing.author(entry.author, reader.l10n),
        what=_comment(entry, reader),
    )


def _comment(comment: Comment, reader: Reader) -> Html:
    l10n = reader.l10n
    said = _said(comment, l10n)
    return l10n("said-edited", what=said) if comment.edited_at else said


def _said(comment: Comment, l10n: L10n) -> Html:
    text = writing.one_line(comment.text or "", TEXT_IN_LINE)
    if comment.file_kind is None:
        return l10n("said-text", text=text)
    file = l10n("file-kind", kind=comment.file_kind)
    if comment.file_name:
        file = Html(f"{file} {Html.escape(writing.one_line(comment.file_name, FILE_NAME))}")
    return l10n("said-file", file=file, text=text) if text else file


def own_comments(
    task: Task, comments: Sequence[Comment], total: int, reader: Reader
) -> tuple[Html, list[ButtonRow]]:
    """Show a person's own comments on a task, the newest first, each with a button that deletes it."""
    l10n, named = reader.l10n, writing.named(task)
    if not comments:
        return l10n("own-comments-none", **named), []
    lines = [
        l10n(
            "own-comments-row",
            number=number,
            moment=l10n.moment(it.created_at, reader.now),
            what=_comment(it, reader),
        )
        for number, it in enumerate(comments, 1)
    ]
    if total > len(comments):
        number = len(comments) + 1
        lines.append(l10n("own-comments-more", count=total - len(comments), id=named["id"], number=number))
    buttons = [
        _delete_button(task, it, l10n("own-comments-delete", number=number))
        for number, it in enumerate(comments, 1)
    ]
    text = Html("\n".join([l10n("own-comments", **named), "", *lines]))
    return text, in_rows(buttons, 5)


def ask_to_delete(task: Task, comment: Comment, reader: Reader) -> tuple[Html, list[ButtonRow]]:
    """Ask whether a comment is to be deleted."""
    l10n = reader.l10n
    text = l10n("ask-delete-comment", **writing.named(task), what=_comment(comment, reader))
    return text, [[_delete_button(task, comment, l10n("comment-delete-yes"), sure="y")]]


def _delete_button(task: Task, comment: Comment, text: Html, sure: str = "") -> Button:
    press = TaskPress(
        action=TaskAction.DELETE_COMMENT, id=task.id, version=task.version, arg=f"{comment.id}{sure}"
    )
    return button(text, press.pack(), "danger" if sure else None)


def caption(task: Task, comment: Comment, reader: Reader) -> Html:
    """Write the caption of a file that is sent back: its task, its author, their comment."""
    head = reader.l10n(
        "file-caption",
        id=str(task.id),
        name=writing.author(comment.author, reader.l10n),
        moment=reader.l10n.moment(comment.created_at, reader.now),
    )
    text = writing.shorten(comment.text, CAPTION) if comment.text else ""
    return Html(f"{head}\n{Html.escape(text)}") if text else head


def notice(task: Task, news: Sequence[Comment | Change], reader: Reader) -> Html:
    """Write a notice of comments and changes: how many, by whom, and the last ones in full."""
    head = reader.l10n(
        "notice-head",
        **writing.named(task),
        what=Html(", ".join(_amounts(news, reader))),
        names=_names(news, reader),
    )
    latest = [line(it, reader) for it in news[-NEWS:]]
    more = [reader.l10n("notice-more", count=len(news) - NEWS)] if len(news) > NEWS else []
    return Html("\n".join(chain([head], more, latest)))


def _amounts(news: Sequence[Comment | Change], reader: Reader) -> Iterable[Html]:
    files = sum(isinstance(it, Comment) and it.file_kind is not None for it in news)
    changes = sum(isinstance(it, Change) for it in news)
    amounts = {
        "notice-comments": len(news) - files - changes,
        "notice-files": files,
        "notice-changes": changes,
    }
    return [reader.l10n(key, count=count) for key, count in amounts.items() if count]


def _names(news: Sequence[Comment | Change], reader: Reader) -> str:
    people: Iterable[Person | None] = (it.author if isinstance(it, Comment) else it.actor for it in news)
    names = list(dict.fromkeys(writing.author(person, reader.l10n) for person in people))
    return ", ".join([*names[:NAMES], *(["…"] if len(names) > NAMES else [])])
