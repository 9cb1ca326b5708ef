"""Late tasks and work that waits for acceptance, and the people who are still to be told of them.

Who leads a project is told of it as admins are of the whole team.

Each reason to tell a person is a range of an index, of which `TOTAL_CAP` rows and one more are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import asyncpg

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain import escalation, rules
from taskbot.domain.escalation import Late, LateTask, Part, Step
from taskbot.domain.models import DEFAULT_PROJECT, TOTAL_CAP, Person
from taskbot.domain.workdays import Workdays
from taskbot.repository import lists, projects, team
from taskbot.repository.tasks import DEADLINE

SHOWN = 10  # tasks of a part

# The day of a deadline in the team's zone, which is $2. It is at most two days earlier than `due_date`, so
# that a range of positions (see `schema.POSITION`) has two days more.
_DAY = "COALESCE((due_at AT TIME ZONE $2)::date, due_date)"
_BEFORE = f"""position < (({{before}}::date - DATE '0001-01-01' + 2)::bigint << {lists.DAY_BIT})
    AND {_DAY} < {{before}}::date AND submitted_at IS NULL"""
_PART = "FROM assignments WHERE user_id = {person} AND NOT hidden"
_GIVEN = "FROM tasks WHERE created_by_id = {person} AND deleted_at IS NULL AND assigned_to_id IS NOT NULL"
_LOOSE = """FROM tasks WHERE created_by_id = {person} AND deleted_at IS NULL AND assigned_to_id IS NULL
    AND due_date IS NOT NULL AND status IN ('pending', 'in_progress')"""
_ANY = "FROM tasks WHERE deleted_at IS NULL"
# The tasks of projects that the person leads, of each by itself.
_LED = "FROM tasks WHERE project_id = project AND deleted_at IS NULL"
_OF_PROJECT = "({told}::bigint[] IS NULL OR {project} = ANY ({told}::bigint[]))"  # of which people are told
# A subquery for each row: joined, all assignments of a person would be read first.
_NOT_OWN = " AND (SELECT user_id FROM assignments WHERE task_id = tasks.id AND user_id = $1) IS NULL"


def _late(rows: str, before: str) -> str:
    """Build the condition for tasks that are unfinished, not submitted, and were due before a day."""
    return f"{rows} AND {_BEFORE.format(before=before)}"


def _latest(rows: str, told: str, *, key: str = "position", id_: str = "id", led: str = "") -> str:
    """Build the reading of the latest of such rows, as many as are counted; or of each of the projects `led`.

    `told` is the parameter with the projects of which people are told; null is all of them.
    """
    project = "project_id" if id_ == "id" else "(SELECT project_id FROM tasks WHERE id = task_id)"
    condition = _OF_PROJECT.format(told=told, project=project)
    order = f"ORDER BY {key} DESC, {id_} DESC LIMIT {TOTAL_CAP + 1}"
    read = f"SELECT {id_} AS id, {key} AS key {rows} AND {condition} {order}"
    each = f"SELECT its.* FROM unnest({led}::bigint[]) AS project CROSS JOIN LATERAL ({read}) AS its"
    return f"({each if led else read})"


def _listed(order: str, *found: str) -> str:
    """Build the reading of a part: its first rows, each with the length of the whole."""
    return f"""
SELECT tasks.id, tasks.title, tasks.priority, tasks.status, {DEADLINE}, tasks.position,
       tasks.submitted_at IS NOT NULL AS submitted, tasks.submitted_at, tasks.created_by_id,
       tasks.project_id{lists.ASSIGNEE}, page.total
FROM (
    SELECT id, key, count(*) OVER () AS total FROM ({" UNION ".join(found)}) AS found
    ORDER BY {order} LIMIT {SHOWN}
) AS page
JOIN tasks USING (id)
LEFT JOIN users AS assignee ON assignee.id = tasks.assigned_to_id
ORDER BY {order}
"""


# The latest day comes first: what has been late for long was told of before. Of a day, it is the earliest
# deadline and the most urgent task.
_BY_DEADLINE = f"key >> {lists.DAY_BIT} DESC, key, id"

OWN = _listed(_BY_DEADLINE, _latest(_late(_PART.format(person="$1"), "$3"), "$4", id_="task_id"))

OTHERS = _listed(
    _BY_DEADLINE,
    _latest(_late(_GIVEN.format(person="$1"), "$3") + _NOT_OWN, "$7"),
    _latest(_late(_LOOSE.format(person="$1"), "$3"), "$7"),
    _latest(_late(_ANY, "$4") + _NOT_OWN, "$7"),
    _latest(_late(_LED, "$5") + _NOT_OWN, "$7", led="$6"),
)

_WAITING = "FROM tasks WHERE deleted_at IS NULL AND submitted_at < {since}"
_GIVEN_WAITING = f"{_WAITING} AND created_by_id = {{person}}"
WAITING = _listed(
    "key DESC, id",
    _latest(_GIVEN_WAITING.format(since="$2", person="$1"), "$6", key="submitted_at"),
    _latest(_WAITING.format(since="$3"), "$6", key="submitted_at"),
    _latest(f"{_LED} AND submitted_at < $4", "$6", key="submitted_at", led="$5"),
)


def _first(rows: str, key: str) -> str:
    """Build the condition that there are such rows: one step into an index, however many there are."""
    return f"COALESCE((SELECT true {rows} ORDER BY {key} LIMIT 1), false)"


# A day begins once, whatever daemon begins it: the other waits for the row, and finds it changed.
BEGIN = f"""
WITH begun AS (
    INSERT INTO team (key, value) VALUES ('{team.ESCALATED}', $1) ON CONFLICT (key) DO UPDATE
    SET value = EXCLUDED.value WHERE team.value < EXCLUDED.value
    RETURNING key
)
INSERT INTO escalations (user_id, look_at)
SELECT users.id, $3 FROM begun, users
WHERE access = 'active' AND reachable AND (
    role = 'admin'
    OR EXISTS (SELECT FROM project_members WHERE user_id = users.id AND project_members.role = 'lead')
    OR {_first(_late(_PART.format(person="users.id"), "$4"), "position")}
    OR {_first(_late(_GIVEN.format(person="users.id"), "$5"), "position")}
    OR {_first(_late(_LOOSE.format(person="users.id"), "$5"), "position")}
    OR {_first(_GIVEN_WAITING.format(since="$6", person="users.id"), "submitted_at")}
)
ON CONFLICT DO NOTHING
"""

DUE = "SELECT user_id FROM escalations WHERE look_at <= $1 ORDER BY look_at, user_id LIMIT $2"

TAKE = "DELETE FROM escalations WHERE user_id = $1 AND look_at <= $2 RETURNING user_id"

HOLD = """
INSERT INTO escalations (user_id, look_at) VALUES ($1, $2)
ON CONFLICT (user_id) DO UPDATE SET look_at = EXCLUDED.look_at
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """For each step, the day before which a task was due, and a submission was made, in the team's zone.

    `projects` are those of which people are told; null is all of them.
    """

    today: date
    zone: ZoneInfo
    workdays: Workdays
    projects: list[int] | None = None

    def day(self, step: int) -> date:
        return escalation.since(self.today, self.workdays, step)

    def midnight(self, step: Step) -> datetime:
        return datetime.combine(self.day(step), time(), self.zone)

    def late_by(self, record: asyncpg.Record) -> int:
        """Count the workdays for which a task is late, or for which it waits."""
        moment: datetime | None = record["submitted_at"] or record["due_at"]
        day: date = moment.astimezone(self.zone).date() if moment else record["due_date"]
        return self.workdays.workdays_between(day, self.today)


async def last_day(uow: UnitOfWork) -> date | None:
    """Return the last day on which people were told; None if there was none."""
    day = await team.get(uow, team.ESCALATED)
    return None if day is None else date.fromisoformat(day)


async def told_of(uow: UnitOfWork) -> list[int] | None:
    """Return the projects of which people are told, by their own settings or the team's; None for all."""
    by_team = await team.escalation(uow)
    every = (await projects.every(uow)).values()
    told = [it.id for it in every if (by_team if it.escalation is None else it.escalation)]
    return None if len(told) == len(every) else told


async def begin(uow: UnitOfWork, now: datetime, limits: Limits) -> None:
    """Begin a day, unless it has begun: from `now` on leads, and people with something late, are told."""
    own, given, waiting = limits.day(Step.ASSIGNEE), limits.day(Step.CREATOR), limits.midnight(Step.CREATOR)
    await uow.write(BEGIN, str(limits.today), str(limits.zone), now, own, given, waiting)


async def due(uow: UnitOfWork, now: datetime, most: int) -> list[int]:
    """Find people who are to be told by now."""
    return [record["user_id"] for record in await uow.read(DUE, now, most)]


async def take(uow: UnitOfWork, user_id: int, now: datetime) -> bool:
    """Let a person be told no more; return whether they were to be told by now."""
    return await uow.write_value(TAKE, user_id, now) is not None


async def hold(uow: UnitOfWork, user_id: int, until: datetime) -> None:
    """Let a person be told later."""
    await uow.write(HOLD, user_id, until)


async def late(uow: UnitOfWork, person: Person, limits: Limits, *, reminded: bool = False) -> list[Late]:
    """Read what a person is told of, by its parts; none of them is empty.

    People who are `reminded` of their own tasks on the first workday after a deadline are told of those from
    the second on.
    """
    zone, is_admin, told = str(limits.zone), rules.leads(DEFAULT_PROJECT, person), limits.projects
    own, given = limits.day(Step.ASSIGNEE + reminded), limits.day(Step.CREATOR)
    waiting = limits.midnight(Step.CREATOR)
    last, last_waiting = limits.day(Step.ADMINS), limits.midnight(Step.ADMINS)
    # Nothing is before null.
    of_all, waiting_of_all = (last, last_waiting) if is_admin else (None, None)
    led = [] if is_admin else rules.led(person)
    read = {
        Part.OWN: await uow.read(OWN, person.id, zone, own, told),
        Part.OTHERS: await uow.read(OTHERS, person.id, zone, given, of_all, last, led, told),
        Part.WAITING: await uow.read(WAITING, person.id, waiting, waiting_of_all, last_waiting, led, told),
    }
    return [_part(part, records, person, limits) for part, records in read.items() if records]


def _part(part: Part, records: Sequence[asyncpg.Record], person: Person, limits: Limits) -> Late:
    total = records[0]["total"]
    tasks = tuple(
        LateTask(
            lists.build_row(it),
            limits.late_by(it),
            own=part is Part.OWN or (part is Part.WAITING and it["created_by_id"] == person.id),
        )
        for it in records
    )
    return Late(part, tasks, min(total, TOTAL_CAP), total > TOTAL_CAP)
