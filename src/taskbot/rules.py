"""Pure decisions: who may see and change what. A refusal is an exception that names its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taskbot.models import LAST_NUMBERED_PAGE, PAGE_SIZE, TOTAL_CAP, Role

if TYPE_CHECKING:
    from datetime import date

    from taskbot.models import Page, Person, Task, User


class Refusal(Exception):  # noqa: N818 (it is an answer to a person, not an error of the program)
    """What a person asked for cannot be done, and nothing was changed.

    `key` is the Fluent message that says what was wrong, what would be right, with an example;
    `variables` are that message's.
    """

    def __init__(self, key: str, **variables: str | int | date) -> None:
        super().__init__(key)
        self.key = key
        self.variables = variables


def may_see(task: Task, user: User) -> bool:
    """Assignee, creator and admins see a task."""
    return user.role is Role.ADMIN or _is(task.assignee, user) or _is(task.creator, user)


def may_change_status(task: Task, user: User) -> bool:
    """The assignee works a task off; admins may correct its status."""
    return user.role is Role.ADMIN or _is(task.assignee, user)


def _is(person: Person | None, user: User) -> bool:
    return person is not None and person.id == user.id


def visible(task: Task | None, task_id: int, user: User) -> Task:
    """Give the task; one that is not there and one that the person may not see are refused alike."""
    if task is None or not may_see(task, user):
        raise Refusal("refusal-task-not-found", id=str(task_id))
    return task


def require_page(page: Page, number: int, command: str) -> None:
    """Refuse a typed page number beyond the list's end; 0 pages stands for more than have numbers."""
    if number > 1 and page.number != number:
        pages = 0 if page.total >= TOTAL_CAP else -(-page.total // PAGE_SIZE) or 1
        last = str(LAST_NUMBERED_PAGE)
        raise Refusal("refusal-no-page", command=command, number=str(number), pages=pages, last=last)
