"""Every list, its pages, filters and searches: how the repository reads it, and how a person asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from bench.stores import AUTHOR, BUSY, COMMON, MODEST, PROJECTS, RARE, Store
from taskbot import commands
from taskbot.domain.models import (
    EVERYTHING,
    FINISHED,
    PAGE_SIZE,
    TOTAL_CAP,
    Access,
    Cursor,
    Due,
    Filter,
    Listing,
    Notices,
    Page,
    Person,
    Priority,
    ProjectRole,
    Role,
    Status,
)
from taskbot.features.lists.presses import PagePress
from taskbot.repository import lists, search

LABELS = {COMMON: "common", RARE: "rare"}
LAST_PAGE = TOTAL_CAP // PAGE_SIZE  # the deepest page that can be told by its number at every size
COMMANDS = {
    Listing.MINE: commands.named("my_tasks"),
    Listing.CREATED: commands.named("created_tasks"),
    Listing.UNASSIGNED: commands.named("unassigned_tasks"),
    Listing.OVERDUE: commands.named("overdue_tasks"),
    Listing.ALL: commands.named("all_tasks"),
    Listing.DELETED: commands.named("all_tasks"),
    Listing.FOUND: commands.named("search"),
    Listing.TO_ACCEPT: commands.named("to_accept"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """A page that somebody looks at: of a list, or of the tasks that a search for `text` finds.

    Without `asked`, it is the list as its command shows it. An employee leads so many `projects`. There is no
    promise here about `told` ones: `bench.searches` has the promise about searches.
    """

    listing: Listing
    whose: Callable[[Store], int]
    role: Role = Role.ADMIN
    asked: Filter | None = None
    number: int = 1
    cursor: Callable[[Store], Cursor] | None = None
    assignee: Callable[[Store], int] | None = None
    text: str = ""
    told: bool = False
    projects: int = 0

    @property
    def beyond(self) -> bool:
        """Whether there is no such page."""
        return self.number > LAST_PAGE and self.cursor is None

    @property
    def chosen(self) -> Filter:
        """The filter of the list, without the person."""
        return self.asked or self.listing.unfiltered

    def drawn(self, store: Store) -> Look:
        """The same, of those whom chance draws now."""
        asker, assignee = self.whose(store), self.assignee and self.assignee(store)
        return replace(self, whose=lambda _: asker, assignee=None if assignee is None else lambda _: assignee)

    async def read(self, store: Store) -> Page:
        """Have the repository read the page."""
        asker = person(self.whose(store), self.role, self.projects)
        cursor = self.cursor and self.cursor(store)
        if self.text:
            return await search.page(store.uow, asker, self.text, self.number, cursor)
        asked = replace(self.chosen, person=self.assignee(store)) if self.assignee else self.chosen
        return await lists.page(store.uow, self.listing, asker, asked, NOW, self.number, cursor)

    def typed(self, store: Store) -> str:
        """The command that asks for it, but for `cursor`."""
        words = [f"/{COMMANDS[self.listing].name}"]
        if self.text:
            return " ".join([*words, self.text])
        if self.listing is Listing.DELETED:
            words.append("status:deleted")
        statuses = {*self.chosen.statuses, *(["submitted"] if self.chosen.submitted else [])}
        if self.asked == EVERYTHING:
            statuses = {"all"}
        chosen = {"status": statuses, "priority": self.chosen.priorities, "due": self.chosen.dues}
        words += [f"{key}:{','.join(sorted(values))}" for key, values in chosen.items() if values]
        if self.assignee:
            words.append(f"assigned_to:@user{self.assignee(store)}")
        if self.chosen.label:
            words.append(f"+{LABELS[self.chosen.label]}")
        if self.number > 1 and self.cursor is None:
            words.append(str(self.number))
        return " ".join(words)

    def turned(self, store: Store, search_id: int) -> str:
        """The data of a button that turns to it; `search_id` is what was searched for."""
        cursor = self.cursor and self.cursor(store)
        return PagePress(
            self.listing, self.chosen, self.number, cursor, search_id=search_id if self.text else 0
        ).pack()


def _back(cursor: Cursor) -> Cursor:
    return Cursor(forward=False, position=cursor.position, id=cursor.id)


@lru_cache(maxsize=1024)
def person(id_: int, role: Role, projects: int = 0) -> Person:
    """Somebody of that id and role, who leads so many projects."""
    leads = dict.fromkeys(range(2, 2 + projects), ProjectRole.LEAD)
    own = (id_, id_, None, "", None, True, role, Access.ACTIVE, None, None, Notices.ALL)
    return Person(*own, project_roles=leads)


def _busy(_: Store) -> int:
    return BUSY


def _author(_: Store) -> int:
    return AUTHOR


def _modest(_: Store) -> int:
    return MODEST


def _search(
    text: str,
    whose: Callable[[Store], int] = Store.nobody,
    *,
    number: int = 1,
    cursor: Callable[[Store], Cursor] | None = None,
) -> Look:
    """By an admin, who has no tasks, or by whom it is told that it is."""
    role = Role.ADMIN if whose is Store.nobody else Role.EMPLOYEE
    return Look(Listing.FOUND, whose, role, number=number, cursor=cursor, text=text, told=True)


NOW = datetime.now(UTC)
PENDING = Filter(statuses=frozenset({Status.PENDING}))
SUBMITTED = Filter(submitted=True)
ENDED = Filter(statuses=FINISHED)
OVERDUE = Filter(dues=frozenset({Due.OVERDUE}), open=True)
COMMONLY, RARELY = Filter(open=True, label=COMMON), Filter(open=True, label=RARE)
PRECISE = Filter(  # of which a list of a hundred has more than a page
    frozenset({Status.PENDING, Status.IN_PROGRESS}),
    frozenset({Priority.MEDIUM, Priority.HIGH, Priority.URGENT}),
    frozenset({Due.OVERDUE, Due.NONE}),
)
WIDE = Filter(
    frozenset({Status.PENDING, Status.IN_PROGRESS, Status.COMPLETED}),
    frozenset({Priority.LOW, Priority.MEDIUM, Priority.HIGH}),
    frozenset({Due.OVERDUE, Due.WEEK, Due.NONE}),
)

# Every list, its pages, filters and searches.
LOOKS: dict[str, Look] = {
    "my tasks, of ten": Look(Listing.MINE, Store.somebody),
    # PostgreSQL's own memory does not hold pages that nobody has read lately.
    "my tasks, of ten, each time of anybody": Look(Listing.MINE, Store.anybody, told=True),
    "my tasks, of two fifths of all": Look(Listing.MINE, _busy),
    "my tasks, of two fifths of all: page 5, typed": Look(Listing.MINE, _busy, number=5),
    "my tasks, of two fifths of all: next, from the middle": Look(
        Listing.MINE, _busy, number=50, cursor=lambda it: it.middle_of_busy
    ),
    "my tasks, of two fifths of all: back, from the middle": Look(
        Listing.MINE, _busy, number=50, cursor=lambda it: _back(it.middle_of_busy)
    ),
    "my tasks, of two fifths of all: finished": Look(Listing.MINE, _busy, asked=ENDED),
    "my tasks, of two fifths of all: open and finished": Look(Listing.MINE, _busy, asked=EVERYTHING),
    "my tasks, of two fifths of all: submitted": Look(Listing.MINE, _busy, asked=SUBMITTED),
    "my tasks, of two fifths of all: one status": Look(Listing.MINE, _busy, asked=PENDING),
    "my tasks, of two fifths of all: statuses, priority, deadlines": Look(Listing.MINE, _busy, asked=PRECISE),
    "my tasks, of ten: statuses, priority, deadlines": Look(Listing.MINE, Store.somebody, asked=PRECISE),
    "all tasks": Look(Listing.ALL, Store.nobody),
    "all tasks: page 5, typed": Look(Listing.ALL, Store.nobody, number=5),
    f"all tasks: page {LAST_PAGE}, typed": Look(Listing.ALL, Store.nobody, number=LAST_PAGE),
    "all tasks: a page beyond every end, typed": Look(Listing.ALL, Store.nobody, number=10**9),
    "all tasks: next, from the middle": Look(
        Listing.ALL, _busy, number=50, cursor=lambda it: it.middle_of_all
    ),
    "all tasks: back, from the middle": Look(
        Listing.ALL, _busy, number=50, cursor=lambda it: _back(it.middle_of_all)
    ),
    "all tasks: finished": Look(Listing.ALL, Store.nobody, asked=ENDED),
    "all tasks: open and finished": Look(Listing.ALL, Store.nobody, asked=EVERYTHING),
    "all tasks: submitted": Look(Listing.ALL, Store.nobody, asked=SUBMITTED),
    "all tasks: one status": Look(Listing.ALL, Store.nobody, asked=PENDING),
    "all tasks: overdue": Look(Listing.ALL, Store.nobody, asked=OVERDUE),
    "all tasks: statuses, priority, deadlines": Look(Listing.ALL, Store.nobody, asked=PRECISE),
    "all tasks: statuses, priority, deadlines; page 2, typed": Look(
        Listing.ALL, Store.nobody, asked=PRECISE, number=2
    ),
    "all tasks: many filters, in the middle": Look(
        Listing.ALL, _busy, asked=WIDE, number=50, cursor=lambda it: it.middle_of_all
    ),
    "all tasks of a person of ten, one status": Look(
        Listing.ALL, Store.nobody, asked=PENDING, assignee=Store.somebody
    ),
    "assigned by me, of half of all": Look(Listing.CREATED, _author),
    "assigned by me, of half of all: one status": Look(Listing.CREATED, _author, asked=PENDING),
    "assigned by me, of half of all: to a person of ten": Look(Listing.CREATED, _author, assignee=_modest),
    "assigned by me, of half of all: to a person of ten, one status": Look(
        Listing.CREATED, _author, asked=PENDING, assignee=_modest
    ),
    "assigned by me, of half of all: to who has two fifths of all, none": Look(
        Listing.CREATED, _author, assignee=_busy
    ),
    "assigned by me, of ten": Look(Listing.CREATED, Store.somebody),
    "all tasks: a label of a third of all": Look(Listing.ALL, Store.nobody, asked=COMMONLY),
    "all tasks: a label of a third of all: page 5, typed": Look(
        Listing.ALL, Store.nobody, asked=COMMONLY, number=5
    ),
    "all tasks: a label of a third of all: next, from the middle": Look(
        Listing.ALL, _busy, asked=COMMONLY, number=50, cursor=lambda it: it.middle_of_all
    ),
    "all tasks: a label of a third of all, statuses, priority, deadlines": Look(
        Listing.ALL, Store.nobody, asked=replace(PRECISE, label=COMMON)
    ),
    "all tasks: a label of seven": Look(Listing.ALL, Store.nobody, asked=RARELY),
    # Each of a person's own tasks is looked up, to find the first hundred with the label.
    "my tasks, of two fifths of all: a label of a third of all": Look(
        Listing.MINE, _busy, asked=COMMONLY, told=True
    ),
    "my tasks, of ten: a label of a third of all": Look(Listing.MINE, Store.somebody, asked=COMMONLY),
    "assigned by me, of half of all: a label of a third of all": Look(
        Listing.CREATED, _author, asked=COMMONLY, told=True
    ),
    "unassigned: a label of a third of all": Look(Listing.UNASSIGNED, Store.nobody, asked=COMMONLY),
    "unassigned": Look(Listing.UNASSIGNED, Store.nobody),
    "unassigned: statuses, priority, deadlines": Look(Listing.UNASSIGNED, Store.nobody, asked=PRECISE),
    "overdue, of all": Look(Listing.OVERDUE, Store.nobody),
    "overdue, of ten": Look(Listing.OVERDUE, Store.somebody, Role.EMPLOYEE),
    "to accept, nine tenths of a quarter of all": Look(Listing.TO_ACCEPT, Store.nobody),
    "to accept, of who created half of all": Look(Listing.TO_ACCEPT, _author, Role.EMPLOYEE),
    "deleted, twenty": Look(Listing.DELETED, Store.nobody),
    "search: a word of every second task": _search("отчёты"),
    "search: a word of every second task: next, from the middle": _search(
        "отчёты", number=50, cursor=lambda it: it.middle_of_found
    ),
    "search: a word of every second task: back, from the middle": _search(
        "отчёты", number=50, cursor=lambda it: _back(it.middle_of_found)
    ),
    "search: a word of ten tasks": _search("жирафами"),
    "search: the beginning of a word of ten tasks": _search("жира"),
    "search: two words, of every second task and of ten": _search("сметы жираф"),
    "search: a word of ten comments": _search("согласовано"),
    "search: a word of every two hundredth task": _search("ведомости"),
    "search: the beginning of eleven words, each of every eleventh task": _search("этап"),
    "search: the beginning of eleven words, each of every five hundredth task": _search("код12"),
    "search: the beginning of five hundred words": _search("код"),
    "search: two words, each of every second task, in none both": _search("отчёт смета"),
    "search: the beginning of a thousandth of all tasks' own words": _search("lot100"),
    "search: a word of every second task, one of every two hundredth, in none both": _search(
        "отчёт ведомость"
    ),
    "search: a word of none": _search("бегемот"),
    "search of who has ten tasks: a word of every second task": _search("отчёты", Store.somebody),
    "search of who has ten tasks: a word of ten tasks": _search("жираф", Store.somebody),
    "search of who has ten tasks: a word of every second task, of none that nobody has": _search(
        "сметы", Store.somebody
    ),
    "search of who has two fifths of all: a word of every second task": _search("отчёты", _busy),
    "search of who has two fifths of all: a word of ten tasks": _search("жираф", _busy),
    "search of who has two fifths of all: a word of every second task, of ten of theirs": _search(
        "счета", _busy
    ),
    "search of who has two fifths of all: a word of every second task, of none of theirs": _search(
        "сметы", _busy
    ),
    "search of who created half of all: a word of every second task": _search("сметы", _author),
    "search of who created half of all: a word of ten tasks": _search("жираф", _author),
}


def _of(listing: Listing, projects: int, whose: Callable[[Store], int] = Store.nobody, **more: Any) -> Look:
    """A look of who leads some of the two hundred projects, and is no admin."""
    return Look(listing, whose, Role.EMPLOYEE, projects=projects, **more)


ONE = Filter(project=2, open=True)
# The lists of projects, which are asked of the repository alone.
OF_PROJECTS: dict[str, Look] = {
    "a project": _of(Listing.ALL, 1, asked=ONE),
    "a project: page 5, typed": _of(Listing.ALL, 1, asked=ONE, number=5),
    "a project: next, from the middle": _of(
        Listing.ALL, 1, asked=ONE, number=50, cursor=lambda it: it.middle_of_all
    ),
    "a project: finished": _of(Listing.ALL, 1, asked=replace(ENDED, project=2)),
    "a project: statuses, priority, deadlines": _of(Listing.ALL, 1, asked=replace(PRECISE, project=2)),
    "a project: unassigned": _of(Listing.UNASSIGNED, 1, asked=ONE),
    "a project: to accept": _of(Listing.TO_ACCEPT, 1, asked=Filter(project=2)),
    "the default project, two thirds of all": Look(Listing.ALL, Store.nobody, asked=replace(ONE, project=1)),
    "five projects": _of(Listing.ALL, 5),
    "five projects: next, from the middle": _of(
        Listing.ALL, 5, number=50, cursor=lambda it: it.middle_of_all
    ),
    "five projects: statuses, priority, deadlines": _of(Listing.ALL, 5, asked=PRECISE),
    "five projects: overdue, and my own of ten": _of(Listing.OVERDUE, 5, Store.somebody),
    "five projects: to accept, and of my own ten": _of(Listing.TO_ACCEPT, 5, Store.somebody),
    "five projects: deleted": _of(Listing.DELETED, 5),
    "unassigned, of five projects and the default one": _of(Listing.UNASSIGNED, 5),
    "two hundred projects": _of(Listing.ALL, PROJECTS - 1, told=True),
    "unassigned, of two hundred projects": _of(Listing.UNASSIGNED, PROJECTS - 1, told=True),
    "my tasks, of ten, in a project": _of(
        Listing.MINE, 1, Store.somebody, asked=Filter(project=2, open=True)
    ),
    "search in five projects: a word of every second task": _of(Listing.FOUND, 5, text="отчёты", told=True),
    "search in two hundred projects: a word of every second task": _of(
        Listing.FOUND, PROJECTS - 1, text="отчёты", told=True
    ),
}
