"""Which words of a line are labels, and which only look like one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbot.domain.models import ChangeKind, Listing
from taskbot.domain.rules import Refusal
from taskbot.features.creation.commands import new_task
from taskbot.features.creation.one_line import read
from taskbot.features.editing.commands import task_edit
from taskbot.features.labels.commands import Act, LabelsCommand, labels_command
from taskbot.features.lists.commands import selection
from taskbot.language.labels import LabelEdit, find_labels, parse_labels, take_labels

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "title", "labels"),
    [
        ("Fix the login +bug +UI @anna tomorrow !high", "Fix the login", ("bug", "UI")),
        ("+срочно Отчёт завтра +клиент", "Отчёт", ("срочно", "клиент")),
        ("Fix +bug,+ui", "Fix", ("bug", "ui")),
        ("Fix +bug and +ui", "Fix", ("bug", "ui")),
        ("Отчёт +срочно и +клиент.", "Отчёт", ("срочно", "клиент")),
        ("Fix +Bug +bug +BUG", "Fix", ("Bug",)),
        ("Ёлка +ёж +еж", "Ёлка", ("ёж",)),
        ("Plan +q3_2027 +front-end", "Plan", ("q3_2027", "front-end")),
        # In the middle, and where the title would end without it, it is part of the title.
        ("Fix the +bug in the login", "Fix the +bug in the login", ()),
        ("Ask about +bug", "Ask about +bug", ()),
        ("Спросить про +урлы", "Спросить про +урлы", ()),
        # What begins like a label.
        ("Call +7 999 123-45-67", "Call +7 999 123-45-67", ()),
        ("Позвонить клиенту +7(999)1234567", "Позвонить клиенту +7(999)1234567", ()),
        ("Dinner with Anna +1", "Dinner with Anna +1", ()),
        ("Learn C++", "Learn C++", ()),
        ("Explain 2+2", "Explain 2+2", ()),
        ("Write to a+b@mail.org", "Write to a+b@mail.org", ()),
        ("Write to +b@mail.org", "Write to +b@mail.org", ()),
        ("Release +v2.0", "Release +v2.0", ()),
        ("Add a button +", "Add a button +", ()),
        ("Rate it ++", "Rate it ++", ()),
        ("Be +🔥", "Be +🔥", ()),
        ('"Fix +bug" +ui', "Fix +bug", ("ui",)),
        ("+bug", None, ("bug",)),
    ],
)
def test_labels_stand_at_both_ends_of_a_line(line: str, title: str | None, labels: tuple[str, ...]) -> None:
    found = read(line, NOW)
    assert (found.title, set(found.labels)) == (title, set(labels))


def test_a_day_and_people_stand_beside_labels() -> None:
    line = read("Report +3d +urgent @anna + @boris", NOW)
    assert (line.title, line.labels, line.people) == ("Report", ("urgent",), ("anna", "boris"))
    assert str(line.due_date) == "2026-12-04"


MANY = " ".join(f"+label{letter}" for letter in "abcdefghijk")


@pytest.mark.parametrize(
    ("parse", "text", "key"),
    [
        (lambda it: read(it, NOW), f"Report {MANY}", "refusal-labels-many"),
        (lambda it: read(it, NOW), "Report +" + "a" * 33, "refusal-label-long"),
        (new_task, "title:Report labels:5", "refusal-label"),
        (new_task, "title:Report labels:", "refusal-value-empty"),
        (new_task, f"title:Report {MANY}", "refusal-labels-many"),
        (task_edit, "5 labels:a.b", "refusal-label"),
        (task_edit, "5 labels:a labels:b", "refusal-edit-repeated"),
        (labels_command, "rename bug", "refusal-labels-names"),
        (labels_command, "delete", "refusal-labels-names"),
        (labels_command, "delete bug defect", "refusal-labels-names"),
        (labels_command, "bug defect", "refusal-labels-what"),
        (labels_command, "99999999999999999999999 +bug", "refusal-number-too-large"),
        (labels_command, "2bug", "refusal-label"),
        (parse_labels, "a, b, 3", "refusal-label"),
    ],
)
def test_what_cannot_be_a_label_is_refused(parse: Callable[[str], Any], text: str, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(text)
    assert refused.value.key == key


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ('title:"Fix +bug now" priority:high +ui', ("ui",)),
        ("title:Report labels:urgent,client", ("urgent", "client")),
        ('название:Отчёт метки:"срочно, +клиент"', ("срочно", "клиент")),
        ("title:Report labels:none", ()),
        ("title:Report +ui labels:bug, ui", ("ui", "bug")),
    ],
)
def test_labels_are_a_field(text: str, labels: tuple[str, ...]) -> None:
    assert new_task(text).labels == labels


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("5 +bug -ui", LabelEdit(added=("bug",), removed=("ui",))),
        ("5 +bug −ui", LabelEdit(added=("bug",), removed=("ui",))),
        ("5 labels:bug,ui", LabelEdit(only=("bug", "ui"))),
        ("5 метки:нет", LabelEdit(only=())),
        ("5 labels:bug +ui -client", LabelEdit(only=("bug",), added=("ui",), removed=("client",))),
    ],
)
def test_an_edit_adds_and_removes(text: str, edit: LabelEdit) -> None:
    assert task_edit(text).changes == ((ChangeKind.LABELS, edit),)


def test_an_edit_leaves_what_it_does_not_name() -> None:
    edit = LabelEdit(added=("ui", "Bug"), removed=("CLIENT",))
    assert edit.applied(["bug", "client", "new"]) == ("bug", "new", "ui")
    assert LabelEdit(only=("x",)).applied(["bug"]) == ("x",)


@pytest.mark.parametrize(
    ("text", "label", "number"),
    [
        ("+bug", "bug", 1),
        ("2 +bug", "bug", 2),
        ("+bug due:today 3", "bug", 3),
        ("метка:баг", "баг", 1),
        ("priority:high +bug", "bug", 1),
    ],
)
def test_a_list_is_filtered_by_one_label(text: str, label: str, number: int) -> None:
    chosen = selection(text, command="all_tasks", listing=Listing.ALL)
    assert (chosen.label, chosen.number) == (label, number)


@pytest.mark.parametrize("text", ["+bug +ui", "label:bug,ui", "+bug label:ui"])
def test_two_labels_are_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        selection(text, command="all_tasks", listing=Listing.ALL)
    assert refused.value.key in ("refusal-filter-labels", "refusal-filter-repeated")


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("", LabelsCommand(Act.LIST)),
        ("+bug", LabelsCommand(Act.OPEN, "bug")),
        ("#5", LabelsCommand(Act.OF_TASK, task_id=5)),
        (
            "5 +a -b c",
            LabelsCommand(Act.OF_TASK, task_id=5, edit=LabelEdit(added=("a", "c"), removed=("b",))),
        ),
        ("5 нет", LabelsCommand(Act.OF_TASK, task_id=5, edit=LabelEdit(only=()))),
        ("rename +bug to defect", LabelsCommand(Act.RENAME, "bug", "defect")),
        ("объединить баг в ошибка", LabelsCommand(Act.MERGE, "баг", "ошибка")),
        ("удалить +баг", LabelsCommand(Act.DELETE, "баг", "баг")),
    ],
)
def test_the_command_of_labels(text: str, command: LabelsCommand) -> None:
    assert labels_command(text) == command


@given(st.text(max_size=80) | st.from_regex(r"([+\-]?[a-zё\"]{0,40}[ ,]){0,8}", fullmatch=True))
def test_any_text_is_read_or_refused(text: str) -> None:
    for parse in (parse_labels, take_labels, labels_command):
        try:
            parse(text)
        except Refusal:
            continue
    rest, names = find_labels(text)
    assert len(rest) <= len(text)
    assert all(f"+{name}" in text for name in names)
