"""Who may see and change what."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from taskbot.domain import rules
from taskbot.domain.models import (
    DEFAULT_PROJECT,
    LAST_NUMBERED_PAGE,
    TOTAL_CAP,
    Access,
    Assignee,
    Page,
    ProjectRole,
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
    return User(**values | known | {"project_roles": {}})


ADMIN, ASSIGNEE, CREATOR, OTHER, SECOND = _user(1, Role.ADMIN), _user(2), _user(3), _user(4), _user(5)


def _task(*assignees: Assignee, status: Status = Status.PENDING, **changes: Any) -> Task:
    values: dict[str, Any] = {field.name: None for field in fields(Task)}
    own = {"id": 5, "creator": CREATOR, "assignees": assignees, "status": status}
    return Task(**values | own | {"project_id": DEFAULT_PROJECT} | changes)


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
        (replace(ASSIGNEE, access=Access.BLOCKED), TASK, False, False),
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
    TaskAction.LABELS,
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
    TaskAction.MOVE,
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


# --- Projects --------------------------------------------------------------------------------------

PROJECT = 2
LEAD, MEMBER, VIEWER = ProjectRole.LEAD, ProjectRole.MEMBER, ProjectRole.VIEWER


def _in(user: User, role: ProjectRole, project_id: int = PROJECT) -> User:
    return replace(user, project_roles={**user.project_roles, project_id: role})


@pytest.mark.parametrize(
    ("person", "default", "other"),
    [
        (ADMIN, LEAD, LEAD),
        (_in(ADMIN, VIEWER), LEAD, LEAD),
        (OTHER, MEMBER, None),
        (_in(OTHER, LEAD), MEMBER, LEAD),
        (_in(OTHER, MEMBER), MEMBER, MEMBER),
        (_in(OTHER, VIEWER), MEMBER, VIEWER),
        (_in(OTHER, LEAD, 3), MEMBER, None),
        (replace(ADMIN, access=Access.BLOCKED), None, None),
        (replace(_in(OTHER, LEAD), access=Access.BLOCKED), None, None),
        (replace(_in(OTHER, LEAD), access=Access.PENDING), None, None),
    ],
)
def test_what_a_person_is_in_a_project(
    person: User, default: ProjectRole | None, other: ProjectRole | None
) -> None:
    assert rules.role_in(DEFAULT_PROJECT, person) is default
    assert rules.role_in(PROJECT, person) is other
    assert rules.leads(PROJECT, person) is (other is LEAD)


def test_who_creates_tasks_and_where() -> None:
    many = _in(_in(_in(OTHER, LEAD, 9), MEMBER, 4), LEAD, 3)
    assert (rules.led(many), rules.joined(many)) == ([3, 9], [3, 4, 9])
    assert rules.creates(many)
    assert rules.creates(ADMIN)
    assert not rules.creates(_in(OTHER, MEMBER))
    blocked = replace(many, access=Access.BLOCKED)
    assert (rules.creates(blocked), rules.led(blocked), rules.joined(blocked)) == (False, [], [])
    assert not rules.creates(replace(ADMIN, access=Access.BLOCKED))


def _moved(state: str) -> tuple[Task, dict[str, set[TaskAction]]]:
    task, allowed = STATES[state]
    return replace(task, project_id=PROJECT), allowed


@pytest.mark.parametrize("state", STATES)
def test_leads_may_in_their_project_what_admins_may(state: str) -> None:
    task, allowed = _moved(state)
    for person in (ADMIN, _in(OTHER, LEAD)):
        assert {it for it in TaskAction if rules.may(it, task, person)} == allowed["admin"]
    own = {it for it in TaskAction if rules.may(it, task, _in(ASSIGNEE, LEAD))}
    assert own >= allowed["assignee"]
    recurring = replace(task, series_id=1)
    assert rules.may(TaskAction.REPEAT, recurring, _in(OTHER, LEAD)) is (task.deleted_at is None)


@pytest.mark.parametrize("state", STATES)
def test_members_see_all_and_do_what_employees_do(state: str) -> None:
    task, allowed = _moved(state)
    there = NOTHING if task.deleted_at is not None else TALK
    for name in ("assignee", "creator", "other"):
        member = _in(PEOPLE[name], MEMBER)
        assert {it for it in TaskAction if rules.may(it, task, member)} == allowed[name] | there
        assert rules.seen(task, member) is task or task.deleted_at is not None


@pytest.mark.parametrize("state", STATES)
def test_viewers_see_all_and_do_nothing(state: str) -> None:
    task, _ = _moved(state)
    looks = {TaskAction.OPEN, TaskAction.HISTORY, TaskAction.FILES}
    for person in (ASSIGNEE, CREATOR, OTHER):
        viewer = _in(person, VIEWER)
        may = {it for it in TaskAction if rules.may(it, task, viewer)}
        assert may == (NOTHING if task.deleted_at is not None else looks)
        assert not rules.may_change_status(task, viewer)
        assert rules.next_actions(task, viewer) == []
    if task.deleted_at is None:
        with pytest.raises(Refusal) as refused:
            rules.require(TaskAction.CLAIM, task, _in(ASSIGNEE, VIEWER))
        assert refused.value.variables == {"act": "viewer", "id": "5"}


@pytest.mark.parametrize("state", STATES)
def test_others_see_nothing_whoever_they_were(state: str) -> None:
    task, _ = _moved(state)
    people = [ASSIGNEE, CREATOR, OTHER]  # also those who were at work on it
    people += [_in(it, LEAD, 3) for it in people]
    people += [replace(it, access=Access.BLOCKED) for it in (ADMIN, _in(OTHER, LEAD), _in(ASSIGNEE, MEMBER))]
    for person in people:
        assert rules.sight(task, person) is Sight.NOTHING
        assert not any(rules.may(it, task, person) for it in TaskAction)
        assert not rules.may_change_status(task, person)
        assert not rules.is_open_for(task, person)
        assert rules.reminds_of(task, person) is None
        for missing in (task, None):
            with pytest.raises(Refusal) as refused:
                rules.visible(missing, 5, person)
            assert (refused.value.key, refused.value.variables) == ("refusal-task-not-found", {"id": "5"})


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
