"""What people type to edit and assign: read in every spelling, refused with its piece, never crashed on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbot.domain.models import ChangeKind, Priority
from taskbot.domain.rules import Refusal
from taskbot.features.editing.commands import (
    Assignment,
    TaskEdit,
    assignment,
    several_people,
    task_edit,
    withdrawal,
)

_PIECES = (
    "1 #7 № 7 : , title: название: priority:high срок:завтра review:on description:none none никого all",
    '@boris 1002 "a b" «a» “ \\" \' t.me/boris https://t.me/boris assigned_to:@x',
    "due_date: = ; 99999999999999999999",
)
WORDS = st.sampled_from(["\n", *(word for pieces in _PIECES for word in pieces.split(" "))])
TEXTS = st.text() | st.lists(WORDS | st.text(max_size=3)).map(" ".join)


@pytest.mark.parametrize("parse", [task_edit, assignment, withdrawal, lambda text: several_people(text, 7)])
@given(text=TEXTS)
def test_any_text_is_read_or_refused(parse: Callable[[str], object], text: str) -> None:
    read: object = None
    with suppress(Refusal):
        read = parse(text)
    assert read != ()


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("5", ()),
        ("#5", ()),
        ("№ 5", ()),
        ("5:", ()),
        ("5 title:A", ((ChangeKind.TITLE, "A"),)),
        ("5, название:«А Б»", ((ChangeKind.TITLE, "А Б"),)),
        ('5\ntitle:"A"\ndescription:"B\nC"', ((ChangeKind.TITLE, "A"), (ChangeKind.DESCRIPTION, "B\nC"))),
        ('5 description:""', ((ChangeKind.DESCRIPTION, None),)),
        ("5 описание:нет", ((ChangeKind.DESCRIPTION, None),)),
        ('5 description:"none"', ((ChangeKind.DESCRIPTION, "none"),)),
        ("5 priority:Срочный", ((ChangeKind.PRIORITY, Priority.URGENT),)),
        ("5 due_date:in 3 days", ((ChangeKind.DEADLINE, "in 3 days"),)),
        ("5 срок:нет приоритет:low", ((ChangeKind.DEADLINE, "нет"), (ChangeKind.PRIORITY, Priority.LOW))),
        ("5 review:off", ((ChangeKind.REVIEW, False),)),
        ("5 Приёмка:ВКЛ", ((ChangeKind.REVIEW, True),)),
    ],
)
def test_edits(text: str, changes: tuple[object, ...]) -> None:
    assert task_edit(text) == TaskEdit(5, changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", Assignment(7)),
        ("#7", Assignment(7)),
        ("№ 7", Assignment(7)),
        ("7: @boris", Assignment(7, ("boris",))),
        ("7 @boris,1004;@dave_j", Assignment(7, ("boris", 1004, "dave_j"))),
        (
            "7 @boris @BORIS 5 5",
            Assignment(7, ("boris", 5)),
        ),
        ("7 https://t.me/boris", Assignment(7, ("boris",))),
        ("7 none", Assignment(7, everybody=True)),
        ("7 Никого", Assignment(7, everybody=True)),
    ],
)
def test_assignments(text: str, expected: Assignment) -> None:
    read = assignment(text)
    assert (read.task_id, read.everybody) == (expected.task_id, expected.everybody)
    assert [str(it).lower() for it in read.people] == [str(it) for it in expected.people]


def test_only_taking_away_knows_everybody() -> None:
    assert withdrawal("7 all") == withdrawal("7 всех") == Assignment(7, everybody=True)
    with pytest.raises(Refusal, match="refusal-assignee"):
        assignment("7 all")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "refusal-number-missing"),
        ("title:A", "refusal-number-missing"),
        ("название:A 5", "refusal-number-missing"),
        ("five title:A", "refusal-number"),
        ("99999999999999999999 title:A", "refusal-number-too-large"),
        ("5 6", "refusal-edit-left-over"),
        ("5 title:", "refusal-edit-empty"),
        ('5 title:"\u2800"', "refusal-edit-empty"),
        ("5 title:A B", "refusal-edit-unquoted"),
        ('5 title:"A', "refusal-edit-quote"),
        ("5 title:A title:B", "refusal-edit-repeated"),
        ("5 colour:red", "refusal-edit-field"),
        ("5 исполнитель:@boris", "refusal-edit-assignee"),
        ("5 priority:9", "refusal-edit-priority"),
        ("5 review:perhaps", "refusal-edit-review"),
    ],
)
def test_refused_edits(text: str, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        task_edit(text)
    assert refused.value.key == key
