"""The list of labels, one label, and what is asked before it changes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup
from pydantic import Field

from taskbot.domain.models import DEFAULT_PROJECT, TOTAL_CAP, Label, Project
from taskbot.language.l10n import Html, L10n
from taskbot.language.labels import written
from taskbot.repository.labels import LabelPage
from taskbot.telegram.keyboards import Button, ButtonRow, button, in_rows, markup
from taskbot.telegram.labels import on_a_button, turning


class LabelAction(StrEnum):
    """What a press does with a label; the values stand in the data of buttons, so they never change."""

    LIST = "list"  # `arg` is the page
    OPEN = "open"
    RENAME = "rename"
    MERGE = "merge"  # `arg` is the page of those to choose from
    INTO = "into"  # `arg` is the id of the other label
    ASK = "ask"  # whether to delete it
    DELETE = "delete"


class LabelPress(CallbackData, prefix="lb"):
    """A press on a label, or on the list of them."""

    action: LabelAction
    id: Annotated[int, Field(ge=0, lt=2**63)] = 0
    arg: Annotated[int, Field(ge=0, lt=2**63)] = 0


def _button(
    action: LabelAction, text: str, label_id: int = 0, arg: int = 0, style: str | None = None
) -> Button:
    return button(text, LabelPress(action=action, id=label_id, arg=arg).pack(), style)


def listed(
    page: LabelPage, projects: Mapping[int, Project], l10n: L10n
) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Show a page of labels, each with the number of its open tasks."""
    if not page.labels:
        return l10n("labels-none"), None
    rows = [
        l10n("labels-row", label=_named(it, projects), count=_count(page.open[it.id])) for it in page.labels
    ]
    text = Html("\n".join([l10n("labels-list"), "", *rows, "", l10n("labels-hint")]))
    buttons = [_button(LabelAction.OPEN, on_a_button(it.name), it.id) for it in page.labels]

    def data(arg: str) -> str:
        return LabelPress(action=LabelAction.LIST, arg=int(arg[1:])).pack()

    return text, markup([*in_rows(buttons, 2), *turning(page, l10n, data)])


def _named(label: Label, projects: Mapping[int, Project]) -> str:
    project = projects.get(label.project_id) if label.project_id != DEFAULT_PROJECT else None
    return f"{written(label.name)} (#{project.name})" if project else written(label.name)


def _count(count: int) -> str:
    return f"{count}+" if count >= TOTAL_CAP else str(count)


def one(
    label: Label, tasks: Button, l10n: L10n, *, leads: bool, count: int
) -> tuple[Html, InlineKeyboardMarkup]:
    """Show a label, and what the reader can do with it."""
    rows: list[ButtonRow] = [[tasks]]
    if leads:
        rows.append(
            [
                _button(LabelAction.RENAME, l10n("label-rename"), label.id),
                _button(LabelAction.MERGE, l10n("label-merge"), label.id, 1),
            ]
        )
        rows.append([_button(LabelAction.ASK, l10n("act-delete"), label.id, style="danger")])
    rows.append([_button(LabelAction.LIST, l10n("labels-back"), arg=1)])
    text = l10n("label-card", label=written(label.name), count=count, shown=_count(count))
    return text, markup(rows)


def back(label: Label, l10n: L10n) -> ButtonRow:
    """Give the row that leads back to a label."""
    return [_button(LabelAction.OPEN, l10n("label-back", label=on_a_button(label.name)), label.id)]


def ask_name(label: Label, l10n: L10n) -> tuple[Html, InlineKeyboardMarkup]:
    return l10n("label-ask-name", label=written(label.name)), markup([back(label, l10n)])


def ask_other(label: Label, page: LabelPage, l10n: L10n) -> tuple[Html, InlineKeyboardMarkup]:
    """Ask into which label another goes."""
    others = [it for it in page.labels if it.id != label.id]
    buttons = [_button(LabelAction.INTO, on_a_button(it.name), label.id, it.id) for it in others]

    def data(arg: str) -> str:
        return LabelPress(action=LabelAction.MERGE, id=label.id, arg=int(arg[1:])).pack()

    rows = [*in_rows(buttons, 2), *turning(page, l10n, data), back(label, l10n)]
    return l10n("label-ask-other", label=written(label.name)), markup(rows)


def ask_delete(label: Label, count: int, l10n: L10n) -> tuple[Html, InlineKeyboardMarkup]:
    yes = _button(LabelAction.DELETE, l10n("act-delete"), label.id, style="danger")
    no = _button(LabelAction.OPEN, l10n("label-keep"), label.id)
    text = l10n("label-ask-delete", label=written(label.name), count=count, shown=_count(count))
    return text, markup([[yes, no]])
