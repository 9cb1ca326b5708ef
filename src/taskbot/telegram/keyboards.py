"""Buttons. Each carries all that its press needs, so that it works after any restart, on any old message."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, TypeAlias

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup
from pydantic import Field

from taskbot.domain import rules
from taskbot.domain.models import Listing, Person, Task, TaskAction
from taskbot.language.l10n import L10n

LABEL = 60  # UTF-16 code units of a button's text; clients cut longer ones anyway

# A forged press may hold any number; ids are limited to PostgreSQL's bigint.
Bigint = Annotated[int, Field(ge=0, lt=2**63)]


class TaskPress(CallbackData, prefix="t"):
    """A press on a task's card: to do `act` with the task as it was at `version`.

    `arg` is what the act needs besides: a choice, a page; it holds no colon.
    """

    action: TaskAction
    id: Bigint
    version: Annotated[int, Field(ge=0, lt=2**31)] = 0
    arg: str = ""


class View(StrEnum):
    """What the message of settings shows; the values stand in the data of buttons, so they never change."""

    HOME = "home"
    LANGUAGE = "lang"
    TIMEZONE = "tz"
    NOTICES = "notices"
    REVIEW = "review"
    DIGEST = "digest"
    QUIET = "quiet"
    REMINDERS = "remind"


class SettingsPress(CallbackData, prefix="set"):
    """A press in the settings: to show a view, or, where `choice` says something, to choose that in it."""

    view: View
    choice: str = ""


class ListPress(CallbackData, prefix="ls"):
    """A press that shows a list from its first page on, in a message of its own."""

    listing: Listing


class FilterAction(StrEnum):
    """What a press does with a saved filter; the values stand in the data of buttons, and never change."""

    LIST = "list"  # all that are saved
    OPEN = "open"  # below
    HERE = "here"  # in place of the list that the button belongs to
    REST = "rest"  # without what is gone
    RENAME = "rename"
    DELETE = "delete"


class FilterPress(CallbackData, prefix="sf"):
    """A press on a saved filter of the presser's own, or on the list of them."""

    action: FilterAction
    id: Bigint = 0


# As Telegram's JSON has it (Bot API, «InlineKeyboardButton»). A list has a dozen of them, and pydantic's
# models of those would take a tenth of the time of the whole answer (`python -m bench --only load`).
Button: TypeAlias = dict[str, str]
ButtonRow: TypeAlias = list[Button]


def button(text: str, data: str, style: str | None = None) -> Button:
    """Give a button; its one line is never broken, so that nothing need keep words together."""
    made = {"text": text.replace("\u00a0", " "), "callback_data": data}
    return made if style is None else made | {"style": style}


def link_button(text: str, url: str) -> Button:
    """Give a button that leads to an address."""
    return {"text": text.replace("\u00a0", " "), "url": url}


def ticked(label: str, chosen: bool) -> str:
    """Mark what is chosen; ✅ is for what is done."""
    return f"✓ {label}" if chosen else label


def markup(rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup:
    """Put rows of buttons below a message; unchecked, for only `button` makes any."""
    return InlineKeyboardMarkup.model_construct(inline_keyboard=rows)  # type: ignore[arg-type]  # no models


def in_rows(buttons: list[Button], width: int) -> list[list[Button]]:
    """Put buttons into rows of so many."""
    return [buttons[place : place + width] for place in range(0, len(buttons), width)]


def task_button(
    task: Task, action: TaskAction, l10n: L10n, *, key: str | None = None, arg: str = ""
) -> Button:
    """Give the button of an act; `key` is its text, else the act's own."""
    press = TaskPress(action=action, id=task.id, version=task.version, arg=arg)
    return button(l10n(key or f"act-{action}"), press.pack(), _STYLES.get(action))


def list_button(listing: Listing, l10n: L10n) -> Button:
    """Give the button that shows a list."""
    return button(l10n("show-list", listing=listing), ListPress(listing=listing).pack())


# A notice speaks to its reader of what somebody did: some labels fit that better than the card's.
_NEXT_LABELS = {TaskAction.COMMENT: "next-comment", TaskAction.ASSIGN: "next-assign"}


def next_steps(task: Task, viewer: Person, l10n: L10n) -> InlineKeyboardMarkup:
    """Give the buttons below a notice: what this person does next with the task as it stands.

    A person who may not see the task any more is led to their own tasks.
    """
    if not rules.may_see(task, viewer):
        return markup([[list_button(Listing.MINE, l10n)]])
    steps = [
        task_button(task, action, l10n, key=_NEXT_LABELS.get(action))
        for action in rules.next_actions(task, viewer)
    ]
    # Only the last button stays when notices that pile up are sent as one message.
    opening = button(l10n("next-open", id=str(task.id)), TaskPress(action=TaskAction.OPEN, id=task.id).pack())
    return markup(in_rows([*steps, opening], 2))


# Clients that do not know styles show plain buttons (Bot API 9.4).
_STYLES = {
    TaskAction.START: "primary",
    TaskAction.CLAIM: "primary",
    TaskAction.DONE: "success",
    TaskAction.ACCEPT: "success",
    TaskAction.REJECT: "danger",
    TaskAction.RETURN: "danger",
    TaskAction.DELETE: "danger",
}


def back_to_card(task: Task, l10n: L10n) -> list[Button]:
    """Give the row that leads back to the card from what stands in its place for now."""
    return [task_button(task, TaskAction.OPEN, l10n, key="card-return")]
