"""Telling people of what is late: on workdays at 9:00 in the team's zone, each at most once a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain import escalation
from taskbot.domain.admission import Item
from taskbot.domain.escalation import Late
from taskbot.domain.quiet import instant
from taskbot.domain.reminding import Reminders
from taskbot.features.digest import service as digest
from taskbot.features.escalation import views
from taskbot.repository import escalations, notification_settings, users, workdays
from taskbot.repository import team as settings
from taskbot.repository.escalations import Limits
from taskbot.telegram.context import Team, reader_of
from taskbot.telegram.replies import Replies, say


async def begin(uow: UnitOfWork, team: Team, now: datetime) -> None:
    """Begin the day, once its hour has come: people with something late wait to be told, if it is a workday.

    A day that was missed is over. The first day of all has nothing to report.
    """
    local = now.astimezone(team.timezone)
    latest, last = escalation.latest_day(local), await escalations.last_day(uow)
    if last is not None and (latest <= last or latest < local.date()):
        return
    calendar = await workdays.load(uow)
    if last is not None and calendar.is_workday(latest) and await escalations.told_of(uow) != []:
        await escalations.begin(uow, now, Limits(latest, team.timezone, calendar))
    else:
        await settings.put(uow, settings.ESCALATED, str(latest))


async def tell(uow: UnitOfWork, team: Team, now: datetime, user_id: int) -> Replies:
    """Tell a person of what is late, unless that waits for the end of quiet hours or stands in a digest."""
    if not await escalations.take(uow, user_id, now):
        return []
    if (told_of := await escalations.told_of(uow)) == []:
        return []
    (person,) = await users.by_ids(uow, [user_id])
    calendar, local = await workdays.load(uow), now.astimezone(team.timezone)
    reminders = (await notification_settings.get(uow, user_id)).reminders
    limits = Limits(local.date(), team.timezone, calendar, told_of)
    late = await escalations.late(uow, person, limits, reminded=reminders != Reminders.OFF)
    due = instant(escalation.latest_day(local), escalation.AT, team.timezone)
    # What is the reader's own stands in their digest as well.
    items = [Item(due, it.row.id, by=None if it.own else now) for part in late for it in part.tasks]
    admitted = await digest.admit(uow, team, now, person, items, calendar, as_list=True)
    if admitted.until:
        await escalations.hold(uow, user_id, admitted.until)
    said = _only(late, {it.task_id for it in admitted.now})
    if not said:
        return []
    return [say(person.telegram_id, *views.message(said, person, reader_of(person, team, now).l10n))]


def _only(late: Sequence[Late], ids: set[int | None]) -> list[Late]:
    """Leave out tasks that are told of elsewhere."""
    kept = []
    for part in late:
        tasks = tuple(it for it in part.tasks if it.row.id in ids)
        if tasks:
            kept.append(replace(part, tasks=tasks, total=part.total - len(part.tasks) + len(tasks)))
    return kept
