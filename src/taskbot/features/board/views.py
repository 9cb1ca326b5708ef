"""A board as a group sees it: the open tasks of its project and nothing else, in at most twelve lines."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from taskbot.domain.models import TOTAL_CAP, Source, Status, TaskRow
from taskbot.language.l10n import Html, L10n
from taskbot.language.reader import Reader
from taskbot.language.writing import NAME, deadline, one_line
from taskbot.repository.boards import Board
from taskbot.telegram.keyboards import Bigint, button, in_rows, link_button, markup

LINES = 12  # of the whole board
TASKS = LINES - 2  # between its heading and what it says of those that it does not show
TITLE = 60  # UTF-16 units


class BoardPress(CallbackData, prefix="bd"):
    """A press on a board: to show a task to the presser alone."""

    id: Bigint


class BoardAgainPress(CallbackData, prefix="bda"):
    """A press that puts a board up once more: in the group of that id, without its sign, and its topic.

    `message` is the board that it is to replace, 0 for a lost one: so an old press does nothing.
    """

    group: Bigint
    thread: Bigint = 0
    message: Bigint = 0


@dataclass(frozen=True, slots=True)
class Content:
    """What a board shows: the name of its project, null for a team's only one; its tasks, of so many.

    Of more than `TOTAL_CAP` it is not known how many.
    """

    project: str | None
    rows: Sequence[TaskRow]
    total: int


def chosen(rows: Sequence[TaskRow]) -> list[TaskRow]:
    """Choose what a board has room for: of both statuses the first, and each half of it if both are many."""
    begun = [it for it in rows if it.status is Status.IN_PROGRESS]
    pending = [it for it in rows if it.status is Status.PENDING]
    share = max(TASKS // 2, TASKS - len(pending))
    begun = begun[:share]
    return [*begun, *pending[: TASKS - len(begun)]]


def text(content: Content, reader: Reader) -> Html:
    """Show a board to all."""
    l10n = reader.l10n
    lines = [_heading(content, l10n), *(_line(it, reader) for it in content.rows)]
    if not content.rows:
        lines.append(l10n("board-empty"))
    elif content.total > len(content.rows):
        lines.append(l10n("board-more", count=_count(content.total, len(content.rows))))
    return Html("\n".join(lines))


def _heading(content: Content, l10n: L10n) -> Html:
    count = _count(content.total)
    if content.project is None:
        return l10n("board-heading", count=count)
    return l10n("board-heading-project", project=content.project, count=count)


def _count(total: int, shown: int = 0) -> str:
    return f"{total - shown}+" if total >= TOTAL_CAP else str(total - shown)


def _line(row: TaskRow, reader: Reader) -> Html:
    l10n = reader.l10n
    parts = [deadline(row.deadline, row.status, reader)] if row.deadline is not None else []
    if row.submitted:
        parts.append(l10n("filter-submitted"))
    if row.assignee is not None:
        name = one_line(row.assignee, NAME)
        parts.append(
            l10n("list-assignees", name=name, others=row.others) if row.others else Html.escape(name)
        )
    return l10n(
        "board-line",
        icon=_first_word(l10n("status", status=row.status)),
        priority=_first_word(l10n("priority", priority=row.priority)),
        id=str(row.id),
        title=one_line(row.title, TITLE),
        notes=Html("".join(f" · {it}" for it in parts)),
    )


def _first_word(text: Html) -> Html:
    return Html(text.split()[0])


def buttons(rows: Sequence[TaskRow]) -> InlineKeyboardMarkup | None:
    """Give a button for each task."""
    opening = [button(str(it.id), BoardPress(id=it.id).pack()) for it in rows]
    return markup(in_rows(opening, 5)) if opening else None


def offer(board: Board, l10n: L10n) -> InlineKeyboardMarkup:
    """Give the way to a board that is there, and a new one in its place."""
    link = Source(board.chat_id, board.thread_id, board.message_id).link
    press = BoardAgainPress(group=-board.chat_id, thread=board.thread_id, message=board.message_id or 0)
    rows = [[link_button(l10n("board-show"), link)]] if link else []
    return markup([*rows, [button(l10n("board-again"), press.pack())]])


def digest(text: Html, keyboard: InlineKeyboardMarkup | None) -> str:
    """Stand for all that a board shows."""
    shown = repr((text, keyboard.inline_keyboard if keyboard else None))
    return hashlib.sha256(shown.encode()).hexdigest()
