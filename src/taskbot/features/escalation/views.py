"""The list of what is late, and the buttons of the switch."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram.types import InlineKeyboardMarkup

from taskbot import commands
from taskbot.domain import rules
from taskbot.domain.escalation import Late, LateTask, Part
from taskbot.domain.models import Person, Role
from taskbot.features.escalation.commands import ESCALATION
from taskbot.language import writing
from taskbot.language.l10n import Html, L10n
from taskbot.telegram.command_buttons import command_button
from taskbot.telegram.keyboards import Button, in_rows, markup, ticked

TITLE = 80  # UTF-16 code units: thirty lines of that fit into a message


def switch(l10n: L10n, *, on: bool) -> InlineKeyboardMarkup:
    """Give a button for on and one for off, the present one marked."""
    choices = {"on": on, "off": not on}
    buttons = [
        command_button(ticked(l10n(f"escalation-{choice}"), chosen), ESCALATION, choice, once=True)
        for choice, chosen in choices.items()
    ]
    return markup([buttons])


def message(late: Sequence[Late], person: Person, l10n: L10n) -> tuple[Html, InlineKeyboardMarkup]:
    """Give the text of a list, and buttons for the lists that have all of it."""
    role = "lead" if rules.led(person) and person.role is not Role.ADMIN else str(person.role)
    text = Html("\n\n".join(_part(it, role, l10n) for it in late))
    return text, markup(in_rows([_all(it.part, role, l10n) for it in late], 2))


def _part(late: Late, role: str, l10n: L10n) -> Html:
    count = f"{late.total}+" if late.at_least else str(late.total)
    lines = [l10n(f"escalation-{late.part}", count=count, role=role)]
    lines += [_line(it, late.part, l10n) for it in late.tasks]
    if more := late.total - len(late.tasks):
        lines.append(l10n("escalation-more", count=f"{more}+" if late.at_least else str(more)))
    return Html("\n".join(lines))


def _line(task: LateTask, part: Part, l10n: L10n) -> Html:
    row = task.row
    name = writing.one_line(row.assignee, writing.NAME) if row.assignee else l10n("escalation-nobody")
    return l10n(
        "escalation-row",
        icon=Html(l10n("priority", priority=row.priority).split()[0]),
        id=str(row.id),
        title=writing.one_line(row.title, TITLE),
        assignee="" if part is Part.OWN else l10n("escalation-assignee", name=name, others=row.others),
        workdays=task.workdays,
    )


def _all(part: Part, role: str, l10n: L10n) -> Button:
    """Give the button for the list that has all of a part."""
    name, arguments = {
        Part.OWN: ("my_tasks", "due:overdue"),
        Part.OTHERS: ("created_tasks", "due:overdue") if role == Role.EMPLOYEE else ("overdue_tasks", ""),
        Part.WAITING: ("to_accept", ""),
    }[part]
    return command_button(l10n(f"escalation-all-{part}"), commands.named(name), arguments)
