"""Who may see and change what."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from taskbot.domain import rules
from taskbot.domain.models import (
    LAST_NUMBERED_PAGE,
    TOTAL_CAP,
    Access,
    Assignee,
    Page,
    Role,
    Status,
    Task,
    TaskAction,
    User,
)
from taskbot.domain.rules import Refusal, Sight


def _user(number: int, role: Role = Role.EMPLOYEE) -> User:
    values: dict[str, Any] = {field.name: None for field in fields(User)}
    known = {"id": number, "telegram_id": 1000 + number, "role": role, "access": Access.ACTIVE}
    return User(**values | known)


ADMIN, ASSIGNEE, CREATOR, OTHER, SECOND = _user(1, Role.ADMIN), _user(2), _user(3), _user(4), _user(5)


def _task(*assignees: Assignee, status: Status = Status.PENDING, **changes: Any) -> Task:
    values: dict[str, Any] = {field.name: None for field in fields(Task)}
    return Task(**values | {"id": 5, "creator": CREATOR, "assignees": assignees, "status": status} | changes)


def _of(status: Status, *, submitted: bool = False) -> Task:
    return _task(Assignee(ASSIGNEE, status, submitted), status=status)


TASK = _of(Status.PENDING)
UNASSIGNED = _task()


@pytest.mark.parametrize(
    ("user", "task", "sees", "changes"),
    [
        (ADMIN, TASK, True, True),
        (ASSIGNEE, TASK, True, True),
        (CREATOR, TASK, True, False),
        (OTHER, TASK, False, False),
        (ADMIN, UNASSIGNED, True, True),
        (OTHER, UNASSIGNED, True, False),  # to claim it
        (_user(2), TASK, True, True),  # the same person, read again
        (replace(ASSIGNEE, access=Access.BLOCKED), TASK, False, True),
        (replace(OTHER, access=Access.PENDING), UNASSIGNED, False, False),
        (ADMIN, replace(TASK, deleted_at=datetime.now(UTC)), True, False),
        (ASSIGNEE, replace(TASK, deleted_at=datetime.now(UTC)), False, False),
    ],
)
def test_assignee_creator_and_admins(user: User, task: Task, sees: bool, changes: bool) -> None:
    assert rules.may_see(task, user) is sees
    assert rules.may_change_status(task, user) is changes


def test_who_could_claim_a_task_sees_its_outline() -> None:
    task = _task(comments=2, files=1, last_comment="said", last_change="changed", title="Report")
    for viewer in (ADMIN, CREATOR):
        assert rules.seen(task, viewer) is task
    outline = rules.seen(task, OTHER)
    assert outline == replace(task, comments=0, files=0, last_comment=None, last_change=None)
    assert rules.sight(task, OTHER) is Sight.OUTLINE
    assert rules.sight(task, replace(OTHER, access=Access.BLOCKED)) is Sight.NOTHING


# What each may do with a task in each state, said again in other words than the rules'.
TALK = {
    TaskAction.OPEN,
    TaskAction.COMMENT,
    TaskAction.HISTORY,
    TaskAction.FILES,
    TaskAction.DELETE_COMMENT,
}
MANAGE = {
    TaskAction.EDIT,
    TaskAction.TITLE,
    TaskAction.DESCRIPTION,
    TaskAction.PRIORITY,
    TaskAction.REVIEW,
    TaskAction.ASSIGN,
    TaskAction.DEADLINE,
    TaskAction.DELETE,
}
BEGIN = {TaskAction.START, TaskAction.DONE, TaskAction.REJECT}
END = {TaskAction.DONE, TaskAction.REJECT}
AGAIN = {TaskAction.REOPEN}
JUDGE = {TaskAction.ACCEPT, TaskAction.RETURN}
NOTHING: set[TaskAction] = set()
STATES: dict[str, tuple[Task, dict[str, set[TaskAction]]]] = {
    "pending": (
        _of(Status.PENDING),
        {"admin": TALK | MANAGE | BEGIN, "assignee": TALK | BEGIN, "creator": TALK, "other": NOTHING},
    ),
    "in progress": (
        _of(Status.IN_PROGRESS),
        {"admin": TALK | MANAGE | END, "assignee": TALK | END, "creator": TALK, "other": NOTHING},
    ),
    "completed": (
        _of(Status.COMPLETED),
        {"admin": TALK | MANAGE | AGAIN, "assignee": TALK | AGAIN, "creator": TALK, "other": NOTHING},
    ),
    "rejected": (
        _of(Status.REJECTED),
        {"admin": TALK | MANAGE | AGAIN, "assignee": TALK | AGAIN, "creator": TALK, "other": NOTHING},
    ),
    "submitted": (
        _of(Status.IN_PROGRESS, submitted=True),
        {
            "admin": TALK | MANAGE | END | JUDGE,
            "assignee": TALK | AGAIN,
            "creator": TALK | JUDGE,
            "other": NOTHING,
        },
    ),
    "nobody's": (
        UNASSIGNED,
        {
            "admin": TALK | MANAGE | BEGIN | {TaskAction.CLAIM},
            "assignee": {TaskAction.OPEN, TaskAction.CLAIM},  # of nothing, here: somebody else
            "creator": TALK | {TaskAction.CLAIM},
            "other": {TaskAction.OPEN, TaskAction.CLAIM},
        },
    ),
    "claimed": (
        _task(Assignee(ASSIGNEE, Status.PENDING, submitted=False, claimed=True)),
        {
            "admin": TALK | MANAGE | BEGIN,
            "assignee": TALK | BEGIN | {TaskAction.UNCLAIM},
            "creator": TALK,
            "other": NOTHING,
        },
    ),
    "claimed and submitted": (
        _task(
            Assignee(ASSIGNEE, Status.IN_PROGRESS, submitted=True, claimed=True), status=Status.IN_PROGRESS
        ),
        {
            "admin": TALK | MANAGE | END | JUDGE,
            "assignee": TALK | AGAIN,
            "creator": TALK | JUDGE,
            "other": NOTHING,
        },
    ),
    "claimed and completed": (
        _task(Assignee(ASSIGNEE, Status.COMPLETED, submitted=False, claimed=True), status=Status.COMPLETED),
        {"admin": TALK | MANAGE | AGAIN, "assignee": TALK | AGAIN, "creator": TALK, "other": NOTHING},
    ),
    "nobody's, and finished": (
        _task(status=Status.COMPLETED),
        {
            "admin": TALK | MANAGE | AGAIN,
            "assignee": {TaskAction.OPEN},
            "creator": TALK,
            "other": {TaskAction.OPEN},
        },
    ),
    "of two, the other one done": (
        _task(
            Assignee(SECOND, Status.COMPLETED, submitted=False),
            Assignee(ASSIGNEE, Status.PENDING, submitted=False),
            status=Status.IN_PROGRESS,
        ),
        {"admin": TALK | MANAGE | END, "assignee": TALK | BEGIN, "creator": TALK, "other": NOTHING},
    ),
    "of two, done with and the other not": (
        _task(
            Assignee(ASSIGNEE, Status.COMPLETED, submitted=False),
            Assignee(SECOND, Status.PENDING, submitted=False),
            status=Status.IN_PROGRESS,
        ),
        {"admin": TALK | MANAGE | END, "assignee": TALK | AGAIN, "creator": TALK, "other": NOTHING},
    ),
    "of two, one submitted": (
        _task(
            Assignee(ASSIGNEE, Status.IN_PROGRESS, submitted=True),
            Assignee(SECOND, Status.PENDING, submitted=False),
            status=Status.IN_PROGRESS,
        ),
        {"admin": TALK | MANAGE | END, "assignee": TALK | AGAIN, "creator": TALK, "other": NOTHING},
    ),
    "deleted": (
        replace(_of(Status.PENDING), deleted_at=datetime.now(UTC)),
        {
            "admin": {TaskAction.OPEN, TaskAction.HISTORY, TaskAction.RESTORE},
            "assignee": NOTHING,
            "creator": NOTHING,
            "other": NOTHING,
        },
    ),
}
PEOPLE = {"admin": ADMIN, "assignee": ASSIGNEE, "creator": CREATOR, "other": OTHER}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("state", STATES)
def test_what_each_may_do_in_each_state(state: str, who: str) -> None:
    task, allowed = STATES[state]
    user = PEOPLE[who]
    assert {action for action in TaskAction if rules.may(action, task, user)} == allowed[who]
    for action in TaskAction:
        assert not rules.may(action, task, replace(user, access=Access.BLOCKED)), action
        if action in allowed[who]:
            rules.require(action, task, user)
        else:
            with pytest.raises(Refusal) as refused:
                rules.require(action, task, user)
            reason = str(action)
            if task.deleted_at is not None:
                reason = "deleted"
            elif (own := task.assignee(user)) is not None:
                done = own.submitted or own.status.finished
                reason = {
                    TaskAction.CLAIM: "claimed",
                    TaskAction.UNCLAIM: "unclaim_done" if done else "unclaim_assigned",
                }.get(action, reason)
            assert refused.value.variables == {"act": reason, "id": "5"}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("state", STATES)
def test_a_notice_offers_what_one_may_do_and_what_is_theirs(state: str, who: str) -> None:
    task, allowed = STATES[state]
    user = PEOPLE[who]
    offered = rules.next_actions(task, user)
    assert set(offered) <= allowed[who]
    assert len(offered) == len(set(offered))
    if task.assignee(user) is None:
        assert not {TaskAction.START, TaskAction.DONE, TaskAction.REOPEN} & set(offered)
    if allowed[who] >= JUDGE:
        assert offered[:2] == [TaskAction.ACCEPT, TaskAction.RETURN]
    assert (TaskAction.COMMENT in offered) is (TaskAction.COMMENT in allowed[who])


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


@pytest.mark.parametrize(("number", "total"), [(1, 0), (1, 25), (3, 25), (LAST_NUMBERED_PAGE, TOTAL_CAP)])
def test_a_page_that_is_there_is_given(number: int, total: int) -> None:
    rules.require_page(_page(number, total), number, "my_tasks")


@pytest.mark.parametrize(
    ("total", "pages"),
    [(0, 1), (1, 1), (10, 1), (11, 2), (25, 3), (TOTAL_CAP - 1, LAST_NUMBERED_PAGE), (TOTAL_CAP, 0)],
)
def test_a_page_beyond_the_end_is_refused(total: int, pages: int) -> None:
    with pytest.raises(Refusal) as refused:
        rules.require_page(_page(1, total), 200, "my_tasks")
    assert refused.value.key == "refusal-no-page"
    last = str(LAST_NUMBERED_PAGE)
    assert refused.value.variables == {"command": "my_tasks", "number": "200", "pages": pages, "last": last}
