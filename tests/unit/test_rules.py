"""Who may see and change what."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from taskbot import rules
from taskbot.models import TOTAL_CAP, Page, Role, Task, User
from taskbot.rules import Refusal


def _user(number: int, role: Role = Role.EMPLOYEE) -> User:
    values: dict[str, Any] = {field.name: None for field in fields(User)}
    return User(**values | {"id": number, "telegram_id": 1000 + number, "role": role})


def _task(assignee: User | None = None, creator: User | None = None) -> Task:
    values: dict[str, Any] = {field.name: None for field in fields(Task)}
    return Task(**values | {"id": 5, "assignee": assignee, "creator": creator})


ADMIN, ASSIGNEE, CREATOR, OTHER = _user(1, Role.ADMIN), _user(2), _user(3), _user(4)
TASK = _task(ASSIGNEE, CREATOR)


@pytest.mark.parametrize(
    ("user", "task", "sees", "changes"),
    [
        (ADMIN, TASK, True, True),
        (ASSIGNEE, TASK, True, True),
        (CREATOR, TASK, True, False),
        (OTHER, TASK, False, False),
        (ADMIN, _task(), True, True),
        (OTHER, _task(), False, False),
        (_user(2), TASK, True, True),  # the same person, read anew
    ],
)
def test_assignee_creator_and_admins(user: User, task: Task, sees: bool, changes: bool) -> None:
    assert rules.may_see(task, user) is sees
    assert rules.may_change_status(task, user) is changes


def test_what_is_hidden_is_refused_like_what_is_not_there() -> None:
    assert rules.visible(TASK, 5, ASSIGNEE) is TASK
    refusals = []
    for task in (TASK, None):
        with pytest.raises(Refusal) as refused:
            rules.visible(task, 5, OTHER)
        refusals.append((refused.value.key, refused.value.variables))
    assert refusals == [("refusal-task-not-found", {"id": "5"})] * 2
    with pytest.raises(Refusal):
        rules.visible(None, 5, ADMIN)


def _page(number: int, total: int) -> Page:
    return Page(rows=(), number=number, total=total, has_previous=False, has_next=False)


@pytest.mark.parametrize(("number", "total"), [(1, 0), (1, 25), (3, 25), (100, TOTAL_CAP)])
def test_a_page_that_is_there_is_given(number: int, total: int) -> None:
    rules.require_page(_page(number, total), number, "my_tasks")


@pytest.mark.parametrize(
    ("total", "pages"), [(0, 1), (1, 1), (10, 1), (11, 2), (25, 3), (TOTAL_CAP - 1, 100), (TOTAL_CAP, 0)]
)
def test_a_page_beyond_the_end_is_refused(total: int, pages: int) -> None:
    with pytest.raises(Refusal) as refused:
        rules.require_page(_page(1, total), 200, "my_tasks")
    assert refused.value.key == "refusal-no-page"
    assert refused.value.variables == {"command": "my_tasks", "number": "200", "pages": pages, "last": "100"}
