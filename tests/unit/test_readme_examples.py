"""The examples of the documents: each is one message, and means what the document says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from taskbot.commands import find
from taskbot.domain.models import OPEN, ChangeKind, Language, Priority, Role, Status
from taskbot.domain.rules import Refusal
from taskbot.features.creation.commands import NewTask, new_task
from taskbot.features.creation.one_line import Line, Text, is_keyed, read
from taskbot.features.digest.commands import WORKDAYS, DigestChoice, QuietChoice
from taskbot.features.editing.commands import Assignment, TaskEdit
from taskbot.features.joining.commands import NewInvite
from taskbot.features.labels.commands import Act, LabelsCommand
from taskbot.features.lists.commands import Selection
from taskbot.features.people.commands import HandOver, People, RoleChange
from taskbot.features.projects.commands import Deed, ProjectCommand
from taskbot.features.settings.commands import Choice
from taskbot.features.work.commands import StatusChange
from taskbot.language.arguments import Remark, TaskNumber, TaskNumbers
from taskbot.language.labels import LabelEdit
from taskbot.language.typed_text import split_command
from taskbot.telegram.one_command import require_one
from unit.test_docs import COMMANDS_EN, COMMANDS_RU, ENGLISH, RUSSIAN, blocks, code, table

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
PROJECTS = {"website": 2, "сайт": 2}
FIVE = TaskNumber(5)
NUMBER = (TaskNumbers((5,)), TaskNumbers((5, 6)))


def expected(language: Language) -> list[tuple[str, Any]]:
    """The commands of the table of examples, with what they are read as."""
    english = language is Language.EN
    report, annual, data, bank = (
        ("Prepare the report", "Prepare the annual report", "Check the data", "Call the bank")
        if english
        else ("Подготовить отчёт", "Подготовить годовой отчёт", "Проверить данные", "Позвонить в банк")
    )
    sales, ready, missing = (
        ("Sales by quarter", "The figures are ready", "The conclusions are missing")
        if english
        else ("Продажи по кварталам", "Цифры готовы", "Не хватает выводов")
    )
    urgent, old = ("urgent", "old") if english else ("срочно", "старая")
    changes = (
        (ChangeKind.TITLE, annual),
        (ChangeKind.PRIORITY, Priority.HIGH),
        (ChangeKind.DEADLINE, "tomorrow" if english else "завтра"),
        (ChangeKind.REVIEW, True),
    )
    cleared = ((ChangeKind.DEADLINE, "none" if english else "нет"), (ChangeKind.DESCRIPTION, None))
    return [
        ("my_tasks", Selection(filter=OPEN)),
        ("my_tasks", Selection(2, OPEN)),
        ("task_details", FIVE),
        ("update_status", StatusChange((5,), Status.IN_PROGRESS)),
        ("update_status", StatusChange((5,), Status.COMPLETED)),
        ("update_status", StatusChange((5, 6, 7), Status.COMPLETED)),
        ("claim", NUMBER[0]),
        ("unclaim", NUMBER[0]),
        ("comment", Remark(5, ready)),
        ("history", FIVE),
        ("files", FIVE),
        ("accept", NUMBER[0]),
        ("return_task", Remark(5, missing)),
        ("create_task", Line(report, None, Priority.HIGH, date(2026, 12, 2), ("username",))),
        ("create_task", NewTask(data, priority=Priority.URGENT, assignee="username")),
        ("create_task", Line(bank, None, None, date(2026, 12, 2), ("username",), time(18), "UTC")),
        ("create_task", NewTask(report, sales, Priority.HIGH, date(2030, 12, 25))),
        ("edit_task", TaskEdit(5, changes)),
        ("edit_task", TaskEdit(5, ((ChangeKind.LABELS, LabelEdit(None, (urgent,), (old,))),))),
        ("labels", LabelsCommand(Act.OF_TASK, task_id=5, edit=LabelEdit(added=(urgent,)))),
        ("edit_task", TaskEdit(5, cleared)),
        ("assign", Assignment(5, ("username", 1004))),
        ("unassign", Assignment(5, ("username",))),
        ("delete_task", NUMBER[0]),
        ("restore_task", NUMBER[1]),
        ("all_tasks", Selection(filter=OPEN)),
        ("users", People(person="username")),
        ("project", ProjectCommand(Deed.NEW, name="website" if english else "сайт")),
        ("create_task", Line(report, project=2)),
        ("set_role", RoleChange("username", Role.ADMIN)),
        ("hand_over", HandOver("username", "successor")),
        ("invite", NewInvite(Role.EMPLOYEE, 7)),
        ("language", Choice(language)),
        ("timezone", Choice("London" if english else "Казань")),
        ("digest", DigestChoice(at=time(8, 30), days=WORKDAYS)),
        ("quiet", QuietChoice(hours=(time(21), time(8)))),
    ]


def understood(message: str) -> tuple[str, Any]:
    """Read a message as the bot does: the command's name, and its arguments."""
    typed = split_command(message)
    assert typed, message
    command = find(typed.name)
    assert command, message
    require_one(command, message)
    args = command.parse(typed.rest)
    if isinstance(args, Text):
        args = new_task(args.text) if is_keyed(args.text) else read(args.text, NOW, PROJECTS)
    return command.name, args


def examples(document: Path, first_cell: str) -> list[str]:
    """The messages in the second column of a table."""
    return [it for _, cell in table(document.read_text("utf-8"), first_cell) for it in code(cell)]


@pytest.mark.parametrize(
    ("document", "first_cell", "language"),
    [(COMMANDS_EN, "to do", Language.EN), (COMMANDS_RU, "что сделать", Language.RU)],
    ids=["en", "ru"],
)
def test_each_example_means_what_it_should(document: Path, first_cell: str, language: Language) -> None:
    assert [understood(it) for it in examples(document, first_cell)] == expected(language)


@pytest.mark.parametrize(
    ("readme", "often", "document", "all_"),
    [(ENGLISH, "often", COMMANDS_EN, "to do"), (RUSSIAN, "часто", COMMANDS_RU, "что сделать")],
    ids=["en", "ru"],
)
def test_the_examples_of_the_readme_are_among_them(
    readme: Path, often: str, document: Path, all_: str
) -> None:
    first = examples(readme, often)
    assert len(first) > 10
    assert set(first) <= set(examples(document, all_))


@pytest.mark.parametrize(
    ("readme", "language"), [(ENGLISH, Language.EN), (RUSSIAN, Language.RU)], ids=["en", "ru"]
)
def test_a_block_to_be_copied_is_one_message(readme: Path, language: Language) -> None:
    (block,) = blocks(readme.read_text("utf-8"), "text")
    name, task = understood(block)
    title, person = ("Prepare the report", 1004) if language is Language.EN else ("Проверить данные", "boris")
    assert (name, task) == (
        "create_task",
        NewTask(title, None, Priority.HIGH, date(2030, 12, 25), person),
    )


def test_two_messages_in_a_block_would_be_refused() -> None:
    with pytest.raises(Refusal, match="refusal-one-command"):
        understood("/my_tasks\n/task_details 3")
