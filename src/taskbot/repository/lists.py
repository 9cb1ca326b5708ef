"""Lists of tasks in pages of ten rows, with the capped length; the list's size does not change the cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import product
from typing import NamedTuple, TypeAlias

import asyncpg

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain import rules
from taskbot.domain.models import (
    DEFAULT_PROJECT,
    FINISHED,
    LAST_NUMBERED_PAGE,
    NOBODY,
    PAGE_SIZE,
    TOTAL_CAP,
    UNFINISHED,
    Cursor,
    Due,
    Filter,
    Listing,
    Page,
    Person,
    Priority,
    Status,
    TaskRow,
    due_fields_of,
)
from taskbot.repository import labels, tasks

LAST_MOMENT = 253_402_300_799_000_000  # of the year 9999, in microseconds since 1970
_PRIORITIES = {it.value: it for it in Priority}  # calling the enum costs several times as much
_STATUSES = {it.value: it for it in Status}
EMPTY = Page((), 1, 0, has_previous=False, has_next=False)


# --- Where rows come from, and in which order ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """The rows of a list without filters: position, id and status.

    Parameters from `$1` on are ids of people, or arrays of those of projects and labels. `key` has columns of
    the index that sorts the rows. `place` converts a position to a value of the first. `each`: the rows are
    those of one project or label, and are read for each of them, so that of each an index gives the first
    ones. `beside` them there may be rows from elsewhere, which are not the same. `submitted` says whether a
    row of a page waits for acceptance.
    """

    rows: str
    key: tuple[str, str] = ("position", "id")
    place: str = "{}"
    whose: int = 0  # the number of its parameters
    newest_first: bool = False
    assignees: bool = True  # whether rows show the assignee
    submitted: str = "tasks.submitted_at IS NOT NULL"
    each: str | None = None
    beside: tuple[Source, ...] = ()

    def read(self, conditions: Iterable[str], least: int, order: str = "ASC") -> str:
        """Build the reading of rows under any of the conditions, which may say `{key}`: the first of each."""
        conditions = tuple(conditions)
        key, columns = ", ".join(f"{column} {order}" for column in self.key), ", ".join(self.key)
        read = _union(
            f"{self.rows}{it.format(key=columns)} ORDER BY {key} LIMIT {least}" for it in conditions
        )
        if self.each:  # once for all conditions: asyncpg remembers no statement of more than 15 KB
            read = f"SELECT its.* FROM {self.each} CROSS JOIN LATERAL ({read}) AS its"
        if not self.beside:
            return read
        return _union([read, *(it.read(conditions, least, order) for it in self.beside)])

    def within(self) -> Source:
        """Narrow it to some projects, which are its last parameter."""
        ids = f"${self.whose + 1}::bigint[]"
        project = "project_id" if self.key[1] == "id" else _PROJECT_OF
        return replace(self, rows=f"{self.rows} AND {project} = ANY ({ids})", whose=self.whose + 1)


_PROJECT_OF = "(SELECT project_id FROM tasks WHERE id = task_id)"
# Only tasks in progress can wait, so of others nothing is looked up.
_OWN_SUBMITTED = """CASE WHEN page.status = 'in_progress' THEN (
           SELECT submitted_at IS NOT NULL FROM assignments WHERE task_id = tasks.id AND user_id = {}
       ) ELSE false END"""
ASSIGNED = Source(
    "SELECT position, task_id AS id, status FROM assignments WHERE user_id = $1 AND NOT hidden",
    key=("position", "task_id"),
    whose=1,
    submitted=_OWN_SUBMITTED.format("$1"),
)
MINE = replace(ASSIGNED, assignees=False)
CLAIMED = replace(MINE, rows=f"{ASSIGNED.rows} AND {tasks.CLAIMED}")
RECURRING = Source(  # with the condition of their index
    "SELECT position, id, status FROM tasks WHERE series_id IS NOT NULL AND deleted_at IS NULL"
    " AND status = ANY (ARRAY['pending', 'in_progress']::task_status[])",
    assignees=False,
)
CREATED = Source(
    "SELECT position, id, status FROM tasks"
    " WHERE created_by_id = $1 AND deleted_at IS NULL AND assigned_to_id IS NOT NULL",
    whose=1,
)
GIVEN = Source(  # assigned by the first person to the second
    "SELECT position, task_id AS id, status FROM assignments"
    " WHERE created_by_id = $1 AND user_id = $2 AND NOT hidden",
    key=ASSIGNED.key,
    whose=2,
    submitted=_OWN_SUBMITTED.format("$2"),
)
UNASSIGNED = Source(
    "SELECT position, id, status FROM tasks WHERE deleted_at IS NULL AND assigned_to_id IS NULL",
    assignees=False,
)
ALL = Source("SELECT position, id, status FROM tasks WHERE deleted_at IS NULL")
DELETED = Source(
    "SELECT (extract(epoch FROM deleted_at) * 1000000)::bigint AS position, id, status"
    " FROM tasks WHERE deleted_at > now() - interval '30 days'",
    key=("deleted_at", "id"),
    place=f"timestamptz 'epoch' + LEAST({{}}, {LAST_MOMENT}) * interval '1 microsecond'",
    newest_first=True,
)


_PROJECTS = "unnest($1::bigint[]) AS project"


def _of_projects(source: Source, beside: Source | None = None) -> Source:
    """Read the rows of some projects, and of a person those beside, which are in no such project."""
    rows = source.rows.replace(" WHERE ", " WHERE project_id = project AND ")
    mine = () if beside is None else (_elsewhere(beside),)
    return replace(source, rows=rows, each=_PROJECTS, beside=mine, whose=1 + len(mine))


def _elsewhere(source: Source) -> Source:
    project = "project_id" if source.key[1] == "id" else _PROJECT_OF
    return replace(
        source, rows=f"{source.rows.replace('$1', '$2')} AND {project} <> ALL ($1::bigint[])", whose=2
    )


OF_PROJECTS = _of_projects(ALL)
UNASSIGNED_OF_PROJECTS = _of_projects(UNASSIGNED)
DELETED_OF_PROJECTS = _of_projects(DELETED)
MINE_AND_OF_PROJECTS = _of_projects(ALL, MINE)
CREATED_AND_OF_PROJECTS = _of_projects(ALL, CREATED)
SOURCES = (
    *(MINE, ASSIGNED, CLAIMED, RECURRING, CREATED, GIVEN, UNASSIGNED, ALL, DELETED),
    *(it.within() for it in (MINE, ASSIGNED, RECURRING, CREATED, GIVEN)),
    *(OF_PROJECTS, UNASSIGNED_OF_PROJECTS, DELETED_OF_PROJECTS),
    *(MINE_AND_OF_PROJECTS, CREATED_AND_OF_PROJECTS),
)
_BESIDE = {Listing.OVERDUE: MINE_AND_OF_PROJECTS, Listing.TO_ACCEPT: CREATED_AND_OF_PROJECTS}
_FREE = (UNASSIGNED, UNASSIGNED_OF_PROJECTS)  # nobody's, and so nobody's to submit


# A task has one label of a name at most, for it is in one project.
_LABELLED = "SELECT position, task_id AS id, status FROM task_labels WHERE label_id = label AND NOT hidden"
_LABELS = "unnest({}::bigint[]) AS label"
_LABELS_OF_PROJECTS = """(
    SELECT id AS label FROM labels WHERE id = ANY ({}::bigint[]) AND project_id = ANY ($1::bigint[])
) AS its_labels"""


@lru_cache
def labelled(source: Source) -> Source:
    """Narrow a source to the tasks that have one of some labels, which are its last parameter.

    All tasks of projects are read by the labels themselves. Of a person's tasks those are chosen that have
    one: they are as many as that person has to do.
    """
    ids = f"${source.whose + 1}"
    if source.each is None and source not in (ALL, UNASSIGNED):
        return _having(source, ids)
    rows = f"{_LABELLED} AND unassigned" if source in _FREE else _LABELLED
    each = (_LABELS_OF_PROJECTS if source.each else _LABELS).format(ids)
    beside = tuple(_having(it, ids) for it in source.beside)
    return replace(source, rows=rows, key=ASSIGNED.key, each=each, beside=beside, whose=source.whose + 1)


def _having(source: Source, ids: str) -> Source:
    task = "tasks.id" if source.key[1] == "id" else "assignments.task_id"
    has = f"EXISTS (SELECT FROM task_labels WHERE task_id = {task} AND label_id = ANY ({ids}::bigint[]))"
    return replace(source, rows=f"{source.rows} AND {has}", whose=source.whose + 1)


Asked: TypeAlias = tuple[Source, tuple[object, ...]]  # and the source's parameters


# --- What a command offers that needs more than a task ------------------------------------------

_LATEST = 1000  # files that are looked at: the team may have any number
_KEPT = "SELECT position, id, status FROM tasks WHERE deleted_at IS NULL"
_OWN_COMMENT = "id IN (SELECT task_id FROM comments WHERE user_id = $1)"
_A_FILE = "EXISTS (SELECT FROM comments WHERE task_id = tasks.id AND file_id IS NOT NULL)"
_LATEST_FILES = f"""SELECT task_id FROM (
    SELECT task_id FROM comments WHERE file_id IS NOT NULL ORDER BY comments.id DESC LIMIT {_LATEST}
) AS latest"""
# What somebody sees the whole of who is no admin and has joined the projects $2 (`rules.sight`).
_OWN = f"""project_id = {DEFAULT_PROJECT} AND (
    created_by_id = $1
    OR EXISTS (SELECT FROM assignments WHERE task_id = tasks.id AND user_id = $1)
)"""
_WHOLE = f"(project_id = ANY ($2::bigint[]) OR {_OWN})"
_NEAR = f"""id IN (
    SELECT id FROM tasks WHERE created_by_id = $1
    UNION SELECT task_id FROM assignments WHERE user_id = $1
    UNION {_LATEST_FILES}
)"""


def claimed(user: Person) -> Asked:
    """Give the tasks that a person has claimed and may give back."""
    return CLAIMED, (user.id,)


def recurring(user: Person) -> Asked:
    """Give the open occurrences of all series of the projects that a person leads."""
    if rules.leads(DEFAULT_PROJECT, user):
        return RECURRING, ()
    return RECURRING.within(), (rules.led(user),)


def with_own_comment(user: Person) -> Asked:
    """Give the tasks that a person has commented on and sees the whole of."""
    if rules.leads(DEFAULT_PROJECT, user):
        return Source(f"{_KEPT} AND {_OWN_COMMENT}", whose=1, assignees=False), (user.id,)
    source = Source(f"{_KEPT} AND {_OWN_COMMENT} AND {_WHOLE}", whose=2, assignees=False)
    return source, (user.id, rules.joined(user))


def with_files(user: Person) -> Asked:
    """Give the tasks with files that a person sees the whole of: their own, and those of the latest files."""
    if rules.leads(DEFAULT_PROJECT, user):
        return Source(f"{_KEPT} AND id IN ({_LATEST_FILES})", assignees=False), ()
    source = Source(f"{_KEPT} AND {_NEAR} AND {_WHOLE} AND {_A_FILE}", whose=2, assignees=False)
    return source, (user.id, rules.joined(user))


def _source(listing: Listing, user: Person, asked: Filter) -> Asked | None:
    """Return the source of a list, and its parameters; None if it has nothing for this person.

    Whatever is asked for, its rows are tasks that the person sees (`rules.sight`).
    """
    if asked.project is not None and rules.role_in(asked.project, user) is None:
        return None
    if listing in (Listing.MINE, Listing.CREATED):
        return _own(listing, user, asked)
    projects = _covered(listing, user, asked)
    if projects != []:
        return _of_all(listing, user, asked, projects)
    return None if listing in (Listing.DELETED, Listing.UNASSIGNED) else _own(listing, user, asked)


def _covered(listing: Listing, user: Person, asked: Filter) -> list[int] | None:
    """Give the projects of whose tasks, whoever works on them, a list shows all; None for every project."""
    if listing is Listing.UNASSIGNED:  # who only looks on could take none of them
        others = rules.worked_in(user) if asked.project is None else rules.joined(user)
        chosen = [DEFAULT_PROJECT, *others]
    elif listing is Listing.ALL:
        chosen = rules.joined(user)
    else:
        chosen = rules.led(user)
    if rules.leads(DEFAULT_PROJECT, user):
        return None if asked.project is None else [asked.project]
    return chosen if asked.project is None else [it for it in chosen if it == asked.project]


def _of_all(listing: Listing, user: Person, asked: Filter, projects: list[int] | None) -> Asked:
    """Return the source of all tasks of projects, beside which a person has their own."""
    if listing is Listing.DELETED:
        return _of(DELETED, DELETED_OF_PROJECTS, projects)
    if listing is Listing.UNASSIGNED or asked.person == NOBODY:
        return _of(UNASSIGNED, UNASSIGNED_OF_PROJECTS, projects)
    if asked.person is not None and listing is not Listing.TO_ACCEPT:
        return _within(ASSIGNED, (asked.person,), projects)
    if projects is None or listing is Listing.ALL or asked.project is not None:
        return _of(ALL, OF_PROJECTS, projects)
    return _BESIDE[listing], (projects, user.id)


def _own(listing: Listing, user: Person, asked: Filter) -> Asked:
    """Return the source of what a person has created, or works on."""
    projects = None if asked.project is None else [asked.project]
    if listing not in (Listing.CREATED, Listing.TO_ACCEPT):
        return _within(MINE, (user.id,), projects)
    if asked.person is None or listing is Listing.TO_ACCEPT:
        return _within(CREATED, (user.id,), projects)
    return _within(GIVEN, (user.id, asked.person), projects)


def _of(every: Source, by_project: Source, projects: list[int] | None) -> Asked:
    return (every, ()) if projects is None else (by_project, (projects,))


def _within(source: Source, whose: tuple[object, ...], projects: list[int] | None) -> Asked:
    return (source, whose) if projects is None else (source.within(), (*whose, projects))


# --- Filters, as branches -----------------------------------------------------------------------

# Of a position (see `schema.POSITION`): what finished tasks have more; the first bits of the day and of the
# minute; the minute of deadlines without a time.
_FINISHED = 1 << 40
DAY_BIT, _MINUTE = 13, 2
_ALL_DAY = 1440
_BEYOND_OLD = 1 << 24
_NO_DAY = date(9999, 12, 31)


class Branch(NamedTuple):
    """A part of a filtered list that is one range of an index: of positions from `low` to below `high`.

    In a `timed` one, deadlines with a time are compared one by one: their days are those of their own zones.
    """

    status: str | None = None
    priority: str | None = None
    low: int | None = None
    high: int | None = None
    submitted: bool = False
    timed: bool = False

    @property
    def finished(self) -> bool:
        """Whether it holds finished tasks, where a range says so."""
        return self.low is not None and self.low >= _FINISHED

    def where(self, instants: str) -> str:
        """Return the condition on all but the position; `instants` is the parameter that `timed` asks for."""
        chosen = {"status": self.status, "priority": self.priority}
        conditions = "".join(f" AND {column} = '{value}'" for column, value in chosen.items() if value)
        if self.timed:
            conditions += f" AND (due_at IS NULL OR due_at <@ {instants}::tstzmultirange)"
        return f"{conditions} AND submitted_at IS NOT NULL" if self.submitted else conditions

    def whole(self, instants: str) -> str:
        """Return the complete condition."""
        between = f" AND position >= {self.low} AND position < {self.high}"
        where = self.where(instants)
        return where if self.low is None else where + between

    def beside(self, instants: str, key: str, position: str, id_: str, *, behind: bool) -> str:
        """Return the condition for the rows behind a place, or before it.

        It has only one bound on that side. With two, PostgreSQL may start at the farther one and read
        everything between them.
        """
        where = self.where(instants)
        if self.low is None:
            return f"{where} AND ({key}) {'>' if behind else '<'} ({position}, {id_})"
        if behind:
            nearest = (
                f"GREATEST({position}, {self.low}), CASE WHEN {position} < {self.low} THEN -1 ELSE {id_} END"
            )
            return f"{where} AND ({key}) > ({nearest}) AND position < {self.high}"
        nearest = f"LEAST({position}, {self.high}), CASE WHEN {position} < {self.high} THEN {id_} ELSE -1 END"
        return f"{where} AND ({key}) < ({nearest}) AND position >= {self.low}"


class _Range(NamedTuple):
    low: int | None = None
    high: int | None = None
    timed: bool = False


_ANY: Sequence[_Range] = [_Range()]
# Sets of statuses that are a range of positions without further conditions: with finished tasks, or without?
_HALVES = {
    frozenset[Status](): (False, True),
    frozenset(Status): (False, True),
    UNFINISHED: (False,),
    FINISHED: (True,),
}


def branches(asked: Filter, today: date) -> tuple[Branch, ...]:
    """Return the branches of a filter; none if it admits nothing."""
    statuses = UNFINISHED if asked.only_open else asked.statuses
    found: list[Branch] = []
    if statuses or not asked.submitted:
        found += _by_status(statuses, asked, today)
    if asked.submitted and Status.IN_PROGRESS not in statuses:
        due = _positions(asked.dues, today, 0) if asked.dues else _ANY
        priorities = _in_order(Priority, asked.priorities)
        found += [
            Branch(None, it, within.low, within.high, submitted=True, timed=within.timed)
            for it, within in product(priorities, due)
        ]
    return tuple(found)


def _by_status(statuses: frozenset[Status], asked: Filter, today: date) -> list[Branch]:
    any_priority = len(asked.priorities) in (0, len(Priority))
    if any_priority and (halves := _HALVES.get(statuses)):
        ranges = _ranges(asked.dues, halves, today)
        return [Branch(low=it.low, high=it.high, timed=it.timed) for it in ranges]
    return [
        Branch(status, priority, range_.low, range_.high, timed=range_.timed)
        for status, priority in product(_in_order(Status, statuses), _in_order(Priority, asked.priorities))
        for range_ in (_ranges(asked.dues, [Status(status).finished], today) if asked.dues else _ANY)
    ]


def _in_order(kind: type[StrEnum], chosen: Iterable[str]) -> list[str]:
    return [it for it in kind if not chosen or it in chosen]


def _ranges(dues: frozenset[Due], halves: Sequence[bool], today: date) -> Sequence[_Range]:
    """Return the ranges of positions of finished tasks, or others, that are due then."""
    if not dues:
        return (
            _ANY if len(halves) > 1 else [_Range(half * _FINISHED, (half + 1) * _FINISHED) for half in halves]
        )
    found: list[_Range] = []
    for half in halves:  # finished tasks are never overdue
        found += _positions(dues - {Due.OVERDUE} if half else dues, today, half * _FINISHED)
    return found


def _positions(dues: frozenset[Due], today: date, base: int) -> list[_Range]:
    """Return the ranges of positions that are due then, from early to late.

    The position of a time is that of its own zone, where it may be the day before or after that of the
    reader. So on the days around the first and the last, times are compared one by one.
    """
    found: list[_Range] = []
    for low, high in _joined_days(dues, today):
        if high > _days(_NO_DAY):
            found.append(_Range(_place(low), _place(high)))
        elif low:
            found.append(_Range(_place(low - 1), _place(low - 1, all_day=True), timed=True))
            found.append(_Range(_place(low), _place(high, all_day=True), timed=True))
        else:
            found.append(_Range(0, _place(high - 1)))
            found.append(_Range(_place(high - 1), _place(high, all_day=True), timed=True))
            if high == _days(today):  # what is overdue, until now
                found.append(_Range(_place(high + 1), _place(high + 1, all_day=True), timed=True))
    return [_Range(base + (it.low or 0), base + (it.high or 0), it.timed) for it in found]


def _joined_days(dues: frozenset[Due], today: date) -> list[tuple[int, int]]:
    """Return the ranges of days that are due then, joined where they touch."""
    day = _days(today)
    spans = {
        Due.OVERDUE: (0, day),
        Due.TODAY: (day, day + 1),
        Due.WEEK: (day, day + 7),
        Due.NONE: (_days(_NO_DAY), _days(_NO_DAY) + 1),
    }
    joined: list[tuple[int, int]] = []
    for low, high in (spans[due] for due in Due if due in dues):  # from early to late
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined


def _place(day: int, *, all_day: bool = False) -> int:
    """Return where a day begins among the positions, or within it the deadlines without a time."""
    return (day << DAY_BIT) + (_ALL_DAY << _MINUTE if all_day else 0)


def instants(dues: frozenset[Due], now: datetime) -> list[asyncpg.Range[datetime]]:
    """Return when a time is due then: until now, or on days of the reader's, in whose zone `now` is."""
    midnight = datetime.combine(now.date(), time(), now.tzinfo)
    spans = {
        Due.OVERDUE: (None, now.astimezone(UTC) + timedelta(microseconds=1)),
        Due.TODAY: (midnight, _later(midnight, 1)),
        Due.WEEK: (midnight, _later(midnight, 7)),
    }
    return [asyncpg.Range(*spans[due]) for due in Due if due in dues and due in spans]


def _later(midnight: datetime, days: int) -> datetime:
    return datetime.combine(midnight.date() + timedelta(days=days), time(), midnight.tzinfo)


def place(day: date) -> int:
    """Return where the deadlines of a day begin among the positions of unfinished tasks."""
    return _place(_days(day))


def _days(day: date) -> int:
    return (day - date.min).days


# --- Statements ---------------------------------------------------------------------------------

ASSIGNEE = """,
       COALESCE(
           NULLIF(assignee.full_name, ''), '@' || assignee.username, assignee.telegram_id::text
       ) AS assignee,
       (SELECT count(*) FROM assignments WHERE task_id = tasks.id) - 1 AS others"""
_NO_ASSIGNEE = ", NULL AS assignee, 0 AS others"


@lru_cache(maxsize=512)
def statement(
    source: Source, conditions: tuple[Branch, ...], start: str, finished: tuple[Branch, ...] = ()
) -> str:
    """Build the statement that reads a page and one more row, with the list's capped length in each row.

    `finished` are the branches of the finished tasks beside it, which are counted too. `start` is `first`,
    `numbered`, `after` or `before`. No statement has a limit or a large offset as a parameter. PostgreSQL
    would plan such a statement each time (its manual, «PREPARE»), which takes as long as reading the page.
    """
    among = (*conditions, *finished)
    named = _instants(source, among)
    first = source.whose + len(_timed(among)) + 1  # the parameters before it are ids, and instants
    ascending = (start == "before") is source.newest_first
    order = "ASC" if ascending else "DESC"
    least = TOTAL_CAP + 1 if start == "numbered" else PAGE_SIZE + 1
    place = source.place.format(f"${first}::bigint"), f"${first + 1}::bigint"

    parts = [
        it.beside(named[it.finished], "{key}", *place, behind=ascending)
        if start in ("after", "before")
        else it.whole(named[it.finished])
        for it in conditions
    ]
    read = source.read(parts, least, order)
    offset = f"OFFSET ${first}" if start == "numbered" else ""
    people = "LEFT JOIN users AS assignee ON assignee.id = tasks.assigned_to_id" if source.assignees else ""
    return f"""
SELECT tasks.id, tasks.title, tasks.priority, page.status, tasks.project_id, {tasks.DEADLINE},
       page.position{ASSIGNEE if source.assignees else _NO_ASSIGNEE},
       {source.submitted} AS submitted,
       ({count(source, conditions, among)}) AS total,
       {f"({count(source, finished, among)})" if finished else 0} AS finished
FROM (
    SELECT * FROM ({read}) AS page ORDER BY position {order}, id {order} LIMIT {PAGE_SIZE + 1} {offset}
) AS page
JOIN tasks ON tasks.id = page.id
{people}
ORDER BY page.position {order}, page.id {order}
"""


@lru_cache(maxsize=512)
def count(source: Source, conditions: tuple[Branch, ...], among: tuple[Branch, ...] = ()) -> str:
    """Build the statement that counts rows, up to the cap; alone, or in a statement `among` other branches.

    Without an order, PostgreSQL may read the table from its beginning, where all tasks may be finished ones.
    """
    named = _instants(source, among or conditions)
    counted = source.read((it.whole(named[it.finished]) for it in conditions), TOTAL_CAP)
    return f"SELECT count(*) FROM (SELECT FROM ({counted}) AS its LIMIT {TOTAL_CAP}) AS counted"


def _timed(conditions: Iterable[Branch]) -> list[bool]:
    """Say of which tasks times are compared: of those that are not finished, and of finished ones."""
    return sorted({it.finished for it in conditions if it.timed})


def _instants(source: Source, conditions: Iterable[Branch]) -> dict[bool, str]:
    """Name the parameters to which times are compared: finished tasks are never overdue."""
    numbers = {of: number for number, of in enumerate(_timed(conditions), source.whose + 1)}
    return {of: f"${numbers.get(of)}" for of in (False, True)}


def _union(selects: Iterable[str]) -> str:
    return "\nUNION ALL\n".join(f"({it})" for it in selects)


# --- Pages --------------------------------------------------------------------------------------


async def page(
    uow: UnitOfWork,
    listing: Listing,
    user: Person,
    asked: Filter,
    now: datetime,
    number: int = 1,
    cursor: Cursor | None = None,
) -> Page:
    """Read a page of a list as `user` may see it: the numbered one, or the one beside `cursor`.

    `now` is aware, in the zone of the reader, whose days count.

    If there is no such page, or its number is too high, it is the first page.
    """
    if listing is Listing.OVERDUE:
        asked = replace(asked, dues=frozenset({Due.OVERDUE}))
    if listing is Listing.TO_ACCEPT:
        asked = replace(asked, statuses=frozenset(), submitted=True)
    found = _source(listing, user, asked)
    if found is None:
        return EMPTY
    source, whose = found
    conditions = branches(asked, now.date())
    if source in _FREE:
        conditions = tuple(it for it in conditions if not it.submitted)
    if asked.label is not None:
        alike = await labels.alike(uow, labels.seen_by(user), asked.label)
        conditions = conditions if alike else ()
        source, whose = labelled(source), (*whose, [it.id for it in alike])
    if not conditions:
        return EMPTY
    finished = branches(replace(asked, statuses=FINISHED), now.date()) if asked.only_open else ()
    reading = _Reading(uow, source, conditions, finished, whose, now, asked.dues)
    return await reading.page(number, cursor)


async def page_from(uow: UnitOfWork, asked: Asked, number: int = 1, cursor: Cursor | None = None) -> Page:
    """Read a page of what no list has: of what somebody has claimed, or what recurs."""
    source, whose = asked
    return await _Reading(uow, source, (Branch(),), (), whose, datetime.now(UTC)).page(number, cursor)


@dataclass(frozen=True, slots=True)
class _Reading:
    uow: UnitOfWork
    source: Source
    conditions: tuple[Branch, ...]
    finished: tuple[Branch, ...]
    whose: tuple[object, ...]
    now: datetime
    dues: frozenset[Due] = frozenset()

    def _values(self, conditions: Iterable[Branch]) -> tuple[object, ...]:
        dues = {False: self.dues, True: self.dues - {Due.OVERDUE}}
        return (*self.whose, *(instants(dues[of], self.now) for of in _timed(conditions)))

    async def page(self, number: int, cursor: Cursor | None) -> Page:
        if cursor is None:
            return await self._numbered(number)
        place = _present(cursor.position), cursor.id
        records = await self._fetch("after" if cursor.forward else "before", *place)
        if not cursor.forward:
            if number == 1 or len(records) <= PAGE_SIZE:  # the list begins here: show a full page
                return await self._numbered(1)
            return build(records[PAGE_SIZE - 1 :: -1], max(number, 2), has_previous=True, has_next=True)
        return build_forward(records, number) if records else await self._numbered(1)

    async def _numbered(self, number: int) -> Page:
        if not 1 < number <= LAST_NUMBERED_PAGE:
            return await self._first()
        records = await self._fetch("numbered", (number - 1) * PAGE_SIZE)
        # The list may be shorter now.
        return build_forward(records, number) if records else await self._first()

    async def _first(self) -> Page:
        page = build_forward(await self._fetch("first"), 1)
        if page.rows or not self.finished:
            return page
        text = count(self.source, self.finished)
        finished = await self.uow.read_value(text, *self._values(self.finished))
        return replace(page, finished=finished)

    async def _fetch(self, start: str, *values: int) -> list[asyncpg.Record]:
        text = statement(self.source, self.conditions, start, self.finished)
        return await self.uow.read(text, *self._values((*self.conditions, *self.finished)), *values)


def _present(position: int) -> int:
    """Give a position as it is now: on buttons of 0.1.0 it had the day and the priority alone."""
    half, place = divmod(position, _FINISHED)
    if place >= _BEYOND_OLD or half > 1:
        return position
    day, priority = divmod(place, 1 << _MINUTE)
    return half * _FINISHED + _place(day, all_day=True) + priority


def build_forward(records: Sequence[asyncpg.Record], number: int) -> Page:
    """Build the page of that number from its rows; one row beyond the page means that there are more."""
    has_next = len(records) > PAGE_SIZE
    return build(records[:PAGE_SIZE], number, has_previous=number > 1, has_next=has_next)


def build(
    records: Sequence[asyncpg.Record],
    number: int,
    *,
    has_previous: bool,
    has_next: bool,
    at_least: bool | None = None,
) -> Page:
    """Build a page from its rows, each with the list's length as `total`, capped at `TOTAL_CAP`.

    Each row also has the capped number of `finished` tasks beside it.
    """
    total = records[0]["total"] if records else 0
    return Page(
        rows=tuple(build_row(record) for record in records),
        number=number,
        total=total,
        has_previous=has_previous,
        has_next=has_next,
        at_least=total >= TOTAL_CAP if at_least is None else at_least,
        finished=records[0]["finished"] if records else 0,
    )


def build_row(record: asyncpg.Record) -> TaskRow:
    """Build a row of a list."""
    return TaskRow(
        id=record["id"],
        title=record["title"],
        priority=_PRIORITIES[record["priority"]],
        status=_STATUSES[record["status"]],
        assignee=record["assignee"],
        position=record["position"],
        others=max(record["others"], 0),
        submitted=record["submitted"],
        project_id=record["project_id"],
        **due_fields_of(record),
    )
