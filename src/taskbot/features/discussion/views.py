"""Comments and changes in words: histories, notices, the captions of files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from taskbot.domain.models import Change, Comment, HistoryPage, Person, Task
from taskbot.language import changes, writing
from taskbot.language.l10n import Html
from taskbot.language.reader import Reader

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
    text = writing.one_line(comment.text or "", TEXT_IN_LINE)
    if comment.file_kind is None:
        return l10n("said-text", text=text)
    file = l10n("file-kind", kind=comment.file_kind)
    if comment.file_name:
        file = Html(f"{file} {Html.escape(writing.one_line(comment.file_name, FILE_NAME))}")
    return l10n("said-file", file=file, text=text) if text else file


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
