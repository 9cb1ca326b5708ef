"""Pure decisions: who may see and change what. A refusal is an exception that names its sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from enum import Enum

from taskbot.domain.models import (
    DEFAULT_PROJECT,
    LAST_NUMBERED_PAGE,
    PAGE_SIZE,
    TOTAL_CAP,
    Access,
    Assignee,
    Page,
    Person,
    ProjectRole,
    Role,
    Status,
    Task,
    TaskAction,
)


class Refusal(Exception):  # noqa: N818 (it is an answer to a person, not an error of the program)
    """A request that cannot be fulfilled; nothing was changed.

    `key` is the Fluent message that says what was wrong, what would be right, with an example;
    `variables` are that message's.
    """

    def __init__(self, key: str, **variables: str | int | date) -> None:
        super().__init__(key)
        self.key = key
        self.variables = variables

    @property
    def final(self) -> bool:
        """Whether no other answer would help, so that a dialogue that ran into it is over."""
        return self.key in ("refusal-task-not-found", "refusal-act")


PEOPLE_AT_ONCE = 50  # each may be compared with the names of all


def require_few(named: Sequence[int | str]) -> None:
    """Refuse a message that names more people than can be looked for at once."""
    if len(named) > PEOPLE_AT_ONCE:
        raise Refusal("refusal-people-many", count=len(named), most=PEOPLE_AT_ONCE)


@contextmanager
def refusing(**variables: str) -> Iterator[None]:
    """Add variables to a refusal that is raised inside the block."""
    try:
        yield
    except Refusal as refusal:
        raise Refusal(refusal.key, **refusal.variables | variables) from None


def role_in(project_id: int, person: Person) -> ProjectRole | None:
    """Say what a person is in a project; null where they are nothing, and so see nothing of it.

    Admins lead every project. In the default one everybody else is a member, who sees only the tasks that
    concern them or nobody.
    """
    if person.access is not Access.ACTIVE:
        return None
    if person.role is Role.ADMIN:
        return ProjectRole.LEAD
    return ProjectRole.MEMBER if project_id == DEFAULT_PROJECT else person.project_roles.get(project_id)


def leads(project_id: int, person: Person) -> bool:
    """Whether a person decides on the tasks of a project: creates, assigns, edits, deletes and accepts."""
    return role_in(project_id, person) is ProjectRole.LEAD


def creates(person: Person) -> bool:
    """Whether there is a project in which a person creates tasks."""
    return leads(DEFAULT_PROJECT, person) or bool(led(person))


def led(person: Person) -> list[int]:
    """Give the projects that somebody leads who is no admin; an admin leads all that there are."""
    return sorted(it for it in person.project_roles if leads(it, person))


def joined(person: Person) -> list[int]:
    """Give the projects of which a person is a member in any role, without the default one."""
    return sorted(person.project_roles) if person.access is Access.ACTIVE else []


def worked_in(person: Person) -> list[int]:
    """Give the projects in which a person does more than look on, without the default one."""
    return [it for it in joined(person) if _works_in(it, person)]


def _works_in(project_id: int, person: Person) -> bool:
    """Whether a person does more in a project than look on."""
    return role_in(project_id, person) in (ProjectRole.LEAD, ProjectRole.MEMBER)


def sees_all_of(project_id: int, person: Person) -> bool:
    """Whether a person sees every task of a project that is not deleted."""
    role = role_in(project_id, person)
    return role is ProjectRole.LEAD if project_id == DEFAULT_PROJECT else role is not None


def looks_on(task: Task, user: Person) -> bool:
    """Whether a person sees a task and does nothing with it."""
    return role_in(task.project_id, user) is ProjectRole.VIEWER


class Sight(Enum):
    """How much of a task a person sees."""

    NOTHING = "nothing"
    OUTLINE = "outline"  # enough to claim it, without comments and changes
    WHOLE = "whole"


def sight(task: Task, viewer: Person) -> Sight:
    """Say how much of a task a person sees: every way of showing one asks here.

    Of the default project, assignees, the creator and admins see all of a task; everybody else sees the
    outline of one without assignees. Of another project, its members see all, and others nothing. A deleted
    task is there for those who lead its project. A person without access sees none: their old cards are
    closed when the task changes.
    """
    role = role_in(task.project_id, viewer)
    if role is None:
        return Sight.NOTHING
    if role is ProjectRole.LEAD:
        return Sight.WHOLE
    if task.deleted_at is not None:
        return Sight.NOTHING
    if task.project_id != DEFAULT_PROJECT or _concerns(task, viewer):
        return Sight.WHOLE
    return Sight.NOTHING if task.assignees else Sight.OUTLINE


def seen(task: Task, viewer: Person) -> Task:
    """Give a task as a person sees it: without comments, files and changes, unless they see all of it."""
    if sight(task, viewer) is Sight.WHOLE:
        return task
    return replace(task, comments=0, files=0, last_comment=None, last_change=None)


def may_see(task: Task, user: Person) -> bool:
    """Whether a person sees anything of a task."""
    return sight(task, user) is not Sight.NOTHING


def _concerns(task: Task, user: Person) -> bool:
    return task.assignee(user) is not None or _is(task.creator, user)


def may_change_status(task: Task, user: Person) -> bool:
    """Assignees change the status of a task, its leads may correct it. A deleted task stays as it is."""
    own = task.assignee(user) is not None and _works_in(task.project_id, user)
    return task.deleted_at is None and (own or _leads(task, user))


def own_status(task: Task, user: Person) -> Status:
    """The status of the task for this person: an assignee has their own."""
    own = task.assignee(user)
    return own.status if own is not None else task.status


def may(action: TaskAction, task: Task, user: Person) -> bool:
    """Whether a person may do that with a task as both stand now: asked at every command and every press."""
    if not may_see(task, user):
        return False
    if task.deleted_at is not None:
        return action in (TaskAction.OPEN, TaskAction.RESTORE, TaskAction.HISTORY)
    return _MAY[action](task, user)


def _leads(task: Task, user: Person) -> bool:
    return leads(task.project_id, user)


def _recurs(task: Task, user: Person) -> bool:
    """Whether it is an occurrence of a series; who creates tasks decides on series as well."""
    return task.series_id is not None and _leads(task, user)


def _works(*statuses: Status) -> Callable[[Task, Person], bool]:
    def may_work(task: Task, user: Person) -> bool:
        own = task.assignee(user)
        waits = own is not None and own.submitted
        return may_change_status(task, user) and own_status(task, user) in statuses and not waits

    return may_work


def _may_reopen(task: Task, user: Person) -> bool:
    """Finished work can be worked on again, and so can what is submitted and not accepted yet."""
    own = task.assignee(user)
    waits = own is not None and own.submitted and _works_in(task.project_id, user)
    return waits or _works(Status.COMPLETED, Status.REJECTED)(task, user)


def _may_claim(task: Task, user: Person) -> bool:
    return not task.assignees and not task.status.finished and _works_in(task.project_id, user)


def _may_give_back(task: Task, user: Person) -> bool:
    """People may give back a task that they claimed until it is done; only leads undo an assignment."""
    own = task.assignee(user)
    return own is not None and own.claimed and not _is_done(own) and _works_in(task.project_id, user)


def _is_done(own: Assignee) -> bool:
    return own.submitted or own.status.finished


def decides(task: Task, user: Person) -> bool:
    """Leads and the creator accept or return the work on a task; their own work needs no acceptance."""
    return _leads(task, user) or (_is(task.creator, user) and _works_in(task.project_id, user))


def _may_review(task: Task, user: Person) -> bool:
    return task.submitted and decides(task, user)


def _sees_all(task: Task, user: Person) -> bool:
    return sight(task, user) is Sight.WHOLE


def _may_talk(task: Task, user: Person) -> bool:
    return _sees_all(task, user) and _works_in(task.project_id, user)


_MAY: dict[TaskAction, Callable[[Task, Person], bool]] = {
    TaskAction.OPEN: may_see,
    TaskAction.START: _works(Status.PENDING),
    TaskAction.DONE: _works(Status.PENDING, Status.IN_PROGRESS),
    TaskAction.REJECT: _works(Status.PENDING, Status.IN_PROGRESS),
    TaskAction.REOPEN: _may_reopen,
    TaskAction.CLAIM: _may_claim,
    TaskAction.UNCLAIM: _may_give_back,
    TaskAction.ACCEPT: _may_review,
    TaskAction.RETURN: _may_review,
    TaskAction.COMMENT: _may_talk,
    TaskAction.HISTORY: _sees_all,
    TaskAction.FILES: _sees_all,
    TaskAction.DELETE_COMMENT: _may_talk,
    TaskAction.LABELS: _may_talk,
    TaskAction.RESTORE: lambda _task, _user: False,
    TaskAction.SKIP: lambda task, user: _recurs(task, user) and not task.status.finished,
    TaskAction.REPEAT: _recurs,
} | dict.fromkeys(
    (
        TaskAction.EDIT,
        TaskAction.TITLE,
        TaskAction.DESCRIPTION,
        TaskAction.PRIORITY,
        TaskAction.REVIEW,
        TaskAction.ASSIGN,
        TaskAction.DEADLINE,
        TaskAction.DELETE,
        TaskAction.MOVE,
    ),
    _leads,
)


def is_at_work(task: Task, user: Person) -> bool:
    """Whether a person's part in a task is to be done yet."""
    own = task.assignee(user)
    return own is not None and not _is_done(own) and task.deleted_at is None


def is_open_for(task: Task, user: Person) -> bool:
    """Whether a person can be reminded of a task: they see it, and neither it nor their part is done."""
    open_part = task.assignee(user) is None or is_at_work(task, user)
    return open_part and not task.status.finished and task.deleted_at is None and may_see(task, user)


def reminds_of(task: Task, user: Person) -> str | None:
    """Name what a reminder of a task reminds a person of: their part in it, or the task, and its deadline.

    Another name, or null, makes an earlier reminder pointless.
    """
    if not is_open_for(task, user):
        return None
    return f"{'part' if task.assignee(user) is not None else 'task'} {task.deadline or ''}"


# The actions that a notice offers, in this order; the card has all others.
_NEXT = (
    TaskAction.ACCEPT,
    TaskAction.RETURN,
    TaskAction.CLAIM,
    TaskAction.START,
    TaskAction.DONE,
    TaskAction.REOPEN,
    TaskAction.ASSIGN,
    TaskAction.RESTORE,
    TaskAction.COMMENT,
)


def next_actions(task: Task, user: Person) -> list[TaskAction]:
    """Say what a person does next with a task as it stands: of all that they may, the buttons of a notice."""
    own = task.assignee(user)
    theirs = own is not None  # leads may do an assignee's work as well, but it is not theirs
    fitting = {
        TaskAction.START: theirs,
        TaskAction.DONE: theirs,
        TaskAction.REOPEN: own is not None and own.status is Status.REJECTED,
        TaskAction.ASSIGN: not task.assignees or task.status is Status.REJECTED,
    }
    return [it for it in _NEXT if fitting.get(it, True) and may(it, task, user)]


def theirs(key: str, task: Task, user: Person) -> Refusal:
    """Give the refusal of what only others do with a task; who only looks on in its project is told so."""
    if looks_on(task, user):
        return Refusal("refusal-act", act="viewer", id=str(task.id))
    return Refusal(key, id=str(task.id), project="no" if task.project_id == DEFAULT_PROJECT else "yes")


def require(action: TaskAction, task: Task, user: Person) -> None:
    """Refuse what a person may not do with a task as both stand now."""
    if not may(action, task, user):
        raise Refusal("refusal-act", act=_why_not(action, task, user), id=str(task.id))


def _why_not(action: TaskAction, task: Task, user: Person) -> str:
    if task.deleted_at is not None:
        return "deleted"
    if looks_on(task, user):
        return "viewer"
    own = task.assignee(user)
    if own is None:
        return str(action)
    if action is TaskAction.CLAIM:
        return "claimed"
    if action is TaskAction.UNCLAIM:
        return "unclaim_done" if _is_done(own) else "unclaim_assigned"
    return str(action)


def _is(person: Person | None, user: Person) -> bool:
    return person is not None and person.id == user.id


def visible(task: Task | None, task_id: int, user: Person) -> Task:
    """Give the task; a missing one and one that the person may not see are refused alike."""
    if task is None or not may_see(task, user):
        raise Refusal("refusal-task-not-found", id=str(task_id))
    return task


def require_page(page: Page, number: int, command: str) -> None:
    """Refuse a typed page number beyond the list's end; 0 pages stands for more than have numbers."""
    if number > 1 and page.number != number:
        pages = 0 if page.total >= TOTAL_CAP else -(-page.total // PAGE_SIZE) or 1
        last = str(LAST_NUMBERED_PAGE)
        raise Refusal("refusal-no-page", command=command, number=str(number), pages=pages, last=last)
