"""What a person's digest is made of: their unfinished tasks by deadline, read in bounded ranges."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import OPEN, TOTAL_CAP, Filter, Listing, Page, Person, TaskRow
from taskbot.repository import lists
from taskbot.repository.tasks import DEADLINE

# A day in one zone is at most two days away from that day in another.
APART = timedelta(days=2)

# Parts that wait for acceptance are done for the person.
DUE_BETWEEN = f"""
SELECT tasks.id, tasks.title, tasks.priority, page.status, {DEADLINE}, page.position,
       NULL AS assignee, 0 AS others, false AS submitted, tasks.project_id
FROM (
    SELECT task_id, status, position FROM assignments
    WHERE user_id = $1 AND NOT hidden AND submitted_at IS NULL AND position >= $2 AND position < $3
    ORDER BY position, task_id LIMIT {TOTAL_CAP}
) AS page
JOIN tasks ON tasks.id = page.task_id
ORDER BY page.position, page.task_id
"""


async def long_overdue(uow: UnitOfWork, person: Person, today: date) -> list[TaskRow]:
    """Read unfinished tasks whose deadlines have passed whatever their zones are, up to `TOTAL_CAP`."""
    return await _between(uow, person, date.min, today - APART)


async def around(uow: UnitOfWork, person: Person, today: date) -> list[TaskRow]:
    """Read the other unfinished tasks that may be due by tomorrow, or a little later, up to `TOTAL_CAP`."""
    return await _between(uow, person, today - APART, today + APART + timedelta(days=2))


async def to_accept(uow: UnitOfWork, person: Person, now: datetime) -> Page:
    """Read tasks of a person's own creation that wait for acceptance."""
    return await lists.page(uow, Listing.CREATED, person, Filter(submitted=True), now)


async def unassigned(uow: UnitOfWork, person: Person, now: datetime) -> Page:
    """Read tasks that everybody may take."""
    return await lists.page(uow, Listing.UNASSIGNED, person, OPEN, now)


async def _between(uow: UnitOfWork, person: Person, first: date, end: date) -> list[TaskRow]:
    rows = await uow.read(DUE_BETWEEN, person.id, lists.place(first), lists.place(end))
    return [lists.build_row(it) for it in rows]
