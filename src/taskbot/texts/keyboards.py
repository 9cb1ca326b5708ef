"""Buttons. One carries all that its press needs, so that it works after any restart, on any old message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup
from pydantic import Field

from taskbot import rules
from taskbot.models import Act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from taskbot.models import Person, Task
    from taskbot.texts.l10n import L10n

LABEL = 60  # UTF-16 code units of a button's text; clients cut longer ones anyway

# Whoever forges a press may send any number: ids are such as PostgreSQL compares.
_Bigint = Annotated[int, Field(ge=0, lt=2**63)]


class TaskPress(CallbackData, prefix="t"):
    """A press on a task's card: to do `act` with the task as it was at `version`.

    `arg` is what the act needs besides: a choice, a page; it holds no colon.
    """

    act: Act
    id: _Bigint
    version: Annotated[int, Field(ge=0, lt=2**31)] = 0
    arg: str = ""


# As Telegram's JSON has it (Bot API, «InlineKeyboardButton»). A list has a dozen of them, and pydantic's
# models of those would take a tenth of the time of the whole answer.
Button: TypeAlias = dict[str, str]


def button(text: str, data: str, style: str | None = None) -> Button:
    """Give a button; its one line is never broken, so that nothing need keep words together."""
    made = {"text": text.replace("\u00a0", " "), "callback_data": data}
    return made if style is None else made | {"style": style}


def ticked(label: str, chosen: bool) -> str:
    """Mark what is chosen; ✅ is for what is done."""
    return f"✓ {label}" if chosen else label


def markup(rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup:
    """Put rows of buttons below a message; unchecked, for only `button` makes any."""
    return InlineKeyboardMarkup.model_construct(inline_keyboard=rows)  # type: ignore[arg-type]  # no models


def in_rows(buttons: list[Button], width: int) -> list[list[Button]]:
    """Put buttons into rows of so many."""
    return [buttons[place : place + width] for place in range(0, len(buttons), width)]


def task_button(task: Task, act: Act, l10n: L10n, *, key: str | None = None, arg: str = "") -> Button:
    """Give the button of an act; `key` is its text, else the act's own."""
    press = TaskPress(act=act, id=task.id, version=task.version, arg=arg)
    return button(l10n(key or f"act-{act}"), press.pack(), _STYLES.get(act))


# Clients that do not know styles show plain buttons (Bot API 9.4).
_STYLES = {
    Act.START: "primary",
    Act.CLAIM: "primary",
    Act.DONE: "success",
    Act.ACCEPT: "success",
    Act.REJECT: "danger",
    Act.RETURN: "danger",
    Act.DELETE: "danger",
}

# On a phone a row has room for two Russian labels, for three short ones.
_ROWS = (
    (Act.CLAIM,),
    (Act.ACCEPT, Act.RETURN),
    (Act.START, Act.DONE, Act.REJECT, Act.REOPEN),
    (Act.COMMENT, Act.HISTORY),
    (Act.EDIT, Act.ASSIGN),
    (Act.DEADLINE, Act.PRIORITY),
    (Act.FILES, Act.DELETE, Act.RESTORE),
)


def card(task: Task, viewer: Person, l10n: L10n, back: str | None = None) -> InlineKeyboardMarkup:
    """Give the buttons of a task's card: what this person may do now, and the way back to a list."""
    rows = [[task_button(task, act, l10n) for act in row if _offered(act, task, viewer)] for row in _ROWS]
    if back is not None:
        rows.append([button(l10n("card-back"), back)])
    return markup([row for row in rows if row])


def _offered(act: Act, task: Task, viewer: Person) -> bool:
    if act is Act.FILES and not task.files:
        return False
    if act in (Act.DONE, Act.REJECT) and task.submitted:
        return False  # what is handed in is accepted or returned
    return rules.may(act, task, viewer)


def back_to_card(task: Task, l10n: L10n) -> list[Button]:
    """Give the row that leads back to the card from what stands in its place for now."""
    return [task_button(task, Act.OPEN, l10n, key="card-return")]
